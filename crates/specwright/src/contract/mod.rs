//! The contract: what the documents say, resolved and free of any language. Emitters read this and nothing else.

mod assertion;
pub mod keywords;
mod lower;
mod operation;
pub mod policies;
mod schema;

pub use assertion::*;
pub use lower::lower;
pub use operation::*;
pub use schema::*;

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

#[derive(Clone, Debug)]
pub struct Server {
    pub url: String,
    /// The value of `url`.
    pub at: Position,
    pub description: Option<String>,
}

impl Contract {
    /// The path of the first server, without a slash at its end: where the operations are mounted.
    pub fn base_path(&self) -> &str {
        let Some(server) = self.servers.first() else { return "" };
        let url = server.url.as_str();
        let path = match url.split_once("://") {
            Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or(""),
            None => url,
        };
        path.trim_end_matches('/')
    }

    /// The operations of a tag, in the document's order.
    pub fn operations_of(&self, tag: TagId) -> impl Iterator<Item = &Operation> {
        self.operations.iter().filter(move |operation| operation.tag == tag)
    }
}

/// Index into [`Contract::tags`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagId(pub u32);

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
    OAuth2,
    OpenIdConnect {
        url: String,
    },
    MutualTls,
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
