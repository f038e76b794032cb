//! Patterns: from ECMA-262, which JSON Schema writes them in, to the syntax that Rust's engines read: `regex`, and
//! `fancy-regex` for what looks around or refers back.

// What is written in pieces reads better so than with `write!` and its results thrown away.
#![allow(clippy::format_push_string)]

mod cost;

use std::error::Error;
use std::iter::Peekable;
use std::str::Chars;

use fancy_regex::{CompileError, Regex, RegexBuilder};

pub use cost::cost;

/// How many steps a pattern may take on one text: an author's example is not worth more.
const MOST_STEPS: usize = 200_000;

/// How many characters may stand between the braces of a quantifier; more digits are beyond every number.
const LONGEST_QUANTIFIER: usize = 50;

/// What `\s` is in ECMA-262: its white space and its line ends.
const SPACE: &str = r"\t\n\x0b\x0c\r\x20\xa0\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}";

/// What `\b` and `\B` are in ECMA-262, whose words are of ASCII; `fancy-regex` knows no `(?-u:\b)`.
const BOUNDARY: &str = r"(?:(?<=[0-9A-Za-z_])(?![0-9A-Za-z_])|(?<![0-9A-Za-z_])(?=[0-9A-Za-z_]))";
const NO_BOUNDARY: &str = r"(?:(?<=[0-9A-Za-z_])(?=[0-9A-Za-z_])|(?<![0-9A-Za-z_])(?![0-9A-Za-z_]))";

/// The same pattern in Rust's syntax. None: it is no pattern, or one that neither engine can run.
pub fn translate(pattern: &str) -> Option<String> {
    let translated = rewritten(pattern)?;
    compiled(&translated).ok()?;
    Some(translated)
}

/// A pattern that can be held against texts, or why it is none.
pub fn compile(pattern: &str) -> Result<Regex, String> {
    let translated = rewritten(pattern).ok_or("it is no regular expression of ECMA-262")?;
    compiled(&translated).map_err(|error| reason(&error))
}

/// What is wrong, in one line: of several an engine's last says it.
fn reason(error: &fancy_regex::Error) -> String {
    let innermost = match error {
        fancy_regex::Error::CompileError(error) => match error.as_ref() {
            CompileError::InnerError(error) => error.source(),
            _ => None,
        },
        _ => None,
    };
    let said = innermost.map_or_else(|| error.to_string(), ToString::to_string);
    said.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

fn rewritten(pattern: &str) -> Option<String> {
    let mut translator = Translator { rest: pattern.chars().peekable(), out: String::new() };
    translator.run()?;
    Some(translator.out)
}

// Boxed by its crate's own size: an error here is shown and forgotten.
#[allow(clippy::result_large_err)]
fn compiled(translated: &str) -> Result<Regex, fancy_regex::Error> {
    RegexBuilder::new(translated).backtrack_limit(MOST_STEPS).build()
}

struct Translator<'a> {
    rest: Peekable<Chars<'a>>,
    out: String,
}

