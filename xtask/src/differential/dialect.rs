//! What a schema of OpenAPI asserts, said in plain JSON Schema 2020-12, so that a validator that knows nothing of OpenAPI
//! can be asked.
//!
//! Translated by the letter of the specifications, and where they leave it open as this project reads them:
//!
//! - 3.0: `nullable` lets null pass, beside everything else that the schema says; bounds are exclusive by a boolean;
//!   what stands beside `$ref` says nothing.
//! - 3.1 has no `nullable`, and many a document that says 3.1 writes it: it means there what it meant.
//! - `readOnly` members are no part of a request, and `writeOnly` members none of a response, required or not.
//! - `discriminator` chooses: the alternative that fits is the one that the member names.
//!   One that looks at a member which not every alternative has chooses nothing (`discriminator-without-property`).
//! - `format: int32` and `int64` are ranges of integers, `float` is that of a single.
//! - `contentEncoding: base64` is kept, as `format: byte` is: 2020-12 leaves it to whoever validates.
//! - `allOf` of a reference and of `nullable` with nothing else (`[{$ref: …}, {nullable: true}]`) is the reference or null,
//!   though by the letter it refuses null. That is a choice; the exceptions list it too.
//! - null among the values of an enumeration is admitted, whatever type stands beside it. That is a choice; the exceptions
//!   list it too.
//! - `items` with a list, which 2020-12 does not have, says nothing (`wrong-type`).
//! - A schema without `type` that describes members, items or a format is of the type that has them, as the generator
//!   reads it and says in a note (`implied-type`). Only where a type is made of it: within `not`, `if` and the like a
//!   schema asserts what it says. That is no dialect but a choice; the exceptions list it too.

mod discriminator;

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::document::{self, Document};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Request,
    Response,
}

impl Direction {
    /// The keyword of the members that do not travel this way.
    fn dropped(self) -> &'static str {
        match self {
            Self::Request => "readOnly",
            Self::Response => "writeOnly",
        }
    }
}

/// The components of a document, translated.
pub fn translate(document: &Document, direction: Direction) -> Map<String, Value> {
    let dialect = Dialect { document, direction, implied: !document.literal };
    document.schemas.iter().map(|(name, schema)| (name.clone(), dialect.schema(schema, &BTreeSet::new()))).collect()
}

struct Dialect<'d> {
    document: &'d Document,
    direction: Direction,
    /// Whether a type is implied where none is said.
    implied: bool,
}

