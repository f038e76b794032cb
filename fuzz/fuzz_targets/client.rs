//! progenitor never panics on an accepted contract. Should it, the client falls back to methods of its own and says so;
//! here that is a failure.

#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use specwright::diagnostic::Diagnostics;
use specwright::emit::{self, Options, Target};
use specwright::source::Sources;

fuzz_target!(|text: &str| {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::from_text(Path::new("contract.yaml"), text, &mut diagnostics);
    let Some(contract) = specwright::contract::lower(&sources, &mut diagnostics) else { return };
    if diagnostics.has_errors() {
        return;
    }
    emit::emit(Target::Client, &contract, &Options::default(), &mut diagnostics);
    let failed = diagnostics.iter().find(|found| found.code == "client-progenitor");
    assert!(failed.is_none(), "{}", failed.map(|found| found.message.clone()).unwrap_or_default());
});
