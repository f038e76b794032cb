//! What the generated code makes of each line: a request or a call in, and out what became of it.
//!
//! `{"request": ..}` goes straight to the generated server. `{"call": .., "value": ..}` is a call of the generated client,
//! over a socket to the same server. With either, `answer` is what the handler is to answer.

#![allow(unused_imports, dead_code, unused_variables)]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{BufRead, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::{Stream, StreamExt};
use poem::listener::{Acceptor, Listener, TcpListener};
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Endpoint, Request};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use specwright_poem::client::{ByteStream, Error, Part, StreamError};
use specwright_poem::server::*;
use specwright_poem::{Base64, Date, DateTime, Patch};
use uuid::Uuid;
IMPORTS

PROBE

thread_local! {
    static GIVEN: RefCell<Option<Value>> = const { RefCell::new(None) };
    static ANSWER: RefCell<Value> = const { RefCell::new(Value::Null) };
    static REQUEST: RefCell<Value> = const { RefCell::new(Value::Null) };
    static RESPONSE: RefCell<Value> = const { RefCell::new(Value::Null) };
}

fn seen(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// What is null was not there.
fn object(members: Vec<(&str, Value)>) -> Value {
    members.into_iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| (name.to_owned(), value)).collect()
}

async fn octets(octets: Octets) -> Value {
    match octets.read_all().await {
        Ok(bytes) => object(vec![("octets", STANDARD.encode(bytes).into())]),
        Err(error) => error.to_string().into(),
    }
}

async fn file(file: FilePart) -> Value {
    let content = octets(file.content).await;
    object(vec![("name", seen(&file.file_name)), ("type", seen(&file.media_type)), ("octets", content["octets"].clone())])
}

/// A value of a vector, as what it is in Rust.
fn typed<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    serde_json::from_value(value.clone()).map_err(|error| format!("{value}: {error}"))
}

/// A vector says nothing of what is absent.
fn header<T: DeserializeOwned + Default>(answer: &Value, name: &str) -> Result<T, String> {
    let found = answer["headers"].as_object().into_iter().flatten().find(|(wire, _)| snake(wire) == name);
    found.map_or(Ok(T::default()), |(_, value)| typed(value))
}

fn snake(name: &str) -> String {
    name.to_lowercase().replace('-', "_")
}

fn octets_of(value: &Value) -> Vec<u8> {
    STANDARD.decode(value["octets"].as_str().unwrap_or_default()).unwrap_or_default()
}

IMPLS

/// The server, with an eye on what comes and goes.
struct Watched<E>(E);

impl<E: Endpoint<Output = Response>> Endpoint for Watched<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let (head, body) = request.into_parts();
        let body = body.into_bytes().await.unwrap_or_default();
        let headers = headers_of(&head.headers);
        let target = head.uri.path_and_query().map_or("", |target| target.as_str());
        REQUEST.set(json!({
            "method": head.method.as_str(), "target": target, "headers": headers, "octets": STANDARD.encode(&body)
        }));
        let response = self.0.get_response(Request::from_parts(head, body.into())).await;
        let (head, body) = response.into_parts();
        let body = body.into_bytes().await.unwrap_or_default();
        RESPONSE.set(json!({
            "status": head.status.as_u16(), "headers": headers_of(&head.headers), "octets": STANDARD.encode(&body)
        }));
        Ok(Response::from_parts(head, body.into()))
    }
}

fn headers_of(headers: &poem::http::HeaderMap) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        let known = found.entry(name.to_string()).or_default();
        if !known.is_empty() {
            known.push(',');
        }
        known.push_str(&value);
    }
    found
}

