//! `tags`: names that are the owner's own, and the tasks that have them.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use taskboard_client::Client;
use taskboard_client::types::{Problem, Tag, TagInput, TagRef, TagSort, TagUpdate, Task, TaskCreate};
use uuid::Uuid;

use crate::harness::{Answer, body, body_violations, both_databases, header, pages, problem, refused};

async fn try_create(client: &Client, tag: Value) -> Answer<Tag> {
    client.create_tag().body(body::<TagInput>(tag)).send().await
}

async fn create(client: &Client, name: &str) -> Tag {
    try_create(client, json!({ "name": name })).await.expect("a tag").into_inner()
}

async fn task(client: &Client) -> Task {
    let task = body::<TaskCreate>(json!({ "title": "Draft" }));
    client.create_task().body(task).send().await.expect("a task").into_inner()
}

async fn attach(client: &Client, task: Uuid, tag: Uuid) -> Answer<()> {
    client.attach_tag().task_id(task).tag_id(tag).send().await
}

async fn detach(client: &Client, task: Uuid, tag: Uuid) -> Answer<()> {
    client.detach_tag().task_id(task).tag_id(tag).send().await
}

/// The task as it is now.
async fn read(client: &Client, task: Uuid) -> Task {
    client.get_task().task_id(task).send().await.expect("the task").into_inner()
}

fn names(tags: &[Tag]) -> Vec<&str> {
    tags.iter().map(|tag| tag.name.as_str()).collect()
}

