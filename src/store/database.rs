//! The database: SQLite or PostgreSQL, behind one type.
//!
//! It runs what [`super::access`] prepared, and nothing else: the pools are private, and nobody outside can make a
//! `Prepared`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::{AssertSqlSafe, PgPool, Postgres, Sqlite, SqlitePool};

use super::access::{Dialect, Prepared};
use super::error::StoreError;
use super::row::Row;

#[derive(Clone, Debug)]
pub struct Database {
    pools: Pools,
    /// Counted for the operators' metrics, and for the tests that look for one query per row.
    statements: Arc<AtomicU64>,
}

#[derive(Clone, Debug)]
pub(super) enum Pools {
    /// SQLite admits one writer at a time. With a single writing connection writers wait in our queue, in order, instead
    /// of polling the file's lock; readers have connections of their own and never wait for a writer (WAL).
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

/// How full the pools are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolState {
    pub connections: u32,
    pub idle: usize,
}

impl Database {
    pub(super) fn new(pools: Pools) -> Self {
        Self { pools, statements: Arc::default() }
    }

    #[cfg(test)]
    pub(super) fn pools(&self) -> &Pools {
        &self.pools
    }

    pub(super) fn dialect(&self) -> Dialect {
        match self.pools {
            Pools::Sqlite { .. } => Dialect::Sqlite,
            Pools::Postgres(_) => Dialect::Postgres,
        }
    }

    /// `sqlite` or `postgresql`, for logs and build information.
    pub fn kind(&self) -> &'static str {
        match self.dialect() {
            Dialect::Sqlite => "sqlite",
            Dialect::Postgres => "postgresql",
        }
    }

    /// Whether it answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        match &self.pools {
            Pools::Sqlite { readers, .. } => sqlx::query("SELECT 1").execute(readers).await.map(drop)?,
            Pools::Postgres(pool) => sqlx::query("SELECT 1").execute(pool).await.map(drop)?,
        }
        Ok(())
    }

    pub fn pool_state(&self) -> PoolState {
        match &self.pools {
            Pools::Sqlite { writer, readers } => {
                PoolState { connections: writer.size() + readers.size(), idle: writer.num_idle() + readers.num_idle() }
            }
            Pools::Postgres(pool) => PoolState { connections: pool.size(), idle: pool.num_idle() },
        }
    }

    /// Statements run so far.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Waits for what is under way, then lets go of every connection.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }

    /// Begins a transaction that writes. Dropped without [`Transaction::commit`], it leaves nothing.
    pub(super) async fn begin(&self) -> Result<Transaction, StoreError> {
        let inner = match &self.pools {
            // IMMEDIATE takes the write lock now: taking it at the first write may fail halfway through.
            Pools::Sqlite { writer, .. } => Inner::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Pools::Postgres(pool) => Inner::Postgres(pool.begin().await?),
        };
        Ok(Transaction { inner, statements: Arc::clone(&self.statements) })
    }
}

/// A transaction that writes.
pub(super) struct Transaction {
    inner: Inner,
    statements: Arc<AtomicU64>,
}

enum Inner {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Transaction {
    /// The number of rows that it changed.
    pub async fn execute(&mut self, statement: impl Into<Prepared>) -> Result<u64, StoreError> {
        let (text, values) = statement.into().into_parts();
        self.statements.fetch_add(1, Ordering::Relaxed);
        let changed = match &mut self.inner {
            Inner::Sqlite(transaction) => {
                sqlx::query_with(AssertSqlSafe(text), values).execute(&mut **transaction).await?.rows_affected()
            }
            Inner::Postgres(transaction) => {
                sqlx::query_with(AssertSqlSafe(text), values).execute(&mut **transaction).await?.rows_affected()
            }
        };
        Ok(changed)
    }

    pub async fn commit(self) -> Result<(), StoreError> {
        match self.inner {
            Inner::Sqlite(transaction) => transaction.commit().await?,
            Inner::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }
}

/// Where rows are read from: the database as it stands, or a transaction and what it has done so far.
pub(super) trait Rows: Send {
    fn rows(&mut self, select: impl Into<Prepared> + Send)
    -> impl Future<Output = Result<Vec<Row>, StoreError>> + Send;

    fn first(
        &mut self,
        select: impl Into<Prepared> + Send,
    ) -> impl Future<Output = Result<Option<Row>, StoreError>> + Send {
        async { Ok(self.rows(select).await?.into_iter().next()) }
    }
}

impl Rows for &Database {
    async fn rows(&mut self, select: impl Into<Prepared> + Send) -> Result<Vec<Row>, StoreError> {
        let (text, values) = select.into().into_parts();
        self.statements.fetch_add(1, Ordering::Relaxed);
        let query = AssertSqlSafe(text);
        Ok(match &self.pools {
            Pools::Sqlite { readers, .. } => {
                let rows = sqlx::query_with(query, values).fetch_all(readers).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Pools::Postgres(pool) => {
                let rows = sqlx::query_with(query, values).fetch_all(pool).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }
}

impl Rows for Transaction {
    async fn rows(&mut self, select: impl Into<Prepared> + Send) -> Result<Vec<Row>, StoreError> {
        let (text, values) = select.into().into_parts();
        self.statements.fetch_add(1, Ordering::Relaxed);
        let query = AssertSqlSafe(text);
        Ok(match &mut self.inner {
            Inner::Sqlite(transaction) => {
                let rows = sqlx::query_with(query, values).fetch_all(&mut **transaction).await?;
                rows.into_iter().map(Row::Sqlite).collect()
            }
            Inner::Postgres(transaction) => {
                let rows = sqlx::query_with(query, values).fetch_all(&mut **transaction).await?;
                rows.into_iter().map(Row::Postgres).collect()
            }
        })
    }
}
