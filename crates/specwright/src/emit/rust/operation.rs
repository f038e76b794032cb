//! An operation as this target sees it: its parts, named and typed.

use std::collections::BTreeMap;

use super::support;
use super::text::Uses;
use super::ty::{Model, Place, members};
use crate::contract::{
    Content, ContentKind, Idempotency, Operation, Parameter, ParameterLocation, Property, Response, ResponseHeader,
    SecurityAlternative, Shape, Status, StringFormat, TypeRef,
};
use crate::diagnostic::Diagnostics;
use crate::names::client::status_variant;
use crate::names::rust::{self, Form, OperationNames, Scope};

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

pub struct Op<'c> {
    pub operation: &'c Operation,
    pub names: OperationNames,
    pub guard: Option<GuardUse>,
    pub groups: Vec<Group<'c>>,
    pub body: Option<Body<'c>>,
    pub answers: Vec<Answer<'c>>,
    pub errors: Vec<Failure>,
}

/// What the types of an operation's parts need imported: bodies are written beside the trait, answers are not.
#[derive(Default)]
pub struct OpUses {
    pub body: Uses,
    pub answers: Uses,
}

/// The argument that proves who calls.
pub struct GuardUse {
    pub name: String,
    pub optional: bool,
}

/// The parameters of one location.
pub struct Group<'c> {
    /// `path`, `query`, `headers`, `cookies`: the argument's name, and the reader's method.
    pub name: &'static str,
    /// `GetTaskPath`
    pub ty: String,
    /// `GET_TASK_PATH`
    pub constant: String,
    pub parameters: Vec<(String, &'c Parameter)>,
}

pub struct Body<'c> {
    pub required: bool,
    pub ty: String,
    pub contents: Vec<BodyContent<'c>>,
}

pub struct BodyContent<'c> {
    pub content: &'c Content,
    /// The variant, where the contents have several types.
    pub variant: Option<String>,
    pub ty: String,
    pub kind: BodyKind<'c>,
}

pub enum BodyKind<'c> {
    Json(Option<TypeRef>),
    Form(TypeRef),
    Text,
    Octets,
    Multipart(Vec<PartOf<'c>>),
}

pub struct PartOf<'c> {
    pub field: String,
    pub property: &'c Property,
    pub file: Option<FileKind>,
    pub media_types: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    One,
    Several,
}

/// A success.
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
    pub list: bool,
}

pub struct AnswerBody<'c> {
    pub content: &'c Content,
    pub ty: String,
    pub kind: AnswerKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum AnswerKind {
    Json,
    Text,
    Stream,
}

/// An error that a handler may return.
pub struct Failure {
    pub variant: String,
    pub kind: FailureKind,
}

pub enum FailureKind {
    /// A problem of the catalogue: the struct in `codes`.
    Problem { name: String, description: String },
    /// A response that the contract describes itself.
    Described { status: Status, body: Option<(String, AnswerKind, String)>, description: String },
}

