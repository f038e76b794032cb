//! `operations/*.js`: what the core has to know of each operation.

use super::plan::{Call, Failure, Group, Page, query_style};
use super::text::{key, quote};
use super::{Context, file};
use crate::emit::GeneratedFile;

pub(super) fn table(context: Context, group: &Group) -> GeneratedFile {
    let entries: String = group.calls.iter().map(|call| entry(context, call)).collect();
    let source = format!("export const {} = {{\n{entries}}};\n", group.name.table);
    file(&format!("operations/{}.js", group.name.file), &source)
}

fn entry(context: Context, call: &Call) -> String {
    let operation = call.operation;
    let mut members = vec![
        ("id", quote(&operation.id)),
        ("method", quote(operation.method.as_str())),
        ("path", quote(&operation.path)),
    ];
    if call.anonymous {
        members.push(("anonymous", "true".to_owned()));
    }
    if !call.query.is_empty() {
        let styles = call
            .query
            .iter()
            .filter_map(|parameter| Some((parameter.name.clone(), quote(query_style(context.contract, parameter)?))));
        members.push(("query", object(styles)));
    }
    if let Some(body) = &call.body {
        members.push(("body", quote(body.media_type)));
    }
    if !call.headers.is_empty() {
        let headers = call.headers.iter().map(|h| (h.option.to_owned(), quote(&h.parameter.name.to_lowercase())));
        members.push(("headers", object(headers)));
    }
    let answers = call.answers.iter().map(|answer| (answer.key.clone(), quote(answer.kind.as_str())));
    members.push(("responses", object(answers)));
    let problems = problems(context, call);
    if !problems.is_empty() {
        members.push(("problems", list(problems)));
    }
    if let Some(Page { cursor, next, items, .. }) = &call.page {
        let page = [("cursor", quote(cursor)), ("next", list(next.iter())), ("items", list(items.iter()))];
        members.push(("page", object(page.map(|(name, value)| (name.to_owned(), value)))));
    }
    let lines: String = members.iter().map(|(name, value)| line(name, value)).collect();
    format!("  {}: {{\n{lines}  }},\n", key(&call.name.method))
}

/// A member of an entry; a list that is too long for its line goes on in the next ones.
fn line(name: &str, value: &str) -> String {
    const WIDTH: usize = 110;
    if value.len() <= WIDTH || !value.starts_with('[') {
        return format!("    {name}: {value},\n");
    }
    let mut lines = format!("    {name}: [\n");
    let mut current = String::new();
    for item in value.trim_matches(['[', ']']).split_inclusive(", ") {
        if current.len() + item.len() > WIDTH {
            lines.push_str(&format!("      {}\n", current.trim_end()));
            current.clear();
        }
        current.push_str(item);
    }
    format!("{lines}      {current},\n    ],\n")
}

/// The codes that only some operations have.
fn problems<'a>(context: Context<'a>, call: &'a Call) -> Vec<&'a str> {
    let codes = call.failures.iter().filter_map(|failure| match failure {
        Failure::Problem { code, .. } => Some(*code),
        Failure::Status { .. } => None,
    });
    codes.filter(|code| !context.plan.always.contains(code)).collect()
}

pub(super) fn object(members: impl IntoIterator<Item = (String, String)>) -> String {
    let members: Vec<String> = members
        .into_iter()
        .map(|(name, value)| {
            let is_number = !name.is_empty() && !name.starts_with('0') && name.chars().all(|c| c.is_ascii_digit());
            let name = if is_number { name } else { key(&name) };
            format!("{name}: {value}")
        })
        .collect();
    if members.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", members.join(", ")) }
}

pub(super) fn list<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| quote(item.as_ref())).collect();
    format!("[{}]", items.join(", "))
}
