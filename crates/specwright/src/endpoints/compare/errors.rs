//! The table of errors against `x-problem-codes`: pairs of status and code.

use super::super::model::{Endpoint, ErrorRow, Stated};
use super::super::notation::{is_error, status_text};
use super::finding::Findings;
use crate::contract::{Contract, Operation, Status};
use crate::source::Position;

/// An error that the contract declares; without a code where its response lists none.
#[derive(Clone, Copy)]
struct Declared<'c> {
    status: Status,
    code: Option<&'c str>,
    at: Position,
}

pub fn compare(endpoint: &Endpoint, operation: &Operation, contract: &Contract, findings: &mut Findings<'_>) {
    let section = &endpoint.errors;
    let declared = declared(operation);
    let readable = |row: &&ErrorRow| !matches!(row.code, Stated::Unreadable(_));
    let rows: Vec<_> = section.rows.iter().filter(readable).collect();
    let mut open: Vec<Declared<'_>> =
        declared.iter().filter(|error| !rows.iter().any(|row| same(row, error))).copied().collect();
    for row in rows {
        if declared.iter().any(|error| same(row, error)) {
            continue;
        }
        let code = code_of(row);
        // The same code under another status is one mistake, not two.
        if let Some(at) = open.iter().position(|error| error.code.is_some() && error.code == code) {
            let error = open.remove(at);
            let subject = format!("the status of the error {} of `{}`", named(code), operation.id);
            let (here, there) = (text(row.status.value), text(error.status));
            let mend = format!("the code into the response {here}");
            findings.contradiction(&subject, (row.status.at, &here), (error.at, &there), &there, &mend);
            continue;
        }
        let response = operation.responses.iter().find(|response| response.status == row.status.value);
        let (status, subject) = (status_text(row.status.value), subject(row.status.value, code, operation));
        let unknown = |code: &str| !contract.problems.iter().any(|problem| problem.code == code);
        let write = match code {
            None => format!("the response `'{status}':`"),
            Some(code) if unknown(code) => format!(
                "`{code}` into the `x-problem-codes` of its response `{status}` and into the catalogue `x-problems`"
            ),
            Some(code) => format!("`{code}` into the `x-problem-codes` of its response `{status}`"),
        };
        let at = row.code.at().unwrap_or(row.status.at);
        findings.only_here(&subject, at, Some(response.map_or(operation.at, |response| response.at)), &write);
    }
    if section.damaged || section.rows.iter().any(|row| matches!(row.code, Stated::Unreadable(_))) {
        return;
    }
    for error in open {
        let subject = subject(error.status, error.code, operation);
        let write = format!(
            "`| {} | {} | when it is answered |` under `#### Errors`",
            status_text(error.status),
            error.code.unwrap_or("–")
        );
        findings.only_there(&subject, section.at.unwrap_or(endpoint.id.at), error.at, &write);
    }
}

fn declared(operation: &Operation) -> Vec<Declared<'_>> {
    let mut declared = Vec::new();
    for response in operation.responses.iter().filter(|response| is_error(response.status)) {
        if response.codes.is_empty() {
            declared.push(Declared { status: response.status, code: None, at: response.at });
        }
        let codes = response.codes.iter();
        declared.extend(codes.map(|code| Declared { status: response.status, code: Some(&code.code), at: code.at }));
    }
    declared
}

fn same(row: &ErrorRow, error: &Declared<'_>) -> bool {
    row.status.value == error.status && code_of(row) == error.code
}

fn code_of(row: &ErrorRow) -> Option<&str> {
    row.code.get().map(|code| code.value.as_str())
}

fn subject(status: Status, code: Option<&str>, operation: &Operation) -> String {
    match code {
        Some(code) => format!("the error `{} {code}` of `{}`", status_text(status), operation.id),
        None => format!("the error `{}` without a code of `{}`", status_text(status), operation.id),
    }
}

fn named(code: Option<&str>) -> String {
    code.map(|code| format!("`{code}`")).unwrap_or_default()
}

fn text(status: Status) -> String {
    format!("`{}`", status_text(status))
}
