//! Parameters: from their text, by style and explode, to values that the schema judges. All violations at once.

use serde::de::value::MapDeserializer;
use serde::de::{Deserialize, Deserializer, IntoDeserializer};
use serde_json::Value;

use super::call::Call;
use super::operation::{Parameter, Style};
use super::refusal::Refusal;
use super::text;
use super::written::{self, Escapes, Reading};
use crate::json::Strict;
use crate::problem::{Details, Violation};
use crate::schema::{Path, Shape, Violations};

impl Call {
    /// Reads groups of parameters; what is wrong with any of them is refused together.
    pub fn parameters<G: AllOf>(&self, read: impl FnOnce(&mut Parameters<'_>) -> G) -> Result<G::All, Refusal> {
        let mut parameters = Parameters::of(self);
        let groups = read(&mut parameters);
        groups.all().ok_or_else(|| parameters.refuse())
    }
}

/// Groups of parameters, of which every one was read or none is of use.
pub trait AllOf {
    type All;

    fn all(self) -> Option<Self::All>;
}

impl<A> AllOf for Option<A> {
    type All = A;

    fn all(self) -> Self {
        self
    }
}

impl<A, B> AllOf for (Option<A>, Option<B>) {
    type All = (A, B);

    fn all(self) -> Option<(A, B)> {
        Some((self.0?, self.1?))
    }
}

impl<A, B, C> AllOf for (Option<A>, Option<B>, Option<C>) {
    type All = (A, B, C);

    fn all(self) -> Option<(A, B, C)> {
        Some((self.0?, self.1?, self.2?))
    }
}

impl<A, B, C, D> AllOf for (Option<A>, Option<B>, Option<C>, Option<D>) {
    type All = (A, B, C, D);

    fn all(self) -> Option<(A, B, C, D)> {
        Some((self.0?, self.1?, self.2?, self.3?))
    }
}

/// Reads the parameters of a call, group by group, and keeps what is wrong with any of them.
pub struct Parameters<'c> {
    call: &'c Call,
    found: Vec<Violation>,
    /// A part of the URL whose octets are no text, so that there is nothing to say about its parameters.
    undecodable: Option<&'static str>,
}

impl<'c> Parameters<'c> {
    pub fn of(call: &'c Call) -> Self {
        Self { call, found: Vec::new(), undecodable: None }
    }

    pub fn path<T: for<'de> Deserialize<'de>>(&mut self, parameters: &'static [Parameter]) -> Option<T> {
        let call = self.call;
        if !call.path.iter().all(|(_, text)| text::is_decodable(text)) {
            self.undecodable = Some("path");
            return None;
        }
        self.group("path", parameters, |parameter| match call.path.iter().find(|(name, _)| *name == parameter.name) {
            Some((_, text)) => written::in_path(parameter, text),
            None => Reading::Absent,
        })
    }

    pub fn query<T: for<'de> Deserialize<'de>>(&mut self, parameters: &'static [Parameter]) -> Option<T> {
        let query = self.query_text()?;
        let pairs: Vec<(String, &str)> = text::pairs(query).collect();
        self.group("query", parameters, |parameter| written::in_pairs(parameter, &pairs, Escapes::Form, parameters))
    }

    /// The whole query as one value (OpenAPI 3.2).
    pub fn querystring<T: for<'de> Deserialize<'de>>(&mut self, parameters: &'static [Parameter]) -> Option<T> {
        let query = self.query_text()?;
        let mut value = Value::Null;
        let mut violations = Violations::new("query");
        for parameter in parameters {
            let reading = match parameter.style {
                _ if query.is_empty() && !parameter.required => continue,
                Style::Urlencoded => {
                    let pairs: Vec<(String, &str)> = text::pairs(query).collect();
                    written::fields(parameter.schema, &[], &pairs)
                }
                _ => written::in_media_type(parameter, query, Escapes::Percent).unwrap_or(Reading::Unreadable),
            };
            if let Some(read) = judge(parameter, reading, &Path::ROOT, &mut violations) {
                value = read;
            }
        }
        self.decode("query", value.into_deserializer(), violations)
    }