impl Dialect<'_> {
    /// For schemas that only assert.
    fn asserting(&self) -> Self {
        Self { document: self.document, direction: self.direction, implied: false }
    }

    /// `gone`: members that an `allOf` around it says do not travel this way.
    fn schema(&self, schema: &Value, gone: &BTreeSet<String>) -> Value {
        let Value::Object(members) = schema else { return Value::Bool(schema != &Value::Bool(false)) };
        let is_sound = |keyword: &str, value: &Value| is_sound(keyword, value) && lists_its_type(members, keyword);
        if !members.iter().all(|(keyword, value)| is_sound(keyword, value)) {
            let sound = members.iter().filter(|(keyword, value)| is_sound(keyword, value));
            let sound = Value::Object(sound.map(|(keyword, value)| (keyword.clone(), value.clone())).collect());
            return self.schema(&sound, gone);
        }
        if let Some(reference) = members.get("$ref").filter(|_| self.document.is_3_0()) {
            return json!({"$ref": as_uri(reference)});
        }
        let mut gone = gone.clone();
        self.gone(schema, &mut gone, 0);
        let mut out = Map::new();
        for (keyword, value) in members {
            let value = match keyword.as_str() {
                "$ref" => as_uri(value),
                "properties" => self.properties(value, &gone),
                "patternProperties" | "$defs" | "definitions" => self.named(value),
                "dependentSchemas" => self.asserting().named(value),
                "required" => names_without(value, &gone),
                "items" if value.is_array() => continue,
                "type" if !self.document.literal && admits_null(members) => with_null(value),
                "items" | "additionalProperties" => self.schema(value, &BTreeSet::new()),
                "not"
                | "if"
                | "then"
                | "else"
                | "contains"
                | "propertyNames"
                | "unevaluatedItems"
                | "unevaluatedProperties" => self.asserting().schema(value, &BTreeSet::new()),
                "allOf" => self.all_of(value, &gone),
                "anyOf" | "oneOf" => self.alternatives(value, members.get("discriminator")),
                "prefixItems" => self.list(value),
                "exclusiveMinimum" | "exclusiveMaximum" if value.is_boolean() => continue,
                "minimum" if members.get("exclusiveMinimum") == Some(&Value::Bool(true)) => {
                    out.insert("exclusiveMinimum".to_owned(), value.clone());
                    continue;
                }
                "maximum" if members.get("exclusiveMaximum") == Some(&Value::Bool(true)) => {
                    out.insert("exclusiveMaximum".to_owned(), value.clone());
                    continue;
                }
                "discriminator" => continue,
                // What comes back in the place of an absent member is held against it.
                "default" => value.clone(),
                _ if annotates(keyword) => continue,
                _ => value.clone(),
            };
            out.insert(keyword.clone(), value);
        }
        Self::ranges(members, &mut out);
        let encoding = members.get("contentEncoding").and_then(Value::as_str);
        if encoding.is_some_and(|encoding| encoding.starts_with("base64")) && !members.contains_key("format") {
            out.insert("format".to_owned(), json!("byte"));
        }
        if let Some(implied) = implied(members).filter(|_| self.implied) {
            out.insert("type".to_owned(), json!(implied));
        }
        let said = members.get("nullable") == Some(&Value::Bool(true));
        let is_meant = !self.document.literal && (said || refers_or_null(members));
        if is_meant || (said && self.document.is_3_0()) {
            return json!({"anyOf": [{"type": "null"}, out]});
        }
        Value::Object(out)
    }

    /// The members that do not travel this way, of a schema and of all it is composed of.
    fn gone(&self, schema: &Value, gone: &mut BTreeSet<String>, depth: usize) {
        const DEEPEST: usize = 16;
        if depth > DEEPEST {
            return;
        }
        if let Some(properties) = schema["properties"].as_object() {
            for (name, property) in properties {
                if self.is_gone(property, 0) {
                    gone.insert(name.clone());
                }
            }
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.gone(self.target(part), gone, depth + 1);
        }
        if schema.get("$ref").is_some() {
            self.gone(self.target(schema), gone, depth + 1);
        }
    }

    /// Of the parts of an `allOf`, one that says it is enough.
    fn is_gone(&self, property: &Value, depth: usize) -> bool {
        let target = property.get("$ref").map(|_| self.target(property));
        let mut parts = target.into_iter().chain(property["allOf"].as_array().into_iter().flatten());
        property[self.direction.dropped()] == true || (depth < 8 && parts.any(|part| self.is_gone(part, depth + 1)))
    }

    fn target<'v>(&'v self, schema: &'v Value) -> &'v Value {
        let name = schema["$ref"].as_str().and_then(component);
        name.and_then(|name| self.document.schemas.get(&name)).unwrap_or(schema)
    }

    fn properties(&self, value: &Value, gone: &BTreeSet<String>) -> Value {
        let Value::Object(properties) = value else { return value.clone() };
        let kept = properties.iter().filter(|(name, _)| !gone.contains(*name));
        Value::Object(kept.map(|(name, schema)| (name.clone(), self.schema(schema, &BTreeSet::new()))).collect())
    }

    /// A part that speaks of a member which does not travel this way is written out, without it.
    fn all_of(&self, value: &Value, gone: &BTreeSet<String>) -> Value {
        let Value::Array(parts) = value else { return value.clone() };
        let part = |part: &Value| {
            let alone = part.as_object().is_some_and(|members| members.len() == 1 && members.contains_key("$ref"));
            if alone && self.speaks_of(part, gone, 0) {
                self.schema(self.target(part), gone)
            } else {
                self.schema(part, gone)
            }
        };
        Value::Array(parts.iter().map(part).collect())
    }

    fn speaks_of(&self, schema: &Value, gone: &BTreeSet<String>, depth: usize) -> bool {
        let target = self.target(schema);
        let mut required = target["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let mut described = target["properties"].as_object().into_iter().flatten();
        let mut parts = target["allOf"].as_array().into_iter().flatten();
        required.any(|name| gone.contains(name))
            // One that says so itself is left out of it as it is.
            || described.any(|(name, member)| gone.contains(name) && !self.is_gone(member, 0))
            || (depth < 8 && parts.any(|part| self.speaks_of(part, gone, depth + 1)))
            || (depth < 8 && target.get("$ref").is_some() && self.speaks_of(target, gone, depth + 1))
    }

    fn named(&self, value: &Value) -> Value {
        let Value::Object(schemas) = value else { return value.clone() };
        Value::Object(
            schemas.iter().map(|(name, schema)| (name.clone(), self.schema(schema, &BTreeSet::new()))).collect(),
        )
    }

    fn list(&self, value: &Value) -> Value {
        let Value::Array(schemas) = value else { return value.clone() };
        Value::Array(schemas.iter().map(|schema| self.schema(schema, &BTreeSet::new())).collect())
    }

    fn ranges(members: &Map<String, Value>, out: &mut Map<String, Value>) {
        let integer = match members.get("type") {
            Some(Value::String(name)) => name == "integer",
            Some(Value::Array(names)) => {
                names.iter().any(|name| name == "integer") && !names.iter().any(|name| name == "number")
            }
            _ => false,
        };
        let range = match members.get("format").and_then(Value::as_str) {
            Some("int32") if integer => json!({"minimum": i32::MIN, "maximum": i32::MAX}),
            Some("int64") if integer => json!({"minimum": i64::MIN, "maximum": i64::MAX}),
            Some("float") => json!({"minimum": f32::MIN, "maximum": f32::MAX}),
            _ => return,
        };
        match out.get_mut("allOf").and_then(Value::as_array_mut) {
            Some(parts) => parts.push(range),
            None => {
                out.insert("allOf".to_owned(), json!([range]));
            }
        }
    }
}

