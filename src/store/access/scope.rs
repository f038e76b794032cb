//! Whose rows a query may touch.

use sea_query::Value;
use uuid::Uuid;

use super::change::{Assign as _, Delete, Insert, Update};
use super::{Dialect, Filter, OwnedTable, Select, UpkeepTable};
use crate::store::guard::{AdministratorGuard, Guard};
use crate::store::search::SearchText;

/// The rows of one owner: the verified caller. There is no other way to name a table that holds users' data.
#[derive(Clone, Debug)]
pub struct Scope {
    owner: Uuid,
    dialect: Dialect,
}

/// The guard's own scope; `owner` is the row of `users` that its principal has.
pub(in crate::store) fn scope(_guard: &impl Guard, owner: Uuid, dialect: Dialect) -> Scope {
    Scope { owner, dialect }
}

impl Scope {
    /// The caller's own row in `users`.
    pub fn owner(&self) -> Uuid {
        self.owner
    }

    pub(in crate::store) fn select(&self, table: OwnedTable) -> Select {
        let owner = Value::from(self.owner);
        Select::from(table.name(), self.dialect, Some(owner)).filter(self.predicate(table))
    }

    pub(in crate::store) fn insert(&self, table: OwnedTable) -> Insert {
        Insert::into(table.name(), self.dialect).set(table.owner(), self.owner)
    }

    pub(in crate::store) fn update(&self, table: OwnedTable) -> Update {
        Update::of(table.name(), self.dialect).filter(self.predicate(table))
    }

    pub(in crate::store) fn delete(&self, table: OwnedTable) -> Delete {
        Delete::from(table.name(), self.dialect).filter(self.predicate(table))
    }

    /// Rows whose words match, found by the index that the database itself keeps.
    pub(in crate::store) fn matching(&self, table: SearchedTable, text: &SearchText) -> Filter {
        if text.is_empty() {
            return Filter::never();
        }
        match (self.dialect, table) {
            (Dialect::Sqlite, table) => {
                // hex() in the triggers writes upper case.
                let owner = self.owner.simple().to_string().to_uppercase();
                let query = text.for_fts5("owner", &owner, &["title", "description"]);
                Filter::custom(
                    match table {
                        SearchedTable::Projects => {
                            "projects.row_id IN (SELECT rowid FROM projects_search WHERE projects_search MATCH ?)"
                        }
                        SearchedTable::Tasks => {
                            "tasks.row_id IN (SELECT rowid FROM tasks_search WHERE tasks_search MATCH ?)"
                        }
                    },
                    vec![query.into()],
                )
            }
            (Dialect::Postgres, table) => Filter::custom(
                match table {
                    SearchedTable::Projects => "projects.search @@ to_tsquery('simple', $1)",
                    SearchedTable::Tasks => "tasks.search @@ to_tsquery('simple', $1)",
                },
                vec![text.for_tsquery().into()],
            ),
        }
    }

    fn predicate(&self, table: OwnedTable) -> Filter {
        table.owner().is(self.owner)
    }
}

/// A table with a full-text index.
#[derive(Clone, Copy, Debug)]
pub enum SearchedTable {
    Projects,
    Tasks,
}

/// Rows of every owner, for an administrator. `store::audit` makes one only after it has written who looks and why.
#[derive(Debug)]
pub struct Crossing {
    dialect: Dialect,
}

pub(in crate::store) fn crossing(_guard: &impl AdministratorGuard, dialect: Dialect) -> Crossing {
    Crossing { dialect }
}

impl Crossing {
    pub(in crate::store) fn select(&self, table: OwnedTable) -> Select {
        Select::from(table.name(), self.dialect, None)
    }
}

/// The service's own rows. Nothing of it leaves the store.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) struct Upkeep(pub(in crate::store) Dialect);

impl Upkeep {
    pub fn select(self, table: UpkeepTable) -> Select {
        Select::from(table.name(), self.0, None)
    }

    pub fn insert(self, table: UpkeepTable) -> Insert {
        Insert::into(table.name(), self.0)
    }

    pub fn update(self, table: UpkeepTable) -> Update {
        Update::of(table.name(), self.0)
    }

    pub fn delete(self, table: UpkeepTable) -> Delete {
        Delete::from(table.name(), self.0)
    }
}