    pub fn headers<T: for<'de> Deserialize<'de>>(&mut self, parameters: &'static [Parameter]) -> Option<T> {
        let headers = self.call.request.headers();
        self.group("header", parameters, |parameter| {
            // What is no text is not as if it were absent: an `If-Match` would no longer be a condition. Whatever stands
            // in its place is judged as any other text.
            let values = headers.get_all(parameter.name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
            let values: Vec<_> = values.collect();
            if values.is_empty() { Reading::Absent } else { written::in_header(parameter, values.join(",").trim()) }
        })
    }

    pub fn cookies<T: for<'de> Deserialize<'de>>(&mut self, parameters: &'static [Parameter]) -> Option<T> {
        let texts = text::cookies(self.call.request.headers());
        let cookies: Vec<(String, &str)> = texts.iter().map(|(name, text)| (name.clone(), text.as_str())).collect();
        // What is exploded goes on behind an ampersand within one cookie.
        let several: Vec<(String, &str)> = cookies
            .iter()
            .flat_map(|(name, text)| {
                text.split('&').enumerate().map(move |(at, part)| match part.split_once('=') {
                    Some((name, text)) if at > 0 => (name.to_owned(), text),
                    _ => (name.clone(), part),
                })
            })
            .collect();
        self.group("cookie", parameters, |parameter| {
            let escapes = if parameter.style == Style::Cookie { Escapes::None } else { Escapes::Percent };
            let holds_several = matches!(
                written::resolved(parameter.schema).shape,
                Shape::Array(_) | Shape::Object(_) | Shape::OneOf(_) | Shape::AnyOf(_)
            );
            let pairs = if parameter.explode && holds_several { &several } else { &cookies };
            written::in_pairs(parameter, pairs, escapes, parameters)
        })
    }

    /// What was wrong, when a group came to nothing.
    pub fn refuse(self) -> Refusal {
        match self.undecodable {
            Some(part) => Refusal::malformed_request(Details::new(format!("The {part} is not UTF-8."))),
            None => Refusal::invalid(self.found),
        }
    }

    fn query_text(&mut self) -> Option<&'c str> {
        let query = self.call.request.original_uri().query().unwrap_or("");
        if !text::is_decodable(query) {
            self.undecodable = Some("query");
            return None;
        }
        Some(query)
    }

    fn group<T: for<'de> Deserialize<'de>>(
        &mut self,
        location: &'static str,
        parameters: &[Parameter],
        read: impl Fn(&Parameter) -> Reading,
    ) -> Option<T> {
        let mut values = Vec::with_capacity(parameters.len());
        let mut violations = Violations::new(location);
        for parameter in parameters {
            let path = Path::ROOT;
            if let Some(value) = judge(parameter, read(parameter), &path.member(parameter.name), &mut violations) {
                values.push((parameter.name, value));
            }
        }
        self.decode(location, MapDeserializer::new(values.into_iter()), violations)
    }

    fn decode<'de, T: Deserialize<'de>>(
        &mut self,
        location: &'static str,
        value: impl Deserializer<'de, Error = serde_json::Error>,
        violations: Violations,
    ) -> Option<T> {
        if !violations.is_empty() {
            self.found.append(&mut violations.into_vec());
            return None;
        }
        let group = T::deserialize(Strict::new(value));
        if group.is_err() {
            self.found.push(Violations::inexpressible(location));
        }
        group.ok()
    }
}

fn judge(parameter: &Parameter, reading: Reading, path: &Path<'_>, violations: &mut Violations) -> Option<Value> {
    match reading {
        Reading::Value(value) => {
            parameter.schema.check_at(&value, path, violations);
            return Some(value);
        }
        Reading::Absent if parameter.required => violations.add(path, "required", "Must be given.", None),
        Reading::Absent => {}
        Reading::Repeated => violations.add(path, "repeated", "Must be given once.", None),
        Reading::Unreadable => violations.add(path, "unreadable", "Must be written in its media type.", None),
    }
    None
}
