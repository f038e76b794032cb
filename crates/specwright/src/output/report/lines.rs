//! Positions to the text they cover.

use std::collections::HashMap;
use std::ops::Range;

use crate::source::{FileId, Position, Sources};

/// Each file's path as it is shown, and its lines.
pub struct Lines<'s> {
    files: HashMap<FileId, (String, Vec<&'s str>)>,
}

impl<'s> Lines<'s> {
    pub fn of(sources: &'s Sources) -> Self {
        let file = |(id, file): (FileId, &'s crate::source::File)| {
            // The same on every system: it is compared, and GitHub wants it so.
            let path = file.path.display().to_string().replace('\\', "/");
            (id, (path, file.text.lines().collect()))
        };
        Self { files: sources.files().map(file).collect() }
    }

    pub fn path(&self, at: Position) -> &str {
        self.files.get(&at.file).map_or("", |(path, _)| path)
    }

    /// The line of a position, and the bytes of it that the position covers.
    pub fn line(&self, at: Position) -> Option<(&'s str, Range<usize>)> {
        let (_, lines) = self.files.get(&at.file)?;
        let line = lines.get(usize::try_from(at.line).ok()?.checked_sub(1)?)?;
        let offset = |characters: usize| line.char_indices().nth(characters).map_or(line.len(), |(offset, _)| offset);
        let column = usize::try_from(at.column).ok()?.saturating_sub(1);
        let start = offset(column);
        Some((line, start..offset(column.saturating_add(usize::try_from(at.length).ok()?.max(1)))))
    }
}
