//! Pages, orders, filters and search.

use std::collections::BTreeSet;

use chrono::DateTime;

use super::{Bench, benches, first_page, task};
use crate::domain::page::{PageRequest, Sort};
use crate::domain::precondition::Precondition;
use crate::domain::project::{ProjectContent, ProjectQuery, ProjectSort};
use crate::domain::tag::{TagContent, TagQuery, TagSort};
use crate::domain::task::{Task, TaskContent, TaskPriority, TaskQuery, TaskSort, TaskStatus};
use crate::store::Scope;
use crate::store::failure::ListFailure;

/// Every page of a list, one after the other.
async fn pages(bench: &Bench, scope: &Scope, query: &TaskQuery, sort: Sort<TaskSort>, limit: u16) -> Vec<Task> {
    let (mut all, mut request) = (Vec::new(), first_page(limit));
    loop {
        let page = bench.store.list_tasks(scope, query, sort, &request).await.expect("a page");
        assert!(page.items.len() <= usize::from(limit));
        all.extend(page.items);
        match page.next_cursor {
            Some(cursor) => request.cursor = Some(cursor),
            None => return all,
        }
    }
}

async fn titles(bench: &Bench, scope: &Scope, query: TaskQuery, sort: Sort<TaskSort>) -> Vec<String> {
    pages(bench, scope, &query, sort, 2).await.into_iter().map(|task| task.content.title).collect()
}

