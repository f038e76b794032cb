//! Parameters: from their text, by style and explode, to values that the schema judges. All violations at once.

use serde::Deserialize;
use serde_json::{Map, Number, Value};

use super::call::Call;
use super::operation::{Parameter, Style};
use super::refusal::Refusal;
use super::text;
use crate::json;
use crate::problem::{Details, Violation};
use crate::schema::{Literal, Path, Schema, Shape, Violations};

/// Reads the parameters of a call, group by group, and keeps what is wrong with any of them.
pub struct Parameters<'c> {
    call: &'c Call,
    found: Vec<Violation>,
    /// The query's octets are no text, so there is nothing to say about its parameters.
    undecodable: bool,
}

impl<'c> Parameters<'c> {
    pub fn of(call: &'c Call) -> Self {
        Self { call, found: Vec::new(), undecodable: false }
    }

    pub fn path<T: for<'de> Deserialize<'de>>(&mut self, parameters: &[Parameter]) -> Option<T> {
        let call = self.call;
        self.group("path", parameters, |parameter| {
            let (_, text) = call.path.iter().find(|(name, _)| name == parameter.name)?;
            let text = match parameter.style {
                Style::Label => text.strip_prefix('.').unwrap_or(text),
                Style::Matrix => {
                    let prefix = format!(";{}=", parameter.name);
                    return Some(from_list(parameter, text.strip_prefix(prefix.as_str()).unwrap_or(text), ','));
                }
                _ => text,
            };
            let separator = if parameter.style == Style::Label && parameter.explode { '.' } else { ',' };
            Some(from_list(parameter, text, separator))
        })
    }

    pub fn query<T: for<'de> Deserialize<'de>>(&mut self, parameters: &[Parameter]) -> Option<T> {
        let query = self.call.request.original_uri().query().unwrap_or("");
        if text::decode(query).is_none() {
            self.undecodable = true;
            return None;
        }
        let pairs: Vec<(String, &str)> = text::pairs(query).collect();
        self.group("query", parameters, |parameter| from_pairs(parameter, &pairs))
    }

