//! YAML 1.2 to nodes, by saphyr's events: anchors, aliases and merge keys are undone, duplicates and tags reported.

mod indentation;

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span};

use self::indentation::{Covered, Indented};
use super::json::{duplicate_key, too_deep};
use super::{FileId, Key, Kind, MAX_DEPTH, Mapping, Node, Position, scalar};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// How many values all aliases of a file may repeat together, a long text counting as several: a few lines of nested
/// aliases would otherwise fill any memory.
const MAX_ALIASED_NODES: usize = 200_000;

/// How many values all anchors of a file may hold together, counted as those of aliases: each holds a copy, so anchors
/// within anchors hold copies of copies.
const MAX_ANCHORED_NODES: usize = 2_000_000;

/// So many bytes of text count as one value more; a value takes about as many.
const BYTES_OF_A_NODE: usize = 100;

/// The document's value; none where it is not YAML, which is reported.
pub(super) fn parse(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    let mut found = Diagnostics::default();
    let error = match read(file, text, None, &mut found) {
        Ok((root, _)) => {
            diagnostics.append(found);
            return root;
        }
        Err(error) => error,
    };
    let at = position(file, error.marker().line(), error.marker().col(), 1);
    if error.info().starts_with("invalid indentation")
        && let Some(indented) = Indented::of(text)
    {
        let mut found = Diagnostics::default();
        if let Ok((root, covered)) = read(file, &indented.text, Some(&indented), &mut found)
            && covered.has_all(indented.lines())
        {
            let message = "YAML asks that lines within brackets or quotes stand further right than what they belong to";
            diagnostics.push(
                Diagnostic::warning("too-little-indentation", at, message)
                    .help("indent it: this reader takes it as it was meant, and others refuse it"),
            );
            diagnostics.append(found);
            return root;
        }
    }
    diagnostics.append(found);
    diagnostics.push(
        Diagnostic::error("invalid-yaml", at, format!("this is not YAML: {}", error.info()))
            .help("look at the indentation and the quotes here and in the line above"),
    );
    None
}

/// The value of a text, of which some lines may have been indented, and the lines of brackets and quotes. What of it is
/// no JSON is reported, and what is no YAML is the error.
fn read(
    file: FileId,
    text: &str,
    indented: Option<&Indented>,
    diagnostics: &mut Diagnostics,
) -> Result<(Option<Node>, Covered), ScanError> {
    let mut builder = Builder {
        file,
        indented,
        stack: Vec::new(),
        anchors: HashMap::new(),
        aliased: 0,
        anchored: 0,
        root: None,
        diagnostics,
    };
    let mut covered = Covered::default();
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = event?;
        if matches!(event, Event::DocumentStart(_)) {
            documents += 1;
            if documents > 1 {
                let at = builder.at(span);
                builder.diagnostics.push(
                    Diagnostic::error("several-documents", at, "a second YAML document begins here")
                        .help("one file is one document: remove the `---`, or put the rest into a file of its own"),
                );
                return Ok((None, covered));
            }
        }
        covered.event(&event, span);
        if builder.event(event, span).is_none() {
            return Ok((None, covered));
        }
    }
    if builder.root.is_none() {
        let finding = Diagnostic::error("empty-document", position(file, 1, 0, 1), "there is nothing in this document");
        builder
            .diagnostics
            .push(finding.help("a document says something: an OpenAPI document begins with `openapi: 3.0.3`"));
    }
    Ok((builder.root, covered))
}

fn position(file: FileId, line: usize, column: usize, length: usize) -> Position {
    let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Position { file, line: small(line.max(1)), column: small(column).saturating_add(1), length: small(length.max(1)) }
}

/// A collection that has begun and not ended.
enum Open {
    Sequence { at: Position, anchor: usize, items: Vec<Node> },
    Mapping { at: Position, anchor: usize, members: Mapping, key: Option<Key>, merged: Vec<Node> },
}

struct Builder<'d> {
    file: FileId,
    indented: Option<&'d Indented>,
    stack: Vec<Open>,
    anchors: HashMap<usize, Node>,
    aliased: usize,
    anchored: usize,
    root: Option<Node>,
    diagnostics: &'d mut Diagnostics,
}

