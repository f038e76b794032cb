//! The Rust type of a schema, as it is written at a place.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use super::assertions;
use super::operation::request_key;
use super::text::Uses;
use crate::contract::{
    Additional, ArrayShape, Bound, ContentKind, Contract, Direction, IntegerFormat, IntegerShape, Method, NumberShape,
    ObjectShape, Property, Schema, SchemaId, Shape, StringFormat, StringShape, TypeRef,
};
use crate::names::rust::{Form, Names, is_defined};

/// What every part of this emitter reads.
pub struct Model<'a> {
    pub contract: &'a Contract,
    pub names: &'a Names,
    /// Bodies of merge patches, and what they hold: there an absent member means no change, never its default.
    pub patches: HashSet<SchemaId>,
    /// Names of components that hold themselves without a struct in between: they need one.
    pub newtypes: HashSet<SchemaId>,
    /// By schema, the static of its pattern; none where the pattern cannot be translated.
    pub patterns: BTreeMap<SchemaId, PatternStatic>,
    /// The statics of what is asserted beside the types.
    pub assertions: assertions::Names,
    /// The method and path of several operations, which only their queries tell apart.
    pub shared_requests: HashSet<(Method, String)>,
    /// What is known of which schemas have rules, here or in what they contain.
    pub ruled: RefCell<HashMap<(SchemaId, Form), bool>>,
}

/// A static of `types/patterns.rs`.
pub struct PatternStatic {
    pub name: String,
    /// In the syntax of Rust's engines.
    pub translated: Rc<str>,
}

/// Where a type is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a file below `types/`; which of them is decided when the text is there.
    Types,
    Elsewhere,
}

impl Place {
    /// How a type below `types/` is named here, or what stands beside it.
    pub fn name(self, uses: &mut Uses, name: &str) -> String {
        match self {
            Place::Types => uses.name(&format!("super::{name}")),
            Place::Elsewhere => {
                uses.name("crate::types");
                format!("types::{name}")
            }
        }
    }
}

/// How the items of an array are typed.
#[derive(Clone, Copy, Debug)]
pub enum Items<'s> {
    /// A list of these.
    Same(TypeRef),
    /// A tuple.
    Each(&'s [TypeRef]),
    /// A list of any values.
    Mixed,
}

/// How an object's member stands in its struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Required,
    /// `Option`: null or a value.
    RequiredNullable,
    /// `Option`: absent or a value.
    Optional,
    /// `Patch`: absent, null or a value.
    OptionalNullable,
    /// The type itself: absent is the default.
    Default,
}

impl<'a> Model<'a> {
    pub fn new(contract: &'a Contract, names: &'a Names) -> Self {
        let mut model = Self {
            contract,
            names,
            patches: HashSet::new(),
            newtypes: HashSet::new(),
            patterns: BTreeMap::new(),
            assertions: assertions::Names::new(contract),
            shared_requests: shared_requests(contract),
            ruled: RefCell::default(),
        };
        for operation in &contract.operations {
            for content in operation.body.iter().flat_map(|body| &body.contents) {
                if let (ContentKind::MergePatch, Some(ty)) = (content.kind, content.ty) {
                    model.add_patch(ty.schema);
                }
            }
        }
        for (id, _) in contract.schemas.iter() {
            if model.reaches_itself(id, id, &mut HashSet::new()) {
                model.newtypes.insert(id);
            }
        }
        model
    }

