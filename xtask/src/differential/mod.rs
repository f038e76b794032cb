//! `cargo xtask differential`: for every schema of every document, what the generated server accepts is what the
//! `jsonschema` crate accepts, and what it accepts comes back as it went.
//!
//! ```text
//! contract -> document (an operation for each schema) -> driver, driver (generated, compiled)  -> judge
//!                      -> dialect -> oracle (the other opinion) -> sample (values)              -> judge
//! ```

pub mod dialect;
pub mod document;
mod driver;
mod equal;
mod exceptions;
mod judge;
mod oracle;
mod sample;
mod suite;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Args;
use heck::ToKebabCase;
use specwright::run::{self, Documents};

use self::dialect::Direction;
use self::document::Document;
use self::driver::Driver;
use self::exceptions::{Decoder, Exception};
use self::judge::{Cases, Findings};
use crate::generated::Workspace;

#[derive(Args)]
pub struct Arguments {
    /// Contracts, or folders of contracts
    paths: Vec<PathBuf>,
    /// Besides, the JSON-Schema-Test-Suite: the folder in which its `tests` lie
    #[arg(long, value_name = "DIR")]
    suite: Option<PathBuf>,
    /// How many values are made of each schema
    #[arg(long, default_value_t = 60)]
    values: usize,
    /// The same seed makes the same values
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only documents or schemas with this in their name
    #[arg(long)]
    only: Option<String>,
    /// The cargo profile of the generated programs: `dev`, or `differential` where there are many values
    #[arg(long, default_value = "dev")]
    profile: String,
    /// Show so many disagreements of each kind and document
    #[arg(long, default_value_t = 3)]
    show: usize,
}

/// True where everything agrees.
pub fn run(arguments: &Arguments, repository: &Path) -> Result<bool, String> {
    let suite = arguments.suite.as_ref().map_or(Ok(true), |folder| {
        let mut workspace = Workspace::new(repository, "suite").map_err(|error| error.to_string())?;
        suite::run(folder, &mut workspace, &arguments.profile, arguments.only.as_deref())
    })?;
    if arguments.paths.is_empty() {
        return Ok(suite);
    }
    let exceptions = exceptions::listed()?;
    let mut workspace = Workspace::new(repository, "documents").map_err(|error| error.to_string())?;
    let mut ready: Vec<(Driver, Document)> = Vec::new();
    let mut failed: Vec<(String, String)> = Vec::new();
    let proofs = proofs(&exceptions);
    let documents = contracts(&arguments.paths)?.into_iter().map(|path| (name(&path), read(&path)));
    let documents =
        documents.filter(|(name, document)| wanted(arguments.only.as_deref(), name, document.as_ref().ok()));
    for (name, document) in proofs.into_iter().map(|(name, document)| (name, Ok(document))).chain(documents) {
        let added =
            document.and_then(|mut document| Ok((Driver::add(&mut workspace, &name, &mut document)?, document)));
        match added {
            Ok((driver, document)) => ready.push((driver, document)),
            Err(error) => failed.push((name, error)),
        }
    }
    eprintln!("{} documents generated, compiling ...", ready.len());
    for (name, error) in workspace.build(&arguments.profile)? {
        ready.retain(|(driver, _)| driver.name != name);
        failed.push((name, format!("its generated code does not compile: {error}")));
    }
    let mut total = Findings::default();
    let mut stale = Vec::new();
    println!(
        "{:<40} {:>7} {:>9} {:>9} {:>11} {:>9}",
        "document", "schemas", "values", "fitting", "round trips", "disagree"
    );
    for (driver, document) in &ready {
        let proof = driver.name.starts_with(PROOF);
        let cases = if proof {
            proof_cases(document, &exceptions)
        } else {
            Cases::sample(document, driver, arguments.values, arguments.seed, arguments.only.as_deref())
        };
        let listed = if proof { &[][..] } else { &exceptions[..] };
        match cases.and_then(|cases| cases.judge(document, driver, &workspace, &arguments.profile, listed)) {
            Ok(findings) if proof => stale.extend(not_needed(document, &findings, &exceptions)),
            Ok(findings) => {
                report(&driver.name, &findings, arguments.show);
                add(&mut total, findings);
            }
            Err(error) => failed.push((driver.name.clone(), error)),
        }
    }
    summary(
        &total,
        &failed,
        &stale,
        &exceptions,
        ready.iter().filter(|(driver, _)| !driver.name.starts_with(PROOF)).count(),
    );
    Ok(suite && total.disagreements.is_empty() && failed.is_empty() && stale.is_empty())
}

const PROOF: &str = "exceptions-";

fn proofs(exceptions: &[Exception]) -> Vec<(String, Document)> {
    let versions: BTreeSet<&str> =
        exceptions.iter().map(|exception| exception.openapi.as_deref().unwrap_or("3.1.0")).collect();
    versions
        .into_iter()
        .map(|version| (format!("{PROOF}{}", version.replace('.', "-")), exceptions::proof(exceptions, version)))
        .collect()
}

/// The exception that a schema of a proof's document is of.
fn exception_of(document: &Document, subject: usize) -> Option<usize> {
    document.subjects.get(subject)?.component.strip_prefix("Exception")?.parse().ok()
}

