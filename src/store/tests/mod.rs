//! The store on both databases: SQLite in a file of its own, and PostgreSQL in a schema of its own where
//! `TASKBOARD_TEST_POSTGRES_URL` names a server.

mod changes;
mod files_and_comments;
mod idempotency;
mod lists;
mod owners;
mod plans;

use std::path::PathBuf;

use specwright_poem::server::{Admission, Principal};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Executor as _};
use uuid::Uuid;

use super::guard::{AdministratorGuard, Guard};
use super::{Database, DatabaseOptions, Scope, Store};
use crate::domain::metadata::Metadata;
use crate::domain::page::PageRequest;
use crate::domain::task::{TaskContent, TaskPriority, TaskStatus};

/// A store with nothing in it.
pub(crate) struct Bench {
    pub(crate) store: Store,
    address: String,
    folder: Option<PathBuf>,
}

impl Drop for Bench {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            // What is left behind in the folder for temporary files harms no other test.
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

impl Bench {
    async fn at(address: String, folder: Option<PathBuf>) -> Self {
        let database = Database::open(&address, &DatabaseOptions::default()).await.expect("the database opens");
        Self { store: Store::new(database), address, folder }
    }

    pub(crate) async fn scope(&self, subject: &str) -> Scope {
        self.store.scope(&Caller::named(subject)).await.expect("a scope")
    }
}

/// One of each database there is.
pub(crate) async fn benches() -> Vec<Bench> {
    let name = format!("taskboard_test_{}", Uuid::now_v7().simple());
    let folder = std::env::temp_dir().join(&name);
    let sqlite = format!("sqlite:{}", folder.join("deep").join("taskboard.db").display());
    let mut benches = vec![Bench::at(sqlite, Some(folder)).await];
    if let Ok(server) = std::env::var("TASKBOARD_TEST_POSTGRES_URL") {
        let options: sqlx::postgres::PgConnectOptions = server.parse().expect("an address");
        let mut connection = options.connect().await.expect("PostgreSQL answers");
        connection.execute(AssertSqlSafe(format!("CREATE SCHEMA {name}"))).await.expect("a schema");
        let separator = if server.contains('?') { '&' } else { '?' };
        benches.push(Bench::at(format!("{server}{separator}options[search_path]={name}"), None).await);
    }
    benches
}

/// What the router would make from a token.
#[derive(Clone)]
struct Caller(Principal);

impl Caller {
    fn named(subject: &str) -> Self {
        Self(Principal {
            subject: subject.to_owned(),
            issuer: "https://id.example.org".to_owned(),
            roles: std::collections::BTreeSet::new(),
            scopes: std::collections::BTreeSet::new(),
            name: None,
            email: None,
        })
    }
}

impl From<Admission> for Caller {
    fn from(admission: Admission) -> Self {
        Self(admission.into_principal())
    }
}

impl Guard for Caller {
    fn principal(&self) -> &Principal {
        &self.0
    }
}

impl AdministratorGuard for Caller {}

pub(crate) fn task(title: &str) -> TaskContent {
    TaskContent {
        project_id: None,
        title: title.to_owned(),
        description: None,
        status: TaskStatus::Open,
        priority: TaskPriority::Normal,
        due_at: None,
        start_on: None,
        estimate_minutes: None,
        source_url: None,
        metadata: Metadata::new(),
    }
}

fn first_page(limit: u16) -> PageRequest {
    PageRequest { limit, cursor: None }
}
