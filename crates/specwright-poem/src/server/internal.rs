//! Failures that are nobody's business but the operator's.

use super::octets::ReadError;
use super::refusal::Refusal;
use crate::problem::Details;

/// Something went wrong that the contract has no words for. The cause is logged; the caller learns only that it was an
/// internal error, and the request id.
#[derive(Debug)]
pub struct InternalError(Cause);

#[derive(Debug)]
enum Cause {
    Source(Box<dyn std::error::Error + Send + Sync>),
    /// The request's own fault, found while its body was read.
    Request(Refusal),
}

impl InternalError {
    pub fn new(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(Cause::Source(source.into()))
    }

    pub(super) fn of_request(refusal: Refusal) -> Self {
        Self(Cause::Request(refusal))
    }
}

/// A body that breaks off or grows too large while a handler reads it is not the handler's failure.
impl From<ReadError> for InternalError {
    fn from(error: ReadError) -> Self {
        Self(Cause::Request(error.into()))
    }
}

impl From<InternalError> for Refusal {
    fn from(error: InternalError) -> Self {
        match error.0 {
            Cause::Request(refusal) => refusal,
            Cause::Source(source) => {
                let mut causes = Vec::new();
                let mut next = source.source();
                while let Some(cause) = next {
                    causes.push(cause.to_string());
                    next = cause.source();
                }
                tracing::error!(error = %source, ?causes, "internal error");
                Self::internal(Details::default())
            }
        }
    }
}
