//! The tables under the headings of the fourth level.

use super::facts::yes_or_no;
use super::markdown::Table;
use super::model::{ErrorRow, Located, ParameterRow, RequestRow, ResponseRow, Section, Stated};
use super::notation::{LOCATIONS, TypeName, is_error, location_text, status_text};
use super::reader::Reader;
use super::table::{Column, Row, column, optional, rows};
use super::words::Words;
use crate::contract::Status;
use crate::diagnostic::Diagnostic;
use crate::source::Position;

const PARAMETERS: [Column; 6] =
    [column("Name"), column("In"), column("Type"), column("Required"), column("Default"), optional("Description")];
const REQUEST: [Column; 4] = [column("Media type"), column("Schema"), column("Required"), optional("Description")];
const RESPONSES: [Column; 5] =
    [column("Status"), column("Media type"), column("Schema"), column("Headers"), optional("Description")];
const ERRORS: [Column; 3] = [column("Status"), column("Code"), column("When")];

const A_TYPE: &str = "a component's name or a type such as `string(uuid)`, `integer(int32)`, `array<Task>`, \
                      `map<string>` or `enum(a, b)`, with ` or null` behind it where null fits";

pub fn parameters(reader: &mut Reader<'_>, table: &Table) -> Section<ParameterRow> {
    let section = section(reader, "a table of parameters", &PARAMETERS, table, parameter);
    let key = |row: &ParameterRow| {
        let location = row.location.get().map(|located| location_text(located.value))?;
        Some((format!("the {location} parameter `{}`", row.name.value), row.name.at))
    };
    unique(reader, section, key)
}

fn parameter(reader: &mut Reader<'_>, row: &Row<6>) -> Option<ParameterRow> {
    let [name, location, ty, required, default, _] = &row.cells;
    let meaning = LOCATIONS.into_iter().find(|known| location_text(*known) == location.text());
    let location = reader.stated(location, "place of a parameter", meaning, "`path`, `query`, `header` or `cookie`");
    Some(ParameterRow {
        name: named(reader, name, "a parameter's name")?,
        location,
        ty: a_type(reader, ty),
        required: required_cell(reader, required),
        default: unless_nothing(reader, default, |reader, words| Stated::Is(reader.located(words, words.text()))),
        default_at: reader.at(default),
    })
}

pub fn request(reader: &mut Reader<'_>, table: &Table) -> Section<RequestRow> {
    let section = section(reader, "a table of requests", &REQUEST, table, |reader, row: &Row<4>| {
        let [media_type, schema, required, _] = &row.cells;
        let Stated::Is(media_type) = a_media_type(reader, media_type) else { return None };
        Some(RequestRow {
            media_type,
            schema: unless_nothing(reader, schema, a_type),
            schema_at: reader.at(schema),
            required: required_cell(reader, required),
        })
    });
    let key = |row: &RequestRow| Some((format!("the media type `{}`", row.media_type.value), row.media_type.at));
    unique(reader, section, key)
}

pub fn responses(reader: &mut Reader<'_>, table: &Table) -> Section<ResponseRow> {
    let section = section(reader, "a table of responses", &RESPONSES, table, |reader, row: &Row<5>| {
        let [status, media_type, schema, headers, _] = &row.cells;
        let status = a_status(reader, status)?;
        if is_error(status.value) {
            let message = format!("`{}` is an error", status_text(status.value));
            reader.report("endpoints-structure", status.at, message, "state it under `#### Errors`, with its code");
            return None;
        }
        let names = if headers.says_nothing() { Vec::new() } else { headers.list() };
        Some(ResponseRow {
            status,
            media_type: unless_nothing(reader, media_type, a_media_type),
            schema: unless_nothing(reader, schema, a_type),
            schema_at: reader.at(schema),
            headers: names.iter().filter_map(|header| named(reader, header, "a header's name")).collect(),
            headers_at: reader.at(headers),
        })
    });
    let key = |row: &ResponseRow| {
        let media_type = row.media_type.get().map_or("no body", |media_type| media_type.value.as_str());
        Some((format!("the response `{}` with {media_type}", status_text(row.status.value)), row.status.at))
    };
    unique(reader, section, key)
}

pub fn errors(reader: &mut Reader<'_>, table: &Table) -> Section<ErrorRow> {
    let section = section(reader, "a table of errors", &ERRORS, table, |reader, row: &Row<3>| {
        let [status, code, when] = &row.cells;
        let status = a_status(reader, status)?;
        if !is_error(status.value) {
            let message = format!("`{}` is no error", status_text(status.value));
            reader.report("endpoints-structure", status.at, message, "state it under `#### Responses`");
            return None;
        }
        if when.says_nothing() {
            let message = format!("the error `{}` does not say when it is answered", code.text());
            reader.error("endpoints-malformed-value", when, message, "say in the cell `When` what leads to it");
        }
        Some(ErrorRow { status, code: unless_nothing(reader, code, a_code) })
    });
    let key = |row: &ErrorRow| {
        let code = row.code.get().map_or("without a code", |code| code.value.as_str());
        Some((format!("the error `{} {code}`", status_text(row.status.value)), row.status.at))
    };
    unique(reader, section, key)
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

/// Keeps the first of the rows that state the same thing. `key` names it; None where it could not be read.
fn unique<R>(
    reader: &mut Reader<'_>,
    mut section: Section<R>,
    key: impl Fn(&R) -> Option<(String, Position)>,
) -> Section<R> {
    let mut seen: Vec<(String, Position)> = Vec::new();
    section.rows.retain(|row| {
        let Some((name, at)) = key(row) else { return true };
        let Some((_, first)) = seen.iter().find(|(known, _)| *known == name) else {
            seen.push((name, at));
            return true;
        };
        let finding = Diagnostic::error("endpoints-duplicate", at, format!("{name} has two rows"));
        reader.push(finding.related(*first, "the first one").help("keep one of the two"));
        false
    });
    section
}

fn unless_nothing<T>(
    reader: &mut Reader<'_>,
    words: &Words,
    read: impl FnOnce(&mut Reader<'_>, &Words) -> Stated<T>,
) -> Stated<T> {
    if words.says_nothing() { Stated::Absent } else { read(reader, words) }
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
