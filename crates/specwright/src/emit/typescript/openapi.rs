//! `openapi.d.ts`: the bundled document as types, `paths`, `components` and `operations`, in the shape that
//! openapi-typescript gives them, for libraries and code that are written against it. The client does not use it.

mod discriminate;
mod operation;
mod reader;
mod schema;

use std::collections::HashSet;

use serde_json::Value;

use reader::Reader;

use super::text::{comment, indent, key, quote};
use super::{Context, file};
use crate::emit::GeneratedFile;

/// The methods of a path item, in the order of that shape.
const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

pub(super) fn files(context: Context) -> Vec<GeneratedFile> {
    let document = &context.contract.document;
    let reader = Reader::new(document);
    let (paths, webhooks) = (items(&reader, document.get("paths")), items(&reader, document.get("webhooks")));
    let (components, operations) = (components(&reader), operations(&reader));
    let helper = if reader.requires.get() {
        "\ntype WithRequired<T, K extends keyof T> = T & { [P in K]-?: T[P] };\n"
    } else {
        ""
    };
    let source = format!(
        "/** Every path, and the operations on it. */\n\
         {}\n\
         /** Every webhook, and the operations that are called on it. */\n\
         {}\n\
         /** What the document declares by name. */\n\
         export interface components {components}\n\n\
         export type $defs = Record<string, never>;\n\n\
         /** Every operation, by its operationId. */\n\
         {}{helper}",
        declared("paths", &paths),
        declared("webhooks", &webhooks),
        declared("operations", &operations),
    );
    vec![file("openapi.d.ts", &source), file("openapi.js", "export {};\n")]
}

fn declared(name: &str, body: &str) -> String {
    if body == "{}" {
        format!("export type {name} = Record<string, never>;\n")
    } else {
        format!("export interface {name} {body}\n")
    }
}

/// Path items by their paths, or by their names.
fn items(reader: &Reader, all: Option<&Value>) -> String {
    block(own_members(all).map(|(path, item)| (quote(path), path_item(reader, item, 1))), 0)
}

fn path_item(reader: &Reader, item: &Value, level: usize) -> String {
    if let Some(text) = reader.reference(item, |target| path_item(reader, target, level)) {
        return text;
    }
    let pad = indent(level + 1);
    let parameters = operation::parameters(reader, &[item.get("parameters")], level + 1);
    let methods: String = METHODS
        .iter()
        .map(|method| {
            let ty = match item.get(*method) {
                None => "?: never".to_owned(),
                Some(own) => match own.get("operationId").and_then(Value::as_str) {
                    Some(id) => format!(": operations[{}]", quote(id)),
                    None => format!(": {}", operation::of(reader, own, item.get("parameters"), level + 1)),
                },
            };
            format!("{pad}{method}{ty};\n")
        })
        .collect();
    format!("{{\n{pad}parameters: {parameters};\n{methods}{}}}", indent(level))
}

/// The operations that have a name, of paths and webhooks.
fn operations(reader: &Reader) -> String {
    let mut all: Vec<(String, String)> = Vec::new();
    let mut known: HashSet<&str> = HashSet::new();
    let named = reader.document.pointer("/components/pathItems");
    let places = [reader.document.get("paths"), reader.document.get("webhooks"), named];
    for (_, item) in places.into_iter().flat_map(own_members) {
        for own in METHODS.iter().filter_map(|method| item.get(*method)) {
            // An operationId that stands twice has been reported; here the first one has it.
            if let Some(id) = own.get("operationId").and_then(Value::as_str).filter(|id| known.insert(id)) {
                all.push((key(id), operation::of(reader, own, item.get("parameters"), 1)));
            }
        }
    }
    block(all, 0)
}

fn components(reader: &Reader) -> String {
    let declared = reader.document.get("components");
    let kind = |name: &str, ty: &dyn Fn(&str, &Value) -> String| {
        let all = members(declared.and_then(|c| c.get(name)));
        let members: Vec<(String, String)> = all.map(|(name, value)| (key(name), ty(name, value))).collect();
        let text = if members.is_empty() { "never".to_owned() } else { block(members, 1) };
        format!("  {name}: {text};\n")
    };
    let kinds = [
        kind("schemas", &|name, value| schema::component(reader, name, value, 2)),
        kind("responses", &|_, value| operation::response(reader, value, 2)),
        kind("parameters", &|_, value| operation::parameter_type(reader, value, 2)),
        kind("requestBodies", &|_, value| operation::body(reader, value, 2)),
        kind("headers", &|_, value| operation::header_type(reader, value, 2)),
        kind("pathItems", &|_, value| path_item(reader, value, 2)),
    ];
    format!("{{\n{}}}", kinds.concat())
}

/// The members of an object; of anything else, none.
fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

/// The members of an object that may be extended, without its extensions.
fn own_members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    members(value).filter(|(name, _)| !name.starts_with("x-"))
}

/// An object type of required members, whose names are written as they must be.
fn block(members: impl IntoIterator<Item = (String, String)>, level: usize) -> String {
    let pad = indent(level + 1);
    let lines: String = members.into_iter().map(|(name, ty)| format!("{pad}{name}: {ty};\n")).collect();
    if lines.is_empty() { "{}".to_owned() } else { format!("{{\n{lines}{}}}", indent(level)) }
}

/// The comment of anything with a description.
fn described(value: &Value, level: usize) -> String {
    let description = value.get("description").and_then(Value::as_str).map(ToOwned::to_owned);
    let deprecated = value.get("deprecated").and_then(Value::as_bool) == Some(true);
    let tags: Vec<String> = deprecated.then(|| "@deprecated".to_owned()).into_iter().collect();
    comment(description.as_slice(), &tags, level)
}
