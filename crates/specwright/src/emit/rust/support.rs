//! What this target can say of an operation, and, by name, what it cannot.

use super::choices::alike;
use super::operation::has_no_body;
use super::ty::Model;
use crate::contract::{Content, ContentKind, Operation, ParameterLocation, SecurityKind, SecurityScheme};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};

/// A construct that is not expressed as a contract means it.
#[derive(Clone, Copy, Debug)]
pub struct Gap {
    /// The code of what is reported where it stands.
    pub code: &'static str,
    /// What becomes of it, and why.
    pub what: &'static str,
}

/// All of them. A test has a document for each, and fails where one is no longer reported.
pub const GAPS: &[Gap] = &[
    Gap {
        code: "rust-operation-left-out",
        what: "it asks for a security scheme that nobody describes, so no request can prove it",
    },
    Gap {
        code: "rust-requests-alike",
        what: "no server can tell its requests from another operation's: method and path are the same, and so are the \
               query parameters that it needs (a fragment is never sent); the service is asked for which one a request \
               is",
    },
    Gap {
        code: "rust-multipart-as-octets",
        what: "parts that are not a form's, or not the members of an object, have no names to be typed by: the handler \
               reads the octets",
    },
    Gap { code: "rust-part-headers", what: "headers of a part are read as texts where it is a file, else left out" },
    Gap { code: "rust-events-as-octets", what: "events are what servers send: of a request they are octets" },
    Gap { code: "rust-answer-without-body", what: "HTTP gives such an answer no body" },
    Gap {
        code: "rust-outgoing-parameter",
        what: "of a request that the server sends, queries and headers are written; its URL holds the rest",
    },
    Gap { code: "rust-outgoing-media-type", what: "a request that the server sends is written in one media type" },
];

/// The operations that are expressed. What of each is not is found.
pub fn supported<'c>(model: &Model<'c>, diagnostics: &mut Diagnostics) -> Vec<&'c Operation> {
    let mut supported = Vec::new();
    for operation in &model.contract.operations {
        if let Some(scheme) = undescribed(model, operation) {
            let message = format!(
                "`{}` is left out of the Rust server: nothing says what `{}` is, so no request can prove it",
                operation.id, scheme.name
            );
            diagnostics.push(
                Diagnostic::warning("rust-operation-left-out", operation.at, message)
                    .help("describe it in `components.securitySchemes`"),
            );
            continue;
        }
        parts(model, operation, diagnostics);
        supported.push(operation);
    }
    for group in alike(model.contract, supported.iter().copied()) {
        let [first, others @ ..] = group.as_slice() else { continue };
        for operation in others {
            let message = format!(
                "`{}` has the method, the path and the query that `{}` needs: the service says in `Choices` for which a \
                 request is",
                operation.id, first.id
            );
            diagnostics.push(
                note("rust-requests-alike", operation.at, message)
                    .help("let a required query parameter or the path tell them apart; a fragment is never sent"),
            );
        }
    }
    for outgoing in &model.contract.outgoing {
        sent(&outgoing.operation, diagnostics);
    }
    supported
}

/// A scheme that the operation asks for and nobody describes.
fn undescribed<'c>(model: &Model<'c>, operation: &Operation) -> Option<&'c SecurityScheme> {
    let requirements = operation.security.iter().flat_map(|alternative| &alternative.requirements);
    let mut schemes = requirements.filter_map(|each| model.contract.security_schemes.get(each.scheme as usize));
    schemes.find(|scheme| scheme.kind == SecurityKind::Undescribed)
}

