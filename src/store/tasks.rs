//! Tasks: reading them. Writing is in `task_changes`.

use std::collections::HashMap;

use uuid::Uuid;

use super::Store;
use super::access::{Column, Filter, OwnedTable, Scope, SearchedTable, Select, tags, task_tags, tasks};
use super::database::Rows;
use super::error::StoreError;
use super::failure::{FindFailure, ListFailure};
use super::keyset::{Key, KeyKind, Keyset, never_due};
use super::row::{Columns, Record, Row};
use super::search::SearchText;
use crate::domain::page::{Page, PageRequest, Sort};
use crate::domain::refusal::NotFound;
use crate::domain::tag::TagRef;
use crate::domain::task::{Task, TaskContent, TaskPriority, TaskQuery, TaskSort, TaskStatus};

impl Record for Task {
    const COLUMNS: &'static [Column] = &[
        tasks::ID,
        tasks::PROJECT_ID,
        tasks::TITLE,
        tasks::DESCRIPTION,
        tasks::STATUS,
        tasks::PRIORITY,
        tasks::DUE_AT,
        tasks::START_ON,
        tasks::ESTIMATE_MINUTES,
        tasks::SOURCE_URL,
        tasks::METADATA,
        tasks::VERSION,
        tasks::COMPLETED_AT,
        tasks::CREATED_AT,
        tasks::UPDATED_AT,
        tasks::DELETED_AT,
    ];

    /// Without its tags, which are rows of their own.
    fn read(columns: &mut Columns<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: columns.next()?,
            content: TaskContent {
                project_id: columns.next()?,
                title: columns.next()?,
                description: columns.next()?,
                status: status(&columns.next::<String>()?)?,
                priority: priority(columns.next()?)?,
                due_at: columns.next()?,
                start_on: columns.next()?,
                estimate_minutes: columns.next()?,
                source_url: columns.next()?,
                metadata: columns.next_json()?,
            },
            tags: Vec::new(),
            version: columns.next()?,
            completed_at: columns.next()?,
            created_at: columns.next()?,
            updated_at: columns.next()?,
            deleted_at: columns.next()?,
        })
    }
}

pub(super) fn status(name: &str) -> Result<TaskStatus, StoreError> {
    let status = TaskStatus::ALL.into_iter().find(|status| status.name() == name);
    status.ok_or_else(|| StoreError::Unreadable(format!("{name} is no status")))
}

/// The priority's place among all, by which the database sorts.
pub(super) fn rank(priority: TaskPriority) -> i16 {
    priority as i16
}

fn priority(stored: i16) -> Result<TaskPriority, StoreError> {
    let priority = TaskPriority::ALL.into_iter().find(|priority| rank(*priority) == stored);
    priority.ok_or_else(|| StoreError::Unreadable(format!("{stored} is no priority")))
}

impl Store {
    pub async fn task(&self, scope: &Scope, id: Uuid) -> Result<Task, FindFailure> {
        let mut database = &*self.database;
        let mut task = find(&mut database, by_id(scope, id)).await?.ok_or(NotFound)?;
        // Read after the task and not before: should a tag be attached in between, the version is the older one, and
        // whoever writes with it is told to look again.
        load_tags(&mut database, scope, std::slice::from_mut(&mut task)).await?;
        Ok(task)
    }

    pub async fn list_tasks(
        &self,
        scope: &Scope,
        query: &TaskQuery,
        sort: Sort<TaskSort>,
        request: &PageRequest,
    ) -> Result<Page<Task>, ListFailure> {
        let mut database = &*self.database;
        let keyset = keyset(sort);
        let rows = database.rows(keyset.narrow(list(scope, query), request)?).await?;
        let mut found = rows.iter().map(Row::record).collect::<Result<Vec<Task>, _>>()?;
        load_tags(&mut database, scope, &mut found).await?;
        Ok(keyset.page(found, request, |task| {
            let moment = match sort.key {
                TaskSort::CreatedAt => task.created_at,
                TaskSort::UpdatedAt => task.updated_at,
                TaskSort::DueAt => task.content.due_at.unwrap_or_else(|| never_due(sort.descending)),
            };
            (Key::Moment(moment), task.id)
        }))
    }
}

