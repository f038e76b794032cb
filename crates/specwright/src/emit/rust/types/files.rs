//! The files below `types/`: one per component or operation, with what stands inside it, and `mod.rs`, which gives every
//! type its path `types::NAME` whatever file it is in.
//!
//! What would be too long is split: a file becomes a folder, with a file for each member that is large by itself; and
//! where there are too many files for one list, they are in folders by their first letter.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::contract::{Origin, SchemaId};
use crate::emit::GeneratedFile;
use crate::emit::rust::text::{HEADER, Text, Uses, packed};
use crate::emit::rust::ty::{Model, Place};
use crate::emit::shelves::{Part, is_long, shelves};
use crate::names::rust::{self, Form};

type Described = HashSet<(SchemaId, Form)>;

/// Modules within modules, from the outermost on.
type ModulePath = Vec<String>;

/// A file's own text, without what leads to the modules below it.
struct Content {
    uses: Uses,
    definitions: Text,
    rest: Text,
    /// How many lines each schema has in it.
    lines: Vec<usize>,
}

impl Model<'_> {
    pub fn types(&self) -> Vec<GeneratedFile> {
        let mut files: BTreeMap<&str, Vec<SchemaId>> = BTreeMap::new();
        for (id, _) in self.contract.schemas.iter() {
            if self.names.ty(id, Form::Response).is_some() && !self.forms(id).is_empty() {
                files.entry(self.names.file(id)).or_default().push(id);
            }
        }
        let described = self.described();
        let mut folders = BTreeMap::new();
        let mut generated = vec![self.types_mod(&files, &described)];
        if generated.iter().any(|file| is_long(&file.text)) {
            folders = folders_of(files.keys().copied());
            generated = self.types_lists(&folders);
        }
        for (file, schemas) in files {
            let folder = folders.get(file).cloned().unwrap_or_default();
            generated.extend(self.types_files(&folder, file, &schemas, &described));
        }
        generated
    }

    /// `types/mod.rs` with every name in it.
    fn types_mod(&self, files: &BTreeMap<&str, Vec<SchemaId>>, described: &Described) -> GeneratedFile {
        let mut text = Text::default();
        self.types_head(&mut text, files.keys().copied());
        for (file, schemas) in files {
            let mut names = BTreeSet::new();
            for id in schemas {
                for form in self.forms(*id) {
                    names.extend(self.names.ty(*id, form).map(str::to_owned));
                    if self.is_checked(*id, form) {
                        names.extend(self.alias_check(*id));
                    }
                    if described.contains(&(*id, form)) {
                        names.extend(self.static_name(*id, form));
                    }
                }
            }
            let names: Vec<_> = names.into_iter().collect();
            text.line(match names.as_slice() {
                [name] => format!("pub use {file}::{name};"),
                _ => packed(&format!("pub use {file}::{{"), &names, "};"),
            });
        }
        types_file(&[], true, text)
    }

    fn types_head<'f>(&self, text: &mut Text, files: impl Iterator<Item = &'f str>) {
        text.line(HEADER);
        text.gap();
        text.line("//! The types of the contract's components, and of what stands inside operations.");
        text.gap();
        let mut modules: Vec<_> = files.map(|file| (file, format!("mod {file};"))).collect();
        if !self.assertions.is_empty() {
            modules.push(("assertions", "pub(crate) mod assertions;".to_owned()));
        }
        if !self.patterns.is_empty() {
            modules.push(("patterns", "pub(crate) mod patterns;".to_owned()));
        }
        modules.sort();
        for (_, module) in modules {
            text.line(module);
        }
        text.gap();
    }

    /// `types/mod.rs` and that of each folder, where the names of all types would be too long a list. No two types have
    /// one name, so none is lost.
    fn types_lists(&self, folders: &BTreeMap<&str, ModulePath>) -> Vec<GeneratedFile> {
        let mut below: BTreeMap<&[String], BTreeSet<&str>> = BTreeMap::new();
        for (file, folder) in folders {
            below.entry(folder).or_default().insert(file);
            for (at, name) in folder.iter().enumerate() {
                below.entry(folder.get(..at).unwrap_or_default()).or_default().insert(name);
            }
        }
        let lists = below.into_iter().map(|(folder, modules)| {
            let mut text = Text::default();
            if folder.is_empty() {
                self.types_head(&mut text, modules.iter().copied());
            } else {
                text.line(HEADER);
                text.gap();
                declare(&mut text, &modules);
            }
            export(&mut text, &modules);
            types_file(folder, true, text)
        });
        lists.collect()
    }

    /// The file of a component or an operation; a folder of files where that is too long.
    fn types_files(
        &self,
        folder: &[String],
        file: &str,
        schemas: &[SchemaId],
        described: &Described,
    ) -> Vec<GeneratedFile> {
        let mut path = folder.to_vec();
        path.push(file.to_owned());
        let own: HashSet<SchemaId> = schemas.iter().copied().collect();
        let others = if folder.is_empty() { "super" } else { "crate::types" };
        let whole = self.types_content(schemas, Place::Types { own: &own, others }, described);
        let parts =
            schemas.iter().zip(&whole.lines).map(|(id, lines)| Part { words: self.members(*id), lines: *lines });
        let parts: Vec<Part> = parts.collect();
        let shelves = shelves(&parts, "_");
        if shelves.iter().all(Vec::is_empty) {
            return vec![types_file(&path, false, whole.written(&BTreeSet::new()))];
        }
        // By module: its own schemas, and those of all modules below it, which it exports.
        let mut modules: BTreeMap<ModulePath, (Vec<SchemaId>, HashSet<SchemaId>)> = BTreeMap::new();
        for (id, shelf) in schemas.iter().zip(&shelves) {
            let mut module = path.clone();
            modules.entry(module.clone()).or_default().1.insert(*id);
            for name in shelf {
                module.push(within(&module, name));
                modules.entry(module.clone()).or_default().1.insert(*id);
            }
            modules.entry(module).or_default().0.push(*id);
        }
        let below: HashMap<&[String], BTreeSet<&str>> = modules.keys().fold(HashMap::new(), |mut below, module| {
            if let Some((name, outer)) = module.split_last() {
                below.entry(outer).or_insert_with(BTreeSet::new).insert(name);
            }
            below
        });
        let files = modules.iter().map(|(module, (schemas, own))| {
            let place = Place::Types { own, others: "crate::types" };
            let none = BTreeSet::new();
            let inner = below.get(module.as_slice()).unwrap_or(&none);
            types_file(module, !inner.is_empty(), self.types_content(schemas, place, described).written(inner))
        });
        files.collect()
    }

    /// The members that lead from the component or operation to a schema within it.
    fn members(&self, id: SchemaId) -> Vec<String> {
        match self.contract.schemas.get(id).map(|schema| &schema.origin) {
            Some(Origin::Inline(words)) => words.iter().skip(1).map(|word| rust::file(word)).collect(),
            _ => Vec::new(),
        }
    }

    fn types_content(&self, schemas: &[SchemaId], place: Place<'_>, described: &Described) -> Content {
        let (uses, definitions, rest) = (Uses::default(), Text::default(), Text::default());
        let mut content = Content { uses, definitions, rest, lines: Vec::with_capacity(schemas.len()) };
        for id in schemas {
            let Content { uses, definitions, rest, lines } = &mut content;
            let (definitions_before, rest_before) = (definitions.len(), rest.len());
            for form in self.forms(*id) {
                self.item(definitions, rest, uses, place, *id, form);
                if described.contains(&(*id, form)) {
                    self.static_schema(rest, uses, place, *id, form);
                }
            }
            lines.push(definitions.lines_behind(definitions_before) + rest.lines_behind(rest_before));
        }
        content
    }
}

