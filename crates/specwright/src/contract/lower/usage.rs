//! In which directions each schema travels, and where its two forms differ.

use super::super::{
    Additional, Content, Contract, Direction, Operation, Origin, Property, Schema, SchemaId, Shape, TypeRef,
};
use crate::diagnostic::{Diagnostic, Severity};

impl Contract {
    /// Uses outside schemas admit null where their schema does.
    pub(super) fn settle_nullable_uses(&mut self) {
        let nullable: Vec<bool> =
            self.schemas.iter().map(|(_, schema)| schema.nullable && !matches!(schema.shape, Shape::Any)).collect();
        let settle = |ty: &mut TypeRef| ty.nullable |= nullable.get(ty.schema.0 as usize).copied().unwrap_or(false);
        let outgoing = self.outgoing.iter_mut().map(|outgoing| &mut outgoing.operation);
        for operation in self.operations.iter_mut().chain(outgoing) {
            operation.parameters.iter_mut().for_each(|parameter| settle(&mut parameter.ty));
            let contents = operation.body.iter_mut().flat_map(|body| &mut body.contents);
            let contents = contents.chain(operation.responses.iter_mut().flat_map(|response| &mut response.contents));
            for content in contents {
                content.ty.iter_mut().chain(&mut content.item).for_each(settle);
                let headers = content.encoding.iter_mut().flat_map(|encoding| &mut encoding.headers);
                headers.for_each(|header| settle(&mut header.ty));
            }
            let headers = operation.responses.iter_mut().flat_map(|response| &mut response.headers);
            headers.for_each(|header| settle(&mut header.ty));
        }
    }
}

impl Contract {
    /// Components that no operation reaches: nothing is generated of them unless somebody asks for all.
    pub fn unused_schemas(&self) -> Option<Diagnostic> {
        let unused: Vec<_> = self
            .schemas
            .iter()
            .filter(|(_, schema)| !schema.usage.request && !schema.usage.response)
            .filter_map(|(_, schema)| match &schema.origin {
                Origin::Component(name) => Some((name.as_str(), schema.at)),
                Origin::Inline(_) => None,
            })
            .collect();
        let (_, at) = unused.first()?;
        let names: Vec<_> = unused.iter().map(|(name, _)| format!("`{name}`")).collect();
        let message = match names.as_slice() {
            [only] => format!("no operation uses the schema {only}; it is left out"),
            several => {
                format!("no operation uses these {} schemas; they are left out: {}", several.len(), several.join(", "))
            }
        };
        let note = Diagnostic::new("unused-schema", Severity::Note, Some(*at), message);
        Some(note.help("`--unused-schemas` generates them too"))
    }

    /// Takes every component for used, in both directions.
    pub fn use_all_schemas(&mut self) {
        let inner: Vec<Vec<SchemaId>> = self.schemas.iter().map(|(_, schema)| schema.children()).collect();
        let is_component = |(id, schema): (SchemaId, &Schema)| {
            let unused = !schema.usage.request && !schema.usage.response;
            (unused && matches!(schema.origin, Origin::Component(_))).then_some(id)
        };
        let all = reached(&inner, self.schemas.iter().filter_map(is_component));
        let ids: Vec<SchemaId> = self.schemas.iter().map(|(id, _)| id).collect();
        for (id, used) in ids.into_iter().zip(all) {
            if let (Some(schema), true) = (self.schemas.get_mut(id), used) {
                schema.usage.request = true;
                schema.usage.response = true;
            }
        }
    }
}

/// Marks every schema of a contract.
pub(super) fn mark(contract: &mut Contract) {
    let inner: Vec<Vec<SchemaId>> = contract.schemas.iter().map(|(_, schema)| schema.children()).collect();
    // Whoever sends it, what an operation describes as its request is one.
    let operations = || contract.operations.iter().chain(contract.outgoing.iter().map(|outgoing| &outgoing.operation));
    let sent = |hidden: Direction| -> Vec<Vec<SchemaId>> {
        let sent = |property: &Property| property.direction != hidden;
        contract.schemas.iter().map(|(_, schema)| schema.children_by(sent)).collect()
    };
    let requests = reached(&sent(Direction::ReadOnly), operations().flat_map(request_uses));
    let responses = reached(&sent(Direction::WriteOnly), operations().flat_map(response_uses));
    let mut directional: Vec<bool> = contract.schemas.iter().map(|(_, schema)| differs(&schema.shape)).collect();
    let mut containers: Vec<Vec<usize>> = vec![Vec::new(); inner.len()];
    for (container, parts) in inner.iter().enumerate() {
        for part in parts {
            if let Some(list) = containers.get_mut(part.0 as usize) {
                list.push(container);
            }
        }
    }
    let mut todo: Vec<usize> =
        directional.iter().enumerate().filter(|(_, differs)| **differs).map(|(i, _)| i).collect();
    while let Some(part) = todo.pop() {
        for container in containers.get(part).into_iter().flatten() {
            if let Some(slot) = directional.get_mut(*container)
                && !*slot
            {
                *slot = true;
                todo.push(*container);
            }
        }
    }
    let ids: Vec<SchemaId> = contract.schemas.iter().map(|(id, _)| id).collect();
    for id in ids {
        let at = id.0 as usize;
        if let Some(schema) = contract.schemas.get_mut(id) {
            schema.usage.request = requests.get(at).copied().unwrap_or(false);
            schema.usage.response = responses.get(at).copied().unwrap_or(false);
            schema.usage.directional = directional.get(at).copied().unwrap_or(false);
        }
    }
}

fn request_uses(operation: &Operation) -> impl Iterator<Item = SchemaId> {
    let parameters = operation.parameters.iter().map(|parameter| parameter.ty.schema);
    parameters.chain(operation.body.iter().flat_map(|body| &body.contents).flat_map(content_uses))
}

fn response_uses(operation: &Operation) -> impl Iterator<Item = SchemaId> {
    operation.responses.iter().flat_map(|response| {
        let headers = response.headers.iter().map(|header| header.ty.schema);
        response.contents.iter().flat_map(content_uses).chain(headers)
    })
}

fn content_uses(content: &Content) -> impl Iterator<Item = SchemaId> {
    let headers = content.encoding.iter().flat_map(|encoding| &encoding.headers).map(|header| header.ty.schema);
    content.ty.iter().chain(&content.item).map(|ty| ty.schema).chain(headers)
}

fn reached(inner: &[Vec<SchemaId>], roots: impl Iterator<Item = SchemaId>) -> Vec<bool> {
    let mut seen = vec![false; inner.len()];
    let mut todo: Vec<SchemaId> = roots.collect();
    while let Some(id) = todo.pop() {
        match seen.get_mut(id.0 as usize) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        todo.extend(inner.get(id.0 as usize).into_iter().flatten());
    }
    seen
}

/// The request form and the response form of this very shape are not the same.
fn differs(shape: &Shape) -> bool {
    let Shape::Object(object) = shape else { return false };
    object.additional == Additional::Closed
        || object.properties.iter().any(|property| property.direction != Direction::Both)
}
