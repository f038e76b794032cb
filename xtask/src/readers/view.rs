//! The canonical form: what a schema says of a value's type, whichever way it says it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Where a value stands: every schema that it must fit there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place<'v> {
    pub schemas: Vec<Same<'v>>,
    /// What stands beside a union holds for each of its alternatives: these, without their unions.
    pub beside: Vec<Same<'v>>,
    /// One type of several.
    pub only: Option<&'static str>,
}

/// A schema, the same as another only where it stands at the same place.
#[derive(Clone, Copy, Debug)]
pub struct Same<'v>(pub &'v Value);

impl PartialEq for Same<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Same<'_> {}

impl std::hash::Hash for Same<'_> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        std::ptr::hash(self.0, state);
    }
}

impl<'v> Place<'v> {
    pub fn of(schema: &'v Value) -> Self {
        Self::all(vec![schema])
    }

    pub fn all(schemas: Vec<&'v Value>) -> Self {
        Self { schemas: schemas.into_iter().map(Same).collect(), beside: Vec::new(), only: None }
    }
}

/// A value's type, and whether null fits too.
pub struct View<'v> {
    pub form: Form<'v>,
    pub null: bool,
}

pub enum Form<'v> {
    Any,
    Never,
    /// Null and nothing else.
    Null,
    /// In words: `boolean`, `integer int32`, `string uuid`.
    Scalar(String),
    /// Texts alone or whole numbers alone, each as JSON.
    Values(BTreeSet<String>),
    /// Values of another kind, or of several.
    MixedValues,
    List(Place<'v>),
    Tuple(Vec<Place<'v>>),
    /// A list whose first items are of types of their own, without being as long as those.
    MixedList,
    Object(BTreeMap<String, Member<'v>>, Rest<'v>),
    Union(Vec<Alternative<'v>>),
}

pub struct Member<'v> {
    pub required: bool,
    pub place: Place<'v>,
}

/// Members without a name of their own.
pub enum Rest<'v> {
    /// Nothing is said of them.
    Open,
    Closed,
    Kept(Place<'v>),
}

pub struct Alternative<'v> {
    pub place: Place<'v>,
    /// The values of the discriminator that choose it.
    pub tags: BTreeSet<String>,
}

impl Form<'_> {
    /// In words, for a difference.
    pub fn words(&self) -> String {
        match self {
            Self::Any => "any value".to_owned(),
            Self::Never => "no value".to_owned(),
            Self::Null => "null alone".to_owned(),
            Self::Scalar(words) => words.clone(),
            Self::Values(_) => "listed values".to_owned(),
            Self::MixedValues => "listed values of several kinds".to_owned(),
            Self::List(_) => "list".to_owned(),
            Self::Tuple(items) => format!("tuple of {}", items.len()),
            Self::MixedList => "list with first items of their own".to_owned(),
            Self::Object(..) => "object".to_owned(),
            Self::Union(alternatives) => format!("union of {}", alternatives.len()),
        }
    }
}
