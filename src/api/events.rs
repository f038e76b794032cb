//! `events`: the history of a task.

use taskboard_api::guards::BearerAuth;
use taskboard_api::operations::events::{
    ListTaskEventsError, ListTaskEventsPath, ListTaskEventsQuery, ListTaskEventsResponse,
};
use taskboard_api::server::Events;
use taskboard_api::types::{
    AttachmentAddedEvent, AttachmentAddedEventType, AttachmentDeletedEvent, AttachmentDeletedEventType,
    CommentAddedEvent, CommentAddedEventType, CommentDeletedEvent, CommentDeletedEventType, FieldChange, PageMeta,
    TagAttachedEvent, TagAttachedEventType, TagDetachedEvent, TagDetachedEventType, TaskCreatedEvent,
    TaskCreatedEventType, TaskDeletedEvent, TaskDeletedEventType, TaskEvent, TaskEventPage, TaskRestoredEvent,
    TaskRestoredEventType, TaskStatusChangedEvent, TaskStatusChangedEventType, TaskUpdatedEvent, TaskUpdatedEventType,
};

use super::Taskboard;
use super::paging::{self, NextPage};
use super::refuse::refused_as;
use crate::domain::event::{Change, Happening, TaskEvent as DomainEvent};
use crate::store::StoreError;
use crate::store::failure::ListWithinFailure;

impl Events for Taskboard {
    async fn list_task_events(
        &self,
        caller: BearerAuth,
        path: ListTaskEventsPath,
        query: ListTaskEventsQuery,
    ) -> Result<ListTaskEventsResponse, ListTaskEventsError> {
        let scope = self.store.scope(&caller).await?;
        let next = NextPage::of(format!("/tasks/{}/events", path.task_id)).with("limit", query.limit);
        let request = paging::request(query.limit, query.cursor);
        let page = self.store.list_task_events(&scope, path.task_id, &request).await?;
        let link = next.link(page.next_cursor.as_deref());
        let meta = PageMeta { next_cursor: page.next_cursor, limit: query.limit };
        let data = page.items.into_iter().map(Into::into).collect();
        Ok(ListTaskEventsResponse { body: TaskEventPage { data, meta }, link })
    }
}

impl From<DomainEvent> for TaskEvent {
    fn from(event: DomainEvent) -> Self {
        let (id, task_id, actor, occurred_at) = (event.id, event.task_id, event.actor.into(), event.occurred_at.into());
        // Every kind has a struct of its own, which begins with what all of them have.
        macro_rules! event {
            ($kind:ident, $event:ident, $type:ident $(, $member:ident)*) => {
                Self::$kind($event { id, task_id, actor, occurred_at, type_: $type::$kind $(, $member)* })
            };
        }
        match event.happened {
            Happening::TaskCreated { title } => event!(TaskCreated, TaskCreatedEvent, TaskCreatedEventType, title),
            Happening::TaskUpdated { changes } => {
                let changes = changes.into_iter().map(|(name, change)| (name, change.into())).collect();
                event!(TaskUpdated, TaskUpdatedEvent, TaskUpdatedEventType, changes)
            }
            Happening::TaskStatusChanged { from, to } => {
                let (from, to) = (from.into(), to.into());
                event!(TaskStatusChanged, TaskStatusChangedEvent, TaskStatusChangedEventType, from, to)
            }
            Happening::TaskDeleted {} => event!(TaskDeleted, TaskDeletedEvent, TaskDeletedEventType),
            Happening::TaskRestored {} => event!(TaskRestored, TaskRestoredEvent, TaskRestoredEventType),
            Happening::TagAttached { tag } => {
                let tag = tag.into();
                event!(TagAttached, TagAttachedEvent, TagAttachedEventType, tag)
            }
            Happening::TagDetached { tag } => {
                let tag = tag.into();
                event!(TagDetached, TagDetachedEvent, TagDetachedEventType, tag)
            }
            Happening::CommentAdded { comment_id } => {
                event!(CommentAdded, CommentAddedEvent, CommentAddedEventType, comment_id)
            }
            Happening::CommentDeleted { comment_id } => {
                event!(CommentDeleted, CommentDeletedEvent, CommentDeletedEventType, comment_id)
            }
            Happening::AttachmentAdded { attachment_id, file_name } => {
                event!(AttachmentAdded, AttachmentAddedEvent, AttachmentAddedEventType, attachment_id, file_name)
            }
            Happening::AttachmentDeleted { attachment_id, file_name } => {
                event!(AttachmentDeleted, AttachmentDeletedEvent, AttachmentDeletedEventType, attachment_id, file_name)
            }
        }
    }
}

impl From<Change> for FieldChange {
    fn from(change: Change) -> Self {
        Self { before: change.before, after: change.after }
    }
}

refused_as! {
    StoreError => ListTaskEventsError;
    ListWithinFailure => ListTaskEventsError;
}
