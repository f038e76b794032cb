//! `Idempotency-Key`: a creation that is repeated is done once, whichever operation creates.

use reqwest::multipart::Form;
use reqwest::{Method, StatusCode};
use serde::Serialize;
use serde_json::{Value, json};
use taskboard_client::types::{CommentInput, ProjectInput, TagInput, TaskCreate, TaskUpdate};
use taskboard_client::{Client, Part, ResponseValue};
use uuid::Uuid;

use crate::harness::{Answer, App, body, both_databases, header, make, problem, refused};

/// Everything that can be created with a key.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Project,
    Task,
    Tag,
    CommentOn(Uuid),
    FileOf(Uuid),
}

impl Kind {
    async fn all(client: &Client) -> [Self; 5] {
        let task = body::<TaskCreate>(json!({ "title": "Commented" }));
        let task = client.create_task().body(task).send().await.expect("a task");
        [Self::Project, Self::Task, Self::Tag, Self::CommentOn(task.id), Self::FileOf(task.id)]
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
            Self::FileOf(task) => {
                let file = make::text_file("a.txt", text);
                as_json(client.upload_attachment().task_id(task).idempotency_key(key).file(file).send().await)
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
            Self::FileOf(task) => client.list_attachments().task_id(task).send().await.expect("a page").data.len(),
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
        let [_, _, _, comment, file] = Kind::all(&ada).await;
        let [_, _, _, other_comment, other_file] = Kind::all(&ada).await;
        for (one, other) in [(comment, other_comment), (file, other_file)] {
            one.create(&ada, "key-2", "Draft").await.expect("created");
            refused(other.create(&ada, "key-2", "Draft").await, 422, "idempotency_key_reused");
            assert_eq!(other.count(&ada).await, 0, "{other:?}");
        }
    }

    async fn other_form_is_refused(app: App) {
        let ada = app.client("ada");
        let task = make::task(&ada, json!({ "title": "t" })).await.id;
        // A caption that comes first lets the file be stored as it arrives; one that comes last does not.
        let captioned = |key: &str, first: bool, caption: &str, file: Part| {
            let caption = Part::text(caption.to_owned());
            let form = if first {
                Form::new().part("caption", caption).part("file", file)
            } else {
                Form::new().part("file", file).part("caption", caption)
            };
            let request = app.request("ada", Method::POST, &format!("/tasks/{task}/attachments"));
            request.header("idempotency-key", key).multipart(form).send()
        };
        let file = |text: &str| make::text_file("a.txt", text);
        let long = "a".repeat(300_000);
        for (key, first) in [("key-1", true), ("key-2", false)] {
            let before = app.stored_files();
            let created = captioned(key, first, "Draft", file(&long)).await.expect("an answer");
            assert_eq!(created.status(), StatusCode::CREATED, "{key}");
            let created: Value = created.json().await.expect("an attachment");
            let html = file(&long).mime_str("text/csv").expect("a media type");
            for (what, caption, other) in [
                ("the caption", "Other", file(&long)),
                ("the content's last octet", "Draft", file(&format!("{}b", &long[1..]))),
                ("the content's length", "Draft", file(&long[1..])),
                ("nothing in it", "Draft", file("")),
                ("the name", "Draft", make::text_file("b.txt", &long)),
                ("the media type", "Draft", html),
            ] {
                let answer = captioned(key, first, caption, other).await.expect("an answer");
                let refusal = problem(answer, 422, "idempotency_key_reused").await;
                assert!(refusal.violations.is_none(), "{key}, {what}");
            }
            let again = captioned(key, first, "Draft", file(&long)).await.expect("an answer");
            assert_eq!(header(again.headers(), "idempotent-replayed"), "true", "{key}");
            assert_eq!(again.json::<Value>().await.expect("an attachment"), created);
            assert_eq!(app.stored_files(), before + 1, "{key}");
        }

        // Of a form that was refused nothing is remembered.
        let page = file("x").mime_str("text/html").expect("a media type");
        let refusal = captioned("key-3", true, "Draft", page).await.expect("an answer");
        problem(refusal, 415, "unsupported_media_type").await;
        let large = Part::bytes(vec![0; 10 * 1024 * 1024 + 1]);
        let refusal = captioned("key-3", true, "Draft", large).await.expect("an answer");
        problem(refusal, 413, "payload_too_large").await;
        let created = captioned("key-3", true, "Draft", file("x")).await.expect("an answer");
        assert_eq!(created.status(), StatusCode::CREATED);
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
