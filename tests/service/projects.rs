//! `projects`: written, listed, deleted and restored, with the counts of their tasks.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use taskboard_client::Client;
use taskboard_client::types::{
    Project, ProjectInput, ProjectSort, ProjectUpdate, Task, TaskCounts, TaskCreate, TaskUpdate,
};
use uuid::Uuid;

use crate::harness::{
    Answer, body, body_violations, both_databases, header, next_link, pages, problem, refused, violations,
};

async fn create(client: &Client, project: Value) -> Project {
    let project = body::<ProjectInput>(project);
    client.create_project().body(project).send().await.expect("a project").into_inner()
}

async fn named(client: &Client, names: &[&str]) {
    for name in names {
        create(client, json!({ "name": name })).await;
    }
}

async fn task_in(client: &Client, project: Uuid, status: &str) -> Task {
    let task = body::<TaskCreate>(json!({ "title": "Draft", "project_id": project, "status": status }));
    client.create_task().body(task).send().await.expect("a task").into_inner()
}

async fn update(client: &Client, id: Uuid, changes: Value) -> Answer<Project> {
    client.update_project().project_id(id).body(body::<ProjectUpdate>(changes)).send().await
}

fn names(projects: &[Project]) -> Vec<&str> {
    projects.iter().map(|project| project.name.as_str()).collect()
}

