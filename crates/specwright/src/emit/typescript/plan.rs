//! What each operation is to this target: decided once, before anything is written. What cannot be said is reported.

mod answers;
mod inputs;
mod limits;
mod security;

use std::collections::{BTreeMap, BTreeSet, HashSet};

pub(super) use answers::{Answer, AnswerBody, Failure, Kind, Page, answers as answers_of};
pub(super) use inputs::{Body, Header, Style, is_json, query_style, style};
pub use limits::Limit;
pub(super) use security::{Alternatives, Secret, Security};

use crate::contract::{
    ContentKind, Contract, Method, Operation, Parameter, ParameterLocation, SchemaId, Shape, StringFormat, TypeRef,
};
use crate::diagnostic::Diagnostics;
use crate::names::typescript::{GroupName, OperationName, TypeScriptNames};
use crate::source::Position;

pub(super) struct Plan<'a> {
    /// The groups that have operations, in the contract's order.
    pub groups: Vec<Group<'a>>,
    pub security: Security<'a>,
    /// Where the schemas stand whose values are files: octets in a multipart body.
    pub files: HashSet<Position>,
    /// The problem codes that operations answer with, and the body that each always has.
    pub problems: BTreeMap<&'a str, ProblemBody>,
    /// The problem codes that every operation may answer with, in the catalogue's order.
    pub always: Vec<&'a str>,
}

/// The body that a problem always has, if it is always the same.
#[derive(Clone, Copy)]
pub(super) enum ProblemBody {
    Always(Option<TypeRef>),
    Varies,
}

pub(super) struct Group<'a> {
    pub name: &'a GroupName,
    pub description: Option<&'a str>,
    pub calls: Vec<Call<'a>>,
}

/// An operation that this target can express.
pub(super) struct Call<'a> {
    pub operation: &'a Operation,
    pub name: &'a OperationName,
    pub path: Vec<&'a Parameter>,
    pub body: Option<Body<'a>>,
    pub query: Vec<&'a Parameter>,
    /// The whole query as one value.
    pub querystring: Option<&'a Parameter>,
    pub headers: Vec<Header<'a>>,
    /// The answers told apart by their status alone.
    pub answers: Vec<Answer<'a>>,
    pub failures: Vec<Failure<'a>>,
    pub page: Option<Page<'a>>,
    /// The credentials it wants, where they are not the usual ones.
    pub security: Option<Alternatives>,
}

impl Call<'_> {
    /// The answers that are a success: those with such a status, else the one for everything.
    pub fn successes(&self) -> Vec<&Answer<'_>> {
        let declared: Vec<&Answer> = self.answers.iter().filter(|a| a.status.is_success()).collect();
        if declared.is_empty() { self.answers.iter().filter(|a| a.key == "default").collect() } else { declared }
    }

    /// Whether the options cannot be left out: one of them is a required header.
    pub fn needs_options(&self) -> bool {
        let parameters = self.headers.iter().map(|header| header.parameter);
        parameters.filter(|p| p.location != ParameterLocation::Cookie).any(|parameter| parameter.required)
    }

    pub fn has_query(&self) -> bool {
        !self.query.is_empty() || self.querystring.is_some()
    }

    pub fn needs_query(&self) -> bool {
        self.query.iter().chain(&self.querystring).any(|parameter| parameter.required)
    }
}

impl<'a> Plan<'a> {
    pub fn of(contract: &'a Contract, names: &'a TypeScriptNames, diagnostics: &mut Diagnostics) -> Self {
        let security = Security::of(contract, diagnostics);
        let mut groups: BTreeMap<usize, Group<'a>> = BTreeMap::new();
        for (operation, name) in contract.operations.iter().zip(&names.operations) {
            if is_refused(&operation.method) {
                Limit::Trace.report(operation.at, &format!("`{}`", operation.id), diagnostics);
                continue;
            }
            let tag = operation.tag.0 as usize;
            let Some(group_name) = names.groups.get(tag) else { continue };
            let call = call(contract, &security, operation, name, diagnostics);
            let description = contract.tags.get(tag).and_then(|tag| tag.description.as_deref());
            let group = groups.entry(tag).or_insert_with(|| Group { name: group_name, description, calls: Vec::new() });
            group.calls.push(call);
        }
        let groups: Vec<Group<'a>> = groups.into_values().collect();
        let problems = problem_bodies(&groups);
        let always = always(contract, &groups);
        Self { groups, security, files: files(contract), problems, always }
    }
}

