//! Mistakes that leave the rest of a document its meaning. A contract that is written together with its companion in
//! Markdown is held to them; of a document that came from elsewhere everything else is generated, and each mistake is a
//! warning that says what it means as long as it stands.
//!
//! What is not listed is an error for everybody: without it there is no contract (no document, no version), or what it
//! says of who may call contradicts the rest, and passing it over could admit a caller who is to be kept out.

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::source::FileId;

/// How mistakes are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// Nothing is generated until they are mended.
    Strict,
    /// What they touch is left out, or has the meaning that the warning says.
    Tolerant,
}

/// By code: what holds until the mistake is mended.
const MEANINGS: &[(&str, &str)] = &[
    ("ambiguous-discriminator", "the variants are told apart by what fits"),
    ("crossed-bounds", "no value fits"),
    ("cyclic-all-of", "the way back is passed over"),
    ("cyclic-reference", "what needs it is left out, and a schema admits any value"),
    ("cyclic-schema", "the keyword is passed over"),
    ("cyclic-union", "the way back is passed over"),
    ("dangling-reference", "what needs it is left out, and a schema admits any value"),
    ("default-breaks-schema", "the default is not applied"),
    ("discriminator-without-property", "the variants are told apart by what fits"),
    ("duplicate-header", "the first counts"),
    ("duplicate-key", "the first counts"),
    ("duplicate-operation-id", "the later operation has a number behind its name"),
    ("duplicate-parameter", "the first counts"),
    ("duplicate-path", "the service says for each request which of the two it is for"),
    ("duplicate-response", "the first counts"),
    ("endless-schema", "no value fits"),
    ("enum-value-type", "the value is passed over"),
    ("impossible-schema", "what contradicts is passed over"),
    ("malformed-extension", "it is passed over"),
    ("malformed-media-type", "it is passed over"),
    ("malformed-method", "the operation is left out"),
    ("malformed-path", "the path stands as it is written"),
    ("missing-keyword", "what needs it is left out"),
    ("optional-path-parameter", "it is required"),
    ("querystring-without-content", "the operations that need it are left out"),
    ("reference-leaves-contract", "the file is not read"),
    ("remote-reference", "it is not read"),
    ("schema-and-content", "`schema` counts"),
    ("several-media-types", "the first counts"),
    ("too-many-schemas", "what stands beside the union is passed over"),
    ("undeclared-path-parameter", "it is read as a text"),
    ("unknown-location", "the operations that need it are left out"),
    ("unknown-security-scheme", "no request can prove it"),
    ("unknown-security-type", "no request can prove it"),
    ("unknown-server-variable", "the address stands as it is written"),
    ("unknown-status", "the response is left out"),
    ("unknown-style", "the usual style counts"),
    ("unknown-type", "it is passed over"),
    ("unreadable-file", "what needs it is left out"),
    ("unused-path-parameter", "the parameter is left out"),
    ("wrong-type", "it is passed over"),
];

/// The same for faults of a file: one that the entry document refers to can be done without.
const OF_A_FILE: &[&str] = &[
    "alias-within-itself",
    "empty-document",
    "invalid-json",
    "invalid-yaml",
    "key-not-a-string",
    "nested-too-deep",
    "not-json",
    "several-documents",
    "too-many-aliases",
];

/// Makes warnings of the mistakes that can be lived with.
pub fn tolerate(diagnostics: &mut Diagnostics) {
    for diagnostic in diagnostics.iter_mut().filter(|diagnostic| diagnostic.severity == Severity::Error) {
        let Some(meaning) = meaning(diagnostic) else { continue };
        diagnostic.severity = Severity::Warning;
        diagnostic.help = Some(match diagnostic.help.take() {
            Some(help) => format!("{help}; until then {meaning}"),
            None => format!("until it is mended, {meaning}"),
        });
    }
}

fn meaning(diagnostic: &Diagnostic) -> Option<&'static str> {
    let elsewhere = diagnostic.at.is_some_and(|at| at.file != FileId(0));
    if elsewhere && OF_A_FILE.contains(&diagnostic.code) {
        return Some("what needs the file is left out");
    }
    // Without the entry document there is nothing.
    diagnostic.at?;
    MEANINGS.iter().find(|(code, _)| *code == diagnostic.code).map(|(_, meaning)| *meaning)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Position;

    fn tolerated(code: &'static str, file: Option<u32>) -> Diagnostic {
        let at = file.map(|file| Position { file: FileId(file), line: 1, column: 1, length: 1 });
        let mut found = Diagnostics::default();
        found.push(Diagnostic::new(code, Severity::Error, at, "it is wrong").help("mend it"));
        tolerate(&mut found);
        found.iter().next().expect("one").clone()
    }

    #[test]
    fn a_mistake_is_a_warning_that_says_what_it_means() {
        let found = tolerated("duplicate-parameter", Some(0));
        assert_eq!(found.severity, Severity::Warning);
        assert_eq!(found.help.as_deref(), Some("mend it; until then the first counts"));
    }

    #[test]
    fn what_leaves_no_contract_or_touches_who_may_call_stays_an_error() {
        for code in ["not-openapi", "unsupported-version", "malformed-roles", "role-without-sign-in"] {
            assert_eq!(tolerated(code, Some(0)).severity, Severity::Error, "{code}");
        }
    }

    #[test]
    fn a_broken_file_can_be_done_without_unless_it_is_the_document_itself() {
        assert_eq!(tolerated("invalid-json", Some(0)).severity, Severity::Error);
        assert_eq!(tolerated("invalid-json", Some(1)).severity, Severity::Warning);
        assert_eq!(tolerated("unreadable-file", None).severity, Severity::Error);
        assert_eq!(tolerated("unreadable-file", Some(0)).severity, Severity::Warning);
    }
}
