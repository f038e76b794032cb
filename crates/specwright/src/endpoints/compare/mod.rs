//! Holds `rest-endpoints.md` against the contract, in both directions, on every fact that both can state.
//!
//! A finding stands at the fact in the document, has the place in the contract beside it, and says which words would
//! mend either. What the reading could not understand is not compared: it has a finding of its own.

mod bodies;
mod errors;
mod facts;
mod finding;
mod parameters;

use finding::Findings;

use super::model::{Endpoint, Endpoints};
use crate::contract::{Contract, Operation};
use crate::diagnostic::Diagnostics;
use crate::source::Position;

/// Everything the two say differently, or only one of them says.
pub fn compare(endpoints: &Endpoints, contract: &Contract, diagnostics: &mut Diagnostics) {
    let mut findings = Findings::new(diagnostics);
    base_path(endpoints, contract, &mut findings);
    tags(endpoints, contract, &mut findings);
    let pairs = pair(endpoints, contract, &mut findings);
    for (endpoint, operation) in pairs {
        findings.about(operation.at);
        request_line(endpoint, operation, &mut findings);
        tag(endpoint, operation, contract, &mut findings);
        facts::compare(endpoint, operation, &mut findings);
        parameters::compare(endpoint, operation, contract, &mut findings);
        bodies::compare_request(endpoint, operation, contract, &mut findings);
        bodies::compare_responses(endpoint, operation, contract, &endpoints.common_headers, &mut findings);
        bodies::compare_error_headers(operation, &endpoints.common_headers, &mut findings);
        errors::compare(endpoint, operation, contract, &mut findings);
    }
}

fn base_path(endpoints: &Endpoints, contract: &Contract, findings: &mut Findings<'_>) {
    let Some(stated) = endpoints.base_path.get() else { return };
    let there = contract.base_path();
    if stated.value == there {
        return;
    }
    let subject = "the base path";
    let (here, there) = (format!("`{}`", stated.value), format!("`{there}`"));
    match contract.servers.first() {
        Some(server) => {
            let mend = format!("let the first server's `url` end in {here}");
            findings.contradiction(subject, (stated.at, &here), (server.at, &there), &there, &mend);
        }
        None => findings.only_here(subject, stated.at, contract_start(contract), &format!("`servers: [url: {here}]`")),
    }
}

/// A place in the contract for what has none: its first operation.
fn contract_start(contract: &Contract) -> Option<Position> {
    contract.operations.first().map(|operation| operation.at)
}

fn tags(endpoints: &Endpoints, contract: &Contract, findings: &mut Findings<'_>) {
    let used = |name: &str| {
        contract
            .tags
            .iter()
            .zip(0..)
            .any(|(tag, id)| tag.name.to_lowercase() == name && contract.operations.iter().any(|o| o.tag.0 == id))
    };
    for tag in &endpoints.tags {
        if !used(&tag.value) {
            let subject = format!("the tag `{}`", tag.value);
            let write = format!("`tags: [{}]` at the operations that belong to it", tag.value);
            findings.only_here(&subject, tag.at, contract_start(contract), &write);
        }
    }
    for tag in &contract.tags {
        let name = tag.name.to_lowercase();
        if used(&name) && !endpoints.tags.iter().any(|known| known.value == name) {
            let subject = format!("the tag `{}`", tag.name);
            findings.only_there(&subject, endpoints.at, tag.at, &format!("a heading `## {}`", heading(&tag.name)));
        }
    }
}

