//! Emitters: each a function from the contract and its names to files. None sees a document, none writes to a disk.

/// A file to be: its path below the output folder, with `/` between the parts, and its whole text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneratedFile {
    pub path: String,
    pub text: String,
}
