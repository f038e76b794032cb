//! `comments`.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use taskboard_client::Client;
use taskboard_client::types::{Comment, CommentInput, TaskStatus};
use uuid::Uuid;

use crate::harness::{Answer, body, body_violations, both_databases, header, make, pages, problem, refused};

async fn create(client: &Client, task: Uuid, comment: Value) -> Answer<Comment> {
    client.create_comment().task_id(task).body(body::<CommentInput>(comment)).send().await
}

async fn list(client: &Client, task: Uuid) -> Vec<Comment> {
    client.list_comments().task_id(task).send().await.expect("a page").into_inner().data
}

both_databases! {
    async fn list_goes_on_by_cursor(app: App) {
        let ada = app.client("ada");
        let tasks = make::tasks(&ada, &["t", "other"]).await;
        let id = tasks[0].id;
        assert!(list(&ada, id).await.is_empty());
        make::comment(&ada, tasks[1].id, "not here").await;
        let mut written = Vec::new();
        for number in 0..5 {
            written.push(make::comment(&ada, id, &format!("{number}")).await);
        }
        assert_eq!(list(&ada, id).await, written, "the oldest first");
        let pages = pages!(ada.list_comments().task_id(id).limit(2));
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 1]);
        assert_eq!(pages.concat(), written);
        assert_eq!(pages!(ada.list_comments().task_id(id).limit(5)).len(), 1);

        // One page is read, and then its last comment goes and another one comes.
        let first = ada.list_comments().task_id(id).limit(2).send().await.expect("a page").into_inner();
        ada.delete_comment().task_id(id).comment_id(written[1].id).send().await.expect("deleted");
        let late = make::comment(&ada, id, "late").await;
        let rest = ada.list_comments().task_id(id).cursor(first.meta.next_cursor.expect("a cursor")).send().await;
        let rest = rest.expect("a page").into_inner().data;
        assert_eq!(rest, [&written[2..], &[late]].concat());

        refused(ada.list_comments().task_id(Uuid::now_v7()).send().await, 404, "not_found");
    }

    async fn create_answers_the_comment(app: App) {
        let ada = app.client("ada");
        let task = make::task(&ada, json!({ "title": "t" })).await;
        let me = ada.get_me().send().await.expect("a profile");
        let comment = create(&ada, task.id, json!({ "body": "Out of stock.\nSoy milk?" })).await.expect("a comment");
        assert_eq!(comment.status(), StatusCode::CREATED);
        let location = format!("/api/v1/tasks/{}/comments/{}", task.id, comment.id);
        assert_eq!(header(comment.headers(), "location"), location);
        assert_eq!((comment.task_id, comment.body.as_str()), (task.id, "Out of stock.\nSoy milk?"));
        assert_eq!((&comment.author.id, &comment.author.name), (&me.id, &me.name));
        assert!(comment.created_at >= task.created_at);
        assert_eq!(list(&ada, task.id).await, [comment.into_inner()]);

        let post = async |text: &str| {
            let request = app.request("ada", Method::POST, &format!("/tasks/{}/comments", task.id));
            request.header("content-type", "application/json").body(text.to_owned()).send().await.expect("an answer")
        };
        let answer = post(r#"{"set_status":"paused","author":"grace"}"#).await;
        let refusal = problem(answer, 400, "validation_failed").await;
        assert_eq!(body_violations(&refusal), [
            ("/author", "unknown_member"),
            ("/body", "required"),
            ("/set_status", "enum"),
        ]);
        let long = "x".repeat(5001);
        for (text, code) in [("", "min_length"), (long.as_str(), "max_length"), ("\0", "pattern")] {
            let refusal = refused(create(&ada, task.id, json!({ "body": text })).await, 400, "validation_failed");
            assert_eq!(body_violations(&refusal), [("/body", code)]);
        }
        problem(post("{").await, 400, "malformed_request").await;
        refused(create(&ada, Uuid::now_v7(), json!({ "body": "x" })).await, 404, "not_found");
        assert_eq!(list(&ada, task.id).await.len(), 1);
    }

    async fn comment_sets_the_status(app: App) {
        let ada = app.client("ada");
        let id = make::task(&ada, json!({ "title": "t" })).await.id;
        let task = async || ada.get_task().task_id(id).send().await.expect("a task").into_inner();
        let request = app.request("ada", Method::POST, &format!("/tasks/{id}/comments"));
        let sent = request.json(&json!({ "body": "Got it.", "set_status": "done" })).send().await.expect("an answer");
        assert_eq!(sent.status(), StatusCode::CREATED);
        let comment: Value = sent.json().await.expect("JSON");
        let members = comment.as_object().expect("an object").keys().map(String::as_str);
        assert_eq!(members.collect::<Vec<_>>(), ["id", "task_id", "author", "body", "created_at"]);

        let done = task().await;
        assert_eq!(done.status, TaskStatus::Done);
        assert_eq!(done.completed_at, Some(done.updated_at));
        assert_eq!(list(&ada, id).await.len(), 1);
        let read = app.request("ada", Method::GET, &format!("/tasks/{id}/comments")).send().await.expect("an answer");
        let read: Value = read.json().await.expect("JSON");
        assert_eq!(read["data"], json!([comment]));

        // A status that it has already, and none, leave the task as it is.
        create(&ada, id, json!({ "body": "Still.", "set_status": "done" })).await.expect("a comment");
        create(&ada, id, json!({ "body": "Yes." })).await.expect("a comment");
        assert_eq!((task().await.status, task().await.completed_at), (TaskStatus::Done, done.completed_at));
        create(&ada, id, json!({ "body": "No.", "set_status": "open" })).await.expect("a comment");
        assert_eq!((task().await.status, task().await.completed_at), (TaskStatus::Open, None));

        // Neither comes without the other.
        let before = task().await;
        let long = json!({ "body": "x".repeat(5001), "set_status": "cancelled" });
        refused(create(&ada, id, long).await, 400, "validation_failed");
        assert_eq!(task().await, before);
        assert_eq!(list(&ada, id).await.len(), 4);
    }

    async fn delete_is_for_good(app: App) {
        let ada = app.client("ada");
        let tasks = make::tasks(&ada, &["t", "other"]).await;
        let [id, other] = [tasks[0].id, tasks[1].id];
        let (gone, kept) = (make::comment(&ada, id, "gone").await, make::comment(&ada, id, "kept").await);
        let delete = async |task: Uuid| ada.delete_comment().task_id(task).comment_id(gone.id).send().await;
        // It is looked for under its own task only.
        refused(delete(other).await, 404, "not_found");
        assert_eq!(delete(id).await.expect("deleted").status(), StatusCode::NO_CONTENT);
        assert_eq!(list(&ada, id).await, [kept]);
        refused(delete(id).await, 404, "not_found");
    }
}
