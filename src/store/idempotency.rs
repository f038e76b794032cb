//! Answers to requests that carried an `Idempotency-Key`, kept across restarts and shared by instances.

use std::time::Duration;

use poem::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use specwright_poem::server::{Answered, IdempotencyKey, IdempotencyStore, Reservation, StoredResponse};

use super::access::{Assign as _, Filter, Upkeep, UpkeepTable, idempotency_keys};
use super::database::{Database, Rows as _, Transaction};
use super::error::StoreError;
use super::{Store, users};
use crate::domain::time::{Moment, now};

/// The keys' memory. Of two requests with one key, the insert of one succeeds.
#[derive(Clone, Debug)]
pub struct IdempotencyRecords {
    store: Store,
    /// How long a request can be under way. A reservation that is older was left by an instance that died, and may be
    /// taken over.
    patience: Duration,
}

/// The fingerprint of a request that is still under way.
const UNKNOWN: Vec<u8> = Vec::new();

/// What is known of a key.
struct Entry {
    answered: Option<Answered>,
    reserved_at: Moment,
    expires_at: Moment,
}

impl IdempotencyRecords {
    /// `longest_request` is what a request may take at the most.
    pub fn new(store: Store, longest_request: Duration) -> Self {
        Self { store, patience: longest_request * 2 }
    }

    /// Forgets what has expired, and tells how much that was.
    pub async fn sweep(&self) -> Result<u64, StoreError> {
        let delete =
            self.upkeep().delete(UpkeepTable::IdempotencyKeys).filter(idempotency_keys::EXPIRES_AT.less_than(now()));
        let mut transaction = self.database().begin().await?;
        let forgotten = transaction.execute(delete).await?;
        transaction.commit().await?;
        Ok(forgotten)
    }

    fn database(&self) -> &Database {
        &self.store.database
    }

    fn upkeep(&self) -> Upkeep {
        Upkeep(self.database().dialect())
    }

    async fn find(&self, transaction: &mut Transaction, key: &IdempotencyKey) -> Result<Option<Entry>, StoreError> {
        let select = self
            .upkeep()
            .select(UpkeepTable::IdempotencyKeys)
            .columns(&[
                idempotency_keys::FINGERPRINT,
                idempotency_keys::STATUS,
                idempotency_keys::HEADERS,
                idempotency_keys::BODY,
                idempotency_keys::RESERVED_AT,
                idempotency_keys::EXPIRES_AT,
            ])
            .filter(of(key))
            .for_update();
        let Some(row) = transaction.first(select).await? else { return Ok(None) };
        let mut columns = row.columns();
        let fingerprint: Vec<u8> = columns.next()?;
        let (status, headers, body): (Option<i16>, Option<String>, Option<Vec<u8>>) =
            (columns.next()?, columns.next()?, columns.next()?);
        let answered = status.map(|status| answered(&fingerprint, status, headers.as_deref(), body)).transpose()?;
        Ok(Some(Entry { answered, reserved_at: columns.next()?, expires_at: columns.next()? }))
    }
}

impl IdempotencyStore for IdempotencyRecords {
    type Error = StoreError;

