//! A union: an enum of its alternatives, told apart by a discriminator or by their schemas.

use std::collections::HashSet;

use super::{Item, write_json};
use crate::contract::{Docs, Origin, SchemaId, Shape, TypeRef, Union};
use crate::emit::rust::layout::{around, group};
use crate::emit::rust::rules::Value;
use crate::emit::rust::text::literal;
use crate::emit::rust::ty::Model;
use crate::names::rust::{Form, Scope};

impl Model<'_> {
    pub(super) fn union(&self, item: Item<'_>, union: &Union, exactly_one: bool) {
        let Item { definitions, rest, uses, place, id, form, name } = item;
        uses.name("serde::Serialize");
        uses.name("serde::Deserialize");
        uses.name("serde::Deserializer");
        uses.name("serde::de::Error as _");
        uses.name("specwright_poem::json");
        let value = uses.name("serde_json::Value");
        let names = self.union_variants(name, union, form);
        definitions.line("#[derive(Clone, Debug, PartialEq, Serialize)]");
        definitions.line("#[serde(untagged)]");
        definitions.line(format!("pub enum {name} {{"));
        for (variant, name) in union.variants.iter().zip(&names) {
            if let Some(schema) = self.contract.schemas.get(variant.ty.schema) {
                definitions.docs(4, &Docs { examples: Vec::new(), ..schema.docs.clone() }, "");
            }
            let ty = self.ty(uses, place, variant.ty, form);
            definitions.line(format!("    {name}({ty}),"));
        }
        definitions.line("}");

        rest.gap();
        rest.line(format!("impl<'de> Deserialize<'de> for {name} {{"));
        rest.line("    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {");
        if let Some(discriminator) = &union.discriminator {
            rest.line(format!("        let value = {value}::deserialize(deserializer)?;"));
            rest.line(format!("        match json::tag(&value, {}) {{", literal(&discriminator.property)));
            for (variant, name) in union.variants.iter().zip(&names) {
                let tags: Vec<_> = variant.tags.iter().map(|tag| literal(tag)).collect();
                if !tags.is_empty() {
                    let pattern = tags.join(" | ");
                    rest.line(format!("            Some({pattern}) => json::from_value(value).map(Self::{name}),"));
                }
            }
            rest.line(match discriminator.default.and_then(|at| names.get(at)) {
                Some(name) => format!("            _ => json::from_value(value).map(Self::{name}),"),
                None => "            _ => Err(D::Error::custom(\"none of the kinds that are known here\")),".to_owned(),
            });
        } else {
            uses.name("specwright_poem::schema");
            let schemas: Vec<_> =
                union.variants.iter().map(|variant| self.schema_doc(uses, place, variant.ty, form)).collect();
            let open = format!("static ALTERNATIVES: [&Schema; {}] = [", schemas.len());
            uses.name("specwright_poem::schema::Schema");
            rest.line(around("", group(open, schemas, "]"), ";").render(8));
            rest.line(format!("        let value = {value}::deserialize(deserializer)?;"));
            rest.line(format!("        match schema::fits_which(&value, &ALTERNATIVES, {exactly_one}) {{"));
            for (at, name) in names.iter().enumerate() {
                rest.line(format!("            Some({at}) => json::from_value(value).map(Self::{name}),"));
            }
            rest.line("            _ => Err(D::Error::custom(\"none of the alternatives, or several\")),");
        }
        rest.line("        }");
        rest.line("    }");
        rest.line("}");
        let mut converted = HashSet::new();
        for (variant, variant_name) in union.variants.iter().zip(&names) {
            let ty = self.ty(uses, place, TypeRef { boxed: false, ..variant.ty }, form);
            // An alias may be the same type as another: only structs and enums are told apart for certain.
            if self.is_item(variant.ty.schema) && !variant.ty.nullable && converted.insert(ty.clone()) {
                let value = if variant.ty.boxed { "Box::new(value)" } else { "value" };
                rest.gap();
                rest.line(format!("impl From<{ty}> for {name} {{"));
                rest.line(format!("    fn from(value: {ty}) -> Self {{"));
                rest.line(format!("        Self::{variant_name}({value})"));
                rest.line("    }");
                rest.line("}");
            }
        }
        if self.is_checked(id, form) && self.has_rules(id, form) {
            rest.gap();
            rest.line(format!("impl {name} {{"));
            rest.line("    /// Whether it keeps the rules that its type does not say.");
            rest.line("    pub fn fits(&self) -> bool {");
            rest.line("        match self {");
            for (variant, name) in union.variants.iter().zip(&names) {
                let value = Value { expression: "value", reference: true };
                let conditions = self.conditions(uses, place, variant.ty, form, value);
                if conditions.is_empty() {
                    rest.line(format!("            Self::{name}(_) => true,"));
                } else {
                    rest.line(format!("            Self::{name}(value) => {},", conditions.join(" && ")));
                }
            }
            rest.line("        }");
            rest.line("    }");
            rest.line("}");
        }
        if self.is_written(id, form) {
            let mut lines = vec!["match self {".to_owned()];
            lines.extend(names.iter().map(|name| format!("    Self::{name}(value) => value.write_json(out),")));
            lines.push("}".to_owned());
            write_json(rest, uses, name, &lines);
        }
    }

    /// After the discriminator's value, else after the type; what stands within the union does not repeat its name.
    fn union_variants(&self, enumeration: &str, union: &Union, form: Form) -> Vec<String> {
        let mut scope = Scope::with(&["Self"]);
        let tagged = union.discriminator.is_some();
        union
            .variants
            .iter()
            .map(|variant| {
                let tag = variant.tags.first().filter(|_| tagged);
                let ty = self.names.ty(variant.ty.schema, form);
                let within = ty.filter(|_| self.is_within(variant.ty.schema));
                let rest = within.and_then(|ty| ty.strip_prefix(enumeration));
                let own = rest.filter(|rest| rest.starts_with(char::is_uppercase));
                let name = tag.map(String::as_str).or(own).or(ty);
                scope.variant(name.unwrap_or_else(|| self.kind(variant.ty)))
            })
            .collect()
    }

    /// Whether a schema has no name of its own in the contract.
    fn is_within(&self, schema: SchemaId) -> bool {
        self.contract.schemas.get(schema).is_some_and(|schema| matches!(schema.origin, Origin::Inline(_)))
    }

    fn kind(&self, ty: TypeRef) -> &'static str {
        match self.shape_of(ty.schema) {
            Shape::Any => "Any",
            Shape::Never => "Never",
            Shape::Boolean => "Boolean",
            Shape::Integer(_) => "Integer",
            Shape::Number(_) => "Number",
            Shape::String(_) => "Text",
            Shape::Enumeration(_) => "Value",
            Shape::Array(_) => "List",
            Shape::Object(_) => "Map",
            Shape::OneOf(_) | Shape::AnyOf(_) => "Union",
        }
    }
}
