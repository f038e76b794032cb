//! The issuer's keys at hand: kept, refreshed in the background, and fetched anew when a token names an unknown one.
//!
//! What protects the issuer from us, and us from whoever invents key ids:
//! - one fetch at a time, whose result all that wait for it share;
//! - fetches caused by tokens are limited to a burst and then one per interval;
//! - a failed fetch or an empty set changes nothing: the last good set stays (an issuer that rotates may publish an
//!   empty set in between).

use std::num::NonZeroU32;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use governor::{DefaultDirectRateLimiter, Quota};
use tokio::sync::Mutex;

use super::keys::KeySet;
use super::source::Source;

/// Between refreshes while all is well. Also how long a withdrawn key may live on.
const REFRESH: Duration = Duration::from_mins(5);
const FIRST_RETRY: Duration = Duration::from_secs(1);
const LAST_RETRY: Duration = Duration::from_secs(30);
/// A rotation can take several fetches in a row: an empty set, then the new key.
const BURST: NonZeroU32 = NonZeroU32::new(3).unwrap();

pub struct KeyCache {
    source: Source,
    held: RwLock<Held>,
    /// Held while a fetch is under way.
    fetching: Mutex<()>,
    limit: DefaultDirectRateLimiter,
}

#[derive(Clone, Default)]
struct Held {
    /// None until a usable set was obtained.
    keys: Option<Arc<KeySet>>,
    /// Counts finished fetches, so that whoever waited for one sees that it happened.
    fetches: u64,
}

impl KeyCache {
    /// Starts with nothing and refreshes in the background until it is dropped. Needs a Tokio runtime.
    pub fn start(source: Source, refetch_interval: Duration) -> Arc<Self> {
        let quota = Quota::with_period(refetch_interval)
            .unwrap_or_else(|| Quota::per_second(NonZeroU32::MIN))
            .allow_burst(BURST);
        let cache = Arc::new(Self {
            source,
            held: RwLock::default(),
            fetching: Mutex::new(()),
            limit: DefaultDirectRateLimiter::direct(quota),
        });
        let weak = Arc::downgrade(&cache);
        tokio::spawn(async move {
            let mut retry = FIRST_RETRY;
            while let Some(cache) = weak.upgrade() {
                let refreshed = cache.refresh(cache.held().fetches).await;
                drop(cache);
                let pause = if refreshed { REFRESH } else { retry };
                retry = if refreshed { FIRST_RETRY } else { LAST_RETRY.min(retry * 2) };
                tokio::time::sleep(pause).await;
            }
        });
        cache
    }

    /// The keys now, or nothing when none were ever obtained.
    pub fn keys(&self) -> Option<Arc<KeySet>> {
        self.held().keys
    }

    /// The keys after one more look at the source, if the limit allows one. For a token whose key is not among the
    /// keys at hand.
    pub async fn keys_anew(&self) -> Option<Arc<KeySet>> {
        let seen = self.held().fetches;
        // Whoever comes while a fetch is under way shares its result without counting against the limit.
        let under_way = self.fetching.try_lock().is_err();
        if under_way || self.limit.check().is_ok() {
            self.refresh(seen).await;
        }
        self.keys()
    }

    /// Fetches, unless somebody did since `seen`. True when a usable set came.
    async fn refresh(&self, seen: u64) -> bool {
        let _guard = self.fetching.lock().await;
        if self.held().fetches != seen {
            return true;
        }
        let result = self.source.read().await;
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        held.fetches += 1;
        match result {
            Ok(set) if set.is_empty() => {
                tracing::warn!(
                    skipped = ?set.skipped,
                    kept = held.keys.as_ref().map_or(0, |keys| keys.len()),
                    "the issuer's key set has no usable key; the last good one stays"
                );
                false
            }
            Ok(set) => {
                tracing::debug!(keys = set.len(), skipped = ?set.skipped, "the issuer's keys were read");
                held.keys = Some(Arc::new(set));
                true
            }
            Err(reason) => {
                tracing::warn!(reason, "the issuer's keys cannot be read");
                false
            }
        }
    }

    fn held(&self) -> Held {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
