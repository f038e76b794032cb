//! One run, from documents to files: the stages in their order. What the command and the build script share.

use std::path::PathBuf;

use crate::contract::{Contract, Filter};
use crate::diagnostic::Diagnostics;
use crate::emit::{self, GeneratedFile, Options, Target};
use crate::endpoints::{self, Endpoints};
use crate::source::Sources;
use crate::tolerance::{self, Strictness};

/// The documents of a contract, as files.
#[derive(Clone, Debug)]
pub struct Documents {
    pub spec: PathBuf,
    /// None: there is no companion to hold the contract against.
    pub endpoints: Option<PathBuf>,
    /// The folder that references may lead into. None: the one in which `spec` lies.
    pub root: Option<PathBuf>,
}

impl Documents {
    /// A document without a companion, whose references stay below it.
    pub fn of(spec: PathBuf) -> Self {
        Self { spec, endpoints: None, root: None }
    }
}

/// What was read, and everything found on the way.
pub struct Reading {
    pub sources: Sources,
    pub diagnostics: Diagnostics,
    /// None where the documents have errors that leave no contract.
    pub contract: Option<Contract>,
    pub endpoints: Option<Endpoints>,
}

/// Reads the documents and holds them against each other. A contract with a companion is ours to mend, so its mistakes
/// are errors; see [`tolerance`](crate::tolerance).
pub fn read(documents: &Documents) -> Reading {
    let companion = documents.endpoints.is_some();
    read_as(documents, if companion { Strictness::Strict } else { Strictness::Tolerant })
}

/// The same, with mistakes taken as the caller says.
pub fn read_as(documents: &Documents, strictness: Strictness) -> Reading {
    let mut diagnostics = Diagnostics::default();
    let mut sources = match &documents.root {
        Some(root) => Sources::load_within(root, &documents.spec, &mut diagnostics),
        None => Sources::load(&documents.spec, &mut diagnostics),
    };
    let contract = crate::contract::lower(&sources, &mut diagnostics);
    if strictness == Strictness::Tolerant && contract.is_some() {
        tolerance::tolerate(&mut diagnostics);
    }
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
    if reading.contract.is_none() || reading.diagnostics.has_errors() {
        return Vec::new();
    }
    let mut found = Diagnostics::default();
    let mut filtered = filtered(reading, &options.filter, &mut found);
    let mut files = Vec::new();
    if let Some(contract) = filtered.as_mut().or(reading.contract.as_mut()).filter(|_| !found.has_errors()) {
        if options.unused_schemas {
            contract.use_all_schemas();
        } else if let Some(unused) = contract.unused_schemas() {
            found.push(unused);
        }
        files = emit::emit_all(targets, contract, options, &mut found);
    }
    reading.diagnostics.append(found);
    reading.diagnostics.sort();
    files
}

/// The contract with the wanted operations only; none where all of them are. What is wrong with the documents is known
/// already, so only the filter's own findings are new.
fn filtered(reading: &Reading, filter: &Filter, diagnostics: &mut Diagnostics) -> Option<Contract> {
    if filter.is_empty() || reading.contract.is_none() {
        return None;
    }
    let mut found = Diagnostics::default();
    let contract = crate::contract::lower_only(&reading.sources, filter, &mut found);
    for diagnostic in found.iter().filter(|found| found.code == "filter-without-operation") {
        diagnostics.push(diagnostic.clone());
    }
    contract
}
