//! What is wrong with a document, as a person reads it: a folder per mistake with the documents and the whole report.
//! `BLESS=1 cargo test -p specwright --test diagnostics` writes the reports as they are now.
//!
//! A case is `openapi.yaml` or `openapi.json`, with `endpoints.md` beside it where that is what is wrong; its first line
//! says what it is about.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use specwright::diagnostic::Severity;
use specwright::emit::{Options, Target};
use specwright::endpoints::check_acceptance;
use specwright::output::report::{Format, render};
use specwright::run::{Documents, Reading, generate, read, read_as};
use specwright::tolerance::Strictness;

/// Relative to the package, where a test runs, so that a report names no machine's folders.
const CASES: &str = "tests/diagnostics";
const EXPECTED: &str = "expected.txt";

fn cases() -> Vec<PathBuf> {
    let folders = fs::read_dir(CASES).expect("the folder of cases");
    let mut cases: Vec<_> = folders.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()).collect();
    cases.sort();
    cases
}

fn run(case: &Path) -> Reading {
    let spec = ["openapi.yaml", "openapi.json"].map(|name| case.join(name)).into_iter().find(|path| path.exists());
    let endpoints = Some(case.join("endpoints.md")).filter(|path| path.exists());
    let spec = spec.unwrap_or_else(|| panic!("{} has no openapi.yaml", case.display()));
    // As their author sees them.
    let mut reading = read_as(&Documents { spec, endpoints, root: None }, Strictness::Strict);
    if let Some(endpoints) = &reading.endpoints {
        check_acceptance(endpoints, case, &mut reading.diagnostics);
        reading.diagnostics.sort();
    }
    reading
}

#[test]
fn each_mistake_is_reported_as_agreed() {
    let mut wrong = Vec::new();
    for case in cases() {
        let reading = run(&case);
        let report = render(&reading.diagnostics, &reading.sources, Format::Human, false);
        let expected = case.join(EXPECTED);
        if env::var_os("BLESS").is_some() {
            fs::write(&expected, &report).expect("written");
        } else if fs::read_to_string(&expected).unwrap_or_default() != report {
            wrong.push(format!("{}:\n{report}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "{}\nBLESS=1 writes what is reported now.", wrong.join("\n"));
}

/// A case without a finding shows nothing, and an error that does not say how to mend it is half an error.
#[test]
fn each_case_has_a_finding_and_each_error_a_mend() {
    let mut wrong = Vec::new();
    for case in cases() {
        let reading = run(&case);
        if reading.diagnostics.is_empty() {
            wrong.push(format!("{}: nothing is found", case.display()));
        }
        for found in &reading.diagnostics {
            if found.severity == Severity::Error && found.help.is_none() {
                wrong.push(format!("{}: `{}` has no help: {}", case.display(), found.code, found.message));
            }
            if found.severity == Severity::Error && found.at.is_none() && found.code != "endpoints-unreadable" {
                wrong.push(format!("{}: `{}` is nowhere", case.display(), found.code));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The cases are a tour of what can be found: forty kinds of findings and more.
#[test]
fn many_kinds_of_findings_are_shown() {
    let codes: BTreeSet<_> = cases()
        .iter()
        .flat_map(|case| run(case).diagnostics.iter().map(|found| found.code).collect::<Vec<_>>())
        .collect();
    assert!(codes.len() >= 40, "{codes:?}");
}

/// A mistake of somebody else's document takes nothing down but what it touches: all targets are generated, unless there
/// is no document at all, or what it says of who may call is wrong.
#[test]
fn the_rest_of_a_document_with_a_mistake_is_generated() {
    let mut refused = BTreeSet::new();
    for case in cases().into_iter().filter(|case| !case.join("endpoints.md").exists()) {
        let spec = ["openapi.yaml", "openapi.json"].map(|name| case.join(name)).into_iter().find(|path| path.exists());
        let mut reading = read(&Documents::of(spec.expect("a document")));
        let files = generate(&mut reading, &Target::ALL, &Options::default());
        refused.extend(
            reading.diagnostics.iter().filter(|found| found.severity == Severity::Error).map(|found| found.code),
        );
        if !reading.diagnostics.has_errors() {
            for part in ["api/", "client/", "typescript/", "openapi.json"] {
                assert!(files.iter().any(|file| file.path.starts_with(part)), "{} has no {part}", case.display());
            }
        }
    }
    let expected = [
        "alias-within-itself",
        "empty-document",
        "idempotency-of-method",
        "invalid-json",
        "invalid-yaml",
        "key-not-a-string",
        "limit-without-sign-in",
        "malformed-roles",
        "not-openapi",
        "owner-without-role",
        "owner-without-sign-in",
        "problem-code-status",
        "role-without-sign-in",
        "several-documents",
        "unknown-pagination",
        "unknown-problem-code",
        "unsupported-version",
    ];
    assert_eq!(refused.into_iter().collect::<Vec<_>>(), expected);
}
