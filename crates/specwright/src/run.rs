//! One run, from documents to files: the stages in their order. What the command and the build script share.

use std::path::PathBuf;

use crate::contract::Contract;
use crate::diagnostic::Diagnostics;
use crate::emit::{self, GeneratedFile, Options, Target};
use crate::endpoints::{self, Endpoints};
use crate::source::Sources;

/// The documents of a contract, as files.
#[derive(Clone, Debug)]
pub struct Documents {
    pub spec: PathBuf,
    /// None: there is no companion to hold the contract against.
    pub endpoints: Option<PathBuf>,
}

/// What was read, and everything found on the way.
pub struct Reading {
    pub sources: Sources,
    pub diagnostics: Diagnostics,
    /// None where the documents have errors that leave no contract.
    pub contract: Option<Contract>,
    pub endpoints: Option<Endpoints>,
}

/// Reads the documents and holds them against each other.
pub fn read(documents: &Documents) -> Reading {
    let mut diagnostics = Diagnostics::default();
    let mut sources = Sources::load(&documents.spec, &mut diagnostics);
    let contract = crate::contract::lower(&sources, &mut diagnostics);
    let endpoints =
        documents.endpoints.as_deref().and_then(|path| endpoints::load(path, &mut sources, &mut diagnostics));
    if let (Some(contract), Some(endpoints)) = (&contract, &endpoints) {
        endpoints::compare(endpoints, contract, &mut diagnostics);
    }
    diagnostics.sort();
    Reading { sources, diagnostics, contract, endpoints }
}

/// The files that `targets` make of a contract. Nothing where the contract has errors.
pub fn generate(reading: &mut Reading, targets: &[Target], options: &Options) -> Vec<GeneratedFile> {
    let Some(contract) = reading.contract.as_mut().filter(|_| !reading.diagnostics.has_errors()) else {
        return Vec::new();
    };
    let mut files = Vec::new();
    let mut found = Diagnostics::default();
    if options.unused_schemas {
        contract.use_all_schemas();
    } else if let Some(unused) = contract.unused_schemas() {
        found.push(unused);
    }
    for target in Target::ALL.into_iter().filter(|target| targets.contains(target)) {
        files.extend(emit::emit(target, contract, options, &mut found));
    }
    for diagnostic in &found {
        reading.diagnostics.push(diagnostic.clone());
    }
    reading.diagnostics.sort();
    files
}
