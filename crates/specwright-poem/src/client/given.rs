//! What a builder holds of an argument: a value, or why there is none.

use std::fmt;

use progenitor_client::Error;
use serde::Serialize;
use serde_json::Value;

/// An argument as a builder holds it until the request is made.
pub type Given<T> = Result<T, Invalid>;

/// Why a request cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid(String);

impl Invalid {
    pub fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Invalid {}

impl<E> From<Invalid> for Error<E> {
    fn from(invalid: Invalid) -> Self {
        Self::InvalidRequest(invalid.0)
    }
}

/// A value as the argument's type. Where it does not convert, the call fails before anything is sent.
pub fn given<T, V: TryInto<T>>(name: &str, value: V) -> Given<T> {
    value.try_into().map_err(|_| Invalid(format!("`{name}` is not what the contract allows")))
}

/// What stands in place of a required argument until it is given.
pub fn missing<T>(name: &str) -> Given<T> {
    Err(Invalid(format!("`{name}` is required and was not given")))
}

/// An argument as a value whose parts are written one by one.
pub(super) fn json(name: &str, value: &impl Serialize) -> Result<Value, Invalid> {
    serde_json::to_value(value).map_err(|error| Invalid::new(format!("`{name}` cannot be written: {error}")))
}
