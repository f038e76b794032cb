//! `operations/`: what goes into an operation and what comes out, a file per tag.

use super::operation::{Answer, BodyKind, Choice, FailureKind, FileKind, Group, HeaderForm, Op};
use super::text::{Text, Uses, list, literal};
use super::ty::{Model, Place};
use crate::contract::{Shape, Status, TypeRef};
use crate::names::rust::Form;

impl Model<'_> {
    pub fn operation_types(&self, text: &mut Text, uses: &mut Uses, op: &Op<'_>) {
        for group in op.groups.iter().filter(|group| group.is_struct) {
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
            let default = parameter.default.as_ref().filter(|_| !parameter.required);
            let default =
                default.and_then(|value| self.default(uses, Place::Elsewhere, value, parameter.ty, Form::Request));
            let array = matches!(self.shape_of(parameter.ty.schema), Shape::Array(_));
            let ty = match default {
                Some(default) => {
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
        let several = body.is_choice();
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
    if let Some(accept) = &op.accept {
        text.gap();
        text.comment(0, &format!("What the caller of `{}` would rather have.", op.operation.id));
        text.line("#[derive(Clone, Copy, Debug, PartialEq, Eq)]");
        text.line(format!("pub enum {} {{", accept.ty));
        for (variant, media_type) in accept.variants.iter().zip(&op.produces) {
            text.comment(4, &format!("`{media_type}`"));
            text.line(format!("    {variant},"));
        }
        text.line("}");
    }
    let several = op.answers.len() > 1;
    if several {
        text.gap();
        text.comment(0, &format!("How `{}` is answered.", op.operation.id));
        text.line("#[derive(Debug)]");
        text.line(format!("pub enum {}Response {{", op.names.prefix));
        for answer in &op.answers {
            description(text, 4, answer);
            if answer.is_empty() {
                text.line(format!("    {},", answer.variant));
            } else {
                text.line(format!("    {}({}),", answer.variant, answer.ty));
            }
        }
        text.line("}");
    }
    for answer in &op.answers {
        if several && answer.is_empty() {
            continue;
        }
        answer_type(text, op, answer, several);
    }
    for failure in &op.errors {
        if let FailureKind::Described(answer) = &failure.kind {
            if answer.is_empty() || answer.is_body_alone() {
                continue;
            }
            answer_type(text, op, answer, true);
        }
    }
}

fn answer_type(text: &mut Text, op: &Op<'_>, answer: &Answer<'_>, named: bool) {
    text.gap();
    if named {
        text.comment(0, &format!("`{}` of `{}`.", status_text(answer.status), op.operation.id));
    } else {
        description(text, 0, answer);
    }
    text.line("#[derive(Debug)]");
    if answer.is_empty() {
        text.line(format!("pub struct {};", answer.ty));
        return;
    }
    text.line(format!("pub struct {} {{", answer.ty));
    if answer.has_status() {
        text.line("    /// The status: the contract leaves it open.");
        text.line("    pub status: u16,");
    }
    if let Some(body) = &answer.body {
        if answer.only_choice().is_some_and(Choice::has_media_type) {
            text.line("    /// The media type: the contract leaves it open.");
            text.line("    pub content_type: String,");
        }
        text.line(format!("    pub body: {},", body.ty));
    }
    for header in &answer.headers {
        text.docs(4, &header.header.docs, "");
        let optional = !header.header.required && header.form != HeaderForm::List;
        let ty = if optional { format!("Option<{}>", header.ty) } else { header.ty.clone() };
        text.line(format!("    pub {}: {ty},", header.field));
    }
    text.line("}");
    let Some(body) = answer.body.as_ref().filter(|body| body.choices.len() > 1) else { return };
    text.gap();
    text.comment(0, &format!("The body of `{}` of `{}`.", status_text(answer.status), op.operation.id));
    text.line("#[derive(Debug)]");
    text.line(format!("pub enum {} {{", body.ty));
    for choice in &body.choices {
        let media_types: Vec<_> = choice.contents.iter().map(|content| content.full_media_type()).collect();
        text.comment(4, &format!("`{}`", media_types.join("`, `")));
        text.line(if choice.has_media_type() {
            format!("    {} {{ content_type: String, body: {} }},", choice.variant, choice.ty)
        } else {
            format!("    {}({}),", choice.variant, choice.ty)
        });
    }
    text.line("}");
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
            FailureKind::Described(answer) => {
                description(text, 4, answer);
                text.line(match answer.only_choice() {
                    _ if answer.is_empty() => format!("    {},", failure.variant),
                    Some(choice) if answer.is_body_alone() => format!("    {}({}),", failure.variant, choice.ty),
                    _ => format!("    {}({}),", failure.variant, answer.ty),
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

fn status_text(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(class) => format!("{class}XX"),
        Status::Default => "default".to_owned(),
    }
}
