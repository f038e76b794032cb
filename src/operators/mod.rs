//! The operators' own API: is it alive, is it ready, what is it, how is it doing. Code first, with poem-openapi, and on a
//! listener of its own, so that none of it is reachable from where callers are.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::BoxFuture;
use poem::{Endpoint, EndpointExt as _, Response, Route};
use poem_openapi::payload::{Json, PlainText};
use poem_openapi::{ApiResponse, Object, OpenApi, OpenApiService};

use crate::telemetry::metrics::{Metrics, PoolGauges};

/// What the service stands on, as far as operators need to know.
pub trait Foundation: Send + Sync + 'static {
    /// Whether the database answers. The error is for the operator.
    fn check(&self) -> BoxFuture<'_, Result<(), String>>;
    fn pool(&self) -> PoolGauges;
    /// `sqlite` or `postgresql`.
    fn kind(&self) -> &'static str;
}

/// Whether new requests are welcome; shared with whoever stops the service.
#[derive(Clone, Default)]
pub struct Stopping(Arc<AtomicBool>);

impl Stopping {
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The operators' API as an endpoint, with its own document at `/openapi.json`.
pub fn endpoint(
    foundation: impl Foundation,
    metrics: Arc<Metrics>,
    stopping: Stopping,
    contract_version: String,
) -> impl Endpoint<Output = Response> {
    let operators = Operators { foundation: Box::new(foundation), metrics, stopping, contract_version };
    let service = OpenApiService::new(operators, "Taskboard, for operators", env!("CARGO_PKG_VERSION"))
        .description("Health, build information and metrics. Not for callers: keep this listener inside.");
    let document = service.spec_endpoint();
    Route::new().at("/openapi.json", document).nest("/", service).map_to_response()
}

struct Operators {
    foundation: Box<dyn Foundation>,
    metrics: Arc<Metrics>,
    stopping: Stopping,
    contract_version: String,
}

/// A state in one word.
#[derive(Object)]
struct State {
    status: String,
    /// What is missing, when something is.
    #[oai(skip_serializing_if_is_none)]
    reason: Option<String>,
}

#[derive(ApiResponse)]
enum Readiness {
    /// Requests are answered.
    #[oai(status = 200)]
    Ready(Json<State>),
    /// Requests would fail, or are no longer welcome: send them elsewhere.
    #[oai(status = 503)]
    NotReady(Json<State>),
}

/// What is running.
#[derive(Object)]
struct Build {
    name: String,
    version: String,
    /// The commit it was built from, when the build was told (`TASKBOARD_COMMIT`).
    #[oai(skip_serializing_if_is_none)]
    commit: Option<String>,
    /// `info.version` of the contract it serves.
    contract_version: String,
    database: String,
}

#[expect(clippy::unused_async, reason = "poem-openapi takes asynchronous methods only")]
#[OpenApi]
impl Operators {
    /// Whether the process answers at all. If not, restart it.
    #[oai(path = "/live", method = "get")]
    async fn live(&self) -> Json<State> {
        Json(State { status: "live".to_owned(), reason: None })
    }

    /// Whether requests should be sent here: the database answers and the service is not stopping.
    #[oai(path = "/ready", method = "get")]
    async fn ready(&self) -> Readiness {
        let not_ready =
            |reason| Readiness::NotReady(Json(State { status: "not_ready".to_owned(), reason: Some(reason) }));
        if self.stopping.0.load(Ordering::Relaxed) {
            return not_ready("The service is stopping.".to_owned());
        }
        match self.foundation.check().await {
            Ok(()) => Readiness::Ready(Json(State { status: "ready".to_owned(), reason: None })),
            Err(reason) => not_ready(reason),
        }
    }

    /// What is running.
    #[oai(path = "/build", method = "get")]
    async fn build(&self) -> Json<Build> {
        Json(Build {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            commit: option_env!("TASKBOARD_COMMIT").map(str::to_owned),
            contract_version: self.contract_version.clone(),
            database: self.foundation.kind().to_owned(),
        })
    }

    /// Counts and durations, in the text format of Prometheus.
    #[oai(path = "/metrics", method = "get")]
    async fn metrics(&self) -> PlainText<String> {
        PlainText(self.metrics.render(self.foundation.pool()))
    }
}

#[cfg(test)]
mod tests {
    use poem::Request;

    use super::*;

    struct Fake(Result<(), String>);

    impl Foundation for Fake {
        fn check(&self) -> BoxFuture<'_, Result<(), String>> {
            Box::pin(async { self.0.clone() })
        }

        fn pool(&self) -> PoolGauges {
            PoolGauges { idle: 3, used: 1 }
        }

        fn kind(&self) -> &'static str {
            "sqlite"
        }
    }

    fn operators(database: Result<(), String>, stopping: Stopping) -> impl Endpoint<Output = Response> {
        endpoint(Fake(database), Metrics::new(), stopping, "1.2.3".to_owned())
    }

    async fn get(endpoint: &impl Endpoint<Output = Response>, path: &str) -> (u16, String) {
        let response = endpoint.get_response(Request::builder().uri_str(path).finish()).await;
        (response.status().as_u16(), response.into_body().into_string().await.unwrap())
    }

    #[tokio::test]
    async fn ready_only_while_the_database_answers_and_nobody_stops_it() {
        let stopping = Stopping::default();
        let good = operators(Ok(()), stopping.clone());
        assert_eq!(get(&good, "/ready").await.0, 200);
        stopping.set();
        assert_eq!(get(&good, "/ready").await.0, 503);
        assert_eq!(get(&good, "/live").await.0, 200);
        let bad = operators(Err("no answer".to_owned()), Stopping::default());
        assert_eq!(get(&bad, "/ready").await, (503, r#"{"status":"not_ready","reason":"no answer"}"#.to_owned()));
        assert_eq!(get(&bad, "/live").await, (200, r#"{"status":"live"}"#.to_owned()));
    }

    #[tokio::test]
    async fn everything_else_is_there() {
        let operators = operators(Ok(()), Stopping::default());
        let (_, build) = get(&operators, "/build").await;
        assert!(build.contains(r#""contract_version":"1.2.3""#) && !build.contains("null"), "{build}");
        let (_, metrics) = get(&operators, "/metrics").await;
        assert!(metrics.contains(r#"taskboard_database_connections{state="idle"} 3"#), "{metrics}");
        let (_, document) = get(&operators, "/openapi.json").await;
        for path in ["/live", "/ready", "/build", "/metrics"] {
            assert!(document.contains(&format!("\"{path}\"")), "{path}");
        }
        assert_eq!(get(&operators, "/nothing").await.0, 404);
    }
}
