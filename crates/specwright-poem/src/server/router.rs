//! From method and path to a handler.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use poem::Response;

use super::call::Call;
use super::operation::{Method, Operation};
use super::refusal::Refusal;
use super::text;

/// Reads a call, asks the service, answers.
pub type Handler<S> = fn(Arc<S>, Call) -> BoxFuture<'static, Result<Response, Refusal>>;

/// The operations of a contract, by path and method.
pub struct Router<S> {
    paths: matchit::Router<usize>,
    tables: Vec<Table<S>>,
    by_template: BTreeMap<&'static str, usize>,
}

pub(super) struct Table<S> {
    pub(super) methods: BTreeMap<Method, (&'static Operation, Handler<S>)>,
}

pub(super) struct Route<'r, S> {
    pub(super) table: &'r Table<S>,
    /// By name, decoded.
    pub(super) parameters: Vec<(String, String)>,
}

impl<S> Default for Router<S> {
    fn default() -> Self {
        Self { paths: matchit::Router::new(), tables: Vec::new(), by_template: BTreeMap::new() }
    }
}

impl<S> Router<S> {
    /// Adds an operation. The generator has made sure that its path can be told from the others.
    pub fn add(&mut self, operation: &'static Operation, handler: Handler<S>) {
        let next = self.tables.len();
        let index = *self.by_template.entry(operation.path).or_insert(next);
        if index == next {
            if let Err(error) = self.paths.insert(operation.path, index) {
                tracing::error!(operation = operation.id, %error, "a path cannot be told from others; it is not served");
            }
            self.tables.push(Table { methods: BTreeMap::new() });
        }
        if let Some(table) = self.tables.get_mut(index) {
            table.methods.insert(operation.method, (operation, handler));
        }
    }

    pub(super) fn find(&self, path: &str) -> Option<Route<'_, S>> {
        let found = self.paths.at(path).ok()?;
        let table = self.tables.get(*found.value)?;
        let parameters = found.params.iter().map(|(name, value)| Some((name.to_owned(), text::decode(value)?)));
        Some(Route { table, parameters: parameters.collect::<Option<_>>()? })
    }
}

impl<S> Table<S> {
    /// The `Allow` header: HEAD comes with GET, and OPTIONS is always answered.
    pub(super) fn allow(&self) -> String {
        let mut methods: Vec<_> = self.methods.keys().map(|method| method.as_str()).collect();
        if self.methods.contains_key(&Method::Get) && !methods.contains(&"HEAD") {
            methods.push("HEAD");
        }
        if !methods.contains(&"OPTIONS") {
            methods.push("OPTIONS");
        }
        methods.join(", ")
    }
}
