//! An operation as the Rust client sees it: names and types decided, each part in the direction it travels.

use std::collections::HashSet;

use super::{Side, Types, answers};
use crate::{
    contract::{
        Content, ContentKind, Contract, Method, Operation, Parameter, ParameterLocation, Schema, SchemaId, Shape,
        Status, StringFormat,
    },
    diagnostic::{Diagnostic, Diagnostics},
    names::client::{CallName, Setters},
};

#[derive(Debug)]
pub struct Call<'a> {
    pub operation: &'a Operation,
    pub name: CallName,
    pub arguments: Vec<Argument<'a>>,
    pub body: Option<Body<'a>>,
    pub successes: Vec<Answer>,
    pub failures: Vec<Answer>,
}

/// A parameter.
#[derive(Debug)]
pub struct Argument<'a> {
    pub parameter: &'a Parameter,
    pub setter: String,
    pub ty: String,
    pub form: Form,
}

/// What the text of a parameter is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One text: its type has `Display`, and serde writes it as a string, a number or a boolean.
    Scalar,
    /// A list of such.
    Scalars,
    /// Anything else: an object, a union, a list of lists.
    Structured,
}

#[derive(Debug)]
pub struct Body<'a> {
    pub content: &'a Content,
    pub required: bool,
    pub description: Option<&'a str>,
    pub kind: BodyKind<'a>,
}

#[derive(Debug)]
pub enum BodyKind<'a> {
    Json {
        ty: String,
    },
    Form {
        ty: String,
        /// Every member is a scalar.
        flat: bool,
    },
    /// Whatever the media type means, the caller has it as octets already.
    Octets,
    Multipart {
        parts: Vec<Part<'a>>,
    },
}

/// A part of a multipart body.
#[derive(Debug)]
pub struct Part<'a> {
    pub name: &'a str,
    pub setter: String,
    pub description: Option<&'a str>,
    pub required: bool,
    /// Repeated, one part per item.
    pub list: bool,
    pub kind: PartKind,
    /// `encoding.contentType`, when it names exactly one.
    pub media_type: Option<&'a str>,
}

#[derive(Debug)]
pub enum PartKind {
    File,
    /// Of this type (an item's, in a list), written with `Display`.
    Text(String),
    /// Of this type (an item's, in a list), written as JSON.
    Json(String),
}

/// What one status brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: Status,
    pub kind: AnswerKind,
    pub media_type: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnswerKind {
    /// JSON of this type.
    Json(String),
    Empty,
    Octets,
}

/// The contract's operations, named and typed. What no client can send is reported here.
pub fn calls<'a>(
    contract: &'a Contract,
    names: Vec<CallName>,
    types: &Types<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Call<'a>> {
    let reader = Reader { contract, types };
    contract.operations.iter().zip(names).map(|(operation, name)| reader.call(operation, name, diagnostics)).collect()
}

struct Reader<'a, 't> {
    contract: &'a Contract,
    types: &'t Types<'t>,
}

impl<'a> Reader<'a, '_> {
    fn call(&self, operation: &'a Operation, name: CallName, diagnostics: &mut Diagnostics) -> Call<'a> {
        let content = operation.body.as_ref().and_then(|body| chosen(operation, &body.contents, diagnostics));
        let multipart = content.is_some_and(|content| content.kind == ContentKind::Multipart);
        let mut setters = Setters::new(if content.is_some() && !multipart { &["body"] } else { &[] });
        let arguments = self.arguments(operation, &mut setters, diagnostics);
        let body = operation.body.as_ref().zip(content).map(|(body, content)| Body {
            content,
            required: body.required,
            description: body.description.as_deref(),
            kind: self.body(content, &mut setters),
        });
        let (successes, failures) = answers::of(self.contract, operation, self.types, diagnostics);
        Call { operation, name, arguments, body, successes, failures }
    }

    fn arguments(
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
                    diagnostics.push(
                        Diagnostic::warning(
                            "client-header-name",
                            parameter.at,
                            format!(
                                "the client's `{}` has no `{}`: that is no name of a header",
                                operation.id, parameter.name
                            ),
                        )
                        .help("a header's name is letters, digits and !#$%&'*+-.^_`|~"),
                    );
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
            });
        }
        arguments
    }

    fn body(&self, content: &'a Content, setters: &mut Setters) -> BodyKind<'a> {
        let ty = || match content.ty {
            Some(ty) => self.types.nullable(ty, Side::Request),
            None => super::ANY.to_owned(),
        };
        match content.kind {
            ContentKind::Json | ContentKind::MergePatch => BodyKind::Json { ty: ty() },
            ContentKind::Form => BodyKind::Form { ty: ty(), flat: self.is_flat(content) },
            ContentKind::Multipart => match self.parts(content, setters) {
                Some(parts) => BodyKind::Multipart { parts },
                None => BodyKind::Octets,
            },
            ContentKind::Text
            | ContentKind::EventStream
            | ContentKind::JsonLines
            | ContentKind::JsonSequence
            | ContentKind::MultipartMixed
            | ContentKind::Binary => BodyKind::Octets,
        }
    }

    /// The parts of a multipart body; none where its schema is no object with properties.
    fn parts(&self, content: &'a Content, setters: &mut Setters) -> Option<Vec<Part<'a>>> {
        let schema = self.contract.schemas.get(content.ty?.schema)?;
        let Shape::Object(object) = &schema.shape else { return None };
        let parts = object.properties.iter().filter(|p| p.direction != crate::contract::Direction::ReadOnly);
        let parts = parts.map(|property| {
            let item = self.items(property.ty.schema);
            let ty = item.unwrap_or(property.ty);
            let kind = if self.is_file(ty.schema) {
                PartKind::File
            } else if self.form(ty.schema) == Form::Scalar {
                PartKind::Text(self.types.of(ty, Side::Request))
            } else {
                PartKind::Json(self.types.of(ty, Side::Request))
            };
            let encoding = content.encoding_of(&property.name);
            let media_type = match encoding.map(|encoding| encoding.media_types.as_slice()) {
                Some([one]) if is_media_type(one) => Some(one.as_str()),
                _ => None,
            };
            Part {
                name: &property.name,
                setter: setters.allot(&property.name, "part"),
                description: property.docs.description.as_deref(),
                required: property.required,
                list: item.is_some(),
                kind,
                media_type,
            }
        });
        Some(parts.collect())
    }

    fn schema(&self, id: SchemaId) -> Option<&'a Schema> {
        self.contract.schemas.get(id)
    }

    fn items(&self, id: SchemaId) -> Option<crate::contract::TypeRef> {
        match &self.schema(id)?.shape {
            Shape::Array(array) => Some(array.items),
            _ => None,
        }
    }

    fn is_file(&self, id: SchemaId) -> bool {
        self.schema(id).is_some_and(
            |schema| matches!(&schema.shape, Shape::String(string) if string.format == StringFormat::Binary),
        )
    }

    fn is_flat(&self, content: &Content) -> bool {
        let Some(schema) = content.ty.and_then(|ty| self.schema(ty.schema)) else { return false };
        match &schema.shape {
            Shape::Object(object) => {
                object.properties.iter().all(|property| self.form(property.ty.schema) == Form::Scalar)
                    && !matches!(object.additional, crate::contract::Additional::Schema(_))
            }
            _ => false,
        }
    }

    fn form(&self, id: SchemaId) -> Form {
        match self.schema(id).map(|schema| &schema.shape) {
            Some(Shape::Array(array)) if self.form_of_item(array.items.schema) => Form::Scalars,
            Some(_) if self.form_of_item(id) => Form::Scalar,
            _ => Form::Structured,
        }
    }

    fn form_of_item(&self, id: SchemaId) -> bool {
        self.schema(id).is_some_and(|schema| match &schema.shape {
            Shape::Boolean | Shape::Integer(_) | Shape::Number(_) => true,
            Shape::Enumeration(enumeration) => enumeration.values.iter().all(|value| value.value.is_string()),
            Shape::String(string) => !matches!(string.format, StringFormat::Byte | StringFormat::Binary),
            Shape::Any | Shape::Never | Shape::Array(_) | Shape::Object(_) | Shape::OneOf(_) | Shape::AnyOf(_) => false,
        })
    }
}

