//! The client of a contract of OpenAPI 3.2, compiled and used: streams of items, events, encodings of forms, methods and
//! servers that are out of the common. What goes over the wire is compared octet by octet.
//!
//! This file stands in for the generated `lib.rs`, and for the `api` package whose types the client uses.

// As the generated `lib.rs` has it.
#![allow(clippy::result_large_err)]

extern crate self as modern_api;

/// What `generated/api` would hold for the modern contract.
pub mod types {
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    pub struct Thing {
        #[serde(skip_serializing_if = "Option::is_none")]
        pub name: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        pub tags: Option<Vec<String>>,
    }

    #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    pub struct Nested {
        pub deep: serde_json::Value,
        pub piped: Vec<String>,
        pub json: Vec<i64>,
        pub plain: Vec<String>,
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub struct ThingEvent {
        pub event: Option<String>,
        pub data: String,
    }
}

#[path = "client/modern/src/client.rs"]
#[rustfmt::skip]
#[allow(dead_code, clippy::pedantic)]
mod client;
#[path = "client/modern/src/forms.rs"]
#[rustfmt::skip]
#[allow(dead_code, unused_qualifications, clippy::all, clippy::pedantic)]
mod forms;
#[path = "client/modern/src/things.rs"]
#[rustfmt::skip]
#[allow(dead_code, unused_qualifications, clippy::all, clippy::pedantic)]
mod things;

#[allow(dead_code)]
#[path = "client/one_answer.rs"]
mod one_answer;

use client::Client;
use futures_util::StreamExt as _;
use one_answer::{Exchange, exchange};
use serde_json::json;
use specwright_poem::client::{Error, Part, StreamError};
use types::{Nested, Thing};

fn thing(name: &str) -> Thing {
    Thing { name: Some(name.to_owned()), tags: None }
}

fn names(items: Vec<Result<Thing, StreamError>>) -> Vec<Option<String>> {
    items.into_iter().map(|item| item.expect("an item").name).collect()
}

