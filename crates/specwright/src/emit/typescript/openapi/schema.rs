//! A schema of the document as a type, the way openapi-typescript reads it, but for one thing: a default requires nothing.

use serde_json::Value;

use super::super::text::{indent, key};
use super::{described, members, reference};

/// Where a type's text will stand, so that parentheses stand only where they must.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Plain,
    /// In an array or an intersection, where a union or an intersection would be misread.
    Tight,
}

pub(super) fn of(schema: &Value, level: usize, place: Place) -> String {
    let alternatives = alternatives(schema, level);
    match alternatives.as_slice() {
        [] => "unknown".to_owned(),
        [only] => {
            let is_intersection = only.contains(" & ") && !only.starts_with('(');
            if place == Place::Tight && is_intersection { format!("({only})") } else { only.clone() }
        }
        [..] if place == Place::Tight => format!("({})", alternatives.join(" | ")),
        [..] => alternatives.join(" | "),
    }
}

/// The parts of the union that a schema is.
fn alternatives(schema: &Value, level: usize) -> Vec<String> {
    if let Some(name) = reference(schema) {
        return vec![name];
    }
    let is_nullable = schema.get("nullable") == Some(&Value::Bool(true));
    let has = |keyword: &str| schema.get(keyword).is_some();
    if let Some(values) = schema.get("enum").and_then(Value::as_array)
        && !has("properties")
        && !has("additionalProperties")
    {
        let literals =
            values.iter().map(|value| if value.is_object() { "unknown".to_owned() } else { value.to_string() });
        return unique(literals.chain(is_nullable.then(|| "null".to_owned())));
    }
    let list = |keyword: &str| schema.get(keyword).and_then(Value::as_array).into_iter().flatten();
    let mut all: Vec<String> = core(schema, level).into_iter().collect();
    all.extend(list("allOf").map(|part| of(part, level, Place::Tight)));
    let mut parts: Vec<String> = if all.is_empty() { Vec::new() } else { vec![all.join(" & ")] };
    parts.extend(list("anyOf").map(|part| of(part, level, Place::Plain)));
    let one_of = unique(list("oneOf").map(|part| of(part, level, Place::Plain)));
    if !one_of.is_empty() && !parts.is_empty() {
        parts = vec![format!("({}) & ({})", parts.join(" | "), one_of.join(" | "))];
    } else {
        parts.extend(one_of);
    }
    if parts.is_empty() {
        // An object of which nothing is said has no members there.
        parts.push(if has("type") { "Record<string, never>".to_owned() } else { "unknown".to_owned() });
    }
    if is_nullable && !has("default") {
        parts.push("null".to_owned());
    }
    unique(parts)
}

fn unique(parts: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut unique = Vec::new();
    for part in parts {
        if !unique.contains(&part) {
            unique.push(part);
        }
    }
    unique
}

/// What `type`, `properties` and `additionalProperties` say; None where they say nothing.
fn core(schema: &Value, level: usize) -> Option<String> {
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => Some("string".to_owned()),
        Some("integer" | "number") => Some("number".to_owned()),
        Some("boolean") => Some("boolean".to_owned()),
        Some("null") => Some("null".to_owned()),
        Some("array") => {
            let items = schema.get("items").map(|items| of(items, level, Place::Tight));
            Some(format!("{}[]", items.unwrap_or_else(|| "unknown".to_owned())))
        }
        _ => object(schema, level),
    }
}

fn object(schema: &Value, level: usize) -> Option<String> {
    let required: Vec<&str> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let pad = indent(level + 1);
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    let lines: String = properties
        .map(|(name, property)| {
            let readonly = if property.get("readOnly") == Some(&Value::Bool(true)) { "readonly " } else { "" };
            let mark = if required.contains(&name.as_str()) { "" } else { "?" };
            let ty = of(property, level + 1, Place::Plain);
            format!("{}{pad}{readonly}{}{mark}: {ty};\n", described(property, level + 1), key(name))
        })
        .collect();
    let own = (!lines.is_empty()).then(|| format!("{{\n{lines}{}}}", indent(level)));
    let others = match schema.get("additionalProperties") {
        Some(Value::Bool(true)) => Some("unknown".to_owned()),
        Some(ty @ Value::Object(_)) => Some(if members(Some(ty)).next().is_none() {
            "unknown".to_owned()
        } else {
            of(ty, level + 1, Place::Plain)
        }),
        _ => None,
    };
    let others = others.map(|ty| format!("{{\n{pad}[key: string]: {ty};\n{}}}", indent(level)));
    match (own, others) {
        (Some(own), Some(others)) => Some(format!("{own} & {others}")),
        (own, others) => own.or(others),
    }
}
