//! Types: what JSON Schema says a value may be.

use serde_json::Value;

use super::assertion::AssertionId;
use super::string_format::StringFormat;
use crate::source::Position;

/// Every schema of a contract; a [`SchemaId`] is an index into it.
#[derive(Clone, Debug, Default)]
pub struct Schemas(Vec<Schema>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchemaId(pub u32);

impl Schemas {
    pub fn push(&mut self, schema: Schema) -> SchemaId {
        let id = SchemaId(u32::try_from(self.0.len()).unwrap_or(u32::MAX));
        self.0.push(schema);
        id
    }

    pub fn get(&self, id: SchemaId) -> Option<&Schema> {
        self.0.get(id.0 as usize)
    }

    pub fn get_mut(&mut self, id: SchemaId) -> Option<&mut Schema> {
        self.0.get_mut(id.0 as usize)
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = (SchemaId, &Schema)> {
        self.0.iter().enumerate().map(|(i, schema)| (SchemaId(u32::try_from(i).unwrap_or(u32::MAX)), schema))
    }
}

#[cfg(test)]
impl std::ops::Index<SchemaId> for Schemas {
    type Output = Schema;

    fn index(&self, id: SchemaId) -> &Schema {
        &self.0[id.0 as usize]
    }
}

/// One schema. A `$ref` to a component is the component's own id, so each stands once.
#[derive(Clone, Debug)]
pub struct Schema {
    pub at: Position,
    pub origin: Origin,
    pub docs: Docs,
    /// `null` fits as well.
    pub nullable: bool,
    pub shape: Shape,
    /// What JSON Schema asks, where the shape does not say all of it: then these decide what fits, and every value that
    /// fits has the shape.
    pub assertions: Option<AssertionId>,
    pub default: Option<Value>,
    pub usage: Usage,
}

impl Schema {
    /// The schemas that this one names directly.
    pub fn children(&self) -> Vec<SchemaId> {
        self.children_by(|_| true)
    }

    /// As [`Self::children`], but only by these members of an object.
    pub fn children_by(&self, member: impl Fn(&Property) -> bool) -> Vec<SchemaId> {
        match &self.shape {
            Shape::Array(array) => array.prefix.iter().chain([&array.items]).map(|ty| ty.schema).collect(),
            Shape::Object(object) => {
                let members = object.properties.iter().filter(|property| member(property));
                let mut children: Vec<SchemaId> = members.map(|property| property.ty.schema).collect();
                children.extend(object.patterns.iter().map(|pattern| pattern.ty.schema));
                if let Additional::Schema(ty) = object.additional {
                    children.push(ty.schema);
                }
                children
            }
            Shape::OneOf(union) | Shape::AnyOf(union) => union.variants.iter().map(|v| v.ty.schema).collect(),
            _ => Vec::new(),
        }
    }
}

/// Where a schema stands, from which each language makes its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// `#/components/schemas/{name}`.
    Component(String),
    /// Within something else: the words that lead to it, outermost first (`["Task", "status"]`,
    /// `["listTasks", "query", "status"]`, `["createTask", "response", "201"]`).
    Inline(Vec<String>),
}

/// What a contract says for people.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Docs {
    pub title: Option<String>,
    pub description: Option<String>,
    pub deprecated: bool,
    pub examples: Vec<Value>,
}

/// In which directions a schema travels, itself or within another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    pub request: bool,
    pub response: bool,
    /// Its request form and its response form differ: a member is `readOnly` or `writeOnly`, or the object is closed
    /// (a server refuses unknown members, a client ignores them), here or in anything it contains.
    pub directional: bool,
}

/// A use of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypeRef {
    pub schema: SchemaId,
    /// `null` fits here: the schema allows it, or the place does.
    pub nullable: bool,
    /// The schema contains itself through here, or its values are large: a language with values keeps it elsewhere.
    pub boxed: bool,
}

