//! The components' declarations, in a file for each group of operations that alone uses them, and one for the rest; in a
//! folder of files where one would be too long.

use std::collections::{BTreeMap, BTreeSet};

use super::imports::Imports;
use super::types::{Form, Types};
use super::{Context, file, text, words};
use crate::contract::{Contract, Enumeration, Schema, SchemaId, Shape};
use crate::emit::GeneratedFile;
use crate::emit::shelves::{Part, shelves};

/// Where components that several groups use are declared.
const SHARED: &str = "types/shared";

/// What declares the types of a schema.
pub(super) struct Declaration {
    text: String,
    imports: Imports,
}

/// The module that declares each named schema: `types/tasks`.
pub(super) struct Homes {
    modules: BTreeMap<SchemaId, String>,
}

impl Homes {
    pub fn of(context: Context, declarations: &BTreeMap<SchemaId, Declaration>) -> Self {
        let users = users(context.contract);
        let mut contents: BTreeMap<String, Vec<SchemaId>> = BTreeMap::new();
        for id in declarations.keys() {
            let group = match users.get(id.0 as usize) {
                Some(Users::One(tag)) => context.names.groups.get(*tag),
                _ => None,
            };
            let module = group.map_or_else(|| SHARED.to_owned(), |group| format!("types/{}", group.file));
            contents.entry(module).or_default().push(*id);
        }
        let mut modules = BTreeMap::new();
        for (module, ids) in contents {
            let part = |id| {
                let name = context.names.schemas.get(id).map_or("", |name| name.output.as_str());
                let lines = declarations.get(id).map_or(0, |declaration| declaration.text.lines().count() + 1);
                Part { words: words::of_name(name), lines }
            };
            let parts: Vec<Part> = ids.iter().map(part).collect();
            let shelves = shelves(&parts, "-").into_iter();
            let paths = shelves.map(|shelf| [vec![module.clone()], shelf].concat().join("/"));
            modules.extend(ids.into_iter().zip(paths));
        }
        Self { modules }
    }

    pub fn module(&self, id: SchemaId) -> &str {
        self.modules.get(&id).map_or(SHARED, String::as_str)
    }

    /// Every module that declares schemas, in order.
    pub fn modules(&self) -> BTreeSet<&str> {
        self.modules.values().map(String::as_str).collect()
    }
}

/// Which groups use a schema.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Users {
    Nobody,
    One(usize),
    Several,
}

fn users(contract: &Contract) -> Vec<Users> {
    let mut users = vec![Users::Nobody; contract.schemas.iter().len()];
    let mut roots: BTreeMap<usize, Vec<SchemaId>> = BTreeMap::new();
    for operation in &contract.operations {
        roots.entry(operation.tag.0 as usize).or_default().extend(operation.types().map(|ty| ty.schema));
    }
    for (tag, mut open) in roots {
        while let Some(id) = open.pop() {
            let (Some(user), Some(schema)) = (users.get_mut(id.0 as usize), contract.schemas.get(id)) else { continue };
            let now = match *user {
                Users::Nobody => Users::One(tag),
                Users::One(other) if other != tag => Users::Several,
                // Whoever came here before went on from here.
                Users::One(_) | Users::Several => continue,
            };
            *user = now;
            open.extend(schema.children());
        }
    }
    users
}

/// The declarations of all named schemas.
pub(super) fn declarations(context: Context) -> BTreeMap<SchemaId, Declaration> {
    let mut declarations = BTreeMap::new();
    for (id, name) in &context.names.schemas {
        let Some(schema) = context.contract.schemas.get(*id) else { continue };
        let mut types = Types::new(context);
        let text = if name.is_split() {
            let output = declaration(&mut types, schema, &name.output, Form::Output, None);
            let input = declaration(&mut types, schema, &name.input, Form::Input, Some(&name.output));
            format!("{output}\n{input}")
        } else {
            let form = if name.is_sent { Form::Input } else { Form::Output };
            declaration(&mut types, schema, &name.output, form, None)
        };
        declarations.insert(*id, Declaration { text, imports: types.imports });
    }
    declarations
}

pub(super) fn files(declarations: &BTreeMap<SchemaId, Declaration>, homes: &Homes) -> Vec<GeneratedFile> {
    let mut contents: BTreeMap<&str, Vec<&Declaration>> = BTreeMap::new();
    for (id, declaration) in declarations {
        contents.entry(homes.module(*id)).or_default().push(declaration);
    }
    let one_file = |(module, declarations): (&str, Vec<&Declaration>)| {
        let mut imports = Imports::default();
        for declaration in &declarations {
            imports.extend(&declaration.imports);
        }
        let texts: Vec<&str> = declarations.iter().map(|declaration| declaration.text.as_str()).collect();
        file(&format!("{module}.d.ts"), &format!("{}{}", imports.render(module, homes), texts.join("\n")))
    };
    contents.into_iter().map(one_file).collect()
}

/// One declaration; `input_of` names the output form of which this is the other side.
fn declaration(types: &mut Types, schema: &Schema, name: &str, form: Form, input_of: Option<&str>) -> String {
    let mut paragraphs: Vec<String> =
        [&schema.docs.title, &schema.docs.description].into_iter().flatten().cloned().collect();
    if let Some(output) = input_of {
        paragraphs.push(format!("What the server takes for a {{@link {output}}}."));
    }
    if let Shape::Enumeration(enumeration) = &schema.shape {
        paragraphs.extend(values(enumeration));
    }
    let tags: Vec<String> = schema.docs.deprecated.then(|| "@deprecated".to_owned()).into_iter().collect();
    let comment = text::comment(&paragraphs, &tags, 0);
    format!("{comment}{}", types.declaration(schema, name, form))
}

/// The values that the contract explains, as a list.
fn values(enumeration: &Enumeration) -> Option<String> {
    let described = enumeration.values.iter().filter_map(|value| {
        let title = value.title.as_deref().filter(|title| value.value.as_str() != Some(title));
        let words: Vec<_> = [title, value.description.as_deref()]
            .into_iter()
            .flatten()
            .map(|words| words.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        (!words.is_empty()).then(|| format!("- `{}`: {}", value.value, words.join(": ")))
    });
    let lines: Vec<String> = described.collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
