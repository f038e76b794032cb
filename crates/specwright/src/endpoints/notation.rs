//! How types, statuses and values are written in a cell, and how the contract's would be written there.

use std::fmt;

use serde_json::Value;

use crate::contract::{Contract, IntegerFormat, Origin, ParameterLocation, Schema, Shape, Status, TypeRef};

/// A type as the document writes it. Two are the same type when they are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeName {
    pub shape: TypeShape,
    /// `or null`.
    pub nullable: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeShape {
    /// A component of the contract.
    Component(String),
    /// `string`, `string(uuid)`, `object`, `any`, …
    Plain {
        name: &'static str,
        format: Option<String>,
    },
    Array(Box<TypeName>),
    Map(Box<TypeName>),
    /// `enum(a, b)`.
    Enumeration(Vec<String>),
    /// `one of (A, B)` and `any of (A, B)`: unions without a name.
    Union {
        name: &'static str,
        of: Vec<TypeName>,
    },
}

const PLAIN: [&str; 6] = ["string", "integer", "number", "boolean", "object", "any"];
const UNIONS: [&str; 2] = ["one of", "any of"];
const OR_NULL: &str = " or null";
/// Deeper nesting than this is a mistake, and must not cost the stack.
const DEEPEST: usize = 16;

impl TypeName {
    /// Reads a cell; None where it is not in the grammar.
    pub fn parse(text: &str) -> Option<Self> {
        parse(text, DEEPEST)
    }

    /// What the contract's type is called in this notation.
    pub fn of(contract: &Contract, ty: TypeRef) -> Self {
        name(contract, ty, DEEPEST)
    }
}

fn parse(text: &str, depth: usize) -> Option<TypeName> {
    let depth = depth.checked_sub(1)?;
    let text = text.trim();
    let (text, nullable) = text.strip_suffix(OR_NULL).map_or((text, false), |base| (base.trim_end(), true));
    let shape = if let Some(inner) = within(text, "array<", '>') {
        TypeShape::Array(Box::new(parse(inner, depth)?))
    } else if let Some(inner) = within(text, "map<", '>') {
        TypeShape::Map(Box::new(parse(inner, depth)?))
    } else if let Some(inner) = within(text, "enum(", ')') {
        TypeShape::Enumeration(inner.split(',').map(|value| value.trim().to_owned()).collect())
    } else if let Some((name, inner)) =
        UNIONS.iter().find_map(|name| Some((*name, within(text.strip_prefix(name)?.trim_start(), "(", ')')?)))
    {
        let of = split(inner).into_iter().map(|part| parse(part, depth)).collect::<Option<_>>()?;
        TypeShape::Union { name, of }
    } else if let Some((name, rest)) =
        PLAIN.iter().find_map(|name| Some((*name, text.strip_prefix(name).filter(|rest| !continues(rest))?)))
    {
        let format = if rest.is_empty() { None } else { Some(within(rest, "(", ')')?.trim().to_owned()) };
        TypeShape::Plain { name, format: format.filter(|format| !same_as_none(name, format)) }
    } else if !text.is_empty() && !text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(is_no_name) {
        TypeShape::Component(text.to_owned())
    } else {
        return None;
    };
    Some(TypeName { shape, nullable })
}

/// The parts between the commas that stand in no brackets.
fn split(text: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    text.split(|character| {
        match character {
            '(' | '<' => depth = depth.saturating_add(1),
            ')' | '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        character == ',' && depth == 0
    })
    .collect()
}

fn within<'t>(text: &'t str, open: &str, close: char) -> Option<&'t str> {
    text.strip_prefix(open)?.strip_suffix(close)
}

