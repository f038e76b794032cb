//! Texts that would be code: descriptions that close comments, names that are statements, patterns that explode.

use serde_json::{Value, json};

use super::code::MARK;
use super::command::{Run, run};

/// Ends of comments, strings, templates and attributes in the languages that are written, each with a call behind it.
fn texts() -> Vec<String> {
    [
        "*/ CALL(); /*",
        "*/CALL();/*/",
        "\"\"\"#; CALL!();",
        "\"#); CALL!(); r#\"",
        "`${CALL()}`",
        "`; CALL(); `",
        "${CALL()}",
        "'; CALL(); '",
        "\"; CALL(); \"",
        "\\\"; CALL(); \\\"",
        "\\'; CALL(); //",
        "\\",
        "ends in a backslash \\",
        "\n CALL();",
        "\r CALL();",
        "\r\n*/ CALL(); /*",
        "\u{2028} CALL(); \u{2029} CALL();",
        "\u{85} CALL();",
        "\u{b} CALL(); \u{c} CALL();",
        "]] CALL!()",
        "#![CALL]",
        "#[CALL] fn CALL() {}",
        "//! CALL\n/// CALL",
        "```\nCALL();\n```",
        "~~~\nCALL();\n",
        "    CALL();",
        "{{CALL}} {0} {} %s %n",
        "</script><script>CALL()</script>",
        "<!-- CALL --> -->",
        "*/",
        "/*",
        "\u{202e} CALL \u{2066}",
        "\u{feff}CALL",
        "\0CALL",
        "\u{1b}[31mCALL",
        "@CALL {@link CALL}",
        "include_str!(\"/etc/passwd\")",
        "concat!(CALL)",
        "",
        " ",
    ]
    .into_iter()
    .map(|text| text.replace("CALL", MARK))
    .collect()
}

/// The smallest contract around its paths and schemas.
fn contract(paths: &Value, schemas: &Value) -> Value {
    let info = json!({ "title": "Hostile", "version": "1" });
    json!({ "openapi": "3.0.3", "info": info, "paths": paths, "components": { "schemas": schemas } })
}

fn answers(schema: &Value) -> Value {
    json!({ "200": { "description": "d", "content": { "application/json": { "schema": schema } } } })
}

fn run_json(name: &str, document: &Value) -> Run {
    run(name, "json", &document.to_string())
}

/// Where prose stands, and data of the contract that is written into code as text.
#[test]
fn prose_and_data_never_become_code() {
    let mut paths = json!({});
    let mut schemas = json!({});
    for (at, text) in texts().iter().enumerate() {
        let name = format!("S{at}");
        schemas[&name] = json!({
            "type": "object", "title": text, "description": text, "example": { "plain": text },
            "properties": {
                "plain": { "type": "string", "description": text, "default": text, "example": text },
                "listed": { "type": "string", "description": text, "enum": [text, "b"] },
                "only": { "type": "string", "enum": [text], "default": text },
                "old": { "type": "integer", "description": text, "deprecated": true },
            },
        });
        let parameters = json!([
            { "name": "q", "in": "query", "description": text, "schema": { "type": "string", "default": text } },
            { "name": "X-H", "in": "header", "description": text, "example": text, "schema": { "type": "string" } },
        ]);
        let mut responses = answers(&json!({ "$ref": format!("#/components/schemas/{name}") }));
        responses["200"]["description"] = json!(text);
        responses["200"]["headers"] = json!({ "X-A": { "description": text, "schema": { "type": "string" } } });
        let content = json!({ "schema": { "$ref": format!("#/components/schemas/{name}") } });
        paths[format!("/p{at}")] = json!({ "summary": text, "description": text, "post": {
            "operationId": format!("operation{at}"), "tags": ["t"], "summary": text, "description": text,
            "externalDocs": { "url": "https://example.org", "description": text },
            "parameters": parameters, "responses": responses,
            "requestBody": { "description": text, "content": { "application/json": content } },
        } });
    }
    let mut document = contract(&paths, &schemas);
    let all = texts().join("\n");
    document["info"]["description"] = json!(all);
    document["info"]["contact"] = json!({ "name": all });
    document["tags"] = json!([{ "name": "t", "description": all }]);
    document["servers"] = json!([{ "url": "https://example.org/v1", "description": all }]);
    run_json("prose", &document).generated();
}

