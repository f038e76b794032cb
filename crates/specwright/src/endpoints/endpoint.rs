//! One endpoint: what stands between its heading and the next.

use super::markdown::{Block, Item, Table};
use super::model::{Endpoint, Facts, Located, Section, Stated};
use super::reader::Reader;
use super::sections;
use super::words::Words;
use super::{criteria, facts};
use crate::contract::Method;
use crate::diagnostic::Diagnostic;
use crate::source::Position;

/// An endpoint whose end has not been reached.
pub struct Unfinished {
    endpoint: Endpoint,
    /// The paragraph with method and path has been there, or what stands in its place.
    requested: bool,
    has_purpose: bool,
    section: Option<Kind>,
    /// A heading has no meaning: a section that seems to be missing may stand under it.
    misled: bool,
    acceptance_at: Option<Position>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Parameters,
    Request,
    Responses,
    Errors,
    Acceptance,
    /// Its heading is unknown or a repetition.
    Ignored,
}

const SECTIONS: [(&str, Kind); 5] = [
    ("Parameters", Kind::Parameters),
    ("Request", Kind::Request),
    ("Responses", Kind::Responses),
    ("Errors", Kind::Errors),
    ("Acceptance", Kind::Acceptance),
];

impl Unfinished {
    pub fn new(id: Located<String>, tag: Option<Located<String>>) -> Self {
        Self {
            endpoint: Endpoint {
                id,
                tag,
                method: Stated::Absent,
                path: Stated::Absent,
                facts: Facts::default(),
                parameters: Section::default(),
                request: Section::default(),
                responses: Section::default(),
                errors: Section::default(),
                acceptance: Vec::new(),
            },
            requested: false,
            has_purpose: false,
            section: None,
            misled: false,
            acceptance_at: None,
        }
    }

    pub fn heading(&mut self, reader: &mut Reader<'_>, words: &Words) {
        let text = words.text();
        let at = reader.at(words);
        let Some((name, kind)) = SECTIONS.iter().find(|(name, _)| name.eq_ignore_ascii_case(&text)) else {
            let names = SECTIONS.map(|(name, _)| format!("`{name}`")).join(", ");
            let message = format!("`{text}` is no section of an endpoint");
            reader.error("endpoints-unknown-section", words, message, format!("the sections are {names}"));
            self.mislead();
            return;
        };
        let place = match kind {
            Kind::Parameters => &mut self.endpoint.parameters.at,
            Kind::Request => &mut self.endpoint.request.at,
            Kind::Responses => &mut self.endpoint.responses.at,
            Kind::Errors => &mut self.endpoint.errors.at,
            Kind::Acceptance | Kind::Ignored => &mut self.acceptance_at,
        };
        if let Some(first) = place.replace(at) {
            *place = Some(first);
            let message = format!("`{}` has two sections `{name}`", self.endpoint.id.value);
            let finding = Diagnostic::error("endpoints-duplicate", at, message).related(first, "the first one");
            reader.push(finding.help("put their rows together under one heading"));
            self.section = Some(Kind::Ignored);
            return;
        }
        self.section = Some(*kind);
    }

    /// What follows stands under a heading that means nothing.
    pub fn mislead(&mut self) {
        self.misled = true;
        self.section = Some(Kind::Ignored);
    }

    pub fn block(&mut self, reader: &mut Reader<'_>, block: &Block) {
        if let Block::Paragraph(words) = block
            && words.text().starts_with('|')
        {
            let help = "below the header comes one row of dashes with as many cells: `| --- | --- |`";
            reader.error("endpoints-malformed-table", words, "this looks like a table but is none", help);
            self.damage();
            return;
        }
        match self.section {
            None => self.opening(reader, block),
            Some(kind) => self.sectioned(reader, kind, block),
        }
    }

    /// What stands between the endpoint's heading and its first section.
    fn opening(&mut self, reader: &mut Reader<'_>, block: &Block) {
        if !self.requested {
            self.requested = true;
            if let Block::Paragraph(words) = block
                && words.is_one_code_span()
            {
                self.request_line(reader, words);
                return;
            }
            self.missing_request_line(reader);
        }
        match block {
            Block::Paragraph(_) => self.has_purpose = true,
            Block::Table(table) if self.endpoint.facts.at.is_none() => {
                self.endpoint.facts = facts::read(reader, &self.endpoint.id.value, table);
            }
            Block::Table(table) => second_table(reader, table),
            Block::List(items) if items.iter().any(|item| item.checked.is_some()) => misplaced_criteria(reader, items),
            _ => {}
        }
    }

    fn request_line(&mut self, reader: &mut Reader<'_>, words: &Words) {
        let Some((method, path)) = words.split_at_space() else {
            self.missing_request_line(reader);
            return;
        };
        let known = match method.text().as_str() {
            "GET" => Some(Method::Get),
            "PUT" => Some(Method::Put),
            "POST" => Some(Method::Post),
            "DELETE" => Some(Method::Delete),
            "OPTIONS" => Some(Method::Options),
            "HEAD" => Some(Method::Head),
            "PATCH" => Some(Method::Patch),
            "TRACE" => Some(Method::Trace),
            "QUERY" => Some(Method::Query),
            _ => None,
        };
        self.endpoint.method = reader.stated(&method, "method", known, "a method in capitals such as `POST`");
        let text = path.text();
        let well_formed = text.starts_with('/') && !text.contains(char::is_whitespace);
        let expected = "the path below the base path, beginning with `/`";
        self.endpoint.path = reader.stated(&path, "path", well_formed.then_some(text), expected);
    }

