//! Reading a node as one of OpenAPI's objects: by keyword, with a diagnostic where the value is of another type.

use super::super::keywords::{self, Kind, Treatment};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{Key, Mapping, Node, Sources};

/// How many references may follow each other before a value.
pub(super) const LONGEST_CHAIN: usize = 32;

/// A node that stands where an object of this kind belongs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Object<'a> {
    pub kind: Kind,
    pub node: &'a Node,
    pub mapping: &'a Mapping,
}

impl<'a> Object<'a> {
    /// The value of a keyword, unless it is null: an empty YAML value says nothing.
    pub fn get(&self, keyword: &'static str) -> Option<&'a Node> {
        self.entry(keyword).map(|(_, value)| value)
    }

    pub fn entry(&self, keyword: &'static str) -> Option<(&'a Key, &'a Node)> {
        #[cfg(test)]
        consumed::record(self.kind, keyword);
        self.mapping.entry(keyword).filter(|(_, value)| !is_null(value))
    }

    /// The same, and null is a value like any other.
    pub fn raw(&self, keyword: &'static str) -> Option<&'a Node> {
        #[cfg(test)]
        consumed::record(self.kind, keyword);
        self.mapping.get(keyword)
    }

    pub fn has(&self, keyword: &'static str) -> bool {
        self.get(keyword).is_some()
    }
}

pub(super) fn is_null(node: &Node) -> bool {
    matches!(node.kind, crate::source::Kind::Null)
}

/// What tells one node from another with the same content.
pub(super) fn identity(node: &Node) -> usize {
    std::ptr::from_ref(node).addr()
}

/// The text of a node's `$ref` (or `$dynamicRef`, which is followed as far as it leads one way only), if it is a
/// reference.
pub(super) fn reference(node: &Node) -> Option<(&Node, &str)> {
    let value = node.get("$ref").or_else(|| node.get("$dynamicRef"))?;
    Some((value, value.as_str()?))
}

/// What a node stands for: itself, or what its reference leads to over any number of steps. None where it leads nowhere.
pub(super) fn follow<'a>(sources: &'a Sources, node: &'a Node) -> Option<&'a Node> {
    let mut node = node;
    for _ in 0..LONGEST_CHAIN {
        let Some((at, text)) = reference(node) else { return Some(node) };
        node = sources.resolve_at(at.at, text).ok()?.node;
    }
    None
}

/// Whether a schema says `readOnly`, and whether `writeOnly`. Of the parts of an `allOf`, which speak of the same value, one
/// that says it is enough; none is asked where the schema itself says either.
pub(super) fn directions(sources: &Sources, node: &Node) -> (bool, bool) {
    // More parts than this are a mistake, which is found where they are gathered.
    const MOST: usize = 128;
    let says = |node: &Node, keyword: &str| node.get(keyword).and_then(Node::as_bool) == Some(true);
    let both = |node: &Node| (says(node, "readOnly"), says(node, "writeOnly"));
    let mut found = both(node);
    if found != (false, false) {
        return found;
    }
    let mut waiting: Vec<&Node> = parts(node).iter().collect();
    let mut read = 0;
    while let Some(part) = waiting.pop().filter(|_| read < MOST) {
        read += 1;
        let (read_only, write_only) = both(part);
        found = (found.0 || read_only, found.1 || write_only);
        waiting.extend(parts(part));
        waiting.extend(reference(part).and_then(|(at, text)| Some(sources.resolve_at(at.at, text).ok()?.node)));
    }
    found
}

fn parts(node: &Node) -> &[Node] {
    node.get("allOf").and_then(Node::as_sequence).unwrap_or_default()
}

/// The documents, and what is said about them while they are read.
pub(super) struct Reader<'a, 'd> {
    pub sources: &'a Sources,
    pub diagnostics: &'d mut Diagnostics,
    pub version: Version,
}

/// The version of OpenAPI that a document names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    V30,
    V31,
    V32,
}

impl<'a> Reader<'a, '_> {
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The object of this kind that a node is or refers to. A reference that leads nowhere was reported when the
    /// documents were walked, so it is only passed over here.
    pub fn object(&mut self, kind: Kind, node: &'a Node) -> Option<Object<'a>> {
        let node = follow(self.sources, node)?;
        match node.as_mapping() {
            Some(mapping) => Some(Object { kind, node, mapping }),
            None => {
                self.wrong_type(node, kind.name(), "an object", true);
                None
            }
        }
    }

    /// The description of an object at the place that refers to it: what stands beside the reference counts more (from 3.1
    /// on; before, nothing beside a reference has an effect).
    pub fn description_at(&mut self, place: &'a Node, object: Object<'a>) -> Option<&'a str> {
        let beside = || place.get("description").and_then(Node::as_str);
        let beside = if self.version > Version::V30 && reference(place).is_some() { beside() } else { None };
        let own = self.text(object, "description");
        beside.or(own)
    }

