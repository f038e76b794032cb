//! What the service remembers, in SQLite or PostgreSQL.
//!
//! Every query on a user's data is made through a [`Scope`] (see [`access`]). Rules are in `domain`; here they are
//! carried out, each in one transaction with the history it leaves.

mod access;
mod attachments;
mod audit;
mod comments;
mod database;
mod error;
mod events;
pub mod failure;
pub mod guard;
mod idempotency;
mod keyset;
mod migrations;
mod open;
mod projects;
mod row;
mod search;
mod tags;
mod task_changes;
mod task_tags;
mod tasks;
mod users;

#[cfg(test)]
pub(crate) mod tests;

use std::sync::Arc;

pub use access::{Crossing, Scope};
pub use database::{Database, PoolState};
pub use error::{OpenError, StoreError};
pub use idempotency::IdempotencyRecords;
pub use open::DatabaseOptions;

/// The service's memory. A clone is the same memory.
#[derive(Clone, Debug)]
pub struct Store {
    database: Arc<Database>,
    known_users: Arc<users::KnownUsers>,
}

impl Store {
    pub fn new(database: Database) -> Self {
        Self { database: Arc::new(database), known_users: Arc::default() }
    }

    pub fn database(&self) -> &Database {
        &self.database
    }
}
