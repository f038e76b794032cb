//! What is counted, in the text format of Prometheus.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64};
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use specwright_poem::server::OperationId;

/// From half a millisecond to ten seconds.
const BUCKETS: [f64; 14] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answer {
    operation: &'static str,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Operation {
    operation: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ConnectionState {
    state: &'static str,
}

/// How the database's connections are doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PoolGauges {
    pub idle: i64,
    pub used: i64,
}

/// Made once per service; the labels are the contract's operations, so their number is bounded.
pub struct Metrics {
    registry: Registry,
    requests: Family<Answer, Counter<u64, AtomicU64>>,
    durations: Family<Operation, Histogram, fn() -> Histogram>,
    in_flight: Gauge<i64, AtomicI64>,
    connections: Family<ConnectionState, Gauge<i64, AtomicI64>>,
}

impl Metrics {
    pub fn new() -> Arc<Self> {
        let mut registry = Registry::with_prefix("taskboard");
        let requests = Family::default();
        registry.register("http_requests", "Requests answered, by operation and status", requests.clone());
        let durations = Family::new_with_constructor((|| Histogram::new(BUCKETS)) as fn() -> Histogram);
        registry.register_with_unit(
            "http_request_duration",
            "From a request's head to its answer's, by operation",
            Unit::Seconds,
            durations.clone(),
        );
        let in_flight = Gauge::default();
        registry.register("http_requests_in_flight", "Requests not answered yet", in_flight.clone());
        let connections = Family::default();
        registry.register("database_connections", "Connections of the database's pool, by state", connections.clone());
        Arc::new(Self { registry, requests, durations, in_flight, connections })
    }

    /// Counts a request until the returned value is finished or dropped.
    pub fn request_started(self: &Arc<Self>) -> InFlight {
        self.in_flight.inc();
        InFlight(self.clone())
    }

    /// Everything, as Prometheus reads it.
    pub fn render(&self, pool: PoolGauges) -> String {
        self.connections.get_or_create(&ConnectionState { state: "idle" }).set(pool.idle);
        self.connections.get_or_create(&ConnectionState { state: "used" }).set(pool.used);
        let mut text = String::new();
        // Writing to a text cannot fail.
        let _ = text::encode(&mut text, &self.registry);
        text
    }
}

/// A request under way. Dropping it, as when the caller goes away, ends it without an answer.
pub struct InFlight(Arc<Metrics>);

impl InFlight {
    pub fn finished(self, operation: OperationId, status: u16, duration: Duration) {
        let operation = operation.0;
        self.0.requests.get_or_create(&Answer { operation, status }).inc();
        self.0.durations.get_or_create(&Operation { operation }).observe(duration.as_secs_f64());
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.in_flight.dec();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted() {
        let metrics = Metrics::new();
        let first = metrics.request_started();
        let second = metrics.request_started();
        first.finished(OperationId("getTask"), 200, Duration::from_millis(3));
        let text = metrics.render(PoolGauges { idle: 2, used: 1 });
        for line in [
            r#"taskboard_http_requests_total{operation="getTask",status="200"} 1"#,
            r#"taskboard_http_request_duration_seconds_count{operation="getTask"} 1"#,
            "taskboard_http_requests_in_flight 1",
            r#"taskboard_database_connections{state="idle"} 2"#,
        ] {
            assert!(text.contains(line), "{line} in\n{text}");
        }
        drop(second);
        assert!(metrics.render(PoolGauges::default()).contains("taskboard_http_requests_in_flight 0"));
    }
}