#[tokio::test]
async fn a_query_with_a_body_brings_json_lines() {
    let lines = "{\"name\":\"a\"}\n\n{\"name\":\"b\"}";
    let Exchange { request, answer } = exchange("200 OK", "application/jsonl", lines, async |client: Client| {
        let answer = client.find_things().body(thing("x")).send().await?;
        Ok::<_, Error<()>>(answer.into_inner().collect::<Vec<_>>().await)
    })
    .await;
    assert_eq!(request.line, "QUERY /api/v1/things HTTP/1.1");
    assert_eq!(request.body, r#"{"name":"x"}"#);
    assert_eq!(request.header("accept"), Some("application/jsonl"));
    assert_eq!(names(answer.expect("a stream")), [Some("a".to_owned()), Some("b".to_owned())]);
}

#[tokio::test]
async fn items_are_sent_as_their_media_type_frames_them() {
    let lines = exchange("204 No Content", "", "", async |client: Client| {
        client.send_things().body(vec![thing("a"), thing("b")]).send().await
    });
    let lines = lines.await.request;
    assert_eq!(lines.header("content-type"), Some("application/x-ndjson"));
    assert_eq!(lines.body, "{\"name\":\"a\"}\n{\"name\":\"b\"}\n");
    let sequence = "\u{1e}{\"name\":\"a\"}\n\u{1e}{\"name\":\"b\"}\n";
    let Exchange { request, answer } = exchange("200 OK", "application/json-seq", sequence, async |client: Client| {
        let answer = client.exchange_things().body(vec![thing("c")]).send().await?;
        Ok::<_, Error<()>>(answer.into_inner().collect::<Vec<_>>().await)
    })
    .await;
    assert_eq!(request.body, "\u{1e}{\"name\":\"c\"}\n");
    assert_eq!(names(answer.expect("a stream")), [Some("a".to_owned()), Some("b".to_owned())]);
}

#[tokio::test]
async fn events_as_a_whole() {
    let events = "event: made\ndata: one\ndata: two\n\n";
    let Exchange { answer, .. } = exchange("200 OK", "text/event-stream", events, async |client: Client| {
        let answer = client.whole_events().send().await?;
        Ok::<_, Error<()>>(answer.into_inner().collect::<Vec<_>>().await)
    })
    .await;
    let events = answer.expect("a stream");
    let event = &events.first().expect("an event").as_ref().expect("of this type").data;
    assert_eq!((event.event.as_deref(), event.data.as_str()), (Some("made"), "one\ntwo"));
}

#[tokio::test]
async fn methods_reserved_characters_and_whole_queries() {
    let copy = exchange("204 No Content", "", "", async |client: Client| client.copy_things().send().await).await;
    assert_eq!(copy.request.line, "COPY /api/v1/things HTTP/1.1");
    let link = exchange("204 No Content", "", "", async |client: Client| {
        client.linked_things().link("https://a/b?c=d&e").send().await
    });
    assert_eq!(link.await.request.line, "GET /api/v1/things?link=https://a/b?c%3Dd%26e HTTP/1.1");
    let all = exchange("204 No Content", "", "", async |client: Client| {
        let all = Thing { name: Some("n m".to_owned()), tags: Some(vec!["a".to_owned(), "b".to_owned()]) };
        client.search().all(all).send().await
    });
    assert_eq!(all.await.request.line, "GET /api/v1/search?name=n%20m&tags=a&tags=b HTTP/1.1");
}

#[tokio::test]
async fn members_of_a_form_as_their_encodings_say() {
    let Exchange { request, .. } = exchange("204 No Content", "", "", async |client: Client| {
        let body = Nested {
            deep: json!({"a": 1}),
            piped: vec!["p".to_owned(), "q|r".to_owned()],
            json: vec![1, 2],
            plain: vec!["x".to_owned(), "y&z".to_owned()],
        };
        client.encoded_form().body(body).send().await
    })
    .await;
    assert_eq!(request.body, "deep%5Ba%5D=1&piped=p%7Cq%7Cr&json=%5B1%2C2%5D&plain=x&plain=y%26z");
}

#[tokio::test]
async fn parts_as_their_encodings_say() {
    let Exchange { request, .. } = exchange("204 No Content", "", "", async |client: Client| {
        let pictures = vec![Part::bytes(b"one".to_vec()).file_name("1.png"), Part::bytes(b"two".to_vec())];
        client
            .encoded_parts()
            .pictures(pictures)
            .thing(thing("n"))
            .note("*hi*")
            .deep(json!({"a": 1}))
            .labelled(Part::text("l"))
            .more_parts(vec![("other".to_owned(), Part::text("o"))])
            .send()
            .await
    })
    .await;
    for part in [
        "name=\"pictures\"; filename=\"1.png\"\r\n\r\none\r\n",
        "name=\"pictures\"\r\n\r\ntwo\r\n",
        "name=\"thing\"\r\nContent-Type: application/vnd.thing+json\r\n\r\n{\"name\":\"n\"}\r\n",
        "name=\"note\"\r\nContent-Type: text/markdown\r\n\r\n*hi*\r\n",
        "name=\"deep[a]\"\r\n\r\n1\r\n",
        "name=\"labelled\"\r\n\r\nl\r\n",
        "name=\"other\"\r\n\r\no\r\n",
    ] {
        assert!(request.body.contains(part), "{part}\nis not in\n{}", request.body);
    }
}

#[tokio::test]
async fn an_operation_may_be_elsewhere() {
    assert_eq!(Client::BASE_URL, "https://api.example.org/v2");
    let Exchange { request, .. } = exchange("204 No Content", "", "", async |client: Client| {
        let here = format!("{}/upload", client.baseurl);
        let client = client.with_server("https://upload.example.org/v1", &here);
        client.elsewhere().body("octets").send().await
    })
    .await;
    assert_eq!(request.line, "POST /api/v1/upload/elsewhere HTTP/1.1");
    assert_eq!(request.header("authorization"), Some("Bearer secret"));
}