    /// What a schema says of its values: nothing, where there is none.
    pub fn shape_of(&self, schema: SchemaId) -> &'a Shape {
        shape_of(self.contract, schema)
    }

    /// Whether a schema is a struct, an enum or a union by itself.
    pub fn is_defined(&self, schema: SchemaId) -> bool {
        self.contract.schemas.get(schema).is_some_and(is_defined)
    }

    /// The schemas that a schema names directly.
    pub fn children(&self, schema: SchemaId) -> Vec<SchemaId> {
        self.contract.schemas.get(schema).map(Schema::children).unwrap_or_default()
    }

    fn add_patch(&mut self, schema: SchemaId) {
        if self.patches.insert(schema) {
            for child in self.children(schema) {
                self.add_patch(child);
            }
        }
    }

    /// Through lists and maps alone.
    fn reaches_itself(&self, target: SchemaId, at: SchemaId, seen: &mut HashSet<SchemaId>) -> bool {
        if self.is_defined(at) {
            return false;
        }
        self.children(at)
            .into_iter()
            .any(|child| child == target || (seen.insert(child) && self.reaches_itself(target, child, seen)))
    }

    /// The directions in which a schema's types are written. Two types, or one that serves both.
    pub fn forms(&self, schema: SchemaId) -> Vec<Form> {
        let Some(schema) = self.contract.schemas.get(schema) else { return Vec::new() };
        match (schema.usage.response, schema.usage.request) {
            (true, true) if crate::names::rust::has_two_forms(schema) => vec![Form::Response, Form::Request],
            (_, true) => vec![Form::Request],
            (true, false) => vec![Form::Response],
            (false, false) => Vec::new(),
        }
    }

    /// Whether it stays a type of its own where it is used.
    pub fn is_item(&self, schema: SchemaId) -> bool {
        self.is_defined(schema) || self.newtypes.contains(&schema)
    }

    /// With `Option` where null fits and `Box` where values would not end.
    pub fn ty(&self, uses: &mut Uses, place: Place, ty: TypeRef, form: Form) -> String {
        let inner = self.present(uses, place, ty, form);
        if ty.nullable { format!("Option<{inner}>") } else { inner }
    }

    /// Without `Option`.
    pub fn present(&self, uses: &mut Uses, place: Place, ty: TypeRef, form: Form) -> String {
        let inner = self.name(uses, place, ty.schema, form);
        if ty.boxed { format!("Box<{inner}>") } else { inner }
    }

    pub fn name(&self, uses: &mut Uses, place: Place, schema: SchemaId, form: Form) -> String {
        match self.names.ty(schema, form) {
            Some(name) => place.name(uses, name),
            None => self.shape(uses, place, schema, form),
        }
    }

    /// The type that a schema without an item of its own is.
    pub fn shape(&self, uses: &mut Uses, place: Place, schema: SchemaId, form: Form) -> String {
        match self.shape_of(schema) {
            Shape::Boolean => "bool".to_owned(),
            Shape::Integer(shape) => integer(shape).to_owned(),
            Shape::Number(shape) => if shape.single { "f32" } else { "f64" }.to_owned(),
            Shape::String(shape) => match text(shape) {
                "Uuid" => uses.name("uuid::Uuid"),
                "String" => "String".to_owned(),
                own => uses.name(&format!("specwright_poem::{own}")),
            },
            Shape::Array(array) => match self.items(array) {
                Items::Same(items) => format!("Vec<{}>", self.ty(uses, place, items, form)),
                Items::Each(items) => {
                    let items: Vec<_> = items.iter().map(|item| self.ty(uses, place, *item, form)).collect();
                    format!("({})", items.join(", "))
                }
                Items::Mixed => format!("Vec<{}>", uses.name("serde_json::Value")),
            },
            Shape::Object(object) => {
                let map = uses.name("std::collections::BTreeMap");
                let value = match object.additional {
                    Additional::Schema(ty) => self.ty(uses, place, ty, form),
                    Additional::Open | Additional::Closed => uses.name("serde_json::Value"),
                };
                format!("{map}<String, {value}>")
            }
            Shape::Never => uses.name("specwright_poem::Never"),
            Shape::Any | Shape::Enumeration(_) | Shape::OneOf(_) | Shape::AnyOf(_) => uses.name("serde_json::Value"),
        }
    }

    /// What an array's items are in Rust.
    pub fn items<'s>(&self, array: &'s ArrayShape) -> Items<'s> {
        // Beyond this, Rust's tuples neither compare nor print themselves. One alone would read as parentheses.
        const LONGEST: usize = 12;
        match array.prefix.as_slice() {
            [] => Items::Same(array.items),
            same if same.iter().all(|item| *item == array.items) => Items::Same(array.items),
            each if (2..=LONGEST).contains(&each.len()) && array.is_tuple(&self.contract.schemas) => Items::Each(each),
            _ => Items::Mixed,
        }
    }

    pub fn presence(&self, owner: SchemaId, property: &Property, form: Form) -> Presence {
        let default = property.default.as_ref().filter(|_| !self.patches.contains(&owner));
        let has_default = default.is_some_and(|value| {
            self.default(&mut Uses::default(), Place::Elsewhere, value, property.ty, form).is_some()
        });
        match (property.required, property.ty.nullable) {
            (true, false) => Presence::Required,
            (true, true) => Presence::RequiredNullable,
            (false, _) if has_default => Presence::Default,
            (false, false) => Presence::Optional,
            (false, true) => Presence::OptionalNullable,
        }
    }

    /// The variants of an enum, each with its value.
    pub fn variants(&self, schema: SchemaId) -> Vec<(String, serde_json::Value)> {
        let Shape::Enumeration(values) = self.shape_of(schema) else { return Vec::new() };
        let mut scope = crate::names::rust::Scope::with(&["Self"]);
        values
            .values
            .iter()
            .map(|value| {
                let name = match (&value.value, &value.title) {
                    (serde_json::Value::String(text), _) if text.is_empty() => "Empty".to_owned(),
                    (serde_json::Value::String(text), _) => text.clone(),
                    // A number names nothing.
                    (_, Some(title)) if !title.is_empty() => title.clone(),
                    (other, _) => other.to_string(),
                };
                (scope.variant(&name), value.value.clone())
            })
            .collect()
    }
}

