//! What each operation is to this target: decided once, before anything is written. What cannot be said is reported.

mod answers;
mod credential;
mod inputs;

use std::collections::BTreeMap;

pub(super) use answers::{Answer, Failure, Kind, Page};
pub(super) use credential::Credential;
pub(super) use inputs::{Body, Header, query_style};

use super::models;
use crate::contract::{Contract, Operation, Parameter, ParameterLocation, SchemaId};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::names::typescript::{GroupName, OperationName, TypeScriptNames};

pub(super) struct Plan<'a> {
    /// The groups that have operations, in the contract's order.
    pub groups: Vec<Group<'a>>,
    /// Which group alone uses a component.
    pub homes: BTreeMap<SchemaId, usize>,
    pub credential: Credential,
    /// The problem codes that every operation may answer with, in the catalogue's order.
    pub always: Vec<&'a str>,
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
    pub headers: Vec<Header<'a>>,
    /// The answers told apart by their status alone.
    pub answers: Vec<Answer>,
    pub failures: Vec<Failure<'a>>,
    pub page: Option<Page<'a>>,
    /// The token is not sent.
    pub anonymous: bool,
}

impl Call<'_> {
    /// The answers that are a success: those with such a status, else the one for everything.
    pub fn successes(&self) -> Vec<&Answer> {
        let declared: Vec<&Answer> = self.answers.iter().filter(|a| a.status.is_success()).collect();
        if declared.is_empty() { self.answers.iter().filter(|a| a.key == "default").collect() } else { declared }
    }

    /// Whether the options cannot be left out: one of them is a required header.
    pub fn needs_options(&self) -> bool {
        self.headers.iter().any(|header| header.parameter.required)
    }

    pub fn needs_query(&self) -> bool {
        self.query.iter().any(|parameter| parameter.required)
    }
}

impl<'a> Plan<'a> {
    pub fn of(contract: &'a Contract, names: &'a TypeScriptNames, diagnostics: &mut Diagnostics) -> Self {
        let credential = Credential::of(contract, diagnostics);
        let mut groups: BTreeMap<usize, Group<'a>> = BTreeMap::new();
        for (operation, name) in contract.operations.iter().zip(&names.operations) {
            let tag = operation.tag.0 as usize;
            let Some(group_name) = names.groups.get(tag) else { continue };
            let call = match call(contract, &credential, operation, name, diagnostics) {
                Ok(call) => call,
                Err(reason) => {
                    let message = format!("the TypeScript client leaves out `{}`: {reason}", operation.id);
                    diagnostics.push(Diagnostic::warning("typescript-not-expressed", operation.at, message));
                    continue;
                }
            };
            let description = contract.tags.get(tag).and_then(|tag| tag.description.as_deref());
            let group = groups.entry(tag).or_insert_with(|| Group { name: group_name, description, calls: Vec::new() });
            group.calls.push(call);
        }
        let groups: Vec<Group<'a>> = groups.into_values().collect();
        let always = always(contract, &groups);
        Self { homes: models::homes(contract), groups, credential, always }
    }

    pub fn calls(&self) -> impl Iterator<Item = &Call<'a>> {
        self.groups.iter().flat_map(|group| &group.calls)
    }
}

/// The operation as a call, or why it cannot be one.
fn call<'a>(
    contract: &'a Contract,
    credential: &Credential,
    operation: &'a Operation,
    name: &'a OperationName,
    diagnostics: &mut Diagnostics,
) -> Result<Call<'a>, String> {
    inputs::check(contract, operation, diagnostics)?;
    let located = |location| operation.parameters.iter().filter(move |p: &&Parameter| p.location == location);
    let answers = answers::answers(operation)?;
    Ok(Call {
        operation,
        name,
        path: located(ParameterLocation::Path).collect(),
        body: inputs::body(operation, diagnostics)?,
        query: located(ParameterLocation::Query).collect(),
        headers: inputs::headers(operation, name),
        failures: answers::failures(contract, operation, &answers),
        page: answers::page(contract, operation, &answers, diagnostics),
        anonymous: !credential.is_wanted_by(operation),
        answers,
    })
}

/// Codes that every operation has, with one and the same body.
fn always<'a>(contract: &'a Contract, groups: &[Group]) -> Vec<&'a str> {
    let calls: Vec<&Call> = groups.iter().flat_map(|group| &group.calls).collect();
    if calls.len() < 2 {
        return Vec::new();
    }
    let body = |call: &Call, wanted: &str| {
        call.failures.iter().find_map(|failure| match failure {
            Failure::Problem { code, ty } if *code == wanted => Some(ty.map(|ty| ty.schema)),
            _ => None,
        })
    };
    let codes = contract.problems.iter().map(|problem| problem.code.as_str());
    codes
        .filter(|code| {
            let first = calls.first().and_then(|call| body(call, code));
            first.is_some() && calls.iter().all(|call| body(call, code) == first)
        })
        .collect()
}
