//! The client's goldens, compiled and used: what goes over the wire, and what comes back as which type.
//!
//! This file stands in for the generated `lib.rs`, and for the `api` package whose types the client uses.

// As the generated `lib.rs` has it.
#![allow(clippy::result_large_err)]

extern crate self as tricky_api;

/// What `generated/api` would hold for the tricky contract.
pub mod types {
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    pub struct Thing {
        #[serde(skip_serializing_if = "Option::is_none")]
        pub name: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub tags: Option<Vec<String>>,
    }

    pub type ThingInput = Thing;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct Problem {
        pub title: String,
    }

    #[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Status {
        Open,
        Done,
    }
}

#[path = "client/tricky/src/client.rs"]
#[rustfmt::skip]
#[allow(dead_code, unused_imports, unused_qualifications, clippy::all, clippy::pedantic)]
mod client;
#[path = "client/tricky/src/connection.rs"]
#[rustfmt::skip]
#[allow(clippy::pedantic)]
mod connection;
#[path = "client/tricky/src/special.rs"]
#[rustfmt::skip]
#[allow(dead_code, clippy::pedantic)]
pub mod special;
#[path = "client/tricky/src/wire.rs"]
#[allow(dead_code)]
#[rustfmt::skip]
mod wire;

#[path = "client/one_answer.rs"]
mod one_answer;

use client::{Client, Error};
use one_answer::{Exchange, exchange, provide_tls};
use serde_json::json;
use types::{Status, Thing};

const THING: &str = r#"{"name":"n"}"#;

fn thing() -> Thing {
    Thing { name: Some("n".to_owned()), tags: Some(vec!["a".to_owned(), "b".to_owned()]) }
}

#[tokio::test]
async fn a_token_and_repeated_parameters() {
    let Exchange { request, answer } = exchange("200 OK", "application/json", "[]", async |client: Client| {
        client.list_things().status(vec![Status::Open, Status::Done]).limit(5).send().await
    })
    .await;
    assert_eq!(request.line, "GET /api/v1/things?limit=5&status=open&status=done HTTP/1.1");
    assert_eq!(request.header("authorization"), Some("Bearer secret"));
    assert_eq!(answer.expect("a list").into_inner(), []);
}

#[tokio::test]
async fn an_undeclared_failure_keeps_its_status() {
    let Exchange { answer, .. } = exchange("502 Bad Gateway", "text/html", "<p>", async |client: Client| {
        client.get_thing().thing_id(uuid::Uuid::nil()).if_none_match("\"1\"").send().await
    })
    .await;
    let error = answer.expect_err("a failure");
    assert!(matches!(error, Error::UnexpectedResponse(_)), "{error:?}");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(502));
}

