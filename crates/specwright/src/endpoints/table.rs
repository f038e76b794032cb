//! Tables by the names of their columns: which cell is which, and what a table has too many or too few of.

use super::markdown::{Table, TableRow};
use super::reader::Reader;
use super::words::Words;

/// A column that a table may have. Each must be there but those for people.
pub struct Column {
    pub name: &'static str,
    pub optional: bool,
}

pub const fn column(name: &'static str) -> Column {
    Column { name, optional: false }
}

pub const fn optional(name: &'static str) -> Column {
    Column { name, optional: true }
}

/// A row's cells in the order of the columns asked for.
pub struct Row<const N: usize> {
    pub cells: [Words; N],
}

/// The rows of a table, and whether some of it could not be read.
pub struct Rows<const N: usize> {
    pub rows: Vec<Row<N>>,
    pub damaged: bool,
}

/// Sorts the cells of `table` by `columns`; `what` is what a message calls the table.
pub fn rows<const N: usize>(reader: &mut Reader<'_>, what: &str, columns: &[Column; N], table: &Table) -> Rows<N> {
    let known = || columns.iter().map(|column| format!("`{}`", column.name)).collect::<Vec<_>>().join(", ");
    let mut damaged = false;
    let mut places: [Option<usize>; N] = [None; N];
    for (at, words) in table.header.iter().enumerate() {
        let name = words.text();
        let found = columns.iter().zip(&mut places).find(|(column, _)| column.name.eq_ignore_ascii_case(&name));
        let Some((column, place)) = found else {
            reader.error(
                "endpoints-unknown-column",
                words,
                format!("{what} has no column `{name}`"),
                format!("the columns are {}; prose belongs in a paragraph", known()),
            );
            continue;
        };
        if place.replace(at).is_some() {
            reader.error(
                "endpoints-duplicate",
                words,
                format!("{what} has the column `{}` twice", column.name),
                "keep one of the two",
            );
            damaged = true;
        }
    }
    let anchor = table.header.first().cloned().unwrap_or_default();
    for (column, place) in columns.iter().zip(&places) {
        if place.is_none() && !column.optional {
            reader.error(
                "endpoints-missing-column",
                &anchor,
                format!("{what} lacks the column `{}`", column.name),
                format!("add it to the header and to every row; the columns are {}", known()),
            );
            damaged = true;
        }
    }
    if damaged {
        return Rows { rows: Vec::new(), damaged };
    }
    let mut read = Vec::new();
    for row in &table.rows {
        if well_formed(reader, what, table, row) {
            let cell = |place: Option<usize>| place.and_then(|at| row.cells.get(at)).cloned();
            let start = Words::starting_at(row.range.start);
            read.push(Row { cells: places.map(|place| cell(place).unwrap_or_else(|| start.clone())) });
        } else {
            damaged = true;
        }
    }
    Rows { rows: read, damaged }
}

fn well_formed(reader: &mut Reader<'_>, what: &str, table: &Table, row: &TableRow) -> bool {
    let columns = table.header.len();
    if row.written == columns {
        return true;
    }
    let message = format!("this row of {what} has {} cells, its table has {columns} columns", row.written);
    reader.report(
        "endpoints-malformed-table",
        reader.range(row.range.clone()),
        message,
        "one cell per column between the bars; a bar within a cell is written `\\|`",
    );
    false
}
