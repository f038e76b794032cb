//! An operation as data: what generated code states about each, and what this crate acts on.

use std::time::Duration;

use super::rate_limit::Quota;
use crate::schema::Schema;

/// What the contract says about an operation besides its types.
#[derive(Clone, Copy)]
pub struct Operation {
    /// `operationId`.
    pub id: &'static str,
    pub method: Method,
    /// The whole path, from the root: `/api/v1/tasks/{task_id}`.
    pub path: &'static str,
    /// Any one alternative admits; all requirements of it must hold. Empty: nobody has to sign in.
    pub security: &'static [&'static [Requirement]],
    /// The caller must have every one of them.
    pub roles: &'static [&'static str],
    pub rate_limit: Option<&'static RateLimit>,
    /// The media types of its answers, the preferred one first. Empty: answers have no body.
    pub produces: &'static [&'static str],
    /// The media types that it reads. Empty: it reads no body.
    pub consumes: &'static [&'static str],
    pub max_body_bytes: u64,
    /// The query parameters without which a request is another operation's: where operations share path and method.
    pub required_query: &'static [&'static str],
    /// How long an `Idempotency-Key` is remembered, where the operation takes one.
    pub idempotency: Option<Duration>,
    /// What the contract asks of an `Idempotency-Key` beyond what this crate does.
    pub idempotency_key: Option<&'static Schema>,
}

impl Operation {
    /// Public, unlimited, without bodies; the rest is stated on top of it.
    pub const fn new(id: &'static str, method: Method, path: &'static str) -> Self {
        Self {
            id,
            method,
            path,
            security: &[],
            roles: &[],
            rate_limit: None,
            produces: &[],
            consumes: &[],
            max_body_bytes: 1 << 20,
            required_query: &[],
            idempotency: None,
            idempotency_key: None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
    Query,
    /// Any other, in the contract's spelling.
    Other(&'static str),
}

impl Method {
    pub fn as_str(self) -> &'static str {
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

/// A security scheme that must hold, with these scopes.
#[derive(Clone, Copy)]
pub struct Requirement {
    /// The contract's name for the scheme.
    pub scheme: &'static str,
    pub source: Source,
    pub scopes: &'static [&'static str],
}

/// The alternative that asks for nothing: signing in is optional.
pub const ANONYMOUS: &[Requirement] = &[];

/// Where a scheme's credentials travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// `Authorization: Bearer` (RFC 6750).
    Bearer,
    /// `Authorization: Basic` (RFC 7617).
    Basic,
    /// An API key in a header of this name.
    Header(&'static str),
    /// An API key in a query parameter of this name.
    Query(&'static str),
    /// An API key in a cookie of this name.
    Cookie(&'static str),
    /// `Authorization` with another scheme of this name (`Digest`, `HOBA`).
    Scheme(&'static str),
    /// The certificate that the client showed: see [`super::ClientCertificate`].
    Certificate,
}

#[derive(Clone, Copy)]
pub struct RateLimit {
    pub quota: Quota,
    pub per: Per,
}

/// Whose requests are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// The caller's; before sign-in, the address's.
    Caller,
    Address,
}

/// How a parameter is written (OpenAPI, style and explode), and what it may be.
pub struct Parameter {
    pub name: &'static str,
    pub required: bool,
    pub style: Style,
    pub explode: bool,
    pub schema: &'static Schema,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Simple,
    Form,
    /// The same, and an empty text that is no value of it is as if it were absent (`allowEmptyValue`).
    FormOrEmpty,
    Label,
    Matrix,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// As `Form` in a cookie, with nothing escaped (OpenAPI 3.2).
    Cookie,
    /// `content` in place of a style: JSON.
    Json,
    /// `content` in place of a style: `application/x-www-form-urlencoded`.
    Urlencoded,
    /// `content` in place of a style: a text of another media type, as it is.
    Plain,
}

/// A code of the contract's catalogue of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProblemKind {
    pub code: &'static str,
    pub status: u16,
    pub title: &'static str,
}
