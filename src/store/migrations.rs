//! The migrations, in the executable. `sqlx::migrate!` would need sqlx's macros, which compile the drivers twice; a list
//! of files is enough.

use std::borrow::Cow;

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

use super::access::Dialect;

struct Step {
    version: i64,
    title: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! steps {
    ($($version:literal $file:literal $title:literal),+ $(,)?) => {
        &[$(Step {
            version: $version,
            title: $title,
            sqlite: include_str!(concat!("../../migrations/sqlite/", $file)),
            postgres: include_str!(concat!("../../migrations/postgres/", $file)),
        }),+]
    };
}

/// Append only: what was applied once is never edited, its checksum is in the database.
const STEPS: &[Step] = steps! {
    1 "0001_taskboard.sql" "taskboard",
    2 "0002_search.sql" "search",
};

/// On PostgreSQL the migrator holds an advisory lock, so that instances that start together do not both migrate.
pub fn migrator(dialect: Dialect) -> Migrator {
    Migrator::with_migrations(STEPS.iter().map(|step| migration(step, dialect)).collect())
}

fn migration(step: &Step, dialect: Dialect) -> Migration {
    let text = match dialect {
        Dialect::Sqlite => step.sqlite,
        Dialect::Postgres => step.postgres,
    };
    Migration::new(step.version, Cow::Borrowed(step.title), MigrationType::Simple, text.into_sql_str(), false)
}

#[cfg(test)]
mod tests {
    use super::STEPS;

    #[test]
    fn every_file_is_in_the_list() {
        for folder in ["sqlite", "postgres"] {
            let path = format!("{}/migrations/{folder}", env!("CARGO_MANIFEST_DIR"));
            let files = std::fs::read_dir(path).expect("the folder is there").count();
            assert_eq!(files, STEPS.len(), "migrations/{folder} and store/migrations.rs differ");
        }
    }
}
