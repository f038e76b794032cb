//! Making, changing, deleting, restoring; and the history of it.

use chrono::{DateTime, NaiveDate};
use uuid::Uuid;

use super::{Bench, benches, first_page, task};
use crate::domain::event::Happening;
use crate::domain::precondition::Precondition;
use crate::domain::project::ProjectContent;
use crate::domain::tag::{MAX_TAGS_PER_TASK, TagContent};
use crate::domain::task::{TaskContent, TaskPriority, TaskStatus};
use crate::store::Scope;
use crate::store::failure::{
    AttachTagFailure, ChangeFailure, CreateTagFailure, CreateTaskFailure, FindFailure, ReplaceTaskFailure,
};

fn project(name: &str) -> ProjectContent {
    ProjectContent {
        name: name.to_owned(),
        description: None,
        color: "#64748b".to_owned(),
        archived: false,
        metadata: [("\0key".to_owned(), "value".to_owned())].into(),
    }
}

fn tag(name: &str) -> TagContent {
    TagContent { name: name.to_owned(), color: "#16a34a".to_owned() }
}

async fn history(bench: &Bench, scope: &Scope, id: Uuid) -> Vec<Happening> {
    let page = bench.store.list_task_events(scope, id, &first_page(100)).await.expect("a history");
    page.items.into_iter().map(|event| event.happened).collect()
}

#[tokio::test]
async fn a_task_comes_back_as_it_was_written() {
    for bench in benches().await {
        let scope = bench.scope("ada").await;
        let project = bench.store.create_project(&scope, project("Website")).await.expect("a project");
        let content = TaskContent {
            project_id: Some(project.id),
            description: Some("“quotes”, 'quotes' and \\ 😀".to_owned()),
            status: TaskStatus::Done,
            priority: TaskPriority::Urgent,
            due_at: DateTime::from_timestamp_micros(-1),
            start_on: NaiveDate::from_ymd_opt(2026, 11, 23),
            estimate_minutes: Some(100_000),
            source_url: Some("https://example.org/?a=b".to_owned()),
            metadata: [("a".to_owned(), "b".to_owned())].into(),
            ..task("Everything")
        };
        let made = bench.store.create_task(&scope, content).await.expect("a task");
        assert_eq!(bench.store.task(&scope, made.id).await.expect("found"), made);
        assert_eq!(bench.store.project(&scope, project.id).await.expect("found").task_counts.done, 1);
    }
}

#[tokio::test]
async fn whoever_changes_an_old_version_changes_nothing() {
    for bench in benches().await {
        let scope = bench.scope("ada").await;
        let made = bench.store.create_task(&scope, task("a")).await.expect("a task");
        let change = |title: &'static str, precondition: Precondition| {
            let (store, scope) = (&bench.store, &scope);
            async move {
                let edit = |content| Ok::<_, ReplaceTaskFailure>(TaskContent { title: title.to_owned(), ..content });
                store.change_task(scope, made.id, &precondition, edit).await
            }
        };
        let second = change("b", Precondition::Versions(vec![1])).await.expect("changed");
        assert_eq!((second.version, second.content.title.as_str()), (2, "b"));

        let stale = change("c", Precondition::Versions(vec![1])).await;
        assert!(matches!(stale, Err(ReplaceTaskFailure::PreconditionFailed(_))), "{stale:?}");
        assert_eq!(bench.store.task(&scope, made.id).await.expect("found"), second);

        assert_eq!(change("d", Precondition::Exists).await.expect("changed").version, 3);
        let stale = bench.store.delete_task(&scope, made.id, &Precondition::Versions(vec![2])).await;
        assert!(matches!(stale, Err(ChangeFailure::PreconditionFailed(_))), "{stale:?}");
    }
}

