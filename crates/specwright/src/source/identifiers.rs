//! Schemas that name themselves with `$id`, and the references that mean them (JSON Schema 2020-12 core, 8.2.1).
//!
//! An `$id` changes what references below it are relative to, and an anchor belongs to the nearest one above it. Only
//! names within one file are looked at: nothing is ever fetched by its identifier.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::pointer;
use super::sources::{Keys, Position};
use super::{Kind, Node};

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
    let mut walk = Walk::default();
    walk.node(root, Keys::Members, "", &mut String::new());
    let mut found = HashMap::new();
    for Reference { at, base, text, dynamic } in &walk.references {
        let absolute = join(base, text);
        let (name, fragment) = absolute.split_once('#').unwrap_or((&absolute, ""));
        // What is relative to the file itself, and means no identifier, is the file's own matter.
        let Some(resource) = walk.resources.get(name) else { continue };
        let fragment = pointer::percent_decode(fragment);
        let meant = if fragment.is_empty() || fragment.starts_with('/') {
            Some(Meant::Pointer(format!("{resource}{fragment}")))
        } else if *dynamic && walk.is_ambiguous(name, &fragment) {
            Some(Meant::Ambiguous(fragment.into_owned()))
        } else {
            walk.anchors.get(&(name.to_owned(), fragment.into_owned())).cloned().map(Meant::Pointer)
        };
        found.extend(meant.map(|meant| (*at, meant)));
    }
    found
}

#[derive(Default)]
struct Walk {
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

impl Walk {
    fn is_ambiguous(&self, resource: &str, anchor: &str) -> bool {
        self.dynamic.get(anchor).is_some_and(|resources| resources.len() > 1 && resources.contains(resource))
    }

    fn node(&mut self, node: &Node, keys: Keys, base: &str, pointer: &mut String) {
        let length = pointer.len();
        match &node.kind {
            Kind::Sequence(items) => {
                for (index, item) in items.iter().enumerate() {
                    pointer.push('/');
                    pointer.push_str(&index.to_string());
                    self.node(item, Keys::Members, base, pointer);
                    pointer.truncate(length);
                }
            }
            Kind::Mapping(mapping) => {
                let text_of = |key: &str| mapping.get(key).and_then(Node::as_str);
                let own = text_of("$id").map(|id| join(base, id)).filter(|id| !id.contains('#'));
                if let Some(id) = &own {
                    self.resources.entry(id.clone()).or_insert_with(|| pointer.clone());
                }
                let base = own.as_deref().unwrap_or(base);
                for key in ["$anchor", "$dynamicAnchor"] {
                    let Some(anchor) = text_of(key) else { continue };
                    self.anchors.entry((base.to_owned(), anchor.to_owned())).or_insert_with(|| pointer.clone());
                    if key == "$dynamicAnchor" {
                        self.dynamic.entry(anchor.to_owned()).or_default().insert(base.to_owned());
                    }
                }
                for (key, value) in mapping.iter() {
                    match &value.kind {
                        Kind::String(text) if matches!(key.text.as_str(), "$ref" | "$dynamicRef") => {
                            let (base, text, dynamic) = (base.to_owned(), text.clone(), key.text == "$dynamicRef");
                            self.references.push(Reference { at: value.at, base, text, dynamic });
                        }
                        Kind::Mapping(_) | Kind::Sequence(_) if !keys.is_data(&key.text, value) => {
                            pointer.push('/');
                            pointer.push_str(&pointer::escape(&key.text));
                            self.node(value, keys.below(&key.text), base, pointer);
                            pointer.truncate(length);
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
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
