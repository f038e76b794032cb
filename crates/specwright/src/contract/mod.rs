//! The contract: what the documents say, resolved and free of any language. Emitters read this and nothing else.

mod assertion;
mod filter;
pub mod keywords;
mod lower;
mod operation;
pub mod policies;
mod schema;
mod string_format;

pub use assertion::*;
pub use filter::{Candidate, Filter, Sieve};
pub use lower::{lower, lower_only};
pub use operation::*;
pub use schema::*;
pub use string_format::StringFormat;

use crate::source::Position;

/// A whole contract.
#[derive(Clone, Debug)]
pub struct Contract {
    pub info: Info,
    pub servers: Vec<Server>,
    /// Every tag that an operation carries, in the document's order. An operation without one belongs to `default`.
    pub tags: Vec<Tag>,
    pub schemas: Schemas,
    /// What JSON Schema asks of the schemas whose shape does not say it all.
    pub assertions: Assertions,
    pub operations: Vec<Operation>,
    /// Webhooks, and the operations' callbacks.
    pub outgoing: Vec<Outgoing>,
    pub security_schemes: Vec<SecurityScheme>,
    /// The catalogue of problem codes (`x-problems` at the root), in the document's order.
    pub problems: Vec<ProblemCode>,
    /// The document with every file's parts in one, references inside it only; OpenAPI in the order it was written.
    pub document: serde_json::Value,
}

#[derive(Clone, Debug)]
pub struct Info {
    /// The value of `openapi`.
    pub openapi: String,
    pub title: String,
    pub version: String,
    pub description: Option<String>,
    pub license: Option<String>,
}

/// OpenAPI's Server Object.
#[derive(Clone, Debug)]
pub struct Server {
    /// With each variable's default in its place.
    pub url: String,
    /// As written, with variables in braces.
    pub template: String,
    pub variables: Vec<ServerVariable>,
    /// The value of `url`.
    pub at: Position,
    pub description: Option<String>,
}

/// OpenAPI's Server Variable Object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerVariable {
    pub name: String,
    pub default: String,
    /// `enum`. Empty: any text.
    pub values: Vec<String>,
    pub description: Option<String>,
}

impl Server {
    /// The path of its URL, without a slash at its end.
    pub fn path(&self) -> &str {
        let url = self.url.as_str();
        let path = match url.split_once("://") {
            Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or(""),
            None => url,
        };
        path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/')
    }
}

impl Contract {
    /// The path of the first server, without a slash at its end: where the operations are mounted.
    pub fn base_path(&self) -> &str {
        self.servers.first().map_or("", Server::path)
    }

    /// Where this operation is mounted: it may have servers of its own.
    pub fn base_path_of<'c>(&'c self, operation: &'c Operation) -> &'c str {
        operation.servers.first().or(self.servers.first()).map_or("", Server::path)
    }

    /// The operations of a tag, in the document's order.
    pub fn operations_of(&self, tag: TagId) -> impl Iterator<Item = &Operation> {
        self.operations.iter().filter(move |operation| operation.tag == tag)
    }
}

/// Index into [`Contract::tags`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagId(pub u32);

impl TagId {
    /// No tag.
    pub const NONE: Self = Self(u32::MAX);
}

#[derive(Clone, Debug)]
pub struct Tag {
    pub name: String,
    /// Where the root declares it, else where an operation first names it.
    pub at: Position,
    pub description: Option<String>,
}

/// OpenAPI's Security Scheme Object.
#[derive(Clone, Debug)]
pub struct SecurityScheme {
    pub name: String,
    pub at: Position,
    pub description: Option<String>,
    pub kind: SecurityKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecurityKind {
    /// `type: http`, `scheme: bearer`.
    Bearer {
        format: Option<String>,
    },
    /// `type: http`, `scheme: basic`.
    Basic,
    /// `type: http` with another scheme.
    Http {
        scheme: String,
    },
    ApiKey {
        location: ParameterLocation,
        name: String,
    },
    OAuth2 {
        flows: Vec<OAuthFlow>,
    },
    OpenIdConnect {
        url: String,
    },
    MutualTls,
    /// Named where it is asked for, and described nowhere, or not so that it could be read: nobody can prove it.
    Undescribed,
}

/// OpenAPI's OAuth Flow Object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuthFlow {
    pub kind: OAuthFlowKind,
    pub authorization_url: Option<String>,
    /// Of the device flow (OpenAPI 3.2).
    pub device_authorization_url: Option<String>,
    pub token_url: Option<String>,
    pub refresh_url: Option<String>,
    /// Each with its description, in the document's order.
    pub scopes: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OAuthFlowKind {
    Implicit,
    Password,
    ClientCredentials,
    AuthorizationCode,
    /// OpenAPI 3.2.
    DeviceAuthorization,
}

/// A stable code that a problem carries, and what it always means.
#[derive(Clone, Debug)]
pub struct ProblemCode {
    pub code: String,
    pub at: Position,
    pub status: u16,
    pub title: String,
    pub description: Option<String>,
}
