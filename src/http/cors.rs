//! Which other origins' pages may call this API from a browser (Fetch standard, CORS protocol).
//!
//! Not poem's: it refuses every origin that is not listed with a 403, the service's own pages among them.

use poem::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use poem::{Endpoint, Request, Response};

use super::layer::Layer;

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE");
const REQUEST_HEADERS: HeaderValue = HeaderValue::from_static(
    "accept, authorization, content-type, idempotency-key, if-match, if-none-match, x-request-id",
);
const RESPONSE_HEADERS: HeaderValue = HeaderValue::from_static(
    "allow, content-disposition, deprecation, etag, link, location, ratelimit, ratelimit-policy, retry-after, \
     sunset, www-authenticate, x-request-id",
);
const MAX_AGE: HeaderValue = HeaderValue::from_static("7200");

/// Callers sign in by a header that they set themselves, so credentials (cookies) are never allowed.
pub struct Cors {
    pub origins: Vec<String>,
}

impl Layer for Cors {
    async fn handle<E>(&self, request: Request, inside: &E) -> Response
    where
        E: Endpoint<Output = Response>,
    {
        if self.origins.is_empty() {
            return inside.get_response(request).await;
        }
        let origin = request.headers().get(header::ORIGIN).filter(|origin| self.allows(origin)).cloned();
        let preflight = request.method() == Method::OPTIONS
            && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        let mut response = if preflight && origin.is_some() {
            let mut response = Response::builder().status(StatusCode::NO_CONTENT).finish();
            let headers = response.headers_mut();
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS);
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
            response
        } else {
            inside.get_response(request).await
        };
        let headers = response.headers_mut();
        if let Some(origin) = origin {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, RESPONSE_HEADERS);
        }
        vary(headers, &header::ORIGIN);
        response
    }
}

impl Cors {
    fn allows(&self, origin: &HeaderValue) -> bool {
        self.origins.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes())
    }
}

/// Says that the answer depends on this header of the request.
pub fn vary(headers: &mut HeaderMap, name: &HeaderName) {
    headers.append(header::VARY, HeaderValue::from_name(name.clone()));
}
