//! The documents of a folder: every file that says `openapi:` at its root, but those that others refer to and that have no
//! paths of their own.

use std::collections::{BTreeSet, HashMap};
use std::path::{Component, Path, PathBuf};
use std::{fs, io};

#[derive(Clone, Debug)]
pub struct Document {
    /// The path below the folder that was searched.
    pub name: String,
    pub entry: PathBuf,
}

/// In the order of their names. Of faulty documents (`all`) every file is one, whatever it says.
pub fn documents(folder: &Path, all: bool) -> Result<Vec<Document>, String> {
    let mut files = Vec::new();
    walk(folder, &mut files).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut entries = Vec::new();
    let mut parts = BTreeSet::new();
    let mut referenced = BTreeSet::new();
    for file in files {
        let text = fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let text = String::from_utf8_lossy(&text);
        if all || says_openapi(&text) {
            references(&file, &text, &mut referenced);
            if !has_paths(&text) {
                parts.insert(file.clone());
            }
            entries.push(file);
        }
    }
    let mut documents: Vec<Document> = entries
        .into_iter()
        .filter(|entry| all || !(parts.contains(entry) && referenced.contains(entry)))
        .map(|entry| Document { name: name(folder, &entry), entry })
        .collect();
    documents.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(documents)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if folder.is_file() {
        files.push(folder.to_path_buf());
        return Ok(());
    }
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::path);
    for entry in entries {
        let (path, kind) = (entry.path(), entry.file_type()?);
        if kind.is_dir() {
            walk(&path, files)?;
        } else if path.extension().is_some_and(|end| ["json", "yaml", "yml"].iter().any(|known| end == *known)) {
            files.push(path);
        }
    }
    Ok(())
}

/// Whether `openapi` (or `swagger`) is a member of the root, as far as that is seen without parsing.
fn says_openapi(text: &str) -> bool {
    let begins = |line: &str| ["openapi:", "swagger:"].iter().any(|key| line.starts_with(key));
    let quoted = |text: &str| ["\"openapi\"", "\"swagger\""].iter().any(|key| text.contains(key));
    if text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).starts_with('{') {
        // The root's member, and not one deeper inside: what stands before it opens no more than it closes.
        return quoted(text);
    }
    text.lines().any(|line| begins(line) || quoted(line) && line.starts_with('"'))
}

/// Whether the root's `paths` have a member, as far as that is seen without parsing.
fn has_paths(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find("paths") {
        let begins =
            matches!(rest[..at].trim_end_matches(['"', '\'']).chars().next_back(), None | Some('\n' | '{' | ',' | ' '));
        rest = &rest[at + "paths".len()..];
        let value = rest.trim_start_matches(['"', '\'']).strip_prefix(':').unwrap_or("");
        let mut lines = value.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let first = lines.find_map(|line| line.trim_start_matches(['{', '"', '\'', ' ']).chars().next());
        if begins && first == Some('/') {
            return true;
        }
    }
    false
}

/// The files that a document refers to.
fn references(file: &Path, text: &str, into: &mut BTreeSet<PathBuf>) {
    let folder = file.parent().unwrap_or(Path::new(""));
    for (at, _) in text.match_indices("$ref") {
        let rest = text[at + 4..].trim_start_matches(['"', '\'', ' ', ':']);
        let end = rest.find(['"', '\'', '\n', '#', '}', ',']).unwrap_or(rest.len());
        let target = rest[..end].trim();
        if !target.is_empty() && !target.contains("://") {
            into.insert(plain(&folder.join(target)));
        }
    }
}

/// Without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

fn name(folder: &Path, entry: &Path) -> String {
    let path = entry.strip_prefix(folder).unwrap_or(entry);
    let path = if path.as_os_str().is_empty() { entry } else { path };
    path.to_string_lossy().replace('\\', "/")
}

/// A name of a package for each document, all different.
pub fn package_names(documents: &[Document]) -> Vec<String> {
    let mut taken: HashMap<String, usize> = HashMap::new();
    let name = |document: &Document| {
        let stem = document.name.rsplit_once('.').map_or(document.name.as_str(), |(stem, _)| stem);
        let plain: String =
            stem.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let plain = plain.split('-').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
        if plain.starts_with(|c: char| c.is_ascii_alphabetic()) { plain } else { format!("d-{plain}") }
    };
    documents
        .iter()
        .map(|document| {
            let name = name(document);
            let times = taken.entry(name.clone()).or_default();
            *times += 1;
            if *times == 1 { name } else { format!("{name}-{times}") }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_says_so_at_its_root() {
        assert!(says_openapi("# a comment\nopenapi: 3.0.3\n"));
        assert!(says_openapi("{ \"openapi\": \"3.1.0\" }"));
        assert!(says_openapi("\"openapi\": 3.0.3\n"));
        assert!(!says_openapi("info:\n  openapi: 3.0.3\n"));
        assert!(!says_openapi("{ \"type\": \"object\" }"));
    }

    #[test]
    fn files_that_others_refer_to_are_no_documents_of_their_own() {
        let mut found = BTreeSet::new();
        let text = "a: {$ref: './b.yaml#/x'}\nc:\n  $ref: ../d.yml\ne: {\"$ref\": \"#/components\"}\nf: {$ref: 'https://x/y.yaml'}";
        references(Path::new("in/a.yaml"), text, &mut found);
        assert_eq!(found.into_iter().collect::<Vec<_>>(), [PathBuf::from("d.yml"), PathBuf::from("in/b.yaml")]);
    }

    #[test]
    fn what_has_paths_is_no_mere_part() {
        assert!(has_paths("openapi: 3.0.3\npaths:\n  /a:\n    get: {}\n"));
        assert!(has_paths("{\"openapi\": \"3.1.0\", \"paths\": {\"/a\": {}}}"));
        assert!(has_paths("openapi: 3.0.3\npaths: {'/a': {}}\n"));
        assert!(has_paths("openapi: 3.0.3\npaths:\n\n  # the first\n  '/a': {}\n"));
        assert!(!has_paths("openapi: 3.0.3\npaths: {}\ncomponents:\n  schemas: {}\n"));
        assert!(!has_paths("openapi: 3.0.3\ninfo:\n  description: all paths /a\n"));
        assert!(!has_paths("openapi: 3.0.3\ncomponents: {}\n"));
    }

    #[test]
    fn packages_have_names_of_their_own() {
        let document = |name: &str| Document { name: name.to_owned(), entry: PathBuf::new() };
        let names = package_names(&[document("A b.json"), document("a/b.yaml"), document("3.yaml")]);
        assert_eq!(names, ["a-b", "a-b-2", "d-3"]);
    }
}
