//! How often somebody may ask: the contract states the quota, a limiter keeps count.

use std::future::Future;
use std::time::Duration;

/// So many requests in such a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Quota {
    /// Operations with the same name share a count.
    pub name: &'static str,
    pub requests: u32,
    pub window: Duration,
}

/// The limiter's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    pub admitted: bool,
    /// Requests left in the window.
    pub remaining: u32,
    /// Until the quota is whole again, or, when refused, until the next request is admitted.
    pub reset: Duration,
}

/// Counts requests by key (a caller, or an address). Several instances may share one count, hence asynchronous.
pub trait RateLimiter: Send + Sync + 'static {
    fn admit(&self, quota: &'static Quota, key: &str) -> impl Future<Output = Decision> + Send;
}

/// Admits everybody: for a contract that states no rate limits, or where somebody in front of the service keeps count.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unlimited;

impl RateLimiter for Unlimited {
    async fn admit(&self, quota: &'static Quota, _key: &str) -> Decision {
        Decision { admitted: true, remaining: quota.requests, reset: quota.window }
    }
}
