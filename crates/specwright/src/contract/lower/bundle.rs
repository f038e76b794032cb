//! One document out of all files: what stands elsewhere becomes a component, and references stay inside.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::super::keywords::{self, Holds, Kind};
use super::inventory::Inventory;
use super::read::{follow, reference};
use crate::source::{Mapping, Node, Position, Sources};

/// How many files' path items and the like may be written into each other.
const DEEPEST: usize = 64;

/// What an operation stands under in a path item.
const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// Without the operations that are no part of the contract.
pub(super) fn bundle(sources: &Sources, root: &Node, inventory: &Inventory<'_>, left_out: &HashSet<Position>) -> Value {
    let bundler = Bundler { sources, entry: root, inventory, left_out };
    let mut document = bundler.object(Kind::Document, root, 0);
    bundler.add_components(&mut document);
    document
}

struct Bundler<'b, 'a> {
    sources: &'a Sources,
    entry: &'a Node,
    inventory: &'b Inventory<'a>,
    left_out: &'b HashSet<Position>,
}

impl Bundler<'_, '_> {
    fn object(&self, kind: Kind, node: &Node, depth: usize) -> Value {
        let Some(mapping) = node.as_mapping() else { return node.to_json() };
        if depth > DEEPEST {
            return node.to_json();
        }
        if let Some((at, text)) = reference(node) {
            return self.reference(kind, mapping, at, text, depth);
        }
        let mut members = Map::with_capacity(mapping.len());
        for (key, value) in mapping.iter() {
            let left_out = kind == Kind::PathItem && self.left_out.contains(&key.at);
            if !left_out && !is_identifier(kind, key) {
                members.insert(key.text.clone(), self.member(kind, &key.text, value, depth));
            }
        }
        Value::Object(members)
    }

    fn member(&self, kind: Kind, name: &str, value: &Node, depth: usize) -> Value {
        if kind == Kind::Callback {
            return if name.starts_with("x-") {
                value.to_json()
            } else {
                self.object(Kind::PathItem, value, depth + 1)
            };
        }
        let Some(row) = keywords::keyword(kind, name) else { return value.to_json() };
        match row.holds {
            // A text of its own file, as some bundlers read it.
            Holds::Value if name == "description" => follow(self.sources, value).unwrap_or(value).to_json(),
            Holds::Value if kind == Kind::Discriminator && name == "mapping" => self.mapping(value),
            Holds::Value => value.to_json(),
            Holds::One(kind) => self.object(kind, value, depth + 1),
            Holds::Many(kind) => {
                let value = follow(self.sources, value).unwrap_or(value);
                match value.as_sequence() {
                    Some(items) => Value::Array(items.iter().map(|item| self.object(kind, item, depth + 1)).collect()),
                    None => value.to_json(),
                }
            }
            Holds::Named(kind) => self.members(kind, value, false, depth),
            Holds::Patterned(Kind::PathItem) => self.paths(value, depth),
            Holds::Patterned(kind) => self.members(kind, value, true, depth),
        }
    }

    /// Without the paths of which no operation is left.
    fn paths(&self, value: &Node, depth: usize) -> Value {
        let mut paths = self.members(Kind::PathItem, value, true, depth);
        if let (Some(members), Some(stated)) = (paths.as_object_mut(), follow(self.sources, value)) {
            let bare = |item: &Node| {
                let item = follow(self.sources, item).and_then(Node::as_mapping);
                let mut methods =
                    item.into_iter().flat_map(Mapping::iter).filter(|(key, _)| METHODS.contains(&key.text.as_str()));
                let first = methods.next();
                first.is_some_and(|(key, _)| self.left_out.contains(&key.at))
                    && methods.all(|(key, _)| self.left_out.contains(&key.at))
            };
            let gone: Vec<&str> = stated
                .as_mapping()
                .into_iter()
                .flat_map(Mapping::iter)
                .filter(|(_, item)| bare(item))
                .map(|(key, _)| key.text.as_str())
                .collect();
            if !gone.is_empty() {
                let gone: HashSet<&str> = gone.into_iter().collect();
                members.retain(|path, _| !gone.contains(path.as_str()));
            }
        }
        paths
    }

