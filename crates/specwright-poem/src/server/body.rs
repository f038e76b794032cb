//! Reading bodies: JSON, forms, text, octets. What they may be is the operation's; limits and media types are checked
//! before anything is parsed.

use bytes::Bytes;
use poem::http::header::CONTENT_LENGTH;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::call::Call;
use super::multipart::Parts;
use super::octets::{Octets, ReadError};
use super::refusal::Refusal;
use super::{negotiate, parameters, text};
use crate::json;
use crate::problem::Details;
use crate::schema::{Schema, Shape, Violations};

impl Call {
    /// Which of the operation's media types the body is, by index. None: there is no body.
    pub fn content(&self) -> Result<Option<usize>, Refusal> {
        if self.request.content_type().is_none() && self.declared_length().unwrap_or(0) == 0 && !self.is_chunked() {
            return Ok(None);
        }
        negotiate::content(self.operation, self.request.headers()).map(Some)
    }

    /// As [`Self::content`], for an operation that needs a body.
    pub fn required_content(&self) -> Result<usize, Refusal> {
        if let Some(index) = self.content()? {
            return Ok(index);
        }
        let mut violations = Violations::new("body");
        violations.add(&crate::schema::Path::ROOT, "required", "A body must be given.", None);
        Err(Refusal::invalid(violations.into_vec()))
    }

    /// `fits` is the generated check of the type.
    pub async fn json<T: for<'de> Deserialize<'de>>(
        &mut self,
        schema: &'static Schema,
        fits: fn(&T) -> bool,
    ) -> Result<T, Refusal> {
        let bytes = self.bytes().await?;
        Ok(json::decode(&bytes, schema, fits)?)
    }

    /// `application/x-www-form-urlencoded`: each member of the schema by its name.
    pub async fn form<T: for<'de> Deserialize<'de>>(&mut self, schema: &'static Schema) -> Result<T, Refusal> {
        let bytes = self.bytes().await?;
        let form = std::str::from_utf8(&bytes)
            .map_err(|_| Refusal::malformed_request(Details::new("The form is not UTF-8.")))?;
        let mut members = Map::new();
        for (name, value) in text::pairs(form) {
            let value = text::decode_form(value).unwrap_or_default();
            add_member(&mut members, schema, name, &value);
        }
        finish_members(members, schema)
    }

    pub async fn text(&mut self) -> Result<String, Refusal> {
        let bytes = self.bytes().await?;
        String::from_utf8(bytes.into())
            .map_err(|_| Refusal::malformed_request(Details::new("The body is not UTF-8 text.")))
    }

    /// The body as it comes.
    pub fn octets(&mut self) -> Result<Octets, Refusal> {
        let octets = self.limited()?;
        Ok(match &self.fingerprint {
            Some(fingerprint) => fingerprint.follow(octets),
            None => octets,
        })
    }

    /// `multipart/form-data`.
    pub fn parts(&mut self) -> Result<Parts, Refusal> {
        let content_type = self.request.content_type().unwrap_or_default().to_owned();
        let octets = self.limited()?;
        Parts::new(&content_type, octets, self.fingerprint.clone())
    }

    pub(super) async fn bytes(&mut self) -> Result<Bytes, Refusal> {
        let bytes = self.limited()?.read_all().await?;
        if let Some(fingerprint) = &self.fingerprint {
            fingerprint.add(&bytes);
        }
        Ok(bytes)
    }

    fn limited(&mut self) -> Result<Octets, Refusal> {
        self.check_length()?;
        let limit = self.operation.max_body_bytes;
        Ok(Octets::limited(self.take_body(), limit))
    }

    fn check_length(&self) -> Result<(), Refusal> {
        let limit = self.operation.max_body_bytes;
        if self.declared_length().is_some_and(|length| length > limit) {
            return Err(ReadError::TooLarge { limit }.into());
        }
        Ok(())
    }

    fn declared_length(&self) -> Option<u64> {
        self.request.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
    }

    fn is_chunked(&self) -> bool {
        self.request.headers().contains_key("transfer-encoding")
    }
}

/// Adds a form's member: what its schema says decides what its text means, and a repeated array member adds an item.
pub(super) fn add_member(members: &mut Map<String, Value>, schema: &Schema, name: String, text: &str) {
    let member = member_schema(schema, &name);
    if let Some(items) = member.and_then(parameters::items) {
        if let Value::Array(list) = members.entry(name).or_insert_with(|| Value::Array(Vec::new())) {
            list.push(parameters::value(items, text));
        }
    } else {
        let value = member.map_or_else(|| Value::String(text.to_owned()), |member| parameters::value(member, text));
        members.insert(name, value);
    }
}

fn member_schema(schema: &Schema, name: &str) -> Option<&'static Schema> {
    match &schema.shape {
        Shape::Object(object) => object.members.iter().find(|member| member.name == name).map(|member| member.schema),
        Shape::Same(schema) => member_schema(schema, name),
        _ => None,
    }
}

/// Checks a form's members together and makes the type of them.
pub(super) fn finish_members<T: for<'de> Deserialize<'de>>(
    members: Map<String, Value>,
    schema: &Schema,
) -> Result<T, Refusal> {
    let value = Value::Object(members);
    let mut violations = Violations::new("body");
    schema.check(&value, &mut violations);
    violations.finish().map_err(Refusal::invalid)?;
    json::from_value(value).map_err(|_: serde_json::Error| Refusal::invalid(vec![Violations::inexpressible("body")]))
}
