//! `operations/*.js`: what the core has to know of each operation.

use std::collections::{BTreeMap, BTreeSet};

use super::plan::{Alternatives, Answer, Body, Call, Failure, Group, Page, Style, is_json, query_style, style};
use super::text::{key, quote};
use super::{Context, file};
use crate::contract::{Content, ContentKind, ParameterLocation, Schemas, Shape};
use crate::emit::GeneratedFile;

/// How long a line gets.
const WIDTH: usize = 100;

/// The functions of the core that a table names, by their file below `runtime/`.
#[derive(Default)]
struct Functions(BTreeMap<&'static str, BTreeSet<&'static str>>);

impl Functions {
    fn add(&mut self, file: &'static str, name: &'static str) -> &'static str {
        self.0.entry(file).or_default().insert(name);
        name
    }

    fn imports(&self) -> String {
        let line = |(file, names): (&&str, &BTreeSet<&str>)| {
            let names: Vec<&str> = names.iter().copied().collect();
            format!("import {{ {} }} from \"../runtime/{file}.js\";\n", names.join(", "))
        };
        let lines: String = self.0.iter().map(line).collect();
        if lines.is_empty() { lines } else { format!("{lines}\n") }
    }
}

pub(super) fn table(context: Context, group: &Group) -> GeneratedFile {
    let mut functions = Functions::default();
    let entries: String = group.calls.iter().map(|call| entry(context, call, &mut functions)).collect();
    let source = format!("{}export const {} = {{\n{entries}}};\n", functions.imports(), group.name.table);
    file(&format!("operations/{}.js", group.name.file), &source)
}

