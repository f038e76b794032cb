//! How the databases go about the lists: along an index, without sorting.

use sqlx::{AssertSqlSafe, Row as _};

use super::{Bench, benches};
use crate::domain::page::{PageRequest, Sort};
use crate::domain::project::{ProjectQuery, ProjectSort};
use crate::domain::task::{TaskQuery, TaskSort, TaskStatus};
use crate::store::access::{Prepared, Select};
use crate::store::database::Pools;
use crate::store::keyset::{Key, Keyset};
use crate::store::{projects, tasks};

/// The plan in words. PostgreSQL is told to use an index where one will do: on a table this small it would not.
async fn plan(bench: &Bench, select: Select) -> String {
    let (text, values) = Prepared::from(select).into_parts();
    let lines: Vec<String> = match bench.store.database().pools() {
        Pools::Sqlite { readers, .. } => {
            let rows =
                sqlx::query_with(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {text}")), values).fetch_all(readers).await;
            rows.expect("a plan").iter().map(|row| row.get("detail")).collect()
        }
        Pools::Postgres(pool) => {
            let mut transaction = pool.begin().await.expect("a transaction");
            for setting in ["SET LOCAL enable_seqscan = off", "SET LOCAL enable_bitmapscan = off"] {
                sqlx::query(setting).execute(&mut *transaction).await.expect("a setting");
            }
            let query = sqlx::query_with(AssertSqlSafe(format!("EXPLAIN {text}")), values);
            let rows = query.fetch_all(&mut *transaction).await.expect("a plan");
            rows.iter().map(|row| row.get(0)).collect()
        }
    };
    lines.join("\n")
}

/// A page in the middle of a list.
fn second_page(keyset: &Keyset, key: Key) -> PageRequest {
    PageRequest { limit: 20, cursor: Some(keyset.cursor(key, uuid::Uuid::nil())) }
}

fn assert_walks(plan: &str, index: &str, what: &str) {
    assert!(plan.contains(index), "{what} does not use {index}:\n{plan}");
    assert!(!plan.contains("TEMP B-TREE") && !plan.contains("Sort"), "{what} sorts:\n{plan}");
}

#[tokio::test]
async fn tasks_are_listed_along_an_index() {
    for bench in benches().await {
        let scope = bench.scope("ada").await;
        let moment = crate::domain::time::now();
        let orders = [
            (Sort::descending(TaskSort::CreatedAt), "tasks_by_creation"),
            (Sort::ascending(TaskSort::CreatedAt), "tasks_by_creation"),
            (Sort::descending(TaskSort::UpdatedAt), "tasks_by_update"),
            (Sort::ascending(TaskSort::DueAt), "tasks_by_due"),
            (Sort::descending(TaskSort::DueAt), "tasks_by_due_reversed"),
        ];
        for (sort, index) in orders {
            let keyset = tasks::keyset(sort);
            let query = TaskQuery { statuses: vec![TaskStatus::Open, TaskStatus::Done], ..TaskQuery::default() };
            for request in [super::first_page(20), second_page(&keyset, Key::Moment(moment))] {
                let select = keyset.narrow(tasks::list(&scope, &query), &request).expect("a page");
                assert_walks(&plan(&bench, select).await, index, &format!("{sort:?}"));
            }
        }
    }
}

#[tokio::test]
async fn projects_are_listed_along_an_index() {
    for bench in benches().await {
        let scope = bench.scope("ada").await;
        let keyset = projects::keyset(Sort::ascending(ProjectSort::Name));
        for request in [super::first_page(20), second_page(&keyset, Key::Text("m".to_owned()))] {
            let select = keyset.narrow(projects::list(&scope, &ProjectQuery::default()), &request).expect("a page");
            assert_walks(&plan(&bench, select).await, "projects_by_name", "by name");
        }
    }
}
