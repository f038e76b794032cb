//! What is known about attachments. Their content is in files (`crate::attachments`).

use std::collections::HashSet;

use uuid::Uuid;

use super::access::{
    Assign as _, Column, OwnedTable, Scope, Select, Upkeep, UpkeepTable, attachments, tasks as task_columns,
};
use super::database::Rows as _;
use super::error::StoreError;
use super::failure::{FindFailure, ListWithinFailure};
use super::keyset::{Key, KeyKind, Keyset};
use super::row::{Columns, Record, Row};
use super::{Store, events, tasks};
use crate::domain::attachment::{Attachment, AttachmentDescription};
use crate::domain::event::Happening;
use crate::domain::page::{Page, PageRequest};
use crate::domain::refusal::NotFound;

const ORDER: Keyset = Keyset {
    name: "attachments.created_at",
    key: attachments::CREATED_AT,
    id: attachments::ID,
    kind: KeyKind::Moment,
    descending: false,
};

impl Record for Attachment {
    const COLUMNS: &'static [Column] = &[
        attachments::ID,
        attachments::TASK_ID,
        attachments::FILE_NAME,
        attachments::MEDIA_TYPE,
        attachments::CAPTION,
        attachments::SIZE_BYTES,
        attachments::SHA256,
        attachments::CREATED_AT,
    ];

    fn read(columns: &mut Columns<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: columns.next()?,
            task_id: columns.next()?,
            description: AttachmentDescription {
                file_name: columns.next()?,
                media_type: columns.next()?,
                caption: columns.next()?,
            },
            size_bytes: columns.next()?,
            sha256: columns.next()?,
            created_at: columns.next()?,
        })
    }
}

impl Store {
    pub async fn attachment(&self, scope: &Scope, id: Uuid) -> Result<Attachment, FindFailure> {
        let row = (&*self.database).first(by_id(scope, id)).await?.ok_or(NotFound)?;
        Ok(row.record()?)
    }

    pub async fn list_attachments(
        &self,
        scope: &Scope,
        task_id: Uuid,
        request: &PageRequest,
    ) -> Result<Page<Attachment>, ListWithinFailure> {
        let mut database = &*self.database;
        tasks::require::<ListWithinFailure>(&mut database, scope, task_id).await?;
        let select =
            scope.select(OwnedTable::Attachments).columns(Attachment::COLUMNS).filter(attachments::TASK_ID.is(task_id));
        let rows = database.rows(ORDER.narrow(select, request)?).await?;
        let found = rows.iter().map(Row::record).collect::<Result<Vec<Attachment>, _>>()?;
        Ok(ORDER.page(found, request, |attachment| (Key::Moment(attachment.created_at), attachment.id)))
    }

    /// That the task is there: asked before its file is received.
    pub async fn require_task(&self, scope: &Scope, task_id: Uuid) -> Result<(), FindFailure> {
        tasks::require(&mut &*self.database, scope, task_id).await
    }

    /// Records a file that is stored already.
    pub async fn create_attachment(&self, scope: &Scope, attachment: &Attachment) -> Result<(), FindFailure> {
        let mut transaction = self.database.begin().await?;
        tasks::require::<FindFailure>(&mut transaction, scope, attachment.task_id).await?;
        let insert = scope
            .insert(OwnedTable::Attachments)
            .set(attachments::ID, attachment.id)
            .set(attachments::TASK_ID, attachment.task_id)
            .set(attachments::FILE_NAME, attachment.description.file_name.as_str())
            .set(attachments::MEDIA_TYPE, attachment.description.media_type.as_str())
            .set(attachments::CAPTION, attachment.description.caption.clone())
            .set(attachments::SIZE_BYTES, attachment.size_bytes)
            .set(attachments::SHA256, attachment.sha256.clone())
            .set(attachments::CREATED_AT, attachment.created_at);
        transaction.execute(insert).await?;
        let added = Happening::AttachmentAdded {
            attachment_id: attachment.id,
            file_name: attachment.description.file_name.clone(),
        };
        events::record(&mut transaction, scope, attachment.task_id, [added], attachment.created_at).await?;
        Ok(transaction.commit().await?)
    }

    /// Forgets an attachment. Its file is to be removed afterwards: a row without a file would be a lie, a file without a
    /// row is only space.
    pub async fn delete_attachment(&self, scope: &Scope, id: Uuid) -> Result<Attachment, FindFailure> {
        let mut transaction = self.database.begin().await?;
        let attachment: Attachment = transaction.first(by_id(scope, id)).await?.ok_or(NotFound)?.record()?;
        let delete = scope.delete(OwnedTable::Attachments).filter(attachments::ID.is(id));
        if transaction.execute(delete).await? == 0 {
            return Err(NotFound.into());
        }
        let deleted =
            Happening::AttachmentDeleted { attachment_id: id, file_name: attachment.description.file_name.clone() };
        events::record(&mut transaction, scope, attachment.task_id, [deleted], crate::domain::time::now()).await?;
        transaction.commit().await?;
        Ok(attachment)
    }

    /// Which of these are attachments of anybody's; the others' files can go.
    pub(crate) async fn known_attachments(&self, ids: &[Uuid]) -> Result<HashSet<Uuid>, StoreError> {
        let select = Upkeep(self.database.dialect())
            .select(UpkeepTable::Attachments)
            .columns(&[attachments::ID])
            .filter(attachments::ID.one_of(ids.iter().copied()));
        let rows = (&*self.database).rows(select).await?;
        rows.iter().map(|row| row.columns().next()).collect()
    }
}

/// An attachment of a task that is there: those of a deleted one are out of sight with it.
fn by_id(scope: &Scope, id: Uuid) -> Select {
    scope
        .select(OwnedTable::Attachments)
        .columns(Attachment::COLUMNS)
        .join(OwnedTable::Tasks, attachments::TASK_ID, task_columns::ID)
        .filter(attachments::ID.is(id))
        .filter(task_columns::DELETED_AT.is_null())
}
