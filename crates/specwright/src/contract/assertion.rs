//! What JSON Schema asks of a value, keyword by keyword: for the schemas of which a [`Shape`](super::Shape) says less.
//!
//! A shape types a value; an assertion judges it. Nothing here names a language, and schemas refer to each other by id,
//! so that one may contain itself.

use serde_json::{Number, Value};

use super::{Direction, Origin, StringFormat};
use crate::source::Position;

/// Every assertion of a contract; an [`AssertionId`] is an index into it.
#[derive(Clone, Debug, Default)]
pub struct Assertions(Vec<Assertion>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssertionId(pub u32);

impl Assertions {
    pub fn push(&mut self, assertion: Assertion) -> AssertionId {
        let id = AssertionId(u32::try_from(self.0.len()).unwrap_or(u32::MAX));
        self.0.push(assertion);
        id
    }

    pub fn get(&self, id: AssertionId) -> Option<&Assertion> {
        self.0.get(id.0 as usize)
    }

    pub fn get_mut(&mut self, id: AssertionId) -> Option<&mut Assertion> {
        self.0.get_mut(id.0 as usize)
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = (AssertionId, &Assertion)> {
        self.0.iter().enumerate().map(|(i, each)| (AssertionId(u32::try_from(i).unwrap_or(u32::MAX)), each))
    }
}

/// One schema of the document, or several that must all hold.
#[derive(Clone, Debug)]
pub struct Assertion {
    pub at: Position,
    pub origin: Origin,
    /// `null` fits, whatever the rules say: `nullable` of OpenAPI 3.0.
    pub nullable: bool,
    /// All of them must hold.
    pub rules: Vec<Rule>,
}

/// The names of JSON Schema's types. An integer is a number without a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonType {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

/// A keyword, or those that only mean something together. Each speaks of one type of value and lets all others pass.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// The schema `false`.
    Never,
    Type(Vec<JsonType>),
    /// `enum`, and `const` as an enumeration of one.
    Enum(Vec<Value>),
    Minimum(Limit),
    Maximum(Limit),
    MultipleOf(Number),
    MinLength(u64),
    MaxLength(u64),
    /// ECMA-262; not anchored.
    Pattern(String),
    Format(StringFormat),
    /// `format: int32` or `int64`: the range of the integer, both ends included.
    Range {
        minimum: i128,
        maximum: i128,
    },
    /// `format: float`: within what a single holds.
    Single,
    /// `prefixItems`, and `items` for those after it.
    Items {
        prefix: Vec<AssertionId>,
        rest: Option<AssertionId>,
    },
    MinItems(u64),
    MaxItems(u64),
    UniqueItems,
    /// `contains` with `minContains` (1 where nothing is said) and `maxContains`.
    Contains {
        item: AssertionId,
        minimum: u64,
        maximum: Option<u64>,
    },
    /// `properties`, `patternProperties`, and `additionalProperties` for those that are neither.
    Members {
        properties: Vec<MemberAssertion>,
        patterns: Vec<(String, AssertionId)>,
        additional: Option<AssertionId>,
    },
    Required(Vec<RequiredMember>),
    MinProperties(u64),
    MaxProperties(u64),
    PropertyNames(AssertionId),
    DependentRequired(Vec<(String, Vec<String>)>),
    DependentSchemas(Vec<(String, AssertionId)>),
    AllOf(Vec<AssertionId>),
    AnyOf(Vec<AssertionId>),
    OneOf(Vec<AssertionId>),
    /// A union with a discriminator: the member of this name chooses.
    Tagged {
        property: String,
        variants: Vec<(String, AssertionId)>,
        default: Option<AssertionId>,
    },
    Not(AssertionId),
    If {
        condition: AssertionId,
        then: Option<AssertionId>,
        otherwise: Option<AssertionId>,
    },
    /// Of the items that no other rule here, or in a part of it, has looked at.
    UnevaluatedItems(AssertionId),
    /// Of the members that no other rule here, or in a part of it, has looked at.
    UnevaluatedProperties(AssertionId),
}

/// A bound as it is written, so that nothing of it is lost.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    pub number: Number,
    pub exclusive: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct MemberAssertion {
    pub name: String,
    pub direction: Direction,
    pub value: AssertionId,
}

/// A member that must be there, in the directions in which it travels.
#[derive(Clone, Debug, PartialEq)]
pub struct RequiredMember {
    pub name: String,
    pub direction: Direction,
}