#[derive(Clone, Debug)]
pub enum Shape {
    /// Any JSON value: no constraint on its type.
    Any,
    /// No value at all: the schema `false`.
    Never,
    Boolean,
    Integer(IntegerShape),
    Number(NumberShape),
    String(StringShape),
    Enumeration(Enumeration),
    Array(ArrayShape),
    Object(ObjectShape),
    /// `oneOf`: exactly one fits.
    OneOf(Union),
    /// `anyOf`: at least one fits.
    AnyOf(Union),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct IntegerShape {
    pub format: Option<IntegerFormat>,
    /// Inclusive; an exclusive bound is moved by one.
    pub minimum: Option<i128>,
    /// Inclusive.
    pub maximum: Option<i128>,
    pub multiple_of: Option<i128>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntegerFormat {
    Int32,
    Int64,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct NumberShape {
    pub minimum: Option<Bound>,
    pub maximum: Option<Bound>,
    pub multiple_of: Option<f64>,
    /// `format: float`.
    pub single: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    pub value: f64,
    pub exclusive: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct StringShape {
    pub format: StringFormat,
    /// In code points.
    pub min_length: Option<u64>,
    /// In code points.
    pub max_length: Option<u64>,
    /// ECMA-262; not anchored.
    pub pattern: Option<String>,
}

/// `enum`, `const`, or a union of constants, each with annotations of its own. Values are unique.
#[derive(Clone, Debug, PartialEq)]
pub struct Enumeration {
    pub values: Vec<EnumerationValue>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct EnumerationValue {
    pub value: Value,
    /// What a person calls it: the `title` of its constant.
    pub title: Option<String>,
    pub description: Option<String>,
}

impl EnumerationValue {
    pub fn of(value: Value) -> Self {
        Self { value, title: None, description: None }
    }
}

#[derive(Clone, Debug)]
pub struct ArrayShape {
    /// `prefixItems`: the first items, each with a type of its own.
    pub prefix: Vec<TypeRef>,
    /// Those after the prefix.
    pub items: TypeRef,
    pub min_items: Option<u64>,
    pub max_items: Option<u64>,
    pub unique: bool,
}

impl ArrayShape {
    /// Whether every value has exactly as many items as the prefix, each with its own type.
    pub fn is_tuple(&self, schemas: &Schemas) -> bool {
        let length = u64::try_from(self.prefix.len()).unwrap_or(u64::MAX);
        let nothing_after = schemas.get(self.items.schema).is_some_and(|items| matches!(items.shape, Shape::Never));
        length > 0
            && self.min_items.is_some_and(|least| least >= length)
            && (nothing_after || self.max_items.is_some_and(|most| most <= length))
    }
}

/// An object: `allOf` is already merged into it. Without properties and with [`Additional::Schema`] it is a map.
#[derive(Clone, Debug)]
pub struct ObjectShape {
    pub properties: Vec<Property>,
    /// `patternProperties`. What they type is in `additional` too, which covers every member without a name of its own.
    pub patterns: Vec<PatternProperty>,
    pub additional: Additional,
    pub min_properties: Option<u64>,
    pub max_properties: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Additional {
    /// Nothing is said: unknown members are allowed and not kept.
    Open,
    /// `additionalProperties: false`.
    Closed,
    /// Every other member is one of these (any value, where `true` is said).
    Schema(TypeRef),
}

#[derive(Clone, Debug)]
pub struct PatternProperty {
    /// ECMA-262; not anchored.
    pub pattern: String,
    pub at: Position,
    pub ty: TypeRef,
}

#[derive(Clone, Debug)]
pub struct Property {
    pub name: String,
    pub at: Position,
    pub required: bool,
    pub direction: Direction,
    pub ty: TypeRef,
    pub docs: Docs,
    pub default: Option<Value>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    #[default]
    Both,
    /// `readOnly`: in responses only.
    ReadOnly,
    /// `writeOnly`: in requests only.
    WriteOnly,
}

#[derive(Clone, Debug)]
pub struct Union {
    pub variants: Vec<Variant>,
    pub discriminator: Option<Discriminator>,
}

#[derive(Clone, Debug)]
pub struct Variant {
    pub ty: TypeRef,
    /// The discriminator's values that choose it, explicit mapping first, else the component's name.
    pub tags: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Discriminator {
    pub property: String,
    pub at: Position,
    /// `defaultMapping` (3.2): the variant for values that choose none, by index.
    pub default: Option<usize>,
}
