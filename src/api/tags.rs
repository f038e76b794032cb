//! `tags`, and which task has which.

use taskboard_api::guards::BearerAuth;
use taskboard_api::operations::tags::{
    AttachTagError, AttachTagPath, AttachTagResponse, CreateTagError, CreateTagResponse, DeleteTagError,
    DeleteTagHeaders, DeleteTagPath, DeleteTagResponse, DetachTagError, DetachTagPath, DetachTagResponse, GetTagError,
    GetTagHeaders, GetTagNotModified, GetTagOk, GetTagPath, GetTagResponse, ListTagsError, ListTagsQuery,
    ListTagsResponse, ReplaceTagError, ReplaceTagHeaders, ReplaceTagPath, ReplaceTagResponse, UpdateTagError,
    UpdateTagHeaders, UpdateTagPath, UpdateTagResponse,
};
use taskboard_api::server::Tags;
use taskboard_api::types::{PageMeta, Tag, TagInput, TagPage, TagSort, TagUpdate};

use super::conditions::{is_current, precondition, version_tag};
use super::paging::{self, NextPage};
use super::refuse::refused_as;
use super::{BASE_PATH, Taskboard};
use crate::domain::page::Sort;
use crate::domain::tag::{Tag as DomainTag, TagContent, TagQuery, TagSort as Key};
use crate::store::StoreError;
use crate::store::failure::{
    AttachTagFailure, ChangeFailure, ChangeTagFailure, CreateTagFailure, FindFailure, ListFailure,
};

impl Tags for Taskboard {
    async fn list_tags(&self, caller: BearerAuth, query: ListTagsQuery) -> Result<ListTagsResponse, ListTagsError> {
        let scope = self.store.scope(&caller).await?;
        let next = NextPage::of("/tags").with_each("q", &query.q).with("sort", query.sort).with("limit", query.limit);
        let request = paging::request(query.limit, query.cursor);
        let page = self.store.list_tags(&scope, &TagQuery { text: query.q }, sort(query.sort), &request).await?;
        let link = next.link(page.next_cursor.as_deref());
        let meta = PageMeta { next_cursor: page.next_cursor, limit: query.limit };
        let data = page.items.into_iter().map(Into::into).collect();
        Ok(ListTagsResponse { body: TagPage { data, meta }, link })
    }

    async fn create_tag(&self, caller: BearerAuth, body: TagInput) -> Result<CreateTagResponse, CreateTagError> {
        let scope = self.store.scope(&caller).await?;
        let tag = self.store.create_tag(&scope, body.into()).await?;
        let (etag, location) = (version_tag(tag.version), format!("{BASE_PATH}/tags/{}", tag.id));
        Ok(CreateTagResponse { body: tag.into(), etag, location })
    }

    async fn get_tag(
        &self,
        caller: BearerAuth,
        path: GetTagPath,
        headers: GetTagHeaders,
    ) -> Result<GetTagResponse, GetTagError> {
        let scope = self.store.scope(&caller).await?;
        let tag = self.store.tag(&scope, path.tag_id).await?;
        let etag = version_tag(tag.version);
        if is_current(headers.if_none_match.as_deref(), &etag) {
            return Ok(GetTagResponse::NotModified(GetTagNotModified { etag }));
        }
        Ok(GetTagResponse::Ok(GetTagOk { body: tag.into(), etag }))
    }

    async fn replace_tag(
        &self,
        caller: BearerAuth,
        path: ReplaceTagPath,
        headers: ReplaceTagHeaders,
        body: TagInput,
    ) -> Result<ReplaceTagResponse, ReplaceTagError> {
        let scope = self.store.scope(&caller).await?;
        let precondition = precondition(headers.if_match.as_deref());
        let tag = self.store.change_tag(&scope, path.tag_id, &precondition, |_| body.into()).await?;
        let etag = version_tag(tag.version);
        Ok(ReplaceTagResponse { body: tag.into(), etag })
    }

    async fn update_tag(
        &self,
        caller: BearerAuth,
        path: UpdateTagPath,
        headers: UpdateTagHeaders,
        body: TagUpdate,
    ) -> Result<UpdateTagResponse, UpdateTagError> {
        let scope = self.store.scope(&caller).await?;
        let precondition = precondition(headers.if_match.as_deref());
        let edit = |content: TagContent| TagContent {
            name: body.name.unwrap_or(content.name),
            color: body.color.unwrap_or(content.color),
        };
        let tag = self.store.change_tag(&scope, path.tag_id, &precondition, edit).await?;
        let etag = version_tag(tag.version);
        Ok(UpdateTagResponse { body: tag.into(), etag })
    }

    async fn delete_tag(
        &self,
        caller: BearerAuth,
        path: DeleteTagPath,
        headers: DeleteTagHeaders,
    ) -> Result<DeleteTagResponse, DeleteTagError> {
        let scope = self.store.scope(&caller).await?;
        let precondition = precondition(headers.if_match.as_deref());
        self.store.delete_tag(&scope, path.tag_id, &precondition).await?;
        Ok(DeleteTagResponse)
    }

    async fn attach_tag(&self, caller: BearerAuth, path: AttachTagPath) -> Result<AttachTagResponse, AttachTagError> {
        let scope = self.store.scope(&caller).await?;
        self.store.attach_tag(&scope, path.task_id, path.tag_id).await?;
        Ok(AttachTagResponse)
    }

    async fn detach_tag(&self, caller: BearerAuth, path: DetachTagPath) -> Result<DetachTagResponse, DetachTagError> {
        let scope = self.store.scope(&caller).await?;
        self.store.detach_tag(&scope, path.task_id, path.tag_id).await?;
        Ok(DetachTagResponse)
    }
}

fn sort(sort: TagSort) -> Sort<Key> {
    match sort {
        TagSort::Name => Sort::ascending(Key::Name),
        TagSort::NameDescending => Sort::descending(Key::Name),
        TagSort::CreatedAt => Sort::ascending(Key::CreatedAt),
        TagSort::CreatedAtDescending => Sort::descending(Key::CreatedAt),
    }
}

impl From<TagInput> for TagContent {
    fn from(input: TagInput) -> Self {
        Self { name: input.name, color: input.color }
    }
}

impl From<DomainTag> for Tag {
    fn from(tag: DomainTag) -> Self {
        Self {
            id: tag.id,
            name: tag.content.name,
            color: tag.content.color,
            created_at: tag.created_at.into(),
            updated_at: tag.updated_at.into(),
        }
    }
}

refused_as! {
    StoreError => AttachTagError, CreateTagError, DeleteTagError, DetachTagError, GetTagError, ListTagsError, ReplaceTagError, UpdateTagError;
    ListFailure => ListTagsError;
    FindFailure => GetTagError, DetachTagError;
    CreateTagFailure => CreateTagError;
    ChangeTagFailure => ReplaceTagError, UpdateTagError;
    ChangeFailure => DeleteTagError;
    AttachTagFailure => AttachTagError;
}
