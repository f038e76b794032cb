//! Which named schemas need two types: one for what the server sends, one for what it takes.

use std::collections::BTreeSet;

use crate::contract::{Content, Contract, Direction, Operation, Schema, SchemaId, Shape, StringFormat};

/// Which schemas the client sends, and which it receives. What the server sends of its own accord it receives too.
pub(super) struct Directions {
    sent: BTreeSet<SchemaId>,
    received: BTreeSet<SchemaId>,
}

impl Directions {
    pub fn of(contract: &Contract) -> Self {
        let outgoing = || contract.outgoing.iter().map(|outgoing| &outgoing.operation);
        let sent = contract.operations.iter().flat_map(asked).chain(outgoing().flat_map(answered));
        let received = contract.operations.iter().flat_map(answered).chain(outgoing().flat_map(asked));
        Self { sent: reached(contract, sent), received: reached(contract, received) }
    }

    pub fn is_sent(&self, id: SchemaId) -> bool {
        self.sent.contains(&id)
    }
}

fn asked(operation: &Operation) -> impl Iterator<Item = SchemaId> {
    let contents = operation.body.iter().flat_map(|body| body.contents.iter().flat_map(used));
    operation.parameters.iter().map(|parameter| parameter.ty.schema).chain(contents)
}

fn answered(operation: &Operation) -> impl Iterator<Item = SchemaId> {
    let headers = operation.responses.iter().flat_map(|response| &response.headers).map(|header| header.ty.schema);
    operation.responses.iter().flat_map(|response| &response.contents).flat_map(used).chain(headers)
}

fn used(content: &Content) -> impl Iterator<Item = SchemaId> {
    [content.ty, content.item].into_iter().flatten().map(|ty| ty.schema)
}

fn reached(contract: &Contract, roots: impl Iterator<Item = SchemaId>) -> BTreeSet<SchemaId> {
    let mut open: Vec<SchemaId> = roots.collect();
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if let Some(schema) = contract.schemas.get(id).filter(|_| seen.insert(id)) {
            open.extend(schema.children());
        }
    }
    seen
}

/// The schemas that travel both ways and look different on each.
pub(super) fn that_differ(contract: &Contract, directions: &Directions) -> BTreeSet<SchemaId> {
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
    differ.retain(|id| directions.sent.contains(id) && directions.received.contains(id));
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
