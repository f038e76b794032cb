//! The files of a contract, and what a `$ref` in one of them points at.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::identifiers::{Meant, anchored, identified};
use super::keys::Keys;
use super::pointer;
use super::reference::{self, Parts, ReferenceError, Resolved};
use super::{Kind, MAX_FILE_BYTES, Mapping, Node, json, yaml};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};

/// One of a contract's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A place in a contract, as an editor counts: from line 1, column 1, in code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    pub file: FileId,
    pub line: u32,
    pub column: u32,
    /// How many code points of the line the thing covers; 1 where that is not known.
    pub length: u32,
}

/// A file as it was read.
#[derive(Clone, Debug)]
pub struct File {
    /// As a diagnostic shows it: relative to where the command runs.
    pub path: PathBuf,
    pub text: String,
    /// None for a file that is not YAML or JSON, and for one that could not be parsed.
    pub root: Option<Node>,
    /// Below the contract's folder, without `.` and `..`: what references are resolved against.
    local: PathBuf,
    /// The JSON Pointers of the schemas with an `$anchor` or `$dynamicAnchor`, by its name.
    anchors: HashMap<String, Vec<String>>,
    /// The references whose target an `$id` decides.
    identified: HashMap<Position, Meant>,
}

/// A contract's documents, all read before anything looks at them.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<File>,
    by_local: HashMap<PathBuf, FileId>,
}

impl Sources {
    /// Reads `entry` and every file that a `$ref` reaches from it, in the folder of `entry` or below.
    pub fn load(entry: &Path, diagnostics: &mut Diagnostics) -> Self {
        let folder = entry.parent().map(Path::to_path_buf).unwrap_or_default();
        match entry.file_name() {
            Some(name) => Self::load_all(&folder, PathBuf::from(name), diagnostics),
            None => Self::without(entry, "it names no file", diagnostics),
        }
    }

    /// The same, and references may lead anywhere into `folder`, in or below which `entry` must lie.
    pub fn load_within(folder: &Path, entry: &Path, diagnostics: &mut Diagnostics) -> Self {
        let local = entry.canonicalize().and_then(|entry| Ok((entry, real(folder)?)));
        match local.as_ref().map(|(entry, folder)| entry.strip_prefix(folder)) {
            Ok(Ok(local)) if local.file_name().is_some() => Self::load_all(folder, local.to_path_buf(), diagnostics),
            Ok(_) => Self::without(entry, &format!("it does not lie in {}", folder.display()), diagnostics),
            Err(error) => Self::without(entry, &error.to_string(), diagnostics),
        }
    }

    fn without(entry: &Path, reason: &str, diagnostics: &mut Diagnostics) -> Self {
        diagnostics.push(unreadable(None, entry, reason));
        Self::default()
    }

    fn load_all(folder: &Path, entry: PathBuf, diagnostics: &mut Diagnostics) -> Self {
        let mut sources = Self::default();
        let mut wanted = vec![Wanted { local: entry, at: None }];
        while let Some(next) = wanted.pop() {
            if sources.by_local.contains_key(&next.local) {
                continue;
            }
            let path = folder.join(&next.local);
            let text = match read(&path, folder) {
                Ok(text) => text,
                Err(reason) => {
                    diagnostics.push(unreadable(next.at, &path, &reason));
                    // Remembered, so that each file is reported once.
                    sources.insert(path, next.local, String::new(), None);
                    continue;
                }
            };
            let id = sources.next_id();
            let root = parse(id, &path, &text, diagnostics);
            sources.insert(path, next.local, text, root);
            if let Some(file @ File { root: Some(root), .. }) = sources.file(id) {
                references(root, Keys::Members, file, &mut wanted, diagnostics);
            }
        }
        sources
    }

    /// A document from memory, with references inside it only.
    pub fn from_text(path: &Path, text: &str, diagnostics: &mut Diagnostics) -> Self {
        let mut sources = Self::default();
        let root = parse(sources.next_id(), path, text, diagnostics);
        sources.insert(path.to_path_buf(), path.to_path_buf(), text.to_owned(), root);
        sources
    }

