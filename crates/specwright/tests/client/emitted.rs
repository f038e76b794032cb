//! The tricky contract against its goldens.

use std::path::{Path, PathBuf};

use specwright::{
    contract::{Contract, Origin, SchemaId, Shape, StringFormat, lower},
    diagnostic::Diagnostics,
    emit::{
        GeneratedFile, Options,
        client::{Side, Types},
    },
    source::Sources,
};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/client")
}

/// The contract of a text, and what was found in it; none where it cannot be read.
pub fn contract(text: &str) -> (Option<Contract>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::from_text(Path::new("contract.yaml"), text, &mut diagnostics);
    let contract = lower(&sources, &mut diagnostics);
    (contract, diagnostics)
}

/// Types by name only, as an `api` package could call them.
fn type_of(contract: &Contract, id: SchemaId, side: Side) -> String {
    let Some(schema) = contract.schemas.get(id) else { return "::serde_json::Value".to_owned() };
    let package = format!("{}_api", Options::default().package_name(&contract.info.title).replace('-', "_"));
    match (&schema.shape, &schema.origin) {
        (Shape::Boolean, _) => "bool".to_owned(),
        (Shape::Integer(_), _) => "i64".to_owned(),
        (Shape::Number(_), _) => "f64".to_owned(),
        (Shape::String(string), _) if string.format == StringFormat::Uuid => "::uuid::Uuid".to_owned(),
        (Shape::String(_), _) => "::std::string::String".to_owned(),
        (Shape::Array(array), _) => format!("::std::vec::Vec<{}>", type_of(contract, array.items.schema, side)),
        (Shape::Object(_), Origin::Component(name)) if schema.usage.directional && side == Side::Request => {
            format!("::{package}::types::{}Input", type_name(name))
        }
        (Shape::Object(_) | Shape::Enumeration(_), Origin::Component(name)) => {
            format!("::{package}::types::{}", type_name(name))
        }
        _ => "::serde_json::Value".to_owned(),
    }
}

fn type_name(name: &str) -> String {
    let ascii: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    format!("{}", heck::AsPascalCase(ascii)).replace(|c: char| c.is_ascii_digit(), "N")
}

pub fn emit(contract: &Contract, diagnostics: &mut Diagnostics) -> (String, Vec<GeneratedFile>) {
    let of = |id, side| type_of(contract, id, side);
    let types = Types(&of);
    let projection = specwright::emit::client::projected(contract, &types);
    let projection = serde_json::to_string_pretty(&projection).expect("a document of openapiv3 is JSON");
    (projection, specwright::emit::client::emit(contract, &types, &Options::default(), diagnostics))
}

#[test]
fn tricky_contract() {
    goldens("tricky");
}

#[test]
fn modern_contract() {
    goldens("modern");
}

fn goldens(name: &str) {
    let text = std::fs::read_to_string(folder().join(format!("{name}.yaml"))).expect("the contract is there");
    let (contract, mut diagnostics) = contract(&text);
    let contract = contract.unwrap_or_else(|| panic!("{diagnostics:#?}"));
    diagnostics = Diagnostics::default();
    let (projection, files) = emit(&contract, &mut diagnostics);
    golden(&format!("{name}/projection.json"), &format!("{projection}\n"));
    for file in &files {
        let path = file.path.strip_prefix("client/").expect("every file is in the client's package");
        golden(&format!("{name}/{path}"), &file.text);
    }
    diagnostics.sort();
    let report: Vec<String> = diagnostics
        .iter()
        .map(|found| {
            let at = found.at.map(|at| format!("{}:{}", at.line, at.column)).unwrap_or_default();
            format!("{at} {}: {}\n", found.code, found.message)
        })
        .collect();
    golden(&format!("{name}/diagnostics.txt"), &report.concat());
}

#[test]
fn the_same_twice() {
    let text = std::fs::read_to_string(folder().join("tricky.yaml")).expect("the contract is there");
    let once = |text: &str| emit(&contract(text).0.expect("it reads"), &mut Diagnostics::default());
    assert!(once(&text) == once(&text));
}

/// Where progenitor sends every request, the client has no function that nobody calls: a caller's build warns of it.
#[test]
fn nothing_is_written_that_no_operation_uses() {
    let client = |operation: &str| {
        let text = format!("openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    {operation}\n");
        let (_, files) = emit(&contract(&text).0.expect("it reads"), &mut Diagnostics::default());
        files.into_iter().find(|file| file.path == "client/src/client.rs").expect("a client").text
    };
    let theirs = client("get: {operationId: a, responses: {'200': {description: OK}}}");
    assert!(!theirs.contains("fn call<") && !theirs.contains("Request}"), "{theirs}");
    let ours = client(
        "get: {operationId: a, parameters: [{name: a, in: cookie, schema: {type: string}}], responses: {'200': \
         {description: OK}}}",
    );
    assert!(ours.contains("fn call<"), "{ours}");
    // reqwest has no function for this method, so progenitor cannot send it.
    let options = client("options: {operationId: a, responses: {'200': {description: OK}}}");
    assert!(options.contains("fn call<"), "{options}");
}

fn golden(name: &str, found: &str) {
    let path = folder().join(name);
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::create_dir_all(path.parent().expect("below a folder")).expect("a folder for the golden");
        std::fs::write(&path, found).expect("the golden can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        expected == found,
        "{name} differs:\n{}",
        similar::TextDiff::from_lines(expected.as_str(), found).unified_diff().header("golden", "found")
    );
}
