//! The `x-` members that say what a plain document cannot: which there are, where each belongs, and whether a value is
//! one. What a value may be is stated in a JSON Schema that people and editors can read too.

use std::collections::HashMap;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Value, json};

use super::keywords::{self, Kind};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{Node, unescape};

/// The JSON Schema of every member. `specs/extensions.schema.json` is a copy for people, held equal by a test.
pub const SCHEMA: &str = include_str!("extensions.schema.json");

/// Every member, and the kind of object it belongs to.
pub const MEMBERS: [(&str, Kind); 9] = [
    ("x-problems", Kind::Document),
    ("x-problem-codes", Kind::Response),
    ("x-roles", Kind::Operation),
    ("x-owner", Kind::Operation),
    ("x-rate-limit", Kind::Operation),
    ("x-idempotency", Kind::Operation),
    ("x-pagination", Kind::Operation),
    ("x-max-body-bytes", Kind::Operation),
    ("x-enum-descriptions", Kind::Schema),
];

pub fn belongs(kind: Kind, name: &str) -> bool {
    MEMBERS.contains(&(name, kind))
}

/// Where a member belongs, for a message; none for a member that is not ours.
pub fn place(name: &str) -> Option<&'static str> {
    MEMBERS.iter().find(|(member, _)| *member == name).map(|(_, kind)| kind.name())
}

/// The member of this kind of object that a name was probably meant to be.
pub fn nearest(kind: Kind, name: &str) -> Option<&'static str> {
    // Nearer than for keywords: other tools have members of their own.
    let candidates = MEMBERS.iter().filter(|(_, member_kind)| *member_kind == kind).map(|(member, _)| *member);
    keywords::nearest(name, candidates).filter(|near| near.len().abs_diff(name.len()) <= 2)
}

static VALIDATORS: LazyLock<HashMap<&'static str, Validator>> = LazyLock::new(|| {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap_or_default();
    let definitions = schema.get("$defs").cloned().unwrap_or_default();
    MEMBERS
        .iter()
        .filter_map(|(name, _)| {
            let schema = json!({ "$ref": format!("#/$defs/{name}"), "$defs": definitions });
            Some((*name, jsonschema::validator_for(&schema).ok()?))
        })
        .collect()
});

/// Whether the value of a member is one, with a diagnostic at each place where it is not.
pub fn check(name: &str, node: &Node, diagnostics: &mut Diagnostics) -> bool {
    let Some(validator) = VALIDATORS.get(name) else { return false };
    let value = node.to_json();
    let mut faults: Vec<(String, Vec<String>)> = Vec::new();
    for error in validator.iter_errors(&value) {
        let place = error.instance_path().as_str().to_owned();
        match faults.iter_mut().find(|(known, _)| *known == place) {
            Some((_, said)) => said.push(error.to_string()),
            None => faults.push((place, vec![error.to_string()])),
        }
    }
    // Other tools have members of these names too. Who reads `x-roles` in another way than its author keeps out whom
    // the author admits, or the reverse, so it has a code of its own, which is never passed over.
    let code = if name == "x-roles" { "malformed-roles" } else { "malformed-extension" };
    for (place, said) in &faults {
        let message = format!("`{name}`: {}", said.join("; "));
        diagnostics.push(
            Diagnostic::error(code, descend(node, place).at, message)
                .help(format!("specs/extensions.schema.json says what `{name}` may hold")),
        );
    }
    faults.is_empty()
}

/// The node that a JSON Pointer leads to, as far as it leads.
fn descend<'a>(node: &'a Node, pointer: &str) -> &'a Node {
    let mut node = node;
    for token in pointer.split('/').skip(1) {
        let token = unescape(token);
        let next = match node.as_sequence() {
            Some(items) => token.parse().ok().and_then(|i: usize| items.get(i)),
            None => node.get(&token),
        };
        let Some(next) = next else { break };
        node = next;
    }
    node
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_member_has_a_validator() {
        for (name, _) in MEMBERS {
            assert!(VALIDATORS.contains_key(name), "{name}");
        }
    }

    #[test]
    fn the_copy_for_people_is_the_same() {
        let copy = concat!(env!("CARGO_MANIFEST_DIR"), "/../../specs/extensions.schema.json");
        let copy = std::fs::read_to_string(copy).expect("specs/extensions.schema.json");
        assert!(copy == SCHEMA, "copy crates/specwright/src/contract/extensions.schema.json to specs/");
    }
}
