//! A use of a schema, as TypeScript writes it.

use super::imports::Imports;
use super::text::{docs, indent, key, quote};
use super::{Context, models};
use crate::contract::{
    Additional, ArrayShape, Direction, Enumeration, ObjectShape, Origin, Property, Schema, Shape, StringFormat,
    StringShape, TypeRef, Union,
};

/// Which way a value travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// From the server: exactly what it sends.
    Output,
    /// To the server: what it takes, with the ease that costs nothing.
    Input,
}

/// How tightly a type's text binds, so that parentheses stand only where they must.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Union,
    Intersection,
    Atom,
}

struct Text {
    text: String,
    binding: Binding,
}

impl Text {
    fn atom(text: impl Into<String>) -> Self {
        Self { text: text.into(), binding: Binding::Atom }
    }

    fn within(self, binding: Binding) -> String {
        if self.binding < binding { format!("({})", self.text) } else { self.text }
    }
}

/// Writes types into one file, and collects what the file has to import.
pub(super) struct Types<'a> {
    context: Context<'a>,
    pub(super) imports: Imports,
}

impl<'a> Types<'a> {
    pub(super) fn new(context: Context<'a>) -> Self {
        Self { context, imports: Imports::default() }
    }

    /// A use of a schema; `level` is how deep the line stands on which it begins.
    pub(super) fn reference(&mut self, ty: TypeRef, form: Form, level: usize) -> String {
        self.of_reference(ty, form, level).text
    }

    /// The right side of a component's declaration.
    pub(super) fn declaration(&mut self, schema: &Schema, form: Form) -> String {
        let text = self.of_shape(schema, form, 0);
        or_null(text, schema.nullable).text
    }

    /// The members of an object, in braces.
    pub(super) fn object(&mut self, object: &ObjectShape, form: Form, level: usize) -> String {
        let mut members = String::new();
        for property in visible(object, form) {
            members.push_str(&self.member(property, form, level + 1));
        }
        if let Some(index) = self.index_signature(object, form, level + 1) {
            members.push_str(&index);
        }
        if members.is_empty() {
            return match object.additional {
                Additional::Closed => "Record<string, never>".to_owned(),
                _ => "Record<string, unknown>".to_owned(),
            };
        }
        format!("{{\n{members}{}}}", indent(level))
    }

    fn member(&mut self, property: &Property, form: Form, level: usize) -> String {
        let pad = indent(level);
        let text = self.reference(property.ty, form, level);
        let comment = docs(&property.docs, &self.tags(property), level);
        let name = key(&property.name);
        match (property.required, form) {
            (true, _) => format!("{comment}{pad}{name}: {text};\n"),
            (false, Form::Output) => format!("{comment}{pad}{name}?: {text};\n"),
            (false, Form::Input) => format!("{comment}{pad}{name}?: {text} | undefined;\n"),
        }
    }

    /// What a type cannot say of a member.
    fn tags(&self, property: &Property) -> Vec<String> {
        let mut tags = Vec::new();
        let schema = self.context.contract.schemas.get(property.ty.schema);
        if let Some(Shape::String(string)) = schema.map(|s| &s.shape)
            && let Some(format) = format_name(&string.format)
        {
            tags.push(format!("@format {format}"));
        }
        if let Some(default) = &property.default {
            tags.push(format!("@default {default}"));
        }
        tags
    }

    /// `[key: string]: T`, where T has to cover the declared members too.
    fn index_signature(&mut self, object: &ObjectShape, form: Form, level: usize) -> Option<String> {
        let Additional::Schema(ty) = object.additional else { return None };
        let mut covered = vec![self.reference(ty, form, level)];
        for property in visible(object, form) {
            covered.push(self.reference(property.ty, form, level));
            if !property.required {
                covered.push("undefined".to_owned());
            }
        }
        let mut unique: Vec<String> = Vec::new();
        for text in covered {
            if !unique.contains(&text) {
                unique.push(text);
            }
        }
        let text = if unique.iter().any(|t| t == "unknown") { "unknown".to_owned() } else { unique.join(" | ") };
        Some(format!("{}[key: string]: {text};\n", indent(level)))
    }

    fn of_reference(&mut self, ty: TypeRef, form: Form, level: usize) -> Text {
        let context = self.context;
        let Some(schema) = context.contract.schemas.get(ty.schema) else { return Text::atom("unknown") };
        let Some(name) = context.names.schemas.get(&ty.schema).filter(|_| is_component(schema)) else {
            let text = self.of_shape(schema, form, level);
            return or_null(text, ty.nullable || schema.nullable);
        };
        let name = if form == Form::Input { &name.input } else { &name.output };
        self.imports.add(&models::module(context, ty.schema), name);
        // A nullable component's own name already says so.
        or_null(Text::atom(name), ty.nullable && !schema.nullable)
    }

    fn of_shape(&mut self, schema: &Schema, form: Form, level: usize) -> Text {
        match &schema.shape {
            Shape::Any => Text::atom("unknown"),
            Shape::Boolean => Text::atom("boolean"),
            Shape::Integer(_) | Shape::Number(_) => Text::atom("number"),
            Shape::String(string) => of_string(string, form),
            Shape::Enumeration(enumeration) => of_enumeration(enumeration),
            Shape::Array(array) => self.of_array(array, form, level),
            Shape::Object(object) => Text::atom(self.object(object, form, level)),
            Shape::OneOf(union) | Shape::AnyOf(union) => self.of_union(union, form, level),
        }
    }