pub(super) fn list(scope: &Scope, query: &TaskQuery) -> Select {
    let mut select = scope.select(OwnedTable::Tasks).columns(Task::COLUMNS);
    select = select.filter(if query.deleted { tasks::DELETED_AT.is_not_null() } else { tasks::DELETED_AT.is_null() });
    if !query.statuses.is_empty() {
        select = select.filter(tasks::STATUS.one_of(query.statuses.iter().map(|status| status.name())));
    }
    if !query.priorities.is_empty() {
        select = select.filter(tasks::PRIORITY.one_of(query.priorities.iter().map(|priority| rank(*priority))));
    }
    if let Some(project_id) = query.project_id {
        select = select.filter(tasks::PROJECT_ID.is(project_id));
    }
    if !query.tag_ids.is_empty() {
        let tagged = scope
            .select(OwnedTable::TaskTags)
            .columns(&[task_tags::TASK_ID])
            .filter(task_tags::TAG_ID.one_of(query.tag_ids.iter().copied()));
        select = select.filter(tasks::ID.within(tagged));
    }
    if let Some(moment) = query.due_after {
        select = select.filter(tasks::DUE_AT.at_least(moment));
    }
    if let Some(moment) = query.due_before {
        select = select.filter(tasks::DUE_AT.less_than(moment));
    }
    if let Some(text) = &query.text {
        select = select.filter(scope.matching(SearchedTable::Tasks, &SearchText::parse(text)));
    }
    select
}

pub(super) fn keyset(sort: Sort<TaskSort>) -> Keyset {
    let (name, key) = match sort.key {
        TaskSort::CreatedAt => ("tasks.created_at", tasks::CREATED_AT),
        TaskSort::UpdatedAt => ("tasks.updated_at", tasks::UPDATED_AT),
        TaskSort::DueAt if sort.descending => ("tasks.due_at", tasks::DUE_KEY_REVERSED),
        TaskSort::DueAt => ("tasks.due_at", tasks::DUE_KEY),
    };
    Keyset { name, key, id: tasks::ID, kind: KeyKind::Moment, descending: sort.descending }
}

/// The task that is there, not the deleted one.
pub(super) fn by_id(scope: &Scope, id: Uuid) -> Select {
    by_id_even_deleted(scope, id).filter(tasks::DELETED_AT.is_null())
}

pub(super) fn by_id_even_deleted(scope: &Scope, id: Uuid) -> Select {
    scope.select(OwnedTable::Tasks).columns(Task::COLUMNS).filter(tasks::ID.is(id))
}

pub(super) async fn find(rows: &mut impl Rows, select: Select) -> Result<Option<Task>, StoreError> {
    rows.first(select).await?.map(|row| row.record()).transpose()
}

/// That there is such a task, for what is about it.
pub(super) async fn require<E>(rows: &mut impl Rows, scope: &Scope, id: Uuid) -> Result<(), E>
where
    E: From<NotFound> + From<StoreError>,
{
    let select = scope
        .select(OwnedTable::Tasks)
        .columns(&[tasks::ID])
        .filter(Filter::all([tasks::ID.is(id), tasks::DELETED_AT.is_null()]));
    if rows.first(select).await?.is_none() {
        return Err(NotFound.into());
    }
    Ok(())
}

/// The tags of all these tasks, in one query.
pub(super) async fn load_tags(rows: &mut impl Rows, scope: &Scope, found: &mut [Task]) -> Result<(), StoreError> {
    if found.is_empty() {
        return Ok(());
    }
    let select = scope
        .select(OwnedTable::TaskTags)
        .columns(&[task_tags::TASK_ID, tags::ID, tags::NAME, tags::COLOR])
        .join(OwnedTable::Tags, task_tags::TAG_ID, tags::ID)
        .filter(task_tags::TASK_ID.one_of(found.iter().map(|task| task.id)))
        .order_by(tags::NAME_KEY, super::access::Order::Ascending)
        .order_by(tags::ID, super::access::Order::Ascending);
    let mut by_task: HashMap<Uuid, Vec<TagRef>> = HashMap::new();
    for row in rows.rows(select).await? {
        let mut columns = row.columns();
        let task_id = columns.next()?;
        let tag = TagRef { id: columns.next()?, name: columns.next()?, color: columns.next()? };
        by_task.entry(task_id).or_default().push(tag);
    }
    for task in found {
        task.tags = by_task.remove(&task.id).unwrap_or_default();
    }
    Ok(())
}
