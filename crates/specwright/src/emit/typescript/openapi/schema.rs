//! A schema of the document as a type, the way openapi-typescript reads it, but for one thing: a default requires nothing.

use serde_json::{Map, Value};

use super::super::text::{indent, key, quote};
use super::described;
use super::reader::{Reader, schema_name};

/// Where a type's text will stand, so that parentheses stand only where they must.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Plain,
    /// In an array or an intersection, where a union or an intersection would be misread.
    Tight,
}

const NOTHING: &str = "Record<string, never>";

pub(super) fn of(reader: &Reader, schema: &Value, level: usize, place: Place) -> String {
    joined(&alternatives(reader, schema, None, &[], level), place)
}

/// A component: it is told apart by the discriminators of others.
pub(super) fn component(reader: &Reader, name: &str, schema: &Value, level: usize) -> String {
    let target = schema.get("$ref").and_then(Value::as_str).and_then(schema_name);
    if target.is_some_and(|target| reader.aliases.leads_back(target)) {
        return "unknown".to_owned();
    }
    let patched = reader.discriminators.patched(name, schema);
    joined(&alternatives(reader, patched.as_ref().unwrap_or(schema), Some(name), &[], level), Place::Plain)
}

fn joined(alternatives: &[String], place: Place) -> String {
    match alternatives {
        [] => "unknown".to_owned(),
        [only] => {
            let is_intersection = only.contains(" & ") && !only.starts_with('(');
            if place == Place::Tight && is_intersection { format!("({only})") } else { only.clone() }
        }
        [..] if place == Place::Tight => format!("({})", alternatives.join(" | ")),
        [..] => alternatives.join(" | "),
    }
}

/// The parts of the union that a schema is. `required` are the members that what it is part of requires.
fn alternatives(reader: &Reader, schema: &Value, name: Option<&str>, required: &[&str], level: usize) -> Vec<String> {
    let schema = match schema {
        Value::Bool(true) => return vec!["unknown".to_owned()],
        Value::Object(_) => schema,
        _ => return vec!["never".to_owned()],
    };
    if let Some(text) = reader.reference(schema, |target| of(reader, target, level, Place::Tight)) {
        return vec![text];
    }
    let has = |keyword: &str| schema.get(keyword).is_some();
    let is_nullable = schema.get("nullable") == Some(&Value::Bool(true));
    if let Some(value) = schema.get("const").filter(|value| !value.is_null()) {
        return vec![literal(value)];
    }
    let types = types(schema);
    if let Some(values) = schema.get("enum").and_then(Value::as_array)
        && types.as_slice() != ["object"]
        && !has("properties")
        && !has("additionalProperties")
    {
        if values.is_empty() {
            return vec!["never".to_owned()];
        }
        let null = is_nullable || types.len() > 1 && types.contains(&"null");
        return unique(values.iter().map(literal).chain(null.then(|| "null".to_owned())));
    }
    let list = |keyword: &str| schema.get(keyword).and_then(Value::as_array).into_iter().flatten();
    let all_required: Vec<&str> = list("required").filter_map(Value::as_str).chain(required.iter().copied()).collect();
    let mut cores: Vec<String> = Vec::new();
    for ty in &types {
        cores.extend(core(reader, schema, ty, &all_required, level));
        if *ty == "object" && types.len() > 1 && cores.last().is_none_or(|last| !last.starts_with('{')) {
            cores.push(NOTHING.to_owned());
        }
    }
    if types.is_empty() {
        cores.extend(object(reader, schema, &all_required, level));
    }
    let mut all: Vec<String> = Vec::new();
    let own = name.filter(|_| has("allOf") || has("anyOf"));
    if let Some((property, value)) = own.and_then(|name| reader.discriminators.own_value(name, schema)) {
        let (pad, end) = (indent(level + 1), indent(level));
        all.push(format!("{{\n{pad}{}: {};\n{end}}}", key(property), quote(&value)));
    }
    let cores = unique(cores);
    match cores.as_slice() {
        [] => {}
        [only] => all.push(only.clone()),
        several => all.push(format!("({})", several.join(" | "))),
    }
    all.extend(list("allOf").filter_map(|part| part_of(reader, part, &all_required, level)));
    let mut parts: Vec<String> = match all.as_slice() {
        [] => Vec::new(),
        [_] if cores.len() > 1 => cores,
        all => vec![all.join(" & ")],
    };
    parts.extend(list("anyOf").filter_map(|part| alternative(reader, part, level)));
    let one_of = unique(list("oneOf").filter_map(|part| alternative(reader, part, level)));
    let is_plain = |text: &String| ["boolean", "never", "null", "number", "string"].contains(&text.as_str());
    if one_of.is_empty() || parts.is_empty() || one_of.iter().all(is_plain) {
        parts.extend(one_of);
    } else {
        parts = vec![format!("({}) & ({})", parts.join(" | "), one_of.join(" | "))];
    }
    if parts.is_empty() {
        // An object of which nothing is said has no members there.
        parts.push(if has("type") { NOTHING.to_owned() } else { "unknown".to_owned() });
    }
    if is_nullable && parts != ["unknown"] {
        parts.push("null".to_owned());
    }
    unique(parts)
}

/// An alternative. None for one that leads back.
fn alternative(reader: &Reader, part: &Value, level: usize) -> Option<String> {
    let target = part.get("$ref").and_then(Value::as_str).and_then(schema_name).filter(|_| level == 0);
    let leads_back = target.is_some_and(|target| reader.aliases.leads_back(target));
    (!leads_back).then(|| of(reader, part, level, Place::Plain))
}

