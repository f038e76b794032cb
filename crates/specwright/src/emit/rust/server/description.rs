//! What the run time is told of an operation, as statics.

use super::parameters::{form_static, stricter_key};
use super::{SERVER, texts};
use crate::contract::{
    Idempotency, Method, ParameterLocation, Policies, RateLimitKey, SecurityAlternative, SecurityKind,
};
use crate::emit::rust::layout::{Doc, around, assign, group, text as plain};
use crate::emit::rust::operation::{BodyContent, BodyKind, Op, mounted};
use crate::emit::rust::rules::conjunction;
use crate::emit::rust::text::{Text, Uses, literal};
use crate::emit::rust::ty::{Model, Place};
use crate::names::rust::Form;

impl Model<'_> {
    /// The static that describes it.
    pub fn description_static(&self, text: &mut Text, uses: &mut Uses, op: &Op<'_>) {
        let operation = op.operation;
        let operation_ty = uses.name(&format!("{SERVER}::Operation"));
        uses.name(&format!("{SERVER}::Method"));
        let mut fields = Vec::new();
        if !operation.security.is_empty() {
            let ways = operation.security.iter().map(|way| self.way(uses, way)).collect();
            fields.push(around("security: ", group("&[", ways, "]"), ""));
        }
        if !operation.policies.roles.is_empty() {
            fields.push(around("roles: ", texts(&operation.policies.roles), ""));
        }
        if let Some(limit) = rate_limit(uses, &operation.policies, &operation.id) {
            fields.push(limit);
        }
        if !op.produces.is_empty() {
            fields.push(around("produces: ", texts(&op.produces), ""));
        }
        if let Some(body) = &op.body {
            let consumes: Vec<_> = body.contents.iter().map(|content| content.content.full_media_type()).collect();
            fields.push(around("consumes: ", texts(&consumes), ""));
        }
        let required = self.distinguishing(operation);
        if !required.is_empty() {
            fields.push(around("required_query: ", texts(&required), ""));
        }
        if let Some(bytes) = operation.policies.max_body_bytes {
            fields.push(plain(format!("max_body_bytes: {bytes}")));
        }
        if let Some(Idempotency::Key { retention_seconds }) = operation.policies.idempotency {
            uses.name("std::time::Duration");
            fields.push(plain(format!("idempotency: Some(Duration::from_secs({retention_seconds}))")));
            if let Some(key) = stricter_key(self, operation) {
                let schema = self.schema_doc(uses, Place::Elsewhere, key.ty, Form::Request);
                fields.push(around("idempotency_key: Some(", schema, ")"));
            }
        }
        let method = match &operation.method {
            Method::Other(name) => format!("Other({})", literal(name)),
            known => format!("{known:?}"),
        };
        let path = format!("{}{}", self.contract.base_path_of(operation), mounted(&operation.path));
        let arguments = [literal(&operation.id), format!("Method::{method}"), literal(&path)];
        let new = group("Operation::new(", arguments.into_iter().map(plain).collect(), ")");
        let constant = &op.names.constant;
        text.gap();
        if fields.is_empty() {
            text.line(assign(&format!("static {constant}: {operation_ty}"), &new, ";", 0));
        } else {
            fields.push(around("..", new, ""));
            text.line(assign(
                &format!("static {constant}: {operation_ty}"),
                &group("Operation {", fields, "}"),
                ";",
                0,
            ));
        }
        for group in &op.groups {
            self.parameters(text, uses, group);
        }
        self.body_schemas(text, uses, op);
    }

    /// The schemas of bodies that are no components: data must be static to be borrowed.
    fn body_schemas(&self, text: &mut Text, uses: &mut Uses, op: &Op<'_>) {
        for (at, content) in op.body.iter().flat_map(|body| &body.contents).enumerate() {
            if let Some((name, schema)) = self.body_schema(uses, op, at, content)
                && let Some(own) = schema
            {
                text.gap();
                text.line(assign(&format!("static {name}: Schema"), &own, ";", 0));
            }
            if let BodyKind::Form(Some(ty)) = content.kind {
                let written = self.written_fields(content.content, ty);
                if !written.is_empty() {
                    self.form_fields(text, uses, &form_static(op, at), &written);
                }
            }
            if let BodyKind::Json(Some(ty)) | BodyKind::Items(Some(ty)) = content.kind
                && !self.is_judged(ty.schema)
            {
                let (function, conditions) = self.check(uses, op, at, ty);
                if !conditions.is_empty() {
                    let written = self.ty(uses, Place::Elsewhere, ty, Form::Request);
                    text.gap();
                    text.line(format!("fn {function}(value: &{written}) -> bool {{"));
                    conjunction(text, &conditions, 4);
                    text.line("}");
                }
            }
        }
    }

    /// The static of a body's schema, and its value where the static has to be written.
    pub(super) fn body_schema(
        &self,
        uses: &mut Uses,
        op: &Op<'_>,
        at: usize,
        content: &BodyContent<'_>,
    ) -> Option<(String, Option<Doc>)> {
        let ty = match &content.kind {
            BodyKind::Json(ty) | BodyKind::Form(ty) | BodyKind::Items(ty) => *ty,
            BodyKind::TextAs(ty) => Some(*ty),
            BodyKind::Text | BodyKind::Octets | BodyKind::Multipart(_) => return None,
        };
        if let Some(ty) = ty.filter(|ty| !ty.nullable)
            && let Some(path) = self.static_path(uses, Place::Elsewhere, ty.schema, Form::Request)
        {
            return Some((path, None));
        }
        uses.name("specwright_poem::schema::Schema");
        uses.name("specwright_poem::schema::Shape");
        let number = if at == 0 { String::new() } else { format!("_{}", at + 1) };
        let value = match ty {
            None => plain("Schema::nullable(Shape::Any)"),
            Some(ty) => self.schema_value(uses, Place::Elsewhere, ty, Form::Request),
        };
        Some((format!("{}_BODY{number}", op.names.constant), Some(value)))
    }

    fn way(&self, uses: &mut Uses, way: &SecurityAlternative) -> Doc {
        if way.requirements.is_empty() {
            return plain(uses.name(&format!("{SERVER}::ANONYMOUS")));
        }
        let mut requirements = Vec::new();
        for requirement in &way.requirements {
            uses.name(&format!("{SERVER}::Requirement"));
            uses.name(&format!("{SERVER}::Source"));
            let Some(scheme) = self.contract.security_schemes.get(requirement.scheme as usize) else { continue };
            let source = match &scheme.kind {
                SecurityKind::Basic => "Source::Basic".to_owned(),
                SecurityKind::ApiKey { location, name } => {
                    let kind = match location {
                        ParameterLocation::Query | ParameterLocation::Querystring => "Query",
                        ParameterLocation::Cookie => "Cookie",
                        ParameterLocation::Header | ParameterLocation::Path => "Header",
                    };
                    format!("Source::{kind}({})", literal(name))
                }
                SecurityKind::Http { scheme } => format!("Source::Scheme({})", literal(scheme)),
                // What nobody describes was left out before.
                SecurityKind::MutualTls | SecurityKind::Undescribed => "Source::Certificate".to_owned(),
                SecurityKind::Bearer { .. } | SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. } => {
                    "Source::Bearer".to_owned()
                }
            };
            let fields = vec![
                plain(format!("scheme: {}", literal(&scheme.name))),
                plain(format!("source: {source}")),
                around("scopes: ", texts(&requirement.scopes), ""),
            ];
            requirements.push(group("Requirement {", fields, "}"));
        }
        group("&[", requirements, "]")
    }
}

fn rate_limit(uses: &mut Uses, policies: &Policies, operation: &str) -> Option<Doc> {
    let limit = policies.rate_limit.as_ref()?;
    for name in ["RateLimit", "Quota", "Per"] {
        uses.name(&format!("{SERVER}::{name}"));
    }
    uses.name("std::time::Duration");
    let name = literal(operation);
    let per = match limit.per {
        RateLimitKey::Caller => "Caller",
        RateLimitKey::Address => "Address",
    };
    let quota = group(
        "Quota {",
        vec![
            plain(format!("name: {name}")),
            plain(format!("requests: {}", limit.requests)),
            plain(format!("window: Duration::from_secs({})", limit.window_seconds)),
        ],
        "}",
    );
    let limit = group("RateLimit {", vec![around("quota: ", quota, ""), plain(format!("per: Per::{per}"))], "}");
    Some(around("rate_limit: Some(&", limit, ")"))
}
