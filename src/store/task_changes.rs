//! Tasks: making, changing, deleting and restoring them, each with the history it leaves.

use uuid::Uuid;

use super::access::{Assign, OwnedTable, Scope, projects, tasks};
use super::database::{Rows as _, Transaction};
use super::error::StoreError;
use super::failure::{ChangeFailure, CompleteTaskFailure, CreateTaskFailure, FindFailure, ReplaceTaskFailure};
use super::tasks::{by_id, by_id_even_deleted, find, load_tags, rank};
use super::{Store, events, users};
use crate::domain::event::Happening;
use crate::domain::precondition::Precondition;
use crate::domain::refusal::{Conflict, NotFound, ProjectArchived, UnknownProject};
use crate::domain::task::{Task, TaskContent, TaskStatus};
use crate::domain::time::now;

impl Store {
    pub async fn create_task(&self, scope: &Scope, content: TaskContent) -> Result<Task, CreateTaskFailure> {
        let now = now();
        let task = Task::new(Uuid::now_v7(), content, now);
        let mut transaction = self.database.begin().await?;
        if let Some(project_id) = task.content.project_id {
            require_open_project::<CreateTaskFailure>(&mut transaction, scope, project_id).await?;
        }
        let insert = scope.insert(OwnedTable::Tasks).set(tasks::ID, task.id).set(tasks::CREATED_AT, task.created_at);
        transaction.execute(written(insert, &task)?).await?;
        let created = Happening::TaskCreated { title: task.content.title.clone() };
        events::record(&mut transaction, scope, task.id, [created], now).await?;
        transaction.commit().await?;
        Ok(task)
    }

    /// Gives a task new content, made from what it has. `E` is what the caller's own rules may refuse with.
    pub async fn change_task<E>(
        &self,
        scope: &Scope,
        id: Uuid,
        precondition: &Precondition,
        edit: impl FnOnce(TaskContent) -> Result<TaskContent, E> + Send,
    ) -> Result<Task, E>
    where
        E: From<ReplaceTaskFailure>,
    {
        let (mut transaction, mut task) =
            self.begin_change(scope, id, precondition).await.map_err(ReplaceTaskFailure::from)?;
        let content = edit(task.content.clone())?;
        let finish = async {
            let moved_to = content.project_id.filter(|_| content.project_id != task.content.project_id);
            if let Some(project_id) = moved_to {
                require_open_project::<ReplaceTaskFailure>(&mut transaction, scope, project_id).await?;
            }
            revise::<ReplaceTaskFailure>(&mut transaction, scope, &mut task, content).await?;
            load_tags(&mut transaction, scope, std::slice::from_mut(&mut task)).await?;
            transaction.commit().await?;
            Ok::<_, ReplaceTaskFailure>(())
        };
        finish.await.map_err(|failure| match failure {
            ReplaceTaskFailure::Conflict(_) => precondition.overtaken(),
            other => other,
        })?;
        Ok(task)
    }

    pub async fn complete_task(&self, scope: &Scope, id: Uuid) -> Result<Task, CompleteTaskFailure> {
        let mut transaction = self.database.begin().await?;
        let mut task = find(&mut transaction, by_id(scope, id)).await?.ok_or(NotFound)?;
        let content = TaskContent { status: TaskStatus::Done, ..task.content.clone() };
        revise::<CompleteTaskFailure>(&mut transaction, scope, &mut task, content).await?;
        load_tags(&mut transaction, scope, std::slice::from_mut(&mut task)).await?;
        transaction.commit().await?;
        Ok(task)
    }

    pub async fn delete_task(&self, scope: &Scope, id: Uuid, precondition: &Precondition) -> Result<(), ChangeFailure> {
        let now = now();
        let (mut transaction, mut task) = self.begin_change(scope, id, precondition).await?;
        let read = task.version;
        task.delete(now);
        write::<ChangeFailure>(&mut transaction, scope, &task, read).await.map_err(|failure| match failure {
            ChangeFailure::Conflict(_) => precondition.overtaken(),
            other => other,
        })?;
        events::record(&mut transaction, scope, id, [Happening::TaskDeleted {}], now).await?;
        transaction.commit().await?;
        Ok(())
    }

