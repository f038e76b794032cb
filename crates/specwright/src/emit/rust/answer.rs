//! What an operation is answered with: its successes, and the errors that a handler may return.

use super::body::media_type_words;
use super::text::Uses;
use super::ty::{Model, Place};
use crate::contract::{Content, ContentKind, Method, Operation, Response, ResponseHeader, Shape, Status, TypeRef};
use crate::names::rust::{Form, OperationNames, Scope};
use crate::names::status::status_variant;

/// What the router answers for by itself: not the handler's to say.
const ROUTERS_HEADERS: &[&str] = &[
    "allow",
    "content-type",
    "idempotent-replayed",
    "ratelimit",
    "ratelimit-policy",
    "www-authenticate",
    "x-request-id",
];

/// A response that a handler gives.
pub struct Answer<'c> {
    pub status: Status,
    pub response: Option<&'c Response>,
    /// The variant and the struct; the variant is of use where there are several.
    pub variant: String,
    pub ty: String,
    pub headers: Vec<AnswerHeader<'c>>,
    pub body: Option<AnswerBody<'c>>,
}

pub struct AnswerHeader<'c> {
    pub field: String,
    pub header: &'c ResponseHeader,
    pub ty: String,
    pub form: HeaderForm,
}

/// How a header's value becomes its text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum HeaderForm {
    /// As it is displayed.
    Scalar,
    /// Scalars with commas between.
    List,
    /// Anything else in the style `simple`.
    Simple,
    /// `content: application/json`.
    Json,
}

pub struct AnswerBody<'c> {
    /// The only choice's type, or the enum of several.
    pub ty: String,
    pub choices: Vec<Choice<'c>>,
}

/// A body of one type.
pub struct Choice<'c> {
    pub variant: String,
    pub ty: String,
    pub kind: AnswerKind,
    /// The media types that it is written in: several only where its text is the same in each.
    pub contents: Vec<&'c Content>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum AnswerKind {
    Json,
    Text,
    /// A text whose schema says what it means.
    TextOf,
    Stream,
    /// Events whose data is JSON.
    Events,
    /// Events as wholes.
    WholeEvents,
    JsonLines,
    JsonSequence,
}

impl AnswerBody<'_> {
    pub fn contents(&self) -> impl Iterator<Item = &Content> {
        self.choices.iter().flat_map(|choice| choice.contents.iter().copied())
    }
}

impl Choice<'_> {
    /// Whether the handler says the media type: the contract leaves it open.
    pub fn has_media_type(&self) -> bool {
        let open = matches!(self.kind, AnswerKind::Stream | AnswerKind::Text);
        open && self.contents.iter().any(|content| content.is_range())
    }
}

impl Answer<'_> {
    /// Whether the handler says the status.
    pub fn has_status(&self) -> bool {
        !matches!(self.status, Status::Code(_))
    }

    pub fn is_empty(&self) -> bool {
        self.body.is_none() && self.headers.is_empty() && !self.has_status()
    }

    /// The only choice of its body, if there is one.
    pub fn only_choice(&self) -> Option<&Choice<'_>> {
        match self.body.as_ref()?.choices.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Whether there is nothing but a body of one type, so that no struct is needed around it.
    pub fn is_body_alone(&self) -> bool {
        let alone = self.headers.is_empty() && !self.has_status();
        alone && self.only_choice().is_some_and(|choice| !choice.has_media_type())
    }
}

/// An error that a handler may return.
pub struct Failure<'c> {
    pub variant: String,
    pub kind: FailureKind<'c>,
}

pub enum FailureKind<'c> {
    /// A problem of the catalogue: the struct in `codes`.
    Problem { name: String, description: String },
    /// A response that the contract describes itself.
    Described(Answer<'c>),
}

