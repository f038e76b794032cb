//! The statics of assertions in a file, or in a folder of files where that is too long.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::text::{HEADER, Text, Uses, packed};
use super::names::PART;
use super::{Patterns, Written};
use crate::emit::GeneratedFile;
use crate::emit::shelves::{Part, shelves};
use crate::names::rust::{self, Scope};

/// The module of all files, which knows each static that is named outside its own file.
const MODULE: &str = "crate::types::assertions";

pub fn of(written: Vec<Written>, patterns: Patterns) -> Vec<GeneratedFile> {
    if written.is_empty() {
        return Vec::new();
    }
    let parts: Vec<Part> =
        written.iter().map(|each| Part { words: words(&each.name), lines: each.text.lines().count() + 1 }).collect();
    let mut scope = Scope::with(&[]);
    let mut modules: BTreeMap<Vec<String>, String> = BTreeMap::new();
    let mut files: BTreeMap<String, Vec<Written>> = BTreeMap::new();
    let mut root = Vec::new();
    for (each, shelf) in written.into_iter().zip(shelves(&parts, "_")) {
        if shelf.is_empty() {
            root.push(each);
            continue;
        }
        let module =
            modules.entry(shelf).or_insert_with_key(|shelf| scope.allot(&rust::file(&shelf.join("_")), "rules"));
        files.entry(module.clone()).or_default().push(each);
    }
    let home: HashMap<&str, &str> = files
        .iter()
        .flat_map(|(module, statics)| statics.iter().map(|each| (each.name.as_str(), module.as_str())))
        .collect();
    let mut exports: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let statics = files.iter().flat_map(|(module, statics)| statics.iter().map(|each| (module.as_str(), each)));
    for (module, each) in statics.chain(root.iter().map(|each| ("", each))) {
        let abroad = each.names.iter().filter_map(|name| Some((*home.get(name.as_str())?, name.as_str())));
        let own = each.exported.then_some((module, each.name.as_str()));
        for (at, name) in abroad.filter(|(at, _)| *at != module).chain(own) {
            exports.entry(at).or_default().insert(name);
        }
    }
    exports.remove("");
    let folder = !files.is_empty();
    let written = std::iter::once(root_file(&root, patterns, &exports, folder));
    written.chain(files.iter().map(|(module, statics)| file(module, statics))).collect()
}

/// What stands within the same schema belongs together: its number comes second.
fn words(name: &str) -> Vec<String> {
    let (whole, number) = name.split_once(PART).unwrap_or((name, ""));
    [whole, number].into_iter().filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// What stands in no other file, the patterns, and the names that are known outside theirs.
fn root_file(
    statics: &[Written],
    patterns: Patterns,
    exports: &BTreeMap<&str, BTreeSet<&str>>,
    folder: bool,
) -> GeneratedFile {
    let patterns = patterns.written();
    let mut uses = uses_of(statics);
    if !patterns.is_empty() {
        uses.name("specwright_poem::schema::Pattern");
    }
    let mut text = Text::default();
    text.line(HEADER);
    text.gap();
    text.line("//! What the contract asks of values beyond what their types say, rule by rule.");
    uses.write(&mut text);
    text.gap();
    for module in exports.keys() {
        text.line(format!("mod {};", rust::module(module)));
    }
    text.gap();
    for (module, names) in exports {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let module = rust::module(module);
        text.line(match names.as_slice() {
            [name] => format!("pub(crate) use {module}::{name};"),
            _ => packed(&format!("pub(crate) use {module}::{{"), &names, "};"),
        });
    }
    push(&mut text, statics);
    text.gap();
    for pattern in patterns {
        text.line(pattern);
    }
    let path = if folder { "src/types/assertions/mod.rs" } else { "src/types/assertions.rs" };
    GeneratedFile { path: path.to_owned(), text: format!("{}\n", text.finish().trim_end()) }
}

fn file(module: &str, statics: &[Written]) -> GeneratedFile {
    let own: BTreeSet<&str> = statics.iter().map(|each| each.name.as_str()).collect();
    let mut uses = uses_of(statics);
    for name in statics.iter().flat_map(|each| &each.names).filter(|name| !own.contains(name.as_str())) {
        uses.name(&format!("{MODULE}::{name}"));
    }
    let mut text = Text::default();
    text.line(HEADER);
    uses.write(&mut text);
    push(&mut text, statics);
    let path = format!("src/types/assertions/{}.rs", rust::module(module));
    GeneratedFile { path, text: format!("{}\n", text.finish().trim_end()) }
}

fn uses_of(statics: &[Written]) -> Uses {
    let mut uses = Uses::default();
    for each in statics {
        uses.name("specwright_poem::schema::Assertion");
        uses.extend(&each.uses);
    }
    uses
}

fn push(text: &mut Text, statics: &[Written]) {
    for each in statics {
        text.gap();
        text.line(&each.text);
    }
}
