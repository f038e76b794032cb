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
#[allow(dead_code, unused_qualifications, clippy::all, clippy::pedantic)]
mod client;
#[path = "client/tricky/src/things.rs"]
#[rustfmt::skip]
#[allow(dead_code, unused_qualifications, clippy::all, clippy::pedantic)]
mod things;
#[path = "client/tricky/src/files.rs"]
#[rustfmt::skip]
#[allow(dead_code, unused_qualifications, clippy::all, clippy::pedantic)]
mod files;
#[path = "client/tricky/src/parameters.rs"]
#[rustfmt::skip]
#[allow(dead_code, unused_qualifications, clippy::all, clippy::pedantic)]
mod parameters;
#[path = "client/tricky/src/bodies.rs"]
#[rustfmt::skip]
#[allow(dead_code, unused_qualifications, clippy::all, clippy::pedantic)]
mod bodies;
#[path = "client/tricky/src/answers.rs"]
#[rustfmt::skip]
#[allow(dead_code, unused_qualifications, clippy::all, clippy::pedantic)]
mod answers;
#[path = "client/tricky/src/contents.rs"]
#[rustfmt::skip]
#[allow(dead_code, unused_qualifications, clippy::all, clippy::pedantic)]
mod contents;
#[path = "client/tricky/src/signing.rs"]
#[rustfmt::skip]
#[allow(dead_code, unused_qualifications, clippy::all, clippy::pedantic)]
mod signing;
#[path = "client/tricky/src/names.rs"]
#[rustfmt::skip]
#[allow(dead_code, unused_qualifications, clippy::all, clippy::pedantic)]
mod names;

#[path = "client/one_answer.rs"]
mod one_answer;

use answers::DifferentFailuresFailure;
use client::{Client, Credential};
use contents::{SeveralAnswersFailure, SeveralAnswersHeaders, SeveralAnswersSuccess};
use futures_util::StreamExt as _;
use one_answer::{Exchange, exchange, exchange_as, provide_tls};
use serde_json::json;
use specwright_poem::client::{Error, Form, Part};
use things::PutThingsSuccess;
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
        let file = Part::bytes(b"octets".to_vec()).file_name("a.txt").mime_str("text/plain")?;
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
    assert!(matches!(ok.await.answer.expect("a success").into_inner(), PutThingsSuccess::Ok(_)));
    let empty =
        exchange("204 No Content", "", "", async |client: Client| client.put_things().body(thing()).send().await);
    assert!(matches!(empty.await.answer.expect("a success").into_inner(), PutThingsSuccess::NoContent));
}

