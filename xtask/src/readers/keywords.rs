//! What single keywords say, of one schema or of several that must all hold.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use specwright::contract::keywords::is_annotation;

use super::view::{Form, Same};
use crate::differential::dialect::lists_its_type;

pub type Said = Map<String, Value>;

/// Of two types that are both meant, an integer is a number.
pub const ORDER: [&str; 6] = ["boolean", "number", "integer", "string", "array", "object"];

/// The formats that OpenAPI and JSON Schema define, of the types that they speak of.
pub const FORMATS: [(&str, &str); 26] = [
    ("integer", "int32"),
    ("integer", "int64"),
    ("number", "double"),
    ("number", "float"),
    ("string", "binary"),
    ("string", "byte"),
    ("string", "date"),
    ("string", "date-time"),
    ("string", "duration"),
    ("string", "email"),
    ("string", "hostname"),
    ("string", "idn-email"),
    ("string", "idn-hostname"),
    ("string", "ipv4"),
    ("string", "ipv6"),
    ("string", "iri"),
    ("string", "iri-reference"),
    ("string", "json-pointer"),
    ("string", "password"),
    ("string", "regex"),
    ("string", "relative-json-pointer"),
    ("string", "time"),
    ("string", "uri"),
    ("string", "uri-reference"),
    ("string", "uri-template"),
    ("string", "uuid"),
];

pub const OF_OBJECTS: [&str; 6] =
    ["properties", "required", "additionalProperties", "patternProperties", "minProperties", "maxProperties"];

/// The types that are left where several schemas name some; none where none does.
pub fn types(said: &[&Said]) -> Option<BTreeSet<&'static str>> {
    let mut met: Option<BTreeSet<&'static str>> = None;
    for said in said {
        let Some(stated) = said.get("type") else { continue };
        let names = stated.as_array().map_or(std::slice::from_ref(stated), Vec::as_slice);
        let names = names.iter().filter_map(Value::as_str);
        let mut types: BTreeSet<&'static str> =
            names.filter_map(|name| ORDER.into_iter().chain(["null"]).find(|known| *known == name)).collect();
        if types.contains("number") {
            types.insert("integer");
        }
        if said.get("nullable") == Some(&Value::Bool(true)) {
            types.insert("null");
        }
        met = Some(met.map_or_else(|| types.clone(), |met| &met & &types));
    }
    if let Some(types) = &mut met
        && types.contains("number")
    {
        types.remove("integer");
    }
    met
}

/// What has members is an object, what has items an array, and a format speaks of one type.
pub fn implied(said: &[&Said]) -> Option<&'static str> {
    let has = |keyword: &&str| said.iter().any(|said| said.contains_key(*keyword));
    let text = |keyword: &str| said.iter().find_map(|said| said.get(keyword)?.as_str());
    let object = ["properties", "additionalProperties", "patternProperties"].iter().any(has);
    match (object, ["items", "prefixItems"].iter().any(has)) {
        (true, false) => Some("object"),
        (false, true) => Some("array"),
        _ if text("contentEncoding").or(text("contentMediaType")).is_some() => Some("string"),
        _ => FORMATS.iter().find(|(_, format)| text("format") == Some(format)).map(|(form, _)| *form),
    }
}

/// The values of `enum` and `const`, of the stated types. In a contract one that lists nothing, or nothing of the type
/// beside it, is passed over, which is reported; of a Rust type it means that there are no values.
pub fn values<'v>(
    said: &[&'v Said],
    types: Option<&BTreeSet<&'static str>>,
    of_contract: bool,
) -> Option<Vec<&'v Value>> {
    let mut met: Option<Vec<&'v Value>> = None;
    for said in said {
        let heeded =
            |keyword: &'static str| said.get(keyword).filter(|_| !of_contract || lists_its_type(said, keyword));
        let listed = heeded("enum").and_then(Value::as_array).filter(|values| !of_contract || !values.is_empty());
        let listed = listed.map(|values| values.iter().collect());
        for values in listed.into_iter().chain(heeded("const").map(|value| vec![value])) {
            let values: Vec<&'v Value> = values;
            met = Some(met.map_or_else(
                || values.clone(),
                |met| met.into_iter().filter(|value| values.contains(value)).collect(),
            ));
        }
    }
    let of_type = |value: &&Value| match (types, value) {
        (None, _) => true,
        (Some(types), Value::Null) => types.contains("null"),
        (Some(types), Value::Bool(_)) => types.contains("boolean"),
        (Some(types), Value::Number(number)) => {
            types.contains("number") || types.contains("integer") && !number.is_f64()
        }
        (Some(types), Value::String(_)) => types.contains("string"),
        (Some(types), Value::Array(_)) => types.contains("array"),
        (Some(types), Value::Object(_)) => types.contains("object"),
    };
    met.map(|values| values.into_iter().filter(of_type).collect())
}

pub fn listed_values<'v>(values: &[&Value], null: bool) -> Form<'v> {
    let values: Vec<_> = values.iter().filter(|value| !value.is_null()).collect();
    if values.is_empty() {
        return if null { Form::Null } else { Form::Never };
    }
    if values.iter().all(|value| value.is_string()) || values.iter().all(|value| value.is_i64()) {
        Form::Values(values.into_iter().map(ToString::to_string).collect())
    } else {
        Form::MixedValues
    }
}

/// A union of constants lists values too.
pub fn constants<'v>(union: &Form<'v>) -> Option<Form<'v>> {
    let Form::Union(alternatives) = union else { return None };
    let values = alternatives.iter().map(|alternative| {
        let [Same(schema)] = alternative.place.schemas[..] else { return None };
        let listed = schema.get("enum").and_then(Value::as_array).map(Vec::as_slice);
        match (schema.get("const"), listed) {
            (Some(value), None) | (None, Some([value])) if alternative.tags.is_empty() => Some(value),
            _ => None,
        }
    });
    Some(listed_values(&values.collect::<Option<Vec<_>>>()?, false))
}

pub fn is_null_alone(schema: &Value) -> bool {
    let stated = schema.get("type");
    let names = stated.map(|stated| stated.as_array().map_or(std::slice::from_ref(stated), Vec::as_slice));
    if names.is_some_and(|names| !names.is_empty() && names.iter().all(|name| name == "null")) {
        return true;
    }
    let listed = schema.get("enum").and_then(Value::as_array);
    listed.is_some_and(|values| !values.is_empty() && values.iter().all(Value::is_null))
        || schema.get("const").is_some_and(Value::is_null)
}

/// A reference, and beside it `nullable` alone: how 3.0 says of a reference that null fits too.
pub fn is_reference_or_null(parts: &[Value]) -> bool {
    let words = |part: &&Value| part.as_object().is_some_and(|said| said.keys().all(|name| is_annotation(name)));
    let (words, others): (Vec<&Value>, Vec<&Value>) = parts.iter().partition(words);
    let [other] = others[..] else { return false };
    other.get("$ref").is_some() && words.iter().any(|part| part.get("nullable") == Some(&Value::Bool(true)))
}

/// Says which members must be there, and nothing else.
pub fn only_requires(schema: &Value) -> bool {
    let words = ["required", "title", "description", "type", "not"];
    schema.get("required").is_some()
        && schema
            .as_object()
            .is_some_and(|said| said.keys().all(|name| words.contains(&name.as_str()) || name.starts_with("x-")))
}
