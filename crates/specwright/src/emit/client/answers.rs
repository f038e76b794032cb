//! What an operation answers, by status: which answers are successes, which failures, and what each brings.

use super::{
    ANY, Side, Types,
    call::{Answer, AnswerKind},
};
use crate::{
    contract::{ContentKind, Contract, Method, Operation, Response, Status},
    diagnostic::{Diagnostic, Diagnostics},
};

/// Successes and failures, each in the order: exact statuses, then ranges.
pub fn of(
    contract: &Contract,
    operation: &Operation,
    types: &Types<'_>,
    diagnostics: &mut Diagnostics,
) -> (Vec<Answer>, Vec<Answer>) {
    let mut successes = Vec::new();
    let mut failures = Vec::new();
    let has_success = operation.responses.iter().any(|response| response.status.is_success());
    for response in &operation.responses {
        let (kind, media_type) = kind(operation, response, types, diagnostics);
        let answer = |status| Answer { status, kind: kind.clone(), media_type: media_type.clone() };
        match response.status {
            status if status.is_success() => successes.push(answer(status)),
            Status::Code(400..=599) | Status::Range(4 | 5) => failures.push(answer(response.status)),
            // Where nothing else says what a success is, `default` speaks for it too.
            Status::Default => {
                if !has_success {
                    successes.push(answer(Status::Range(2)));
                }
                for class in [4, 5] {
                    if !operation.responses.iter().any(|other| other.status == Status::Range(class)) {
                        failures.push(answer(Status::Range(class)));
                    }
                }
            }
            // 1xx never arrives; 3xx is followed by the HTTP client or arrives as it is.
            Status::Code(_) | Status::Range(_) => {}
        }
    }
    if successes.is_empty() {
        successes.push(Answer { status: Status::Range(2), kind: AnswerKind::Octets, media_type: None });
    }
    envelope(contract, &mut failures);
    successes.sort_by_key(|answer| answer.status);
    failures.sort_by_key(|answer| answer.status);
    (successes, failures)
}

/// A contract with a catalogue of problems has one envelope for every failure, so also for those that no operation
/// names (405, 413, 503 …): the one type stands for all of 4xx and 5xx.
fn envelope(contract: &Contract, failures: &mut Vec<Answer>) {
    if contract.problems.is_empty() {
        return;
    }
    let Some(first) = failures.first().cloned() else { return };
    if matches!(first.kind, AnswerKind::Json(_)) && failures.iter().all(|failure| failure.kind == first.kind) {
        *failures = [4, 5].map(|class| Answer { status: Status::Range(class), ..first.clone() }).into();
    }
}

fn kind(
    operation: &Operation,
    response: &Response,
    types: &Types<'_>,
    diagnostics: &mut Diagnostics,
) -> (AnswerKind, Option<String>) {
    // RFC 9110: the answer to HEAD, 204 and 205 have no content, whatever the document says.
    if operation.method == Method::Head || matches!(response.status, Status::Code(204 | 205)) {
        return (AnswerKind::Empty, None);
    }
    let json = response.contents.iter().find(|c| matches!(c.kind, ContentKind::Json | ContentKind::MergePatch));
    let Some(chosen) = json.or(response.contents.first()) else { return (AnswerKind::Empty, None) };
    if response.status.is_success() {
        for other in response.contents.iter().filter(|other| other.media_type != chosen.media_type) {
            diagnostics.push(Diagnostic::warning(
                "client-media-type",
                other.at,
                format!(
                    "the Rust client reads the answer of `{}` as `{}` only, not as `{}`",
                    operation.id, chosen.media_type, other.media_type
                ),
            ));
        }
        if chosen.kind == ContentKind::EventStream {
            diagnostics.push(Diagnostic::warning(
                "client-event-stream",
                chosen.at,
                format!("the Rust client hands out the events of `{}` as octets, as they arrive", operation.id),
            ));
        }
    }
    let media_type = Some(chosen.media_type.clone());
    match json {
        Some(content) => {
            let ty = content.ty.map_or_else(|| ANY.to_owned(), |ty| types.nullable(ty, Side::Response));
            (AnswerKind::Json(ty), media_type)
        }
        None => (AnswerKind::Octets, media_type),
    }
}
