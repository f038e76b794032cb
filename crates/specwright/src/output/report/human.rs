//! For people: what is wrong, the line with a caret, what belongs to it, and how to mend it.

use annotate_snippets::{Annotation, AnnotationKind, Element, Level, Origin, Renderer, Snippet};

use super::lines::Lines;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Position;

pub fn render(diagnostic: &Diagnostic, lines: &Lines<'_>, colour: bool, report: &mut String) {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut group = level
        .primary_title(diagnostic.message.as_str())
        .id(diagnostic.code)
        .elements(diagnostic.at.map(|at| place(at, AnnotationKind::Primary, None, lines)));
    for (at, label) in &diagnostic.related {
        group = group.element(place(*at, AnnotationKind::Context, Some(label), lines));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    report.push_str(&renderer.render(&[group]));
    report.push_str("\n\n");
}

fn place<'l>(at: Position, kind: AnnotationKind, label: Option<&'l str>, lines: &'l Lines<'_>) -> Element<'l> {
    let number = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    match lines.line(at) {
        Some((line, span)) => Snippet::<Annotation<'_>>::source(line)
            .line_start(number(at.line))
            .path(lines.path(at))
            .annotation(kind.span(span).label(label))
            .into(),
        None => Origin::path(lines.path(at)).line(number(at.line)).char_column(number(at.column)).into(),
    }
}