fn is_null(schema: &Value) -> bool {
    schema["type"] == "null"
}

/// Whether a keyword has a value that it can have: what is none says nothing (`wrong-type`, `unknown-type`).
fn is_sound(keyword: &str, value: &Value) -> bool {
    const TYPES: [&str; 7] = ["null", "boolean", "integer", "number", "string", "array", "object"];
    let schema = |value: &Value| value.is_object() || value.is_boolean();
    match keyword {
        "type" => {
            let names = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            names.iter().all(|name| name.as_str().is_some_and(|name| TYPES.contains(&name)))
        }
        "required" => value.as_array().is_some_and(|names| names.iter().all(Value::is_string)),
        "enum" | "allOf" | "anyOf" | "oneOf" | "prefixItems" => value.as_array().is_some_and(|list| !list.is_empty()),
        "properties" | "patternProperties" | "dependentSchemas" | "dependentRequired" => value.is_object(),
        "items" => schema(value) || value.is_array(),
        "additionalProperties" | "not" | "if" | "then" | "else" | "contains" | "propertyNames" => schema(value),
        "minimum" | "maximum" => value.is_number(),
        "exclusiveMinimum" | "exclusiveMaximum" => value.is_number() || value.is_boolean(),
        "multipleOf" => value.as_f64().is_some_and(|number| number > 0.0),
        "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties" => {
            value.as_f64().is_some_and(|count| count >= 0.0 && count.fract() == 0.0)
        }
        "uniqueItems" => value.is_boolean(),
        "pattern" | "format" | "$ref" => value.is_string(),
        _ => true,
    }
}

