//! The program that asks generated code: it implements the generated traits as a service would, sends every value
//! through the generated server as a request, and says what the handler was given.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use specwright::emit::{GeneratedFile, Target};

use super::document::Document;
use crate::generated::{Method, PROBE, Signatures, Workspace, faults};

const ROUNDS: usize = 10;

/// A document's program, and which subjects it can ask.
pub struct Driver {
    pub name: String,
    pub subjects: BTreeSet<usize>,
}

impl Driver {
    /// Generates a document's server and writes the program that asks it.
    pub fn add(workspace: &mut Workspace, name: &str, document: &mut Document) -> Result<Self, String> {
        // One fault hides another: some rounds.
        for _ in 0..ROUNDS {
            let faults = match workspace.add(name, &document.openapi(), &[Target::Rust], "", write) {
                Ok(subjects) => return Ok(Self { name: name.to_owned(), subjects }),
                Err(error) => {
                    let faults = faults(&document.openapi());
                    if faults.is_empty() {
                        return Err(error);
                    }
                    faults
                }
            };
            for (component, reason) in faults {
                document.refuse(&component, reason);
            }
        }
        Err("has errors without an end".to_owned())
    }
}

/// `package` is the generated crate as Rust spells it.
fn write(files: &[GeneratedFile], package: &str) -> Result<(String, BTreeSet<usize>), String> {
    let signatures = Signatures::read(files)?;
    let mut impls = String::new();
    let mut table = String::new();
    let mut subjects = BTreeSet::new();
    for (name, methods) in &signatures.traits {
        let _ = writeln!(impls, "impl {package}::server::{name} for Probe {{");
        for Method { name, arguments, answer, error } in methods {
            let unknown = || format!("the method `{name}` is not of the form that is known here");
            let (_, body) = arguments.iter().find(|(name, _)| name == "body").ok_or_else(unknown)?;
            let subject: usize =
                name.trim_start_matches("r#").trim_start_matches(['s', '_']).parse().map_err(|_| unknown())?;
            subjects.insert(subject);
            let _ = writeln!(
                impls,
                "    async fn {name}(&self, body: {body}) -> Result<{answer}, {error}> {{\n        read(&body);\n        \
                 Err({error}::Internal(InternalError::new(\"read\")))\n    }}"
            );
            let members = signatures.structs.get(answer).map_or(&[][..], Vec::as_slice);
            if let Some(body) = members.iter().find(|member| member.rust == "body") {
                let _ = writeln!(table, "    ({subject}, respond::<{}>),", body.ty);
            }
        }
        let _ = writeln!(impls, "}}");
    }
    let main = PROGRAM
        .replace("IMPORTS\n", &signatures.imports(package))
        .replace("PROBE\n", PROBE)
        .replace("PACKAGE", package)
        .replace("IMPLS\n", &impls)
        .replace("TABLE\n", &table);
    Ok((main, subjects))
}

const PROGRAM: &str = r#"//! Reads lines of `s<subject> request|response <JSON>` and says of each what generated code makes of it.

#![allow(unused_imports)]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{BufRead, Write};

use poem::web::{LocalAddr, RemoteAddr};
use poem::{Endpoint, Request};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use specwright_poem::json::WriteJson;
use specwright_poem::server::*;
use specwright_poem::{Base64, Date, DateTime, Patch};
use uuid::Uuid;
IMPORTS

PROBE

thread_local! {
    /// What the last handler was given, as serde writes it.
    static READ: RefCell<Option<String>> = const { RefCell::new(None) };
}

fn read(body: &impl Serialize) {
    READ.set(Some(serde_json::to_string(body).unwrap_or_else(|error| format!("not written: {error}"))));
}

IMPLS

/// A response is read as a client reads it, and written by serde and by the server's writer.
fn respond<T: DeserializeOwned + Serialize + WriteJson>(text: &str) -> String {
    match specwright_poem::json::read::<T>(text.as_bytes()) {
        Ok(value) => {
            let serde = serde_json::to_string(&value).unwrap_or_else(|error| format!("not written: {error}"));
            format!("accepted\t{serde}\t{}", String::from_utf8_lossy(&value.to_json()))
        }
        Err(error) => format!("refused\t{}\t", error.to_string().replace(['\t', '\n', '\r'], " ")),
    }
}

static RESPONSES: &[(usize, fn(&str) -> String)] = &[
TABLE
];

async fn request<E: Endpoint<Output = Response>>(server: &E, subject: &str, text: &str) -> String {
    READ.set(None);
    let head = poem::http::Request::post(format!("/{subject}")).header("content-type", "application/json").body(());
    let Ok((head, ())) = head.map(poem::http::Request::into_parts) else { return "failed\tno request\t".to_owned() };
    // As from a listener: what a builder of poem's makes has no original URI.
    let head = (head, LocalAddr::default(), RemoteAddr::default(), poem::http::uri::Scheme::HTTP);
    let request = Request::from_parts(head.into(), text.to_owned().into());
    let response = server.get_response(request).await;
    if let Some(read) = READ.take() {
        return format!("accepted\t{read}\t");
    }
    let status = response.status().as_u16();
    let body = response.into_body().into_string().await.unwrap_or_default();
    let problem: Value = serde_json::from_str(&body).unwrap_or_default();
    let violations = problem["violations"].as_array().into_iter().flatten();
    let mut codes: Vec<_> = violations.filter_map(|violation| violation["code"].as_str()).collect();
    if codes.is_empty() {
        codes.extend(problem["code"].as_str());
    }
    codes.sort_unstable();
    codes.dedup();
    let verdict = if status == 400 { "refused" } else { "failed" };
    format!("{verdict}\t{}\t{status}", codes.join(","))
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let server = PACKAGE::server::Server::new(Probe, Probe, Unlimited, Forgetful).into_endpoint();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { return };
        let mut words = line.splitn(3, ' ');
        let (Some(subject), Some(direction), Some(text)) = (words.next(), words.next(), words.next()) else { return };
        let answer = if direction == "request" {
            request(&server, subject, text).await
        } else {
            let number = subject.trim_start_matches('s').parse::<usize>().ok();
            match RESPONSES.iter().find(|(at, _)| Some(*at) == number) {
                Some((_, respond)) => respond(text),
                None => "failed\tno answer of this schema\t".to_owned(),
            }
        };
        if writeln!(out, "{answer}").is_err() {
            return;
        }
    }
}
"#;
