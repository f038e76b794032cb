//! What administrators did across owners.

use serde_json::Value;
use uuid::Uuid;

use super::access::{Assign as _, Crossing, Upkeep, UpkeepTable, audit_entries, crossing};
use super::error::StoreError;
use super::guard::AdministratorGuard;
use super::{Store, users};
use crate::domain::time::now;

/// Writes down who is about to look across owners and at what; only then is there a value to look with.
pub(super) async fn cross(
    store: &Store,
    guard: &impl AdministratorGuard,
    action: &'static str,
    details: Value,
) -> Result<Crossing, StoreError> {
    let actor = store.scope(guard).await?.owner();
    let dialect = store.database.dialect();
    let entry = Upkeep(dialect)
        .insert(UpkeepTable::AuditEntries)
        .set(audit_entries::ID, Uuid::now_v7())
        .set(audit_entries::ACTOR_ID, actor)
        .set(audit_entries::ACTION, action)
        .set(audit_entries::DETAILS, users::json(&details)?)
        .set(audit_entries::CREATED_AT, now());
    let mut transaction = store.database.begin().await?;
    transaction.execute(entry).await?;
    transaction.commit().await?;
    Ok(crossing(guard, dialect))
}
