//! The one document with the operations of a filter only: components that nothing reaches any more go as well.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::source::unescape;

/// Leaves of components, tags and webhooks what the paths need.
pub(super) fn prune(document: &mut Value) {
    let Some(root) = document.as_object_mut() else { return };
    // Requests that the server sends belong to no operation that could be chosen.
    root.shift_remove("webhooks");
    let mut reached = Reached::default();
    for (name, value) in root.iter().filter(|(name, _)| *name != "components" && *name != "tags") {
        if name == "security" {
            reached.schemes(value);
        }
        reached.value(value);
    }
    let empty = Map::new();
    let components = root.get("components").and_then(Value::as_object).unwrap_or(&empty);
    while let Some((section, name)) = reached.todo.pop() {
        if let Some(component) = components.get(&section).and_then(|section| section.get(&name)) {
            reached.value(component);
        }
    }
    let Reached { seen, tags, .. } = reached;
    if let Some(components) = root.get_mut("components").and_then(Value::as_object_mut) {
        for (section, members) in components.iter_mut().filter(|(section, _)| !section.starts_with("x-")) {
            if let Some(members) = members.as_object_mut() {
                members.retain(|name, _| seen.contains(&(section.clone(), name.clone())));
            }
        }
        components.retain(|section, members| {
            section.starts_with("x-") || members.as_object().is_none_or(|members| !members.is_empty())
        });
    }
    if root.get("components").and_then(Value::as_object).is_some_and(Map::is_empty) {
        root.shift_remove("components");
    }
    if let Some(declared) = root.get_mut("tags").and_then(Value::as_array_mut) {
        declared.retain(|tag| tag.get("name").and_then(Value::as_str).is_some_and(|name| tags.contains(name)));
    }
}

#[derive(Default)]
struct Reached {
    seen: HashSet<(String, String)>,
    /// Components that were met and not looked into.
    todo: Vec<(String, String)>,
    tags: HashSet<String>,
}

impl Reached {
    fn value(&mut self, value: &Value) {
        // A stack of its own: documents nest deeper than they should.
        let mut open = vec![value];
        while let Some(value) = open.pop() {
            match value {
                Value::Array(items) => open.extend(items),
                Value::Object(members) => {
                    for (name, value) in members {
                        self.member(name, value);
                        open.push(value);
                    }
                }
                _ => {}
            }
        }
    }

    fn member(&mut self, name: &str, value: &Value) {
        match (name, value) {
            ("$ref" | "$dynamicRef", Value::String(text)) => self.reference(text),
            ("mapping", Value::Object(mapping)) => {
                for text in mapping.values().filter_map(Value::as_str) {
                    self.reference(text);
                    self.meet("schemas", text);
                }
            }
            ("security", alternatives) => self.schemes(alternatives),
            ("tags", Value::Array(tags)) => {
                self.tags.extend(tags.iter().filter_map(Value::as_str).map(str::to_owned));
            }
            _ => {}
        }
    }

    fn schemes(&mut self, alternatives: &Value) {
        let names = alternatives.as_array().into_iter().flatten().filter_map(Value::as_object).flat_map(Map::keys);
        for name in names.cloned().collect::<Vec<_>>() {
            self.meet("securitySchemes", &name);
        }
    }

    fn reference(&mut self, text: &str) {
        let mut tokens = text.strip_prefix("#/components/").unwrap_or_default().split('/');
        if let (Some(section), Some(name)) = (tokens.next(), tokens.next()) {
            self.meet(section, &unescape(&crate::source::percent_decode(name)));
        }
    }

    fn meet(&mut self, section: &str, name: &str) {
        let key = (section.to_owned(), name.to_owned());
        if self.seen.insert(key.clone()) {
            self.todo.push(key);
        }
    }
}
