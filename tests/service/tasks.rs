//! `tasks`, one at a time: to create, read, replace, change, delete and restore them.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use taskboard_client::types::{
    CommentInput, ProjectUpdate, Task, TaskCreate, TaskPriority, TaskReplace, TaskStatus, TaskUpdate, ViolationLocation,
};
use taskboard_client::{Client, ResponseValue};
use uuid::Uuid;

use crate::harness::{
    Answer, body, body_violations, both_databases, header, make, problem, refused, violations, without_body,
};

/// Every member that a caller may set.
fn full() -> Value {
    json!({
        "title": "Buy oat milk",
        "description": "Two litres.\nThe *blue* one.",
        "status": "in_progress",
        "priority": "high",
        "due_at": "2026-12-24T18:00:00.123456789+01:00",
        "start_on": "2026-12-20",
        "estimate_minutes": 15,
        "source_url": "https://example.org/lists/7",
        "metadata": { "shop": "corner" },
    })
}

async fn create(client: &Client, task: Value) -> Answer<Task> {
    client.create_task().body(body::<TaskCreate>(task)).send().await
}

async fn get(client: &Client, id: Uuid) -> ResponseValue<Task> {
    client.get_task().task_id(id).send().await.expect("a task")
}

async fn update(client: &Client, id: Uuid, changes: Value) -> Answer<Task> {
    client.update_task().task_id(id).body(body::<TaskUpdate>(changes)).send().await
}

/// Replaces a task in whatever state it is.
async fn replace(client: &Client, id: Uuid, task: Value) -> Answer<Task> {
    client.replace_task().task_id(id).if_match("*").body(body::<TaskReplace>(task)).send().await
}

fn etag<T>(answer: &ResponseValue<T>) -> &str {
    header(answer.headers(), "etag")
}

