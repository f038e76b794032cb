//! The components' declarations, in a file for each group of operations that alone uses them, and one for the rest.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToKebabCase;

use super::types::{Form, Types};
use super::{Context, file, text};
use crate::contract::{Contract, Enumeration, Schema, SchemaId, Shape};
use crate::emit::GeneratedFile;
use crate::names::typescript::TypeScriptNames;

/// Where components that several groups use are declared.
const SHARED: &str = "types/shared";

/// How many declarations a file has at most; beyond it they are spread over several.
const MOST: usize = 150;

/// How long a file's name gets (most file systems allow 255 bytes).
const FILE_NAME: usize = 80;

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
        let mut full: BTreeMap<String, Vec<(SchemaId, Vec<String>)>> = BTreeMap::new();
        for (id, module) in modules.iter().filter(|(_, module)| sizes.get(*module).is_some_and(|size| *size > MOST)) {
            let name = names.schemas.get(id).map_or("", |name| name.output.as_str());
            full.entry(module.clone()).or_default().push((*id, words(name)));
        }
        for (module, schemas) in full {
            for (id, shelf) in shelves(schemas) {
                modules.insert(id, format!("{module}/{shelf}"));
            }
        }
        Self { modules }
    }

    pub fn module(&self, id: SchemaId) -> &str {
        self.modules.get(&id).map_or(SHARED, String::as_str)
    }
}

/// The words of a name, in ASCII.
fn words(name: &str) -> Vec<String> {
    let ascii: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    ascii.to_kebab_case().split('-').map(ToOwned::to_owned).collect()
}

/// Spreads schemas over files: by the first letter of their names, and where those are too many by their first words.
fn shelves(all: Vec<(SchemaId, Vec<String>)>) -> Vec<(SchemaId, String)> {
    const WORDS: usize = 4;
    let mut found = Vec::new();
    let mut open = vec![(all, 0)];
    while let Some((schemas, depth)) = open.pop() {
        let mut shelves: BTreeMap<String, Vec<(SchemaId, Vec<String>)>> = BTreeMap::new();
        for (id, words) in schemas {
            let mut shelf = match depth {
                0 => words.first().and_then(|word| word.get(..1)).unwrap_or_default().to_owned(),
                _ => words.get(..depth).unwrap_or(&words).join("-"),
            };
            shelf.truncate(FILE_NAME);
            shelves.entry(if shelf.is_empty() { "_".to_owned() } else { shelf }).or_default().push((id, words));
        }
        for (shelf, schemas) in shelves {
            if schemas.len() > MOST && depth < WORDS {
                open.push((schemas, depth + 1));
            } else {
                found.extend(schemas.into_iter().map(|(id, _)| (id, shelf.clone())));
            }
        }
    }
    found
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
pub(super) fn module(context: Context<'_>, id: SchemaId) -> &str {
    context.plan.homes.module(id)
}

/// Every module that declares schemas, in order.
pub(super) fn modules(context: Context<'_>) -> BTreeSet<&str> {
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
