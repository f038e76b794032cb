//! The one place where a query comes to be.
//!
//! A table with users' data can only be named through a [`Scope`], which adds the owner's predicate to every read,
//! change and removal and the owner's id to every insert. A `Scope` is made from a guard, and a guard is made by the
//! router from a verified token; so a query without an owner cannot be written. Two ways lead past it, each with a type
//! of its own: [`Crossing`], which an administrator's guard opens and which is audited before it answers, and
//! [`Upkeep`], for the tables that belong to nobody, which only the store itself can name.
//!
//! sea-query stays inside this folder: outside it there is no table, column or expression to build one's own query of.

mod change;
mod filter;
mod schema;
mod scope;
mod select;
mod statement;

pub(super) use change::{Assign, Update};
pub(super) use filter::Filter;
pub(super) use schema::{
    Column, OwnedTable, UpkeepTable, attachments, audit_entries, comments, idempotency_keys, projects, tags,
    task_events, task_tags, tasks, users,
};
pub use scope::{Crossing, Scope};
pub(super) use scope::{SearchedTable, Upkeep, crossing, scope};
/// What a column is set to or compared with.
pub(super) use sea_query::Value;
pub(super) use select::{Order, Select};
pub(super) use statement::{Dialect, Prepared};
