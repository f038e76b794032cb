//! The list of what the client cannot express is true: each entry is met by a document, and nothing else is.

use specwright::{diagnostic::Diagnostics, emit::client::limits::LIMITS};

use super::emitted::{contract, emit};

/// What stands in `paths` and in `components`, by the limit's code.
const DOCUMENTS: &[(&str, &str, &str)] = &[
    (
        "client-header-name",
        r#"/a: {get: {operationId: a, parameters: [{name: "a b", in: header, schema: {type: string}}], responses: {"204": {description: Ok}}}}"#,
        "",
    ),
    (
        "client-media-type",
        r#"/a: {post: {operationId: a, requestBody: {content: {"größe/x": {}}}, responses: {"204": {description: Ok}}}}"#,
        "",
    ),
    ("client-path", r#""/{a": {get: {operationId: a, responses: {"204": {description: Ok}}}}"#, ""),
    (
        "client-credentials",
        r#"/a: {get: {operationId: a, responses: {"204": {description: Ok}}}}"#,
        "securitySchemes: {certificate: {type: mutualTLS}}",
    ),
];

fn codes(paths: &str, components: &str) -> Vec<&'static str> {
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: Limit API, version: \"1\"}}\npaths: {{{paths}}}\ncomponents: {{{components}}}\n"
    );
    let (contract, found) = contract(&text);
    let contract = contract.unwrap_or_else(|| panic!("{found:#?}\n{text}"));
    let mut diagnostics = Diagnostics::default();
    emit(&contract, &mut diagnostics);
    diagnostics.iter().map(|found| found.code).collect()
}

#[test]
fn every_limit_is_still_needed() {
    for limit in LIMITS {
        let (_, paths, components) =
            DOCUMENTS.iter().find(|(code, ..)| *code == limit.code).expect("a document for every limit");
        assert_eq!(codes(paths, components), [limit.code], "{}: no longer so, take it off the list", limit.construct);
    }
    assert_eq!(DOCUMENTS.len(), LIMITS.len());
}

#[test]
fn nothing_else_is_left_out() {
    let text = include_str!("tricky.yaml");
    let contract = contract(text).0.expect("it reads");
    let mut diagnostics = Diagnostics::default();
    emit(&contract, &mut diagnostics);
    for found in &diagnostics {
        assert!(LIMITS.iter().any(|limit| limit.code == found.code), "{}: {}", found.code, found.message);
    }
}
