//! What goes over the wire: generated servers of the goldens' contracts, asked in bytes.

// Each service implements a trait over most of the types of its golden.
#![allow(clippy::wildcard_imports)]

mod choices;
mod deep;
mod forms;
mod harness;
mod media_types;
mod security;
mod styles;
