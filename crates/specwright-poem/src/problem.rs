//! The one error envelope: problem details (RFC 9457), `application/problem+json`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// A problem as it stands on the wire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// A URI reference that names the kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    /// What happened this time, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Stable; what programs branch on.
    pub code: String,
    /// The one member or parameter that the problem is about, when it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Further facts, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<serde_json::Map<String, serde_json::Value>>,
    pub request_id: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<Violation>,
}

/// One way in which a request breaks the contract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Violation {
    /// Where the value was: `path`, `query`, `header`, `cookie` or `body`.
    pub location: Cow<'static, str>,
    /// A JSON Pointer (RFC 6901) into the body, or the parameter's name behind a slash: `/title`, `/status/0`.
    pub pointer: String,
    /// Stable: `required`, `max_length`, `type`, `unknown_member`, …
    pub code: Cow<'static, str>,
    /// What is wrong, for people. Never the submitted value.
    pub detail: Cow<'static, str>,
    /// The limit that was broken, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<serde_json::Value>,
}

/// What a handler says about a problem; its code and status come from the error's variant.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Details {
    pub detail: Option<String>,
    pub field: Option<String>,
    pub context: Option<serde_json::Map<String, serde_json::Value>>,
    pub violations: Vec<Violation>,
    /// Seconds, sent as `Retry-After` (RFC 9110, 10.2.3).
    pub retry_after: Option<u64>,
}

impl Details {
    pub fn new(detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..Self::default() }
    }

    /// The member or parameter that the problem is about.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// A further fact, by name.
    #[must_use]
    pub fn context(mut self, name: impl Into<String>, value: impl Into<serde_json::Value>) -> Self {
        self.context.get_or_insert_default().insert(name.into(), value.into());
        self
    }

    #[must_use]
    pub fn violation(mut self, violation: Violation) -> Self {
        self.violations.push(violation);
        self
    }

    /// Seconds after which it may go better.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}
