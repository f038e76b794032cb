//! Tests in Rust: functions under a test attribute, and names given to macros that make tests of them.

use std::collections::HashMap;

use proc_macro2::Delimiter;
use syn::buffer::{Cursor, TokenBuffer};
use syn::{Attribute, Item, ItemFn};

use super::Found;

#[derive(Default)]
pub struct Tests {
    functions: HashMap<String, Found>,
    /// What the calls of macros among the items name.
    in_macros: HashMap<String, Found>,
}

impl Tests {
    pub fn find(&self, name: &str) -> Found {
        let made = self.in_macros.get(name);
        match self.functions.get(name) {
            Some(Found::Function) => *made.unwrap_or(&Found::Function),
            Some(found) => *found,
            None => *made.unwrap_or(&Found::Nothing),
        }
    }
}

pub fn tests(text: &str) -> Result<Tests, String> {
    let file = syn::parse_file(text).map_err(|error| error.to_string())?;
    let mut tests = Tests::default();
    items(&file.items, &mut tests);
    Ok(tests)
}

fn items(list: &[Item], tests: &mut Tests) {
    for item in list {
        match item {
            Item::Fn(function) => {
                tests.functions.insert(function.sig.ident.to_string(), kind(function));
            }
            Item::Mod(module) => items(module.content.as_ref().map_or(&[][..], |(_, inner)| inner), tests),
            // A definition makes nothing yet.
            Item::Macro(call) if call.ident.is_none() => {
                let tokens = TokenBuffer::new2(call.mac.tokens.clone());
                named(tokens.begin(), &mut tests.in_macros);
            }
            _ => {}
        }
    }
}

fn kind(function: &ItemFn) -> Found {
    let is = |attribute: &Attribute, fits: &dyn Fn(&str) -> bool| {
        attribute.path().segments.last().is_some_and(|segment| fits(&segment.ident.to_string()))
    };
    let has = |fits: &dyn Fn(&str) -> bool| function.attrs.iter().any(|attribute| is(attribute, fits));
    if !has(&|name| name.ends_with("test")) {
        Found::Function
    } else if has(&|name| name == "ignore") {
        Found::Ignored
    } else {
        Found::Test
    }
}

/// The identifiers among a macro's outermost tokens: `both_databases!(create_task, delete_task)`, or the names of the
/// functions that it wraps, with their attributes. What stands within their brackets is code.
fn named(mut cursor: Cursor<'_>, names: &mut HashMap<String, Found>) {
    let mut found = Found::Test;
    while !cursor.eof() {
        if let Some((inside, Delimiter::Bracket, _, rest)) = cursor.any_group() {
            if inside.ident().is_some_and(|(name, _)| name == "ignore") {
                found = Found::Ignored;
            }
            cursor = rest;
        } else if let Some((_, Delimiter::Brace, _, rest)) = cursor.any_group() {
            // A function's body: the attributes before it were its own.
            found = Found::Test;
            cursor = rest;
        } else if let Some((name, rest)) = cursor.ident() {
            names.insert(name.to_string(), found);
            cursor = rest;
        } else {
            let Some((_, rest)) = cursor.token_tree() else { return };
            cursor = rest;
        }
    }
}
