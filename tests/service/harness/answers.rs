//! What a test says of an answer: that it succeeded, or with which problem it was refused.

use std::fmt::Debug;

use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::Value;
use taskboard_client::types::{Problem, ViolationLocation};
use taskboard_client::{Error, ResponseValue};

/// What the generated client answers.
pub type Answer<T> = Result<ResponseValue<T>, Error<Problem>>;

/// The answer without its body, which may be a stream or of a type that others' are not.
pub fn without_body<T>(answer: Answer<T>) -> Answer<()> {
    answer.map(|answer| ResponseValue::new((), answer.status(), answer.headers().clone()))
}

/// A body of the contract's type, from its JSON.
pub fn body<T: DeserializeOwned>(json: Value) -> T {
    serde_json::from_value(json).expect("a body of this type")
}

/// A header of the answer, which must be there.
pub fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let value = headers.get(name).unwrap_or_else(|| panic!("no {name} in {headers:?}"));
    value.to_str().expect("a text")
}

/// The answer's problem, after a look at what every problem has.
#[track_caller]
pub fn refused<T: Debug>(answer: Answer<T>, status: u16, code: &str) -> Problem {
    match answer {
        Err(Error::ErrorResponse(answer)) => {
            let (answered, headers) = (answer.status().as_u16(), answer.headers().clone());
            sound(answer.into_inner(), answered, &headers, status, code)
        }
        other => panic!("{status} {code} expected, got {other:?}"),
    }
}

/// The same of an answer to a request that the generated client cannot send.
pub async fn problem(answer: reqwest::Response, status: u16, code: &str) -> Problem {
    let (answered, headers) = (answer.status().as_u16(), answer.headers().clone());
    let text = answer.text().await.expect("a whole answer");
    let problem = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{answered}, {error}: {text}"));
    sound(problem, answered, &headers, status, code)
}

#[track_caller]
fn sound(problem: Problem, answered: u16, headers: &HeaderMap, status: u16, code: &str) -> Problem {
    assert_eq!((answered, problem.code.as_str()), (status, code), "{problem:?}");
    assert_eq!(problem.status, i32::from(status));
    assert_eq!(problem.type_, format!("/problems/{code}"));
    assert!(!problem.title.is_empty());
    assert_eq!(header(headers, "content-type"), "application/problem+json");
    assert_eq!(header(headers, "x-request-id"), problem.request_id);
    problem
}

/// Where the request breaks the contract and which rule, in order.
pub fn violations(problem: &Problem) -> Vec<(ViolationLocation, &str, &str)> {
    let violations = problem.violations.as_deref().unwrap_or_default();
    let mut found: Vec<_> = violations
        .iter()
        .map(|violation| (violation.location, violation.pointer.as_str(), violation.code.as_str()))
        .collect();
    found.sort_unstable();
    found
}

/// The same of a body alone.
#[track_caller]
pub fn body_violations(problem: &Problem) -> Vec<(&str, &str)> {
    violations(problem)
        .into_iter()
        .map(|(location, pointer, code)| {
            assert_eq!(location, ViolationLocation::Body, "{problem:?}");
            (pointer, code)
        })
        .collect()
}

/// The target of `Link: <…>; rel="next"`.
pub fn next_link(headers: &HeaderMap) -> Option<String> {
    let link = headers.get("link")?.to_str().expect("a text");
    let target = link.strip_prefix('<').and_then(|rest| rest.strip_suffix(">; rel=\"next\""));
    Some(target.unwrap_or_else(|| panic!("{link}")).to_owned())
}

/// Follows the cursor from the first page of a list to its last, and answers the items page by page:
/// `pages!(client.list_tags().limit(2))`.
macro_rules! pages {
    ($list:expr) => {{
        let (list, mut pages) = ($list, Vec::new());
        let mut page = list.clone().send().await.expect("the first page");
        loop {
            let (cursor, link) = (page.meta.next_cursor.clone(), $crate::harness::next_link(page.headers()));
            pages.push(page.into_inner().data);
            assert_eq!(cursor.is_some(), link.is_some(), "the last page has neither");
            let Some(cursor) = cursor else { break };
            assert!(pages.len() < 100, "the list never ends");
            page = list.clone().cursor(cursor).send().await.expect("the next page");
        }
        pages
    }};
}
pub(crate) use pages;
