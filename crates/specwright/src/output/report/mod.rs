//! Findings as somebody reads them: a person at a terminal, a program, or a review on GitHub.

mod github;
mod human;
mod json;
mod lines;

use std::fmt::Write as _;
use std::io::IsTerminal;

use lines::Lines;

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
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

/// How many findings are shown to people. Nobody reads more before mending what these say.
const MOST_SHOWN: usize = 1_000;

/// The report in the findings' order ([`Diagnostics::sort`] gives them one), with a line of counts at its end but in
/// JSON. Empty when nothing was found. People are shown the gravest thousand, programs all that were kept.
pub fn render(diagnostics: &Diagnostics, sources: &Sources, format: Format, colour: bool) -> String {
    let shown = if format == Format::Json { diagnostics.iter().collect() } else { gravest(diagnostics) };
    let places = |diagnostic: &Diagnostic| -> Vec<_> {
        diagnostic.at.into_iter().chain(diagnostic.related.iter().map(|(at, _)| *at)).collect()
    };
    let wanted = shown.iter().filter(|_| format == Format::Human);
    let lines = Lines::of(sources, wanted.flat_map(|diagnostic| places(diagnostic)));
    let mut report = String::new();
    for diagnostic in &shown {
        match format {
            Format::Human => human::render(diagnostic, &lines, colour, &mut report),
            Format::Json => json::render(diagnostic, &lines, &mut report),
            Format::Github => github::render(diagnostic, &lines, &mut report),
        }
    }
    let more = diagnostics.len() - shown.len() + diagnostics.left_out();
    // Writing to a String cannot fail.
    if format == Format::Json {
        if more > 0 {
            let message = format!("{more} more findings were not kept");
            let rest = Diagnostic::new("more-findings", Severity::Note, None, message);
            json::render(&rest.help("mend these first"), &lines, &mut report);
        }
    } else if !diagnostics.is_empty() {
        if more > 0 {
            let _ = writeln!(report, "specwright: {more} more findings are not shown: mend these first\n");
        }
        let _ = writeln!(report, "specwright: {}", summary(diagnostics));
    }
    report
}

/// As many findings as are shown: errors before warnings before notes, and then in their order.
pub fn gravest(diagnostics: &Diagnostics) -> Vec<&Diagnostic> {
    let mut chosen: Vec<_> = diagnostics.iter().enumerate().collect();
    // Stable, so of equal weight the first ones stay.
    chosen.sort_by_key(|(_, diagnostic)| diagnostic.severity);
    chosen.truncate(MOST_SHOWN);
    chosen.sort_by_key(|(at, _)| *at);
    chosen.into_iter().map(|(_, diagnostic)| diagnostic).collect()
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
    if parts.is_empty() {
        return "nothing found".to_owned();
    }
    let more = Some(diagnostics.left_out()).filter(|more| *more > 0).map(|more| format!("{more} more"));
    parts.into_iter().chain(more).collect::<Vec<_>>().join(", ")
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
