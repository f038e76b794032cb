//! Runs the command on a document, within limits.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::{code, javascript};

/// Processor seconds, of an unoptimised build on any machine. What explodes takes longer than any limit.
const SECONDS: u32 = 60;
/// Address space, in kB.
const KILOBYTES: u32 = 3_000_000;

/// A folder of its own, gone with the value.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("specwright-hostile-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What became of a document.
pub struct Run {
    pub name: String,
    pub code: Option<i32>,
    pub report: String,
    folder: Folder,
}

/// Generates every target from `text`, in a file of this extension.
pub fn run(name: &str, extension: &str, text: &str) -> Run {
    let folder = Folder::new(name);
    let spec = folder.path().join(format!("contract.{extension}"));
    fs::write(&spec, text).expect("written");
    run_in(name, folder, &spec)
}

/// The same for a document that lies in `folder`.
pub fn run_in(name: &str, folder: Folder, spec: &Path) -> Run {
    let output = limited(&["generate", &text(spec), "--out", &text(&folder.path().join("out"))]);
    let report = String::from_utf8_lossy(&output.stderr).into_owned();
    Run { name: name.to_owned(), code: output.status.code(), report, folder }
}

fn limited(arguments: &[&str]) -> Output {
    let limits = format!("ulimit -t {SECONDS} && ulimit -v {KILOBYTES} && exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.args(["-c", &limits, env!("CARGO_BIN_EXE_specwright")]).args(arguments);
    command.output().expect("a shell")
}

fn text(path: &Path) -> String {
    path.to_str().expect("UTF-8").to_owned()
}

impl Run {
    /// This code is among its findings. Where that is only a warning, what was generated all the same is sound.
    #[track_caller]
    pub fn named(&self, code: &str) {
        assert!(self.report.contains(&format!("[{code}]")), "{}: {}", self.name, self.beginning());
        self.ended();
    }

    /// It was generated, and all of it is code of its language in which nothing of the document runs.
    #[track_caller]
    pub fn generated(&self) {
        assert_eq!(self.code, Some(0), "{}: {}", self.name, self.beginning());
        let files = self.files();
        for kind in ["rs", "js", "ts", "json"] {
            assert!(files.iter().any(|(path, _)| path.ends_with(&format!(".{kind}"))), "{}: no {kind}", self.name);
        }
        for (path, text) in files {
            let found = match path.rsplit('.').next() {
                Some("rs") => code::faults(&text),
                Some("js" | "ts") => javascript::faults(&text),
                Some("json") => serde_json::from_str::<serde_json::Value>(&text).err().map(|error| error.to_string()),
                Some("toml") => manifest_fault(&text),
                _ => None,
            };
            assert_eq!(found, None, "{}: {path}", self.name);
        }
    }

    /// Either of the two: what matters is that it ended, and how.
    #[track_caller]
    pub fn ended(&self) {
        match self.code {
            Some(1) => assert!(self.report.contains("error["), "{}: {}", self.name, self.beginning()),
            _ => self.generated(),
        }
    }

    pub fn files(&self) -> Vec<(String, String)> {
        let mut files = Vec::new();
        collect(&self.folder.path().join("out"), &mut files);
        files
    }

    fn beginning(&self) -> String {
        self.report.chars().take(2_000).collect()
    }
}

/// All that a contract says in a manifest is what the packages are called.
fn manifest_fault(text: &str) -> Option<String> {
    let name = text.lines().find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let sound = !name.is_empty() && name.bytes().all(plain);
    let stem = name.trim_end_matches("-api").trim_end_matches("-client");
    let rest = text.replace(stem, "").replace(&stem.replace('-', "_"), "");
    (!sound || rest.contains(code::MARK)).then(|| format!("more than the name {name:?}: {text}"))
}

fn collect(folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push((text(&path), fs::read_to_string(&path).expect("UTF-8")));
        }
    }
}
