//! Comments, and what is known about attachments.

use uuid::Uuid;

use super::{benches, first_page, task};
use crate::domain::attachment::{Attachment, AttachmentDescription};
use crate::domain::event::Happening;
use crate::domain::precondition::Precondition;
use crate::domain::task::TaskStatus;
use crate::domain::time::now;
use crate::store::failure::FindFailure;

#[tokio::test]
async fn a_comment_and_its_status_are_one() {
    for bench in benches().await {
        let scope = bench.scope("ada").await;
        let store = &bench.store;
        let made = store.create_task(&scope, task("a")).await.expect("a task");
        let plain = store.create_comment(&scope, made.id, "one".to_owned(), None).await.expect("a comment");
        let done = store.create_comment(&scope, made.id, "two".to_owned(), Some(TaskStatus::Done)).await;
        let done = done.expect("a comment");
        assert_eq!(done.author.subject, "ada");
        assert_eq!(store.task(&scope, made.id).await.expect("found").content.status, TaskStatus::Done);

        let page = store.list_comments(&scope, made.id, &first_page(1)).await.expect("a page");
        assert_eq!((page.items, page.next_cursor.is_some()), (vec![plain.clone()], true));

        store.delete_comment(&scope, made.id, plain.id).await.expect("deleted");
        let again = store.delete_comment(&scope, made.id, plain.id).await;
        assert!(matches!(again, Err(FindFailure::NotFound(_))));
        let history = store.list_task_events(&scope, made.id, &first_page(10)).await.expect("a history");
        let kinds: Vec<_> = history.items.into_iter().map(|event| event.happened).collect();
        assert!(
            matches!(
                kinds.as_slice(),
                [
                    Happening::TaskCreated { .. },
                    Happening::CommentAdded { .. },
                    Happening::CommentAdded { .. },
                    Happening::TaskStatusChanged { .. },
                    Happening::CommentDeleted { .. }
                ]
            ),
            "{kinds:?}"
        );
    }
}

#[tokio::test]
async fn an_attachment_is_out_of_sight_with_its_task() {
    for bench in benches().await {
        let scope = bench.scope("ada").await;
        let store = &bench.store;
        let made = store.create_task(&scope, task("a")).await.expect("a task");
        let attachment = Attachment {
            id: Uuid::now_v7(),
            task_id: made.id,
            description: AttachmentDescription {
                file_name: "plan.pdf".to_owned(),
                media_type: "application/pdf".to_owned(),
                caption: None,
            },
            size_bytes: 3,
            sha256: vec![7; 32],
            created_at: now(),
        };
        store.create_attachment(&scope, &attachment).await.expect("recorded");
        assert_eq!(store.attachment(&scope, attachment.id).await.expect("found"), attachment);
        let known = store.known_attachments(&[attachment.id, Uuid::nil()]).await.expect("an answer");
        assert_eq!(known.into_iter().collect::<Vec<_>>(), [attachment.id]);

        store.delete_task(&scope, made.id, &Precondition::None).await.expect("deleted");
        assert!(matches!(store.attachment(&scope, attachment.id).await, Err(FindFailure::NotFound(_))));
        store.restore_task(&scope, made.id).await.expect("restored");
        assert_eq!(store.delete_attachment(&scope, attachment.id).await.expect("deleted"), attachment);
        assert!(matches!(store.attachment(&scope, attachment.id).await, Err(FindFailure::NotFound(_))));
    }
}
