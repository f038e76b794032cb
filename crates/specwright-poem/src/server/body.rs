//! Reading bodies: JSON, forms, text, octets. What they may be is the operation's; limits and media types are checked
//! before anything is parsed.

use bytes::Bytes;
use poem::http::header::CONTENT_LENGTH;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::call::Call;
use super::members::judge;
use super::multipart::Parts;
use super::octets::{self, Octets, ReadError};
use super::operation::Parameter;
use super::received::ReceivedItems;
use super::refusal::Refusal;
use super::written::{self, Reading};
use super::{negotiate, text};
use crate::json;
use crate::problem::Details;
use crate::schema::{Schema, Violations};

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
        Err(refused("required", "A body must be given."))
    }

    /// `fits` is the generated check of the type.
    pub async fn json<T: for<'de> Deserialize<'de> + Serialize>(
        &mut self,
        schema: &'static Schema,
        fits: fn(&T) -> bool,
    ) -> Result<T, Refusal> {
        let bytes = self.bytes().await?;
        Ok(json::decode(&bytes, schema, fits)?)
    }

    /// As [`Self::json`], where the schema asks more than the type says.
    pub async fn judged_json<T: for<'de> Deserialize<'de>>(&mut self, schema: &'static Schema) -> Result<T, Refusal> {
        let bytes = self.bytes().await?;
        Ok(json::decode_judged(&bytes, schema)?)
    }

    /// `application/x-www-form-urlencoded`. `written`: the members that are not written as usual.
    pub async fn form<T: for<'de> Deserialize<'de>>(
        &mut self,
        schema: &'static Schema,
        written: &'static [Parameter],
    ) -> Result<T, Refusal> {
        let bytes = self.bytes().await?;
        let form = std::str::from_utf8(&bytes).ok().filter(|form| text::is_decodable(form));
        let form = form.ok_or_else(|| Refusal::malformed_request(Details::new("The form is not UTF-8.")))?;
        let pairs: Vec<(String, &str)> = text::pairs(form).collect();
        match written::fields(schema, written, &pairs) {
            Reading::Value(value) => judge(&value, schema),
            Reading::Absent => judge(&Value::Object(Map::new()), schema),
            Reading::Repeated => Err(refused("repeated", "A member is given several times that can be there once.")),
            Reading::Unreadable => Err(refused("unreadable", "A member is not written in its media type.")),
        }
    }

    pub async fn text(&mut self) -> Result<String, Refusal> {
        let bytes = self.bytes().await?;
        String::from_utf8(bytes.into())
            .map_err(|_| Refusal::malformed_request(Details::new("The body is not UTF-8 text.")))
    }

    /// A text whose schema says what it means.
    pub async fn text_as<T: for<'de> Deserialize<'de>>(&mut self, schema: &'static Schema) -> Result<T, Refusal> {
        let text = self.text().await?;
        judge(&written::value(schema, text.into()), schema)
    }

    /// JSON texts one after another: a line each (`application/jsonl`), or each after a record separator
    /// (`application/json-seq`, RFC 7464). Each is checked when it is read.
    pub fn json_items<T: for<'de> Deserialize<'de> + Serialize + 'static>(
        &mut self,
        schema: &'static Schema,
        fits: fn(&T) -> bool,
    ) -> Result<ReceivedItems<T>, Refusal> {
        Ok(ReceivedItems::new(self.octets()?, schema, fits))
    }

    /// The body as it comes.
    pub fn octets(&mut self) -> Result<Octets, Refusal> {
        let media_type = self.request.content_type().map(str::to_owned);
        let octets = self.limited()?;
        let octets = match &self.fingerprint {
            Some(fingerprint) => fingerprint.follow(octets),
            None => octets,
        };
        Ok(octets.of_type(media_type))
    }

    /// `multipart/form-data`.
    pub fn parts(&mut self) -> Result<Parts, Refusal> {
        let content_type = self.request.content_type().unwrap_or_default().to_owned();
        let octets = self.limited()?;
        Parts::new(&content_type, octets, self.fingerprint.clone())
    }

    pub(super) async fn bytes(&mut self) -> Result<Bytes, Refusal> {
        self.check_length()?;
        let limit = self.operation.max_body_bytes;
        let bytes = octets::read(self.take_body(), limit).await?;
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

fn refused(code: &'static str, detail: &'static str) -> Refusal {
    let mut violations = Violations::new("body");
    violations.add(&crate::schema::Path::ROOT, code, detail, None);
    Refusal::invalid(violations.into_vec())
}