fn shared_requests(contract: &Contract) -> HashSet<(Method, String)> {
    let mut known = HashSet::new();
    let keys = contract.operations.iter().map(|operation| request_key(contract, operation));
    keys.filter(|key| !known.insert(key.clone())).collect()
}

/// What a schema says of its values: nothing, where there is none.
pub fn shape_of(contract: &Contract, schema: SchemaId) -> &Shape {
    contract.schemas.get(schema).map_or(&Shape::Any, |schema| &schema.shape)
}

/// The members that travel in a direction.
pub fn members(object: &ObjectShape, form: Form) -> impl Iterator<Item = &Property> {
    object.properties.iter().filter(move |property| match property.direction {
        Direction::Both => true,
        Direction::ReadOnly => form == Form::Response,
        Direction::WriteOnly => form == Form::Request,
    })
}

pub fn integer(shape: &IntegerShape) -> &'static str {
    match shape.format {
        Some(IntegerFormat::Int32) => "i32",
        None if shape.minimum >= Some(0) && shape.maximum.is_some_and(|max| max > i64::MAX.into()) => "u64",
        Some(IntegerFormat::Int64) | None => "i64",
    }
}

/// What the integer's type can hold.
pub fn range(shape: &IntegerShape) -> (i128, i128) {
    match integer(shape) {
        "i32" => (i32::MIN.into(), i32::MAX.into()),
        "u64" => (0, u64::MAX.into()),
        _ => (i64::MIN.into(), i64::MAX.into()),
    }
}

/// The bounds of a number, and of its type: a single-precision float holds less than JSON may say.
pub fn bounds(shape: &NumberShape) -> (Option<Bound>, Option<Bound>) {
    let single = |value: f32| shape.single.then_some(Bound { value: value.into(), exclusive: false });
    (shape.minimum.or(single(f32::MIN)), shape.maximum.or(single(f32::MAX)))
}

/// The type of a text. One with rules besides its format stays a `String`, so that they can be checked.
pub fn text(shape: &StringShape) -> &'static str {
    if shape.min_length.is_some() || shape.max_length.is_some() || shape.pattern.is_some() {
        return "String";
    }
    match shape.format {
        StringFormat::Uuid => "Uuid",
        StringFormat::DateTime => "DateTime",
        StringFormat::Date => "Date",
        StringFormat::Byte => "Base64",
        _ => "String",
    }
}

/// The variant of the run time's `Format` that is enforced for a text.
pub fn format(shape: &StringShape) -> Option<&'static str> {
    Some(match shape.format {
        StringFormat::Uuid => "Uuid",
        StringFormat::DateTime => "DateTime",
        StringFormat::Date => "Date",
        StringFormat::Time => "Time",
        StringFormat::Duration => "Duration",
        StringFormat::Email => "Email",
        StringFormat::Uri => "Uri",
        StringFormat::UriReference => "UriReference",
        StringFormat::Hostname => "Hostname",
        StringFormat::Iri => "Iri",
        StringFormat::IriReference => "IriReference",
        StringFormat::UriTemplate => "UriTemplate",
        StringFormat::JsonPointer => "JsonPointer",
        StringFormat::RelativeJsonPointer => "RelativeJsonPointer",
        StringFormat::Regex => "Regex",
        StringFormat::Ipv4 => "Ipv4",
        StringFormat::Ipv6 => "Ipv6",
        StringFormat::Byte => "Byte",
        _ => return None,
    })
}
