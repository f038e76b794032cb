//! Rate limits: asking the limiter, and telling the caller where they stand
//! (draft-ietf-httpapi-ratelimit-headers).

use poem::Response;
use poem::http::header::{HeaderName, HeaderValue};

use super::operation::RateLimit;
use super::rate_limit::{Decision, RateLimiter};
use super::refusal::Refusal;
use crate::problem::Details;

/// What the answer will say about the limit.
#[derive(Default)]
pub(super) struct Standing(Option<(&'static RateLimit, Decision)>);

impl Standing {
    pub(super) async fn admit<L: RateLimiter>(
        &mut self,
        limiter: &L,
        limit: &'static RateLimit,
        key: &str,
    ) -> Result<(), Refusal> {
        let decision = limiter.admit(&limit.quota, key).await;
        self.0 = Some((limit, decision));
        if decision.admitted {
            return Ok(());
        }
        let (requests, window) = (limit.quota.requests, limit.quota.window.as_secs());
        let detail = format!("No more than {requests} requests in {window} seconds.");
        Err(Refusal::rate_limited(Details::new(detail).retry_after(seconds(decision))))
    }

    pub(super) fn describe(&self, response: &mut Response) {
        let Some((limit, decision)) = &self.0 else { return };
        let quota = &limit.quota;
        let policy = format!(r#""{}";q={};w={}"#, quota.name, quota.requests, quota.window.as_secs());
        let standing = format!(r#""{}";r={};t={}"#, quota.name, decision.remaining, seconds(*decision));
        for (name, value) in [("ratelimit-policy", policy), ("ratelimit", standing)] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(HeaderName::from_static(name), value);
            }
        }
    }
}

/// Whole seconds, rounded up, so that who waits this long is let in.
fn seconds(decision: Decision) -> u64 {
    let whole = decision.reset.as_secs();
    if decision.reset.subsec_nanos() > 0 { whole + 1 } else { whole }
}
