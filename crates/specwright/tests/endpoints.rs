//! The endpoints document: every fact is read, with its place.

use specwright::contract::{Idempotency, Method, OwnerRule, ParameterLocation, RateLimitKey, Status};
use specwright::diagnostic::Diagnostics;
use specwright::endpoints::{Callers, Endpoints, Stated, parse};
use specwright::source::{FileId, Position};

const COMPLETE: &str = include_str!("endpoints/complete.md");

fn read(text: &str) -> (Endpoints, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let endpoints = parse(text, FileId(0), &mut diagnostics);
    (endpoints, diagnostics)
}

/// The text that a position covers.
fn covered(at: Position) -> String {
    let line = COMPLETE.lines().nth(at.line as usize - 1).expect("the line is there");
    line.chars().skip(at.column as usize - 1).take(at.length as usize).collect()
}

fn stated<T: Clone>(fact: &Stated<T>) -> (T, String) {
    let located = fact.get().expect("the fact is stated");
    (located.value.clone(), covered(located.at))
}

#[test]
fn every_fact_is_read_where_it_stands() {
    let (document, diagnostics) = read(COMPLETE);
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
    assert_eq!(stated(&document.base_path), ("/api/v1".to_owned(), "/api/v1".to_owned()));
    assert_eq!(
        document.common_headers.iter().map(|h| covered(h.at)).collect::<Vec<_>>(),
        ["X-Request-Id", "RateLimit"]
    );
    assert_eq!(document.tags.iter().map(|tag| tag.value.as_str()).collect::<Vec<_>>(), ["tasks"]);
    let [list, create] = document.endpoints.as_slice() else { panic!("two endpoints") };

    assert_eq!((list.id.value.as_str(), covered(list.id.at)), ("listTasks", "listTasks".to_owned()));
    assert_eq!(stated(&list.method), (Method::Get, "GET".to_owned()));
    assert_eq!(stated(&list.path), ("/tasks".to_owned(), "/tasks".to_owned()));
    assert_eq!(stated(&list.facts.callers), (Callers::SignedIn, "signed in".to_owned()));
    let (limit, at) = stated(&list.facts.rate_limit);
    let limit = limit.expect("there is a limit");
    assert_eq!((limit.requests, limit.window_seconds, limit.per), (600, 60, RateLimitKey::Caller));
    assert_eq!(at, "600 per 60 s per caller");
    let (pagination, _) = stated(&list.facts.pagination);
    assert_eq!(
        (pagination.cursor.as_str(), pagination.next.as_str(), pagination.items.as_str()),
        ("cursor", "/meta/next_cursor", "/data")
    );

    let [status, limit] = list.parameters.rows.as_slice() else { panic!("two parameters") };
    assert_eq!(stated(&status.location), (ParameterLocation::Query, "query".to_owned()));
    let (ty, at) = stated(&status.ty);
    assert_eq!((ty.to_string(), at), ("array<TaskStatus>".to_owned(), "array<TaskStatus>".to_owned()));
    assert!(status.default.is_absent());
    assert_eq!(covered(limit.name.at), "limit", "without its backticks");
    assert_eq!(stated(&limit.required), (false, "no".to_owned()));
    assert_eq!(stated(&limit.default), ("20".to_owned(), "20".to_owned()));

    let [found, not_modified] = list.responses.rows.as_slice() else { panic!("two responses") };
    assert_eq!(found.headers.iter().map(|header| covered(header.at)).collect::<Vec<_>>(), ["Link", "ETag"]);
    assert_eq!(not_modified.status.value, Status::Code(304));
    assert!(not_modified.media_type.is_absent() && not_modified.schema.is_absent());

    assert_eq!(list.errors.rows.len(), 2);
    let [shown, open] = list.acceptance.as_slice() else { panic!("two criteria") };
    assert!(shown.checked && !open.checked);
    let test = shown.tests.first().expect("a test");
    assert_eq!((test.value.file.as_str(), test.value.test.as_str()), ("tests/service/tasks.rs", "list_tasks"));
    assert_eq!(covered(test.at), "tests/service/tasks.rs::list_tasks");

    assert_eq!(stated(&create.facts.callers).0, Callers::Roles(vec!["admin".into(), "editor".into()]));
    assert_eq!(stated(&create.facts.owner).0, OwnerRule::Any);
    assert_eq!(stated(&create.facts.rate_limit).0, None);
    assert_eq!(stated(&create.facts.idempotency).0, Idempotency::Key { retention_seconds: 86400 });
    assert_eq!(stated(&create.facts.body_limit), (65536, "65536 bytes".to_owned()));
    assert!(stated(&create.facts.deprecated).0);
    assert_eq!(create.request.rows.len(), 1);
}

/// Whatever an editor holds half-way through typing.
#[test]
fn no_document_panics() {
    for end in (0..=COMPLETE.len()).filter(|end| COMPLETE.is_char_boundary(*end)) {
        read(&COMPLETE[..end]);
        read(&COMPLETE[end..]);
    }
    let bars = "| ".repeat(2000);
    for text in
        ["", "#", "####", "- [x]", "|", "| a |\n| - |\n| `", &bars, "### a\n\n```\n", "\u{feff}# é\r\n\r\n## b\r\n"]
    {
        read(text);
        read(&format!("# T\n\n## A\n\n### b\n\n{text}\n\n#### Parameters\n\n{text}\n\n#### Acceptance\n\n{text}\n"));
    }
}

#[test]
fn a_document_with_carriage_returns_reads_the_same() {
    let (document, diagnostics) = read(&COMPLETE.replace('\n', "\r\n"));
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
    assert_eq!(document.endpoints.len(), 2);
}
