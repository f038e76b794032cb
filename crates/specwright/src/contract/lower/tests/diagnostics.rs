//! Mistakes, and what is said of each: code, place and words.

use super::{expect, findings_in_schemas, read, with_paths};

fn in_operation(rest: &str) -> Vec<String> {
    read(&with_paths(&format!(
        "/a/{{id}}:\n  get:\n    operationId: a\n    responses: {{'200': {{description: OK}}}}\n{rest}"
    )))
    .1
}

#[test]
fn parameters_and_their_template() {
    expect(&in_operation(""), &["error undeclared-path-parameter 4:3 `{id}` of the path has no parameter in get"]);
    expect(
        &in_operation("    parameters: [{name: id, in: path, schema: {type: string}}]"),
        &[
            "error optional-path-parameter 8:20 the path parameter `id` must be required: a path without it is another path",
        ],
    );
    expect(
        &in_operation(
            "    parameters: [{name: id, in: path, required: true, schema: {type: string}}, {name: ids, in: path, required: true, schema: {type: string}}]",
        ),
        &["error unused-path-parameter 8:82 the path has no `{ids}` for this parameter"],
    );
    expect(
        &in_operation(
            "    parameters: [{name: id, in: path, required: true, schema: {type: string}}, {name: q, in: query, schema: {type: string}}, {name: q, in: query, schema: {type: string}}]",
        ),
        &["error duplicate-parameter 8:128 the parameter `q` is given twice"],
    );
    expect(
        &in_operation(
            "    parameters: [{name: id, in: path, required: true, schema: {type: string}}, {name: q, in: query, style: simple, schema: {type: string}}]",
        ),
        &["error unknown-style 8:110 the style `simple` does not exist for a parameter in query"],
    );
}

#[test]
fn names_that_stand_twice() {
    let operation = "{operationId: a, responses: {'200': {description: OK}}}";
    let (_, found) = read(&with_paths(&format!("/a: {{get: {operation}}}\n/b: {{get: {operation}}}")));
    expect(&found, &["error duplicate-operation-id 5:8 the operationId `a` stands twice"]);
    let id = "parameters: [{name: x, in: path, required: true, schema: {type: string}}]";
    let (_, found) = read(&with_paths(&format!(
        "/a/{{x}}: {{get: {{operationId: a, {id}, responses: {{'200': {{description: OK}}}}}}}}\n/a/{{y}}: {{get: {{operationId: b, {}, responses: {{'200': {{description: OK}}}}}}}}",
        id.replace("name: x", "name: y")
    )));
    assert!(
        found.iter().any(|line| line == "error duplicate-path 5:3 GET /a/{y} matches the same requests as /a/{x}"),
        "{found:?}"
    );
}

#[test]
fn references_that_lead_nowhere() {
    let found =
        findings_in_schemas("Task: {type: string}\nA: {type: array, items: {$ref: '#/components/schemas/Tsak'}}");
    expect(&found, &["error dangling-reference 7:36 `#/components/schemas/Tsak` leads to nothing"]);
    let found = findings_in_schemas("A: {$ref: '#/components/schemas/B'}\nB: {$ref: '#/components/schemas/A'}");
    assert!(found.iter().all(|line| line.starts_with("error cyclic-reference")) && !found.is_empty(), "{found:?}");
}

#[test]
fn keywords_that_are_none() {
    let found = findings_in_schemas("A: {type: string, minlength: 2}\nC: {type: string, x-thing: 1, const: a}");
    expect(
        &found,
        &[
            "warning unknown-keyword 6:23 `minlength` is no keyword of a schema",
            "warning keyword-of-another-version 7:35 `const` of a schema belongs to OpenAPI 3.1, which this document is not",
        ],
    );
}

#[test]
fn bounds_patterns_and_values() {
    let found = findings_in_schemas(
        "
A: {type: string, minLength: 5, maxLength: 2}
B: {type: integer, minimum: 3, maximum: 3, exclusiveMaximum: true}
C: {type: string, pattern: '(a'}
D: {type: string, pattern: '['}
E: {type: integer, enum: [1, two]}
F: {type: string, default: 5}
G: {type: object, required: [nam], properties: {name: {type: string}}}
H: {type: string, example: 5}
I: {type: string, minimum: 5}
J: {type: text}
K: {type: integer, minLength: x}
L: {type: string, pattern: '[_-.]'}",
    );
    expect(
        &found,
        &[
            "error crossed-bounds 6:34 `minLength` is 5 and `maxLength` only 2",
            "error crossed-bounds 7:33 no number is at least 3 and at most 3",
            "warning pattern-not-expressed 8:32 the pattern is not enforced: Parsing error at position 2: Opening parenthesis without closing parenthesis",
            "warning pattern-not-expressed 9:32 the pattern is not enforced: it is no regular expression of ECMA-262",
            "error enum-value-type 10:34 \"two\" is not of the type that the schema states, integer",
            "error default-breaks-schema 11:32 the default does not fit its schema: a string is wanted here, and this is a number",
            "warning required-without-property 12:34 `nam` is required, but no property of the object",
            "warning example-breaks-schema 13:32 the example does not fit its schema: a string is wanted here, and this is a number",
            "warning constraint-without-effect 14:32 a numeric bound has no effect on type string",
            "error unknown-type 15:15 `text` is no type",
            "error wrong-type 16:35 `minLength` of a schema must be a whole number that is not negative, and this is a string",
            "warning pattern-not-expressed 17:32 the pattern is not enforced: invalid character class range, the start must be <= the end",
        ],
    );
}

#[test]
fn security_that_is_not_described() {
    let (contract, found) = read(&with_paths(
        "/a: {get: {operationId: a, security: [{bearer: []}], responses: {'200': {description: OK}}}}",
    ));
    expect(&found, &["error unknown-security-scheme 4:42 there is no security scheme `bearer`"]);
    assert!(contract.is_some());
}

#[test]
fn documents_that_are_none() {
    for (text, code) in [
        ("swagger: '2.0'\n", "error unsupported-version"),
        ("openapi: 4.0.0\n", "error unsupported-version"),
        ("title: x\n", "error not-openapi"),
        ("- a\n", "error not-openapi"),
        ("openapi: 3.0.3\ninfo: {title: T, version: '1'}\n", "error missing-keyword"),
    ] {
        let (_, found) = read(text);
        assert!(found.iter().any(|line| line.starts_with(code)), "{text}: {found:?}");
    }
}

#[test]
fn values_of_the_wrong_kind_are_said_and_passed_over() {
    let (_, found) = read(
        "openapi: 3.0.3\ninfo: 5\ntags: {}\nservers: [1]\npaths:\n  /a: 3\n  /b: {get: []}\ncomponents: {schemas: [], responses: 4}\n",
    );
    assert!(found.iter().filter(|line| line.starts_with("error wrong-type")).count() >= 6, "{found:#?}");
}