/// The one media type that the client sends; the others are named in a diagnostic.
fn chosen<'a>(operation: &Operation, contents: &'a [Content], diagnostics: &mut Diagnostics) -> Option<&'a Content> {
    let rank = |content: &Content| match content.kind {
        ContentKind::Json => 0,
        ContentKind::MergePatch => 1,
        ContentKind::Multipart => 2,
        ContentKind::Form => 3,
        ContentKind::Binary | ContentKind::MultipartMixed => 4,
        ContentKind::Text => 5,
        ContentKind::EventStream | ContentKind::JsonLines | ContentKind::JsonSequence => 6,
    };
    let usable = contents.iter().filter(|content| is_media_type(&content.media_type));
    let first = usable.min_by_key(|content| rank(content));
    for other in contents.iter().filter(|content| first.is_none_or(|first| first.media_type != content.media_type)) {
        diagnostics.push(match first {
            Some(first) => Diagnostic::warning(
                "client-media-type",
                other.at,
                format!(
                    "the Rust client sends `{}` as `{}` only, not as `{}`",
                    operation.id, first.media_type, other.media_type
                ),
            ),
            None => Diagnostic::warning(
                "client-media-type",
                other.at,
                format!("the Rust client sends no body to `{}`: `{}` is a range", operation.id, other.media_type),
            )
            .help("name the media type itself, such as `application/octet-stream`"),
        });
    }
    first
}

/// A media type that can be sent: no range, and nothing that a header's value cannot hold.
pub fn is_media_type(text: &str) -> bool {
    !text.contains('*') && text.contains('/') && text.bytes().all(|b| (b' '..=b'~').contains(&b))
}

/// RFC 9110, 5.6.2: a token.
fn is_header_name(name: &str) -> bool {
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

impl Call<'_> {
    pub fn is_multipart(&self) -> bool {
        self.body.as_ref().is_some_and(|body| matches!(body.kind, BodyKind::Multipart { .. }))
    }

    pub fn is_head(&self) -> bool {
        self.operation.method == Method::Head
    }

    /// What a person reads above the method, before the list of arguments.
    pub fn docs(&self) -> String {
        let operation = self.operation;
        let mut paragraphs: Vec<String> = Vec::new();
        paragraphs.extend(operation.summary.clone());
        paragraphs.extend(operation.docs.description.clone().filter(|text| operation.summary.as_ref() != Some(text)));
        for response in &operation.responses {
            if let Status::Code(code @ 300..=399) = response.status {
                paragraphs.push(format!(
                    "The answer {code} ({}) comes as [`Error::UnexpectedResponse`].",
                    response.description.trim().trim_end_matches('.')
                ));
            }
        }
        paragraphs.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
    }
}

impl Argument<'_> {
    /// In one line, as an entry of a list.
    pub fn docs(&self) -> Option<String> {
        let docs = &self.parameter.docs;
        let description = docs.description.as_deref().map(one_line);
        let deprecated = docs.deprecated.then(|| "Deprecated.".to_owned());
        let words: Vec<String> = deprecated.into_iter().chain(description).collect();
        (!words.is_empty()).then(|| words.join(" "))
    }
}

pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
