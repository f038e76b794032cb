//! TypeScript's names: groups, methods, arguments and types. Whatever would collide is told apart here.

mod forms;
mod hoisted;
mod method;
mod words;

use std::collections::BTreeMap;

use heck::{ToKebabCase, ToLowerCamelCase, ToPascalCase};

use super::bounds::{self, bounded};
use crate::contract::{Contract, Operation, Origin, Parameter, ParameterLocation, SchemaId, Trigger};
use crate::diagnostic::{Diagnostic, Diagnostics};
use words::identifier;
pub use words::type_name;

/// Every name of the TypeScript target.
#[derive(Clone, Debug, Default)]
pub struct TypeScriptNames {
    /// By tag.
    pub groups: Vec<GroupName>,
    /// By operation, in the contract's order.
    pub operations: Vec<OperationName>,
    /// Components, and what is inline but would be written out too often or too deep.
    pub schemas: BTreeMap<SchemaId, SchemaName>,
    /// By outgoing request, in the contract's order: `NewPetWebhook`.
    pub outgoing: Vec<String>,
    /// By problem code: `NotFoundError`.
    pub problems: BTreeMap<String, String>,
    /// The names of all types.
    types: Scope,
}

/// What becomes of a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupName {
    /// `tasks`, as in `api.tasks.list()`.
    pub property: String,
    /// `TasksApi`.
    pub interface: String,
    /// `tasksOperations`.
    pub table: String,
    /// `tasks`, in `operations/tasks.js`.
    pub file: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationName {
    /// `list`, as in `api.tasks.list()`.
    pub method: String,
    /// Of the path's parameters, in the template's order: `taskId`.
    pub arguments: Vec<String>,
    /// By index in the operation's parameters: the call option of a header or a cookie, `ifMatch`.
    pub options: BTreeMap<usize, String>,
    /// Of a body that has no name of its own.
    pub body_type: String,
    pub query_type: String,
    pub options_type: String,
    /// Of a value with its status and headers.
    pub answer_type: String,
    /// Of an answer that has no name of its own.
    pub data_type: String,
    pub error_type: String,
}

/// A schema's names: what the server sends, and what it takes. The same where nothing tells them apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaName {
    pub output: String,
    pub input: String,
    /// The client sends it, itself or within another.
    pub is_sent: bool,
}

impl SchemaName {
    pub fn is_split(&self) -> bool {
        self.output != self.input
    }
}

/// Names that generated files use, or that the package exports itself.
const RESERVED_TYPES: &[&str] = &[
    "AbortedError",
    "Answer",
    "ApiError",
    "ArrayBuffer",
    "AsyncIterable",
    "BasicCredentials",
    "Blob",
    "Call",
    "CallOptions",
    "Callbacks",
    "Client",
    "ClientOf",
    "ClientOptions",
    "CommonError",
    "CommonOptions",
    "DataOf",
    "Date",
    "ErrorOf",
    "Failure",
    "FormData",
    "Headers",
    "HttpRequest",
    "KnownHeaders",
    "KnownResponse",
    "Middleware",
    "NetworkError",
    "NonNullable",
    "Octets",
    "OperationInfo",
    "Operations",
    "PagedCall",
    "Partial",
    "Promise",
    "ReadableStream",
    "Record",
    "Response",
    "Result",
    "Secret",
    "Streamed",
    "TimeoutError",
    "TransportError",
    "URLSearchParams",
    "Uint8Array",
    "UnexpectedResponseError",
    "Webhook",
    "Webhooks",
];

/// Codes that every call can fail with, whatever the contract says.
const RESERVED_CODES: &[&str] = &["aborted", "network", "not_modified", "timeout", "unexpected_response"];

/// The members of `CallOptions`, and what some operations add to them.
const CALL_OPTIONS: &[&str] = &["accept", "as", "contentType", "headers", "retries", "signal", "timeoutMs"];

/// Names that are taken so far, in one scope, each with the number that its next claimant gets.
#[derive(Clone, Debug, Default)]
pub struct Scope(BTreeMap<String, u32>);

impl Scope {
    pub fn new(reserved: &[&str]) -> Self {
        Self(reserved.iter().map(|&name| (name.to_owned(), 2)).collect())
    }

    /// The name, with a number behind it when somebody has it.
    pub fn claim(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        while let Some(number) = self.0.get(&name).copied() {
            let next = self.0.get(wanted).copied().unwrap_or(number);
            self.0.insert(wanted.to_owned(), next + 1);
            name = format!("{wanted}{next}");
        }
        self.0.insert(name.clone(), 2);
        name
    }
}

impl TypeScriptNames {
    pub fn of(contract: &Contract, diagnostics: &mut Diagnostics) -> Self {
        let mut types = Scope::new(RESERVED_TYPES);
        let schemas = schema_names(contract, &mut types);
        let groups = group_names(contract, &mut types);
        let problems = problem_names(contract, &mut types, diagnostics);
        let operations = operation_names(contract, &mut types);
        let outgoing = outgoing_names(contract, &mut types);
        Self { groups, operations, schemas, outgoing, problems, types }
    }

    /// For the types of which nobody knows before the text is there: the parts of what is too long for one file.
    pub fn more(&self) -> Scope {
        self.types.clone()
    }
}

