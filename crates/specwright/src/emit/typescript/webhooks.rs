//! `webhooks.d.ts`: the requests that a server sends of its own accord, for those who receive them.

use super::models::Homes;
use super::plan::{Kind, answers_of};
use super::text::{comment, docs, indent, key, quote};
use super::types::{Form, Types};
use super::{Context, failures, file};
use crate::contract::{ContentKind, Operation, Outgoing, Parameter, ParameterLocation, Trigger};
use crate::emit::GeneratedFile;

pub(super) const MODULE: &str = "webhooks";

/// The file, where the contract has such requests.
pub(super) fn declarations(context: Context, homes: &Homes) -> Option<GeneratedFile> {
    if context.contract.outgoing.is_empty() {
        return None;
    }
    let mut types = Types::new(context);
    let mut source = String::new();
    for (outgoing, name) in context.contract.outgoing.iter().zip(&context.names.outgoing) {
        source.push_str(&declaration(&mut types, context, outgoing, name));
        source.push('\n');
    }
    let webhooks = by_name(context, |trigger| match trigger {
        Trigger::Webhook { name } => Some((name.clone(), String::new())),
        Trigger::Callback { .. } => None,
    });
    let callbacks = by_name(context, |trigger| match trigger {
        Trigger::Callback { operation, name, .. } => Some((operation.clone(), name.clone())),
        Trigger::Webhook { .. } => None,
    });
    source.push_str(
        "/** What the server sends to an address that was agreed on elsewhere. */\nexport interface Webhooks {\n",
    );
    for (name, own) in &webhooks {
        let all: Vec<&str> = own.iter().map(|(_, ty)| *ty).collect();
        source.push_str(&format!("  readonly {}: {};\n", key(name), all.join(" | ")));
    }
    source.push_str("}\n\n/** What the server sends because of an operation, by its operationId. */\n");
    source.push_str("export interface Callbacks {\n");
    for (operation, own) in &callbacks {
        source.push_str(&format!("  readonly {}: {{\n", key(operation)));
        let mut names: Vec<&str> = own.iter().map(|(name, _)| name.as_str()).collect();
        names.dedup();
        for name in names {
            let all: Vec<&str> = own.iter().filter(|(other, _)| other == name).map(|(_, ty)| *ty).collect();
            source.push_str(&format!("    readonly {}: {};\n", key(name), all.join(" | ")));
        }
        source.push_str("  };\n");
    }
    source.push_str("}\n");
    Some(file(&format!("{MODULE}.d.ts"), &format!("{}{source}", types.imports.render(MODULE, homes))))
}

/// What comes of one name: the name within, and the type.
type Named<'a> = Vec<(String, Vec<(String, &'a str)>)>;

fn by_name(context: Context<'_>, name: impl Fn(&Trigger) -> Option<(String, String)>) -> Named<'_> {
    let mut found: Named = Vec::new();
    let mut places: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for (outgoing, ty) in context.contract.outgoing.iter().zip(&context.names.outgoing) {
        for (outer, inner) in outgoing.triggers.iter().filter_map(&name) {
            let place = *places.entry(outer.clone()).or_insert_with(|| {
                found.push((outer, Vec::new()));
                found.len() - 1
            });
            if let Some((_, own)) = found.get_mut(place) {
                own.push((inner, ty));
            }
        }
    }
    found
}

fn declaration(types: &mut Types, context: Context, outgoing: &Outgoing, name: &str) -> String {
    let operation = &outgoing.operation;
    let mut paragraphs: Vec<String> = operation.summary.iter().chain(&operation.docs.description).cloned().collect();
    for trigger in &outgoing.triggers {
        paragraphs.push(match trigger {
            Trigger::Webhook { name } => format!("The webhook `{name}`."),
            Trigger::Callback { operation, expression, .. } => {
                format!("Sent because of `{operation}` to `{expression}`.")
            }
        });
    }
    let tags: Vec<String> = operation.docs.deprecated.then(|| "@deprecated".to_owned()).into_iter().collect();
    let mut members = format!("  readonly method: {};\n", quote(operation.method.as_str()));
    if let Some(body) = body(types, operation) {
        members.push_str(&format!("  readonly body: {body};\n"));
    }
    for (name, location) in [("query", ParameterLocation::Query), ("headers", ParameterLocation::Header)] {
        let own: Vec<&Parameter> = operation.parameters.iter().filter(|own| own.location == location).collect();
        if !own.is_empty() {
            let lines: String = own.iter().map(|own| member(types, own)).collect();
            members.push_str(&format!("  readonly {name}: {{\n{lines}  }};\n"));
        }
    }
    let answers = answers_of(context.contract, operation);
    let lines: String = answers
        .iter()
        .map(|answer| {
            let bodies: Vec<_> = answer.bodies.iter().collect();
            let is_json = answer.kind() == Some(Kind::Json);
            let ty = match bodies.as_slice() {
                [only] if is_json => only.ty.map(|ty| types.reference(ty, Form::Input, 2)),
                _ => None,
            };
            let ty = ty.unwrap_or_else(|| failures::bodies(types, &bodies));
            let key = if answer.key.bytes().all(|byte| byte.is_ascii_digit()) {
                answer.key.clone()
            } else {
                key(&answer.key)
            };
            format!("    readonly {key}: {ty};\n")
        })
        .collect();
    members.push_str(&format!("  readonly responses: {{\n{lines}  }};\n"));
    format!("{}export interface {name} {{\n{members}}}\n", comment(&paragraphs, &tags, 0))
}

/// What comes as the body.
fn body(types: &mut Types, operation: &Operation) -> Option<String> {
    let body = operation.body.as_ref()?;
    let mut parts: Vec<String> = Vec::new();
    for content in &body.contents {
        let is_value = matches!(content.kind, ContentKind::Json | ContentKind::MergePatch | ContentKind::Form);
        let text = match content.ty.filter(|_| is_value) {
            Some(ty) => types.reference(ty, Form::Output, 1),
            None => "unknown".to_owned(),
        };
        if !parts.contains(&text) {
            parts.push(text);
        }
    }
    if parts.is_empty() {
        return None;
    }
    if !body.required {
        parts.push("undefined".to_owned());
    }
    Some(parts.join(" | "))
}

fn member(types: &mut Types, parameter: &Parameter) -> String {
    let mark = if parameter.required { "" } else { "?" };
    let ty = types.reference(parameter.ty, Form::Output, 2);
    let name = match parameter.location {
        ParameterLocation::Header => parameter.name.to_lowercase(),
        _ => parameter.name.clone(),
    };
    format!("{}{}readonly {}{mark}: {ty};\n", docs(&parameter.docs, &[], 2), indent(2), key(&name))
}
