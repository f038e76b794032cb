//! Which components need two types: one for what the server sends, one for what it takes.

use std::collections::BTreeSet;

use crate::contract::{Contract, Direction, Origin, Schema, SchemaId, Shape, StringFormat};

/// The components that travel both ways and look different on each.
pub(super) fn that_differ(contract: &Contract) -> BTreeSet<SchemaId> {
    let both = contract.schemas.iter().filter(|(_, schema)| {
        matches!(schema.origin, Origin::Component(_)) && schema.usage.request && schema.usage.response
    });
    both.filter(|(id, _)| reaches_a_difference(contract, *id)).map(|(id, _)| id).collect()
}

fn reaches_a_difference(contract: &Contract, start: SchemaId) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![start];
    while let Some(id) = open.pop() {
        let Some(schema) = contract.schemas.get(id).filter(|_| seen.insert(id)) else { continue };
        if differs(schema) {
            return true;
        }
        open.extend(schema.children());
    }
    false
}

/// Whether TypeScript writes this very schema differently for input and output: dates may be given as `Date`, arrays
/// may be read-only, optional members may be given as `undefined`, and members may travel one way only.
fn differs(schema: &Schema) -> bool {
    match &schema.shape {
        Shape::String(string) => string.format == StringFormat::DateTime,
        Shape::Array(_) => true,
        Shape::Object(object) => object.properties.iter().any(|p| !p.required || p.direction != Direction::Both),
        _ => false,
    }
}
