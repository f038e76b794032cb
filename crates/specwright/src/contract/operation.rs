//! Operations: what can be asked, by whom, and what comes back.

use serde_json::Value;

use super::{Docs, Server, TagId, TypeRef};
use crate::source::Position;

/// OpenAPI's Operation Object, with everything its path item and the document's root lend it.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `operationId`; where the document has none, made of method and path, with a diagnostic.
    pub id: String,
    /// The document gives the `operationId`.
    pub id_given: bool,
    /// The method's key in its path item.
    pub at: Position,
    pub method: Method,
    /// As written, below the server's path: `/tasks/{task_id}`.
    pub path: String,
    /// The path's key in `paths`.
    pub path_at: Position,
    /// [`TagId::NONE`] where the request is [`Outgoing`].
    pub tag: TagId,
    /// Its tag's name in `tags`.
    pub tag_at: Option<Position>,
    pub summary: Option<String>,
    pub docs: Docs,
    /// Its own servers, else its path's. Empty: the document's.
    pub servers: Vec<Server>,
    /// Path parameters in the template's order, then the rest in the document's.
    pub parameters: Vec<Parameter>,
    pub body: Option<RequestBody>,
    pub responses: Vec<Response>,
    /// Any one of these admits the caller. Empty: nobody has to sign in. An alternative without requirements: signing
    /// in is optional.
    pub security: Vec<SecurityAlternative>,
    /// `security`: its own, else the root's.
    pub security_at: Option<Position>,
    /// `deprecated`.
    pub deprecated_at: Option<Position>,
    pub policies: Policies,
}

impl Operation {
    /// Every use of a schema that the operation states itself: of parameters, of bodies and their items, of headers.
    pub fn types(&self) -> impl Iterator<Item = TypeRef> {
        let contents = self.body.iter().flat_map(|body| &body.contents);
        let contents = contents.chain(self.responses.iter().flat_map(|response| &response.contents));
        let parameters = self.parameters.iter().map(|parameter| parameter.ty);
        let headers = self.responses.iter().flat_map(|response| &response.headers).map(|header| header.ty);
        parameters.chain(contents.flat_map(|content| [content.ty, content.item]).flatten()).chain(headers)
    }
}

/// A request that the server sends: a webhook or a callback.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// Where the document describes it; several where operations share one callback. Never empty.
    pub triggers: Vec<Trigger>,
    /// Its `path` is the callback's expression, or the webhook's name.
    pub operation: Operation,
}

/// What makes a server send a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// A member of the root's `webhooks`: the receiver's URL was agreed on elsewhere.
    Webhook { name: String },
    /// A callback of an operation.
    Callback {
        /// `operationId`.
        operation: String,
        name: String,
        /// Where the request goes to: a URL with runtime expressions in braces (OpenAPI, 4.8.20.4).
        expression: String,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
    /// Safe, with a body (OpenAPI 3.2).
    Query,
    /// A member of `additionalOperations` (OpenAPI 3.2), as it is written.
    Other(String),
}

impl Method {
    pub fn as_str(&self) -> &str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
            Self::Query => "QUERY",
            Self::Other(name) => name,
        }
    }
}

