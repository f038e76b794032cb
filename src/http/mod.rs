//! HTTP around the handlers: connections, and what every request passes on its way in and every answer on its way out.

mod body_limit;
mod client_address;
mod compression;
mod cors;
mod layer;
mod panics;
pub mod problem;
pub mod rate_limit;
mod request_id;
mod security_headers;
#[cfg(test)]
mod tests;
mod timeout;
mod trace;
mod trusted_hosts;
pub mod unreadable;

use std::sync::Arc;
use std::time::Duration;

use poem::{Endpoint, EndpointExt as _, Response};

use crate::config::{AttachmentConfig, HttpConfig};
use crate::telemetry::metrics::Metrics;
use body_limit::BodyLimit;
use client_address::ClientAddresses;
use compression::Compression;
use cors::Cors;
use layer::layered;
use panics::CatchPanics;
use problem::FrameworkErrors;
use request_id::RequestIds;
use security_headers::SecurityHeaders;
use timeout::RequestTimeout;
use trace::Tracing;

const OPERATORS_TIMEOUT: Duration = Duration::from_secs(10);

/// Around the operators' API, which is inside and has no callers to protect itself from.
#[rustfmt::skip]
pub fn inner_middleware<E>(router: E) -> impl Endpoint<Output = Response>
where
    E: Endpoint<Output = Response>,
{
    layered(RequestIds,
    layered(CatchPanics,
    layered(SecurityHeaders { strict_transport: false },
    layered(RequestTimeout { usual: OPERATORS_TIMEOUT, upload: OPERATORS_TIMEOUT },
    layered(FrameworkErrors,
    router)))))
}

/// The one order of everything around the handlers. A request meets the layers from the first line to the last, its
/// answer from the last to the first; so every answer has an id, is logged and counted, and survives a panic, whichever
/// layer gave it.
#[rustfmt::skip]
pub fn middleware<E>(
    config: &HttpConfig,
    attachments: &AttachmentConfig,
    metrics: Arc<Metrics>,
    router: E,
) -> impl Endpoint<Output = Response> + use<E>
where
    E: Endpoint<Output = Response> + 'static,
{
    layered(RequestIds,
    layered(Tracing(metrics),
    layered(CatchPanics,
    layered(ClientAddresses { proxies: config.trusted_proxies.clone(), header: config.forwarded_header },
    layered(Cors { origins: config.cors_origins.clone() },
    layered(SecurityHeaders { strict_transport: config.strict_transport_security },
    layered(config.trusted_hosts.clone(),
    layered(Compression,
    layered(BodyLimit { bytes: config.body_limit, attachment_bytes: attachments.max_bytes },
    layered(RequestTimeout { usual: config.request_timeout, upload: config.upload_timeout },
    // Once more, so that a handler's 500 passes the layers above; the outer one is for the layers' own bugs.
    layered(CatchPanics,
    layered(FrameworkErrors,
    // Authentication, roles, rate limits, Accept, parameters, body and idempotency: by the generated router, from the
    // contract, in this order. Boxed, so that its futures do not lie within those of all layers.
    router.boxed()))))))))))))
}
