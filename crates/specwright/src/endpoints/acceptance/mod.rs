//! Acceptance criteria against the tests that they name: a criterion is shown by a test that exists.

mod javascript;
mod python;
mod rust;

use std::collections::HashMap;
use std::path::{Component, Path};

use super::model::{Criterion, Endpoints, Located, TestName};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// What is known of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    Test,
    /// It is there, but never runs.
    Ignored,
    /// A function of the name that is no test.
    Function,
    Nothing,
}

/// A file of tests, as far as it could be read.
enum TestFile {
    Read(Box<dyn Fn(&str) -> Found>),
    /// There is none.
    Missing,
    /// Why it cannot be read.
    Unreadable(String),
}

/// Looks for every test that a criterion names, in the files below `root`.
pub fn check_acceptance(endpoints: &Endpoints, root: &Path, diagnostics: &mut Diagnostics) {
    let mut files = HashMap::new();
    for criterion in endpoints.endpoints.iter().flat_map(|endpoint| &endpoint.acceptance) {
        let mut shown = !criterion.tests.is_empty();
        for test in &criterion.tests {
            let file = files.entry(test.value.file.clone()).or_insert_with(|| read(root, &test.value.file));
            if let Some(finding) = problem(test, file) {
                shown = false;
                diagnostics.push(finding);
            }
        }
        if shown && !criterion.checked {
            diagnostics.push(unticked(criterion));
        }
    }
}

fn problem(test: &Located<TestName>, file: &TestFile) -> Option<Diagnostic> {
    let TestName { file: path, test: name } = &test.value;
    let error = |code, message: String, help: String| Some(Diagnostic::error(code, test.at, message).help(help));
    let found = match file {
        TestFile::Missing => {
            let help =
                format!("write the test `{name}` there, or name the file that has it, relative to the repository");
            return error("acceptance-file-missing", format!("there is no file `{path}`"), help);
        }
        TestFile::Unreadable(reason) => {
            let help = "mend the file, so that its tests can be found".to_owned();
            return error("acceptance-file-unreadable", format!("cannot look into `{path}`: {reason}"), help);
        }
        TestFile::Read(look) => look(name),
    };
    match found {
        Found::Test => None,
        Found::Ignored => {
            let help = "let it run, or name another test".to_owned();
            error(
                "acceptance-test-missing",
                format!("the test `{name}` in `{path}` is ignored, so it shows nothing"),
                help,
            )
        }
        Found::Function => {
            let help = "put it under a test attribute, or name the test that calls it".to_owned();
            error("acceptance-test-missing", format!("`{name}` in `{path}` is no test"), help)
        }
        Found::Nothing => {
            let help = format!("write the test `{name}` there, or name the one that shows the criterion");
            error("acceptance-test-missing", format!("there is no test `{name}` in `{path}`"), help)
        }
    }
}

fn unticked(criterion: &Criterion) -> Diagnostic {
    Diagnostic::warning("acceptance-unticked", criterion.at, "this criterion has a test and is not ticked")
        .help("write `[x]`")
}

fn read(root: &Path, name: &str) -> TestFile {
    let path = Path::new(name);
    // A criterion must not make a build read what is not the repository's.
    if !path.components().all(|component| matches!(component, Component::Normal(_))) {
        return TestFile::Unreadable("its path leads out of the repository".to_owned());
    }
    let text = match std::fs::read_to_string(root.join(path)) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return TestFile::Missing,
        Err(error) => return TestFile::Unreadable(error.to_string()),
    };
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("rs") => match rust::tests(&text) {
            Ok(tests) => TestFile::Read(Box::new(move |name| tests.find(name))),
            Err(reason) => TestFile::Unreadable(reason),
        },
        Some("ts" | "tsx" | "mts" | "js" | "mjs" | "cjs") => {
            let names = javascript::tests(&text);
            TestFile::Read(Box::new(move |name| if names.contains(name) { Found::Test } else { Found::Nothing }))
        }
        Some("py") => TestFile::Read(Box::new(move |name| python::find(&text, name))),
        _ => TestFile::Unreadable("it is neither Rust, TypeScript, JavaScript nor Python".to_owned()),
    }
}
