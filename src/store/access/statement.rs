//! A statement ready to be sent: its text in one database's dialect, and its values.

use sea_query::{PostgresQueryBuilder, QueryStatementWriter, SqliteQueryBuilder, Value, Values};
use sea_query_sqlx::SqlxValues;

/// Which database is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

/// Only what this folder builds can become one, so nothing else can be run.
pub struct Prepared {
    text: String,
    values: SqlxValues,
}

impl Prepared {
    pub(in crate::store) fn into_parts(self) -> (String, SqlxValues) {
        (self.text, self.values)
    }

    pub(super) fn new(statement: &impl QueryStatementWriter, dialect: Dialect) -> Self {
        match dialect {
            Dialect::Sqlite => {
                let (text, values) = statement.build(SqliteQueryBuilder);
                let values = values.0.into_iter().map(moments_as_microseconds).collect();
                Self { text, values: SqlxValues(Values(values)) }
            }
            Dialect::Postgres => {
                let (text, values) = statement.build(PostgresQueryBuilder);
                Self { text, values: SqlxValues(values) }
            }
        }
    }
}

/// SQLite has no type for a moment: there it is a whole number of microseconds (`migrations/sqlite`), and this is the
/// one place where it becomes one. `Row` turns it back.
fn moments_as_microseconds(value: Value) -> Value {
    match value {
        Value::ChronoDateTimeUtc(moment) => Value::BigInt(moment.map(|moment| moment.timestamp_micros())),
        other => other,
    }
}
