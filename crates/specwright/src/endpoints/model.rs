//! What `rest-endpoints.md` states, each fact with its place. The words are those of the contract's model, so that the
//! two documents compare with `==`.

use super::notation::TypeName;
use crate::contract::{Idempotency, Method, OwnerRule, Pagination, ParameterLocation, RateLimit, Status};
use crate::source::{FileId, Position};

/// The whole document.
#[derive(Clone, Debug)]
pub struct Endpoints {
    pub file: FileId,
    /// The title, or the first line of a document without one.
    pub at: Position,
    pub base_path: Stated<String>,
    /// What every response carries beside the headers of its row.
    pub common_headers: Vec<Located<String>>,
    /// The headings of the second level: a tag each.
    pub tags: Vec<Located<String>>,
    pub endpoints: Vec<Endpoint>,
}

/// A value and where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    pub value: T,
    pub at: Position,
}

/// A fact that a document may or may not state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Stated<T> {
    #[default]
    Absent,
    /// It is there, but not in the grammar's words: a diagnostic has said so, and nothing is compared with it.
    Unreadable(Position),
    Is(Located<T>),
}

impl<T> Stated<T> {
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    pub fn get(&self) -> Option<&Located<T>> {
        if let Self::Is(located) = self { Some(located) } else { None }
    }

    /// The same fact without its value being taken.
    pub fn borrowed(&self) -> Stated<&T> {
        match self {
            Self::Absent => Stated::Absent,
            Self::Unreadable(at) => Stated::Unreadable(*at),
            Self::Is(located) => Stated::Is(Located { value: &located.value, at: located.at }),
        }
    }

    pub fn at(&self) -> Option<Position> {
        match self {
            Self::Absent => None,
            Self::Unreadable(at) => Some(*at),
            Self::Is(located) => Some(located.at),
        }
    }
}

/// One operation.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The heading of the third level: the operationId.
    pub id: Located<String>,
    /// The heading above it, in lower case. None: a diagnostic has said that there is none.
    pub tag: Option<Located<String>>,
    pub method: Stated<Method>,
    pub path: Stated<String>,
    pub facts: Facts,
    pub parameters: Section<ParameterRow>,
    pub request: Section<RequestRow>,
    pub responses: Section<ResponseRow>,
    pub errors: Section<ErrorRow>,
    pub acceptance: Vec<Criterion>,
}

/// The rows of the facts table.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Where the table stands.
    pub at: Option<Position>,
    pub callers: Stated<Callers>,
    pub owner: Stated<OwnerRule>,
    /// Inner None: there is no limit.
    pub rate_limit: Stated<Option<RateLimit>>,
    pub idempotency: Stated<Idempotency>,
    pub body_limit: Stated<u64>,
    pub deprecated: Stated<bool>,
    pub pagination: Stated<Pagination>,
    /// A row could not be read, so what seems to be missing may stand there.
    pub damaged: bool,
}

/// Who may call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Callers {
    Public,
    /// Signed in or not.
    Optional,
    SignedIn,
    /// With every one of these roles, in alphabetical order.
    Roles(Vec<String>),
}

/// A section under a heading of the fourth level.
#[derive(Clone, Debug)]
pub struct Section<R> {
    /// The heading.
    pub at: Option<Position>,
    pub rows: Vec<R>,
    /// A row or the whole table could not be read, so what seems to be missing may stand there.
    pub damaged: bool,
}

impl<R> Default for Section<R> {
    fn default() -> Self {
        Self { at: None, rows: Vec::new(), damaged: false }
    }
}

#[derive(Clone, Debug)]
pub struct ParameterRow {
    pub name: Located<String>,
    pub location: Stated<ParameterLocation>,
    pub ty: Stated<TypeName>,
    pub required: Stated<bool>,
    /// As it is written; its type says how to read it. Absent: there is none.
    pub default: Stated<String>,
    /// The cell of the default, also when it is empty.
    pub default_at: Position,
}

#[derive(Clone, Debug)]
pub struct RequestRow {
    pub media_type: Located<String>,
    pub schema: Stated<TypeName>,
    /// The cell of the schema, also when it is empty.
    pub schema_at: Position,
    pub required: Stated<bool>,
}

#[derive(Clone, Debug)]
pub struct ResponseRow {
    pub status: Located<Status>,
    /// Absent: no body.
    pub media_type: Stated<String>,
    pub schema: Stated<TypeName>,
    /// The cell of the schema, also when it is empty.
    pub schema_at: Position,
    pub headers: Vec<Located<String>>,
    /// The cell of the headers, also when it is empty.
    pub headers_at: Position,
}

#[derive(Clone, Debug)]
pub struct ErrorRow {
    pub status: Located<Status>,
    /// Absent: the answer carries no code.
    pub code: Stated<String>,
}

/// An acceptance criterion.
#[derive(Clone, Debug)]
pub struct Criterion {
    pub at: Position,
    /// Its box is ticked.
    pub checked: bool,
    /// The tests that show it; never empty in a document without errors.
    pub tests: Vec<Located<TestName>>,
}

/// `tests/service/tasks.rs::create_task`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestName {
    /// Relative to the repository, with `/`.
    pub file: String,
    pub test: String,
}
