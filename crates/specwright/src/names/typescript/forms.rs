//! Which named schemas need two types: one for what the server sends, one for what it takes.

use std::collections::BTreeSet;

use crate::contract::{Contract, Direction, Schema, SchemaId, Shape, StringFormat};

/// The schemas that travel both ways and look different on each.
pub(super) fn that_differ(contract: &Contract) -> BTreeSet<SchemaId> {
    // From those that differ themselves to whatever contains them.
    let mut parents: Vec<Vec<SchemaId>> = vec![Vec::new(); contract.schemas.iter().len()];
    let mut open = Vec::new();
    for (id, schema) in contract.schemas.iter() {
        for child in schema.children() {
            if let Some(parents) = parents.get_mut(child.0 as usize) {
                parents.push(id);
            }
        }
        if differs(schema) {
            open.push(id);
        }
    }
    let mut differ = BTreeSet::new();
    while let Some(id) = open.pop() {
        if differ.insert(id) {
            open.extend(parents.get(id.0 as usize).into_iter().flatten());
        }
    }
    differ.retain(|id| contract.schemas.get(*id).is_some_and(|schema| schema.usage.request && schema.usage.response));
    differ
}

/// Whether TypeScript writes this very schema differently for input and output: dates may be given as `Date`, files as
/// `Blob`, arrays may be read-only, optional members may be given as `undefined`, and members may travel one way only.
fn differs(schema: &Schema) -> bool {
    match &schema.shape {
        Shape::String(string) => matches!(string.format, StringFormat::DateTime | StringFormat::Binary),
        Shape::Array(_) => true,
        Shape::Object(object) => object.properties.iter().any(|p| !p.required || p.direction != Direction::Both),
        _ => false,
    }
}
