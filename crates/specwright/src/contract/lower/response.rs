//! Responses and their headers.

use super::super::keywords::Kind;
use super::super::{Response, ResponseHeader, Status};
use super::Lowering;
use super::read::Object;
use super::schema::with;
use crate::diagnostic::Diagnostic;
use crate::source::{Key, Node, Position};

impl<'a> Lowering<'a, '_> {
    pub fn responses(&mut self, operation: Object<'a>, words: &[String]) -> Vec<Response> {
        let mut responses: Vec<Response> = Vec::new();
        if !operation.has("responses") {
            if self.reader.version == super::read::Version::V30 {
                self.missing(operation, "responses");
            }
            return vec![undescribed(operation.node.at)];
        }
        for (key, node) in self.reader.patterned(operation, "responses") {
            let Some(status) = self.status(key) else { continue };
            if let Some(before) = responses.iter().find(|before| before.status == status) {
                let diagnostic =
                    Diagnostic::error("duplicate-response", key.at, format!("the status `{}` stands twice", key.text));
                let diagnostic = diagnostic.related(before.at, "the other one");
                self.report(diagnostic);
                continue;
            }
            match self.response(key, node, status, words) {
                Some(response) => responses.push(response),
                None => self.breaks(format!("the response `{}`", key.text), key.at),
            }
        }
        if responses.is_empty() {
            let at = operation.get("responses").map_or(operation.node.at, |node| node.at);
            let message = "no response is described, so nothing is known of any";
            self.report(
                Diagnostic::warning("missing-response", at, message).help("describe at least what success answers"),
            );
            responses.push(undescribed(at));
        }
        responses
    }

    fn status(&mut self, key: &'a Key) -> Option<Status> {
        let text = key.text.as_str();
        if text == "default" {
            return Some(Status::Default);
        }
        if let Some(class) = text.strip_suffix("XX").or_else(|| text.strip_suffix("xx"))
            && let Ok(class @ 1..=5) = class.parse()
        {
            return Some(Status::Range(class));
        }
        if let (3, Ok(code @ 100..=599)) = (text.len(), text.parse()) {
            return Some(Status::Code(code));
        }
        let message = format!("`{text}` is no status");
        self.report(Diagnostic::error("unknown-status", key.at, message).help("write `200`, `4XX` or `default`"));
        None
    }

    fn response(&mut self, key: &'a Key, node: &'a Node, status: Status, words: &[String]) -> Option<Response> {
        let response = self.reader.object(Kind::Response, node)?;
        let words = match self.inventory.component(response.node) {
            Some(component) => vec![component.name.clone()],
            None => with(&with(words, "response"), &key.text),
        };
        let description = self.reader.description_at(node, response);
        if description.is_none() && !response.has("description") && self.reader.version < super::read::Version::V32 {
            let message = "a response needs `description`";
            self.report(Diagnostic::warning("missing-description", response.node.at, message));
        }
        Some(Response {
            at: key.at,
            status,
            description: description.unwrap_or_default().to_owned(),
            headers: self.headers(response, &words),
            contents: self.contents(response, &words),
            codes: self.response_codes(response, key, status),
        })
    }

    /// `headers` of a response, or of a part.
    pub fn headers(&mut self, response: Object<'a>, words: &[String]) -> Vec<ResponseHeader> {
        let mut headers: Vec<ResponseHeader> = Vec::new();
        for (key, node) in self.reader.map(response, "headers") {
            if key.text.eq_ignore_ascii_case("content-type") {
                let message = "the header `Content-Type` is ignored here: `content` describes it";
                self.report(Diagnostic::warning("ignored-header", key.at, message));
                continue;
            }
            if let Some(before) = headers.iter().find(|before| before.name.eq_ignore_ascii_case(&key.text)) {
                let diagnostic =
                    Diagnostic::error("duplicate-header", key.at, format!("the header `{}` stands twice", key.text));
                let diagnostic = diagnostic.related(before.at, "the other one");
                self.report(diagnostic);
                continue;
            }
            let Some(header) = self.reader.object(Kind::Header, node) else { continue };
            let words = match self.inventory.component(header.node) {
                Some(component) => vec![component.name.clone()],
                None => with(&with(words, "header"), &key.text),
            };
            let (used, media_type) = self.parameter_type(header, &words);
            headers.push(ResponseHeader {
                name: key.text.clone(),
                at: key.at,
                required: self.reader.flag(header, "required"),
                ty: used.ty,
                docs: self.parameter_docs(header, &used),
                explode: self.reader.flag(header, "explode"),
                media_type,
            });
        }
        headers
    }
}

/// Any status, with a body of which nothing is known.
fn undescribed(at: Position) -> Response {
    Response {
        at,
        status: Status::Default,
        description: String::new(),
        headers: Vec::new(),
        contents: Vec::new(),
        codes: Vec::new(),
    }
}
