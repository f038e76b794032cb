//! The bundled document, as it is served: every file's parts in one, written the same way every time.

use serde::Deserialize;
use serde_json::Value;

use super::GeneratedFile;
use crate::{
    contract::Contract,
    diagnostic::{Diagnostic, Diagnostics, Severity},
};

/// Writes `openapi.json`. A 3.0 document is read back by `openapiv3` first: most tools for Rust read a document through
/// it, so what it refuses should be known before somebody else finds out.
pub fn emit(contract: &Contract, diagnostics: &mut Diagnostics) -> Vec<GeneratedFile> {
    if contract.info.openapi.starts_with("3.0.")
        && let Err(error) = openapiv3::OpenAPI::deserialize(&contract.document)
    {
        diagnostics.push(
            Diagnostic::new(
                "document-type-check",
                Severity::Warning,
                None,
                format!("openapi.json does not read as OpenAPI 3.0 with openapiv3: {error}"),
            )
            .help("tools that read the document strictly will refuse it; mend the part that the message names"),
        );
    }
    vec![GeneratedFile { path: "openapi.json".to_owned(), text: text_of(&contract.document) }]
}

/// Two spaces, members in the document's order, a newline at the end.
fn text_of(document: &Value) -> String {
    // A value's keys are texts, so writing it does not fail.
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}
