//! What each use of the store can end in: the refusals of the rules that apply to it, or the database's own trouble.

use super::error::StoreError;
use crate::domain::refusal::{
    BadCursor, Conflict, NameTaken, NotFound, PreconditionFailed, ProjectArchived, TagLimitReached, TooManyMetadata,
    UnknownProject,
};

macro_rules! failures {
    ($($(#[$doc:meta])* $name:ident { $($refusal:ident),+ })+) => { $(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub enum $name {
            $($refusal($refusal),)+
            Store(StoreError),
        }

        $(impl From<$refusal> for $name {
            fn from(refusal: $refusal) -> Self {
                Self::$refusal(refusal)
            }
        })+

        impl From<StoreError> for $name {
            fn from(error: StoreError) -> Self {
                Self::Store(error)
            }
        }
    )+ };
}

/// A use of the store within another: what the one can end in, the other can too.
macro_rules! widened {
    ($($narrow:ident { $($refusal:ident),+ } => $wide:ident;)+) => { $(
        impl From<$narrow> for $wide {
            fn from(failure: $narrow) -> Self {
                match failure {
                    $($narrow::$refusal(refusal) => Self::$refusal(refusal),)+
                    $narrow::Store(error) => Self::Store(error),
                }
            }
        }
    )+ };
}

failures! {
    /// Of one thing, or of what is about one thing.
    FindFailure { NotFound }
    /// Of a list.
    ListFailure { BadCursor }
    /// Of a list of what is about one thing.
    ListWithinFailure { NotFound, BadCursor }
    /// Of a change to one's own profile, which is always there.
    ProfileFailure { PreconditionFailed, Conflict }
    /// Of a change.
    ChangeFailure { NotFound, PreconditionFailed, Conflict }
    CreateTaskFailure { UnknownProject, ProjectArchived }
    ReplaceTaskFailure { NotFound, PreconditionFailed, Conflict, UnknownProject, ProjectArchived }
    UpdateTaskFailure { NotFound, PreconditionFailed, Conflict, UnknownProject, ProjectArchived, TooManyMetadata }
    CompleteTaskFailure { NotFound, Conflict }
    UpdateProjectFailure { NotFound, PreconditionFailed, Conflict, TooManyMetadata }
    CreateTagFailure { NameTaken }
    ChangeTagFailure { NotFound, PreconditionFailed, Conflict, NameTaken }
    AttachTagFailure { NotFound, TagLimitReached }
}

widened! {
    ChangeFailure { NotFound, PreconditionFailed, Conflict } => UpdateProjectFailure;
    ChangeFailure { NotFound, PreconditionFailed, Conflict } => ReplaceTaskFailure;
    ReplaceTaskFailure { NotFound, PreconditionFailed, Conflict, UnknownProject, ProjectArchived } => UpdateTaskFailure;
}
