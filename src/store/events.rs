//! The history of tasks.

use serde_json::json;
use uuid::Uuid;

use super::access::{Assign as _, Column, OwnedTable, Scope, task_events};
use super::database::{Rows as _, Transaction};
use super::error::StoreError;
use super::failure::ListWithinFailure;
use super::keyset::{Key, KeyKind, Keyset};
use super::row::{Columns, Record, Row};
use super::users::{OWNER_COLUMNS, read_owner};
use super::{Store, tasks};
use crate::domain::event::{Happening, TaskEvent};
use crate::domain::page::{Page, PageRequest};
use crate::domain::time::Moment;

const ORDER: Keyset = Keyset {
    name: "task_events.created_at",
    key: task_events::CREATED_AT,
    id: task_events::ID,
    kind: KeyKind::Moment,
    descending: false,
};

impl Record for TaskEvent {
    const COLUMNS: &'static [Column] =
        &[task_events::ID, task_events::TASK_ID, task_events::KIND, task_events::DETAILS, task_events::CREATED_AT];

    fn read(columns: &mut Columns<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: columns.next()?,
            task_id: columns.next()?,
            happened: happening(&columns.next::<String>()?, &columns.next_json()?)?,
            occurred_at: columns.next()?,
            actor: read_owner(columns)?,
        })
    }
}

/// From its name and the JSON of its members.
fn happening(kind: &str, details: &serde_json::Value) -> Result<Happening, StoreError> {
    serde_json::from_value(json!({ "kind": kind, "details": details }))
        .map_err(|error| StoreError::Unreadable(error.to_string()))
}

/// How many rows are inserted by one statement: SQLite takes 32766 values.
const ROWS: usize = 1_000;

/// Writes what happened to a task, in the transaction that made it happen.
pub(super) async fn record(
    transaction: &mut Transaction,
    scope: &Scope,
    task_id: Uuid,
    happenings: impl IntoIterator<Item = Happening> + Send,
    now: Moment,
) -> Result<(), StoreError> {
    for happening in happenings.into_iter().collect::<Vec<_>>() {
        record_of_all(transaction, scope, &[task_id], &happening, now).await?;
    }
    Ok(())
}

/// Writes what happened to several tasks at once.
pub(super) async fn record_of_all(
    transaction: &mut Transaction,
    scope: &Scope,
    task_ids: &[Uuid],
    happening: &Happening,
    now: Moment,
) -> Result<(), StoreError> {
    let unreadable = |error: serde_json::Error| StoreError::Unreadable(error.to_string());
    let written = serde_json::to_value(happening).map_err(unreadable)?;
    for task_ids in task_ids.chunks(ROWS) {
        let rows = task_ids.iter().map(|task_id| [Uuid::now_v7().into(), (*task_id).into()]);
        let insert = scope
            .insert(OwnedTable::TaskEvents)
            .each([task_events::ID, task_events::TASK_ID], rows)
            .set(task_events::KIND, written["kind"].as_str().unwrap_or_default())
            .set(task_events::DETAILS, written["details"].to_string())
            .set(task_events::CREATED_AT, now);
        transaction.execute(insert).await?;
    }
    Ok(())
}

impl Store {
    pub async fn list_task_events(
        &self,
        scope: &Scope,
        task_id: Uuid,
        request: &PageRequest,
    ) -> Result<Page<TaskEvent>, ListWithinFailure> {
        let mut database = &*self.database;
        tasks::require::<ListWithinFailure>(&mut database, scope, task_id).await?;
        let select = scope
            .select(OwnedTable::TaskEvents)
            .columns(TaskEvent::COLUMNS)
            .with_owner(OwnedTable::TaskEvents, OWNER_COLUMNS)
            .filter(task_events::TASK_ID.is(task_id));
        let rows = database.rows(ORDER.narrow(select, request)?).await?;
        let events = rows.iter().map(Row::record).collect::<Result<Vec<TaskEvent>, _>>()?;
        Ok(ORDER.page(events, request, |event| (Key::Moment(event.occurred_at), event.id)))
    }
}