both_databases! {
    async fn create_answers_the_tag(app: App) {
        let ada = app.client("ada");
        let created = try_create(&ada, json!({ "name": "release notes", "color": "#16a34a" })).await.expect("a tag");
        assert_eq!(created.status(), StatusCode::CREATED);
        assert_eq!(created.id.get_version_num(), 7);
        assert_eq!((created.name.as_str(), created.color.as_str()), ("release notes", "#16a34a"));
        assert_eq!(created.created_at, created.updated_at);
        assert_eq!(header(created.headers(), "location"), format!("/api/v1/tags/{}", created.id));
        let found = ada.get_tag().tag_id(created.id).send().await.expect("the tag");
        assert_eq!(*found, *created);
        assert_eq!(header(found.headers(), "etag"), header(created.headers(), "etag"));
        refused(ada.get_tag().tag_id(Uuid::now_v7()).send().await, 404, "not_found");

        let post = async |tag: Value| {
            app.request("ada", Method::POST, "/tags").json(&tag).send().await.expect("an answer")
        };
        let bare: Tag = post(json!({ "name": "\u{1f600}".repeat(50) })).await.json().await.expect("a tag");
        assert_eq!(bare.color, "#64748b");
        let wrong = problem(post(json!({ "color": "#ABCDEF", "id": bare.id })).await, 400, "validation_failed").await;
        let expected = [("/color", "pattern"), ("/id", "unknown_member"), ("/name", "required")];
        assert_eq!(body_violations(&wrong), expected);
        let long = problem(post(json!({ "name": "a".repeat(51) })).await, 400, "validation_failed").await;
        assert_eq!(body_violations(&long), [("/name", "max_length")]);
        let path = app.request("ada", Method::GET, "/tags/5").send().await.expect("an answer");
        let path = problem(path, 400, "validation_failed").await;
        let violation = path.violations.and_then(|mut violations| violations.pop()).expect("a violation");
        assert_eq!((violation.location.as_str(), violation.pointer.as_str()), ("path", "/tag_id"));
    }

    async fn names_are_unique_per_owner(app: App) {
        let (ada, grace) = (app.client("ada"), app.client("grace"));
        let (docs, ops) = (create(&ada, "docs").await, create(&ada, "ops").await);
        let taken = |problem: Problem| assert_eq!(problem.field.as_deref(), Some("/name"));
        let replace = async |id: Uuid, name: &str| {
            ada.replace_tag().tag_id(id).body(body::<TagInput>(json!({ "name": name }))).send().await
        };
        let rename = async |id: Uuid, name: &str| {
            ada.update_tag().tag_id(id).body(body::<TagUpdate>(json!({ "name": name }))).send().await
        };
        taken(refused(try_create(&ada, json!({ "name": "docs" })).await, 409, "name_taken"));
        taken(refused(replace(ops.id, "docs").await, 409, "name_taken"));
        taken(refused(rename(ops.id, "docs").await, 409, "name_taken"));
        let unchanged = ada.get_tag().tag_id(ops.id).send().await.expect("the tag");
        assert_eq!(*unchanged, ops);

        // One's own name is no obstacle, case makes a difference, and others have names of their own.
        rename(docs.id, "docs").await.expect("the tag");
        replace(docs.id, "docs").await.expect("the tag");
        create(&ada, "Docs").await;
        create(&grace, "docs").await;
        // A name is free again when its tag is gone.
        ada.delete_tag().tag_id(docs.id).send().await.expect("deleted");
        rename(ops.id, "docs").await.expect("the tag");
        taken(refused(try_create(&ada, json!({ "name": "docs" })).await, 409, "name_taken"));
    }

    async fn list_sorts_and_searches(app: App) {
        let ada = app.client("ada");
        for name in ["beta", "Alpha", "50%_off", "\u{c9}TUDE", "alphabet"] {
            create(&ada, name).await;
        }
        let list = async |sort: TagSort| {
            let page = ada.list_tags().sort(sort).send().await.expect("a page");
            names(&page.data).join(" ")
        };
        assert_eq!(list(TagSort::Name).await, "50%_off Alpha alphabet beta \u{c9}TUDE", "case is ignored");
        assert_eq!(list(TagSort::NameDescending).await, "\u{c9}TUDE beta alphabet Alpha 50%_off");
        assert_eq!(list(TagSort::CreatedAt).await, "beta Alpha 50%_off \u{c9}TUDE alphabet");
        assert_eq!(list(TagSort::CreatedAtDescending).await, "alphabet \u{c9}TUDE 50%_off Alpha beta");
        let default = ada.list_tags().send().await.expect("a page");
        assert_eq!(names(&default.data).join(" "), list(TagSort::Name).await);

        let search = async |text: &str| {
            let page = ada.list_tags().q(text).send().await.expect("a page");
            names(&page.data).join(" ")
        };
        assert_eq!(search("ALPHA").await, "Alpha alphabet");
        assert_eq!(search("habe").await, "alphabet", "anywhere in the name");
        assert_eq!(search("\u{e9}tude").await, "\u{c9}TUDE");
        assert_eq!(search("%_").await, "50%_off", "nothing stands for anything else");
        for nothing in ["a%t", "_l", "\\", "gamma"] {
            assert_eq!(search(nothing).await, "", "{nothing}");
        }
    }

    async fn list_goes_on_by_cursor(app: App) {
        let ada = app.client("ada");
        let sorted = ["a", "B", "c", "D", "e"];
        for name in ["c", "a", "e", "D", "B"] {
            create(&ada, name).await;
        }
        let listed = pages!(ada.list_tags().limit(2));
        assert_eq!(listed.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 1]);
        assert_eq!(names(&listed.concat()), sorted);
        let back = pages!(ada.list_tags().sort(TagSort::NameDescending).limit(2));
        assert_eq!(names(&back.concat()), sorted.into_iter().rev().collect::<Vec<_>>());
        assert_eq!(names(&pages!(ada.list_tags().sort(TagSort::CreatedAt).limit(1)).concat()).concat(), "caeDB");
        assert_eq!(pages!(ada.list_tags().limit(5)).len(), 1);

        // What comes and goes meanwhile moves nothing else.
        let first = ada.list_tags().limit(2).send().await.expect("a page");
        create(&ada, "A2").await;
        ada.delete_tag().tag_id(first.data[1].id).send().await.expect("deleted");
        let cursor = first.meta.next_cursor.clone().expect("a cursor");
        let second = ada.list_tags().limit(2).cursor(cursor).send().await.expect("a page");
        assert_eq!(names(&second.data), ["c", "D"]);
    }

    async fn replace_shows_on_tasks(app: App) {
        let ada = app.client("ada");
        let tag = try_create(&ada, json!({ "name": "docs", "color": "#16a34a" })).await.expect("a tag");
        let task = task(&ada).await;
        attach(&ada, task.id, tag.id).await.expect("attached");
        let input = body::<TagInput>(json!({ "name": "documentation" }));
        let replaced = ada.replace_tag().tag_id(tag.id).body(input).send().await.expect("a tag");
        assert_eq!((replaced.name.as_str(), replaced.color.as_str()), ("documentation", "#64748b"));
        assert_eq!((replaced.id, replaced.created_at), (tag.id, tag.created_at));
        assert!(replaced.updated_at > tag.updated_at);
        assert_ne!(header(replaced.headers(), "etag"), header(tag.headers(), "etag"));
        let shown = TagRef { id: tag.id, name: "documentation".to_owned(), color: "#64748b".to_owned() };
        assert_eq!(read(&ada, task.id).await.tags, [shown]);

        let path = format!("/tags/{}", tag.id);
        let nameless = app.request("ada", Method::PUT, &path).json(&json!({})).send().await.expect("an answer");
        assert_eq!(body_violations(&problem(nameless, 400, "validation_failed").await), [("/name", "required")]);
        let input = body::<TagInput>(json!({ "name": "a" }));
        refused(ada.replace_tag().tag_id(Uuid::now_v7()).body(input).send().await, 404, "not_found");
    }

    async fn update_changes_what_it_names(app: App) {
        let ada = app.client("ada");
        let tag = create(&ada, "docs").await;
        let update = async |id: Uuid, changes: Value| {
            ada.update_tag().tag_id(id).body(body::<TagUpdate>(changes)).send().await
        };
        let coloured = update(tag.id, json!({ "color": "#16a34a" })).await.expect("a tag");
        assert_eq!((coloured.name.as_str(), coloured.color.as_str()), ("docs", "#16a34a"));
        assert!(coloured.updated_at > tag.updated_at);
        let renamed = update(tag.id, json!({ "name": "ops" })).await.expect("a tag");
        assert_eq!((renamed.name.as_str(), renamed.color.as_str()), ("ops", "#16a34a"));
        // What changes nothing leaves no trace.
        let same = update(tag.id, json!({ "name": "ops" })).await.expect("a tag");
        assert_eq!(*same, *renamed);
        assert_eq!(header(same.headers(), "etag"), header(renamed.headers(), "etag"));
        let found = ada.get_tag().tag_id(tag.id).send().await.expect("the tag");
        assert_eq!(*found, *renamed);

        let patch = app.request("ada", Method::PATCH, &format!("/tags/{}", tag.id));
        let patch = patch.header("content-type", "application/merge-patch+json");
        let wrong = patch.body(r#"{"name": null, "color": "green"}"#).send().await.expect("an answer");
        let wrong = problem(wrong, 400, "validation_failed").await;
        assert_eq!(body_violations(&wrong), [("/color", "pattern"), ("/name", "type")]);
        refused(update(Uuid::now_v7(), json!({})).await, 404, "not_found");
    }

    async fn delete_detaches_it_from_tasks(app: App) {
        let ada = app.client("ada");
        let (docs, ops) = (create(&ada, "docs").await, create(&ada, "ops").await);
        let tasks = [task(&ada).await.id, task(&ada).await.id];
        for id in tasks {
            attach(&ada, id, docs.id).await.expect("attached");
            attach(&ada, id, ops.id).await.expect("attached");
        }
        let before = ada.get_task().task_id(tasks[0]).send().await.expect("the task");
        let deleted = ada.delete_tag().tag_id(docs.id).send().await.expect("deleted");
        assert_eq!(deleted.status(), StatusCode::NO_CONTENT);
        for id in tasks {
            assert_eq!(read(&ada, id).await.tags.iter().map(|tag| tag.id).collect::<Vec<_>>(), [ops.id]);
        }
        let after = ada.get_task().task_id(tasks[0]).send().await.expect("the task");
        assert_ne!(header(after.headers(), "etag"), header(before.headers(), "etag"), "the tag is of all that is shown");
        for id in tasks {
            let history = ada.list_task_events().task_id(id).send().await.expect("a page").into_inner();
            let history = serde_json::to_value(history).expect("JSON");
            let last = history["data"].as_array().and_then(|events| events.last()).expect("an event");
            assert_eq!((&last["type"], &last["tag"]["name"]), (&json!("tag_detached"), &json!("docs")));
        }
        refused(ada.get_tag().tag_id(docs.id).send().await, 404, "not_found");
        refused(ada.delete_tag().tag_id(docs.id).send().await, 404, "not_found");
        refused(attach(&ada, tasks[0], docs.id).await, 404, "not_found");
        assert_eq!(names(&ada.list_tags().send().await.expect("a page").data), ["ops"]);
    }

    async fn attach_and_detach(app: App) {
        let ada = app.client("ada");
        let (docs, ops) = (create(&ada, "docs").await, create(&ada, "ops").await);
        let id = task(&ada).await.id;
        for _ in 0..2 {
            let attached = attach(&ada, id, ops.id).await.expect("attached");
            assert_eq!(attached.status(), StatusCode::NO_CONTENT);
        }
        let once = read(&ada, id).await;
        let shown = |tag: &Tag| TagRef { id: tag.id, name: tag.name.clone(), color: tag.color.clone() };
        assert_eq!(once.tags, [shown(&ops)]);
        attach(&ada, id, ops.id).await.expect("attached");
        assert_eq!(read(&ada, id).await, once, "attaching again changes nothing");
        attach(&ada, id, docs.id).await.expect("attached");
        assert_eq!(read(&ada, id).await.tags, [shown(&docs), shown(&ops)], "by name");

        for _ in 0..2 {
            let detached = detach(&ada, id, ops.id).await.expect("detached");
            assert_eq!(detached.status(), StatusCode::NO_CONTENT);
        }
        let left = read(&ada, id).await;
        assert_eq!(left.tags, [shown(&docs)]);
        detach(&ada, id, ops.id).await.expect("detached");
        assert_eq!(read(&ada, id).await, left, "detaching again changes nothing");

        let nobody = Uuid::now_v7();
        for answer in [attach(&ada, nobody, docs.id).await, attach(&ada, id, nobody).await] {
            refused(answer, 404, "not_found");
        }
        for answer in [detach(&ada, nobody, docs.id).await, detach(&ada, id, nobody).await] {
            refused(answer, 404, "not_found");
        }
    }

    async fn a_task_takes_twenty_tags(app: App) {
        let ada = app.client("ada");
        let id = task(&ada).await.id;
        let mut tags = Vec::new();
        for number in 0..21 {
            tags.push(create(&ada, &format!("{number:02}")).await.id);
        }
        for tag in &tags[..20] {
            attach(&ada, id, *tag).await.expect("attached");
        }
        let over = refused(attach(&ada, id, tags[20]).await, 422, "tag_limit_reached");
        assert_eq!(over.context.and_then(|context| context.get("limit").cloned()), Some(json!(20)));
        assert_eq!(read(&ada, id).await.tags.len(), 20);
        // One that is there already is no 21st.
        attach(&ada, id, tags[0]).await.expect("attached");
        detach(&ada, id, tags[0]).await.expect("detached");
        attach(&ada, id, tags[20]).await.expect("attached");
        refused(attach(&ada, id, tags[0]).await, 422, "tag_limit_reached");
    }
}
