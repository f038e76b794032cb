//! Text of the document that knows where each of its characters stands.

use std::ops::Range;

use crate::source::{FileId, Position, line_starts};

/// Inline text without its markup, each character with its byte offset in the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    characters: Vec<Character>,
    /// Where the text stands, also when it is empty.
    start: usize,
    /// How many code spans were added.
    codes: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Character {
    value: char,
    offset: usize,
    /// 0 outside of code, else the number of the code span it belongs to.
    code: u32,
}

impl Words {
    pub fn starting_at(start: usize) -> Self {
        Self { start, ..Self::default() }
    }

    /// Adds `text`, which `written` (the document from `offset` on) may say with escapes or entities; then every
    /// character stands where the whole begins.
    pub fn push(&mut self, text: &str, written: &str, offset: usize) {
        self.add(text, written, offset, 0);
    }

    /// Adds the content of a code span; `written` is the span with its backticks.
    pub fn push_code(&mut self, text: &str, written: &str, offset: usize) {
        self.codes = self.codes.saturating_add(1);
        let inner = written.find(text).unwrap_or(0);
        self.add(text, written.get(inner..).unwrap_or(""), offset + inner, self.codes);
    }

    fn add(&mut self, text: &str, written: &str, offset: usize, code: u32) {
        let verbatim = written.starts_with(text);
        for (at, value) in text.char_indices() {
            let offset = if verbatim { offset + at } else { offset };
            self.characters.push(Character { value, offset, code });
        }
    }

    pub fn text(&self) -> String {
        self.characters.iter().map(|c| c.value).collect()
    }

    pub fn is_empty(&self) -> bool {
        self.characters.is_empty()
    }

    /// Nothing is written, or a dash that says so.
    pub fn says_nothing(&self) -> bool {
        matches!(self.text().as_str(), "" | "-" | "–" | "—")
    }

    /// Without white space at both ends.
    pub fn trimmed(&self) -> Self {
        let blank = |c: &Character| c.value.is_whitespace();
        let first = self.characters.iter().position(|c| !blank(c)).unwrap_or(0);
        let end = self.characters.iter().rposition(|c| !blank(c)).map_or(first, |last| last + 1);
        self.slice(first..end)
    }

    /// The parts between commas, trimmed; a comma within code separates too, but none within `()` or `<>`.
    pub fn list(&self) -> Vec<Self> {
        let mut parts = Vec::new();
        let (mut from, mut depth) = (0_usize, 0_usize);
        for (at, character) in self.characters.iter().enumerate() {
            match character.value {
                '(' | '<' => depth += 1,
                ')' | '>' => depth = depth.saturating_sub(1),
                ',' if depth == 0 => {
                    parts.push(self.slice(from..at).trimmed());
                    from = at + 1;
                }
                _ => {}
            }
        }
        parts.push(self.slice(from..self.characters.len()).trimmed());
        parts
    }

    /// The two parts around the first white space.
    pub fn split_at_space(&self) -> Option<(Self, Self)> {
        let space = self.characters.iter().position(|c| c.value.is_whitespace())?;
        Some((self.slice(0..space), self.slice(space..self.characters.len()).trimmed()))
    }

    /// Each code span.
    pub fn code_spans(&self) -> Vec<Self> {
        let mut spans: Vec<Range<usize>> = Vec::new();
        let mut number = 0;
        for (at, character) in self.characters.iter().enumerate() {
            if character.code == 0 {
                number = 0;
                continue;
            }
            match spans.last_mut() {
                Some(span) if character.code == number => span.end = at + 1,
                _ => spans.push(at..at + 1),
            }
            number = character.code;
        }
        spans.into_iter().map(|span| self.slice(span)).collect()
    }

    /// Nothing but one code span.
    pub fn is_one_code_span(&self) -> bool {
        !self.is_empty() && self.characters.iter().all(|c| c.code == 1)
    }

    fn slice(&self, range: Range<usize>) -> Self {
        let characters = self.characters.get(range.clone()).unwrap_or_default().to_vec();
        let start = characters.first().or_else(|| self.characters.get(range.start)).map_or(self.start, |c| c.offset);
        Self { characters, start, codes: self.codes }
    }

    /// The bytes of the document that it covers.
    fn range(&self) -> Range<usize> {
        let end = self.characters.last().map_or(self.start, |c| c.offset.saturating_add(c.value.len_utf8()));
        self.start..end
    }
}

/// Byte offsets of a document to lines and columns.
pub struct Lines<'a> {
    text: &'a str,
    file: FileId,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub fn new(text: &'a str, file: FileId) -> Self {
        Self { text, file, starts: line_starts(text).collect() }
    }

    pub fn of(&self, words: &Words) -> Position {
        self.at(words.range())
    }

    /// Where a range begins, and how much of its first line it covers.
    pub fn at(&self, range: Range<usize>) -> Position {
        let line = self.starts.partition_point(|start| *start <= range.start).max(1);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let end = self.starts.get(line).map_or(self.text.len(), |next| next.saturating_sub(1)).min(range.end);
        let count = |range: Range<usize>| self.text.get(range).map_or(0, |text| text.trim_end().chars().count());
        let before = self.text.get(start..range.start).map_or(0, |text| text.chars().count());
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Position {
            file: self.file,
            line: number(line),
            column: number(before + 1),
            length: number(count(range.start..end.max(range.start)).max(1)),
        }
    }
}
