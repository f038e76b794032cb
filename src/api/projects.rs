//! `projects`.

use taskboard_api::guards::BearerAuth;
use taskboard_api::operations::projects::{
    CreateProjectError, CreateProjectResponse, DeleteProjectError, DeleteProjectHeaders, DeleteProjectPath,
    DeleteProjectResponse, GetProjectError, GetProjectHeaders, GetProjectNotModified, GetProjectOk, GetProjectPath,
    GetProjectResponse, ListProjectsError, ListProjectsQuery, ListProjectsResponse, ReplaceProjectError,
    ReplaceProjectHeaders, ReplaceProjectPath, ReplaceProjectResponse, RestoreProjectError, RestoreProjectPath,
    RestoreProjectResponse, UpdateProjectError, UpdateProjectHeaders, UpdateProjectPath, UpdateProjectResponse,
};
use taskboard_api::server::Projects;
use taskboard_api::types::{PageMeta, Project, ProjectInput, ProjectPage, ProjectSort, ProjectUpdate, TaskCounts};

use super::conditions::{is_current, precondition, project_tag};
use super::metadata;
use super::paging::{self, NextPage};
use super::refuse::refused_as;
use super::{BASE_PATH, Taskboard};
use crate::domain::page::Sort;
use crate::domain::project::{Project as DomainProject, ProjectContent, ProjectQuery, ProjectSort as Key};
use crate::domain::refusal::TooManyMetadata;
use crate::store::StoreError;
use crate::store::failure::{ChangeFailure, FindFailure, ListFailure, UpdateProjectFailure};

impl Projects for Taskboard {
    async fn list_projects(
        &self,
        caller: BearerAuth,
        query: ListProjectsQuery,
    ) -> Result<ListProjectsResponse, ListProjectsError> {
        let scope = self.store.scope(&caller).await?;
        let next = NextPage::of("/projects")
            .with_each("archived", query.archived)
            .with("deleted", query.deleted)
            .with_each("q", &query.q)
            .with("sort", query.sort)
            .with("limit", query.limit);
        let request = paging::request(query.limit, query.cursor);
        let asked = ProjectQuery { archived: query.archived, text: query.q, deleted: query.deleted };
        let page = self.store.list_projects(&scope, &asked, sort(query.sort), &request).await?;
        let link = next.link(page.next_cursor.as_deref());
        let meta = PageMeta { next_cursor: page.next_cursor, limit: query.limit };
        let data = page.items.into_iter().map(Into::into).collect();
        Ok(ListProjectsResponse { body: ProjectPage { data, meta }, link })
    }

    async fn create_project(
        &self,
        caller: BearerAuth,
        body: ProjectInput,
    ) -> Result<CreateProjectResponse, CreateProjectError> {
        let scope = self.store.scope(&caller).await?;
        let project = self.store.create_project(&scope, body.into()).await?;
        let (etag, location) = (project_tag(&project), format!("{BASE_PATH}/projects/{}", project.id));
        Ok(CreateProjectResponse { body: project.into(), etag, location })
    }

    async fn get_project(
        &self,
        caller: BearerAuth,
        path: GetProjectPath,
        headers: GetProjectHeaders,
    ) -> Result<GetProjectResponse, GetProjectError> {
        let scope = self.store.scope(&caller).await?;
        let project = self.store.project(&scope, path.project_id).await?;
        let etag = project_tag(&project);
        if is_current(headers.if_none_match.as_deref(), &etag) {
            return Ok(GetProjectResponse::NotModified(GetProjectNotModified { etag }));
        }
        Ok(GetProjectResponse::Ok(GetProjectOk { body: project.into(), etag }))
    }

    async fn replace_project(
        &self,
        caller: BearerAuth,
        path: ReplaceProjectPath,
        headers: ReplaceProjectHeaders,
        body: ProjectInput,
    ) -> Result<ReplaceProjectResponse, ReplaceProjectError> {
        let scope = self.store.scope(&caller).await?;
        let precondition = precondition(headers.if_match.as_deref());
        let edit = |_| Ok::<_, ChangeFailure>(body.into());
        let project = self.store.change_project(&scope, path.project_id, &precondition, edit).await?;
        let etag = project_tag(&project);
        Ok(ReplaceProjectResponse { body: project.into(), etag })
    }

