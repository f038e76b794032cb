//! Files on a task.

use std::fmt::Write as _;

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

impl Attachment {
    /// In hexadecimal digits.
    pub fn sha256_text(&self) -> String {
        self.sha256.iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a text cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

/// What the caller says about the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentDescription {
    pub file_name: String,
    pub media_type: String,
    pub caption: Option<String>,
}
