//! Defaults: what stands for a member that is absent.

use jsonschema::Validator;
use serde_json::{Value, json};

use super::text::{Uses, literal, raw_literal};
use super::ty::{self, Items, Model, Place, Presence};
use crate::contract::{Additional, Shape, StringFormat, StringShape, TypeRef};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::names::rust::Form;

/// How deep a default may nest; no author writes one deeper.
const DEEPEST: usize = 64;

impl Model<'_> {
    /// A default as an expression: a literal where the type has one, else JSON that was held against the type here, so
    /// that reading it cannot fail. None where neither can be had.
    pub fn default(&self, uses: &mut Uses, place: Place, value: &Value, ty: TypeRef, form: Form) -> Option<String> {
        // What is tried and does not become a literal uses nothing.
        let mut own = Uses::default();
        if let Some(literal) = self.literal(&mut own, place, value, ty, form) {
            uses.extend(&own);
            return Some(literal);
        }
        if !self.holds(value, ty, form, 0) {
            return None;
        }
        uses.name("specwright_poem::json");
        Some(format!("json::constant({})", raw_literal(&value.to_string())))
    }

    fn literal(&self, uses: &mut Uses, place: Place, value: &Value, ty: TypeRef, form: Form) -> Option<String> {
        if ty.nullable {
            if value.is_null() {
                return Some("None".to_owned());
            }
            let inner = self.literal(uses, place, value, TypeRef { nullable: false, ..ty }, form)?;
            return Some(format!("Some({inner})"));
        }
        if ty.boxed || self.newtypes.contains(&ty.schema) {
            return None;
        }
        match self.shape_of(ty.schema) {
            Shape::Boolean => value.as_bool().map(|value| value.to_string()),
            Shape::Integer(shape) => {
                let number = value.as_i64()?;
                let (min, max) = ty::range(shape);
                (min..=max).contains(&number.into()).then(|| number.to_string())
            }
            Shape::Number(_) => value.as_f64().map(|value| format!("{value:?}")),
            Shape::String(shape) if ty::text(shape) == "String" => {
                let text = value.as_str()?;
                if text.is_empty() {
                    return Some("String::new()".to_owned());
                }
                Some(format!("{}.to_owned()", literal(text)))
            }
            Shape::Enumeration(_) if self.is_defined(ty.schema) => {
                let name = self.name(uses, place, ty.schema, form);
                let variants = self.variants(ty.schema);
                let (variant, _) = variants.iter().find(|(_, known)| known == value)?;
                Some(format!("{name}::{variant}"))
            }
            Shape::Array(array) => {
                let items = value.as_array().filter(|_| matches!(self.items(array), Items::Same(_)))?;
                if items.is_empty() {
                    return Some("Vec::new()".to_owned());
                }
                let items: Option<Vec<_>> =
                    items.iter().map(|item| self.literal(uses, place, item, array.items, form)).collect();
                Some(format!("vec![{}]", items?.join(", ")))
            }
            Shape::Object(object) if object.properties.is_empty() && value.as_object()?.is_empty() => {
                (object.additional != Additional::Closed)
                    .then(|| format!("{}::new()", uses.name("std::collections::BTreeMap")))
            }
            _ => None,
        }
    }

    /// Whether the type that a use becomes reads this value, whatever rules it may have besides.
    fn holds(&self, value: &Value, ty: TypeRef, form: Form, depth: usize) -> bool {
        if depth > DEEPEST {
            return false;
        }
        let within = |value: &Value, ty: TypeRef| self.holds(value, ty, form, depth + 1);
        match (self.shape_of(ty.schema), value) {
            (Shape::Any, _) | (Shape::Boolean, Value::Bool(_)) | (Shape::Number(_), Value::Number(_)) => true,
            (_, Value::Null) => ty.nullable,
            (Shape::Integer(shape), Value::Number(number)) => {
                let (least, most) = ty::range(shape);
                let number = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
                number.is_some_and(|number| (least..=most).contains(&number))
            }
            (Shape::String(shape), Value::String(text)) => reads(shape, text),
            (Shape::Enumeration(values), _) => values.values.iter().any(|known| known.value == *value),
            (Shape::Array(array), Value::Array(values)) => match self.items(array) {
                Items::Same(items) => values.iter().all(|value| within(value, items)),
                Items::Each(items) => {
                    items.len() == values.len() && values.iter().zip(items).all(|(value, item)| within(value, *item))
                }
                Items::Mixed => true,
            },
            (Shape::Object(object), Value::Object(values)) => {
                let members: Vec<_> = ty::members(object, form).collect();
                let given = members.iter().all(|property| match values.get(&property.name) {
                    Some(value) => within(value, property.ty),
                    None => !property.required,
                });
                let mut others = values.iter().filter(|(name, _)| members.iter().all(|known| known.name != **name));
                given
                    && match object.additional {
                        Additional::Open => true,
                        Additional::Closed => others.next().is_none(),
                        Additional::Schema(ty) => others.all(|(_, value)| within(value, ty)),
                    }
            }
            // Which alternative it is, the schemas say; a tag is all that is sure here.
            (Shape::OneOf(union) | Shape::AnyOf(union), Value::Object(values)) => {
                let discriminator = union.discriminator.as_ref();
                let tag = discriminator.and_then(|it| values.get(&it.property)).and_then(Value::as_str);
                let chosen =
                    union.variants.iter().find(|variant| variant.tags.iter().any(|known| Some(&**known) == tag));
                chosen.is_some_and(|variant| within(value, variant.ty))
            }
            _ => false,
        }
    }

    /// Defaults that no expression was found for: their members are optional instead, which the author should know.
    pub fn report_defaults(&self, diagnostics: &mut Diagnostics) {
        for (id, schema) in self.contract.schemas.iter() {
            let Shape::Object(object) = &schema.shape else { continue };
            if !schema.usage.request && !schema.usage.response {
                continue;
            }
            for property in object.properties.iter().filter(|property| !property.required) {
                let Some(value) = property.default.as_ref().filter(|_| !self.patches.contains(&id)) else { continue };
                let optional =
                    self.forms(id).into_iter().any(|form| self.presence(id, property, form) != Presence::Default);
                if optional {
                    let message = format!(
                        "the default {value} is not applied by generated Rust: its type is not known to read it"
                    );
                    diagnostics.push(
                        Diagnostic::warning("rust-default-not-applied", property.at, message)
                            .help("write a default that fits the schema, or leave it out"),
                    );
                }
            }
        }
    }
}

/// Whether the type of a text reads it.
fn reads(shape: &StringShape, value: &str) -> bool {
    if ty::text(shape) == "String" {
        return true;
    }
    let format = match &shape.format {
        // Without padding, so that no bits are left over.
        StringFormat::Byte => {
            return value.len().is_multiple_of(4)
                && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/".contains(&b));
        }
        // At the ends of the calendar an offset can lead out of it.
        StringFormat::DateTime if value.starts_with("0000") || value.starts_with("9999") => return false,
        format => format.name(),
    };
    let validator: Option<Validator> = format.and_then(|format| {
        jsonschema::options().should_validate_formats(true).build(&json!({ "format": format })).ok()
    });
    validator.is_some_and(|validator| validator.is_valid(&json!(value)))
}