impl<'c> Model<'c> {
    pub(super) fn successes(
        &self,
        operation: &'c Operation,
        names: &OperationNames,
        uses: &mut Uses,
    ) -> Vec<Answer<'c>> {
        let mut responses: Vec<_> = operation.responses.iter().filter(|response| is_success(response.status)).collect();
        if responses.is_empty() {
            responses.extend(operation.responses.iter().filter(|response| response.status == Status::Default));
        }
        let mut variants = Scope::with(&["Self"]);
        let single = responses.len() <= 1;
        let mut answers: Vec<_> = responses
            .iter()
            .map(|response| {
                let variant = variants.variant(&status_variant(response.status));
                let ty =
                    if single { format!("{}Response", names.prefix) } else { format!("{}{variant}", names.prefix) };
                self.answer(operation, response, variant, ty, uses)
            })
            .collect();
        if answers.is_empty() {
            answers.push(Answer {
                status: Status::Code(204),
                response: None,
                variant: "NoContent".to_owned(),
                ty: format!("{}Response", names.prefix),
                headers: Vec::new(),
                body: None,
            });
        }
        answers
    }

    pub(super) fn failures(
        &self,
        operation: &'c Operation,
        names: &OperationNames,
        uses: &mut Uses,
    ) -> Vec<Failure<'c>> {
        let mut variants = Scope::with(&["Internal", "Self"]);
        let has_success = operation.responses.iter().any(|response| is_success(response.status));
        let mut failures = Vec::new();
        let mut seen = Vec::new();
        for response in operation.responses.iter().filter(|response| !is_success(response.status)) {
            if response.status == Status::Default && !has_success {
                continue;
            }
            for code in &response.codes {
                let Some(name) = self.names.problem(&code.code) else { continue };
                // Every handler can fail so; its variant is there already.
                if code.code == "internal" || seen.contains(&code.code) {
                    continue;
                }
                seen.push(code.code.clone());
                let problem = self.contract.problems.iter().find(|problem| problem.code == code.code);
                let description = problem.and_then(|problem| problem.description.clone());
                let description =
                    description.or_else(|| problem.map(|problem| problem.title.clone())).unwrap_or_default();
                let kind = FailureKind::Problem { name: name.to_owned(), description };
                failures.push(Failure { variant: variants.allot(name, "Problem"), kind });
            }
            if response.codes.is_empty() {
                let variant = variants.allot(&status_variant(response.status), "Response");
                let ty = format!("{}{variant}", names.prefix);
                let answer = self.answer(operation, response, variant.clone(), ty, uses);
                failures.push(Failure { variant, kind: FailureKind::Described(answer) });
            }
        }
        failures
    }

    fn answer(
        &self,
        operation: &Operation,
        response: &'c Response,
        variant: String,
        ty: String,
        uses: &mut Uses,
    ) -> Answer<'c> {
        let mut fields = Scope::with(&["body", "status", "content_type"]);
        let mut headers = Vec::new();
        for header in &response.headers {
            let name = header.name.to_ascii_lowercase();
            if ROUTERS_HEADERS.contains(&name.as_str()) {
                continue;
            }
            let (ty, form) = self.header_type(header, uses);
            headers.push(AnswerHeader { field: fields.field(&name), header, ty, form });
        }
        let body = if has_no_body(operation, response.status) { None } else { self.answer_body(response, &ty, uses) };
        Answer { status: response.status, response: Some(response), variant, ty, headers, body }
    }

    fn answer_body(&self, response: &'c Response, ty: &str, uses: &mut Uses) -> Option<AnswerBody<'c>> {
        let mut choices: Vec<Choice<'c>> = Vec::new();
        let mut variants = Scope::with(&["Self"]);
        for content in &response.contents {
            let (written, kind) = self.answer_type(content, uses);
            // The same JSON under several names is one choice.
            let joins =
                |choice: &&mut Choice<'c>| kind == AnswerKind::Json && choice.kind == kind && choice.ty == written;
            if let Some(choice) = choices.iter_mut().find(joins) {
                choice.contents.push(content);
                continue;
            }
            let variant = variants.variant(&media_type_words(content));
            choices.push(Choice { variant, ty: written, kind, contents: vec![content] });
        }
        let ty = match choices.as_slice() {
            [] => return None,
            [only] => only.ty.clone(),
            _ => format!("{ty}Body"),
        };
        Some(AnswerBody { ty, choices })
    }

    fn answer_type(&self, content: &Content, uses: &mut Uses) -> (String, AnswerKind) {
        let mut typed = |ty: Option<TypeRef>, otherwise: &str| match ty {
            Some(ty) => self.ty(uses, Place::Elsewhere, ty, Form::Response),
            None if otherwise.contains("::") => uses.name(otherwise),
            None => otherwise.to_owned(),
        };
        match (content.kind, content.ty) {
            (ContentKind::Json | ContentKind::MergePatch, ty) => (typed(ty, "serde_json::Value"), AnswerKind::Json),
            (ContentKind::Text, Some(ty)) if !matches!(self.shape_of(ty.schema), Shape::Any | Shape::String(_)) => {
                (typed(Some(ty), ""), AnswerKind::TextOf)
            }
            (ContentKind::Text, _) => ("String".to_owned(), AnswerKind::Text),
            (ContentKind::EventStream, _) => {
                let item = typed(content.item, "String");
                let items = uses.name("specwright_poem::server::Items");
                if content.whole_events {
                    return (format!("{items}<{item}>"), AnswerKind::WholeEvents);
                }
                let event = uses.name("specwright_poem::server::Event");
                (format!("{items}<{event}<{item}>>"), AnswerKind::Events)
            }
            (ContentKind::JsonLines | ContentKind::JsonSequence, _) => {
                let item = typed(content.item, "serde_json::Value");
                let items = uses.name("specwright_poem::server::Items");
                let lines = content.kind == ContentKind::JsonLines;
                let kind = if lines { AnswerKind::JsonLines } else { AnswerKind::JsonSequence };
                (format!("{items}<{item}>"), kind)
            }
            _ => (uses.name("specwright_poem::server::Body"), AnswerKind::Stream),
        }
    }

    /// The type of a header's field, and how it becomes a text.
    fn header_type(&self, header: &ResponseHeader, uses: &mut Uses) -> (String, HeaderForm) {
        let ty = TypeRef { nullable: false, boxed: false, ..header.ty };
        let mut written = |ty| self.ty(uses, Place::Elsewhere, ty, Form::Response);
        if let Some(media_type) = &header.media_type {
            let json = media_type.split(';').next().is_some_and(|essence| essence.trim().ends_with("json"));
            return if json { (written(ty), HeaderForm::Json) } else { ("String".to_owned(), HeaderForm::Scalar) };
        }
        let scalar = |ty: TypeRef| match self.shape_of(ty.schema) {
            Shape::Boolean | Shape::Integer(_) | Shape::Number(_) | Shape::String(_) => true,
            Shape::Enumeration(_) => self.is_defined(ty.schema),
            _ => false,
        };
        match self.shape_of(ty.schema) {
            Shape::Any => ("String".to_owned(), HeaderForm::Scalar),
            _ if scalar(ty) => (written(ty), HeaderForm::Scalar),
            Shape::Array(array) if scalar(array.items) && !array.items.nullable => {
                (format!("Vec<{}>", written(array.items)), HeaderForm::List)
            }
            _ => (written(ty), HeaderForm::Simple),
        }
    }
}

/// What the handler returns in `Ok`: redirects and "not modified" are no failures.
pub fn is_success(status: Status) -> bool {
    matches!(status, Status::Code(100..=399) | Status::Range(1..=3))
}

/// Answers that HTTP gives no body (RFC 9110, 6.4.1).
pub fn has_no_body(operation: &Operation, status: Status) -> bool {
    operation.method == Method::Head || matches!(status, Status::Code(100..=199 | 204 | 205 | 304))
}