/// The characters that a component's name may have (OpenAPI 3.0, Components Object).
fn is_no_name(character: char) -> bool {
    !(character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_'))
}

fn continues(rest: &str) -> bool {
    rest.starts_with(|c: char| !is_no_name(c))
}

/// `number` is a double unless it says `float`.
fn same_as_none(name: &str, format: &str) -> bool {
    name == "number" && format == "double"
}

fn name(contract: &Contract, ty: TypeRef, depth: usize) -> TypeName {
    let Some(schema) = contract.schemas.get(ty.schema) else {
        return TypeName { shape: plain("any"), nullable: ty.nullable };
    };
    match &schema.origin {
        // What a component allows is the component's affair: only the place can add a null.
        Origin::Component(name) => {
            TypeName { shape: TypeShape::Component(name.clone()), nullable: ty.nullable && !schema.nullable }
        }
        Origin::Inline(_) => TypeName { shape: shape(contract, schema, depth), nullable: ty.nullable },
    }
}

fn shape(contract: &Contract, schema: &Schema, depth: usize) -> TypeShape {
    let Some(depth) = depth.checked_sub(1) else { return plain("any") };
    let formatted = |name, format: Option<&str>| TypeShape::Plain { name, format: format.map(str::to_owned) };
    let union = |union_name, union: &crate::contract::Union| TypeShape::Union {
        name: union_name,
        of: union.variants.iter().map(|variant| name(contract, variant.ty, depth)).collect(),
    };
    match &schema.shape {
        Shape::Any => plain("any"),
        Shape::Never => plain("nothing"),
        Shape::Boolean => plain("boolean"),
        Shape::Integer(integer) => formatted(
            "integer",
            integer.format.map(|format| match format {
                IntegerFormat::Int32 => "int32",
                IntegerFormat::Int64 => "int64",
            }),
        ),
        Shape::Number(number) => formatted("number", number.single.then_some("float")),
        Shape::String(string) => formatted("string", string.format.name()),
        Shape::Enumeration(enumeration) => {
            TypeShape::Enumeration(enumeration.values.iter().map(|value| value_text(&value.value)).collect())
        }
        Shape::Array(array) => TypeShape::Array(Box::new(name(contract, array.items, depth))),
        Shape::Object(object) => match object.additional {
            crate::contract::Additional::Schema(value) if object.properties.is_empty() => {
                TypeShape::Map(Box::new(name(contract, value, depth)))
            }
            _ => plain("object"),
        },
        Shape::OneOf(variants) => union("one of", variants),
        Shape::AnyOf(variants) => union("any of", variants),
    }
}

fn plain(name: &'static str) -> TypeShape {
    TypeShape::Plain { name, format: None }
}

/// A value as a cell says it: a string without its quotation marks, anything else as JSON.
pub fn value_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

pub const LOCATIONS: [ParameterLocation; 5] = [
    ParameterLocation::Path,
    ParameterLocation::Query,
    ParameterLocation::Querystring,
    ParameterLocation::Header,
    ParameterLocation::Cookie,
];

pub fn location_text(location: ParameterLocation) -> &'static str {
    match location {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Querystring => "querystring",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
    }
}

/// `201`, `4XX`, `default`.
pub fn status_text(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(first) => format!("{first}XX"),
        Status::Default => "default".to_owned(),
    }
}

/// It belongs under `Errors`, not under `Responses`.
pub fn is_error(status: Status) -> bool {
    match status {
        Status::Code(code) => code >= 400,
        Status::Range(first) => first >= 4,
        Status::Default => true,
    }
}

impl fmt::Display for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.shape {
            TypeShape::Component(name) => f.write_str(name)?,
            TypeShape::Plain { name, format: None } => f.write_str(name)?,
            TypeShape::Plain { name, format: Some(format) } => write!(f, "{name}({format})")?,
            TypeShape::Array(items) => write!(f, "array<{items}>")?,
            TypeShape::Map(values) => write!(f, "map<{values}>")?,
            TypeShape::Enumeration(values) => write!(f, "enum({})", values.join(", "))?,
            TypeShape::Union { name, of } => {
                let of: Vec<_> = of.iter().map(ToString::to_string).collect();
                write!(f, "{name} ({})", of.join(", "))?;
            }
        }
        if self.nullable { f.write_str(OR_NULL) } else { Ok(()) }
    }
}
