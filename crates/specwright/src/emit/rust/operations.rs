//! `operations/`: what goes into an operation and what comes out, a file per tag.

use super::operation::{Answer, AnswerKind, BodyKind, FailureKind, FileKind, Group, Op};
use super::text::{Text, Uses, list, literal};
use super::ty::{Model, Place};
use crate::contract::{Shape, Status, TypeRef};
use crate::names::rust::Form;

impl Model<'_> {
    pub fn operation_types(&self, text: &mut Text, uses: &mut Uses, op: &Op<'_>) {
        for group in &op.groups {
            self.group(text, uses, op, group);
        }
        self.body_types(text, uses, op);
        answer_types(text, op);
        failure_type(text, uses, op);
    }

    fn group(&self, text: &mut Text, uses: &mut Uses, op: &Op<'_>, group: &Group<'_>) {
        let name = &group.ty;
        uses.name("serde::Deserialize");
        text.gap();
        let what = match group.name {
            "path" => "path parameters",
            "query" => "query parameters",
            "headers" => "headers",
            _ => "cookies",
        };
        text.comment(0, &format!("The {what} of `{}`.", op.operation.id));
        text.line("#[derive(Clone, Debug, PartialEq, Deserialize)]");
        text.line(format!("pub struct {name} {{"));
        let mut defaults = Vec::new();
        for (field, parameter) in &group.parameters {
            text.docs(4, &parameter.docs, "");
            let mut attributes = Vec::new();
            if *field != parameter.name {
                attributes.push(format!("rename = {}", literal(&parameter.name)));
            }
            let ty = self.ty(uses, Place::Elsewhere, parameter.ty, Form::Request);
            let default = parameter.default.as_ref();
            let default =
                default.and_then(|value| self.default(uses, Place::Elsewhere, value, parameter.ty, Form::Request));
            let array = matches!(self.shape_of(parameter.ty.schema), Shape::Array(_));
            let ty = match default {
                Some(default) if !parameter.required => {
                    attributes.push(format!("default = \"{name}::default_{field}\""));
                    defaults.push((field, ty.clone(), default));
                    ty
                }
                _ if parameter.required => ty,
                // Nothing given and an empty list are the same here.
                _ if array && !parameter.ty.nullable => {
                    attributes.push("default".to_owned());
                    ty
                }
                _ if parameter.ty.nullable => ty,
                _ => format!("Option<{ty}>"),
            };
            if !attributes.is_empty() {
                text.line(list(4, "#[serde(", &attributes, ")]"));
            }
            text.line(format!("    pub {field}: {ty},"));
        }
        text.line("}");
        if !defaults.is_empty() {
            text.gap();
            text.line(format!("impl {name} {{"));
            for (at, (field, ty, default)) in defaults.iter().enumerate() {
                if at > 0 {
                    text.line("");
                }
                text.line(format!("    fn default_{field}() -> {ty} {{"));
                text.line(format!("        {default}"));
                text.line("    }");
            }
            text.line("}");
        }
    }

    fn body_types(&self, text: &mut Text, uses: &mut Uses, op: &Op<'_>) {
        let Some(body) = &op.body else { return };
        let several = body.contents.iter().any(|content| content.variant.is_some());
        if several {
            text.gap();
            text.comment(0, &format!("What `{}` reads, by media type.", op.operation.id));
            text.line("#[derive(Debug)]");
            text.line(format!("pub enum {} {{", body.ty));
            for content in &body.contents {
                text.line(format!("    /// `{}`", content.content.media_type));
                let ty = part_type(op, content.ty.as_str(), &body.ty);
                text.line(format!("    {}({ty}),", content.variant.as_deref().unwrap_or("Body")));
            }
            text.line("}");
        }
        for content in &body.contents {
            let BodyKind::Multipart(parts) = &content.kind else { continue };
            let ty = part_type(op, &content.ty, if several { &body.ty } else { "" });
            text.gap();
            text.comment(0, &format!("The form of `{}`.", op.operation.id));
            text.line("#[derive(Debug)]");
            text.line(format!("pub struct {ty} {{"));
            for part in parts {
                text.docs(4, &part.property.docs, "");
                let inner = match part.file {
                    Some(FileKind::One) => uses.name("specwright_poem::server::FilePart"),
                    Some(FileKind::Several) => format!("Vec<{}>", uses.name("specwright_poem::server::FilePart")),
                    None => self.field_type(uses, part.property.ty),
                };
                let optional = !part.property.required && part.file != Some(FileKind::Several);
                let ty = if optional || part.property.ty.nullable { format!("Option<{inner}>") } else { inner };
                text.line(format!("    pub {}: {ty},", part.field));
            }
            text.line("}");
        }
    }

    /// Without `Option`.
    pub fn field_type(&self, uses: &mut Uses, ty: TypeRef) -> String {
        self.present(uses, Place::Elsewhere, ty, Form::Request)
    }
}

