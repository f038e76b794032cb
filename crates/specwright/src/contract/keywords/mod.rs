//! Every keyword that OpenAPI and its JSON Schema dialect know, and what becomes of it here. A keyword that is not in
//! this table is reported, so nothing a document says is dropped in silence.
//!
//! The table also says what a keyword holds, which is all that walking a document without understanding it needs:
//! finding references, and putting several files' parts into one document.

mod objects;
mod schema;

pub use objects::keywords;

/// What becomes of a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// Generated code acts on it, or its absence from generated code is reported where it matters.
    Enforced,
    /// Documentation: in doc comments or in the served document, and nowhere else.
    Carried,
    /// Not expressed, for this reason; every use of it is reported.
    Rejected(&'static str),
}

/// The versions of OpenAPI that know a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Versions {
    All,
    /// 3.0 alone.
    Until30,
    From31,
    From32,
}

/// What stands under a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A value with nothing in it that this table describes.
    Value,
    /// One object; anything else there (a boolean schema, say) is a value.
    One(Kind),
    Many(Kind),
    /// An object whose every member is one, whatever its name.
    Named(Kind),
    /// The same, but a name that starts with `x-` is an extension.
    Patterned(Kind),
}

#[derive(Clone, Copy, Debug)]
pub struct Keyword {
    pub name: &'static str,
    pub versions: Versions,
    pub treatment: Treatment,
    pub holds: Holds,
}

/// The kinds of object that OpenAPI defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Document,
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    PathItem,
    Operation,
    ExternalDocs,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Response,
    Example,
    Link,
    Header,
    Tag,
    Schema,
    Discriminator,
    Xml,
    SecurityScheme,
    OAuthFlows,
    OAuthFlow,
    Components,
    /// A map of expressions to path items. Its members follow no table.
    Callback,
}

impl Kind {
    pub const ALL: [Self; 26] = [
        Self::Document,
        Self::Info,
        Self::Contact,
        Self::License,
        Self::Server,
        Self::ServerVariable,
        Self::PathItem,
        Self::Operation,
        Self::ExternalDocs,
        Self::Parameter,
        Self::RequestBody,
        Self::MediaType,
        Self::Encoding,
        Self::Response,
        Self::Example,
        Self::Link,
        Self::Header,
        Self::Tag,
        Self::Schema,
        Self::Discriminator,
        Self::Xml,
        Self::SecurityScheme,
        Self::OAuthFlows,
        Self::OAuthFlow,
        Self::Components,
        Self::Callback,
    ];

    /// What a message calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Document => "the document's root",
            Self::Info => "`info`",
            Self::Contact => "a contact",
            Self::License => "a licence",
            Self::Server => "a server",
            Self::ServerVariable => "a server variable",
            Self::PathItem => "a path item",
            Self::Operation => "an operation",
            Self::ExternalDocs => "external documentation",
            Self::Parameter => "a parameter",
            Self::RequestBody => "a request body",
            Self::MediaType => "a media type",
            Self::Encoding => "an encoding",
            Self::Response => "a response",
            Self::Example => "an example",
            Self::Link => "a link",
            Self::Header => "a header",
            Self::Tag => "a tag",
            Self::Schema => "a schema",
            Self::Discriminator => "a discriminator",
            Self::Xml => "an `xml` object",
            Self::SecurityScheme => "a security scheme",
            Self::OAuthFlows => "`flows`",
            Self::OAuthFlow => "an OAuth flow",
            Self::Components => "`components`",
            Self::Callback => "a callback",
        }
    }

    /// The section of `components` in which objects of this kind have names.
    pub fn section(self) -> Option<&'static str> {
        Some(match self {
            Self::Schema => "schemas",
            Self::Response => "responses",
            Self::Parameter => "parameters",
            Self::Example => "examples",
            Self::RequestBody => "requestBodies",
            Self::Header => "headers",
            Self::SecurityScheme => "securitySchemes",
            Self::Link => "links",
            Self::Callback => "callbacks",
            _ => return None,
        })
    }
}

/// Keywords that say something of a place without changing what fits there.
const ANNOTATIONS: [&str; 12] = [
    "title",
    "description",
    "summary",
    "deprecated",
    "example",
    "examples",
    "default",
    "readOnly",
    "writeOnly",
    "nullable",
    "externalDocs",
    "xml",
];

/// Whether a keyword of a schema says nothing of what fits, `x-` members included.
pub fn is_annotation(name: &str) -> bool {
    ANNOTATIONS.contains(&name) || name.starts_with("x-")
}

/// The row of a keyword.
pub fn keyword(kind: Kind, name: &str) -> Option<&'static Keyword> {
    keywords(kind).iter().find(|keyword| keyword.name == name)
}

/// The member that the author of an unknown one probably meant.
pub fn suggestion(kind: Kind, name: &str) -> Option<&'static str> {
    nearest(name, keywords(kind).iter().map(|keyword| keyword.name))
}

/// Nobody mistypes a longer name, and comparing two takes the product of their lengths.
const LONGEST_MISTYPED: usize = 100;

/// The nearest of some names, if any is near: a third of its letters may differ.
pub fn nearest<'n>(name: &str, candidates: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    if name.len() > LONGEST_MISTYPED {
        return None;
    }
    let letters = |name: &str| name.chars().flat_map(char::to_lowercase).count();
    let allowed = (name.chars().count() / 3).max(1);
    let length = letters(name);
    candidates
        .filter(|candidate| candidate.len() <= 2 * LONGEST_MISTYPED)
        // As many letters as one has more, at least, differ.
        .filter(|candidate| letters(candidate).abs_diff(length) <= allowed)
        .map(|candidate| (edits(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance, letters compared without case.
fn edits(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, l) in left.to_lowercase().chars().enumerate() {
        let mut diagonal = i;
        let mut previous = i + 1;
        let mut next = vec![previous];
        for (r, above) in right.iter().zip(row.iter().skip(1)) {
            let cost = if l == *r { diagonal } else { 1 + diagonal.min(*above).min(previous) };
            diagonal = *above;
            previous = cost;
            next.push(cost);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

/// A row that every version knows. Rows are written with these so that a table reads as one.
const fn row(name: &'static str, treatment: Treatment, holds: Holds) -> Keyword {
    Keyword { name, versions: Versions::All, treatment, holds }
}

impl Keyword {
    const fn until_30(mut self) -> Self {
        self.versions = Versions::Until30;
        self
    }

    const fn since_31(mut self) -> Self {
        self.versions = Versions::From31;
        self
    }

    const fn since_32(mut self) -> Self {
        self.versions = Versions::From32;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_once_in_each_table() {
        for kind in Kind::ALL {
            let rows = keywords(kind);
            for (i, row) in rows.iter().enumerate() {
                assert!(rows.iter().skip(i + 1).all(|other| other.name != row.name), "{kind:?}: {}", row.name);
            }
        }
    }

    #[test]
    fn a_typing_mistake_finds_its_keyword() {
        assert_eq!(suggestion(Kind::Schema, "requried"), Some("required"));
        assert_eq!(suggestion(Kind::Schema, "minlength"), Some("minLength"));
        assert_eq!(suggestion(Kind::Operation, "operationID"), Some("operationId"));
        assert_eq!(suggestion(Kind::Operation, "cheese"), None);
    }

    #[test]
    fn edits_are_counted() {
        assert_eq!(edits("", "abc"), 3);
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(edits("same", "Same"), 0);
    }
}
