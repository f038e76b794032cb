//! JSON (RFC 8259) to nodes. Apart from YAML's reader, because YAML has no surrogate pairs, forbids tabs where JSON
//! allows them, and is slower.

use serde_json::Number;

use super::{FileId, Key, Kind, MAX_DEPTH, Mapping, Node, Position, line_starts};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// The document's value; none where it is not JSON, which is reported at the place that shows it.
pub(super) fn parse(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut reader = Reader { file, text, at: 0, line: 1, column: 1, counted: 0, diagnostics };
    match reader.document() {
        Ok(node) => Some(node),
        Err(diagnostic) => {
            reader.diagnostics.push(*diagnostic);
            None
        }
    }
}

type Failure = Box<Diagnostic>;

struct Reader<'t> {
    file: FileId,
    text: &'t str,
    /// Byte offset of the next byte to read.
    at: usize,
    /// Line and column of the byte offset `counted`; they only ever move on, so a whole file is counted once.
    line: u32,
    column: u32,
    counted: usize,
    diagnostics: &'t mut Diagnostics,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<Node, Failure> {
        self.space();
        let root = self.value(0)?;
        self.space();
        match self.peek() {
            None => Ok(root),
            Some(_) => Err(self.unexpected("the end of the document")),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Node, Failure> {
        if depth > MAX_DEPTH {
            let at = self.position();
            return Err(Box::new(too_deep(at)));
        }
        let at = self.position();
        let start = self.at;
        let kind = match self.peek() {
            Some(b'{') => return self.object(at, depth),
            Some(b'[') => return self.array(at, depth),
            Some(b'"') => Kind::String(self.string()?),
            Some(b't') => self.word("true", Kind::Boolean(true))?,
            Some(b'f') => self.word("false", Kind::Boolean(false))?,
            Some(b'n') => self.word("null", Kind::Null)?,
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => return Err(self.unexpected("a value")),
        };
        Ok(Node { at: self.spanning(at, start), kind })
    }

    fn object(&mut self, at: Position, depth: usize) -> Result<Node, Failure> {
        self.at += 1;
        let mut members = Mapping::default();
        self.space();
        if self.take(b'}') {
            return Ok(Node { at, kind: Kind::Mapping(members) });
        }
        loop {
            self.space();
            let key_at = self.position();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.unexpected("a member's name in double quotes"));
            }
            let text = self.string()?;
            let key = Key { at: self.spanning(key_at, start), text };
            self.space();
            if !self.take(b':') {
                return Err(self.unexpected("`:`"));
            }
            self.space();
            let value = self.value(depth + 1)?;
            match members.entry(&key.text) {
                Some((first, _)) => self.diagnostics.push(duplicate_key(&key, first.at)),
                None => members.push(key, value),
            }
            self.space();
            if self.take(b'}') {
                return Ok(Node { at, kind: Kind::Mapping(members) });
            }
            if !self.take(b',') {
                return Err(self.unexpected("`,` or `}`"));
            }
        }
    }

    fn array(&mut self, at: Position, depth: usize) -> Result<Node, Failure> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.take(b']') {
            return Ok(Node { at, kind: Kind::Sequence(items) });
        }
        loop {
            self.space();
            items.push(self.value(depth + 1)?);
            self.space();
            if self.take(b']') {
                return Ok(Node { at, kind: Kind::Sequence(items) });
            }
            if !self.take(b',') {
                return Err(self.unexpected("`,` or `]`"));
            }
        }
    }

    fn number(&mut self) -> Result<Kind, Failure> {
        let start = self.at;
        while matches!(self.peek(), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
            self.at += 1;
        }
        let text = self.text.get(start..self.at).unwrap_or("");
        if let Ok(number) = serde_json::from_str::<Number>(text) {
            return Ok(Kind::Number(number));
        }
        self.at = start;
        Err(self.unexpected("a number as JSON writes it"))
    }

    /// The text between two quotes. `serde_json` undoes the escapes; most strings have none.
    fn string(&mut self) -> Result<String, Failure> {
        let start = self.at;
        self.at += 1;
        let mut plain = true;
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    break;
                }
                Some(b'\\') => {
                    plain = false;
                    self.at += 2;
                }
                Some(0..=0x1f) => return Err(self.unexpected("an escape (`\\n`, `\\t`) for a control character")),
                Some(_) => self.at += 1,
                None => {
                    self.at = start;
                    return Err(self.unexpected("a string that ends"));
                }
            }
        }
        let quoted = self.text.get(start..self.at).unwrap_or("\"\"");
        if plain {
            return Ok(quoted.trim_start_matches('"').trim_end_matches('"').to_owned());
        }
        serde_json::from_str(quoted).map_err(|error| {
            self.at = start;
            let at = self.position();
            Box::new(
                Diagnostic::error(
                    "invalid-json",
                    at,
                    format!("this string has an escape that JSON does not know: {error}"),
                )
                .help("JSON knows \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits"),
            )
        })
    }

    fn word(&mut self, word: &str, kind: Kind) -> Result<Kind, Failure> {
        if self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word)) {
            self.at += word.len();
            Ok(kind)
        } else {
            Err(self.unexpected("a value"))
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Where the next byte is.
    fn position(&mut self) -> Position {
        let bytes = self.text.as_bytes();
        let passed = bytes.get(self.counted..self.at).unwrap_or_default();
        let mut before = self.counted.checked_sub(1).and_then(|at| bytes.get(at)).copied();
        for byte in passed {
            match byte {
                b'\n' if before == Some(b'\r') => {}
                b'\n' | b'\r' => {
                    self.line += 1;
                    self.column = 1;
                }
                // A continuation byte of UTF-8 is not a code point of its own.
                0x80..=0xbf => {}
                _ => self.column += 1,
            }
            before = Some(*byte);
        }
        self.counted = self.counted.max(self.at);
        Position { file: self.file, line: self.line, column: self.column, length: 1 }
    }

    /// `at`, as long as what was read since the byte `start`; JSON's scalars never span lines.
    fn spanning(&self, at: Position, start: usize) -> Position {
        let length = self.text.get(start..self.at).map_or(1, |read| read.chars().count());
        Position { length: u32::try_from(length).unwrap_or(1).max(1), ..at }
    }

    #[allow(clippy::unnecessary_box_returns)] // every failure here is boxed, so that a result stays small
    fn unexpected(&mut self, expected: &str) -> Failure {
        // A failed string or number has moved back to its start, which may lie before what was counted.
        let (line, column) = place(self.text, self.at);
        let at = Position { file: self.file, line, column, length: 1 };
        let found = self.text.get(self.at..).and_then(|rest| rest.chars().next());
        let found = found.map_or_else(|| "the end of the file".to_owned(), |c| format!("`{}`", c.escape_default()));
        Box::new(
            Diagnostic::error("invalid-json", at, format!("expected {expected}, found {found}"))
                .help("JSON has no comments, no trailing commas and no unquoted names (RFC 8259)"),
        )
    }
}

fn place(text: &str, offset: usize) -> (u32, u32) {
    let before = text.get(..offset).unwrap_or(text);
    let (line, start) = (1..).zip(line_starts(before)).last().unwrap_or((1, 0));
    let column = before.get(start..).unwrap_or_default().chars().count() + 1;
    (line, u32::try_from(column).unwrap_or(u32::MAX))
}

pub(super) fn too_deep(at: Position) -> Diagnostic {
    Diagnostic::error("nested-too-deep", at, format!("values nest more than {MAX_DEPTH} deep here"))
        .help("move the inner parts into components and reference them")
}

pub(super) fn duplicate_key(key: &Key, first: Position) -> Diagnostic {
    Diagnostic::error("duplicate-key", key.at, format!("`{}` stands twice in this object", key.text))
        .related(first, "first here")
        .help("keep one of them: readers disagree about which of two counts")
}