#[tokio::test]
async fn merge_patch_and_vendor_media_types_are_named() {
    let Exchange { request, answer } =
        exchange("404 Not Found", "application/problem+json", r#"{"title":"t"}"#, async |client: Client| {
            client.update_thing().thing_id(uuid::Uuid::nil()).body(thing()).send().await
        })
        .await;
    assert_eq!(request.header("content-type"), Some("application/merge-patch+json"));
    assert_eq!(request.header("accept"), Some("application/vnd.tricky.thing+json"));
    match answer.expect_err("a failure") {
        Error::ErrorResponse(problem) => assert_eq!(problem.title, "t"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_multipart_body_has_every_part() {
    let Exchange { request, answer } = exchange("201 Created", "application/json", THING, async |client: Client| {
        let file = special::Part::bytes(b"octets".to_vec()).file_name("a.txt").mime_str("text/plain")?;
        client
            .upload()
            .file(file)
            .caption("A caption")
            .labels(vec!["x".to_owned(), "y".to_owned()])
            .details(json!({"width": 5}))
            .send()
            .await
    })
    .await;
    let body = request.body;
    for part in [
        "name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\noctets\r\n",
        "name=\"caption\"\r\n\r\nA caption\r\n",
        "name=\"labels\"\r\n\r\nx\r\n",
        "name=\"labels\"\r\n\r\ny\r\n",
        "name=\"details\"\r\nContent-Type: application/json\r\n\r\n{\"width\":5}\r\n",
    ] {
        assert!(body.contains(part), "{part}\nis not in\n{body}");
    }
    assert!(!body.contains("previews"));
    assert_eq!(answer.expect("a thing").name.as_deref(), Some("n"));
}

#[tokio::test]
async fn successes_by_status() {
    let ok = exchange("200 OK", "application/json", THING, async |client: Client| {
        client.put_things().body(thing()).send().await
    });
    assert!(matches!(ok.await.answer.expect("a success").into_inner(), special::PutThingsSuccess::Ok(_)));
    let empty =
        exchange("204 No Content", "", "", async |client: Client| client.put_things().body(thing()).send().await);
    assert!(matches!(empty.await.answer.expect("a success").into_inner(), special::PutThingsSuccess::NoContent));
}

#[tokio::test]
async fn failures_by_status() {
    let Exchange { answer, .. } = exchange("409 Conflict", "application/json", THING, async |client: Client| {
        client.different_failures().send().await
    })
    .await;
    match answer.expect_err("a failure") {
        Error::ErrorResponse(failure) => match failure.into_inner() {
            special::DifferentFailuresFailure::Conflict(thing) => assert_eq!(thing.name.as_deref(), Some("n")),
            special::DifferentFailuresFailure::NotFound(problem) => panic!("{problem:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn cookies_and_styles() {
    let Exchange { request, answer } = exchange("204 No Content", "", "", async |client: Client| {
        client
            .cookies_and_styles()
            .session("a;b c")
            .filter(json!({"a": "x", "b": 2}))
            .ids(vec![1, 2])
            .piped(vec!["p".to_owned(), "q".to_owned()])
            .x_list(vec!["l".to_owned(), "m".to_owned()])
            .where_(json!({"k": [1]}))
            .send()
            .await
    })
    .await;
    answer.expect("a success");
    assert_eq!(request.header("cookie"), Some("session=a%3Bb%20c"));
    assert_eq!(request.header("x-list"), Some("l,m"));
    assert_eq!(
        request.line,
        "POST /api/v1/parameters?filter%5Ba%5D=x&filter%5Bb%5D=2&ids=1%2C2&piped=p%7Cq&where=%7B%22k%22%3A%5B1%5D%7D HTTP/1.1"
    );
}

#[tokio::test]
async fn paths_in_styles() {
    let Exchange { request, .. } = exchange("204 No Content", "", "", async |client: Client| {
        client.matrix().list(vec!["a".to_owned(), "b/c".to_owned()]).label("x y").send().await
    })
    .await;
    assert_eq!(request.line, "GET /api/v1/matrix/;list=a;list=b%2Fc/.x%20y HTTP/1.1");
}

#[tokio::test]
async fn an_optional_body_may_be_left_out() {
    let without = exchange("204 No Content", "", "", async |client: Client| client.optional_body().send().await).await;
    assert_eq!((without.request.header("content-type"), without.request.body.as_str()), (None, ""));
    let with =
        exchange("204 No Content", "", "", async |client: Client| client.optional_body().body(thing()).send().await);
    assert_eq!(with.await.request.body, r#"{"name":"n","tags":["a","b"]}"#);
}

#[tokio::test]
async fn a_form_repeats_a_list() {
    let Exchange { request, .. } =
        exchange("204 No Content", "", "", async |client: Client| client.nested_form().body(thing()).send().await)
            .await;
    assert_eq!(request.body, "name=n&tags=a&tags=b");
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
}

#[tokio::test]
async fn what_is_required_and_missing_is_an_error_before_anything_is_sent() {
    provide_tls();
    let client = Client::with_bearer("http://127.0.0.1:9", "secret").expect("a client");
    let error = client.upload().send().await.expect_err("no file");
    assert!(matches!(&error, Error::InvalidRequest(text) if text == "file was not initialized"), "{error:?}");
    assert!(Client::with_bearer("http://127.0.0.1:9", "line\nbreak").is_err());
}
