//! `openapi.d.ts`: the bundled document as types, `paths`, `components` and `operations`, in the shape that
//! openapi-typescript gives them, for libraries and code that are written against it. The client does not use it.

mod alias;
mod circles;
mod discriminate;
mod operation;
mod reader;
mod schema;
mod split;

use std::collections::HashSet;

use serde_json::Value;

use reader::Reader;

use super::text::{comment, indent, key, quote};
use super::{Context, file, words};
use crate::emit::GeneratedFile;

/// The methods of a path item, in the order of that shape.
const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// How many lines one file for all of it may have: nobody reads it from the beginning to the end.
const WHOLE: usize = 3000;

/// Requires members of a type, as `allOf` can.
const WITH_REQUIRED: &str = "\ntype WithRequired<T, K extends keyof T> = T & { [P in K]-?: T[P] };\n";

/// A list of types by name: an interface, or a member of `components`.
struct Section {
    name: &'static str,
    about: &'static str,
    members: Vec<Member>,
    /// How deep its name stands.
    level: usize,
    /// It has a file of its own.
    is_elsewhere: bool,
}

struct Member {
    /// The name, as it must be written.
    key: String,
    ty: String,
    /// The words that lead to it.
    words: Vec<String>,
    /// An alias that its type names, declared beside what it is a member of.
    alias: Option<String>,
}

impl Section {
    fn new(name: &'static str, about: &'static str, members: Vec<Member>) -> Self {
        Self { name, about, members, level: 0, is_elsewhere: false }
    }

    fn lines(&self) -> usize {
        self.members.iter().map(Member::lines).sum()
    }

    /// What its types name besides.
    fn aliases(&self) -> String {
        aliases(&self.members)
    }

    /// Its types in braces.
    fn block(&self) -> String {
        block(self.members.iter().map(|member| (member.key.as_str(), member.ty.as_str())), self.level)
    }
}

impl Member {
    fn lines(&self) -> usize {
        self.ty.lines().count() + self.alias.as_deref().map_or(0, |alias| alias.lines().count())
    }
}

/// All that the document says, in this shape.
struct Sections {
    paths: Section,
    webhooks: Section,
    kinds: Vec<Section>,
    operations: Section,
}

impl Sections {
    fn of(reader: &Reader) -> Self {
        let (paths, webhooks) = (reader.document.get("paths"), reader.document.get("webhooks"));
        let paths = items(reader, paths, |path| words::of_path(path, ""));
        let webhooks = items(reader, webhooks, words::of_name);
        Self {
            paths: Section::new("paths", "Every path, and the operations on it.", paths),
            webhooks: Section::new("webhooks", "Every webhook, and the operations that are called on it.", webhooks),
            kinds: components(reader).collect(),
            operations: Section::new("operations", "Every operation, by its operationId.", operations(reader)),
        }
    }

    fn all(&self) -> impl Iterator<Item = &Section> {
        [&self.paths, &self.webhooks].into_iter().chain(&self.kinds).chain([&self.operations])
    }

    fn all_mut(&mut self) -> impl Iterator<Item = &mut Section> {
        [&mut self.paths, &mut self.webhooks].into_iter().chain(&mut self.kinds).chain([&mut self.operations])
    }
}

pub(super) fn files(context: Context) -> Vec<GeneratedFile> {
    let reader = Reader::new(&context.contract.document);
    let mut sections = Sections::of(&reader);
    let mut requires = reader.requires.get();
    let mut files = Vec::new();
    if sections.all().map(Section::lines).sum::<usize>() > WHOLE {
        files = split::split(sections.all_mut());
        let says = |section: &Section| format!("{}{}", section.block(), section.aliases()).contains("WithRequired<");
        requires = sections.all().any(says);
    }
    files.extend([file("openapi.d.ts", &source(&sections, requires)), file("openapi.js", "export {};\n")]);
    files
}

fn source(sections: &Sections, requires: bool) -> String {
    let elsewhere = sections.all().filter(|section| section.is_elsewhere).map(|section| section.name);
    let mut imports: String =
        elsewhere.map(|name| format!("import type {{ {name} }} from \"./openapi/{name}.js\";\n")).collect();
    if !imports.is_empty() {
        imports.push('\n');
    }
    let kinds: String = sections.kinds.iter().map(component).collect();
    format!(
        "{imports}{}\n{}\n\
         /** What the document declares by name. */\n\
         export interface components {{\n{kinds}}}\n\n\
         export type $defs = Record<string, never>;\n\n\
         {}{}{}",
        interface(&sections.paths),
        interface(&sections.webhooks),
        interface(&sections.operations),
        sections.kinds.iter().map(Section::aliases).collect::<String>(),
        if requires { WITH_REQUIRED } else { "" },
    )
}

fn interface(section: &Section) -> String {
    let (name, about) = (section.name, section.about);
    let declared = if section.is_elsewhere {
        format!("export type {{ {name} }};")
    } else if section.members.is_empty() {
        format!("export type {name} = Record<string, never>;")
    } else {
        format!("export interface {name} {}", section.block())
    };
    format!("/** {about} */\n{declared}\n")
}

/// A member of `components`.
fn component(section: &Section) -> String {
    let name = section.name;
    let ty = match section.members.as_slice() {
        _ if section.is_elsewhere => name.to_owned(),
        [] => "never".to_owned(),
        _ => section.block(),
    };
    format!("  {name}: {ty};\n")
}

