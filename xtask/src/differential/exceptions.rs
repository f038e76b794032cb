//! Where the generated decoder and the oracle are known to differ, each by keyword, with the reason, and with a value of
//! which it must still be true: an exception that is not needed any more fails the run.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::document::Document;

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Decoder {
    /// The decoder accepts what the oracle refuses.
    Accepts,
    /// The decoder refuses what the oracle accepts.
    Refuses,
    /// Both accept, and what comes back is not what went. The keyword is `request` or `response`.
    Loses,
}

impl Decoder {
    /// What a difference of this kind is counted as.
    pub fn difference(self, keyword: &str) -> String {
        match self {
            Self::Accepts => format!("accepts {keyword}"),
            Self::Refuses => format!("refuses {keyword}"),
            Self::Loses => format!("round trip of a {keyword}"),
        }
    }
}

/// A kind of value.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Only {
    /// A number that 64 bits do not hold is somewhere in it.
    BeyondSixtyFourBits,
    /// A number past those that a float holds exactly, all of them, is somewhere in it.
    BeyondExactFloats,
    /// None: it is a choice of this project, which the oracle is told of.
    Told,
}

impl Only {
    fn is(self, value: &Value) -> bool {
        match (self, value) {
            (Self::BeyondSixtyFourBits, Value::Number(number)) => {
                number.as_i64().is_none()
                    && number.as_f64().is_none_or(|number| number.abs() >= 9_223_372_036_854_775_808.0)
            }
            (Self::BeyondExactFloats, Value::Number(number)) => {
                number.as_f64().is_some_and(|number| number.abs() > 9_007_199_254_740_992.0)
            }
            (Self::Told, _) => false,
            (_, Value::Array(items)) => items.iter().any(|item| self.is(item)),
            (_, Value::Object(members)) => members.values().any(|member| self.is(member)),
            _ => false,
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    pub decoder: Decoder,
    /// The keyword that the oracle names, or the code of the decoder's violation; a format as `format: name`.
    pub keyword: String,
    pub reason: String,
    /// Excuses values of this kind alone.
    #[serde(default)]
    pub only: Option<Only>,
    /// The document that the proof is made in, `3.1.0` unless said.
    #[serde(default)]
    pub openapi: Option<String>,
    pub schema: Value,
    pub value: Value,
    /// The value is a response that a client reads.
    #[serde(default)]
    pub response: bool,
}

pub fn listed() -> Result<Vec<Exception>, String> {
    serde_json::from_str(include_str!("exceptions.json")).map_err(|error| format!("exceptions.json: {error}"))
}

/// The exceptions as a document, each schema the component of its number.
pub fn proof(exceptions: &[Exception], version: &str) -> Document {
    let schemas: Map<String, Value> = exceptions
        .iter()
        .enumerate()
        .filter(|(_, exception)| exception.openapi.as_deref().unwrap_or("3.1.0") == version)
        .map(|(at, exception)| (format!("Exception{at}"), exception.schema.clone()))
        .collect();
    let document = Document::of(&json!({"openapi": version, "components": {"schemas": schemas}}));
    Document { literal: true, ..document }
}

/// Which exceptions excuse a difference: every keyword of it must be one.
pub fn excuse(exceptions: &[Exception], decoder: Decoder, keywords: &[String], value: &Value) -> Option<Vec<usize>> {
    let of = |keyword: &String| {
        exceptions.iter().position(|exception| {
            let only = exception.only.is_none_or(|only| only.is(value));
            exception.decoder == decoder && exception.keyword == *keyword && only
        })
    };
    if keywords.is_empty() { None } else { keywords.iter().map(of).collect() }
}