both_databases! {
    async fn create_answers_the_task(app: App) {
        let ada = app.client("ada");
        let task = create(&ada, json!({ "title": "Buy oat milk" })).await.expect("a task");
        assert_eq!(task.status(), StatusCode::CREATED);
        assert_eq!(header(task.headers(), "location"), format!("/api/v1/tasks/{}", task.id));
        assert_eq!((task.status, task.priority, task.version), (TaskStatus::Open, TaskPriority::Normal, 1));
        assert_eq!((&task.project_id, &task.description, &task.due_at, &task.start_on), (&None, &None, &None, &None));
        assert_eq!((&task.estimate_minutes, &task.source_url), (&None, &None));
        assert_eq!((&task.completed_at, &task.deleted_at), (&None, &None));
        assert!(task.tags.is_empty() && task.metadata.is_empty());
        assert_eq!(task.created_at, task.updated_at);
        let read = get(&ada, task.id).await;
        assert_eq!((&*read, etag(&read)), (&*task, etag(&task)));

        let project = make::project(&ada, json!({ "name": "Household" })).await;
        let mut members = full();
        members["project_id"] = json!(project.id);
        let task = create(&ada, members.clone()).await.expect("a task");
        // A time comes back in UTC, cut to the microsecond.
        members["due_at"] = json!("2026-12-24T17:00:00.123456Z");
        let read = app.request("ada", Method::GET, &format!("/tasks/{}", task.id)).send().await.expect("an answer");
        let read: Value = read.json().await.expect("JSON");
        for (name, value) in members.as_object().expect("members") {
            assert_eq!(&read[name], value, "{name}");
        }
        assert_eq!(body::<Task>(read), *task);

        let done = create(&ada, json!({ "title": "Buy beans", "status": "done", "description": null })).await;
        let done = done.expect("a task");
        assert_eq!(done.completed_at, Some(done.created_at));
    }

    async fn create_lists_every_violation(app: App) {
        let post = |body: &str| {
            let request = app.request("ada", Method::POST, "/tasks").header("content-type", "application/json");
            request.body(body.to_owned())
        };
        let wrong = json!({
            "project_id": "household",
            "title": " leading space",
            "description": 7,
            "status": "paused",
            "priority": null,
            "due_at": "tomorrow",
            "start_on": "2026-02-30",
            "estimate_minutes": 0,
            "source_url": "no address",
            "metadata": { "a/b": 1 },
            "owner": "grace",
        });
        let answer = post(&wrong.to_string()).send().await.expect("an answer");
        let refusal = problem(answer, 400, "validation_failed").await;
        assert_eq!(body_violations(&refusal), [
            ("/description", "type"),
            ("/due_at", "format"),
            ("/estimate_minutes", "minimum"),
            ("/metadata/a~1b", "type"),
            ("/owner", "unknown_member"),
            ("/priority", "enum"),
            ("/project_id", "format"),
            ("/source_url", "format"),
            ("/start_on", "format"),
            ("/status", "enum"),
            ("/title", "pattern"),
        ]);
        let refusal = problem(post("{}").send().await.expect("an answer"), 400, "validation_failed").await;
        assert_eq!(body_violations(&refusal), [("/title", "required")]);

        // What the generated types can hold, the service checks no less.
        let ada = app.client("ada");
        let long = json!({ "title": "x".repeat(201), "estimate_minutes": 100_001 });
        let refusal = refused(create(&ada, long).await, 400, "validation_failed");
        assert_eq!(body_violations(&refusal), [("/estimate_minutes", "maximum"), ("/title", "max_length")]);
        let limits = refusal.violations.iter().flatten().map(|violation| violation.limit.clone());
        let mut limits: Vec<_> = limits.map(|limit| limit.expect("a limit")).collect();
        limits.sort_by_key(Value::as_i64);
        assert_eq!(limits, [json!(200), json!(100_000)]);
        // 200 characters are not 200 bytes.
        create(&ada, json!({ "title": "ü".repeat(200) })).await.expect("a task");

        let answer = post("{\"title\":").send().await.expect("an answer");
        problem(answer, 400, "malformed_request").await;
        let answer = app.request("ada", Method::POST, "/tasks").body("{}").send().await.expect("an answer");
        problem(answer, 415, "unsupported_media_type").await;
        assert_eq!(ada.list_tasks().send().await.expect("a page").data.len(), 1);
    }

    async fn project_must_be_ones_own_and_open(app: App) {
        let (ada, grace) = (app.client("ada"), app.client("grace"));
        let project = |name: &str, archived: bool| json!({ "name": name, "archived": archived });
        let open = make::project(&ada, project("open", false)).await;
        let archived = make::project(&ada, project("archived", true)).await;
        let deleted = make::project(&ada, project("deleted", false)).await;
        ada.delete_project().project_id(deleted.id).send().await.expect("deleted");
        let hers = make::project(&grace, project("hers", false)).await;
        let task = make::task(&ada, json!({ "title": "t", "project_id": open.id })).await;

        for (project, status, code) in [
            (Uuid::now_v7(), 422, "project_not_found"),
            (hers.id, 422, "project_not_found"),
            (deleted.id, 422, "project_not_found"),
            (archived.id, 422, "project_archived"),
        ] {
            let content = json!({ "title": "t", "status": "open", "priority": "low", "project_id": project });
            for refusal in [
                refused(create(&ada, content.clone()).await, status, code),
                refused(replace(&ada, task.id, content).await, status, code),
                refused(update(&ada, task.id, json!({ "project_id": project })).await, status, code),
            ] {
                assert_eq!(refusal.field.as_deref(), Some("/project_id"));
            }
        }
        assert_eq!(*get(&ada, task.id).await, task);
        assert_eq!(ada.list_tasks().send().await.expect("a page").data.len(), 1);

        // A task that is in the project already stays in it, whatever else changes.
        let archive = json!({ "archived": true });
        ada.update_project().project_id(open.id).body(body::<ProjectUpdate>(archive)).send().await.expect("archived");
        let renamed = update(&ada, task.id, json!({ "title": "u", "project_id": open.id })).await.expect("a task");
        assert_eq!((renamed.title.as_str(), renamed.project_id), ("u", Some(open.id)));
        let content = json!({ "title": "v", "status": "open", "priority": "low", "project_id": open.id });
        let replaced = replace(&ada, task.id, content).await.expect("a task");
        assert_eq!((replaced.title.as_str(), replaced.project_id), ("v", Some(open.id)));
        // Once out, it cannot go back.
        let out = update(&ada, task.id, json!({ "project_id": null })).await.expect("a task");
        assert_eq!(out.project_id, None);
        refused(update(&ada, task.id, json!({ "project_id": open.id })).await, 422, "project_archived");
    }

    async fn replace_clears_what_is_absent(app: App) {
        let ada = app.client("ada");
        let task = make::task(&ada, full()).await;
        let tag = make::tag(&ada, "home").await;
        make::attach_tag(&ada, task.id, tag.id).await;
        make::comment(&ada, task.id, "Out of stock").await;
        make::attachment(&ada, task.id, "list.txt", "milk").await;
        let before = get(&ada, task.id).await;

        let content = json!({ "title": "Buy beans", "status": "open", "priority": "low" });
        let request = ada.replace_task().task_id(task.id).if_match(etag(&before)).body(body::<TaskReplace>(content));
        let replaced = request.send().await.expect("a task");
        assert_eq!(replaced.status(), StatusCode::OK);
        let expected = Task {
            title: "Buy beans".to_owned(),
            description: None,
            status: TaskStatus::Open,
            priority: TaskPriority::Low,
            due_at: None,
            start_on: None,
            estimate_minutes: None,
            source_url: None,
            metadata: [].into(),
            version: before.version + 1,
            updated_at: replaced.updated_at,
            ..before.clone()
        };
        assert_eq!(*replaced, expected);
        assert_ne!(etag(&replaced), etag(&before));
        let read = get(&ada, task.id).await;
        assert_eq!((&*read, etag(&read)), (&expected, etag(&replaced)));

        // What belongs to it stays.
        assert_eq!(read.tags.iter().map(|tag| tag.id).collect::<Vec<_>>(), [tag.id]);
        assert_eq!(ada.list_comments().task_id(task.id).send().await.expect("a page").data.len(), 1);
        assert_eq!(ada.list_attachments().task_id(task.id).send().await.expect("a page").data.len(), 1);

        // Status and priority have no default here: forgetting them must not reopen a task.
        let request = app.request("ada", Method::PUT, &format!("/tasks/{}", task.id)).header("if-match", "*");
        let answer = request.json(&json!({})).send().await.expect("an answer");
        let refusal = problem(answer, 400, "validation_failed").await;
        let missing = ["/priority", "/status", "/title"].map(|pointer| (pointer, "required"));
        assert_eq!(body_violations(&refusal), missing);
    }

    async fn update_tells_absent_from_null(app: App) {
        let ada = app.client("ada");
        let task = make::task(&ada, full()).await;
        let changes = json!({ "title": "Buy soy milk", "description": null, "due_at": null, "estimate_minutes": 20 });
        let updated = update(&ada, task.id, changes).await.expect("a task");
        let expected = Task {
            title: "Buy soy milk".to_owned(),
            description: None,
            due_at: None,
            estimate_minutes: Some(20),
            version: task.version + 1,
            updated_at: updated.updated_at,
            ..task.clone()
        };
        assert_eq!(*updated, expected);
        assert!(updated.updated_at > task.updated_at);
        let cleared = json!({ "start_on": null, "estimate_minutes": null, "source_url": null, "project_id": null });
        let cleared = update(&ada, task.id, cleared).await.expect("a task");
        assert_eq!((cleared.start_on, cleared.estimate_minutes, &cleared.source_url), (None, None, &None));

        // What changes nothing leaves the state, and its entity tag, as it was.
        for nothing in [json!({}), json!({ "title": "Buy soy milk", "description": null, "metadata": {} })] {
            let same = update(&ada, task.id, nothing).await.expect("a task");
            assert_eq!((&*same, etag(&same)), (&*cleared, etag(&cleared)));
        }

        // Not everything can be cleared.
        let wrong = json!({ "title": null, "status": null, "metadata": null, "version": 1 });
        let request = app.request("ada", Method::PATCH, &format!("/tasks/{}", task.id));
        let patch = || {
            let request = request.try_clone().expect("a request");
            request.body(wrong.to_string())
        };
        let answer = patch().header("content-type", "application/merge-patch+json").send().await.expect("an answer");
        let refusal = problem(answer, 400, "validation_failed").await;
        assert_eq!(body_violations(&refusal), [
            ("/metadata", "type"),
            ("/status", "enum"),
            ("/title", "type"),
            ("/version", "unknown_member")
        ]);
        let answer = patch().header("content-type", "application/json").send().await.expect("an answer");
        problem(answer, 415, "unsupported_media_type").await;
        assert_eq!(*get(&ada, task.id).await, *cleared);
    }

    async fn completed_at_follows_the_status(app: App) {
        let ada = app.client("ada");
        let id = make::task(&ada, json!({ "title": "t" })).await.id;
        let done = update(&ada, id, json!({ "status": "done" })).await.expect("a task");
        assert_eq!((done.status, done.completed_at), (TaskStatus::Done, Some(done.updated_at)));
        let renamed = update(&ada, id, json!({ "status": "done", "title": "u" })).await.expect("a task");
        assert_eq!(renamed.completed_at, done.completed_at, "it was done before");
        for other in ["open", "in_progress", "cancelled"] {
            let undone = update(&ada, id, json!({ "status": other })).await.expect("a task");
            assert_eq!((undone.status.as_str(), undone.completed_at), (other, None));
            let done = update(&ada, id, json!({ "status": "done" })).await.expect("a task");
            assert_eq!(done.completed_at, Some(done.updated_at));
        }
        let content = |status: &str| json!({ "title": "t", "priority": "low", "status": status });
        let undone = replace(&ada, id, content("open")).await.expect("a task");
        assert_eq!(undone.completed_at, None);
        let done = replace(&ada, id, content("done")).await.expect("a task");
        assert_eq!(done.completed_at, Some(done.updated_at));
        assert_eq!(*get(&ada, id).await, *done);
    }

    async fn update_merges_metadata(app: App) {
        let ada = app.client("ada");
        let id = make::task(&ada, json!({ "title": "t", "metadata": { "a": "1", "b": "2" } })).await.id;
        let merge = async |metadata: Value| update(&ada, id, json!({ "metadata": metadata })).await;
        let merged = merge(json!({ "a": null, "b": "two", "c/d": "", "unknown": null })).await.expect("a task");
        assert_eq!(json!(merged.metadata), json!({ "b": "two", "c/d": "" }));

        // Twenty in all, however many at a time.
        let entries = |count: usize, value: Value| -> Value {
            let names = (0..count).map(|number| format!("n{number}"));
            names.map(|name| (name, value.clone())).collect::<serde_json::Map<_, _>>().into()
        };
        assert_eq!(merge(entries(18, json!("x"))).await.expect("a task").metadata.len(), 20);
        let before = get(&ada, id).await;
        let refusal = refused(merge(json!({ "one": "too many" })).await, 422, "unprocessable");
        assert_eq!(refusal.field.as_deref(), Some("/metadata"));
        assert_eq!(refusal.context.expect("context")["limit"], json!(20));
        assert_eq!(*get(&ada, id).await, *before);
        let swapped = merge(json!({ "b": null, "one": "in its place" })).await.expect("a task");
        assert_eq!((swapped.metadata.len(), swapped.metadata.get("b")), (20, None));

        let refusal = refused(merge(entries(21, Value::Null)).await, 400, "validation_failed");
        assert_eq!(body_violations(&refusal), [("/metadata", "max_properties")]);
        let refusal = refused(merge(json!({ "b": "x".repeat(501) })).await, 400, "validation_failed");
        assert_eq!(body_violations(&refusal), [("/metadata/b", "max_length")]);
    }

    #[allow(deprecated)]
    async fn delete_hides_until_restored(app: App) {
        let ada = app.client("ada");
        let [task, other] = <[Task; 2]>::try_from(make::tasks(&ada, &["t", "other"]).await).expect("two");
        let tag = make::tag(&ada, "home").await;
        make::attach_tag(&ada, task.id, tag.id).await;
        let comment = make::comment(&ada, task.id, "Why?").await;
        let attachment = make::attachment(&ada, task.id, "a.txt", "a").await;
        let before = get(&ada, task.id).await;

        let answer = ada.delete_task().task_id(task.id).send().await.expect("deleted");
        assert_eq!(answer.status(), StatusCode::NO_CONTENT);
        let id = task.id;
        refused(ada.get_task().task_id(id).send().await, 404, "not_found");
        refused(update(&ada, id, json!({ "title": "u" })).await, 404, "not_found");
        let content = json!({ "title": "u", "status": "open", "priority": "low" });
        refused(replace(&ada, id, content).await, 404, "not_found");
        refused(ada.delete_task().task_id(id).send().await, 404, "not_found");
        refused(ada.complete_task().task_id(id).send().await, 404, "not_found");
        refused(ada.list_task_events().task_id(id).send().await, 404, "not_found");
        refused(ada.attach_tag().task_id(id).tag_id(tag.id).send().await, 404, "not_found");
        refused(ada.detach_tag().task_id(id).tag_id(tag.id).send().await, 404, "not_found");
        refused(ada.list_comments().task_id(id).send().await, 404, "not_found");
        let text = body::<CommentInput>(json!({ "body": "Because." }));
        refused(ada.create_comment().task_id(id).body(text).send().await, 404, "not_found");
        refused(ada.delete_comment().task_id(id).comment_id(comment.id).send().await, 404, "not_found");
        refused(ada.list_attachments().task_id(id).send().await, 404, "not_found");
        let file = make::text_file("b.txt", "b");
        refused(ada.upload_attachment().task_id(id).file(file).send().await, 404, "not_found");
        refused(ada.get_attachment().attachment_id(attachment.id).send().await, 404, "not_found");
        let download = ada.download_attachment().attachment_id(attachment.id).send().await;
        refused(without_body(download), 404, "not_found");
        refused(ada.delete_attachment().attachment_id(attachment.id).send().await, 404, "not_found");

        let listed = ada.list_tasks().send().await.expect("a page").into_inner().data;
        assert_eq!(listed, [other]);
        let deleted = ada.list_tasks().deleted(true).send().await.expect("a page").into_inner().data;
        assert_eq!(deleted.iter().map(|task| task.id).collect::<Vec<_>>(), [id]);
        assert!(deleted.iter().all(|task| task.deleted_at.is_some()));

        let restored = ada.restore_task().task_id(id).send().await.expect("a task");
        assert_eq!(restored.status(), StatusCode::OK);
        let as_before = Task { version: restored.version, updated_at: restored.updated_at, ..before.clone() };
        assert_eq!(*restored, as_before);
        assert_ne!(etag(&restored), etag(&before), "it was another state in between");
        assert_eq!(*get(&ada, id).await, as_before);
        assert_eq!(ada.list_comments().task_id(id).send().await.expect("a page").into_inner().data, [comment]);
        let attachments = ada.list_attachments().task_id(id).send().await.expect("a page").into_inner().data;
        assert_eq!(attachments, [attachment]);
        assert!(ada.list_tasks().deleted(true).send().await.expect("a page").data.is_empty());

        let events = async || ada.list_task_events().task_id(id).send().await.expect("a page").into_inner().data;
        let history = events().await;
        let again = ada.restore_task().task_id(id).send().await.expect("a task");
        assert_eq!((&*again, etag(&again)), (&*restored, etag(&restored)));
        assert_eq!(events().await, history);
    }

    #[allow(deprecated)]
    async fn complete_marks_done(app: App) {
        let ada = app.client("ada");
        let id = make::task(&ada, json!({ "title": "t", "status": "in_progress" })).await.id;
        let done = ada.complete_task().task_id(id).send().await.expect("a task");
        assert_eq!((done.status(), done.status), (StatusCode::OK, TaskStatus::Done));
        assert_eq!(done.completed_at, Some(done.updated_at));
        let again = ada.complete_task().task_id(id).send().await.expect("a task");
        assert_eq!((&*again, etag(&again)), (&*done, etag(&done)));
        assert_eq!(*get(&ada, id).await, *done);

        refused(ada.complete_task().task_id(Uuid::now_v7()).send().await, 404, "not_found");
        let request = app.request("ada", Method::POST, "/tasks/7/complete");
        let refusal = problem(request.send().await.expect("an answer"), 400, "validation_failed").await;
        assert_eq!(violations(&refusal), [(ViolationLocation::Path, "/task_id", "format")]);
    }
}
