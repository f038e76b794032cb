//! The components' declarations, in a file for each group of operations that alone uses them, and one for the rest.

use std::collections::{BTreeMap, BTreeSet};

use super::types::{Form, Types};
use super::{Context, file, text};
use crate::contract::{Contract, Enumeration, Schema, SchemaId, Shape};
use crate::emit::GeneratedFile;
use crate::names::typescript::TypeScriptNames;

/// Where components that several groups use are declared.
const SHARED: &str = "types/shared";

/// How many declarations a file has at most; beyond it they are spread over files by their names' first letters.
const MOST: usize = 150;

/// The module that declares each named schema: `types/tasks`.
pub(super) struct Homes {
    modules: BTreeMap<SchemaId, String>,
}

impl Homes {
    pub fn of(contract: &Contract, names: &TypeScriptNames) -> Self {
        let users = users(contract);
        let mut modules: BTreeMap<SchemaId, String> = BTreeMap::new();
        let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
        for id in names.schemas.keys() {
            let group = match users.get(id.0 as usize) {
                Some(Users::One(tag)) => names.groups.get(*tag),
                _ => None,
            };
            let module = group.map_or_else(|| SHARED.to_owned(), |group| format!("types/{}", group.file));
            *sizes.entry(module.clone()).or_default() += 1;
            modules.insert(*id, module);
        }
        for (id, module) in &mut modules {
            if sizes.get(module).is_some_and(|size| *size > MOST)
                && let Some(name) = names.schemas.get(id)
            {
                module.push_str(&format!("/{}", shelf(&name.output)));
            }
        }
        Self { modules }
    }

    pub fn module(&self, id: SchemaId) -> &str {
        self.modules.get(&id).map_or(SHARED, String::as_str)
    }
}

/// The first letter of a name.
fn shelf(name: &str) -> char {
    name.chars().find(char::is_ascii_alphanumeric).map_or('_', |letter| letter.to_ascii_lowercase())
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

/// The module that declares a schema.
pub(super) fn module<'a>(context: Context<'a>, id: SchemaId) -> &'a str {
    context.plan.homes.module(id)
}

/// Every module that declares schemas, in order.
pub(super) fn modules<'a>(context: Context<'a>) -> BTreeSet<&'a str> {
    context.names.schemas.keys().map(|id| module(context, *id)).collect()
}

pub(super) fn files(context: Context) -> Vec<GeneratedFile> {
    let mut contents: BTreeMap<&str, Vec<SchemaId>> = BTreeMap::new();
    for id in context.names.schemas.keys() {
        contents.entry(module(context, *id)).or_default().push(*id);
    }
    contents.into_iter().map(|(module, ids)| one_file(context, module, &ids)).collect()
}

fn one_file(context: Context, module: &str, ids: &[SchemaId]) -> GeneratedFile {
    let mut types = Types::new(context);
    let mut declarations = Vec::new();
    for id in ids {
        let (Some(name), Some(schema)) = (context.names.schemas.get(id), context.contract.schemas.get(*id)) else {
            continue;
        };
        if name.is_split() {
            declarations.push(declaration(&mut types, schema, &name.output, Form::Output, None));
            declarations.push(declaration(&mut types, schema, &name.input, Form::Input, Some(&name.output)));
        } else {
            let form = if name.is_sent { Form::Input } else { Form::Output };
            declarations.push(declaration(&mut types, schema, &name.output, form, None));
        }
    }
    let source = format!("{}{}", types.imports.render(module), declarations.join("\n"));
    file(&format!("{module}.d.ts"), &source)
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
        let description = value.description.as_ref()?;
        Some(format!("- `{}`: {}", value.value, description.split_whitespace().collect::<Vec<_>>().join(" ")))
    });
    let lines: Vec<String> = described.collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
