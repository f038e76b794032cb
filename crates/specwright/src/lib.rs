//! Specwright reads a contract and writes the code that follows from it.
//!
//! The stages are a one-way street, a folder each:
//!
//! ```text
//! source -> endpoints -> contract -> names -> emit -> output
//! ```
//!
//! [`diagnostic`] is the one thing every stage knows: what is wrong, where, and how to mend it.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::todo,
        clippy::unimplemented,
        clippy::unreachable,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

pub mod build_script;
pub mod cli;
pub mod contract;
pub mod diagnostic;
pub mod emit;
pub mod endpoints;
mod graph;
pub mod names;
pub mod output;
mod pattern;
pub mod run;
pub mod source;
pub mod tolerance;