#[tokio::test]
async fn every_order_shows_every_task_once() {
    for bench in benches().await {
        let scope = bench.scope("ada").await;
        let due = |microseconds| DateTime::from_timestamp_micros(microseconds);
        // Fractions of different lengths and none at all, moments that are the same, and no moment.
        let moments = [due(1_000_000), due(1_500_000), due(1_500_001), due(1_500_000), None, due(999_999), None];
        for (number, due_at) in moments.into_iter().enumerate() {
            let content = TaskContent { due_at, ..task(&format!("{number}")) };
            bench.store.create_task(&scope, content).await.expect("a task");
        }
        for key in [TaskSort::CreatedAt, TaskSort::UpdatedAt, TaskSort::DueAt] {
            for sort in [Sort::ascending(key), Sort::descending(key)] {
                let all = pages(&bench, &scope, &TaskQuery::default(), sort, 2).await;
                let ids: BTreeSet<_> = all.iter().map(|task| task.id).collect();
                assert_eq!((all.len(), ids.len()), (7, 7), "{sort:?}");
                let keys: Vec<_> = all
                    .iter()
                    .map(|task| match key {
                        TaskSort::CreatedAt => Some(task.created_at),
                        TaskSort::UpdatedAt => Some(task.updated_at),
                        TaskSort::DueAt => task.content.due_at,
                    })
                    .collect();
                let present: Vec<_> = keys.iter().flatten().collect();
                assert!(
                    present.is_sorted_by(|a, b| if sort.descending { a >= b } else { a <= b }),
                    "{sort:?}: {keys:?}"
                );
                // What is never due comes last, either way.
                assert!(keys.iter().skip_while(|key| key.is_some()).all(Option::is_none), "{sort:?}: {keys:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_cursor_of_another_order_or_nobody_is_refused() {
    for bench in benches().await {
        let scope = bench.scope("ada").await;
        for title in ["a", "b"] {
            bench.store.create_task(&scope, task(title)).await.expect("a task");
        }
        let sort = Sort::descending(TaskSort::CreatedAt);
        let query = TaskQuery::default();
        let page = bench.store.list_tasks(&scope, &query, sort, &first_page(1)).await.expect("a page");
        let cursor = page.next_cursor.expect("another page");
        for (sort, cursor) in [(Sort::ascending(TaskSort::CreatedAt), cursor.as_str()), (sort, "bm9uc2Vuc2U")] {
            let request = PageRequest { limit: 1, cursor: Some(cursor.to_owned()) };
            let refused = bench.store.list_tasks(&scope, &query, sort, &request).await;
            assert!(matches!(refused, Err(ListFailure::BadCursor(_))), "{refused:?}");
        }
    }
}

#[tokio::test]
async fn filters_narrow() {
    for bench in benches().await {
        let scope = bench.scope("ada").await;
        let day = |day: i64| DateTime::from_timestamp_micros(day * 86_400_000_000);
        let store = &bench.store;
        let one = TaskContent { status: TaskStatus::Done, priority: TaskPriority::Low, due_at: day(1), ..task("one") };
        let two = TaskContent { priority: TaskPriority::Urgent, due_at: day(2), ..task("two") };
        let one = store.create_task(&scope, one).await.expect("a task");
        let two = store.create_task(&scope, two).await.expect("a task");
        let gone = store.create_task(&scope, task("gone")).await.expect("a task");
        store.delete_task(&scope, gone.id, &Precondition::None).await.expect("deleted");
        let mut tags = Vec::new();
        for (name, task) in [("x", one.id), ("y", two.id), ("z", one.id)] {
            let tag = TagContent { name: name.to_owned(), color: "#000000".to_owned() };
            let tag = store.create_tag(&scope, tag).await.expect("a tag");
            store.attach_tag(&scope, task, tag.id).await.expect("attached");
            tags.push(tag.id);
        }
        let cases = [
            (TaskQuery::default(), vec!["one", "two"]),
            (TaskQuery { deleted: true, ..TaskQuery::default() }, vec!["gone"]),
            (
                TaskQuery { statuses: vec![TaskStatus::Done, TaskStatus::Cancelled], ..TaskQuery::default() },
                vec!["one"],
            ),
            (TaskQuery { priorities: vec![TaskPriority::Urgent], ..TaskQuery::default() }, vec!["two"]),
            // Any of the tags; a task with two of them once.
            (TaskQuery { tag_ids: tags.clone(), ..TaskQuery::default() }, vec!["one", "two"]),
            (TaskQuery { tag_ids: tags[2..].to_vec(), ..TaskQuery::default() }, vec!["one"]),
            (TaskQuery { due_after: day(2), ..TaskQuery::default() }, vec!["two"]),
            (TaskQuery { due_before: day(2), ..TaskQuery::default() }, vec!["one"]),
            (TaskQuery { project_id: Some(uuid::Uuid::nil()), ..TaskQuery::default() }, vec![]),
        ];
        for (query, expected) in cases {
            let found = titles(&bench, &scope, query.clone(), Sort::ascending(TaskSort::CreatedAt)).await;
            assert_eq!(found, expected, "{query:?}");
        }
    }
}

#[tokio::test]
async fn search_finds_words_in_any_order_and_beginnings_at_the_end() {
    for bench in benches().await {
        let (scope, other) = (bench.scope("ada").await, bench.scope("grace").await);
        let content =
            TaskContent { description: Some("for v1.2, see a/b".to_owned()), ..task("Release-notes, written") };
        let made = bench.store.create_task(&scope, content).await.expect("a task");
        bench.store.create_task(&other, task("release notes of somebody else")).await.expect("a task");
        let found = ["release", "NOTES release", "written not", "v1 2", "v1.2", "b", "rel", "notes \"release\""];
        let absent =
            ["relea notes", "else", "", "---", "release OR nothing", "title:release", "rel* notes", "NOT x", "Ⓐ", "é"];
        for (texts, expected) in [(found.as_slice(), 1), (absent.as_slice(), 0)] {
            for text in texts {
                let query = TaskQuery { text: Some((*text).to_owned()), ..TaskQuery::default() };
                let found = titles(&bench, &scope, query, Sort::descending(TaskSort::CreatedAt)).await;
                assert_eq!(found.len(), expected, "{text:?} on {}", bench.store.database().kind());
            }
        }

        // The index follows the text.
        let edit = |content| {
            Ok::<_, crate::store::failure::ReplaceTaskFailure>(TaskContent { title: "Invoices".to_owned(), ..content })
        };
        bench.store.change_task(&scope, made.id, &Precondition::None, edit).await.expect("changed");
        for (text, expected) in [("release", 0), ("invoices", 1), ("v1", 1)] {
            let query = TaskQuery { text: Some(text.to_owned()), ..TaskQuery::default() };
            let found = titles(&bench, &scope, query, Sort::descending(TaskSort::CreatedAt)).await;
            assert_eq!(found.len(), expected, "{text:?}");
        }
    }
}

#[tokio::test]
async fn a_page_costs_the_same_number_of_statements_however_long_it_is() {
    for bench in benches().await {
        let scope = bench.scope("ada").await;
        let tag = TagContent { name: "x".to_owned(), color: "#000000".to_owned() };
        let tag = bench.store.create_tag(&scope, tag).await.expect("a tag");
        for number in 0..10 {
            let made = bench.store.create_task(&scope, task(&format!("{number}"))).await.expect("a task");
            bench.store.attach_tag(&scope, made.id, tag.id).await.expect("attached");
        }
        for limit in [1, 10] {
            let before = bench.store.database().statements();
            let sort = Sort::descending(TaskSort::CreatedAt);
            let page = bench.store.list_tasks(&scope, &TaskQuery::default(), sort, &first_page(limit)).await;
            assert!(page.expect("a page").items.iter().all(|task| task.tags.len() == 1));
            // The tasks, and the tags of all of them.
            assert_eq!(bench.store.database().statements() - before, 2);
        }
    }
}

#[tokio::test]
async fn names_are_sorted_alike_everywhere() {
    for bench in benches().await {
        let scope = bench.scope("ada").await;
        let names = ["éclair", "Zoo", "apple", "Apple pie", "zebra", "10"];
        for name in names {
            let content = ProjectContent {
                name: name.to_owned(),
                description: None,
                color: "#000000".to_owned(),
                archived: name == "zebra",
                metadata: super::Metadata::new(),
            };
            bench.store.create_project(&scope, content).await.expect("a project");
            let content = TagContent { name: name.to_owned(), color: "#000000".to_owned() };
            bench.store.create_tag(&scope, content).await.expect("a tag");
        }
        let expected = ["10", "apple", "Apple pie", "zebra", "Zoo", "éclair"];
        let (mut projects, mut request) = (Vec::new(), first_page(2));
        loop {
            let sort = Sort::ascending(ProjectSort::Name);
            let page =
                bench.store.list_projects(&scope, &ProjectQuery::default(), sort, &request).await.expect("a page");
            projects.extend(page.items.into_iter().map(|project| project.content.name));
            let Some(cursor) = page.next_cursor else { break };
            request.cursor = Some(cursor);
        }
        assert_eq!(projects, expected);
        let by_name = Sort::descending(TagSort::Name);
        let list = |text: Option<&str>| TagQuery { text: text.map(str::to_owned) };
        let tags = bench.store.list_tags(&scope, &list(None), by_name, &first_page(10)).await.expect("a page");
        let tags: Vec<_> = tags.items.into_iter().map(|tag| tag.content.name).rev().collect();
        assert_eq!(tags, expected);

        for (text, expected) in [("PLE", 2), ("É", 1), ("%", 0), ("_", 0)] {
            let found =
                bench.store.list_tags(&scope, &list(Some(text)), by_name, &first_page(10)).await.expect("a page");
            assert_eq!(found.items.len(), expected, "{text}");
        }

        let query = ProjectQuery { archived: Some(true), text: Some("ZEB".to_owned()), deleted: false };
        let sort = Sort::descending(ProjectSort::UpdatedAt);
        let found = bench.store.list_projects(&scope, &query, sort, &first_page(10)).await.expect("a page");
        assert_eq!(found.items.len(), 1);
    }
}
