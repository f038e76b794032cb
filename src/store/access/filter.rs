//! Predicates. They narrow what a scope already allows; none can widen it.

use sea_query::{Asterisk, Cond, Condition, Expr, ExprTrait, Func, SelectStatement, Value};

use super::{Column, Select};

/// A predicate on columns.
#[derive(Clone, Debug)]
pub struct Filter(pub(super) Condition);

impl Filter {
    fn of(expression: Expr) -> Self {
        Self(Cond::all().add(expression))
    }

    /// Every one of these holds; with none, it always holds.
    pub fn all(filters: impl IntoIterator<Item = Filter>) -> Self {
        Self(filters.into_iter().fold(Cond::all(), |all, filter| all.add(filter.0)))
    }

    /// At least one of these holds; with none, it never does.
    pub fn any(filters: impl IntoIterator<Item = Filter>) -> Self {
        filters
            .into_iter()
            .map(|filter| filter.0)
            .reduce(|any, filter| Cond::any().add(any).add(filter))
            .map_or_else(Self::never, Self)
    }

    /// Nothing passes.
    pub fn never() -> Self {
        Self::of(Expr::cust("1 = 0"))
    }

    /// Rows behind a certain one in the order of two columns. A row comparison, because both databases walk an index
    /// on the two columns with it, which they do not for the same thing written with OR.
    pub fn behind(columns: [Column; 2], values: [Value; 2], descending: bool) -> Self {
        let columns = Expr::tuple(columns.map(|column| Expr::col(column.qualified())));
        let values = Expr::tuple(values.map(Expr::val));
        Self::of(if descending { columns.lt(values) } else { columns.gt(values) })
    }

    pub(super) fn custom(text: &'static str, values: Vec<Value>) -> Self {
        Self::of(Expr::cust_with_values(text, values))
    }

    pub(super) fn in_select(column: Expr, select: SelectStatement) -> Self {
        Self::of(column.in_subquery(select))
    }
}

impl Column {
    fn expression(self) -> Expr {
        Expr::col(self.qualified())
    }

    pub fn is(self, value: impl Into<Value>) -> Filter {
        Filter::of(self.expression().eq(value.into()))
    }

    pub fn is_null(self) -> Filter {
        Filter::of(self.expression().is_null())
    }

    pub fn is_not_null(self) -> Filter {
        Filter::of(self.expression().is_not_null())
    }

    /// With no values nothing passes.
    pub fn one_of<V: Into<Value>>(self, values: impl IntoIterator<Item = V>) -> Filter {
        Filter::of(self.expression().is_in(values.into_iter().map(Into::into)))
    }

    pub fn at_least(self, value: impl Into<Value>) -> Filter {
        Filter::of(self.expression().gte(value.into()))
    }

    pub fn less_than(self, value: impl Into<Value>) -> Filter {
        Filter::of(self.expression().lt(value.into()))
    }

    /// Holds where the select, which has an owner of its own, yields the column's value.
    pub fn within(self, select: Select) -> Filter {
        Filter::in_select(self.expression(), select.into_inner())
    }

    /// The text stands somewhere in the column, capitals as they are. Not LIKE, which is another thing on SQLite than on
    /// PostgreSQL: without the text the column would be another one.
    pub fn contains(self, text: &str) -> Filter {
        Filter::of(Self::without(self.expression(), text).ne(self.expression()))
    }

    /// The text stands somewhere in the column, in capitals or not. SQLite knows the capitals of ASCII only.
    pub fn contains_in_any_case(self, text: &str) -> Filter {
        let lower = || Expr::from(Func::lower(self.expression()));
        Filter::of(Self::without(lower(), &text.to_lowercase()).ne(lower()))
    }

    fn without(column: Expr, text: &str) -> Expr {
        Func::cust("REPLACE").args([column, Expr::val(text), Expr::val("")]).into()
    }

    /// The two columns are the same.
    pub(super) fn equals(self, other: Column) -> Expr {
        self.expression().equals(other.qualified())
    }

    pub(super) fn count() -> Expr {
        Expr::from(Func::count(Expr::col(Asterisk)))
    }
}
