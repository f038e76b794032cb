//! Opening the database by its address, and bringing its tables up to date.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection};

use super::access::Dialect;
use super::database::{Database, Pools};
use super::error::OpenError;
use super::migrations::migrator;

/// How a database is opened.
#[derive(Clone, Debug)]
pub struct DatabaseOptions {
    /// The most connections at a time: to PostgreSQL, or reading from SQLite.
    pub max_connections: u32,
    /// How long a request waits for one. Shorter than a request may take, so that it is told 503 and not cut off.
    pub acquire_timeout: Duration,
    /// The longest that PostgreSQL works on one statement, before it gives up for us.
    pub statement_timeout: Duration,
}

impl Default for DatabaseOptions {
    fn default() -> Self {
        Self {
            max_connections: 10,
            acquire_timeout: Duration::from_secs(5),
            statement_timeout: Duration::from_secs(10),
        }
    }
}

impl Database {
    /// Opens the database at `sqlite:<path>` or `postgres://…`, and migrates it.
    pub async fn open(address: &str, options: &DatabaseOptions) -> Result<Self, OpenError> {
        if let Some(path) = address.strip_prefix("sqlite:") {
            Self::open_file(Path::new(path.strip_prefix("//").unwrap_or(path)), options).await
        } else if address.starts_with("postgres:") || address.starts_with("postgresql:") {
            open_postgres(address, options).await
        } else {
            Err(OpenError::Address("it names another kind of database"))
        }
    }

    /// Opens the SQLite database in a file, which is made when it is not there, and migrates it.
    pub async fn open_file(file: &Path, options: &DatabaseOptions) -> Result<Self, OpenError> {
        open_sqlite(file, options).await
    }
}

async fn open_sqlite(file: &Path, options: &DatabaseOptions) -> Result<Database, OpenError> {
    if file.as_os_str().is_empty() || file == Path::new(":memory:") {
        return Err(OpenError::Address("a database in memory cannot be shared between connections; name a file"));
    }
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)
            .map_err(|source| OpenError::Folder { folder: folder.display().to_string(), source })?;
    }

    let connect = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .foreign_keys(true)
        // Readers go on while somebody writes.
        .journal_mode(SqliteJournalMode::Wal)
        // FULL flushes at every commit: what was answered with 201 is there after the power fails. NORMAL is faster and
        // may lose the last commits then.
        .synchronous(SqliteSynchronous::Full)
        // Only another process can hold the lock: our own writers wait for the one writing connection.
        .busy_timeout(options.acquire_timeout)
        // 16 MiB of pages a connection.
        .pragma("cache_size", "-16384")
        .pragma("temp_store", "memory")
        .optimize_on_close(true, 400)
        .disable_statement_logging();

    let lock = lock_for_opening(file).await?;
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(options.acquire_timeout)
        // A connection within this process cannot be lost, so asking it each time would only cost.
        .test_before_acquire(false)
        .connect_with(connect.clone())
        .await
        .map_err(OpenError::Connect)?;
    migrator(Dialect::Sqlite).run(&writer).await?;
    drop(lock);

    let readers = SqlitePoolOptions::new()
        .max_connections(options.max_connections)
        .acquire_timeout(options.acquire_timeout)
        .max_lifetime(None)
        .test_before_acquire(false)
        // A write that took the wrong way fails instead of waiting for the writer's lock.
        .connect_with(connect.read_only(true).create_if_missing(false))
        .await
        .map_err(OpenError::Connect)?;
    Ok(Database::new(Pools::Sqlite { writer, readers }))
}

/// Of processes that start at once on one file, one makes it and brings it up to date while the others wait: SQLite's own
/// locks cover neither the change to WAL nor more than one migration. Held until it is dropped, or the process ends.
async fn lock_for_opening(database: &Path) -> Result<File, OpenError> {
    let mut path = database.as_os_str().to_owned();
    path.push("-opening");
    let path = PathBuf::from(path);
    let wait = move || -> Result<File, OpenError> {
        let failure = |source| OpenError::Lock { file: path.display().to_string(), source };
        let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(failure)?;
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => {
                tracing::info!("another process brings the database up to date; waiting for it");
            }
            Err(TryLockError::Error(source)) => return Err(failure(source)),
        }
        file.lock().map_err(failure)?;
        Ok(file)
    };
    // Ends with a panic only where `wait` does.
    tokio::task::spawn_blocking(wait).await.map_err(|error| OpenError::Lock {
        file: database.display().to_string(),
        source: std::io::Error::other(error),
    })?
}

async fn open_postgres(address: &str, options: &DatabaseOptions) -> Result<Database, OpenError> {
    let connect = PgConnectOptions::from_str(address)
        .map_err(|_| OpenError::Address("what follows postgres: is no address"))?
        .application_name("taskboard")
        .disable_statement_logging();

    // On a connection of its own, without the time limit: building an index may take longer than a request.
    let mut connection = connect.connect().await.map_err(OpenError::Connect)?;
    migrator(Dialect::Postgres).run(&mut connection).await?;
    connection.close().await.map_err(OpenError::Connect)?;

    let pool = PgPoolOptions::new()
        .max_connections(options.max_connections)
        .acquire_timeout(options.acquire_timeout)
        // Behind a failover or a changed address, no connection lives on for ever.
        .max_lifetime(Duration::from_mins(30))
        .idle_timeout(Duration::from_mins(10))
        .connect_with(connect.options([
            ("statement_timeout", milliseconds(options.statement_timeout)),
            // A transaction whose request went away must not hold its locks.
            ("idle_in_transaction_session_timeout", milliseconds(options.statement_timeout)),
        ]))
        .await
        .map_err(OpenError::Connect)?;
    Ok(Database::new(Pools::Postgres(pool)))
}

fn milliseconds(duration: Duration) -> String {
    duration.as_millis().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn who_starts_at_once_on_a_new_file_finds_it_whole() {
        for _ in 0..5 {
            let folder = std::env::temp_dir().join(format!("taskboard_open_{}", uuid::Uuid::now_v7().simple()));
            let file = folder.join("taskboard.db");
            let opened = (0..8).map(|_| {
                let file = file.clone();
                tokio::spawn(async move { Database::open_file(&file, &DatabaseOptions::default()).await })
            });
            for opened in opened.collect::<Vec<_>>() {
                let database = opened.await.expect("no panic").expect("opened");
                database.ping().await.expect("an answer");
                database.close().await;
            }
            std::fs::remove_dir_all(&folder).expect("removed");
        }
    }
}
