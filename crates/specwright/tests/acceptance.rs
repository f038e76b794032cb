//! A criterion is shown by a test that exists.

use std::path::PathBuf;

use specwright::diagnostic::{Diagnostics, Severity};
use specwright::endpoints::{check_acceptance, parse};
use specwright::source::FileId;

const RUST: &str = r#"
// #[test] fn in_a_comment() {}
#[test]
fn plain() { let text = "fn in_a_string()"; }
#[tokio::test]
async fn on_a_runtime() {}
#[test]
#[ignore = "slow"]
fn left_out() {}
fn helper() {}
both_databases! {
    /// Says what it shows.
    async fn on_both_databases(service: Service) { inner().await; }
    #[ignore]
    async fn left_out_on_both(service: Service) {}
    async fn after_it(service: Service) {}
}
both_databases!(listed, listed_too);
async fn listed(service: Service) {}
macro_rules! both_databases { ($($name:ident),*) => { not_made!() } }
mod nested {
    #[test]
    fn deep() {}
}
"#;

const TYPESCRIPT: &str = r#"
// test("in a comment", () => {});
/* it("in a block", () => {}); */
test("lists tasks", async () => { const said = "test('in a string')"; });
describe("group", () => { it( 'it\'s there', () => {}); test(`a template`, f) });
/it's/.test("a pattern's");
"#;

const PYTHON: &str = "def test_plain():\n    pass\n\nclass Group:\n    async def test_method(self):\n        pass\n\ndef helper():\n    pass\n";

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("specwright-acceptance-{name}-{}", std::process::id()));
        std::fs::create_dir_all(path.join("tests")).expect("a folder");
        for (name, text) in [("a.rs", RUST), ("b.ts", TYPESCRIPT), ("c.py", PYTHON), ("broken.rs", "fn {")] {
            std::fs::write(path.join("tests").join(name), text).expect("written");
        }
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The findings for one criterion: `[x]` or `[ ]`, and what it names.
fn findings(folder: &Folder, mark: char, test: &str) -> Vec<(&'static str, String)> {
    let document = format!(
        "# T\n\nBase path: `/`\n\n## A\n\n### a\n\n#### Acceptance\n\n- [{mark}] Something holds. (`{test}`)\n"
    );
    let endpoints = parse(&document, FileId(0), &mut Diagnostics::default());
    let mut diagnostics = Diagnostics::default();
    check_acceptance(&endpoints, &folder.0, &mut diagnostics);
    for diagnostic in &diagnostics {
        assert!(diagnostic.help.is_some(), "{diagnostic:?}");
        assert!(diagnostic.at.is_some_and(|at| at.line == 11), "{diagnostic:?}");
        assert!(diagnostic.severity == Severity::Error || diagnostic.code == "acceptance-unticked");
    }
    diagnostics.iter().map(|diagnostic| (diagnostic.code, diagnostic.message.clone())).collect()
}

#[test]
fn a_test_that_exists_shows_its_criterion() {
    let folder = Folder::new("good");
    for test in [
        "tests/a.rs::plain",
        "tests/a.rs::on_a_runtime",
        "tests/a.rs::on_both_databases",
        "tests/a.rs::after_it",
        "tests/a.rs::listed",
        "tests/a.rs::listed_too",
        "tests/a.rs::deep",
        "tests/b.ts::lists tasks",
        "tests/b.ts::it's there",
        "tests/b.ts::a template",
        "tests/c.py::test_plain",
        "tests/c.py::test_method",
    ] {
        assert_eq!(findings(&folder, 'x', test), [], "{test}");
    }
}

#[test]
fn what_is_no_test_shows_nothing() {
    let folder = Folder::new("bad");
    for (test, code) in [
        ("tests/a.rs::in_a_comment", "acceptance-test-missing"),
        ("tests/a.rs::in_a_string", "acceptance-test-missing"),
        ("tests/a.rs::left_out", "acceptance-test-missing"),
        ("tests/a.rs::left_out_on_both", "acceptance-test-missing"),
        ("tests/a.rs::helper", "acceptance-test-missing"),
        ("tests/a.rs::inner", "acceptance-test-missing"),
        ("tests/a.rs::not_made", "acceptance-test-missing"),
        ("tests/a.rs::nowhere", "acceptance-test-missing"),
        ("tests/b.ts::in a comment", "acceptance-test-missing"),
        ("tests/b.ts::in a block", "acceptance-test-missing"),
        ("tests/b.ts::in a string", "acceptance-test-missing"),
        ("tests/b.ts::a pattern's", "acceptance-test-missing"),
        ("tests/b.ts::group", "acceptance-test-missing"),
        ("tests/c.py::helper", "acceptance-test-missing"),
        ("tests/c.py::test_pla", "acceptance-test-missing"),
        ("tests/none.rs::plain", "acceptance-file-missing"),
        ("tests/broken.rs::plain", "acceptance-file-unreadable"),
        ("../tests/a.rs::plain", "acceptance-file-unreadable"),
        ("/tests/a.rs::plain", "acceptance-file-unreadable"),
        ("tests::plain", "acceptance-file-unreadable"),
    ] {
        for mark in ['x', ' '] {
            let found = findings(&folder, mark, test);
            assert_eq!(found.iter().map(|(code, _)| *code).collect::<Vec<_>>(), [code], "{test}: {found:?}");
        }
    }
}

#[test]
fn a_criterion_that_is_shown_is_ticked() {
    let folder = Folder::new("unticked");
    let found = findings(&folder, ' ', "tests/a.rs::plain");
    assert_eq!(found.iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["acceptance-unticked"]);
}