fn files(contract: &Contract) -> HashSet<Position> {
    let bodies = contract.operations.iter().filter_map(|operation| operation.body.as_ref());
    let forms = bodies.flat_map(|body| &body.contents).filter(|content| content.kind == ContentKind::Multipart);
    let mut open: Vec<SchemaId> = forms.filter_map(|content| content.ty).map(|ty| ty.schema).collect();
    let mut seen = BTreeSet::new();
    let mut files = HashSet::new();
    while let Some(id) = open.pop() {
        let Some(schema) = contract.schemas.get(id).filter(|_| seen.insert(id)) else { continue };
        if matches!(&schema.shape, Shape::String(string) if string.format == StringFormat::Binary) {
            files.insert(schema.at);
        }
        open.extend(schema.children());
    }
    files
}

/// The methods that `fetch` has not (Fetch, 2.2.1).
fn is_refused(method: &Method) -> bool {
    ["CONNECT", "TRACE", "TRACK"].iter().any(|name| method.as_str().eq_ignore_ascii_case(name))
}

fn call<'a>(
    contract: &'a Contract,
    security: &Security,
    operation: &'a Operation,
    name: &'a OperationName,
    diagnostics: &mut Diagnostics,
) -> Call<'a> {
    let located = |location| operation.parameters.iter().filter(move |p: &&Parameter| p.location == location);
    let answers = answers::answers(contract, operation);
    Call {
        operation,
        name,
        path: located(ParameterLocation::Path).collect(),
        body: inputs::body(contract, operation, diagnostics),
        query: located(ParameterLocation::Query).collect(),
        querystring: located(ParameterLocation::Querystring).next(),
        headers: inputs::headers(operation, name, diagnostics),
        failures: answers::failures(contract, operation, &answers),
        page: answers::page(contract, operation, &answers),
        security: security.unusual(contract, operation),
        answers,
    }
}

fn problem_bodies<'a>(groups: &[Group<'a>]) -> BTreeMap<&'a str, ProblemBody> {
    let mut bodies: BTreeMap<&str, ProblemBody> = BTreeMap::new();
    for failure in groups.iter().flat_map(|group| &group.calls).flat_map(|call| &call.failures) {
        let Failure::Problem { code, ty } = failure else { continue };
        let schema = ty.map(|ty| ty.schema);
        let body = bodies.entry(code).or_insert(ProblemBody::Always(*ty));
        if !matches!(body, ProblemBody::Always(known) if known.map(|ty| ty.schema) == schema) {
            *body = ProblemBody::Varies;
        }
    }
    bodies
}

/// Codes that every operation has, with one and the same body.
fn always<'a>(contract: &'a Contract, groups: &[Group]) -> Vec<&'a str> {
    let calls: Vec<&Call> = groups.iter().flat_map(|group| &group.calls).collect();
    if calls.len() < 2 {
        return Vec::new();
    }
    // How many calls have a code with the body that it has at first.
    let mut counts: BTreeMap<&str, (Option<SchemaId>, usize)> = BTreeMap::new();
    for failure in calls.iter().flat_map(|call| &call.failures) {
        let Failure::Problem { code, ty } = failure else { continue };
        let schema = ty.map(|ty| ty.schema);
        let (first, count) = counts.entry(code).or_insert((schema, 0));
        *count += usize::from(*first == schema);
    }
    let codes = contract.problems.iter().map(|problem| problem.code.as_str());
    codes.filter(|code| counts.get(code).is_some_and(|(_, count)| *count == calls.len())).collect()
}
