//! Forms: urlencoded and multipart.

use std::net::SocketAddr;

use golden_forms_api::operations::default::*;
use golden_forms_api::server::{DefaultService, Server};
use golden_forms_api::types::OrderRequest;
use serde_json::Value;
use specwright_poem::server::{Forgetful, Octets, Unlimited};

use crate::harness::{Keys, Reply, ask, serve};

struct Echo;

impl DefaultService for Echo {
    async fn order(&self, body: OrderRequest) -> Result<OrderResponse, OrderError> {
        Ok(OrderResponse { body: serde_json::to_string(&body).expect("JSON") })
    }

    async fn search(&self, body: Option<Value>) -> Result<SearchResponse, SearchError> {
        Ok(SearchResponse { body: body.map_or_else(|| "none".to_owned(), |body| body.to_string()) })
    }

    async fn upload(&self, body: UploadBody) -> Result<UploadResponse, UploadError> {
        let mut seen = format!("{} {} {:?}", body.about.city, body.lines.as_ref().map_or(0, Vec::len), body.note);
        if let Some(cover) = body.cover {
            seen = format!("{seen} cover rated {}", cover.header("x-rating").unwrap_or("none"));
        }
        for picture in body.pictures {
            let name = picture.file_name.unwrap_or_default();
            let octets = picture.content.read_all().await.expect("octets");
            seen = format!("{seen} {name}={}", String::from_utf8_lossy(&octets));
        }
        Ok(UploadResponse { body: seen })
    }

    async fn mixed(&self, body: Octets) -> Result<MixedResponse, MixedError> {
        let media_type = body.media_type().unwrap_or_default().to_owned();
        let octets = body.read_all().await.expect("octets");
        Ok(MixedResponse { body: format!("{media_type} {}", octets.len()) })
    }
}

async fn server() -> SocketAddr {
    serve(Server::new(Echo, Keys, Unlimited, Forgetful).into_endpoint()).await
}

async fn post(path: &str, media_type: &str, body: &str) -> Reply {
    ask(server().await, &format!("POST {path} HTTP/1.1\ncontent-type: {media_type}"), body.as_bytes()).await
}

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn members_are_written_as_encoding_says() {
    let body = "name=a+b&tags=x&tags=y&piped=1%7C2&address[city]=Rome&address[zip]=7&lines[1][sku]=b\
                &lines[0][sku]=a&lines[0][price]=1.5&extra=%7B%22city%22%3A%22Bonn%22%7D";
    let reply = post("/orders", FORM, body).await;
    let seen: Value = serde_json::from_str(&reply.body).unwrap_or_else(|_| panic!("{}", reply.body));
    let expected = serde_json::json!({
        "name": "a b",
        "count": 1,
        "tags": ["x", "y"],
        "piped": [1, 2],
        "address": {"city": "Rome", "zip": 7},
        "lines": [{"sku": "a", "price": 1.5}, {"sku": "b"}],
        "extra": {"city": "Bonn"},
    });
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn a_form_that_breaks_the_contract_is_refused() {
    for (body, code) in [
        ("name=", "min_length"),
        ("tags=x", "required"),
        ("name=a&name=b", "repeated"),
        ("name=a&extra=x", "unreadable"),
        ("name=a&piped=x", "type"),
    ] {
        let reply = post("/orders", FORM, body).await;
        assert_eq!(reply.status, 400, "{body}");
        assert!(reply.body.contains(&format!(r#""code":"{code}""#)), "{body}: {}", reply.body);
    }
    let reply = post("/orders", FORM, "name=%FF").await;
    assert!(reply.body.contains("malformed_request"), "{}", reply.body);
}

#[tokio::test]
async fn a_form_without_a_schema_is_what_it_is() {
    assert_eq!(post("/search", FORM, "a=1&b=x&b=y").await.body, r#"{"a":"1","b":["x","y"]}"#);
    assert_eq!(ask(server().await, "POST /search HTTP/1.1", b"").await.body, "none");
}

fn part(headers: &str, content: &str) -> String {
    format!("--x\r\n{}\r\n\r\n{content}\r\n", headers.replace('\n', "\r\n"))
}

#[tokio::test]
async fn parts_are_json_texts_and_files() {
    let named = |name: &str, rest: &str| format!("content-disposition: form-data; name=\"{name}\"{rest}");
    let body = [
        part(&named("about", "\ncontent-type: application/json"), r#"{"city": "Rome"}"#),
        part(&named("lines", "\ncontent-type: application/json"), r#"[{"sku": "a"}, {"sku": "b"}]"#),
        part(&named("note", ""), "hello"),
        part(&named("cover", "; filename=\"c.png\"\ncontent-type: image/png\nx-rating: 5"), "C"),
        part(&named("pictures", "; filename=\"1.png\"\ncontent-type: image/png"), "one"),
        part(&named("pictures", "; filename=\"2.gif\"\ncontent-type: image/gif"), "two"),
        "--x--\r\n".to_owned(),
    ];
    let reply = post("/albums", "multipart/form-data; boundary=x", &body.concat()).await;
    assert_eq!(reply.body, "Rome 2 Some(\"hello\") cover rated 5 1.png=one 2.gif=two");
    let body = [
        part(&named("about", ""), r#"{"city": "Rome"}"#),
        part(&named("pictures", "; filename=\"1.txt\"\ncontent-type: text/plain"), "one"),
        "--x--\r\n".to_owned(),
    ];
    assert_eq!(post("/albums", "multipart/form-data; boundary=x", &body.concat()).await.status, 415);
    let twice = [part(&named("note", ""), "a"), part(&named("note", ""), "b"), "--x--\r\n".to_owned()];
    let reply = post("/albums", "multipart/form-data; boundary=x", &twice.concat()).await;
    assert!(reply.body.contains("repeated") && reply.body.contains("/pictures"), "{}", reply.body);
}

#[tokio::test]
async fn other_parts_are_octets() {
    assert_eq!(post("/mixed", "multipart/mixed; boundary=y", "--y--").await.body, "multipart/mixed; boundary=y 5");
}
