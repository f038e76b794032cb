//! The history of a task.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::tag::TagRef;
use super::task::TaskStatus;
use super::time::Moment;
use super::user::UserRef;

#[derive(Clone, Debug, PartialEq)]
pub struct TaskEvent {
    pub id: Uuid,
    pub task_id: Uuid,
    pub actor: UserRef,
    pub happened: Happening,
    pub occurred_at: Moment,
}

/// What happened. Stored as its name and, in JSON, its members.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "details", rename_all = "snake_case")]
pub enum Happening {
    TaskCreated {
        title: String,
    },
    /// The members that changed, by their names in the contract; not those that have an event of their own.
    TaskUpdated {
        changes: BTreeMap<String, Change>,
    },
    TaskStatusChanged {
        from: TaskStatus,
        to: TaskStatus,
    },
    TaskDeleted {},
    TaskRestored {},
    CommentAdded {
        comment_id: Uuid,
    },
    CommentDeleted {
        comment_id: Uuid,
    },
    /// The tag as it was then.
    TagAttached {
        tag: TagRef,
    },
    TagDetached {
        tag: TagRef,
    },
    AttachmentAdded {
        attachment_id: Uuid,
        file_name: String,
    },
    AttachmentDeleted {
        attachment_id: Uuid,
        file_name: String,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub before: Value,
    pub after: Value,
}
