//! The first walk over everything the entry document reaches: every keyword is looked up in the table, every reference
//! is resolved, and what stands in another file gets the name it will have among the components.

use std::collections::{HashMap, HashSet, VecDeque};
use std::path::Path;

use super::super::keywords::{self, Holds, Kind, Treatment, Versions};
use super::super::policies;
use super::read::{Reader, Version, follow, identity, is_null, reference};
use super::schema::refers_and_says;
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Key, Node, ReferenceError, Resolved, unescape};

/// The components of a contract by the node that each one is.
#[derive(Clone, Debug, Default)]
pub(super) struct Inventory<'a> {
    names: HashMap<usize, Component<'a>>,
    /// In the order they were found: the entry document's own first.
    order: Vec<usize>,
    taken: HashSet<(Kind, String)>,
}

#[derive(Clone, Debug)]
pub(super) struct Component<'a> {
    pub kind: Kind,
    pub name: String,
    pub node: &'a Node,
    /// Stands in another file than the entry document, or is named there only by a reference.
    pub moved: bool,
}

impl<'a> Inventory<'a> {
    pub fn component(&self, node: &Node) -> Option<&Component<'a>> {
        self.names.get(&identity(node))
    }

    pub fn components(&self) -> impl Iterator<Item = &Component<'a>> {
        self.order.iter().filter_map(|id| self.names.get(id))
    }

    fn add(&mut self, kind: Kind, name: &str, node: &'a Node, moved: bool) {
        if self.names.contains_key(&identity(node)) {
            return;
        }
        let plain: String =
            name.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' }).collect();
        let mut unique = if moved { plain.clone() } else { name.to_owned() };
        let mut suffix = 2;
        while !self.taken.insert((kind, unique.clone())) {
            unique = format!("{plain}{suffix}");
            suffix += 1;
        }
        self.names.insert(identity(node), Component { kind, name: unique, node, moved });
        self.order.push(identity(node));
    }
}

/// Walks from the root, and says what it finds on the way.
pub(super) fn take<'a>(reader: &mut Reader<'a, '_>, root: &'a Node) -> Inventory<'a> {
    let mut walk = Walk {
        reader,
        entry: root.at.file,
        found: Inventory::default(),
        seen: HashSet::new(),
        todo: VecDeque::new(),
        dangling: 0,
    };
    walk.own_components(root);
    walk.todo.push_back((Kind::Document, root));
    while let Some((kind, node)) = walk.todo.pop_front() {
        walk.visit(kind, node);
    }
    walk.found
}

struct Walk<'r, 'a, 'd> {
    reader: &'r mut Reader<'a, 'd>,
    entry: FileId,
    found: Inventory<'a>,
    seen: HashSet<(Kind, usize)>,
    todo: VecDeque<(Kind, &'a Node)>,
    /// How many references led to nothing so far.
    dangling: usize,
}

/// Of so many references that lead to nothing it is said what was probably meant: each is held against all names beside.
const MOST_SUGGESTIONS: usize = 100;

