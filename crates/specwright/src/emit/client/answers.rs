//! What an operation answers, by status: which answers are successes, which failures, and what each brings.

use std::collections::HashSet;

use super::{
    ANY, Side,
    call::{Alternate, Answer, AnswerKind, Framing, HeaderField, HeaderText},
    inputs::{Reader, is_header_name},
    limits::HEADER_NAME,
    media_type::{self, is_media_type},
};
use crate::{
    contract::{Content, ContentKind, Method, Operation, Response, SchemaId, Shape, Status, TypeRef},
    diagnostic::Diagnostics,
    names::client::{Setters, fields},
};

/// Successes and failures, each in the order: exact statuses, then ranges.
pub fn of(reader: &Reader<'_, '_>, operation: &Operation) -> (Vec<Answer>, Vec<Answer>) {
    let mut successes = Vec::new();
    let mut failures = Vec::new();
    let has_success = operation.responses.iter().any(|response| response.status.is_success());
    for response in &operation.responses {
        let answer = answer(reader, operation, response);
        let with = |status| Answer { status, ..answer.clone() };
        match response.status {
            status if status.is_success() => successes.push(with(status)),
            Status::Code(400..=599) | Status::Range(4 | 5) => failures.push(with(response.status)),
            // Where nothing else says what a success is, `default` speaks for it too.
            Status::Default => {
                if !has_success {
                    successes.push(with(Status::Range(2)));
                }
                for class in [4, 5] {
                    if !operation.responses.iter().any(|other| other.status == Status::Range(class)) {
                        failures.push(with(Status::Range(class)));
                    }
                }
            }
            // 1xx never arrives; 3xx is followed by the HTTP client or arrives as it is.
            Status::Code(_) | Status::Range(_) => {}
        }
    }
    if successes.is_empty() {
        successes.push(Answer {
            status: Status::Range(2),
            kind: AnswerKind::Octets,
            media_type: None,
            others: Vec::new(),
        });
    }
    envelope(reader, &mut failures);
    successes.sort_by_key(|answer| answer.status);
    failures.sort_by_key(|answer| answer.status);
    (successes, failures)
}

/// A contract with a catalogue of problems has one envelope for every failure, so also for those that no operation
/// names (405, 413, 503 …): the one type stands for all of 4xx and 5xx.
fn envelope(reader: &Reader<'_, '_>, failures: &mut Vec<Answer>) {
    if reader.contract.problems.is_empty() {
        return;
    }
    let Some(first) = failures.first().cloned() else { return };
    if matches!(first.kind, AnswerKind::Json(_)) && failures.iter().all(|failure| failure.kind == first.kind) {
        *failures = [4, 5].map(|class| Answer { status: Status::Range(class), ..first.clone() }).into();
    }
}

fn answer(reader: &Reader<'_, '_>, operation: &Operation, response: &Response) -> Answer {
    let status = response.status;
    // RFC 9110: the answer to HEAD, 204 and 205 have no content, whatever the document says.
    let empty = operation.method == Method::Head || matches!(status, Status::Code(204 | 205));
    let mut contents: Vec<&Content> = if empty { Vec::new() } else { response.contents.iter().collect() };
    contents.sort_by_key(|content| rank(content.kind));
    let mut kinds = contents.iter().map(|content| (content.full_media_type(), kind(reader, content)));
    let Some((media_type, first)) = kinds.next() else {
        return Answer { status, kind: AnswerKind::Empty, media_type: None, others: Vec::new() };
    };
    let mut others: Vec<(String, AnswerKind)> = Vec::new();
    for (media_type, kind) in kinds {
        // Octets of two media types are two things; JSON of one type is one, whatever it is called.
        let same = matches!(kind, AnswerKind::Json(_)) && kind == first;
        if !same && is_media_type(&media_type) && others.iter().all(|(other, _)| *other != media_type) {
            others.push((media_type, kind));
        }
    }
    Answer { status, kind: first, media_type: Some(media_type), others }
}

fn rank(kind: ContentKind) -> u8 {
    match kind {
        ContentKind::Json | ContentKind::MergePatch => 0,
        ContentKind::JsonLines | ContentKind::JsonSequence => 1,
        ContentKind::EventStream => 2,
        ContentKind::Text => 3,
        ContentKind::Binary | ContentKind::Form | ContentKind::Multipart | ContentKind::MultipartMixed => 4,
    }
}