    fn members(&self, kind: Kind, value: &Node, patterned: bool, depth: usize) -> Value {
        let value = follow(self.sources, value).unwrap_or(value);
        let Some(mapping) = value.as_mapping() else { return value.to_json() };
        let mut members = Map::with_capacity(mapping.len());
        for (key, value) in mapping.iter().filter(|(key, _)| !self.left_out.contains(&key.at)) {
            let extension = patterned && key.text.starts_with("x-");
            let value = if extension { value.to_json() } else { self.object(kind, value, depth + 1) };
            members.insert(key.text.clone(), value);
        }
        Value::Object(members)
    }

    /// A reference that stays inside, or the object itself where its kind has no components.
    fn reference(&self, kind: Kind, mapping: &Mapping, at: &Node, text: &str, depth: usize) -> Value {
        let Some(target) = self.target(kind, at, text) else {
            return match self.sources.resolve_at(at.at, text) {
                Ok(resolved) => self.object(kind, resolved.node, depth + 1),
                Err(_) => {
                    Value::Object(mapping.iter().map(|(key, value)| (key.text.clone(), value.to_json())).collect())
                }
            };
        };
        let members = mapping.iter().filter(|(key, _)| !is_identifier(kind, key)).map(|(key, value)| {
            let value = if key.text == "$ref" {
                Value::String(target.clone())
            } else {
                self.member(kind, &key.text, value, depth)
            };
            (key.text.clone(), value)
        });
        Value::Object(members.collect())
    }

    /// Where the object that a reference names stands in the one document.
    fn target(&self, kind: Kind, at: &Node, text: &str) -> Option<String> {
        let resolved = self.sources.resolve_at(at.at, text).ok()?;
        if resolved.file == self.entry.at.file && kind.section().is_some() {
            return Some(format!("#{}", resolved.pointer));
        }
        let node = follow(self.sources, resolved.node)?;
        let component = self.inventory.component(node).filter(|component| component.kind == kind)?;
        Some(format!("#/components/{}/{}", kind.section()?, crate::source::escape(&component.name)))
    }

    fn mapping(&self, value: &Node) -> Value {
        let Some(mapping) = value.as_mapping() else { return value.to_json() };
        let member = |(key, value): (&crate::source::Key, &Node)| {
            let moved = value.as_str().filter(|text| text.contains('#') || text.contains('/') || text.contains('.'));
            let moved = moved.and_then(|text| self.target(Kind::Schema, value, text));
            (key.text.clone(), moved.map_or_else(|| value.to_json(), Value::String))
        };
        Value::Object(mapping.iter().map(member).collect())
    }

    /// What other files hold, under the names that references to it have.
    fn add_components(&self, document: &mut Value) {
        for component in self.inventory.components().filter(|component| component.moved) {
            let Some(section) = component.kind.section() else { continue };
            let value = self.object(component.kind, component.node, 0);
            if let Some(section) = child(document, "components").and_then(|components| child(components, section)) {
                section.insert(component.name.clone(), value);
            }
        }
    }
}

/// In the one document every reference says where its target stands, which an `$id` on the way would change.
fn is_identifier(kind: Kind, key: &crate::source::Key) -> bool {
    kind == Kind::Schema && key.text == "$id"
}

/// The object under a name, made where there is none.
fn child<'v>(value: &'v mut (impl AsObject + ?Sized), name: &str) -> Option<&'v mut Map<String, Value>> {
    value.object()?.entry(name).or_insert_with(|| Value::Object(Map::new())).as_object_mut()
}

/// Both a value and its members, so that [`child`] can be asked of its own answer.
trait AsObject {
    fn object(&mut self) -> Option<&mut Map<String, Value>>;
}

impl AsObject for Value {
    fn object(&mut self) -> Option<&mut Map<String, Value>> {
        self.as_object_mut()
    }
}

impl AsObject for Map<String, Value> {
    fn object(&mut self) -> Option<&mut Map<String, Value>> {
        Some(self)
    }
}