/// The octets of a multipart body (RFC 7578).
fn multipart(parts: &[Value]) -> Vec<u8> {
    let mut body = Vec::new();
    for part in parts {
        body.extend_from_slice(b"--boundary\r\nContent-Disposition: form-data; name=\"");
        body.extend_from_slice(part["name"].as_str().unwrap_or_default().as_bytes());
        body.push(b'"');
        if let Some(name) = part["filename"].as_str() {
            body.extend_from_slice(format!("; filename=\"{name}\"").as_bytes());
        }
        body.extend_from_slice(b"\r\n");
        if let Some(media_type) = part["type"].as_str() {
            body.extend_from_slice(format!("Content-Type: {media_type}\r\n").as_bytes());
        }
        body.extend_from_slice(b"\r\n");
        body.extend(content(part).unwrap_or_default());
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--boundary--\r\n");
    body
}

fn content(value: &Value) -> Option<Vec<u8>> {
    let text = value["body"].as_str().map(|text| text.as_bytes().to_vec());
    text.or_else(|| STANDARD.decode(value["octets"].as_str()?).ok())
}

/// A request as a vector writes it.
async fn requested<E: Endpoint<Output = Response>>(server: &E, asked: &Value) -> Result<(), String> {
    let text = |name: &str| asked[name].as_str().unwrap_or_default();
    let mut head = poem::http::Request::builder().method(text("method")).uri(text("target"));
    let parts = asked["parts"].as_array().map(Vec::as_slice).unwrap_or_default();
    for (name, value) in asked["headers"].as_object().into_iter().flatten() {
        let value = value.as_str().unwrap_or_default();
        let boundary = if name == "content-type" && !parts.is_empty() { "; boundary=boundary" } else { "" };
        head = head.header(name.as_str(), format!("{value}{boundary}"));
    }
    let body = if parts.is_empty() { content(asked).unwrap_or_default() } else { multipart(parts) };
    let (head, ()) = head.body(()).map_err(|error| error.to_string())?.into_parts();
    let head = (head, LocalAddr::default(), RemoteAddr::default(), poem::http::uri::Scheme::HTTP);
    server.get_response(Request::from_parts(head.into(), body.into())).await;
    Ok(())
}

/// What a vector gives under this name, wherever in the request it goes.
fn argument<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    if name == "body" {
        return value.get("body");
    }
    let places = ["path", "query", "headers", "cookies", "body"].into_iter().filter_map(|place| value.get(place)?.as_object());
    places.flatten().find(|(wire, _)| snake(wire) == name).map(|(_, value)| value)
}

fn part(value: &Value) -> Result<Part, String> {
    let part = Part::bytes(octets_of(value)).file_name(value["name"].as_str().unwrap_or_default().to_owned());
    part.mime_str(value["type"].as_str().unwrap_or_default()).map_err(|error| error.to_string())
}

fn raw_body(value: &Value) -> reqwest::Body {
    value.as_str().map_or_else(|| octets_of(value).into(), |text| text.to_owned().into())
}

fn sent_items<T: DeserializeOwned, I: From<T> + Send + 'static>(body: &Value) -> Result<Items<I>, String> {
    let items: Vec<T> = typed(body)?;
    let items: Vec<_> = items.into_iter().map(|item| Ok::<_, InternalError>(I::from(item))).collect();
    Ok(Items::new(futures_util::stream::iter(items)))
}

async fn streamed(stream: ByteStream) -> Value {
    let mut stream = stream.into_inner();
    let mut bytes = Vec::new();
    while let Some(Ok(some)) = stream.next().await {
        bytes.extend_from_slice(&some);
    }
    json!({"octets": STANDARD.encode(bytes)})
}

async fn items<I>(stream: impl Stream<Item = Result<I, StreamError>>, told: impl Fn(I) -> Value) -> Value {
    stream.map(|item| item.map_or_else(|error| error.to_string().into(), &told)).collect::<Vec<_>>().await.into()
}

/// Calls the client, and says what it read.
async fn called(client: &Client, operation: &str, value: &Value) -> Result<Value, String> {
    match operation {
CALLS
        other => Err(format!("the client has no operation {other}")),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = || Watched(PACKAGE::server::Server::new(Probe, Probe, Unlimited, Forgetful).into_endpoint());
    let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await?;
    let address = acceptor.local_addr().first().and_then(|at| at.as_socket_addr().copied()).ok_or("no address")?;
    // On this very thread, so that what it sees is seen here.
    tokio::spawn(poem::Server::new_with_acceptor(acceptor).run(server()));
    let http = reqwest::Client::builder().no_proxy().build()?;
    let client = Client::new_with_client(&format!("http://{address}"), http);
    let server = server();
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let asked: Value = serde_json::from_str(&line?)?;
        GIVEN.set(None);
        ANSWER.set(asked["answer"].clone());
        let read = match asked["call"].as_str() {
            Some(operation) => called(&client, operation, &asked["value"]).await,
            None => requested(&server, &asked["request"]).await.map(|()| Value::Null),
        };
        let (read, failed) = read.map_or_else(|error| (Value::Null, error.into()), |read| (read, Value::Null));
        let said = json!({
            "request": REQUEST.take(), "given": GIVEN.take(), "response": RESPONSE.take(), "read": read, "failed": failed
        });
        writeln!(out, "{said}")?;
    }
    Ok(())
}
