//! The same request twice is one: what a store for `Idempotency-Key` must do.

use std::convert::Infallible;
use std::future::Future;
use std::time::Duration;

use futures_util::future::BoxFuture;
use poem::http::{HeaderMap, StatusCode};

pub(super) const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Whose key it is, and for what.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdempotencyKey {
    /// The caller's issuer and subject.
    pub caller: String,
    pub operation: &'static str,
    pub key: String,
}

/// An answer worth repeating.
#[derive(Clone, Debug)]
pub struct StoredResponse {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// What the store says to a key.
#[derive(Clone, Debug)]
pub enum Reservation {
    /// Nobody used it: go on, then `complete` or `release`.
    New,
    /// Answered before: repeat it, when the request is the same.
    Answered(Answered),
    /// Another request with it is under way: 409.
    InProgress,
}

/// What became of a request.
#[derive(Clone, Debug)]
pub struct Answered {
    /// A hash of the request's address and body.
    pub fingerprint: [u8; 32],
    pub response: StoredResponse,
}

/// Remembers answers across restarts and instances.
pub trait IdempotencyStore: Send + Sync + 'static {
    type Error: std::error::Error + Send + Sync + 'static;

    /// Of two at once, one is told that it is new. What the request holds is not known yet: it may still be arriving.
    fn reserve(
        &self,
        key: &IdempotencyKey,
        retention: Duration,
    ) -> impl Future<Output = Result<Reservation, Self::Error>> + Send;

    fn complete(
        &self,
        key: &IdempotencyKey,
        answered: &Answered,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Nothing was done: the key is free again.
    fn release(&self, key: &IdempotencyKey) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// Remembers nothing: for a contract in which no operation takes an `Idempotency-Key`. Where one does, every repetition
/// is carried out again.
#[derive(Clone, Copy, Debug, Default)]
pub struct Forgetful;

impl IdempotencyStore for Forgetful {
    type Error = Infallible;

    async fn reserve(&self, _: &IdempotencyKey, _: Duration) -> Result<Reservation, Infallible> {
        Ok(Reservation::New)
    }

    async fn complete(&self, _: &IdempotencyKey, _: &Answered) -> Result<(), Infallible> {
        Ok(())
    }

    async fn release(&self, _: &IdempotencyKey) -> Result<(), Infallible> {
        Ok(())
    }
}

pub(super) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// An [`IdempotencyStore`] of any kind.
pub(super) trait Repeats: Send + Sync {
    fn reserve<'a>(
        &'a self,
        key: &'a IdempotencyKey,
        retention: Duration,
    ) -> BoxFuture<'a, Result<Reservation, Failure>>;

    fn complete<'a>(&'a self, key: &'a IdempotencyKey, answered: &'a Answered) -> BoxFuture<'a, Result<(), Failure>>;

    fn release<'a>(&'a self, key: &'a IdempotencyKey) -> BoxFuture<'a, Result<(), Failure>>;
}

impl<I: IdempotencyStore> Repeats for I {
    fn reserve<'a>(
        &'a self,
        key: &'a IdempotencyKey,
        retention: Duration,
    ) -> BoxFuture<'a, Result<Reservation, Failure>> {
        Box::pin(async move { Ok(IdempotencyStore::reserve(self, key, retention).await?) })
    }

    fn complete<'a>(&'a self, key: &'a IdempotencyKey, answered: &'a Answered) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(async move { Ok(IdempotencyStore::complete(self, key, answered).await?) })
    }

    fn release<'a>(&'a self, key: &'a IdempotencyKey) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(async move { Ok(IdempotencyStore::release(self, key).await?) })
    }
}
