//! Brackets and quotes whose lines stand further left than YAML 1.2.2 asks (section 6.1: in a block, what belongs to it
//! is indented more than it). Many parsers read them all the same, so documents have them:
//!
//! ```yaml
//! example: {
//!   "a": 1
//! }
//! ```
//!
//! Within brackets and quotes the white space a line begins with says nothing, so those lines are indented as they should
//! be and the text is read again. Which lines they are is found here by a reading that knows only where brackets, quotes,
//! block scalars and comments begin and end; [`Covered`] holds it against what the parser then found.

use std::ops::RangeInclusive;

use saphyr_parser::{Event, ScalarStyle, Span};

use super::super::lines::line_starts;

/// So much more than what it belongs to is a line indented: YAML asks for one column, and a dash before takes two.
const ENOUGH: usize = 4;

/// What a text may grow to at least; a large one, to twice its size.
const SMALL: usize = 16 << 20;

/// A text of which some lines were indented.
pub(super) struct Indented {
    pub text: String,
    /// By how many columns each line was moved, where it was: the line's number from 1, in order.
    moved: Vec<(usize, usize)>,
}

impl Indented {
    /// The text with each line of brackets and quotes indented that needs it. None: none does, or it would grow
    /// without measure.
    pub fn of(text: &str) -> Option<Self> {
        let mut reading = Reading { context: Context::Block, parent: 0 };
        let mut indented = Self { text: String::with_capacity(text.len() + text.len() / 8), moved: Vec::new() };
        let ends = line_starts(text).skip(1).chain([text.len()]);
        for (number, (start, end)) in line_starts(text).zip(ends).enumerate() {
            let whole = text.get(start..end)?;
            let line = whole.trim_end_matches(['\n', '\r']);
            let indentation = line.len() - line.trim_start_matches(' ').len();
            if let Some(wanted) = reading.wanted().filter(|wanted| indentation < *wanted && indentation < line.len()) {
                let columns = wanted - indentation;
                if indented.text.len() + columns > text.len().saturating_mul(2).max(SMALL) {
                    return None;
                }
                indented.text.extend(std::iter::repeat_n(' ', columns));
                indented.moved.push((number + 1, columns));
            }
            indented.text.push_str(whole);
            reading.line(line);
        }
        (!indented.moved.is_empty()).then_some(indented)
    }

    /// By how many columns a line stands further right than in the document.
    pub fn columns(&self, line: usize) -> usize {
        let found = self.moved.binary_search_by_key(&line, |(line, _)| *line);
        found.ok().and_then(|place| self.moved.get(place)).map_or(0, |(_, columns)| *columns)
    }

    pub fn lines(&self) -> impl Iterator<Item = usize> {
        self.moved.iter().map(|(line, _)| *line)
    }
}

/// The lines that begin within brackets or quotes, as the parser read them.
#[derive(Default)]
pub(super) struct Covered {
    lines: Vec<RangeInclusive<usize>>,
    /// How many collections are open from the outermost bracket on, and on which line it stands.
    open: Option<(usize, usize)>,
    /// The lines on which the outermost bracket began and seems to have ended.
    ended: Option<(usize, usize)>,
}

impl Covered {
    pub fn event(&mut self, event: &Event<'_>, span: Span) {
        let (first, last) = (span.start.line(), span.end.line());
        // After a last comma the parser says that the end is there. Before the next event nothing but the end can stand.
        if let Some((from, end)) = self.ended.take() {
            self.add(from, end.max(first.saturating_sub(1)));
        }
        match (event, self.open) {
            (Event::Scalar(_, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted, ..), None) => {
                self.add(first, last);
            }
            (Event::MappingStart(..) | Event::SequenceStart(..), Some((depth, from))) => {
                self.open = Some((depth + 1, from));
            }
            // A collection without a bracket begins with nothing.
            (Event::MappingStart(..) | Event::SequenceStart(..), None) if span.start.index() < span.end.index() => {
                self.open = Some((1, first));
            }
            (Event::MappingEnd | Event::SequenceEnd, Some((1, from))) => {
                self.open = None;
                self.ended = Some((from, last));
            }
            (Event::MappingEnd | Event::SequenceEnd, Some((depth, from))) => self.open = Some((depth - 1, from)),
            _ => {}
        }
    }

    fn add(&mut self, first: usize, last: usize) {
        if first < last {
            self.lines.push(first + 1..=last);
        }
    }