#[tokio::test]
async fn of_many_changes_to_one_version_one_is_made() {
    for bench in benches().await {
        let scope = bench.scope("ada").await;
        let made = bench.store.create_task(&scope, task("a")).await.expect("a task");
        let changes = (0..8).map(|number| {
            let (store, scope) = (bench.store.clone(), scope.clone());
            tokio::spawn(async move {
                let edit = |content| Ok::<_, ReplaceTaskFailure>(TaskContent { title: format!("{number}"), ..content });
                store.change_task(&scope, made.id, &Precondition::Versions(vec![1]), edit).await
            })
        });
        let mut won = 0;
        for change in changes.collect::<Vec<_>>() {
            match change.await.expect("no panic") {
                Ok(_) => won += 1,
                Err(ReplaceTaskFailure::PreconditionFailed(_) | ReplaceTaskFailure::Conflict(_)) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(won, 1);
        assert_eq!(history(&bench, &scope, made.id).await.len(), 2);
    }
}

#[tokio::test]
async fn deleted_is_out_of_sight_until_restored() {
    for bench in benches().await {
        let scope = bench.scope("ada").await;
        let made = bench.store.create_task(&scope, task("a")).await.expect("a task");
        bench.store.delete_task(&scope, made.id, &Precondition::None).await.expect("deleted");
        assert!(matches!(bench.store.task(&scope, made.id).await, Err(FindFailure::NotFound(_))));
        let again = bench.store.delete_task(&scope, made.id, &Precondition::None).await;
        assert!(matches!(again, Err(ChangeFailure::NotFound(_))));

        let restored = bench.store.restore_task(&scope, made.id).await.expect("restored");
        assert_eq!((restored.version, restored.deleted_at), (3, None));
        // Once more is the same.
        assert_eq!(bench.store.restore_task(&scope, made.id).await.expect("restored"), restored);
        let happened = history(&bench, &scope, made.id).await;
        assert!(matches!(
            happened.as_slice(),
            [Happening::TaskCreated { .. }, Happening::TaskDeleted {}, Happening::TaskRestored {}]
        ));
    }
}

#[tokio::test]
async fn projects_take_tasks_unless_archived_deleted_or_somebody_elses() {
    for bench in benches().await {
        let (scope, other) = (bench.scope("ada").await, bench.scope("grace").await);
        let mine = bench.store.create_project(&scope, project("mine")).await.expect("a project");
        let theirs = bench.store.create_project(&other, project("theirs")).await.expect("a project");
        let within = |id| TaskContent { project_id: Some(id), ..task("a") };

        let made = bench.store.create_task(&scope, within(mine.id)).await.expect("a task");
        let refused = bench.store.create_task(&scope, within(theirs.id)).await;
        assert!(matches!(refused, Err(CreateTaskFailure::UnknownProject(_))), "{refused:?}");

        let archive = |content| Ok::<_, ChangeFailure>(ProjectContent { archived: true, ..content });
        bench.store.change_project(&scope, mine.id, &Precondition::None, archive).await.expect("archived");
        let refused = bench.store.create_task(&scope, within(mine.id)).await;
        assert!(matches!(refused, Err(CreateTaskFailure::ProjectArchived(_))), "{refused:?}");
        // A task that is in it stays changeable.
        let edit = |content| Ok::<_, ReplaceTaskFailure>(TaskContent { title: "b".to_owned(), ..content });
        bench.store.change_task(&scope, made.id, &Precondition::None, edit).await.expect("changed");

        bench.store.delete_project(&scope, mine.id, &Precondition::None).await.expect("deleted");
        let refused = bench.store.create_task(&scope, within(mine.id)).await;
        assert!(matches!(refused, Err(CreateTaskFailure::UnknownProject(_))), "{refused:?}");
        assert_eq!(bench.store.task(&scope, made.id).await.expect("found").content.project_id, Some(mine.id));
        assert_eq!(bench.store.restore_project(&scope, mine.id).await.expect("restored").task_counts.open, 1);
    }
}

#[tokio::test]
async fn a_tag_that_is_deleted_leaves_every_task_in_a_few_statements() {
    for bench in benches().await {
        let scope = bench.scope("ada").await;
        let (few, many) = (tag("few"), tag("many"));
        let (few, many) = (
            bench.store.create_tag(&scope, few).await.expect("a tag"),
            bench.store.create_tag(&scope, many).await.expect("a tag"),
        );
        let mut ids = Vec::new();
        for number in 0..30 {
            let made = bench.store.create_task(&scope, task(&format!("{number}"))).await.expect("a task");
            bench.store.attach_tag(&scope, made.id, many.id).await.expect("attached");
            ids.push(made.id);
        }
        bench.store.attach_tag(&scope, ids[0], few.id).await.expect("attached");
        // One that is in the bin loses it too, and knows so when it comes back.
        bench.store.delete_task(&scope, ids[1], &Precondition::None).await.expect("deleted");

        let database = &bench.store.database;
        let before = database.statements();
        bench.store.delete_tag(&scope, few.id, &Precondition::None).await.expect("deleted");
        let of_one = database.statements() - before;
        bench.store.delete_tag(&scope, many.id, &Precondition::None).await.expect("deleted");
        assert_eq!(database.statements() - before, 2 * of_one);

        bench.store.restore_task(&scope, ids[1]).await.expect("restored");
        for id in ids {
            let detached = |happening: &Happening| matches!(happening, Happening::TagDetached { .. });
            let count = history(&bench, &scope, id).await.into_iter().filter(detached).count();
            assert!(count >= 1, "{id}");
            assert_eq!(bench.store.task(&scope, id).await.expect("found").tags, []);
        }
    }
}

#[tokio::test]
async fn attaching_and_deleting_a_tag_at_once_do_not_lose_each_other() {
    for bench in benches().await {
        let scope = bench.scope("ada").await;
        let made = bench.store.create_task(&scope, task("a")).await.expect("a task");
        for _ in 0..10 {
            let made_tag = bench.store.create_tag(&scope, tag("t")).await.expect("a tag");
            let before = history(&bench, &scope, made.id).await.len();
            let (attached, deleted) = tokio::join!(
                bench.store.attach_tag(&scope, made.id, made_tag.id),
                bench.store.delete_tag(&scope, made_tag.id, &Precondition::None),
            );
            deleted.expect("deleted");
            let happened = history(&bench, &scope, made.id).await.len() - before;
            match attached {
                // Attached, and then detached.
                Ok(()) => assert_eq!(happened, 2),
                Err(AttachTagFailure::NotFound(_)) => assert_eq!(happened, 0),
                Err(other) => panic!("{other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn tags_are_unique_counted_and_shown() {
    for bench in benches().await {
        let scope = bench.scope("ada").await;
        let made = bench.store.create_task(&scope, task("a")).await.expect("a task");
        let zebra = bench.store.create_tag(&scope, tag("zebra")).await.expect("a tag");
        let apple = bench.store.create_tag(&scope, tag("Apple")).await.expect("a tag");
        let taken = bench.store.create_tag(&scope, tag("zebra")).await;
        assert!(matches!(taken, Err(CreateTagFailure::NameTaken(_))), "{taken:?}");
        let other = bench.scope("grace").await;
        bench.store.create_tag(&other, tag("zebra")).await.expect("a name is taken for its owner only");

        for id in [zebra.id, apple.id, apple.id] {
            bench.store.attach_tag(&scope, made.id, id).await.expect("attached");
        }
        let tagged = bench.store.task(&scope, made.id).await.expect("found");
        let names: Vec<_> = tagged.tags.iter().map(|tag| tag.name.as_str()).collect();
        assert_eq!((names.as_slice(), tagged.version), (["Apple", "zebra"].as_slice(), 3));

        // The name shows in the task, so the task is another version.
        bench.store.change_tag(&scope, apple.id, &Precondition::None, |_| tag("apricot")).await.expect("renamed");
        assert_eq!(bench.store.task(&scope, made.id).await.expect("found").version, 4);

        bench.store.detach_tag(&scope, made.id, zebra.id).await.expect("detached");
        bench.store.detach_tag(&scope, made.id, zebra.id).await.expect("it is off already");
        bench.store.delete_tag(&scope, apple.id, &Precondition::None).await.expect("deleted");
        assert_eq!(bench.store.task(&scope, made.id).await.expect("found").tags, []);
        let last = history(&bench, &scope, made.id).await.pop();
        assert!(matches!(last, Some(Happening::TagDetached { tag }) if tag.name == "apricot"));

        for number in 0..MAX_TAGS_PER_TASK {
            let tag = bench.store.create_tag(&scope, tag(&format!("{number}"))).await.expect("a tag");
            bench.store.attach_tag(&scope, made.id, tag.id).await.expect("attached");
        }
        let refused = bench.store.attach_tag(&scope, made.id, zebra.id).await;
        assert!(matches!(refused, Err(AttachTagFailure::TagLimitReached(_))), "{refused:?}");
    }
}
