//! `openapi.d.ts`: the bundled document as types, `paths`, `components` and `operations`, in the shape that
//! openapi-typescript gives them, for libraries and code that are written against it. The client does not use it.

mod discriminate;
mod inline;
mod operation;
mod schema;

use serde_json::Value;

use super::text::{comment, indent, key, quote};
use super::{Context, file};
use crate::emit::GeneratedFile;

/// The methods of a path item, in the order of that shape.
const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

pub(super) fn files(context: Context) -> Vec<GeneratedFile> {
    let document = discriminate::patched(&inline::inlined(&context.contract.document));
    let source = format!(
        "/** Every path, and the operations on it. */\n\
         export interface paths {}\n\n\
         export type webhooks = Record<string, never>;\n\n\
         /** What the document declares by name. */\n\
         export interface components {}\n\n\
         export type $defs = Record<string, never>;\n\n\
         /** Every operation, by its operationId. */\n\
         export interface operations {}\n",
        paths(&document),
        components(&document),
        operations(&document),
    );
    vec![file("openapi.d.ts", &source), file("openapi.js", "export {};\n")]
}

fn paths(document: &Value) -> String {
    let paths = own_members(document.get("paths")).map(|(path, item)| {
        let parameters = operation::parameters(document, &[item.get("parameters")], 2);
        let methods = METHODS.iter().map(|method| {
            let id = item.get(*method).map(|own| operation_id(own, method, path));
            let ty = id.map_or_else(|| "?: never".to_owned(), |id| format!(": operations[{}]", quote(&id)));
            format!("    {method}{ty};\n")
        });
        let methods: String = methods.collect();
        (quote(path), format!("{{\n    parameters: {parameters};\n{methods}  }}"))
    });
    block(paths, 0)
}

fn operations(document: &Value) -> String {
    let mut all: Vec<(String, String)> = Vec::new();
    for (path, item) in own_members(document.get("paths")) {
        for method in METHODS {
            let Some(own) = item.get(*method) else { continue };
            let shared = item.get("parameters");
            let name = key(&operation_id(own, method, path));
            // An operationId that stands twice has been reported; here the first one has it.
            if !all.iter().any(|(known, _)| *known == name) {
                all.push((name, operation::of(document, own, shared, 1)));
            }
        }
    }
    block(all, 0)
}

/// As the bundle names it; one without a name is named after its method and path.
fn operation_id(operation: &Value, method: &str, path: &str) -> String {
    let id = operation.get("operationId").and_then(Value::as_str);
    id.map_or_else(|| format!("{method} {path}"), ToOwned::to_owned)
}

fn components(document: &Value) -> String {
    let declared = document.get("components");
    let kind = |name: &str, ty: &dyn Fn(&Value) -> String| {
        let members: Vec<(String, String)> =
            members(declared.and_then(|c| c.get(name))).map(|(name, value)| (key(name), ty(value))).collect();
        let text = if members.is_empty() { "never".to_owned() } else { block(members, 1) };
        format!("  {name}: {text};\n")
    };
    let kinds = [
        kind("schemas", &|value| schema::of(value, 2, schema::Place::Plain)),
        kind("responses", &|value| operation::response(document, value, 2)),
        kind("parameters", &|value| operation::parameter_type(value, 2)),
        kind("requestBodies", &|value| operation::body(value, 2)),
        kind("headers", &|value| operation::header_type(value, 2)),
        "  pathItems: never;\n".to_owned(),
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

/// `#/components/schemas/Task` as `components["schemas"]["Task"]`.
fn reference(value: &Value) -> Option<String> {
    let pointer = value.get("$ref")?.as_str()?.strip_prefix("#/")?;
    let mut keys = pointer.split('/').map(crate::source::unescape);
    let root = keys.next()?;
    Some(keys.fold(root.to_string(), |ty, key| format!("{ty}[{}]", quote(&key))))
}
