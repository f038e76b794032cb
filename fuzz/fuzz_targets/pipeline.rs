//! The whole way from a document to files: what is accepted gives Rust, TypeScript and JSON that parse.

#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use oxc_allocator::Allocator;
use oxc_parser::Parser;
use oxc_span::SourceType;
use specwright::diagnostic::Diagnostics;
use specwright::emit::{Options, Target};
use specwright::run::{self, Reading};
use specwright::source::Sources;

fuzz_target!(|text: &str| {
    let mut diagnostics = Diagnostics::default();
    let path = if text.trim_start().starts_with('{') { "contract.json" } else { "contract.yaml" };
    let sources = Sources::from_text(Path::new(path), text, &mut diagnostics);
    let contract = specwright::contract::lower(&sources, &mut diagnostics);
    assert!(contract.is_some() || diagnostics.has_errors(), "there is no contract, and nothing is wrong");
    let mut reading = Reading { sources, diagnostics, contract, endpoints: None };
    for file in run::generate(&mut reading, &Target::ALL, &Options::default()) {
        let fault = match file.path.rsplit('.').next() {
            Some("rs") => syn::parse_file(&file.text).err().map(|error| error.to_string()),
            Some("js" | "ts") => typescript(&file.path, &file.text),
            Some("json") => serde_json::from_str::<serde::de::IgnoredAny>(&file.text).err().map(|error| error.to_string()),
            _ => None,
        };
        assert!(fault.is_none(), "{}: {fault:?}\n{}", file.path, file.text);
    }
});

fn typescript(path: &str, text: &str) -> Option<String> {
    let kind = if path.ends_with(".d.ts") { SourceType::d_ts() } else { SourceType::mjs() };
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, kind).parse();
    parsed.diagnostics.first().map(|error| format!("{error:?}"))
}
