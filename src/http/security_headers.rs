//! What browsers are told not to do with our answers. A handler's own header wins.

use poem::http::{HeaderMap, HeaderName, HeaderValue, header};
use poem::{Endpoint, Request, Response};

use super::layer::Layer;

const DEFAULTS: [(HeaderName, HeaderValue); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    // Data is not a page: should a browser show it as one, it may load and run nothing.
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    ),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    // Every answer may be somebody's own.
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
];
const STRICT_TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=31536000");

pub struct SecurityHeaders {
    pub strict_transport: bool,
}

/// What holds of every answer.
pub fn add(headers: &mut HeaderMap) {
    for (name, value) in DEFAULTS {
        headers.entry(name).or_insert(value);
    }
}

impl Layer for SecurityHeaders {
    async fn handle<E>(&self, request: Request, inside: &E) -> Response
    where
        E: Endpoint<Output = Response>,
    {
        let mut response = inside.get_response(request).await;
        let headers = response.headers_mut();
        add(headers);
        if self.strict_transport {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT);
        }
        response
    }
}