/// False for an `enum` or `const` without a value of the type that stands beside it: it is passed over
/// (`enum-value-type`).
pub fn lists_its_type(members: &Map<String, Value>, keyword: &str) -> bool {
    let values = match (keyword, members.get(keyword)) {
        ("enum", Some(Value::Array(values))) => values.as_slice(),
        ("const", Some(value)) => std::slice::from_ref(value),
        _ => return true,
    };
    let Some(stated) = members.get("type") else { return true };
    let names = stated.as_array().map_or(std::slice::from_ref(stated), Vec::as_slice);
    values.iter().any(|value| {
        names.iter().filter_map(Value::as_str).any(|name| match value {
            Value::Null => true,
            Value::Bool(_) => name == "boolean",
            Value::Number(number) => {
                name == "number" || name == "integer" && number.as_f64().is_some_and(|n| n.fract() == 0.0)
            }
            Value::String(_) => name == "string",
            Value::Array(_) => name == "array",
            Value::Object(_) => name == "object",
        })
    })
}

/// Whether an enumeration lists null.
fn admits_null(members: &Map<String, Value>) -> bool {
    members.get("enum").and_then(Value::as_array).is_some_and(|values| values.contains(&Value::Null))
}

/// Whether a schema is nothing but a reference and `nullable`, which `allOf` joins.
fn refers_or_null(members: &Map<String, Value>) -> bool {
    let only_words = |members: &Map<String, Value>| members.keys().all(|keyword| annotates(keyword));
    let around = members.iter().all(|(keyword, _)| keyword == "allOf" || annotates(keyword));
    let Some(parts) = members.get("allOf").and_then(Value::as_array).filter(|_| around) else { return false };
    let (words, others): (Vec<&Value>, Vec<&Value>) =
        parts.iter().partition(|part| part.as_object().is_some_and(only_words));
    let refers = matches!(others.as_slice(), [part] if part.get("$ref").is_some());
    refers && words.iter().any(|part| part["nullable"] == true)
}

/// Whether a keyword asserts nothing: with `nullable`, which is asked for where it counts.
fn annotates(keyword: &str) -> bool {
    const ANNOTATIONS: [&str; 12] = [
        "default",
        "deprecated",
        "description",
        "example",
        "examples",
        "externalDocs",
        "nullable",
        "readOnly",
        "summary",
        "title",
        "writeOnly",
        "xml",
    ];
    ANNOTATIONS.contains(&keyword) || keyword.starts_with("x-")
}

fn with_null(types: &Value) -> Value {
    let mut names = types.as_array().cloned().unwrap_or_else(|| vec![types.clone()]);
    if !names.iter().any(|name| name == "null") {
        names.push(json!("null"));
    }
    Value::Array(names)
}

/// False for a value of another type than the one that a schema without a type is read as.
pub fn is_of_implied_type(schema: &Value, value: &Value) -> bool {
    match schema.as_object().and_then(implied) {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some(_) => value.is_number(),
        None => true,
    }
}

/// Whether a union says what a value is made of, and not only which members must be there.
fn makes(members: &Map<String, Value>, union: &str) -> bool {
    let only_requires = |schema: &Value| {
        let says = |keyword: &String| matches!(keyword.as_str(), "required" | "type" | "not") || annotates(keyword);
        schema.get("required").is_some() && schema.as_object().is_some_and(|members| members.keys().all(says))
    };
    members.get(union).is_some_and(|schemas| !schemas.as_array().is_some_and(|each| each.iter().all(only_requires)))
}

