//! An operation as this target sees it: its parts, named and typed.

pub use super::answer::{Answer, AnswerKind, Choice, Failure, FailureKind, HeaderForm, has_no_body};
pub use super::body::{Body, BodyContent, BodyKind, FileKind, PartOf};
pub use super::guards::{GuardUse, Guards};
pub use super::server::required_query;
pub use super::support::media_type_rank;
use super::text::Uses;
use super::ty::{Model, Place};
use crate::contract::{Contract, Idempotency, Method, Operation, Parameter, ParameterLocation};
use crate::names::rust::{Form, OperationNames, Scope};

pub struct Op<'c> {
    pub operation: &'c Operation,
    pub names: OperationNames,
    pub guard: Option<GuardUse>,
    pub groups: Vec<Group<'c>>,
    pub accept: Option<Accept>,
    pub body: Option<Body<'c>>,
    pub answers: Vec<Answer<'c>>,
    pub errors: Vec<Failure<'c>>,
    /// Of the media types that success is answered with, in the contract's order.
    pub produces: Vec<String>,
}

/// What the types of an operation's parts need imported: bodies are written beside the trait, answers are not.
#[derive(Default)]
pub struct OpUses {
    /// Of arguments that are no structs of their own.
    pub arguments: Uses,
    pub body: Uses,
    pub answers: Uses,
}

/// The argument that says what the caller would rather have, where bodies of several types are offered.
pub struct Accept {
    /// `GetReportAccept`
    pub ty: String,
    /// A variant for each of [`Op::produces`].
    pub variants: Vec<String>,
}

/// The parameters of one location.
pub struct Group<'c> {
    /// `path`, `query`, `headers`, `cookies`: the argument's name, and the reader's method.
    pub name: &'static str,
    /// `GetTaskPath`; of a whole query, the type itself.
    pub ty: String,
    /// Whether the type is a struct of the parameters.
    pub is_struct: bool,
    /// `GET_TASK_PATH`
    pub constant: String,
    pub parameters: Vec<(String, &'c Parameter)>,
}

impl<'c> Model<'c> {
    /// Everything about an operation, with the types as they are written outside `types/`.
    pub fn operation(&self, operation: &'c Operation, guards: &mut Guards, uses: &mut OpUses) -> Op<'c> {
        let names = self.names.operation(operation);
        let answers = self.successes(operation, &names, &mut uses.answers);
        let mut produces: Vec<String> = Vec::new();
        let mut accepts = Scope::with(&["Self"]);
        let mut variants = Vec::new();
        for content in
            answers.iter().filter_map(|answer| answer.body.as_ref()).flat_map(super::answer::AnswerBody::contents)
        {
            let media_type = content.full_media_type();
            if !produces.contains(&media_type) {
                produces.push(media_type);
                variants.push(accepts.variant(&super::body::media_type_words(content)));
            }
        }
        let several = answers.iter().any(|answer| answer.body.as_ref().is_some_and(|body| body.choices.len() > 1));
        Op {
            operation,
            guard: guards.of(self, operation),
            groups: self.groups(operation, &names, uses),
            accept: several.then(|| Accept { ty: format!("{}Accept", names.prefix), variants }),
            body: self.body(operation, &names, uses),
            errors: self.failures(operation, &names, &mut uses.answers),
            answers,
            produces,
            names,
        }
    }

    fn groups(&self, operation: &'c Operation, names: &OperationNames, uses: &mut OpUses) -> Vec<Group<'c>> {
        let keyed = matches!(operation.policies.idempotency, Some(Idempotency::Key { .. }));
        let locations = [
            (ParameterLocation::Path, "path", "Path"),
            (ParameterLocation::Query, "query", "Query"),
            (ParameterLocation::Querystring, "querystring", "Querystring"),
            (ParameterLocation::Header, "headers", "Headers"),
            (ParameterLocation::Cookie, "cookies", "Cookies"),
        ];
        let mut groups = Vec::new();
        for (location, name, suffix) in locations {
            let mut fields = Scope::default();
            let mut parameters: Vec<_> = operation
                .parameters
                .iter()
                .filter(|parameter| parameter.location == location && !is_routers(parameter, keyed))
                .map(|parameter| {
                    let lower = parameter.name.to_ascii_lowercase();
                    let name = if location == ParameterLocation::Header { &lower } else { &parameter.name };
                    (fields.field(name), parameter)
                })
                .collect();
            let is_struct = location != ParameterLocation::Querystring;
            if !is_struct {
                parameters.truncate(1);
            }
            let Some((_, first)) = parameters.first() else { continue };
            let ty = if is_struct {
                format!("{}{suffix}", names.prefix)
            } else {
                let ty = self.ty(&mut uses.arguments, Place::Elsewhere, first.ty, Form::Request);
                if first.required || first.ty.nullable { ty } else { format!("Option<{ty}>") }
            };
            let constant = format!("{}_{}", names.constant, suffix.to_ascii_uppercase());
            groups.push(Group { name, ty, is_struct, constant, parameters });
        }
        groups
    }
}

/// Headers that OpenAPI itself leaves to the media types and security schemes, and the key that the router reads.
fn is_routers(parameter: &Parameter, keyed: bool) -> bool {
    let name = parameter.name.to_ascii_lowercase();
    parameter.location == ParameterLocation::Header
        && (matches!(name.as_str(), "accept" | "content-type" | "authorization")
            || (keyed && !parameter.required && name == "idempotency-key"))
}

/// Where an operation is mounted: its path without what no server sees of it or finds in the query.
pub fn mounted(path: &str) -> &str {
    path.split(['?', '#']).next().unwrap_or_default()
}

/// What tells the requests of operations apart, but for their queries: the method, and the path without its
/// parameters' names.
pub fn request_key(contract: &Contract, operation: &Operation) -> (Method, String) {
    let mut key = String::new();
    for (at, part) in format!("{}{}", contract.base_path_of(operation), mounted(&operation.path)).split('{').enumerate()
    {
        match part.split_once('}') {
            Some((_, rest)) if at > 0 => {
                key.push_str("{}");
                key.push_str(rest);
            }
            _ => key.push_str(part),
        }
    }
    (operation.method.clone(), key)
}
