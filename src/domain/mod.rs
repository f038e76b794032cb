//! The rules of the service: what a task, a project, a tag is, and what may become of it. No HTTP and no SQL.

pub mod attachment;
pub mod comment;
pub mod event;
pub mod metadata;
pub mod page;
pub mod precondition;
pub mod project;
pub mod refusal;
pub mod tag;
pub mod task;
pub mod time;
pub mod user;
