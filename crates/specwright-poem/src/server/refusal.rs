//! Requests that are not granted, and the one place where that becomes a response.

use poem::Response;
use poem::http::StatusCode;
use poem::http::header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};

use super::context::RequestId;
use super::operation::ProblemKind;
use super::render;
use crate::json::{Fault, Unreadable};
use crate::problem::{Details, Violation};

/// Why there is no success: a problem to be rendered, or an error response that the contract describes itself.
#[derive(Debug)]
pub struct Refusal(Box<Inner>);

#[derive(Debug)]
enum Inner {
    Problem { kind: ProblemKind, details: Details, headers: Vec<(HeaderName, HeaderValue)> },
    Answer(Response),
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $code:literal $status:literal $title:literal;)*) => {
        /// The problems that the server itself raises.
        impl Refusal {
            $($(#[$doc])* pub fn $name(details: Details) -> Self {
                Self::new(ProblemKind { code: $code, status: $status, title: $title }, details)
            })*
        }
    };
}

kinds! {
    malformed_request "malformed_request" 400 "The request cannot be read";
    validation_failed "validation_failed" 400 "The request does not keep the contract";
    unauthenticated "unauthenticated" 401 "Not signed in";
    forbidden "forbidden" 403 "Not allowed";
    not_found "not_found" 404 "Not found";
    method_not_allowed "method_not_allowed" 405 "Method not allowed";
    not_acceptable "not_acceptable" 406 "Not acceptable";
    request_timeout "request_timeout" 408 "The request took too long";
    idempotency_in_progress "idempotency_in_progress" 409 "A request with this key is under way";
    payload_too_large "payload_too_large" 413 "The body is too large";
    unsupported_media_type "unsupported_media_type" 415 "Unsupported media type";
    idempotency_key_reused "idempotency_key_reused" 422 "The key was used for another request";
    rate_limited "rate_limited" 429 "Too many requests";
    internal "internal" 500 "Internal error";
    unavailable "unavailable" 503 "Not available now";
}

impl Refusal {
    pub fn new(kind: ProblemKind, details: Details) -> Self {
        Self(Box::new(Inner::Problem { kind, details, headers: Vec::new() }))
    }

    /// An error response with a body of its own kind.
    pub fn answer(response: Response) -> Self {
        Self(Box::new(Inner::Answer(response)))
    }

    /// The request breaks the contract in these ways.
    pub fn invalid(violations: Vec<Violation>) -> Self {
        let detail = match violations.as_slice() {
            [_] => "The request breaks one rule of the contract.".to_owned(),
            several => format!("The request breaks {} rules of the contract.", several.len()),
        };
        Self::validation_failed(Details { detail: Some(detail), violations, ..Details::default() })
    }

    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: impl AsRef<str>) -> Self {
        if let Ok(value) = HeaderValue::from_str(value.as_ref()) {
            match self.0.as_mut() {
                Inner::Problem { headers, .. } => headers.push((name, value)),
                Inner::Answer(response) => {
                    response.headers_mut().append(name, value);
                }
            }
        }
        self
    }

    pub fn status(&self) -> StatusCode {
        match self.0.as_ref() {
            Inner::Problem { kind, .. } => {
                StatusCode::from_u16(kind.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Inner::Answer(response) => response.status(),
        }
    }

    /// The response, with the contract's own title for the code where its catalogue has it.
    pub fn render(self, catalogue: &[ProblemKind], request_id: &RequestId) -> Response {
        let status = self.status();
        let (kind, details, headers) = match *self.0 {
            Inner::Problem { kind, details, headers } => (kind, details, headers),
            Inner::Answer(response) => return response,
        };
        let title = catalogue.iter().find(|known| known.code == kind.code).map_or(kind.title, |known| known.title);
        let body = render::problem(&details, kind.code, status.as_u16(), title, &request_id.0);
        let mut response = Response::default();
        response.set_status(status);
        response.set_body(body);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = details.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        for (name, value) in headers {
            response.headers_mut().append(name, value);
        }
        response
    }
}

impl From<Unreadable> for Refusal {
    fn from(error: Unreadable) -> Self {
        match error {
            Unreadable::Malformed { fault, line, column } => {
                let what = match fault {
                    Fault::Syntax => "is not valid JSON",
                    Fault::RepeatedKey => "gives a key twice",
                    Fault::TooDeep => "is nested more than 127 levels deep",
                };
                Self::malformed_request(Details::new(format!("The body {what}, at line {line}, column {column}.")))
            }
            Unreadable::Invalid(violations) => Self::invalid(violations),
        }
    }
}
