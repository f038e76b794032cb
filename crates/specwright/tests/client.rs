//! The Rust client: what the projection says to progenitor, what comes out, and that it compiles and speaks HTTP.
//!
//! `UPDATE_GOLDENS=1 cargo test -p specwright --test client` writes the goldens anew.

#[path = "client/emitted.rs"]
mod emitted;
#[path = "client/limits.rs"]
mod limits;
#[path = "client/never_panics.rs"]
mod never_panics;
#[path = "client/random.rs"]
mod random;
