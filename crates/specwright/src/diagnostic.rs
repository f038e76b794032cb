//! What is wrong with a contract, where, and how to mend it. A diagnostic is a value; rendering it is `output`'s.

use std::collections::HashSet;

use crate::source::{FileId, Position};

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

    /// A document may repeat a name of a megabyte in every finding about it, and its texts may hold what moves a
    /// terminal's cursor.
    fn tame(&mut self) {
        let labels = self.related.iter_mut().map(|(_, label)| label);
        for text in [&mut self.message].into_iter().chain(&mut self.help).chain(labels) {
            let moves = |c: char| c.is_control() && c != '\n';
            if text.contains(moves) {
                *text = text.replace(moves, "\u{fffd}");
            }
            if text.len() > LONGEST_TEXT {
                text.truncate(text.floor_char_boundary(LONGEST_TEXT));
                text.push('…');
            }
        }
    }

    /// What [`tolerance`](crate::tolerance) and an exit code depend on.
    fn kind(&self) -> Kind {
        (self.code, self.severity, self.at.map(|at| at.file))
    }
}

type Kind = (&'static str, Severity, Option<FileId>);

/// How many bytes a message may have, and each other text of a finding.
const LONGEST_TEXT: usize = 2_000;

/// How many findings are kept. A document may have a mistake in each of its bytes.
const MOST_KEPT: usize = 100_000;

/// Everything a run has found so far. Stages add to it and go on.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    /// What was found, once there is too much of it.
    kinds: HashSet<Kind>,
    left_out: usize,
}

impl Diagnostics {
    /// Adds a finding. Beyond a hundred thousand, it is only counted where one of its kind is there already.
    pub fn push(&mut self, mut diagnostic: Diagnostic) {
        diagnostic.tame();
        if self.found.len() >= MOST_KEPT {
            if self.kinds.is_empty() {
                self.kinds = self.found.iter().map(Diagnostic::kind).collect();
            }
            if !self.kinds.insert(diagnostic.kind()) {
                self.left_out += 1;
                return;
            }
        }
        self.found.push(diagnostic);
    }

    /// Adds all that another run has found.
    pub fn append(&mut self, other: Self) {
        for diagnostic in other.found {
            self.push(diagnostic);
        }
        self.left_out += other.left_out;
    }

    /// How many more there were than are kept.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    pub fn has_errors(&self) -> bool {
        self.found.iter().any(|d| d.severity == Severity::Error)
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.found.iter()
    }

    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Diagnostic> {
        self.found.iter_mut()
    }

    pub fn len(&self) -> usize {
        self.found.len()
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// By file, line and column, so that a report reads from top to bottom and is the same on every run.
    pub fn sort(&mut self) {
        self.found.sort_by(|a, b| (a.at, a.severity, a.code, &a.message).cmp(&(b.at, b.severity, b.code, &b.message)));
        self.found.dedup();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(code: &'static str, line: usize) -> Diagnostic {
        let at = Position { file: FileId(0), line: u32::try_from(line).expect("small"), column: 1, length: 1 };
        Diagnostic::warning(code, at, "m".repeat(3_000)).related(at, "é".repeat(3_000)).help("h".repeat(3_000))
    }

    #[test]
    fn texts_are_short() {
        let mut found = Diagnostics::default();
        found.push(finding("a", 1));
        for found in &found {
            let help = found.help.as_ref().expect("a help");
            for text in [&found.message, help, &found.related[0].1] {
                assert!(text.len() <= LONGEST_TEXT + 3 && text.ends_with('…'), "{}", text.len());
            }
        }
    }

    #[test]
    fn texts_are_nothing_to_a_terminal() {
        let mut found = Diagnostics::default();
        found.push(Diagnostic::new("a", Severity::Note, None, "a\u{1b}[2Jb\u{9b}31mc\r\nd").help("\u{7}"));
        let found = found.iter().next().expect("one");
        assert_eq!(found.message, "a\u{fffd}[2Jb\u{fffd}31mc\u{fffd}\nd");
        assert_eq!(found.help.as_deref(), Some("\u{fffd}"));
    }

    #[test]
    fn beyond_a_number_only_another_kind_is_kept() {
        let mut found = Diagnostics::default();
        let short = Diagnostic { message: "m".to_owned(), related: Vec::new(), help: None, ..finding("a", 1) };
        for _ in 0..MOST_KEPT + 10 {
            found.push(short.clone());
        }
        assert_eq!((found.len(), found.left_out(), found.has_errors()), (MOST_KEPT, 10, false));
        found.push(Diagnostic::new("a", Severity::Error, None, "that the file is not there"));
        assert!(found.has_errors() && found.len() == MOST_KEPT + 1);
        let mut more = Diagnostics::default();
        more.push(finding("a", 1));
        more.push(finding("b", 1));
        found.append(more);
        assert_eq!((found.len(), found.left_out()), (MOST_KEPT + 2, 11));
    }
}
