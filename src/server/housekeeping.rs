//! What has to be cleared away now and then: expired idempotency keys, and files that belong to nothing.

use std::time::Duration;

use tokio::task::JoinHandle;

use crate::attachments::Attachments;
use crate::store::IdempotencyRecords;

const INTERVAL: Duration = Duration::from_hours(1);

/// Clears away until it is dropped. Several instances may do so at once.
pub struct Housekeeping(JoinHandle<()>);

impl Housekeeping {
    /// Needs a Tokio runtime. Begins at once: what a crash left is from before the start.
    pub fn start(attachments: Attachments, records: IdempotencyRecords) -> Self {
        Self(tokio::spawn(async move {
            loop {
                match attachments.sweep().await {
                    Ok(0) => {}
                    Ok(files) => tracing::info!(files, "abandoned files were removed"),
                    Err(error) => tracing::warn!(%error, "abandoned files cannot be removed"),
                }
                if let Err(error) = records.sweep().await {
                    tracing::warn!(%error, "expired idempotency keys cannot be removed");
                }
                tokio::time::sleep(INTERVAL).await;
            }
        }))
    }
}

impl Drop for Housekeeping {
    fn drop(&mut self) {
        self.0.abort();
    }
}
