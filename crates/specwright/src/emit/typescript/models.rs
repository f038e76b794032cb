//! The components' declarations, in a file for each group of operations that alone uses them, and one for the rest.

use std::collections::{BTreeMap, BTreeSet};

use super::types::{Form, Types};
use super::{Context, file, text};
use crate::contract::{Contract, Enumeration, Schema, SchemaId, Shape};
use crate::emit::GeneratedFile;

/// Where components that several groups use are declared.
const SHARED: &str = "types/shared";

/// Which group alone uses a component. Those that several use, or none, are absent.
pub(super) fn homes(contract: &Contract) -> BTreeMap<SchemaId, usize> {
    let mut users: BTreeMap<SchemaId, BTreeSet<usize>> = BTreeMap::new();
    for operation in &contract.operations {
        let mut open: Vec<SchemaId> = operation.parameters.iter().map(|p| p.ty.schema).collect();
        let bodies = operation.body.iter().flat_map(|b| &b.contents);
        let contents = bodies.chain(operation.responses.iter().flat_map(|r| &r.contents));
        open.extend(contents.filter_map(|c| c.ty).map(|ty| ty.schema));
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            if let Some(schema) = contract.schemas.get(id).filter(|_| seen.insert(id)) {
                open.extend(schema.children());
            }
        }
        for id in seen {
            users.entry(id).or_default().insert(operation.tag.0 as usize);
        }
    }
    let alone = users.into_iter().filter(|(_, groups)| groups.len() == 1);
    alone.filter_map(|(id, groups)| Some((id, *groups.first()?))).collect()
}

/// The module that declares a component: `types/tasks`.
pub(super) fn module(context: Context, id: SchemaId) -> String {
    let group = context.plan.homes.get(&id).and_then(|tag| context.names.groups.get(*tag));
    group.map_or_else(|| SHARED.to_owned(), |group| format!("types/{}", group.file))
}

/// Every module that declares components, in order.
pub(super) fn modules(context: Context) -> BTreeSet<String> {
    context.names.schemas.keys().map(|id| module(context, *id)).collect()
}

pub(super) fn files(context: Context) -> Vec<GeneratedFile> {
    modules(context).iter().map(|module| one_file(context, module)).collect()
}

fn one_file(context: Context, wanted: &str) -> GeneratedFile {
    let mut types = Types::new(context);
    let mut declarations = Vec::new();
    for (id, name) in &context.names.schemas {
        let Some(schema) = context.contract.schemas.get(*id).filter(|_| module(context, *id) == wanted) else {
            continue;
        };
        if name.is_split() {
            declarations.push(declaration(&mut types, schema, &name.output, Form::Output, None));
            declarations.push(declaration(&mut types, schema, &name.input, Form::Input, Some(&name.output)));
        } else {
            let form = if schema.usage.request { Form::Input } else { Form::Output };
            declarations.push(declaration(&mut types, schema, &name.output, form, None));
        }
    }
    let source = format!("{}{}", types.imports.render(wanted), declarations.join("\n"));
    file(&format!("{wanted}.d.ts"), &source)
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