fn answer_types(text: &mut Text, op: &Op<'_>) {
    let several = op.answers.len() > 1;
    if several {
        text.gap();
        text.comment(0, &format!("How `{}` is answered.", op.operation.id));
        text.line("#[derive(Debug)]");
        text.line(format!("pub enum {}Response {{", op.names.prefix));
        for answer in &op.answers {
            description(text, 4, answer);
            if is_empty(answer) {
                text.line(format!("    {},", answer.variant));
            } else {
                text.line(format!("    {}({}),", answer.variant, answer.ty));
            }
        }
        text.line("}");
    }
    for answer in &op.answers {
        if several && is_empty(answer) {
            continue;
        }
        text.gap();
        if several {
            text.comment(0, &format!("`{}` of `{}`.", status_text(answer.status), op.operation.id));
        } else {
            description(text, 0, answer);
        }
        text.line("#[derive(Debug)]");
        if is_empty(answer) {
            text.line(format!("pub struct {};", answer.ty));
            continue;
        }
        text.line(format!("pub struct {} {{", answer.ty));
        if has_status(answer.status) {
            text.line("    /// The status: the contract leaves it open.");
            text.line("    pub status: u16,");
        }
        if let Some(body) = &answer.body {
            if has_media_type(answer) {
                text.line("    /// The media type: the contract leaves it open.");
                text.line("    pub content_type: String,");
            }
            text.line(format!("    pub body: {},", body.ty));
        }
        for header in &answer.headers {
            text.docs(4, &header.header.docs, "");
            let optional = !header.header.required && !header.list;
            let ty = if optional { format!("Option<{}>", header.ty) } else { header.ty.clone() };
            text.line(format!("    pub {}: {ty},", header.field));
        }
        text.line("}");
    }
}

fn description(text: &mut Text, indent: usize, answer: &Answer<'_>) {
    let description = answer.response.map(|response| response.description.trim()).filter(|text| !text.is_empty());
    match description {
        Some(description) => text.comment(indent, description),
        None => text.comment(indent, &format!("`{}`", status_text(answer.status))),
    }
}

fn failure_type(text: &mut Text, uses: &mut Uses, op: &Op<'_>) {
    text.gap();
    text.comment(0, &format!("How `{}` can fail.", op.operation.id));
    text.line("#[derive(Debug)]");
    text.line(format!("pub enum {}Error {{", op.names.prefix));
    for failure in &op.errors {
        match &failure.kind {
            FailureKind::Problem { description, .. } => {
                text.comment(4, description);
                let details = uses.name("specwright_poem::Details");
                text.line(format!("    {}({details}),", failure.variant));
            }
            FailureKind::Described { status, body, description } => {
                text.comment(4, description);
                let body = body.as_ref().map(|(ty, ..)| ty.as_str());
                text.line(match (has_status(*status), body) {
                    (true, Some(ty)) => format!("    {} {{ status: u16, body: {ty} }},", failure.variant),
                    (true, None) => format!("    {} {{ status: u16 }},", failure.variant),
                    (false, Some(ty)) => format!("    {}({ty}),", failure.variant),
                    (false, None) => format!("    {},", failure.variant),
                });
            }
        }
    }
    text.line("    /// Anything else; the caller learns nothing of it but the request id.");
    text.line(format!("    Internal({}),", uses.name("specwright_poem::server::InternalError")));
    text.line("}");
}

/// The struct of a form beside other media types.
pub fn part_type(op: &Op<'_>, ty: &str, body: &str) -> String {
    if ty == body && !body.is_empty() { format!("{}Form", op.names.prefix) } else { ty.to_owned() }
}

pub fn is_empty(answer: &Answer<'_>) -> bool {
    answer.body.is_none() && answer.headers.is_empty() && !has_status(answer.status)
}

/// Whether the handler says the status.
pub fn has_status(status: Status) -> bool {
    !matches!(status, Status::Code(_))
}

/// Whether the handler says the media type: the contract names a range.
pub fn has_media_type(answer: &Answer<'_>) -> bool {
    let stream = answer.body.as_ref().filter(|body| body.kind == AnswerKind::Stream);
    stream.is_some_and(|body| body.content.media_type.contains('*'))
}

fn status_text(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(class) => format!("{class}XX"),
        Status::Default => "default".to_owned(),
    }
}
