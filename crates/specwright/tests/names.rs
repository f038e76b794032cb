//! Names that no language wants, through every target: keywords, names that differ in case alone, empty ones, other
//! scripts, numbers, three hundred characters, code.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use specwright::emit::{GeneratedFile, Options, Target};
use specwright::run::{Documents, generate, read};

const NASTY: &[&str] = &[
    "type",
    "Type",
    "TYPE",
    "self",
    "Self",
    "super",
    "crate",
    "async",
    "await",
    "dyn",
    "fn",
    "gen",
    "try",
    "union",
    "default",
    "class",
    "function",
    "constructor",
    "prototype",
    "__proto__",
    "toString",
    "then",
    "arguments",
    "eval",
    "undefined",
    "String",
    "Vec",
    "Option",
    "Box",
    "Result",
    "Ok",
    "None",
    "Some",
    "Value",
    "Default",
    "Clone",
    "Record",
    "Promise",
    "Date",
    "fooBar",
    "FooBar",
    "foo_bar",
    "foo-bar",
    "foo.bar",
    "foo bar",
    "FOO_BAR",
    "1",
    "2nd",
    "3.14",
    "-1",
    "+1",
    "con",
    "nul",
    "aux",
    "COM1",
    "mod",
    "lib",
    "patterns",
    "shared",
    "größe",
    "名前",
    "имя",
    "½",
    "😀",
    "a\u{301}",
    "$",
    "_",
    "-",
    " ",
    "*/",
    "//",
    "\"",
    "'",
    "`",
    "\\",
    "${x}",
    "{}",
    "<T>",
    "a;b",
    "');alert(1)//",
    "r#type",
    "\"; std::process::exit(1); \"",
    "\n",
];

/// A document in which each of these names a component, a member, a value, an operation, a tag and parameters.
fn document(tag: Option<&str>) -> serde_json::Value {
    use serde_json::{Map, Value, json};
    let long = ["long".repeat(75), format!("{}er", "long".repeat(75)), "L".repeat(300)];
    let names: Vec<&str> = NASTY.iter().copied().chain(long.iter().map(String::as_str)).chain([""]).collect();
    let members: Map<String, Value> =
        names.iter().map(|name| ((*name).to_owned(), json!({ "type": "string" }))).collect();
    let mut schemas = Map::new();
    let mut paths = Map::new();
    for (at, name) in names.iter().enumerate() {
        // A component's name is made of these characters only (OpenAPI 3.0.3, 4.7.7), which nobody keeps to.
        schemas.insert((*name).to_owned(), json!({ "type": "object", "properties": { "a": { "type": "string" } } }));
        paths.insert(
            format!("/p{at}"),
            json!({ "get": {
                "operationId": name,
                "tags": [tag.unwrap_or(name)],
                "parameters": [
                    { "name": name, "in": "query", "schema": { "type": "string" } },
                    { "name": format!("x{at}"), "in": "query", "schema": { "type": "string", "enum": names } },
                ],
                "responses": { "200": { "description": "*/ OK", "content": { "application/json": {
                    "schema": { "$ref": format!("#/components/schemas/{}", escaped(name)) } } } } },
            } }),
        );
    }
    schemas.insert("Everything".to_owned(), json!({ "type": "object", "required": names, "properties": members }));
    json!({ "openapi": "3.0.3", "info": { "title": "*/ \"Names\" ${x}", "version": "1" }, "paths": paths,
        "components": { "schemas": schemas } })
}

