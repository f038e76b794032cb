//! The files of a contract, and what a `$ref` in one of them points at.

use std::path::{Path, PathBuf};

use super::Node;
use crate::diagnostic::Diagnostics;

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
    pub root: Option<Node>,
}

/// A contract's documents, all read before anything looks at them.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<File>,
}

impl Sources {
    /// Reads `entry` and every file that a `$ref` reaches from it.
    pub fn load(_entry: &Path, _diagnostics: &mut Diagnostics) -> Self {
        Self::default()
    }

    /// Adds a text that is no YAML or JSON, so that diagnostics can point into it.
    pub fn add_text(&mut self, path: impl Into<PathBuf>, text: impl Into<String>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(File { path: path.into(), text: text.into(), root: None });
        id
    }

    pub fn file(&self, id: FileId) -> Option<&File> {
        self.files.get(id.0 as usize)
    }
}