    async fn update_project(
        &self,
        caller: BearerAuth,
        path: UpdateProjectPath,
        headers: UpdateProjectHeaders,
        body: ProjectUpdate,
    ) -> Result<UpdateProjectResponse, UpdateProjectError> {
        let scope = self.store.scope(&caller).await?;
        let precondition = precondition(headers.if_match.as_deref());
        let edit = |content| merged(content, body).map_err(UpdateProjectFailure::from);
        let project = self.store.change_project(&scope, path.project_id, &precondition, edit).await?;
        let etag = project_tag(&project);
        Ok(UpdateProjectResponse { body: project.into(), etag })
    }

    async fn delete_project(
        &self,
        caller: BearerAuth,
        path: DeleteProjectPath,
        headers: DeleteProjectHeaders,
    ) -> Result<DeleteProjectResponse, DeleteProjectError> {
        let scope = self.store.scope(&caller).await?;
        let precondition = precondition(headers.if_match.as_deref());
        self.store.delete_project(&scope, path.project_id, &precondition).await?;
        Ok(DeleteProjectResponse)
    }

    async fn restore_project(
        &self,
        caller: BearerAuth,
        path: RestoreProjectPath,
    ) -> Result<RestoreProjectResponse, RestoreProjectError> {
        let scope = self.store.scope(&caller).await?;
        let project = self.store.restore_project(&scope, path.project_id).await?;
        let etag = project_tag(&project);
        Ok(RestoreProjectResponse { body: project.into(), etag })
    }
}

fn sort(sort: ProjectSort) -> Sort<Key> {
    match sort {
        ProjectSort::Name => Sort::ascending(Key::Name),
        ProjectSort::NameDescending => Sort::descending(Key::Name),
        ProjectSort::CreatedAt => Sort::ascending(Key::CreatedAt),
        ProjectSort::CreatedAtDescending => Sort::descending(Key::CreatedAt),
        ProjectSort::UpdatedAt => Sort::ascending(Key::UpdatedAt),
        ProjectSort::UpdatedAtDescending => Sort::descending(Key::UpdatedAt),
    }
}

impl From<ProjectInput> for ProjectContent {
    fn from(input: ProjectInput) -> Self {
        Self {
            name: input.name,
            description: input.description.value(),
            color: input.color,
            archived: input.archived,
            metadata: input.metadata.unwrap_or_default(),
        }
    }
}

fn merged(mut content: ProjectContent, update: ProjectUpdate) -> Result<ProjectContent, TooManyMetadata> {
    update.description.apply_to(&mut content.description);
    Ok(ProjectContent {
        name: update.name.unwrap_or(content.name),
        description: content.description,
        color: update.color.unwrap_or(content.color),
        archived: update.archived.unwrap_or(content.archived),
        metadata: metadata::merged(content.metadata, update.metadata)?,
    })
}

impl From<DomainProject> for Project {
    fn from(project: DomainProject) -> Self {
        let (content, counts) = (project.content, project.task_counts);
        Self {
            id: project.id,
            name: content.name,
            description: content.description,
            color: content.color,
            archived: content.archived,
            task_counts: TaskCounts {
                open: counts.open,
                in_progress: counts.in_progress,
                done: counts.done,
                cancelled: counts.cancelled,
            },
            metadata: content.metadata,
            created_at: project.created_at.into(),
            updated_at: project.updated_at.into(),
            deleted_at: project.deleted_at.map(Into::into),
        }
    }
}

refused_as! {
    StoreError => CreateProjectError, DeleteProjectError, GetProjectError, ListProjectsError, ReplaceProjectError, RestoreProjectError, UpdateProjectError;
    ListFailure => ListProjectsError;
    FindFailure => GetProjectError, RestoreProjectError;
    ChangeFailure => ReplaceProjectError, DeleteProjectError;
    UpdateProjectFailure => UpdateProjectError;
}
