//! The generated Rust server: a request in, and out what the handler was given.

use std::fmt::Write as _;

use serde_json::{Value, json};
use specwright::emit::GeneratedFile;

use super::{Outcome, Vector, normal};
use crate::generated::{Member, PROBE, Signatures};

/// The program that says what each request became.
pub fn program(files: &[GeneratedFile], package: &str) -> Result<(String, ()), String> {
    let signatures = Signatures::read(files)?;
    let mut impls = String::new();
    for (name, methods) in &signatures.traits {
        let _ = writeln!(impls, "impl {package}::server::{name} for Probe {{");
        for method in methods {
            let mut arguments = String::new();
            for (name, ty) in &method.arguments {
                let _ = write!(arguments, ", {name}: {ty}");
            }
            let _ = writeln!(
                impls,
                "    async fn {}(&self{arguments}) -> Result<{}, {}> {{\n        let mut given = Map::new();",
                method.name, method.answer, method.error
            );
            for (name, ty) in &method.arguments {
                let value = match signatures.structs.get(ty) {
                    Some(members) => members_of(name, members),
                    None => seen(name, ty),
                };
                let _ = writeln!(impls, "        given.insert(\"{name}\".to_owned(), {value});");
            }
            let _ = writeln!(
                impls,
                "        GIVEN.set(Some(Value::Object(given)));\n        Err({}::Internal(InternalError::new(\"given\")))\n    }}",
                method.error
            );
        }
        let _ = writeln!(impls, "}}");
    }
    let main = PROGRAM
        .replace("IMPORTS\n", &signatures.imports(package))
        .replace("PROBE\n", PROBE)
        .replace("PACKAGE", package)
        .replace("IMPLS\n", &impls);
    Ok((main, ()))
}

fn members_of(owner: &str, members: &[Member]) -> String {
    let members: Vec<String> = members
        .iter()
        .map(|Member { wire, rust, ty }| format!("({wire:?}, {})", seen(&format!("{owner}.{rust}"), ty)))
        .collect();
    format!("object(vec![{}])", members.join(", "))
}

fn seen(expression: &str, ty: &str) -> String {
    match ty {
        "Octets" => format!("octets({expression}).await"),
        "FilePart" => format!("file({expression}).await"),
        _ => format!("json(&{expression})"),
    }
}

/// Asks the program for every vector, and for everything that means the same.
pub fn ask(
    vectors: &[Vector],
    program: impl FnOnce(String) -> Result<Vec<String>, String>,
) -> Result<Vec<Outcome>, String> {
    let mut lines = String::new();
    let mut asked = Vec::new();
    for vector in vectors {
        for target in std::iter::once(&vector.request.target).chain(&vector.also) {
            let request = &vector.request;
            let parts: Vec<Value> = request
                .parts
                .iter()
                .map(|part| json!({"name": part.name, "filename": part.filename, "type": part.media_type, "body": part.body, "octets": part.octets}))
                .collect();
            let line = json!({
                "method": request.method, "target": target, "headers": request.headers,
                "body": request.body, "octets": request.octets, "parts": parts,
            });
            let _ = writeln!(lines, "{line}");
            asked.push((vector, target));
        }
    }
    let answers = program(lines)?;
    let outcome = |((vector, target), answer): ((&Vector, &String), String)| {
        let found = serde_json::from_str::<Value>(&answer).map_or(answer, |given| normal::value(&given).to_string());
        Outcome {
            operation: vector.operation.clone(),
            expected: format!("{target} {}", expected(vector)),
            found: format!("{target} {found}"),
        }
    };
    Ok(asked.into_iter().zip(answers).map(outcome).collect())
}

fn expected(vector: &Vector) -> Value {
    normal::value(&vector.value)
}

const PROGRAM: &str = r#"//! Reads a request from each line and says what the handler was given.

#![allow(unused_imports, dead_code)]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io::{BufRead, Write};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Endpoint, Request};
use serde::Serialize;
use serde_json::{Map, Value};
use specwright_poem::server::*;
use specwright_poem::{Base64, Date, DateTime, Patch};
use uuid::Uuid;
IMPORTS

PROBE

thread_local! {
    static GIVEN: RefCell<Option<Value>> = const { RefCell::new(None) };
}

fn json(value: &impl Serialize) -> Value {
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
    object(vec![("name", json(&file.file_name)), ("type", json(&file.media_type)), ("octets", content["octets"].clone())])
}

IMPLS

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

async fn answer<E: Endpoint<Output = Response>>(server: &E, asked: &Value) -> String {
    GIVEN.set(None);
    let text = |name: &str| asked[name].as_str().unwrap_or_default();
    let mut head = poem::http::Request::builder().method(text("method")).uri(text("target"));
    let parts = asked["parts"].as_array().map(Vec::as_slice).unwrap_or_default();
    for (name, value) in asked["headers"].as_object().into_iter().flatten() {
        let value = value.as_str().unwrap_or_default();
        let boundary = if parts.is_empty() { "" } else { "; boundary=boundary" };
        head = head.header(name.as_str(), if name == "content-type" { format!("{value}{boundary}") } else { value.to_owned() });
    }
    let body = if parts.is_empty() { content(asked).unwrap_or_default() } else { multipart(parts) };
    let Ok((head, ())) = head.body(()).map(poem::http::Request::into_parts) else { return "no request".to_owned() };
    let head = (head, LocalAddr::default(), RemoteAddr::default(), poem::http::uri::Scheme::HTTP);
    let response = server.get_response(Request::from_parts(head.into(), body.into())).await;
    if let Some(given) = GIVEN.take() {
        return given.to_string();
    }
    let status = response.status().as_u16();
    let body = response.into_body().into_string().await.unwrap_or_default();
    format!("{status} {}", body.replace('\n', " "))
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let server = PACKAGE::server::Server::new(Probe, Probe, Probe, Probe).into_endpoint();
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let Ok(asked) = line.map_err(|_| ()).and_then(|line| serde_json::from_str(&line).map_err(|_| ())) else { return };
        let answer = answer(&server, &asked).await;
        if writeln!(out, "{answer}").is_err() {
            return;
        }
    }
}
"#;
