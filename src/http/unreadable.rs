//! The answer to what is no HTTP: it passes none of the layers, and looks as if it had.

use poem::Response;
use poem::http::HeaderValue;
use specwright_poem::server::listener::NO_REQUEST;
use specwright_poem::server::{Refusal, RequestId};

use super::{problem, request_id, security_headers};

pub fn answer(id: &RequestId) -> Response {
    let mut response = problem::response(Refusal::malformed_request, id, NO_REQUEST);
    security_headers::add(response.headers_mut());
    if let Ok(id) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(request_id::HEADER, id);
    }
    response
}
