//! Reads.

use sea_query::{Expr, LockType, Query, SelectStatement, Value};

use super::{Column, Dialect, Filter, Prepared};

/// Which way a list runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Ascending,
    Descending,
}

impl From<Order> for sea_query::Order {
    fn from(order: Order) -> Self {
        match order {
            Order::Ascending => Self::Asc,
            Order::Descending => Self::Desc,
        }
    }
}

/// A read. A [`super::Scope`], a [`super::Crossing`] or the store's [`super::Upkeep`] begins one; what is added here
/// can only narrow it.
#[derive(Clone, Debug)]
pub struct Select {
    statement: SelectStatement,
    dialect: Dialect,
    /// The scope that a joined table is held to as well; none where the whole read crosses owners.
    owner: Option<Value>,
}

impl Select {
    pub(super) fn from(table: &'static str, dialect: Dialect, owner: Option<Value>) -> Self {
        Self { statement: Query::select().from(table).take(), dialect, owner }
    }

    pub fn columns(mut self, columns: &[Column]) -> Self {
        self.statement.columns(columns.iter().map(|column| column.qualified()));
        self
    }

    /// How many rows there are for each combination of these columns, which come first.
    pub fn count_by(mut self, columns: &[Column]) -> Self {
        self.statement.columns(columns.iter().map(|column| column.qualified()));
        self.statement.expr(Column::count());
        for column in columns {
            self.statement.add_group_by([Expr::col(column.qualified())]);
        }
        self
    }

    /// Rows of another table of the same owner, where two columns agree.
    pub fn join(mut self, table: super::OwnedTable, left: Column, right: Column) -> Self {
        let mut condition = sea_query::Cond::all().add(left.equals(right));
        if let Some(owner) = &self.owner {
            condition = condition.add(table.owner().is(owner.clone()).0);
        }
        self.statement.inner_join(table.name(), condition);
        self
    }

    /// The row of `users` that owns each row, with these columns of it behind the others.
    pub fn with_owner(mut self, table: super::OwnedTable, columns: &[Column]) -> Self {
        self.statement.columns(columns.iter().map(|column| column.qualified()));
        self.join(super::OwnedTable::Users, table.owner(), super::users::ID)
    }

    pub fn filter(mut self, filter: Filter) -> Self {
        self.statement.cond_where(filter.0);
        self
    }

    pub fn order_by(mut self, column: Column, order: Order) -> Self {
        self.statement.order_by(column.qualified(), order.into());
        self
    }

    pub fn limit(mut self, rows: u64) -> Self {
        self.statement.limit(rows);
        self
    }

    /// Holds the rows until the transaction ends. SQLite needs no word for it: its writing transactions come one after
    /// the other.
    pub fn for_update(mut self) -> Self {
        if self.dialect == Dialect::Postgres {
            self.statement.lock(LockType::Update);
        }
        self
    }

    pub(super) fn into_inner(self) -> SelectStatement {
        self.statement
    }
}

impl From<Select> for Prepared {
    fn from(select: Select) -> Self {
        Self::new(&select.statement, select.dialect)
    }
}
