//! A contract of many operations and components, some of them large: no file that is made of it is longer than anybody
//! reads, and every name is where it would be in one file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::{Map, Value, json};
use specwright::emit::{Options, Target};
use specwright::run::{Documents, generate, read};

const LONGEST: usize = 2000;

fn text(description: &str) -> Value {
    json!({ "type": "string", "description": description })
}

/// An object of objects of lists of words.
fn deep(words: &[&str]) -> Value {
    let choice = json!({ "type": "string", "enum": words });
    let inner: Map<String, Value> = words.iter().map(|word| (format!("{word}_choice"), choice.clone())).collect();
    let inner = json!({ "type": "object", "properties": inner });
    let outer: Map<String, Value> = words.iter().map(|word| (format!("{word}_part"), inner.clone())).collect();
    json!({ "type": "object", "required": ["id"], "properties": { "id": text("Its number."), "of": outer, "all": {
        "type": "object", "properties": outer } } })
}

fn document() -> Value {
    let words = ["amber", "birch", "cedar", "dogwood", "elm", "fir", "ginkgo", "hazel", "ivy", "juniper"];
    let mut schemas = Map::new();
    // More than one list can name, and no two words alike.
    for at in 0..1100u32 {
        let (word, letter) =
            (words[at as usize % 10], char::from(b'A' + u8::try_from(at / 10 % 26).expect("a letter")));
        let name = format!("{letter}{at}{word}");
        schemas.insert(name, json!({ "type": "object", "properties": { "name": text("What it is called.") } }));
    }
    for word in words.iter().take(2) {
        schemas.insert(format!("Forest{word}"), deep(&words));
    }
    // Of each, types do not say all. One leads to the next, and all to one of which the type does.
    schemas.insert("Limit".to_owned(), json!({ "type": "string", "maxLength": 9 }));
    for at in 0..60u32 {
        let word = words[at as usize % 10];
        let limited = json!({ "type": "string", "pattern": format!("^{word}{at}"), "minLength": 2 });
        let mut properties: Map<String, Value> =
            words.iter().map(|word| (format!("{word}_limit"), limited.clone())).collect();
        properties.insert("limit".to_owned(), json!({ "$ref": "#/components/schemas/Limit" }));
        properties.insert("next".to_owned(), json!({ "$ref": format!("#/components/schemas/Rule{}", (at + 1) % 60) }));
        let either = [json!({ "required": ["amber_limit"] }), json!({ "required": ["next"] })];
        let rule =
            json!({ "type": "object", "properties": properties, "anyOf": either, "not": { "required": [word] } });
        schemas.insert(format!("Rule{at}"), rule);
    }
    schemas.insert("Nest".to_owned(), json!({ "type": "array", "items": { "$ref": "#/components/schemas/Nest" } }));
    let mut paths = Map::new();
    let query = |place: usize| {
        let parameters = (0..12).map(|at| {
            json!({ "name": format!("q{at}"), "in": "query", "description": format!("One of {place}."),
                "schema": { "type": "integer", "minimum": at } })
        });
        parameters.collect::<Vec<_>>()
    };
    // One tag has many operations, the other has few that are large.
    for (tag, count) in [("orders", 90), ("reports", 24)] {
        for at in 0..count {
            let word = words[at % 10];
            let answer = json!({ "description": "What there is.", "content": { "application/json": {
                "schema": deep(words.get(..3).expect("three")) } } });
            let error = json!({ "description": "It is gone.", "headers": { "X-Since": { "schema": text("When.") } } });
            paths.insert(
                format!("/{tag}/{word}/{at}"),
                json!({ "post": {
                    "operationId": format!("{tag}{at}"), "tags": [tag], "parameters": query(at),
                    "requestBody": { "content": { "application/json": { "schema": deep(words.get(..4).expect("four")) } } },
                    "responses": { "200": answer, "404": error, "410": error, "423": error },
                } }),
            );
        }
    }
    json!({ "openapi": "3.1.0", "info": { "title": "Large", "version": "1" }, "paths": paths,
        "components": { "schemas": schemas } })
}

/// The files by path.
fn generated() -> BTreeMap<String, String> {
    let folder = std::env::temp_dir().join(format!("specwright-long-files-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let spec = folder.join("openapi.json");
    fs::write(&spec, document().to_string()).expect("written");
    let mut reading = read(&Documents::of(spec));
    let options = Options { unused_schemas: true, ..Options::default() };
    let files = generate(&mut reading, &[Target::Rust, Target::Client, Target::Typescript], &options);
    fs::remove_dir_all(&folder).expect("removed");
    assert!(!reading.diagnostics.has_errors(), "{:#?}", reading.diagnostics.iter().take(3).collect::<Vec<_>>());
    files.into_iter().map(|file| (file.path, file.text)).collect()
}

#[test]
fn no_file_is_long_and_every_name_is_in_its_place() {
    let files = generated();
    let long: Vec<_> = files.iter().map(|(path, text)| (text.lines().count(), path)).collect();
    let long: Vec<_> = long.into_iter().filter(|(lines, _)| *lines > LONGEST).collect();
    assert!(long.is_empty(), "{long:#?}");
    rust_types(&files);
    assertions(&files);
    typescript_exports(&files);
    openapi(&files);
}

/// What a file declares behind one of these words.
fn declared<'f>(text: &'f str, words: &[&str]) -> Vec<&'f str> {
    let name = |rest: &'f str| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    let declared = |line: &'f str| words.iter().find_map(|word| line.strip_prefix(word)).map(name);
    text.lines().filter_map(declared).collect()
}

