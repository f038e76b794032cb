//! What is wrong with a contract, where, and how to mend it. A diagnostic is a value; rendering it is `output`'s.

use crate::source::Position;

/// How much a diagnostic weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// Generated, but somebody should know: something is carried as documentation only, or not expressed in a target.
    Warning,
    /// Worth knowing.
    Note,
}

/// One finding about the contract.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// Stable, kebab-case: `unknown-keyword`, `dangling-reference`.
    pub code: &'static str,
    pub severity: Severity,
    /// One sentence that says what is wrong, naming the thing.
    pub message: String,
    /// Where it is, when it is anywhere.
    pub at: Option<Position>,
    /// Other places that belong to the finding, each with what stands there.
    pub related: Vec<(Position, String)>,
    /// How to mend it.
    pub help: Option<String>,
}

impl Diagnostic {
    pub fn error(code: &'static str, at: Position, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, Some(at), message)
    }

    pub fn warning(code: &'static str, at: Position, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, Some(at), message)
    }

    pub fn new(code: &'static str, severity: Severity, at: Option<Position>, message: impl Into<String>) -> Self {
        Self { code, severity, message: message.into(), at, related: Vec::new(), help: None }
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    #[must_use]
    pub fn related(mut self, at: Position, label: impl Into<String>) -> Self {
        self.related.push((at, label.into()));
        self
    }
}

/// Everything a run has found so far. Stages add to it and go on.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|d| d.severity == Severity::Error)
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Diagnostic> {
        self.0.iter_mut()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// By file, line and column, so that a report reads from top to bottom and is the same on every run.
    pub fn sort(&mut self) {
        self.0.sort_by(|a, b| (a.at, a.severity, a.code, &a.message).cmp(&(b.at, b.severity, b.code, &b.message)));
        self.0.dedup();
    }
}

impl<'d> IntoIterator for &'d mut Diagnostics {
    type Item = &'d mut Diagnostic;
    type IntoIter = std::slice::IterMut<'d, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl<'d> IntoIterator for &'d Diagnostics {
    type Item = &'d Diagnostic;
    type IntoIter = std::slice::Iter<'d, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
