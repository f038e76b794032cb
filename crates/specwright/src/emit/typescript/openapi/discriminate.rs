//! A discriminator as the shape wants it: in each variant of a union the member that tells it apart is required, and has
//! only the values that choose this variant.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// The document with the variants of its unions told apart.
pub(super) fn patched(document: &Value) -> Value {
    let mut found = BTreeMap::new();
    collect(document, &mut found);
    let mut document = document.clone();
    for ((pointer, property), values) in found {
        if let Some(schema) = document.pointer_mut(&pointer).and_then(Value::as_object_mut) {
            tell_apart(schema, &property, &values);
        }
    }
    document
}

/// By variant and member: the values that choose it.
type Found = BTreeMap<(String, String), Vec<String>>;

fn collect(value: &Value, found: &mut Found) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(members) => {
            if let Some(property) = value.pointer("/discriminator/propertyName").and_then(Value::as_str) {
                for variant in members.get("oneOf").and_then(Value::as_array).into_iter().flatten() {
                    note(value, variant, property, found);
                }
            }
            members.values().for_each(|member| collect(member, found));
        }
        _ => {}
    }
}

fn note(union: &Value, variant: &Value, property: &str, found: &mut Found) {
    let Some(reference) = variant.get("$ref").and_then(Value::as_str) else { return };
    let Some(pointer) = reference.strip_prefix('#') else { return };
    let name = pointer.rsplit('/').next().unwrap_or(pointer);
    let mapping = union.pointer("/discriminator/mapping").and_then(Value::as_object);
    let chosen = mapping
        .into_iter()
        .flatten()
        .filter(|(_, target)| target.as_str().is_some_and(|target| target == reference || target == name));
    let mut values: Vec<String> = chosen.map(|(value, _)| value.clone()).collect();
    if values.is_empty() {
        values.push(name.to_owned());
    }
    found.entry((pointer.to_owned(), property.to_owned())).or_insert(values);
}

fn tell_apart(schema: &mut Map<String, Value>, property: &str, values: &[String]) {
    let literal = json!({ "type": "string", "enum": values });
    if let Some(parts) = schema.get_mut("allOf").and_then(Value::as_array_mut) {
        parts.push(json!({ "type": "object", "required": [property], "properties": { property: literal } }));
        return;
    }
    let properties = schema.entry("properties").or_insert_with(|| json!({}));
    if let Some(properties) = properties.as_object_mut() {
        properties.insert(property.to_owned(), literal);
    }
    let required = schema.entry("required").or_insert_with(|| json!([]));
    if let Some(required) = required.as_array_mut()
        && !required.iter().any(|name| name == property)
    {
        required.push(property.into());
    }
}
