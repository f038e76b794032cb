//! A query of one's own making cannot be run: the database takes only what a scope began.

use sea_query::{Asterisk, Query};
use taskboard::store::{Database, Scope};

async fn everybodys_tasks(database: &Database) {
    let select = Query::select().column(Asterisk).from("tasks").take();
    database.rows(select).await;
}

async fn tasks_past_the_store(database: &Database, scope: &Scope) {
    let select = scope.select(taskboard::store::OwnedTable::Tasks);
    database.rows(select).await;
}

fn main() {}
