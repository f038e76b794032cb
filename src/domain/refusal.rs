//! What the rules refuse, each a type of its own: a function's error type says which of them it can meet.

/// It is not there, was deleted, or belongs to somebody else. The caller cannot tell which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotFound;

/// It has changed since the caller read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PreconditionFailed;

/// Another of the caller's has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameTaken;

/// Another request changed it between our reading and our writing it. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conflict;

/// The cursor was not handed out by this list in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadCursor;

/// The task names a project that the caller does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownProject;

/// The project is archived: its tasks stay as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProjectArchived;

/// The task has as many tags as a task can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TagLimitReached;

/// There would be more of the caller's own facts on one thing than there can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyMetadata {
    pub count: usize,
}
