//! Projects.

use std::collections::HashMap;

use uuid::Uuid;

use super::access::{Assign, Column, OwnedTable, Scope, SearchedTable, Select, projects, tasks};
use super::database::Rows;
use super::error::StoreError;
use super::failure::{ChangeFailure, FindFailure, ListFailure};
use super::keyset::{Key, KeyKind, Keyset, name_key};
use super::row::{Columns, Record, Row};
use super::search::SearchText;
use super::tasks::status;
use super::{Store, users};
use crate::domain::page::{Page, PageRequest, Sort};
use crate::domain::precondition::Precondition;
use crate::domain::project::{Project, ProjectContent, ProjectQuery, ProjectSort, TaskCounts};
use crate::domain::refusal::NotFound;
use crate::domain::time::now;

impl Record for Project {
    const COLUMNS: &'static [Column] = &[
        projects::ID,
        projects::NAME,
        projects::DESCRIPTION,
        projects::COLOR,
        projects::ARCHIVED,
        projects::METADATA,
        projects::VERSION,
        projects::CREATED_AT,
        projects::UPDATED_AT,
        projects::DELETED_AT,
    ];

    /// Without the counts of its tasks.
    fn read(columns: &mut Columns<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: columns.next()?,
            content: ProjectContent {
                name: columns.next()?,
                description: columns.next()?,
                color: columns.next()?,
                archived: columns.next()?,
                metadata: columns.next_json()?,
            },
            task_counts: TaskCounts::default(),
            version: columns.next()?,
            created_at: columns.next()?,
            updated_at: columns.next()?,
            deleted_at: columns.next()?,
        })
    }
}

impl Store {
    pub async fn project(&self, scope: &Scope, id: Uuid) -> Result<Project, FindFailure> {
        let mut database = &*self.database;
        let mut project = find(&mut database, by_id(scope, id)).await?.ok_or(NotFound)?;
        load_counts(&mut database, scope, std::slice::from_mut(&mut project)).await?;
        Ok(project)
    }

    pub async fn list_projects(
        &self,
        scope: &Scope,
        query: &ProjectQuery,
        sort: Sort<ProjectSort>,
        request: &PageRequest,
    ) -> Result<Page<Project>, ListFailure> {
        let mut database = &*self.database;
        let keyset = keyset(sort);
        let rows = database.rows(keyset.narrow(list(scope, query), request)?).await?;
        let mut found = rows.iter().map(Row::record).collect::<Result<Vec<Project>, _>>()?;
        load_counts(&mut database, scope, &mut found).await?;
        Ok(keyset.page(found, request, |project| {
            let key = match sort.key {
                ProjectSort::CreatedAt => Key::Moment(project.created_at),
                ProjectSort::UpdatedAt => Key::Moment(project.updated_at),
                ProjectSort::Name => Key::Text(name_key(&project.content.name)),
            };
            (key, project.id)
        }))
    }

    pub async fn create_project(&self, scope: &Scope, content: ProjectContent) -> Result<Project, StoreError> {
        let now = now();
        let project = Project {
            id: Uuid::now_v7(),
            content,
            task_counts: TaskCounts::default(),
            version: 1,
            created_at: now,
            updated_at: now,
            deleted_at: None,
        };
        let insert = scope
            .insert(OwnedTable::Projects)
            .set(projects::ID, project.id)
            .set(projects::CREATED_AT, project.created_at);
        let mut transaction = self.database.begin().await?;
        transaction.execute(written(insert, &project)?).await?;
        transaction.commit().await?;
        Ok(project)
    }

    /// Gives a project new content, made from what it has. `E` is what the caller's own rules may refuse with.
    pub async fn change_project<E>(
        &self,
        scope: &Scope,
        id: Uuid,
        precondition: &Precondition,
        edit: impl FnOnce(ProjectContent) -> Result<ProjectContent, E> + Send,
    ) -> Result<Project, E>
    where
        E: From<ChangeFailure>,
    {
        let mut transaction = self.database.begin().await.map_err(ChangeFailure::from)?;
        let found = find(&mut transaction, by_id(scope, id)).await.map_err(ChangeFailure::from)?;
        let mut project = found.ok_or(ChangeFailure::NotFound(NotFound))?;
        precondition.check(project.version).map_err(ChangeFailure::from)?;
        let content = edit(project.content.clone())?;
        let finish = async {
            if content != project.content {
                let read = project.version;
                project.content = content;
                touch(&mut project);
                write(&mut transaction, scope, precondition, &project, read).await?;
            }
            load_counts(&mut transaction, scope, std::slice::from_mut(&mut project)).await?;
            transaction.commit().await?;
            Ok::<_, ChangeFailure>(())
        };
        finish.await?;
        Ok(project)
    }

