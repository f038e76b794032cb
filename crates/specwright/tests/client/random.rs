//! Contracts put together at random from what is awkward: whatever is accepted gets a client, and progenitor never needs
//! its backstop. The same seeds every time; `SPECWRIGHT_SEEDS=from..to` tries others.

use std::path::Path;

use serde_json::{Value, json};
use specwright::diagnostic::Diagnostics;

use super::emitted::{contract, emit};

/// `SplitMix64`.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn of<T: Clone>(&mut self, choices: &[T]) -> T {
        let count = u64::try_from(choices.len()).expect("a short list");
        choices[usize::try_from(self.next() % count).expect("within the list")].clone()
    }

    fn one_in(&mut self, count: u64) -> bool {
        self.next().is_multiple_of(count)
    }
}

const NAMES: &[&str] = &[
    "id",
    "ID",
    "i-d",
    "type",
    "self",
    "Self",
    "body",
    "send",
    "new",
    "client",
    "value",
    "url",
    "request",
    "response",
    "result",
    "info",
    "header_map",
    "größe",
    "",
    "$top",
    "a.b[]",
    "1",
    "+1",
    "_",
    "__",
    "x'y",
    "Option",
    "Result",
    "X-Id",
    "クッキー",
    "fooBar",
    "foo_bar",
    "foo bar",
    "{",
    "per cent%",
    "quote\"",
    "new\nline",
    "r#type",
    "prepared",
    "call",
    "sign_in",
    "Request",
    "Headers",
    "std",
    "types",
    "per_page_200_characters_long_per_page_200_characters_long_per_page_200_characters_long_per_page_200_characters_long",
    "pre",
    "exec",
];

fn schema(dice: &mut Dice) -> Value {
    let choices = [
        json!({"type": "string"}),
        json!({"type": "string", "format": "uuid", "default": 5}),
        json!({"type": "string", "enum": ["a", "A", "á", "", "1"]}),
        json!({"type": "string", "format": "binary"}),
        json!({"type": "integer", "format": "int32", "minimum": -1, "exclusiveMinimum": true}),
        json!({"type": "boolean", "format": "odd"}),
        json!({"type": "number", "nullable": true}),
        json!({"type": "array", "items": {"type": "array", "items": {"type": "string"}}}),
        json!({"type": "array", "items": {"type": "string"}, "uniqueItems": true}),
        json!({"type": "object", "additionalProperties": false, "properties": {"a": {"type": "string"}}}),
        json!({"type": "object", "properties": {"file": {"type": "string", "format": "binary"}, "send": {"type": "integer"}}}),
        json!({"type": "object", "additionalProperties": {"type": "integer"}}),
        json!({"oneOf": [{"type": "string"}, {"type": "integer"}]}),
        json!({"allOf": [{"$ref": "#/components/schemas/A"}, {"type": "object", "properties": {"more": {"type": "string"}}}]}),
        json!({"not": {"type": "string"}}),
        json!({"$ref": "#/components/schemas/A"}),
        json!({}),
    ];
    dice.of(&choices)
}

fn content(dice: &mut Dice) -> Value {
    let media_types = [
        "application/json",
        "application/json; charset=utf-8",
        "application/problem+json",
        "application/merge-patch+json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "text/plain",
        "text/event-stream",
        "image/png",
        "*/*",
        "application/octet-stream",
        "application/xml",
    ];
    let mut content = serde_json::Map::new();
    while !dice.one_in(2) {
        let media_type = if dice.one_in(4) { json!({}) } else { json!({"schema": schema(dice)}) };
        content.insert(dice.of(&media_types).to_owned(), media_type);
    }
    Value::Object(content)
}

