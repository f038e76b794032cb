//! The files below `types/`: one per component or operation, with what stands inside it, and `mod.rs`, which gives every
//! type its path `types::NAME` whatever file it is in.
//!
//! What would be too long is split: a file becomes a folder, with a file for each member that is large by itself; and
//! where there are too many files for one list, they are in folders by their first letter.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::contract::{Origin, SchemaId};
use crate::emit::GeneratedFile;
use crate::emit::rust::text::{HEADER, Text, Uses, packed};
use crate::emit::rust::ty::{Model, Place};
use crate::emit::shelves::{Part, is_long, shelves};
use crate::names::rust::{self, Form};

type Described = HashSet<(SchemaId, Form)>;

/// Modules within modules, from the outermost on.
type ModulePath = Vec<String>;

/// What is written for one schema.
#[derive(Default)]
struct Piece {
    uses: Uses,
    definitions: Text,
    rest: Text,
    /// What it has that other files may name.
    names: BTreeSet<String>,
}

/// What `types/mod.rs` is made of, but for the modules that are written last.
pub struct TypesRoot {
    modules: BTreeSet<String>,
    exports: Text,
}

impl TypesRoot {
    /// `last`: the modules that the package alone uses.
    pub fn file(&self, last: &[&str]) -> GeneratedFile {
        let mut text = Text::default();
        text.line(HEADER);
        text.gap();
        text.line("//! The types of the contract's components, and of what stands inside operations.");
        text.gap();
        let modules = self.modules.iter().map(|module| (module.as_str(), "mod"));
        let mut modules: Vec<_> = modules.chain(last.iter().map(|module| (*module, "pub(crate) mod"))).collect();
        modules.sort_unstable();
        for (module, declaration) in modules {
            text.line(format!("{declaration} {module};"));
        }
        text.gap();
        text.push(&self.exports);
        types_file(&[], true, text)
    }
}

impl Model<'_> {
    /// The files of the types, and what is to become their root.
    pub fn types(&self) -> (Vec<GeneratedFile>, TypesRoot) {
        let described = self.described();
        let mut files: BTreeMap<&str, Vec<(SchemaId, Piece)>> = BTreeMap::new();
        for (id, _) in self.contract.schemas.iter() {
            if self.names.ty(id, Form::Response).is_some() && !self.forms(id).is_empty() {
                files.entry(self.names.file(id)).or_default().push((id, self.piece(id, &described)));
            }
        }
        let mut folders = BTreeMap::new();
        let mut root = root_of(&files);
        let mut generated = Vec::new();
        if is_long(&root.file(&[]).text) {
            folders = folders_of(files.keys().copied());
            (root, generated) = lists(&folders);
        }
        for (file, pieces) in &files {
            let folder = folders.get(file).map_or(&[][..], Vec::as_slice);
            generated.extend(self.types_files(folder, file, pieces));
        }
        (generated, root)
    }

    fn piece(&self, id: SchemaId, described: &Described) -> Piece {
        let mut piece = Piece::default();
        for form in self.forms(id) {
            let Piece { uses, definitions, rest, names } = &mut piece;
            self.item(definitions, rest, uses, Place::Types, id, form);
            names.extend(self.names.ty(id, form).map(str::to_owned));
            if self.is_checked(id, form) {
                names.extend(self.alias_check(id));
            }
            if described.contains(&(id, form)) {
                self.static_schema(rest, uses, Place::Types, id, form);
                names.extend(self.static_name(id, form));
            }
        }
        piece
    }

    /// The file of a component or an operation; a folder of files where that is too long.
    fn types_files(&self, folder: &[String], file: &str, pieces: &[(SchemaId, Piece)]) -> Vec<GeneratedFile> {
        let path = [folder, &[file.to_owned()]].concat();
        let parts = pieces.iter().map(|(id, piece)| Part {
            words: self.members(*id),
            lines: piece.definitions.lines() + piece.rest.lines(),
        });
        let shelves = shelves(&parts.collect::<Vec<_>>(), "_");
        // By module: its own pieces, and the names of all modules below it, which it exports.
        let mut modules: BTreeMap<ModulePath, (Vec<&Piece>, HashSet<String>)> = BTreeMap::new();
        for ((_, piece), shelf) in pieces.iter().zip(&shelves) {
            let mut module = path.clone();
            modules.entry(module.clone()).or_default().1.extend(piece.names.iter().cloned());
            for name in shelf {
                module.push(within(&module, name));
                modules.entry(module.clone()).or_default().1.extend(piece.names.iter().cloned());
            }
            modules.entry(module).or_default().0.push(piece);
        }
        let mut below: BTreeMap<&[String], BTreeSet<&str>> = BTreeMap::new();
        for (name, outer) in modules.keys().filter_map(|module| module.split_last()) {
            below.entry(outer).or_default().insert(name);
        }
        let others = if folder.is_empty() && modules.len() == 1 { "super" } else { "crate::types" };
        let written = modules.iter().map(|(module, (pieces, names))| {
            let inner = below.get(module.as_slice());
            types_file(module, inner.is_some(), written(pieces, names, others, inner))
        });
        written.collect()
    }

    /// The members that lead from the component or operation to a schema within it.
    fn members(&self, id: SchemaId) -> Vec<String> {
        match self.contract.schemas.get(id).map(|schema| &schema.origin) {
            Some(Origin::Inline(words)) => words.iter().skip(1).map(|word| rust::file(word)).collect(),
            _ => Vec::new(),
        }
    }
}

