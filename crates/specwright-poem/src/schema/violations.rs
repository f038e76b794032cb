//! Everything that is wrong with a value, each with its place. Nothing is allocated while nothing is wrong.

use serde_json::Value;

use crate::problem::Violation;

/// Collects violations, up to a number beyond which a list helps nobody.
pub struct Violations {
    location: &'static str,
    found: Vec<Violation>,
    most: usize,
}

const MOST: usize = 100;

/// Where a check stands: a chain of steps on the stack, made into a pointer only when there is something to say.
#[derive(Clone, Copy)]
pub struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Root,
    Member(&'a str),
    Item(usize),
}

impl<'a> Path<'a> {
    pub const ROOT: Path<'static> = Path { parent: None, step: Step::Root };

    #[must_use]
    pub fn member(&'a self, name: &'a str) -> Path<'a> {
        Path { parent: Some(self), step: Step::Member(name) }
    }

    #[must_use]
    pub fn item(&'a self, index: usize) -> Path<'a> {
        Path { parent: Some(self), step: Step::Item(index) }
    }

    /// As a JSON Pointer (RFC 6901).
    pub fn pointer(&self) -> String {
        let mut text = self.parent.map(Path::pointer).unwrap_or_default();
        match self.step {
            Step::Root => {}
            Step::Member(name) => {
                text.push('/');
                text.push_str(&name.replace('~', "~0").replace('/', "~1"));
            }
            Step::Item(index) => {
                text.push('/');
                text.push_str(itoa::Buffer::new().format(index));
            }
        }
        text
    }
}

impl Violations {
    /// `location` is `path`, `query`, `header`, `cookie` or `body`.
    pub fn new(location: &'static str) -> Self {
        Self { location, found: Vec::new(), most: MOST }
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Stops at the first, where only it counts that there is one.
    pub(super) fn probe() -> Self {
        Self { most: 1, ..Self::new("") }
    }

    pub(super) fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether there is no room for more.
    pub(crate) fn is_full(&self) -> bool {
        self.found.len() >= self.most
    }

    pub fn add(&mut self, path: &Path<'_>, code: &str, detail: impl Into<String>, limit: Option<Value>) {
        if !self.is_full() {
            self.found.push(Violation {
                location: self.location.to_owned(),
                pointer: path.pointer(),
                code: code.to_owned(),
                detail: detail.into(),
                limit,
            });
        }
    }

    pub fn finish(self) -> Result<(), Vec<Violation>> {
        if self.found.is_empty() { Ok(()) } else { Err(self.found) }
    }

    pub fn into_vec(self) -> Vec<Violation> {
        self.found
    }

    /// For a value that the schema allows and no type here can hold.
    pub(crate) fn inexpressible(location: &str) -> Violation {
        Violation {
            location: location.to_owned(),
            pointer: String::new(),
            code: "inexpressible".to_owned(),
            detail: "A value here cannot be represented.".to_owned(),
            limit: None,
        }
    }
}
