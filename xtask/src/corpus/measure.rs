//! One document through the whole generator, and what can be counted about it. Runs in a process of its own and writes a
//! [`Measurement`] as JSON to standard output.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use specwright::contract::{Contract, Operation};
use specwright::diagnostic::{Diagnostic, Severity};
use specwright::emit::{GeneratedFile, Options, Target};
use specwright::output::files;
use specwright::run::{self, Documents, Reading};
use specwright::source::Position;

#[derive(Args)]
pub struct Arguments {
    spec: PathBuf,
    #[arg(long)]
    name: String,
    /// The folder that references may lead into; without it the document's own
    #[arg(long)]
    root: Option<PathBuf>,
    /// Where the files go; without it they are only made
    #[arg(long)]
    out: Option<PathBuf>,
}

/// The targets, in the order of the table's columns.
pub const TARGETS: [(Target, &str); 4] = [
    (Target::Rust, "rust"),
    (Target::Client, "client"),
    (Target::Typescript, "typescript"),
    (Target::Document, "document"),
];

/// Codes that say, at an operation's position, that a target is without it.
const LEFT_OUT: [(&str, &str); 3] =
    [("rust", "rust-operation-left-out"), ("client", "client-operation-left-out"), ("typescript", "typescript-trace")];

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Measurement {
    /// Of OpenAPI, as the document says it.
    pub version: String,
    pub bytes: usize,
    pub operations: usize,
    /// By target.
    pub expressed: BTreeMap<String, usize>,
    pub left_out: Vec<LeftOut>,
    pub findings: Vec<Finding>,
    pub seconds: f64,
    /// The most memory the process held, where the system tells.
    pub peak_bytes: Option<u64>,
}

/// An operation that a target is without.
#[derive(Debug, Serialize, Deserialize)]
pub struct LeftOut {
    pub target: String,
    pub operation: String,
    pub reason: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Finding {
    pub severity: String,
    pub code: String,
    /// `file:line:column`.
    pub place: String,
    pub line: u32,
    pub message: String,
}

impl Measurement {
    pub fn count(&self, severity: &str) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    pub fn expressed(&self, target: &str) -> usize {
        self.expressed.get(target).copied().unwrap_or_default()
    }
}

/// Writes the measurement; a panic of the generator is an error like any other.
pub fn run(arguments: &Arguments, repository: &Path) -> Result<bool, String> {
    let measured = panic::catch_unwind(AssertUnwindSafe(|| measure(arguments, repository)));
    // The panic's message is on standard error already.
    let measurement = measured.map_err(|_| "the generator panics".to_owned())??;
    serde_json::to_writer(std::io::stdout().lock(), &measurement).map_err(|error| error.to_string())?;
    Ok(true)
}

fn measure(arguments: &Arguments, repository: &Path) -> Result<Measurement, String> {
    let runtime = repository.join("crates/specwright-poem");
    let options = Options { name: Some(arguments.name.clone()), runtime: Some(runtime), ..Options::default() };
    let started = Instant::now();
    let root = arguments.root.clone();
    let mut reading = run::read(&Documents { root, ..Documents::of(arguments.spec.clone()) });
    let generated = run::generate(&mut reading, &Target::ALL, &options);
    let seconds = started.elapsed().as_secs_f64();
    let peak_bytes = peak_bytes();
    if let Some(out) = &arguments.out {
        files::compare(out, &generated)
            .and_then(|changes| files::write(out, &changes))
            .map_err(|error| format!("{}: {error}", out.display()))?;
    }
    let operations = operations_of(&reading);
    let (expressed, left_out) = expressed(&reading, &generated, &operations);
    Ok(Measurement {
        version: reading.contract.as_ref().map(|contract| contract.info.openapi.clone()).unwrap_or_default(),
        bytes: reading.sources.files().map(|(_, file)| file.text.len()).sum(),
        operations: operations.len(),
        expressed,
        left_out,
        findings: reading.diagnostics.iter().map(|diagnostic| finding(&reading, diagnostic)).collect(),
        seconds,
        peak_bytes,
    })
}

/// An operation as the document has it: method and path, and where its method stands.
struct Stated {
    name: String,
    at: Position,
}

/// Every operation of the document, counted without asking the generator.
fn operations_of(reading: &Reading) -> Vec<Stated> {
    const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];
    let paths = reading.sources.entry().and_then(|root| root.get("paths")?.as_mapping());
    let mut operations = Vec::new();
    for (path, item) in paths.into_iter().flat_map(specwright::source::Mapping::iter) {
        let mut item = item;
        for _ in 0..32 {
            let Some(reference) = item.get("$ref").and_then(specwright::source::Node::as_str) else { break };
            let Ok(resolved) = reading.sources.resolve(item.at.file, reference) else { break };
            item = resolved.node;
        }
        for (key, operation) in item.as_mapping().into_iter().flat_map(specwright::source::Mapping::iter) {
            if METHODS.contains(&key.text.as_str()) && operation.as_mapping().is_some() {
                operations.push(Stated { name: format!("{} {}", key.text.to_uppercase(), path.text), at: key.at });
            } else if key.text == "additionalOperations" {
                let more = operation.as_mapping().into_iter().flat_map(specwright::source::Mapping::iter);
                operations.extend(
                    more.map(|(method, _)| Stated { name: format!("{} {}", method.text, path.text), at: method.at }),
                );
            }
        }
    }
    operations
}

