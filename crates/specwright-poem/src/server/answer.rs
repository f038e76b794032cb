//! Successful responses, put together by generated code.

use std::fmt::Display;

use poem::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use poem::http::{Extensions, StatusCode};
use poem::{Body, Response};

use crate::json::WriteJson;

/// A response in the making.
pub struct Answer(Response);

/// How long a body is, for the answer to HEAD.
#[derive(Clone, Copy)]
struct Length(usize);

pub(super) fn length(extensions: &Extensions) -> Option<usize> {
    extensions.get::<Length>().map(|length| length.0)
}

impl Answer {
    pub fn new(status: StatusCode) -> Self {
        Self(Response::builder().status(status).finish())
    }

    /// A number outside 100 to 999 is no status: 500.
    pub fn with_status(status: u16) -> Self {
        Self::new(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
    }

    #[must_use]
    pub fn header(mut self, name: &'static str, value: &impl Display) -> Self {
        if let Ok(value) = HeaderValue::from_str(&value.to_string()) {
            self.0.headers_mut().insert(HeaderName::from_static(name), value);
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
        let values: Vec<_> = values.iter().map(ToString::to_string).collect();
        self.header(name, &values.join(", "))
    }

    pub fn empty(self) -> Response {
        self.0
    }

    pub fn json(self, media_type: &'static str, body: &impl WriteJson) -> Response {
        self.octets(media_type, body.to_json())
    }

    pub fn text(self, media_type: &'static str, body: String) -> Response {
        self.octets(media_type, body.into_bytes())
    }

    pub fn stream(mut self, media_type: &str, body: Body) -> Response {
        self.media_type(media_type);
        self.0.set_body(body);
        self.0
    }

    fn octets(mut self, media_type: &str, body: Vec<u8>) -> Response {
        self.media_type(media_type);
        self.0.extensions_mut().insert(Length(body.len()));
        self.0.set_body(body);
        self.0
    }

    fn media_type(&mut self, media_type: &str) {
        let value = HeaderValue::from_str(media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
        self.0.headers_mut().insert(CONTENT_TYPE, value);
    }
}