    async fn reserve(&self, key: &IdempotencyKey, retention: Duration) -> Result<Reservation, StoreError> {
        let now = now();
        let mut transaction = self.database().begin().await?;
        let insert = self
            .upkeep()
            .insert(UpkeepTable::IdempotencyKeys)
            .set(idempotency_keys::CALLER, key.caller.as_str())
            .set(idempotency_keys::OPERATION, key.operation)
            .set(idempotency_keys::KEY, key.key.as_str())
            .set(idempotency_keys::FINGERPRINT, UNKNOWN)
            .set(idempotency_keys::RESERVED_AT, now)
            .set(idempotency_keys::EXPIRES_AT, now + retention)
            .or_nothing(&[idempotency_keys::CALLER, idempotency_keys::OPERATION, idempotency_keys::KEY]);
        if transaction.execute(insert).await? == 1 {
            transaction.commit().await?;
            return Ok(Reservation::New);
        }
        // Released by somebody between the two statements: to this request it was in use.
        let Some(entry) = self.find(&mut transaction, key).await? else { return Ok(Reservation::InProgress) };

        let abandoned = entry.answered.is_none() && entry.reserved_at + self.patience < now;
        if entry.expires_at <= now || abandoned {
            let update = self
                .upkeep()
                .update(UpkeepTable::IdempotencyKeys)
                .set(idempotency_keys::FINGERPRINT, UNKNOWN)
                .set(idempotency_keys::STATUS, None::<i16>)
                .set(idempotency_keys::HEADERS, None::<String>)
                .set(idempotency_keys::BODY, None::<Vec<u8>>)
                .set(idempotency_keys::RESERVED_AT, now)
                .set(idempotency_keys::EXPIRES_AT, now + retention)
                .filter(of(key));
            transaction.execute(update).await?;
            transaction.commit().await?;
            return Ok(Reservation::New);
        }
        Ok(entry.answered.map_or(Reservation::InProgress, Reservation::Answered))
    }

    async fn complete(&self, key: &IdempotencyKey, answered: &Answered) -> Result<(), StoreError> {
        let Answered { fingerprint, response } = answered;
        // The router answers with statuses up to 599.
        let status = i16::try_from(response.status.as_u16()).unwrap_or(i16::MAX);
        let update = self
            .upkeep()
            .update(UpkeepTable::IdempotencyKeys)
            .set(idempotency_keys::FINGERPRINT, fingerprint.to_vec())
            .set(idempotency_keys::STATUS, status)
            .set(idempotency_keys::HEADERS, headers_to_json(&response.headers)?)
            .set(idempotency_keys::BODY, response.body.clone())
            .filter(of(key))
            .filter(idempotency_keys::STATUS.is_null());
        let mut transaction = self.database().begin().await?;
        transaction.execute(update).await?;
        transaction.commit().await
    }

    async fn release(&self, key: &IdempotencyKey) -> Result<(), StoreError> {
        let delete = self
            .upkeep()
            .delete(UpkeepTable::IdempotencyKeys)
            .filter(of(key))
            .filter(idempotency_keys::STATUS.is_null());
        let mut transaction = self.database().begin().await?;
        transaction.execute(delete).await?;
        transaction.commit().await
    }
}

fn of(key: &IdempotencyKey) -> Filter {
    Filter::all([
        idempotency_keys::CALLER.is(key.caller.as_str()),
        idempotency_keys::OPERATION.is(key.operation),
        idempotency_keys::KEY.is(key.key.as_str()),
    ])
}

fn headers_to_json(headers: &HeaderMap) -> Result<String, StoreError> {
    // Values as bytes: HTTP allows more in them than text.
    let pairs: Vec<(&str, &[u8])> = headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    users::json(&pairs)
}

fn answered(
    fingerprint: &[u8],
    status: i16,
    headers: Option<&str>,
    body: Option<Vec<u8>>,
) -> Result<Answered, StoreError> {
    let unreadable = |error: &dyn std::fmt::Display| StoreError::Unreadable(error.to_string());
    let fingerprint = fingerprint.try_into().map_err(|error| unreadable(&error))?;
    let status = u16::try_from(status).map_err(|error| unreadable(&error))?;
    let pairs: Vec<(String, Vec<u8>)> =
        serde_json::from_str(headers.unwrap_or("[]")).map_err(|error| unreadable(&error))?;
    let mut headers = HeaderMap::with_capacity(pairs.len());
    for (name, value) in pairs {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|error| unreadable(&error))?;
        headers.append(name, HeaderValue::from_bytes(&value).map_err(|error| unreadable(&error))?);
    }
    let status = StatusCode::from_u16(status).map_err(|error| unreadable(&error))?;
    Ok(Answered { fingerprint, response: StoredResponse { status, headers, body: body.unwrap_or_default() } })
}
