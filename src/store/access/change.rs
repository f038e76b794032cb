//! Inserts, updates and deletes. The same holds as for [`super::Select`]: each begins with an owner, and what is added
//! here can only narrow it.

use sea_query::{DeleteStatement, Expr, ExprTrait, InsertStatement, OnConflict, Query, UpdateStatement, Value};

use super::{Column, Dialect, Filter, Prepared};

/// Where values are put: into a new row, or over those of an old one.
pub trait Assign: Sized {
    fn set(self, column: Column, value: impl Into<Value>) -> Self;
}

/// One new row, or several with values in the same columns.
#[derive(Clone, Debug)]
pub struct Insert {
    statement: InsertStatement,
    columns: Vec<Column>,
    /// What every row has.
    values: Vec<Expr>,
    /// What each row has besides; none: there is one row, and that was all.
    rows: Vec<Vec<Expr>>,
    dialect: Dialect,
}

impl Insert {
    pub(super) fn into(table: &'static str, dialect: Dialect) -> Self {
        let statement = Query::insert().into_table(table).take();
        Self { statement, columns: Vec::new(), values: Vec::new(), rows: Vec::new(), dialect }
    }

    /// A row for each of `rows`, with its values in these columns, and what was and is `set` in all of them. Once.
    pub fn each<const N: usize>(mut self, columns: [Column; N], rows: impl IntoIterator<Item = [Value; N]>) -> Self {
        self.rows = rows.into_iter().map(|row| row.into_iter().map(Expr::val).collect()).collect();
        self.columns.splice(0..0, columns);
        self
    }

    /// Where a row has the same values in these columns, it stays as it is and no row is changed.
    pub fn or_nothing(mut self, key: &[Column]) -> Self {
        let key = key.iter().map(|column| column.name());
        self.statement.on_conflict(OnConflict::columns(key).do_nothing().to_owned());
        self
    }
}

impl Assign for Insert {
    fn set(mut self, column: Column, value: impl Into<Value>) -> Self {
        self.columns.push(column);
        self.values.push(Expr::val(value.into()));
        self
    }
}

impl From<Insert> for Prepared {
    fn from(mut insert: Insert) -> Self {
        insert.statement.columns(insert.columns.iter().map(|column| column.name()));
        if insert.rows.is_empty() {
            insert.rows.push(Vec::new());
        }
        for row in insert.rows {
            // It panics where there are more or fewer values than columns; `set` and `each` add as many of each.
            insert.statement.values_panic(row.into_iter().chain(insert.values.iter().cloned()));
        }
        Self::new(&insert.statement, insert.dialect)
    }
}

/// New values for rows that are there.
#[derive(Clone, Debug)]
pub struct Update {
    statement: UpdateStatement,
    dialect: Dialect,
}

impl Update {
    pub(super) fn of(table: &'static str, dialect: Dialect) -> Self {
        Self { statement: Query::update().table(table).take(), dialect }
    }

    /// One more than it was.
    pub fn increment(mut self, column: Column) -> Self {
        self.statement.value(column.name(), Expr::col(column.qualified()).add(1));
        self
    }

    pub fn filter(mut self, filter: Filter) -> Self {
        self.statement.cond_where(filter.0);
        self
    }
}

impl Assign for Update {
    fn set(mut self, column: Column, value: impl Into<Value>) -> Self {
        self.statement.value(column.name(), value.into());
        self
    }
}

impl From<Update> for Prepared {
    fn from(update: Update) -> Self {
        Self::new(&update.statement, update.dialect)
    }
}

/// Rows that go.
#[derive(Clone, Debug)]
pub struct Delete {
    statement: DeleteStatement,
    dialect: Dialect,
}

impl Delete {
    pub(super) fn from(table: &'static str, dialect: Dialect) -> Self {
        Self { statement: Query::delete().from_table(table).take(), dialect }
    }

    pub fn filter(mut self, filter: Filter) -> Self {
        self.statement.cond_where(filter.0);
        self
    }
}

impl From<Delete> for Prepared {
    fn from(delete: Delete) -> Self {
        Self::new(&delete.statement, delete.dialect)
    }
}
