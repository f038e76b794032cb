//! Files on a task.

use uuid::Uuid;

use super::time::Moment;

#[derive(Clone, Debug, PartialEq)]
pub struct Attachment {
    pub id: Uuid,
    pub task_id: Uuid,
    pub description: AttachmentDescription,
    pub size_bytes: i64,
    pub sha256: Vec<u8>,
    pub created_at: Moment,
}

/// What the caller says about the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentDescription {
    pub file_name: String,
    pub media_type: String,
    pub caption: Option<String>,
}