/// Path items by their paths, or by their names.
fn items(reader: &Reader, all: Option<&Value>, words: impl Fn(&str) -> Vec<String>) -> Vec<Member> {
    let member = |(path, item): (&String, &Value)| Member {
        key: quote(path),
        ty: path_item(reader, item, 1),
        words: words(path),
        alias: None,
    };
    own_members(all).map(member).collect()
}

fn path_item(reader: &Reader, item: &Value, level: usize) -> String {
    if let Some(text) = reader.reference(item, |target| path_item(reader, target, level)) {
        return text;
    }
    let pad = indent(level + 1);
    let parameters = operation::parameters(reader, &[item.get("parameters")], level + 1);
    let methods: String = METHODS
        .iter()
        .map(|method| {
            let ty = match item.get(*method) {
                None => "?: never".to_owned(),
                Some(own) => match own.get("operationId").and_then(Value::as_str) {
                    Some(id) => format!(": operations[{}]", quote(id)),
                    None => format!(": {}", operation::of(reader, own, item.get("parameters"), level + 1)),
                },
            };
            format!("{pad}{method}{ty};\n")
        })
        .collect();
    format!("{{\n{pad}parameters: {parameters};\n{methods}{}}}", indent(level))
}

/// The operations that have a name, of paths and webhooks.
fn operations(reader: &Reader) -> Vec<Member> {
    let mut all: Vec<Member> = Vec::new();
    let mut known: HashSet<&str> = HashSet::new();
    let named = reader.document.pointer("/components/pathItems");
    let places = [reader.document.get("paths"), reader.document.get("webhooks"), named];
    for (path, item) in places.into_iter().flat_map(own_members) {
        for own in METHODS.iter().filter_map(|method| item.get(*method)) {
            // An operationId that stands twice has been reported; here the first one has it.
            if let Some(id) = own.get("operationId").and_then(Value::as_str).filter(|id| known.insert(id)) {
                let tag = own.pointer("/tags/0").and_then(Value::as_str).unwrap_or_default();
                let tag = words::of_name(tag).join("-");
                let words = words::of_operation(path, &tag, id);
                let words = std::iter::once(tag).chain(words).collect();
                let ty = operation::of(reader, own, item.get("parameters"), 1);
                all.push(Member { key: key(id), ty, words, alias: None });
            }
        }
    }
    all
}

/// The kinds of components.
fn components<'a>(reader: &'a Reader<'a>) -> impl Iterator<Item = Section> + 'a {
    type Write = fn(&Reader, &str, &Value) -> String;
    const KINDS: [(&str, &str, Write); 6] = [
        ("schemas", "The schemas by their names.", |reader, name, value| schema::component(reader, name, value, 2)),
        ("responses", "The responses by their names.", |reader, _, value| operation::response(reader, value, 2)),
        ("parameters", "The parameters by their names.", |reader, _, value| {
            operation::parameter_type(reader, value, 2)
        }),
        ("requestBodies", "The bodies of requests by their names.", |reader, _, value| {
            operation::body(reader, value, 2)
        }),
        ("headers", "The headers by their names.", |reader, _, value| operation::header_type(reader, value, 2)),
        ("pathItems", "The path items by their names.", |reader, _, value| path_item(reader, value, 2)),
    ];
    let declared = reader.document.get("components");
    let circles = circles::of(declared.and_then(|components| components.get("schemas")));
    KINDS.into_iter().map(move |(kind, about, write)| {
        let member = |(name, value): (&String, &Value)| {
            let (key, words) = (key(name), words::of_name(name));
            if reader.resolve(value).get("$ref").is_some() {
                // It leads to nothing, or back to itself.
                return Member { key, ty: "unknown".to_owned(), words, alias: None };
            }
            if kind != "schemas" || !circles.contains(name.as_str()) {
                return Member { key, ty: write(reader, name, value), words, alias: None };
            }
            let (ty, alias) = reader.aliases.declare(name, || schema::component(reader, name, value, 0));
            Member { key, ty, words, alias: Some(alias) }
        };
        let all = members(declared.and_then(|components| components.get(kind)));
        Section { level: 1, ..Section::new(kind, about, all.map(member).collect()) }
    })
}

fn aliases<'m>(members: impl IntoIterator<Item = &'m Member>) -> String {
    members.into_iter().filter_map(|member| member.alias.as_deref()).collect()
}

/// The members of an object; of anything else, none.
fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

/// The members of an object that may be extended, without its extensions.
fn own_members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    members(value).filter(|(name, _)| !name.starts_with("x-"))
}

/// An object type of required members, whose names are written as they must be.
fn block<'m>(members: impl IntoIterator<Item = (&'m str, &'m str)>, level: usize) -> String {
    let pad = indent(level + 1);
    let lines: String = members.into_iter().map(|(name, ty)| format!("{pad}{name}: {ty};\n")).collect();
    if lines.is_empty() { "{}".to_owned() } else { format!("{{\n{lines}{}}}", indent(level)) }
}

/// The comment of anything with a description.
fn described(value: &Value, level: usize) -> String {
    let description = value.get("description").and_then(Value::as_str).map(ToOwned::to_owned);
    let deprecated = value.get("deprecated").and_then(Value::as_bool) == Some(true);
    let tags: Vec<String> = deprecated.then(|| "@deprecated".to_owned()).into_iter().collect();
    comment(description.as_slice(), &tags, level)
}
