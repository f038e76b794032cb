//! The document as this shape is made of it: references to components stay names, others are written out.

use std::cell::{Cell, RefCell};

use serde_json::Value;

use super::super::text::quote;
use super::alias::Aliases;
use super::discriminate::Discriminators;
use crate::source::unescape;

/// How many values are written out for references that lead to no component; past it, and in a circle, such a reference
/// says nothing.
const MOST: usize = 500_000;

pub(super) struct Reader<'a> {
    pub document: &'a Value,
    pub discriminators: Discriminators<'a>,
    open: RefCell<Vec<String>>,
    left: Cell<usize>,
    /// Whether a type needs the helper that requires members.
    pub requires: Cell<bool>,
    pub aliases: Aliases<'a>,
}

impl<'a> Reader<'a> {
    pub fn new(document: &'a Value) -> Self {
        Self {
            document,
            discriminators: Discriminators::of(document),
            open: RefCell::default(),
            left: Cell::new(MOST),
            requires: Cell::new(false),
            aliases: Aliases::of(document),
        }
    }

    /// What a value stands for: the target, when it is a reference.
    pub fn resolve<'v>(&self, value: &'v Value) -> &'v Value
    where
        'a: 'v,
    {
        let mut value = value;
        for _ in 0..32 {
            let pointer = value.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
            match pointer.and_then(|pointer| self.document.pointer(pointer)) {
                Some(target) => value = target,
                None => break,
            }
        }
        value
    }

    /// The text of a reference: a component's name, or what `write` makes of the target. None for what is no reference.
    pub fn reference(&self, value: &Value, write: impl FnOnce(&Value) -> String) -> Option<String> {
        let reference = value.get("$ref")?.as_str()?;
        if let Some(name) = self.named(reference) {
            return Some(name);
        }
        let nothing = || "unknown".to_owned();
        let Some(target) = reference.strip_prefix('#').and_then(|pointer| self.document.pointer(pointer)) else {
            return Some(nothing());
        };
        let size = count(target, self.left.get());
        if size >= self.left.get() || self.open.borrow().iter().any(|open| open == reference) {
            return Some(nothing());
        }
        self.left.set(self.left.get() - size);
        self.open.borrow_mut().push(reference.to_owned());
        let text = write(target);
        self.open.borrow_mut().pop();
        Some(text)
    }

    /// `#/components/schemas/Task` as `components["schemas"]["Task"]`, where there is one.
    fn named(&self, reference: &str) -> Option<String> {
        let pointer = reference.strip_prefix("#/components/")?;
        let (kind, name) = pointer.split_once('/').filter(|(_, name)| !name.contains('/'))?;
        let known = ["schemas", "responses", "parameters", "requestBodies", "headers", "pathItems"];
        let name = unescape(name);
        self.document.get("components")?.get(kind).filter(|_| known.contains(&kind))?.get(name.as_ref())?;
        Some(format!("components[{}][{}]", quote(kind), quote(&name)))
    }
}

/// How many values there are in one, as far as it matters.
fn count(value: &Value, most: usize) -> usize {
    let inner: Box<dyn Iterator<Item = &Value>> = match value {
        Value::Array(items) => Box::new(items.iter()),
        Value::Object(members) => Box::new(members.values()),
        _ => return 1,
    };
    let mut sum = 1;
    for item in inner {
        if sum >= most {
            break;
        }
        sum += count(item, most - sum);
    }
    sum
}

/// The name of the schema component that a reference leads to.
pub(super) fn schema_name(reference: &str) -> Option<&str> {
    reference.strip_prefix("#/components/schemas/").filter(|name| !name.contains('/'))
}
