//! The same types in several files, where one would be too long. `openapi.d.ts` exports what it always does; each long
//! section stands in a file of its own below `openapi/`, and what makes that too long in a folder beside it.

use std::collections::BTreeMap;

use super::{Member, Section, aliases, block};
use crate::emit::GeneratedFile;
use crate::emit::shelves::{LARGE, Part, shelves};
use crate::emit::typescript::file;
use crate::emit::typescript::text::{comment, extends};
use crate::names::typescript::{Scope, type_name};

/// Puts long sections into files of their own, and leaves their names behind.
pub(super) fn split<'s>(sections: impl Iterator<Item = &'s mut Section>) -> Vec<GeneratedFile> {
    let mut files = Vec::new();
    for section in sections.filter(|section| section.lines() >= LARGE) {
        files.extend(below(section));
        section.members.clear();
        section.is_elsewhere = true;
    }
    files
}

/// The file of a section, and those of its parts: interfaces that the section's extends.
fn below(section: &Section) -> Vec<GeneratedFile> {
    let name = section.name;
    let parts = section.members.iter().map(|member| Part { words: member.words.clone(), lines: member.lines() });
    let parts: Vec<Part> = parts.collect();
    let mut contents: BTreeMap<Vec<String>, Vec<&Member>> = BTreeMap::new();
    for (shelf, member) in shelves(&parts, "-").into_iter().zip(&section.members) {
        contents.entry(shelf).or_default().push(member);
    }
    let own = contents.remove(&Vec::new()).unwrap_or_default();
    let (mut files, mut imports, mut extended) = (Vec::new(), String::new(), Vec::new());
    let mut names = Scope::new(&[]);
    for (shelf, members) in contents {
        let path = shelf.join("/");
        let part = names.claim(&type_name(&format!("{} {name}", path.replace('/', " "))));
        let about = comment(&[format!("A part of `{name}`: `{path}`.")], &[], 0);
        let (block, beside) = (written(section, &members), aliases(members));
        let declared = format!("{about}export interface {part} {block}\n{beside}");
        files.push(module(&format!("openapi/{name}/{path}"), "", &declared));
        imports.push_str(&format!("import type {{ {part} }} from \"./{name}/{path}.js\";\n"));
        extended.push(part);
    }
    let (about, extended) = (comment(&[section.about.to_owned()], &[], 0), extends(&extended));
    let (block, beside) = (written(section, &own), aliases(own));
    let declared = format!("{about}export interface {name}{extended} {block}\n{beside}");
    files.push(module(&format!("openapi/{name}"), &imports, &declared));
    files
}

/// The members in braces, as deep as an interface has them.
fn written(section: &Section, members: &[&Member]) -> String {
    let text = block(members.iter().map(|member| (member.key.as_str(), member.ty.as_str())), section.level);
    // Every line but the first is indented by its level at least.
    let margin = format!("\n{}", "  ".repeat(section.level));
    text.replace(&margin, "\n")
}

/// A file, with what it uses of `openapi.d.ts`.
fn module(path: &str, imports: &str, declared: &str) -> GeneratedFile {
    let used: Vec<&str> =
        ["components", "operations"].into_iter().filter(|name| declared.contains(&format!("{name}["))).collect();
    let up = "../".repeat(path.matches('/').count());
    let used = match used.as_slice() {
        [] => String::new(),
        used => format!("import type {{ {} }} from \"{up}openapi.js\";\n", used.join(", ")),
    };
    let gap = if used.is_empty() && imports.is_empty() { "" } else { "\n" };
    let helper = if declared.contains("WithRequired<") { super::WITH_REQUIRED } else { "" };
    file(&format!("{path}.d.ts"), &format!("{used}{imports}{gap}{declared}{helper}"))
}