    pub fn headers<T: for<'de> Deserialize<'de>>(&mut self, parameters: &[Parameter]) -> Option<T> {
        let headers = self.call.request.headers();
        self.group("header", parameters, |parameter| {
            // What is no text is not as if it were absent: an `If-Match` would no longer be a condition. Whatever stands
            // in its place is judged as any other text.
            let values = headers.get_all(parameter.name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
            let values: Vec<_> = values.collect();
            if values.is_empty() { None } else { Some(from_list(parameter, values.join(",").trim(), ',')) }
        })
    }

    pub fn cookies<T: for<'de> Deserialize<'de>>(&mut self, parameters: &[Parameter]) -> Option<T> {
        let headers = self.call.request.headers();
        self.group("cookie", parameters, |parameter| {
            let text = text::cookie(headers, parameter.name)?;
            Some(from_list(parameter, &text::decode(&text)?, ','))
        })
    }

    /// What was wrong, when a group came to nothing.
    pub fn refuse(self) -> Refusal {
        if self.undecodable {
            return Refusal::malformed_request(Details::new("The query is not UTF-8."));
        }
        Refusal::invalid(self.found)
    }

    fn group<T: for<'de> Deserialize<'de>>(
        &mut self,
        location: &'static str,
        parameters: &[Parameter],
        read: impl Fn(&Parameter) -> Option<Value>,
    ) -> Option<T> {
        let mut values = Map::new();
        let mut violations = Violations::new(location);
        for parameter in parameters {
            let path = Path::ROOT;
            let path = path.member(parameter.name);
            match read(parameter) {
                Some(value) => {
                    parameter.schema.check_at(&value, &path, &mut violations);
                    values.insert(parameter.name.to_owned(), value);
                }
                None if parameter.required => violations.add(&path, "required", "Must be given.", None),
                None => {}
            }
        }
        if !violations.is_empty() {
            self.found.append(&mut violations.into_vec());
            return None;
        }
        let group: Result<T, serde_json::Error> = json::from_value(Value::Object(values));
        if group.is_err() {
            self.found.push(Violations::inexpressible(location));
        }
        group.ok()
    }
}

fn from_pairs(parameter: &Parameter, pairs: &[(String, &str)]) -> Option<Value> {
    let mut values = pairs.iter().filter(|(name, _)| name == parameter.name).map(|(_, value)| *value);
    match (parameter.style, &resolved(parameter.schema).shape) {
        (Style::DeepObject, Shape::Object(_)) => {
            let prefix = format!("{}[", parameter.name);
            let members = pairs.iter().filter_map(|(name, value)| {
                let member = name.strip_prefix(prefix.as_str())?.strip_suffix(']')?;
                Some((member.to_owned(), *value))
            });
            object(parameter.schema, members)
        }
        (Style::Form, Shape::Object(members)) if parameter.explode => {
            let known = |name: &str| members.members.iter().any(|member| member.name == name);
            object(parameter.schema, pairs.iter().filter(|(name, _)| known(name)).map(|(n, v)| (n.clone(), *v)))
        }
        (Style::Form, Shape::Array(array)) if parameter.explode => {
            let items: Vec<_> = values.map(|text| value(array.items, &decoded(text))).collect();
            if items.is_empty() { None } else { Some(Value::Array(items)) }
        }
        (style, Shape::Array(array)) if style != Style::Json => {
            // The separators are told from what the items hold before anything is decoded.
            let text = values.next()?;
            let items: Vec<_> = match style {
                Style::SpaceDelimited => text.split("%20").flat_map(|part| part.split('+')).collect(),
                Style::PipeDelimited => text.split('|').flat_map(|part| part.split("%7C")).collect(),
                _ => text.split(',').collect(),
            };
            Some(Value::Array(items.into_iter().map(|item| value(array.items, &decoded(item))).collect()))
        }
        _ => Some(from_list(parameter, &decoded(values.next()?), ',')),
    }
}

fn object(schema: &Schema, members: impl Iterator<Item = (String, impl AsRef<str>)>) -> Option<Value> {
    let mut object = Map::new();
    for (name, text) in members {
        super::body::add_member(&mut object, schema, name, &decoded(text.as_ref()));
    }
    if object.is_empty() { None } else { Some(Value::Object(object)) }
}

/// A query that is no UTF-8 was refused as a whole before.
fn decoded(text: &str) -> String {
    text::decode_form(text).unwrap_or_else(|| "\u{fffd}".to_owned())
}

/// A single value, or items with a separator between.
fn from_list(parameter: &Parameter, text: &str, separator: char) -> Value {
    if parameter.style == Style::Json {
        return serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()));
    }
    match items(parameter.schema) {
        Some(_) if text.is_empty() => Value::Array(Vec::new()),
        Some(items) => Value::Array(text.split(separator).map(|item| value(items, item.trim())).collect()),
        None => value(parameter.schema, text),
    }
}

fn resolved(schema: &'static Schema) -> &'static Schema {
    match &schema.shape {
        Shape::Same(schema) => resolved(schema),
        _ => schema,
    }
}

/// The items' schema, of an array.
pub(super) fn items(schema: &'static Schema) -> Option<&'static Schema> {
    match &resolved(schema).shape {
        Shape::Array(array) => Some(array.items),
        _ => None,
    }
}

/// What a text means where its schema says what it should be. A text that means nothing there stays a string, so that
/// the schema can say what is wrong with it.
pub(super) fn value(schema: &Schema, text: &str) -> Value {
    let string = || Value::String(text.to_owned());
    match &schema.shape {
        Shape::Same(schema) => value(schema, text),
        Shape::Boolean => match text {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => string(),
        },
        Shape::Integer(_) | Shape::Number(_) => number(text).map_or_else(string, Value::Number),
        Shape::OneOfValues(values) => {
            let typed = values.iter().any(|literal| !matches!(literal, Literal::Text(_)));
            let literal = values.iter().any(|literal| matches!(literal, Literal::Text(known) if *known == text));
            if literal || !typed { string() } else { serde_json::from_str(text).unwrap_or_else(|_| string()) }
        }
        Shape::OneOf(schemas) | Shape::AnyOf(schemas) => schemas
            .iter()
            .map(|schema| (schema, value(schema, text)))
            .find(|(schema, value)| schema.fits(value))
            .map_or_else(string, |(_, value)| value),
        Shape::Array(_) | Shape::Object(_) | Shape::Tagged { .. } => {
            serde_json::from_str(text).unwrap_or_else(|_| string())
        }
        Shape::Any | Shape::Never | Shape::Text(_) => string(),
    }
}

fn number(text: &str) -> Option<Number> {
    // JSON's grammar: no plus sign, no leading zeros, no blanks.
    if text.trim() == text { serde_json::from_str(text).ok() } else { None }
}
