//! Who sees what, users, and the administrator's way across.

use super::{Caller, benches, first_page, task};
use crate::domain::page::Sort;
use crate::domain::precondition::Precondition;
use crate::domain::tag::TagContent;
use crate::domain::task::{TaskContent, TaskQuery, TaskSort};
use crate::domain::user::{UserQuery, UserSort};
use crate::store::Store;
use crate::store::access::{OwnedTable, Upkeep, UpkeepTable, audit_entries, projects};
use crate::store::database::Rows as _;
use crate::store::failure::{AttachTagFailure, ChangeFailure, FindFailure, ListWithinFailure, ReplaceTaskFailure};

#[tokio::test]
async fn another_ones_things_are_not_there() {
    for bench in benches().await {
        let (ada, grace) = (bench.scope("ada").await, bench.scope("grace").await);
        let store = &bench.store;
        let made = store.create_task(&ada, task("hers")).await.expect("a task");
        let tag = TagContent { name: "x".to_owned(), color: "#000000".to_owned() };
        let tag = store.create_tag(&ada, tag.clone()).await.expect("a tag");
        let own = store.create_task(&grace, task("own")).await.expect("a task");

        assert!(matches!(store.task(&grace, made.id).await, Err(FindFailure::NotFound(_))));
        assert!(matches!(store.tag(&grace, tag.id).await, Err(FindFailure::NotFound(_))));
        assert!(matches!(store.restore_task(&grace, made.id).await, Err(FindFailure::NotFound(_))));
        let deleted = store.delete_task(&grace, made.id, &Precondition::None).await;
        assert!(matches!(deleted, Err(ChangeFailure::NotFound(_))));
        let edit = |content| Ok::<_, ReplaceTaskFailure>(TaskContent { title: "mine".to_owned(), ..content });
        let changed = store.change_task(&grace, made.id, &Precondition::None, edit).await;
        assert!(matches!(changed, Err(ReplaceTaskFailure::NotFound(_))));
        for (task, tag) in [(made.id, tag.id), (own.id, tag.id)] {
            let attached = store.attach_tag(&grace, task, tag).await;
            assert!(matches!(attached, Err(AttachTagFailure::NotFound(_))));
        }
        let listed = store.list_comments(&grace, made.id, &first_page(1)).await;
        assert!(matches!(listed, Err(ListWithinFailure::NotFound(_))));
        let commented = store.create_comment(&grace, made.id, "hello".to_owned(), None).await;
        assert!(matches!(commented, Err(FindFailure::NotFound(_))));

        let sort = Sort::ascending(TaskSort::CreatedAt);
        let query = TaskQuery { tag_ids: vec![tag.id], ..TaskQuery::default() };
        assert_eq!(store.list_tasks(&grace, &query, sort, &first_page(9)).await.expect("a page").items, []);
        let page = store.list_tasks(&grace, &TaskQuery::default(), sort, &first_page(9)).await.expect("a page");
        assert_eq!(page.items.iter().map(|task| task.id).collect::<Vec<_>>(), [own.id]);
        assert_eq!(store.task(&ada, made.id).await.expect("untouched"), made);
    }
}

#[tokio::test]
async fn every_statement_of_a_scope_names_its_owner() {
    for bench in benches().await {
        let scope = bench.scope("ada").await;
        let nested = scope.select(OwnedTable::Tasks).columns(&[projects::ID]);
        let statements: Vec<crate::store::access::Prepared> = vec![
            scope.select(OwnedTable::Projects).columns(&[projects::ID]).filter(projects::ID.within(nested)).into(),
            scope.update(OwnedTable::Projects).increment(projects::VERSION).into(),
            scope.delete(OwnedTable::Projects).into(),
            scope.select(OwnedTable::Projects).join(OwnedTable::Tags, projects::ID, projects::ID).into(),
        ];
        for (statement, owners) in statements.into_iter().zip([2, 1, 1, 2]) {
            let (text, _) = statement.into_parts();
            assert_eq!(text.matches("owner_id\" = ").count(), owners, "{text}");
        }
    }
}

