//! Bodies by `Content-Type` and `Accept`, errors of the contract's own kind, and streams.

use std::net::SocketAddr;

use futures_util::stream;
use golden_media_types_api::operations::default::*;
use golden_media_types_api::server::{DefaultService, Server};
use golden_media_types_api::types::{Failure, Report};
use specwright_poem::server::{Body, Event, Forgetful, InternalError, Items, ReceivedItems, Unlimited};

use crate::harness::{Keys, Reply, ask, get, serve};

struct Reports;

fn report(id: i64) -> Report {
    Report { id, title: None }
}

fn reports() -> impl futures_util::Stream<Item = Result<Report, InternalError>> {
    stream::iter([Ok(report(1)), Ok(report(2))])
}

impl DefaultService for Reports {
    async fn get_report(
        &self,
        path: GetReportPath,
        accept: GetReportAccept,
    ) -> Result<GetReportResponse, GetReportError> {
        match path.id {
            304 => return Ok(GetReportResponse::NotModified),
            404 => {
                let body = Failure { reason: "none".to_owned() };
                return Err(GetReportError::NotFound(GetReportNotFound { body, retry_after: Some(9) }));
            }
            410 => return Err(GetReportError::Gone("gone".to_owned())),
            418 => return Err(GetReportError::ImATeapot),
            503 => {
                let body = GetReportOtherServerErrorBody::Html("<p>".to_owned());
                return Err(GetReportError::OtherServerError(GetReportOtherServerError { status: 503, body }));
            }
            _ => {}
        }
        let body = match accept {
            GetReportAccept::Json | GetReportAccept::VndReportPlusJson => GetReportOkBody::Json(report(path.id)),
            GetReportAccept::Csv => GetReportOkBody::Csv("id".to_owned()),
            GetReportAccept::Xml => GetReportOkBody::Xml(Body::from("<r/>")),
            GetReportAccept::AnyImage => {
                GetReportOkBody::AnyImage { content_type: "image/gif".to_owned(), body: Body::from("GIF") }
            }
        };
        Ok(GetReportResponse::Ok(GetReportOk {
            body,
            x_point: Report { id: 1, title: Some("t".to_owned()) },
            x_json: Some(report(2)),
            x_count: None,
            set_cookie: vec!["a=1".to_owned(), "b=2".to_owned()],
        }))
    }

    async fn put_report(&self, _: PutReportPath, body: PutReportBody) -> Result<PutReportResponse, PutReportError> {
        let body = match body {
            PutReportBody::Json(report) => format!("one {}", report.id),
            PutReportBody::JsonVersion2(reports) => format!("several {}", reports.len()),
            PutReportBody::Plain(number) => format!("number {number}"),
            PutReportBody::AnyImage(octets) => format!("image {:?}", octets.media_type()),
            PutReportBody::Any(octets) => format!("any {:?}", octets.media_type()),
        };
        Ok(PutReportResponse { body })
    }

    async fn head_report(&self, _: HeadReportPath) -> Result<HeadReportResponse, HeadReportError> {
        Ok(HeadReportResponse)
    }

    async fn get_any(&self) -> Result<GetAnyResponse, GetAnyError> {
        Ok(GetAnyResponse { status: 202, body: report(1) })
    }

    async fn get_page(&self) -> Result<GetPageResponse, GetPageError> {
        Ok(GetPageResponse { body: report(1) })
    }

    async fn watch(&self) -> Result<WatchResponse, WatchError> {
        let events = [
            Ok(Event::from(report(1))),
            Ok(Event { event: Some("last".to_owned()), id: Some("2".to_owned()), ..Event::from(report(2)) }),
            Err(InternalError::new("broken")),
        ];
        Ok(WatchResponse { body: Items::new(stream::iter(events)) })
    }

    async fn watch_whole(&self) -> Result<WatchWholeResponse, WatchWholeError> {
        let event = golden_media_types_api::types::WatchWholeResponseN200Item {
            event: Some("tick".to_owned()),
            data: "a\nb".to_owned(),
        };
        Ok(WatchWholeResponse { body: Items::new(stream::iter([Ok::<_, InternalError>(event)])) })
    }

    async fn list_lines(&self) -> Result<ListLinesResponse, ListLinesError> {
        Ok(ListLinesResponse { body: Items::new(reports()) })
    }

    async fn send_lines(&self, mut body: ReceivedItems<Report>) -> Result<SendLinesResponse, SendLinesError> {
        let mut seen = Vec::new();
        while let Some(report) = body.item().await? {
            seen.push(report.id.to_string());
        }
        Ok(SendLinesResponse { body: seen.join(" ") })
    }

    async fn list_sequence(&self) -> Result<ListSequenceResponse, ListSequenceError> {
        Ok(ListSequenceResponse { body: Items::new(reports()) })
    }
}

async fn server() -> SocketAddr {
    serve(Server::new(Reports, Keys, Unlimited, Forgetful).into_endpoint()).await
}

async fn accepting(address: SocketAddr, path: &str, accept: &str) -> Reply {
    ask(address, &format!("GET {path} HTTP/1.1\naccept: {accept}"), b"").await
}

