//! For programs: one object a line, every field always there.

use serde_json::{Value, json};

use super::lines::Lines;
use super::severity_name;
use crate::diagnostic::Diagnostic;
use crate::source::Position;

pub fn render(diagnostic: &Diagnostic, lines: &Lines<'_>, report: &mut String) {
    let related: Vec<Value> = diagnostic
        .related
        .iter()
        .map(|(at, label)| {
            json!({
                "file": lines.path(*at),
                "line": at.line,
                "column": at.column,
                "length": at.length,
                "label": label,
            })
        })
        .collect();
    let at = diagnostic.at;
    let object = json!({
        "code": diagnostic.code,
        "severity": severity_name(diagnostic.severity),
        "message": diagnostic.message,
        "file": at.map(|at| lines.path(at)),
        "line": at.map(|at: Position| at.line),
        "column": at.map(|at| at.column),
        "length": at.map(|at| at.length),
        "related": related,
        "help": diagnostic.help,
    });
    report.push_str(&object.to_string());
    report.push('\n');
}
