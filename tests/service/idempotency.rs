//! `Idempotency-Key`: a creation that is repeated is done once, whichever operation creates.

use reqwest::{Method, StatusCode};
use serde::Serialize;
use serde_json::{Value, json};
use taskboard_client::types::{CommentInput, ProjectInput, TagInput, TaskCreate, TaskUpdate};
use taskboard_client::{Client, ResponseValue};
use uuid::Uuid;

use crate::harness::{Answer, App, body, both_databases, header, problem, refused};

/// Everything that can be created with a key.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Project,
    Task,
    Tag,
    CommentOn(Uuid),
}

impl Kind {
    async fn all(client: &Client) -> [Self; 4] {
        let task = body::<TaskCreate>(json!({ "title": "Commented" }));
        let task = client.create_task().body(task).send().await.expect("a task");
        [Self::Project, Self::Task, Self::Tag, Self::CommentOn(task.id)]
    }

    async fn create(self, client: &Client, key: &str, text: &str) -> Answer<Value> {
        match self {
            Self::Project => {
                let project = body::<ProjectInput>(json!({ "name": text }));
                as_json(client.create_project().idempotency_key(key).body(project).send().await)
            }
            Self::Task => {
                let task = body::<TaskCreate>(json!({ "title": text }));
                as_json(client.create_task().idempotency_key(key).body(task).send().await)
            }
            Self::Tag => {
                let tag = body::<TagInput>(json!({ "name": text }));
                as_json(client.create_tag().idempotency_key(key).body(tag).send().await)
            }
            Self::CommentOn(task) => {
                let comment = body::<CommentInput>(json!({ "body": text }));
                as_json(client.create_comment().task_id(task).idempotency_key(key).body(comment).send().await)
            }
        }
    }

    /// How many there are.
    async fn count(self, client: &Client) -> usize {
        match self {
            Self::Project => client.list_projects().send().await.expect("a page").data.len(),
            // Besides the one that is commented on.
            Self::Task => client.list_tasks().send().await.expect("a page").data.len() - 1,
            Self::Tag => client.list_tags().send().await.expect("a page").data.len(),
            Self::CommentOn(task) => client.list_comments().task_id(task).send().await.expect("a page").data.len(),
        }
    }
}

fn as_json<T: Serialize>(answer: Answer<T>) -> Answer<Value> {
    answer.map(|answer| {
        let (status, headers) = (answer.status(), answer.headers().clone());
        ResponseValue::new(serde_json::to_value(answer.into_inner()).expect("JSON"), status, headers)
    })
}

/// The second answer is the first once more, and says so.
#[track_caller]
fn repeats(second: &ResponseValue<Value>, first: &ResponseValue<Value>) {
    assert_eq!((second.status(), first.status()), (StatusCode::CREATED, StatusCode::CREATED));
    assert_eq!(**second, **first);
    for name in ["etag", "location"] {
        assert_eq!(second.headers().get(name), first.headers().get(name), "{name}");
    }
    assert_eq!(first.headers().get("idempotent-replayed"), None);
    assert_eq!(header(second.headers(), "idempotent-replayed"), "true");
    // Each request has an id of its own all the same.
    assert_ne!(header(second.headers(), "x-request-id"), header(first.headers(), "x-request-id"));
}

