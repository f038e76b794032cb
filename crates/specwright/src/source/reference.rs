//! What a `$ref` names: a file (perhaps the one it stands in) and a place in it.

use std::path::{Component, Path, PathBuf};

use super::pointer;
use super::{FileId, Node};

/// The target of a reference. `file` and `pointer` are its identity, however the reference was written.
#[derive(Clone, Debug)]
pub struct Resolved<'s> {
    pub node: &'s Node,
    pub file: FileId,
    /// JSON Pointer (RFC 6901), without percent-encoding; empty for the whole file.
    pub pointer: String,
}

/// Why a reference has no target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReferenceError {
    /// Its file could not be had. That was reported when the contract was read.
    Unavailable,
    /// The file has nothing at this pointer.
    Dangling(String),
    /// An anchor that no schema of the file has.
    Anchor(String),
    /// An anchor that several schemas of the file have: which one is meant depends on the way there (`$dynamicRef`).
    Ambiguous(String),
}

/// A reference taken apart.
pub(super) struct Parts<'r> {
    /// Empty: the file the reference stands in.
    pub file: &'r str,
    pub fragment: &'r str,
}

impl<'r> Parts<'r> {
    pub fn of(reference: &'r str) -> Self {
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        Self { file, fragment }
    }

    /// An absolute URI, which is never fetched: a build must not depend on a network.
    pub fn is_remote(&self) -> bool {
        self.file.split_once(':').is_some_and(|(scheme, _)| {
            scheme.len() > 1 && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        }) || self.file.starts_with("//")
    }
}

/// `relative` as seen from the folder of `base`, without `.` and `..`; none where it leaves the contract's folder.
/// Both paths are relative to that folder.
pub(super) fn join(base: &Path, relative: &str) -> Option<PathBuf> {
    let decoded = pointer::percent_decode(relative);
    let mut joined = base.parent().map(Path::to_path_buf).unwrap_or_default();
    for component in Path::new(decoded.as_ref()).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                if !joined.pop() {
                    return None;
                }
            }
            Component::Normal(part) => joined.push(part),
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(joined)
}
