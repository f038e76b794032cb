//! A schema as static data, for the checks at run time.

use heck::ToShoutySnakeCase;

use super::layout::{Doc, around, group, text};
use super::text::{Uses, literal};
use super::ty::{self, Items, Model, PatternStatic, Place};
use crate::contract::{Additional, SchemaId, Shape, TypeRef, Union};
use crate::names::rust::Form;

const RUNTIME: &str = "specwright_poem::schema";

impl Model<'_> {
    /// The name of the static of an item: `TASK_CREATE`.
    pub fn static_name(&self, schema: SchemaId, form: Form) -> Option<String> {
        self.names.ty(schema, form).map(ToShoutySnakeCase::to_shouty_snake_case)
    }

    /// The schema of a use, to stand alone.
    pub fn schema_value(&self, uses: &mut Uses, place: Place, ty: TypeRef, form: Form) -> Doc {
        let nullable = ty.nullable && !self.decides_null(ty.schema);
        let constructor = if nullable { "nullable" } else { "new" };
        match self.static_path(uses, place, ty.schema, form) {
            Some(path) => text(format!("Schema::{constructor}(Shape::Same(&{path}))")),
            None if nullable && self.asserted(ty.schema, form).is_some() => {
                around("Schema::nullable(Shape::Same(&", self.constructed(uses, place, ty.schema, form, false), "))")
            }
            None => self.constructed(uses, place, ty.schema, form, nullable),
        }
    }

    /// A reference to the schema of a use.
    pub fn schema_doc(&self, uses: &mut Uses, place: Place, ty: TypeRef, form: Form) -> Doc {
        if let Some(path) = self.static_path(uses, place, ty.schema, form)
            && (!ty.nullable || self.decides_null(ty.schema))
        {
            return text(format!("&{path}"));
        }
        uses.name(&format!("{RUNTIME}::Schema"));
        uses.name(&format!("{RUNTIME}::Shape"));
        around("&", self.schema_value(uses, place, ty, form), "")
    }

    /// Whether a schema that admits null may refuse it nevertheless: its assertions say.
    fn decides_null(&self, schema: SchemaId) -> bool {
        self.contract.schemas.get(schema).is_some_and(|schema| schema.nullable && schema.assertions.is_some())
    }

    /// `Schema::new(…)`, with the assertions that decide what fits, where there are any.
    pub fn constructed(&self, uses: &mut Uses, place: Place, id: SchemaId, form: Form, nullable: bool) -> Doc {
        let shape = self.shape_doc(uses, place, id, form);
        if let Some(name) = self.asserted(id, form) {
            let path = match place {
                Place::Types => {
                    uses.name("crate::types::assertions");
                    format!("assertions::{name}")
                }
                Place::Elsewhere => {
                    uses.name("crate::types");
                    format!("types::assertions::{name}")
                }
            };
            return group("Schema::asserted(", vec![shape, text(format!("&{path}"))], ")");
        }
        let constructor = if nullable { "nullable" } else { "new" };
        around(format!("Schema::{constructor}("), shape, ")")
    }

    pub fn schema(&self, uses: &mut Uses, place: Place, ty: TypeRef, form: Form, indent: usize) -> String {
        self.schema_doc(uses, place, ty, form).render(indent).trim_start().to_owned()
    }

    pub fn static_path(&self, uses: &mut Uses, place: Place, schema: SchemaId, form: Form) -> Option<String> {
        let name = self.static_name(schema, form)?;
        Some(place.name(uses, &name))
    }

    pub fn shape_doc(&self, uses: &mut Uses, place: Place, id: SchemaId, form: Form) -> Doc {
        match self.shape_of(id) {
            Shape::Any => text("Shape::Any"),
            Shape::Never => text("Shape::Never"),
            Shape::Boolean => text("Shape::Boolean"),
            Shape::Integer(shape) => {
                uses.name(&format!("{RUNTIME}::Integer"));
                let (least, most) = ty::range(shape);
                let bounds = [
                    format!("minimum: {}", shape.minimum.unwrap_or(least).max(least)),
                    format!("maximum: {}", shape.maximum.unwrap_or(most).min(most)),
                    format!("multiple_of: {}", some(shape.multiple_of)),
                ];
                let fields = bounds.into_iter().map(text).collect();
                around("Shape::Integer(", group("Integer {", fields, "}"), ")")
            }
            Shape::Number(shape) => {
                uses.name(&format!("{RUNTIME}::Number"));
                let bound = |uses: &mut Uses, bound: Option<crate::contract::Bound>| match bound {
                    Some(bound) => {
                        uses.name(&format!("{RUNTIME}::Bound"));
                        format!("Some(Bound {{ value: {:?}, exclusive: {} }})", bound.value, bound.exclusive)
                    }
                    None => "None".to_owned(),
                };
                let (least, most) = ty::bounds(shape);
                let fields = vec![
                    text(format!("minimum: {}", bound(uses, least))),
                    text(format!("maximum: {}", bound(uses, most))),
                    text(format!(
                        "multiple_of: {}",
                        shape.multiple_of.map_or("None".to_owned(), |of| format!("Some({of:?})"))
                    )),
                ];
                around("Shape::Number(", group("Number {", fields, "}"), ")")
            }
            Shape::String(shape) => {
                uses.name(&format!("{RUNTIME}::Text"));
                let mut fields = Vec::new();
                if let Some(format) = ty::format(shape) {
                    uses.name(&format!("{RUNTIME}::Format"));
                    fields.push(text(format!("format: Some(Format::{format})")));
                }
                if let Some(min) = shape.min_length.filter(|min| *min > 0) {
                    fields.push(text(format!("min_length: {min}")));
                }
                if shape.max_length.is_some() {
                    fields.push(text(format!("max_length: {}", some(shape.max_length))));
                }
                if let Some(PatternStatic { name: pattern, .. }) = self.patterns.get(&id) {
                    let path = match place {
                        Place::Types => {
                            uses.name("crate::types::patterns");
                            format!("patterns::{pattern}")
                        }
                        Place::Elsewhere => {
                            uses.name("crate::types");
                            format!("types::patterns::{pattern}")
                        }
                    };
                    fields.push(text(format!("pattern: Some(&{path})")));
                }
                if fields.is_empty() {
                    return text("Shape::Text(Text::ANY)");
                }
                if fields.len() < 4 {
                    fields.push(text("..Text::ANY"));
                }
                around("Shape::Text(", group("Text {", fields, "}"), ")")
            }
            Shape::Enumeration(values) => {
                uses.name(&format!("{RUNTIME}::Literal"));
                let values = values.values.iter().map(|value| text(literal_of(&value.value))).collect();
                around("Shape::OneOfValues(", group("&[", values, "]"), ")")
            }
            Shape::Array(array) => {
                uses.name(&format!("{RUNTIME}::Array"));
                let items = match self.items(array) {
                    Items::Same(items) => around("items: ", self.schema_doc(uses, place, items, form), ""),
                    Items::Each(_) | Items::Mixed => text("items: &Schema::nullable(Shape::Any)"),
                };
                let fields = vec![
                    items,
                    text(format!("min_items: {}", array.min_items.unwrap_or(0))),
                    text(format!("max_items: {}", some(array.max_items))),
                    text(format!("unique: {}", array.unique)),
                ];
                around("Shape::Array(", group("Array {", fields, "}"), ")")
            }
            Shape::Object(object) => {
                uses.name(&format!("{RUNTIME}::Object"));
                uses.name(&format!("{RUNTIME}::Additional"));
                let mut members = Vec::new();
                for property in ty::members(object, form) {
                    uses.name(&format!("{RUNTIME}::Member"));
                    let fields = vec![
                        text(format!("name: {}", literal(&property.name))),
                        text(format!("required: {}", property.required)),
                        around("schema: ", self.schema_doc(uses, place, property.ty, form), ""),
                    ];
                    members.push(group("Member {", fields, "}"));
                }
                let additional = match object.additional {
                    Additional::Open => text("additional: Additional::Open"),
                    // Who reads answers ignores what it does not know.
                    Additional::Closed if form == Form::Response => text("additional: Additional::Open"),
                    Additional::Closed => text("additional: Additional::Closed"),
                    Additional::Schema(ty) => {
                        around("additional: Additional::Schema(", self.schema_doc(uses, place, ty, form), ")")
                    }
                };
                let fields = vec![
                    around("members: ", group("&[", members, "]"), ""),
                    additional,
                    text(format!("min_members: {}", object.min_properties.unwrap_or(0))),
                    text(format!("max_members: {}", some(object.max_properties))),
                ];
                around("Shape::Object(", group("Object {", fields, "}"), ")")
            }
            Shape::OneOf(union) => {
                // Alternatives that only unknown members tell apart are told apart no longer by who ignores those.
                let kind = if form == Form::Request { "OneOf" } else { "AnyOf" };
                self.union_doc(uses, place, union, form, kind)
            }
            Shape::AnyOf(union) => self.union_doc(uses, place, union, form, "AnyOf"),
        }
    }

    fn union_doc(&self, uses: &mut Uses, place: Place, union: &Union, form: Form, kind: &str) -> Doc {
        if let Some(discriminator) = &union.discriminator {
            let mut variants = Vec::new();
            for variant in &union.variants {
                for tag in &variant.tags {
                    let schema = self.schema_doc(uses, place, variant.ty, form);
                    variants.push(group("(", vec![text(literal(tag)), schema], ")"));
                }
            }
            let other = discriminator.default.and_then(|at| union.variants.get(at)).map(|variant| variant.ty);
            let other = match other {
                Some(ty) => around("other: Some(", self.schema_doc(uses, place, ty, form), ")"),
                None => text("other: None"),
            };
            let fields = vec![
                text(format!("tag: {}", literal(&discriminator.property))),
                around("variants: ", group("&[", variants, "]"), ""),
                other,
            ];
            return group("Shape::Tagged {", fields, "}");
        }
        let variants = union.variants.iter().map(|variant| self.schema_doc(uses, place, variant.ty, form)).collect();
        around(format!("Shape::{kind}("), group("&[", variants, "]"), ")")
    }
}

fn some<T: std::fmt::Display>(value: Option<T>) -> String {
    value.map_or_else(|| "None".to_owned(), |value| format!("Some({value})"))
}

pub fn literal_of(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => "Literal::Null".to_owned(),
        serde_json::Value::Bool(value) => format!("Literal::Boolean({value})"),
        serde_json::Value::Number(number) if number.is_i64() || number.is_u64() => {
            format!("Literal::Integer({number})")
        }
        serde_json::Value::Number(number) => format!("Literal::Number({:?})", number.as_f64().unwrap_or_default()),
        serde_json::Value::String(text) => format!("Literal::Text({})", literal(text)),
        other => format!("Literal::Json({})", literal(&other.to_string())),
    }
}
