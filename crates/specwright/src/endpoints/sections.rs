//! The tables under the headings of the fourth level.

use super::facts::yes_or_no;
use super::markdown::{Item, Table};
use super::model::{Criterion, ErrorRow, Located, ParameterRow, RequestRow, ResponseRow, Section, Stated, TestName};
use super::notation::TypeName;
use super::reader::Reader;
use super::table::{Column, Row, column, optional, rows};
use super::words::Words;
use crate::contract::{ParameterLocation, Status};
use crate::diagnostic::Diagnostic;

const PARAMETERS: [Column; 6] =
    [column("Name"), column("In"), column("Type"), column("Required"), column("Default"), optional("Description")];
const REQUEST: [Column; 4] = [column("Media type"), column("Schema"), column("Required"), optional("Description")];
const RESPONSES: [Column; 5] =
    [column("Status"), column("Media type"), column("Schema"), column("Headers"), optional("Description")];
const ERRORS: [Column; 3] = [column("Status"), column("Code"), column("When")];

const A_TYPE: &str = "a component's name or a type such as `string(uuid)`, `integer(int32)`, `array<Task>`, \
                      `map<string>` or `enum(a, b)`, with ` or null` behind it where null fits";

pub fn parameters(reader: &mut Reader<'_>, table: &Table) -> Section<ParameterRow> {
    section(reader, "a table of parameters", &PARAMETERS, table, |reader, row: &Row<6>| {
        let [name, location, ty, required, default, _] = &row.cells;
        let location = {
            let meaning = match location.text().as_str() {
                "path" => Some(ParameterLocation::Path),
                "query" => Some(ParameterLocation::Query),
                "header" => Some(ParameterLocation::Header),
                "cookie" => Some(ParameterLocation::Cookie),
                _ => None,
            };
            reader.stated(location, "place of a parameter", meaning, "`path`, `query`, `header` or `cookie`")
        };
        Some(ParameterRow {
            name: named(reader, name, "a parameter's name")?,
            location,
            ty: a_type(reader, ty),
            required: required_cell(reader, required),
            default: if default.says_nothing() {
                Stated::Absent
            } else {
                Stated::Is(reader.located(default, default.text()))
            },
            default_at: reader.at(default),
        })
    })
}

pub fn request(reader: &mut Reader<'_>, table: &Table) -> Section<RequestRow> {
    section(reader, "a table of requests", &REQUEST, table, |reader, row: &Row<4>| {
        let [media_type, schema, required, _] = &row.cells;
        let Stated::Is(media_type) = a_media_type(reader, media_type) else { return None };
        Some(RequestRow {
            media_type,
            schema: if schema.says_nothing() { Stated::Absent } else { a_type(reader, schema) },
            schema_at: reader.at(schema),
            required: required_cell(reader, required),
        })
    })
}

pub fn responses(reader: &mut Reader<'_>, table: &Table) -> Section<ResponseRow> {
    section(reader, "a table of responses", &RESPONSES, table, |reader, row: &Row<5>| {
        let [status, media_type, schema, headers, _] = &row.cells;
        let status = a_status(reader, status)?;
        let nothing = |words: &Words| words.says_nothing();
        Some(ResponseRow {
            status,
            media_type: if nothing(media_type) { Stated::Absent } else { a_media_type(reader, media_type) },
            schema: if nothing(schema) { Stated::Absent } else { a_type(reader, schema) },
            schema_at: reader.at(schema),
            headers: if nothing(headers) {
                Vec::new()
            } else {
                headers.list().iter().map(|header| reader.located(header, header.text())).collect()
            },
            headers_at: reader.at(headers),
        })
    })
}

pub fn errors(reader: &mut Reader<'_>, table: &Table) -> Section<ErrorRow> {
    section(reader, "a table of errors", &ERRORS, table, |reader, row: &Row<3>| {
        let [status, code, when] = &row.cells;
        let status = a_status(reader, status)?;
        if when.says_nothing() {
            let message = format!("the error `{}` does not say when it is answered", code.text());
            reader.error("endpoints-malformed-value", when, message, "say in the cell `When` what leads to it");
        }
        let code = if code.says_nothing() { Stated::Absent } else { a_code(reader, code) };
        Some(ErrorRow { status, code })
    })
}