/// The type that a schema without one is read as.
fn implied(members: &Map<String, Value>) -> Option<&'static str> {
    let has = |keywords: &[&str]| keywords.iter().any(|keyword| members.contains_key(*keyword));
    if has(&["type", "enum", "const", "$ref", "allOf"]) || ["oneOf", "anyOf"].iter().any(|union| makes(members, union))
    {
        return None;
    }
    match (has(&["properties", "patternProperties", "additionalProperties"]), has(&["items", "prefixItems"])) {
        (true, false) => return Some("object"),
        (false, true) => return Some("array"),
        (true, true) => return None,
        (false, false) => {}
    }
    if has(&["required", "minProperties", "maxProperties", "minItems", "maxItems", "uniqueItems"]) {
        return None;
    }
    if has(&["contentEncoding", "contentMediaType"]) {
        return Some("string");
    }
    match members.get("format")?.as_str()? {
        "int32" | "int64" => Some("integer"),
        "float" | "double" => Some("number"),
        "uuid"
        | "date-time"
        | "date"
        | "time"
        | "duration"
        | "email"
        | "idn-email"
        | "uri"
        | "uri-reference"
        | "iri"
        | "iri-reference"
        | "uri-template"
        | "hostname"
        | "idn-hostname"
        | "ipv4"
        | "ipv6"
        | "byte"
        | "binary"
        | "password"
        | "json-pointer"
        | "relative-json-pointer"
        | "regex" => Some("string"),
        _ => None,
    }
}

/// The name of the component that a reference leads to.
fn component(reference: &str) -> Option<String> {
    let name = reference.strip_prefix("#/components/schemas/")?;
    let name = percent_encoding::percent_decode_str(name).decode_utf8().ok()?;
    (!name.contains('/')).then(|| name.replace("~1", "/").replace("~0", "~"))
}

/// A reference as RFC 3986 writes it: documents have any character in theirs.
fn as_uri(reference: &Value) -> Value {
    reference.as_str().map_or_else(|| reference.clone(), |text| json!(document::as_uri(text)))
}

