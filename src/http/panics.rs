//! A panic is a bug of ours: the caller gets a 500, the log its place, and the service goes on.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use poem::{Endpoint, Request, Response};
use specwright_poem::server::Refusal;

use super::layer::Layer;
use super::problem;

/// The panic hook (`telemetry::log`) has logged it by the time it arrives here.
pub struct CatchPanics;

impl Layer for CatchPanics {
    async fn handle<E>(&self, request: Request, inside: &E) -> Response
    where
        E: Endpoint<Output = Response>,
    {
        let id = problem::request_id(&request);
        // What the handler left half-done is its own and gone; shared state is behind locks that survive poisoning.
        AssertUnwindSafe(inside.get_response(request)).catch_unwind().await.unwrap_or_else(|_| {
            problem::response(Refusal::internal, &id, "Something went wrong inside; the log has it by this id.")
        })
    }
}
