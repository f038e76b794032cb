//! `attachments`.

use specwright_poem::Details;
use specwright_poem::server::{Body, InternalError};
use taskboard_api::codes;
use taskboard_api::guards::BearerAuth;
use taskboard_api::operations::attachments::{
    DeleteAttachmentError, DeleteAttachmentPath, DeleteAttachmentResponse, DownloadAttachmentError,
    DownloadAttachmentHeaders, DownloadAttachmentNotModified, DownloadAttachmentOk, DownloadAttachmentPath,
    DownloadAttachmentResponse, GetAttachmentError, GetAttachmentHeaders, GetAttachmentNotModified, GetAttachmentOk,
    GetAttachmentPath, GetAttachmentResponse, ListAttachmentsError, ListAttachmentsPath, ListAttachmentsQuery,
    ListAttachmentsResponse, UploadAttachmentBody, UploadAttachmentError, UploadAttachmentPath,
    UploadAttachmentResponse,
};
use taskboard_api::server::Attachments;
use taskboard_api::types::{Attachment, AttachmentPage, PageMeta};

use super::conditions::{content_tag, is_current};
use super::disposition;
use super::paging::{self, NextPage};
use super::refuse::{Refuse as _, Words as _, refused_as};
use super::{BASE_PATH, Taskboard};
use crate::attachments::{MAX_FILE_BYTES, UploadFailure, safe_file_name};
use crate::domain::attachment::{Attachment as DomainAttachment, AttachmentDescription};
use crate::store::StoreError;
use crate::store::failure::{FindFailure, ListWithinFailure};

impl Attachments for Taskboard {
    async fn list_attachments(
        &self,
        caller: BearerAuth,
        path: ListAttachmentsPath,
        query: ListAttachmentsQuery,
    ) -> Result<ListAttachmentsResponse, ListAttachmentsError> {
        let scope = self.store.scope(&caller).await?;
        let next = NextPage::of(format!("/tasks/{}/attachments", path.task_id)).with("limit", query.limit);
        let request = paging::request(query.limit, query.cursor);
        let page = self.store.list_attachments(&scope, path.task_id, &request).await?;
        let link = next.link(page.next_cursor.as_deref());
        let meta = PageMeta { next_cursor: page.next_cursor, limit: query.limit };
        let data = page.items.into_iter().map(Into::into).collect();
        Ok(ListAttachmentsResponse { body: AttachmentPage { data, meta }, link })
    }

    async fn upload_attachment(
        &self,
        caller: BearerAuth,
        path: UploadAttachmentPath,
        body: UploadAttachmentBody,
    ) -> Result<UploadAttachmentResponse, UploadAttachmentError> {
        let scope = self.store.scope(&caller).await?;
        let description = AttachmentDescription {
            file_name: safe_file_name(body.file.file_name.as_deref()),
            media_type: body.file.media_type.unwrap_or_else(|| "application/octet-stream".to_owned()),
            caption: body.caption,
        };
        let uploaded = self.attachments.upload(&scope, path.task_id, description, body.file.content).await;
        let attachment = uploaded.map_err(|failure| match failure {
            UploadFailure::NotFound(refusal) => UploadAttachmentError::from(refusal.words()),
            UploadFailure::TooLarge => {
                let details = Details::new(format!("A file may have {MAX_FILE_BYTES} bytes."));
                codes::PayloadTooLarge(details.field("/file").context("limit", MAX_FILE_BYTES)).into()
            }
            UploadFailure::Content(error) => InternalError::from(error).into(),
            UploadFailure::Store(error) => error.refuse(),
        })?;
        let location = format!("{BASE_PATH}/attachments/{}", attachment.id);
        let etag = content_tag(&attachment);
        Ok(UploadAttachmentResponse { body: attachment.into(), etag, location })
    }

    async fn get_attachment(
        &self,
        caller: BearerAuth,
        path: GetAttachmentPath,
        headers: GetAttachmentHeaders,
    ) -> Result<GetAttachmentResponse, GetAttachmentError> {
        let scope = self.store.scope(&caller).await?;
        let attachment = self.store.attachment(&scope, path.attachment_id).await?;
        let etag = content_tag(&attachment);
        if is_current(headers.if_none_match.as_deref(), &etag) {
            return Ok(GetAttachmentResponse::NotModified(GetAttachmentNotModified { etag }));
        }
        Ok(GetAttachmentResponse::Ok(GetAttachmentOk { body: attachment.into(), etag }))
    }

    async fn download_attachment(
        &self,
        caller: BearerAuth,
        path: DownloadAttachmentPath,
        headers: DownloadAttachmentHeaders,
    ) -> Result<DownloadAttachmentResponse, DownloadAttachmentError> {
        let scope = self.store.scope(&caller).await?;
        let (attachment, file) = self.attachments.open(&scope, path.attachment_id).await?;
        let etag = content_tag(&attachment);
        if is_current(headers.if_none_match.as_deref(), &etag) {
            return Ok(DownloadAttachmentResponse::NotModified(DownloadAttachmentNotModified { etag }));
        }
        let content_disposition = disposition::attachment(&attachment.description.file_name);
        let body = Body::from_async_read(file);
        Ok(DownloadAttachmentResponse::Ok(DownloadAttachmentOk { body, etag, content_disposition }))
    }

    async fn delete_attachment(
        &self,
        caller: BearerAuth,
        path: DeleteAttachmentPath,
    ) -> Result<DeleteAttachmentResponse, DeleteAttachmentError> {
        let scope = self.store.scope(&caller).await?;
        self.attachments.delete(&scope, path.attachment_id).await?;
        Ok(DeleteAttachmentResponse)
    }
}

impl From<DomainAttachment> for Attachment {
    fn from(attachment: DomainAttachment) -> Self {
        let sha256 = attachment.sha256_text();
        Self {
            id: attachment.id,
            task_id: attachment.task_id,
            file_name: attachment.description.file_name,
            media_type: attachment.description.media_type,
            size_bytes: attachment.size_bytes,
            sha256,
            caption: attachment.description.caption,
            created_at: attachment.created_at.into(),
        }
    }
}

refused_as! {
    StoreError => DeleteAttachmentError, DownloadAttachmentError, GetAttachmentError, ListAttachmentsError, UploadAttachmentError;
    ListWithinFailure => ListAttachmentsError;
    FindFailure => GetAttachmentError, DownloadAttachmentError, DeleteAttachmentError;
}
