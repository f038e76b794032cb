//! What the generator costs, stage by stage, and in proportion to the document.

use std::io;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use specwright::contract::{self, Contract};
use specwright::diagnostic::Diagnostics;
use specwright::emit::{self, Options, Target};
use specwright::output::files;
use specwright::source::Sources;

use crate::cpu;

/// CPU time of each stage on a document; three runs, the least of each.
pub fn stages(documents: &[&Path]) -> io::Result<String> {
    let mut text = String::from("| | ");
    let mut columns = Vec::new();
    for document in documents {
        let mut best = run(document)?;
        for _ in 0..2 {
            for (least, again) in best.iter_mut().zip(run(document)?) {
                least.1 = least.1.min(again.1);
            }
        }
        let name = document.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        text.push_str(&format!("{name} | "));
        columns.push(best);
    }
    text.push_str(&format!("\n|---|{}\n", "---|".repeat(columns.len())));
    let stages = columns.first().map_or(0, Vec::len);
    for at in 0..stages {
        let name = columns.first().and_then(|column| column.get(at)).map_or("", |stage| stage.0);
        text.push_str(&format!("| {name} |"));
        for column in &columns {
            text.push_str(&format!(" {} ms |", column.get(at).map_or(0, |stage| stage.1.as_millis())));
        }
        text.push('\n');
    }
    text.push_str("| all |");
    for column in &columns {
        text.push_str(&format!(" {} ms |", column.iter().map(|stage| stage.1).sum::<Duration>().as_millis()));
    }
    text.push('\n');
    Ok(text)
}

fn run(document: &Path) -> io::Result<Vec<(&'static str, Duration)>> {
    let mut stages = Vec::new();
    let mut diagnostics = Diagnostics::default();
    let sources = timed("read", &mut stages, || Sources::load(document, &mut diagnostics))?;
    let contract = timed("lower", &mut stages, || contract::lower(&sources, &mut diagnostics))?;
    let contract = contract.ok_or_else(|| io::Error::other("there is no contract"))?;
    let mut all = Vec::new();
    for (name, target) in [
        ("rust", Target::Rust),
        ("client", Target::Client),
        ("typescript", Target::Typescript),
        ("document", Target::Document),
    ] {
        all.extend(timed(name, &mut stages, || emit(target, &contract, &mut diagnostics))?);
    }
    let out = std::env::temp_dir().join(format!("specwright-benches-{}", std::process::id()));
    let written =
        timed("write", &mut stages, || files::compare(&out, &all).and_then(|changes| files::write(&out, &changes)));
    std::fs::remove_dir_all(&out)?;
    written??;
    Ok(stages)
}

fn emit(target: Target, contract: &Contract, diagnostics: &mut Diagnostics) -> Vec<emit::GeneratedFile> {
    emit::emit(target, contract, &Options::default(), diagnostics)
}

