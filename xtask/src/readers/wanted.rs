//! The differences that we want, each with the reason, and with a schema of which it must still be true: one that is not
//! needed any more fails the run.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::compare::Difference;
use crate::differential::document::Document;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// In the words of the comparison.
    pub contract: String,
    pub rust: String,
    pub reason: String,
    /// The document that the proof is made in, `3.1.0` unless said.
    #[serde(default = "version")]
    openapi: String,
    /// The proof.
    schema: Value,
}

fn version() -> String {
    "3.1.0".to_owned()
}

const COMPONENT: &str = "Wanted";

pub fn listed() -> Result<Vec<Wanted>, String> {
    serde_json::from_str(include_str!("wanted.json")).map_err(|error| format!("wanted.json: {error}"))
}

/// The proofs, a document for each version of OpenAPI.
pub fn proofs(wanted: &[Wanted]) -> Vec<(String, Document)> {
    let versions: BTreeSet<&str> = wanted.iter().map(|wanted| wanted.openapi.as_str()).collect();
    let proof = |version: &str| {
        let of_version = wanted.iter().enumerate().filter(|(_, wanted)| wanted.openapi == version);
        let schemas: Map<String, Value> =
            of_version.map(|(at, wanted)| (format!("{COMPONENT}{at}"), wanted.schema.clone())).collect();
        Document::of(&json!({"openapi": version, "components": {"schemas": schemas}}))
    };
    versions.into_iter().map(|version| (format!("wanted-{version}"), proof(version))).collect()
}

/// Which of the wanted a difference is.
pub fn position(wanted: &[Wanted], found: &Difference) -> Option<usize> {
    wanted.iter().position(|wanted| wanted.contract == found.contract && wanted.rust == found.rust)
}

/// The wanted difference that a difference proves, being found in its schema.
pub fn proved(wanted: &[Wanted], found: &Difference) -> Option<usize> {
    let at = position(wanted, found)?;
    let component = found.at.split(['/', '|']).next()?;
    (component == format!("{COMPONENT}{at}")).then_some(at)
}