fn operation(dice: &mut Dice) -> Value {
    let mut parameters = Vec::new();
    while !dice.one_in(3) {
        let location = dice.of(&["query", "query", "header", "cookie", "path"]);
        let mut parameter = json!({"name": dice.of(NAMES), "in": location, "schema": schema(dice)});
        if location == "path" || dice.one_in(3) {
            parameter["required"] = json!(true);
        }
        if dice.one_in(3) {
            parameter["explode"] = json!(dice.one_in(2));
        }
        if location == "query" && dice.one_in(4) {
            parameter["style"] = json!(dice.of(&["form", "deepObject", "pipeDelimited", "spaceDelimited"]));
        }
        if location == "path" && dice.one_in(3) {
            parameter["style"] = json!(dice.of(&["simple", "label", "matrix"]));
        }
        if dice.one_in(8) {
            let schema = parameter["schema"].take();
            let name = parameter["name"].clone();
            parameter = json!({"name": name, "in": location, "required": location == "path"});
            parameter["content"] = json!({dice.of(&["application/json", "text/plain"]): {"schema": schema}});
        }
        parameters.push(parameter);
    }
    let mut responses = serde_json::Map::new();
    while responses.is_empty() || !dice.one_in(2) {
        let status = dice.of(&["200", "201", "204", "2XX", "304", "400", "404", "4XX", "500", "5XX", "default"]);
        let mut headers = serde_json::Map::new();
        while dice.one_in(3) {
            headers.insert(dice.of(NAMES).to_owned(), json!({"schema": schema(dice), "description": "*/\u{202e}\r"}));
        }
        let answer = json!({"description": "An\n*/ answer", "content": content(dice), "headers": headers});
        responses.insert(status.to_owned(), answer);
    }
    let mut operation = json!({"parameters": parameters, "responses": responses, "summary": dice.of(NAMES)});
    operation["tags"] = json!([dice.of(NAMES)]);
    if !dice.one_in(5) {
        operation["operationId"] = json!(format!("{}{}", dice.of(NAMES), dice.of(NAMES)));
    }
    if dice.one_in(3) {
        let schemes = ["bearer", "basic", "key\"", "self", "sid"];
        let requirement = json!({dice.of(&schemes): [], dice.of(&schemes): []});
        operation["security"] = if dice.one_in(3) { json!([requirement, {}]) } else { json!([requirement]) };
    }
    if dice.one_in(2) {
        operation["requestBody"] = json!({"required": dice.one_in(2), "content": content(dice)});
    }
    operation
}

fn document(dice: &mut Dice) -> Value {
    let mut paths = serde_json::Map::new();
    for _ in 0..6 {
        let path = match dice.next() % 4 {
            0 => format!("/{}", dice.of(NAMES)),
            1 => format!("/{{{}}}", dice.of(NAMES)),
            2 => format!("/x/{{{}}}:y//{{{}}}", dice.of(NAMES), dice.of(NAMES)),
            _ => "/x".to_owned(),
        };
        let method = dice.of(&["get", "put", "post", "delete", "head", "options", "patch", "trace"]);
        paths.insert(path, json!({method: operation(dice)}));
    }
    json!({
        "openapi": "3.0.3",
        "info": {"title": dice.of(NAMES), "version": dice.of(NAMES), "description": "*/ \r \u{0}"},
        "paths": paths,
        "components": {"securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer", "description": "*/ \u{202e}"},
            "basic": {"type": "http", "scheme": "basic"},
            "key\"": {"type": "apiKey", "in": dice.of(&["header", "query", "cookie"]), "name": dice.of(NAMES)},
            "self": {"type": "http", "scheme": dice.of(NAMES)},
            "sid": {"type": "apiKey", "in": "query", "name": dice.of(NAMES)},
        }, "schemas": {"A": {"type": "object", "properties": {"a": {"type": "string", "readOnly": true}}}}},
    })
}

#[test]
fn what_is_accepted_gets_a_client() {
    let seeds = std::env::var("SPECWRIGHT_SEEDS").ok().and_then(|text| {
        let (from, to) = text.split_once("..")?;
        Some(from.parse().ok()?..to.parse().ok()?)
    });
    let (mut accepted, mut operations) = (0, 0);
    for seed in seeds.unwrap_or(0..50) {
        let text = document(&mut Dice(seed)).to_string();
        let Some(contract) = contract(&text).0 else { continue };
        let mut diagnostics = Diagnostics::default();
        let (_, files) = emit(&contract, &mut diagnostics);
        for found in &diagnostics {
            assert!(
                !matches!(found.code, "client-progenitor" | "client-special"),
                "seed {seed}: {}\n{text}",
                found.message
            );
        }
        for file in files.iter().filter(|file| Path::new(&file.path).extension().is_some_and(|kind| kind == "rs")) {
            if let Err(error) = syn::parse_file(&file.text) {
                panic!("seed {seed}: {} is not Rust: {error}\n{text}", file.path);
            }
        }
        accepted += 1;
        operations += contract.operations.len();
    }
    assert!(accepted > 0 && operations > accepted, "{accepted} accepted, {operations} operations: this tries nothing");
}
