//! The reader: any text is a document with positions within it, or has findings that can be shown.

#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use specwright::diagnostic::Diagnostics;
use specwright::output::report::{Format, render};
use specwright::source::{Kind, Node, Sources, lines};

fuzz_target!(|text: &str| {
    for path in ["contract.yaml", "contract.json"] {
        let mut diagnostics = Diagnostics::default();
        let sources = Sources::from_text(Path::new(path), text, &mut diagnostics);
        match sources.entry() {
            Some(entry) => within(entry, u32::try_from(lines(text).count()).unwrap_or(u32::MAX) + 1),
            None => assert!(diagnostics.has_errors(), "{path}: nothing was read, and nothing is wrong"),
        }
        for format in [Format::Human, Format::Json, Format::Github] {
            render(&diagnostics, &sources, format, false);
        }
        // JSON is read as JSON's own reader reads it.
        if path.ends_with("json") && !diagnostics.has_errors() {
            assert!(serde_json_reads(text), "{path}: read, and not JSON");
        }
    }
});

fn within(node: &Node, lines: u32) {
    assert!(node.at.line >= 1 && node.at.line <= lines && node.at.column >= 1, "{:?} of {lines}", node.at);
    match &node.kind {
        Kind::Sequence(items) => items.iter().for_each(|item| within(item, lines)),
        Kind::Mapping(mapping) => mapping.iter().for_each(|(_, value)| within(value, lines)),
        _ => {}
    }
}

fn serde_json_reads(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text.trim_start_matches('\u{feff}')).is_ok()
}