#[tokio::test]
async fn failures_by_status() {
    let Exchange { answer, .. } = exchange("409 Conflict", "application/json", THING, async |client: Client| {
        client.different_failures().send().await
    })
    .await;
    match answer.expect_err("a failure") {
        Error::ErrorResponse(failure) => match failure.into_inner() {
            DifferentFailuresFailure::Conflict(thing) => assert_eq!(thing.name.as_deref(), Some("n")),
            DifferentFailuresFailure::NotFound(problem) => panic!("{problem:?}"),
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
        "POST /api/v1/parameters?filter%5Ba%5D=x&filter%5Bb%5D=2&ids=1,2&piped=p%7Cq&where=%7B%22k%22%3A%5B1%5D%7D HTTP/1.1"
    );
}

#[tokio::test]
async fn paths_in_styles() {
    let Exchange { request, .. } = exchange("204 No Content", "", "", async |client: Client| {
        client.matrix().list(vec!["a".to_owned(), "b/c;d".to_owned()]).label("x y").send().await
    })
    .await;
    assert_eq!(request.line, "GET /api/v1/matrix/;list=a;list=b%2Fc%3Bd/.x%20y HTTP/1.1");
}

#[tokio::test]
async fn a_parameter_that_stands_twice_in_a_path_is_sent_twice() {
    let Exchange { request, .. } =
        exchange("204 No Content", "", "", async |client: Client| client.twice().part("a b").send().await).await;
    assert_eq!(request.line, "GET /api/v1/twice/a%20b/of/a%20b HTTP/1.1");
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
    assert!(
        matches!(&error, Error::InvalidRequest(text) if text == "`file` is required and was not given"),
        "{error:?}"
    );
    assert!(Client::with_bearer("http://127.0.0.1:9", "line\nbreak").is_err());
}

#[tokio::test]
async fn a_path_never_leads_elsewhere() {
    let client = Client::with_bearer("http://127.0.0.1:9", "secret").expect("a client");
    for name in ["..", ".", "../things"] {
        let error = client.several_answers().name(name).send().await.err().expect("no such path");
        // A slash is encoded, so the third is one segment, and only the port is to blame.
        assert_eq!(matches!(error, Error::InvalidRequest(_)), !name.contains('/'), "{name}: {error:?}");
    }
    let Exchange { request, .. } = exchange("202 Accepted", "", "", async |client: Client| {
        client.several_answers().name("../größe?#%").send().await
    })
    .await;
    assert_eq!(request.line, "GET /api/v1/contents/..%2Fgr%C3%B6%C3%9Fe%3F%23%25 HTTP/1.1");
}

#[tokio::test]
async fn a_method_for_each_media_type_of_an_answer() {
    let json = exchange("200 OK", "application/json", THING, async |client: Client| {
        client.several_answers().name("n").send().await
    })
    .await;
    assert_eq!(json.request.header("accept"), Some("application/json"));
    assert!(matches!(json.answer.expect("a success").into_inner(), SeveralAnswersSuccess::Ok(_)));
    let csv = exchange("200 OK", "text/csv; charset=iso-8859-1", "a,b", async |client: Client| {
        client.several_answers().name("n").send_csv().await
    })
    .await;
    assert_eq!(csv.request.header("accept"), Some("text/csv"));
    match csv.answer.expect("a success").into_inner() {
        SeveralAnswersSuccess::OkCsv(text) => assert_eq!(text, "a,b"),
        _ => panic!("no CSV"),
    }
    let pdf = exchange("200 OK", "application/pdf", "%PDF", async |client: Client| {
        client.several_answers().name("n").send_pdf().await
    })
    .await;
    match pdf.answer.expect("a success").into_inner() {
        SeveralAnswersSuccess::OkPdf(octets) => {
            let octets: Vec<_> = octets.into_inner().collect().await;
            assert_eq!(octets.into_iter().map(|piece| piece.expect("octets")).collect::<Vec<_>>().concat(), b"%PDF");
        }
        _ => panic!("no PDF"),
    }
}

#[tokio::test]
async fn headers_of_an_answer_by_type() {
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\netag: \"1\"\r\nx-count: 3\r\nx-ids: 1, 2\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{THING}",
        THING.len()
    );
    let client = |url: &str| Client::new(url).expect("a client");
    let call = async |client: Client| client.several_answers().name("n").send().await;
    let answer = exchange_as(client, answer, call).await.answer.expect("a success");
    let headers = SeveralAnswersHeaders::of(&answer).expect("headers of these types");
    assert_eq!((headers.e_tag.as_deref(), headers.x_count), (Some("\"1\""), Some(3)));
    assert_eq!(headers.x_ids, Some(vec![1, 2]));
}

#[tokio::test]
async fn failures_that_are_text_and_failures_that_are_not_what_they_should_be() {
    let text = exchange("404 Not Found", "text/plain", "nowhere", async |client: Client| {
        client.several_answers().name("n").send().await
    });
    match text.await.answer {
        Err(Error::ErrorResponse(failure)) => {
            assert!(matches!(failure.into_inner(), SeveralAnswersFailure::NotFound(text) if text == "nowhere"));
        }
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("a success"),
    }
    let proxy = exchange("409 Conflict", "text/html", "<p>", async |client: Client| {
        client.several_answers().name("n").send().await
    });
    match proxy.await.answer {
        Err(Error::UnexpectedResponse(response)) => assert_eq!(response.text().await.expect("its body"), "<p>"),
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("a success"),
    }
}

