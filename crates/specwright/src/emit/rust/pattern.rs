//! Patterns: from ECMA-262, which JSON Schema writes them in, to the syntax of the `regex` crate.

use std::iter::Peekable;
use std::str::Chars;

/// The same pattern in Rust's syntax. None: it needs what the `regex` crate leaves out on purpose (looking around,
/// back-references), or it is no pattern.
pub fn translate(pattern: &str) -> Option<String> {
    let mut translator = Translator { rest: pattern.chars().peekable(), out: String::new() };
    translator.run()?;
    regex::Regex::new(&translator.out).ok()?;
    Some(translator.out)
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
            // A named group; looking behind is left out of `regex`, as is looking ahead.
            '<' if !matches!(self.rest.peek(), Some('=' | '!')) => self.out.push_str("?<"),
            _ => return None,
        }
        Some(())
    }

    /// A brace that opens no quantifier is a plain character.
    fn brace(&mut self) {
        let inner: String = self.rest.clone().take_while(|c| *c != '}').collect();
        let closed = self.rest.clone().any(|c| c == '}');
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
            's' | 'S' | 'n' | 'r' | 't' | 'f' | 'v' => {
                self.out.push('\\');
                self.out.push(c);
            }
            'b' if in_class => self.out.push_str(r"\x08"),
            'b' | 'B' => self.out.push_str(&format!(r"(?-u:\{c})")),
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
            // Back-references, and letters that mean nothing.
            c if c.is_ascii_digit() || c == 'k' => return None,
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
            regex::Regex::new(&translated).is_ok_and(|regex| regex.is_match(text))
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
    fn what_looks_around_has_none() {
        for pattern in ["(?=a)", "(?!a)", "(?<=a)b", r"(a)\1", "["] {
            assert_eq!(translate(pattern), None, "{pattern}");
        }
    }
}
