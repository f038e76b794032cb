//! The service under test, as far as tokens are concerned: the real authenticator, middleware and run-time router, with
//! two operations: one for everybody who is signed in, one for administrators.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use poem::{EndpointExt as _, Response};
use serde_json::Value;
use specwright_poem::server::{
    Admission, ApiEndpoint, Call, Guard, IdempotencyKey, IdempotencyStore, Method, Operation, Principal, Refusal,
    Requirement, Reservation, Router, Source, StoredResponse,
};
use taskboard::auth::TokenAuthenticator;
use taskboard::config::{Config, Origins, Settings};
use taskboard::http;
use taskboard::http::listener::{ConnectionLimits, Listening};
use taskboard::http::rate_limit::InProcessRateLimiter;
use taskboard::telemetry::metrics::Metrics;

pub const ISSUER: &str = "https://issuer.example";
pub const AUDIENCE: &str = "https://tasks.example";
/// For whoever is signed in.
pub const ME: &str = "/api/v1/me";
/// For administrators.
pub const USERS: &str = "/api/v1/users";

const BEARER: &[&[Requirement]] = &[&[Requirement { scheme: "bearer_auth", source: Source::Bearer, scopes: &[] }]];
static GET_ME: Operation = Operation { security: BEARER, ..Operation::new("getMe", Method::Get, ME) };
static LIST_USERS: Operation =
    Operation { security: BEARER, roles: &["admin"], ..Operation::new("listUsers", Method::Get, USERS) };

pub struct Service {
    address: String,
    client: reqwest::Client,
    _listening: Listening,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub code: String,
    pub challenge: String,
    pub text: String,
}

pub fn settings() -> Settings {
    Settings {
        listen: Some("127.0.0.1:0".into()),
        operators_listen: Some("127.0.0.1:0".into()),
        issuer: Some(ISSUER.into()),
        audience: Some(AUDIENCE.into()),
        jwks_refetch_interval: Some("1h".into()),
        ..Settings::default()
    }
}

impl Service {
    pub async fn start(settings: &Settings) -> Self {
        let config = Config::from_settings(settings, &Origins::new(None)).unwrap();
        let authenticator = TokenAuthenticator::start(&config.sign_in, None).await.unwrap();
        let mut router = Router::<()>::default();
        router.add(&GET_ME, |_service, call| Box::pin(async move { whoami(&call) }));
        router.add(&LIST_USERS, |_service, call| Box::pin(async move { whoami(&call) }));
        let api = ApiEndpoint::new(Arc::new(()), router, &[], authenticator, InProcessRateLimiter::off(), NoStore);
        let service = http::middleware(&config.http, &config.attachments, Metrics::new(), api.map_to_response());
        let limits = ConnectionLimits { header_timeout: Duration::from_secs(5), stop_timeout: Duration::from_secs(1) };
        let listening = Listening::start(config.listen, service, limits).await.unwrap();
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            address: listening.address.to_string(),
            client: reqwest::Client::builder().tls_certs_only([]).build().unwrap(),
            _listening: listening,
        }
    }

    pub async fn get(&self, path: &str, token: Option<&str>) -> Answer {
        let mut request = self.client.get(format!("http://{}{path}", self.address));
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let challenge = response.headers().get("www-authenticate").map(|value| value.to_str().unwrap().to_owned());
        assert!(response.headers().contains_key("x-request-id"));
        let text = response.text().await.unwrap();
        let problem: Value = serde_json::from_str(&text).unwrap_or_default();
        let code = problem["code"].as_str().unwrap_or_default().to_owned();
        Answer { status, code, challenge: challenge.unwrap_or_default(), text }
    }

    /// The status for a token at the operation that everybody may call.
    pub async fn status(&self, token: &str) -> u16 {
        self.get(ME, Some(token)).await.status
    }
}

/// As the generator makes them.
struct SignedIn(Principal);

impl From<Admission> for SignedIn {
    fn from(admission: Admission) -> Self {
        Self(admission.into_principal())
    }
}

impl Guard for SignedIn {
    fn principal(&self) -> &Principal {
        &self.0
    }
}

fn whoami(call: &Call) -> Result<Response, Refusal> {
    let caller = call.required_guard::<SignedIn>()?;
    Ok(Response::from(format!("{} {:?}", caller.principal().subject, caller.principal().roles)))
}

/// Neither operation repeats an answer.
struct NoStore;

impl IdempotencyStore for NoStore {
    type Error = Infallible;

    async fn reserve(&self, _: &IdempotencyKey, _: &[u8; 32], _: Duration) -> Result<Reservation, Infallible> {
        Ok(Reservation::New)
    }

    async fn complete(&self, _: &IdempotencyKey, _: &StoredResponse) -> Result<(), Infallible> {
        Ok(())
    }

    async fn release(&self, _: &IdempotencyKey) -> Result<(), Infallible> {
        Ok(())
    }
}
