//! Comments.

use uuid::Uuid;

use super::access::{Assign as _, Column, OwnedTable, Scope, comments};
use super::database::Rows as _;
use super::error::StoreError;
use super::failure::{FindFailure, ListWithinFailure};
use super::keyset::{Key, KeyKind, Keyset};
use super::row::{Columns, Record, Row};
use super::users::{OWNER_COLUMNS, read_owner};
use super::{Store, events, task_changes, tasks};
use crate::domain::comment::Comment;
use crate::domain::event::Happening;
use crate::domain::page::{Page, PageRequest};
use crate::domain::refusal::{Conflict, NotFound};
use crate::domain::task::{TaskContent, TaskStatus};
use crate::domain::time::now;

const ORDER: Keyset = Keyset {
    name: "comments.created_at",
    key: comments::CREATED_AT,
    id: comments::ID,
    kind: KeyKind::Moment,
    descending: false,
};

impl Record for Comment {
    const COLUMNS: &'static [Column] = &[comments::ID, comments::TASK_ID, comments::BODY, comments::CREATED_AT];

    /// With the columns of its owner behind, who is its author: nobody else sees the task.
    fn read(columns: &mut Columns<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: columns.next()?,
            task_id: columns.next()?,
            body: columns.next()?,
            created_at: columns.next()?,
            author: read_owner(columns)?,
        })
    }
}

impl Store {
    pub async fn list_comments(
        &self,
        scope: &Scope,
        task_id: Uuid,
        request: &PageRequest,
    ) -> Result<Page<Comment>, ListWithinFailure> {
        let mut database = &*self.database;
        tasks::require::<ListWithinFailure>(&mut database, scope, task_id).await?;
        let select = scope
            .select(OwnedTable::Comments)
            .columns(Comment::COLUMNS)
            .with_owner(OwnedTable::Comments, OWNER_COLUMNS)
            .filter(comments::TASK_ID.is(task_id));
        let rows = database.rows(ORDER.narrow(select, request)?).await?;
        let found = rows.iter().map(Row::record).collect::<Result<Vec<Comment>, _>>()?;
        Ok(ORDER.page(found, request, |comment| (Key::Moment(comment.created_at), comment.id)))
    }

    /// Gives the task another status along with it, if `status` says so: both or neither.
    pub async fn create_comment(
        &self,
        scope: &Scope,
        task_id: Uuid,
        body: String,
        status: Option<TaskStatus>,
    ) -> Result<Comment, FindFailure> {
        let (now, id) = (now(), Uuid::now_v7());
        let mut transaction = self.database.begin().await?;
        let task = tasks::find(&mut transaction, tasks::by_id(scope, task_id).for_update()).await?;
        let mut task = task.ok_or(NotFound)?;
        let insert = scope
            .insert(OwnedTable::Comments)
            .set(comments::ID, id)
            .set(comments::TASK_ID, task_id)
            .set(comments::BODY, body)
            .set(comments::CREATED_AT, now);
        transaction.execute(insert).await?;
        events::record(&mut transaction, scope, task_id, [Happening::CommentAdded { comment_id: id }], now).await?;
        if let Some(status) = status {
            let content = TaskContent { status, ..task.content.clone() };
            task_changes::revise::<Held>(&mut transaction, scope, &mut task, content).await?;
        }
        let select = scope
            .select(OwnedTable::Comments)
            .columns(Comment::COLUMNS)
            .with_owner(OwnedTable::Comments, OWNER_COLUMNS)
            .filter(comments::ID.is(id));
        let comment = transaction.first(select).await?.ok_or(NotFound)?.record()?;
        transaction.commit().await?;
        Ok(comment)
    }

    /// For good. The history keeps that there was one, not what it said.
    pub async fn delete_comment(&self, scope: &Scope, task_id: Uuid, id: Uuid) -> Result<(), FindFailure> {
        let mut transaction = self.database.begin().await?;
        tasks::require::<FindFailure>(&mut transaction, scope, task_id).await?;
        let delete =
            scope.delete(OwnedTable::Comments).filter(comments::ID.is(id)).filter(comments::TASK_ID.is(task_id));
        if transaction.execute(delete).await? == 0 {
            return Err(NotFound.into());
        }
        events::record(&mut transaction, scope, task_id, [Happening::CommentDeleted { comment_id: id }], now()).await?;
        Ok(transaction.commit().await?)
    }
}

/// A change to a task that this transaction holds: nobody can come between.
struct Held(StoreError);

impl From<StoreError> for Held {
    fn from(error: StoreError) -> Self {
        Self(error)
    }
}

impl From<Conflict> for Held {
    fn from(_: Conflict) -> Self {
        Self(StoreError::Unreadable("a task changed while it was held".to_owned()))
    }
}

impl From<Held> for FindFailure {
    fn from(held: Held) -> Self {
        Self::Store(held.0)
    }
}
