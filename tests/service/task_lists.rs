//! Lists of tasks: filters, search, order and pages. How lists refuse a cursor is here for all of them.

use reqwest::Method;
use serde_json::{Value, json};
use taskboard_client::Client;
use taskboard_client::types::{
    ProjectSort, TagSort, Task, TaskPage, TaskPriority, TaskSort, TaskStatus, TaskUpdate, ViolationLocation,
};
use uuid::Uuid;

use crate::harness::{Answer, body, both_databases, http, make, next_link, pages, problem, refused, violations};

/// The titles of a page, in its order.
fn titles(answer: Answer<TaskPage>) -> Vec<String> {
    answer.expect("a page").into_inner().data.into_iter().map(|task| task.title).collect()
}

/// The same where the order does not matter.
fn sorted_titles(answer: Answer<TaskPage>) -> Vec<String> {
    let mut titles = titles(answer);
    titles.sort_unstable();
    titles
}

async fn update(client: &Client, task: &Task, changes: Value) {
    client.update_task().task_id(task.id).body(body::<TaskUpdate>(changes)).send().await.expect("a task");
}

both_databases! {
    async fn filters_by_status_and_priority(app: App) {
        let ada = app.client("ada");
        for status in TaskStatus::ALL {
            for priority in [TaskPriority::Low, TaskPriority::High] {
                let title = format!("{status} {priority}");
                make::task(&ada, json!({ "title": title, "status": status, "priority": priority })).await;
            }
        }
        let list = || ada.list_tasks();
        assert_eq!(list().send().await.expect("a page").data.len(), 8, "without a filter every status is listed");
        let open = list().status(vec![TaskStatus::Open]);
        assert_eq!(sorted_titles(open.send().await), ["open high", "open low"]);
        let several = list().status(vec![TaskStatus::Done, TaskStatus::Open]);
        assert_eq!(sorted_titles(several.send().await), ["done high", "done low", "open high", "open low"]);
        let high = list().priority(vec![TaskPriority::High, TaskPriority::Urgent]);
        assert_eq!(
            sorted_titles(high.send().await),
            ["cancelled high", "done high", "in_progress high", "open high"]
        );
        let both = list().status(vec![TaskStatus::Done, TaskStatus::Cancelled]).priority(vec![TaskPriority::Low]);
        assert_eq!(sorted_titles(both.send().await), ["cancelled low", "done low"]);
        assert!(titles(list().priority(vec![TaskPriority::Urgent]).send().await).is_empty());
    }

    async fn filters_by_project_and_tag(app: App) {
        let ada = app.client("ada");
        let household = make::project(&ada, json!({ "name": "Household" })).await;
        let garden = make::project(&ada, json!({ "name": "Garden" })).await;
        let (urgent, cheap) = (make::tag(&ada, "urgent").await, make::tag(&ada, "cheap").await);
        for (title, project, tags) in [
            ("neither", None, vec![]),
            ("household", Some(household.id), vec![&cheap]),
            ("garden", Some(garden.id), vec![&cheap, &urgent]),
            ("tagged", None, vec![&urgent]),
        ] {
            let task = make::task(&ada, json!({ "title": title, "project_id": project })).await;
            for tag in tags {
                make::attach_tag(&ada, task.id, tag.id).await;
            }
        }
        let list = || ada.list_tasks();
        assert_eq!(titles(list().project_id(garden.id).send().await), ["garden"]);
        assert!(titles(list().project_id(Uuid::now_v7()).send().await).is_empty());
        assert_eq!(sorted_titles(list().tag(vec![cheap.id]).send().await), ["garden", "household"]);
        // One of them is enough, and a task with both is listed once.
        let either = list().tag(vec![cheap.id, urgent.id]);
        assert_eq!(sorted_titles(either.send().await), ["garden", "household", "tagged"]);
        assert!(titles(list().tag(vec![Uuid::now_v7()]).send().await).is_empty());
        // Different filters have to fit all.
        assert_eq!(titles(list().tag(vec![cheap.id]).project_id(household.id).send().await), ["household"]);
        assert!(titles(list().tag(vec![urgent.id]).project_id(household.id).send().await).is_empty());
    }

    async fn filters_by_due_range(app: App) {
        let ada = app.client("ada");
        for (title, due) in [
            ("first", Some("2026-03-01T00:00:00Z")),
            ("second", Some("2026-03-01T00:00:00.000001Z")),
            ("third", Some("2026-03-02T01:00:00+01:00")),
            ("never", None),
        ] {
            make::task(&ada, json!({ "title": title, "due_at": due })).await;
        }
        let time = |text: &str| body::<specwright_poem::DateTime>(json!(text));
        let list = || ada.list_tasks().sort(TaskSort::DueAt);
        // `due_after` takes its own moment in, `due_before` does not.
        let after = list().due_after(time("2026-03-01T00:00:00.000001Z"));
        assert_eq!(titles(after.send().await), ["second", "third"]);
        let before = list().due_before(time("2026-03-02T00:00:00Z"));
        assert_eq!(titles(before.send().await), ["first", "second"]);
        let range = list().due_after(time("2026-03-01T01:00:00+01:00")).due_before(time("2026-03-01T00:00:00.000001Z"));
        assert_eq!(titles(range.send().await), ["first"]);
        let nothing = list().due_after(time("2026-04-01T00:00:00Z")).due_before(time("2026-03-01T00:00:00Z"));
        assert!(titles(nothing.send().await).is_empty());
        assert_eq!(titles(list().send().await), ["first", "second", "third", "never"]);
    }

    async fn search_finds_words(app: App) {
        let ada = app.client("ada");
        let milk = make::task(&ada, json!({ "title": "Buy oat milk", "description": "At the corner shop." })).await;
        make::task(&ada, json!({ "title": "Milkshake", "description": "With strawberries" })).await;
        make::task(&ada, json!({ "title": "Übung für Straße" })).await;
        let find = async |text: &str| sorted_titles(ada.list_tasks().q(text).send().await);
        for (text, found) in [
            ("oat", vec!["Buy oat milk"]),
            ("OAT Buy", vec!["Buy oat milk"]),
            // In title and description together; the last word may be only begun.
            ("corner milk", vec!["Buy oat milk"]),
            ("buy cor", vec!["Buy oat milk"]),
            ("mil", vec!["Buy oat milk", "Milkshake"]),
            ("strawb", vec!["Milkshake"]),
            ("übung STRA", vec!["Übung für Straße"]),
            ("oat-milk", vec!["Buy oat milk"]),
            // Every word has to be there; only the last may be begun, and none is found from within.
            ("oat strawberries", vec![]),
            ("mil buy", vec![]),
            ("ilk", vec![]),
            // Neither database's search language gets through.
            ("oat OR strawberries", vec![]),
            ("o*t", vec![]),
            ("' | 'oat", vec!["Buy oat milk"]),
            ("title:oat", vec![]),
            ("\"--", vec![]),
        ] {
            assert_eq!(find(text).await, found, "{text}");
        }
        let done = ada.list_tasks().q("mil").status(vec![TaskStatus::Done]).send().await;
        assert!(titles(done).is_empty(), "other filters hold too");

        // The index follows.
        update(&ada, &milk, json!({ "title": "Buy beans", "description": null })).await;
        assert_eq!(find("milk").await, ["Milkshake"]);
        assert!(find("corner").await.is_empty());
        assert_eq!(find("beans").await, ["Buy beans"]);
        ada.delete_task().task_id(milk.id).send().await.expect("deleted");
        assert!(find("beans").await.is_empty());
        assert_eq!(titles(ada.list_tasks().q("beans").deleted(true).send().await), ["Buy beans"]);
    }

    async fn sorts_both_ways(app: App) {
        let ada = app.client("ada");
        for (title, due) in [
            ("a", Some("2026-03-02T00:00:00Z")),
            ("b", None),
            ("c", Some("2026-03-01T00:00:00Z")),
            ("d", Some("2026-03-03T00:00:00Z")),
        ] {
            make::task(&ada, json!({ "title": title, "due_at": due })).await;
        }
        let first = ada.list_tasks().q("a").send().await.expect("a page").into_inner().data;
        update(&ada, &first[0], json!({ "priority": "high" })).await;
        for (sort, expected) in [
            (TaskSort::CreatedAt, ["a", "b", "c", "d"]),
            (TaskSort::CreatedAtDescending, ["d", "c", "b", "a"]),
            (TaskSort::UpdatedAt, ["b", "c", "d", "a"]),
            (TaskSort::UpdatedAtDescending, ["a", "d", "c", "b"]),
            // What is never due comes last, either way.
            (TaskSort::DueAt, ["c", "a", "d", "b"]),
            (TaskSort::DueAtDescending, ["d", "a", "c", "b"]),
        ] {
            assert_eq!(titles(ada.list_tasks().sort(sort).send().await), expected, "{sort}");
            let paged = pages!(ada.list_tasks().sort(sort).limit(1)).concat().into_iter().map(|task| task.title);
            assert_eq!(paged.collect::<Vec<_>>(), expected, "{sort}, page by page");
        }
        assert_eq!(titles(ada.list_tasks().send().await), ["d", "c", "b", "a"], "the newest first, unless asked");
    }

    async fn goes_on_by_cursor(app: App) {
        for sort in TaskSort::ALL {
            let user = app.client(&format!("ada{sort}"));
            for number in 0..7 {
                // Several are due at the same time, so that more than the time has to decide.
                let due = format!("2026-03-0{}T00:00:00Z", 1 + number / 3);
                make::task(&user, json!({ "title": format!("{number}"), "due_at": due })).await;
            }
            let all = titles(user.list_tasks().sort(sort).send().await);
            for (limit, lengths) in [(1, &[1; 7][..]), (3, &[3, 3, 1]), (7, &[7])] {
                let listed = pages!(user.list_tasks().sort(sort).limit(limit));
                assert_eq!(listed.iter().map(Vec::len).collect::<Vec<_>>(), lengths);
                let listed: Vec<_> = listed.concat().into_iter().map(|task| task.title).collect();
                assert_eq!(listed, all, "{sort} by {limit}");
            }

            // While somebody turns pages, tasks come and go; what was there is listed once all the same.
            let list = user.list_tasks().sort(sort).limit(2);
            let (mut page, mut listed) = (list.clone().send().await.expect("a page").into_inner(), Vec::new());
            loop {
                make::task(&user, json!({ "title": "new", "due_at": "2026-03-01T12:00:00Z" })).await;
                let gone = make::task(&user, json!({ "title": "new, and gone" })).await;
                user.delete_task().task_id(gone.id).send().await.expect("deleted");
                listed.extend(page.data.into_iter().map(|task| task.title).filter(|title| !title.starts_with("new")));
                let Some(cursor) = page.meta.next_cursor else { break };
                page = list.clone().cursor(cursor).send().await.expect("a page").into_inner();
            }
            assert_eq!(listed, all, "{sort}");
        }
    }

    async fn the_link_leads_to_the_next_page(app: App) {
        let ada = app.client("ada");
        make::tasks(&ada, &["a", "b", "c"]).await;
        let statuses = vec![TaskStatus::Open, TaskStatus::Done];
        let list = || ada.list_tasks().status(statuses.clone()).sort(TaskSort::CreatedAt).limit(2);
        let first = list().send().await.expect("a page");
        let link = next_link(first.headers()).expect("a link");
        let request = http().get(format!("{}{link}", app.origin())).bearer_auth(app.token("ada", &[]));
        let second: TaskPage = request.send().await.expect("an answer").json().await.expect("a page");
        let cursor = first.into_inner().meta.next_cursor.expect("a cursor");
        assert_eq!(second, list().cursor(cursor).send().await.expect("a page").into_inner());
        assert_eq!(second.data.iter().map(|task| task.title.as_str()).collect::<Vec<_>>(), ["c"]);
        assert_eq!((second.meta.limit, second.meta.next_cursor), (2, None));
    }

    async fn lists_deleted_on_demand(app: App) {
        let ada = app.client("ada");
        let tasks = make::tasks(&ada, &["a", "b", "c"]).await;
        ada.delete_task().task_id(tasks[1].id).send().await.expect("deleted");
        assert_eq!(sorted_titles(ada.list_tasks().send().await), ["a", "c"]);
        assert_eq!(sorted_titles(ada.list_tasks().deleted(false).send().await), ["a", "c"]);
        let deleted = ada.list_tasks().deleted(true).send().await.expect("a page").into_inner().data;
        let deleted: Vec<_> = deleted.iter().map(|task| (task.title.as_str(), task.deleted_at.is_some())).collect();
        assert_eq!(deleted, [("b", true)]);
        assert!(titles(ada.list_tasks().deleted(true).status(vec![TaskStatus::Done]).send().await).is_empty());
        ada.restore_task().task_id(tasks[1].id).send().await.expect("a task");
        assert_eq!(sorted_titles(ada.list_tasks().send().await), ["a", "b", "c"]);
        assert!(titles(ada.list_tasks().deleted(true).send().await).is_empty());
    }

    async fn refuses_what_breaks_the_contract(app: App) {
        let get = async |query: &str| {
            app.request("ada", Method::GET, &format!("/tasks?{query}")).send().await.expect("an answer")
        };
        let query = "status=open&status=paused&priority=&project_id=7&tag=x&due_after=tomorrow&due_before=2026-03-01\
            &deleted=maybe&q=&sort=title&cursor=%20&limit=0";
        let refusal = problem(get(query).await, 400, "validation_failed").await;
        let found: Vec<_> = violations(&refusal)
            .into_iter()
            .map(|(location, pointer, code)| {
                assert_eq!(location, ViolationLocation::Query);
                (pointer, code)
            })
            .collect();
        assert_eq!(found, [
            ("/cursor", "pattern"),
            ("/deleted", "type"),
            ("/due_after", "format"),
            ("/due_before", "format"),
            ("/limit", "minimum"),
            ("/priority/0", "enum"),
            ("/project_id", "format"),
            ("/q", "min_length"),
            ("/q", "pattern"),
            ("/sort", "enum"),
            ("/status/1", "enum"),
            ("/tag/0", "format"),
        ]);
        for (query, pointer, code) in [
            ("limit=101", "/limit", "maximum"),
            ("limit=ten", "/limit", "type"),
            ("q=%00", "/q", "pattern"),
        ] {
            let refusal = problem(get(query).await, 400, "validation_failed").await;
            assert_eq!(violations(&refusal), [(ViolationLocation::Query, pointer, code)], "{query}");
        }
        problem(get("q=%FF").await, 400, "malformed_request").await;
        // The generated client does not check; the service does.
        let refusal = refused(app.client("ada").list_tasks().limit(0).send().await, 400, "validation_failed");
        assert_eq!(violations(&refusal), [(ViolationLocation::Query, "/limit", "minimum")]);
    }

    async fn unknown_cursor_is_not_found(app: App) {
        let (ada, admin) = (app.client("ada"), app.admin("grace"));
        let task = make::tasks(&ada, &["a", "b"]).await.swap_remove(0);
        for name in ["a", "b"] {
            make::project(&ada, json!({ "name": name })).await;
            make::tag(&ada, name).await;
            make::comment(&ada, task.id, name).await;
        }
        let tasks = ada.list_tasks().limit(1).send().await.expect("a page").into_inner().meta.next_cursor;
        let tags = ada.list_tags().limit(1).send().await.expect("a page").into_inner().meta.next_cursor;
        let (tasks, tags) = (tasks.expect("a cursor"), tags.expect("a cursor"));

        // What no list handed out, another list's, and one that was changed on the way.
        let broken = tasks.replacen(|_| true, "Z", 1);
        for cursor in ["AAAA", "e30", "-_-", tags.as_str(), broken.as_str()] {
            for refusal in [
                refused(ada.list_tasks().cursor(cursor).send().await, 404, "cursor_not_found"),
                refused(ada.list_projects().cursor(cursor).send().await, 404, "cursor_not_found"),
                refused(admin.list_users().cursor(cursor).send().await, 404, "cursor_not_found"),
                refused(ada.list_comments().task_id(task.id).cursor(cursor).send().await, 404, "cursor_not_found"),
                refused(ada.list_attachments().task_id(task.id).cursor(cursor).send().await, 404, "cursor_not_found"),
                refused(ada.list_task_events().task_id(task.id).cursor(cursor).send().await, 404, "cursor_not_found"),
            ] {
                assert_eq!(refusal.field.as_deref(), Some("/cursor"));
            }
        }
        for cursor in ["AAAA", tasks.as_str()] {
            refused(ada.list_tags().cursor(cursor).send().await, 404, "cursor_not_found");
        }

        // The same list in another order.
        let turned = ada.list_tasks().sort(TaskSort::CreatedAt).cursor(tasks.as_str());
        refused(turned.send().await, 404, "cursor_not_found");
        let otherwise = ada.list_tasks().sort(TaskSort::DueAtDescending).cursor(tasks.as_str());
        refused(otherwise.send().await, 404, "cursor_not_found");
        refused(ada.list_tags().sort(TagSort::NameDescending).cursor(tags).send().await, 404, "cursor_not_found");
        let projects = ada.list_projects().sort(ProjectSort::Name).limit(1).send().await.expect("a page");
        let cursor = projects.into_inner().meta.next_cursor.expect("a cursor");
        refused(ada.list_projects().cursor(cursor).send().await, 404, "cursor_not_found");
    }
}