/// The root with every name in it.
fn root_of(files: &BTreeMap<&str, Vec<(SchemaId, Piece)>>) -> TypesRoot {
    let mut exports = Text::default();
    for (file, pieces) in files {
        let names: BTreeSet<&String> = pieces.iter().flat_map(|(_, piece)| &piece.names).collect();
        let names: Vec<String> = names.into_iter().cloned().collect();
        exports.line(match names.as_slice() {
            [name] => format!("pub use {file}::{name};"),
            _ => packed(&format!("pub use {file}::{{"), &names, "};"),
        });
    }
    TypesRoot { modules: files.keys().map(|file| (*file).to_owned()).collect(), exports }
}

/// The root, and the `mod.rs` of each folder, where the names of all types would be too long a list. No two types have
/// one name, so none is lost.
fn lists(folders: &BTreeMap<&str, ModulePath>) -> (TypesRoot, Vec<GeneratedFile>) {
    let mut below: BTreeMap<&[String], BTreeSet<&str>> = BTreeMap::new();
    for (file, folder) in folders {
        below.entry(folder).or_default().insert(file);
        for (at, name) in folder.iter().enumerate() {
            below.entry(folder.get(..at).unwrap_or_default()).or_default().insert(name);
        }
    }
    let mut root = TypesRoot { modules: BTreeSet::new(), exports: Text::default() };
    let mut files = Vec::new();
    for (folder, modules) in below {
        if folder.is_empty() {
            root.modules = modules.iter().map(|module| (*module).to_owned()).collect();
            export(&mut root.exports, &modules);
            continue;
        }
        let mut text = Text::default();
        text.line(HEADER);
        text.gap();
        declare(&mut text, &modules);
        export(&mut text, &modules);
        files.push(types_file(folder, true, text));
    }
    (root, files)
}

/// The text of a file of these pieces, with the modules below it.
fn written(pieces: &[&Piece], names: &HashSet<String>, others: &str, inner: Option<&BTreeSet<&str>>) -> Text {
    let mut uses = Uses::default();
    for piece in pieces {
        uses.extend(&piece.uses);
    }
    let mut text = Text::default();
    text.line(HEADER);
    uses.within(names, others).write(&mut text);
    text.gap();
    if let Some(modules) = inner {
        declare(&mut text, modules);
        export(&mut text, modules);
    }
    for piece in pieces {
        text.gap();
        text.push(&piece.definitions);
    }
    for piece in pieces {
        text.gap();
        text.push(&piece.rest);
    }
    text
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
