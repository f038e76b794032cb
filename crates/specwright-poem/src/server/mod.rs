//! HTTP on poem: the way of a request from its route to its answer.
//!
//! Generated code describes each operation with a static [`Operation`], reads a [`Call`] and makes a response. What is
//! the same for all of them happens here, in this order: route, authentication, rate limit, roles and scopes,
//! `Accept`, parameters, body, idempotency, handler, answer. Whatever fails becomes a [`Refusal`], rendered in one
//! place.

mod admission;
mod answer;
mod authenticate;
mod body;
mod call;
mod context;
mod endpoint;
mod fingerprint;
mod idempotency;
mod internal;
mod multipart;
mod negotiate;
mod octets;
mod once;
mod operation;
mod parameters;
mod rate_limit;
mod refusal;
mod router;
mod text;
mod throttle;

pub use admission::{Admission, Guard};
pub use answer::Answer;
pub use authenticate::{AuthenticationError, Authenticator, Credentials, Principal};
pub use call::{AllOf, Call};
pub use context::{ClientAddress, OperationId, RequestId};
pub use endpoint::ApiEndpoint;
pub use idempotency::{Answered, IdempotencyKey, IdempotencyStore, Reservation, StoredResponse};
pub use internal::InternalError;
pub use multipart::{FilePart, Part, PartKind, Parts};
pub use octets::{Octets, ReadError};
pub use operation::{ANONYMOUS, Method, Operation, Parameter, Per, ProblemKind, RateLimit, Requirement, Source, Style};
pub use parameters::Parameters;
pub use rate_limit::{Decision, Quota, RateLimiter};
pub use refusal::Refusal;
pub use router::{Handler, Router};

/// What generated code needs of poem, so that it has one version of it.
pub use futures_util::future::BoxFuture;
pub use poem::http::StatusCode;
pub use poem::{Body, Response};
