//! From what the store says to the problems of the contract. It compiles for an operation's error only where the operation
//! declares every problem that may come of it: what is not declared cannot be answered.

use specwright_poem::Details;
use specwright_poem::server::InternalError;
use taskboard_api::codes;

use crate::domain::metadata::MAX_METADATA;
use crate::domain::refusal;
use crate::domain::tag::MAX_TAGS_PER_TASK;
use crate::store::StoreError;
use crate::store::failure::{
    AttachTagFailure, ChangeFailure, ChangeTagFailure, CompleteTaskFailure, CreateTagFailure, CreateTaskFailure,
    FindFailure, ListFailure, ListWithinFailure, ProfileFailure, ReplaceTaskFailure, UpdateProjectFailure,
    UpdateTaskFailure,
};

/// A failure as an operation's error.
pub trait Refuse<E> {
    fn refuse(self) -> E;
}

impl<E: From<codes::Unavailable> + From<InternalError>> Refuse<E> for StoreError {
    fn refuse(self) -> E {
        match self {
            Self::Unavailable(cause) => {
                tracing::warn!(%cause, "the database is out of reach");
                codes::Unavailable(Details::new("The database is out of reach.").retry_after(1)).into()
            }
            other => InternalError::new(other).into(),
        }
    }
}

macro_rules! refusals {
    ($($failure:ident { $($refusal:ident),+ })+) => { $(
        impl<E> Refuse<E> for $failure
        where
            E: $(From<<refusal::$refusal as Words>::Code> +)+ From<codes::Unavailable> + From<InternalError>,
        {
            fn refuse(self) -> E {
                match self {
                    $(Self::$refusal(refusal) => refusal.words().into(),)+
                    Self::Store(error) => error.refuse(),
                }
            }
        }
    )+ };
}

refusals! {
    FindFailure { NotFound }
    ListFailure { BadCursor }
    ListWithinFailure { NotFound, BadCursor }
    ProfileFailure { PreconditionFailed, Conflict }
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

/// Lets `?` turn failures into an operation's error, for the operations that are listed.
macro_rules! refused_as {
    ($($failure:ty => $($error:ty),+;)+) => { $($(
        impl From<$failure> for $error {
            fn from(failure: $failure) -> Self {
                $crate::api::refuse::Refuse::refuse(failure)
            }
        }
    )+)+ };
}
pub(super) use refused_as;

/// A refusal in words for people, under the contract's code.
pub trait Words {
    type Code;

    fn words(self) -> Self::Code;
}

impl Words for refusal::NotFound {
    type Code = codes::NotFound;

    fn words(self) -> Self::Code {
        codes::NotFound(Details::new("There is no such object."))
    }
}

impl Words for refusal::BadCursor {
    type Code = codes::CursorNotFound;

    fn words(self) -> Self::Code {
        let detail = "The cursor names no page of this list in this order. Begin again without it.";
        codes::CursorNotFound(Details::new(detail).field("/cursor"))
    }
}

impl Words for refusal::PreconditionFailed {
    type Code = codes::PreconditionFailed;

    fn words(self) -> Self::Code {
        let detail = "The object was changed since. Read it again, and decide anew.";
        codes::PreconditionFailed(Details::new(detail).field("/If-Match"))
    }
}

impl Words for refusal::Conflict {
    type Code = codes::Conflict;

    fn words(self) -> Self::Code {
        codes::Conflict(Details::new("The object was changed at the same time. Nothing was changed by this request."))
    }
}

impl Words for refusal::UnknownProject {
    type Code = codes::ProjectNotFound;

    fn words(self) -> Self::Code {
        codes::ProjectNotFound(Details::new("There is no such project.").field("/project_id"))
    }
}

impl Words for refusal::ProjectArchived {
    type Code = codes::ProjectArchived;

    fn words(self) -> Self::Code {
        codes::ProjectArchived(Details::new("The project is archived and takes no new tasks.").field("/project_id"))
    }
}

impl Words for refusal::NameTaken {
    type Code = codes::NameTaken;

    fn words(self) -> Self::Code {
        codes::NameTaken(Details::new("Another tag has this name.").field("/name"))
    }
}

impl Words for refusal::TagLimitReached {
    type Code = codes::TagLimitReached;

    fn words(self) -> Self::Code {
        let detail = format!("A task may have {MAX_TAGS_PER_TASK} tags.");
        codes::TagLimitReached(Details::new(detail).context("limit", MAX_TAGS_PER_TASK))
    }
}

impl Words for refusal::TooManyMetadata {
    type Code = codes::Unprocessable;

    fn words(self) -> Self::Code {
        let detail =
            format!("There may be {MAX_METADATA} metadata entries, and these changes would make it {}.", self.count);
        codes::Unprocessable(Details::new(detail).field("/metadata").context("limit", MAX_METADATA))
    }
}
