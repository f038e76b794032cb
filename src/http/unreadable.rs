//! The answer to what is no HTTP: it passes none of the layers, and looks as if it had.

use poem::Response;
use poem::http::HeaderValue;
use specwright_poem::server::{Refusal, RequestId};
use uuid::Uuid;

use super::{problem, request_id, security_headers};

pub fn answer() -> Response {
    let id = Uuid::now_v7().to_string();
    tracing::debug!(request_id = %id, "a request that cannot be read is refused");
    let id = RequestId(id.into());
    let detail = "This is not a request of HTTP/1.1, or its head is too large.";
    let mut response = problem::response(Refusal::malformed_request, &id, detail);
    security_headers::add(response.headers_mut());
    if let Ok(id) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(request_id::HEADER, id);
    }
    response
}
