//! HTTP on poem: what the generated router asks of the service around it.

mod authenticate;
mod context;
mod idempotency;
mod rate_limit;

pub use authenticate::{AuthenticationError, Authenticator, Credentials, Principal};
pub use context::{ClientAddress, OperationId, RequestId};
pub use idempotency::{IdempotencyKey, IdempotencyStore, Reservation, StoredResponse};
pub use rate_limit::{Decision, Quota, RateLimiter};