impl<'c> Model<'c> {
    /// Everything about an operation, with the types as they are written outside `types/`.
    pub fn operation(
        &self,
        operation: &'c Operation,
        guards: &mut Guards,
        uses: &mut OpUses,
        diagnostics: &mut Diagnostics,
    ) -> Op<'c> {
        let names = self.names.operation(operation);
        let successes = self.successes(operation, &names, &mut uses.answers, diagnostics);
        Op {
            operation,
            guard: guards.of(self, operation),
            groups: groups(operation, &names),
            body: self.body(operation, &names, &mut uses.body, diagnostics),
            errors: self.failures(operation, &mut uses.answers),
            answers: successes,
            names,
        }
    }

    fn body(
        &self,
        operation: &'c Operation,
        names: &OperationNames,
        uses: &mut Uses,
        diagnostics: &mut Diagnostics,
    ) -> Option<Body<'c>> {
        let body = operation.body.as_ref()?;
        let mut variants = Scope::with(&["Self"]);
        let mut contents = Vec::new();
        for content in support::readable(operation, diagnostics) {
            let Some((kind, ty)) = self.body_kind(content, names, uses) else { continue };
            contents.push(BodyContent { content, variant: None, ty, kind });
        }
        let first = contents.first()?.ty.clone();
        let same = contents.iter().all(|content| content.ty == first);
        let ty = if same {
            first
        } else {
            for content in &mut contents {
                let subtype = content.content.media_type.rsplit('/').next().unwrap_or_default();
                content.variant = Some(variants.variant(if subtype == "*" { "Any" } else { subtype }));
            }
            format!("{}Body", names.prefix)
        };
        Some(Body { required: body.required, ty, contents })
    }

    fn body_kind(
        &self,
        content: &'c Content,
        names: &OperationNames,
        uses: &mut Uses,
    ) -> Option<(BodyKind<'c>, String)> {
        Some(match (content.kind, content.ty) {
            (ContentKind::Json | ContentKind::MergePatch, ty) => {
                let written = match ty {
                    Some(ty) => self.ty(uses, Place::Elsewhere, ty, Form::Request),
                    None => uses.name("serde_json::Value"),
                };
                (BodyKind::Json(ty), written)
            }
            (ContentKind::Form, Some(ty)) => (BodyKind::Form(ty), self.ty(uses, Place::Elsewhere, ty, Form::Request)),
            (ContentKind::Text, _) => (BodyKind::Text, "String".to_owned()),
            (ContentKind::Multipart, Some(ty)) => {
                let Shape::Object(object) = self.shape_of(ty.schema) else { return None };
                let mut fields = Scope::default();
                let parts = members(object, Form::Request).map(|property| PartOf {
                    field: fields.field(&property.name),
                    property,
                    file: self.file_kind(property.ty),
                    media_types: content
                        .encoding_of(&property.name)
                        .map(|encoding| encoding.media_types.clone())
                        .unwrap_or_default(),
                });
                (BodyKind::Multipart(parts.collect()), format!("{}Body", names.prefix))
            }
            (ContentKind::Binary, _) => (BodyKind::Octets, uses.name("specwright_poem::server::Octets")),
            _ => return None,
        })
    }

    fn file_kind(&self, ty: TypeRef) -> Option<FileKind> {
        let binary = |shape: &Shape| matches!(shape, Shape::String(text) if text.format == StringFormat::Binary);
        match self.shape_of(ty.schema) {
            shape if binary(shape) => Some(FileKind::One),
            Shape::Array(array) if binary(self.shape_of(array.items.schema)) => Some(FileKind::Several),
            _ => None,
        }
    }

    fn successes(
        &self,
        operation: &'c Operation,
        names: &OperationNames,
        uses: &mut Uses,
        diagnostics: &mut Diagnostics,
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
                self.answer(operation, response, variant, ty, uses, diagnostics)
            })
            .collect();
        if answers.is_empty() {
            let ty = format!("{}Response", names.prefix);
            let variant = "NoContent".to_owned();
            answers.push(Answer {
                status: Status::Code(204),
                response: None,
                variant,
                ty,
                headers: Vec::new(),
                body: None,
            });
        }
        answers
    }

    fn answer(
        &self,
        operation: &Operation,
        response: &'c Response,
        variant: String,
        ty: String,
        uses: &mut Uses,
        diagnostics: &mut Diagnostics,
    ) -> Answer<'c> {
        let mut fields = Scope::with(&["body", "status", "content_type"]);
        let mut headers = Vec::new();
        for header in &response.headers {
            let name = header.name.to_ascii_lowercase();
            if ROUTERS_HEADERS.contains(&name.as_str()) {
                continue;
            }
            let (ty, list) = self.header_type(header, uses);
            headers.push(AnswerHeader { field: fields.field(&name), header, ty, list });
        }
        let no_body = matches!(response.status, Status::Code(204 | 205 | 304));
        let content = support::written(operation, &response.contents, diagnostics).filter(|_| !no_body);
        let body = content.map(|content| {
            let (ty, kind) = self.answer_type(content, uses);
            AnswerBody { content, ty, kind }
        });
        Answer { status: response.status, response: Some(response), variant, ty, headers, body }
    }

    fn answer_type(&self, content: &Content, uses: &mut Uses) -> (String, AnswerKind) {
        match (content.kind, content.ty) {
            (ContentKind::Json | ContentKind::MergePatch, Some(ty)) => {
                (self.ty(uses, Place::Elsewhere, ty, Form::Response), AnswerKind::Json)
            }
            (ContentKind::Json | ContentKind::MergePatch, None) => (uses.name("serde_json::Value"), AnswerKind::Json),
            (ContentKind::Text, _) => ("String".to_owned(), AnswerKind::Text),
            _ => (uses.name("specwright_poem::server::Body"), AnswerKind::Stream),
        }
    }

    /// The type of a header's field, and whether it holds several values. Everything in a header is text in the end.
    fn header_type(&self, header: &ResponseHeader, uses: &mut Uses) -> (String, bool) {
        let ty = TypeRef { nullable: false, boxed: false, ..header.ty };
        let scalar = |ty: TypeRef| match self.shape_of(ty.schema) {
            Shape::Boolean | Shape::Integer(_) | Shape::Number(_) | Shape::String(_) => true,
            Shape::Enumeration(_) => self.is_defined(ty.schema),
            _ => false,
        };
        match self.shape_of(ty.schema) {
            _ if scalar(ty) => (self.ty(uses, Place::Elsewhere, ty, Form::Response), false),
            Shape::Array(array) if scalar(array.items) && !array.items.nullable => {
                (format!("Vec<{}>", self.ty(uses, Place::Elsewhere, array.items, Form::Response)), true)
            }
            _ => ("String".to_owned(), false),
        }
    }

    fn failures(&self, operation: &Operation, uses: &mut Uses) -> Vec<Failure> {
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
                let content = response
                    .contents
                    .iter()
                    .find(|content| content.kind == ContentKind::Json)
                    .or_else(|| response.contents.iter().find(|content| content.kind == ContentKind::Text));
                let body = content.map(|content| {
                    let (ty, kind) = self.answer_type(content, uses);
                    (ty, kind, content.media_type.clone())
                });
                let kind =
                    FailureKind::Described { status: response.status, body, description: response.description.clone() };
                failures.push(Failure { variant: variants.allot(&status_variant(response.status), "Response"), kind });
            }
        }
        failures
    }
}

