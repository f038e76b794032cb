//! `events`: the history of a task.

use taskboard_api::guards::BearerAuth;
use taskboard_api::operations::events::{
    ListTaskEventsError, ListTaskEventsPath, ListTaskEventsQuery, ListTaskEventsResponse,
};
use taskboard_api::server::Events;
use taskboard_api::types::{
    AttachmentAddedEvent, AttachmentDeletedEvent, CommentAddedEvent, CommentDeletedEvent, FieldChange, PageMeta,
    TagAttachedEvent, TagDetachedEvent, TaskCreatedEvent, TaskDeletedEvent, TaskEvent, TaskEventPage, TaskRestoredEvent,
    TaskStatusChangedEvent, TaskUpdatedEvent,
};

use super::Taskboard;
use super::paging::{self, NextPage};
use super::refuse::Refuse as _;
use crate::domain::event::{Change, Happening, TaskEvent as DomainEvent};

impl Events for Taskboard {
    async fn list_task_events(
        &self,
        caller: BearerAuth,
        path: ListTaskEventsPath,
        query: ListTaskEventsQuery,
    ) -> Result<ListTaskEventsResponse, ListTaskEventsError> {
        let scope = self.scope::<ListTaskEventsError>(&caller).await?;
        let next = NextPage::of(format!("/tasks/{}/events", path.task_id)).with("limit", query.limit);
        let request = paging::request(query.limit, query.cursor);
        let listed = self.store.list_task_events(&scope, path.task_id, &request).await;
        let page = listed.map_err(|failure| failure.refuse())?;
        let link = next.link(page.next_cursor.as_deref());
        let meta = PageMeta { next_cursor: page.next_cursor, limit: query.limit };
        let data = page.items.into_iter().map(Into::into).collect();
        Ok(ListTaskEventsResponse { body: TaskEventPage { data, meta }, link })
    }
}

impl From<DomainEvent> for TaskEvent {
    fn from(event: DomainEvent) -> Self {
        let (id, task_id, actor, occurred_at) = (event.id, event.task_id, event.actor.into(), event.occurred_at.into());
        match event.happened {
            Happening::TaskCreated { title } => {
                Self::TaskCreated(TaskCreatedEvent { id, task_id, actor, occurred_at, title })
            }
            Happening::TaskUpdated { changes } => {
                let changes = changes.into_iter().map(|(name, change)| (name, change.into())).collect();
                Self::TaskUpdated(TaskUpdatedEvent { id, task_id, actor, occurred_at, changes })
            }
            Happening::TaskStatusChanged { from, to } => {
                let (from, to) = (from.into(), to.into());
                Self::TaskStatusChanged(TaskStatusChangedEvent { id, task_id, actor, occurred_at, from, to })
            }
            Happening::TaskDeleted {} => Self::TaskDeleted(TaskDeletedEvent { id, task_id, actor, occurred_at }),
            Happening::TaskRestored {} => Self::TaskRestored(TaskRestoredEvent { id, task_id, actor, occurred_at }),
            Happening::TagAttached { tag } => {
                Self::TagAttached(TagAttachedEvent { id, task_id, actor, occurred_at, tag: tag.into() })
            }
            Happening::TagDetached { tag } => {
                Self::TagDetached(TagDetachedEvent { id, task_id, actor, occurred_at, tag: tag.into() })
            }
            Happening::CommentAdded { comment_id } => {
                Self::CommentAdded(CommentAddedEvent { id, task_id, actor, occurred_at, comment_id })
            }
            Happening::CommentDeleted { comment_id } => {
                Self::CommentDeleted(CommentDeletedEvent { id, task_id, actor, occurred_at, comment_id })
            }
            Happening::AttachmentAdded { attachment_id, file_name } => {
                Self::AttachmentAdded(AttachmentAddedEvent { id, task_id, actor, occurred_at, attachment_id, file_name })
            }
            Happening::AttachmentDeleted { attachment_id, file_name } => Self::AttachmentDeleted(AttachmentDeletedEvent {
                id,
                task_id,
                actor,
                occurred_at,
                attachment_id,
                file_name,
            }),
        }
    }
}

impl From<Change> for FieldChange {
    fn from(change: Change) -> Self {
        Self { before: change.before, after: change.after }
    }
}
