//! Findings as somebody reads them: a person at a terminal, a program, or a review on GitHub.

mod github;
mod human;
mod json;
mod lines;

use std::fmt::Write as _;
use std::io::IsTerminal;

use lines::Lines;

use crate::diagnostic::{Diagnostics, Severity};
use crate::source::Sources;

/// Whom a report is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// With the source line, carets and help.
    #[default]
    Human,
    /// One JSON object a line.
    Json,
    /// Workflow commands, which GitHub shows beside the line they are about.
    Github,
}

/// The whole report in the findings' order ([`Diagnostics::sort`] gives them one), with a line of counts at its end but
/// in JSON. Empty when nothing was found.
pub fn render(diagnostics: &Diagnostics, sources: &Sources, format: Format, colour: bool) -> String {
    let lines = Lines::of(sources);
    let mut report = String::new();
    for diagnostic in diagnostics {
        match format {
            Format::Human => human::render(diagnostic, &lines, colour, &mut report),
            Format::Json => json::render(diagnostic, &lines, &mut report),
            Format::Github => github::render(diagnostic, &lines, &mut report),
        }
    }
    if format != Format::Json && !diagnostics.is_empty() {
        // Writing to a String cannot fail.
        let _ = writeln!(report, "specwright: {}", summary(diagnostics));
    }
    report
}

/// `2 errors, 1 warning`.
pub fn summary(diagnostics: &Diagnostics) -> String {
    let counts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let parts: Vec<_> = counts
        .into_iter()
        .filter_map(|(severity, name)| {
            let count = diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
            (count > 0).then(|| format!("{count} {name}{}", if count == 1 { "" } else { "s" }))
        })
        .collect();
    if parts.is_empty() { "nothing found".to_owned() } else { parts.join(", ") }
}

/// Whether a report on standard error may be coloured: it is a terminal, and `NO_COLOR` is not set (no-color.org).
pub fn colour_wanted() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    !refused && std::io::stderr().is_terminal()
}

fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
