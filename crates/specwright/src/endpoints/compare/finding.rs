//! The three things that can be wrong between the two documents, each with both places and the mend.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Position;

/// Both state it, differently.
const CONTRADICTION: &str = "endpoints-contradiction";
/// The contract states it, `rest-endpoints.md` does not.
const ONLY_IN_CONTRACT: &str = "endpoints-omission";
/// `rest-endpoints.md` states it, the contract does not.
const ONLY_IN_DOCUMENT: &str = "contract-omission";

pub struct Findings<'d> {
    diagnostics: &'d mut Diagnostics,
    /// The operation that the findings are about.
    operation: Option<Position>,
}

impl<'d> Findings<'d> {
    pub fn new(diagnostics: &'d mut Diagnostics) -> Self {
        Self { diagnostics, operation: None }
    }

    /// What follows is about the operation at this place.
    pub fn about(&mut self, operation: Position) {
        self.operation = Some(operation);
    }

    /// Where a fact stands in a component that operations share, the operation is shown as well.
    fn push(&mut self, finding: Diagnostic, there: Option<Position>) {
        let elsewhere = |operation: &Position| there.is_some_and(|there| there.file != operation.file);
        self.diagnostics.push(match self.operation.filter(elsewhere) {
            Some(operation) => finding.related(operation, "for this operation"),
            None => finding,
        });
    }

    /// `here` and `there`: where, and what stands there in words. `mend` is what to write in the document, `or` what
    /// to write in the contract instead.
    pub fn contradiction(
        &mut self,
        subject: &str,
        here: (Position, &str),
        there: (Position, &str),
        mend: &str,
        or: &str,
    ) {
        let message = format!("{subject} is {} here and {} in the contract", here.1, there.1);
        let help = format!("write {mend} here, or {or} in the contract");
        let finding = Diagnostic::error(CONTRADICTION, here.0, message).help(help);
        self.push(finding.related(there.0, format!("{} here", there.1)), Some(there.0));
    }

    /// `near`: the place in the document where `write` belongs.
    pub fn only_there(&mut self, subject: &str, near: Position, there: Position, write: &str) {
        let message = format!("{subject} stands in the contract and is missing here");
        let help = format!("write {write} here, or take it out of the contract");
        let finding = Diagnostic::error(ONLY_IN_CONTRACT, near, message).help(help);
        self.push(finding.related(there, "the contract states it here"), Some(there));
    }

    /// `near`: the place in the contract where `write` belongs.
    pub fn only_here(&mut self, subject: &str, here: Position, near: Option<Position>, write: &str) {
        let message = format!("{subject} stands here and is missing in the contract");
        let help = format!("write {write} in the contract, or take it out here");
        let finding = Diagnostic::error(ONLY_IN_DOCUMENT, here, message).help(help);
        let finding = match near {
            Some(near) => finding.related(near, "it is missing here"),
            None => finding,
        };
        self.push(finding, near);
    }
}