fn names_without(value: &Value, gone: &BTreeSet<String>) -> Value {
    let Value::Array(names) = value else { return value.clone() };
    Value::Array(names.iter().filter(|name| name.as_str().is_none_or(|name| !gone.contains(name))).cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn translated(version: &str, schemas: &Value, direction: Direction) -> Value {
        let document = Document::of(&json!({"openapi": version, "components": {"schemas": schemas}}));
        Value::Object(translate(&document, direction))
    }

    #[test]
    fn a_reference_and_nullable_is_the_reference_or_null() {
        let reference = json!({"$ref": "#/components/schemas/A"});
        let all_of = |part: Value| json!({"allOf": [&reference, part]});
        let schemas = json!({
            "A": {"type": "integer"},
            "B": all_of(json!({"nullable": true, "description": "x"})),
            "C": all_of(json!({"nullable": true, "type": "integer"})),
            "D": all_of(json!({"description": "x"})),
        });
        let translated = translated("3.0.3", &schemas, Direction::Request);
        let fits_null = |name: &str| translated[name].get("anyOf").is_some();
        assert_eq!(["A", "B", "C", "D"].map(fits_null), [false, true, false, false]);
    }

    #[test]
    fn a_default_stays() {
        let schemas = json!({"A": {"type": "integer", "default": 1, "example": 2}});
        let expected = json!({"A": {"type": "integer", "default": 1}});
        assert_eq!(translated("3.1.0", &schemas, Direction::Request), expected);
    }

    #[test]
    fn a_union_that_only_requires_members_makes_no_type() {
        let with = |alternatives: Value| json!({"properties": {"a": {}, "b": {}}, "anyOf": alternatives});
        let implied = |alternatives| with(alternatives).as_object().and_then(implied);
        assert_eq!(implied(json!([{"required": ["a"]}, {"required": ["b"], "description": "x"}])), Some("object"));
        assert_eq!(implied(json!([{"required": ["a"]}, {"properties": {"c": {}}}])), None);
    }

    #[test]
    fn openapi_3_0_is_said_in_2020_12() {
        let schemas = json!({
            "A": {"type": "integer", "format": "int32", "minimum": 1, "exclusiveMinimum": true, "nullable": true},
            "B": {"$ref": "#/components/schemas/A", "minimum": 7}
        });
        assert_eq!(
            translated("3.0.3", &schemas, Direction::Request),
            json!({
                "A": {"anyOf": [{"type": "null"}, {
                    "type": "integer", "format": "int32", "exclusiveMinimum": 1,
                    "allOf": [{"minimum": i32::MIN, "maximum": i32::MAX}]
                }]},
                "B": {"$ref": "#/components/schemas/A"}
            })
        );
    }

    #[test]
    fn members_travel_their_own_way() {
        let schemas = json!({
            "Base": {"required": ["id", "name"], "properties": {"name": {}}},
            "Whole": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"properties": {"id": {"readOnly": true}}}]}
        });
        let request = translated("3.1.0", &schemas, Direction::Request);
        assert_eq!(request["Whole"]["allOf"][0]["required"], json!(["name"]));
        assert_eq!(request["Whole"]["allOf"][1]["properties"], json!({}));
        let response = translated("3.1.0", &schemas, Direction::Response);
        assert_eq!(response["Whole"]["allOf"][0], json!({"$ref": "#/components/schemas/Base"}));
        let by_a_part = json!({"Whole": {"properties": {"id": {"allOf": [{"type": "string"}, {"readOnly": true}]}}}});
        assert_eq!(translated("3.1.0", &by_a_part, Direction::Request)["Whole"]["properties"], json!({}));
    }

    #[test]
    fn what_has_no_meaning_says_nothing() {
        let schemas = json!({
            "A": {"type": "file", "required": true, "items": null, "oneOf": [], "maxLength": 3},
            "B": {"$ref": "#/components/schemas/Größe {n}"}, "Größe {n}": {"$ref": "other.yaml#/A"}
        });
        assert_eq!(
            translated("3.0.3", &schemas, Direction::Request),
            json!({
                "A": {"maxLength": 3}, "B": {"$ref": "#/components/schemas/Gr%C3%B6%C3%9Fe%20%7Bn%7D"}, "Größe {n}": {}
            })
        );
    }

    #[test]
    fn the_discriminator_chooses() {
        let schemas = json!({
            "Cat": {"properties": {"kind": {}}}, "Dog": {"allOf": [{"$ref": "#/components/schemas/Cat"}]},
            "Bird": {"properties": {"wings": {}}},
            "Any": {
                "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Bird"}],
                "discriminator": {"propertyName": "kind"}
            },
            "Made": {"required": ["kind"], "properties": {"kind": {"enum": ["made", "born"]}}},
            "Thing": {
                "oneOf": [{"$ref": "#/components/schemas/Made"}, {"$ref": "#/components/schemas/Cat"}],
                "discriminator": {"propertyName": "kind"}
            },
            "Pet": {
                "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
                "discriminator": {"propertyName": "kind", "mapping": {"meow": "#/components/schemas/Cat"}}
            }
        });
        let translated = translated("3.1.0", &schemas, Direction::Request);
        // A bird has no member to look at.
        assert_eq!(translated["Any"]["oneOf"], schemas["Any"]["oneOf"]);
        let chosen_by =
            |name: &str, at: usize| &translated[name]["oneOf"][at]["allOf"][1]["properties"]["kind"]["enum"];
        assert_eq!(chosen_by("Pet", 0), &json!(["meow"]));
        assert_eq!(chosen_by("Pet", 1), &json!(["Dog"]));
        // What its member lists says better than its name what it is.
        assert_eq!(chosen_by("Thing", 0), &json!(["made", "born"]));
        assert_eq!(chosen_by("Thing", 1), &json!(["Cat"]));
    }
}
