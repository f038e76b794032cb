//! Which keys of a document are members that a specification names, and which are names that somebody chose.

use super::{Kind, Mapping, Node, pointer};

/// Members whose values are data, in which `$ref` is a name like any other.
const DATA: [&str; 5] = ["example", "examples", "default", "enum", "const"];

/// Members whose keys are names that somebody chose: `default` is a response or a property there, and no value.
const MAPS: [&str; 20] = [
    "$defs",
    "callbacks",
    "content",
    "definitions",
    "dependentSchemas",
    "encoding",
    "examples",
    "headers",
    "links",
    "parameters",
    "pathItems",
    "paths",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "securitySchemes",
    "variables",
    "webhooks",
];

/// What the keys of an object are.
#[derive(Clone, Copy, PartialEq)]
pub enum Keys {
    Members,
    /// Names, among which an extension can stand: of paths and of statuses.
    Extensible,
    Names,
}

impl Keys {
    /// Of `value`, which stands under `key` among these.
    pub fn below(self, key: &str) -> Self {
        match key {
            _ if self != Self::Members => Self::Members,
            "paths" | "responses" => Self::Extensible,
            _ if MAPS.contains(&key) => Self::Names,
            _ => Self::Members,
        }
    }

    /// Whether `value`, which stands under `key` among these, is data. `examples` of a media type or parameter is a map
    /// whose entries may be references; of a schema, a list of data.
    pub fn is_data(self, key: &str, value: &Node) -> bool {
        match self {
            Self::Names => false,
            Self::Extensible => key.starts_with("x-"),
            Self::Members => {
                DATA.contains(&key) && !(key == "examples" && value.as_mapping().is_some()) || key.starts_with("x-")
            }
        }
    }
}

/// Calls `visit` with every object that is no data, and its JSON Pointer. What it makes of the value that it was given
/// is given to it with the objects inside. The walk is as deep as the document, which its parser bounds.
pub fn objects<T: Clone>(root: &Node, value: T, visit: &mut impl FnMut(&Mapping, &str, T) -> T) {
    walk(root, Keys::Members, &mut String::new(), value, visit);
}

fn walk<T: Clone>(
    node: &Node,
    keys: Keys,
    pointer: &mut String,
    value: T,
    visit: &mut impl FnMut(&Mapping, &str, T) -> T,
) {
    let length = pointer.len();
    match &node.kind {
        Kind::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                pointer.push('/');
                pointer.push_str(&index.to_string());
                walk(item, Keys::Members, pointer, value.clone(), visit);
                pointer.truncate(length);
            }
        }
        Kind::Mapping(mapping) => {
            let value = visit(mapping, pointer, value);
            for (key, inner) in mapping.iter() {
                if matches!(inner.kind, Kind::Mapping(_) | Kind::Sequence(_)) && !keys.is_data(&key.text, inner) {
                    pointer.push('/');
                    pointer.push_str(&pointer::escape(&key.text));
                    walk(inner, keys.below(&key.text), pointer, value.clone(), visit);
                    pointer.truncate(length);
                }
            }
        }
        _ => {}
    }
}
