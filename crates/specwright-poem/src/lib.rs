//! What generated code stands on at run time.
//!
//! Without features: the types that a contract's formats become ([`values`]), reading and writing JSON ([`json`]),
//! validation ([`schema`]), the problem envelope ([`problem`]) and requests to others ([`outgoing`]). With `client`: what
//! generated clients call. With `server`: routing, guards, rate limits and idempotency on poem.

pub mod json;
pub mod outgoing;
pub mod problem;
mod room;
pub mod schema;
pub mod values;

#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "server")]
pub mod server;

pub use problem::{Details, Problem, Violation};
pub use values::{Base64, Date, DateTime, Never, Patch};
