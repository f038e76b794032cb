//! No request takes for ever: one that did not arrive or was not answered in time is given up, and what it was doing is
//! dropped (a transaction under way is rolled back).

use std::time::Duration;

use poem::{Endpoint, Request, Response};
use specwright_poem::server::Refusal;

use super::body_limit::is_upload;
use super::layer::Layer;
use super::problem;

pub struct RequestTimeout {
    pub usual: Duration,
    pub upload: Duration,
}

impl Layer for RequestTimeout {
    async fn handle<E>(&self, request: Request, inside: &E) -> Response
    where
        E: Endpoint<Output = Response>,
    {
        let id = problem::request_id(&request);
        let limit = if is_upload(&request) { self.upload } else { self.usual };
        let answer = tokio::time::timeout(limit, inside.get_response(request)).await;
        answer.unwrap_or_else(|_| {
            let detail = format!("The request was not complete or not answered within {limit:?}.");
            problem::response(Refusal::request_timeout, &id, detail)
        })
    }
}
