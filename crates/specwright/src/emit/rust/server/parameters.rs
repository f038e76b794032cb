//! How values are written in paths, queries, headers, cookies and forms, as statics that the run time reads by.

use std::collections::BTreeSet;

use super::SERVER;
use crate::contract::{
    Content, Idempotency, Operation, Parameter, ParameterLocation, ParameterStyle, Property, Shape, TypeRef,
};
use crate::emit::rust::layout::{Doc, around, assign, group, text as plain};
use crate::emit::rust::operation::{Group, Op, request_key};
use crate::emit::rust::text::{Text, Uses, literal};
use crate::emit::rust::ty::{Model, Place, members};
use crate::names::rust::Form;

/// A member of a form that is not written as usual.
pub(super) struct Written<'c> {
    property: &'c Property,
    style: &'static str,
    explode: bool,
}

impl<'c> Model<'c> {
    /// A static per location.
    pub(super) fn parameters(&self, text: &mut Text, uses: &mut Uses, parameters: &Group<'_>) {
        let items = parameters.parameters.iter().map(|(_, parameter)| {
            let schema = self.schema_doc(uses, Place::Elsewhere, parameter.ty, Form::Request);
            let required = parameter.required || parameter.location == ParameterLocation::Path;
            item(&parameter.name, required, style(parameter), parameter.explode, schema)
        });
        let items = items.collect();
        array(text, uses, &parameters.constant, items);
    }

    /// The members of a form of which `encoding` says something that is not usual.
    pub(super) fn written_fields(&self, content: &'c Content, ty: TypeRef) -> Vec<Written<'c>> {
        let Shape::Object(object) = self.shape_of(ty.schema) else { return Vec::new() };
        let mut written = Vec::new();
        for property in members(object, Form::Request) {
            let Some(encoding) = content.encoding_of(&property.name) else { continue };
            let is_object = matches!(self.shape_of(property.ty.schema), Shape::Object(_));
            let json = encoding.media_types.iter().any(|each| each.ends_with("json"));
            let (style, explode) = match encoding.style {
                None if json => ("Json", false),
                None => continue,
                Some(ParameterStyle::DeepObject) if is_object => continue,
                Some(ParameterStyle::Form) if encoding.explode && !is_object => continue,
                Some(stated) => (style_name(stated), encoding.explode),
            };
            written.push(Written { property, style, explode });
        }
        written
    }

    pub(super) fn form_fields(&self, text: &mut Text, uses: &mut Uses, constant: &str, written: &[Written<'_>]) {
        let items = written.iter().map(|field| {
            let schema = self.schema_doc(uses, Place::Elsewhere, field.property.ty, Form::Request);
            item(&field.property.name, field.property.required, field.style, field.explode, schema)
        });
        let items = items.collect();
        array(text, uses, constant, items);
    }

    /// The query parameters by which a request is told from one of another operation with its path and method; empty
    /// where there is none.
    pub(super) fn distinguishing(&self, operation: &Operation) -> Vec<String> {
        let shared = self.shared_requests.contains(&request_key(self.contract, operation));
        if shared { required_query(operation) } else { Vec::new() }
    }
}

/// Names that a request of this operation has in its query: those of its path's own query, and its required parameters.
/// Sorted, so that operations which need the same have the same list.
pub fn required_query(operation: &Operation) -> Vec<String> {
    let path = operation.path.split('#').next().unwrap_or_default();
    let own = path.split_once('?').map_or("", |(_, query)| query).split('&');
    let own = own.map(|pair| pair.split('=').next().unwrap_or_default()).filter(|name| !name.is_empty());
    let required = operation.parameters.iter().filter(|parameter| parameter.location == ParameterLocation::Query);
    let required = required.filter(|parameter| parameter.required).map(|parameter| parameter.name.as_str());
    let names: BTreeSet<&str> = own.chain(required).collect();
    names.into_iter().map(str::to_owned).collect()
}

/// The contract's `Idempotency-Key`, where it asks for more than the run time does: 1 to 255 visible ASCII characters.
pub(super) fn stricter_key<'c>(model: &Model<'_>, operation: &'c Operation) -> Option<&'c Parameter> {
    if !matches!(operation.policies.idempotency, Some(Idempotency::Key { .. })) {
        return None;
    }
    let mut headers = operation.parameters.iter().filter(|parameter| parameter.location == ParameterLocation::Header);
    let key = headers.find(|parameter| parameter.name.eq_ignore_ascii_case("idempotency-key"))?;
    let Shape::String(shape) = model.shape_of(key.ty.schema) else { return Some(key) };
    let lax = shape.min_length.unwrap_or(0) <= 1
        && shape.max_length.is_none_or(|max| max >= 255)
        && shape.pattern.is_none()
        && crate::emit::rust::ty::format(shape).is_none();
    (!lax).then_some(key)
}

/// The static of a form's members that are not written as usual.
pub(super) fn form_static(op: &Op<'_>, at: usize) -> String {
    let number = if at == 0 { String::new() } else { format!("_{}", at + 1) };
    format!("{}_FORM{number}", op.names.constant)
}

fn array(text: &mut Text, uses: &mut Uses, constant: &str, items: Vec<Doc>) {
    uses.name(&format!("{SERVER}::Parameter"));
    uses.name(&format!("{SERVER}::Style"));
    text.gap();
    let prefix = format!("static {constant}: [Parameter; {}]", items.len());
    text.line(assign(&prefix, &group("[", items, "]"), ";", 0));
}

fn item(name: &str, required: bool, style: &str, explode: bool, schema: Doc) -> Doc {
    let fields = vec![
        plain(format!("name: {}", literal(name))),
        plain(format!("required: {required}")),
        plain(format!("style: Style::{style}")),
        plain(format!("explode: {explode}")),
        around("schema: ", schema, ""),
    ];
    group("Parameter {", fields, "}")
}

fn style(parameter: &Parameter) -> &'static str {
    if let Some(media_type) = &parameter.media_type {
        let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        return match essence.as_str() {
            "application/x-www-form-urlencoded" => "Urlencoded",
            json if json.ends_with("json") => "Json",
            _ => "Plain",
        };
    }
    match parameter.style {
        ParameterStyle::Form if parameter.allow_empty_value => "FormOrEmpty",
        other => style_name(other),
    }
}

fn style_name(style: ParameterStyle) -> &'static str {
    match style {
        ParameterStyle::Simple => "Simple",
        ParameterStyle::Form => "Form",
        ParameterStyle::Label => "Label",
        ParameterStyle::Matrix => "Matrix",
        ParameterStyle::SpaceDelimited => "SpaceDelimited",
        ParameterStyle::PipeDelimited => "PipeDelimited",
        ParameterStyle::DeepObject => "DeepObject",
        ParameterStyle::Cookie => "Cookie",
    }
}
