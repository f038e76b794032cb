//! What a contract says about a value, as data: generated code holds one static [`Schema`] per request type.
//!
//! [`Schema::check`] holds any JSON against it and finds every violation. Generated `fits` methods ask the same
//! questions of typed values, through the same functions in [`rules`], so that both always agree.

mod assert;
mod assertion;
mod check;
mod choice;
pub mod format;
mod identifier;
mod number;
mod once;
mod pattern;
pub mod rules;
mod typed;
mod violations;

pub use assertion::{Assertion, Limit, Rule, Type};
pub use choice::fits_which;
pub use format::Format;
pub use pattern::Pattern;
pub use violations::{Path, Violations};

/// One schema.
pub struct Schema {
    pub nullable: bool,
    pub shape: Shape,
    /// Decides what fits, where the shape does not say it all.
    pub assertion: Option<&'static Assertion>,
}

impl Schema {
    pub const fn new(shape: Shape) -> Self {
        Self { nullable: false, shape, assertion: None }
    }

    pub const fn nullable(shape: Shape) -> Self {
        Self { nullable: true, shape, assertion: None }
    }

    pub const fn asserted(shape: Shape, assertion: &'static Assertion) -> Self {
        Self { nullable: false, shape, assertion: Some(assertion) }
    }
}

pub enum Shape {
    Any,
    /// No value at all.
    Never,
    Boolean,
    Integer(Integer),
    Number(Number),
    Text(Text),
    /// The value is one of these.
    OneOfValues(&'static [Literal]),
    Array(Array),
    Object(Object),
    /// Exactly one fits.
    OneOf(&'static [&'static Schema]),
    /// At least one fits.
    AnyOf(&'static [&'static Schema]),
    /// The member of this name says which schema it is.
    Tagged {
        tag: &'static str,
        variants: &'static [(&'static str, &'static Schema)],
        /// For values of the member that choose none.
        other: Option<&'static Schema>,
    },
    /// The same as another, in a place that may allow null besides.
    Same(&'static Schema),
}

/// Bounds are inclusive.
#[derive(Clone, Copy)]
pub struct Integer {
    pub minimum: i128,
    pub maximum: i128,
    pub multiple_of: Option<i128>,
}

#[derive(Clone, Copy)]
pub struct Number {
    pub minimum: Option<Bound>,
    pub maximum: Option<Bound>,
    pub multiple_of: Option<f64>,
}

#[derive(Clone, Copy)]
pub struct Bound {
    pub value: f64,
    pub exclusive: bool,
}

/// Lengths are in code points.
#[derive(Clone, Copy)]
pub struct Text {
    pub format: Option<Format>,
    pub min_length: u64,
    pub max_length: Option<u64>,
    pub pattern: Option<&'static Pattern>,
}

impl Text {
    pub const ANY: Self = Self { format: None, min_length: 0, max_length: None, pattern: None };
}

pub enum Literal {
    Null,
    Boolean(bool),
    Integer(i128),
    Number(f64),
    Text(&'static str),
    /// Anything else, as JSON text.
    Json(&'static str),
}

pub struct Array {
    pub items: &'static Schema,
    pub min_items: u64,
    pub max_items: Option<u64>,
    pub unique: bool,
}

pub struct Object {
    pub members: &'static [Member],
    pub additional: Additional,
    pub min_members: u64,
    pub max_members: Option<u64>,
}

pub struct Member {
    pub name: &'static str,
    pub required: bool,
    pub schema: &'static Schema,
}

pub enum Additional {
    /// Unknown members are allowed.
    Open,
    /// Unknown members are violations.
    Closed,
    /// Unknown members are these.
    Schema(&'static Schema),
}
