//! Bodies: of requests, and the media types of both directions.

use super::super::keywords::Kind;
use super::super::{Content, ContentKind, Contract, Encoding, ParameterLocation, RequestBody, Shape};
use super::read::Object;
use super::schema::with;
use super::{Lowering, Value, ValueOf};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Node;

impl<'a> Lowering<'a, '_> {
    pub fn request_body(&mut self, node: &'a Node, words: &[String]) -> Option<RequestBody> {
        let body = self.reader.object(Kind::RequestBody, node)?;
        let words = match self.inventory.component(body.node) {
            Some(component) => vec![component.name.clone()],
            None => with(words, "request"),
        };
        if !body.has("content") {
            self.missing(body, "content");
        }
        Some(RequestBody {
            at: body.node.at,
            required: self.reader.flag(body, "required"),
            description: self.reader.description_at(node, body).map(str::to_owned),
            contents: self.contents(body, &words),
        })
    }

    /// The media types of a request body or a response.
    pub fn contents(&mut self, object: Object<'a>, words: &[String]) -> Vec<Content> {
        let mut contents: Vec<Content> = Vec::new();
        for (key, node) in self.reader.map(object, "content") {
            let media_type = essence(&key.text);
            if !media_type.contains('/') {
                let message = format!("`{}` is no media type", key.text);
                self.report(
                    Diagnostic::error("malformed-media-type", key.at, message)
                        .help("a media type is written `type/subtype`"),
                );
                continue;
            }
            let parameters = media_type_parameters(&key.text);
            let same = |other: &&Content| other.media_type == media_type && other.parameters == parameters;
            if let Some(before) = contents.iter().find(same) {
                let message = format!("the media type `{}` stands twice; the first is read", key.text);
                let diagnostic =
                    Diagnostic::warning("duplicate-media-type", key.at, message).related(before.at, "the first");
                self.report(diagnostic);
                continue;
            }
            let Some(content) = self.reader.object(Kind::MediaType, node) else { continue };
            let ty = content.get("schema").map(|node| self.use_of(node, words).ty);
            let item = content.get("itemSchema").map(|node| self.use_of(node, &with(words, "item")).ty);
            let examples = self.example_nodes(content);
            let kind = kind_of(&media_type);
            if let (Some(ty), true) = (ty, matches!(kind, ContentKind::Json | ContentKind::MergePatch)) {
                self.values.extend(examples.iter().map(|node| Value { node, ty, what: ValueOf::Example }));
            }
            let encoding = self.encoding(content, words);
            contents.push(Content {
                at: key.at,
                kind,
                media_type,
                parameters,
                ty,
                whole_events: kind == ContentKind::EventStream && item.is_some(),
                item,
                examples: examples.into_iter().map(Node::to_json).collect(),
                encoding,
            });
        }
        contents
    }

    fn encoding(&mut self, content: Object<'a>, words: &[String]) -> Vec<Encoding> {
        let mut encodings = Vec::new();
        for (key, node) in self.reader.map(content, "encoding") {
            let Some(encoding) = self.reader.object(Kind::Encoding, node) else { continue };
            let types = self.reader.text(encoding, "contentType").unwrap_or_default().split(',');
            let types = types.map(essence).filter(|each| !each.is_empty()).collect();
            let stated = ["style", "explode", "allowReserved"].into_iter().any(|keyword| encoding.has(keyword));
            let (style, explode) = self.style(encoding, ParameterLocation::Query);
            encodings.push(Encoding {
                property: key.text.clone(),
                at: key.at,
                media_types: types,
                headers: self.headers(encoding, &with(words, &key.text)),
                style: stated.then_some(style),
                explode,
                allow_reserved: self.reader.flag(encoding, "allowReserved"),
            });
        }
        encodings
    }

    /// Once every schema has its shape: what a range holds, and what the items of a sequence are. A schema under a
    /// media type that is carried as octets is said to be no more than documentation.
    pub fn settle_contents(&mut self, contract: &mut Contract) {
        let mut found = Vec::new();
        let outgoing = contract.outgoing.iter_mut().map(|outgoing| &mut outgoing.operation);
        for operation in contract.operations.iter_mut().chain(outgoing) {
            let requests = operation.body.iter_mut().flat_map(|body| &mut body.contents);
            let responses = operation.responses.iter_mut().flat_map(|response| &mut response.contents);
            requests.chain(responses).for_each(|content| self.settle_content(content, &mut found));
        }
        self.diagnostics_extend(found);
    }

    fn settle_content(&self, content: &mut Content, found: &mut Vec<Diagnostic>) {
        let Some(ty) = content.ty else { return };
        let shape = self.schemas.get(ty.schema).map(|schema| &schema.shape);
        if content.kind.is_sequential() {
            content.item = content.item.or(match shape {
                Some(Shape::Array(array)) => Some(array.items),
                // The text of the whole body: nothing is said of its items.
                Some(Shape::String(_) | Shape::Any) | None => None,
                Some(_) => Some(ty),
            });
        }
        let plain = matches!(shape, Some(Shape::String(_) | Shape::Any | Shape::Enumeration(_)) | None);
        if content.kind != ContentKind::Binary || plain {
            return;
        }
        if matches!(content.media_type.as_str(), "*/*" | "application/*") {
            content.kind = ContentKind::Json;
            return;
        }
        let message = format!("a schema of `{}` is documentation only: its bodies are octets", content.media_type);
        found.push(
            Diagnostic::new("media-type-as-octets", Severity::Note, Some(content.at), message)
                .help("offer `application/json` as well, and its values are typed"),
        );
    }
}

/// The media type without parameters, in lower case.
fn essence(text: &str) -> String {
    text.split(';').next().unwrap_or(text).trim().to_ascii_lowercase()
}

/// The media type's parameters. `charset` tells no two bodies apart: all text is UTF-8 here.
fn media_type_parameters(text: &str) -> Vec<(String, String)> {
    let parameters = text.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let parameters = parameters.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()));
    parameters.filter(|(name, _)| name != "charset").collect()
}

fn kind_of(media_type: &str) -> ContentKind {
    match media_type {
        "application/merge-patch+json" => ContentKind::MergePatch,
        "application/json" | "text/json" => ContentKind::Json,
        "application/x-www-form-urlencoded" => ContentKind::Form,
        "multipart/form-data" => ContentKind::Multipart,
        "text/event-stream" => ContentKind::EventStream,
        "application/jsonl"
        | "application/x-jsonl"
        | "application/json-lines"
        | "application/jsonlines"
        | "application/x-jsonlines"
        | "application/ndjson"
        | "application/x-ndjson" => ContentKind::JsonLines,
        "application/json-seq" => ContentKind::JsonSequence,
        other if other.ends_with("+json-seq") => ContentKind::JsonSequence,
        other if other.starts_with("multipart/") => ContentKind::MultipartMixed,
        other if other.ends_with("+json") => ContentKind::Json,
        other if other.starts_with("text/") && !other.ends_with("/xml") => ContentKind::Text,
        _ => ContentKind::Binary,
    }
}