    pub fn text(&mut self, object: Object<'a>, keyword: &'static str) -> Option<&'a str> {
        let node = follow(self.sources, object.get(keyword)?)?;
        let text = node.as_str();
        if text.is_none() {
            self.wrong_value(object, keyword, node, "a string");
        }
        text
    }

    pub fn flag(&mut self, object: Object<'a>, keyword: &'static str) -> bool {
        let Some(node) = object.get(keyword) else { return false };
        let flag = node.as_bool();
        if flag.is_none() {
            self.wrong_value(object, keyword, node, "a boolean");
        }
        flag.unwrap_or(false)
    }

    pub fn list(&mut self, object: Object<'a>, keyword: &'static str) -> &'a [Node] {
        let Some(node) = object.get(keyword).and_then(|node| follow(self.sources, node)) else { return &[] };
        let list = node.as_sequence();
        if list.is_none() {
            self.wrong_value(object, keyword, node, "an array");
        }
        list.unwrap_or_default()
    }

    /// A map of names to values.
    pub fn map(
        &mut self,
        object: Object<'a>,
        keyword: &'static str,
    ) -> impl Iterator<Item = (&'a Key, &'a Node)> + use<'a> {
        let node = object.get(keyword).and_then(|node| follow(self.sources, node));
        let mapping = node.and_then(Node::as_mapping);
        if let (Some(node), None) = (node, mapping) {
            self.wrong_value(object, keyword, node, "an object");
        }
        mapping.into_iter().flat_map(Mapping::iter)
    }

    /// The same without extensions.
    pub fn patterned(
        &mut self,
        object: Object<'a>,
        keyword: &'static str,
    ) -> impl Iterator<Item = (&'a Key, &'a Node)> + use<'a> {
        self.map(object, keyword).filter(|(key, _)| !key.text.starts_with("x-"))
    }

    /// A length or a count: a whole number, not negative. `2.0` is one (JSON Schema 2020-12, 6.3).
    pub fn count(&mut self, object: Object<'a>, keyword: &'static str) -> Option<u64> {
        let node = object.get(keyword)?;
        let count = node.as_number().and_then(|number| number.as_u64().or_else(|| whole(number.as_f64()?)));
        if count.is_none() {
            self.wrong_value(object, keyword, node, "a whole number that is not negative");
        }
        count
    }

    pub fn wrong_value(&mut self, object: Object<'a>, keyword: &str, node: &Node, expected: &str) {
        let enforced = keywords::keyword(object.kind, keyword).is_none_or(|row| row.treatment != Treatment::Carried);
        self.wrong_type(node, &format!("`{keyword}` of {}", object.kind.name()), expected, enforced);
    }

    fn wrong_type(&mut self, node: &Node, what: &str, expected: &str, enforced: bool) {
        let message = format!("{what} must be {expected}, and this is {}", node.kind_name());
        self.report(if enforced {
            Diagnostic::error("wrong-type", node.at, message)
        } else {
            Diagnostic::warning("wrong-type", node.at, message)
        });
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
fn whole(number: f64) -> Option<u64> {
    (number >= 0.0 && number < u64::MAX as f64 && number.fract() == 0.0).then_some(number as u64)
}

/// Which keywords lowering asked for, so that a test can hold the keyword table against it.
#[cfg(test)]
pub(super) mod consumed {
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    use super::Kind;

    thread_local! {
        static CONSUMED: RefCell<BTreeSet<(Kind, &'static str)>> = const { RefCell::new(BTreeSet::new()) };
    }

    pub fn record(kind: Kind, keyword: &'static str) {
        CONSUMED.with_borrow_mut(|consumed| consumed.insert((kind, keyword)));
    }

    pub fn take() -> BTreeSet<(Kind, &'static str)> {
        CONSUMED.take()
    }
}
