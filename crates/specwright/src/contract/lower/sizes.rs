//! What a value of a schema takes where it stands. A member or an alternative that takes much is kept elsewhere: structs
//! within structs within structs would be read through stacks of megabytes, and a thread of a server's has two.

use super::super::{Additional, SchemaId, Schemas, Shape};
use super::Lowering;
use super::cycles::{direct_uses, in_place};

/// In bytes. Of what is larger, only the address stands in what contains it.
const LARGEST_IN_PLACE: usize = 512;

/// A text or a list: an address, a length and a capacity.
const INDIRECT: usize = 24;

const ADDRESS: usize = 8;

impl Lowering<'_, '_> {
    /// Only once no schema contains itself in place.
    pub fn box_large(&mut self) {
        let mut sizes: Vec<Option<usize>> = self.schemas.iter().map(|_| None).collect();
        for start in self.schemas.iter().map(|(id, _)| id).collect::<Vec<_>>() {
            // A chain of schemas may be longer than a stack is deep.
            let mut way = vec![start];
            while let Some(id) = way.last().copied() {
                // Of several members of one schema, the first has found its size.
                if size_of(id, &sizes).is_some() {
                    way.pop();
                    continue;
                }
                let waiting = unsized_parts(&self.schemas, id, &sizes);
                if waiting.is_empty() {
                    way.pop();
                    let size = self.schemas.get_mut(id).map(|schema| settle(&mut schema.shape, &sizes));
                    if let Some(slot) = sizes.get_mut(id.0 as usize) {
                        *slot = size;
                    }
                } else {
                    way.extend(waiting);
                }
            }
        }
    }
}

/// The parts of a schema that stand in it, and whose sizes are still to be found.
fn unsized_parts(schemas: &Schemas, id: SchemaId, sizes: &[Option<usize>]) -> Vec<SchemaId> {
    let parts = schemas.get(id).map(|schema| in_place(&schema.shape)).unwrap_or_default();
    let parts = parts.into_iter().filter(|ty| !ty.boxed).map(|ty| ty.schema);
    parts.filter(|part| size_of(*part, sizes).is_none()).collect()
}

fn size_of(id: SchemaId, sizes: &[Option<usize>]) -> Option<usize> {
    sizes.get(id.0 as usize).copied().flatten()
}

/// Keeps what is large elsewhere, and says what the rest takes.
fn settle(shape: &mut Shape, sizes: &[Option<usize>]) -> usize {
    let own = match shape {
        Shape::Object(object) if object.additional != Additional::Closed || !object.patterns.is_empty() => INDIRECT,
        Shape::Object(_) | Shape::Never => 0,
        Shape::Boolean | Shape::Enumeration(_) | Shape::OneOf(_) | Shape::AnyOf(_) => ADDRESS,
        Shape::Integer(_) | Shape::Number(_) => 2 * ADDRESS,
        Shape::String(_) | Shape::Array(_) => INDIRECT,
        Shape::Any => 4 * ADDRESS,
    };
    let side_by_side = matches!(shape, Shape::Object(_));
    let mut parts = 0_usize;
    for ty in direct_uses(shape) {
        let size = size_of(ty.schema, sizes).unwrap_or(ADDRESS);
        ty.boxed |= size > LARGEST_IN_PLACE;
        let size = if ty.boxed { ADDRESS } else { size };
        parts = if side_by_side { parts.saturating_add(size) } else { parts.max(size) };
    }
    own.saturating_add(parts)
}