/// Every type is `types::NAME`, and whatever a file uses from there is there.
fn rust_types(files: &BTreeMap<String, String>) {
    const ITEMS: &[&str] = &["pub struct ", "pub enum ", "pub type ", "pub static ", "pub fn "];
    let mut exported = Vec::new();
    let mut open = vec!["api/src/types".to_owned()];
    let mut reached = BTreeSet::new();
    while let Some(module) = open.pop() {
        let path = [format!("{module}.rs"), format!("{module}/mod.rs")];
        let path = path.into_iter().find(|path| files.contains_key(path)).expect("a declared module is a file");
        let text = &files[&path];
        exported.extend(declared(text, ITEMS));
        let modules = declared(text, &["mod "]);
        let glob = declared(text, &["pub use "]);
        assert_eq!(modules, glob, "{path} exports all that is in its modules");
        assert!(modules.iter().all(|name| text.contains(&format!("\npub use {name}::*;\n"))), "{path}");
        open.extend(modules.iter().map(|name| format!("{module}/{name}")));
        reached.insert(path);
    }
    let all: BTreeSet<&str> = exported.iter().copied().collect();
    assert_eq!(all.len(), exported.len(), "no two have one name");
    // Neither is a type: `assertions` looks at the one, and the other is a list.
    let others = ["/assertions/", "/patterns.rs"];
    let below = files.keys().filter(|path| path.starts_with("api/src/types/"));
    let below = below.filter(|path| !others.iter().any(|other| path.contains(other)));
    assert!(below.clone().all(|path| reached.contains(path)), "every file is reached");
    assert!(below.filter(|path| path.contains("/forestamber/")).count() > 1, "a large component is a folder");
    for name in ["A0amber", "Forestamber", "ForestamberAllBirchPart", "Orders7Request", "Reports3ResponseN200"] {
        assert!(all.iter().any(|one| one.starts_with(name)), "{name}");
    }
    for (path, text) in files.iter().filter(|(path, _)| path.starts_with("api/src/")) {
        for used in text.split("use crate::types::").skip(1) {
            let used = used.split(';').next().unwrap_or_default().trim_matches(['{', '}', '\n']);
            if used.starts_with("assertions::") {
                continue;
            }
            let names = used
                .split(',')
                .map(str::trim)
                .filter(|name| !name.is_empty() && !["assertions", "patterns"].contains(name));
            let missing: Vec<_> = names.filter(|name| !all.contains(name)).collect();
            assert!(missing.is_empty(), "{path}: {missing:?}");
        }
    }
}

/// Each static is in one file, and whatever names it finds it in the root.
fn assertions(files: &BTreeMap<String, String>) {
    const FOLDER: &str = "api/src/types/assertions/";
    let root = &files[&format!("{FOLDER}mod.rs")];
    let statics = |text| declared(text, &["pub(crate) static ", "static "]);
    let modules = declared(root, &["mod "]);
    assert!(modules.len() > 1, "{modules:?}");
    let mut known: BTreeSet<&str> = statics(root).into_iter().collect();
    let mut homes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in root.split("pub(crate) use ").skip(1) {
        let (module, names) = line.split(';').next().and_then(|line| line.split_once("::")).expect("an export");
        let names = names.trim_matches(['{', '}']).split(',').map(str::trim).filter(|name| !name.is_empty());
        homes.entry(module).or_default().extend(names);
    }
    assert_eq!(homes.keys().copied().collect::<Vec<_>>(), modules, "every file is declared, and something of it used");
    let mut all = known.len();
    for (module, exported) in &homes {
        let own: BTreeSet<&str> = statics(&files[&format!("{FOLDER}{module}.rs")]).into_iter().collect();
        all += own.len();
        assert!(exported.is_subset(&own), "{module}");
        known.extend(own);
    }
    assert_eq!(known.len(), all, "no two have one name");
    let exported: BTreeSet<&str> = homes.values().flatten().copied().chain(statics(root)).collect();
    for (path, text) in files.iter().filter(|(path, _)| path.starts_with("api/src/")) {
        for used in text.split("assertions::").skip(1) {
            let used = used.strip_prefix('{').map_or_else(
                || used.split(|c: char| !c.is_alphanumeric() && c != '_').take(1).collect::<Vec<_>>(),
                |list| list.split('}').next().unwrap_or_default().split(',').map(str::trim).collect(),
            );
            let missing: Vec<_> =
                used.into_iter().filter(|name| !name.is_empty() && !exported.contains(name)).collect();
            assert!(missing.is_empty(), "{path}: {missing:?}");
        }
    }
}