/// Components keep their own names, so they choose first; then the request forms; then what is inline.
fn schema_names(contract: &Contract, types: &mut Scope) -> BTreeMap<SchemaId, SchemaName> {
    let directions = forms::Directions::of(contract);
    let split = forms::that_differ(contract, &directions);
    let mut names = BTreeMap::new();
    for (id, schema) in contract.schemas.iter() {
        if let Origin::Component(name) = &schema.origin {
            let output = types.claim(&type_name(name));
            names.insert(id, SchemaName { input: output.clone(), output, is_sent: directions.is_sent(id) });
        }
    }
    for (_, name) in names.iter_mut().filter(|(id, _)| split.contains(id)) {
        name.input = types.claim(&format!("{}Input", name.output));
    }
    for (id, words) in hoisted::hoisted(contract) {
        let output = types.claim(&inline_name(words));
        let input = if split.contains(&id) { types.claim(&format!("{output}Input")) } else { output.clone() };
        names.insert(id, SchemaName { output, input, is_sent: directions.is_sent(id) });
    }
    names
}

/// The name of what stands within something else: the last words that lead there, as many as a name can hold.
fn inline_name(words: &[String]) -> String {
    const WORDS: usize = 4;
    let from = words.len().saturating_sub(WORDS);
    let last = words.get(from..).unwrap_or_default();
    type_name(&last.iter().map(|word| word.to_pascal_case()).collect::<String>())
}

fn group_names(contract: &Contract, types: &mut Scope) -> Vec<GroupName> {
    // A property `then` would make the whole client something to await.
    let mut properties = Scope::new(&["then"]);
    let mut files = Scope::new(bounds::DEVICES);
    files.claim("shared");
    let names = contract.tags.iter().map(|tag| {
        let property = properties.claim(&identifier(&tag.name.to_lower_camel_case(), "group"));
        let ascii: String = tag.name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
        let file = bounded(ascii.to_kebab_case(), bounds::FILE);
        GroupName {
            interface: types.claim(&format!("{}Api", type_name(&property))),
            table: format!("{property}Operations"),
            file: files.claim(if file.is_empty() { "group" } else { &file }),
            property,
        }
    });
    names.collect()
}

fn problem_names(contract: &Contract, types: &mut Scope, diagnostics: &mut Diagnostics) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for problem in &contract.problems {
        if RESERVED_CODES.contains(&problem.code.as_str()) {
            let message = format!("the TypeScript client has a failure `{}` of its own", problem.code);
            diagnostics.push(
                Diagnostic::warning("typescript-reserved-code", problem.at, message)
                    .help("give the problem another code: programs cannot tell the two apart by `code` alone"),
            );
        }
        let name = type_name(&problem.code);
        let name = if name.ends_with("Error") { name } else { format!("{name}Error") };
        names.insert(problem.code.clone(), types.claim(&name));
    }
    names
}

fn operation_names(contract: &Contract, types: &mut Scope) -> Vec<OperationName> {
    let methods = method::names(contract);
    let names = contract.operations.iter().zip(methods).map(|(operation, method)| {
        let base = type_name(&operation.id);
        OperationName {
            method,
            arguments: argument_names(operation),
            options: option_names(operation),
            body_type: types.claim(&format!("{base}Body")),
            query_type: types.claim(&format!("{base}Query")),
            options_type: types.claim(&format!("{base}Options")),
            answer_type: types.claim(&format!("{base}Answer")),
            data_type: types.claim(&format!("{base}Data")),
            error_type: types.claim(&format!("{base}Error")),
        }
    });
    names.collect()
}

fn outgoing_names(contract: &Contract, types: &mut Scope) -> Vec<String> {
    let names = contract.outgoing.iter().map(|outgoing| {
        let kind = match outgoing.triggers.first() {
            Some(Trigger::Webhook { .. }) | None => "Webhook",
            Some(Trigger::Callback { .. }) => "Callback",
        };
        types.claim(&format!("{}{kind}", type_name(&outgoing.operation.id)))
    });
    names.collect()
}

fn argument_names(operation: &Operation) -> Vec<String> {
    let mut scope = Scope::new(&["body", "query", "options"]);
    let path = operation.parameters.iter().filter(|p| p.location == ParameterLocation::Path);
    path.map(|p| scope.claim(&words::argument(&identifier(&p.name.to_lower_camel_case(), "value")))).collect()
}

fn option_names(operation: &Operation) -> BTreeMap<usize, String> {
    let mut scope = Scope::new(CALL_OPTIONS);
    let is_option = |p: &Parameter| matches!(p.location, ParameterLocation::Header | ParameterLocation::Cookie);
    let options = operation.parameters.iter().enumerate().filter(|(_, p)| is_option(p));
    options
        .map(|(index, p)| {
            let name = identifier(&p.name.to_lower_camel_case(), "header");
            let kind = if p.location == ParameterLocation::Cookie { "Cookie" } else { "Header" };
            let name = if CALL_OPTIONS.contains(&name.as_str()) { format!("{name}{kind}") } else { name };
            (index, scope.claim(&name))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        let mut scope = Scope::new(&["Call"]);
        assert_eq!(scope.claim("Call"), "Call2");
        assert_eq!(scope.claim("Task"), "Task");
        assert_eq!(scope.claim("Task"), "Task2");
    }
}
