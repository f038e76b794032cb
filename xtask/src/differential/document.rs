//! From a contract to the document that is tested: every schema is what one `POST` reads and answers.
//!
//! The components stay under their names, since discriminators speak of them. What stands inside an operation becomes a
//! component of its own, and so does whatever else a reference names.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Map, Value, json};

/// A schema under test.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Where it stands in the contract, as a JSON Pointer.
    pub label: String,
    /// The component's name in [`Document::schemas`].
    pub component: String,
}

/// A document made of schemas alone.
pub struct Document {
    /// The value of `openapi`.
    pub version: String,
    pub schemas: Map<String, Value>,
    pub subjects: Vec<Subject>,
    /// Judged by the letter: no type is implied where none is said.
    pub literal: bool,
    /// Components that the generator refuses, and why: anything fits in their place.
    pub refused: BTreeMap<String, String>,
}

impl Document {
    /// Every schema of a bundled document, each once.
    pub fn of(contract: &Value) -> Self {
        let version = contract["openapi"].as_str().unwrap_or("3.0.3").to_owned();
        let schemas = contract["components"]["schemas"].as_object().cloned().unwrap_or_default();
        let subjects = schemas
            .keys()
            .map(|name| Subject { label: format!("/components/schemas/{}", escape(name)), component: name.clone() })
            .collect();
        let mut document = Self { version, schemas, subjects, literal: false, refused: BTreeMap::new() };
        let mut inline = Vec::new();
        find(contract, &mut String::new(), &mut inline);
        let mut known = BTreeSet::new();
        for (label, schema) in inline {
            // Twice the same is one subject, and a reference alone is the component's own.
            let alone = schema.as_object().is_some_and(|members| members.len() == 1 && members.contains_key("$ref"));
            if !alone && known.insert(schema.to_string()) {
                let component = document.free_name("Inline");
                document.schemas.insert(component.clone(), schema.clone());
                document.subjects.push(Subject { label, component });
            }
        }
        document.lift(contract);
        document.let_go();
        document
    }

    /// The OpenAPI document with an operation for each subject: `s0`, `s1`, ...
    pub fn openapi(&self) -> Value {
        let paths: Map<String, Value> = self
            .subjects
            .iter()
            .enumerate()
            .map(|(at, subject)| {
                let content = json!({"application/json": {"schema": {
                    "$ref": format!("#/components/schemas/{}", escape(&subject.component))
                }}});
                let operation = json!({"post": {
                    "operationId": format!("s{at}"),
                    "requestBody": {"required": true, "content": content},
                    "responses": {"200": {"description": "The same.", "content": content}}
                }});
                (format!("/s{at}"), operation)
            })
            .collect();
        json!({
            "openapi": self.version,
            "info": {"title": "Schemas", "version": "1"},
            "paths": paths,
            "components": {"schemas": self.schemas}
        })
    }

    /// Takes a component out that the generator refuses, so that it does not cost the whole document.
    pub fn refuse(&mut self, component: &str, reason: String) {
        if let Some(schema) = self.schemas.get_mut(component) {
            *schema = json!({});
            self.refused.insert(component.to_owned(), reason);
        }
    }

    pub fn is_3_0(&self) -> bool {
        self.version.starts_with("3.0")
    }

    fn free_name(&self, stem: &str) -> String {
        let mut at = self.schemas.len();
        while self.schemas.contains_key(&format!("{stem}{at}")) {
            at += 1;
        }
        format!("{stem}{at}")
    }

    /// References that lead nowhere, as into a file that is not there, ask for nothing.
    fn let_go(&mut self) {
        let whole = Value::Object(Map::from_iter([(
            "components".to_owned(),
            Value::Object(Map::from_iter([("schemas".to_owned(), Value::Object(self.schemas.clone()))])),
        )]));
        for schema in self.schemas.values_mut() {
            without_dangling(schema, &whole);
        }
    }

    /// References to anything but a component schema: their targets become components.
    fn lift(&mut self, contract: &Value) {
        let mut moved: BTreeMap<String, String> = BTreeMap::new();
        loop {
            let mut elsewhere = Vec::new();
            for schema in self.schemas.values() {
                references(schema, &mut |text| {
                    // One that travels one way only does not stand where it stood in what travels the other.
                    let one_way = |target: &Value| target["readOnly"] == true || target["writeOnly"] == true;
                    let inside = text.starts_with("#/components/schemas/");
                    let stays =
                        inside && !(text.contains("/properties/") && pointer(contract, text).is_some_and(one_way));
                    if text.starts_with("#/") && !stays && !moved.contains_key(text) {
                        elsewhere.push(text.to_owned());
                    }
                });
            }
            if elsewhere.is_empty() {
                break;
            }
            for text in elsewhere {
                if moved.contains_key(&text) {
                    continue;
                }
                let target = pointer(contract, &text).cloned().unwrap_or(Value::Bool(true));
                let name = self.free_name("Moved");
                self.schemas.insert(name.clone(), target);
                moved.insert(text, format!("#/components/schemas/{name}"));
            }
        }
        for schema in self.schemas.values_mut() {
            rename(schema, &moved);
        }
    }
}

