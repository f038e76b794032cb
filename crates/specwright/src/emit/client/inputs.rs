//! What an operation takes: parameters, and a body of one media type or several.

use std::collections::HashSet;

use super::{
    ANY, Side, Types,
    call::{Argument, Body, BodyContent, BodyKind, Encoding, Form, Framing, Part, PartKind, Way},
    limits::{HEADER_NAME, MEDIA_TYPE},
    media_type::{self, is_media_type},
};
use crate::{
    contract::{
        self, Additional, Content, ContentKind, Contract, Direction, ObjectShape, Operation, ParameterLocation,
        RequestBody, Schema, SchemaId, Shape, StringFormat, TypeRef,
    },
    diagnostic::Diagnostics,
    names::client::Setters,
};

pub struct Reader<'a, 't> {
    pub contract: &'a Contract,
    pub types: &'t Types<'t>,
}

impl<'a> Reader<'a, '_> {
    /// The names that a builder takes for its body are no parameter's.
    pub fn setters(&self, operation: &Operation) -> Setters {
        let contents = operation.body.as_ref().map(|body| body.contents.as_slice()).unwrap_or_default();
        let parts = matches!(contents, [one] if is_multipart(one.kind) && self.members(one).is_some());
        Setters::new(if contents.is_empty() || parts { &[] } else { &["body"] })
    }

    pub fn arguments(
        &self,
        operation: &'a Operation,
        setters: &mut Setters,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Argument<'a>> {
        let mut sent = HashSet::new();
        let mut arguments = Vec::with_capacity(operation.parameters.len());
        for parameter in &operation.parameters {
            if parameter.location == ParameterLocation::Header {
                // OpenAPI 3.0.3, Parameter Object: these three are said elsewhere, and a parameter of that name is ignored.
                if ["accept", "content-type", "authorization"].contains(&parameter.name.to_ascii_lowercase().as_str()) {
                    continue;
                }
                if !is_header_name(&parameter.name) {
                    let message = format!(
                        "the client's `{}` has no `{}`: that is no name of a header",
                        operation.id, parameter.name
                    );
                    HEADER_NAME.report(parameter.at, message, diagnostics);
                    continue;
                }
            }
            if !sent.insert((parameter.location, parameter.name.as_str())) {
                continue;
            }
            arguments.push(Argument {
                parameter,
                setter: setters.allot(&parameter.name, location_name(parameter.location)),
                ty: self.types.of(parameter.ty, Side::Request),
                form: self.form(parameter.ty.schema),
                free: self.is_free(parameter.ty.schema),
            });
        }
        arguments
    }

    pub fn body(
        &self,
        operation: &'a Operation,
        setters: &mut Setters,
        diagnostics: &mut Diagnostics,
    ) -> Option<Body<'a>> {
        let RequestBody { required, description, contents, .. } = operation.body.as_ref()?;
        let mut sendable: Vec<&Content> = contents.iter().filter(|content| can_be_sent(content)).collect();
        for content in contents.iter().filter(|content| !can_be_sent(content)) {
            let message = format!("the Rust client does not send `{}` to `{}`", content.media_type, operation.id);
            MEDIA_TYPE.report(content.at, message, diagnostics);
        }
        // What a program has in its hands before what it would have to write itself.
        sendable.sort_by_key(|content| rank(content.kind));
        let alone = sendable.len() == 1;
        let mut variants = HashSet::new();
        let read = sendable.iter().enumerate().map(|(place, content)| {
            let kind = self.body_kind(content, alone, setters);
            let media_type = content.full_media_type();
            let word = media_type::word(&media_type, content.kind);
            let setter = match (&kind, place) {
                (BodyKind::Parts(_), _) => String::new(),
                (_, 0) => "body".to_owned(),
                (_, _) => setters.allot(&format!("body {word}"), "request"),
            };
            BodyContent { media_type, setter, variant: media_type::variant(&word, &mut variants), kind }
        });
        let contents: Vec<BodyContent> = read.collect();
        (!contents.is_empty()).then_some(Body { required: *required, description: description.as_deref(), contents })
    }

    fn body_kind(&self, content: &'a Content, alone: bool, setters: &mut Setters) -> BodyKind {
        let ty = || match content.ty {
            Some(ty) => self.types.nullable(ty, Side::Request),
            None => ANY.to_owned(),
        };
        match content.kind {
            ContentKind::Json | ContentKind::MergePatch => BodyKind::Json { ty: ty() },
            ContentKind::Form => {
                let encodings = content.encoding.iter().filter_map(encoding).collect();
                BodyKind::Form { ty: ty(), flat: self.is_flat(content), encodings }
            }
            ContentKind::JsonLines => BodyKind::Items { ty: self.item(content), framing: Framing::Lines },
            ContentKind::JsonSequence => BodyKind::Items { ty: self.item(content), framing: Framing::Sequence },
            ContentKind::Multipart | ContentKind::MultipartMixed => match self.members(content).filter(|_| alone) {
                Some(_) => BodyKind::Parts(self.parts(content, setters)),
                None => BodyKind::RawParts,
            },
            ContentKind::Text | ContentKind::EventStream | ContentKind::Binary => BodyKind::Octets,
        }
    }

    /// The type of one of the items that a body is made of.
    pub fn item(&self, content: &Content) -> String {
        content.item.map_or_else(|| ANY.to_owned(), |ty| self.types.nullable(ty, Side::Request))
    }

    /// The object that a multipart body is; none where its schema is something else, or names no part.
    fn members(&self, content: &Content) -> Option<&'a ObjectShape> {
        match &self.schema(content.ty?.schema)?.shape {
            Shape::Object(object) if !object.properties.is_empty() => Some(object),
            _ => None,
        }
    }

    fn parts(&self, content: &'a Content, setters: &mut Setters) -> Vec<Part> {
        let Some(object) = self.members(content) else { return Vec::new() };
        let sent = object.properties.iter().filter(|property| property.direction != Direction::ReadOnly);
        let parts = sent.map(|property| {
            let item = self.items(property.ty.schema);
            let ty = item.unwrap_or(property.ty);
            let said = content.encoding_of(&property.name);
            // Headers of a part are its maker's to say.
            let kind = if self.is_file(ty.schema) || said.is_some_and(|said| !said.headers.is_empty()) {
                PartKind::File
            } else {
                PartKind::Value(self.types.of(ty, Side::Request))
            };
            let media_type = match said.map(|said| said.media_types.as_slice()) {
                Some([one]) if is_media_type(one) => Some(one.clone()),
                _ => None,
            };
            Part {
                name: property.name.clone(),
                setter: setters.allot(&property.name, "part"),
                description: property.docs.description.clone(),
                required: property.required,
                list: item.is_some(),
                kind,
                media_type,
                // RFC 7578 knows names only for the parts of `multipart/form-data`.
                way: said.and_then(encoding).map(|encoding| encoding.way).filter(|way| *way != Way::Json),
            }
        });
        let mut parts: Vec<Part> = parts.collect();
        if matches!(object.additional, Additional::Schema(_)) {
            parts.push(Part {
                name: String::new(),
                setter: setters.allot("more parts", "other"),
                description: Some("Parts that the contract does not name.".to_owned()),
                required: false,
                list: true,
                kind: PartKind::Others,
                media_type: None,
                way: None,
            });
        }
        parts
    }

    pub fn schema(&self, id: SchemaId) -> Option<&'a Schema> {
        self.contract.schemas.get(id)
    }

    pub fn items(&self, id: SchemaId) -> Option<TypeRef> {
        match &self.schema(id)?.shape {
            Shape::Array(array) if array.prefix.is_empty() => Some(array.items),
            _ => None,
        }
    }

    fn is_file(&self, id: SchemaId) -> bool {
        self.schema(id).is_some_and(
            |schema| matches!(&schema.shape, Shape::String(string) if string.format == StringFormat::Binary),
        )
    }

    fn is_flat(&self, content: &Content) -> bool {
        if !content.encoding.is_empty() {
            return false;
        }
        let Some(schema) = content.ty.and_then(|ty| self.schema(ty.schema)) else { return false };
        match &schema.shape {
            Shape::Object(object) => {
                object.properties.iter().all(|property| self.form(property.ty.schema) == Form::Scalar)
                    && !matches!(object.additional, Additional::Schema(_))
            }
            _ => false,
        }
    }

    pub fn form(&self, id: SchemaId) -> Form {
        match self.schema(id).map(|schema| &schema.shape) {
            Some(Shape::Array(array)) if array.prefix.is_empty() && self.is_scalar(array.items.schema) => Form::Scalars,
            Some(_) if self.is_scalar(id) => Form::Scalar,
            _ => Form::Structured,
        }
    }

    pub fn is_scalar(&self, id: SchemaId) -> bool {
        self.schema(id).is_some_and(|schema| match &schema.shape {
            Shape::Boolean | Shape::Integer(_) | Shape::Number(_) => true,
            Shape::Enumeration(enumeration) => enumeration.values.iter().all(|value| value.value.is_string()),
            Shape::String(string) => !matches!(string.format, StringFormat::Byte | StringFormat::Binary),
            _ => false,
        })
    }

    /// Whether the text of a scalar may be anything.
    fn is_free(&self, id: SchemaId) -> bool {
        self.schema(id).is_none_or(|schema| match &schema.shape {
            Shape::Boolean | Shape::Integer(_) | Shape::Number(_) => false,
            Shape::Enumeration(enumeration) => {
                enumeration.values.iter().any(|value| matches!(value.value.as_str(), Some("" | "." | "..")))
            }
            Shape::String(string) => {
                !matches!(string.format, StringFormat::Uuid | StringFormat::DateTime | StringFormat::Date)
            }
            _ => true,
        })
    }
}

