//! `cargo xtask wire`: the same wire vectors through the generated server and the generated clients.
//!
//! ```text
//! request of a vector ----------------------> server: what the handler was given
//! value -> Rust client, over a socket ------> server: the request, what the handler was given
//! value -> TypeScript client -> request ----> server: the same
//! answer -> server: the response -----------> Rust client, TypeScript client: what the caller reads
//! ```
//!
//! `wire/contract.yaml` has an operation for each way in which a value can travel; `wire/vectors.json` says what travels,
//! by the style tables of OpenAPI 3.1 (4.8.12), RFC 6570, RFC 7578 and the URL standard's form encoding. `also` are
//! requests that mean the same to a server, though no client of ours writes them.

mod multipart;
mod normal;
mod program;
mod rust;
mod typescript;
mod vector;

use std::path::Path;

use clap::Args;
use serde::Deserialize;
use specwright::emit::Target;
use specwright::run::{self, Documents};

use self::vector::Vector;
use crate::generated::Workspace;

#[derive(Args)]
pub struct Arguments {
    /// Only vectors of operations with this in their name
    #[arg(long)]
    only: Option<String>,
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
    fn new(vector: &Vector, expected: &str, found: &str) -> Self {
        let (expected, found) = (expected.to_owned(), found.to_owned());
        Self { operation: vector.operation.clone(), expected, found }
    }

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
    let contract = run::read(&Documents::of(spec)).contract.ok_or("wire/contract.yaml is no contract")?;
    let mut workspace = Workspace::new(repository, "wire").map_err(|error| error.to_string())?;
    let targets = [Target::Rust, Target::Client, Target::Typescript];
    workspace.add("wire", &contract.document, &targets, program::DEPENDENCIES, |files, package| {
        program::program(files, package, &contract.document)
    })?;
    if let Some((_, error)) = workspace.build("dev")?.into_iter().next() {
        return Err(format!("the generated code does not compile: {error}"));
    }
    let ask = |lines: String| workspace.ask("wire", "dev", lines);
    let server = rust::server(&vectors, ask)?;
    let client = rust::client(&vectors, ask)?;
    let (typescript, sent) = typescript::ask(&vectors, &workspace.folder("wire").join("typescript"), repository)?;
    let typescript_to_server = rust::decoded(&sent, ask)?;
    let mut right = true;
    for (side, outcomes) in [
        ("server", server),
        ("rust client", client),
        ("typescript client", typescript),
        ("typescript client to server", typescript_to_server),
    ] {
        let known: Vec<_> = exceptions.iter().filter(|exception| exception.side == side).collect();
        right &= report(side, &outcomes, &known, arguments.only.is_none());
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
    println!("{side}: {} held against what they should be, {excused} excused, {wrong} wrong", outcomes.len());
    wrong == 0 && stale == 0
}
