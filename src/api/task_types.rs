//! Tasks between the contract's types and the domain's.

use taskboard_api::types::{TagRef, Task, TaskCreate, TaskPriority, TaskReplace, TaskSort, TaskStatus, TaskUpdate};

use super::metadata;
use crate::domain::page::Sort;
use crate::domain::refusal::TooManyMetadata;
use crate::domain::tag::TagRef as DomainTagRef;
use crate::domain::task::{
    Task as DomainTask, TaskContent, TaskPriority as Priority, TaskSort as Key, TaskStatus as Status,
};

pub fn sort(sort: TaskSort) -> Sort<Key> {
    match sort {
        TaskSort::CreatedAt => Sort::ascending(Key::CreatedAt),
        TaskSort::CreatedAtDescending => Sort::descending(Key::CreatedAt),
        TaskSort::UpdatedAt => Sort::ascending(Key::UpdatedAt),
        TaskSort::UpdatedAtDescending => Sort::descending(Key::UpdatedAt),
        TaskSort::DueAt => Sort::ascending(Key::DueAt),
        TaskSort::DueAtDescending => Sort::descending(Key::DueAt),
    }
}

impl From<TaskCreate> for TaskContent {
    fn from(create: TaskCreate) -> Self {
        Self {
            project_id: create.project_id.value(),
            title: create.title,
            description: create.description.value(),
            status: create.status.into(),
            priority: create.priority.into(),
            due_at: create.due_at.value().map(Into::into),
            start_on: create.start_on.value().map(Into::into),
            estimate_minutes: create.estimate_minutes.value(),
            source_url: create.source_url.value(),
            metadata: create.metadata.unwrap_or_default(),
        }
    }
}

impl From<TaskReplace> for TaskContent {
    fn from(replace: TaskReplace) -> Self {
        Self {
            project_id: replace.project_id.value(),
            title: replace.title,
            description: replace.description.value(),
            status: replace.status.into(),
            priority: replace.priority.into(),
            due_at: replace.due_at.value().map(Into::into),
            start_on: replace.start_on.value().map(Into::into),
            estimate_minutes: replace.estimate_minutes.value(),
            source_url: replace.source_url.value(),
            metadata: replace.metadata.unwrap_or_default(),
        }
    }
}

/// What a merge patch makes of a task.
pub fn merged(mut content: TaskContent, update: TaskUpdate) -> Result<TaskContent, TooManyMetadata> {
    update.project_id.apply_to(&mut content.project_id);
    update.description.apply_to(&mut content.description);
    update.due_at.map(Into::into).apply_to(&mut content.due_at);
    update.start_on.map(Into::into).apply_to(&mut content.start_on);
    update.estimate_minutes.apply_to(&mut content.estimate_minutes);
    update.source_url.apply_to(&mut content.source_url);
    Ok(TaskContent {
        title: update.title.unwrap_or(content.title),
        status: update.status.map_or(content.status, Into::into),
        priority: update.priority.map_or(content.priority, Into::into),
        metadata: metadata::merged(content.metadata, update.metadata)?,
        ..content
    })
}

impl From<DomainTask> for Task {
    fn from(task: DomainTask) -> Self {
        let content = task.content;
        Self {
            id: task.id,
            project_id: content.project_id,
            title: content.title,
            description: content.description,
            status: content.status.into(),
            priority: content.priority.into(),
            due_at: content.due_at.map(Into::into),
            start_on: content.start_on.map(Into::into),
            estimate_minutes: content.estimate_minutes,
            tags: task.tags.into_iter().map(Into::into).collect(),
            source_url: content.source_url,
            metadata: content.metadata,
            version: task.version,
            completed_at: task.completed_at.map(Into::into),
            created_at: task.created_at.into(),
            updated_at: task.updated_at.into(),
            deleted_at: task.deleted_at.map(Into::into),
        }
    }
}

impl From<DomainTagRef> for TagRef {
    fn from(tag: DomainTagRef) -> Self {
        Self { id: tag.id, name: tag.name, color: tag.color }
    }
}

impl From<TaskStatus> for Status {
    fn from(status: TaskStatus) -> Self {
        match status {
            TaskStatus::Open => Self::Open,
            TaskStatus::InProgress => Self::InProgress,
            TaskStatus::Done => Self::Done,
            TaskStatus::Cancelled => Self::Cancelled,
        }
    }
}

impl From<Status> for TaskStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Open => Self::Open,
            Status::InProgress => Self::InProgress,
            Status::Done => Self::Done,
            Status::Cancelled => Self::Cancelled,
        }
    }
}

impl From<TaskPriority> for Priority {
    fn from(priority: TaskPriority) -> Self {
        match priority {
            TaskPriority::Low => Self::Low,
            TaskPriority::Normal => Self::Normal,
            TaskPriority::High => Self::High,
            TaskPriority::Urgent => Self::Urgent,
        }
    }
}

impl From<Priority> for TaskPriority {
    fn from(priority: Priority) -> Self {
        match priority {
            Priority::Low => Self::Low,
            Priority::Normal => Self::Normal,
            Priority::High => Self::High,
            Priority::Urgent => Self::Urgent,
        }
    }
}
