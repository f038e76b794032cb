//! `events`: what happened to a task.

use serde_json::{Value, json};
use taskboard_client::Client;
use taskboard_client::types::{
    CommentInput, TaskEvent, TaskReplace, TaskStatus, TaskStatusChangedEvent, TaskUpdate, TaskUpdatedEvent,
};
use uuid::Uuid;

use crate::harness::{body, both_databases, make, pages, refused};

async fn history(client: &Client, task: Uuid) -> Vec<TaskEvent> {
    client.list_task_events().task_id(task).limit(100).send().await.expect("a page").into_inner().data
}

/// As JSON, in which every kind has the same first members.
fn as_json(events: &[TaskEvent]) -> Vec<Value> {
    events.iter().map(|event| json!(event)).collect()
}

async fn update(client: &Client, task: Uuid, changes: Value) {
    client.update_task().task_id(task).body(body::<TaskUpdate>(changes)).send().await.expect("a task");
}

/// What an update noted as changed.
fn changes(event: &TaskEvent) -> Value {
    match event {
        TaskEvent::TaskUpdated(TaskUpdatedEvent { changes, .. }) => json!(changes),
        other => panic!("no update: {other:?}"),
    }
}

both_databases! {
    async fn history_has_every_kind(app: App) {
        let ada = app.client("ada");
        let me = ada.get_me().send().await.expect("a profile");
        let id = make::task(&ada, json!({ "title": "Buy oat milk" })).await.id;
        update(&ada, id, json!({ "priority": "high", "status": "in_progress" })).await;
        let tag = make::tag(&ada, "home").await;
        make::attach_tag(&ada, id, tag.id).await;
        ada.detach_tag().task_id(id).tag_id(tag.id).send().await.expect("detached");
        let comment = make::comment(&ada, id, "Soy milk?").await;
        ada.delete_comment().task_id(id).comment_id(comment.id).send().await.expect("deleted");
        let attachment = make::attachment(&ada, id, "list.txt", "milk").await;
        ada.delete_attachment().attachment_id(attachment.id).send().await.expect("deleted");
        ada.delete_task().task_id(id).send().await.expect("deleted");
        ada.restore_task().task_id(id).send().await.expect("restored");
        let both = body::<CommentInput>(json!({ "body": "Got it.", "set_status": "done" }));
        let last = ada.create_comment().task_id(id).body(both).send().await.expect("a comment");

        let tag = json!({ "id": tag.id, "name": "home", "color": tag.color });
        let file = json!({ "attachment_id": attachment.id, "file_name": "list.txt" });
        let expected = [
            ("task_created", json!({ "title": "Buy oat milk" })),
            ("task_updated", json!({ "changes": { "priority": { "before": "normal", "after": "high" } } })),
            ("task_status_changed", json!({ "from": "open", "to": "in_progress" })),
            ("tag_attached", json!({ "tag": tag })),
            ("tag_detached", json!({ "tag": tag })),
            ("comment_added", json!({ "comment_id": comment.id })),
            ("comment_deleted", json!({ "comment_id": comment.id })),
            ("attachment_added", file.clone()),
            ("attachment_deleted", file),
            ("task_deleted", json!({})),
            ("task_restored", json!({})),
            ("comment_added", json!({ "comment_id": last.id })),
            ("task_status_changed", json!({ "from": "in_progress", "to": "done" })),
        ];
        let events = as_json(&history(&ada, id).await);
        assert_eq!(events.len(), expected.len(), "{events:#?}");
        for (event, (kind, members)) in events.iter().zip(expected) {
            let actor = json!({ "id": me.id, "name": me.name });
            let mut whole = json!({ "task_id": id, "actor": actor, "type": kind });
            for name in ["id", "occurred_at"] {
                whole[name] = event[name].clone();
            }
            whole.as_object_mut().expect("an object").extend(members.as_object().expect("an object").clone());
            assert_eq!(*event, whole);
        }
        let times: Vec<_> = events.iter().map(|event| event["occurred_at"].as_str()).collect();
        assert!(times.is_sorted(), "{times:?}");

        // The contract knows no kind that is missing above.
        let contract: Value = serde_json::from_str(include_str!("../../generated/openapi.json")).expect("JSON");
        let mapping = &contract["components"]["schemas"]["TaskEvent"]["discriminator"]["mapping"];
        for kind in mapping.as_object().expect("a mapping").keys() {
            assert!(events.iter().any(|event| event["type"] == *kind), "{kind} did not happen");
        }

        // What changes nothing is not an event.
        update(&ada, id, json!({ "priority": "high", "status": "done" })).await;
        ada.restore_task().task_id(id).send().await.expect("a task");
        assert_eq!(history(&ada, id).await.len(), events.len());
    }

    async fn update_names_values_before_and_after(app: App) {
        let ada = app.client("ada");
        let project = make::project(&ada, json!({ "name": "Household" })).await;
        let id = make::task(&ada, json!({ "title": "t", "metadata": { "a": "1" } })).await.id;
        update(&ada, id, json!({
            "title": "u",
            "description": "More.",
            "project_id": project.id,
            "priority": "urgent",
            "due_at": "2026-03-01T01:00:00+01:00",
            "start_on": "2026-02-28",
            "estimate_minutes": 5,
            "source_url": "https://example.org/7",
            "metadata": { "b": "2" },
        })).await;
        let change = |before: Value, after: Value| json!({ "before": before, "after": after });
        let null = Value::Null;
        let everything = json!({
            "title": change(json!("t"), json!("u")),
            "description": change(null.clone(), json!("More.")),
            "project_id": change(null.clone(), json!(project.id)),
            "priority": change(json!("normal"), json!("urgent")),
            "due_at": change(null.clone(), json!("2026-03-01T00:00:00Z")),
            "start_on": change(null.clone(), json!("2026-02-28")),
            "estimate_minutes": change(null.clone(), json!(5)),
            "source_url": change(null.clone(), json!("https://example.org/7")),
            "metadata": change(json!({ "a": "1" }), json!({ "a": "1", "b": "2" })),
        });
        assert_eq!(changes(&history(&ada, id).await[1]), everything);

        // Of what is sent again, only what is another value counts.
        update(&ada, id, json!({ "title": "u", "description": null, "metadata": { "a": null } })).await;
        let second = json!({
            "description": change(json!("More."), null.clone()),
            "metadata": change(json!({ "a": "1", "b": "2" }), json!({ "b": "2" })),
        });
        assert_eq!(changes(&history(&ada, id).await[2]), second);

        // A replacement is an update too, and a change of status is an event apart.
        let content = body::<TaskReplace>(json!({
            "title": "v", "status": "cancelled", "priority": "urgent", "project_id": project.id,
            "due_at": "2026-03-01T00:00:00Z", "start_on": "2026-02-28", "estimate_minutes": 5,
            "source_url": "https://example.org/7", "metadata": { "b": "2" },
        }));
        ada.replace_task().task_id(id).if_match("*").body(content).send().await.expect("a task");
        let events = history(&ada, id).await;
        assert_eq!(changes(&events[3]), json!({ "title": change(json!("u"), json!("v")) }));
        assert!(matches!(events[4], TaskEvent::TaskStatusChanged(TaskStatusChangedEvent {
            from: TaskStatus::Open,
            to: TaskStatus::Cancelled,
            ..
        })));
        assert_eq!(events.len(), 5);
    }

    async fn history_goes_on_by_cursor(app: App) {
        let ada = app.client("ada");
        let tasks = make::tasks(&ada, &["t", "other"]).await;
        let id = tasks[0].id;
        for number in 0..3 {
            // Two events at the same moment, so that more than the time has to decide.
            let status = if number % 2 == 0 { "done" } else { "open" };
            update(&ada, id, json!({ "title": format!("{number}"), "status": status })).await;
        }
        let all = history(&ada, id).await;
        assert_eq!(all.len(), 7);
        for (limit, lengths) in [(1, &[1; 7][..]), (3, &[3, 3, 1]), (7, &[7])] {
            let pages = pages!(ada.list_task_events().task_id(id).limit(limit));
            assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), lengths);
            assert_eq!(pages.concat(), all);
        }
        let first = ada.list_task_events().task_id(id).limit(6).send().await.expect("a page").into_inner();
        update(&ada, id, json!({ "title": "later" })).await;
        let rest = ada.list_task_events().task_id(id).cursor(first.meta.next_cursor.expect("a cursor")).send().await;
        let rest = rest.expect("a page").into_inner().data;
        assert_eq!(rest, history(&ada, id).await[6..]);
        assert_eq!(rest.len(), 2);
        refused(ada.list_task_events().task_id(Uuid::now_v7()).send().await, 404, "not_found");
    }
}
