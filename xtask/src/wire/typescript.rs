//! The generated TypeScript client: the value in, and out the request that it would send; a response in, and out what
//! its caller gets.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;
use serde_json::{Value, json};

use super::vector::{Request, Vector};
use super::{Outcome, normal};
use crate::generated;

/// What the program says of a line.
#[derive(Deserialize)]
struct Said {
    request: Option<Request>,
    #[serde(default)]
    read: Value,
    failed: Option<String>,
}

/// What is held against what it should be, and what was sent for each vector.
type Asked<'v> = (Vec<Outcome>, Vec<(&'v Vector, Request)>);

/// Asks Node, with the package as it was generated. The requests that were sent come back as well.
pub fn ask<'v>(vectors: &'v [Vector], package: &Path, repository: &Path) -> Result<Asked<'v>, String> {
    let program = package.parent().unwrap_or(package).join("wire.mjs");
    fs::copy(repository.join("xtask/wire/typescript.mjs"), &program).map_err(|error| error.to_string())?;
    let line = |vector: &Vector| {
        let response = vector.answer.as_ref().map(|answer| &answer.response);
        json!({"operation": vector.operation, "value": vector.value, "response": response}).to_string() + "\n"
    };
    let (mut outcomes, mut sent) = (Vec::new(), Vec::new());
    for (vector, answer) in
        vectors.iter().zip(generated::ask(Command::new("node").arg(&program), vectors.iter().map(line).collect())?)
    {
        let said: Said = serde_json::from_str(&answer).map_err(|error| format!("{answer}: {error}"))?;
        let failed = said.failed.unwrap_or_else(|| "nothing was sent".to_owned());
        let found = said.request.as_ref().map(|request| normal::request_like(request, &vector.request));
        let expected = normal::request_like(&vector.request, &vector.request);
        outcomes.push(Outcome::new(vector, &expected, &found.unwrap_or_else(|| failed.clone())));
        sent.extend(said.request.map(|request| (vector, request)));
        if let Some(answer) = &vector.answer {
            // Its headers are those of `fetch`, which is nobody's code here.
            let expected = json!({"status": answer.value["status"], "body": answer.value["body"]});
            let found = if said.read.is_null() { failed } else { normal::value(&said.read).to_string() };
            outcomes.push(Outcome::new(vector, &normal::value(&expected).to_string(), &found));
        }
    }
    Ok((outcomes, sent))
}
