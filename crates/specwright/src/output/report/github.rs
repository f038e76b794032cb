//! For GitHub: workflow commands, `::error file=…,line=…,col=…,title=…::message`.

use std::fmt::Write as _;

use super::lines::Lines;
use crate::diagnostic::{Diagnostic, Severity};

pub fn render(diagnostic: &Diagnostic, lines: &Lines<'_>, report: &mut String) {
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = Vec::new();
    if let Some(at) = diagnostic.at {
        properties.push(format!("file={}", property(lines.path(at))));
        properties.push(format!("line={}", at.line));
        properties.push(format!("col={}", at.column));
        properties.push(format!("endColumn={}", at.column.saturating_add(at.length)));
    }
    properties.push(format!("title={}", property(diagnostic.code)));
    let mut text = diagnostic.message.clone();
    for (at, label) in &diagnostic.related {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n{}:{}:{}: {label}", lines.path(*at), at.line, at.column);
    }
    if let Some(help) = &diagnostic.help {
        text.push_str("\nhelp: ");
        text.push_str(help);
    }
    report.push_str("::");
    report.push_str(command);
    report.push(' ');
    report.push_str(&properties.join(","));
    report.push_str("::");
    report.push_str(&message(&text));
    report.push('\n');
}

/// A command ends at its line's end.
fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Commas and colons end a property.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
