//! What comes out of a call: values, failures, pages.

use crate::contract::{Content, ContentKind, Contract, Method, Operation, Response, Shape, Status, TypeRef};

/// How the core reads a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Kind {
    Json,
    Text,
    /// Text that may be a page.
    Html,
    Blob,
    /// Octets that may be a page.
    Any,
    /// There is none, or nobody looks.
    None,
    /// Server-sent events, each as its data's text.
    EventTexts,
    /// Server-sent events, each as the JSON in its data.
    EventValues,
    /// Server-sent events as they are.
    Events,
    Lines,
    Sequence,
}

impl Kind {
    /// As a table has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Json => "\"json\"",
            Self::Text => "\"text\"",
            Self::Html => "\"html\"",
            Self::Blob => "\"blob\"",
            Self::Any => "\"any\"",
            Self::None => "\"none\"",
            Self::EventTexts => "events",
            Self::EventValues => "[events, \"json\"]",
            Self::Events => "[events, \"event\"]",
            Self::Lines => "lines",
            Self::Sequence => "sequence",
        }
    }

    /// The function of `runtime/streams.js` that reads it piece by piece.
    pub fn function(self) -> Option<&'static str> {
        match self {
            Self::EventTexts | Self::EventValues | Self::Events => Some("events"),
            Self::Lines => Some("lines"),
            Self::Sequence => Some("sequence"),
            _ => None,
        }
    }

    pub fn is_octets(self) -> bool {
        matches!(self, Self::Blob | Self::Any)
    }

    fn of(contract: &Contract, content: &Content) -> Self {
        let media_type = content.media_type.as_str();
        let is_text = ["xml", "yaml", "javascript", "graphql", "csv"].iter().any(|word| media_type.contains(word))
            && !media_type.starts_with("image/");
        match content.kind {
            ContentKind::Json | ContentKind::MergePatch => Self::Json,
            ContentKind::EventStream if content.whole_events => Self::Events,
            ContentKind::EventStream if is_text_or_unknown(contract, content.item) => Self::EventTexts,
            ContentKind::EventStream => Self::EventValues,
            ContentKind::JsonLines => Self::Lines,
            ContentKind::JsonSequence => Self::Sequence,
            ContentKind::Text | ContentKind::Form if media_type.contains("html") || content.is_range() => Self::Html,
            ContentKind::Text | ContentKind::Form => Self::Text,
            ContentKind::Binary if media_type.contains("html") => Self::Html,
            ContentKind::Binary if is_text => Self::Text,
            ContentKind::Binary if media_type == "*/*" => Self::Any,
            ContentKind::Binary | ContentKind::Multipart | ContentKind::MultipartMixed => Self::Blob,
        }
    }
}

fn is_text_or_unknown(contract: &Contract, ty: Option<TypeRef>) -> bool {
    let shape = ty.and_then(|ty| contract.schemas.get(ty.schema)).map(|schema| &schema.shape);
    matches!(shape, None | Some(Shape::String(_) | Shape::Any))
}

/// An answer that its status tells.
pub(in super::super) struct Answer<'a> {
    pub response: &'a Response,
    pub status: Status,
    /// The status as the core looks for it: `404`, `4XX`, `default`.
    pub key: String,
    /// The bodies that it may have, the one that is asked for unless another is first. None: there is no body.
    pub bodies: Vec<AnswerBody>,
}

/// A body of an answer.
pub(in super::super) struct AnswerBody {
    /// With its parameters.
    pub media_type: String,
    pub kind: Kind,
    pub ty: Option<TypeRef>,
}

impl Answer<'_> {
    /// The body's kind, where it is the same whatever the media type.
    pub fn kind(&self) -> Option<Kind> {
        let first = self.bodies.first().map_or(Kind::None, |body| body.kind);
        self.bodies.iter().all(|body| body.kind == first).then_some(first)
    }

    /// The bodies that come to who asks for a media type.
    pub fn bodies_for(&self, media_type: &str) -> Vec<&AnswerBody> {
        let asked: Vec<_> = self.bodies.iter().filter(|body| body.media_type == media_type).collect();
        if asked.is_empty() { self.bodies.iter().collect() } else { asked }
    }
}

/// A failure that the contract declares.
pub(in super::super) enum Failure<'a> {
    /// A problem of the catalogue.
    Problem { code: &'a str, ty: Option<TypeRef> },
    /// An answer without a code of its own, by its place among the answers.
    Status { answer: usize },
}

/// How a list goes on.
pub(in super::super) struct Page<'a> {
    pub cursor: &'a str,
    pub next: Vec<String>,
    pub items: Vec<String>,
    pub item: TypeRef,
}

/// The answers that have no problem codes.
pub(in super::super) fn answers<'a>(contract: &Contract, operation: &'a Operation) -> Vec<Answer<'a>> {
    let plain = operation.responses.iter().filter(|response| response.codes.is_empty());
    plain
        .map(|response| {
            let key = match response.status {
                Status::Code(code) => code.to_string(),
                Status::Range(class) => format!("{class}XX"),
                Status::Default => "default".to_owned(),
            };
            let mut bodies: Vec<AnswerBody> = Vec::new();
            let has_body =
                operation.method != Method::Head && !matches!(response.status, Status::Code(204 | 205 | 304));
            for content in response.contents.iter().filter(|_| has_body) {
                let kind = Kind::of(contract, content);
                let ty = if content.kind.is_sequential() { content.item } else { content.ty };
                bodies.push(AnswerBody { media_type: content.full_media_type(), kind, ty });
            }
            // The core asks for JSON where there is JSON.
            bodies.sort_by_key(|body| body.kind != Kind::Json);
            Answer { response, status: response.status, key, bodies }
        })
        .collect()
}

/// Everything but success, in the contract's order.
pub(super) fn failures<'a>(contract: &'a Contract, operation: &'a Operation, answers: &[Answer]) -> Vec<Failure<'a>> {
    let mut failures: Vec<Failure> = Vec::new();
    // The catalogue's order, so that every operation lists its problems alike.
    for problem in &contract.problems {
        let response = operation.responses.iter().find(|r| r.codes.iter().any(|code| code.code == problem.code));
        if let Some(response) = response {
            let json = response.contents.iter().find(|content| content.kind == ContentKind::Json);
            let ty = json.or(response.contents.first()).and_then(|content| content.ty);
            failures.push(Failure::Problem { code: &problem.code, ty });
        }
    }
    for (index, answer) in answers.iter().enumerate() {
        if !answer.status.is_success() && !is_informational(answer.status) {
            failures.push(Failure::Status { answer: index });
        }
    }
    failures
}

/// `fetch` never shows these.
fn is_informational(status: Status) -> bool {
    matches!(status, Status::Code(100..=199) | Status::Range(1))
}

/// How a list goes on. A policy that does not fit its operation is an error of the contract, so it is reported already.
pub(super) fn page<'a>(contract: &Contract, operation: &'a Operation, answers: &[Answer]) -> Option<Page<'a>> {
    let pagination = operation.policies.pagination.as_ref()?;
    operation.parameters.iter().find(|p| p.name == pagination.cursor)?;
    let mut successes = answers.iter().filter(|answer| answer.status.is_success());
    let body = successes.find_map(|answer| answer.bodies.first().filter(|body| body.kind == Kind::Json))?;
    let items = keys(&pagination.items);
    let list = items.iter().try_fold(body.ty?, |ty, key| match &contract.schemas.get(ty.schema)?.shape {
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