#[tokio::test]
async fn a_user_is_made_once_and_follows_the_token() {
    for bench in benches().await {
        let mut caller = Caller::named("9q8w7e6r5t4z3u2i1o0p9q8w7e6r5t4z");
        // At once, from several connections.
        let scopes = (0..6).map(|_| {
            let (store, caller) =
                (Store { known_users: std::sync::Arc::default(), ..bench.store.clone() }, caller.clone());
            tokio::spawn(async move { store.scope(&caller).await.expect("a scope").owner() })
        });
        let mut owners = std::collections::BTreeSet::new();
        for scope in scopes.collect::<Vec<_>>() {
            owners.insert(scope.await.expect("no panic"));
        }
        assert_eq!(owners.len(), 1);

        let scope = bench.store.scope(&caller).await.expect("a scope");
        let first = bench.store.profile(&scope).await.expect("a profile");
        assert_eq!((first.name.as_str(), first.version), (caller.0.subject.as_str(), 1));

        caller.0.name = Some("Ada\0\n".to_owned());
        caller.0.email = Some("ada@example.org".to_owned());
        caller.0.roles.insert("admin".to_owned());
        let scope = bench.store.scope(&caller).await.expect("a scope");
        let second = bench.store.profile(&scope).await.expect("a profile");
        assert_eq!((second.id, second.name.as_str(), second.version), (first.id, "Ada", 2));

        let before = bench.store.database().statements();
        bench.store.scope(&caller).await.expect("a scope");
        assert_eq!(bench.store.database().statements(), before, "a known user costs no statement");

        // The same subject at another issuer is somebody else.
        caller.0.issuer = "https://other.example.org".to_owned();
        assert_ne!(bench.store.scope(&caller).await.expect("a scope").owner(), scope.owner());

        let seen = Precondition::Versions(vec![2]);
        let changed = bench.store.change_profile(&scope, &seen, |settings| crate::domain::user::UserSettings {
            display_name: Some("A.".to_owned()),
            ..settings
        });
        assert_eq!(changed.await.expect("changed").version, 3);
    }
}

#[tokio::test]
async fn administrators_see_everybody_and_are_seen() {
    for bench in benches().await {
        for (subject, role) in [("ada", "admin"), ("grace", "admin_assistant"), ("100%", "user")] {
            let mut caller = Caller::named(subject);
            caller.0.roles.insert(role.to_owned());
            if subject == "grace" {
                caller.0.name = Some("The Admiral".to_owned());
                caller.0.email = Some("Hopper@example.org".to_owned());
            }
            bench.store.scope(&caller).await.expect("a scope");
        }
        let mut administrator = Caller::named("ada");
        administrator.0.roles.insert("admin".to_owned());
        let list = |query: UserQuery| {
            let (store, administrator) = (&bench.store, &administrator);
            async move {
                let sort = Sort::ascending(UserSort::Name);
                let page = store.list_users(administrator, &query, sort, &first_page(10)).await.expect("a page");
                page.items.into_iter().map(|user| user.subject).collect::<Vec<_>>()
            }
        };
        assert_eq!(list(UserQuery::default()).await, ["100%", "ada", "grace"]);
        assert_eq!(list(UserQuery { role: Some("admin".to_owned()), ..UserQuery::default() }).await, ["ada"]);
        assert_eq!(list(UserQuery { text: Some("00%".to_owned()), ..UserQuery::default() }).await, ["100%"]);
        // In the name, the address and the id.
        for text in ["ADMIRAL", "hopper@EX", "GRA"] {
            assert_eq!(list(UserQuery { text: Some(text.to_owned()), ..UserQuery::default() }).await, ["grace"]);
        }

        let select = Upkeep(bench.store.database.dialect())
            .select(UpkeepTable::AuditEntries)
            .columns(&[audit_entries::ACTION, audit_entries::DETAILS]);
        let entries = (&*bench.store.database).rows(select).await.expect("entries");
        assert_eq!(entries.len(), 6);
        assert_eq!(entries[0].columns().next::<String>().expect("an action"), "list_users");
    }
}