fn kind(reader: &Reader<'_, '_>, content: &Content) -> AnswerKind {
    let name = |ty: Option<TypeRef>| ty.map_or_else(|| ANY.to_owned(), |ty| reader.types.nullable(ty, Side::Response));
    let ty = || name(content.ty);
    let item = || name(content.item);
    match content.kind {
        ContentKind::Json | ContentKind::MergePatch => AnswerKind::Json(ty()),
        ContentKind::EventStream if content.whole_events => AnswerKind::WholeEvents(item()),
        ContentKind::EventStream => AnswerKind::Events(item()),
        ContentKind::JsonLines => AnswerKind::Items(item(), Framing::Lines),
        ContentKind::JsonSequence => AnswerKind::Items(item(), Framing::Sequence),
        ContentKind::Text => AnswerKind::Text,
        ContentKind::Form | ContentKind::Multipart | ContentKind::MultipartMixed | ContentKind::Binary => {
            AnswerKind::Octets
        }
    }
}

/// The media types that successes may have besides those that `send` asks for, each with a method.
pub fn alternates(successes: &[Answer], setters: &mut Setters) -> Vec<Alternate> {
    let mut found: Vec<Alternate> = Vec::new();
    let mut suffixes = HashSet::new();
    for (media_type, kind) in successes.iter().flat_map(|answer| &answer.others) {
        if found.iter().any(|alternate| alternate.media_type == *media_type) {
            continue;
        }
        let content = match kind {
            AnswerKind::Events(_) | AnswerKind::WholeEvents(_) => ContentKind::EventStream,
            _ => ContentKind::Binary,
        };
        let word = media_type::word(media_type, content);
        found.push(Alternate {
            media_type: media_type.clone(),
            method: setters.allot(&format!("send {word}"), "as"),
            suffix: media_type::variant(&word, &mut suffixes),
        });
    }
    found
}

/// The headers that any answer of an operation may have, by type.
pub fn headers<'a>(
    reader: &Reader<'a, '_>,
    operation: &'a Operation,
    diagnostics: &mut Diagnostics,
) -> Vec<HeaderField<'a>> {
    let mut names = HashSet::new();
    let mut scope = fields();
    let mut found = Vec::new();
    for header in operation.responses.iter().flat_map(|response| &response.headers) {
        let name = header.name.to_ascii_lowercase();
        if name == "content-type" || !names.insert(name) {
            continue;
        }
        if !is_header_name(&header.name) {
            let message = format!(
                "the answer of the client's `{}` has no `{}`: that is no name of a header",
                operation.id, header.name
            );
            HEADER_NAME.report(header.at, message, diagnostics);
            continue;
        }
        found.push(HeaderField {
            header,
            field: scope.allot(&header.name, "header"),
            ty: reader.types.nullable(header.ty, Side::Response),
            text: match &header.media_type {
                Some(media_type) if media_type.ends_with("json") => HeaderText::Json,
                _ => text(reader, header.ty.schema, header.explode),
            },
        });
    }
    found
}

fn text(reader: &Reader<'_, '_>, id: SchemaId, explode: bool) -> HeaderText {
    let is_literal = |id| {
        reader.schema(id).is_some_and(|schema| {
            matches!(schema.shape, Shape::Boolean | Shape::Integer(_) | Shape::Number(_))
                || matches!(&schema.shape, Shape::Enumeration(values) if values.values.iter().any(|v| !v.value.is_string()))
        })
    };
    match reader.schema(id).map(|schema| &schema.shape) {
        Some(Shape::Array(array)) if is_literal(array.items.schema) => HeaderText::Literals,
        Some(Shape::Array(array)) if reader.is_scalar(array.items.schema) => HeaderText::Plains,
        Some(Shape::Array(_)) => HeaderText::Json,
        Some(Shape::Object(object)) => {
            let literals = object.properties.iter().filter(|p| is_literal(p.ty.schema)).map(|p| p.name.clone());
            HeaderText::Members { explode, literals: literals.collect() }
        }
        _ if is_literal(id) => HeaderText::Literal,
        _ => HeaderText::Plain,
    }
}
