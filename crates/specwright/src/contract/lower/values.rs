//! Defaults and examples against the schemas they belong to. A default that breaks its schema is an error, because
//! generated code would apply it; an example is a warning.

use std::collections::{HashMap, HashSet};

use fancy_regex::Regex;
use jsonschema::Validator;
use serde_json::{Value as Json, json};

use super::super::{
    Additional, Direction, IntegerFormat, IntegerShape, NumberShape, ObjectShape, Operation, SchemaId, Schemas, Shape,
    StringFormat, StringShape, TypeRef, Union,
};
use super::read::identity;
use super::{Lowering, ValueOf, number};
use crate::diagnostic::Diagnostic;
use crate::source::{Kind, Mapping, Node, Position};

/// How many steps one value may take: unions of unions multiply.
const MOST_STEPS: usize = 20_000;

/// How the misfit of a text's format begins.
const FORMAT: &str = "it is not of the format";

/// How deep a check may go, of which unions that lead to unions are the cause.
const DEEPEST: usize = 300;

impl Lowering<'_, '_> {
    pub fn check_values<'o>(&mut self, operations: impl Iterator<Item = &'o mut Operation>) {
        let values = std::mem::take(&mut self.values);
        let mut checker =
            Checker { schemas: &self.schemas, patterns: HashMap::new(), formats: HashMap::new(), steps: 0 };
        let mut seen = HashSet::new();
        let mut found = Vec::new();
        let mut refused = Vec::new();
        for value in &values {
            if !seen.insert(identity(value.node)) {
                continue;
            }
            checker.steps = 0;
            let mut misfits = Vec::new();
            checker.value(value.node, value.ty, 0, &mut misfits);
            let Some((at, first)) = misfits.first() else { continue };
            if value.what == ValueOf::Default {
                refused.push((value.ty.schema, value.node.to_json()));
            }
            let more = if misfits.len() > 1 { format!(" (and {} more)", misfits.len() - 1) } else { String::new() };
            let schema_at = self.schemas.get(value.ty.schema).map(|schema| schema.at);
            let structured = matches!(value.node.kind, Kind::Mapping(_) | Kind::Sequence(_) | Kind::Null);
            let only_format = misfits.iter().all(|(_, misfit)| misfit.starts_with(FORMAT));
            let mut diagnostic = match value.what {
                // A scalar is applied as it stands, so it must fit. Null says no default, what has members is left to the reader of
                // the documentation, and a text of the wrong format is still a text.
                ValueOf::Default if structured || only_format => Diagnostic::warning(
                    "default-breaks-schema",
                    *at,
                    format!("the default does not fit its schema: {first}{more}"),
                )
                .help("change the default or the schema"),
                ValueOf::Default => Diagnostic::error(
                    "default-breaks-schema",
                    *at,
                    format!("the default does not fit its schema: {first}{more}"),
                )
                .help("change the default or the schema: generated code applies the default"),
                ValueOf::Example => Diagnostic::warning(
                    "example-breaks-schema",
                    *at,
                    format!("the example does not fit its schema: {first}{more}"),
                ),
            };
            if let Some(schema_at) = schema_at {
                diagnostic = diagnostic.related(schema_at, "the schema");
            }
            found.push(diagnostic);
        }
        self.diagnostics_extend(found);
        self.drop_defaults(refused, operations);
    }

    /// A default that breaks its schema is not applied anywhere.
    fn drop_defaults<'o>(
        &mut self,
        refused: Vec<(SchemaId, Json)>,
        operations: impl Iterator<Item = &'o mut Operation>,
    ) {
        if refused.is_empty() {
            return;
        }
        let mut by_schema: HashMap<SchemaId, Vec<Json>> = HashMap::new();
        for (schema, value) in refused {
            by_schema.entry(schema).or_default().push(value);
        }
        let drop = |schema: SchemaId, default: &mut Option<Json>| {
            if by_schema.get(&schema).is_some_and(|values| default.as_ref().is_some_and(|each| values.contains(each))) {
                *default = None;
            }
        };
        let ids: Vec<SchemaId> = self.schemas.iter().map(|(id, _)| id).collect();
        for id in ids {
            let Some(schema) = self.schemas.get_mut(id) else { continue };
            drop(id, &mut schema.default);
            if let Shape::Object(object) = &mut schema.shape {
                for property in &mut object.properties {
                    drop(property.ty.schema, &mut property.default);
                }
            }
        }
        for parameter in operations.flat_map(|operation| &mut operation.parameters) {
            drop(parameter.ty.schema, &mut parameter.default);
        }
    }
}

