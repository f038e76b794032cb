//! Patterns of a contract, compiled once, at their first use.

use std::sync::OnceLock;

use regex::Regex;

/// How many steps a pattern that looks around or back may take on one text. One that takes more does not fit: a request
/// must not buy unbounded work.
const MOST_STEPS: usize = 200_000;

/// A regular expression in Rust's syntax; the generator translates it from the contract's (ECMA-262) and knows that it
/// compiles.
pub struct Pattern {
    source: &'static str,
    compiled: OnceLock<Option<Engine>>,
}

enum Engine {
    /// In time that grows with the text alone.
    Linear(Regex),
    /// For what looks around or refers back.
    Backtracking(fancy_regex::Regex),
}

impl Pattern {
    pub const fn new(source: &'static str) -> Self {
        Self { source, compiled: OnceLock::new() }
    }

    /// As JSON Schema means it: anywhere in the text.
    pub fn fits(&self, text: &str) -> bool {
        match self.compiled.get_or_init(|| Engine::new(self.source)) {
            Some(Engine::Linear(regex)) => regex.is_match(text),
            Some(Engine::Backtracking(regex)) => regex.is_match(text).unwrap_or(false),
            None => true,
        }
    }
}

impl Engine {
    fn new(source: &str) -> Option<Self> {
        if let Ok(regex) = Regex::new(source) {
            return Some(Self::Linear(regex));
        }
        let regex = fancy_regex::RegexBuilder::new(source).backtrack_limit(MOST_STEPS).build().ok()?;
        Some(Self::Backtracking(regex))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_around_and_back() {
        static AHEAD: Pattern = Pattern::new("^(?=.*[0-9])(?!.*x)[a-z0-9]+$");
        static BACK: Pattern = Pattern::new(r"^(a|b)\1$");
        assert!(AHEAD.fits("a1") && !AHEAD.fits("a") && !AHEAD.fits("x1"));
        assert!(BACK.fits("aa") && !BACK.fits("ab"));
    }

    #[test]
    fn a_pattern_that_explodes_is_given_up() {
        static EXPLODES: Pattern = Pattern::new(r"^(?=(a+)+$)b\1");
        assert!(!EXPLODES.fits(&format!("{}!", "a".repeat(5000))));
    }
}
