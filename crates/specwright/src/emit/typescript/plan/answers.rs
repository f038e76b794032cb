//! What comes out of a call: values, failures, pages.

use crate::contract::{
    Content, ContentKind, Contract, Method, Operation, Pagination, Response, Shape, Status, TypeRef,
};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// How the core reads a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Kind {
    Json,
    Text,
    Blob,
    /// There is none, or nobody looks.
    None,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Text => "text",
            Self::Blob => "blob",
            Self::None => "none",
        }
    }
}

/// An answer that its status tells.
pub(in super::super) struct Answer {
    pub status: Status,
    /// The status as the core looks for it: `404`, `4XX`, `default`.
    pub key: String,
    pub kind: Kind,
    pub ty: Option<TypeRef>,
}

/// A failure that the contract declares.
pub(in super::super) enum Failure<'a> {
    /// A problem of the catalogue.
    Problem { code: &'a str, ty: Option<TypeRef> },
    /// An answer without a code of its own.
    Status { status: Status, key: String, kind: Kind, ty: Option<TypeRef> },
}

/// How a list goes on.
pub(in super::super) struct Page<'a> {
    pub cursor: &'a str,
    pub next: Vec<String>,
    pub items: Vec<String>,
    pub item: TypeRef,
}

/// The answers that have no problem codes.
pub(super) fn answers(operation: &Operation) -> Result<Vec<Answer>, String> {
    let plain = operation.responses.iter().filter(|response| response.codes.is_empty());
    plain
        .map(|response| {
            let content = preferred(response);
            let kind = match content.map(|content| content.kind) {
                _ if operation.method == Method::Head => Kind::None,
                None => Kind::None,
                Some(ContentKind::Json | ContentKind::MergePatch) => Kind::Json,
                Some(ContentKind::Text | ContentKind::Form) => Kind::Text,
                Some(ContentKind::Binary | ContentKind::Multipart) => Kind::Blob,
                Some(ContentKind::EventStream) => return Err("its answer is an event stream".to_owned()),
            };
            let key = match response.status {
                Status::Code(code) => code.to_string(),
                Status::Range(class) => format!("{class}XX"),
                Status::Default => "default".to_owned(),
            };
            Ok(Answer { status: response.status, key, kind, ty: content.and_then(|content| content.ty) })
        })
        .collect()
}

/// The core asks for JSON where there is JSON.
fn preferred(response: &Response) -> Option<&Content> {
    let json = response.contents.iter().find(|c| matches!(c.kind, ContentKind::Json | ContentKind::MergePatch));
    json.or(response.contents.first())
}

/// Everything but success, in the contract's order.
pub(super) fn failures<'a>(contract: &'a Contract, operation: &'a Operation, answers: &[Answer]) -> Vec<Failure<'a>> {
    let mut failures: Vec<Failure> = Vec::new();
    // The catalogue's order, so that every operation lists its problems alike.
    for problem in &contract.problems {
        let response = operation.responses.iter().find(|r| r.codes.iter().any(|code| code.code == problem.code));
        if let Some(response) = response {
            let ty = preferred(response).and_then(|content| content.ty);
            failures.push(Failure::Problem { code: &problem.code, ty });
        }
    }
    let others = answers.iter().filter(|answer| !answer.status.is_success() && !is_informational(answer.status));
    failures.extend(others.map(|a| Failure::Status { status: a.status, key: a.key.clone(), kind: a.kind, ty: a.ty }));
    failures
}

/// `fetch` never shows these.
fn is_informational(status: Status) -> bool {
    matches!(status, Status::Code(100..=199) | Status::Range(1))
}

pub(super) fn page<'a>(
    contract: &Contract,
    operation: &'a Operation,
    answers: &[Answer],
    diagnostics: &mut Diagnostics,
) -> Option<Page<'a>> {
    let pagination = operation.policies.pagination.as_ref()?;
    let found = find_page(contract, operation, answers, pagination);
    if found.is_none() {
        let message = format!("the TypeScript client cannot page through `{}`", operation.id);
        let at = operation.policies.at.pagination.unwrap_or(operation.at);
        diagnostics
            .push(Diagnostic::warning("typescript-pagination", at, message).help(
                "`cursor` has to name a query parameter, and `items` has to lead to an array of the JSON answer",
            ));
    }
    found
}

fn find_page<'a>(
    contract: &Contract,
    operation: &'a Operation,
    answers: &[Answer],
    pagination: &'a Pagination,
) -> Option<Page<'a>> {
    operation.parameters.iter().find(|p| p.name == pagination.cursor)?;
    let answer = answers.iter().find(|answer| answer.status.is_success() && answer.kind == Kind::Json)?;
    let items = keys(&pagination.items);
    let list = items.iter().try_fold(answer.ty?, |ty, key| match &contract.schemas.get(ty.schema)?.shape {
        Shape::Object(object) => object.properties.iter().find(|p| p.name == *key).map(|p| p.ty),
        _ => None,
    })?;
    let Shape::Array(array) = &contract.schemas.get(list.schema)?.shape else { return None };
    Some(Page { cursor: &pagination.cursor, next: keys(&pagination.next), items, item: array.items })
}

/// The keys of a JSON Pointer (RFC 6901).
fn keys(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|key| key.replace("~1", "/").replace("~0", "~")).collect()
}
