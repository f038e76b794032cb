//! What can go wrong with the database itself. It is never the caller's doing: rules of the domain have errors of their
//! own (`domain`).

use std::sync::Arc;

/// The database did not do what it was asked.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// It was out of reach, or too busy: worth another try.
    #[error("the database is out of reach: {0}")]
    Unavailable(Arc<sqlx::Error>),
    #[error("the database refused: {0}")]
    Refused(Arc<sqlx::Error>),
    /// What is stored is not what the service stores.
    #[error("a stored value cannot be read: {0}")]
    Unreadable(String),
    #[error("the file of an attachment: {0}")]
    File(Arc<std::io::Error>),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::Tls(_) => {
                Self::Unavailable(Arc::new(error))
            }
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::ColumnIndexOutOfBounds { .. } => {
                Self::Unreadable(error.to_string())
            }
            sqlx::Error::Database(refusal) if refusal.code().is_some_and(|code| passes(&code)) => {
                Self::Unavailable(Arc::new(sqlx::Error::Database(refusal)))
            }
            other => Self::Refused(Arc::new(other)),
        }
    }
}

/// Whether the same statement may well succeed a little later.
fn passes(code: &str) -> bool {
    match code {
        // SQLite: another process holds the file (SQLITE_BUSY, and its extended codes).
        "5" | "261" | "517" | "773"
        // PostgreSQL: of two transactions that waited for each other, this one gave way.
        | "40001" | "40P01" => true,
        // PostgreSQL, by class: no connection, no resources, stopped by an operator or by a time limit.
        _ => code.len() == 5 && ["08", "53", "57"].iter().any(|class| code.starts_with(class)),
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        Self::File(Arc::new(error))
    }
}

impl StoreError {
    /// A row with the same key is there already.
    pub(crate) fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Refused(error) if error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation))
    }
}

/// Why the database could not be opened. The text says what to do, and never shows the address: it may hold a password.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the database address is not understood ({0}); it begins with sqlite: or postgres://")]
    Address(&'static str),
    #[error("cannot make the folder {folder} for the database: {source}")]
    Folder { folder: String, source: std::io::Error },
    #[error("cannot lock {file}, which keeps two processes from making the database at once: {source}")]
    Lock { file: String, source: std::io::Error },
    #[error("cannot open the database: {0}")]
    Connect(#[source] sqlx::Error),
    #[error("cannot bring the tables of the database up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
}
