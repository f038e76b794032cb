//! All layers together, around handlers that misbehave in every way.

use std::sync::Arc;
use std::time::Duration;

use poem::http::{Method, StatusCode};
use poem::{Body, Endpoint, EndpointExt as _, Request, Response, Route};
use serde_json::Value;
use specwright_poem::server::RequestId;

use crate::config::{Config, Origins, Settings};
use crate::http::{middleware, unreadable};
use crate::telemetry::metrics::{Metrics, PoolGauges};

#[allow(clippy::needless_pass_by_value)] // settings are made for one service
fn service(settings: Settings) -> (impl Endpoint<Output = Response>, Arc<Metrics>) {
    let config = Config::from_settings(&settings, &Origins::new(None)).unwrap();
    let metrics = Metrics::new();
    let routes = Route::new()
        .at("/fine", poem::endpoint::make_sync(|_| Response::from("fine")))
        .at("/large", poem::endpoint::make_sync(|_| Response::from("x".repeat(5_000)).set_content_type("text/plain")))
        .at("/panics", poem::endpoint::make_sync(panics))
        .at("/sleeps", poem::endpoint::make(|_| async { tokio::time::sleep(Duration::from_mins(1)).await }))
        .at("/get", poem::get(poem::endpoint::make_sync(|_| "got")))
        .at(
            "/reads",
            poem::endpoint::make(|mut request: Request| async move {
                let body = request.take_body().into_bytes().await?;
                Ok::<_, poem::Error>(body.len().to_string())
            }),
        );
    (middleware(&config.http, &config.attachments, metrics.clone(), routes.map_to_response()), metrics)
}

fn panics(_request: Request) -> Response {
    panic!("secret of the handler")
}

