//! Tags: words that a caller puts on tasks.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::time::Moment;

/// A task can have this many.
pub const MAX_TAGS_PER_TASK: usize = 20;

#[derive(Clone, Debug, PartialEq)]
pub struct Tag {
    pub id: Uuid,
    pub content: TagContent,
    pub version: i64,
    pub created_at: Moment,
    pub updated_at: Moment,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagContent {
    /// Unique among the owner's.
    pub name: String,
    pub color: String,
}

/// A tag as a task shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagRef {
    pub id: Uuid,
    pub name: String,
    pub color: String,
}

#[derive(Clone, Debug, Default)]
pub struct TagQuery {
    /// Stands somewhere in the name, in capitals or not.
    pub text: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagSort {
    CreatedAt,
    Name,
}
