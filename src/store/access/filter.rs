//! Predicates. They narrow what a scope already allows; none can widen it.

use sea_query::{Asterisk, Cond, Condition, Expr, ExprTrait, Func, LikeExpr, SelectStatement, Value};

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

    /// The text stands somewhere in the column, as it is: `%` and `_` in it mean themselves.
    pub fn contains(self, text: &str) -> Filter {
        let mut pattern = String::with_capacity(text.len() + 2);
        pattern.push('%');
        for character in text.chars() {
            if matches!(character, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(character);
        }
        pattern.push('%');
        Filter::of(self.expression().like(LikeExpr::new(pattern).escape('\\')))
    }

    /// The two columns are the same.
    pub(super) fn equals(self, other: Column) -> Expr {
        self.expression().equals(other.qualified())
    }

    pub(super) fn count() -> Expr {
        Expr::from(Func::count(Expr::col(Asterisk)))
    }
}