fn proof_cases(document: &Document, exceptions: &[Exception]) -> Result<Cases, String> {
    let subjects = (0..document.subjects.len()).filter_map(|subject| {
        let exception = exceptions.get(exception_of(document, subject)?)?;
        let direction = if exception.response { Direction::Response } else { Direction::Request };
        Some((subject, direction, exception.value.clone()))
    });
    Cases::of(document, subjects)
}

/// Exceptions whose value is judged alike by both.
fn not_needed(document: &Document, findings: &Findings, exceptions: &[Exception]) -> Vec<usize> {
    let needed: BTreeSet<usize> = findings
        .disagreements
        .iter()
        .filter_map(|found| {
            let subject = document.subjects.iter().position(|subject| subject.label == found.label)?;
            let at = exception_of(document, subject)?;
            let Exception { decoder, keyword, .. } = &exceptions[at];
            (found.kind == decoder.difference(keyword)).then_some(at)
        })
        .collect();
    (0..document.subjects.len())
        .filter_map(|subject| exception_of(document, subject))
        .filter(|at| !needed.contains(at))
        .collect()
}

fn wanted(only: Option<&str>, name: &str, document: Option<&Document>) -> bool {
    let Some(only) = only else { return true };
    name.contains(only)
        || document.is_some_and(|document| document.subjects.iter().any(|subject| subject.label.contains(only)))
}

pub fn read(path: &Path) -> Result<Document, String> {
    let reading = run::read(&Documents::of(path.to_owned()));
    let contract = reading.contract.ok_or("it is no contract")?;
    Ok(Document::of(&contract.document))
}

pub fn name(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let stem = if stem == "openapi" || stem == "contract" {
        path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy()
    } else {
        stem
    };
    format!("d-{}", stem.to_kebab_case())
}

/// The contracts of files and folders: of a folder, each file that says it is one, and else of the folders in it.
pub fn contracts(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_file() {
            found.push(path.clone());
            continue;
        }
        let mut entries: Vec<PathBuf> = std::fs::read_dir(path)
            .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect())
            .map_err(|error| format!("{}: {error}", path.display()))?;
        entries.sort();
        let before = found.len();
        found.extend(entries.iter().filter(|path| is_contract(path)).cloned());
        if found.len() == before {
            let folders: Vec<_> = entries.into_iter().filter(|path| path.is_dir()).collect();
            found.extend(contracts(&folders)?);
        } else {
            for folder in entries.iter().filter(|path| path.is_dir()) {
                let inner = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
                found.extend(inner.filter(|path| is_contract(path)));
            }
        }
    }
    Ok(found)
}

fn is_contract(path: &Path) -> bool {
    let named =
        path.extension().is_some_and(|extension| ["json", "yaml", "yml"].iter().any(|known| extension == *known));
    named
        && path.is_file()
        && std::fs::read_to_string(path).is_ok_and(|text| {
            let start: String = text.chars().take(4000).collect();
            start.contains("openapi:") || start.contains("\"openapi\"") || text.contains("\n  \"openapi\":")
        })
}

fn report(name: &str, findings: &Findings, show: usize) {
    println!(
        "{:<40} {:>7} {:>9} {:>9} {:>11} {:>9}",
        name.trim_start_matches("d-"),
        findings.schemas,
        findings.values,
        findings.fitting,
        findings.round_trips,
        findings.disagreements.len()
    );
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    for found in &findings.disagreements {
        let count = shown.entry(&found.kind).or_default();
        *count += 1;
        if *count <= show {
            let value: String = found.value.chars().take(600).collect();
            println!("    {}: {} {}\n        {value}", found.kind, found.label, found.detail);
        }
    }
    for (kind, count) in shown.iter().filter(|(_, count)| **count > show) {
        println!("    {kind}: {count} in all");
    }
    for (label, reason) in findings.untested.iter().take(show) {
        println!("    not tested: {label}: {reason}");
    }
    if findings.untested.len() > show {
        println!("    not tested: {} in all", findings.untested.len());
    }
}

fn add(total: &mut Findings, findings: Findings) {
    total.schemas += findings.schemas;
    total.values += findings.values;
    total.fitting += findings.fitting;
    total.round_trips += findings.round_trips;
    total.disagreements.extend(findings.disagreements);
    total.untested.extend(findings.untested);
    for (at, count) in findings.excused {
        *total.excused.entry(at).or_default() += count;
    }
}

fn summary(total: &Findings, failed: &[(String, String)], stale: &[usize], exceptions: &[Exception], documents: usize) {
    println!();
    for (name, error) in failed {
        println!("not tested: {name}: {error}");
    }
    for (at, exception) in exceptions.iter().enumerate() {
        let verb = match exception.decoder {
            Decoder::Accepts => "accepted",
            Decoder::Refuses => "refused",
            Decoder::Loses => "not back whole",
        };
        let count = total.excused.get(&at).copied().unwrap_or(0);
        println!("exception: {} {verb}, {count} times: {}", exception.keyword, exception.reason);
        if stale.contains(&at) {
            println!("    no longer needed: both judge its value alike");
        }
    }
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for found in &total.disagreements {
        *kinds.entry(&found.kind).or_default() += 1;
    }
    for (kind, count) in kinds {
        println!("disagreement: {kind}: {count}");
    }
    println!(
        "{documents} documents, {} schemas, {} values ({} fit), {} round trips, {} disagreements, {} schemas and {} documents not tested",
        total.schemas,
        total.values,
        total.fitting,
        total.round_trips,
        total.disagreements.len(),
        total.untested.len(),
        failed.len()
    );
}
