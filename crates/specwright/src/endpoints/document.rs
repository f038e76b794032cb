//! The document as a whole: title, base path, tags, endpoints and what stands in each, in that order.

use super::endpoint::Unfinished;
use super::markdown::{Block, blocks};
use super::model::{Endpoints, Stated};
use super::reader::Reader;
use super::words::{Lines, Words};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{FileId, Position};

/// Reads the whole document; what is not in the grammar is in `diagnostics`, and the rest is read all the same.
pub fn parse(text: &str, file: FileId, diagnostics: &mut Diagnostics) -> Endpoints {
    let mut reader = Reader::new(Lines::new(text, file));
    let blocks = blocks(text);
    let start = reader.range(0..0);
    let mut document = Document {
        endpoints: Endpoints {
            file,
            at: start,
            base_path: Stated::Absent,
            common_headers: Vec::new(),
            tags: Vec::new(),
            endpoints: Vec::new(),
        },
        titled: false,
        part: Part::Opening,
    };
    for block in &blocks {
        document.block(&mut reader, block);
    }
    document.end_endpoint(&mut reader);
    if !document.titled {
        reader.report("endpoints-structure", start, "the document has no title", "begin it with `# REST endpoints`");
    }
    if document.endpoints.base_path.is_absent() {
        let message = "the document states no base path";
        let help = "write a paragraph ``Base path: `/api/v1` `` below the title";
        reader.report("endpoints-missing-fact", document.endpoints.at, message, help);
    }
    reader.finish(diagnostics);
    document.endpoints
}

struct Document {
    endpoints: Endpoints,
    titled: bool,
    part: Part,
}

/// What the reading is within.
enum Part {
    /// The title and what follows it.
    Opening,
    /// A tag, before its first endpoint.
    Tag,
    Endpoint(Box<Unfinished>),
    /// Under a heading that means nothing: all is skipped up to the next one.
    Skipped,
}

impl Document {
    fn block(&mut self, reader: &mut Reader<'_>, block: &Block) {
        if let Block::Heading { level, words } = block {
            self.heading(reader, *level, words);
            return;
        }
        match &mut self.part {
            Part::Opening => self.opening(reader, block),
            Part::Tag => {
                if let Block::Table(table) = block
                    && let Some(first) = table.header.first()
                {
                    let help = "put it under an endpoint's heading (`### operationId`)";
                    reader.error("endpoints-structure", first, "a table stands outside of any endpoint", help);
                }
            }
            Part::Endpoint(unfinished) => unfinished.block(reader, block),
            Part::Skipped => {}
        }
    }

    fn heading(&mut self, reader: &mut Reader<'_>, level: u8, words: &Words) {
        match level {
            1 if self.titled => {
                self.end_endpoint(reader);
                let help = "use `##` for a tag and `###` for an endpoint";
                reader.error("endpoints-structure", words, "the document has a second title", help);
                self.part = Part::Skipped;
            }
            1 => {
                self.titled = true;
                self.endpoints.at = reader.at(words);
            }
            2 => {
                self.end_endpoint(reader);
                self.tag(reader, words);
            }
            3 => {
                self.end_endpoint(reader);
                self.endpoint(reader, words);
            }
            4 => match &mut self.part {
                Part::Endpoint(unfinished) => unfinished.heading(reader, words),
                Part::Skipped => {}
                Part::Opening | Part::Tag => {
                    let message = format!("the section `{}` belongs to no endpoint", words.text());
                    reader.error("endpoints-structure", words, message, "put it under a heading `### operationId`");
                    self.part = Part::Skipped;
                }
            },
            _ => {
                let help = "the levels are `#` title, `##` tag, `###` operationId, `####` section";
                reader.error("endpoints-structure", words, format!("a heading of level {level} has no meaning"), help);
                if let Part::Endpoint(unfinished) = &mut self.part {
                    unfinished.mislead();
                }
            }
        }
    }

    fn tag(&mut self, reader: &mut Reader<'_>, words: &Words) {
        let tag = reader.located(words, words.text().to_lowercase());
        if let Some(first) = self.endpoints.tags.iter().find(|known| known.value == tag.value) {
            let message = format!("the tag `{}` has two headings", tag.value);
            let finding = Diagnostic::error("endpoints-duplicate", tag.at, message).related(first.at, "the first one");
            reader.push(finding.help("move the endpoints under one of them"));
        }
        self.endpoints.tags.push(tag);
        self.part = Part::Tag;
    }

    fn endpoint(&mut self, reader: &mut Reader<'_>, words: &Words) {
        let id = reader.located(words, words.text());
        let tag = self.endpoints.tags.last().cloned();
        if tag.is_none() {
            let message = format!("the endpoint `{}` belongs to no tag", id.value);
            reader.error("endpoints-structure", words, message, "put a heading `## Tag` above it");
        }
        if let Some(first) = self.endpoints.endpoints.iter().find(|known| known.id.value == id.value) {
            let message = format!("`{}` has a second section", id.value);
            let finding =
                Diagnostic::error("endpoints-duplicate", id.at, message).related(first.id.at, "the first one");
            reader.push(finding.help("keep one of the two, or correct its operationId"));
            self.part = Part::Skipped;
            return;
        }
        self.part = Part::Endpoint(Box::new(Unfinished::new(id, tag)));
    }

    fn opening(&mut self, reader: &mut Reader<'_>, block: &Block) {
        let Block::Paragraph(words) = block else { return };
        let text = words.text();
        if text.starts_with("Base path:") {
            self.base_path(reader, words);
        } else if text.starts_with("Headers of every response:") {
            self.common_headers(reader, words);
        }
    }

    fn base_path(&mut self, reader: &mut Reader<'_>, words: &Words) {
        if let Some(first) = self.endpoints.base_path.at() {
            twice(reader, words, "the base path", first);
            return;
        }
        let spans = words.code_spans();
        let path = match spans.as_slice() {
            [path] if path.text().starts_with('/') => Some(path),
            _ => None,
        };
        let meaning = path.map(|path| path.text().trim_end_matches('/').to_owned());
        let expected = "``Base path: `/api/v1` ``, the path in a code span and beginning with `/`";
        self.endpoints.base_path = reader.stated(path.unwrap_or(words), "base path", meaning, expected);
    }

    fn common_headers(&mut self, reader: &mut Reader<'_>, words: &Words) {
        if let Some(first) = self.endpoints.common_headers.first() {
            twice(reader, words, "what every response carries", first.at);
            return;
        }
        let names = words.code_spans();
        if names.is_empty() {
            let help = "write each name in a code span: ``Headers of every response: `X-Request-Id`.``";
            reader.error("endpoints-malformed-value", words, "this names no header", help);
        }
        self.endpoints.common_headers = names.iter().map(|name| reader.located(name, name.text())).collect();
    }

    fn end_endpoint(&mut self, reader: &mut Reader<'_>) {
        if let Part::Endpoint(unfinished) = std::mem::replace(&mut self.part, Part::Skipped) {
            self.endpoints.endpoints.push(unfinished.finish(reader));
        }
    }
}

fn twice(reader: &mut Reader<'_>, words: &Words, what: &str, first: Position) {
    let finding = Diagnostic::error("endpoints-duplicate", reader.at(words), format!("{what} is stated twice"));
    reader.push(finding.related(first, "first stated here").help("keep one of the two"));
}
