//! `types/`: every type of the contract's, in [`files`] by component.
//!
//! An item is a [`structure`], an [`enumeration`], a [`union`], or, here, another name for one of Rust's types.

mod enumeration;
mod files;
mod structure;
mod union;

use std::collections::HashSet;

use super::layout::assign;
use super::names_behind;
use super::rules::{Value, conjunction};
use super::text::{HEADER, Text, Uses, raw_literal};
use super::ty::{Model, PatternStatic, Place};
use crate::contract::{SchemaId, Shape};
use crate::emit::GeneratedFile;
use crate::names::rust::{Form, is_defined};

/// A type as it is being written: what it is of, under which name, and what takes its text.
struct Item<'i> {
    definitions: &'i mut Text,
    rest: &'i mut Text,
    uses: &'i mut Uses,
    place: Place,
    id: SchemaId,
    form: Form,
    name: &'i str,
}

impl Model<'_> {
    /// Whose schema is needed at run time: what requests hold, and what untagged unions choose from.
    fn described(&self) -> HashSet<(SchemaId, Form)> {
        let mut described = HashSet::new();
        for (id, schema) in self.contract.schemas.iter() {
            if schema.usage.request {
                described.insert((id, Form::Request));
            }
            if let (Shape::OneOf(union) | Shape::AnyOf(union), true) = (&schema.shape, schema.usage.response)
                && union.discriminator.is_none()
            {
                for variant in &union.variants {
                    self.describe(variant.ty.schema, Form::Response, &mut described);
                }
            }
        }
        described
    }

    fn describe(&self, id: SchemaId, form: Form, described: &mut HashSet<(SchemaId, Form)>) {
        if described.insert((id, form)) {
            for child in self.children(id) {
                self.describe(child, form, described);
            }
        }
    }

    /// The patterns that other files name, if they name any.
    pub fn patterns_file(&self, files: &[GeneratedFile]) -> Option<GeneratedFile> {
        let named: HashSet<&str> = names_behind("patterns::", files).collect();
        let mut written: Vec<_> = self.patterns.values().filter(|each| named.contains(each.name.as_str())).collect();
        if written.is_empty() {
            return None;
        }
        written.sort_by_key(|each| &each.name);
        let mut text = Text::default();
        text.line(HEADER);
        text.gap();
        text.line("//! The contract's patterns, each compiled at its first use.");
        text.gap();
        text.line("use specwright_poem::schema::Pattern;");
        text.gap();
        for PatternStatic { name, translated } in written {
            let pattern = raw_literal(translated);
            text.line(format!("pub static {name}: Pattern = Pattern::new({pattern});"));
        }
        Some(GeneratedFile { path: "src/types/patterns.rs".to_owned(), text: text.finish() })
    }

    fn item(&self, definitions: &mut Text, rest: &mut Text, uses: &mut Uses, place: Place, id: SchemaId, form: Form) {
        let Some(schema) = self.contract.schemas.get(id) else { return };
        let Some(name) = self.names.ty(id, form) else { return };
        definitions.gap();
        definitions.docs(0, &schema.docs, "");
        let item = Item { definitions, rest, uses, place, id, form, name };
        match &schema.shape {
            _ if self.newtypes.contains(&id) => self.newtype(item),
            Shape::Enumeration(_) if is_defined(schema) => self.enumeration(item),
            Shape::Object(object) if is_defined(schema) => self.structure(item, object),
            Shape::OneOf(union) => self.union(item, union, form == Form::Request),
            Shape::AnyOf(union) => self.union(item, union, false),
            _ => self.alias(item),
        }
    }

    fn alias(&self, item: Item<'_>) {
        let Item { definitions, rest, uses, place, id, form, name } = item;
        let ty = self.shape(uses, place, id, form);
        definitions.line(format!("pub type {name} = {ty};"));
        if self.is_checked(id, form) && self.alias_check(id).is_some() {
            self.alias_fits(rest, uses, place, id, form, name);
        }
    }

    /// The rules of a type that is another name for one of Rust's.
    fn alias_fits(&self, rest: &mut Text, uses: &mut Uses, place: Place, id: SchemaId, form: Form, name: &str) {
        let value = Value { expression: "value", reference: true };
        let conditions = self.shape_conditions(uses, place, id, form, value);
        let Some(function) = self.alias_check(id) else { return };
        rest.gap();
        rest.comment(0, &format!("Whether a [`{name}`] keeps the rules that its type does not say."));
        rest.line(format!("pub fn {function}(value: &{name}) -> bool {{"));
        conjunction(rest, &conditions, 4);
        rest.line("}");
    }

    fn static_schema(&self, rest: &mut Text, uses: &mut Uses, place: Place, id: SchemaId, form: Form) {
        let Some(name) = self.static_name(id, form) else { return };
        uses.name("specwright_poem::schema::Schema");
        uses.name("specwright_poem::schema::Shape");
        let value = self.constructed(uses, place, id, form, false);
        rest.gap();
        let ty = self.names.ty(id, form).unwrap_or_default();
        rest.comment(0, &format!("What a [`{ty}`] may be."));
        rest.line(assign(&format!("pub static {name}: Schema"), &value, ";", 0));
    }

    /// Whether a form is read from requests, and so has rules to keep.
    fn is_checked(&self, id: SchemaId, form: Form) -> bool {
        let read = self.contract.schemas.get(id).is_some_and(|schema| schema.usage.request);
        read && (form == Form::Request || self.forms(id).len() == 1)
    }

    /// Whether a form is sent in answers.
    fn is_written(&self, id: SchemaId, form: Form) -> bool {
        let sent = self.contract.schemas.get(id).is_some_and(|schema| schema.usage.response);
        sent && (form == Form::Response || self.forms(id).len() == 1)
    }

    fn newtype(&self, item: Item<'_>) {
        let Item { definitions, rest, uses, place, id, form, name } = item;
        uses.name("serde::Serialize");
        uses.name("serde::Deserialize");
        let inner = self.shape(uses, place, id, form);
        definitions.line("#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]");
        definitions.line("#[serde(transparent)]");
        definitions.line(format!("pub struct {name}(pub {inner});"));
        if self.is_checked(id, form) && self.has_rules(id, form) {
            let conditions =
                self.shape_conditions(uses, place, id, form, Value { expression: "self.0", reference: false });
            inherent(rest, name, &[], &conditions, true);
        }
        if self.is_written(id, form) {
            write_json(rest, uses, name, &["self.0.write_json(out);".to_owned()]);
        }
    }
}

fn inherent(rest: &mut Text, name: &str, defaults: &[(String, String, String)], conditions: &[String], checked: bool) {
    if defaults.is_empty() && !checked {
        return;
    }
    rest.gap();
    rest.line(format!("impl {name} {{"));
    if checked {
        rest.line("    /// Whether it keeps the rules that its type does not say.");
        rest.line("    pub fn fits(&self) -> bool {");
        conjunction(rest, conditions, 8);
        rest.line("    }");
    }
    for (at, (function, ty, value)) in defaults.iter().enumerate() {
        if checked || at > 0 {
            rest.line("");
        }
        rest.line(format!("    fn {function}() -> {ty} {{"));
        rest.line(format!("        {value}"));
        rest.line("    }");
    }
    rest.line("}");
}

fn write_json(rest: &mut Text, uses: &mut Uses, name: &str, lines: &[String]) {
    uses.name("specwright_poem::json::WriteJson");
    rest.gap();
    rest.line(format!("impl WriteJson for {name} {{"));
    rest.line("    fn write_json(&self, out: &mut Vec<u8>) {");
    for line in lines {
        rest.line(format!("        {line}"));
    }
    rest.line("    }");
    rest.line("}");
}
