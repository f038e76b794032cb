//! `tasks`.

use taskboard_api::codes;
use taskboard_api::guards::BearerAuth;
use taskboard_api::operations::tasks::{
    CompleteTaskError, CompleteTaskPath, CompleteTaskResponse, CreateTaskError, CreateTaskResponse, DeleteTaskError,
    DeleteTaskHeaders, DeleteTaskPath, DeleteTaskResponse, GetTaskError, GetTaskHeaders, GetTaskNotModified, GetTaskOk,
    GetTaskPath, GetTaskResponse, ListTasksError, ListTasksQuery, ListTasksResponse, ReplaceTaskError,
    ReplaceTaskHeaders, ReplaceTaskPath, ReplaceTaskResponse, RestoreTaskError, RestoreTaskPath, RestoreTaskResponse,
    UpdateTaskError, UpdateTaskHeaders, UpdateTaskPath, UpdateTaskResponse,
};
use taskboard_api::server::Tasks;
use taskboard_api::types::{PageMeta, TaskCreate, TaskPage, TaskReplace, TaskUpdate};

use super::conditions::{is_current, precondition, version_tag};
use super::paging::{self, NextPage};
use super::refuse::refused_as;
use super::task_types::{merged, sort};
use super::{BASE_PATH, Taskboard};
use crate::domain::task::TaskQuery;
use crate::store::StoreError;
use crate::store::failure::{
    ChangeFailure, CompleteTaskFailure, CreateTaskFailure, FindFailure, ListFailure, ReplaceTaskFailure,
    UpdateTaskFailure,
};

impl Tasks for Taskboard {
    async fn list_tasks(&self, caller: BearerAuth, query: ListTasksQuery) -> Result<ListTasksResponse, ListTasksError> {
        let scope = self.store.scope(&caller).await?;
        let next = NextPage::of("/tasks")
            .with_each("status", &query.status)
            .with_each("priority", &query.priority)
            .with_each("project_id", query.project_id)
            .with_each("tag", &query.tag)
            .with_each("due_after", query.due_after)
            .with_each("due_before", query.due_before)
            .with("deleted", query.deleted)
            .with_each("q", &query.q)
            .with("sort", query.sort)
            .with("limit", query.limit);
        let request = paging::request(query.limit, query.cursor);
        let asked = TaskQuery {
            statuses: query.status.into_iter().map(Into::into).collect(),
            priorities: query.priority.into_iter().map(Into::into).collect(),
            project_id: query.project_id,
            tag_ids: query.tag,
            due_after: query.due_after.map(Into::into),
            due_before: query.due_before.map(Into::into),
            text: query.q,
            deleted: query.deleted,
        };
        let page = self.store.list_tasks(&scope, &asked, sort(query.sort), &request).await?;
        let link = next.link(page.next_cursor.as_deref());
        let meta = PageMeta { next_cursor: page.next_cursor, limit: query.limit };
        let data = page.items.into_iter().map(Into::into).collect();
        Ok(ListTasksResponse { body: TaskPage { data, meta }, link })
    }

    async fn create_task(&self, caller: BearerAuth, body: TaskCreate) -> Result<CreateTaskResponse, CreateTaskError> {
        let scope = self.store.scope(&caller).await?;
        let task = self.store.create_task(&scope, body.into()).await?;
        let (etag, location) = (version_tag(task.version), format!("{BASE_PATH}/tasks/{}", task.id));
        Ok(CreateTaskResponse { body: task.into(), etag, location })
    }

    async fn get_task(
        &self,
        caller: BearerAuth,
        path: GetTaskPath,
        headers: GetTaskHeaders,
    ) -> Result<GetTaskResponse, GetTaskError> {
        let scope = self.store.scope(&caller).await?;
        let task = self.store.task(&scope, path.task_id).await?;
        let etag = version_tag(task.version);
        if is_current(headers.if_none_match.as_deref(), &etag) {
            return Ok(GetTaskResponse::NotModified(GetTaskNotModified { etag }));
        }
        Ok(GetTaskResponse::Ok(GetTaskOk { body: task.into(), etag }))
    }

    async fn replace_task(
        &self,
        caller: BearerAuth,
        path: ReplaceTaskPath,
        headers: ReplaceTaskHeaders,
        body: TaskReplace,
    ) -> Result<ReplaceTaskResponse, ReplaceTaskError> {
        let scope = self.store.scope(&caller).await?;
        let Some(if_match) = &headers.if_match else {
            // The object comes before the precondition.
            self.store.task(&scope, path.task_id).await?;
            let detail = "Send the entity tag of what is to be replaced in If-Match.";
            return Err(codes::PreconditionRequired(specwright_poem::Details::new(detail).field("/If-Match")).into());
        };
        let precondition = precondition(Some(if_match));
        let edit = |_| Ok::<_, ReplaceTaskFailure>(body.into());
        let task = self.store.change_task(&scope, path.task_id, &precondition, edit).await?;
        let etag = version_tag(task.version);
        Ok(ReplaceTaskResponse { body: task.into(), etag })
    }

    async fn update_task(
        &self,
        caller: BearerAuth,
        path: UpdateTaskPath,
        headers: UpdateTaskHeaders,
        body: TaskUpdate,
    ) -> Result<UpdateTaskResponse, UpdateTaskError> {
        let scope = self.store.scope(&caller).await?;
        let precondition = precondition(headers.if_match.as_deref());
        let edit = |content| merged(content, body).map_err(UpdateTaskFailure::from);
        let task = self.store.change_task(&scope, path.task_id, &precondition, edit).await?;
        let etag = version_tag(task.version);
        Ok(UpdateTaskResponse { body: task.into(), etag })
    }

    async fn delete_task(
        &self,
        caller: BearerAuth,
        path: DeleteTaskPath,
        headers: DeleteTaskHeaders,
    ) -> Result<DeleteTaskResponse, DeleteTaskError> {
        let scope = self.store.scope(&caller).await?;
        let precondition = precondition(headers.if_match.as_deref());
        self.store.delete_task(&scope, path.task_id, &precondition).await?;
        Ok(DeleteTaskResponse)
    }

    async fn restore_task(
        &self,
        caller: BearerAuth,
        path: RestoreTaskPath,
    ) -> Result<RestoreTaskResponse, RestoreTaskError> {
        let scope = self.store.scope(&caller).await?;
        let task = self.store.restore_task(&scope, path.task_id).await?;
        let etag = version_tag(task.version);
        Ok(RestoreTaskResponse { body: task.into(), etag })
    }

    async fn complete_task(
        &self,
        caller: BearerAuth,
        path: CompleteTaskPath,
    ) -> Result<CompleteTaskResponse, CompleteTaskError> {
        let scope = self.store.scope(&caller).await?;
        let task = self.store.complete_task(&scope, path.task_id).await?;
        let etag = version_tag(task.version);
        Ok(CompleteTaskResponse { body: task.into(), etag })
    }
}

refused_as! {
    StoreError => CompleteTaskError, CreateTaskError, DeleteTaskError, GetTaskError, ListTasksError, ReplaceTaskError, RestoreTaskError, UpdateTaskError;
    ListFailure => ListTasksError;
    FindFailure => GetTaskError, ReplaceTaskError, RestoreTaskError;
    CreateTaskFailure => CreateTaskError;
    ReplaceTaskFailure => ReplaceTaskError;
    UpdateTaskFailure => UpdateTaskError;
    ChangeFailure => DeleteTaskError;
    CompleteTaskFailure => CompleteTaskError;
}
