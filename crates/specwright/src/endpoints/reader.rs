//! What every part of the reading shares: places, and where findings go.

use std::ops::Range;

use super::model::{Located, Stated};
use super::words::{Lines, Words};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::Position;

pub struct Reader<'a> {
    lines: Lines<'a>,
    found: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    pub fn new(lines: Lines<'a>) -> Self {
        Self { lines, found: Vec::new() }
    }

    pub fn finish(self, diagnostics: &mut Diagnostics) {
        for diagnostic in self.found {
            diagnostics.push(diagnostic);
        }
    }

    pub fn at(&self, words: &Words) -> Position {
        self.lines.of(words)
    }

    pub fn range(&self, range: Range<usize>) -> Position {
        self.lines.at(range)
    }

    /// A finding at some words. Each has its help: what to write instead.
    pub fn error(&mut self, code: &'static str, words: &Words, message: impl Into<String>, help: impl Into<String>) {
        self.report(code, self.at(words), message, help);
    }

    pub fn report(&mut self, code: &'static str, at: Position, message: impl Into<String>, help: impl Into<String>) {
        self.push(Diagnostic::error(code, at, message).help(help));
    }

    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    pub fn located<T>(&self, words: &Words, value: T) -> Located<T> {
        Located { value, at: self.at(words) }
    }

    /// The words' meaning; where they have none, a finding that says which words have.
    pub fn stated<T>(&mut self, words: &Words, what: &str, meaning: Option<T>, expected: &str) -> Stated<T> {
        if let Some(value) = meaning {
            return Stated::Is(self.located(words, value));
        }
        let text = words.text();
        let message = if text.is_empty() { format!("{what} is empty") } else { format!("`{text}` is no {what}") };
        self.error("endpoints-malformed-value", words, message, format!("write {expected}"));
        Stated::Unreadable(self.at(words))
    }
}
