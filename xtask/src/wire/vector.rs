//! What travels: a value and the request that it is, an answer and the response that it is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    pub operation: String,
    /// By place (`path`, `query`, `headers`, `cookies`, `body`), what a handler is given and a client is called with.
    pub value: Value,
    pub request: Request,
    /// Targets that mean the same to a server.
    #[serde(default)]
    pub also: Vec<String>,
    #[serde(default)]
    pub answer: Option<Answer>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub method: String,
    pub target: String,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    #[serde(default)]
    pub body: Option<String>,
    /// A body of octets, in base64.
    #[serde(default)]
    pub octets: Option<String>,
    /// A body of parts.
    #[serde(default)]
    pub parts: Vec<Part>,
}

/// Of `multipart/form-data` (RFC 7578).
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub name: String,
    #[serde(default)]
    pub filename: Option<String>,
    #[serde(default, rename = "type")]
    pub media_type: Option<String>,
    #[serde(default)]
    pub body: Option<String>,
    #[serde(default)]
    pub octets: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// `status`, `headers` and `body`: what a handler answers and a caller reads.
    pub value: Value,
    pub response: Response,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    pub status: u16,
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    #[serde(default)]
    pub body: Option<String>,
    #[serde(default)]
    pub octets: Option<String>,
}
