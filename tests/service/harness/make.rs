//! What tests are about, made with the generated client.

use serde_json::{Value, json};
use taskboard_client::types::{
    Attachment, Comment, CommentInput, Project, ProjectInput, Tag, TagInput, Task, TaskCreate,
};
use taskboard_client::{Client, Part};
use uuid::Uuid;

use super::body;

pub async fn project(client: &Client, project: Value) -> Project {
    client.create_project().body(body::<ProjectInput>(project)).send().await.expect("a project").into_inner()
}

pub async fn task(client: &Client, task: Value) -> Task {
    client.create_task().body(body::<TaskCreate>(task)).send().await.expect("a task").into_inner()
}

/// Tasks with these titles, one after the other.
pub async fn tasks(client: &Client, titles: &[&str]) -> Vec<Task> {
    let mut tasks = Vec::new();
    for title in titles {
        tasks.push(task(client, json!({ "title": title })).await);
    }
    tasks
}

pub async fn tag(client: &Client, name: &str) -> Tag {
    client.create_tag().body(body::<TagInput>(json!({ "name": name }))).send().await.expect("a tag").into_inner()
}

pub async fn attach_tag(client: &Client, task: Uuid, tag: Uuid) {
    client.attach_tag().task_id(task).tag_id(tag).send().await.expect("the tag is attached");
}

pub async fn comment(client: &Client, task: Uuid, text: &str) -> Comment {
    let comment = client.create_comment().task_id(task).body(body::<CommentInput>(json!({ "body": text })));
    comment.send().await.expect("a comment").into_inner()
}

/// A file of plain text.
pub fn text_file(name: &str, content: &str) -> Part {
    let part = Part::text(content.to_owned()).file_name(name.to_owned());
    part.mime_str("text/plain").expect("a media type")
}

pub async fn attachment(client: &Client, task: Uuid, name: &str, content: &str) -> Attachment {
    let upload = client.upload_attachment().task_id(task).file(text_file(name, content));
    upload.send().await.expect("an attachment").into_inner()
}
