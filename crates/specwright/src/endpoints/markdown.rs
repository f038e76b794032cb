//! Markdown to blocks with positions. Knows nothing of endpoints.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag};

use super::words::Words;

/// What stands one below the other in a document.
#[derive(Clone, Debug)]
pub enum Block {
    Heading {
        level: u8,
        words: Words,
    },
    Paragraph(Words),
    Table(Table),
    List(Vec<Item>),
    /// Code, quotations, HTML, rules: for people only.
    Other,
}

#[derive(Clone, Debug)]
pub struct Table {
    pub header: Vec<Words>,
    pub rows: Vec<TableRow>,
}

#[derive(Clone, Debug)]
pub struct TableRow {
    pub range: Range<usize>,
    pub cells: Vec<Words>,
    /// How many cells are written, which need not be how many the table has.
    pub written: usize,
}

/// An item of a list.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its checkbox, when it has one.
    pub checked: Option<bool>,
    /// Its text, with that of lists in it.
    pub words: Words,
}

type Events<'a> = [(Event<'a>, Range<usize>)];

pub fn blocks(text: &str) -> Vec<Block> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS;
    let events: Vec<_> = Parser::new_ext(text, options).into_offset_iter().collect();
    elements(&events)
        .into_iter()
        .map(|(event, range, inner)| match event {
            Event::Start(Tag::Heading { level, .. }) => {
                Block::Heading { level: depth(*level), words: words(text, range.start, inner) }
            }
            Event::Start(Tag::Paragraph) => Block::Paragraph(words(text, range.start, inner)),
            Event::Start(Tag::Table(_)) => Block::Table(table(text, inner)),
            Event::Start(Tag::List(_)) => Block::List(list(text, inner)),
            _ => Block::Other,
        })
        .collect()
}

fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// The outermost elements among the events: each with the event that opens it, its range and the events in it.
fn elements<'e, 'a>(events: &'e Events<'a>) -> Vec<(&'e Event<'a>, &'e Range<usize>, &'e Events<'a>)> {
    let mut found = Vec::new();
    let (mut depth, mut opened) = (0_usize, 0_usize);
    for (at, (event, range)) in events.iter().enumerate() {
        match event {
            Event::Start(_) => {
                if depth == 0 {
                    opened = at;
                }
                depth += 1;
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                if depth == 0
                    && let Some((start, whole)) = events.get(opened)
                {
                    found.push((start, whole, events.get(opened + 1..at).unwrap_or_default()));
                }
            }
            _ if depth == 0 => found.push((event, range, [].as_slice())),
            _ => {}
        }
    }
    found
}

/// All inline text among the events.
fn words(text: &str, start: usize, events: &Events<'_>) -> Words {
    let first = events.iter().find(|(event, _)| matches!(event, Event::Text(_) | Event::Code(_)));
    let mut words = Words::starting_at(first.map_or(start, |(_, range)| range.start));
    for (event, range) in events {
        let written = text.get(range.clone()).unwrap_or("");
        match event {
            Event::Text(value) | Event::InlineHtml(value) => words.push(value, written, range.start),
            Event::Code(value) => words.push_code(value, written, range.start),
            Event::SoftBreak | Event::HardBreak => words.push(" ", written, range.start),
            _ => {}
        }
    }
    words.trimmed()
}

fn table(text: &str, events: &Events<'_>) -> Table {
    let mut table = Table { header: Vec::new(), rows: Vec::new() };
    for (event, range, inner) in elements(events) {
        let cells = elements(inner).into_iter().map(|(_, range, inner)| words(text, cell_start(text, range), inner));
        match event {
            Event::Start(Tag::TableHead) => table.header = cells.collect(),
            _ => table.rows.push(TableRow {
                range: range.clone(),
                cells: cells.collect(),
                written: cells_written(text.get(range.clone()).unwrap_or("")),
            }),
        }
    }
    table
}

/// Where the text of a cell would begin, were there any.
fn cell_start(text: &str, range: &Range<usize>) -> usize {
    let blank = text.get(range.clone()).map_or(0, |cell| cell.len().saturating_sub(cell.trim_start().len()));
    range.start.saturating_add(blank.min(1))
}

/// The cells of a row as it is written: bars separate them, but those after a backslash.
fn cells_written(row: &str) -> usize {
    let row = row.trim();
    let inner = row.strip_prefix('|').unwrap_or(row);
    let inner = inner.strip_suffix('|').filter(|rest| !rest.ends_with('\\')).unwrap_or(inner);
    let (mut cells, mut escaped) = (1_usize, false);
    for character in inner.chars() {
        if character == '|' && !escaped {
            cells += 1;
        }
        escaped = character == '\\' && !escaped;
    }
    cells
}

fn list(text: &str, events: &Events<'_>) -> Vec<Item> {
    elements(events)
        .into_iter()
        .map(|(_, range, inner)| {
            let checked = inner.iter().find_map(|(event, _)| match event {
                Event::TaskListMarker(checked) => Some(*checked),
                _ => None,
            });
            Item { checked, words: words(text, range.start, inner) }
        })
        .collect()
}
