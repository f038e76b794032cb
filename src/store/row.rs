//! Reading rows. Columns are read by position, in the order in which the query named them: [`Record`] keeps that list
//! and the reading of it next to each other, and it spares a search by name for every value.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

use super::access::Column;
use super::error::StoreError;

/// A row of either database.
pub enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

/// What a list of columns is read into.
pub trait Record: Sized {
    const COLUMNS: &'static [Column];

    /// Reads [`Self::COLUMNS`], one after the other.
    fn read(columns: &mut Columns<'_>) -> Result<Self, StoreError>;
}

impl Row {
    pub fn columns(&self) -> Columns<'_> {
        Columns { row: self, next: 0 }
    }

    pub fn record<R: Record>(&self) -> Result<R, StoreError> {
        R::read(&mut self.columns())
    }
}

/// The columns of a row that have not been read yet.
pub struct Columns<'r> {
    row: &'r Row,
    next: usize,
}

impl Columns<'_> {
    pub fn next<T: FromColumn>(&mut self) -> Result<T, StoreError> {
        let index = self.next;
        self.next += 1;
        let value = match self.row {
            Row::Sqlite(row) => T::from_sqlite(row, index)?,
            Row::Postgres(row) => T::from_postgres(row, index)?,
        };
        Ok(value)
    }

    /// A column of JSON text.
    pub fn next_json<T: serde::de::DeserializeOwned>(&mut self) -> Result<T, StoreError> {
        let text: String = self.next()?;
        serde_json::from_str(&text).map_err(|error| StoreError::Unreadable(error.to_string()))
    }
}

/// A type that a column is read as.
pub trait FromColumn: Sized {
    fn from_sqlite(row: &SqliteRow, index: usize) -> sqlx::Result<Self>;
    fn from_postgres(row: &PgRow, index: usize) -> sqlx::Result<Self>;
}

macro_rules! read_as_they_are {
    ($($kind:ty),+ $(,)?) => { $(
        impl FromColumn for $kind {
            fn from_sqlite(row: &SqliteRow, index: usize) -> sqlx::Result<Self> {
                row.try_get(index)
            }

            fn from_postgres(row: &PgRow, index: usize) -> sqlx::Result<Self> {
                row.try_get(index)
            }
        }
    )+ };
}

read_as_they_are!(bool, i16, i32, i64, String, Vec<u8>, Uuid, NaiveDate);
read_as_they_are!(
    Option<i16>,
    Option<i32>,
    Option<i64>,
    Option<String>,
    Option<Vec<u8>>,
    Option<Uuid>,
    Option<NaiveDate>
);

/// SQLite keeps a moment as microseconds (`access::statement`).
impl FromColumn for Option<DateTime<Utc>> {
    fn from_sqlite(row: &SqliteRow, index: usize) -> sqlx::Result<Self> {
        let Some(microseconds) = row.try_get::<Option<i64>, _>(index)? else { return Ok(None) };
        match DateTime::from_timestamp_micros(microseconds) {
            Some(moment) => Ok(Some(moment)),
            None => Err(sqlx::Error::Decode(format!("{microseconds} microseconds are no moment").into())),
        }
    }

    fn from_postgres(row: &PgRow, index: usize) -> sqlx::Result<Self> {
        row.try_get(index)
    }
}

impl FromColumn for DateTime<Utc> {
    fn from_sqlite(row: &SqliteRow, index: usize) -> sqlx::Result<Self> {
        Option::<Self>::from_sqlite(row, index)?.ok_or_else(|| sqlx::Error::Decode("a moment is missing".into()))
    }

    fn from_postgres(row: &PgRow, index: usize) -> sqlx::Result<Self> {
        row.try_get(index)
    }
}
