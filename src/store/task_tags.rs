//! Which task has which tag.

use uuid::Uuid;

use super::access::{Assign as _, OwnedTable, Scope, task_tags, tasks};
use super::database::{Rows as _, Transaction};
use super::error::StoreError;
use super::failure::{AttachTagFailure, FindFailure};
use super::{Store, events, tags};
use crate::domain::event::Happening;
use crate::domain::refusal::{NotFound, TagLimitReached};
use crate::domain::tag::{MAX_TAGS_PER_TASK, TagRef};
use crate::domain::time::now;

impl Store {
    /// A tag that the task has already stays, and nothing happens.
    pub async fn attach_tag(&self, scope: &Scope, task_id: Uuid, tag_id: Uuid) -> Result<(), AttachTagFailure> {
        let now = now();
        let mut transaction = self.database.begin().await?;
        let tag = pair::<AttachTagFailure>(&mut transaction, scope, task_id, tag_id).await?;

        let attached = scope.select(OwnedTable::TaskTags).columns(&[task_tags::TAG_ID]);
        let rows = transaction.rows(attached.filter(task_tags::TASK_ID.is(task_id))).await?;
        let ids = rows.iter().map(|row| row.columns().next()).collect::<Result<Vec<Uuid>, _>>()?;
        if ids.contains(&tag_id) {
            return Ok(());
        }
        if ids.len() >= MAX_TAGS_PER_TASK {
            return Err(TagLimitReached.into());
        }

        let insert = scope
            .insert(OwnedTable::TaskTags)
            .set(task_tags::TASK_ID, task_id)
            .set(task_tags::TAG_ID, tag_id)
            .set(task_tags::CREATED_AT, now);
        transaction.execute(insert).await?;
        touch(&mut transaction, scope, task_id, Happening::TagAttached { tag }).await?;
        Ok(transaction.commit().await?)
    }

    /// A tag that the task does not have is off already, and nothing happens.
    pub async fn detach_tag(&self, scope: &Scope, task_id: Uuid, tag_id: Uuid) -> Result<(), FindFailure> {
        let mut transaction = self.database.begin().await?;
        let tag = pair::<FindFailure>(&mut transaction, scope, task_id, tag_id).await?;
        let delete = scope
            .delete(OwnedTable::TaskTags)
            .filter(task_tags::TASK_ID.is(task_id))
            .filter(task_tags::TAG_ID.is(tag_id));
        if transaction.execute(delete).await? > 0 {
            touch(&mut transaction, scope, task_id, Happening::TagDetached { tag }).await?;
        }
        Ok(transaction.commit().await?)
    }
}

/// The tag, when both it and the task are there. Both are held until the end: the tag is not deleted meanwhile, and the
/// task's tags are counted. The tag comes first, as where a tag's change reaches its tasks: so nobody waits in a circle.
async fn pair<E>(transaction: &mut Transaction, scope: &Scope, task_id: Uuid, tag_id: Uuid) -> Result<TagRef, E>
where
    E: From<NotFound> + From<StoreError>,
{
    let tag = tags::find(transaction, tags::by_id(scope, tag_id).for_update()).await?.ok_or(NotFound)?;
    let task = scope
        .select(OwnedTable::Tasks)
        .columns(&[tasks::ID])
        .filter(tasks::ID.is(task_id))
        .filter(tasks::DELETED_AT.is_null())
        .for_update();
    if transaction.first(task).await?.is_none() {
        return Err(NotFound.into());
    }
    Ok(TagRef { id: tag.id, name: tag.content.name, color: tag.content.color })
}

/// The task shows its tags, so this is another version of it.
async fn touch(
    transaction: &mut Transaction,
    scope: &Scope,
    task_id: Uuid,
    happening: Happening,
) -> Result<(), StoreError> {
    let now = now();
    let update = scope
        .update(OwnedTable::Tasks)
        .set(tasks::UPDATED_AT, now)
        .increment(tasks::VERSION)
        .filter(tasks::ID.is(task_id));
    transaction.execute(update).await?;
    events::record(transaction, scope, task_id, [happening], now).await
}
