//! `operations/*.d.ts`: what people see of each operation.

use std::collections::BTreeMap;

use super::imports::Imports;
use super::models::Homes;
use super::plan::{Call, Group};
use super::signatures::{self, Received, Sent, Way};
use super::text::{comment, docs, extends, key, quote};
use super::types::{Form, Types};
use super::{Context, failures, file, words};
use crate::contract::{Parameter, ParameterLocation};
use crate::emit::GeneratedFile;
use crate::emit::shelves::{Part, shelves};
use crate::names::typescript::{Scope, type_name};

/// What is declared for one operation.
struct Piece {
    method: String,
    /// Its query, options, failures and whatever else has a name.
    others: String,
    imports: Imports,
}

/// The file of a group. The operations that would make it too long are in a folder beside it, by their paths, and what
/// the group's interface extends.
pub(super) fn declarations(context: Context, homes: &Homes, group: &Group, names: &mut Scope) -> Vec<GeneratedFile> {
    let pieces: Vec<Piece> = group.calls.iter().map(|call| piece(context, call)).collect();
    let parts = group.calls.iter().zip(&pieces).map(|(call, piece)| Part {
        words: words::of_operation(&call.operation.path, &group.name.file, &call.name.method),
        lines: piece.method.lines().count() + piece.others.lines().count() + 1,
    });
    let parts: Vec<Part> = parts.collect();
    let mut contents: BTreeMap<Vec<String>, Vec<&Piece>> = BTreeMap::new();
    for (shelf, piece) in shelves(&parts, "-").into_iter().zip(&pieces) {
        contents.entry(shelf).or_default().push(piece);
    }
    let whole = contents.remove(&Vec::new()).unwrap_or_default();
    let mut files = Vec::new();
    let mut extended = Vec::new();
    let mut imports = Imports::default();
    let mut exports = String::new();
    for (shelf, pieces) in contents {
        let path = shelf.join("/");
        let module = format!("operations/{}/{path}", group.name.file);
        let name = names.claim(&type_name(&format!("{} {} api", group.name.property, path.replace('/', " "))));
        let about = format!("A part of `{}`: `{path}`.", group.name.interface);
        files.push(declared(homes, &module, &pieces, Imports::default(), |body| {
            format!("{}export interface {name} {body}", comment(&[about], &[], 0))
        }));
        imports.add(&module, &name);
        exports.push_str(&format!("export type * from \"./{}/{path}.js\";\n", group.name.file));
        extended.push(name);
    }
    if !exports.is_empty() {
        exports.push('\n');
    }
    imports.add("runtime/connect", "Operations");
    let description = group.description.map(ToOwned::to_owned).into_iter().collect::<Vec<_>>();
    let (interface, table) = (&group.name.interface, &group.name.table);
    let mut file = declared(homes, &format!("operations/{}", group.name.file), &whole, imports, |body| {
        let extended = extends(&extended);
        format!("{exports}{}export interface {interface}{extended} {body}", comment(&description, &[], 0))
    });
    file.text
        .push_str(&format!("\n/** For `createClientOf`. */\nexport declare const {table}: Operations<{interface}>;\n"));
    files.push(file);
    files
}

fn piece(context: Context, call: &Call) -> Piece {
    let mut types = Types::new(context);
    let sent = call.body.as_ref().map(|body| signatures::sent(&mut types, body)).unwrap_or_default();
    let received = signatures::received(&mut types, call);
    let mut others = long_types(&mut types, call, sent.first(), received.first());
    others.push_str(&parameters(&mut types, call));
    others.push('\n');
    others.push_str(&failures::of_call(&mut types, context, call));
    let ways = signatures::ways(sent, received);
    let method = ways.iter().map(|way| method(&mut types, call, way)).collect();
    Piece { method, others, imports: types.imports }
}

/// The file of some operations: their methods, in braces behind what `interface` says, and the rest.
fn declared(
    homes: &Homes,
    module: &str,
    pieces: &[&Piece],
    mut imports: Imports,
    interface: impl FnOnce(&str) -> String,
) -> GeneratedFile {
    for piece in pieces {
        imports.extend(&piece.imports);
    }
    let methods: Vec<&str> = pieces.iter().map(|piece| piece.method.as_str()).collect();
    let body = if methods.is_empty() { "{}\n".to_owned() } else { format!("{{\n{}}}\n", methods.join("\n")) };
    let others: String = pieces.iter().map(|piece| piece.others.as_str()).collect();
    file(&format!("{module}.d.ts"), &format!("{}{}{others}", imports.render(module, homes), interface(&body)))
}

fn method(types: &mut Types, call: &Call, way: &Way) -> String {
    let mut arguments: Vec<(String, String, bool)> = Vec::new();
    let mut tags = Vec::new();
    for (parameter, name) in call.path.iter().zip(&call.name.arguments) {
        arguments.push((name.clone(), types.reference(parameter.ty, Form::Input, 1), true));
        if let Some(description) = &parameter.docs.description {
            tags.push(format!("@param {name} {description}"));
        }
    }
    if let Some((body, sent)) = call.body.as_ref().zip(way.sent.as_ref()) {
        let is_first = body.contents.first().zip(sent.content).is_some_and(|(first, own)| std::ptr::eq(*first, own));
        let ty = if is_first { named(&sent.ty, &call.name.body_type) } else { sent.ty.clone() };
        arguments.push(("body".to_owned(), ty, body.required));
        if let Some(description) = body.description {
            tags.push(format!("@param body {description}"));
        }
    }
    if let Some(whole) = call.querystring {
        arguments.push(("query".to_owned(), types.reference(whole.ty, Form::Input, 1), call.needs_query()));
    } else if !call.query.is_empty() {
        arguments.push(("query".to_owned(), call.name.query_type.clone(), call.needs_query()));
    }
    let (options, needed) = way.options(&options_type(types, call), types);
    arguments.push(("options".to_owned(), options, needed || call.needs_options()));
    let comment = documentation(call, way, &tags);
    let name = key(&call.name.method);
    let list = argument_list(&arguments);
    let result = result_type(types, call, way);
    let one_line = format!("  {name}({}): {result};\n", list.join(", "));
    if one_line.len() <= 121 {
        return format!("{comment}{one_line}");
    }
    let lines: String = list.iter().map(|argument| format!("    {argument},\n")).collect();
    format!("{comment}  {name}(\n{lines}  ): {result};\n")
}