#[test]
fn a_title_or_version_never_becomes_code() {
    for (at, text) in texts().iter().enumerate() {
        let mut document = contract(&json!({}), &json!({}));
        document["info"] = json!({ "title": text, "version": text });
        run_json(&format!("title-{at}"), &document).generated();
    }
}

/// A name has to be written down in code, but as a name or a text: whatever it says, the files stay what they are.
#[test]
fn names_stay_names() {
    // What they become is an identifier, so it may well contain this.
    let texts = texts().into_iter().map(|text| text.replace(MARK, "name"));
    let keywords =
        ["self", "Self", "super", "crate", "_", "async", "type", "r#type", "constructor", "__proto__", "0", "é"];
    for (at, text) in texts.chain(keywords.map(str::to_owned)).enumerate() {
        let pointer = text.replace('%', "%25").replace('~', "~0").replace('/', "~1");
        let responses = answers(&json!({ "$ref": format!("#/components/schemas/{pointer}") }));
        let value =
            json!({ "type": "object", "required": [text], "properties": { text.as_str(): { "type": "string" } } });
        let parameter = |name: &str, place: &str| json!({ "name": name, "in": place, "schema": { "type": "string" } });
        let mut id = parameter("id", "path");
        id["required"] = json!(true);
        let paths = json!({
            "/parameters": { "post": {
                "operationId": "parameters", "responses": responses,
                "parameters": [parameter(&text, "query"), parameter(&text, "header"), parameter(&text, "cookie")],
            } },
            "/tags": { "get": { "operationId": "tags", "tags": [text], "responses": responses } },
            "/ids": { "get": { "operationId": text, "responses": responses } },
            format!("/{text}/{{id}}"): { "get": { "operationId": "path", "parameters": [id], "responses": responses } },
        });
        run_json(&format!("name-{at}"), &contract(&paths, &json!({ text.as_str(): value }))).generated();
    }
}

#[test]
fn patterns_cost_little_and_never_become_code() {
    let deep = |open: &str, close: &str, count: usize| format!("{}a{}", open.repeat(count), close.repeat(count));
    let mut patterns: Vec<String> = [
        // Would explode in a backtracking engine, or as an automaton.
        "(a+)+$",
        "(a|a)*$",
        "(?:a{1000}){1000}",
        "a{99999999}",
        "((a{100}){100}){100}",
        "\\p{L}{1,1000}{1,1000}",
        ".{0,65535}.{0,65535}",
        "(x+x+)+y",
        // Rust's engine cannot run these, and ECMAScript's can.
        "(?=a)b",
        "(?<!a)b",
        "(a)\\1",
        "(?<n>a)\\k<n>",
        "[^]",
        "[]",
        "\\cA",
        "\\u{1F600}",
        "\\/",
        "[\\d-x]",
        // Nobody can run these.
        "[",
        "(",
        ")",
        "\\",
        "a**",
        "x{2,1}",
        "(?",
        "(?P<",
        "[z-a]",
        // As texts.
        "\"; CALL(); \"",
        "`${CALL()}`",
        "*/ CALL(); /*",
        "\"#; CALL!()",
        "\n",
        "\u{2028}",
        "/CALL()/",
        "'",
    ]
    .map(|pattern| pattern.replace("CALL", MARK))
    .into();
    patterns.extend([
        deep("(", ")", 5_000),
        deep("(?:", ")*", 5_000),
        deep("[", "]", 5_000),
        "a|".repeat(100_000),
        "{".repeat(200_000),
    ]);
    for (at, pattern) in patterns.iter().enumerate() {
        let schema = json!({ "type": "object", "properties": { "a": { "type": "string", "pattern": pattern } } });
        let content = json!({ "application/json": { "schema": schema } });
        let operation =
            json!({ "operationId": "a", "requestBody": { "content": content }, "responses": answers(&schema) });
        run_json(&format!("pattern-{at}"), &contract(&json!({ "/a": { "post": operation } }), &json!({}))).ended();
    }
}

/// One pattern may take a tenth of a second to be refused, and a document has room for a million.
#[test]
fn many_patterns_cost_little_together() {
    let property =
        |at: usize| (format!("p{at}"), json!({ "type": "string", "pattern": format!("(.{{65535}}){{{at}}}") }));
    let properties: serde_json::Map<_, _> = (1..5_000).map(property).collect();
    let schema = json!({ "type": "object", "properties": properties });
    let operation = json!({ "operationId": "a", "responses": answers(&schema) });
    run_json("patterns", &contract(&json!({ "/a": { "get": operation } }), &json!({}))).named("patterns-too-large");
}