/// How many operations each target says, and which it does not.
fn expressed(
    reading: &Reading,
    generated: &[GeneratedFile],
    operations: &[Stated],
) -> (BTreeMap<String, usize>, Vec<LeftOut>) {
    let mut counts = BTreeMap::new();
    let mut left_out = Vec::new();
    let Some(contract) = reading.contract.as_ref().filter(|_| !generated.is_empty()) else {
        return (counts, left_out);
    };
    // A target without files expresses nothing.
    for (target, prefix) in [("rust", "api/"), ("client", "client/"), ("typescript", "typescript/")] {
        if !generated.iter().any(|file| file.path.starts_with(prefix)) {
            counts.insert(target.to_owned(), 0);
            continue;
        }
        let code = LEFT_OUT.iter().find(|(known, _)| *known == target).map_or("", |(_, code)| code);
        let missing: Vec<(&Operation, &Diagnostic)> = contract
            .operations
            .iter()
            .filter_map(|operation| {
                let found = |found: &&Diagnostic| found.code == code && found.at == Some(operation.at);
                reading.diagnostics.iter().find(found).map(|found| (operation, found))
            })
            .collect();
        counts.insert(target.to_owned(), contract.operations.len() - missing.len());
        left_out.extend(missing.into_iter().map(|(operation, found)| LeftOut {
            target: target.to_owned(),
            operation: format!("{} {}", operation.method.as_str(), operation.path),
            reason: found.message.clone(),
        }));
    }
    counts.insert("document".to_owned(), in_document(generated));
    left_out.extend(not_read(reading, contract, operations));
    (counts, left_out)
}

/// Operations that the reader itself left out, each with what was said at its place.
fn not_read(reading: &Reading, contract: &Contract, operations: &[Stated]) -> Vec<LeftOut> {
    let known: HashSet<Position> = contract.operations.iter().map(|operation| operation.at).collect();
    let missing = operations.iter().filter(|operation| !known.contains(&operation.at));
    missing
        .map(|operation| {
            let said = || reading.diagnostics.iter().filter(|found| found.at == Some(operation.at));
            let found = said().find(|found| found.code.ends_with("left-out")).or_else(|| said().next());
            LeftOut {
                target: "all".to_owned(),
                operation: operation.name.clone(),
                reason: found.map_or_else(|| "nothing is said of it".to_owned(), |found| found.message.clone()),
            }
        })
        .collect()
}

/// The operations of the bundled document.
fn in_document(generated: &[GeneratedFile]) -> usize {
    const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];
    let Some(document) = generated.iter().find(|file| file.path == "openapi.json") else { return 0 };
    let Ok(document) = serde_json::from_str::<Value>(&document.text) else { return 0 };
    let paths = document["paths"].as_object().into_iter().flatten();
    paths
        .map(|(_, item)| {
            let target =
                item["$ref"].as_str().and_then(|reference| document.pointer(reference.trim_start_matches('#')));
            let item = target.unwrap_or(item);
            let fixed = METHODS.iter().filter(|method| item[**method].is_object()).count();
            fixed + item["additionalOperations"].as_object().map_or(0, serde_json::Map::len)
        })
        .sum()
}

fn finding(reading: &Reading, diagnostic: &Diagnostic) -> Finding {
    let place = diagnostic.at.and_then(|at| {
        let file = reading.sources.file(at.file)?;
        Some(format!("{}:{}:{}", Path::new(file.path.file_name()?).display(), at.line, at.column))
    });
    Finding {
        severity: match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
        .to_owned(),
        code: diagnostic.code.to_owned(),
        place: place.unwrap_or_default(),
        line: diagnostic.at.map_or(0, |at| at.line),
        message: diagnostic.message.clone(),
    }
}

fn peak_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}