fn is_multipart(kind: ContentKind) -> bool {
    matches!(kind, ContentKind::Multipart | ContentKind::MultipartMixed)
}

/// How a member is written, where the document says more than what follows from its type.
fn encoding(said: &contract::Encoding) -> Option<Encoding> {
    let json = || said.media_types.first().is_some_and(|media_type| media_type.ends_with("json"));
    let way = match said.style {
        Some(style) => Way::Styled { style, explode: said.explode, reserved: said.allow_reserved },
        None if json() => Way::Json,
        None => return None,
    };
    Some(Encoding { name: said.property.clone(), way })
}

fn rank(kind: ContentKind) -> u8 {
    match kind {
        ContentKind::Json => 0,
        ContentKind::MergePatch => 1,
        ContentKind::Multipart => 2,
        ContentKind::Form => 3,
        ContentKind::JsonLines | ContentKind::JsonSequence => 4,
        ContentKind::Binary | ContentKind::MultipartMixed => 5,
        ContentKind::Text => 6,
        ContentKind::EventStream => 7,
    }
}

/// A range as well: there the caller says which media type it is.
fn can_be_sent(content: &Content) -> bool {
    is_media_type(&content.media_type.replace('*', "x"))
}

/// RFC 9110, 5.6.2: a token.
pub fn is_header_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}

fn location_name(location: ParameterLocation) -> &'static str {
    match location {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Querystring => "querystring",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
    }
}