impl Content {
    fn written(self, modules: &BTreeSet<&str>) -> Text {
        let mut text = Text::default();
        text.line(HEADER);
        self.uses.write(&mut text);
        text.gap();
        if !modules.is_empty() {
            declare(&mut text, modules);
            export(&mut text, modules);
            text.gap();
        }
        text.push(&self.definitions);
        text.gap();
        text.push(&self.rest);
        text
    }
}

/// The folder of each file: none, unless the list of the files alone would be too long.
fn folders_of<'f>(files: impl Iterator<Item = &'f str>) -> BTreeMap<&'f str, ModulePath> {
    let files: Vec<&str> = files.collect();
    // Each is declared and exported.
    let parts: Vec<Part> = files.iter().map(|file| Part { words: vec![(*file).to_owned()], lines: 2 }).collect();
    let name = |letters: &String| {
        let name = rust::module(letters);
        if files.contains(&name.as_str()) { format!("{name}_") } else { name }
    };
    let folders = shelves(&parts, "_").into_iter().map(|shelf| shelf.iter().map(name).collect());
    files.iter().copied().zip(folders).collect()
}

fn declare(text: &mut Text, modules: &BTreeSet<&str>) {
    for module in modules {
        text.line(format!("mod {module};"));
    }
    text.gap();
}

fn export(text: &mut Text, modules: &BTreeSet<&str>) {
    for module in modules {
        text.line(format!("pub use {module}::*;"));
    }
}

/// The name of a module in another, which has another name: Clippy takes two of one name for a mistake.
fn within(outer: &[String], name: &str) -> String {
    let name = rust::module(name);
    if outer.last() == Some(&name) { format!("{name}_") } else { name }
}

/// The file of a module below `types`.
fn types_file(module: &[String], is_folder: bool, text: Text) -> GeneratedFile {
    let path = [&["src".to_owned(), "types".to_owned()], module].concat().join("/");
    let path = if is_folder { format!("{path}/mod.rs") } else { format!("{path}.rs") };
    GeneratedFile { path, text: format!("{}\n", text.finish().trim_end()) }
}
