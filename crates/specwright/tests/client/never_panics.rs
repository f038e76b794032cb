//! What makes progenitor panic, refuse or forget when it is given the document as it stands: each case is expressed in the
//! client, by progenitor or by our own methods, and never by way of the backstop.

use specwright::diagnostic::Diagnostics;

use super::emitted::{contract, emit};

/// Cases by name: what stands below an operation `theCall` on `POST /things/{id}`.
const CASES: &[(&str, &str)] = &[
    (
        "two success kinds",
        r##"responses: {"200": {description: a, content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}, "204": {description: b}}"##,
    ),
    (
        "two success types",
        r##"responses: {"200": {description: a, content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}, "201": {description: b, content: {application/json: {schema: {$ref: "#/components/schemas/B"}}}}}"##,
    ),
    (
        "a success and a default",
        r##"responses: {"200": {description: a, content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}, default: {description: b, content: {application/json: {schema: {$ref: "#/components/schemas/B"}}}}}"##,
    ),
    (
        "two failure types",
        r##"responses: {"204": {description: a}, "404": {description: b, content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}, "409": {description: c, content: {application/json: {schema: {$ref: "#/components/schemas/B"}}}}}"##,
    ),
    (
        "a failure without a body in a range with one",
        r##"responses: {"204": {description: a}, "404": {description: b}, "4XX": {description: c, content: {application/json: {schema: {$ref: "#/components/schemas/B"}}}}}"##,
    ),
    (
        "problem+json",
        r##"responses: {"204": {description: a}, "404": {description: b, content: {application/problem+json: {schema: {$ref: "#/components/schemas/A"}}}}}"##,
    ),
    ("JSON without schema", r#"responses: {"200": {description: a, content: {application/json: {}}}}"#),
    (
        "two answers' media types",
        r##"responses: {"200": {description: a, content: {text/csv: {}, application/json: {schema: {$ref: "#/components/schemas/A"}}}}}"##,
    ),
    ("only a redirect", r#"responses: {"302": {description: a}}"#),
    (
        "two request media types",
        r##"requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/A"}}, application/xml: {schema: {$ref: "#/components/schemas/A"}}}}"##,
    ),
    ("a body without schema", r"requestBody: {required: true, content: {application/json: {}}}"),
    ("a media type range", r#"requestBody: {required: true, content: {"*/*": {schema: {type: string}}}}"#),
    ("an empty body", r"requestBody: {required: true, content: {}}"),
    (
        "multipart",
        r"requestBody: {required: true, content: {multipart/form-data: {schema: {type: object, properties: {file: {type: string, format: binary}, send: {type: string}, id: {type: integer}}}}}}",
    ),
    (
        "multipart without properties",
        r"requestBody: {required: true, content: {multipart/form-data: {schema: {type: string}}}}",
    ),
    (
        "merge patch",
        r##"requestBody: {required: true, content: {application/merge-patch+json: {schema: {$ref: "#/components/schemas/A"}}}}"##,
    ),
    (
        "text with bounds",
        r"requestBody: {required: true, content: {text/plain: {schema: {type: string, maxLength: 5}}}}",
    ),
    (
        "octets as an object",
        r##"requestBody: {required: true, content: {application/octet-stream: {schema: {$ref: "#/components/schemas/A"}}}}"##,
    ),
    (
        "a form with encoding",
        r##"requestBody: {required: true, content: {application/x-www-form-urlencoded: {schema: {$ref: "#/components/schemas/A"}, encoding: {a: {contentType: text/plain}}}}}"##,
    ),
    ("an optional body", r##"requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}"##),
    (
        "a nullable body",
        r"requestBody: {required: true, content: {application/json: {schema: {type: string, nullable: true}}}}",
    ),
    ("a cookie", "parameters: [{name: c, in: cookie, schema: {type: string}}]"),
    (
        "deepObject",
        "parameters: [{name: f, in: query, style: deepObject, explode: true, schema: {type: object, properties: {a: {type: string}}}}]",
    ),
    (
        "explode: false",
        "parameters: [{name: f, in: query, explode: false, schema: {type: array, items: {type: string}}}]",
    ),
    ("path and query of one name", "parameters: [{name: id, in: query, schema: {type: string}}]"),
    (
        "query and header of one name",
        "parameters: [{name: x, in: query, schema: {type: string}}, {name: x, in: header, schema: {type: string}}]",
    ),
    (
        "one name in snake_case",
        "parameters: [{name: fooBar, in: query, schema: {type: string}}, {name: foo_bar, in: query, schema: {type: string}}]",
    ),
    (
        "a parameter named body",
        r##"parameters: [{name: body, in: query, schema: {type: string}}], requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}"##,
    ),
    ("a parameter named header_map", "parameters: [{name: header_map, in: query, schema: {type: string}}]"),
    (
        "names that are no words",
        r#"parameters: [{name: "$", in: query, schema: {type: string}}, {name: "", in: query, schema: {type: string}}, {name: "+1", in: query, schema: {type: string}}, {name: "größe", in: query, schema: {type: string}}, {name: "a'b[]", in: query, schema: {type: string}}, {name: "1", in: query, schema: {type: string}}]"#,
    ),
    (
        "a header that is none",
        r#"parameters: [{name: "a b", in: header, schema: {type: string}}, {name: Accept, in: header, schema: {type: string}}]"#,
    ),
    ("an undeclared path parameter", "parameters: [{name: other, in: path, required: true, schema: {type: string}}]"),
    ("a dangling reference", r##"parameters: [{$ref: "#/components/parameters/Nowhere"}]"##),
    ("a boolean with format", "parameters: [{name: b, in: query, schema: {type: boolean, format: yes-no}}]"),
    (
        "an object with format",
        r"requestBody: {required: true, content: {application/json: {schema: {type: object, format: thing}}}}",
    ),
    ("not", r"requestBody: {required: true, content: {application/json: {schema: {not: {type: string}}}}}"),
    ("enum values of one name", "parameters: [{name: e, in: query, schema: {type: string, enum: [a, A, á, '']}}]"),
    ("a default of the wrong type", "parameters: [{name: d, in: query, schema: {type: integer, default: five}}]"),
    ("a union in the query", "parameters: [{name: u, in: query, schema: {oneOf: [{type: string}, {type: integer}]}}]"),
    (
        "a closed object",
        r"requestBody: {required: true, content: {application/json: {schema: {type: object, additionalProperties: false, properties: {a: {type: string}}}}}}",
    ),
    (
        "a type that contains itself",
        r##"requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Self"}}}}"##,
    ),
];

fn document(case: &str, id: &str) -> String {
    let responses = if case.contains("responses:") { "" } else { r#", responses: {"204": {description: Done}}"# };
    format!(
        r##"openapi: 3.0.3
info: {{title: Case API, version: "1"}}
paths:
  "/things/{{id}}":
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    post: {{{id}{case}{responses}}}
components:
  schemas:
    A: {{type: object, properties: {{a: {{type: string}}}}}}
    B: {{type: object, properties: {{b: {{type: string}}}}}}
    Self: {{type: object, properties: {{self: {{$ref: "#/components/schemas/Self"}}}}}}
"##
    )
}

#[test]
fn every_case_is_expressed() {
    for (name, case) in CASES {
        for id in ["operationId: theCall, ", ""] {
            let text = document(case, id);
            let (contract, found) = contract(&text);
            let Some(contract) = contract else {
                assert!(found.has_errors(), "{name}: no contract, and nothing says why\n{text}");
                continue;
            };
            let mut diagnostics = Diagnostics::default();
            let (_, files) = emit(&contract, &mut diagnostics);
            for diagnostic in &diagnostics {
                assert!(
                    !matches!(diagnostic.code, "client-progenitor" | "client-special"),
                    "{name}: {}\n{text}",
                    diagnostic.message
                );
            }
            let code: String = files.iter().map(|file| file.text.as_str()).collect();
            for operation in &contract.operations {
                let sends = format!("Sends a `POST` request to `{}`", operation.path);
                assert!(code.contains(&sends), "{name}: not expressed\n{text}");
            }
            // What cannot mean anything takes its operation with it, by name.
            let left_out = found.iter().filter(|finding| finding.code == "operation-left-out").count();
            assert_eq!(contract.operations.len() + left_out, 1, "{name}\n{text}");
        }
    }
}

/// `SPECWRIGHT_CORPUS=folder cargo test -p specwright --test client -- --ignored --nocapture`: every document of a folder.
#[test]
#[ignore = "needs a folder of documents"]
fn corpus() {
    let folder = std::env::var("SPECWRIGHT_CORPUS").expect("SPECWRIGHT_CORPUS names a folder");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let mut total = [0; 3];
    for path in paths {
        let path = if path.is_dir() { path.join("specification/DigitalOcean-public.v2.yaml") } else { path };
        let mut found = Diagnostics::default();
        let sources = specwright::source::Sources::load(&path, &mut found);
        let Some(contract) = specwright::contract::lower(&sources, &mut found) else {
            println!("{}: no contract", path.display());
            continue;
        };
        let mut diagnostics = Diagnostics::default();
        if std::env::var_os("SPECWRIGHT_REASONS").is_some() {
            for (_, reason) in specwright::emit::client::special(
                &contract,
                &specwright::emit::client::Types(&|_, _| "String".to_owned()),
            ) {
                println!("  because {reason}");
            }
        }
        let begun = std::time::Instant::now();
        let (_, files) = emit(&contract, &mut diagnostics);
        let types = specwright::emit::client::Types(&|_, _| "String".to_owned());
        let special = specwright::emit::client::special(&contract, &types).len();
        let lines: usize = files.iter().map(|file| file.text.lines().count()).sum();
        let longest = files.iter().map(|file| file.text.lines().count()).max().unwrap_or_default();
        let backstop: Vec<_> =
            diagnostics.iter().filter(|found| matches!(found.code, "client-progenitor" | "client-special")).collect();
        for diagnostic in &backstop {
            println!("  {}", diagnostic.message);
        }
        total[0] += contract.operations.len();
        total[1] += special;
        total[2] += backstop.len();
        println!(
            "{}: {} operations, {special} of them special, {} files of {lines} lines, the longest {longest}, {} diagnostics, {:?}",
            path.display(),
            contract.operations.len(),
            files.len(),
            diagnostics.len(),
            begun.elapsed()
        );
    }
    println!("{} operations, {} special, {} failures of progenitor", total[0], total[1], total[2]);
}