#[tokio::test]
async fn accept_decides() {
    let address = server().await;
    for (accept, media_type, body) in [
        ("*/*", "application/json", r#"{"id":7}"#),
        ("application/vnd.report+json", "application/vnd.report+json", r#"{"id":7}"#),
        ("text/csv, application/json;q=0.5", "text/csv", "id"),
        ("application/xml", "application/xml", "<r/>"),
        ("image/gif", "image/gif", "GIF"),
    ] {
        let reply = accepting(address, "/reports/7", accept).await;
        assert_eq!((reply.status, reply.header("content-type"), reply.body.as_str()), (200, Some(media_type), body));
    }
    assert_eq!(accepting(address, "/reports/7", "video/*").await.status, 406);
    let reply = accepting(address, "/pages", "application/vnd.page+json").await;
    assert_eq!(reply.header("content-type"), Some("application/vnd.page+json"));
}

#[tokio::test]
async fn headers_have_their_styles() {
    let reply = get(server().await, "/reports/7").await;
    assert_eq!(reply.header("x-point"), Some("id=1,title=t"));
    assert_eq!(reply.header("x-json"), Some(r#"{"id":2}"#));
    assert_eq!(reply.header("x-count"), None);
    assert_eq!(reply.headers("set-cookie").collect::<Vec<_>>(), ["a=1", "b=2"]);
}

#[tokio::test]
async fn errors_are_the_contracts_own() {
    let address = server().await;
    let reply = get(address, "/reports/404").await;
    assert_eq!(
        (reply.status, reply.header("retry-after"), reply.body.as_str()),
        (404, Some("9"), r#"{"reason":"none"}"#)
    );
    let reply = get(address, "/reports/410").await;
    assert_eq!((reply.status, reply.header("content-type"), reply.body.as_str()), (410, Some("text/plain"), "gone"));
    assert_eq!(get(address, "/reports/418").await.status, 418);
    let reply = get(address, "/reports/503").await;
    assert_eq!((reply.status, reply.header("content-type"), reply.body.as_str()), (503, Some("text/html"), "<p>"));
    let reply = get(address, "/reports/304").await;
    assert_eq!((reply.status, reply.body.as_str()), (304, ""));
    // What the framework says has the envelope, whatever the contract describes.
    let reply = get(address, "/reports/x").await;
    assert_eq!((reply.status, reply.header("content-type")), (400, Some("application/problem+json")));
}

#[tokio::test]
async fn content_type_decides() {
    let address = server().await;
    for (media_type, body, expected) in [
        ("application/json", r#"{"id": 1}"#, "one 1"),
        ("application/json; version=2", r#"[{"id": 1}]"#, "several 1"),
        ("text/plain; charset=utf-8", "12", "number 12"),
        ("image/png", "x", r#"image Some("image/png")"#),
        ("video/mp4", "x", r#"any Some("video/mp4")"#),
    ] {
        let head = format!("PUT /reports/7 HTTP/1.1\ncontent-type: {media_type}");
        let reply = ask(address, &head, body.as_bytes()).await;
        assert_eq!((reply.status, reply.body.as_str()), (200, expected), "{media_type}");
    }
    let reply = ask(address, "PUT /reports/7 HTTP/1.1\ncontent-type: text/plain", b"0").await;
    assert!(reply.status == 400 && reply.body.contains("minimum"), "{}", reply.body);
    let reply = ask(address, "POST /lines HTTP/1.1\ncontent-type: text/plain", b"0").await;
    assert_eq!((reply.status, reply.header("accept-post")), (415, Some("application/x-ndjson")));
}

#[tokio::test]
async fn statuses_and_bodies_that_the_contract_leaves_open() {
    let reply = get(server().await, "/any").await;
    assert_eq!((reply.status, reply.header("content-type")), (202, Some("application/json")));
    let reply = ask(server().await, "HEAD /reports/7 HTTP/1.1", b"").await;
    assert_eq!((reply.status, reply.body.as_str()), (200, ""));
}

#[tokio::test]
async fn streams() {
    let address = server().await;
    let reply = get(address, "/events").await;
    assert_eq!(reply.header("content-type"), Some("text/event-stream"));
    assert_eq!(reply.body, "data: {\"id\":1}\n\nevent: last\nid: 2\ndata: {\"id\":2}\n\n");
    assert_eq!(get(address, "/whole-events").await.body, "event: tick\ndata: a\ndata: b\n\n");
    let reply = get(address, "/lines").await;
    assert_eq!(
        (reply.header("content-type"), reply.body.as_str()),
        (Some("application/jsonl"), "{\"id\":1}\n{\"id\":2}\n")
    );
    assert_eq!(get(address, "/sequence").await.body, "\u{1e}{\"id\":1}\n\u{1e}{\"id\":2}\n");
    let head = "POST /lines HTTP/1.1\ncontent-type: application/x-ndjson";
    assert_eq!(ask(address, head, b"{\"id\": 1}\n\n{\"id\": 2}").await.body, "1 2");
    let reply = ask(address, head, b"{\"id\": 1}\n{}").await;
    assert_eq!((reply.status, reply.header("content-type")), (400, Some("application/problem+json")));
}
