//! The reader of `rest-endpoints.md`: any Markdown is endpoints, or has findings that can be shown; and whatever it says
//! can be held against a contract.

#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use specwright::contract::{self, Contract};
use specwright::diagnostic::Diagnostics;
use specwright::endpoints;
use specwright::output::report::{Format, render};
use specwright::source::Sources;

const CONTRACT: &str = include_str!("../../generated/openapi.json");

static OURS: LazyLock<Contract> = LazyLock::new(|| {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::from_text(Path::new("openapi.json"), CONTRACT, &mut diagnostics);
    contract::lower(&sources, &mut diagnostics).expect("our own contract")
});

fuzz_target!(|text: &str| {
    let mut diagnostics = Diagnostics::default();
    let mut sources = Sources::default();
    let file = sources.add_text("rest-endpoints.md", text);
    let read = endpoints::parse(text, file, &mut diagnostics);
    endpoints::compare(&read, &OURS, &mut diagnostics);
    diagnostics.sort();
    render(&diagnostics, &sources, Format::Human, false);
});
