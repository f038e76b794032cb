//! Positions to the text they cover.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::source::{self, FileId, Position, Sources};

/// Of a longer line (a document on one line), only the place is shown.
const LONGEST_LINE: usize = 1000;

/// Each file's path as it is shown, and the lines that are wanted of it.
pub struct Lines<'s> {
    files: HashMap<FileId, (String, HashMap<u32, &'s str>)>,
}

impl<'s> Lines<'s> {
    /// For these positions only: a file may have more lines than there is memory for an index of them.
    pub fn of(sources: &'s Sources, positions: impl Iterator<Item = Position>) -> Self {
        let mut wanted: HashMap<FileId, HashSet<u32>> = HashMap::new();
        for at in positions {
            wanted.entry(at.file).or_default().insert(at.line);
        }
        let file = |(id, file): (FileId, &'s source::File)| {
            // The same on every system: it is compared, and GitHub wants it so.
            let path = file.path.display().to_string().replace('\\', "/");
            let mut lines = HashMap::new();
            if let Some(wanted) = wanted.get(&id) {
                lines.extend((1..).zip(source::lines(&file.text)).filter(|(number, _)| wanted.contains(number)));
            }
            (id, (path, lines))
        };
        Self { files: sources.files().map(file).collect() }
    }

    pub fn path(&self, at: Position) -> &str {
        self.files.get(&at.file).map_or("", |(path, _)| path)
    }

    /// The line of a position, and the bytes of it that the position covers; none where the line is long.
    pub fn line(&self, at: Position) -> Option<(&'s str, Range<usize>)> {
        let (_, lines) = self.files.get(&at.file)?;
        let line = lines.get(&at.line).filter(|line| line.len() <= LONGEST_LINE)?;
        let offset = |characters: usize| line.char_indices().nth(characters).map_or(line.len(), |(offset, _)| offset);
        let column = usize::try_from(at.column).ok()?.saturating_sub(1);
        let start = offset(column);
        Some((line, start..offset(column.saturating_add(usize::try_from(at.length).ok()?.max(1)))))
    }
}
