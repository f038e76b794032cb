//! The tree of a document: JSON's data model, each key and value with its position.

use std::collections::HashMap;

use super::Position;

/// One value of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub at: Position,
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    Null,
    Boolean(bool),
    /// As JSON reads it; an integer stays exact up to 64 bits.
    Number(serde_json::Number),
    String(String),
    Sequence(Vec<Node>),
    Mapping(Mapping),
}

/// A member's name, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    pub at: Position,
    pub text: String,
}

/// An object's members in the order they were written; names are unique (the parser reports a duplicate).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mapping {
    entries: Vec<(Key, Node)>,
    /// Index into `entries` by name, for mappings large enough that a search would cost. Few are, so it stands apart.
    #[allow(clippy::box_collection)] // a map by itself is as large as the rest of the node
    index: Option<Box<HashMap<String, usize>>>,
}

/// From this many members on, a name is looked up by hash.
const INDEXED_FROM: usize = 16;

impl Mapping {
    /// Adds a member behind the others. Whoever calls made sure that there is none of its name.
    pub fn push(&mut self, key: Key, value: Node) {
        if let Some(index) = &mut self.index {
            index.insert(key.text.clone(), self.entries.len());
        }
        self.entries.push((key, value));
        if self.index.is_none() && self.entries.len() >= INDEXED_FROM {
            let names = self.entries.iter().enumerate().map(|(at, (key, _))| (key.text.clone(), at));
            self.index = Some(Box::new(names.collect()));
        }
    }

    pub fn get(&self, name: &str) -> Option<&Node> {
        self.entry(name).map(|(_, value)| value)
    }

    pub fn entry(&self, name: &str) -> Option<(&Key, &Node)> {
        let found = match &self.index {
            Some(index) => self.entries.get(*index.get(name)?),
            None => self.entries.iter().find(|(key, _)| key.text == name),
        };
        found.map(|(key, value)| (key, value))
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Key, &Node)> {
        self.entries.iter().map(|(key, value)| (key, value))
    }

    pub fn into_entries(self) -> impl ExactSizeIterator<Item = (Key, Node)> {
        self.entries.into_iter()
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl Node {
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.as_mapping()?.get(name)
    }

    pub fn as_mapping(&self) -> Option<&Mapping> {
        if let Kind::Mapping(mapping) = &self.kind { Some(mapping) } else { None }
    }

    pub fn as_sequence(&self) -> Option<&[Node]> {
        if let Kind::Sequence(items) = &self.kind { Some(items) } else { None }
    }

    pub fn as_str(&self) -> Option<&str> {
        if let Kind::String(text) = &self.kind { Some(text) } else { None }
    }

    pub fn as_bool(&self) -> Option<bool> {
        if let Kind::Boolean(value) = &self.kind { Some(*value) } else { None }
    }

    pub fn as_number(&self) -> Option<&serde_json::Number> {
        if let Kind::Number(number) = &self.kind { Some(number) } else { None }
    }

    /// What a message calls this kind of value.
    pub fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Null => "null",
            Kind::Boolean(_) => "a boolean",
            Kind::Number(_) => "a number",
            Kind::String(_) => "a string",
            Kind::Sequence(_) => "an array",
            Kind::Mapping(_) => "an object",
        }
    }

    /// The value without its positions.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value;
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Boolean(value) => Value::Bool(*value),
            Kind::Number(number) => Value::Number(number.clone()),
            Kind::String(text) => Value::String(text.clone()),
            Kind::Sequence(items) => Value::Array(items.iter().map(Node::to_json).collect()),
            Kind::Mapping(mapping) => {
                Value::Object(mapping.iter().map(|(key, value)| (key.text.clone(), value.to_json())).collect())
            }
        }
    }
}
