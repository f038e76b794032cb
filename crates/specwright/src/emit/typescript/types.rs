//! A use of a schema, as TypeScript writes it.

use indexmap::IndexSet;
use serde_json::Value;

use super::Context;
use super::imports::Imports;
use super::text::{docs, indent, key, quote};
use crate::contract::{
    Additional, ArrayShape, Direction, Enumeration, ObjectShape, Property, Schema, Shape, StringFormat, StringShape,
    TypeRef, Union,
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

/// A type's text: the parts of a union, or the one part that is all of it.
struct Text {
    parts: Vec<String>,
    binding: Binding,
}

impl Text {
    fn atom(text: impl Into<String>) -> Self {
        Self { parts: vec![text.into()], binding: Binding::Atom }
    }

    fn intersection(text: String) -> Self {
        Self { parts: vec![text], binding: Binding::Intersection }
    }

    /// Each part once.
    fn union(parts: impl IntoIterator<Item = String>) -> Self {
        let unique: Vec<String> = parts.into_iter().collect::<IndexSet<_>>().into_iter().collect();
        if unique.len() == 1 {
            Self::intersection(unique.concat())
        } else {
            Self { parts: unique, binding: Binding::Union }
        }
    }

    fn or(self, part: &str) -> Self {
        if self.parts.iter().any(|known| known == part || known == "unknown") {
            return self;
        }
        Self::union(self.parts.into_iter().chain([part.to_owned()]))
    }

    fn one_line(&self) -> String {
        self.parts.join(" | ")
    }

    fn within(&self, binding: Binding) -> String {
        if self.binding < binding { format!("({})", self.one_line()) } else { self.one_line() }
    }

    /// Behind `before`: on its line, or a part a line where that is too long.
    fn behind(&self, before: &str, level: usize) -> String {
        let one_line = self.one_line();
        if self.parts.len() == 1 || one_line.contains('\n') || before.len() + one_line.len() < 118 {
            return format!("{before} {one_line};\n");
        }
        let pad = indent(level + 1);
        let lines: String = self.parts.iter().map(|part| format!("\n{pad}| {part}")).collect();
        format!("{before}{lines};\n")
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
        self.of_reference(ty, form, level).one_line()
    }

    /// The schema of a use that has no name, and takes no null.
    pub(super) fn inline(&self, ty: TypeRef) -> Option<&'a Schema> {
        let has_name = self.context.names.schemas.contains_key(&ty.schema);
        self.context.contract.schemas.get(ty.schema).filter(|_| !has_name && !ty.nullable)
    }

    pub(super) fn shape(&self, ty: TypeRef) -> Option<&'a Shape> {
        self.context.contract.schemas.get(ty.schema).map(|schema| &schema.shape)
    }

    /// The declaration of a schema's type.
    pub(super) fn declaration(&mut self, schema: &Schema, name: &str, form: Form) -> String {
        if let Shape::Object(object) = &schema.shape
            && !schema.nullable
        {
            let body = self.object(object, form, 0);
            if body.starts_with('{') {
                return format!("export interface {name} {body}\n");
            }
        }
        let text = self.of_shape(schema, form, 0);
        or_null(text, schema.nullable).behind(&format!("export type {name} ="), 0)
    }

    /// A member of an interface, with its comment.
    pub(super) fn line(&mut self, comment: &str, name: &str, ty: TypeRef, form: Form, required: bool) -> String {
        self.member_line(comment, name, (ty, form, required), 1)
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
        let comment = docs(&property.docs, &self.tags(property), level);
        self.member_line(&comment, &property.name, (property.ty, form, property.required), level)
    }

    fn member_line(&mut self, comment: &str, name: &str, of: (TypeRef, Form, bool), level: usize) -> String {
        let (ty, form, required) = of;
        let text = self.of_reference(ty, form, level);
        let before = format!("{}{}", indent(level), key(name));
        let line = match (required, form) {
            (true, _) => text.behind(&format!("{before}:"), level),
            (false, Form::Output) => text.behind(&format!("{before}?:"), level),
            (false, Form::Input) => text.or("undefined").behind(&format!("{before}?:"), level),
        };
        format!("{comment}{line}")
    }

    /// What a type cannot say of a member.
    fn tags(&self, property: &Property) -> Vec<String> {
        let mut tags = Vec::new();
        let schema = self.context.contract.schemas.get(property.ty.schema);
        if let Some(Shape::String(string)) = schema.map(|s| &s.shape)
            && let Some(format) = string.format.name().filter(|_| string.format != StringFormat::Binary)
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
        let Some(name) = context.names.schemas.get(&ty.schema) else {
            return or_null(self.of_shape(schema, form, level), ty.nullable || schema.nullable);
        };
        let name = if form == Form::Input { &name.input } else { &name.output };
        self.imports.add_schema(ty.schema, name);
        // A nullable schema's own name already says so.
        or_null(Text::atom(name), ty.nullable && !schema.nullable)
    }

    fn of_shape(&mut self, schema: &Schema, form: Form, level: usize) -> Text {
        match &schema.shape {
            Shape::Any => Text::atom("unknown"),
            Shape::Never => Text::atom("never"),
            Shape::Boolean => Text::atom("boolean"),
            Shape::Integer(_) | Shape::Number(_) => Text::atom("number"),
            Shape::String(string) => self.of_string(string, schema, form),
            Shape::Enumeration(enumeration) => of_enumeration(enumeration),
            Shape::Array(array) => self.of_array(array, form, level),
            Shape::Object(object) => Text::atom(self.object(object, form, level)),
            Shape::OneOf(union) | Shape::AnyOf(union) => self.of_union(union, form, level),
        }
    }

    fn of_string(&self, string: &StringShape, schema: &Schema, form: Form) -> Text {
        match (&string.format, form) {
            // A file in a form. In JSON there are no octets, so there it is text.
            (StringFormat::Binary, Form::Input) if self.context.plan.files.contains(&schema.at) => Text::atom("Blob"),
            // JSON and `asText` both write a Date as RFC 3339. A day (`format: date`) has no time zone and a Date has no
            // day, so that stays text.
            (StringFormat::DateTime, Form::Input) => Text::union(["Date", "string"].map(str::to_owned)),
            _ => Text::atom("string"),
        }
    }

    fn of_array(&mut self, array: &ArrayShape, form: Form, level: usize) -> Text {
        if !array.prefix.is_empty() {
            return Text::atom(self.of_prefixed(array, form, level));
        }
        let items = self.of_reference(array.items, form, level).within(Binding::Atom);
        match form {
            Form::Output => Text::atom(format!("{items}[]")),
            // `readonly` binds like a word before its type, so it wants parentheses in an array.
            Form::Input => Text::intersection(format!("readonly {items}[]")),
        }
    }

    /// `prefixItems`: a tuple, of which those that need not be there may be left out.
    fn of_prefixed(&mut self, array: &ArrayShape, form: Form, level: usize) -> String {
        let certain = array.min_items.unwrap_or(0);
        let mut items = Vec::with_capacity(array.prefix.len());
        for (place, ty) in (0u64..).zip(&array.prefix) {
            let item = self.of_reference(*ty, form, level);
            items.push(if place < certain {
                item.within(Binding::Union)
            } else {
                format!("{}?", item.within(Binding::Atom))
            });
        }
        let nothing_after = matches!(self.shape(array.items), Some(Shape::Never));
        if !nothing_after && !array.is_tuple(&self.context.contract.schemas) {
            items.push(format!("...{}[]", self.of_reference(array.items, form, level).within(Binding::Atom)));
        }
        let tuple = format!("[{}]", items.join(", "));
        if form == Form::Input { format!("readonly {tuple}") } else { tuple }
    }

    fn of_union(&mut self, union: &Union, form: Form, level: usize) -> Text {
        let mut parts: Vec<String> = Vec::new();
        for variant in &union.variants {
            let text = self.of_reference(variant.ty, form, level);
            match &union.discriminator {
                Some(discriminator) if !self.is_told_apart(variant.ty, &discriminator.property, &variant.tags) => {
                    let tags: Vec<String> = variant.tags.iter().map(|tag| quote(tag)).collect();
                    let (left, member) = (text.within(Binding::Intersection), key(&discriminator.property));
                    parts.push(format!("({left} & {{ {member}: {} }})", tags.join(" | ")));
                }
                _ => parts.extend(text.parts),
            }
        }
        if parts.is_empty() { Text::atom("unknown") } else { Text::union(parts) }
    }

    /// Whether the variant's own member says already which one it is.
    fn is_told_apart(&self, ty: TypeRef, property: &str, tags: &[String]) -> bool {
        let schemas = &self.context.contract.schemas;
        if tags.is_empty() {
            return true;
        }
        let Some(Shape::Object(object)) = schemas.get(ty.schema).map(|s| &s.shape) else { return false };
        let member = object.properties.iter().find(|p| p.name == property && p.required);
        match member.and_then(|p| schemas.get(p.ty.schema)).map(|s| &s.shape) {
            Some(Shape::Enumeration(own)) => own
                .values
                .iter()
                .all(|value| value.value.as_str().is_some_and(|text| tags.iter().any(|tag| tag == text))),
            _ => false,
        }
    }
}

