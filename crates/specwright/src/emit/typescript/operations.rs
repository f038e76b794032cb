//! `operations/*.d.ts`: what people see of each operation.

use super::plan::{Body, Call, Group};
use super::text::{comment, docs, key, quote};
use super::types::{Form, Types};
use super::{Context, failures, file};
use crate::contract::{ContentKind, Parameter};
use crate::emit::GeneratedFile;

pub(super) fn declarations(context: Context, group: &Group) -> GeneratedFile {
    let mut types = Types::new(context);
    let module = format!("operations/{}", group.name.file);
    let methods: Vec<String> = group.calls.iter().map(|call| method(&mut types, call)).collect();
    let description = group.description.map(ToOwned::to_owned).into_iter().collect::<Vec<_>>();
    let mut source = comment(&description, &[], 0);
    source.push_str(&format!("export interface {} {{\n{}}}\n", group.name.interface, methods.join("\n")));
    for call in &group.calls {
        source.push_str(&long_types(&mut types, call));
        source.push_str(&parameters(&mut types, call));
        source.push('\n');
        source.push_str(&failures::of_call(&mut types, context, call));
    }
    types.imports.add("runtime/connect", "Operations");
    source.push_str("\n/** For `createClientOf`. */\n");
    source.push_str(&format!("export declare const {}: Operations<{}>;\n", group.name.table, group.name.interface));
    file(&format!("{module}.d.ts"), &format!("{}{source}", types.imports.render(&module)))
}

fn method(types: &mut Types, call: &Call) -> String {
    let mut arguments: Vec<(String, String, bool)> = Vec::new();
    let mut tags = Vec::new();
    for (parameter, name) in call.path.iter().zip(&call.name.arguments) {
        arguments.push((name.clone(), types.reference(parameter.ty, Form::Input, 1), true));
        if let Some(description) = &parameter.docs.description {
            tags.push(format!("@param {name} {description}"));
        }
    }
    if let Some(body) = &call.body {
        arguments.push(("body".to_owned(), named(body_type(types, body), &call.name.body_type), body.required));
        if let Some(description) = body.description {
            tags.push(format!("@param body {description}"));
        }
    }
    if !call.query.is_empty() {
        arguments.push(("query".to_owned(), call.name.query_type.clone(), call.needs_query()));
    }
    arguments.push(("options".to_owned(), options_type(types, call), call.needs_options()));
    let comment = documentation(call, &tags);
    let name = key(&call.name.method);
    let list = argument_list(&arguments);
    let result = result_type(types, call);
    let one_line = format!("  {name}({}): {result};\n", list.join(", "));
    if one_line.len() <= 121 {
        return format!("{comment}{one_line}");
    }
    let lines: String = list.iter().map(|argument| format!("    {argument},\n")).collect();
    format!("{comment}  {name}(\n{lines}  ): {result};\n")
}

/// A type that is too long to stand among others gets a name; [`long_types`] declares it.
fn named(text: String, name: &str) -> String {
    if is_long(&text) { name.to_owned() } else { text }
}

fn is_long(text: &str) -> bool {
    text.len() > 60 || text.contains('\n')
}

/// An argument may only be left out when every one behind it may be.
fn argument_list(arguments: &[(String, String, bool)]) -> Vec<String> {
    let last_required = arguments.iter().rposition(|(_, _, required)| *required);
    let argument = |(index, (name, ty, required)): (usize, &(String, String, bool))| {
        if *required {
            format!("{name}: {ty}")
        } else if last_required.is_some_and(|last| index < last) {
            format!("{name}: {ty} | undefined")
        } else {
            format!("{name}?: {ty} | undefined")
        }
    };
    arguments.iter().enumerate().map(argument).collect()
}

fn documentation(call: &Call, tags: &[String]) -> String {
    let operation = call.operation;
    let mut paragraphs: Vec<String> = Vec::new();
    paragraphs.extend(operation.summary.clone());
    paragraphs.extend(operation.docs.description.clone().filter(|text| Some(text) != operation.summary.as_ref()));
    paragraphs.push(format!("`{} {}`", operation.method.as_str(), operation.path));
    let mut tags = tags.to_vec();
    if operation.docs.deprecated {
        tags.push("@deprecated".to_owned());
    }
    comment(&paragraphs, &tags, 1)
}

