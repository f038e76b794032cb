//! What a person would write for the contract with serde: the body, its rules, and the problem that says what is wrong.
//! The three servers written by hand share it.

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;
use uuid::Uuid;

use crate::store::{NewTask, Task};

#[derive(Serialize)]
pub struct Page {
    pub data: Vec<Task>,
    pub next: Option<String>,
}

/// Problem details (RFC 9457).
#[derive(Serialize)]
pub struct Problem {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    pub status: u16,
    detail: String,
    code: &'static str,
    request_id: Uuid,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    violations: Vec<Violation>,
}

#[derive(Serialize)]
pub struct Violation {
    location: &'static str,
    pointer: String,
    code: &'static str,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<i64>,
}

impl Problem {
    fn new(status: u16, code: &'static str, title: &'static str, detail: impl Into<String>) -> Self {
        let kind = format!("/problems/{code}");
        let request_id = Uuid::now_v7();
        Self { kind, title, status, detail: detail.into(), code, request_id, violations: Vec::new() }
    }

    pub fn malformed(error: impl std::fmt::Display) -> Self {
        Self::new(400, "malformed_request", "Malformed request", error.to_string())
    }

    pub fn invalid(violations: Vec<Violation>) -> Self {
        let detail = match violations.len() {
            1 => "The request breaks one rule of the contract.".to_owned(),
            several => format!("The request breaks {several} rules of the contract."),
        };
        Self { violations, ..Self::new(400, "validation_failed", "Validation failed", detail) }
    }

    pub fn no_such_task() -> Self {
        Self::new(404, "task_not_found", "Task not found", "There is no such task.")
    }

    pub fn no_such_path() -> Self {
        Self::new(404, "not_found", "Not found", "There is nothing at this path.")
    }

    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}

impl NewTask {
    /// Everything that is wrong with it, or nothing.
    pub fn validate(&self) -> Result<(), Problem> {
        static CODE: LazyLock<Regex> =
            LazyLock::new(|| Regex::new("^[A-Z]{2,5}-[0-9]{1,6}$").expect("the pattern is right"));

        let mut found = Vec::new();
        let mut add = |pointer: String, code, detail: String, limit| {
            found.push(Violation { location: "body", pointer, code, detail, limit });
        };
        let length = self.title.chars().count();
        if length < 1 {
            add("/title".to_owned(), "min_length", "Must not be empty.".to_owned(), Some(1));
        }
        if length > 200 {
            add("/title".to_owned(), "max_length", "Must have at most 200 characters.".to_owned(), Some(200));
        }
        if self.description.as_ref().is_some_and(|text| text.chars().count() > 10_000) {
            add(
                "/description".to_owned(),
                "max_length",
                "Must have at most 10000 characters.".to_owned(),
                Some(10_000),
            );
        }
        if self.estimate_minutes.is_some_and(|minutes| minutes < 1) {
            add("/estimate_minutes".to_owned(), "minimum", "Must be at least 1.".to_owned(), Some(1));
        }
        if self.estimate_minutes.is_some_and(|minutes| minutes > 100_000) {
            add("/estimate_minutes".to_owned(), "maximum", "Must be at most 100000.".to_owned(), Some(100_000));
        }
        if self.percent < 0 {
            add("/percent".to_owned(), "minimum", "Must be at least 0.".to_owned(), Some(0));
        }
        if self.percent > 100 {
            add("/percent".to_owned(), "maximum", "Must be at most 100.".to_owned(), Some(100));
        }
        if !CODE.is_match(&self.code) {
            add("/code".to_owned(), "pattern", "Does not have the form that is asked for.".to_owned(), None);
        }
        if self.labels.len() > 5 {
            add("/labels".to_owned(), "max_items", "Must have at most 5 items.".to_owned(), Some(5));
        }
        for (index, label) in self.labels.iter().enumerate() {
            let length = label.chars().count();
            if length < 1 {
                add(format!("/labels/{index}"), "min_length", "Must not be empty.".to_owned(), Some(1));
            }
            if length > 50 {
                add(format!("/labels/{index}"), "max_length", "Must have at most 50 characters.".to_owned(), Some(50));
            }
        }
        if found.is_empty() { Ok(()) } else { Err(Problem::invalid(found)) }
    }
}
