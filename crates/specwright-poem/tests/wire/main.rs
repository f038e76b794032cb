//! What goes over the wire: generated servers of the goldens' contracts, asked in bytes.

mod forms;
mod harness;
mod media_types;
mod security;
mod styles;
