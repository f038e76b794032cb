//! The request and the responses: statuses, media types, schemas, headers.

use super::super::model::{Endpoint, Located, ResponseRow, Stated};
use super::super::notation::{TypeName, is_error, status_text};
use super::finding::Findings;
use crate::contract::{Content, Contract, Operation, Response};
use crate::source::Position;

pub fn compare_request(endpoint: &Endpoint, operation: &Operation, contract: &Contract, findings: &mut Findings<'_>) {
    let section = &endpoint.request;
    let id = &operation.id;
    let body = operation.body.as_ref();
    let contents = body.map_or(&[][..], |body| body.contents.as_slice());
    let near = body.map_or(operation.at, |body| body.at);
    let required = body.is_some_and(|body| body.required);
    let stated: Vec<_> = section.rows.iter().map(|row| &row.media_type).collect();
    let subject = format!("the request's media type of `{id}`");
    if !section.damaged && other_media_type(&subject, &stated, contents, findings) {
        return;
    }
    for row in &section.rows {
        let media_type = &row.media_type;
        let Some(content) = contents.iter().find(|content| content.media_type == media_type.value) else {
            let subject = format!("the request's media type `{}` of `{id}`", media_type.value);
            let write = format!("`{}:` under the `content` of `requestBody`", media_type.value);
            findings.only_here(&subject, media_type.at, Some(near), &write);
            continue;
        };
        let subject = format!("the request's schema of `{id}`");
        schema(&subject, (&row.schema, row.schema_at), content, contract, findings);
        if let Some(stated) = row.required.get().filter(|stated| stated.value != required) {
            let word = |required: bool| if required { "required" } else { "optional" };
            findings.contradiction(
                &format!("the request's body of `{id}`"),
                (stated.at, word(stated.value)),
                (near, word(required)),
                if required { "`yes`" } else { "`no`" },
                &format!("`required: {}` into `requestBody`", stated.value),
            );
        }
    }
    if section.damaged {
        return;
    }
    for content in contents {
        if !section.rows.iter().any(|row| row.media_type.value == content.media_type) {
            let subject = format!("the request's media type `{}` of `{id}`", content.media_type);
            let ty = type_text(content, contract);
            let yes = if required { "yes" } else { "no" };
            let write = format!("`| {} | {ty} | {yes} |` under `#### Request`", content.media_type);
            findings.only_there(&subject, section.at.unwrap_or(endpoint.id.at), content.at, &write);
        }
    }
}

/// One media type on either side, and not the same: one contradiction instead of two omissions.
fn other_media_type(
    subject: &str,
    stated: &[&Located<String>],
    contents: &[Content],
    findings: &mut Findings<'_>,
) -> bool {
    let ([stated], [content]) = (stated, contents) else { return false };
    if stated.value == content.media_type {
        return false;
    }
    let (here, there) = (format!("`{}`", stated.value), format!("`{}`", content.media_type));
    let mend = format!("`{}:` under `content`", stated.value);
    findings.contradiction(subject, (stated.at, &here), (content.at, &there), &there, &mend);
    true
}

/// `common`: the headers that every response carries.
pub fn compare_responses(
    endpoint: &Endpoint,
    operation: &Operation,
    contract: &Contract,
    common: &[Located<String>],
    findings: &mut Findings<'_>,
) {
    let section = &endpoint.responses;
    let id = &operation.id;
    let of_status =
        |response: &Response| section.rows.iter().filter(|row| row.status.value == response.status).collect::<Vec<_>>();
    let mut said: Vec<&Located<_>> = Vec::new();
    for status in section.rows.iter().map(|row| &row.status) {
        let known = operation.responses.iter().any(|response| response.status == status.value);
        if known || is_error(status.value) || said.iter().any(|other| other.value == status.value) {
            continue;
        }
        said.push(status);
        let text = status_text(status.value);
        let subject = format!("the response `{text}` of `{id}`");
        findings.only_here(&subject, status.at, Some(operation.at), &format!("`'{text}':` under `responses`"));
    }
    for response in operation.responses.iter().filter(|response| !is_error(response.status)) {
        let rows = of_status(response);
        let status = status_text(response.status);
        if let Some(first) = rows.first() {
            let subject = format!("the response `{status}` of `{id}`");
            let compared = Compared { subject, response, rows: &rows, first, common, contract };
            compared.contents(section.damaged, findings);
            compared.headers(section.damaged, findings);
        } else if !section.damaged {
            let subject = format!("the response `{status}` of `{id}`");
            let write = format!("{} under `#### Responses`", row(response, contract));
            findings.only_there(&subject, section.at.unwrap_or(endpoint.id.at), response.at, &write);
        }
    }
}