impl Builder<'_> {
    /// None: reading cannot go on.
    fn event(&mut self, event: Event<'_>, span: Span) -> Option<()> {
        let at = self.at(span);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                if self.expects_key() {
                    self.key(at, text.into_owned());
                    return Some(());
                }
                let quoted = style != ScalarStyle::Plain;
                let tag = tag.filter(|tag| tag.is_yaml_core_schema()).map(|tag| tag.suffix.clone());
                let kind = if quoted || tag.as_deref() == Some("str") {
                    Kind::String(text.into_owned())
                } else if let Some(kind) = scalar::resolve(&text) {
                    kind
                } else {
                    self.diagnostics.push(
                        Diagnostic::error("not-json", at, format!("`{text}` has no form in JSON"))
                            .help("write a finite number, or a string in quotes"),
                    );
                    Kind::Null
                };
                self.value(Node { at, kind }, anchor)
            }
            Event::SequenceStart(anchor, _) => {
                self.not_as_key(at)?;
                self.open(at, Open::Sequence { at, anchor, items: Vec::new() })
            }
            Event::MappingStart(anchor, _) => {
                self.not_as_key(at)?;
                let mapping = Open::Mapping { at, anchor, members: Mapping::default(), key: None, merged: Vec::new() };
                self.open(at, mapping)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(anchor) => {
                self.not_as_key(at)?;
                let Some(node) = self.anchors.get(&anchor).cloned() else {
                    self.diagnostics.push(
                        Diagnostic::error(
                            "alias-within-itself",
                            at,
                            "this alias repeats a value from within that value",
                        )
                        .help("use a `$ref` to a component for a type that contains itself"),
                    );
                    return None;
                };
                self.aliased += count(&node);
                if self.aliased > MAX_ALIASED_NODES {
                    self.diagnostics.push(
                        Diagnostic::error(
                            "too-many-aliases",
                            at,
                            format!("aliases repeat more than {MAX_ALIASED_NODES} values up to here"),
                        )
                        .help("use `$ref` and components instead of anchors and aliases"),
                    );
                    return None;
                }
                self.value(node, 0)
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {
                Some(())
            }
        }
    }

    fn at(&self, span: Span) -> Position {
        let one_line = span.start.line() == span.end.line();
        let length = if one_line { span.end.col().saturating_sub(span.start.col()) } else { 1 };
        let line = span.start.line();
        let moved = self.indented.map_or(0, |indented| indented.columns(line));
        position(self.file, line, span.start.col().saturating_sub(moved), length)
    }

    fn expects_key(&self) -> bool {
        matches!(self.stack.last(), Some(Open::Mapping { key: None, .. }))
    }

    fn not_as_key(&mut self, at: Position) -> Option<()> {
        if !self.expects_key() {
            return Some(());
        }
        self.diagnostics.push(
            Diagnostic::error("key-not-a-string", at, "a member's name must be a string")
                .help("put quotes around it, if it was meant as text; `{a}` and `[a]` need them"),
        );
        None
    }

    fn open(&mut self, at: Position, open: Open) -> Option<()> {
        self.stack.push(open);
        if self.stack.len() > MAX_DEPTH {
            self.diagnostics.push(too_deep(at));
            return None;
        }
        Some(())
    }

    fn key(&mut self, at: Position, text: String) {
        if let Some(Open::Mapping { key, .. }) = self.stack.last_mut() {
            *key = Some(Key { at, text });
        }
    }

    fn close(&mut self) -> Option<()> {
        match self.stack.pop()? {
            Open::Sequence { at, anchor, items } => self.value(Node { at, kind: Kind::Sequence(items) }, anchor),
            Open::Mapping { at, anchor, mut members, merged, .. } => {
                // What is written here wins over what is merged in (YAML's merge key).
                for (key, value) in merged.into_iter().filter_map(into_entries).flatten() {
                    if members.get(&key.text).is_none() {
                        members.push(key, value);
                    }
                }
                self.value(Node { at, kind: Kind::Mapping(members) }, anchor)
            }
        }
    }

    fn value(&mut self, node: Node, anchor: usize) -> Option<()> {
        if anchor != 0 {
            self.anchored += count(&node);
            if self.anchored > MAX_ANCHORED_NODES {
                let message = format!("anchors hold more than {MAX_ANCHORED_NODES} values up to here");
                self.diagnostics.push(
                    Diagnostic::error("too-many-aliases", node.at, message)
                        .help("use `$ref` and components instead of anchors and aliases"),
                );
                return None;
            }
            self.anchors.insert(anchor, node.clone());
        }
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(Open::Sequence { items, .. }) => items.push(node),
            Some(Open::Mapping { members, key, merged, .. }) => {
                let key = key.take()?;
                if key.text == "<<" && !matches!(node.kind, Kind::String(_)) {
                    match node.kind {
                        Kind::Sequence(items) => merged.extend(items),
                        _ => merged.push(node),
                    }
                } else if let Some((first, _)) = members.entry(&key.text) {
                    let found = duplicate_key(&key, first.at);
                    self.diagnostics.push(found);
                } else {
                    members.push(key, node);
                }
            }
        }
        Some(())
    }
}

fn into_entries(node: Node) -> Option<impl Iterator<Item = (Key, Node)>> {
    if let Kind::Mapping(mapping) = node.kind { Some(mapping.into_entries()) } else { None }
}

/// How many values a value is, with those in it.
fn count(node: &Node) -> usize {
    1 + match &node.kind {
        Kind::Sequence(items) => items.iter().map(count).sum(),
        Kind::Mapping(mapping) => {
            mapping.iter().map(|(key, value)| key.text.len() / BYTES_OF_A_NODE + count(value)).sum()
        }
        Kind::String(text) => text.len() / BYTES_OF_A_NODE,
        _ => 0,
    }
}
