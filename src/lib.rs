//! taskboard: a task-tracking service. Its routes, types and clients are generated from the contract in `openapi/`; what
//! is here implements the generated traits and stands around them.
//!
//! Arrows point one way: `cli` -> `server` -> `http`, `operators`, `docs` -> `api` -> `store` -> `domain`; `auth`,
//! `telemetry` and `config` are used from everywhere above and use nothing of it.

pub mod api;
pub mod attachments;
pub mod auth;
pub mod cli;
pub mod config;
pub mod docs;
pub mod domain;
pub mod http;
pub mod operators;
pub mod server;
pub mod store;
pub mod telemetry;

pub use server::{Running, Server};
