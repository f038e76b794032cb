//! The generated TypeScript client: the value in, and out the request that it would send.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::{Outcome, Request, Vector, normal};
use crate::generated;

/// Asks Node, with the package as it was generated.
pub fn ask(vectors: &[Vector], package: &Path, repository: &Path) -> Result<Vec<Outcome>, String> {
    let program = package.parent().unwrap_or(package).join("wire.mjs");
    fs::copy(repository.join("xtask/wire/typescript.mjs"), &program).map_err(|error| error.to_string())?;
    let lines = vectors
        .iter()
        .map(|vector| json!({"operation": vector.operation, "value": vector.value}).to_string() + "\n")
        .collect();
    let answers = generated::ask(Command::new("node").arg(&program), lines)?;
    let outcome = |(vector, answer): (&Vector, String)| {
        let found = serde_json::from_str::<Request>(&answer).map_or(answer, |request| said(&request, vector));
        Outcome { operation: vector.operation.clone(), expected: said(&vector.request, vector), found }
    };
    Ok(vectors.iter().zip(answers).map(outcome).collect())
}

/// The request as text, with the headers that the vector names and no others.
fn said(request: &Request, vector: &Vector) -> String {
    let headers: BTreeMap<String, String> = request
        .headers
        .iter()
        .filter(|(name, _)| vector.request.headers.contains_key(*name) || *name == "content-type")
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let mut request = Request { headers, ..request.clone() };
    // Where nothing is said of it, a client may send the media type or leave it out.
    if !vector.request.headers.contains_key("content-type") {
        request.headers.remove("content-type");
    }
    let Value::Object(parts) = normal::request(&request) else { return String::new() };
    let told: Vec<_> = parts.iter().filter(|(_, value)| !value.is_null() && *value != &json!([])).collect();
    told.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
}
