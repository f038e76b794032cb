//! `fits`: the rules that a type alone does not say, as conditions on its value.

use std::collections::HashSet;

use super::text::{Text, Uses, fits};
use super::ty::{self, Items, Model, Place, Presence};
use crate::contract::{Additional, Origin, SchemaId, Shape, StringShape, TypeRef};
use crate::names::rust::Form;

/// An expression: `self.title`, or a reference as closures get it.
#[derive(Clone, Copy)]
pub struct Value<'e> {
    pub expression: &'e str,
    pub reference: bool,
}

impl Value<'_> {
    fn borrowed(self) -> String {
        if self.reference { self.expression.to_owned() } else { format!("&{}", self.expression) }
    }

    fn copied(self) -> String {
        if self.reference { format!("*{}", self.expression) } else { self.expression.to_owned() }
    }
}

impl Model<'_> {
    /// Whether an item has a `fits` of more than `true`: it, or something in it, has a rule.
    pub fn has_rules(&self, schema: SchemaId, form: Form) -> bool {
        let mut seen = HashSet::new();
        let found = self.reaches_rule(schema, form, &mut seen);
        let mut known = self.ruled.borrow_mut();
        known.insert((schema, form), found);
        if !found {
            // All that it leads to has none either.
            known.extend(seen.into_iter().map(|id| ((id, form), false)));
        }
        found
    }

    fn reaches_rule(&self, id: SchemaId, form: Form, seen: &mut HashSet<SchemaId>) -> bool {
        if let Some(found) = self.ruled.borrow().get(&(id, form)) {
            return *found;
        }
        if !seen.insert(id) {
            return false;
        }
        match self.shape_of(id) {
            Shape::Object(object) => {
                let counted = object.min_properties.is_some() || object.max_properties.is_some();
                let additional = match object.additional {
                    Additional::Schema(ty) => self.reaches_rule(ty.schema, form, seen),
                    Additional::Open | Additional::Closed => false,
                };
                let members: Vec<_> = ty::members(object, form).map(|property| property.ty.schema).collect();
                counted || additional || members.into_iter().any(|child| self.reaches_rule(child, form, seen))
            }
            Shape::Array(array) => match self.items(array) {
                Items::Same(items) => {
                    let counted = array.min_items.is_some() || array.max_items.is_some();
                    counted || array.unique || self.reaches_rule(items.schema, form, seen)
                }
                Items::Each(_) | Items::Mixed => false,
            },
            // An untagged union was held against its schemas when it was read.
            Shape::OneOf(union) | Shape::AnyOf(union) => {
                union.discriminator.is_some()
                    && union.variants.iter().any(|variant| self.reaches_rule(variant.ty.schema, form, seen))
            }
            // An enum holds nothing but its values.
            Shape::Enumeration(_) if self.is_item(id) => false,
            _ => !self
                .shape_conditions(
                    &mut Uses::default(),
                    Place::Elsewhere,
                    id,
                    form,
                    Value { expression: "value", reference: true },
                )
                .is_empty(),
        }
    }

    /// Conditions on a member of a struct.
    pub fn member_conditions(
        &self,
        uses: &mut Uses,
        place: Place,
        ty: TypeRef,
        form: Form,
        presence: Presence,
        field: &str,
    ) -> Vec<String> {
        let present = TypeRef { nullable: false, ..ty };
        let within = |uses: &mut Uses| {
            self.conditions(uses, place, present, form, Value { expression: "value", reference: true })
        };
        match presence {
            Presence::Required => self.conditions(uses, place, ty, form, Value { expression: field, reference: false }),
            Presence::Default if !ty.nullable => {
                self.conditions(uses, place, ty, form, Value { expression: field, reference: false })
            }
            Presence::RequiredNullable | Presence::Optional | Presence::Default => {
                optional(&format!("{field}.as_ref()"), &within(uses))
            }
            Presence::OptionalNullable => optional(field, &within(uses)),
        }
    }

    pub fn conditions(&self, uses: &mut Uses, place: Place, ty: TypeRef, form: Form, value: Value<'_>) -> Vec<String> {
        if ty.nullable {
            let present = TypeRef { nullable: false, ..ty };
            let inner = self.conditions(uses, place, present, form, Value { expression: "value", reference: true });
            return optional(&format!("{}.as_ref()", value.expression), &inner);
        }
        if self.is_item(ty.schema) {
            let rules = self.has_rules(ty.schema, form);
            return if rules { vec![format!("{}.fits()", value.expression)] } else { Vec::new() };
        }
        if let Some(check) = self.alias_check(ty.schema) {
            let path = place.name(uses, &check);
            return vec![format!("{path}({})", value.borrowed())];
        }
        self.shape_conditions(uses, place, ty.schema, form, value)
    }

    /// The function that checks a component which is another name for one of Rust's types, where it has rules.
    pub fn alias_check(&self, schema: SchemaId) -> Option<String> {
        let origin = &self.contract.schemas.get(schema)?.origin;
        if !matches!(origin, Origin::Component(_)) || self.is_item(schema) || !self.has_rules(schema, Form::Request) {
            return None;
        }
        let name = self.names.ty(schema, Form::Request)?;
        Some(format!("{}_fits", crate::names::rust::snake(name)))
    }

    /// Conditions on a value by its shape alone.
    pub fn shape_conditions(
        &self,
        uses: &mut Uses,
        place: Place,
        id: SchemaId,
        form: Form,
        value: Value<'_>,
    ) -> Vec<String> {
        match self.shape_of(id) {
            Shape::Integer(shape) => {
                let (least, most) = ty::range(shape);
                let min = shape.minimum.filter(|min| *min > least);
                let max = shape.maximum.filter(|max| *max < most);
                let mut found = Vec::new();
                match (min, max) {
                    (Some(min), Some(max)) => found.push(format!("({min}..={max}).contains({})", value.borrowed())),
                    (Some(min), None) => found.push(format!("{} >= {min}", value.copied())),
                    (None, Some(max)) => found.push(format!("{} <= {max}", value.copied())),
                    (None, None) => {}
                }
                if let Some(of) = shape.multiple_of.filter(|of| *of > 1) {
                    found.push(format!("{} % {of} == 0", value.copied()));
                }
                found
            }
            Shape::Number(shape) => {
                let number = if shape.single { format!("f64::from({})", value.copied()) } else { value.copied() };
                let mut found = Vec::new();
                if shape.single && (shape.minimum.is_none() || shape.maximum.is_none()) {
                    found.push(format!("{}.is_finite()", value.expression));
                }
                for (bound, sign) in [(shape.minimum, ">"), (shape.maximum, "<")] {
                    let Some(bound) = bound else { continue };
                    let equal = if bound.exclusive { "" } else { "=" };
                    found.push(format!("{number} {sign}{equal} {:?}", bound.value));
                }
                if let Some(of) = shape.multiple_of {
                    uses.name("specwright_poem::schema::rules");
                    found.push(format!("rules::multiple_of({number}, {of:?})"));
                }
                found
            }
            Shape::String(shape) => self.text_conditions(uses, id, shape, value),
            // What a tuple holds is judged by its assertions, as is everything about a list of anything.
            Shape::Array(array) if !matches!(self.items(array), Items::Same(_)) => Vec::new(),
            Shape::Array(array) => {
                let mut found = Vec::new();
                let (min, max) = (array.min_items.unwrap_or(0), array.max_items);
                let length = format!("{}.len()", value.expression);
                match (min, max) {
                    (0, None) => {}
                    (1, None) => found.push(format!("!{}.is_empty()", value.expression)),
                    (0, Some(max)) => found.push(format!("{length} <= {max}")),
                    (min, None) => found.push(format!("{length} >= {min}")),
                    (min, Some(max)) => found.push(format!("({min}..={max}).contains(&{length})")),
                }
                if array.unique {
                    uses.name("specwright_poem::schema::rules");
                    let any = matches!(self.shape_of(array.items.schema), Shape::Any);
                    let rule = if any && !array.items.nullable { "unique_values" } else { "unique" };
                    found.push(format!("rules::{rule}({})", value.borrowed()));
                }
                let items =
                    self.conditions(uses, place, array.items, form, Value { expression: "item", reference: true });
                if !items.is_empty() {
                    found.push(format!("{}.iter().all({})", value.expression, closure("item", &items)));
                }
                found
            }
            Shape::Object(object) => {
                let mut found = Vec::new();
                let length = format!("{}.len()", value.expression);
                if let Some(min) = object.min_properties.filter(|min| *min > 0) {
                    found.push(if min == 1 {
                        format!("!{}.is_empty()", value.expression)
                    } else {
                        format!("{length} >= {min}")
                    });
                }
                if let Some(max) = object.max_properties {
                    found.push(format!("{length} <= {max}"));
                }
                if let Additional::Schema(ty) = object.additional {
                    let values = self.conditions(uses, place, ty, form, Value { expression: "value", reference: true });
                    if !values.is_empty() {
                        found.extend(values.iter().map(|rule| {
                            format!(
                                "{}.values().all({})",
                                value.expression,
                                closure("value", std::slice::from_ref(rule))
                            )
                        }));
                    }
                }
                found
            }
            // Values of several types: only the schema can say.
            Shape::Enumeration(_) => {
                let schema = self.schema_of_values(uses, id);
                vec![format!("{schema}.fits({})", value.borrowed())]
            }
            Shape::Any | Shape::Never | Shape::Boolean | Shape::OneOf(_) | Shape::AnyOf(_) => Vec::new(),
        }
    }

    fn text_conditions(&self, uses: &mut Uses, id: SchemaId, shape: &StringShape, value: Value<'_>) -> Vec<String> {
        // The type itself is the check of these formats.
        if ty::text(shape) != "String" {
            return Vec::new();
        }
        let text = value.borrowed();
        let mut found = Vec::new();
        if shape.min_length.is_some_and(|min| min > 0) || shape.max_length.is_some() {
            uses.name("specwright_poem::schema::rules");
            let max = shape.max_length.map_or_else(|| "u64::MAX".to_owned(), |max| max.to_string());
            found.push(format!("rules::length({text}, {}, {max})", shape.min_length.unwrap_or(0)));
        }
        if let Some(pattern) = self.patterns.get(&id) {
            uses.name("specwright_poem::schema::rules");
            found.push(format!("rules::pattern({text}, &{})", pattern_path(uses, &pattern.name)));
        }
        if let Some(format) = ty::format(shape) {
            uses.name("specwright_poem::schema::Format");
            found.push(format!("Format::{format}.fits({text})"));
        }
        found
    }

    fn schema_of_values(&self, uses: &mut Uses, schema: SchemaId) -> String {
        self.schema(uses, Place::Elsewhere, TypeRef { schema, nullable: false, boxed: false }, Form::Request, 0)
            .trim_start_matches('&')
            .to_owned()
    }
}

