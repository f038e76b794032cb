//! `errors.d.ts`: a type for each problem of the catalogue; and what an operation can fail with.

use std::collections::BTreeMap;

use super::plan::{Call, Failure, Kind};
use super::types::{Form, Types};
use super::{Context, file, text};
use crate::contract::{ProblemCode, Status, TypeRef};
use crate::emit::GeneratedFile;

const MODULE: &str = "errors";

/// The body that a problem always has, if it is always the same.
enum Body {
    Always(Option<TypeRef>),
    Varies,
}

fn bodies(context: Context<'_>) -> BTreeMap<&str, Body> {
    let mut bodies: BTreeMap<&str, Body> = BTreeMap::new();
    for failure in context.plan.calls().flat_map(|call| &call.failures) {
        let Failure::Problem { code, ty } = failure else { continue };
        let same = |body: &Body| matches!(body, Body::Always(known) if known.map(|t| t.schema) == ty.map(|t| t.schema));
        match bodies.get(code) {
            Some(body) if same(body) => {}
            Some(_) => drop(bodies.insert(code, Body::Varies)),
            None => drop(bodies.insert(code, Body::Always(*ty))),
        }
    }
    bodies
}

pub(super) fn declarations(context: Context) -> GeneratedFile {
    let bodies = bodies(context);
    let mut types = Types::new(context);
    let mut source = String::new();
    for problem in &context.contract.problems {
        if let Some((name, body)) = context.names.problems.get(&problem.code).zip(bodies.get(problem.code.as_str())) {
            source.push_str(&declaration(&mut types, problem, name, body));
            source.push('\n');
        }
    }
    let mut common: Vec<String> =
        context.plan.always.iter().filter_map(|code| context.names.problems.get(*code)).cloned().collect();
    common.push("TransportError".to_owned());
    types.imports.add("runtime/error", "TransportError");
    source.push_str("/** What every operation can fail with. */\n");
    source.push_str(&union("CommonError", &common));
    file(&format!("{MODULE}.d.ts"), &format!("{}{source}", types.imports.render(MODULE)))
}

fn declaration(types: &mut Types, problem: &ProblemCode, name: &str, body: &Body) -> String {
    types.imports.add("runtime/error", "Failure");
    let paragraphs = [problem.title.clone(), problem.description.clone().unwrap_or_default()];
    let comment = text::comment(&paragraphs, &[], 0);
    let code = text::quote(&problem.code);
    let status = problem.status;
    match body {
        Body::Always(ty) => {
            let body = ty.map_or_else(|| "unknown".to_owned(), |ty| types.reference(ty, Form::Output, 0));
            format!("{comment}export interface {name} extends Failure<{code}, {status}, {body}> {{}}\n")
        }
        Body::Varies => {
            format!("{comment}export interface {name}<Body> extends Failure<{code}, {status}, Body> {{}}\n")
        }
    }
}

/// The declaration of what a call can fail with.
pub(super) fn of_call(types: &mut Types, context: Context, call: &Call) -> String {
    let bodies = bodies(context);
    let mut parts = vec!["CommonError".to_owned()];
    types.imports.add(MODULE, "CommonError");
    for failure in &call.failures {
        match failure {
            Failure::Problem { code, ty } => {
                let Some(name) = context.names.problems.get(*code).filter(|_| !context.plan.always.contains(code))
                else {
                    continue;
                };
                types.imports.add(MODULE, name);
                if let Some(Body::Varies) = bodies.get(code) {
                    let body = ty.map_or_else(|| "unknown".to_owned(), |ty| types.reference(ty, Form::Output, 0));
                    parts.push(format!("{name}<{body}>"));
                } else {
                    parts.push(name.clone());
                }
            }
            Failure::Status { status, key, kind, ty } => {
                types.imports.add("runtime/error", "Failure");
                let body = body(types, *kind, *ty);
                parts.push(match status {
                    Status::Code(304) => format!("Failure<\"not_modified\", 304, {body}>"),
                    Status::Code(code) => format!("Failure<\"http_{code}\", {code}, {body}>"),
                    _ => format!("Failure<\"http_{key}\", number, {body}>"),
                });
            }
        }
    }
    let comment = format!("/** What `{}` can fail with. */\n", call.operation.id.replace("*/", ""));
    format!("{comment}{}", union(&call.name.error_type, &parts))
}

/// The type of a body that the core has read.
pub(super) fn body(types: &mut Types, kind: Kind, ty: Option<TypeRef>) -> String {
    match (kind, ty) {
        (Kind::None, _) => "undefined".to_owned(),
        (Kind::Blob, _) => "Blob".to_owned(),
        (Kind::Text, _) => "string".to_owned(),
        (Kind::Json, None) => "unknown".to_owned(),
        (Kind::Json, Some(ty)) => types.reference(ty, Form::Output, 0),
    }
}

fn union(name: &str, parts: &[String]) -> String {
    let one_line = format!("export type {name} = {};\n", parts.join(" | "));
    if one_line.len() <= 120 {
        return one_line;
    }
    let lines: String = parts.iter().map(|part| format!("\n  | {part}")).collect();
    format!("export type {name} ={lines};\n")
}