impl Translator<'_> {
    fn run(&mut self) -> Option<()> {
        while let Some(c) = self.rest.next() {
            match c {
                '\\' => self.escape(false)?,
                '[' => self.class()?,
                '.' => self.out.push_str(r"[^\n\r\x{2028}\x{2029}]"),
                '(' => self.group()?,
                '{' => self.brace(),
                '}' | ']' => {
                    self.out.push('\\');
                    self.out.push(c);
                }
                c => self.out.push(c),
            }
        }
        Some(())
    }

    fn group(&mut self) -> Option<()> {
        self.out.push('(');
        if self.rest.next_if_eq(&'?').is_none() {
            return Some(());
        }
        match self.rest.next()? {
            ':' => self.out.push_str("?:"),
            // Looking ahead or behind, or a named group.
            c @ ('=' | '!' | '<') => self.out.extend(['?', c]),
            // Modifiers, of which ECMA-262 has these (since 2025 in groups; many authors write them alone).
            c @ ('i' | 's' | 'm' | '-') => {
                self.out.extend(['?', c]);
                loop {
                    let c = self.rest.next()?;
                    self.out.push(c);
                    match c {
                        'i' | 's' | 'm' | '-' => {}
                        ':' | ')' => break,
                        _ => return None,
                    }
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// A brace that opens no quantifier is a plain character.
    fn brace(&mut self) {
        // What is read ahead is read again, so it must not be much.
        let inner: String = self.rest.clone().take(LONGEST_QUANTIFIER).take_while(|c| *c != '}').collect();
        let closed = self.rest.clone().nth(inner.chars().count()) == Some('}');
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let quantifier = match inner.split_once(',') {
            Some((from, to)) => digits(from) && (to.is_empty() || digits(to)),
            None => digits(&inner),
        };
        if closed && quantifier {
            self.out.push('{');
            for _ in 0..=inner.chars().count() {
                if let Some(c) = self.rest.next() {
                    self.out.push(c);
                }
            }
        } else {
            self.out.push_str(r"\{");
        }
    }

    fn class(&mut self) -> Option<()> {
        let negated = self.rest.next_if_eq(&'^').is_some();
        if self.rest.next_if_eq(&']').is_some() {
            // `[^]` is any character, `[]` none.
            self.out.push_str(if negated { r"[\s\S]" } else { r"[^\s\S]" });
            return Some(());
        }
        self.out.push_str(if negated { "[^" } else { "[" });
        loop {
            match self.rest.next()? {
                ']' => break,
                '\\' => self.escape(true)?,
                // Signs that mean something in a class of `regex` and nothing in one of ECMA-262.
                c @ ('[' | '&' | '~') => {
                    self.out.push('\\');
                    self.out.push(c);
                }
                '-' if self.rest.peek() == Some(&'-') => self.out.push_str(r"\-"),
                c => self.out.push(c),
            }
        }
        self.out.push(']');
        Some(())
    }

    fn escape(&mut self, in_class: bool) -> Option<()> {
        let c = self.rest.next()?;
        match c {
            'd' => self.out.push_str(if in_class { "0-9" } else { "[0-9]" }),
            'w' => self.out.push_str(if in_class { "A-Za-z0-9_" } else { "[A-Za-z0-9_]" }),
            'D' => self.out.push_str("[^0-9]"),
            'W' => self.out.push_str("[^A-Za-z0-9_]"),
            's' if in_class => self.out.push_str(SPACE),
            's' => self.out.push_str(&format!("[{SPACE}]")),
            'S' => self.out.push_str(&format!("[^{SPACE}]")),
            'n' | 'r' | 't' | 'f' | 'v' => {
                self.out.push('\\');
                self.out.push(c);
            }
            'b' if in_class => self.out.push_str(r"\x08"),
            'b' => self.out.push_str(BOUNDARY),
            'B' => self.out.push_str(NO_BOUNDARY),
            '0' => self.out.push_str(r"\x00"),
            'x' => self.code(2)?,
            'u' if self.rest.next_if_eq(&'{').is_some() => {
                let digits: String = self.rest.by_ref().take_while(|c| *c != '}').collect();
                self.out.push_str(&format!(r"\x{{{digits}}}"));
            }
            'u' => self.code(4)?,
            'c' => {
                let letter = self.rest.next().filter(char::is_ascii_alphabetic)?;
                self.out.push_str(&format!(r"\x{:02x}", u32::from(letter) % 32));
            }
            'p' | 'P' => {
                self.out.push('\\');
                self.out.push(c);
                self.rest.next_if_eq(&'{')?;
                let name: String = self.rest.by_ref().take_while(|c| *c != '}').collect();
                self.out.push_str(&format!("{{{name}}}"));
            }
            'k' if !in_class && self.rest.peek() == Some(&'<') => self.out.push_str(r"\k"),
            c if c.is_ascii_digit() && !in_class => self.out.extend(['\\', c]),
            // An octal escape, which only old programs know.
            c if c.is_ascii_digit() => return None,
            c if c.is_ascii_alphabetic() => self.out.push(c),
            c => self.out.push_str(&escaped(c, in_class)),
        }
        Some(())
    }

    fn code(&mut self, digits: usize) -> Option<()> {
        let mut text = String::new();
        for _ in 0..digits {
            text.push(self.rest.next().filter(char::is_ascii_hexdigit)?);
        }
        self.out.push_str(&format!(r"\x{{{text}}}"));
        Some(())
    }
}

fn escaped(c: char, in_class: bool) -> String {
    let special = if in_class { r"[]^-\&~" } else { r"\.+*?()|[]{}^$" };
    if special.contains(c) { format!("\\{c}") } else { c.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_the_same_stays() {
        for pattern in ["^#[0-9a-f]{6}$", "^[^ ]+$", "a|b", "(?:x)?", "(?<n>x)", "^$"] {
            assert_eq!(translate(pattern).as_deref(), Some(pattern));
        }
    }

    #[test]
    fn what_means_something_else_is_rewritten() {
        let fits = |pattern: &str, text: &str| {
            let translated = translate(pattern).unwrap_or_else(|| panic!("{pattern} has a translation"));
            Regex::new(&translated).is_ok_and(|regex| matches!(regex.is_match(text), Ok(true)))
        };
        assert!(fits(r"^\d+$", "12") && !fits(r"^\d+$", "१२"));
        assert!(fits(r"^[\w-]+$", "a-b") && !fits(r"^\w$", "é"));
        assert!(fits(r"^\/a\-b\<$", "/a-b<"));
        assert!(fits(r"^[[&&~]+$", "[&~"));
        assert!(fits("^a{,2}$", "a{,2}") && fits("^a{2,}$", "aaa"));
        assert!(fits(r"^[^\x00-\x1f]*$", "plain") && !fits(r"^[^\x00-\x1f]*$", "\u{7}"));
        assert!(fits(r"^\u00e9$", "é") && fits(r"^[^]$", "\n") && !fits("^.$", "\r"));
        assert!(!fits("^a$", "a\n"));
    }

    #[test]
    fn what_looks_around_or_back_is_run_too() {
        let fits =
            |pattern: &str, text: &str| compile(pattern).is_ok_and(|regex| matches!(regex.is_match(text), Ok(true)));
        assert!(fits("^(?!admin)[a-z]+$", "user") && !fits("^(?!admin)[a-z]+$", "administrator"));
        assert!(fits("(?<=a)b", "ab") && !fits("(?<=a)b", "cb"));
        assert!(fits(r"^(a|b)\1$", "bb") && !fits(r"^(a|b)\1$", "ab"));
        assert!(fits(r"^(?<c>a|b)\k<c>$", "bb") && !fits(r"^(?<c>a|b)\k<c>$", "ab"));
        assert!(fits("(?i)^abc$", "ABC") && fits("^(?i:a)b$", "Ab") && !fits("^(?i:a)b$", "AB"));
    }

    #[test]
    fn words_are_those_of_ecma_262() {
        let fits =
            |pattern: &str, text: &str| compile(pattern).is_ok_and(|regex| matches!(regex.is_match(text), Ok(true)));
        assert!(fits(r"\bcat\b", "a cat.") && fits(r"\bcat\b", "cat") && !fits(r"\bcat\b", "concat"));
        assert!(fits(r"\bcat\b", "\u{e9}cat\u{e9}"), "é is of no word");
        assert!(fits(r"cat\B", "cats") && !fits(r"cat\B", "cat"));
        let uuid = r"^$|[0-9a-f]{8}\b-[0-9a-f]{4}";
        assert!(fits(uuid, "") && fits(uuid, "0190a1c2-0000") && !fits(uuid, "\n") && !fits(uuid, "0190a1c2 0000"));
    }

    #[test]
    fn white_space_is_that_of_ecma_262() {
        let fits =
            |pattern: &str, text: &str| compile(pattern).is_ok_and(|regex| matches!(regex.is_match(text), Ok(true)));
        for text in [" ", "\u{a0}", "\u{feff}", "\u{2029}", "\t"] {
            assert!(fits(r"^\s$", text) && fits(r"^[\s]$", text) && !fits(r"^\S$", text), "{text:?}");
        }
        assert!(!fits(r"^\s$", "\u{85}") && fits(r"^[\S]$", "\u{85}"));
    }

    #[test]
    fn what_is_no_pattern_has_none() {
        for pattern in ["[", "(", r"\u12", "(?x)a", "*"] {
            assert_eq!(translate(pattern), None, "{pattern}");
        }
        assert!(compile("(").is_err_and(|reason| !reason.is_empty()));
    }
}
