//! Patterns of a contract, compiled once, at their first use.

use std::sync::OnceLock;

use regex::Regex;

/// A regular expression in Rust's syntax; the generator translates it from the contract's (ECMA-262) and knows that it
/// compiles.
pub struct Pattern {
    source: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    pub const fn new(source: &'static str) -> Self {
        Self { source, compiled: OnceLock::new() }
    }

    /// As JSON Schema means it: anywhere in the text.
    pub fn fits(&self, text: &str) -> bool {
        self.compiled.get_or_init(|| Regex::new(self.source).ok()).as_ref().is_none_or(|regex| regex.is_match(text))
    }
}
