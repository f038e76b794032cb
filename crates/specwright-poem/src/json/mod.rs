//! JSON as a contract means it: read strictly, straight from the bytes; written without detours.

mod fields;
mod read;
mod strict;
mod value;
mod write;

pub use fields::{converted, parsed, present, required, rest, tag};
pub use read::{Fault, Unreadable, constant, decode, decode_judged, read, read_value};
pub(crate) use strict::integer;
pub use strict::{Strict, from_value};
#[cfg(feature = "server")]
pub(crate) use write::characters;
#[cfg(feature = "server")]
pub use write::json_text;
pub use write::{WriteJson, separator, text};