impl<'a> Walk<'_, 'a, '_> {
    /// The entry document's components first: what it names keeps its name.
    fn own_components(&mut self, root: &'a Node) {
        let Some(components) = root.get("components").and_then(Node::as_mapping) else { return };
        let mut elsewhere = Vec::new();
        for (section, members) in components.iter() {
            let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.section() == Some(&section.text)) else { continue };
            for (key, node) in members.as_mapping().into_iter().flat_map(crate::source::Mapping::iter) {
                let says = kind == Kind::Schema && refers_and_says(self.reader.version, node);
                if reference(node).is_some() && !says {
                    elsewhere.push((kind, key, node));
                } else {
                    self.found.add(kind, &key.text, node, false);
                }
            }
        }
        for (kind, key, node) in elsewhere {
            if let Some(target) = follow(self.reader.sources, node) {
                self.found.add(kind, &key.text, target, true);
            }
        }
    }

    fn visit(&mut self, kind: Kind, node: &'a Node) {
        if !self.seen.insert((kind, identity(node))) {
            return;
        }
        // What is no object is either a value that fits (a boolean schema) or reported when it is read.
        let Some(mapping) = node.as_mapping() else { return };
        if reference(node).is_some() {
            self.reference(kind, node);
            if self.reader.version == Version::V30 || kind != Kind::Schema {
                self.siblings(kind, node);
                return;
            }
        }
        for (key, value) in mapping.iter() {
            if kind == Kind::Callback {
                if !key.text.starts_with("x-") {
                    self.todo.push_back((Kind::PathItem, value));
                }
            } else if let Some(row) = keywords::keyword(kind, &key.text) {
                self.known(kind, row, key, value);
            } else if key.text.starts_with("x-") {
                self.extension(kind, key);
            } else {
                self.unknown(kind, key);
            }
        }
        if kind == Kind::Discriminator {
            for (_, value) in
                node.get("mapping").and_then(Node::as_mapping).into_iter().flat_map(crate::source::Mapping::iter)
            {
                self.mapping_target(value);
            }
        }
    }

    fn known(&mut self, kind: Kind, row: &keywords::Keyword, key: &'a Key, value: &'a Node) {
        if let Some(version) = self.foreign(row) {
            self.reader.report(Diagnostic::warning(
                "keyword-of-another-version",
                key.at,
                format!("`{}` of {} belongs to {version}, which this document is not", key.text, kind.name()),
            ));
        }
        if let Treatment::Rejected(reason) = row.treatment
            && !is_null(value)
        {
            self.reader.report(
                Diagnostic::warning(
                    "keyword-not-expressed",
                    key.at,
                    format!("`{}` of {} is not expressed: {reason}", key.text, kind.name()),
                )
                .help("the served document still says it; generated code does not act on it"),
            );
        }
        match row.holds {
            Holds::Value => {}
            Holds::One(kind) => self.todo.push_back((kind, value)),
            Holds::Many(kind) => {
                self.todo.extend(self.content(value).as_sequence().unwrap_or_default().iter().map(|item| (kind, item)));
            }
            Holds::Named(kind) => self.members(kind, value, false),
            Holds::Patterned(kind) => self.members(kind, value, true),
        }
    }

    /// The version that a keyword belongs to, where that is not the document's.
    fn foreign(&self, row: &keywords::Keyword) -> Option<&'static str> {
        match row.versions {
            Versions::All => None,
            Versions::Until30 => (self.reader.version > Version::V30).then_some("OpenAPI 3.0"),
            Versions::From31 => (self.reader.version < Version::V31).then_some("OpenAPI 3.1"),
            Versions::From32 => (self.reader.version < Version::V32).then_some("OpenAPI 3.2"),
        }
    }

    fn members(&mut self, kind: Kind, value: &'a Node, patterned: bool) {
        if let Some(mapping) = self.content(value).as_mapping() {
            let members = mapping.iter().filter(|(key, _)| !(patterned && key.text.starts_with("x-")));
            self.todo.extend(members.map(|(_, value)| (kind, value)));
        }
    }

    /// Bundlers let a whole map or list be a reference; so do we.
    fn content(&self, value: &'a Node) -> &'a Node {
        follow(self.reader.sources, value).unwrap_or(value)
    }

    fn reference(&mut self, kind: Kind, node: &'a Node) {
        let Some((at, text)) = reference(node) else { return };
        let text = text.to_owned();
        let known = keywords::keyword(kind, "$ref").is_some_and(|row| self.foreign(row).is_none());
        if !known && kind != Kind::Callback {
            self.reader.report(
                Diagnostic::warning(
                    "reference-out-of-place",
                    at.at,
                    format!("{} cannot be a reference in OpenAPI; it is followed all the same", kind.name()),
                )
                .help("other tools may not read this document: write the object here"),
            );
        }
        match self.reader.sources.resolve_at(at.at, &text) {
            Ok(resolved) => {
                self.name(kind, &resolved, &text);
                if follow(self.reader.sources, resolved.node).is_none()
                    && reference(resolved.node)
                        .is_none_or(|(next, text)| self.reader.sources.resolve_at(next.at, text).is_ok())
                {
                    self.reader.report(
                        Diagnostic::error(
                            "cyclic-reference",
                            at.at,
                            format!("`{text}` leads back to itself and never to a value"),
                        )
                        .help("let one of the references name an object"),
                    );
                }
                self.todo.push_back((kind, resolved.node));
            }
            Err(error) => self.dangling(at, &text, error),
        }
    }

    fn dangling(&mut self, at: &Node, text: &str, error: ReferenceError) {
        let dangling = |message: String| Diagnostic::error("dangling-reference", at.at, message);
        let diagnostic = match error {
            // Reported when the files were read.
            ReferenceError::Unavailable => return,
            ReferenceError::Anchor(anchor) => {
                dangling(format!("`{text}` names an anchor, and no schema has `{anchor}`"))
                    .help("give a schema `$anchor`, or write a JSON Pointer: `#/components/…`")
            }
            ReferenceError::Ambiguous(anchor) => {
                let message = format!(
                    "several schemas have the anchor `{anchor}`, and which one is meant depends on the way here; any value is read"
                );
                Diagnostic::warning("keyword-not-expressed", at.at, message)
                    .help("give each its own `$anchor`, and refer to that")
            }
            ReferenceError::Dangling(pointer) => {
                let diagnostic = dangling(format!("`{text}` leads to nothing"));
                let last = pointer.rsplit('/').next().map(unescape).unwrap_or_default();
                self.dangling += 1;
                let suggested = self.dangling <= MOST_SUGGESTIONS;
                let beside = self.reader.sources.beside(at.at.file, text).take_while(|_| suggested);
                match keywords::nearest(&last, beside) {
                    Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                    None => diagnostic.help("check the path; `/` in a name is written `~1`"),
                }
            }
        };
        self.reader.report(diagnostic);
    }

    /// Names a component that another file holds. What stands inside the entry document keeps its place.
    fn name(&mut self, kind: Kind, resolved: &Resolved<'a>, text: &str) {
        let refers = reference(resolved.node).is_some() && !refers_and_says(self.reader.version, resolved.node);
        if resolved.file == self.entry || kind.section().is_none() || refers {
            return;
        }
        let last = resolved.pointer.rsplit('/').next().filter(|last| !last.is_empty());
        let stem = || {
            Path::new(text.split('#').next().unwrap_or(text))
                .file_stem()
                .map(|stem| stem.to_string_lossy().into_owned())
        };
        let name = last
            .map(|last| last.replace("~1", "/").replace("~0", "~"))
            .or_else(stem)
            .unwrap_or_else(|| "Unnamed".to_owned());
        self.found.add(kind, &name, resolved.node, true);
    }

    /// What stands beside a `$ref` that swallows it.
    fn siblings(&mut self, kind: Kind, node: &'a Node) {
        for (key, _) in node.as_mapping().into_iter().flat_map(crate::source::Mapping::iter) {
            if matches!(key.text.as_str(), "$ref" | "description" | "summary") || key.text.starts_with("x-") {
                continue;
            }
            let help = if kind == Kind::Schema {
                "write `allOf: [{$ref: …}]` and the rest beside it"
            } else {
                "move it into what is referred to"
            };
            self.reader.report(
                Diagnostic::warning(
                    "ignored-beside-reference",
                    key.at,
                    format!("`{}` has no effect beside `$ref`", key.text),
                )
                .help(help),
            );
        }
    }

    /// A discriminator's mapping names a schema or refers to one.
    fn mapping_target(&mut self, value: &'a Node) {
        let Some(text) = value.as_str() else { return };
        if let Ok(resolved) = super::union::mapping_target(self.reader.sources, self.entry, value.at.file, text) {
            self.name(Kind::Schema, &resolved, text);
            self.todo.push_back((Kind::Schema, resolved.node));
        }
    }

    fn extension(&mut self, kind: Kind, key: &Key) {
        if policies::belongs(kind, &key.text) {
            return;
        }
        let (problem, help) = if let Some(place) = policies::place(&key.text) {
            (format!("`{}` has no effect on {}", key.text, kind.name()), format!("it belongs to {place}"))
        } else if let Some(near) = policies::nearest(kind, &key.text) {
            (format!("`{}` is not known, and `{near}` is", key.text), format!("did you mean `{near}`?"))
        } else {
            return;
        };
        self.reader.report(Diagnostic::warning("misplaced-extension", key.at, problem).help(help));
    }

    fn unknown(&mut self, kind: Kind, key: &Key) {
        let mut diagnostic =
            Diagnostic::warning("unknown-keyword", key.at, format!("`{}` is no keyword of {}", key.text, kind.name()));
        diagnostic = match keywords::suggestion(kind, &key.text) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help("a member of your own starts with `x-`"),
        };
        self.reader.report(diagnostic);
    }
}