fn options_type(types: &mut Types, call: &Call) -> String {
    if call.headers.is_empty() {
        types.imports.add("runtime/options", "CallOptions");
        return "CallOptions".to_owned();
    }
    call.name.options_type.clone()
}

fn body_type(types: &mut Types, body: &Body) -> String {
    match (body.kind, body.ty) {
        (ContentKind::Binary, _) => "Blob".to_owned(),
        (ContentKind::Text, _) => "string".to_owned(),
        (_, Some(ty)) => types.reference(ty, Form::Input, 0),
        (ContentKind::Multipart | ContentKind::Form, None) => "Record<string, unknown>".to_owned(),
        (_, None) => "unknown".to_owned(),
    }
}

/// What a call gives.
fn data_type(types: &mut Types, call: &Call) -> String {
    let mut values: Vec<String> = Vec::new();
    for answer in call.successes() {
        let text = failures::body(types, answer.kind, answer.ty);
        if !values.contains(&text) {
            values.push(text);
        }
    }
    if values.is_empty() { "undefined".to_owned() } else { values.join(" | ") }
}

fn result_type(types: &mut Types, call: &Call) -> String {
    let data = named(data_type(types, call), &call.name.data_type);
    let error = &call.name.error_type;
    let Some(page) = &call.page else {
        types.imports.add("runtime/call", "Call");
        return format!("Call<{data}, {error}>");
    };
    types.imports.add("runtime/call", "PagedCall");
    let mut item = types.reference(page.item, Form::Output, 1);
    if is_long(&item) {
        item = page.items.iter().fold(data.clone(), |ty, key| format!("NonNullable<{ty}[{}]>", quote(key)));
        item.push_str("[number]");
    }
    format!("PagedCall<{data}, {item}, {error}>")
}

/// The body and the data of a call, where they are too long to stand among its arguments.
fn long_types(types: &mut Types, call: &Call) -> String {
    let mut source = String::new();
    let id = call.operation.id.replace("*/", "");
    if let Some(body) = &call.body {
        let text = body_type(types, body);
        if is_long(&text) {
            let name = &call.name.body_type;
            source.push_str(&format!("\n/** The body of `{id}`. */\n"));
            source.push_str(&match body.ty.and_then(|ty| types.inline(ty)) {
                Some(schema) => types.declaration(schema, name, Form::Input),
                None => format!("export type {name} = {text};\n"),
            });
        }
    }
    let text = data_type(types, call);
    if is_long(&text) {
        let name = &call.name.data_type;
        let schema = match call.successes().as_slice() {
            [only] => only.ty.and_then(|ty| types.inline(ty)),
            _ => None,
        };
        source.push_str(&format!("\n/** What `{id}` gives. */\n"));
        source.push_str(&match schema {
            Some(schema) => types.declaration(schema, name, Form::Output),
            None => format!("export type {name} = {text};\n"),
        });
    }
    source
}

/// The declarations of a call's query and options, where it has them.
fn parameters(types: &mut Types, call: &Call) -> String {
    let mut source = String::new();
    let id = call.operation.id.replace("*/", "");
    if !call.query.is_empty() {
        let members: String = call.query.iter().map(|p| member(types, p, &p.name)).collect();
        let name = &call.name.query_type;
        source.push_str(&format!("\n/** The query of `{id}`. */\nexport interface {name} {{\n{members}}}\n"));
    }
    if !call.headers.is_empty() {
        types.imports.add("runtime/options", "CallOptions");
        let members: String = call.headers.iter().map(|h| member(types, h.parameter, h.option)).collect();
        let name = &call.name.options_type;
        source.push_str(&format!(
            "\n/** The options of `{id}`. */\nexport interface {name} extends CallOptions {{\n{members}}}\n"
        ));
    }
    source
}

fn member(types: &mut Types, parameter: &Parameter, name: &str) -> String {
    let tags: Vec<String> = parameter.default.iter().map(|default| format!("@default {default}")).collect();
    let comment = docs(&parameter.docs, &tags, 1);
    types.line(&comment, name, parameter.ty, Form::Input, parameter.required)
}
