//! Everything that is wrong with a value, each with its place. Nothing is allocated while nothing is wrong.

use std::borrow::Cow;

use serde_json::Value;

use crate::problem::Violation;

/// Collects violations, up to a number beyond which a list helps nobody.
pub struct Violations {
    location: &'static str,
    found: Vec<Violation>,
    most: usize,
    /// Asserted schemas are judged by their shapes as well.
    of_shapes: bool,
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
        let mut text = String::new();
        self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) {
        if let Some(parent) = self.parent {
            parent.write(text);
        }
        match self.step {
            Step::Root => {}
            Step::Member(name) => {
                text.reserve(name.len() + 1);
                text.push('/');
                for part in name.split_inclusive(['~', '/']) {
                    let plain = part.trim_end_matches(['~', '/']);
                    text.push_str(plain);
                    text.push_str(match part.get(plain.len()..) {
                        Some("~") => "~0",
                        Some("/") => "~1",
                        _ => "",
                    });
                }
            }
            Step::Item(index) => {
                text.push('/');
                text.push_str(itoa::Buffer::new().format(index));
            }
        }
    }
}

impl Violations {
    /// `location` is `path`, `query`, `header`, `cookie` or `body`.
    pub fn new(location: &'static str) -> Self {
        Self { location, found: Vec::new(), most: MOST, of_shapes: false }
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Stops at the first, where only it counts that there is one.
    pub(super) fn probe() -> Self {
        Self { most: 1, ..Self::new("") }
    }

    /// Of what shapes say, where assertions say more and not all of it: a type that no keyword states is the shape's alone.
    pub(super) fn of_shapes(location: &'static str) -> Self {
        Self { of_shapes: true, ..Self::new(location) }
    }

    pub(super) fn asks_shapes(&self) -> bool {
        self.of_shapes
    }

    pub(super) fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether there is no room for more.
    pub(crate) fn is_full(&self) -> bool {
        self.found.len() >= self.most
    }

    pub fn add(
        &mut self,
        path: &Path<'_>,
        code: &'static str,
        detail: impl Into<Cow<'static, str>>,
        limit: Option<Value>,
    ) {
        if !self.is_full() {
            self.found.push(Violation {
                location: self.location.into(),
                pointer: path.pointer(),
                code: code.into(),
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
    pub(crate) fn inexpressible(location: &'static str) -> Violation {
        Violation {
            location: location.into(),
            pointer: String::new(),
            code: "inexpressible".into(),
            detail: "A value here cannot be represented.".into(),
            limit: None,
        }
    }
}
