//! `cargo xtask wire`: the same wire vectors through the generated Rust server (a request in, the decoded value out) and
//! the generated TypeScript client (the value in, the request out).
//!
//! `wire/contract.yaml` has an operation for each way in which a value can travel; `wire/vectors.json` says what travels,
//! by the style tables of OpenAPI 3.1 (4.8.12), RFC 6570, RFC 7578 and the URL standard's form encoding. `also` are
//! requests that mean the same to a server, though no client of ours writes them.

mod normal;
mod server;
mod typescript;

use std::collections::BTreeMap;
use std::path::Path;

use clap::Args;
use serde::Deserialize;
use serde_json::Value;
use specwright::emit::Target;
use specwright::run::{self, Documents};

use crate::generated::Workspace;

#[derive(Args)]
pub struct Arguments {
    /// Only vectors of operations with this in their name
    #[arg(long)]
    only: Option<String>,
    /// Only these: `server`, `typescript`
    #[arg(long, value_delimiter = ',', default_values = ["server", "typescript"])]
    side: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    pub operation: String,
    /// By place (`path`, `query`, `headers`, `cookies`, `body`), what a handler is given and a client is called with.
    pub value: Value,
    pub request: Request,
    /// Targets that mean the same to a server.
    #[serde(default)]
    pub also: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub method: String,
    pub target: String,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    #[serde(default)]
    pub body: Option<String>,
    /// A body of octets, in base64.
    #[serde(default)]
    pub octets: Option<String>,
    /// A body of parts.
    #[serde(default)]
    pub parts: Vec<Part>,
}

/// Of `multipart/form-data` (RFC 7578).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub name: String,
    #[serde(default)]
    pub filename: Option<String>,
    #[serde(default, rename = "type")]
    pub media_type: Option<String>,
    #[serde(default)]
    pub body: Option<String>,
    #[serde(default)]
    pub octets: Option<String>,
}

/// A vector that a side is known to miss.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    side: String,
    operation: String,
    reason: String,
}

/// What one side made of one vector.
pub struct Outcome {
    pub operation: String,
    pub expected: String,
    pub found: String,
}

impl Outcome {
    fn is_right(&self) -> bool {
        self.expected == self.found
    }
}

/// True where every side does with every vector what it says, but for what is listed.
pub fn run(arguments: &Arguments, repository: &Path) -> Result<bool, String> {
    let vectors: Vec<Vector> = serde_json::from_str(include_str!("../../wire/vectors.json"))
        .map_err(|error| format!("wire/vectors.json: {error}"))?;
    let exceptions: Vec<Exception> = serde_json::from_str(include_str!("../../wire/exceptions.json"))
        .map_err(|error| format!("wire/exceptions.json: {error}"))?;
    let wanted = |vector: &Vector| arguments.only.as_deref().is_none_or(|only| vector.operation.contains(only));
    let vectors: Vec<Vector> = vectors.into_iter().filter(wanted).collect();
    let spec = repository.join("xtask/wire/contract.yaml");
    let contract =
        run::read(&Documents { spec, endpoints: None }).contract.ok_or("wire/contract.yaml is no contract")?;
    let mut workspace = Workspace::new(repository, "wire").map_err(|error| error.to_string())?;
    workspace.add("wire", &contract.document, &[Target::Rust, Target::Typescript], server::program)?;
    let mut right = true;
    let known = |side: &str| exceptions.iter().filter(|exception| exception.side == side).collect::<Vec<_>>();
    let wanted = |side: &str| arguments.side.iter().any(|wanted| wanted == side);
    let all = arguments.only.is_none();
    if wanted("server") {
        if let Some((_, error)) = workspace.build("dev")?.into_iter().next() {
            return Err(format!("the server does not compile: {error}"));
        }
        let outcomes = server::ask(&vectors, |lines| workspace.ask("wire", "dev", lines))?;
        right &= report("server", &outcomes, &known("server"), all);
    }
    if wanted("typescript") {
        let outcomes = typescript::ask(&vectors, &workspace.folder("wire").join("typescript"), repository)?;
        right &= report("typescript", &outcomes, &known("typescript"), all);
    }
    Ok(right)
}

fn report(side: &str, outcomes: &[Outcome], known: &[&Exception], all: bool) -> bool {
    let (mut wrong, mut excused) = (0, 0);
    for outcome in outcomes.iter().filter(|outcome| !outcome.is_right()) {
        if known.iter().any(|exception| exception.operation == outcome.operation) {
            excused += 1;
            continue;
        }
        wrong += 1;
        println!("{side}: {}\n    expected {}\n    found    {}", outcome.operation, outcome.expected, outcome.found);
    }
    let mut stale = 0;
    for exception in known {
        let needed = outcomes.iter().any(|outcome| outcome.operation == exception.operation && !outcome.is_right());
        println!("{side}: exception: {}: {}", exception.operation, exception.reason);
        if !needed && all {
            stale += 1;
            println!("    no longer needed");
        }
    }
    println!("{side}: {} requests, {excused} excused, {wrong} wrong", outcomes.len());
    wrong == 0 && stale == 0
}
