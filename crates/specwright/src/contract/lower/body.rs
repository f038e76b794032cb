//! Bodies: of requests, and the media types of both directions.

use super::super::keywords::Kind;
use super::super::{Content, ContentKind, Contract, RequestBody, Shape};
use super::read::Object;
use super::schema::with;
use super::{Lowering, Value, ValueOf};
use crate::diagnostic::Diagnostic;
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
            description: self.reader.text(body, "description").map(str::to_owned),
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
            }
            if let Some(before) = contents.iter().find(|before| before.media_type == media_type) {
                let message =
                    format!("`{}` differs from another media type in its parameters only; the first is read", key.text);
                let diagnostic =
                    Diagnostic::warning("duplicate-media-type", key.at, message).related(before.at, "the first");
                self.report(diagnostic);
                continue;
            }
            let Some(content) = self.reader.object(Kind::MediaType, node) else { continue };
            let ty = content.get("schema").map(|node| self.use_of(node, words).ty);
            let examples = self.example_nodes(content);
            let kind = kind_of(&media_type);
            if let (Some(ty), true) = (ty, matches!(kind, ContentKind::Json | ContentKind::MergePatch)) {
                self.values.extend(examples.iter().map(|node| Value { node, ty, what: ValueOf::Example }));
            }
            let encoding = self.encoding(content);
            contents.push(Content {
                at: key.at,
                kind,
                media_type,
                ty,
                examples: examples.into_iter().map(Node::to_json).collect(),
                encoding,
            });
        }
        contents
    }

    fn encoding(&mut self, content: Object<'a>) -> Vec<(String, Vec<String>)> {
        let mut encodings = Vec::new();
        for (key, node) in self.reader.map(content, "encoding") {
            let Some(encoding) = self.reader.object(Kind::Encoding, node) else { continue };
            if let Some(types) = self.reader.text(encoding, "contentType") {
                let types =
                    types.split(',').map(|each| each.trim().to_ascii_lowercase()).filter(|each| !each.is_empty());
                encodings.push((key.text.clone(), types.collect()));
            }
        }
        encodings
    }

    /// A typed schema under a media type that is carried as octets.
    pub fn check_contents(&mut self, contract: &Contract) {
        let requests =
            contract.operations.iter().filter_map(|operation| operation.body.as_ref()).flat_map(|body| &body.contents);
        let responses = contract.operations.iter().flat_map(|operation| &operation.responses);
        let contents = requests.chain(responses.flat_map(|response| &response.contents));
        let mut found = Vec::new();
        for content in contents {
            let Some(ty) = content.ty else { continue };
            let plain = match self.schemas.get(ty.schema).map(|schema| &schema.shape) {
                Some(Shape::String(_) | Shape::Any | Shape::Enumeration(_)) | None => true,
                Some(_) => false,
            };
            if content.kind == ContentKind::Binary && !plain {
                let message = format!("a schema of `{}` is not expressed: its bodies are octets", content.media_type);
                found.push(
                    Diagnostic::warning("media-type-not-expressed", content.at, message)
                        .help("offer `application/json` as well"),
                );
            }
        }
        self.diagnostics_extend(found);
    }
}

/// The media type without parameters, in lower case.
fn essence(text: &str) -> String {
    text.split(';').next().unwrap_or(text).trim().to_ascii_lowercase()
}

fn kind_of(media_type: &str) -> ContentKind {
    match media_type {
        "application/merge-patch+json" => ContentKind::MergePatch,
        "application/json" | "text/json" => ContentKind::Json,
        "application/x-www-form-urlencoded" => ContentKind::Form,
        "multipart/form-data" => ContentKind::Multipart,
        "text/event-stream" => ContentKind::EventStream,
        // A sequence of texts, each of them JSON, is not JSON.
        "application/json-seq" => ContentKind::Binary,
        other if other.ends_with("+json") => ContentKind::Json,
        other if other.starts_with("text/") && !other.ends_with("/xml") => ContentKind::Text,
        _ => ContentKind::Binary,
    }
}
