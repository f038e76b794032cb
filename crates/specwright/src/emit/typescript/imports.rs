//! Which names a file uses, and the lines that bring them in.

use std::collections::{BTreeMap, BTreeSet};

/// The names that a file has used so far.
#[derive(Default)]
pub(super) struct Imports(BTreeMap<String, BTreeSet<String>>);

impl Imports {
    /// Uses a name of a module; `module` is its path below the package, without an ending: `types/tasks`.
    pub(super) fn add(&mut self, module: &str, name: &str) {
        self.0.entry(module.to_owned()).or_default().insert(name.to_owned());
    }

    /// The import lines of a file, with an empty line behind them. The file's own names are left out.
    pub(super) fn render(&self, file: &str) -> String {
        let up = "../".repeat(file.matches('/').count());
        let up = if up.is_empty() { "./" } else { &up };
        let mut lines = String::new();
        for (module, names) in self.0.iter().filter(|(module, _)| *module != file) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
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