/// What every response carries, errors carry too; their table has no column for it.
pub fn compare_error_headers(operation: &Operation, common: &[Located<String>], findings: &mut Findings<'_>) {
    for response in operation.responses.iter().filter(|response| is_error(response.status)) {
        for header in common {
            if !response.headers.iter().any(|known| known.name.eq_ignore_ascii_case(&header.value)) {
                let status = status_text(response.status);
                let subject = format!("the header `{}` of the response `{status}` of `{}`", header.value, operation.id);
                let write = format!("`{}:` under its `headers`", header.value);
                findings.only_here(&subject, header.at, Some(response.at), &write);
            }
        }
    }
}

/// A response and the rows of its status.
struct Compared<'a> {
    subject: String,
    response: &'a Response,
    rows: &'a [&'a ResponseRow],
    first: &'a ResponseRow,
    common: &'a [Located<String>],
    contract: &'a Contract,
}

impl Compared<'_> {
    fn contents(&self, damaged: bool, findings: &mut Findings<'_>) {
        let (response, subject) = (self.response, &self.subject);
        let unreadable = self.rows.iter().any(|row| matches!(row.media_type, Stated::Unreadable(_)));
        let stated: Vec<_> = self.rows.iter().filter_map(|row| row.media_type.get()).collect();
        let media_type = format!("the media type of {subject}");
        if !damaged && !unreadable && other_media_type(&media_type, &stated, &response.contents, findings) {
            return;
        }
        for row in self.rows {
            let Some(media_type) = row.media_type.get() else { continue };
            let content = response.contents.iter().find(|content| content.media_type == media_type.value);
            if let Some(content) = content {
                let subject = format!("the schema of {subject}");
                schema(&subject, (&row.schema, row.schema_at), content, self.contract, findings);
            } else {
                let subject = format!("the media type `{}` of {subject}", media_type.value);
                let write = format!("`{}:` under its `content`", media_type.value);
                findings.only_here(&subject, media_type.at, Some(response.at), &write);
            }
        }
        if damaged || unreadable {
            return;
        }
        for content in &response.contents {
            if !stated.iter().any(|media_type| media_type.value == content.media_type) {
                let subject = format!("the media type `{}` of {subject}", content.media_type);
                let write =
                    format!("`{}` and `{}` into its row", content.media_type, type_text(content, self.contract));
                findings.only_there(&subject, self.first.status.at, content.at, &write);
            }
        }
    }

    fn headers(&self, damaged: bool, findings: &mut Findings<'_>) {
        let (response, subject) = (self.response, &self.subject);
        let stated = || self.rows.iter().flat_map(|row| &row.headers).chain(self.common);
        for header in stated() {
            if !response.headers.iter().any(|known| known.name.eq_ignore_ascii_case(&header.value)) {
                let subject = format!("the header `{}` of {subject}", header.value);
                let write = format!("`{}:` under its `headers`", header.value);
                findings.only_here(&subject, header.at, Some(response.at), &write);
            }
        }
        for header in &response.headers {
            if !damaged && !stated().any(|known| known.value.eq_ignore_ascii_case(&header.name)) {
                let subject = format!("the header `{}` of {subject}", header.name);
                let write = format!("`{}` into the cell `Headers`", header.name);
                findings.only_there(&subject, self.first.headers_at, header.at, &write);
            }
        }
    }
}

fn schema(
    subject: &str,
    (stated, cell): (&Stated<TypeName>, Position),
    content: &Content,
    contract: &Contract,
    findings: &mut Findings<'_>,
) {
    let there = content.ty.map(|ty| TypeName::of(contract, ty));
    match (stated, there) {
        (Stated::Is(stated), Some(there)) if stated.value != there => {
            let (here, there) = (format!("`{}`", stated.value), format!("`{there}`"));
            let mend = format!("a schema that is {here}");
            findings.contradiction(subject, (stated.at, &here), (content.at, &there), &there, &mend);
        }
        (Stated::Is(stated), None) => {
            findings.only_here(subject, stated.at, Some(content.at), &format!("a schema that is `{}`", stated.value));
        }
        (Stated::Absent, Some(there)) => {
            findings.only_there(subject, cell, content.at, &format!("`{there}` into the cell `Schema`"));
        }
        _ => {}
    }
}

fn type_text(content: &Content, contract: &Contract) -> String {
    content.ty.map(|ty| TypeName::of(contract, ty).to_string()).unwrap_or_default()
}

/// The row that a response would have.
fn row(response: &Response, contract: &Contract) -> String {
    let headers: Vec<_> = response.headers.iter().map(|header| header.name.as_str()).collect();
    let content = response.contents.first();
    let media_type = content.map_or("–", |content| content.media_type.as_str());
    let schema = content.map_or_else(|| "–".to_owned(), |content| type_text(content, contract));
    let headers = if headers.is_empty() { "–".to_owned() } else { headers.join(", ") };
    format!("`| {} | {media_type} | {schema} | {headers} |`", status_text(response.status))
}
