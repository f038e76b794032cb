//! What generated code stands on at run time.
//!
//! Without features: the types that a contract's formats become, validation, problems, and JSON writing; enough for a
//! client. With `server`: routing, guards, rate limits and idempotency on poem.

pub mod problem;

#[cfg(feature = "server")]
pub mod server;
