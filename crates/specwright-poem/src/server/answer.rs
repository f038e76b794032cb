//! Successful responses, put together by generated code.

use std::fmt::Display;

use poem::http::StatusCode;
use poem::http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, SET_COOKIE};
use poem::{Body, Response};
use serde_json::Value;

use super::negotiate;
use super::sent::{self, Event, Items};
use crate::json::{self, WriteJson};

/// A response in the making.
pub struct Answer(Response);

/// Media types that say the same as the answer's own.
#[derive(Clone, Copy)]
struct OrAs(&'static [&'static str]);

/// Of the media types that an answer's body may have, the one that the request likes best.
pub(super) fn settle_media_type(response: &mut Response, request: &HeaderMap) {
    let Some(OrAs(others)) = response.extensions().get::<OrAs>().copied() else { return };
    let Some(own) = response.headers().get(CONTENT_TYPE).and_then(|own| own.to_str().ok()) else { return };
    let media_types: Vec<&str> = std::iter::once(own).chain(others.iter().copied()).collect();
    let preferred = media_types.get(negotiate::preferred(&media_types, request)).copied().unwrap_or(own);
    if let Ok(value) = HeaderValue::from_str(preferred) {
        response.headers_mut().insert(CONTENT_TYPE, value);
    }
}

/// A value in the style `simple` (OpenAPI, Header Object): items and members with commas between.
pub fn simple(value: &impl WriteJson, explode: bool) -> String {
    let Ok(value) = serde_json::from_slice::<Value>(&value.to_json()) else { return String::new() };
    match value {
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(","),
        Value::Object(members) => {
            let between = if explode { '=' } else { ',' };
            let members = members.iter().map(|(name, value)| format!("{name}{between}{}", plain(value)));
            members.collect::<Vec<_>>().join(",")
        }
        scalar => plain(&scalar),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl Answer {
    pub fn new(status: StatusCode) -> Self {
        let mut response = Response::default();
        response.set_status(status);
        Self(response)
    }

    /// A status of the class that the contract names (`2XX`); another one is the handler's mistake, and 500.
    pub fn with_status_in(class: u16, status: u16) -> Self {
        if status / 100 != class {
            tracing::error!(status, class, "the contract has no answer with this status");
        }
        Self::with_status(if status / 100 == class { status } else { 500 })
    }

    /// A number outside 100 to 999 is no status: 500.
    pub fn with_status(status: u16) -> Self {
        Self::new(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
    }

    #[must_use]
    pub fn header(mut self, name: &'static str, value: &impl Display) -> Self {
        let name_and_value = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::try_from(value.to_string()));
        if let (Ok(name), Ok(value)) = name_and_value {
            // Cookies are set in a line each (RFC 6265, 3).
            if name == SET_COOKIE {
                self.0.headers_mut().append(name, value);
            } else {
                self.0.headers_mut().insert(name, value);
            }
        } else {
            tracing::error!(name, "a header's value has characters that headers cannot hold; left out");
        }
        self
    }

    #[must_use]
    pub fn optional_header(self, name: &'static str, value: Option<&impl Display>) -> Self {
        match value {
            Some(value) => self.header(name, value),
            None => self,
        }
    }

    /// Several values in one header, with commas between.
    #[must_use]
    pub fn list_header<T: Display>(self, name: &'static str, values: &[T]) -> Self {
        if name == "set-cookie" {
            return values.iter().fold(self, |answer, value| answer.header(name, value));
        }
        let values: Vec<_> = values.iter().map(ToString::to_string).collect();
        self.header(name, &values.join(", "))
    }

    pub fn empty(self) -> Response {
        self.0
    }

    pub fn json(self, media_type: &'static str, body: &impl WriteJson) -> Response {
        self.octets(media_type, body.to_json())
    }

    /// The same body under other media types of the contract: the request decides.
    #[must_use]
    pub fn or_as(mut self, media_types: &'static [&'static str]) -> Self {
        self.0.extensions_mut().insert(OrAs(media_types));
        self
    }

    /// A value as a text: a string as it is, anything else as JSON.
    pub fn text_of(self, media_type: &'static str, body: &impl WriteJson) -> Response {
        self.octets(media_type, json::json_text(body).into_bytes())
    }

    /// `text/event-stream`: the data of each event is JSON.
    pub fn events<T: WriteJson + Send + 'static>(self, media_type: &'static str, events: Items<Event<T>>) -> Response {
        self.stream(media_type, events.into_body(Event::write))
    }

    /// `text/event-stream`, of items that describe whole events: `data`, `event`, `id`, `retry`.
    pub fn whole_events<T: WriteJson + Send + 'static>(self, media_type: &'static str, events: Items<T>) -> Response {
        self.stream(media_type, events.into_body(sent::write_whole_event))
    }

    /// A JSON text a line.
    pub fn json_lines<T: WriteJson + Send + 'static>(self, media_type: &'static str, items: Items<T>) -> Response {
        self.stream(media_type, items.into_body(sent::write_line))
    }

    /// A JSON text sequence (RFC 7464).
    pub fn json_sequence<T: WriteJson + Send + 'static>(self, media_type: &'static str, items: Items<T>) -> Response {
        self.stream(media_type, items.into_body(sent::write_record))
    }

    pub fn text(self, media_type: &str, body: String) -> Response {
        self.octets(media_type, body.into_bytes())
    }

    pub fn stream(mut self, media_type: &str, body: Body) -> Response {
        self.media_type(media_type);
        self.0.set_body(body);
        self.0
    }

    fn octets(mut self, media_type: &str, body: Vec<u8>) -> Response {
        self.media_type(media_type);
        self.0.set_body(body);
        self.0
    }

    fn media_type(&mut self, media_type: &str) {
        let value = match media_type {
            // Nothing to copy for what nearly every answer is.
            "application/json" => HeaderValue::from_static("application/json"),
            other => HeaderValue::from_str(other).unwrap_or(HeaderValue::from_static("application/octet-stream")),
        };
        self.0.headers_mut().insert(CONTENT_TYPE, value);
    }
}