/// What a local reference names.
pub fn pointer<'v>(document: &'v Value, reference: &str) -> Option<&'v Value> {
    let pointer = reference.strip_prefix('#')?;
    let plain = percent_encoding::percent_decode_str(pointer).decode_utf8().ok()?;
    document.pointer(&plain)
}

pub fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// A reference as RFC 3986 writes it. What is percent-encoded already stays.
pub fn as_uri(reference: &str) -> String {
    const NOT_IN_A_FRAGMENT: &AsciiSet = &CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'<')
        .add(b'>')
        .add(b'[')
        .add(b'\\')
        .add(b']')
        .add(b'^')
        .add(b'`')
        .add(b'{')
        .add(b'|')
        .add(b'}');
    utf8_percent_encode(reference, NOT_IN_A_FRAGMENT).to_string()
}

/// The members that hold what a person wrote for people, or values: no schema of the contract stands there.
const VALUES: [&str; 5] = ["example", "examples", "default", "enum", "const"];

/// Schemas of parameters, headers and media types, everywhere but in the component schemas.
fn find<'v>(value: &'v Value, path: &mut String, found: &mut Vec<(String, &'v Value)>) {
    let length = path.len();
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                path.push('/');
                path.push_str(&escape(name));
                let is_schema =
                    (name == "schema" || name == "itemSchema") && (member.is_object() || member.is_boolean());
                if is_schema {
                    found.push((path.clone(), member));
                } else if !VALUES.contains(&name.as_str()) && !name.starts_with("x-") && path != "/components/schemas" {
                    find(member, path, found);
                }
                path.truncate(length);
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                let _ = write!(path, "/{at}");
                find(item, path, found);
                path.truncate(length);
            }
        }
        _ => {}
    }
}

/// Below a schema with an identity of its own references are relative to that, and stay as they are.
fn has_identity(members: &Map<String, Value>) -> bool {
    members.get("$id").is_some_and(Value::is_string)
}

fn references<'v>(value: &'v Value, visit: &mut impl FnMut(&'v str)) {
    match value {
        Value::Object(members) if has_identity(members) => {}
        Value::Object(members) => {
            if let Some(Value::String(text)) = members.get("$ref") {
                visit(text);
            }
            let schemas = members.iter().filter(|(name, _)| !VALUES.contains(&name.as_str()));
            schemas.for_each(|(_, member)| references(member, visit));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, visit)),
        _ => {}
    }
}

fn rename(value: &mut Value, moved: &BTreeMap<String, String>) {
    match value {
        Value::Object(members) if has_identity(members) => {}
        Value::Object(members) => {
            if let Some(Value::String(text)) = members.get_mut("$ref")
                && let Some(new) = moved.get(text.as_str())
            {
                text.clone_from(new);
            }
            let schemas = members.iter_mut().filter(|(name, _)| !VALUES.contains(&name.as_str()));
            schemas.for_each(|(_, member)| rename(member, moved));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, moved)),
        _ => {}
    }
}

/// Whether a schema has this identity.
fn identifies(value: &Value, identity: &str) -> bool {
    match value {
        Value::Object(members) => {
            members.get("$id").is_some_and(|id| id == identity)
                || members.values().any(|each| identifies(each, identity))
        }
        Value::Array(items) => items.iter().any(|each| identifies(each, identity)),
        _ => false,
    }
}

fn without_dangling(value: &mut Value, whole: &Value) {
    match value {
        Value::Object(members) if has_identity(members) => {}
        Value::Object(members) => {
            let dangling = |text: &str| {
                let anchor = text.starts_with('#') && text.len() > 1 && !text.starts_with("#/");
                let identity = text.split('#').next().unwrap_or_default();
                !anchor && pointer(whole, text).is_none() && (identity.is_empty() || !identifies(whole, identity))
            };
            if members.get("$ref").and_then(Value::as_str).is_some_and(dangling) {
                members.shift_remove("$ref");
            }
            let schemas = members.iter_mut().filter(|(name, _)| !VALUES.contains(&name.as_str()));
            schemas.for_each(|(_, member)| without_dangling(member, whole));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| without_dangling(item, whole)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_is_a_subject_once() {
        let contract = json!({
            "openapi": "3.1.0",
            "paths": {"/a": {"get": {
                "parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}],
                "responses": {"200": {"description": "", "content": {"application/json": {
                    "schema": {"type": "array", "items": {"$ref": "#/components/schemas/A"}},
                    "example": {"schema": {"type": "null"}}
                }}}}
            }}},
            "components": {
                "schemas": {
                    "A": {"type": "object", "properties": {"schema": {"$ref": "#/components/responses/R/content/x/schema"}}},
                },
                "responses": {"R": {"description": "", "content": {"x": {"schema": {"type": "string"}}}}}
            }
        });
        let document = Document::of(&contract);
        let labels: Vec<_> = document.subjects.iter().map(|subject| subject.label.as_str()).collect();
        assert_eq!(
            labels,
            [
                "/components/schemas/A",
                "/paths/~1a/get/parameters/0/schema",
                "/paths/~1a/get/responses/200/content/application~1json/schema"
            ]
        );
        let reference = document.schemas["A"]["properties"]["schema"]["$ref"].as_str().unwrap();
        assert_eq!(pointer(&document.openapi(), reference), Some(&json!({"type": "string"})));
    }
}
