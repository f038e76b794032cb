//! Which names a file uses, and the lines that bring them in.

use std::collections::{BTreeMap, BTreeSet};

use super::models::Homes;
use crate::contract::SchemaId;

/// The names that a file has used so far.
#[derive(Default)]
pub(super) struct Imports {
    modules: BTreeMap<String, BTreeSet<String>>,
    /// Types of schemas: which modules they are in is known when all of them are written.
    schemas: BTreeSet<(SchemaId, String)>,
}

impl Imports {
    /// Uses a name of a module; `module` is its path below the package, without an ending: `runtime/call`.
    pub(super) fn add(&mut self, module: &str, name: &str) {
        self.modules.entry(module.to_owned()).or_default().insert(name.to_owned());
    }

    /// Uses a type of a schema.
    pub(super) fn add_schema(&mut self, id: SchemaId, name: &str) {
        self.schemas.insert((id, name.to_owned()));
    }

    pub(super) fn extend(&mut self, other: &Self) {
        for (module, names) in &other.modules {
            self.modules.entry(module.clone()).or_default().extend(names.iter().cloned());
        }
        self.schemas.extend(other.schemas.iter().cloned());
    }

    /// The import lines of a file, with an empty line behind them. The file's own names are left out.
    pub(super) fn render(&self, file: &str, homes: &Homes) -> String {
        let up = "../".repeat(file.matches('/').count());
        let up = if up.is_empty() { "./" } else { &up };
        let mut modules: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (module, names) in &self.modules {
            modules.entry(module).or_default().extend(names.iter().map(String::as_str));
        }
        for (id, name) in &self.schemas {
            modules.entry(homes.module(*id)).or_default().insert(name);
        }
        let mut lines = String::new();
        for (module, names) in modules.into_iter().filter(|(module, _)| *module != file) {
            let names: Vec<&str> = names.into_iter().collect();
            let one_line = format!("import type {{ {} }} from \"{up}{module}.js\";\n", names.join(", "));
            if one_line.len() <= 120 {
                lines.push_str(&one_line);
            } else {
                let list: String = names.iter().map(|name| format!("  {name},\n")).collect();
                lines.push_str(&format!("import type {{\n{list}}} from \"{up}{module}.js\";\n"));
            }
        }
        if !lines.is_empty() {
            lines.push('\n');
        }
        lines
    }
}