    fn missing_request_line(&mut self, reader: &mut Reader<'_>) {
        let at = self.endpoint.id.at;
        (self.endpoint.method, self.endpoint.path) = (Stated::Unreadable(at), Stated::Unreadable(at));
        let message = format!("`{}` does not begin with its method and path", self.endpoint.id.value);
        let help = "write them as a paragraph that is one code span below the heading: `POST /tasks`";
        reader.report("endpoints-structure", at, message, help);
    }

    fn sectioned(&mut self, reader: &mut Reader<'_>, kind: Kind, block: &Block) {
        match block {
            Block::Table(table) => {
                let endpoint = &mut self.endpoint;
                match kind {
                    Kind::Parameters => fill(reader, &mut endpoint.parameters, table, sections::parameters),
                    Kind::Request => fill(reader, &mut endpoint.request, table, sections::request),
                    Kind::Responses => fill(reader, &mut endpoint.responses, table, sections::responses),
                    Kind::Errors => fill(reader, &mut endpoint.errors, table, sections::errors),
                    Kind::Acceptance => second_table(reader, table),
                    Kind::Ignored => {}
                }
            }
            Block::List(items) if kind == Kind::Acceptance => {
                self.endpoint.acceptance.extend(criteria::read(reader, items));
            }
            Block::List(items) if kind != Kind::Ignored && items.iter().any(|item| item.checked.is_some()) => {
                misplaced_criteria(reader, items);
            }
            _ => {}
        }
    }

    /// Part of it could not be read: nothing may be called missing there.
    fn damage(&mut self) {
        let endpoint = &mut self.endpoint;
        match self.section {
            None => endpoint.facts.damaged = true,
            Some(Kind::Parameters) => endpoint.parameters.damaged = true,
            Some(Kind::Request) => endpoint.request.damaged = true,
            Some(Kind::Responses) => endpoint.responses.damaged = true,
            Some(Kind::Errors) => endpoint.errors.damaged = true,
            Some(Kind::Acceptance | Kind::Ignored) => {}
        }
    }

    pub fn finish(mut self: Box<Self>, reader: &mut Reader<'_>) -> Endpoint {
        let (id, at) = (self.endpoint.id.value.clone(), self.endpoint.id.at);
        if !self.requested {
            self.missing_request_line(reader);
        }
        let mut missing = |missing: bool, at: Position, message: String, help: &str| {
            if missing {
                reader.report("endpoints-missing-fact", at, message, help);
            }
        };
        let (endpoint, misled) = (&mut self.endpoint, self.misled);
        let help = "say in a paragraph below method and path what it does and why one would call it";
        missing(!self.has_purpose, at, format!("`{id}` does not say what it is for"), help);
        let help = "add a table `| Fact | Value |` with the rows Callers, Owner, Rate limit and Idempotency";
        let stated = endpoint.facts.at.is_some() || endpoint.facts.damaged;
        missing(!stated, at, format!("`{id}` has no facts table"), help);
        let help = "add `#### Responses` with a table `| Status | Media type | Schema | Headers |`";
        missing(endpoint.responses.at.is_none() && !misled, at, format!("`{id}` states no responses"), help);
        let help = "add `#### Errors` with a table `| Status | Code | When |`";
        missing(endpoint.errors.at.is_none() && !misled, at, format!("`{id}` states no errors"), help);
        let help = "add `#### Acceptance` with a checkbox per criterion: ``- [x] What holds. (`path::test`)``";
        let unshown = endpoint.acceptance.is_empty() && (self.acceptance_at.is_some() || !misled);
        missing(unshown, self.acceptance_at.unwrap_or(at), format!("`{id}` has no acceptance criterion"), help);
        endpoint.parameters.damaged |= misled && endpoint.parameters.at.is_none();
        endpoint.request.damaged |= misled && endpoint.request.at.is_none();
        endpoint.responses.damaged |= misled && endpoint.responses.at.is_none();
        endpoint.errors.damaged |= misled && endpoint.errors.at.is_none();
        self.endpoint
    }
}

/// Reads the first table of a section; there is no second one.
fn fill<R>(
    reader: &mut Reader<'_>,
    section: &mut Section<R>,
    table: &Table,
    read: impl FnOnce(&mut Reader<'_>, &Table) -> Section<R>,
) {
    if section.rows.is_empty() && !section.damaged {
        let at = section.at;
        *section = read(reader, table);
        section.at = at;
    } else {
        second_table(reader, table);
    }
}

fn second_table(reader: &mut Reader<'_>, table: &Table) {
    if let Some(first) = table.header.first() {
        let help = "put its rows into the table that belongs here, or say them as prose";
        reader.error("endpoints-structure", first, "no table is expected here", help);
    }
}

fn misplaced_criteria(reader: &mut Reader<'_>, items: &[Item]) {
    if let Some(item) = items.first() {
        let help = "move the list under `#### Acceptance`";
        reader.error("endpoints-structure", &item.words, "a criterion stands outside of `Acceptance`", help);
    }
}
