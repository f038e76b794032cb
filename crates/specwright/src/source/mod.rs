//! Documents as they are written: YAML or JSON, one file or many, every value with its position.
//! Knows nothing of OpenAPI but `$ref`, because references are what makes several files one document.

mod node;
mod parse;
mod sources;

pub use node::{Key, Kind, Mapping, Node};
pub use sources::{File, FileId, Position, Sources};