fn request(method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Request {
    let mut builder = Request::builder().method(method).uri_str(path).header("host", "localhost:8080");
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    builder.body(body)
}

async fn get(service: &impl Endpoint<Output = Response>, path: &str, headers: &[(&str, &str)]) -> Response {
    service.get_response(request(Method::GET, path, headers, Body::empty())).await
}

/// The problem in an answer, having checked what holds of every answer.
async fn problem(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    let id = response.header("x-request-id").unwrap().to_owned();
    assert_eq!(response.header("content-type"), Some("application/problem+json"));
    assert_eq!(response.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(response.header("cache-control"), Some("no-store"));
    let problem: Value = serde_json::from_str(&response.into_body().into_string().await.unwrap()).unwrap();
    assert_eq!(problem["request_id"], id.as_str());
    assert_eq!(problem["status"], status);
    assert!(!problem.to_string().contains("secret"));
    (status, problem["code"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn every_failure_is_a_problem_with_the_requests_id() {
    let (service, metrics) = service(Settings { request_timeout: Some("50ms".into()), ..Settings::default() });
    for (path, status, code) in
        [("/panics", 500, "internal"), ("/sleeps", 408, "request_timeout"), ("/nowhere", 404, "not_found")]
    {
        assert_eq!(problem(get(&service, path, &[]).await).await, (status, code.to_owned()), "{path}");
    }
    let posted = service.get_response(request(Method::POST, "/get", &[], Body::empty())).await;
    assert_eq!(problem(posted).await, (405, "method_not_allowed".to_owned()));
    let host = service.get_response(Request::builder().uri_str("/fine").header("host", "evil.example").finish()).await;
    assert_eq!(problem(host).await, (400, "malformed_request".to_owned()));
    let text = metrics.render(PoolGauges::default());
    assert!(text.contains("in_flight 0"), "{text}");
    assert!(text.contains(r#"requests_total{operation="none",status="500"} 1"#), "{text}");
}

#[tokio::test]
async fn ids_are_taken_when_they_are_sane() {
    let (service, _) = service(Settings::default());
    let id = |given: &'static str| {
        let service = &service;
        async move { get(service, "/fine", &[("x-request-id", given)]).await.header("x-request-id").unwrap().to_owned() }
    };
    assert_eq!(id("trace-0123456789").await, "trace-0123456789");
    assert_ne!(id("no good because of blanks").await, "no good because of blanks");
    assert_ne!(id("no good because of blanks").await, id("no good because of blanks").await);
}

#[tokio::test]
async fn bodies_are_bounded_with_and_without_a_length() {
    let (service, _) = service(Settings {
        body_limit: Some("1000".into()),
        attachment_limit: Some("2000".into()),
        ..Settings::default()
    });
    let send = |headers: &'static [(&'static str, &'static str)], size: usize| {
        let chunks = vec![Ok::<_, std::io::Error>(vec![b'x'; size / 2]), Ok(vec![b'x'; size - size / 2])];
        let body = Body::from_bytes_stream(futures_util::stream::iter(chunks));
        service.get_response(request(Method::POST, "/reads", headers, body))
    };
    assert_eq!(send(&[], 1_000).await.into_body().into_string().await.unwrap(), "1000");
    assert_eq!(problem(send(&[], 1_001).await).await, (413, "payload_too_large".to_owned()));
    assert_eq!(problem(send(&[("content-length", "1001")], 0).await).await.0, 413);
    // Uploads have a limit of their own, with room for what surrounds the file.
    let upload = &[("content-type", "Multipart/form-data; boundary=x")];
    assert_eq!(send(upload, 60_000).await.status(), StatusCode::OK);
    assert_eq!(problem(send(upload, 70_000).await).await.0, 413);
}

#[tokio::test]
async fn answers_are_compressed_where_it_helps() {
    let (service, _) = service(Settings::default());
    let coding = |path: &'static str, accept: &'static str| {
        let service = &service;
        async move {
            let response = get(service, path, &[("accept-encoding", accept)]).await;
            response.header("content-encoding").map(str::to_owned)
        }
    };
    assert_eq!(coding("/large", "gzip").await.as_deref(), Some("gzip"));
    assert_eq!(coding("/large", "gzip, deflate, br, zstd").await.as_deref(), Some("zstd"));
    assert_eq!(coding("/large", "identity").await, None);
    assert_eq!(coding("/fine", "gzip").await, None, "too small");
    assert_eq!(get(&service, "/large", &[]).await.header("vary"), Some("accept-encoding"));
    let compressed = request(Method::POST, "/reads", &[("content-encoding", "gzip")], Body::from("x"));
    assert_eq!(problem(service.get_response(compressed).await).await.0, 415);
}

#[tokio::test]
async fn only_listed_origins_may_call_from_a_browser() {
    let origins = Settings { cors_origins: Some("https://app.example.com".into()), ..Settings::default() };
    let (service, _) = service(origins);
    let allowed = |response: &Response| response.header("access-control-allow-origin").map(str::to_owned);
    let own = get(&service, "/fine", &[("origin", "https://app.example.com")]).await;
    assert_eq!(allowed(&own).as_deref(), Some("https://app.example.com"));
    assert!(own.header("access-control-expose-headers").unwrap().contains("etag"));
    assert_eq!(own.header("access-control-allow-credentials"), None);
    let other = get(&service, "/fine", &[("origin", "https://evil.example")]).await;
    assert_eq!((other.status(), allowed(&other)), (StatusCode::OK, None));
    assert_eq!(other.header("vary"), Some("origin"));
    // A failure can be read by the page too.
    let failed = get(&service, "/nowhere", &[("origin", "https://app.example.com")]).await;
    assert!(failed.status() == StatusCode::NOT_FOUND && allowed(&failed).is_some());
    let preflight = |origin: &'static str| {
        let headers = [("origin", origin), ("access-control-request-method", "PATCH")];
        service.get_response(request(Method::OPTIONS, "/get", &headers, Body::empty()))
    };
    let answer = preflight("https://app.example.com").await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert!(answer.header("access-control-allow-methods").unwrap().contains("PATCH"));
    assert!(answer.header("access-control-allow-headers").unwrap().contains("authorization"));
    assert_eq!(allowed(&preflight("https://evil.example").await), None);
}

#[tokio::test]
async fn https_is_demanded_in_production_only() {
    let (development, _) = service(Settings::default());
    assert_eq!(get(&development, "/fine", &[]).await.header("strict-transport-security"), None);
    let (production, _) = service(Settings {
        profile: Some("production".into()),
        issuer: Some("https://issuer.example".into()),
        audience: Some("tasks".into()),
        jwks_url: Some("https://issuer.example/jwks".into()),
        ..Settings::default()
    });
    assert!(get(&production, "/fine", &[]).await.header("strict-transport-security").is_some());
}

#[tokio::test]
async fn what_is_no_request_is_answered_as_all_is() {
    assert_eq!(
        problem(unreadable::answer(&RequestId("an-id-of-its-own".into()))).await,
        (400, "malformed_request".to_owned())
    );
}
