//! Attachments: their rows in the database and their files beside it, kept together.
//!
//! A file is stored whole before its row is written, and removed after its row is gone. So a row always has its file;
//! what a crash leaves is at most a file without a row, and [`Attachments::sweep`] removes those.

mod files;
mod name;
#[cfg(test)]
mod tests;

use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use uuid::Uuid;

pub use files::{Files, ReceiveError};
pub use name::safe_file_name;
use tokio::fs::File;

use crate::config::LARGEST_ATTACHMENT;
use crate::domain::attachment::{Attachment, AttachmentDescription};
use crate::domain::refusal::NotFound;
use crate::domain::time::now;
use crate::store::failure::FindFailure;
use crate::store::{Scope, Store, StoreError};

/// A file can be this long: 10 MiB, as the contract says.
pub const MAX_FILE_BYTES: u64 = LARGEST_ATTACHMENT;

/// How old a file without a row is before it is taken for abandoned. A younger one may be an upload under way.
const ABANDONED_AFTER: Duration = Duration::from_hours(1);

#[derive(Clone, Debug)]
pub struct Attachments {
    store: Store,
    files: Files,
}

/// Why an upload was not kept.
#[derive(Debug)]
pub enum UploadFailure<E> {
    /// There is no such task.
    NotFound(NotFound),
    /// The file has more bytes than [`MAX_FILE_BYTES`].
    TooLarge,
    /// The content broke off, and the stream said how.
    Content(E),
    Store(StoreError),
}

impl<E> From<FindFailure> for UploadFailure<E> {
    fn from(failure: FindFailure) -> Self {
        match failure {
            FindFailure::NotFound(refusal) => Self::NotFound(refusal),
            FindFailure::Store(error) => Self::Store(error),
        }
    }
}

impl<E> From<ReceiveError<E>> for UploadFailure<E> {
    fn from(error: ReceiveError<E>) -> Self {
        match error {
            ReceiveError::TooLarge => Self::TooLarge,
            ReceiveError::Content(error) => Self::Content(error),
            ReceiveError::File(error) => Self::Store(error.into()),
        }
    }
}

impl Attachments {
    pub fn new(store: Store, files: Files) -> Self {
        Self { store, files }
    }

    /// Receives a file as it arrives. Of an upload that fails nothing stays.
    pub async fn upload<E>(
        &self,
        scope: &Scope,
        task_id: Uuid,
        description: AttachmentDescription,
        content: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<Attachment, UploadFailure<E>> {
        self.store.require_task(scope, task_id).await?;
        let received = self.files.receive(content, MAX_FILE_BYTES).await?;
        let attachment = Attachment {
            id: Uuid::now_v7(),
            task_id,
            description,
            size_bytes: i64::try_from(received.size()).unwrap_or(i64::MAX),
            sha256: received.sha256().to_vec(),
            created_at: now(),
        };
        received.keep(attachment.id).await.map_err(StoreError::from).map_err(UploadFailure::Store)?;
        if let Err(failure) = self.store.create_attachment(scope, &attachment).await {
            self.remove(attachment.id).await;
            return Err(failure.into());
        }
        Ok(attachment)
    }

    /// An attachment and its content, open for reading.
    pub async fn open(&self, scope: &Scope, id: Uuid) -> Result<(Attachment, File), FindFailure> {
        let attachment = self.store.attachment(scope, id).await?;
        match self.files.open(id).await {
            Ok(file) => Ok((attachment, file)),
            // Deleted between the two.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && self.is_gone(scope, id).await => {
                Err(NotFound.into())
            }
            Err(error) => Err(StoreError::from(error).into()),
        }
    }

    pub async fn delete(&self, scope: &Scope, id: Uuid) -> Result<(), FindFailure> {
        self.store.delete_attachment(scope, id).await?;
        self.remove(id).await;
        Ok(())
    }

    /// Removes what uploads that broke off, and deletions that were cut short, have left. Tells how many files.
    pub async fn sweep(&self) -> Result<usize, StoreError> {
        self.sweep_older_than(ABANDONED_AFTER).await
    }

    async fn sweep_older_than(&self, age: Duration) -> Result<usize, StoreError> {
        let mut removed = self.files.remove_unfinished(age).await?;
        for ids in self.files.older_than(age).await?.chunks(500) {
            let known = self.store.known_attachments(ids).await?;
            for id in ids.iter().filter(|id| !known.contains(id)) {
                self.remove(*id).await;
                removed += 1;
            }
        }
        Ok(removed)
    }

    async fn is_gone(&self, scope: &Scope, id: Uuid) -> bool {
        matches!(self.store.attachment(scope, id).await, Err(FindFailure::NotFound(_)))
    }

    /// The row is gone, so nobody misses the file: a failure is the operator's to know, and the sweep's to mend.
    async fn remove(&self, id: Uuid) {
        if let Err(error) = self.files.remove(id).await {
            tracing::warn!(attachment = %id, %error, "the file of a deleted attachment stays for now");
        }
    }
}
