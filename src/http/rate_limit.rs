//! Keeps count of who asked how often, in this process.
//!
//! The generic cell rate algorithm: per key one point in time, at which its quota would be whole again. A quota of 60 a
//! minute admits 60 at once and then one a second. Memory is bounded: keys whose quota is whole are forgotten, and beyond
//! the bound those nearest to it.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use specwright_poem::server::{Decision, Quota, RateLimiter};

const SHARDS: usize = 16;
/// Of all shards together some ten megabytes.
const MOST_KEYS_OF_A_SHARD: usize = 8_192;

/// Cheap to clone; clones share one count.
#[derive(Clone)]
pub struct InProcessRateLimiter(Option<Arc<Counts>>);

struct Counts {
    shards: [Mutex<Shard>; SHARDS],
    hasher: RandomState,
    epoch: Instant,
}

/// Per quota and key, when the quota is whole again; since the epoch.
type Shard = HashMap<(&'static str, Box<str>), Duration>;

impl InProcessRateLimiter {
    pub fn new() -> Self {
        Self(Some(Arc::new(Counts { shards: Default::default(), hasher: RandomState::new(), epoch: Instant::now() })))
    }

    /// Admits everything, for load tests.
    pub fn off() -> Self {
        Self(None)
    }
}

impl Default for InProcessRateLimiter {
    fn default() -> Self {
        Self::new()
    }
}

impl RateLimiter for InProcessRateLimiter {
    async fn admit(&self, quota: &'static Quota, key: &str) -> Decision {
        match &self.0 {
            Some(counts) => counts.admit(quota, key, counts.epoch.elapsed()),
            None => Decision { admitted: true, remaining: quota.requests, reset: Duration::ZERO },
        }
    }
}

impl Counts {
    fn admit(&self, quota: &Quota, key: &str, now: Duration) -> Decision {
        let entry = (quota.name, Box::from(key));
        let shard = usize::try_from(self.hasher.hash_one(&entry) % SHARDS as u64).unwrap_or(0);
        let Some(shard) = self.shards.get(shard) else {
            return Decision { admitted: true, remaining: quota.requests, reset: Duration::ZERO };
        };
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if shard.len() >= MOST_KEYS_OF_A_SHARD && !shard.contains_key(&entry) {
            make_room(&mut shard, now);
        }
        decide(quota, shard.entry(entry).or_insert(now), now)
    }
}

/// `whole_at` is when the quota is whole again; it moves one request's share further when one is admitted.
fn decide(quota: &Quota, whole_at: &mut Duration, now: Duration) -> Decision {
    let share = quota.window / quota.requests.max(1);
    let after = (*whole_at).max(now) + share;
    let tolerated = now + quota.window;
    if quota.requests == 0 || after > tolerated {
        // The next request is admitted as soon as one share has passed.
        let reset = if quota.requests == 0 { quota.window } else { after.saturating_sub(tolerated) };
        return Decision { admitted: false, remaining: 0, reset };
    }
    *whole_at = after;
    let left = tolerated.saturating_sub(after).as_nanos().checked_div(share.as_nanos()).unwrap_or(0);
    Decision { admitted: true, remaining: u32::try_from(left).unwrap_or(u32::MAX), reset: after.saturating_sub(now) }
}

/// Forgets whoever would have a whole quota anyway; if that is nobody, the half that is nearest to it.
fn make_room(shard: &mut Shard, now: Duration) {
    shard.retain(|_, whole_at| *whole_at > now);
    if shard.len() >= MOST_KEYS_OF_A_SHARD {
        let mut times: Vec<Duration> = shard.values().copied().collect();
        let middle = times.len() / 2;
        let (_, &mut median, _) = times.select_nth_unstable(middle);
        shard.retain(|_, whole_at| *whole_at > median);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static QUOTA: Quota = Quota { name: "test", requests: 3, window: Duration::from_secs(30) };

    fn counts() -> Counts {
        Counts { shards: Default::default(), hasher: RandomState::new(), epoch: Instant::now() }
    }

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_burst_and_then_a_share_at_a_time() {
        let counts = counts();
        let remaining: Vec<u32> = (0..3).map(|_| counts.admit(&QUOTA, "a", at(100)).remaining).collect();
        assert_eq!(remaining, [2, 1, 0]);
        let refused = counts.admit(&QUOTA, "a", at(100));
        assert_eq!(refused, Decision { admitted: false, remaining: 0, reset: at(10) });
        assert!(!counts.admit(&QUOTA, "a", at(109)).admitted);
        assert!(counts.admit(&QUOTA, "a", at(110)).admitted);
        assert!(!counts.admit(&QUOTA, "a", at(110)).admitted);
    }

    #[test]
    fn a_refusal_costs_nothing() {
        let counts = counts();
        for _ in 0..100 {
            counts.admit(&QUOTA, "a", at(0));
        }
        assert!(counts.admit(&QUOTA, "a", at(10)).admitted);
    }

    #[test]
    fn reset_says_when_the_quota_is_whole() {
        let counts = counts();
        assert_eq!(counts.admit(&QUOTA, "a", at(0)).reset, at(10));
        assert_eq!(counts.admit(&QUOTA, "a", at(0)).reset, at(20));
        assert_eq!(counts.admit(&QUOTA, "a", at(20)), Decision { admitted: true, remaining: 2, reset: at(10) });
    }

    #[test]
    fn keys_and_quotas_do_not_share() {
        static OTHER: Quota = Quota { name: "other", requests: 1, window: Duration::from_secs(1) };
        let counts = counts();
        for _ in 0..3 {
            counts.admit(&QUOTA, "a", at(0));
        }
        assert!(counts.admit(&QUOTA, "b", at(0)).admitted);
        assert!(counts.admit(&OTHER, "a", at(0)).admitted);
        assert!(!counts.admit(&OTHER, "a", at(0)).admitted);
    }

    #[test]
    fn memory_is_bounded_and_the_worst_are_kept() {
        let counts = counts();
        for _ in 0..3 {
            counts.admit(&QUOTA, "greedy", at(0));
        }
        for number in 0..SHARDS * MOST_KEYS_OF_A_SHARD * 2 {
            counts.admit(&QUOTA, &number.to_string(), at(0));
        }
        let kept: usize = counts.shards.iter().map(|shard| shard.lock().unwrap().len()).sum();
        assert!(kept <= SHARDS * MOST_KEYS_OF_A_SHARD, "{kept}");
        assert!(!counts.admit(&QUOTA, "greedy", at(1)).admitted);
    }
}