/// The file that a module is imported from.
fn resolved(from: &str, module: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in module.trim_end_matches(".js").split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("{}.d.ts", parts.join("/"))
}

const TYPES: &[&str] = &["export interface ", "export type ", "export declare const ", "export declare class "];

/// What a file of declarations exports, itself or from others.
fn exports<'f>(files: &'f BTreeMap<String, String>, path: &str) -> Vec<&'f str> {
    let text = files.get(path).unwrap_or_else(|| panic!("{path} is imported and is not there"));
    let mut all: Vec<&str> = declared(text, TYPES).into_iter().filter(|name| !name.is_empty()).collect();
    for line in text.lines() {
        all.extend(line.strip_prefix("export type { ").and_then(|rest| rest.strip_suffix(" };")));
        if let Some(module) = line.strip_prefix("export type * from \"").and_then(|rest| rest.strip_suffix("\";")) {
            all.extend(exports(files, &resolved(path, module)));
        }
    }
    all
}

/// Every type of the package is exported by its entry, once, and every import leads to what it names.
fn typescript_exports(files: &BTreeMap<String, String>) {
    let entry = exports(files, "typescript/index.d.ts");
    let names: BTreeSet<&str> = entry.iter().copied().collect();
    assert_eq!(names.len(), entry.len(), "what two files export under one name, nobody can import");
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".d.ts")) {
        if ["typescript/types/", "typescript/operations/"].iter().any(|folder| path.starts_with(folder)) {
            let hidden: Vec<_> = declared(text, TYPES).into_iter().filter(|name| !names.contains(name)).collect();
            // Tables are values, exported by name.
            assert!(hidden.iter().all(|name| name.is_empty() || name.ends_with("Operations")), "{path}: {hidden:?}");
        }
        for import in text.split("import type {").skip(1) {
            let (used, rest) = import.split_once("} from \"").expect("an import is from somewhere");
            let from = resolved(path, rest.split('"').next().unwrap_or_default());
            let there = exports(files, &from);
            let mut used = used.split(',').map(str::trim).filter(|name| !name.is_empty());
            assert!(used.all(|name| there.contains(&name)), "{path} from {from}: {import:.200}");
        }
    }
    assert!(files.contains_key("typescript/operations/orders.d.ts"));
    assert!(files.keys().any(|path| path.starts_with("typescript/operations/orders/")));
    assert!(files.keys().any(|path| path.starts_with("typescript/types/shared/")));
}

/// The document in openapi-typescript's shape has each component, path and operation once, below the names that it had.
fn openapi(files: &BTreeMap<String, String>) {
    let root = &files["typescript/openapi.d.ts"];
    for name in [
        "export type { paths };",
        "export interface components {",
        "  schemas: schemas;",
        "export type { operations };",
    ] {
        assert!(root.contains(name), "{name} is not in\n{root}");
    }
    let document = document();
    let keys = |pointer: &str| -> BTreeSet<String> {
        let object = document.pointer(pointer).and_then(Value::as_object).expect("an object");
        object.keys().cloned().collect()
    };
    let operations = keys("/paths").len();
    for (section, expected) in [("schemas", keys("/components/schemas")), ("paths", keys("/paths"))] {
        assert_eq!(members(files, section).into_iter().collect::<BTreeSet<_>>(), expected, "{section}");
        assert_eq!(members(files, section).len(), expected.len(), "{section}");
    }
    assert_eq!(members(files, "operations").len(), operations);
    // A list of itself is an alias, which its interface can only name where it stands beside it.
    let nest = files.values().find(|text| text.contains("\n  Nest: NestItself;\n")).expect("a list of itself");
    assert!(nest.contains("\ntype NestItself = "), "{nest}");
}

/// The members of a section's interface, its own and those of what it extends.
fn members(files: &BTreeMap<String, String>, section: &str) -> Vec<String> {
    let whole = &files[&format!("typescript/openapi/{section}.d.ts")];
    let extended = whole.split_once(" extends ").map_or("", |(_, rest)| rest.split('{').next().unwrap_or_default());
    let extended: BTreeSet<&str> = extended.split(',').map(str::trim).collect();
    let mut all = Vec::new();
    for (path, text) in files.iter().filter(|(path, _)| path.starts_with(&format!("typescript/openapi/{section}/"))) {
        let [part] = declared(text, TYPES)[..] else { panic!("{path} declares one interface") };
        assert!(extended.contains(part), "{part} is no part of {section}: {extended:?}");
        all.push(text);
    }
    assert!(!all.is_empty(), "{section} is in one file");
    all.push(whole);
    let member = |line: &str| {
        let line = line.strip_prefix("  ").filter(|line| !line.starts_with([' ', '}', '/', '*']))?;
        let (name, _) = line.split_once(": ")?;
        Some(name.trim_matches('"').to_owned())
    };
    all.into_iter().flat_map(|text| text.lines().filter_map(member).collect::<Vec<_>>()).collect()
}
