//! The problems that the middleware itself answers with: the run time's [`Refusal`]s, in the contract's envelope and
//! with the contract's titles.

use poem::http::{StatusCode, header};
use poem::{Endpoint, Request, Response};
use specwright_poem::problem::Details;
use specwright_poem::server::{ProblemKind, Refusal, RequestId};

use super::layer::Layer;

/// Titles are the contract's.
const CATALOGUE: &[ProblemKind] = taskboard_api::codes::ALL;

/// The request's id, for the problem that answers it. Taken before the request is given away.
pub fn request_id(request: &Request) -> RequestId {
    request.data::<RequestId>().cloned().unwrap_or_else(|| RequestId("".into()))
}

/// `detail` is for people and tells nothing inward.
pub fn response(refusal: fn(Details) -> Refusal, id: &RequestId, detail: impl Into<String>) -> Response {
    refusal(Details::new(detail)).render(CATALOGUE, id)
}

/// Innermost layer: errors of the framework, which have their own texts, become problems; then there are only answers.
pub struct FrameworkErrors;

impl Layer for FrameworkErrors {
    async fn handle<E>(&self, request: Request, inside: &E) -> Response
    where
        E: Endpoint<Output = Response>,
    {
        let id = request_id(&request);
        match inside.call(request).await {
            Ok(response) => response,
            Err(error) => {
                let status = error.status();
                if status.is_server_error() {
                    tracing::error!(%error, "a request failed");
                } else {
                    tracing::debug!(%error, "the framework refused a request");
                }
                let (refusal, detail) = by_status(status);
                let mut answer = response(refusal, &id, detail);
                // What the framework says in headers (`Allow`, `WWW-Authenticate`) stays true.
                for (name, value) in error.into_response().headers() {
                    if !matches!(*name, header::CONTENT_TYPE | header::CONTENT_LENGTH) {
                        answer.headers_mut().append(name, value.clone());
                    }
                }
                answer
            }
        }
    }
}

/// What a bare status means in the contract's words.
fn by_status(status: StatusCode) -> (fn(Details) -> Refusal, &'static str) {
    match status {
        StatusCode::UNAUTHORIZED => (Refusal::unauthenticated, "Sign in to do this."),
        StatusCode::FORBIDDEN => (Refusal::forbidden, "The caller may not do this."),
        StatusCode::NOT_FOUND => (Refusal::not_found, "There is nothing at this path."),
        StatusCode::METHOD_NOT_ALLOWED => (Refusal::method_not_allowed, "This path does not have this method."),
        StatusCode::NOT_ACCEPTABLE => (Refusal::not_acceptable, "No media type of the answer is accepted."),
        StatusCode::REQUEST_TIMEOUT => (Refusal::request_timeout, "The request took too long."),
        StatusCode::PAYLOAD_TOO_LARGE => (Refusal::payload_too_large, "The body is too large."),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => (Refusal::unsupported_media_type, "The body is of another kind."),
        StatusCode::SERVICE_UNAVAILABLE => (Refusal::unavailable, "This cannot be done now."),
        other if other.is_client_error() => (Refusal::malformed_request, "The request cannot be read."),
        _ => (Refusal::internal, "Something went wrong inside; the log has it by this id."),
    }
}