// Each is a keyword of its own.
#[allow(clippy::struct_excessive_bools)]
#[derive(Clone, Debug)]
pub struct Parameter {
    pub name: String,
    pub at: Position,
    pub location: ParameterLocation,
    pub required: bool,
    pub style: ParameterStyle,
    pub explode: bool,
    pub ty: TypeRef,
    pub docs: Docs,
    pub default: Option<Value>,
    /// `default` in its schema.
    pub default_at: Option<Position>,
    /// `content` instead of `schema`: the media type the text is written in.
    pub media_type: Option<String>,
    /// `allowReserved`: a client may write the characters `:/?#[]@!$&'()*+,;=` as they are.
    pub allow_reserved: bool,
    /// `allowEmptyValue`: the name without a value may stand in a query, and says nothing.
    pub allow_empty_value: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ParameterLocation {
    Path,
    Query,
    /// The whole query as one value, written in the parameter's media type (OpenAPI 3.2).
    Querystring,
    Header,
    Cookie,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterStyle {
    Simple,
    Form,
    Label,
    Matrix,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// As `form`, but each name and value a cookie of its own, unescaped (OpenAPI 3.2).
    Cookie,
}

#[derive(Clone, Debug)]
pub struct RequestBody {
    pub at: Position,
    pub required: bool,
    pub description: Option<String>,
    pub contents: Vec<Content>,
}

/// One media type of a body.
#[derive(Clone, Debug)]
pub struct Content {
    pub at: Position,
    /// Without parameters, in lower case: `application/json`, or a range: `image/*`, `*/*`.
    pub media_type: String,
    /// The media type's parameters, their names in lower case: `("version", "2")`.
    pub parameters: Vec<(String, String)>,
    pub kind: ContentKind,
    /// None where the document gives no schema.
    pub ty: Option<TypeRef>,
    /// One item of an event stream, of JSON lines or of a JSON sequence: `itemSchema` (OpenAPI 3.2), else what
    /// `schema` says of the items where it is an array, else `schema` itself.
    pub item: Option<TypeRef>,
    /// Of an event stream: `item` describes whole events, with their `data`, `event`, `id` and `retry` (`itemSchema`),
    /// and not the JSON in their data.
    pub whole_events: bool,
    pub examples: Vec<Value>,
    /// Multipart and form: how a property is written, for those of which the document says it.
    pub encoding: Vec<Encoding>,
}

impl Content {
    /// The media type with its parameters: `application/json;version=2`.
    pub fn full_media_type(&self) -> String {
        let mut full = self.media_type.clone();
        for (name, value) in &self.parameters {
            full.push(';');
            full.push_str(name);
            full.push('=');
            full.push_str(value);
        }
        full
    }

    /// Whether the media type is a range, so that the sender chooses one in it.
    pub fn is_range(&self) -> bool {
        self.media_type.ends_with("/*")
    }

    /// How a property of a form is written, if the document says it.
    pub fn encoding_of(&self, property: &str) -> Option<&Encoding> {
        self.encoding.iter().find(|encoding| encoding.property == property)
    }
}

/// OpenAPI's Encoding Object: how one property of a form is written.
#[derive(Clone, Debug)]
pub struct Encoding {
    pub property: String,
    pub at: Position,
    /// `contentType`: the media types that its part may have, ranges too, in lower case. Empty: the property's type
    /// decides.
    pub media_types: Vec<String>,
    /// Headers of its part, in multipart.
    pub headers: Vec<ResponseHeader>,
    /// `style`. None: it says nothing of `style`, `explode` or `allowReserved`, and `media_types` decide.
    pub style: Option<ParameterStyle>,
    pub explode: bool,
    pub allow_reserved: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentKind {
    /// `application/json` and every `+json`, but merge-patch; and a range whose schema is no string.
    Json,
    /// `application/merge-patch+json` (RFC 7396).
    MergePatch,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
    /// `multipart/` of another kind: mixed, related.
    MultipartMixed,
    /// `text/*`.
    Text,
    /// `text/event-stream`.
    EventStream,
    /// `application/jsonl`, `application/x-ndjson`: a JSON text a line.
    JsonLines,
    /// `application/json-seq` (RFC 7464).
    JsonSequence,
    /// Octets, whatever they mean.
    Binary,
}

impl ContentKind {
    /// Items one after another, each of which is typed: [`Content::item`].
    pub fn is_sequential(self) -> bool {
        matches!(self, Self::EventStream | Self::JsonLines | Self::JsonSequence)
    }
}

#[derive(Clone, Debug)]
pub struct Response {
    pub at: Position,
    pub status: Status,
    pub description: String,
    pub headers: Vec<ResponseHeader>,
    pub contents: Vec<Content>,
    /// `x-problem-codes`: the codes that a problem with this status may carry.
    pub codes: Vec<ResponseCode>,
}

/// A code that a response may carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseCode {
    pub code: String,
    pub at: Position,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    Code(u16),
    /// `4XX` is `Range(4)`.
    Range(u8),
    Default,
}

impl Status {
    pub fn is_success(self) -> bool {
        matches!(self, Self::Code(200..=299) | Self::Range(2))
    }
}

#[derive(Clone, Debug)]
pub struct ResponseHeader {
    pub name: String,
    pub at: Position,
    pub required: bool,
    pub ty: TypeRef,
    pub docs: Docs,
    /// Of an object: `name=value` instead of `name,value`. The style is `simple` always.
    pub explode: bool,
    /// `content` instead of `schema`: the media type the text is written in.
    pub media_type: Option<String>,
}

/// All of its requirements must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecurityAlternative {
    pub requirements: Vec<SecurityRequirement>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityRequirement {
    /// Index into [`super::Contract::security_schemes`].
    pub scheme: u32,
    pub scopes: Vec<String>,
}

/// What a plain document cannot say, from the `x-` members.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policies {
    /// `x-roles`: the caller must have every one of them, else 403.
    pub roles: Vec<String>,
    /// `x-owner`.
    pub owner: Option<OwnerRule>,
    /// `x-rate-limit`.
    pub rate_limit: Option<RateLimit>,
    /// `x-idempotency`.
    pub idempotency: Option<Idempotency>,
    /// `x-pagination`.
    pub pagination: Option<Pagination>,
    /// `x-max-body-bytes`.
    pub max_body_bytes: Option<u64>,
    pub at: PolicyPositions,
}

/// Where each policy stands, for those that are stated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PolicyPositions {
    pub roles: Option<Position>,
    pub owner: Option<Position>,
    pub rate_limit: Option<Position>,
    pub idempotency: Option<Position>,
    pub pagination: Option<Position>,
    pub max_body_bytes: Option<Position>,
}

/// Whose data an operation reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerRule {
    /// `none`: nobody's.
    None,
    /// `caller`: the caller's own only; another's object is 404 and absent from lists.
    Caller,
    /// `any`: everybody's; only with a role.
    Any,
}

/// `x-rate-limit: {requests, window_seconds, per}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    pub requests: u32,
    pub window_seconds: u32,
    pub per: RateLimitKey,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateLimitKey {
    Caller,
    Address,
}

/// `x-idempotency`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idempotency {
    /// `safe`: changes nothing (RFC 9110, 9.2.1).
    Safe,
    /// `idempotent`: twice is once (RFC 9110, 9.2.2).
    Idempotent,
    /// `key`: with an `Idempotency-Key` header, a repetition answers as the first time, for this long.
    Key { retention_seconds: u32 },
    /// `none`.
    None,
}

/// `x-pagination: {cursor, next, items}`: how a list goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// The query parameter that takes the cursor.
    pub cursor: String,
    /// JSON Pointer of the next cursor in the response; null or absent at the end.
    pub next: String,
    /// JSON Pointer of the items in the response.
    pub items: String,
}
