//! `comments`.

use taskboard_api::guards::BearerAuth;
use taskboard_api::operations::comments::{
    CreateCommentError, CreateCommentPath, CreateCommentResponse, DeleteCommentError, DeleteCommentPath,
    DeleteCommentResponse, ListCommentsError, ListCommentsPath, ListCommentsQuery, ListCommentsResponse,
};
use taskboard_api::server::Comments;
use taskboard_api::types::{Comment, CommentInput, CommentPage, PageMeta};

use super::paging::{self, NextPage};
use super::refuse::refused_as;
use super::{BASE_PATH, Taskboard};
use crate::domain::comment::Comment as DomainComment;
use crate::store::StoreError;
use crate::store::failure::{FindFailure, ListWithinFailure};

impl Comments for Taskboard {
    async fn list_comments(
        &self,
        caller: BearerAuth,
        path: ListCommentsPath,
        query: ListCommentsQuery,
    ) -> Result<ListCommentsResponse, ListCommentsError> {
        let scope = self.store.scope(&caller).await?;
        let next = NextPage::of(format!("/tasks/{}/comments", path.task_id)).with("limit", query.limit);
        let request = paging::request(query.limit, query.cursor);
        let page = self.store.list_comments(&scope, path.task_id, &request).await?;
        let link = next.link(page.next_cursor.as_deref());
        let meta = PageMeta { next_cursor: page.next_cursor, limit: query.limit };
        let data = page.items.into_iter().map(Into::into).collect();
        Ok(ListCommentsResponse { body: CommentPage { data, meta }, link })
    }

    async fn create_comment(
        &self,
        caller: BearerAuth,
        path: CreateCommentPath,
        body: CommentInput,
    ) -> Result<CreateCommentResponse, CreateCommentError> {
        let scope = self.store.scope(&caller).await?;
        let status = body.set_status.map(Into::into);
        let comment = self.store.create_comment(&scope, path.task_id, body.body, status).await?;
        let location = format!("{BASE_PATH}/tasks/{}/comments/{}", comment.task_id, comment.id);
        Ok(CreateCommentResponse { body: comment.into(), location })
    }

    async fn delete_comment(
        &self,
        caller: BearerAuth,
        path: DeleteCommentPath,
    ) -> Result<DeleteCommentResponse, DeleteCommentError> {
        let scope = self.store.scope(&caller).await?;
        self.store.delete_comment(&scope, path.task_id, path.comment_id).await?;
        Ok(DeleteCommentResponse)
    }
}

impl From<DomainComment> for Comment {
    fn from(comment: DomainComment) -> Self {
        Self {
            id: comment.id,
            task_id: comment.task_id,
            author: comment.author.into(),
            body: comment.body,
            created_at: comment.created_at.into(),
        }
    }
}

refused_as! {
    StoreError => CreateCommentError, DeleteCommentError, ListCommentsError;
    ListWithinFailure => ListCommentsError;
    FindFailure => CreateCommentError, DeleteCommentError;
}
