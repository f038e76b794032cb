//! `errors.d.ts`: a type for each problem of the catalogue; and what an operation can fail with.

use super::models::Homes;
use super::plan::{AnswerBody, Call, Failure, Kind, ProblemBody};
use super::types::{Form, Types};
use super::{Context, file, text};
use crate::contract::{ProblemCode, Status, TypeRef};
use crate::emit::GeneratedFile;

const MODULE: &str = "errors";

pub(super) fn declarations(context: Context, homes: &Homes) -> GeneratedFile {
    let mut types = Types::new(context);
    let mut source = String::new();
    for problem in &context.contract.problems {
        if let Some((name, body)) =
            context.names.problems.get(&problem.code).zip(context.plan.problems.get(problem.code.as_str()))
        {
            source.push_str(&declaration(&mut types, problem, name, *body));
            source.push('\n');
        }
    }
    let mut common: Vec<String> =
        context.plan.always.iter().filter_map(|code| context.names.problems.get(*code)).cloned().collect();
    common.push("TransportError".to_owned());
    types.imports.add("runtime/error", "TransportError");
    source.push_str("/** What every operation can fail with. */\n");
    source.push_str(&union("CommonError", &common));
    file(&format!("{MODULE}.d.ts"), &format!("{}{source}", types.imports.render(MODULE, homes)))
}

fn declaration(types: &mut Types, problem: &ProblemCode, name: &str, body: ProblemBody) -> String {
    types.imports.add("runtime/error", "Failure");
    let paragraphs = [problem.title.clone(), problem.description.clone().unwrap_or_default()];
    let comment = text::comment(&paragraphs, &[], 0);
    let code = text::quote(&problem.code);
    let status = problem.status;
    match body {
        ProblemBody::Always(ty) => {
            let body = ty.map_or_else(|| "unknown".to_owned(), |ty| types.reference(ty, Form::Output, 0));
            format!("{comment}export interface {name} extends Failure<{code}, {status}, {body}> {{}}\n")
        }
        ProblemBody::Varies => {
            format!("{comment}export interface {name}<Body> extends Failure<{code}, {status}, Body> {{}}\n")
        }
    }
}

/// The declaration of what a call can fail with.
pub(super) fn of_call(types: &mut Types, context: Context, call: &Call) -> String {
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
                if let Some(ProblemBody::Varies) = context.plan.problems.get(code) {
                    let body = ty.map_or_else(|| "unknown".to_owned(), |ty| types.reference(ty, Form::Output, 0));
                    parts.push(format!("{name}<{body}>"));
                } else {
                    parts.push(name.clone());
                }
            }
            Failure::Status { answer } => {
                let Some(answer) = call.answers.get(*answer) else { continue };
                types.imports.add("runtime/error", "Failure");
                let body = bodies(types, &answer.bodies.iter().collect::<Vec<_>>());
                let key = &answer.key;
                parts.push(match answer.status {
                    Status::Code(304) => format!("Failure<\"not_modified\", 304, {body}>"),
                    Status::Code(code) => format!("Failure<\"http_{code}\", {code}, {body}>"),
                    _ => format!("Failure<\"http_{key}\", number, {body}>"),
                });
            }
        }
    }
    let comment = text::comment(&[format!("What `{}` can fail with.", call.operation.id)], &[], 0);
    format!("{comment}{}", union(&call.name.error_type, &parts))
}

/// What bodies are as a value: each of them, or nothing where there is none.
pub(super) fn bodies(types: &mut Types, bodies: &[&AnswerBody]) -> String {
    let mut values: Vec<String> = Vec::new();
    for one in bodies {
        let text = body(types, one.kind, one.ty);
        if !values.contains(&text) {
            values.push(text);
        }
    }
    if values.is_empty() { "undefined".to_owned() } else { values.join(" | ") }
}

/// The type of a body that the core has read.
fn body(types: &mut Types, kind: Kind, ty: Option<TypeRef>) -> String {
    let value = |types: &mut Types| ty.map_or_else(|| "unknown".to_owned(), |ty| types.reference(ty, Form::Output, 0));
    match kind {
        Kind::None => "undefined".to_owned(),
        Kind::Blob | Kind::Any => "Blob".to_owned(),
        Kind::Text | Kind::Html => "string".to_owned(),
        Kind::Json => value(types),
        Kind::EventTexts => "AsyncIterable<string>".to_owned(),
        Kind::EventValues | Kind::Events | Kind::Lines | Kind::Sequence => {
            format!("AsyncIterable<{}>", value(types))
        }
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