    pub async fn restore_task(&self, scope: &Scope, id: Uuid) -> Result<Task, FindFailure> {
        let now = now();
        let mut transaction = self.database.begin().await?;
        let mut task = find(&mut transaction, by_id_even_deleted(scope, id).for_update()).await?.ok_or(NotFound)?;
        if task.deleted_at.is_some() {
            task.restore(now);
            let update = scope.update(OwnedTable::Tasks).filter(tasks::ID.is(id));
            transaction.execute(written(update, &task)?).await?;
            events::record(&mut transaction, scope, id, [Happening::TaskRestored {}], now).await?;
        }
        load_tags(&mut transaction, scope, std::slice::from_mut(&mut task)).await?;
        transaction.commit().await?;
        Ok(task)
    }

    /// Reads the task that is to be changed, and sees whether it is the one that the caller means.
    async fn begin_change(
        &self,
        scope: &Scope,
        id: Uuid,
        precondition: &Precondition,
    ) -> Result<(Transaction, Task), ChangeFailure> {
        let mut transaction = self.database.begin().await?;
        let task = find(&mut transaction, by_id(scope, id)).await?.ok_or(NotFound)?;
        precondition.check(task.version)?;
        Ok((transaction, task))
    }
}

/// Gives the task new content, and writes it and its history where that changes anything.
pub(super) async fn revise<E>(
    transaction: &mut Transaction,
    scope: &Scope,
    task: &mut Task,
    content: TaskContent,
) -> Result<(), E>
where
    E: From<Conflict> + From<StoreError>,
{
    let (read, now) = (task.version, now());
    let happenings = task.revise(content, now);
    if happenings.is_empty() {
        return Ok(());
    }
    write::<E>(transaction, scope, task, read).await?;
    Ok(events::record(transaction, scope, task.id, happenings, now).await?)
}

/// Writes a task over the version that was read, and no other.
async fn write<E>(transaction: &mut Transaction, scope: &Scope, task: &Task, read: i64) -> Result<(), E>
where
    E: From<Conflict> + From<StoreError>,
{
    let update = scope.update(OwnedTable::Tasks).filter(tasks::ID.is(task.id)).filter(tasks::VERSION.is(read));
    if transaction.execute(written(update, task)?).await? == 0 {
        return Err(Conflict.into());
    }
    Ok(())
}

async fn require_open_project<E>(transaction: &mut Transaction, scope: &Scope, id: Uuid) -> Result<(), E>
where
    E: From<UnknownProject> + From<ProjectArchived> + From<StoreError>,
{
    let select = scope
        .select(OwnedTable::Projects)
        .columns(&[projects::ARCHIVED])
        .filter(projects::ID.is(id))
        .filter(projects::DELETED_AT.is_null());
    let row = transaction.first(select).await?.ok_or(UnknownProject)?;
    if row.columns().next::<bool>()? { Err(ProjectArchived.into()) } else { Ok(()) }
}

/// Every column that a change may touch.
fn written<C: Assign>(columns: C, task: &Task) -> Result<C, StoreError> {
    let content = &task.content;
    Ok(columns
        .set(tasks::PROJECT_ID, content.project_id)
        .set(tasks::TITLE, content.title.as_str())
        .set(tasks::DESCRIPTION, content.description.clone())
        .set(tasks::STATUS, content.status.name())
        .set(tasks::PRIORITY, rank(content.priority))
        .set(tasks::DUE_AT, content.due_at)
        .set(tasks::START_ON, content.start_on)
        .set(tasks::ESTIMATE_MINUTES, content.estimate_minutes)
        .set(tasks::SOURCE_URL, content.source_url.clone())
        .set(tasks::METADATA, users::json(&content.metadata)?)
        .set(tasks::VERSION, task.version)
        .set(tasks::COMPLETED_AT, task.completed_at)
        .set(tasks::UPDATED_AT, task.updated_at)
        .set(tasks::DELETED_AT, task.deleted_at))
}
