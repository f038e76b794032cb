//! Projects: what tasks are gathered under.

use uuid::Uuid;

use super::metadata::Metadata;
use super::task::TaskStatus;
use super::time::Moment;

#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    pub id: Uuid,
    pub content: ProjectContent,
    pub task_counts: TaskCounts,
    pub version: i64,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub deleted_at: Option<Moment>,
}

/// What its owner decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectContent {
    pub name: String,
    pub description: Option<String>,
    pub color: String,
    pub archived: bool,
    pub metadata: Metadata,
}

/// How many tasks it has in each status, without the deleted ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaskCounts {
    pub open: i64,
    pub in_progress: i64,
    pub done: i64,
    pub cancelled: i64,
}

impl TaskCounts {
    pub fn of(&mut self, status: TaskStatus) -> &mut i64 {
        match status {
            TaskStatus::Open => &mut self.open,
            TaskStatus::InProgress => &mut self.in_progress,
            TaskStatus::Done => &mut self.done,
            TaskStatus::Cancelled => &mut self.cancelled,
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct ProjectQuery {
    pub archived: Option<bool>,
    pub text: Option<String>,
    /// The deleted ones instead of the others.
    pub deleted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProjectSort {
    CreatedAt,
    UpdatedAt,
    Name,
}
