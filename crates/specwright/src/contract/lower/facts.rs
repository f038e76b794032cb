//! What one schema says, with every `allOf` part in it: the sum of its keywords before it has a shape.

use indexmap::IndexMap;
use serde_json::Number;

use super::super::{Bound, Docs, StringFormat};
use crate::source::{Key, Node, Position};

/// A set of JSON types. An integer is a number without a fraction, so `number` is both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Types(u8);

impl Types {
    pub const NONE: Self = Self(0);
    pub const NULL: Self = Self(1);
    pub const BOOLEAN: Self = Self(2);
    pub const INTEGER: Self = Self(4);
    pub const NUMBER: Self = Self(4 | 8);
    pub const STRING: Self = Self(16);
    pub const ARRAY: Self = Self(32);
    pub const OBJECT: Self = Self(64);
    pub const ALL: Self = Self(127);

    /// Those that are no union of others, in the order in which a union of them is written.
    pub const EACH: [Self; 6] = [Self::BOOLEAN, Self::NUMBER, Self::INTEGER, Self::STRING, Self::ARRAY, Self::OBJECT];

    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => return None,
        })
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::NULL => "null",
            Self::BOOLEAN => "boolean",
            Self::INTEGER => "integer",
            Self::NUMBER => "number",
            Self::STRING => "string",
            Self::ARRAY => "array",
            Self::OBJECT => "object",
            _ => "several types",
        }
    }

    pub fn of(value: &Node) -> Self {
        use crate::source::Kind;
        match &value.kind {
            Kind::Null => Self::NULL,
            Kind::Boolean(_) => Self::BOOLEAN,
            Kind::Number(number) if super::number::is_whole(number) => Self::INTEGER,
            Kind::Number(_) => Self::NUMBER,
            Kind::String(_) => Self::STRING,
            Kind::Sequence(_) => Self::ARRAY,
            Kind::Mapping(_) => Self::OBJECT,
        }
    }

    /// Whether any of these is of the types, or null, which every enumeration may list.
    pub fn admit_any<'n>(self, mut values: impl Iterator<Item = &'n Node>) -> bool {
        values.any(|value| super::read::is_null(value) || self.contains(Self::of(value)))
    }

    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The types it is made of, a number counted once.
    pub fn each(self) -> Vec<Self> {
        Self::EACH
            .into_iter()
            .filter(|each| self.contains(*each) && !(*each == Self::INTEGER && self.contains(Self::NUMBER)))
            .collect()
    }
}

/// A limit as written: a number and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit<'a> {
    pub number: &'a Number,
    pub exclusive: bool,
    pub at: Position,
}

impl Limit<'_> {
    pub fn bound(&self) -> Bound {
        Bound { value: super::number::as_f64(self.number), exclusive: self.exclusive }
    }
}

/// A count and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Count {
    pub value: u64,
    pub at: Position,
}

/// What `additionalProperties` says.
#[derive(Clone, Copy, Debug)]
pub(super) enum AdditionalFact<'a> {
    /// `true` or `{}`: any other member, and it is kept.
    Open,
    Closed {
        at: Position,
        part: usize,
    },
    Schema {
        schema: &'a Node,
        part: usize,
    },
}

/// `oneOf` or `anyOf` as written.
#[derive(Clone, Copy, Debug)]
pub(super) struct UnionFact<'a> {
    pub exactly_one: bool,
    pub at: Position,
    pub variants: &'a [Node],
    /// The `discriminator` beside it.
    pub discriminator: Option<&'a Node>,
}

/// One of the definitions of a property.
#[derive(Clone, Copy, Debug)]
pub(super) struct PropertyFact<'a> {
    pub at: Position,
    pub schema: &'a Node,
    /// Which part of an `allOf` it is from.
    pub part: usize,
}

