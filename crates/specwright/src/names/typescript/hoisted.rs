//! Inline schemas that get a name all the same, because written out at every use they would make a file that nobody can
//! read, or no file at all.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::{Contract, Origin, Schema, SchemaId, Schemas, Shape};

/// From how many values on a list of values is more than a line can hold.
const LONG_ENUMERATION: usize = 8;
/// How deep types stand within each other at most.
const DEEP: u32 = 16;
/// How far a list's items are followed back to the list.
const FAR: usize = 1000;

/// The inline schemas that are used more than once, contain themselves or stand too deep, with the words that lead to
/// them, in the contract's order.
pub(super) fn hoisted(contract: &Contract) -> BTreeMap<SchemaId, &[String]> {
    let mut uses: Vec<u32> = vec![0; contract.schemas.iter().len()];
    let mut count = |id: SchemaId| {
        if let Some(count) = uses.get_mut(id.0 as usize) {
            *count += 1;
        }
    };
    for (_, schema) in contract.schemas.iter() {
        schema.children().into_iter().for_each(&mut count);
    }
    roots(contract).into_iter().for_each(&mut count);
    let several = |id: SchemaId| uses.get(id.0 as usize).is_some_and(|count| *count > 1);
    let deep = too_deep(contract);
    let mut found = BTreeMap::new();
    for (id, schema) in contract.schemas.iter() {
        let Origin::Inline(words) = &schema.origin else { continue };
        let is_compound = match &schema.shape {
            Shape::Object(object) => !object.properties.is_empty(),
            Shape::OneOf(_) | Shape::AnyOf(_) => true,
            Shape::Enumeration(enumeration) => enumeration.values.len() > LONG_ENUMERATION,
            _ => false,
        };
        if deep.contains(&id) || several(id) && (is_compound || contains_itself(&contract.schemas, id)) {
            found.insert(id, words.as_slice());
        }
    }
    found
}

/// What operations use directly.
fn roots(contract: &Contract) -> Vec<SchemaId> {
    let outgoing = contract.outgoing.iter().map(|outgoing| &outgoing.operation);
    contract.operations.iter().chain(outgoing).flat_map(|operation| operation.types().map(|ty| ty.schema)).collect()
}

fn is_inline(schema: &Schema) -> bool {
    matches!(schema.origin, Origin::Inline(_))
}

/// Every so many levels of inline schemas within each other.
fn too_deep(contract: &Contract) -> BTreeSet<SchemaId> {
    let mut found = BTreeSet::new();
    let mut depths: Vec<Option<u32>> = vec![None; contract.schemas.iter().len()];
    let components = contract.schemas.iter().filter(|(_, schema)| !is_inline(schema)).map(|(id, _)| id);
    let mut open: Vec<(SchemaId, u32)> = roots(contract).into_iter().chain(components).map(|id| (id, 0)).collect();
    while let Some((id, depth)) = open.pop() {
        let Some(schema) = contract.schemas.get(id) else { continue };
        let depth = if is_inline(schema) { depth } else { 0 };
        let Some(known) = depths.get_mut(id.0 as usize) else { continue };
        // Once is enough: a schema that is used in several places has a name by that.
        if known.is_some() {
            continue;
        }
        *known = Some(depth);
        let is_full = depth >= DEEP
            && matches!(schema.shape, Shape::Object(_) | Shape::OneOf(_) | Shape::AnyOf(_) | Shape::Array(_));
        if is_full {
            found.insert(id);
        }
        let below = if is_full { 1 } else { depth + 1 };
        open.extend(schema.children().into_iter().map(|child| (child, below)));
    }
    found
}

/// Whether a schema leads back to itself through inline ones alone.
fn contains_itself(schemas: &Schemas, start: SchemaId) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = schemas.get(start).map(Schema::children).unwrap_or_default();
    while let Some(id) = open.pop() {
        if id == start || seen.len() > FAR {
            return true;
        }
        if let Some(schema) = schemas.get(id).filter(|schema| is_inline(schema))
            && seen.insert(id)
        {
            open.extend(schema.children());
        }
    }
    false
}