fn entry(context: Context, call: &Call, functions: &mut Functions) -> String {
    let operation = call.operation;
    let mut members = vec![
        ("id", quote(&operation.id)),
        ("method", quote(operation.method.as_str())),
        ("path", quote(&operation.path)),
    ];
    if let Some(server) = operation.servers.first() {
        members.push(("server", quote(&server.url)));
    }
    if let Some(own) = &call.security {
        members.push(("security", alternatives(own)));
    }
    let as_styled =
        |functions: &mut Functions, parameter| Some(written(style(context.contract, parameter)?, "styles", functions));
    let paths: Vec<(String, String)> =
        call.path.iter().filter_map(|own| Some((own.name.clone(), as_styled(functions, own)?))).collect();
    if !paths.is_empty() {
        members.push(("styles", object(paths)));
    }
    if let Some(whole) = call.querystring {
        members.push(("query", as_styled(functions, whole).unwrap_or_else(|| object([]))));
    } else if !call.query.is_empty() {
        let styles: Vec<(String, String)> =
            call.query.iter().filter_map(|own| Some((own.name.clone(), as_styled(functions, own)?))).collect();
        members.push(("query", object(styles)));
    }
    if let Some(own) = &call.body {
        members.push(("body", body(context, own, functions)));
    }
    if !call.headers.is_empty() {
        let headers = call.headers.iter().map(|header| {
            let name = &header.parameter.name;
            let is_cookie = header.parameter.location == ParameterLocation::Cookie;
            let name = quote(&if is_cookie { name.clone() } else { name.to_lowercase() });
            let style = style(context.contract, header.parameter).map(|style| {
                if let Some(argument @ ("bare" | "delimited" | "json")) = style.argument {
                    functions.add("styles", argument);
                }
                functions.add("styles", style.function);
                let argument = style.argument.map(|argument| format!(", {argument}")).unwrap_or_default();
                format!("[{name}, {}{argument}]", style.function)
            });
            (header.option.to_owned(), style.unwrap_or(name))
        });
        let headers: Vec<_> = headers.collect();
        members.push(("headers", object(headers)));
    }
    if let Some(accept) = accept(call) {
        members.push(("accept", quote(&accept)));
    }
    let answers: Vec<_> = call.answers.iter().map(|own| (own.key.clone(), answer(own, functions))).collect();
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

/// A list of lists of schemes.
pub(super) fn alternatives(all: &Alternatives) -> String {
    let lists: Vec<String> = all.iter().map(list).collect();
    format!("[{}]", lists.join(", "))
}

/// A function, or one with what it has to know.
fn written(style: Style, file: &'static str, functions: &mut Functions) -> String {
    functions.add(file, style.function);
    match style.argument {
        Some(argument) => format!("[{}, {argument}]", style.function),
        None => style.function.to_owned(),
    }
}

/// The one media type that is sent as it is, or each with what writes it.
fn body(context: Context, body: &Body, functions: &mut Functions) -> String {
    let writers: Vec<(String, Option<String>)> = body
        .contents
        .iter()
        .map(|content| (Body::sent_as(content), writer(&context.contract.schemas, content, functions)))
        .collect();
    match writers.as_slice() {
        [(media_type, None)] => quote(media_type),
        _ => object(writers.into_iter().map(|(name, writer)| (name, writer.unwrap_or_else(|| "0".to_owned())))),
    }
}

/// What writes a body that is not sent as it is, nor as JSON.
fn writer(schemas: &Schemas, content: &Content, functions: &mut Functions) -> Option<String> {
    let (name, members) = match content.kind {
        ContentKind::Form => (functions.add("forms", "form"), form_styles(schemas, content, functions)),
        ContentKind::Multipart => (functions.add("forms", "multipart"), part_types(content)),
        ContentKind::JsonLines => (functions.add("streams", "writeLines"), Vec::new()),
        ContentKind::JsonSequence => (functions.add("streams", "writeSequence"), Vec::new()),
        _ => return None,
    };
    Some(if members.is_empty() { name.to_owned() } else { format!("[{name}, {}]", object(members)) })
}

/// How the members of a form are written, where that is not the usual way.
fn form_styles(schemas: &Schemas, content: &Content, functions: &mut Functions) -> Vec<(String, String)> {
    let object = content.ty.and_then(|ty| schemas.get(ty.schema)).map(|schema| &schema.shape);
    let compound = |property: &str| match object {
        Some(Shape::Object(object)) => object.properties.iter().any(|own| {
            let shape = schemas.get(own.ty.schema).map(|schema| &schema.shape);
            own.name == property
                && matches!(shape, Some(Shape::Object(_) | Shape::Array(_) | Shape::OneOf(_) | Shape::AnyOf(_)))
        }),
        _ => true,
    };
    let mut styles = Vec::new();
    for encoding in &content.encoding {
        let name = &encoding.property;
        let style = match encoding.style {
            Some(style) => query_style(style, encoding.explode, compound(name)),
            None if encoding.media_types.iter().any(|own| is_json(own)) && compound(name) => {
                Some(Style { function: "json", argument: None })
            }
            None => None,
        };
        if let Some(style) = style {
            styles.push((name.clone(), written(style, "styles", functions)));
        }
    }
    styles
}

/// The media types of parts that have one of their own.
fn part_types(content: &Content) -> Vec<(String, String)> {
    let single = content.encoding.iter().filter_map(|encoding| match encoding.media_types.as_slice() {
        [only] if !only.contains('*') && only != "text/plain" && only != "application/octet-stream" => {
            Some((encoding.property.clone(), quote(only)))
        }
        _ => None,
    });
    single.collect()
}

/// What is asked for, where that is not JSON.
fn accept(call: &Call) -> Option<String> {
    let mut asked: Vec<&str> = Vec::new();
    for answer in call.successes() {
        if let Some(body) = answer.bodies.first().filter(|body| !asked.contains(&body.media_type.as_str())) {
            asked.push(&body.media_type);
        }
    }
    let accept = asked.join(", ");
    (!accept.is_empty() && accept != "application/json").then_some(accept)
}

fn answer(answer: &Answer, functions: &mut Functions) -> String {
    for function in answer.bodies.iter().filter_map(|body| body.kind.function()) {
        functions.add("streams", function);
    }
    match answer.kind() {
        Some(kind) => kind.as_str().to_owned(),
        None => object(answer.bodies.iter().map(|body| (body.media_type.clone(), body.kind.as_str().to_owned()))),
    }
}

/// A member of an entry; a list that is too long for its line goes on in the next ones.
fn line(name: &str, value: &str) -> String {
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
    let one_line = members.join(", ");
    if members.is_empty() {
        "{}".to_owned()
    } else if one_line.len() <= WIDTH {
        format!("{{ {one_line} }}")
    } else {
        let lines: String = members.iter().map(|member| format!("      {member},\n")).collect();
        format!("{{\n{lines}    }}")
    }
}

pub(super) fn list<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<String> = items.into_iter().map(|item| quote(item.as_ref())).collect();
    format!("[{}]", items.join(", "))
}
