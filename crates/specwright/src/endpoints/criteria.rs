//! Acceptance criteria: a checkbox each, with the tests that show it.

use super::markdown::Item;
use super::model::{Criterion, TestName};
use super::reader::Reader;
use crate::diagnostic::Diagnostic;

/// Each item of a list under `Acceptance`.
pub fn read(reader: &mut Reader<'_>, items: &[Item]) -> Vec<Criterion> {
    items.iter().map(|item| criterion(reader, item)).collect()
}

fn criterion(reader: &mut Reader<'_>, item: &Item) -> Criterion {
    let at = reader.at(&item.words);
    let Some(checked) = item.checked else {
        let help = "write `- [x] What holds. (`path::test`)`, or `- [ ]` for what nobody has shown yet";
        reader.report("acceptance-malformed", at, "an acceptance criterion has no checkbox", help);
        return Criterion { at, checked: true, tests: Vec::new() };
    };
    let mut tests = Vec::new();
    for span in item.words.code_spans() {
        let text = span.text();
        // Other code of the sentence: a status, a member's name.
        let Some((file, name)) = text.rsplit_once("::") else { continue };
        let shown_by = TestName { file: file.trim().to_owned(), test: name.trim().to_owned() };
        if shown_by.file.is_empty() || shown_by.test.is_empty() || shown_by.file.contains("::") {
            let finding =
                Diagnostic::error("acceptance-malformed", reader.at(&span), format!("`{text}` names no test"));
            reader.push(finding.help("write the file, `::` and the test: `tests/service/tasks.rs::create_task`"));
        } else {
            tests.push(reader.located(&span, shown_by));
        }
    }
    if tests.is_empty() {
        let help = "name the test that shows it in a code span at the end: `tests/service/tasks.rs::create_task`";
        reader.report("acceptance-malformed", at, "an acceptance criterion names no test", help);
    }
    Criterion { at, checked, tests }
}
