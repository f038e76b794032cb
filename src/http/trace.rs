//! One log line and one count per request.
//!
//! Of the request the line holds its id, method and operation; never its headers, its query or its body, and its path
//! only at the level `debug`.

use std::sync::Arc;
use std::time::Instant;

use poem::{Endpoint, Request, Response};
use specwright_poem::server::OperationId;
use tracing::Instrument as _;

use super::layer::Layer;
use super::problem;
use crate::telemetry::metrics::Metrics;

/// What answers without an operation of the contract is called in logs and metrics.
const NO_OPERATION: OperationId = OperationId("none");

pub struct Tracing(pub Arc<Metrics>);

impl Layer for Tracing {
    async fn handle<E>(&self, request: Request, inside: &E) -> Response
    where
        E: Endpoint<Output = Response>,
    {
        let id = problem::request_id(&request);
        // An error's level: the span must be there for a warning too when only those are logged.
        let span = tracing::error_span!("request", request_id = &*id.0);
        let method = request.method().clone();
        let started = Instant::now();
        let in_flight = self.0.request_started();
        async {
            tracing::debug!(path = request.uri().path(), "request");
            let response = inside.get_response(request).await;
            let operation = response.data::<OperationId>().copied().unwrap_or(NO_OPERATION);
            let status = response.status().as_u16();
            let duration = started.elapsed();
            in_flight.finished(operation, status, duration);
            let milliseconds = duration.as_secs_f64() * 1_000.0;
            tracing::info!(%method, operation = operation.0, status, milliseconds, "answered");
            response
        }
        .instrument(span)
        .await
    }
}
