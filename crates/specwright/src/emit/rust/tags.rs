//! The files of each tag: its operations' types below `operations/`, its trait and handlers below `server/`.
//!
//! A tag has a file in each. Where that holds more operations than a person reads through, or is too long, there is a
//! folder instead, with a file for every operation: a contract's largest tag may have hundreds.

use std::collections::BTreeMap;

use super::body::Body;
use super::text::{Text, Uses, fits};
use super::ty::Model;
use super::{Section, file};
use crate::contract::TagId;
use crate::emit::GeneratedFile;
use crate::emit::shelves::is_long;

const SERVER: &str = "specwright_poem::server";

/// The most operations that one file holds.
const FILE: usize = 30;

pub fn operations(model: &Model<'_>, tags: &BTreeMap<TagId, Vec<Section<'_>>>) -> Vec<GeneratedFile> {
    let modules = tags.keys().map(|tag| format!("pub mod {};", model.names.tag(*tag).file)).collect();
    let about = "What goes into each operation, and what comes out: a file per tag.";
    let mut files = vec![file("src/operations/mod.rs", about, &Uses::default(), &sorted(modules))];
    for (tag, sections) in tags {
        let place = format!("src/operations/{}", model.names.tag(*tag).file);
        let about = format!("What goes into the operations of `{}`, and what comes out.", tag_name(model, *tag));
        if sections.len() <= FILE {
            let (mut body, mut uses) = (Text::default(), Uses::default());
            for section in sections {
                types(model, section, &mut body, &mut uses);
            }
            let whole = file(format!("{place}.rs"), &about, &uses, &body);
            if sections.len() == 1 || !is_long(&whole.text) {
                files.push(whole);
                continue;
            }
        }
        let mut body = modules_of(sections);
        body.gap();
        body.push(&sorted(each_module(sections, |module| format!("pub use {module}::*;"))));
        files.push(file(format!("{place}/mod.rs"), &about, &Uses::default(), &body));
        for section in sections {
            let (mut body, mut uses) = (Text::default(), Uses::default());
            types(model, section, &mut body, &mut uses);
            let about = format!("What goes into `{}`, and what comes out.", id(section));
            files.push(file(format!("{place}/{}.rs", section.op.names.module), &about, &uses, &body));
        }
    }
    files
}

/// The types of an operation.
fn types(model: &Model<'_>, section: &Section<'_>, body: &mut Text, uses: &mut Uses) {
    let Section { op, uses: own } = section;
    uses.extend(&own.answers);
    if op.body.as_ref().is_some_and(Body::is_choice) {
        uses.extend(&own.body);
    }
    model.operation_types(body, uses, op);
}

pub fn server(model: &Model<'_>, tags: &BTreeMap<TagId, Vec<Section<'_>>>) -> Vec<GeneratedFile> {
    let mut files = Vec::new();
    for (tag, sections) in tags {
        let names = model.names.tag(*tag);
        let place = format!("src/server/{}", names.file);
        let types = format!("crate::operations::{}::*", names.file);
        let name = tag_name(model, *tag);
        let about = format!("The operations of `{name}`: what a service implements, and how requests reach it.");
        if sections.len() <= FILE {
            let (mut body, mut uses) = (Text::default(), Uses::default());
            uses.name(&types);
            service(model, *tag, sections, &mut body, &mut uses);
            let added: Vec<String> = sections.iter().map(route).collect();
            routes("routes", &names.service, &added, &mut body, &mut uses);
            for section in sections {
                handler(model, section, &names.service, &mut body, &mut uses);
            }
            let whole = file(format!("{place}.rs"), &about, &uses, &body);
            if sections.len() == 1 || !is_long(&whole.text) {
                files.push(whole);
                continue;
            }
        }
        let (mut body, mut uses) = (Text::default(), Uses::default());
        uses.name(&types);
        body.push(&modules_of(sections));
        body.gap();
        service(model, *tag, sections, &mut body, &mut uses);
        let modules = sections.iter().map(|section| format!("    {}::route(router);", section.op.names.module));
        routes("routes", &names.service, &modules.collect::<Vec<_>>(), &mut body, &mut uses);
        files.push(file(format!("{place}/mod.rs"), &about, &uses, &body));
        for section in sections {
            let (mut body, mut uses) = (Text::default(), Uses::default());
            uses.name(&types);
            uses.name(&format!("super::{}", names.service));
            routes("route", &names.service, &[route(section)], &mut body, &mut uses);
            handler(model, section, &names.service, &mut body, &mut uses);
            let about = format!("How requests reach `{}`.", id(section));
            files.push(file(format!("{place}/{}.rs", section.op.names.module), &about, &uses, &body));
        }
    }
    files
}

/// The trait of a tag.
fn service(model: &Model<'_>, tag: TagId, sections: &[Section<'_>], body: &mut Text, uses: &mut Uses) {
    let description = model.contract.tags.get(tag.0 as usize).and_then(|tag| tag.description.clone());
    body.comment(0, &description.unwrap_or_else(|| format!("The operations of `{}`.", tag_name(model, tag))));
    body.line(format!("pub trait {}: Send + Sync + 'static {{", model.names.tag(tag).service));
    for (at, section) in sections.iter().enumerate() {
        if at > 0 {
            body.line("");
        }
        let Section { op, uses: own } = section;
        uses.extend(&own.arguments);
        if op.body.as_ref().is_some_and(|body| !body.is_choice()) {
            uses.extend(&own.body);
        }
        super::server::method(body, uses, op);
    }
    body.line("}");
}

/// The function that makes routes known, by these lines.
fn routes(function: &str, service: &str, lines: &[String], body: &mut Text, uses: &mut Uses) {
    uses.name(&format!("{SERVER}::Router"));
    body.gap();
    body.line(format!("pub(super) fn {function}<S: {service}>(router: &mut Router<S>) {{"));
    for line in lines {
        body.line(line);
    }
    body.line("}");
}

fn route(section: &Section<'_>) -> String {
    let (constant, method) = (&section.op.names.constant, &section.op.names.method);
    let line = format!("    router.add(&{constant}, |service, call| Box::pin({method}(service, call)));");
    if fits(0, &line) {
        return line;
    }
    format!("    router.add(&{constant}, |service, call| {{\n        Box::pin({method}(service, call))\n    }});")
}

/// What the run time is told of an operation, and the way to the trait's method and back.
fn handler(model: &Model<'_>, section: &Section<'_>, service: &str, body: &mut Text, uses: &mut Uses) {
    model.description_static(body, uses, &section.op);
    model.handler(body, uses, &section.op, service);
    super::server::conversions(body, uses, &section.op);
}

/// The modules of a folder.
fn modules_of(sections: &[Section<'_>]) -> Text {
    sorted(each_module(sections, |module| format!("mod {module};")))
}

fn each_module(sections: &[Section<'_>], line: impl Fn(&str) -> String) -> Vec<String> {
    sections.iter().map(|section| line(&section.op.names.module)).collect()
}

/// Lines in the order of rustfmt.
fn sorted(mut lines: Vec<String>) -> Text {
    lines.sort();
    let mut text = Text::default();
    for line in lines {
        text.line(line);
    }
    text
}

fn id(section: &Section<'_>) -> String {
    section.op.operation.id.replace('\n', " ")
}

fn tag_name(model: &Model<'_>, tag: TagId) -> String {
    model.contract.tags.get(tag.0 as usize).map_or_else(|| "default".to_owned(), |tag| tag.name.replace('\n', " "))
}
