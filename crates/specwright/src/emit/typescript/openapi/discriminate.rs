//! Discriminators, the way openapi-typescript reads them: in each variant of a union the member that tells it apart is
//! required and has only the values that choose this variant; and what inherits a discriminator says its own value.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::reader::schema_name;

/// What a discriminator's values lead to, where it says so.
type Mapping<'a> = Option<&'a Map<String, Value>>;

/// What the document says of discriminators, by component.
#[derive(Default)]
pub(super) struct Discriminators<'a> {
    /// The member of each component that has a discriminator or inherits one, and its mapping.
    of: BTreeMap<&'a str, (&'a str, Mapping<'a>)>,
    /// The member and the values that choose a component.
    chosen: BTreeMap<&'a str, (&'a str, Vec<&'a str>)>,
}

impl<'a> Discriminators<'a> {
    pub fn of(document: &'a Value) -> Self {
        let mut all = Self::default();
        let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
        for (name, schema) in schemas.into_iter().flatten() {
            if let Some(property) = property(schema) {
                all.of.insert(name, (property, mapping(schema)));
            }
        }
        all.collect(document);
        for (name, schema) in schemas.into_iter().flatten() {
            all.inherit(name, schema);
        }
        all
    }

    /// The discriminator's member of what a reference leads to.
    pub fn property(&self, name: &str) -> Option<&'a str> {
        self.of.get(name).map(|(property, _)| *property)
    }

    /// The member that tells what inherits a discriminator, with its value.
    pub fn own_value(&self, name: &str, schema: &Value) -> Option<(&'a str, String)> {
        if schema.get("discriminator").is_some() || self.chosen.contains_key(name) {
            return None;
        }
        let (property, mapping) = self.of.get(name)?;
        let is_own = |target: &Value| target.as_str().is_some_and(|target| target.rsplit('/').next() == Some(name));
        let mapped = mapping.iter().flat_map(|mapping| mapping.iter()).find(|(_, target)| is_own(target));
        Some((property, mapped.map_or_else(|| name.to_owned(), |(value, _)| value.clone())))
    }

    /// Whether a union tells a component apart already.
    pub fn is_chosen(&self, name: &str) -> bool {
        self.chosen.contains_key(name)
    }

    /// A component with the member that tells it apart.
    pub fn patched(&self, name: &str, schema: &Value) -> Option<Value> {
        let (property, values) = self.chosen.get(name)?;
        let mut schema = schema.clone();
        tell_apart(schema.as_object_mut()?, property, values);
        Some(schema)
    }

    fn collect(&mut self, value: &'a Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.collect(item)),
            Value::Object(members) => {
                if let Some(property) = property(value) {
                    for variant in members.get("oneOf").and_then(Value::as_array).into_iter().flatten() {
                        self.note(value, variant, property);
                    }
                }
                members.values().for_each(|member| self.collect(member));
            }
            _ => {}
        }
    }

    fn note(&mut self, union: &'a Value, variant: &'a Value, property: &'a str) {
        let Some(reference) = variant.get("$ref").and_then(Value::as_str) else { return };
        let Some(name) = schema_name(reference) else { return };
        let chosen = mapping(union)
            .into_iter()
            .flat_map(|mapping| mapping.iter())
            .filter(|(_, target)| target.as_str().is_some_and(|target| target == reference || target == name));
        let mut values: Vec<&str> = chosen.map(|(value, _)| value.as_str()).collect();
        if values.is_empty() {
            values.push(name);
        }
        self.chosen.entry(name).or_insert((property, values));
    }

    fn inherit(&mut self, name: &'a str, schema: &'a Value) {
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            if let Some(base) = part.get("$ref").and_then(Value::as_str) {
                let Some((property, mapping)) = schema_name(base).and_then(|base| self.of.get(base)).copied() else {
                    return;
                };
                let is_own = |target: &Value| target.as_str().and_then(schema_name) == Some(name);
                let mapped =
                    mapping.into_iter().flat_map(|mapping| mapping.iter()).filter(|(_, target)| is_own(target));
                let values: Vec<&str> = mapped.map(|(value, _)| value.as_str()).collect();
                if !values.is_empty() {
                    self.chosen.insert(name, (property, values));
                }
                self.of.insert(name, (property, mapping));
            } else if let Some(property) = property(part) {
                self.of.insert(name, (property, mapping(part)));
            }
        }
    }
}

fn property(schema: &Value) -> Option<&str> {
    schema.get("discriminator")?.get("propertyName")?.as_str()
}

fn mapping(schema: &Value) -> Option<&Map<String, Value>> {
    schema.get("discriminator")?.get("mapping")?.as_object()
}

fn tell_apart(schema: &mut Map<String, Value>, property: &str, values: &[&str]) {
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