/// A tag's name as a heading: with a capital.
fn heading(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// Each endpoint with its operation: of the same operationId, else of the same method and path.
fn pair<'e, 'c>(
    endpoints: &'e Endpoints,
    contract: &'c Contract,
    findings: &mut Findings<'_>,
) -> Vec<(&'e Endpoint, &'c Operation)> {
    let mut pairs = Vec::new();
    let of_id = |id: &str| contract.operations.iter().find(|operation| operation.id == id);
    let described = |operation: &Operation| endpoints.endpoints.iter().any(|e| e.id.value == operation.id);
    let mut renamed = Vec::new();
    for endpoint in &endpoints.endpoints {
        let id = &endpoint.id;
        if let Some(operation) = of_id(&id.value) {
            pairs.push((endpoint, operation));
            continue;
        }
        let same_line = |operation: &&Operation| {
            endpoint.method.get().is_some_and(|method| method.value == operation.method)
                && endpoint.path.get().is_some_and(|path| path.value == operation.path)
        };
        let candidate = contract.operations.iter().filter(|operation| !described(operation)).find(same_line);
        if let Some(operation) = candidate {
            let subject = format!("the operationId of `{} {}`", operation.method.as_str(), operation.path);
            let (here, there) = (format!("`{}`", id.value), format!("`{}`", operation.id));
            let mend = format!("`operationId: {}`", id.value);
            findings.contradiction(&subject, (id.at, &here), (operation.at, &there), &there, &mend);
            renamed.push(operation.id.as_str());
            pairs.push((endpoint, operation));
            continue;
        }
        let subject = format!("the endpoint `{}`", id.value);
        let write = match (endpoint.method.get(), endpoint.path.get()) {
            (Some(method), Some(path)) => {
                format!("`{} {}` with `operationId: {}`", method.value.as_str(), path.value, id.value)
            }
            _ => format!("an operation with `operationId: {}`", id.value),
        };
        findings.only_here(&subject, id.at, contract_start(contract), &write);
    }
    for operation in &contract.operations {
        if described(operation) || renamed.contains(&operation.id.as_str()) {
            continue;
        }
        let tag = contract.tags.get(operation.tag.0 as usize).map_or("", |tag| tag.name.as_str());
        let section = endpoints.tags.iter().find(|known| known.value == tag.to_lowercase());
        let write = format!(
            "a section `### {}` under `## {}`, beginning with `{} {}`",
            operation.id,
            heading(tag),
            operation.method.as_str(),
            operation.path
        );
        let subject = format!("the operation `{}`", operation.id);
        findings.only_there(&subject, section.map_or(endpoints.at, |tag| tag.at), operation.at, &write);
    }
    pairs
}

fn request_line(endpoint: &Endpoint, operation: &Operation, findings: &mut Findings<'_>) {
    if let Some(method) = endpoint.method.get()
        && method.value != operation.method
    {
        let subject = format!("the method of `{}`", operation.id);
        let (here, there) = (format!("`{}`", method.value.as_str()), format!("`{}`", operation.method.as_str()));
        let mend = format!("`{}:` at the operation", method.value.as_str().to_lowercase());
        findings.contradiction(&subject, (method.at, &here), (operation.at, &there), &there, &mend);
    }
    if let Some(path) = endpoint.path.get()
        && path.value != operation.path
    {
        let subject = format!("the path of `{}`", operation.id);
        let (here, there) = (format!("`{}`", path.value), format!("`{}`", operation.path));
        let mend = format!("`{}:` under `paths`", path.value);
        findings.contradiction(&subject, (path.at, &here), (operation.path_at, &there), &there, &mend);
    }
}

fn tag(endpoint: &Endpoint, operation: &Operation, contract: &Contract, findings: &mut Findings<'_>) {
    let (Some(stated), Some(tag)) = (&endpoint.tag, contract.tags.get(operation.tag.0 as usize)) else { return };
    if tag.name.to_lowercase() == stated.value {
        return;
    }
    let subject = format!("the tag of `{}`", operation.id);
    let (here, there) = (format!("`{}`", stated.value), format!("`{}`", tag.name));
    let mend = format!("its section under `## {}`", heading(&tag.name));
    let or = format!("`tags: [{}]`", stated.value);
    let at = operation.tag_at.unwrap_or(operation.at);
    findings.contradiction(&subject, (endpoint.id.at, &here), (at, &there), &mend, &or);
}
