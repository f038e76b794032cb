//! JSON Schema as data, keyword by keyword: for what a [`Shape`](super::Shape) does not say.

use super::{Format, Literal, Pattern};

/// A schema: all of its rules must hold.
pub struct Assertion {
    /// `null` fits, whatever the rules say.
    pub nullable: bool,
    pub rules: &'static [Rule],
}

impl Assertion {
    pub const fn new(rules: &'static [Rule]) -> Self {
        Self { nullable: false, rules }
    }

    pub const fn nullable(rules: &'static [Rule]) -> Self {
        Self { nullable: true, rules }
    }
}

/// The names of JSON Schema's types. An integer is a number without a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

/// A bound as the contract writes it.
#[derive(Clone, Copy, Debug)]
pub enum Limit {
    Whole(i128),
    Float(f64),
}

/// A keyword, or those that only mean something together. Each speaks of one type and lets all others pass.
///
/// What is unevaluated is known once every other rule was looked at, so those two stand last.
pub enum Rule {
    /// Nothing fits.
    Never,
    Type(&'static [Type]),
    Values(&'static [Literal]),
    Minimum(Limit),
    Maximum(Limit),
    ExclusiveMinimum(Limit),
    ExclusiveMaximum(Limit),
    MultipleOf(Limit),
    MinLength(u64),
    MaxLength(u64),
    Pattern(&'static Pattern),
    Format(Format),
    /// Of an integer, both ends included.
    Range(i128, i128),
    /// Of a number, what a single-precision float holds.
    Single,
    /// The first items have a schema each; the others have `rest`.
    Items {
        prefix: &'static [&'static Assertion],
        rest: Option<&'static Assertion>,
    },
    MinItems(u64),
    MaxItems(u64),
    UniqueItems,
    Contains {
        item: &'static Assertion,
        min: u64,
        max: Option<u64>,
    },
    Members {
        named: &'static [(&'static str, &'static Assertion)],
        patterns: &'static [(&'static Pattern, &'static Assertion)],
        additional: Option<&'static Assertion>,
    },
    Required(&'static [&'static str]),
    MinMembers(u64),
    MaxMembers(u64),
    MemberNames(&'static Assertion),
    /// Where the first is given, the others must be.
    DependentRequired(&'static [(&'static str, &'static [&'static str])]),
    DependentSchemas(&'static [(&'static str, &'static Assertion)]),
    AllOf(&'static [&'static Assertion]),
    AnyOf(&'static [&'static Assertion]),
    OneOf(&'static [&'static Assertion]),
    /// The member of this name says which schema it is.
    Tagged {
        tag: &'static str,
        variants: &'static [(&'static str, &'static Assertion)],
        other: Option<&'static Assertion>,
    },
    Not(&'static Assertion),
    If {
        condition: &'static Assertion,
        then: Option<&'static Assertion>,
        otherwise: Option<&'static Assertion>,
    },
    UnevaluatedItems(&'static Assertion),
    UnevaluatedMembers(&'static Assertion),
}