    fn of_array(&mut self, array: &ArrayShape, form: Form, level: usize) -> Text {
        let items = self.of_reference(array.items, form, level).within(Binding::Atom);
        match form {
            Form::Output => Text::atom(format!("{items}[]")),
            // `readonly` binds like a word before its type, so it wants parentheses in an array.
            Form::Input => Text { text: format!("readonly {items}[]"), binding: Binding::Intersection },
        }
    }

    fn of_union(&mut self, union: &Union, form: Form, level: usize) -> Text {
        let mut parts: Vec<String> = Vec::new();
        for variant in &union.variants {
            let mut part = self.of_reference(variant.ty, form, level);
            if let Some(discriminator) = &union.discriminator
                && !self.is_told_apart(variant.ty, &discriminator.property, &variant.tags)
            {
                let tags: Vec<String> = variant.tags.iter().map(|tag| quote(tag)).collect();
                let left = part.within(Binding::Intersection);
                let member = key(&discriminator.property);
                part = Text {
                    text: format!("{left} & {{ {member}: {} }}", tags.join(" | ")),
                    binding: Binding::Intersection,
                };
            }
            let text = part.within(Binding::Intersection);
            if !parts.contains(&text) {
                parts.push(text);
            }
        }
        match parts.as_slice() {
            [] => Text::atom("unknown"),
            [only] => Text { text: only.clone(), binding: Binding::Intersection },
            [..] => Text { text: parts.join(" | "), binding: Binding::Union },
        }
    }

    /// Whether the variant's own member says already which one it is.
    fn is_told_apart(&self, ty: TypeRef, property: &str, tags: &[String]) -> bool {
        let schemas = &self.context.contract.schemas;
        let Some(Shape::Object(object)) = schemas.get(ty.schema).map(|s| &s.shape) else { return tags.is_empty() };
        let member = object.properties.iter().find(|p| p.name == property && p.required);
        match member.and_then(|p| schemas.get(p.ty.schema)).map(|s| &s.shape) {
            Some(Shape::Enumeration(own)) => own
                .values
                .iter()
                .all(|value| value.value.as_str().is_some_and(|text| tags.iter().any(|tag| tag == text))),
            _ => tags.is_empty(),
        }
    }
}

/// The members that travel this way.
pub(super) fn visible(object: &ObjectShape, form: Form) -> impl Iterator<Item = &Property> {
    let hidden = if form == Form::Input { Direction::ReadOnly } else { Direction::WriteOnly };
    object.properties.iter().filter(move |property| property.direction != hidden)
}

fn is_component(schema: &Schema) -> bool {
    matches!(schema.origin, Origin::Component(_))
}

fn or_null(text: Text, nullable: bool) -> Text {
    let known = text.text == "unknown" || text.text == "null" || text.text.ends_with(" | null");
    if !nullable || known {
        return text;
    }
    Text { text: format!("{} | null", text.within(Binding::Union)), binding: Binding::Union }
}

fn of_string(string: &StringShape, form: Form) -> Text {
    match (&string.format, form) {
        (StringFormat::Binary, _) => Text::atom("Blob"),
        // JSON and `asText` both write a Date as RFC 3339. A day (`format: date`) has no time zone and a Date has no
        // day, so that stays text.
        (StringFormat::DateTime, Form::Input) => Text { text: "Date | string".to_owned(), binding: Binding::Union },
        _ => Text::atom("string"),
    }
}

fn of_enumeration(enumeration: &Enumeration) -> Text {
    let mut literals: Vec<String> = Vec::new();
    for value in &enumeration.values {
        let literal = match &value.value {
            serde_json::Value::Array(_) | serde_json::Value::Object(_) => "unknown".to_owned(),
            scalar => scalar.to_string(),
        };
        if !literals.contains(&literal) {
            literals.push(literal);
        }
    }
    // `null` last, where a reader looks for it.
    literals.sort_by_key(|literal| literal == "null");
    match literals.as_slice() {
        [] => Text::atom("never"),
        [only] => Text::atom(only),
        [..] => Text { text: literals.join(" | "), binding: Binding::Union },
    }
}

fn format_name(format: &StringFormat) -> Option<&str> {
    Some(match format {
        StringFormat::None | StringFormat::Binary => return None,
        StringFormat::Uuid => "uuid",
        StringFormat::DateTime => "date-time",
        StringFormat::Date => "date",
        StringFormat::Time => "time",
        StringFormat::Duration => "duration",
        StringFormat::Email => "email",
        StringFormat::Uri => "uri",
        StringFormat::UriReference => "uri-reference",
        StringFormat::Hostname => "hostname",
        StringFormat::Ipv4 => "ipv4",
        StringFormat::Ipv6 => "ipv6",
        StringFormat::Byte => "byte",
        StringFormat::Password => "password",
        StringFormat::Other(name) => name,
    })
}