// Each is a keyword of its own, so no enumeration would hold several.
#[allow(clippy::struct_excessive_bools)]
#[derive(Clone, Debug)]
pub(super) struct Facts<'a> {
    pub at: Position,
    pub types: Types,
    /// Where `types` was last narrowed.
    pub types_at: Option<Position>,
    /// `nullable: true` where the schema itself says it.
    pub nullable: bool,
    pub docs: Docs,
    pub default: Option<&'a Node>,
    pub enumeration: Option<Vec<&'a Node>>,
    pub enumeration_at: Option<Position>,
    /// The alternatives of unions that are read as enumerations.
    pub annotated: Vec<&'a Node>,
    pub value_descriptions: Option<&'a Node>,
    pub format: Option<(&'a str, Position)>,
    pub minimum: Option<Limit<'a>>,
    pub maximum: Option<Limit<'a>>,
    pub multiple_of: Option<Limit<'a>>,
    pub min_length: Option<Count>,
    pub max_length: Option<Count>,
    pub pattern: Option<(&'a str, Position)>,
    pub base64: bool,
    pub octets: bool,
    pub items: Vec<&'a Node>,
    /// `prefixItems` of the first part that has them.
    pub prefix: &'a [Node],
    pub min_items: Option<Count>,
    pub max_items: Option<Count>,
    pub unique: bool,
    pub properties: IndexMap<&'a str, Vec<PropertyFact<'a>>>,
    pub required: IndexMap<&'a str, Position>,
    pub additional: Vec<AdditionalFact<'a>>,
    /// `patternProperties`.
    pub patterns: Vec<(&'a Key, &'a Node)>,
    pub min_properties: Option<Count>,
    pub max_properties: Option<Count>,
    pub unions: Vec<UnionFact<'a>>,
    /// How many parts were read.
    pub parts: usize,
    /// It says more than a shape can: its assertions decide what fits.
    pub asserts: bool,
    /// Members that no property names may mean something, so they are kept.
    pub keeps_members: bool,
}

impl<'a> Facts<'a> {
    pub fn new(at: Position) -> Self {
        Self {
            at,
            types: Types::ALL,
            types_at: None,
            nullable: false,
            docs: Docs::default(),
            default: None,
            enumeration: None,
            enumeration_at: None,
            annotated: Vec::new(),
            value_descriptions: None,
            format: None,
            minimum: None,
            maximum: None,
            multiple_of: None,
            min_length: None,
            max_length: None,
            pattern: None,
            base64: false,
            octets: false,
            items: Vec::new(),
            prefix: &[],
            min_items: None,
            max_items: None,
            unique: false,
            properties: IndexMap::new(),
            required: IndexMap::new(),
            additional: Vec::new(),
            patterns: Vec::new(),
            min_properties: None,
            max_properties: None,
            unions: Vec::new(),
            parts: 0,
            asserts: false,
            keeps_members: false,
        }
    }

    /// Says something of members beyond that the value is an object.
    pub fn describes_object(&self) -> bool {
        !self.properties.is_empty()
            || !self.required.is_empty()
            || !self.additional.is_empty()
            || !self.patterns.is_empty()
            || self.min_properties.is_some()
            || self.max_properties.is_some()
    }

    /// The type that a schema without `type` is read as: what has members is an object, what has items an array.
    ///
    /// JSON Schema lets any other value pass there, which no author means and no type says. Keywords that describe no
    /// structure, such as `maxLength`, imply nothing: there any value is typed, and they are asserted.
    pub fn implied(&self) -> Option<Types> {
        let object = !self.properties.is_empty() || !self.patterns.is_empty() || !self.additional.is_empty();
        let array = !self.items.is_empty() || !self.prefix.is_empty();
        match (object, array) {
            (true, false) => Some(Types::OBJECT),
            (false, true) => Some(Types::ARRAY),
            _ => self.implied_format(),
        }
    }

    /// The union that makes the schema's types: the first, or the first with a discriminator. One of which every
    /// alternative only says what must be there makes none.
    pub fn typed_union(&self) -> Option<UnionFact<'a>> {
        let mut unions = self.unions.iter().filter(|union| !union.variants.iter().all(only_requires));
        let first = unions.next()?;
        let tagged = first.discriminator.is_none().then(|| unions.find(|union| union.discriminator.is_some()));
        Some(*tagged.flatten().unwrap_or(first))
    }

    /// Whether any keyword limits what fits, apart from `type`, `enum`, unions and those that are asserted anyway.
    pub fn limits(&self) -> bool {
        self.limits_scalars() || self.limits_items() || self.describes_object()
    }

    pub fn limits_scalars(&self) -> bool {
        let format = self.format.is_some_and(|(format, _)| is_enforced(format));
        let number = self.minimum.is_some() || self.maximum.is_some() || self.multiple_of.is_some();
        format || number || self.min_length.is_some() || self.max_length.is_some() || self.pattern.is_some()
    }

    pub fn limits_items(&self) -> bool {
        let counted = self.min_items.is_some() || self.max_items.is_some() || self.unique;
        counted || !self.items.is_empty() || !self.prefix.is_empty()
    }

    /// A format speaks of one type, and says so in its name.
    fn implied_format(&self) -> Option<Types> {
        if self.limits_items() || self.describes_object() {
            return None;
        }
        match self.format.map(|(format, _)| format) {
            Some("int32" | "int64") => Some(Types::INTEGER),
            Some("float" | "double") => Some(Types::NUMBER),
            Some(format) if StringFormat::named(format).is_some() => Some(Types::STRING),
            _ if self.base64 || self.octets => Some(Types::STRING),
            _ => None,
        }
    }
}

/// Whether a format limits what fits.
pub(super) fn is_enforced(format: &str) -> bool {
    matches!(format, "int32" | "int64" | "float")
        || StringFormat::named(format)
            .is_some_and(|format| !matches!(format, StringFormat::Binary | StringFormat::Password))
}

/// `{required: [a]}`: says which members must be there, and nothing else.
fn only_requires(variant: &Node) -> bool {
    variant.get("required").is_some()
        && variant.as_mapping().is_some_and(|mapping| {
            mapping.iter().all(|(key, _)| {
                matches!(key.text.as_str(), "required" | "title" | "description" | "type" | "not")
                    || key.text.starts_with("x-")
            })
        })
}
