//! Schemas that name themselves with `$id`, and the references that mean them (JSON Schema 2020-12 core, 8.2.1).
//!
//! An `$id` changes what references below it are relative to, and an anchor belongs to the nearest one above it. Only
//! names within one file are looked at: nothing is ever fetched by its identifier.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::keys::objects;
use super::pointer;
use super::sources::Position;
use super::{Mapping, Node};

/// The members by which a schema can be named within its resource.
const ANCHORS: [&str; 2] = ["$anchor", "$dynamicAnchor"];

/// What a reference means that an identifier decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// A JSON Pointer in the same file.
    Pointer(String),
    /// A `$dynamicAnchor` that other schemas with identifiers have as well: which is meant depends on the way there.
    Ambiguous(String),
}

/// The references of a file that an identifier decides, by their position.
pub(super) fn identified(root: &Node) -> HashMap<Position, Meant> {
    let mut known = Known::default();
    objects(root, String::new(), &mut |mapping, pointer, base| known.note(mapping, pointer, base));
    let mut found = HashMap::new();
    for Reference { at, base, text, dynamic } in &known.references {
        let absolute = join(base, text);
        let (name, fragment) = absolute.split_once('#').unwrap_or((&absolute, ""));
        // What is relative to the file itself, and means no identifier, is the file's own matter.
        let Some(resource) = known.resources.get(name) else { continue };
        let fragment = pointer::percent_decode(fragment);
        let meant = if fragment.is_empty() || fragment.starts_with('/') {
            Some(Meant::Pointer(format!("{resource}{fragment}")))
        } else if *dynamic && known.is_ambiguous(name, &fragment) {
            Some(Meant::Ambiguous(fragment.into_owned()))
        } else {
            known.anchors.get(&(name.to_owned(), fragment.into_owned())).cloned().map(Meant::Pointer)
        };
        found.extend(meant.map(|meant| (*at, meant)));
    }
    found
}

/// The JSON Pointers of the schemas with an `$anchor` or `$dynamicAnchor`, by its name.
pub(super) fn anchored(root: &Node) -> HashMap<String, Vec<String>> {
    let mut anchors: HashMap<String, Vec<String>> = HashMap::new();
    objects(root, (), &mut |mapping, pointer, ()| {
        for name in ANCHORS.iter().filter_map(|key| mapping.get(key).and_then(Node::as_str)) {
            let known = anchors.entry(name.to_owned()).or_default();
            if known.last().is_none_or(|last| last != pointer) {
                known.push(pointer.to_owned());
            }
        }
    });
    anchors
}

#[derive(Default)]
struct Known {
    /// The pointer of each schema with an identifier, by the identifier.
    resources: BTreeMap<String, String>,
    /// By identifier and anchor.
    anchors: HashMap<(String, String), String>,
    /// By name, the identifiers of the schemas that have it as `$dynamicAnchor`.
    dynamic: HashMap<String, BTreeSet<String>>,
    references: Vec<Reference>,
}

struct Reference {
    at: Position,
    base: String,
    text: String,
    /// `$dynamicRef`
    dynamic: bool,
}

impl Known {
    fn is_ambiguous(&self, resource: &str, anchor: &str) -> bool {
        self.dynamic.get(anchor).is_some_and(|resources| resources.len() > 1 && resources.contains(resource))
    }

    /// What an object says of itself, and the base of what is inside it.
    fn note(&mut self, mapping: &Mapping, pointer: &str, base: String) -> String {
        let text_of = |key: &str| mapping.get(key).and_then(Node::as_str);
        let own = text_of("$id").map(|id| join(&base, id)).filter(|id| !id.contains('#'));
        if let Some(id) = &own {
            self.resources.entry(id.clone()).or_insert_with(|| pointer.to_owned());
        }
        let base = own.unwrap_or(base);
        for key in ANCHORS {
            let Some(anchor) = text_of(key) else { continue };
            self.anchors.entry((base.clone(), anchor.to_owned())).or_insert_with(|| pointer.to_owned());
            if key == "$dynamicAnchor" {
                self.dynamic.entry(anchor.to_owned()).or_default().insert(base.clone());
            }
        }
        for key in ["$ref", "$dynamicRef"] {
            let Some(node) = mapping.get(key) else { continue };
            let Some(text) = node.as_str().map(str::to_owned) else { continue };
            self.references.push(Reference { at: node.at, base: base.clone(), text, dynamic: key == "$dynamicRef" });
        }
        base
    }
}

/// A reference resolved against a base (RFC 3986, 5.2), without an empty fragment. The base of a file has no name here:
/// it is empty, and what is relative to it stays as it is written.
fn join(base: &str, reference: &str) -> String {
    let reference = reference.strip_suffix('#').unwrap_or(reference);
    let base = base.split('#').next().unwrap_or_default();
    if scheme(reference).is_some() || base.is_empty() {
        return reference.to_owned();
    }
    if reference.is_empty() || reference.starts_with('#') {
        return format!("{base}{reference}");
    }
    let Some((start, rest)) = scheme(base) else { return reference.to_owned() };
    if reference.starts_with("//") {
        return format!("{start}:{reference}");
    }
    // `//authority/path`; a URN has no authority, and nothing is relative to it.
    let Some(after) = rest.strip_prefix("//") else { return reference.to_owned() };
    let (authority, path) = after.find('/').map_or((after, "/"), |at| after.split_at(at));
    let path = path.split('?').next().unwrap_or(path);
    if reference.starts_with('?') {
        return format!("{start}://{authority}{path}{reference}");
    }
    let (target, tail) = reference.find(['?', '#']).map_or((reference, ""), |at| reference.split_at(at));
    let folder = path.rfind('/').and_then(|at| path.get(..=at)).unwrap_or("/");
    let merged = if target.starts_with('/') { target.to_owned() } else { format!("{folder}{target}") };
    format!("{start}://{authority}{}{tail}", without_dots(&merged))
}

/// RFC 3986, 5.2.4.
fn without_dots(path: &str) -> String {
    let mut out: Vec<&str> = Vec::new();
    let mut pieces = path.split('/').peekable();
    while let Some(piece) = pieces.next() {
        let last = pieces.peek().is_none();
        match piece {
            "." if last => out.push(""),
            "." => {}
            ".." => {
                if out.len() > 1 {
                    out.pop();
                }
                if last {
                    out.push("");
                }
            }
            piece => out.push(piece),
        }
    }
    out.join("/")
}

/// The scheme of an absolute URI, and what follows its colon.
fn scheme(uri: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = uri.split_once(':')?;
    let is = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    (scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.bytes().all(is)).then_some((scheme, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_relative_to_their_base() {
        for (base, reference, expected) in [
            ("", "a.json#/b", "a.json#/b"),
            ("http://h/a/b", "c", "http://h/a/c"),
            ("http://h/a/b", "../c#x", "http://h/c#x"),
            ("http://h/a/b", "/c", "http://h/c"),
            ("http://h/a/b", "./c/", "http://h/a/c/"),
            ("http://h/a/b?q", "#x", "http://h/a/b?q#x"),
            ("http://h", "c", "http://h/c"),
            ("http://h/a", "//i/c", "http://i/c"),
            ("http://h/a", "urn:x:y#z", "urn:x:y#z"),
            ("urn:x:y", "#/z", "urn:x:y#/z"),
            ("http://h/a", "http://h/b#", "http://h/b"),
            ("http://h/a", "../../../c", "http://h/c"),
        ] {
            assert_eq!(join(base, reference), expected, "{reference} in {base}");
        }
    }
}