both_databases! {
    async fn repetition_answers_as_the_first_time(app: App) {
        let (ada, grace) = (app.client("ada"), app.client("grace"));
        let kinds = Kind::all(&ada).await;
        // One key for all of them: it belongs to the operation.
        for kind in kinds {
            let first = kind.create(&ada, "key-1", "Draft").await.expect("created");
            repeats(&kind.create(&ada, "key-1", "Draft").await.expect("repeated"), &first);
            assert_eq!(kind.count(&ada).await, 1, "{kind:?}");
            // Quotes are the standard's way to write a key, and do not make another.
            repeats(&kind.create(&ada, "\"key-1\"", "Draft").await.expect("repeated"), &first);
            let other = kind.create(&ada, "key-2", "Another").await.expect("created");
            assert_ne!(other["id"], first["id"]);
            assert_eq!(kind.count(&ada).await, 2, "{kind:?}");
        }

        // A key belongs to its caller.
        let theirs = Kind::Project.create(&grace, "key-1", "Draft").await.expect("created");
        assert_eq!(theirs.headers().get("idempotent-replayed"), None);
        assert_eq!(Kind::Project.count(&grace).await, 1);

        // What was answered is answered, whatever has become of it since.
        let task = Kind::Task.create(&ada, "key-3", "Draft").await.expect("created");
        let id: Uuid = serde_json::from_value(task["id"].clone()).expect("an id");
        let changes = body::<TaskUpdate>(json!({ "title": "Changed" }));
        ada.update_task().task_id(id).body(changes).send().await.expect("changed");
        repeats(&Kind::Task.create(&ada, "key-3", "Draft").await.expect("repeated"), &task);
        ada.delete_task().task_id(id).send().await.expect("deleted");
        repeats(&Kind::Task.create(&ada, "key-3", "Draft").await.expect("repeated"), &task);

        // Where nothing was created the key stays free.
        refused(Kind::Tag.create(&ada, "key-4", "Draft").await, 409, "name_taken");
        Kind::Tag.create(&ada, "key-4", "Yet another").await.expect("created");
        let post = |key: &str| app.request("ada", Method::POST, "/tags").header("idempotency-key", key);
        let wrong = post("key-5").json(&json!({ "name": "" })).send().await.expect("an answer");
        problem(wrong, 400, "validation_failed").await;
        Kind::Tag.create(&ada, "key-5", "One more").await.expect("created");

        for wrong in ["", "with blank", &"k".repeat(256)] {
            let answer = post(wrong).json(&json!({ "name": "a" })).send().await.expect("an answer");
            let wrong = problem(answer, 400, "validation_failed").await;
            let violations = wrong.violations.expect("violations");
            assert_eq!(violations[0].location.as_str(), "header");
            assert_eq!(violations[0].pointer, "/Idempotency-Key");
        }
    }

    async fn repetition_answers_the_same_after_a_restart(app: App) {
        let kinds = Kind::all(&app.client("ada")).await;
        let mut first = Vec::new();
        for kind in kinds {
            first.push(kind.create(&app.client("ada"), "key-1", "Draft").await.expect("created"));
        }
        let app: App = app.restart().await;
        let ada = app.client("ada");
        for (kind, first) in kinds.into_iter().zip(&first) {
            repeats(&kind.create(&ada, "key-1", "Draft").await.expect("repeated"), first);
            assert_eq!(kind.count(&ada).await, 1, "{kind:?}");
            refused(kind.create(&ada, "key-1", "Other").await, 422, "idempotency_key_reused");
        }
    }

    async fn other_body_is_refused(app: App) {
        let ada = app.client("ada");
        for kind in Kind::all(&ada).await {
            let first = kind.create(&ada, "key-1", "Draft").await.expect("created");
            refused(kind.create(&ada, "key-1", "Other").await, 422, "idempotency_key_reused");
            assert_eq!(kind.count(&ada).await, 1, "{kind:?}");
            repeats(&kind.create(&ada, "key-1", "Draft").await.expect("repeated"), &first);
        }
        // The path is of the request too: the same words about another task are another comment.
        let [task, other] = [Kind::all(&ada).await[3], Kind::all(&ada).await[3]];
        task.create(&ada, "key-2", "Draft").await.expect("created");
        refused(other.create(&ada, "key-2", "Draft").await, 422, "idempotency_key_reused");
        assert_eq!(other.count(&ada).await, 0);
    }

    async fn two_at_once_make_one(app: App) {
        let ada = app.client("ada");
        for kind in Kind::all(&ada).await {
            let (one, two, three) = tokio::join!(
                kind.create(&ada, "key-1", "Draft"),
                kind.create(&ada, "key-1", "Draft"),
                kind.create(&ada, "key-1", "Draft"),
            );
            let mut ids = Vec::new();
            for answer in [one, two, three] {
                match answer {
                    Ok(created) => ids.push(created["id"].clone()),
                    Err(_) => drop(refused(answer, 409, "idempotency_in_progress")),
                }
            }
            ids.dedup();
            assert_eq!(ids.len(), 1, "{kind:?}");
            assert_eq!(kind.count(&ada).await, 1, "{kind:?}");
            let repeated = kind.create(&ada, "key-1", "Draft").await.expect("repeated");
            assert_eq!((&repeated["id"], header(repeated.headers(), "idempotent-replayed")), (&ids[0], "true"));
        }
    }
}
