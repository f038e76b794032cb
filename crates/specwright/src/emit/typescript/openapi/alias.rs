//! Aliases for the types of components that hold themselves: TypeScript takes such a circle in an alias of its own, where a
//! list has a name as well, and in no member of an interface.

use std::cell::RefCell;
use std::collections::HashSet;

use serde_json::Value;

use super::circles;
use crate::names::typescript::{Scope, type_name};

pub(super) struct Aliases<'a> {
    names: RefCell<Scope>,
    ways_back: HashSet<(&'a str, &'a str)>,
    /// The one whose type is being written.
    open: RefCell<Option<Alias>>,
}

struct Alias {
    component: String,
    name: String,
    /// The lists in it that have a name of their own, and what they are.
    lists: Vec<(String, String)>,
}

impl<'a> Aliases<'a> {
    pub fn of(document: &'a Value) -> Self {
        let ways_back = circles::ways_back(document.pointer("/components/schemas"));
        Self { names: RefCell::new(Scope::new(&[])), ways_back, open: RefCell::default() }
    }

    /// An alias for the type of a component that holds itself: its name, and its declaration. `write` makes the type, with
    /// nothing indented.
    pub fn declare(&self, component: &str, write: impl FnOnce() -> String) -> (String, String) {
        let name = self.names.borrow_mut().claim(&format!("{}Itself", type_name(component)));
        self.open.replace(Some(Alias { component: component.to_owned(), name: name.clone(), lists: Vec::new() }));
        let ty = write();
        let lists = self.open.take().map(|alias| alias.lists).unwrap_or_default();
        let declared = |(name, ty): &(String, String)| format!("\ntype {name} = {ty};\n");
        let all = match lists.as_slice() {
            [(only, list)] if *only == ty => declared(&(name.clone(), list.clone())),
            lists => declared(&(name.clone(), ty)) + &lists.iter().map(declared).collect::<String>(),
        };
        (name, all)
    }

    /// The schema of a component of which the one that is being written is a part, where that one is an alternative of it:
    /// without its alternatives, which would lead back. None for any other.
    pub fn base(&self, document: &Value, component: &str) -> Option<Value> {
        let open = self.open.borrow();
        let written = open.as_ref()?.component.as_str();
        let schemas = document.pointer("/components/schemas")?.as_object()?;
        if !circles::is_alternative(schemas, written, component) {
            return None;
        }
        let mut base = schemas.get(component)?.as_object()?.clone();
        base.retain(|keyword, _| !["oneOf", "anyOf", "discriminator"].contains(&keyword.as_str()));
        Some(Value::Object(base))
    }

    /// Whether a part or an alternative of the type that is being written leads back to it and is passed over.
    pub fn leads_back(&self, component: &str) -> bool {
        let open = self.open.borrow();
        open.as_ref().is_some_and(|alias| self.ways_back.contains(&(alias.component.as_str(), component)))
    }

    /// A list where a type is written. In an alias TypeScript looks at once into a list that is a part of the type, and
    /// not into one that has a name: a circle goes through a name.
    pub fn list(&self, list: String, level: usize) -> String {
        let mut open = self.open.borrow_mut();
        let Some(alias) = open.as_mut().filter(|_| level == 0 && list.contains("components[")) else { return list };
        let name = self.names.borrow_mut().claim(&format!("{}List", alias.name));
        alias.lists.push((name.clone(), list));
        name
    }
}