fn timed<T>(
    name: &'static str,
    stages: &mut Vec<(&'static str, Duration)>,
    stage: impl FnOnce() -> T,
) -> io::Result<T> {
    let before = cpu::of_this_process()?;
    let result = stage();
    stages.push((name, cpu::of_this_process()?.saturating_sub(before)));
    Ok(result)
}

/// The whole command on documents of our own making, each twice as large as the one before.
pub fn growth() -> io::Result<String> {
    let mut text = String::from("| operations | bytes | CPU | by the one before |\n|---|---|---|---|\n");
    let mut before: Option<Duration> = None;
    for operations in [500, 1000, 2000, 4000] {
        let document = serde_json::to_string_pretty(&document(operations))?;
        let path = std::env::temp_dir().join(format!("specwright-benches-{}-{operations}.json", std::process::id()));
        std::fs::write(&path, &document)?;
        let mut least = Duration::MAX;
        for _ in 0..3 {
            least = least.min(run(&path)?.into_iter().map(|stage| stage.1).sum());
        }
        std::fs::remove_file(&path)?;
        let ratio = before.map_or(String::new(), |before| format!("{:.2}", least.as_secs_f64() / before.as_secs_f64()));
        text.push_str(&format!("| {operations} | {} | {} ms | {ratio} |\n", document.len(), least.as_millis()));
        before = Some(least);
    }
    Ok(text)
}

/// A service with four operations a resource, and what real ones have: references, unions, inheritance, parameters.
fn document(operations: usize) -> Value {
    let (mut paths, mut schemas) = (serde_json::Map::new(), serde_json::Map::new());
    let problem = json!({"description": "Wrong.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}});
    schemas.insert(
        "Problem".to_owned(),
        json!({"type": "object", "required": ["code"], "properties": {"code": {"type": "string"}}}),
    );
    for number in 0..operations / 4 {
        let (name, next) = (format!("Thing{number}"), format!("Thing{}", (number + 1) % (operations / 4)));
        let tag = format!("group {}", number / 10);
        let reference = json!({"$ref": format!("#/components/schemas/{name}")});
        let body = json!({"required": true, "content": {"application/json": {"schema": reference}}});
        let answer = json!({"description": "It.", "content": {"application/json": {"schema": reference}}});
        let list = json!({"description": "All.", "content": {"application/json": {"schema": {"type": "array", "items": reference}}}});
        let id = json!({"name": "id", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}});
        let query = json!([
            {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}},
            {"name": "order", "in": "query", "schema": {"type": "string", "enum": ["name", "-name", "created_at"]}},
        ]);
        paths.insert(format!("/things{number}"), json!({
            "get": {"operationId": format!("listThings{number}"), "tags": [tag], "summary": "List them", "parameters": query, "responses": {"200": list, "400": problem}},
            "post": {"operationId": format!("createThing{number}"), "tags": [tag], "summary": "Create one", "requestBody": body, "responses": {"201": answer, "400": problem}},
        }));
        paths.insert(format!("/things{number}/{{id}}"), json!({
            "parameters": [id],
            "get": {"operationId": format!("getThing{number}"), "tags": [tag], "summary": "Get one", "responses": {"200": answer, "404": problem}},
            "put": {"operationId": format!("putThing{number}"), "tags": [tag], "summary": "Replace one", "requestBody": body, "responses": {"200": answer, "404": problem}},
        }));
        schemas.insert(name, json!({
            "type": "object",
            "description": "Something of this service, described over a line so that comments are made of it.",
            "required": ["id", "name", "kind"],
            "properties": {
                "id": {"type": "string", "format": "uuid", "readOnly": true},
                "name": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": format!("^[a-z]{{1,{}}}$", number % 50 + 1)},
                "kind": {"type": "string", "enum": ["small", "large", format!("kind {number}")]},
                "created_at": {"type": "string", "format": "date-time", "description": "When it was created."},
                "price": {"type": "number", "minimum": 0},
                "labels": {"type": "array", "maxItems": 20, "items": {"type": "string"}},
                "next": {"$ref": format!("#/components/schemas/{next}")},
                "owner": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer", "format": "int64"}, "name": {"type": "string", "nullable": true}}},
                "either": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
            },
        }));
    }
    json!({"openapi": "3.0.3", "info": {"title": "Things", "version": "1"}, "paths": paths, "components": {"schemas": schemas}})
}

/// CPU time and wall time of another command, `program argument…`.
pub fn peer(command: &[&str]) -> io::Result<String> {
    let Some((program, arguments)) = command.split_first() else { return Ok(String::new()) };
    let (before, start) = (cpu::of_children()?, Instant::now());
    let output = Command::new(program).args(arguments).output()?;
    if !output.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    let cpu = cpu::of_children()?.saturating_sub(before);
    Ok(format!("The peer took {} ms of CPU, {} ms in all.\n", cpu.as_millis(), start.elapsed().as_millis()))
}
