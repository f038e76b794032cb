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
mod guard;
mod idempotency;
mod internal;
pub mod listener;
mod members;
mod multipart;
mod negotiate;
mod octets;
mod once;
mod operation;
mod parameters;
mod paths;
mod rate_limit;
mod received;
mod refusal;
mod render;
mod router;
mod sent;
mod text;
mod throttle;
mod undecided;
mod written;

pub use crate::json::json_text;
pub use answer::{Answer, simple};
pub use authenticate::{AuthenticationError, Authenticator, Credentials, Principal};
pub use call::Call;
pub use context::{ClientAddress, ClientCertificate, OperationId, RequestId};
pub use endpoint::ApiEndpoint;
pub use guard::{Admission, Guard};
pub use idempotency::{Answered, Forgetful, IdempotencyKey, IdempotencyStore, Reservation, StoredResponse};
pub use internal::InternalError;
pub use multipart::{FilePart, Part, PartKind, Parts};
pub use octets::{Octets, ReadError};
pub use operation::{ANONYMOUS, Method, Operation, Parameter, Per, ProblemKind, RateLimit, Requirement, Source, Style};
pub use parameters::{AllOf, Parameters};
pub use rate_limit::{Decision, Quota, RateLimiter, Unlimited};
pub use received::ReceivedItems;
pub use refusal::Refusal;
pub use router::{Chooser, Handler, Router};
pub use sent::{Event, Items};
pub use undecided::Undecided;

/// What generated code needs of poem, so that it has one version of it.
pub use futures_util::future::BoxFuture;
pub use poem::http::StatusCode;
pub use poem::{Body, Response};

/// For an operation's errors: each problem becomes its variant, so that a handler returns it with `?`. A variant that is
/// not named as the problem's code says which it is: `Variant: Code`.
#[macro_export]
macro_rules! problem_error {
    (@one $error:ident $variant:ident) => {
        $crate::problem_error!(@one $error $variant $variant);
    };
    (@one $error:ident $variant:ident $code:ident) => {
        impl From<codes::$code> for $error {
            fn from(problem: codes::$code) -> Self {
                Self::$variant(problem.0)
            }
        }
    };
    ($error:ident { $($variant:ident $(: $code:ident)?),* $(,)? }) => {
        $($crate::problem_error!(@one $error $variant $($code)?);)*
    };
}