struct Checker<'s> {
    schemas: &'s Schemas,
    patterns: HashMap<&'s str, Option<Regex>>,
    formats: HashMap<&'s str, Option<Validator>>,
    steps: usize,
}

type Misfits = Vec<(Position, String)>;

impl<'s> Checker<'s> {
    fn value(&mut self, node: &Node, ty: TypeRef, depth: usize, misfits: &mut Misfits) {
        self.steps += 1;
        // What is too much to decide is taken as right: this is a help for authors, not a gate for data.
        if self.steps > MOST_STEPS || depth > DEEPEST {
            return;
        }
        let schemas = self.schemas;
        let Some(schema) = schemas.get(ty.schema) else { return };
        if matches!(node.kind, Kind::Null) && (ty.nullable || schema.nullable) {
            return;
        }
        match (&schema.shape, &node.kind) {
            (Shape::Any, _) | (Shape::Boolean, Kind::Boolean(_)) => {}
            (Shape::Integer(shape), Kind::Number(_)) => integer(node, shape, misfits),
            (Shape::Number(shape), Kind::Number(_)) => float(node, shape, misfits),
            (Shape::String(shape), Kind::String(text)) => self.text(node, text, shape, misfits),
            (Shape::Enumeration(enumeration), _) => {
                let value = node.to_json();
                if !enumeration.values.iter().any(|each| each.value == value) {
                    misfits.push((node.at, format!("{} is none of the enumeration's values", short(&value))));
                }
            }
            (Shape::Array(shape), Kind::Sequence(items)) => {
                count(node, items.len(), shape.min_items, shape.max_items, "items", misfits);
                if shape.unique {
                    let mut seen = HashSet::new();
                    for item in items {
                        if !seen.insert(item.to_json().to_string()) {
                            misfits.push((item.at, "this item stands there already".to_owned()));
                        }
                    }
                }
                let types = shape.prefix.iter().copied().chain(std::iter::repeat(shape.items));
                for (item, ty) in items.iter().zip(types) {
                    self.value(item, ty, depth + 1, misfits);
                }
            }
            (Shape::Object(shape), Kind::Mapping(mapping)) => self.object(node, mapping, shape, depth, misfits),
            (Shape::OneOf(union), _) => self.union(node, union, true, depth, misfits),
            (Shape::AnyOf(union), _) => self.union(node, union, false, depth, misfits),
            (shape, _) => misfits
                .push((node.at, format!("{} is wanted here, and this is {}", shape_name(shape), node.kind_name()))),
        }
    }

    fn text(&mut self, node: &Node, text: &str, shape: &'s StringShape, misfits: &mut Misfits) {
        count(node, text.chars().count(), shape.min_length, shape.max_length, "characters", misfits);
        if let Some(pattern) = &shape.pattern {
            let regex = self.patterns.entry(pattern).or_insert_with(|| crate::pattern::compile(pattern).ok());
            if regex.as_ref().is_some_and(|regex| matches!(regex.is_match(text), Ok(false))) {
                misfits.push((node.at, format!("it does not match the pattern `{pattern}`")));
            }
        }
        if let Some(format) = checked_format(&shape.format) {
            let validator = self.formats.entry(format).or_insert_with(|| {
                jsonschema::options().should_validate_formats(true).build(&json!({ "format": format })).ok()
            });
            if validator.as_ref().is_some_and(|validator| !validator.is_valid(&Json::String(text.to_owned()))) {
                misfits.push((node.at, format!("{FORMAT} `{format}`")));
            }
        }
    }

    fn object(&mut self, node: &Node, mapping: &Mapping, shape: &ObjectShape, depth: usize, misfits: &mut Misfits) {
        count(node, mapping.len(), shape.min_properties, shape.max_properties, "members", misfits);
        for property in &shape.properties {
            // A member of one direction is missing in values of the other, and it is not known which one this is.
            if property.required && property.direction == Direction::Both && mapping.get(&property.name).is_none() {
                misfits.push((node.at, format!("the required member `{}` is missing", property.name)));
            }
        }
        let by_name: HashMap<&str, TypeRef> =
            shape.properties.iter().map(|property| (property.name.as_str(), property.ty)).collect();
        for (key, value) in mapping.iter() {
            match (by_name.get(key.text.as_str()), shape.additional) {
                (Some(ty), _) => self.value(value, *ty, depth + 1, misfits),
                (None, Additional::Schema(ty)) => self.value(value, ty, depth + 1, misfits),
                (None, Additional::Closed) => {
                    misfits.push((key.at, format!("`{}` is no member of the closed object", key.text)));
                }
                (None, Additional::Open) => {}
            }
        }
    }

