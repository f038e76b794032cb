//! The files of each tag: its operations' types below `operations/`, its trait and handlers below `server/`.
//!
//! A tag has a file in each. One with more operations than a person reads through has a folder in each instead, with a
//! file for every operation: a contract's largest tag may have hundreds.

use std::collections::BTreeMap;

use super::text::{Text, Uses, fits};
use super::ty::Model;
use super::{Section, file};
use crate::contract::TagId;
use crate::emit::GeneratedFile;

const SERVER: &str = "specwright_poem::server";

/// The most operations that one file holds.
const FILE: usize = 30;

pub fn operations(model: &Model<'_>, tags: &BTreeMap<TagId, Vec<Section<'_>>>) -> Vec<GeneratedFile> {
    let mut files = Vec::new();
    let (mut root, mut modules) = (Text::default(), Vec::new());
    for (tag, sections) in tags {
        let names = model.names.tag(*tag);
        modules.push(format!("pub mod {};", names.file));
        let about = format!("What goes into the operations of `{}`, and what comes out.", tag_name(model, *tag));
        if sections.len() <= FILE {
            let (mut body, mut uses) = (Text::default(), Uses::default());
            for section in sections {
                types(model, section, &mut body, &mut uses);
            }
            files.push(file(format!("src/operations/{}.rs", names.file), &about, &uses, &body));
            continue;
        }
        let (mut folder, mut exports) = (Vec::new(), Vec::new());
        for section in sections {
            let (mut body, mut uses) = (Text::default(), Uses::default());
            types(model, section, &mut body, &mut uses);
            let module = &section.op.names.module;
            let about = format!("What goes into `{}`, and what comes out.", id(section));
            files.push(file(format!("src/operations/{}/{module}.rs", names.file), &about, &uses, &body));
            folder.push(format!("mod {module};"));
            exports.push(format!("pub use {module}::*;"));
        }
        let body = lists(folder, exports);
        files.push(file(format!("src/operations/{}/mod.rs", names.file), &about, &Uses::default(), &body));
    }
    modules.sort();
    for module in modules {
        root.line(module);
    }
    let about = "What goes into each operation, and what comes out: a file per tag.";
    files.insert(0, file("src/operations/mod.rs", about, &Uses::default(), &root));
    files
}

/// The types of an operation.
fn types(model: &Model<'_>, section: &Section<'_>, body: &mut Text, uses: &mut Uses) {
    let Section { op, uses: own } = section;
    uses.extend(&own.answers);
    if op.body.as_ref().is_some_and(|body| body.contents.iter().any(|content| content.variant.is_some())) {
        uses.extend(&own.body);
    }
    model.operation_types(body, uses, op);
}

pub fn server(model: &Model<'_>, tags: &BTreeMap<TagId, Vec<Section<'_>>>) -> Vec<GeneratedFile> {
    let mut files = Vec::new();
    for (tag, sections) in tags {
        let names = model.names.tag(*tag);
        let about = format!(
            "The operations of `{}`: what a service implements, and how requests reach it.",
            tag_name(model, *tag)
        );
        let (mut body, mut uses) = (Text::default(), Uses::default());
        let split = sections.len() > FILE;
        if split {
            let modules = sections.iter().map(|section| format!("mod {};", section.op.names.module)).collect();
            body = lists(modules, Vec::new());
            body.gap();
        }
        service(model, *tag, sections, &mut body, &mut uses);
        uses.name(&format!("{SERVER}::Router"));
        body.gap();
        body.line(format!("pub(super) fn routes<S: {}>(router: &mut Router<S>) {{", names.service));
        for section in sections {
            if split {
                body.line(format!("    {}::route(router);", section.op.names.module));
            } else {
                route(section, &mut body);
            }
        }
        body.line("}");
        if !split {
            for section in sections {
                handler(model, section, &names.service, &mut body, &mut uses);
            }
            uses.name(&format!("crate::operations::{}::*", names.file));
            files.push(file(format!("src/server/{}.rs", names.file), &about, &uses, &body));
            continue;
        }
        uses.name(&format!("crate::operations::{}::*", names.file));
        files.push(file(format!("src/server/{}/mod.rs", names.file), &about, &uses, &body));
        for section in sections {
            let (mut body, mut uses) = (Text::default(), Uses::default());
            uses.name(&format!("{SERVER}::Router"));
            uses.name(&format!("super::{}", names.service));
            uses.name(&format!("crate::operations::{}::*", names.file));
            body.line(format!("pub(super) fn route<S: {}>(router: &mut Router<S>) {{", names.service));
            route(section, &mut body);
            body.line("}");
            handler(model, section, &names.service, &mut body, &mut uses);
            let about = format!("How requests reach `{}`.", id(section));
            files.push(file(format!("src/server/{}/{}.rs", names.file, section.op.names.module), &about, &uses, &body));
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
        if op.body.as_ref().is_some_and(|body| body.contents.iter().all(|content| content.variant.is_none())) {
            uses.extend(&own.body);
        }
        super::server::method(body, uses, op);
    }
    body.line("}");
}

fn route(section: &Section<'_>, body: &mut Text) {
    let (constant, method) = (&section.op.names.constant, &section.op.names.method);
    let line = format!("router.add(&{constant}, |service, call| Box::pin({method}(service, call)));");
    if fits(4, &line) {
        body.line(format!("    {line}"));
    } else {
        body.line(format!("    router.add(&{constant}, |service, call| {{"));
        body.line(format!("        Box::pin({method}(service, call))"));
        body.line("    });");
    }
}

/// What the run time is told of an operation, and the way to the trait's method and back.
fn handler(model: &Model<'_>, section: &Section<'_>, service: &str, body: &mut Text, uses: &mut Uses) {
    model.description_static(body, uses, &section.op);
    model.handler(body, uses, &section.op, service);
    super::server::conversions(body, uses, &section.op);
}

/// Lines in the order of rustfmt, a blank one between the two kinds.
fn lists(mut modules: Vec<String>, mut exports: Vec<String>) -> Text {
    let mut text = Text::default();
    modules.sort();
    exports.sort();
    for (at, lines) in [modules, exports].into_iter().enumerate() {
        if at > 0 {
            text.gap();
        }
        for line in lines {
            text.line(line);
        }
    }
    text
}

fn id(section: &Section<'_>) -> String {
    section.op.operation.id.replace('\n', " ")
}

fn tag_name(model: &Model<'_>, tag: TagId) -> String {
    model.contract.tags.get(tag.0 as usize).map_or_else(|| "default".to_owned(), |tag| tag.name.replace('\n', " "))
}