/// A part of `allOf`: without the member of its discriminator, and with what the whole requires of it. None for one that
/// leads back.
fn part_of(reader: &Reader, part: &Value, required: &[&str], level: usize) -> Option<String> {
    let target = part.get("$ref").and_then(Value::as_str).and_then(schema_name);
    let Some(target) = target else {
        let text = joined(&alternatives(reader, part, None, required, level), Place::Tight);
        let property = part.get("discriminator").and_then(|own| own.get("propertyName")).and_then(Value::as_str);
        return Some(property.map_or(text.clone(), |property| format!("Omit<{text}, {}>", quote(property))));
    };
    if level == 0 && reader.aliases.leads_back(target) {
        return None;
    }
    let text = match reader.aliases.base(reader.document, target) {
        Some(base) => joined(&alternatives(reader, &base, None, required, level), Place::Tight),
        None => referred(reader, part, target, required, level),
    };
    Some(match reader.discriminators.property(target) {
        Some(property) => format!("Omit<{text}, {}>", quote(property)),
        None => text,
    })
}

/// A reference to a part of `allOf`, with what the whole requires of it.
fn referred(reader: &Reader, part: &Value, target: &str, required: &[&str], level: usize) -> String {
    let text = of(reader, part, level, Place::Tight);
    let resolved = reader.resolve(part);
    let properties = resolved.get("properties").and_then(Value::as_object).filter(|_| is_object(resolved));
    let known = unique(
        required.iter().filter(|name| properties.is_some_and(|own| own.contains_key(**name))).map(|name| quote(name)),
    );
    if known.is_empty() || reader.discriminators.is_chosen(target) {
        return text;
    }
    reader.requires.set(true);
    let known = known.join(" | ");
    if admits_null(resolved) {
        format!("(WithRequired<NonNullable<{text}>, {known}> | null)")
    } else {
        format!("WithRequired<{text}, {known}>")
    }
}

/// Whether every alternative of the type that a schema has, but for null, has the schema's own members.
fn is_object(schema: &Value) -> bool {
    types(schema).iter().all(|ty| ["object", "null"].contains(ty)) && schema.get("anyOf").is_none()
}

fn admits_null(schema: &Value) -> bool {
    schema.get("nullable") == Some(&Value::Bool(true)) || types(schema).contains(&"null")
}

fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().map(|ty| ty.as_str().unwrap_or("null")).collect(),
        _ => Vec::new(),
    }
}

/// The type that only this value has.
fn literal(value: &Value) -> String {
    match value {
        Value::Array(items) if items.is_empty() => "never[]".to_owned(),
        Value::Array(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        Value::Object(members) if members.is_empty() => NOTHING.to_owned(),
        Value::Object(members) => {
            let members: Vec<String> =
                members.iter().map(|(name, value)| format!("{}: {}", key(name), literal(value))).collect();
            format!("{{ {} }}", members.join("; "))
        }
        scalar => scalar.to_string(),
    }
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

/// What one `type` says, with the keywords that belong to it; None where they say nothing.
fn core(reader: &Reader, schema: &Value, ty: &str, required: &[&str], level: usize) -> Option<String> {
    match ty {
        "string" | "boolean" | "null" => Some(ty.to_owned()),
        "integer" | "number" => Some("number".to_owned()),
        "array" => {
            let prefix = schema.get("prefixItems").or(schema.get("items")).and_then(Value::as_array);
            if let Some(prefix) = prefix {
                let items: Vec<String> = prefix.iter().map(|item| of(reader, item, level, Place::Plain)).collect();
                return Some(reader.aliases.list(format!("[{}]", items.join(", ")), level));
            }
            let items = schema.get("items").filter(|items| **items != Value::Bool(false));
            let items = items.map(|items| of(reader, items, level, Place::Tight));
            Some(reader.aliases.list(format!("{}[]", items.unwrap_or_else(|| "unknown".to_owned())), level))
        }
        _ => object(reader, schema, required, level),
    }
}

fn object(reader: &Reader, schema: &Value, required: &[&str], level: usize) -> Option<String> {
    let pad = indent(level + 1);
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    let lines: String = properties
        .map(|(name, property)| {
            let readonly = if property.get("readOnly") == Some(&Value::Bool(true)) { "readonly " } else { "" };
            let mark = if required.contains(&name.as_str()) { "" } else { "?" };
            let ty = of(reader, property, level + 1, Place::Plain);
            format!("{}{pad}{readonly}{}{mark}: {ty};\n", described(property, level + 1), key(name))
        })
        .collect();
    let own = (!lines.is_empty()).then(|| format!("{{\n{lines}{}}}", indent(level)));
    let mut others: Vec<String> = Vec::new();
    match schema.get("additionalProperties") {
        Some(Value::Bool(true)) => others.push("unknown".to_owned()),
        Some(ty @ Value::Object(own)) => {
            others.push(if own.is_empty() { "unknown".to_owned() } else { of(reader, ty, level + 1, Place::Plain) });
        }
        _ => {}
    }
    let patterns: Option<&Map<String, Value>> = schema.get("patternProperties").and_then(Value::as_object);
    for ty in patterns.into_iter().flat_map(|patterns| patterns.values()) {
        others.push(of(reader, ty, level + 1, Place::Plain));
    }
    let others = unique(others);
    let others =
        (!others.is_empty()).then(|| format!("{{\n{pad}[key: string]: {};\n{}}}", others.join(" | "), indent(level)));
    match (own, others) {
        (Some(own), Some(others)) => Some(format!("{own} & {others}")),
        (own, others) => own.or(others),
    }
}
