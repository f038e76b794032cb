//! From method and path to a handler.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use poem::{Response, http};

use super::call::Call;
use super::operation::{Method, Operation};
use super::paths::{self, Paths};
use super::refusal::Refusal;
use super::text;
use super::undecided::Undecided;

/// Reads a call, asks the service, answers.
pub type Handler<S> = fn(Arc<S>, Call) -> BoxFuture<'static, Result<Response, Refusal>>;

/// Asks the service which operation a request is for, and says it by its id.
pub type Chooser<S> = for<'r> fn(Arc<S>, &'r mut Undecided) -> BoxFuture<'r, Result<&'static str, Refusal>>;

/// The operations of a contract, by path and method.
pub struct Router<S> {
    paths: Paths,
    tables: Vec<Table<S>>,
}

/// The operations of a path.
pub(super) struct Table<S> {
    operations: Vec<Entry<S>>,
}

struct Entry<S> {
    operation: &'static Operation,
    handler: Handler<S>,
    /// The path's parameters as this operation names them, in order.
    names: Vec<&'static str>,
    /// Where other operations have its method, path and required query.
    chooser: Option<Chooser<S>>,
}

/// A path that some operation has.
pub(super) struct Route<'r, 'p, S> {
    pub(super) table: &'r Table<S>,
    /// In the template's order, still encoded.
    values: Vec<&'p str>,
}

/// An operation that a request asks for.
pub(super) struct Found<S> {
    pub(super) operation: &'static Operation,
    pub(super) handler: Handler<S>,
    /// By name, still encoded.
    pub(super) parameters: Vec<(&'static str, String)>,
    pub(super) choice: Option<Choice<S>>,
}

/// That several operations have the request, and who says for which it is.
pub(super) struct Choice<S> {
    pub(super) chooser: Chooser<S>,
    pub(super) among: Vec<Found<S>>,
}

impl<S> Default for Router<S> {
    fn default() -> Self {
        Self { paths: Paths::default(), tables: Vec::new() }
    }
}

impl<S> Router<S> {
    /// Adds an operation.
    pub fn add(&mut self, operation: &'static Operation, handler: Handler<S>) {
        let next = self.tables.len();
        let index = self.paths.insert(operation.path, next);
        if index == next {
            self.tables.push(Table { operations: Vec::new() });
        }
        if let Some(table) = self.tables.get_mut(index) {
            let names = paths::names(operation.path).collect();
            table.operations.push(Entry { operation, handler, names, chooser: None });
            // What asks for more is tried before what asks for less.
            table.operations.sort_by_key(|entry| std::cmp::Reverse(entry.operation.required_query.len()));
        }
    }

    /// Leaves to the service which of these operations a request is for: they were added, and have method, path and
    /// required query in common.
    pub fn choose(&mut self, operations: &[&str], chooser: Chooser<S>) {
        let entries = self.tables.iter_mut().flat_map(|table| &mut table.operations);
        for entry in entries.filter(|entry| operations.contains(&entry.operation.id)) {
            entry.chooser = Some(chooser);
        }
    }

    pub(super) fn find<'p>(&self, path: &'p str) -> Option<Route<'_, 'p, S>> {
        let (index, values) = self.paths.find(path)?;
        Some(Route { table: self.tables.get(index)?, values })
    }
}

impl<S> Route<'_, '_, S> {
    /// The operation of this method; GET serves HEAD too. Where several share the method, the query decides: the one
    /// whose required parameters are all there, and the most of them.
    pub(super) fn operation(&self, method: &http::Method, query: &str) -> Option<Found<S>> {
        let named = |name: &str| {
            let mut operations = self.table.operations.iter().filter(|entry| entry.operation.method.as_str() == name);
            operations
                .clone()
                .find(|entry| entry.operation.required_query.iter().all(|name| text::has_pair(query, name)))
                .or_else(|| operations.next_back())
        };
        let entry = named(method.as_str()).or_else(|| (method == http::Method::HEAD).then(|| named("GET"))?)?;
        let choice = entry.chooser.map(|chooser| Choice { chooser, among: self.alike(entry).collect() });
        Some(Found { choice, ..self.found(entry) })
    }

    /// The operations among which the service chooses.
    fn alike(&self, entry: &Entry<S>) -> impl Iterator<Item = Found<S>> {
        let Operation { method, required_query, .. } = *entry.operation;
        let alike = move |other: &&Entry<S>| {
            (other.operation.method, other.operation.required_query) == (method, required_query)
        };
        self.table.operations.iter().filter(alike).map(|entry| self.found(entry))
    }

    fn found(&self, entry: &Entry<S>) -> Found<S> {
        let parameters =
            entry.names.iter().zip(&self.values).map(|(name, value)| (*name, (*value).to_owned())).collect();
        Found { operation: entry.operation, handler: entry.handler, parameters, choice: None }
    }
}

impl<S> Table<S> {
    /// The `Allow` header: HEAD comes with GET, and OPTIONS is always answered.
    pub(super) fn allow(&self) -> String {
        let mut methods: Vec<_> = self.operations.iter().map(|entry| entry.operation.method).collect();
        methods.sort_unstable();
        methods.dedup();
        let mut methods: Vec<_> = methods.into_iter().map(Method::as_str).collect();
        if methods.contains(&"GET") && !methods.contains(&"HEAD") {
            methods.push("HEAD");
        }
        if !methods.contains(&"OPTIONS") {
            methods.push("OPTIONS");
        }
        methods.join(", ")
    }
}
