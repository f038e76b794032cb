//! Small documents, and what becomes of them.

#![allow(clippy::format_collect, clippy::format_push_string)]

mod assertions;
mod bundle;
mod diagnostics;
mod files;
mod keywords;
mod mistakes;
mod operations;
mod policies;
mod schemas;
mod unions;

use std::path::Path;

use super::super::{Contract, Origin, Property, Schema, Shape};
use super::lower;
use crate::diagnostic::{Diagnostics, Severity};
use crate::source::Sources;

/// The contract of a document in YAML, and its findings: `error code line:column message`.
pub(super) fn read(text: &str) -> (Option<Contract>, Vec<String>) {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::from_text(Path::new("openapi.yaml"), text, &mut diagnostics);
    let contract = lower(&sources, &mut diagnostics);
    (contract, findings(diagnostics))
}

pub(super) fn findings(mut diagnostics: Diagnostics) -> Vec<String> {
    diagnostics.sort();
    let line = |each: &crate::diagnostic::Diagnostic| {
        let severity = match each.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let at = each.at.map(|at| format!("{}:{}", at.line, at.column)).unwrap_or_default();
        format!("{severity} {} {at} {}", each.code, each.message)
    };
    diagnostics.iter().map(line).collect()
}

/// A document of 3.0 with these component schemas, which must be without a finding.
pub(super) fn schemas(components: &str) -> Contract {
    let (contract, findings) = read(&with_schemas("3.0.3", components));
    assert!(findings.is_empty(), "{findings:#?}");
    contract.expect("a contract")
}

/// What is found in a document with these component schemas. Their first line is line 6.
pub(super) fn findings_in_schemas(components: &str) -> Vec<String> {
    read(&with_schemas("3.0.3", components)).1
}

pub(super) fn with_schemas(version: &str, components: &str) -> String {
    let indented: String =
        components.lines().filter(|line| !line.trim().is_empty()).map(|line| format!("    {line}\n")).collect();
    format!("openapi: {version}\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n{indented}")
}

/// A document of 3.0 with these paths. Their first line is line 4.
pub(super) fn with_paths(paths: &str) -> String {
    let indented: String =
        paths.lines().filter(|line| !line.trim().is_empty()).map(|line| format!("  {line}\n")).collect();
    format!("openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n{indented}")
}

pub(super) fn component<'c>(contract: &'c Contract, name: &str) -> &'c Schema {
    let wanted = Origin::Component(name.to_owned());
    contract.schemas.iter().map(|(_, schema)| schema).find(|schema| schema.origin == wanted).expect(name)
}

pub(super) fn property<'c>(contract: &'c Contract, schema: &str, name: &str) -> &'c Property {
    property_of(component(contract, schema), name)
}

pub(super) fn property_of<'c>(schema: &'c Schema, name: &str) -> &'c Property {
    let Shape::Object(object) = &schema.shape else { panic!("no object: {:?}", schema.shape) };
    object.properties.iter().find(|property| property.name == name).expect(name)
}

/// Some of the findings, whole.
pub(super) fn expect(found: &[String], wanted: &[&str]) {
    assert_eq!(found, wanted, "\n{}", found.join("\n"));
}
