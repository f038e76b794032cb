//! A copy of the repository's contract and endpoints document, to be changed and checked.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use specwright::contract;
use specwright::diagnostic::{Diagnostics, Severity};
use specwright::endpoints;
use specwright::output::report::{Format, render};
use specwright::source::{Position, Sources};

/// A place in one of the documents: the first `text` after the anchors in `after`, which follow each other and are
/// written with ` > ` between them.
#[derive(Clone, Copy)]
pub struct Spot {
    pub file: &'static str,
    pub after: &'static str,
    pub text: &'static str,
}

pub struct Documents {
    root: PathBuf,
}

impl Documents {
    pub fn copy() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let root = std::env::temp_dir().join(format!("specwright-drift-{}-{number}", std::process::id()));
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        copy(&repository.join("openapi"), &root.join("openapi"));
        copy(&repository.join("specs"), &root.join("specs"));
        Self { root }
    }

    /// Writes `now` where `spot` is.
    pub fn replace(&self, spot: &Spot, now: &str) {
        let text = self.read(spot.file);
        let at = find(&text, spot);
        self.write(spot.file, &format!("{}{now}{}", &text[..at], &text[at + spot.text.len()..]));
    }

    /// Takes out the whole line of `spot`.
    pub fn drop_line(&self, spot: &Spot) {
        let text = self.read(spot.file);
        let at = find(&text, spot);
        let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
        self.write(spot.file, &format!("{}{}", &text[..start], &text[end..]));
    }

    /// Takes out everything from `from` up to `to`.
    pub fn cut(&self, file: &'static str, from: &'static str, to: &'static str) {
        let text = self.read(file);
        let start = find(&text, &Spot { file, after: "", text: from });
        let end = start + find(&text[start..], &Spot { file, after: "", text: to });
        self.write(file, &format!("{}{}", &text[..start], &text[end..]));
    }

    /// The documents as they are agree.
    pub fn expect_none(&self) {
        let (found, sources) = self.run();
        let report = render(&found, &sources, Format::Human, false);
        assert!(!found.has_errors(), "before anything was changed:\n{report}");
    }

    /// There is an error with this in its message, exactly at `here`, that shows the line of `there` and has help.
    pub fn expect(&self, here: &Spot, there: &Spot, message: &str) {
        let (found, sources) = self.run();
        let is = |at: Position, spot: &Spot| {
            let file = sources.file(at.file).expect("a file");
            let text = self.read(spot.file);
            let offset = find(&text, spot);
            file.path.ends_with(spot.file) && at.line as usize == text[..offset].matches('\n').count() + 1
        };
        let covers = |at: Position, spot: &Spot| {
            let text = self.read(spot.file);
            let line = text.lines().nth(at.line as usize - 1).unwrap_or("");
            let covered: String = line.chars().skip(at.column as usize - 1).take(at.length as usize).collect();
            covered == spot.text.trim()
        };
        let named = found.iter().any(|diagnostic| {
            diagnostic.severity == Severity::Error
                && diagnostic.message.contains(message)
                && diagnostic.help.is_some()
                && diagnostic.at.is_some_and(|at| is(at, here) && covers(at, here))
                && diagnostic.related.iter().any(|(at, _)| is(*at, there))
        });
        let report = render(&found, &sources, Format::Human, false);
        let (here, there) = ((here.file, here.text), (there.file, there.text));
        assert!(named, "no finding `{message}`\nat {here:?}\nthat shows {there:?} among these:\n{report}");
    }

    fn run(&self) -> (Diagnostics, Sources) {
        let mut found = Diagnostics::default();
        let mut sources = Sources::load(&self.root.join("openapi/openapi.yaml"), &mut found);
        let document = self.root.join("specs/api/rest-endpoints.md");
        let endpoints = endpoints::load(&document, &mut sources, &mut found).expect("the document is there");
        let contract = contract::lower(&sources, &mut found).expect("there is a contract");
        endpoints::compare(&endpoints, &contract, &mut found);
        found.sort();
        (found, sources)
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.root.join(file), text).expect("written");
    }
}

impl Drop for Documents {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

/// Where a spot is. The documents may have moved on: then the test has to follow them.
fn find(text: &str, spot: &Spot) -> usize {
    let mut from = 0;
    for part in spot.after.split(" > ").chain([spot.text]) {
        let found = text[from..].find(part);
        let at = found.unwrap_or_else(|| panic!("{} has no `{part}` after `{}`", spot.file, spot.after));
        from += at + part.len();
    }
    from - spot.text.len()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}