/// The members that travel this way.
pub(super) fn visible(object: &ObjectShape, form: Form) -> impl Iterator<Item = &Property> {
    let hidden = if form == Form::Input { Direction::ReadOnly } else { Direction::WriteOnly };
    object.properties.iter().filter(move |property| property.direction != hidden)
}

fn or_null(text: Text, nullable: bool) -> Text {
    if nullable { text.or("null") } else { text }
}

fn of_enumeration(enumeration: &Enumeration) -> Text {
    let mut literals: Vec<String> = enumeration.values.iter().map(|value| literal(&value.value, 0)).collect();
    // `null` last, where a reader looks for it.
    literals.sort_by_key(|literal| literal == "null");
    if literals.is_empty() { Text::atom("never") } else { Text::union(literals) }
}

/// The type that only this value has.
fn literal(value: &Value, depth: usize) -> String {
    const DEEP: usize = 16;
    match value {
        Value::Array(_) | Value::Object(_) if depth > DEEP => "unknown".to_owned(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| literal(item, depth + 1)).collect();
            format!("readonly [{}]", items.join(", "))
        }
        Value::Object(members) if members.is_empty() => "Record<string, never>".to_owned(),
        Value::Object(members) => {
            let member =
                |(name, value): (&String, &Value)| format!("readonly {}: {}", key(name), literal(value, depth + 1));
            let members: Vec<String> = members.iter().map(member).collect();
            format!("{{ {} }}", members.join("; "))
        }
        scalar => scalar.to_string(),
    }
}