fn escaped(name: &str) -> String {
    let mut text = String::new();
    for byte in name.replace('~', "~0").replace('/', "~1").bytes() {
        if byte.is_ascii_alphanumeric() || b"~._-".contains(&byte) {
            text.push(byte.into());
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

fn generated(tag: Option<&str>) -> Vec<GeneratedFile> {
    generated_from(&document(tag), tag.unwrap_or("each"))
}

fn generated_from(document: &serde_json::Value, case: &str) -> Vec<GeneratedFile> {
    let folder = format!("specwright-names-{case}-{}", std::process::id());
    let folder = std::env::temp_dir().join(folder);
    fs::create_dir_all(&folder).expect("a folder");
    let spec = folder.join("openapi.json");
    fs::write(&spec, document.to_string()).expect("written");
    let mut reading = read(&Documents::of(spec));
    let files = generate(&mut reading, &Target::ALL, &Options::default());
    fs::remove_dir_all(&folder).expect("removed");
    assert!(!reading.diagnostics.has_errors(), "{:#?}", reading.diagnostics.iter().take(3).collect::<Vec<_>>());
    let left_out: Vec<_> = reading
        .diagnostics
        .iter()
        .filter(|found| found.code.ends_with("left-out") || found.code == "typescript-trace")
        .collect();
    assert!(left_out.is_empty(), "{left_out:#?}");
    files
}

#[test]
fn every_target_lives_with_every_name() {
    hold(&generated(None));
}

#[test]
fn a_large_tag_has_a_file_for_each_operation() {
    let files = generated(Some("all"));
    hold(&files);
    let below = |folder: &str| files.iter().filter(|file| file.path.starts_with(folder)).collect::<Vec<_>>();
    let handlers = below("api/src/server/all/");
    for file in &handlers {
        let expected = usize::from(!file.path.ends_with("/mod.rs"));
        assert_eq!(file.text.matches(": Operation =").count(), expected, "{}", file.path);
    }
    // The trait beside them.
    assert!(handlers.len() > NASTY.len());
    assert_eq!(below("api/src/operations/all/").len(), handlers.len());
}

/// What is too long for a file goes to files that are named after its members.
#[test]
fn long_files_become_folders_of_every_name() {
    use serde_json::json;
    let mut document = document(None);
    let choice = json!({ "type": "string", "enum": ["a", "b", "c", "d"] });
    let members = document.pointer_mut("/components/schemas/Everything/properties").expect("its members");
    for (_, member) in members.as_object_mut().expect("an object") {
        let inner = ["own", "mod", "self", "con", "Own", "ö"].map(|name| (name.to_owned(), choice.clone()));
        *member = json!({ "type": "object", "properties": serde_json::Map::from_iter(inner) });
    }
    let operation = document.pointer_mut("/paths/~1p0/get/responses/200/content/application~1json/schema");
    *operation.expect("an answer") = json!({ "$ref": "#/components/schemas/Everything" });
    let files = generated_from(&document, "long");
    hold(&files);
    let modules = files.iter().filter(|file| file.path.starts_with("api/src/types/everything/")).count();
    assert!(modules > 20, "{modules}");
}

fn hold(files: &[GeneratedFile]) {
    for file in files.iter().filter(|file| is_rust(file)) {
        if let Err(error) = syn::parse_file(&file.text) {
            panic!("{}: {error}", file.path);
        }
        no_identifier_twice(file);
    }
    // Whatever a file system takes for the same or for something else.
    let folded: BTreeSet<String> = files.iter().map(|file| file.path.to_lowercase()).collect();
    assert_eq!(folded.len(), files.len());
    for file in files {
        for part in file.path.split('/') {
            let stem = part.split('.').next().unwrap_or(part).to_lowercase();
            assert!(part.len() <= 100, "{}", file.path);
            assert!(part.is_ascii() && !["con", "nul", "aux", "com1"].contains(&stem.as_str()), "{}", file.path);
        }
    }
    // Nothing of the document became code.
    assert!(files.iter().filter(|file| is_rust(file)).all(|file| !calls_exit(&file.text)));
}

fn is_rust(file: &GeneratedFile) -> bool {
    std::path::Path::new(&file.path).extension().is_some_and(|extension| extension == "rs")
}

/// Whether the text calls what one of the names would call, outside of strings and comments.
fn calls_exit(text: &str) -> bool {
    let tokens: String = text.parse::<proc_macro2::TokenStream>().expect("Rust").into_iter().map(shown).collect();
    tokens.contains("process : : exit")
}

/// A token without what is in quotes.
fn shown(token: proc_macro2::TokenTree) -> String {
    match token {
        proc_macro2::TokenTree::Literal(_) => "\"\" ".to_owned(),
        proc_macro2::TokenTree::Group(group) => group.stream().into_iter().map(shown).collect(),
        other => format!("{other} "),
    }
}

/// Items, fields and variants of one name would not compile.
fn no_identifier_twice(file: &GeneratedFile) {
    let parsed = syn::parse_file(&file.text).expect("Rust");
    let mut items: BTreeMap<String, usize> = BTreeMap::new();
    for item in &parsed.items {
        let (name, inner): (_, Vec<String>) = match item {
            syn::Item::Struct(item) => (
                item.ident.to_string(),
                item.fields.iter().filter_map(|field| Some(field.ident.as_ref()?.to_string())).collect(),
            ),
            syn::Item::Enum(item) => {
                (item.ident.to_string(), item.variants.iter().map(|variant| variant.ident.to_string()).collect())
            }
            syn::Item::Trait(item) => (
                item.ident.to_string(),
                item.items
                    .iter()
                    .filter_map(|item| {
                        if let syn::TraitItem::Fn(item) = item { Some(item.sig.ident.to_string()) } else { None }
                    })
                    .collect(),
            ),
            _ => continue,
        };
        *items.entry(name.clone()).or_default() += 1;
        let distinct: BTreeSet<&String> = inner.iter().collect();
        assert_eq!(distinct.len(), inner.len(), "{}: {name} has a name twice", file.path);
    }
    let twice: Vec<_> = items.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "{}: {twice:?}", file.path);
}
