//! The root: version, info, servers, tags, and the operations below `paths`.

use std::collections::HashMap;

use super::super::keywords::Kind;
use super::super::{Assertions, Contract, Info, Schemas, Tag, TagId};
use super::Lowering;
use super::operation::PathContext;
use super::read::{Object, Version};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::source::{Node, Position};

/// The version that the document names, if it is one that can be read.
pub(super) fn version(root: &Node, diagnostics: &mut Diagnostics) -> Option<Version> {
    let Some(mapping) = root.as_mapping() else {
        let message = format!("an OpenAPI document is an object, and this is {}", root.kind_name());
        diagnostics.push(Diagnostic::error("not-openapi", root.at, message).help("begin it with `openapi: 3.0.3`"));
        return None;
    };
    if let Some((key, _)) = mapping.entry("swagger") {
        let message = "this is a Swagger 2.0 document; OpenAPI 3.0 and 3.1 are read";
        diagnostics
            .push(Diagnostic::error("unsupported-version", key.at, message).help("convert it to OpenAPI 3.0 first"));
        return None;
    }
    let Some((_, node)) = mapping.entry("openapi") else {
        let message = "the document does not say which version of OpenAPI it is written in";
        diagnostics.push(Diagnostic::error("not-openapi", root.at, message).help("begin it with `openapi: 3.0.3`"));
        return None;
    };
    // YAML reads an unquoted 3.0 as a number.
    let text = node.as_str().map_or_else(|| node.to_json().to_string(), str::to_owned);
    let mut parts = text.split('.');
    match (parts.next(), parts.next()) {
        (Some("3"), Some("0")) => Some(Version::V30),
        (Some("3"), Some("1")) => Some(Version::V31),
        (Some("3"), Some("2")) => Some(Version::V32),
        _ => {
            let message =
                format!("version {text} of OpenAPI is not known; 3.0 and 3.1 are read, and 3.2 where it is the same");
            diagnostics.push(Diagnostic::error("unsupported-version", node.at, message).help("write `openapi: 3.0.3`"));
            None
        }
    }
}

