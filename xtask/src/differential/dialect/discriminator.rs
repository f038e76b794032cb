//! `discriminator`, which JSON Schema does not have: the alternative that fits is the one that the member names.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Dialect, component, is_null};

impl Dialect<'_> {
    /// The alternatives of a union, each only for the values that the discriminator gives it.
    pub(super) fn alternatives(&self, value: &Value, discriminator: Option<&Value>) -> Value {
        let Some(discriminator) = discriminator else { return self.list(value) };
        let (Value::Array(parts), Some(property)) = (value, discriminator["propertyName"].as_str()) else {
            return self.list(value);
        };
        if !parts.iter().all(|part| is_null(part) || self.declares(part, property, 0)) {
            return self.list(value);
        }
        let tags = self.tags(parts, discriminator, property);
        let mut all: Vec<&String> = tags.iter().flatten().collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        let default = discriminator["defaultMapping"].as_str();
        // Where a value chooses two, or nothing chooses any, the discriminator says nothing.
        if all.len() < count || (count == 0 && default.is_none()) {
            return self.list(value);
        }
        let chosen = |tags: &Value| json!({"required": [property], "properties": {property: {"enum": tags}}});
        let part = |(part, tags): (&Value, &Vec<String>)| {
            let schema = self.schema(part, &BTreeSet::new());
            if is_null(part) {
                return schema;
            }
            let mut chosen_by = chosen(&json!(tags));
            let reference = part["$ref"].as_str();
            if default.is_some_and(|default| reference.is_some_and(|reference| names(default, reference))) {
                chosen_by = json!({"anyOf": [chosen_by, {"not": chosen(&json!(all))}]});
            }
            json!({"type": "object", "allOf": [schema, chosen_by]})
        };
        Value::Array(parts.iter().zip(&tags).map(part).collect())
    }

    /// For each alternative the values of the discriminator that choose it: those of the mapping, else those that its
    /// member lists, else its component's name.
    fn tags(&self, parts: &[Value], discriminator: &Value, property: &str) -> Vec<Vec<String>> {
        let mapped = |part: &Value| mapped(discriminator, part["$ref"].as_str().unwrap_or_default());
        let mut tags: Vec<Vec<String>> = parts.iter().map(mapped).collect();
        let own: Vec<Vec<String>> = parts
            .iter()
            .zip(&tags)
            .map(|(part, tags)| {
                let name = part["$ref"].as_str().and_then(component);
                let by_name = match tags.as_slice() {
                    [] => true,
                    [tag] => Some(tag) == name.as_ref(),
                    _ => false,
                };
                let listed = if by_name { self.listed(part, property) } else { Vec::new() };
                if listed.iter().any(|value| Some(value) == name.as_ref()) { Vec::new() } else { listed }
            })
            .collect();
        for (at, tags) in tags.iter_mut().enumerate() {
            let shared = |value: &String| own.iter().enumerate().any(|(i, other)| i != at && other.contains(value));
            if !own[at].is_empty() && !own[at].iter().any(shared) {
                tags.clone_from(&own[at]);
            } else if tags.is_empty() {
                tags.extend(parts[at]["$ref"].as_str().and_then(component));
            }
        }
        tags
    }

    /// The texts that a member may be, where its schema lists them.
    fn listed(&self, schema: &Value, property: &str) -> Vec<String> {
        let mut stated = Vec::new();
        self.stated(schema, property, &mut stated, 0);
        let mut lists = stated.into_iter().filter_map(|member| {
            let values = member["enum"].as_array().cloned();
            values.or_else(|| member.get("const").map(|value| vec![value.clone()]))
        });
        let Some(first) = lists.next() else { return Vec::new() };
        let others: Vec<_> = lists.collect();
        let values = first.into_iter().filter(|value| others.iter().all(|other| other.contains(value)));
        values.filter_map(|value| value.as_str().map(str::to_owned)).collect()
    }

    /// What a schema and its parts say of a member.
    fn stated<'v>(&'v self, schema: &'v Value, property: &str, found: &mut Vec<&'v Value>, depth: usize) {
        const DEEPEST: usize = 16;
        if depth > DEEPEST {
            return;
        }
        if let Some(member) = schema["properties"].get(property) {
            let mut member = member;
            for _ in 0..DEEPEST {
                found.push(member);
                let single = member["allOf"].as_array().filter(|parts| parts.len() == 1).map(|parts| &parts[0]);
                let next = self.target(single.unwrap_or(member));
                if std::ptr::eq(next, member) {
                    break;
                }
                member = next;
            }
        }
        if schema.get("$ref").is_some() {
            self.stated(self.target(schema), property, found, depth + 1);
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.stated(part, property, found, depth + 1);
        }
    }

    /// Whether a schema has a member of this name, as far as that can be seen.
    fn declares(&self, schema: &Value, property: &str, depth: usize) -> bool {
        let target = self.target(schema);
        let parts = target["allOf"].as_array().into_iter().flatten();
        let union = target.get("oneOf").or_else(|| target.get("anyOf")).is_some();
        union
            || target["properties"].get(property).is_some()
            || target["required"].as_array().is_some_and(|names| names.iter().any(|name| name == property))
            || (depth < 8 && parts.into_iter().any(|part| self.declares(part, property, depth + 1)))
            || (depth < 8 && !std::ptr::eq(target, schema) && target.get("$ref").is_some())
                && self.declares(target, property, depth + 1)
    }
}

/// The values that a discriminator's mapping has for a reference.
fn mapped(discriminator: &Value, reference: &str) -> Vec<String> {
    let mapping = discriminator["mapping"].as_object().into_iter().flatten();
    let of_it = mapping.filter(|(_, target)| target.as_str().is_some_and(|target| names(target, reference)));
    of_it.map(|(tag, _)| tag.clone()).collect()
}

/// Whether a text of a discriminator, a component's name or a reference, means what a reference does.
fn names(text: &str, reference: &str) -> bool {
    let of_reference = component(reference);
    text == reference
        || of_reference.as_deref() == Some(text)
        || (of_reference.is_some() && of_reference == component(text))
}