    /// Adds a file that is not part of the OpenAPI document, so that diagnostics can show its lines.
    pub fn add_text(&mut self, path: impl Into<PathBuf>, text: impl Into<String>) -> FileId {
        let path = path.into();
        // No reference is an absolute path, so none reaches this one.
        let local = Path::new("/").join(&path);
        self.insert(path, local, text.into(), None)
    }

    pub fn file(&self, id: FileId) -> Option<&File> {
        self.files.get(id.0 as usize)
    }

    /// Every file, the entry first; in the order in which they were read.
    pub fn files(&self) -> impl ExactSizeIterator<Item = (FileId, &File)> {
        self.files.iter().enumerate().map(|(i, file)| (FileId(u32::try_from(i).unwrap_or(u32::MAX)), file))
    }

    /// The value of the entry document.
    pub fn entry(&self) -> Option<&Node> {
        self.files.first()?.root.as_ref()
    }

    /// What `reference`, standing at a place, points at.
    pub fn resolve_at(&self, at: Position, reference: &str) -> Result<Resolved<'_>, ReferenceError> {
        let file = self.file(at.file);
        if let Some((meant, root)) = file.and_then(|file| file.identified.get(&at).zip(file.root.as_ref())) {
            let pointer = match meant {
                Meant::Pointer(pointer) => pointer,
                Meant::Ambiguous(anchor) => return Err(ReferenceError::Ambiguous(anchor.clone())),
            };
            return match pointer::find(root, pointer) {
                Some(node) => Ok(Resolved { node, file: at.file, pointer: pointer.clone() }),
                None => Err(ReferenceError::Dangling(pointer.clone())),
            };
        }
        self.resolve(at.file, reference)
    }

    /// What `reference`, standing in the file `from` and below no `$id`, points at.
    pub fn resolve(&self, from: FileId, reference: &str) -> Result<Resolved<'_>, ReferenceError> {
        let parts = Parts::of(reference);
        let file = self.file_of(from, &parts).ok_or(ReferenceError::Unavailable)?;
        let root = self.file(file).and_then(|file| file.root.as_ref()).ok_or(ReferenceError::Unavailable)?;
        let fragment = pointer::percent_decode(parts.fragment);
        if !fragment.is_empty() && !fragment.starts_with('/') {
            let anchors = self.file(file).map(|file| &file.anchors);
            return match anchors.and_then(|anchors| anchors.get(fragment.as_ref())).map(Vec::as_slice) {
                Some([pointer]) => match pointer::find(root, pointer) {
                    Some(node) => Ok(Resolved { node, file, pointer: pointer.clone() }),
                    None => Err(ReferenceError::Anchor(fragment.into_owned())),
                },
                Some([_, _, ..]) => Err(ReferenceError::Ambiguous(fragment.into_owned())),
                _ => Err(ReferenceError::Anchor(fragment.into_owned())),
            };
        }
        match pointer::find(root, &fragment) {
            Some(node) => Ok(Resolved { node, file, pointer: fragment.into_owned() }),
            None => Err(ReferenceError::Dangling(fragment.into_owned())),
        }
    }

    /// The names that stand where `reference`, which leads to nothing, looks for one: for a suggestion.
    pub fn beside(&self, from: FileId, reference: &str) -> impl Iterator<Item = &str> {
        let parts = Parts::of(reference);
        let fragment = pointer::percent_decode(parts.fragment);
        let parent = fragment.rfind('/').and_then(|at| fragment.get(..at)).unwrap_or("");
        let root = self.file_of(from, &parts).and_then(|file| self.file(file)?.root.as_ref());
        let names = root.and_then(|root| pointer::find(root, parent)?.as_mapping());
        names.into_iter().flat_map(Mapping::iter).map(|(key, _)| key.text.as_str())
    }

    fn file_of(&self, from: FileId, parts: &Parts<'_>) -> Option<FileId> {
        if parts.file.is_empty() {
            return Some(from);
        }
        if parts.is_remote() {
            return None;
        }
        let base = &self.file(from)?.local;
        self.by_local.get(&reference::join(base, parts.file)?).copied()
    }

    fn next_id(&self) -> FileId {
        FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX))
    }

    fn insert(&mut self, path: PathBuf, local: PathBuf, text: String, root: Option<Node>) -> FileId {
        let id = self.next_id();
        self.by_local.insert(local.clone(), id);
        // Few documents have either, and looking costs a walk.
        let anchors = root.as_ref().filter(|_| text.contains("nchor")).map(anchored).unwrap_or_default();
        let identified = root.as_ref().filter(|_| text.contains("$id")).map(identified).unwrap_or_default();
        self.files.push(File { path, text, root, local, anchors, identified });
        id
    }
}