fn pattern_path(uses: &mut Uses, pattern: &str) -> String {
    uses.name("crate::types::patterns");
    format!("patterns::{pattern}")
}

/// Each rule on its own: lines that stay short read better than a closure over several.
fn optional(value: &str, conditions: &[String]) -> Vec<String> {
    let rule =
        |condition: &String| format!("{value}.is_none_or({})", closure("value", std::slice::from_ref(condition)));
    conditions.iter().map(rule).collect()
}

/// A function alone where the closure would only call it.
pub fn closure(argument: &str, conditions: &[String]) -> String {
    if let [only] = conditions
        && let Some(function) = only.strip_suffix(&format!("({argument})"))
        // Those take exactly what a closure is given; the run time's take slices and texts.
        && function.ends_with("_fits")
        && function.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == ':')
    {
        return function.to_owned();
    }
    format!("|{argument}| {}", conditions.join(" && "))
}

/// Conditions of which all must hold, as rustfmt breaks them.
pub fn conjunction(rest: &mut Text, conditions: &[String], indent: usize) {
    let one = conditions.join(" && ");
    if conditions.is_empty() {
        rest.line(format!("{:indent$}true", ""));
    } else if fits(indent, &one) {
        rest.line(format!("{:indent$}{one}", ""));
    } else {
        for (at, condition) in conditions.iter().enumerate() {
            let and = if at == 0 { "" } else { "    && " };
            let line = format!("{:indent$}{and}{condition}", "");
            if line.chars().count() <= 120 {
                rest.line(line);
                continue;
            }
            // A chain of calls, one a line.
            let links = links(condition);
            for (place, link) in links.iter().enumerate() {
                let inner = indent + if at == 0 { 4 } else { 8 };
                rest.line(if place == 0 {
                    format!("{:indent$}{and}{link}", "")
                } else {
                    format!("{:inner$}{link}", "")
                });
            }
        }
    }
}

/// `value.values().all(…)` in its parts: `value`, `.values()`, `.all(…)`.
fn links(expression: &str) -> Vec<String> {
    let (mut links, mut depth) = (vec![String::new()], 0usize);
    for c in expression.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '.' if depth == 0 && links.last().is_some_and(|link| !link.ends_with('.')) => links.push(String::new()),
            _ => {}
        }
        if let Some(link) = links.last_mut() {
            link.push(c);
        }
    }
    links
}