/// A type that is too long to stand among others gets a name; [`long_types`] declares it.
fn named(text: &str, name: &str) -> String {
    if is_long(text) { name.to_owned() } else { text.to_owned() }
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

fn documentation(call: &Call, way: &Way, tags: &[String]) -> String {
    let operation = call.operation;
    if !way.is_usual() {
        // The usual way has the rest.
        let summary = operation.summary.clone().unwrap_or_else(|| format!("`{}`", operation.id));
        return comment(&[summary], &[], 1);
    }
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

fn result_type(types: &mut Types, call: &Call, way: &Way) -> String {
    let received = &way.received;
    let is_usual = way.is_usual();
    let data = if is_usual { named(&received.data, &call.name.data_type) } else { received.data.clone() };
    let error = &call.name.error_type;
    let whole = match &received.whole {
        Some(_) if is_usual => format!(", {}", call.name.answer_type),
        Some(whole) => {
            types.imports.add("runtime/call", "Answer");
            format!(", {whole}")
        }
        None => String::new(),
    };
    let Some(page) = call.page.as_ref().filter(|_| is_usual) else {
        types.imports.add("runtime/call", "Call");
        return format!("Call<{data}, {error}{whole}>");
    };
    types.imports.add("runtime/call", "PagedCall");
    let mut item = types.reference(page.item, Form::Output, 1);
    if is_long(&item) {
        item = page.items.iter().fold(data.clone(), |ty, key| format!("NonNullable<{ty}[{}]>", quote(key)));
        item.push_str("[number]");
    }
    format!("PagedCall<{data}, {item}, {error}{whole}>")
}

/// The body, the data and the whole answer of a call, where they are too long to stand among its arguments.
fn long_types(types: &mut Types, call: &Call, sent: Option<&Sent>, received: Option<&Received>) -> String {
    let mut source = String::new();
    let id = &call.operation.id;
    if let Some(sent) = sent.filter(|sent| is_long(&sent.ty)) {
        let name = &call.name.body_type;
        source.push_str(&format!("\n{}", comment(&[format!("The body of `{id}`.")], &[], 0)));
        source.push_str(&match sent.content.and_then(|content| content.ty).and_then(|ty| types.inline(ty)) {
            Some(schema) => types.declaration(schema, name, Form::Input),
            None => format!("export type {name} = {};\n", sent.ty),
        });
    }
    let Some(received) = received else { return source };
    if is_long(&received.data) {
        let name = &call.name.data_type;
        let schema = match call.successes().as_slice() {
            [only] if only.bodies.len() == 1 => only.bodies.first().and_then(|body| body.ty),
            _ => None,
        };
        source.push_str(&format!("\n{}", comment(&[format!("What `{id}` gives.")], &[], 0)));
        source.push_str(&match schema.and_then(|ty| types.inline(ty)) {
            Some(schema) if !received.data.starts_with("AsyncIterable<") => {
                types.declaration(schema, name, Form::Output)
            }
            _ => format!("export type {name} = {};\n", received.data),
        });
    }
    if let Some(whole) = &received.whole {
        types.imports.add("runtime/call", "Answer");
        let whole =
            if is_long(&received.data) { whole.replace(&received.data, &call.name.data_type) } else { whole.clone() };
        source
            .push_str(&format!("\n{}", comment(&[format!("What `{id}` gives, with its status and headers.")], &[], 0)));
        source.push_str(&format!("export type {} = {whole};\n", call.name.answer_type));
    }
    source
}

/// The declarations of a call's query and options, where it has them.
fn parameters(types: &mut Types, call: &Call) -> String {
    let mut source = String::new();
    let id = &call.operation.id;
    if !call.query.is_empty() {
        let members: String = call.query.iter().map(|p| member(types, p, &p.name)).collect();
        let comment = comment(&[format!("The query of `{id}`.")], &[], 0);
        source.push_str(&format!("\n{comment}export interface {} {{\n{members}}}\n", call.name.query_type));
    }
    if !call.headers.is_empty() {
        types.imports.add("runtime/options", "CallOptions");
        let members: String = call.headers.iter().map(|h| member(types, h.parameter, h.option)).collect();
        let comment = comment(&[format!("The options of `{id}`.")], &[], 0);
        let name = &call.name.options_type;
        source.push_str(&format!("\n{comment}export interface {name} extends CallOptions {{\n{members}}}\n"));
    }
    source
}

fn member(types: &mut Types, parameter: &Parameter, name: &str) -> String {
    let tags: Vec<String> = parameter.default.iter().map(|default| format!("@default {default}")).collect();
    let mut own = parameter.docs.clone();
    if parameter.location == ParameterLocation::Cookie {
        let note = format!("The cookie `{}`: outside of browsers, which send their own.", parameter.name);
        own.description = Some(own.description.map_or(note.clone(), |text| format!("{text}\n\n{note}")));
    }
    let comment = docs(&own, &tags, 1);
    // Who does not say which cookie is sent leaves it to the browser.
    let required = parameter.required && parameter.location != ParameterLocation::Cookie;
    types.line(&comment, name, parameter.ty, Form::Input, required)
}
