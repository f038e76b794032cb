//! From the call to the trait's method, and back.

use super::SERVER;
use super::parameters::form_static;
use crate::contract::{Idempotency, TypeRef};
use crate::emit::rust::layout::{Doc, around, assign, group, text as plain};
use crate::emit::rust::operation::{Accept, Body, BodyContent, BodyKind, Op};
use crate::emit::rust::rules::Value;
use crate::emit::rust::text::{Text, Uses, list};
use crate::emit::rust::ty::{Model, Place};
use crate::names::rust::Form;

impl Model<'_> {
    /// From the call to the trait, and back.
    pub fn handler(&self, text: &mut Text, uses: &mut Uses, op: &Op<'_>, service: &str) {
        for name in ["Call", "Refusal", "Response"] {
            uses.name(&format!("{SERVER}::{name}"));
        }
        uses.name("std::sync::Arc");
        let method = &op.names.method;
        text.gap();
        let mutable = if op.body.is_some() { "mut " } else { "" };
        let unused = op.guard.is_none() && op.groups.is_empty() && op.body.is_none() && op.accept.is_none();
        let keyed = matches!(op.operation.policies.idempotency, Some(Idempotency::Key { .. }));
        let call = if unused && !keyed { "_call".to_owned() } else { format!("{mutable}call") };
        let arguments = ["service: Arc<S>".to_owned(), format!("{call}: Call")];
        text.line(list(
            0,
            &format!("async fn {method}<S: {service}>("),
            &arguments,
            ") -> Result<Response, Refusal> {",
        ));
        let mut arguments = Vec::new();
        if let Some(guard) = &op.guard {
            let read = if guard.optional { "call.guard()" } else { "call.required_guard()?" };
            text.line(format!("    let caller = {read};"));
            arguments.push("caller");
        }
        let names: Vec<_> = op.groups.iter().map(|group| group.name).collect();
        if !names.is_empty() {
            let reads: Vec<_> =
                op.groups.iter().map(|group| format!("read.{}(&{})", group.name, group.constant)).collect();
            let (names, reads) = match (names.as_slice(), reads.as_slice()) {
                ([name], [read]) => ((*name).to_owned(), plain(read.clone())),
                _ => (format!("({})", names.join(", ")), group("(", reads.iter().map(plain).collect(), ")")),
            };
            let read = around("call.parameters(|read| ", reads.clone(), ")?");
            let line = assign(&format!("let {names}"), &read, ";", 4);
            // A question mark at the end takes a column more than it has.
            let full = line.lines().count() == 1 && line.chars().count() == 119;
            if full {
                text.line(format!("    let {names} ="));
                text.line(format!("        {};", read.flat()));
            } else if line.lines().count() <= 2 {
                text.line(line);
            } else {
                // A closure that does not fit gets braces.
                text.line(format!("    let {names} = call.parameters(|read| {{"));
                text.line(reads.render(8));
                text.line("    })?;");
            }
        }
        if !op.groups.is_empty() {
            arguments.extend(op.groups.iter().map(|group| group.name));
        }
        if let Some(accept) = &op.accept {
            accepted(text, accept);
            arguments.push("accept");
        }
        if let Some(body) = &op.body {
            self.read_body(text, uses, op, body);
            arguments.push("body");
        }
        let call = format!("service.{method}({}).await?.into()", arguments.join(", "));
        if keyed {
            text.line(format!("    call.once(async move {{ Ok({call}) }}).await"));
        } else {
            text.line(format!("    Ok({call})"));
        }
        text.line("}");
        self.fields(text, uses, op);
    }

    fn read_body(&self, text: &mut Text, uses: &mut Uses, op: &Op<'_>, body: &Body<'_>) {
        let reads: Vec<_> = body
            .contents
            .iter()
            .enumerate()
            .map(|(at, content)| self.read_content(uses, op, body.ty.as_str(), at, content))
            .collect();
        match (body.required, reads.as_slice()) {
            (true, [read]) => {
                text.line("    call.required_content()?;");
                text.line(assign("let body", read, ";", 4));
            }
            (false, [read]) => {
                text.line("    let body = match call.content()? {");
                text.line(around("Some(_) => Some(", read.clone(), "),").render(8));
                text.line("        None => None,");
                text.line("    };");
            }
            (required, reads) => {
                let read = if required { "required_content" } else { "content" };
                text.line(format!("    let body = match call.{read}()? {{"));
                for (at, read) in reads.iter().enumerate() {
                    let last = at + 1 == reads.len();
                    let (pattern, open, close) = match (required, last) {
                        (true, true) => ("_".to_owned(), "", ","),
                        (true, false) => (at.to_string(), "", ","),
                        (false, true) => ("Some(_)".to_owned(), "Some(", "),"),
                        (false, false) => (format!("Some({at})"), "Some(", "),"),
                    };
                    text.line(around(format!("{pattern} => {open}"), read.clone(), close).render(8));
                }
                if !required {
                    text.line("        None => None,");
                }
                text.line("    };");
            }
        }
    }

    fn read_content(
        &self,
        uses: &mut Uses,
        op: &Op<'_>,
        enumeration: &str,
        at: usize,
        content: &BodyContent<'_>,
    ) -> Doc {
        let schema = self.body_schema(uses, op, at, content).map(|(path, _)| plain(format!("&{path}")));
        let schema = schema.unwrap_or_else(|| plain(""));
        let mut check =
            |ty: &Option<TypeRef>| plain(ty.map_or_else(|| "|_| true".to_owned(), |ty| self.check(uses, op, at, ty).0));
        let read = match &content.kind {
            // Where more is asked than a type says, the value is judged before it has one.
            BodyKind::Json(Some(ty)) if self.is_judged(ty.schema) => around("call.judged_json(", schema, ").await?"),
            BodyKind::Items(Some(ty)) if self.is_judged(ty.schema) => {
                around("", group("call.json_items(", vec![schema, plain("|_| false")], ")"), "?")
            }
            BodyKind::Json(ty) => around("", group("call.json(", vec![schema, check(ty)], ")"), ".await?"),
            BodyKind::Items(ty) => around("", group("call.json_items(", vec![schema, check(ty)], ")"), "?"),
            BodyKind::Form(ty) => {
                let usual = ty.is_none_or(|ty| self.written_fields(content.content, ty).is_empty());
                let written = if usual { "&[]".to_owned() } else { format!("&{}", form_static(op, at)) };
                around("", group("call.form(", vec![schema, plain(written)], ")"), ".await?")
            }
            BodyKind::Text => plain("call.text().await?"),
            BodyKind::TextAs(_) => around("", group("call.text_as(", vec![schema], ")"), ".await?"),
            BodyKind::Octets => plain("call.octets()?"),
            BodyKind::Multipart(_) => plain(format!("{}_form(&mut call).await?", op.names.method)),
        };
        as_variant(enumeration, content, read)
    }

    /// The function that checks a body of a type, and its conditions where the function has to be written.
    pub(super) fn check(&self, uses: &mut Uses, op: &Op<'_>, at: usize, ty: TypeRef) -> (String, Vec<String>) {
        let value = Value { expression: "value", reference: true };
        let conditions = self.conditions(uses, Place::Elsewhere, ty, Form::Request, value);
        match (conditions.as_slice(), self.names.ty(ty.schema, Form::Request)) {
            ([], _) => ("|_| true".to_owned(), Vec::new()),
            ([only], Some(name)) if only == "value.fits()" && !ty.boxed => (format!("types::{name}::fits"), Vec::new()),
            ([only], _) if only.starts_with("types::") && only.ends_with("_fits(value)") => {
                (only.trim_end_matches("(value)").to_owned(), Vec::new())
            }
            _ => {
                let number = if at == 0 { String::new() } else { format!("_{}", at + 1) };
                (format!("{}_body{number}_fits", op.names.method), conditions)
            }
        }
    }
}

/// What the caller would rather have, as the enum's variant.
fn accepted(text: &mut Text, accept: &Accept) {
    let ty = &accept.ty;
    let Some((first, others)) = accept.variants.split_first() else { return };
    text.line("    let accept = match call.accepted() {");
    for (at, variant) in others.iter().enumerate() {
        text.line(format!("        {} => {ty}::{variant},", at + 1));
    }
    text.line(format!("        _ => {ty}::{first},"));
    text.line("    };");
}

fn as_variant(enumeration: &str, content: &BodyContent<'_>, read: Doc) -> Doc {
    match &content.variant {
        Some(variant) => around(format!("{enumeration}::{variant}("), read, ")"),
        None => read,
    }
}
