//! Policies that contradict their operation.

use super::super::{
    Contract, Idempotency, Method, Operation, OwnerRule, Pagination, ParameterLocation, RateLimitKey, SchemaId,
    Schemas, Shape,
};
use super::Lowering;
use crate::diagnostic::Diagnostic;
use crate::source::{Position, unescape};

impl Lowering<'_, '_> {
    /// Once every schema has its shape.
    pub fn check_policies(&mut self, contract: &Contract) {
        let mut found = Vec::new();
        for operation in &contract.operations {
            callers(operation, &mut found);
            body_and_method(operation, &mut found);
            if let (Some(pagination), Some(at)) = (&operation.policies.pagination, operation.policies.at.pagination) {
                self.check_pagination(operation, pagination, at, &mut found);
            }
        }
        self.diagnostics_extend(found);
    }

    fn check_pagination(
        &self,
        operation: &Operation,
        pagination: &Pagination,
        at: Position,
        found: &mut Vec<Diagnostic>,
    ) {
        let queries = operation.parameters.iter().filter(|parameter| parameter.location == ParameterLocation::Query);
        if !queries.clone().any(|parameter| parameter.name == pagination.cursor) {
            let message = format!("there is no query parameter `{}`", pagination.cursor);
            let near =
                super::super::keywords::nearest(&pagination.cursor, queries.map(|parameter| parameter.name.as_str()));
            let help = near.map_or_else(
                || "`cursor` names the parameter that takes the cursor".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            found.push(Diagnostic::error("unknown-pagination", at, message).help(help));
        }
        let success = operation.responses.iter().find(|response| response.status.is_success());
        let Some(body) = success.and_then(|response| response.contents.first()).and_then(|content| content.ty) else {
            let message = "the operation answers no body whose pages could be counted";
            found.push(Diagnostic::error("unknown-pagination", at, message));
            return;
        };
        if member(&self.schemas, body.schema, &pagination.next).is_none() {
            let message = format!("`{}` leads to nothing in the response", pagination.next);
            found.push(
                Diagnostic::error("unknown-pagination", at, message)
                    .help("`next` is the JSON Pointer of the next cursor"),
            );
        }
        let items = member(&self.schemas, body.schema, &pagination.items).and_then(|id| self.schemas.get(id));
        if !items.is_some_and(|schema| matches!(schema.shape, Shape::Array(_))) {
            let message = format!("`{}` leads to no array in the response", pagination.items);
            found.push(
                Diagnostic::error("unknown-pagination", at, message).help("`items` is the JSON Pointer of the items"),
            );
        }
    }
}

/// Roles, owners and limits of a caller need a caller.
fn callers(operation: &Operation, found: &mut Vec<Diagnostic>) {
    let policies = &operation.policies;
    let signed_in =
        !operation.security.is_empty() && operation.security.iter().all(|each| !each.requirements.is_empty());
    let known = !operation.security.is_empty();
    let help = "ask for a security scheme in `security`";
    if let Some(at) = policies.at.roles.filter(|_| !signed_in) {
        let message = "`x-roles` needs a caller, and this operation admits anybody";
        found.push(Diagnostic::error("role-without-sign-in", at, message).help(help));
    }
    if let (Some(OwnerRule::Caller), Some(at), false) = (policies.owner, policies.at.owner, signed_in) {
        let message = "`x-owner: caller` needs a caller, and this operation admits anybody";
        found.push(Diagnostic::error("owner-without-sign-in", at, message).help(help));
    }
    if let (Some(OwnerRule::Any), Some(at), true) = (policies.owner, policies.at.owner, policies.roles.is_empty()) {
        let message = "`x-owner: any` reaches everybody's data, and no role is asked for";
        found.push(
            Diagnostic::error("owner-without-role", at, message)
                .help("name the role in `x-roles`, or write `x-owner: caller`"),
        );
    }
    if let (Some(limit), Some(at), false) = (policies.rate_limit, policies.at.rate_limit, known)
        && limit.per == RateLimitKey::Caller
    {
        let message = "a limit per caller needs a caller, and nobody signs in here";
        found.push(Diagnostic::error("limit-without-sign-in", at, message).help("write `per: address`"));
    }
}

fn body_and_method(operation: &Operation, found: &mut Vec<Diagnostic>) {
    let policies = &operation.policies;
    if let (Some(at), None) = (policies.at.max_body_bytes, &operation.body) {
        let message = "there is no request body that `x-max-body-bytes` could bound";
        found.push(Diagnostic::warning("policy-without-effect", at, message));
    }
    let changes_nothing =
        matches!(operation.method, Method::Get | Method::Head | Method::Options | Method::Trace | Method::Query);
    if let (Some(idempotency), Some(at), true) = (policies.idempotency, policies.at.idempotency, changes_nothing)
        && idempotency != Idempotency::Safe
    {
        let message = format!("{} changes nothing, so `x-idempotency` can only be `safe`", operation.method.as_str());
        found.push(Diagnostic::error("idempotency-of-method", at, message).help("write `{kind: safe}`"));
    }
}

/// The schema of the member that a JSON Pointer leads to.
fn member(schemas: &Schemas, from: SchemaId, pointer: &str) -> Option<SchemaId> {
    pointer.split('/').skip(1).try_fold(from, |id, token| {
        let name = unescape(token);
        match &schemas.get(id)?.shape {
            Shape::Object(object) => {
                object.properties.iter().find(|property| property.name == name).map(|property| property.ty.schema)
            }
            _ => None,
        }
    })
}