    fn union(&mut self, node: &Node, union: &'s Union, exactly_one: bool, depth: usize, misfits: &mut Misfits) {
        if let Some(discriminator) = &union.discriminator
            && let Some(tag) = node.get(&discriminator.property).and_then(Node::as_str)
        {
            match union.variants.iter().find(|variant| variant.tags.iter().any(|each| each == tag)) {
                Some(variant) => self.value(node, variant.ty, depth + 1, misfits),
                None => misfits.push((node.at, format!("`{tag}` chooses none of the variants"))),
            }
            return;
        }
        let mut fitting = 0;
        let mut nearest: Option<Misfits> = None;
        for variant in &union.variants {
            let mut of_variant = Vec::new();
            self.value(node, variant.ty, depth + 1, &mut of_variant);
            if of_variant.is_empty() {
                fitting += 1;
                if !exactly_one {
                    return;
                }
            } else if nearest.as_ref().is_none_or(|before| of_variant.len() < before.len()) {
                nearest = Some(of_variant);
            }
        }
        match (fitting, nearest) {
            (0, Some(nearest)) => {
                let reason = nearest.first().map_or("", |(_, reason)| reason.as_str());
                misfits.push((node.at, format!("it fits none of the variants (the nearest: {reason})")));
            }
            (2.., _) if exactly_one => {
                misfits.push((node.at, format!("it fits {fitting} variants of `oneOf`, which wants exactly one")));
            }
            _ => {}
        }
    }
}

fn integer(node: &Node, shape: &IntegerShape, misfits: &mut Misfits) {
    let Some(value) = node.as_number().and_then(number::as_i128) else {
        misfits.push((node.at, "a whole number is wanted here".to_owned()));
        return;
    };
    if shape.minimum.is_some_and(|minimum| value < minimum) || shape.maximum.is_some_and(|maximum| value > maximum) {
        misfits.push((node.at, format!("{value} is out of bounds")));
    }
    if shape.multiple_of.is_some_and(|step| step != 0 && value % step != 0) {
        misfits.push((node.at, format!("{value} is no multiple of {}", shape.multiple_of.unwrap_or(1))));
    }
    let fits = match shape.format {
        Some(IntegerFormat::Int32) => i32::try_from(value).is_ok(),
        Some(IntegerFormat::Int64) => i64::try_from(value).is_ok(),
        None => true,
    };
    if !fits {
        misfits.push((node.at, format!("{value} does not fit its format")));
    }
}

fn float(node: &Node, shape: &NumberShape, misfits: &mut Misfits) {
    let Some(value) = node.as_number().map(number::as_f64) else { return };
    let low = shape.minimum.is_some_and(|bound| value < bound.value || bound.exclusive && value <= bound.value);
    let high = shape.maximum.is_some_and(|bound| value > bound.value || bound.exclusive && value >= bound.value);
    if low || high {
        misfits.push((node.at, format!("{value} is out of bounds")));
    }
    if let Some(step) = shape.multiple_of {
        let times = value / step;
        if (times - times.round()).abs() > 1e-9 * times.abs().max(1.0) {
            misfits.push((node.at, format!("{value} is no multiple of {step}")));
        }
    }
}

fn count(node: &Node, count: usize, least: Option<u64>, most: Option<u64>, what: &str, misfits: &mut Misfits) {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    if let Some(least) = least.filter(|least| count < *least) {
        misfits.push((node.at, format!("it has {count} {what}, and {least} are the least")));
    }
    if let Some(most) = most.filter(|most| count > *most) {
        misfits.push((node.at, format!("it has {count} {what}, and {most} are the most")));
    }
}

/// Formats that generated code enforces and a JSON Schema validator knows, by their names.
fn checked_format(format: &StringFormat) -> Option<&str> {
    match format {
        StringFormat::Byte | StringFormat::Binary | StringFormat::Password | StringFormat::Other(_) => None,
        known => known.name(),
    }
}

fn shape_name(shape: &Shape) -> &'static str {
    match shape {
        Shape::Any => "any value",
        Shape::Never => "no value",
        Shape::Boolean => "a boolean",
        Shape::Integer(_) => "an integer",
        Shape::Number(_) => "a number",
        Shape::String(_) => "a string",
        Shape::Enumeration(_) => "a value of the enumeration",
        Shape::Array(_) => "an array",
        Shape::Object(_) => "an object",
        Shape::OneOf(_) | Shape::AnyOf(_) => "a variant of the union",
    }
}

/// A value short enough for a message.
fn short(value: &Json) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 { text } else { format!("{}…", text.chars().take(60).collect::<String>()) }
}