fn is_success(status: Status) -> bool {
    matches!(status, Status::Code(200..=399) | Status::Range(2 | 3))
}

fn groups<'c>(operation: &'c Operation, names: &OperationNames) -> Vec<Group<'c>> {
    let keyed = matches!(operation.policies.idempotency, Some(Idempotency::Key { .. }));
    let locations = [
        (ParameterLocation::Path, "path", "Path"),
        (ParameterLocation::Query, "query", "Query"),
        (ParameterLocation::Header, "headers", "Headers"),
        (ParameterLocation::Cookie, "cookies", "Cookies"),
    ];
    let mut groups = Vec::new();
    for (location, name, suffix) in locations {
        let mut fields = Scope::default();
        let parameters: Vec<_> = operation
            .parameters
            .iter()
            .filter(|parameter| parameter.location == location && !is_routers(parameter, keyed))
            .map(|parameter| {
                let lower = parameter.name.to_ascii_lowercase();
                let name = if location == ParameterLocation::Header { &lower } else { &parameter.name };
                (fields.field(name), parameter)
            })
            .collect();
        if !parameters.is_empty() {
            let constant = format!("{}_{}", names.constant, suffix.to_ascii_uppercase());
            groups.push(Group { name, ty: format!("{}{suffix}", names.prefix), constant, parameters });
        }
    }
    groups
}

/// Headers that OpenAPI itself leaves to the media types and security schemes, and the key that the router reads.
fn is_routers(parameter: &Parameter, keyed: bool) -> bool {
    let name = parameter.name.to_ascii_lowercase();
    parameter.location == ParameterLocation::Header
        && (matches!(name.as_str(), "accept" | "content-type" | "authorization")
            || (keyed && !parameter.required && name == "idempotency-key"))
}

/// The guards of a contract: one per distinct requirement.
#[derive(Default)]
pub struct Guards {
    names: Scope,
    known: BTreeMap<String, GuardText>,
}

pub struct GuardText {
    pub name: String,
    pub description: String,
}

impl Guards {
    fn of(&mut self, model: &Model<'_>, operation: &Operation) -> Option<GuardUse> {
        let optional = operation.security.iter().any(|alternative| alternative.requirements.is_empty());
        let ways: Vec<SecurityAlternative> =
            operation.security.iter().filter(|alternative| !alternative.requirements.is_empty()).cloned().collect();
        if ways.is_empty() {
            return None;
        }
        let roles = &operation.policies.roles;
        let key = format!("{ways:?} {roles:?}");
        if !self.known.contains_key(&key) {
            let name = self.names.allot(&rust::guard(model.contract, &ways, roles), "Guard");
            let text = GuardText { name, description: describe(model, &ways, roles) };
            self.known.insert(key.clone(), text);
        }
        self.known.get(&key).map(|guard| GuardUse { name: guard.name.clone(), optional })
    }

    pub fn all(&self) -> Vec<&GuardText> {
        let mut all: Vec<_> = self.known.values().collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }
}

fn describe(model: &Model<'_>, ways: &[SecurityAlternative], roles: &[String]) -> String {
    let ways: Vec<_> = ways
        .iter()
        .map(|way| {
            let parts: Vec<_> = way
                .requirements
                .iter()
                .map(|requirement| {
                    let scheme = model.contract.security_schemes.get(requirement.scheme as usize);
                    let scheme = scheme.map_or("?", |scheme| scheme.name.as_str());
                    if requirement.scopes.is_empty() {
                        format!("`{scheme}`")
                    } else {
                        format!("`{scheme}` with the scopes `{}`", requirement.scopes.join("`, `"))
                    }
                })
                .collect();
            parts.join(" and ")
        })
        .collect();
    let roles = match roles {
        [] => String::new(),
        roles => format!(", who has the role `{}`", roles.join("` and `")),
    };
    format!("A caller signed in by {}{roles}.", ways.join(" or by "))
}
