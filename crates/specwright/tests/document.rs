//! `openapi.json`: the contract's document in one, as it was written, and read back by a strict reader first.

use std::path::Path;

use specwright::{contract::lower, diagnostic::Diagnostics, emit::document, source::Sources};

/// The file's text, and the codes of what the emitter found.
fn document(text: &str) -> (String, Vec<&'static str>) {
    let mut found = Diagnostics::default();
    let sources = Sources::from_text(Path::new("contract.yaml"), text, &mut found);
    let contract = lower(&sources, &mut found).unwrap_or_else(|| panic!("{found:#?}"));
    let mut diagnostics = Diagnostics::default();
    let files = document::emit(&contract, &mut diagnostics);
    let [file] = files.as_slice() else { panic!("one file, not {files:?}") };
    assert_eq!(file.path, "openapi.json");
    (file.text.clone(), diagnostics.iter().map(|diagnostic| diagnostic.code).collect())
}

const SMALL: &str = "
openapi: 3.0.3
info: {version: '1', title: Small API}
paths:
  /b: {get: {operationId: b, responses: {'204': {description: Done}}}}
  /a: {get: {operationId: a, responses: {'204': {description: Done}}}}
";

#[test]
fn members_keep_their_order() {
    let (text, codes) = document(SMALL);
    assert_eq!(codes, [""; 0]);
    assert_eq!(text, document(SMALL).0, "the same twice");
    let places: Vec<_> = ["\"version\"", "\"title\"", "\"/b\"", "\"/a\""].iter().map(|word| text.find(word)).collect();
    assert!(places.is_sorted() && places.iter().all(Option::is_some), "{text}");
    assert!(text.starts_with("{\n  \"openapi\": \"3.0.3\",\n") && text.ends_with("}\n"), "{text}");
}

#[test]
fn what_a_strict_reader_refuses_is_a_warning() {
    let nameless = SMALL.replace("title: Small API", "title: Small API, license: {url: 'https://licence.example'}");
    let (text, codes) = document(&nameless);
    assert_eq!(codes, ["document-type-check"]);
    assert!(text.contains("https://licence.example"), "{text}");
}
