//! Sections in files that a person can read: one per tag, or a folder with a file per operation where that would be long.

use std::collections::HashSet;

use super::section::Section;
use crate::{
    contract::Contract,
    emit::rust::text::{Text, Uses},
    names::client::module,
};

/// More lines than these are no file but a folder.
const LONGEST: usize = 1000;

/// A file below `src/`, without its notice.
pub struct Module {
    pub path: String,
    pub text: String,
}

/// The files of all tags, and the modules that `lib.rs` declares, each with whether rustfmt must leave it alone.
pub struct Modules {
    pub files: Vec<Module>,
    pub roots: Vec<(String, bool)>,
}

/// `sections` stand in the order of the contract's operations.
pub fn modules(contract: &Contract, sections: Vec<Section>) -> Modules {
    let mut by_tag: Vec<Vec<Section>> = contract.tags.iter().map(|_| Vec::new()).collect();
    let mut without: Vec<Section> = Vec::new();
    for (operation, section) in contract.operations.iter().zip(sections) {
        by_tag.get_mut(operation.tag.0 as usize).unwrap_or(&mut without).push(section);
    }
    let mut modules = Modules { files: Vec::new(), roots: Vec::new() };
    let mut taken = HashSet::new();
    let tags = contract.tags.iter().map(|tag| (tag.name.as_str(), tag.description.as_deref()));
    for ((name, description), sections) in tags.chain([("default", None)]).zip(by_tag.into_iter().chain([without])) {
        if sections.is_empty() {
            continue;
        }
        let root = module(name, &mut taken);
        let about = format!("{}\n\n{}", name.trim(), description.unwrap_or_default());
        modules.roots.push((root.clone(), sections.iter().any(|section| section.by_progenitor)));
        let lines: usize = sections.iter().map(|section| section.text.lines().count()).sum();
        if lines > LONGEST && sections.len() > 1 {
            folder(&mut modules, &root, &about, sections);
        } else {
            modules.files.push(file(format!("{root}.rs"), &about, sections));
        }
    }
    modules
}

/// A file per operation, and one that puts them together.
fn folder(modules: &mut Modules, root: &str, about: &str, sections: Vec<Section>) {
    let mut index = Text::default();
    comment(&mut index, about);
    index.gap();
    let mut taken = HashSet::new();
    let names: Vec<(String, bool)> =
        sections.iter().map(|section| (module(&section.name, &mut taken), section.by_progenitor)).collect();
    let mut sorted: Vec<&(String, bool)> = names.iter().collect();
    sorted.sort_unstable();
    for (name, by_progenitor) in &sorted {
        if *by_progenitor {
            index.line("#[rustfmt::skip]");
        }
        index.line(format!("mod {name};"));
    }
    index.gap();
    for (name, _) in &sorted {
        index.line(format!("pub use {name}::*;"));
    }
    modules.files.push(Module { path: format!("{root}/mod.rs"), text: index.finish() });
    for ((name, _), section) in names.iter().zip(sections) {
        modules.files.push(file(format!("{root}/{name}.rs"), "", vec![section]));
    }
}

fn file(path: String, about: &str, sections: Vec<Section>) -> Module {
    let mut text = Text::default();
    comment(&mut text, about);
    let mut uses = Uses::default();
    let mut body = Text::default();
    for section in sections {
        uses.extend(&section.uses);
        body.gap();
        body.line(section.text.trim_end());
    }
    uses.write(&mut text);
    text.gap();
    text.push(&body);
    Module { path, text: text.finish() }
}

/// The comment of a whole file.
pub fn comment(text: &mut Text, about: &str) {
    let mut lines = Text::default();
    lines.comment(0, about);
    for line in lines.finish().lines() {
        text.line(line.replacen("///", "//!", 1));
    }
}