/// Reads each row; one that has no meaning leaves the section damaged.
fn section<R, const N: usize>(
    reader: &mut Reader<'_>,
    what: &str,
    columns: &[Column; N],
    table: &Table,
    mut read: impl FnMut(&mut Reader<'_>, &Row<N>) -> Option<R>,
) -> Section<R> {
    let found = rows(reader, what, columns, table);
    let mut section = Section { at: None, rows: Vec::new(), damaged: found.damaged };
    for row in &found.rows {
        match read(reader, row) {
            Some(row) => section.rows.push(row),
            None => section.damaged = true,
        }
    }
    section
}

fn named(reader: &mut Reader<'_>, words: &Words, what: &str) -> Option<Located<String>> {
    let text = words.text();
    if text.is_empty() || text.contains(char::is_whitespace) {
        let message = if text.is_empty() { format!("{what} is empty") } else { format!("`{text}` is not {what}") };
        reader.error("endpoints-malformed-value", words, message, "write one word, as the contract has it");
        return None;
    }
    Some(reader.located(words, text))
}

fn required_cell(reader: &mut Reader<'_>, words: &Words) -> Stated<bool> {
    reader.stated(words, "answer to `Required`", yes_or_no(&words.text()), "`yes` or `no`")
}

fn a_type(reader: &mut Reader<'_>, words: &Words) -> Stated<TypeName> {
    reader.stated(words, "type", TypeName::parse(&words.text()), A_TYPE)
}

fn a_media_type(reader: &mut Reader<'_>, words: &Words) -> Stated<String> {
    let text = words.text().to_lowercase();
    let well_formed = text.split_once('/').is_some_and(|(kind, subtype)| !kind.is_empty() && !subtype.is_empty())
        && !text.contains(char::is_whitespace);
    reader.stated(words, "media type", well_formed.then_some(text), "a media type such as `application/json`")
}

fn a_status(reader: &mut Reader<'_>, words: &Words) -> Option<Located<Status>> {
    let text = words.text();
    let meaning = match text.as_bytes() {
        [first @ b'1'..=b'5', b'X', b'X'] => Some(Status::Range(first.saturating_sub(b'0'))),
        [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] => text.parse().ok().map(Status::Code),
        b"default" => Some(Status::Default),
        _ => None,
    };
    match reader.stated(words, "status", meaning, "a status such as `201`, a range such as `4XX`, or `default`") {
        Stated::Is(status) => Some(status),
        _ => None,
    }
}

fn a_code(reader: &mut Reader<'_>, words: &Words) -> Stated<String> {
    let text = words.text();
    let well_formed = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    reader.stated(words, "problem code", well_formed.then_some(text), "a code of the catalogue such as `not_found`")
}

/// Each item of a list under `Acceptance`.
pub fn acceptance(reader: &mut Reader<'_>, items: &[Item]) -> Vec<Criterion> {
    items.iter().map(|item| criterion(reader, item)).collect()
}

fn criterion(reader: &mut Reader<'_>, item: &Item) -> Criterion {
    let at = reader.at(&item.words);
    let Some(checked) = item.checked else {
        let help = "write `- [x] What holds. (`path::test`)`, or `- [ ]` for what nobody has shown yet";
        reader.report("acceptance-malformed", at, "an acceptance criterion has no checkbox", help);
        return Criterion { at, checked: true, tests: Vec::new() };
    };
    let mut tests = Vec::new();
    for span in item.words.code_spans() {
        let text = span.text();
        // Other code of the sentence: a status, a member's name.
        let Some((file, name)) = text.rsplit_once("::") else { continue };
        let shown_by = TestName { file: file.trim().to_owned(), test: name.trim().to_owned() };
        if shown_by.file.is_empty() || shown_by.test.is_empty() || shown_by.file.contains("::") {
            let finding =
                Diagnostic::error("acceptance-malformed", reader.at(&span), format!("`{text}` names no test"));
            reader.push(finding.help("write the file, `::` and the test: `tests/service/tasks.rs::create_task`"));
        } else {
            tests.push(reader.located(&span, shown_by));
        }
    }
    if tests.is_empty() {
        let help = "name the test that shows it in a code span at the end: `tests/service/tasks.rs::create_task`";
        reader.report("acceptance-malformed", at, "an acceptance criterion names no test", help);
    }
    Criterion { at, checked, tests }
}