    /// Its tasks stay, and go on naming it.
    pub async fn delete_project(
        &self,
        scope: &Scope,
        id: Uuid,
        precondition: &Precondition,
    ) -> Result<(), ChangeFailure> {
        let mut transaction = self.database.begin().await?;
        let mut project = find(&mut transaction, by_id(scope, id)).await?.ok_or(NotFound)?;
        precondition.check(project.version)?;
        let read = project.version;
        touch(&mut project);
        project.deleted_at = Some(project.updated_at);
        write(&mut transaction, scope, precondition, &project, read).await?;
        Ok(transaction.commit().await?)
    }

    pub async fn restore_project(&self, scope: &Scope, id: Uuid) -> Result<Project, FindFailure> {
        let mut transaction = self.database.begin().await?;
        let select = by_id_even_deleted(scope, id).for_update();
        let mut project = find(&mut transaction, select).await?.ok_or(NotFound)?;
        if project.deleted_at.is_some() {
            touch(&mut project);
            project.deleted_at = None;
            let update = scope.update(OwnedTable::Projects).filter(projects::ID.is(id));
            transaction.execute(written(update, &project)?).await?;
        }
        load_counts(&mut transaction, scope, std::slice::from_mut(&mut project)).await?;
        transaction.commit().await?;
        Ok(project)
    }
}

pub(super) fn list(scope: &Scope, query: &ProjectQuery) -> Select {
    let deleted = projects::DELETED_AT;
    let mut select = scope.select(OwnedTable::Projects).columns(Project::COLUMNS).filter(if query.deleted {
        deleted.is_not_null()
    } else {
        deleted.is_null()
    });
    if let Some(archived) = query.archived {
        select = select.filter(projects::ARCHIVED.is(archived));
    }
    if let Some(text) = &query.text {
        select = select.filter(scope.matching(SearchedTable::Projects, &SearchText::parse(text)));
    }
    select
}

pub(super) fn keyset(sort: Sort<ProjectSort>) -> Keyset {
    let (name, key, kind) = match sort.key {
        ProjectSort::CreatedAt => ("projects.created_at", projects::CREATED_AT, KeyKind::Moment),
        ProjectSort::UpdatedAt => ("projects.updated_at", projects::UPDATED_AT, KeyKind::Moment),
        ProjectSort::Name => ("projects.name", projects::NAME_KEY, KeyKind::Text),
    };
    Keyset { name, key, id: projects::ID, kind, descending: sort.descending }
}

/// The project that is there, not the deleted one.
fn by_id(scope: &Scope, id: Uuid) -> Select {
    by_id_even_deleted(scope, id).filter(projects::DELETED_AT.is_null())
}

fn by_id_even_deleted(scope: &Scope, id: Uuid) -> Select {
    scope.select(OwnedTable::Projects).columns(Project::COLUMNS).filter(projects::ID.is(id))
}

async fn find(rows: &mut impl Rows, select: Select) -> Result<Option<Project>, StoreError> {
    rows.first(select).await?.map(|row| row.record()).transpose()
}

/// How many tasks all these projects have, in one query.
async fn load_counts(rows: &mut impl Rows, scope: &Scope, found: &mut [Project]) -> Result<(), StoreError> {
    if found.is_empty() {
        return Ok(());
    }
    let select = scope
        .select(OwnedTable::Tasks)
        .count_by(&[tasks::PROJECT_ID, tasks::STATUS])
        .filter(tasks::PROJECT_ID.one_of(found.iter().map(|project| project.id)))
        .filter(tasks::DELETED_AT.is_null());
    let mut counts: HashMap<Uuid, TaskCounts> = HashMap::new();
    for row in rows.rows(select).await? {
        let mut columns = row.columns();
        let (project, name): (Uuid, String) = (columns.next()?, columns.next()?);
        *counts.entry(project).or_default().of(status(&name)?) = columns.next()?;
    }
    for project in found {
        project.task_counts = counts.remove(&project.id).unwrap_or_default();
    }
    Ok(())
}

fn touch(project: &mut Project) {
    project.version += 1;
    project.updated_at = now();
}

/// Writes a project over the version that was read, and no other.
async fn write(
    transaction: &mut super::database::Transaction,
    scope: &Scope,
    precondition: &Precondition,
    project: &Project,
    read: i64,
) -> Result<(), ChangeFailure> {
    let update =
        scope.update(OwnedTable::Projects).filter(projects::ID.is(project.id)).filter(projects::VERSION.is(read));
    if transaction.execute(written(update, project)?).await? == 0 {
        return Err(precondition.overtaken());
    }
    Ok(())
}

/// Every column that a change may touch.
fn written<C: Assign>(columns: C, project: &Project) -> Result<C, StoreError> {
    let content = &project.content;
    Ok(columns
        .set(projects::NAME, content.name.as_str())
        .set(projects::NAME_KEY, name_key(&content.name))
        .set(projects::DESCRIPTION, content.description.clone())
        .set(projects::COLOR, content.color.as_str())
        .set(projects::ARCHIVED, content.archived)
        .set(projects::METADATA, users::json(&content.metadata)?)
        .set(projects::VERSION, project.version)
        .set(projects::UPDATED_AT, project.updated_at)
        .set(projects::DELETED_AT, project.deleted_at))
}
