//! An operation of the document as a type: its parameters by place, its body, its responses by status.

use serde_json::Value;

use super::super::text::{indent, key, quote};
use super::schema::{self, Place};
use super::{described, members, own_members, reference};

pub(super) fn of(document: &Value, operation: &Value, shared: Option<&Value>, level: usize) -> String {
    let pad = indent(level + 1);
    let parameters = parameters(document, &[operation.get("parameters"), shared], level + 1);
    let request = match operation.get("requestBody") {
        None => "requestBody?: never".to_owned(),
        Some(own) => {
            let mark = if is_true(resolve(document, own), "required") { "" } else { "?" };
            format!("requestBody{mark}: {}", reference(own).unwrap_or_else(|| body(own, level + 1)))
        }
    };
    let inner = indent(level + 2);
    let responses: String = own_members(operation.get("responses"))
        .map(|(status, own)| {
            let name = if status.bytes().all(|b| b.is_ascii_digit()) { status.clone() } else { key_of_status(status) };
            let ty = reference(own).unwrap_or_else(|| response(document, own, level + 2));
            format!("{}{inner}{name}: {ty};\n", described(own, level + 2))
        })
        .collect();
    format!(
        "{{\n{pad}parameters: {parameters};\n{pad}{request};\n{pad}responses: {{\n{responses}{pad}}};\n{}}}",
        indent(level)
    )
}

fn key_of_status(status: &str) -> String {
    if status == "default" { status.to_owned() } else { quote(status) }
}

/// The parameters of an operation or a path, by place. Of two with one name and place the first list's wins.
pub(super) fn parameters(document: &Value, lists: &[Option<&Value>], level: usize) -> String {
    let mut all: Vec<(&Value, &Value, &str, &str)> = Vec::new();
    for own in lists.iter().flatten().filter_map(|list| list.as_array()).flatten() {
        let parameter = resolve(document, own);
        let text = |keyword: &str| parameter.get(keyword).and_then(Value::as_str).unwrap_or_default();
        let (name, place) = (text("name"), text("in"));
        if !all.iter().any(|(_, _, known, at)| *known == name && *at == place) {
            all.push((own, parameter, name, place));
        }
    }
    let pad = indent(level + 1);
    let places = ["query", "header", "path", "cookie"].map(|place| {
        let here: Vec<_> = all.iter().filter(|(_, _, _, at)| *at == place).collect();
        if here.is_empty() {
            return format!("{pad}{place}?: never;\n");
        }
        let is_required = |parameter: &Value| place == "path" || is_true(parameter, "required");
        let mark = if here.iter().any(|(_, parameter, _, _)| is_required(parameter)) { "" } else { "?" };
        let inner = indent(level + 2);
        let lines = here.iter().map(|(own, parameter, name, _)| {
            let mark = if is_required(parameter) { "" } else { "?" };
            let ty = reference(own).unwrap_or_else(|| parameter_type(parameter, level + 2));
            format!("{}{inner}{}{mark}: {ty};\n", described(parameter, level + 2), key(name))
        });
        format!("{pad}{place}{mark}: {{\n{}{pad}}};\n", lines.collect::<String>())
    });
    format!("{{\n{}{}}}", places.concat(), indent(level))
}

/// One whose text has a media type is a string there.
pub(super) fn parameter_type(parameter: &Value, level: usize) -> String {
    if let Some(name) = reference(parameter) {
        return name;
    }
    match parameter.get("schema") {
        Some(own) => schema::of(own, level, Place::Plain),
        None => "string".to_owned(),
    }
}

pub(super) fn header_type(header: &Value, level: usize) -> String {
    if let Some(name) = reference(header) {
        return name;
    }
    header.get("schema").map_or_else(|| "unknown".to_owned(), |own| schema::of(own, level, Place::Plain))
}

pub(super) fn body(body: &Value, level: usize) -> String {
    if let Some(name) = reference(body) {
        return name;
    }
    format!("{{\n{}{}}}", content(body, level + 1), indent(level))
}

pub(super) fn response(document: &Value, response: &Value, level: usize) -> String {
    if let Some(name) = reference(response) {
        return name;
    }
    let (pad, inner) = (indent(level + 1), indent(level + 2));
    let headers: String = members(response.get("headers"))
        .map(|(name, own)| {
            let mark = if is_true(resolve(document, own), "required") { "" } else { "?" };
            let ty = reference(own).unwrap_or_else(|| header_type(own, level + 2));
            format!("{inner}{}{mark}: {ty};\n", key(name))
        })
        .collect();
    format!(
        "{{\n{pad}headers: {{\n{headers}{inner}[name: string]: unknown;\n{pad}}};\n{}{}}}",
        content(response, level + 1),
        indent(level)
    )
}

fn content(owner: &Value, level: usize) -> String {
    let (pad, inner) = (indent(level), indent(level + 1));
    let lines: String = members(owner.get("content"))
        .map(|(media_type, own)| {
            let ty = own.get("schema").map(|own| schema::of(own, level + 1, Place::Plain));
            format!("{inner}{}: {};\n", quote(media_type), ty.unwrap_or_else(|| "unknown".to_owned()))
        })
        .collect();
    if lines.is_empty() { format!("{pad}content?: never;\n") } else { format!("{pad}content: {{\n{lines}{pad}}};\n") }
}

/// What a value stands for: the component, when it is a reference to one.
fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let pointer = value.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
    pointer.and_then(|pointer| document.pointer(pointer)).unwrap_or(value)
}

fn is_true(value: &Value, keyword: &str) -> bool {
    value.get(keyword) == Some(&Value::Bool(true))
}
