//! What a request's body may be, by media type.

use super::operation::OpUses;
use super::ty::{Model, Place, members};
use crate::contract::{Content, ContentKind, Operation, Property, Shape, StringFormat, TypeRef};
use crate::names::rust::{Form, OperationNames, Scope};

pub struct Body<'c> {
    pub required: bool,
    pub ty: String,
    pub contents: Vec<BodyContent<'c>>,
}

impl Body<'_> {
    /// Whether its type is an enum, with a variant for each media type that has a type of its own.
    pub fn is_choice(&self) -> bool {
        self.contents.iter().any(|content| content.variant.is_some())
    }
}

pub struct BodyContent<'c> {
    pub content: &'c Content,
    /// The variant, where the contents have several types.
    pub variant: Option<String>,
    pub ty: String,
    pub kind: BodyKind<'c>,
}

pub enum BodyKind<'c> {
    Json(Option<TypeRef>),
    Form(Option<TypeRef>),
    Text,
    /// A text whose schema says what it means.
    TextAs(TypeRef),
    /// JSON texts one after another.
    Items(Option<TypeRef>),
    Octets,
    Multipart(Vec<PartOf<'c>>),
}

pub struct PartOf<'c> {
    pub field: String,
    pub property: &'c Property,
    pub file: Option<FileKind>,
    pub media_types: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    One,
    Several,
}

impl<'c> Model<'c> {
    pub(super) fn body(&self, operation: &'c Operation, names: &OperationNames, uses: &mut OpUses) -> Option<Body<'c>> {
        let body = operation.body.as_ref()?;
        let mut variants = Scope::with(&["Self"]);
        let mut contents: Vec<BodyContent<'c>> = Vec::new();
        for content in &body.contents {
            let formed = contents.iter().any(|content| matches!(content.kind, BodyKind::Multipart(_)));
            let (kind, ty) = self.body_kind(content, names, formed, uses);
            contents.push(BodyContent { content, variant: None, ty, kind });
        }
        let first = contents.first()?.ty.clone();
        let same = contents.iter().all(|content| content.ty == first);
        let ty = if same {
            first
        } else {
            for content in &mut contents {
                content.variant = Some(variants.variant(&media_type_words(content.content)));
            }
            format!("{}Body", names.prefix)
        };
        Some(Body { required: body.required, ty, contents })
    }

    /// `formed`: the operation reads a form already.
    fn body_kind(
        &self,
        content: &'c Content,
        names: &OperationNames,
        formed: bool,
        uses: &mut OpUses,
    ) -> (BodyKind<'c>, String) {
        let uses = &mut uses.body;
        let mut typed = |ty: Option<TypeRef>| match ty {
            Some(ty) => self.ty(uses, Place::Elsewhere, ty, Form::Request),
            None => uses.name("serde_json::Value"),
        };
        match (content.kind, content.ty) {
            (ContentKind::Json | ContentKind::MergePatch, ty) => (BodyKind::Json(ty), typed(ty)),
            (ContentKind::Form, ty) => (BodyKind::Form(ty), typed(ty)),
            (ContentKind::Text, Some(ty)) if !self.is_plain_text(ty) => (BodyKind::TextAs(ty), typed(Some(ty))),
            (ContentKind::Text, _) => (BodyKind::Text, "String".to_owned()),
            (ContentKind::JsonLines | ContentKind::JsonSequence, _) => {
                let item = typed(content.item);
                let items = uses.name("specwright_poem::server::ReceivedItems");
                (BodyKind::Items(content.item), format!("{items}<{item}>"))
            }
            (ContentKind::Multipart, Some(ty)) if !formed && self.is_form(ty) => {
                let Shape::Object(object) = self.shape_of(ty.schema) else { return octets(&mut *uses) };
                let mut fields = Scope::default();
                let parts = members(object, Form::Request).map(|property| PartOf {
                    field: fields.field(&property.name),
                    property,
                    file: self.file_kind(content, property),
                    media_types: content
                        .encoding_of(&property.name)
                        .map(|encoding| encoding.media_types.clone())
                        .unwrap_or_default(),
                });
                (BodyKind::Multipart(parts.collect()), format!("{}Body", names.prefix))
            }
            _ => octets(uses),
        }
    }

    /// Whether a form's parts can be told: an object that names them.
    pub(super) fn is_form(&self, ty: TypeRef) -> bool {
        matches!(self.shape_of(ty.schema), Shape::Object(object) if !object.properties.is_empty())
    }

    /// Whether a schema takes every text.
    pub(super) fn is_plain_text(&self, ty: TypeRef) -> bool {
        match self.shape_of(ty.schema) {
            Shape::Any => true,
            Shape::String(shape) => super::ty::text(shape) == "String" && self.schema_is_any_text(ty),
            _ => false,
        }
    }

    fn schema_is_any_text(&self, ty: TypeRef) -> bool {
        let Shape::String(shape) = self.shape_of(ty.schema) else { return false };
        let unbounded = shape.min_length.is_none() && shape.max_length.is_none() && shape.pattern.is_none();
        unbounded && super::ty::format(shape).is_none() && !ty.nullable
    }

    fn file_kind(&self, content: &Content, property: &Property) -> Option<FileKind> {
        let types = content.encoding_of(&property.name).map(|encoding| encoding.media_types.as_slice());
        // A part of which nothing is known is a file where it is said to be neither text nor JSON.
        let foreign = types.is_some_and(|types| {
            !types.is_empty() && !types.iter().any(|each| each.starts_with("text/") || each.ends_with("json"))
        });
        let binary = |shape: &Shape| match shape {
            Shape::String(text) => text.format == StringFormat::Binary,
            Shape::Any => foreign,
            _ => false,
        };
        match self.shape_of(property.ty.schema) {
            shape if binary(shape) => Some(FileKind::One),
            Shape::Array(array) if binary(self.shape_of(array.items.schema)) => Some(FileKind::Several),
            _ => None,
        }
    }
}

/// A media type as a variant's name: its subtype, and the parameters that tell it from others.
pub fn media_type_words(content: &Content) -> String {
    let (kind, subtype) = content.media_type.split_once('/').unwrap_or(("", &content.media_type));
    let mut words = match (kind, subtype) {
        ("*", _) => "any".to_owned(),
        (kind, "*") => format!("any {kind}"),
        (_, subtype) => subtype.to_owned(),
    };
    for (name, value) in &content.parameters {
        words.push_str(&format!(" {name} {value}"));
    }
    words
}

fn octets<'c>(uses: &mut super::text::Uses) -> (BodyKind<'c>, String) {
    (BodyKind::Octets, uses.name("specwright_poem::server::Octets"))
}
