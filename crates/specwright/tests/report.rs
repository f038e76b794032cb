//! Findings as a person, a program and GitHub read them.

use specwright::diagnostic::{Diagnostic, Diagnostics, Severity};
use specwright::output::report::{Format, render};
use specwright::source::{FileId, Position, Sources};

fn found() -> (Diagnostics, Sources) {
    let mut sources = Sources::default();
    let file = sources.add_text("api/größe.yaml", "abc\n\täöü: wert, 'x'\n\n");
    let at = |line, column, length| Position { file, line, column, length };
    let mut found = Diagnostics::default();
    found.push(
        Diagnostic::error("some-code", at(2, 2, 3), "a message, with: 100%\nand a second line")
            .related(at(1, 1, 3), "look here")
            .help("write `x`"),
    );
    found.push(Diagnostic::warning("some-code", at(2, 15, 30), "longer than its line"));
    found.push(Diagnostic::new("other-code", Severity::Note, None, "nowhere"));
    (found, sources)
}

#[test]
fn people_see_the_line_and_the_mend() {
    let (found, sources) = found();
    let expected = "\
error[some-code]: a message, with: 100%
                  and a second line
 --> api/größe.yaml:2:2
  |
2 |     äöü: wert, 'x'
  |     ^^^
  |
 ::: api/größe.yaml:1:1
  |
1 | abc
  | --- look here
  |
  = help: write `x`

warning[some-code]: longer than its line
 --> api/größe.yaml:2:15
  |
2 |     äöü: wert, 'x'
  |                  ^

note[other-code]: nowhere

specwright: 1 error, 1 warning, 1 note
";
    assert_eq!(render(&found, &sources, Format::Human, false), expected);
    let coloured = render(&found, &sources, Format::Human, true);
    assert!(coloured.contains("\u{1b}["), "{coloured}");
}

#[test]
fn programs_read_one_object_a_line_with_every_field() {
    let (found, sources) = found();
    let report = render(&found, &sources, Format::Json, true);
    let lines: Vec<&str> = report.lines().collect();
    assert_eq!(
        lines[0],
        "{\"code\":\"some-code\",\"severity\":\"error\",\"message\":\"a message, with: 100%\\nand a second line\",\
         \"file\":\"api/größe.yaml\",\"line\":2,\"column\":2,\"length\":3,\"related\":[{\"file\":\"api/größe.yaml\",\
         \"line\":1,\"column\":1,\"length\":3,\"label\":\"look here\"}],\"help\":\"write `x`\"}"
    );
    assert_eq!(
        lines[2],
        "{\"code\":\"other-code\",\"severity\":\"note\",\"message\":\"nowhere\",\"file\":null,\"line\":null,\
         \"column\":null,\"length\":null,\"related\":[],\"help\":null}"
    );
    assert_eq!(lines.len(), 3, "nothing but objects");
}

#[test]
fn github_reads_commands() {
    let (found, sources) = found();
    let expected = "\
::error file=api/größe.yaml,line=2,col=2,endColumn=5,title=some-code::a message, with: 100%25%0Aand a second line%0Aapi/größe.yaml:1:1: look here%0Ahelp: write `x`
::warning file=api/größe.yaml,line=2,col=15,endColumn=45,title=some-code::longer than its line
::notice title=other-code::nowhere
specwright: 1 error, 1 warning, 1 note
";
    assert_eq!(render(&found, &sources, Format::Github, false), expected);
}

/// A position that no file has, or a line too long to show, still gives a report.
#[test]
fn a_place_that_is_not_there_does_no_harm() {
    let mut sources = Sources::default();
    let file = sources.add_text("one-line.json", "x".repeat(5000));
    let mut found = Diagnostics::default();
    for (file, line, column, length) in [
        (file, 1, 4000, 3),
        (file, 0, 0, 0),
        (file, 9, 9, 9),
        (FileId(7), 1, 1, 1),
        (file, u32::MAX, u32::MAX, u32::MAX),
    ] {
        let at = Position { file, line, column, length };
        found.push(Diagnostic::error("some-code", at, "somewhere").related(at, "here"));
    }
    for format in [Format::Human, Format::Json, Format::Github] {
        assert!(render(&found, &sources, format, false).lines().all(|line| line.len() < 1000));
    }
}

#[test]
fn nothing_found_is_nothing_said() {
    let sources = Sources::default();
    for format in [Format::Human, Format::Json, Format::Github] {
        assert_eq!(render(&Diagnostics::default(), &sources, format, false), "");
    }
}