    /// Whether each of these lines, which are in order, is one of them.
    pub fn has_all(&self, lines: impl Iterator<Item = usize>) -> bool {
        let mut ranges = self.lines.iter().peekable();
        lines.into_iter().all(|line| {
            while ranges.next_if(|range| *range.end() < line).is_some() {}
            ranges.peek().is_some_and(|range| range.contains(&line))
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    Block,
    /// A plain scalar or a block scalar: it goes on while lines stand further right than this.
    Scalar {
        left: Option<usize>,
    },
    /// Within brackets: how deep, and whether a scalar may begin, so that a quote opens one.
    Brackets {
        depth: usize,
        begins: bool,
    },
    /// Within quotes that began in a column, in brackets of a depth.
    Quotes {
        quote: u8,
        from: usize,
        depth: usize,
    },
}

struct Reading {
    context: Context,
    /// The column of the key or dash that was met last: what its value's lines must stand to the right of.
    parent: usize,
}

impl Reading {
    /// The indentation that the next line must have.
    fn wanted(&self) -> Option<usize> {
        matches!(self.context, Context::Brackets { .. } | Context::Quotes { .. }).then_some(self.parent + ENOUGH)
    }

    fn line(&mut self, line: &str) {
        let bytes = line.as_bytes();
        let mut at = bytes.iter().take_while(|byte| **byte == b' ').count();
        if let Context::Scalar { left } = self.context {
            if at == bytes.len() || left.is_none_or(|left| at > left) {
                return;
            }
            self.context = Context::Block;
        }
        while let Some(byte) = bytes.get(at) {
            at = match self.context {
                Context::Block => match self.block(bytes, at, *byte) {
                    Some(at) => at,
                    None => return,
                },
                Context::Scalar { .. } => return,
                Context::Brackets { depth, begins } => match byte {
                    b'#' if at == 0 || matches!(bytes.get(at - 1), Some(b' ' | b'\t')) => return,
                    b' ' | b'\t' => at + 1,
                    b'"' | b'\'' if begins => {
                        self.context = Context::Quotes { quote: *byte, from: at, depth };
                        at + 1
                    }
                    _ => {
                        self.context = in_brackets(depth, *byte, bytes.get(at + 1).copied());
                        at + 1
                    }
                },
                Context::Quotes { quote, from, depth } => self.quotes(bytes, at, quote, from, depth),
            };
        }
    }

    /// Where reading goes on; none where the rest of the line is a scalar or a comment.
    fn block(&mut self, bytes: &[u8], at: usize, byte: u8) -> Option<usize> {
        let ends = matches!(bytes.get(at + 1), None | Some(b' ' | b'\t'));
        match byte {
            b' ' | b'\t' => return Some(at + 1),
            b'#' => return None,
            b'-' | b'?' | b':' if ends => {
                self.parent = at;
                return Some(at + 1);
            }
            b'-' | b'.' if at == 0 && (bytes.starts_with(b"---") || bytes.starts_with(b"...")) => return Some(3),
            b'!' | b'&' | b'*' => return Some(word_end(bytes, at)),
            b'{' | b'[' => {
                self.context = Context::Brackets { depth: 1, begins: true };
                return Some(at + 1);
            }
            b'"' | b'\'' => {
                self.context = Context::Quotes { quote: byte, from: at, depth: 0 };
                return Some(at + 1);
            }
            b'|' | b'>' => {
                // At the root nothing stands to the left of it.
                self.context = Context::Scalar { left: (at > 0).then_some(self.parent) };
                return None;
            }
            _ => {}
        }
        let key = (at..bytes.len()).take_while(|end| !begins_comment(bytes, *end)).find(|end| ends_key(bytes, *end));
        if let Some(colon) = key {
            self.parent = at;
            return Some(colon + 1);
        }
        let indentation = bytes.iter().take_while(|byte| **byte == b' ').count();
        // A plain scalar on lines of its own goes on with those that stand like its first.
        let left = if at == indentation { at.checked_sub(1) } else { Some(self.parent) };
        self.context = Context::Scalar { left };
        None
    }

    fn quotes(&mut self, bytes: &[u8], at: usize, quote: u8, from: usize, depth: usize) -> usize {
        let next = bytes.get(at + 1).copied();
        match bytes.get(at) {
            Some(b'\\') if quote == b'"' => return at + 2,
            Some(byte) if *byte != quote => return at + 1,
            _ if quote == b'\'' && next == Some(b'\'') => return at + 2,
            _ => {}
        }
        if depth > 0 {
            // In brackets a value may follow the colon of a key in quotes at once.
            let adjacent = next == Some(b':');
            self.context = Context::Brackets { depth, begins: adjacent };
            return at + if adjacent { 2 } else { 1 };
        }
        self.context = Context::Block;
        let rest = bytes.get(at + 1..).unwrap_or_default();
        let blank = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        if ends_key(bytes, at + 1 + blank) {
            self.parent = from;
            return at + 2 + blank;
        }
        at + 1
    }
}

fn in_brackets(depth: usize, byte: u8, next: Option<u8>) -> Context {
    let within = |depth, begins| Context::Brackets { depth, begins };
    match byte {
        b'{' | b'[' => within(depth + 1, true),
        b'}' | b']' if depth == 1 => Context::Block,
        b'}' | b']' => within(depth - 1, false),
        b',' => within(depth, true),
        b':' | b'?' => within(depth, matches!(next, None | Some(b' ' | b'\t' | b',' | b'[' | b']' | b'{' | b'}'))),
        _ => within(depth, false),
    }
}

/// Whether a colon that ends a key stands here.
fn ends_key(bytes: &[u8], at: usize) -> bool {
    bytes.get(at) == Some(&b':') && matches!(bytes.get(at + 1), None | Some(b' ' | b'\t'))
}

fn begins_comment(bytes: &[u8], at: usize) -> bool {
    bytes.get(at) == Some(&b'#') && at > 0 && matches!(bytes.get(at - 1), Some(b' ' | b'\t'))
}

fn word_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| matches!(byte, b' ' | b'\t')).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::Indented;
    use crate::diagnostic::Diagnostics;
    use crate::source::FileId;

    /// The value as JSON, and the codes and places of what is found.
    fn read(text: &str) -> (Option<String>, Vec<String>) {
        let mut found = Diagnostics::default();
        let root = parse(FileId(0), text, &mut found);
        let places = found.iter().map(|each| {
            let at = each.at.map(|at| format!("{}:{}", at.line, at.column)).unwrap_or_default();
            format!("{} {at}", each.code)
        });
        (root.map(|root| root.to_json().to_string()), places.collect())
    }

    #[test]
    fn brackets_and_quotes_are_read_where_their_lines_stand_too_far_left() {
        for (text, value) in [
            ("a:\n  b: {\n  c: 1\n  }\n  d: 2\n", r#"{"a":{"b":{"c":1},"d":2}}"#),
            ("a:\n  - [\n1, {b: [\n2\n] }\n]\n  - 3\n", r#"{"a":[[1,{"b":[2]}],3]}"#),
            (
                "a: {\"b\":[\n\"it's ]\", 'it''s }', c's\n], # }\n# ]\nd: 'x\n y'}\ne: 1\n",
                r#"{"a":{"b":["it's ]","it's }","c's"],"d":"x y"},"e":1}"#,
            ),
            ("a:\n  b: \"c\nd \\\" {\ne\"\n  f: 'g\n\n h'\n", r#"{"a":{"b":"c d \" { e","f":"g\nh"}}"#),
            (
                "\"a b\" : |\n  {\n  [\nc: text {\n  and [\nd: &x {\n}\ne: *x\n",
                r#"{"a b":"{\n[\n","c":"text { and [","d":{},"e":{}}"#,
            ),
            ("/a/{b}: # {\n  - - c: {\n}\n  -\n    {\n\n  }\n", r#"{"/a/{b}":[[{"c":{}}],{}]}"#),
            ("a:\n  b: {\n    c: 1,\n  }\n  d: [\n1,\n# x\n\n]\n", r#"{"a":{"b":{"c":1},"d":[1]}}"#),
            ("a: [\r\n]\rb: {\r}", r#"{"a":[],"b":{}}"#),
        ] {
            let (read, found) = read(text);
            assert_eq!(read.as_deref(), Some(value), "{text}\n{found:?}");
            assert_eq!(found.len(), 1, "{text}\n{found:?}");
            assert!(found[0].starts_with("too-little-indentation "), "{text}\n{found:?}");
        }
    }

    #[test]
    fn places_are_those_of_the_document() {
        let (_, found) = read("a: {\nb: 1,\n c: 2, b: 3\n}\nd: 4\nd: 5\n");
        assert_eq!(found, ["too-little-indentation 2:1", "duplicate-key 3:8", "duplicate-key 6:1"]);
    }

    #[test]
    fn what_is_no_yaml_in_another_way_stays_an_error_at_its_place() {
        for (text, expected) in [
            ("a:\n  b: {\n  c: 1\n  d: 2\n", "invalid-yaml 3:3"),
            ("a: {\n}\nb: [c\nd: ]]\n", "invalid-yaml 2:1"),
            ("a:\n  b: 'c\nd\n", "invalid-yaml 2:6"),
        ] {
            assert_eq!(read(text), (None, vec![expected.to_owned()]), "{text}");
        }
    }

    /// Each line would be moved by as much as the first is long.
    #[test]
    fn a_text_does_not_grow_without_bound() {
        let text = |columns: usize| format!("{}a: {{\n{}}}", " ".repeat(columns), "b,\n".repeat(2000));
        assert!(Indented::of(&text(10_000)).is_none());
        assert!(Indented::of(&text(100)).is_some());
    }
}