#[tokio::test]
async fn a_setter_for_each_media_type_of_a_body() {
    let form = exchange("204 No Content", "", "", async |client: Client| {
        client.several_bodies().name("n").body_form(thing()).send().await
    })
    .await;
    assert_eq!(form.request.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(form.request.body, "name=n&tags=a&tags=b");
    let text = exchange("204 No Content", "", "", async |client: Client| {
        client.several_bodies().name("n").body_text("a word").send().await
    })
    .await;
    assert_eq!((text.request.header("content-type"), text.request.body.as_str()), (Some("text/plain"), "a word"));
    let multipart = exchange("204 No Content", "", "", async |client: Client| {
        let form = Form::new().text("name", "n");
        client.several_bodies().name("n").body_multipart(form).send().await
    })
    .await;
    assert!(
        multipart.request.header("content-type").is_some_and(|said| said.starts_with("multipart/form-data; boundary="))
    );
    assert!(multipart.request.body.contains("name=\"name\"\r\n\r\nn\r\n"));
    let json = exchange("204 No Content", "", "", async |client: Client| {
        client.several_bodies().name("n").body(thing()).send().await
    })
    .await;
    assert_eq!(json.request.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn of_a_range_the_caller_says_which() {
    let Exchange { request, answer } = exchange("200 OK", "text/plain", "done", async |client: Client| {
        client.range_of_bodies().name("n").body("image/png", b"octets".to_vec()).send().await
    })
    .await;
    assert_eq!((request.header("content-type"), request.body.as_str()), (Some("image/png"), "octets"));
    assert_eq!(answer.expect("a text").into_inner(), "done");
}

#[tokio::test]
async fn events_come_one_by_one_with_their_types() {
    let events = "event: made\nid: 1\ndata: {\"name\":\ndata: \"n\"}\n\n: still here\n\ndata: {\"name\":\"m\"}\n\n";
    let Exchange { request, answer } = exchange("200 OK", "text/event-stream", events, async |client: Client| {
        let answer = client.thing_events().send().await?;
        Ok::<_, Error<()>>(answer.into_inner().collect::<Vec<_>>().await)
    })
    .await;
    assert_eq!(request.header("accept"), Some("text/event-stream"));
    let events: Vec<_> = answer.expect("a stream").into_iter().map(|event| event.expect("an event")).collect();
    let names: Vec<_> = events.iter().map(|event| event.data.name.as_deref()).collect();
    assert_eq!(names, [Some("n"), Some("m")]);
    assert_eq!((events[0].event.as_deref(), events[1].id.as_deref()), (Some("made"), Some("1")));
}

#[tokio::test]
async fn a_request_carries_what_its_operation_asks_for() {
    const EMPTY: &str = "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
    let signed = |url: &str| {
        let credentials = [
            Credential::Key("k".to_owned()),
            Credential::QueryKey("q r".to_owned()),
            Credential::Cookie("s".to_owned()),
            Credential::Bearer("secret".to_owned()),
        ];
        let client = Client::new(url).expect("a client");
        credentials.into_iter().try_fold(client, Client::sign_in).expect("credentials")
    };
    let both = exchange_as(signed, EMPTY.to_owned(), async |client: Client| client.signed().send().await).await.request;
    assert_eq!(both.line, "GET /api/v1/signed?k%26y=q+r HTTP/1.1");
    assert_eq!((both.header("x-key"), both.header("authorization"), both.header("cookie")), (Some("k"), None, None));
    let cookie = exchange_as(signed, EMPTY.to_owned(), async |client: Client| client.cookie_signed().send().await);
    assert_eq!(cookie.await.request.header("cookie"), Some("sid=s"));
    let open = exchange_as(signed, EMPTY.to_owned(), async |client: Client| client.for_anybody().send().await);
    let open = open.await.request;
    assert_eq!((open.header("x-key"), open.header("authorization"), open.header("cookie")), (None, None, None));
    let basic = |url: &str| Client::with_basic(url, "ada", "pass").expect("a client");
    let basic = exchange_as(basic, EMPTY.to_owned(), async |client: Client| client.signed().send().await);
    assert_eq!(basic.await.request.header("authorization"), Some("Basic YWRhOnBhc3M="));
}

#[tokio::test]
async fn a_request_ends_in_time() {
    provide_tls();
    // Listens and never answers.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", silent.local_addr().expect("an address"));
    let client = Client::new(&url).expect("a client").with_timeout(std::time::Duration::from_millis(50));
    let error = client.for_anybody().send().await.expect_err("no answer");
    assert!(matches!(&error, Error::CommunicationError(error) if error.is_timeout()), "{error:?}");
}