/// A file that a reference names.
struct Wanted {
    local: PathBuf,
    at: Option<Position>,
}

fn references(node: &Node, keys: Keys, file: &File, wanted: &mut Vec<Wanted>, diagnostics: &mut Diagnostics) {
    match &node.kind {
        Kind::Sequence(items) => {
            for item in items {
                references(item, Keys::Members, file, wanted, diagnostics);
            }
        }
        Kind::Mapping(mapping) => {
            for (key, value) in mapping.iter() {
                match &value.kind {
                    Kind::String(_) if key.text == "$ref" && file.identified.contains_key(&value.at) => {}
                    Kind::String(text) if key.text == "$ref" => {
                        reference_to_file(text, value.at, &file.local, wanted, diagnostics);
                    }
                    Kind::Mapping(_) | Kind::Sequence(_) if keys.is_data(&key.text, value) => {}
                    _ => references(value, keys.below(&key.text), file, wanted, diagnostics),
                }
            }
        }
        _ => {}
    }
}

fn reference_to_file(text: &str, at: Position, local: &Path, wanted: &mut Vec<Wanted>, diagnostics: &mut Diagnostics) {
    let parts = Parts::of(text);
    if parts.file.is_empty() {
        return;
    }
    if parts.is_remote() {
        diagnostics.push(
            Diagnostic::error("remote-reference", at, format!("`{text}` is on another machine"))
                .help("put a copy beside the contract and reference that: a build must not depend on a network"),
        );
        return;
    }
    match reference::join(local, parts.file) {
        Some(target) => wanted.push(Wanted { local: target, at: Some(at) }),
        None => diagnostics.push(
            Diagnostic::error("reference-leaves-contract", at, format!("`{text}` leaves the contract's folder")).help(
                "name the folder that holds all of it with `--root`, or move the file below the entry document's",
            ),
        ),
    }
}

fn real(folder: &Path) -> std::io::Result<PathBuf> {
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }.canonicalize()
}

/// The text of `path`, which must lie below `folder` even where links are followed.
fn read(path: &Path, folder: &Path) -> Result<String, String> {
    let inside = real(folder).map_err(|error| error.to_string())?;
    let real = path.canonicalize().map_err(|error| error.to_string())?;
    if !real.starts_with(&inside) {
        return Err("it is a link that leaves the contract's folder".to_owned());
    }
    let metadata = real.metadata().map_err(|error| error.to_string())?;
    if !metadata.is_file() {
        return Err("it is not a file".to_owned());
    }
    if metadata.len() > MAX_FILE_BYTES {
        return Err(format!("it has {} bytes, and {MAX_FILE_BYTES} are the most", metadata.len()));
    }
    let bytes = std::fs::read(&real).map_err(|error| error.to_string())?;
    let text = String::from_utf8(bytes)
        .map_err(|error| format!("it is not UTF-8 (first at byte {})", error.utf8_error().valid_up_to()))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn parse(id: FileId, path: &Path, text: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    let is = |wanted: &str| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(wanted));
    if is("json") {
        return json::parse(id, text, diagnostics);
    }
    // A description may be a reference to a file of prose.
    if id.0 > 0 && ["md", "markdown", "txt", "html"].into_iter().any(is) {
        let at = Position { file: id, line: 1, column: 1, length: 1 };
        return Some(Node { at, kind: Kind::String(text.to_owned()) });
    }
    yaml::parse(id, text, diagnostics)
}

fn unreadable(at: Option<Position>, path: &Path, reason: &str) -> Diagnostic {
    Diagnostic::new("unreadable-file", Severity::Error, at, format!("cannot read {}: {reason}", path.display()))
        .help("check the path; a reference is relative to the file it stands in")
}

#[cfg(test)]
mod tests;
