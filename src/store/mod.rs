//! What the service remembers, in SQLite or PostgreSQL.
//!
//! Every query on a user's data is made through a [`Scope`] (see [`access`]). Rules are in `domain`; here they are
//! carried out, each in one transaction with the history it leaves.

mod access;
mod database;
mod error;
pub mod guard;
mod migrations;
mod open;
mod row;
mod search;

pub use access::{Crossing, Scope};
pub use database::{Database, PoolState};
pub use error::{OpenError, StoreError};
pub use open::DatabaseOptions;
