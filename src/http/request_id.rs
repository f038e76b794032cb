//! Every request has an id: in the log, in problems, and in a header of every answer.

use std::sync::Arc;

use poem::http::{HeaderName, HeaderValue};
use poem::{Endpoint, Request, Response};
use specwright_poem::server::RequestId;
use uuid::Uuid;

use super::layer::Layer;

pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Takes a sane id from the caller, so that a request can be followed through several services, or makes one.
pub struct RequestIds;

impl Layer for RequestIds {
    async fn handle<E>(&self, mut request: Request, inside: &E) -> Response
    where
        E: Endpoint<Output = Response>,
    {
        let given = request.headers().get(HEADER).and_then(|value| value.to_str().ok()).filter(|id| is_sane(id));
        let id: Arc<str> = given.map_or_else(|| Uuid::now_v7().to_string().into(), Into::into);
        request.set_data(RequestId(id.clone()));
        let mut response = inside.get_response(request).await;
        // Sane ids and UUIDs are always header values.
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(HEADER, value);
        }
        response
    }
}

/// Short, and nothing that could forge a log line or a header.
fn is_sane(id: &str) -> bool {
    (8..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_short_and_plain() {
        assert!(is_sane("0197c1a2-7b0c-7f00-8000-000000000001"));
        for wrong in ["", "short", "with blank in it", "quote\"quote", "line\nbreak", "ünïcödé-id", &"x".repeat(65)]
        {
            assert!(!is_sane(wrong), "{wrong}");
        }
    }
}