both_databases! {
    async fn create_answers_the_project(app: App) {
        let ada = app.client("ada");
        let full = json!({
            "name": "Website", "description": "The new site.\nAll of it.", "color": "#2563eb", "archived": true,
            "metadata": { "ticket": "OPS-1207", "": "é" },
        });
        let created = ada.create_project().body(body::<ProjectInput>(full)).send().await.expect("a project");
        assert_eq!(created.status(), StatusCode::CREATED);
        assert_eq!(created.id.get_version_num(), 7);
        assert_eq!(created.name, "Website");
        assert_eq!(created.description.as_deref(), Some("The new site.\nAll of it."));
        assert_eq!((created.color.as_str(), created.archived), ("#2563eb", true));
        assert_eq!(serde_json::to_value(&created.metadata).unwrap(), json!({ "": "é", "ticket": "OPS-1207" }));
        assert_eq!(created.task_counts, TaskCounts { open: 0, in_progress: 0, done: 0, cancelled: 0 });
        assert_eq!((created.created_at, created.deleted_at), (created.updated_at, None));
        assert_eq!(header(created.headers(), "location"), format!("/api/v1/projects/{}", created.id));

        let read = ada.get_project().project_id(created.id).send().await.expect("the project");
        assert_eq!(*read, *created);
        assert_eq!(header(read.headers(), "etag"), header(created.headers(), "etag"));

        // The generated client sends defaults; what is really absent has them all the same.
        let request = app.request("ada", Method::POST, "/projects").json(&json!({ "name": "Website" }));
        let bare: Project = request.send().await.expect("an answer").json().await.expect("a project");
        assert_ne!(bare.id, created.id, "names need not be unique");
        assert_eq!((bare.color.as_str(), bare.archived, bare.description), ("#64748b", false, None));
        assert!(bare.metadata.is_empty());
    }

    async fn create_lists_every_violation(app: App) {
        let create = async |project: Value| {
            let request = app.request("ada", Method::POST, "/projects").json(&project);
            problem(request.send().await.expect("an answer"), 400, "validation_failed").await
        };
        let wrong = json!({
            "description": "a".repeat(2001), "color": "red", "archived": "no", "colour": 5,
            "metadata": { "long": "a".repeat(501), "null": null, "a/b~c": 5 },
        });
        assert_eq!(
            body_violations(&create(wrong).await),
            [
                ("/archived", "type"),
                ("/color", "pattern"),
                ("/colour", "unknown_member"),
                ("/description", "max_length"),
                ("/metadata/a~1b~0c", "type"),
                ("/metadata/long", "max_length"),
                ("/metadata/null", "type"),
                ("/name", "required"),
            ]
        );
        for (name, codes) in [
            (json!(""), vec![("/name", "min_length"), ("/name", "pattern")]),
            (json!(" a"), vec![("/name", "pattern")]),
            (json!("a\nb"), vec![("/name", "pattern")]),
            (json!("a".repeat(121)), vec![("/name", "max_length")]),
            (json!(null), vec![("/name", "type")]),
        ] {
            assert_eq!(body_violations(&create(json!({ "name": name })).await), codes, "{name}");
        }
        let many: serde_json::Map<String, Value> = (0..21).map(|n| (n.to_string(), json!(""))).collect();
        let many = create(json!({ "name": "a", "metadata": many })).await;
        assert_eq!(body_violations(&many), [("/metadata", "max_properties")]);
        assert!(app.client("ada").list_projects().send().await.expect("a page").data.is_empty());
    }

    async fn list_filters_and_sorts(app: App) {
        let ada = app.client("ada");
        for (name, archived) in [("beta", false), ("Alpha", true), ("gamma", false), ("delta", true)] {
            create(&ada, json!({ "name": name, "archived": archived })).await;
        }
        let all = ada.list_projects().send().await.expect("a page");
        assert_eq!(names(&all.data), ["delta", "gamma", "Alpha", "beta"]);
        assert_eq!((all.meta.limit, &all.meta.next_cursor), (20, &None));
        let (delta, beta) = (all.data[0].id, all.data[3].id);

        let list = async |archived: bool| ada.list_projects().archived(archived).send().await.expect("a page");
        assert_eq!(names(&list(true).await.data), ["delta", "Alpha"]);
        assert_eq!(names(&list(false).await.data), ["gamma", "beta"]);

        update(&ada, beta, json!({ "color": "#ffffff" })).await.expect("a project");
        for (sort, sorted) in [
            (ProjectSort::Name, ["Alpha", "beta", "delta", "gamma"]),
            (ProjectSort::CreatedAt, ["beta", "Alpha", "gamma", "delta"]),
            (ProjectSort::UpdatedAt, ["Alpha", "gamma", "delta", "beta"]),
        ] {
            let forth = ada.list_projects().sort(sort).send().await.expect("a page");
            assert_eq!(names(&forth.data), sorted, "{sort}");
            let back = format!("-{sort}").parse::<ProjectSort>().expect("the other way round");
            let back = ada.list_projects().sort(back).send().await.expect("a page");
            assert_eq!(names(&back.data), sorted.into_iter().rev().collect::<Vec<_>>(), "-{sort}");
        }

        ada.delete_project().project_id(delta).send().await.expect("deleted");
        let left = ada.list_projects().deleted(false).send().await.expect("a page");
        assert_eq!(names(&left.data), ["gamma", "Alpha", "beta"]);
        let deleted = ada.list_projects().deleted(true).send().await.expect("a page");
        assert_eq!(names(&deleted.data), ["delta"]);
        assert!(deleted.data[0].deleted_at.is_some());
        let neither = ada.list_projects().deleted(true).archived(false).send().await.expect("a page");
        assert!(neither.data.is_empty());

        let request = app.request("ada", Method::GET, "/projects?archived=maybe&sort=size&limit=0&q=&deleted=1");
        let wrong = problem(request.send().await.expect("an answer"), 400, "validation_failed").await;
        let found: Vec<_> = violations(&wrong).into_iter().map(|(_, at, code)| (at, code)).collect();
        let expected =
            [("/archived", "type"), ("/deleted", "type"), ("/limit", "minimum"), ("/q", "min_length"), ("/q", "pattern"),
            ("/sort", "enum")];
        assert_eq!(found, expected);
    }

    async fn search_finds_words(app: App) {
        let ada = app.client("ada");
        create(&ada, json!({ "name": "Website", "description": "Release notes and more" })).await;
        create(&ada, json!({ "name": "Release train" })).await;
        create(&ada, json!({ "name": "100% Caf\u{e9}" })).await;
        let search = async |text: &str| {
            let page = ada.list_projects().q(text).sort(ProjectSort::Name).send().await.expect("a page");
            names(&page.data).join(", ")
        };
        assert_eq!(search("release").await, "Release train, Website");
        assert_eq!(search("NOTES release").await, "Website");
        assert_eq!(search("website notes").await, "Website", "one word in the name, the other in the description");
        assert_eq!(search("release trai").await, "Release train", "the last word may be only begun");
        assert_eq!(search("rel train").await, "", "the others may not");
        assert_eq!(search("caf\u{e9}").await, "100% Caf\u{e9}");
        assert_eq!(search("train OR website").await, "");
        for nothing in ["%", "\"", "*", "-", "name:", "' & '", "NEAR("] {
            assert_eq!(search(nothing).await, "", "{nothing}");
        }
        // A change is found as it is now.
        let website = ada.list_projects().q("website").send().await.expect("a page").data[0].id;
        update(&ada, website, json!({ "description": "Legal notice" })).await.expect("a project");
        assert_eq!(search("notes").await, "");
        assert_eq!(search("legal").await, "Website");
    }

    async fn list_goes_on_by_cursor(app: App) {
        let ada = app.client("ada");
        // Two of one name: the id decides between them.
        named(&ada, &["a", "b", "b", "c", "d"]).await;
        for (sort, sorted) in [(ProjectSort::Name, "abbcd"), (ProjectSort::NameDescending, "dcbba"),
            (ProjectSort::CreatedAtDescending, "dcbba"), (ProjectSort::UpdatedAt, "abbcd")] {
            let pages = pages!(ada.list_projects().sort(sort).limit(2));
            assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 1], "{sort}");
            let mut ids: Vec<Uuid> = pages.iter().flatten().map(|project| project.id).collect();
            assert_eq!(names(&pages.concat()).concat(), sorted, "{sort}");
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), 5, "{sort}");
        }
        // A page that is exactly full is the last one.
        assert_eq!(pages!(ada.list_projects().limit(5)).len(), 1);

        // `Link` leads where the cursor does, with everything that was asked, while others come and go.
        let first = ada.list_projects().q("b").archived(false).limit(1).send().await.expect("a page");
        let link = next_link(first.headers()).expect("a link");
        named(&ada, &["b again"]).await;
        ada.delete_project().project_id(first.data[0].id).send().await.expect("deleted");
        let cursor = first.meta.next_cursor.clone().expect("a cursor");
        let second = ada.list_projects().q("b").archived(false).limit(1).cursor(cursor).send().await.expect("a page");
        let path = link.strip_prefix("/api/v1").expect("a path here");
        let linked = app.request("ada", Method::GET, path).send().await.expect("an answer");
        assert_eq!(linked.json::<Value>().await.expect("a page"), serde_json::to_value(&*second).expect("JSON"));
        assert_eq!(names(&second.data), ["b"]);
        assert_ne!(second.data[0].id, first.data[0].id);
        assert_eq!(second.meta.next_cursor, None);
    }

    async fn counts_follow_the_tasks(app: App) {
        let ada = app.client("ada");
        let id = create(&ada, json!({ "name": "Website" })).await.id;
        let other = create(&ada, json!({ "name": "Other" })).await.id;
        let counts = async || {
            let read = ada.get_project().project_id(id).send().await.expect("the project");
            let listed = ada.list_projects().sort(ProjectSort::CreatedAt).send().await.expect("a page");
            assert_eq!(listed.data[0].task_counts, read.task_counts);
            let TaskCounts { open, in_progress, done, cancelled } = read.task_counts;
            ([open, in_progress, done, cancelled], header(read.headers(), "etag").to_owned())
        };
        let (empty, first_tag) = counts().await;
        assert_eq!(empty, [0, 0, 0, 0]);
        let mut tasks = Vec::new();
        for status in ["open", "open", "in_progress", "done", "cancelled"] {
            tasks.push(task_in(&ada, id, status).await.id);
        }
        let (filled, second_tag) = counts().await;
        assert_eq!(filled, [2, 1, 1, 1]);
        assert_ne!(first_tag, second_tag, "the tag is of all that is shown");

        let change = async |task: Uuid, changes: Value| {
            ada.update_task().task_id(task).body(body::<TaskUpdate>(changes)).send().await.expect("a task");
        };
        change(tasks[0], json!({ "status": "done" })).await;
        change(tasks[2], json!({ "project_id": other })).await;
        change(tasks[4], json!({ "project_id": null })).await;
        assert_eq!(counts().await.0, [1, 0, 2, 0]);
        ada.delete_task().task_id(tasks[3]).send().await.expect("deleted");
        assert_eq!(counts().await.0, [1, 0, 1, 0]);
        ada.restore_task().task_id(tasks[3]).send().await.expect("restored");
        assert_eq!(counts().await.0, [1, 0, 2, 0]);
    }

    async fn replace_resets_what_is_absent(app: App) {
        let ada = app.client("ada");
        let full = json!({
            "name": "Website", "description": "x", "color": "#2563eb", "archived": true, "metadata": { "a": "b" },
        });
        let before = create(&ada, full).await;
        let input = body::<ProjectInput>(json!({ "name": "Site" }));
        let after = ada.replace_project().project_id(before.id).body(input).send().await.expect("a project");
        assert_eq!((after.id, after.name.as_str(), &after.description), (before.id, "Site", &None));
        assert_eq!((after.color.as_str(), after.archived, after.metadata.len()), ("#64748b", false, 0));
        assert_eq!(after.created_at, before.created_at);
        assert!(after.updated_at > before.updated_at);
        let read = ada.get_project().project_id(before.id).send().await.expect("the project");
        assert_eq!(*read, *after);
        assert_eq!(header(read.headers(), "etag"), header(after.headers(), "etag"));

        let path = format!("/projects/{}", before.id);
        let nameless = app.request("ada", Method::PUT, &path).json(&json!({ "color": "#000000" })).send().await;
        let nameless = problem(nameless.expect("an answer"), 400, "validation_failed").await;
        assert_eq!(body_violations(&nameless), [("/name", "required")]);
        let input = body::<ProjectInput>(json!({ "name": "Site" }));
        refused(ada.replace_project().project_id(Uuid::now_v7()).body(input).send().await, 404, "not_found");
    }

    async fn update_changes_what_it_names(app: App) {
        let ada = app.client("ada");
        let created = create(&ada, json!({ "name": "Website", "description": "x", "color": "#2563eb" })).await;
        let id = created.id;
        let renamed = update(&ada, id, json!({ "name": "Site", "archived": true })).await.expect("a project");
        let expected =
            Project { name: "Site".to_owned(), archived: true, updated_at: renamed.updated_at, ..created.clone() };
        assert_eq!(*renamed, expected);
        assert!(renamed.updated_at > created.updated_at);
        let cleared = update(&ada, id, json!({ "description": null })).await.expect("a project");
        assert_eq!((&cleared.description, cleared.name.as_str()), (&None, "Site"));
        assert_ne!(header(cleared.headers(), "etag"), header(renamed.headers(), "etag"));
        // What changes nothing leaves no trace.
        let same = update(&ada, id, json!({ "archived": true })).await.expect("a project");
        assert_eq!(*same, *cleared);
        assert_eq!(header(same.headers(), "etag"), header(cleared.headers(), "etag"));

        let patch = app.request("ada", Method::PATCH, &format!("/projects/{id}"));
        let patch = patch.header("content-type", "application/merge-patch+json");
        let wrong = json!({ "name": null, "color": null, "archived": null, "metadata": null, "id": id });
        let wrong = problem(patch.body(wrong.to_string()).send().await.expect("an answer"), 400, "validation_failed").await;
        assert_eq!(
            body_violations(&wrong),
            [
                ("/archived", "type"),
                ("/color", "type"),
                ("/id", "unknown_member"),
                ("/metadata", "type"),
                ("/name", "type"),
            ]
        );
        refused(update(&ada, Uuid::now_v7(), json!({})).await, 404, "not_found");
    }

    async fn update_merges_metadata(app: App) {
        let ada = app.client("ada");
        let id = create(&ada, json!({ "name": "a", "metadata": { "keep": "1", "change": "2", "drop": "3" } })).await.id;
        let merge = async |metadata: Value| update(&ada, id, json!({ "metadata": metadata })).await;
        let merged = merge(json!({ "change": "two", "drop": null, "new": "", "never": null })).await.expect("a project");
        let expected = json!({ "change": "two", "keep": "1", "new": "" });
        assert_eq!(serde_json::to_value(&merged.metadata).unwrap(), expected);

        let entries = |range: std::ops::Range<i32>| -> Value {
            range.map(|number| (number.to_string(), json!("x"))).collect::<serde_json::Map<_, _>>().into()
        };
        let full = merge(entries(0..17)).await.expect("a project");
        assert_eq!(full.metadata.len(), 20);
        let over = refused(merge(entries(17..18)).await, 422, "unprocessable");
        assert_eq!(over.field.as_deref(), Some("/metadata"));
        assert_eq!(over.context.and_then(|context| context.get("limit").cloned()), Some(json!(20)));
        let read = ada.get_project().project_id(id).send().await.expect("the project");
        assert_eq!(read.metadata, full.metadata);
        // One goes, another comes.
        let swapped = merge(json!({ "keep": null, "17": "x" })).await.expect("a project");
        assert_eq!((swapped.metadata.len(), swapped.metadata.contains_key("keep")), (20, false));
    }

    async fn delete_hides_until_restored(app: App) {
        let ada = app.client("ada");
        let project = create(&ada, json!({ "name": "Website", "metadata": { "a": "b" } })).await;
        let (id, task) = (project.id, task_in(&ada, project.id, "open").await);
        let deleted = ada.delete_project().project_id(id).send().await.expect("deleted");
        assert_eq!(deleted.status(), StatusCode::NO_CONTENT);

        refused(ada.get_project().project_id(id).send().await, 404, "not_found");
        refused(ada.delete_project().project_id(id).send().await, 404, "not_found");
        refused(update(&ada, id, json!({})).await, 404, "not_found");
        let input = body::<ProjectInput>(json!({ "name": "a" }));
        refused(ada.replace_project().project_id(id).body(input).send().await, 404, "not_found");
        assert!(ada.list_projects().send().await.expect("a page").data.is_empty());
        let listed = ada.list_projects().deleted(true).send().await.expect("a page");
        assert_eq!(listed.data.iter().map(|project| project.id).collect::<Vec<_>>(), [id]);
        let kept = ada.get_task().task_id(task.id).send().await.expect("the task");
        assert_eq!((kept.project_id, kept.updated_at), (Some(id), task.updated_at));
        // No task can be put into it.
        let into = body::<TaskCreate>(json!({ "title": "a", "project_id": id }));
        refused(ada.create_task().body(into).send().await, 422, "project_not_found");

        let restored = ada.restore_project().project_id(id).send().await.expect("restored");
        assert!(restored.updated_at > project.updated_at);
        let counts = TaskCounts { open: 1, ..project.task_counts.clone() };
        let expected = Project { updated_at: restored.updated_at, task_counts: counts, ..project };
        assert_eq!(*restored, expected);
        let again = ada.restore_project().project_id(id).send().await.expect("restored");
        assert_eq!(*again, *restored);
        assert_eq!(header(again.headers(), "etag"), header(restored.headers(), "etag"));
        let read = ada.get_project().project_id(id).send().await.expect("the project");
        assert_eq!(*read, *restored);
        refused(ada.restore_project().project_id(Uuid::now_v7()).send().await, 404, "not_found");
    }
}
