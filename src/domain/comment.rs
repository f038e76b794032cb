//! Comments on a task.

use uuid::Uuid;

use super::time::Moment;
use super::user::UserRef;

#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    pub id: Uuid,
    pub task_id: Uuid,
    pub author: UserRef,
    pub body: String,
    pub created_at: Moment,
}