impl<'a> Lowering<'a, '_> {
    pub fn document(&mut self) -> Option<Contract> {
        let root = self.reader.object(Kind::Document, self.root)?;
        let info = self.info(root);
        self.dialect(root);
        let servers = self.servers(root);
        self.declared_tags(root);
        let declared_tags = self.tags.len();
        self.problem_catalogue(root);
        self.security_schemes(root);
        if self.sieve.is_empty() {
            self.component_schemas(root);
        }
        self.decide_groups(root);
        let mut operations = self.paths(root);
        for what in self.sieve.unmet() {
            let message = format!("no operation {what}");
            self.report(
                Diagnostic::new("filter-without-operation", Severity::Error, None, message)
                    .help("compare it with the document: names and paths are taken as they are written there"),
            );
        }
        let mut outgoing = self.outgoing(root, &operations);
        let sent = outgoing.iter_mut().map(|outgoing| &mut outgoing.operation);
        self.check_operation_ids(operations.iter_mut().chain(sent));
        self.keep_used_tags(declared_tags, &operations);
        let mut contract = Contract {
            info,
            servers,
            tags: Vec::new(),
            schemas: Schemas::default(),
            assertions: Assertions::default(),
            operations,
            outgoing,
            security_schemes: Vec::new(),
            problems: Vec::new(),
            document: serde_json::Value::Null,
        };
        self.renumber_tags(&mut contract);
        Some(contract)
    }

    /// Schemas are read in OpenAPI's own dialect, or JSON Schema 2020-12 which it builds on.
    fn dialect(&mut self, root: Object<'a>) {
        const JSON_SCHEMA: &str = "https://json-schema.org/draft/2020-12/schema";
        const OPENAPI: &str = "https://spec.openapis.org/oas/3.";
        let Some(text) = self.reader.text(root, "jsonSchemaDialect") else { return };
        let plain = text.trim_end_matches('#');
        if plain == JSON_SCHEMA || plain.starts_with(OPENAPI) {
            return;
        }
        let at = root.get("jsonSchemaDialect").map_or(root.node.at, |node| node.at);
        let message = format!("the dialect `{text}` is not known; schemas are read as JSON Schema 2020-12");
        self.report(Diagnostic::warning("keyword-not-expressed", at, message));
    }

    fn info(&mut self, root: Object<'a>) -> Info {
        let openapi =
            root.get("openapi").map(|node| node.as_str().map_or_else(|| node.to_json().to_string(), str::to_owned));
        let info = root.get("info").and_then(|node| self.reader.object(Kind::Info, node));
        let Some(info) = info else {
            if !root.has("info") {
                self.missing(root, "info");
            }
            return Info {
                openapi: openapi.unwrap_or_default(),
                title: String::new(),
                version: String::new(),
                description: None,
                license: None,
            };
        };
        let license = info.get("license").and_then(|node| self.reader.object(Kind::License, node));
        let license = license
            .and_then(|license| self.reader.text(license, "identifier").or_else(|| self.reader.text(license, "name")));
        for required in ["title", "version"] {
            if !info.has(required) {
                self.missing(info, required);
            }
        }
        Info {
            openapi: openapi.unwrap_or_default(),
            title: self.reader.text(info, "title").unwrap_or_default().to_owned(),
            version: self.version_text(info),
            description: self.reader.text(info, "description").map(str::to_owned),
            license: license.map(str::to_owned),
        }
    }

    /// A version is a text; YAML makes a number of one that is not quoted.
    fn version_text(&mut self, info: Object<'a>) -> String {
        let text = self.reader.text(info, "version").map(str::to_owned);
        text.or_else(|| info.get("version")?.as_number().map(ToString::to_string)).unwrap_or_default()
    }

    pub fn missing(&mut self, object: Object<'a>, keyword: &str) {
        let message = format!("{} needs `{keyword}`", object.kind.name());
        let help = format!("add `{keyword}` to it");
        self.report(Diagnostic::error("missing-keyword", object.node.at, message).help(help));
    }

    fn declared_tags(&mut self, root: Object<'a>) {
        for node in self.reader.list(root, "tags") {
            let Some(tag) = self.reader.object(Kind::Tag, node) else { continue };
            let Some(name) = self.reader.text(tag, "name") else {
                self.missing(tag, "name");
                continue;
            };
            let at = tag.get("name").map_or(node.at, |node| node.at);
            if let Some(before) = self.tags.iter().find(|before| before.name == name) {
                let diagnostic = Diagnostic::warning(
                    "duplicate-tag",
                    at,
                    format!("the tag `{name}` is declared twice; the first declaration counts"),
                );
                let diagnostic = diagnostic.related(before.at, "the other one");
                self.report(diagnostic);
                continue;
            }
            let description = self.reader.text(tag, "description").map(str::to_owned);
            self.tags.push(Tag { name: name.to_owned(), at, description });
        }
    }

    /// The tag of that name, declared or not.
    pub fn tag(&mut self, name: &str, at: Position) -> TagId {
        let index = self.tags.iter().position(|tag| tag.name == name).unwrap_or_else(|| {
            self.tags.push(Tag { name: name.to_owned(), at, description: None });
            self.tags.len() - 1
        });
        TagId(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// A tag that the document declares and no operation carries groups nothing. One that an operation brought which is left
    /// out now is no mistake of the document's.
    fn keep_used_tags(&mut self, declared: usize, operations: &[super::super::Operation]) {
        let mut unused = Vec::new();
        for (i, tag) in self.tags.iter().take(declared).enumerate() {
            if !operations.iter().any(|operation| operation.tag.0 as usize == i) {
                let message = format!("no operation carries the tag `{}` first", tag.name);
                unused.push(Diagnostic::new("unused-tag", Severity::Note, Some(tag.at), message));
            }
        }
        self.diagnostics_extend(unused);
    }

    fn renumber_tags(&mut self, contract: &mut Contract) {
        let mut kept = Vec::new();
        let mut new_ids: HashMap<TagId, TagId> = HashMap::new();
        for (i, tag) in std::mem::take(&mut self.tags).into_iter().enumerate() {
            let old = TagId(u32::try_from(i).unwrap_or(u32::MAX));
            if contract.operations.iter().any(|operation| operation.tag == old) {
                new_ids.insert(old, TagId(u32::try_from(kept.len()).unwrap_or(u32::MAX)));
                kept.push(tag);
            }
        }
        for operation in &mut contract.operations {
            operation.tag = new_ids.get(&operation.tag).copied().unwrap_or(operation.tag);
        }
        self.tags = kept;
    }

    /// Components first, and all of them: one that no operation reaches is still a type of the contract.
    fn component_schemas(&mut self, root: Object<'a>) {
        let Some(components) = root.get("components").and_then(|node| self.reader.object(Kind::Components, node))
        else {
            return;
        };
        for (key, node) in self.reader.map(components, "schemas") {
            if let Some(target) = self.schema_of(node) {
                self.id_of(target, std::slice::from_ref(&key.text));
            }
        }
        // What only other files name.
        let moved: Vec<(&'a Node, String)> = self
            .inventory
            .components()
            .filter(|component| component.kind == Kind::Schema)
            .map(|component| (component.node, component.name.clone()))
            .collect();
        for (node, name) in moved {
            self.id_of(node, &[name]);
        }
    }

    fn paths(&mut self, root: Object<'a>) -> Vec<super::super::Operation> {
        let mut operations = Vec::new();
        if !root.has("paths") && self.reader.version == Version::V30 {
            self.missing(root, "paths");
        }
        let mut earlier: HashMap<String, Vec<&'a crate::source::Key>> = HashMap::new();
        for (key, node) in self.reader.patterned(root, "paths") {
            let path = key.text.as_str();
            if !path.starts_with('/') {
                let message = format!("the path `{path}` must begin with a slash");
                self.report(Diagnostic::error("malformed-path", key.at, message).help(format!("write `/{path}`")));
            }
            if path.contains(char::is_control) {
                let message = format!("the path {path:?} holds a control character");
                let help = "write it percent-encoded, such as `%0A` for the end of a line";
                self.report(Diagnostic::error("malformed-path", key.at, message).help(help));
            }
            let Some(item) = self.reader.object(Kind::PathItem, node) else { continue };
            let first = operations.len();
            self.path_item(PathContext { key, path, sent_as: None }, item, &mut operations);
            let alike = earlier.entry(super::operation::normalised(path)).or_default();
            if let Some(before) = alike.first() {
                self.same_path(before, key, first, &mut operations);
            }
            alike.push(key);
        }
        operations
    }
}
