//! An operation of the document as a type: its parameters by place, its body, its responses by status.

use serde_json::Value;

use super::super::text::{indent, key, quote};
use super::reader::Reader;
use super::schema::{self, Place};
use super::{described, members, own_members};

/// What writes a kind of object, as a target of a reference may want it.
type Write<'w> = &'w dyn Fn(&Value) -> String;

/// A component's name, or the object itself.
fn named(reader: &Reader, value: &Value, write: Write) -> String {
    reader.reference(value, write).unwrap_or_else(|| write(value))
}

pub(super) fn of(reader: &Reader, operation: &Value, shared: Option<&Value>, level: usize) -> String {
    let pad = indent(level + 1);
    let parameters = parameters(reader, &[operation.get("parameters"), shared], level + 1);
    let request = match operation.get("requestBody") {
        None => "requestBody?: never".to_owned(),
        Some(own) => {
            let mark = if is_true(reader.resolve(own), "required") { "" } else { "?" };
            let text = named(reader, own, &|own| body(reader, own, level + 1));
            format!("requestBody{mark}: {text}")
        }
    };
    let inner = indent(level + 2);
    let responses: String = own_members(operation.get("responses"))
        .map(|(status, own)| {
            let name = if status.bytes().all(|b| b.is_ascii_digit()) { status.clone() } else { key_of_status(status) };
            let ty = named(reader, own, &|own| response(reader, own, level + 2));
            format!("{}{inner}{name}: {ty};\n", described(own, level + 2))
        })
        .collect();
    let responses = if responses.is_empty() { "never".to_owned() } else { format!("{{\n{responses}{pad}}}") };
    format!("{{\n{pad}parameters: {parameters};\n{pad}{request};\n{pad}responses: {responses};\n{}}}", indent(level))
}

fn key_of_status(status: &str) -> String {
    if status == "default" { status.to_owned() } else { quote(status) }
}

/// The parameters of an operation or a path, by place. Of two with one name and place the first list's wins.
pub(super) fn parameters(reader: &Reader, lists: &[Option<&Value>], level: usize) -> String {
    let mut all: Vec<(&Value, &Value, &str, &str)> = Vec::new();
    for own in lists.iter().flatten().filter_map(|list| list.as_array()).flatten() {
        let parameter = reader.resolve(own);
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
            let ty = named(reader, own, &|own| parameter_type(reader, own, level + 2));
            format!("{}{inner}{}{mark}: {ty};\n", described(parameter, level + 2), key(name))
        });
        format!("{pad}{place}{mark}: {{\n{}{pad}}};\n", lines.collect::<String>())
    });
    format!("{{\n{}{}}}", places.concat(), indent(level))
}

/// One whose text has a media type is a string there.
pub(super) fn parameter_type(reader: &Reader, parameter: &Value, level: usize) -> String {
    named(reader, parameter, &|parameter| match parameter.get("schema") {
        Some(own) => schema::of(reader, own, level, Place::Plain),
        None => "string".to_owned(),
    })
}

pub(super) fn header_type(reader: &Reader, header: &Value, level: usize) -> String {
    named(reader, header, &|header| {
        if let Some(own) = header.get("schema") {
            return schema::of(reader, own, level, Place::Plain);
        }
        match media_types(reader, header, level) {
            lines if lines.is_empty() => "unknown".to_owned(),
            lines => format!("{{\n{lines}{}}}", indent(level)),
        }
    })
}

pub(super) fn body(reader: &Reader, body: &Value, level: usize) -> String {
    named(reader, body, &|body| {
        let (pad, inner) = (indent(level + 1), indent(level + 2));
        let mut lines = media_types(reader, body, level + 1);
        if lines.is_empty() {
            lines = format!("{inner}\"*/*\"?: never;\n");
        }
        format!("{{\n{pad}content: {{\n{lines}{pad}}};\n{}}}", indent(level))
    })
}

pub(super) fn response(reader: &Reader, response: &Value, level: usize) -> String {
    named(reader, response, &|response| {
        let (pad, inner) = (indent(level + 1), indent(level + 2));
        let headers: String = members(response.get("headers"))
            .map(|(name, own)| {
                let mark = if is_true(reader.resolve(own), "required") { "" } else { "?" };
                format!("{inner}{}{mark}: {};\n", key(name), header_type(reader, own, level + 2))
            })
            .collect();
        let lines = media_types(reader, response, level + 1);
        let content = if lines.is_empty() {
            format!("{pad}content?: never;\n")
        } else {
            format!("{pad}content: {{\n{lines}{pad}}};\n")
        };
        format!(
            "{{\n{pad}headers: {{\n{headers}{inner}[name: string]: unknown;\n{pad}}};\n{content}{}}}",
            indent(level)
        )
    })
}

/// The members of `content`, in lines.
fn media_types(reader: &Reader, owner: &Value, level: usize) -> String {
    let inner = indent(level + 1);
    members(owner.get("content"))
        .map(|(media_type, own)| {
            let ty = reader.resolve(own).get("schema").map(|own| schema::of(reader, own, level + 1, Place::Plain));
            format!("{inner}{}: {};\n", quote(media_type), ty.unwrap_or_else(|| "unknown".to_owned()))
        })
        .collect()
}

fn is_true(value: &Value, keyword: &str) -> bool {
    value.get(keyword) == Some(&Value::Bool(true))
}
