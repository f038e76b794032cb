//! Tasks, and what changing one means.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::event::{Change, Happening};
use super::metadata::Metadata;
use super::tag::TagRef;
use super::time::Moment;

#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    pub id: Uuid,
    pub content: TaskContent,
    /// In the order of their names.
    pub tags: Vec<TagRef>,
    pub version: i64,
    pub completed_at: Option<Moment>,
    pub created_at: Moment,
    pub updated_at: Moment,
    pub deleted_at: Option<Moment>,
}

/// What its owner decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskContent {
    pub project_id: Option<Uuid>,
    pub title: String,
    pub description: Option<String>,
    pub status: TaskStatus,
    pub priority: TaskPriority,
    pub due_at: Option<Moment>,
    pub start_on: Option<NaiveDate>,
    pub estimate_minutes: Option<i32>,
    pub source_url: Option<String>,
    pub metadata: Metadata,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskStatus {
    Open,
    InProgress,
    Done,
    Cancelled,
}

impl TaskStatus {
    pub const ALL: [Self; 4] = [Self::Open, Self::InProgress, Self::Done, Self::Cancelled];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "in_progress",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TaskPriority {
    Low,
    Normal,
    High,
    Urgent,
}

impl TaskPriority {
    pub const ALL: [Self; 4] = [Self::Low, Self::Normal, Self::High, Self::Urgent];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
            Self::Urgent => "urgent",
        }
    }
}

/// Which tasks a list shows. Each part narrows it; within a part any of the values will do.
#[derive(Clone, Debug, Default)]
pub struct TaskQuery {
    pub statuses: Vec<TaskStatus>,
    pub priorities: Vec<TaskPriority>,
    pub project_id: Option<Uuid>,
    pub tag_ids: Vec<Uuid>,
    pub due_after: Option<Moment>,
    pub due_before: Option<Moment>,
    pub text: Option<String>,
    /// The deleted ones instead of the others.
    pub deleted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskSort {
    CreatedAt,
    UpdatedAt,
    /// Tasks that are never due come last either way.
    DueAt,
}

impl Task {
    pub fn new(id: Uuid, content: TaskContent, now: Moment) -> Self {
        let completed_at = (content.status == TaskStatus::Done).then_some(now);
        Self {
            id,
            content,
            tags: Vec::new(),
            version: 1,
            completed_at,
            created_at: now,
            updated_at: now,
            deleted_at: None,
        }
    }

    /// Gives it new content, and tells what that changed. Nothing changed: it stays the version that it is.
    pub fn revise(&mut self, content: TaskContent, now: Moment) -> Vec<Happening> {
        let mut happenings = Vec::new();
        let changes = changes(&self.content, &content);
        if !changes.is_empty() {
            happenings.push(Happening::TaskUpdated { changes });
        }
        let (from, to) = (self.content.status, content.status);
        if from != to {
            self.completed_at = (to == TaskStatus::Done).then_some(now);
            happenings.push(Happening::TaskStatusChanged { from, to });
        }
        if !happenings.is_empty() {
            self.content = content;
            self.touch(now);
        }
        happenings
    }

    pub fn delete(&mut self, now: Moment) {
        self.deleted_at = Some(now);
        self.touch(now);
    }

    pub fn restore(&mut self, now: Moment) {
        self.deleted_at = None;
        self.touch(now);
    }

    fn touch(&mut self, now: Moment) {
        self.version += 1;
        self.updated_at = now;
    }
}

/// Every member but the status, which has an event of its own.
fn changes(from: &TaskContent, to: &TaskContent) -> BTreeMap<String, Change> {
    members(from)
        .into_iter()
        .zip(members(to))
        .filter(|((_, from), (_, to))| from != to)
        .map(|((name, from), (_, to))| (name.to_owned(), Change { before: from, after: to }))
        .collect()
}

fn members(content: &TaskContent) -> [(&'static str, Value); 9] {
    // Taken apart, so that a new member cannot be forgotten here.
    let TaskContent {
        project_id,
        title,
        description,
        status: _,
        priority,
        due_at,
        start_on,
        estimate_minutes,
        source_url,
        metadata,
    } = content;
    [
        ("project_id", json!(project_id)),
        ("title", json!(title)),
        ("description", json!(description)),
        ("priority", json!(priority.name())),
        ("due_at", json!(due_at)),
        ("start_on", json!(start_on)),
        ("estimate_minutes", json!(estimate_minutes)),
        ("source_url", json!(source_url)),
        ("metadata", json!(metadata)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::now;

    fn content(title: &str) -> TaskContent {
        TaskContent {
            project_id: None,
            title: title.to_owned(),
            description: None,
            status: TaskStatus::Open,
            priority: TaskPriority::Normal,
            due_at: None,
            start_on: None,
            estimate_minutes: None,
            source_url: None,
            metadata: Metadata::new(),
        }
    }

    #[test]
    fn done_is_remembered_with_its_moment_and_forgotten_when_reopened() {
        let mut task = Task::new(Uuid::nil(), content("a"), now());
        let done = TaskContent { status: TaskStatus::Done, ..content("a") };
        let moment = now();
        let happenings = task.revise(done, moment);
        assert_eq!(happenings, [Happening::TaskStatusChanged { from: TaskStatus::Open, to: TaskStatus::Done }]);
        assert_eq!((task.completed_at, task.version), (Some(moment), 2));

        task.revise(content("a"), now());
        assert_eq!((task.completed_at, task.version), (None, 3));
    }

    #[test]
    fn a_revision_names_what_changed_and_only_that() {
        let mut task = Task::new(Uuid::nil(), content("a"), now());
        let happenings = task.revise(TaskContent { estimate_minutes: Some(5), ..content("b") }, now());
        let [Happening::TaskUpdated { changes }] = happenings.as_slice() else { panic!("{happenings:?}") };
        assert_eq!(changes.keys().collect::<Vec<_>>(), ["estimate_minutes", "title"]);
        assert_eq!(changes["title"], Change { before: json!("a"), after: json!("b") });
    }

    #[test]
    fn the_same_content_is_no_new_version() {
        let mut task = Task::new(Uuid::nil(), content("a"), now());
        assert_eq!(task.revise(content("a"), now()), []);
        assert_eq!(task.version, 1);
    }
}
