//! `rest-endpoints.md`: the endpoints as people agree on them, read with positions and held against the contract.
//! The grammar is in `specs/endpoints-grammar.md`.

mod acceptance;
mod compare;
mod criteria;
mod document;
mod endpoint;
mod facts;
mod markdown;
mod model;
mod notation;
mod reader;
mod sections;
mod table;
mod words;

use std::path::Path;

pub use acceptance::check_acceptance;
pub use compare::compare;
pub use document::parse;
pub use model::{
    Callers, Criterion, Endpoint, Endpoints, ErrorRow, Facts, Located, ParameterRow, RequestRow, ResponseRow, Section,
    Stated, TestName,
};
pub use notation::{TypeName, TypeShape};

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::source::Sources;

/// Reads the document at `path`, which becomes one of the sources' files. None where it cannot be read at all.
pub fn load(path: &Path, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Endpoints> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            let message = format!("cannot read the endpoints document `{}`: {error}", path.display());
            let finding = Diagnostic::new("endpoints-unreadable", Severity::Error, None, message);
            diagnostics.push(finding.help("name the document with `--endpoints`; it is UTF-8 text"));
            return None;
        }
    };
    let file = sources.add_text(path, text.as_str());
    Some(parse(&text, file, diagnostics))
}