fn parts(model: &Model<'_>, operation: &Operation, diagnostics: &mut Diagnostics) {
    let mut formed = false;
    for content in operation.body.iter().flat_map(|body| &body.contents) {
        match content.kind {
            ContentKind::Multipart if !formed && content.ty.is_some_and(|ty| model.is_form(ty)) => {
                formed = true;
                for encoding in content.encoding.iter().filter(|encoding| !encoding.headers.is_empty()) {
                    let message = format!(
                        "the headers of the part `{}` are not typed: a file has them as texts",
                        encoding.property
                    );
                    diagnostics.push(note("rust-part-headers", encoding.at, message));
                }
            }
            ContentKind::Multipart | ContentKind::MultipartMixed => {
                let message = format!("`{}` reads `{}` as octets", operation.id, content.media_type);
                diagnostics.push(note("rust-multipart-as-octets", content.at, message));
            }
            ContentKind::EventStream => {
                let message = format!("`{}` reads `{}` as octets", operation.id, content.media_type);
                diagnostics.push(note("rust-events-as-octets", content.at, message));
            }
            _ => {}
        }
    }
    for response in &operation.responses {
        if let (true, Some(content)) = (has_no_body(operation, response.status), response.contents.first()) {
            let message = format!("`{}` answers without a body here: HTTP gives it none", operation.id);
            diagnostics.push(note("rust-answer-without-body", content.at, message));
        }
    }
}

fn sent(operation: &Operation, diagnostics: &mut Diagnostics) {
    for parameter in &operation.parameters {
        if !matches!(parameter.location, ParameterLocation::Query | ParameterLocation::Header) {
            let message = format!("`{}` of `{}` is for the URL to hold", parameter.name, operation.id);
            diagnostics.push(note("rust-outgoing-parameter", parameter.at, message));
        }
    }
    let Some(body) = &operation.body else { return };
    let chosen = body.contents.iter().min_by_key(|content| media_type_rank(content));
    for content in body.contents.iter().filter(|content| !chosen.is_some_and(|chosen| std::ptr::eq(chosen, *content))) {
        let message = format!("`{}` is not sent as `{}`", operation.id, content.media_type);
        diagnostics.push(note("rust-outgoing-media-type", content.at, message));
    }
}

/// Which of several media types an outgoing request is written in: the first of the lowest.
pub fn media_type_rank(content: &Content) -> u8 {
    match content.kind {
        ContentKind::Json => 0,
        ContentKind::MergePatch => 1,
        ContentKind::Form => 2,
        ContentKind::Text => 3,
        _ => 4,
    }
}

fn note(code: &'static str, at: crate::source::Position, message: String) -> Diagnostic {
    Diagnostic::new(code, Severity::Note, Some(at), message)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::path::Path;

    use super::*;
    use crate::emit::{Options, Target, emit};
    use crate::source::Sources;

    /// Every gap once.
    const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /a:
    get: {operationId: a, responses: {'204': {description: Done, content: {text/plain: {}}}}}
    post:
      operationId: b
      requestBody:
        content:
          multipart/mixed: {schema: {type: array, items: {type: object}}}
          text/event-stream: {}
          multipart/form-data:
            schema: {type: object, properties: {f: {type: string, format: binary}}}
            encoding: {f: {headers: {X-A: {schema: {type: string}}}}}
      responses: {'200': {description: OK}}
      callbacks:
        done:
          '{$request.body#/url}':
            post:
              parameters: [{name: c, in: cookie, schema: {type: string}}]
              requestBody: {content: {application/json: {}, text/plain: {}}}
              responses: {'200': {description: OK}}
  /a#again:
    get: {operationId: c, responses: {'200': {description: OK}}}
  /b:
    get: {operationId: d, security: [{unknown: []}], responses: {'200': {description: OK}}}
";

    #[test]
    fn every_gap_is_still_one() {
        let mut found = Diagnostics::default();
        let sources = Sources::from_text(Path::new("openapi.yaml"), DOCUMENT, &mut found);
        let contract = crate::contract::lower(&sources, &mut found).expect("a contract");
        // As for a document that is somebody else's.
        crate::tolerance::tolerate(&mut found);
        assert!(!found.has_errors(), "{:?}", found.iter().map(|each| &each.message).collect::<Vec<_>>());
        let mut found = Diagnostics::default();
        emit(Target::Rust, &contract, &Options::default(), &mut found);
        let codes: HashSet<_> = found.iter().map(|diagnostic| diagnostic.code).collect();
        for gap in GAPS {
            assert!(codes.contains(gap.code), "{} is reported no more: {}", gap.code, gap.what);
        }
        for code in codes {
            assert!(GAPS.iter().any(|gap| gap.code == code), "{code} is reported and in no list");
        }
    }
}
