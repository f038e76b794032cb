//! A fresh database for a test: a file in a folder of its own, or one of a real PostgreSQL server's.

use std::path::{Path, PathBuf};

use sqlx::{Connection as _, Row};
use taskboard::config::Secret;

/// Where the tests' PostgreSQL server is; `./test.sh` starts one and sets it.
const SERVER: &str = "TASKBOARD_TEST_POSTGRES_URL";

pub struct Database {
    /// Attachments and the issuer's key lie here, and SQLite's file.
    folder: PathBuf,
    /// None: SQLite.
    url: Option<String>,
}

impl Database {
    pub fn sqlite() -> Self {
        Self { folder: folder(), url: None }
    }

    pub async fn postgres() -> Self {
        let server = std::env::var(SERVER).unwrap_or_else(|_| {
            panic!("{SERVER} is not set: run ./test.sh, or name a PostgreSQL server on which databases may be made")
        });
        let name = format!("test_{}", uuid::Uuid::new_v4().simple());
        let mut connection = sqlx::PgConnection::connect(&server).await.expect("the server answers");
        let statement = format!("CREATE DATABASE {name}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut connection).await.expect("a database");
        let (prefix, _) = server.rsplit_once('/').expect("a URL that ends in a database's name");
        Self { folder: folder(), url: Some(format!("{prefix}/{name}")) }
    }

    /// What a query finds, past the service; its columns are texts. Only for what no operation answers.
    pub async fn rows(&self, query: &'static str) -> Vec<Vec<String>> {
        fn texts<R: Row>(row: &R) -> Vec<String>
        where
            usize: sqlx::ColumnIndex<R>,
            String: for<'a> sqlx::Decode<'a, R::Database> + sqlx::Type<R::Database>,
        {
            (0..row.len()).map(|column| row.get(column)).collect()
        }
        if let Some(url) = &self.url {
            let mut connection = sqlx::PgConnection::connect(url).await.expect("the server answers");
            sqlx::query(query).fetch_all(&mut connection).await.expect("rows").iter().map(texts).collect()
        } else {
            let url = format!("sqlite:{}", self.folder.join("taskboard.db").display());
            let mut connection = sqlx::SqliteConnection::connect(&url).await.expect("the file opens");
            sqlx::query(query).fetch_all(&mut connection).await.expect("rows").iter().map(texts).collect()
        }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn url(&self) -> Option<Secret> {
        self.url.as_ref().map(Secret::new)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A PostgreSQL database goes with its server.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("taskboard-{}", uuid::Uuid::new_v4().simple()));
    std::fs::create_dir(&folder).expect("a folder for the test");
    folder
}
