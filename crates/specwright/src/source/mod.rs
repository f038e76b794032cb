//! Documents as they are written: YAML or JSON, one file or many, every value with its position.
//! Knows nothing of OpenAPI but `$ref`, because references are what makes several files one document.

mod identifiers;
mod json;
mod keys;
mod lines;
mod node;
mod pointer;
mod reference;
mod scalar;
mod sources;
mod yaml;

pub use lines::{line_starts, lines};
pub use node::{Key, Kind, Mapping, Node};
pub use pointer::{escape, percent_decode, unescape};
pub use reference::{ReferenceError, Resolved};
pub use sources::{File, FileId, Position, Sources};

/// How deep values may nest. Real contracts stay below 40; a bound keeps every later walk safe from overflow.
pub const MAX_DEPTH: usize = 200;

/// How large one file may be, in bytes. The largest public contract known to us has 13 MB.
pub const MAX_FILE_BYTES: u64 = 128 * 1024 * 1024;
