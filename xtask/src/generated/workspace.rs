//! The crates that are compiled: for every document its generated `api`, and beside it the program that asks it.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use serde_json::Value;
use specwright::diagnostic::Severity;
use specwright::emit::{GeneratedFile, Options, Target};
use specwright::output::report::{Format, render};
use specwright::run::{self, Documents, Reading};

/// All crates of a run.
pub struct Workspace {
    root: PathBuf,
    repository: PathBuf,
    members: Vec<String>,
    /// Those that are a program alone.
    programs: Vec<String>,
}

impl Workspace {
    /// In the repository's target folder, under a name.
    pub fn new(repository: &Path, name: &str) -> io::Result<Self> {
        let root = repository.join("target/generated").join(name);
        fs::create_dir_all(&root)?;
        Ok(Self { root, repository: repository.to_owned(), members: Vec::new(), programs: Vec::new() })
    }

    /// Generates a document's code, and writes the program that `main` makes for its files and its package's name, with
    /// `dependencies` besides those that every program has.
    pub fn add<T>(
        &mut self,
        name: &str,
        document: &Value,
        targets: &[Target],
        dependencies: &str,
        main: impl FnOnce(&[GeneratedFile], &str) -> Result<(String, T), String>,
    ) -> Result<T, String> {
        let failed = |error: io::Error| error.to_string();
        let folder = self.root.join(name);
        let spec = folder.join("openapi.json");
        write(&spec, &format!("{document:#}")).map_err(failed)?;
        let runtime = self.repository.join("crates/specwright-poem");
        let options = Options { name: Some(name.to_owned()), runtime: Some(runtime.clone()), ..Options::default() };
        let mut reading = run::read(&Documents::of(spec));
        let files = run::generate(&mut reading, targets, &options);
        if reading.diagnostics.has_errors() || files.is_empty() {
            return Err(format!("is not generated: {}", errors(&reading)));
        }
        let (main, about) = main(&files, &format!("{}_api", name.replace('-', "_")))?;
        for file in &files {
            let path = if file.path == "Cargo.toml" { "api/Cargo.toml" } else { &file.path };
            write(&folder.join(path), &file.text).map_err(failed)?;
        }
        let manifest = format!("{PACKAGE}{MANIFEST}{dependencies}");
        let manifest = manifest.replace("NAME", name).replace("RUNTIME", &runtime.display().to_string());
        write(&folder.join("driver/Cargo.toml"), &manifest).map_err(failed)?;
        write(&folder.join("driver/src/main.rs"), &main).map_err(failed)?;
        self.members.push(name.to_owned());
        Ok(about)
    }

    /// Writes a program that stands on no generated package.
    pub fn add_program(&mut self, name: &str, dependencies: &str, main: &str) -> Result<(), String> {
        let failed = |error: io::Error| error.to_string();
        let folder = self.root.join(name).join("driver");
        let manifest = format!("{}{dependencies}", PACKAGE.replace("NAME", name));
        write(&folder.join("Cargo.toml"), &manifest).map_err(failed)?;
        write(&folder.join("src/main.rs"), main).map_err(failed)?;
        self.programs.push(name.to_owned());
        Ok(())
    }

    /// Compiles every program. Those that do not compile are named, with the first errors.
    pub fn build(&self, profile: &str) -> Result<Vec<(String, String)>, String> {
        let failed = |error: io::Error| error.to_string();
        let crates = self.members.iter().map(|name| format!("{name}/api"));
        let programs = self.members.iter().chain(&self.programs);
        let members: Vec<_> = crates.chain(programs.clone().map(|name| format!("{name}/driver"))).collect();
        write(&self.root.join("Cargo.toml"), &format!("[workspace]\nmembers = {members:?}\n{PROFILES}"))
            .map_err(failed)?;
        // The same versions as the repository has.
        if !self.root.join("Cargo.lock").exists() {
            fs::copy(self.repository.join("Cargo.lock"), self.root.join("Cargo.lock")).map_err(failed)?;
        }
        if self.cargo(profile).arg("--workspace").output().map_err(failed)?.status.success() {
            return Ok(Vec::new());
        }
        let mut broken = Vec::new();
        for name in programs {
            let output = self.cargo(profile).args(["-p", &format!("{name}-driver")]).output().map_err(failed)?;
            if !output.status.success() {
                let text = String::from_utf8_lossy(&output.stderr);
                let lines: Vec<_> = text.lines().filter(|line| line.starts_with("error")).take(3).collect();
                broken.push((name.clone(), lines.join("; ")));
            }
        }
        Ok(broken)
    }

    fn cargo(&self, profile: &str) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .args(["build", "--quiet", "--keep-going", "--profile", profile])
            .arg("--manifest-path")
            .arg(self.root.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(self.target(profile));
        command
    }

    /// What the repository's tests compiled already is not compiled again.
    fn target(&self, profile: &str) -> PathBuf {
        self.repository.join(if profile == "dev" { "target" } else { "target/generated/target" })
    }

    /// Where a document's files lie.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Asks a document's program, a line for a line.
    pub fn ask(&self, name: &str, profile: &str, lines: String) -> Result<Vec<String>, String> {
        let folder = if profile == "dev" { "debug" } else { profile };
        let program = self.target(profile).join(folder).join(format!("{name}-driver"));
        ask(&mut Command::new(program), lines)
    }
}

/// Asks a program, a line for a line.
pub fn ask(program: &mut Command, lines: String) -> Result<Vec<String>, String> {
    let mut child = program
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{}: {error}", program.get_program().display()))?;
    let mut input = child.stdin.take().ok_or("no standard input")?;
    let sent = lines.lines().count();
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    let _ = writer.join();
    let answers: Vec<String> =
        String::from_utf8_lossy(&output.stdout).split_terminator('\n').map(str::to_owned).collect();
    if !output.status.success() || answers.len() != sent {
        return Err(format!("its program ended with {} after {} of {sent} values", output.status, answers.len()));
    }
    Ok(answers)
}

/// Why the generator refuses a document; None where it does not. Nothing is kept.
pub fn refusal(document: &Value) -> Option<String> {
    try_out(document, |reading, files| (reading.diagnostics.has_errors() || files == 0).then(|| errors(reading)))
}

/// The component schemas in which the generator finds errors, with the first error of each.
pub fn faults(document: &Value) -> BTreeMap<String, String> {
    let text = format!("{document:#}");
    let lines: Vec<&str> = text.lines().collect();
    // As it was just written: the components' names are three levels in.
    let component = |line: u32| {
        let above = lines.get(..usize::try_from(line).ok()?)?;
        let name = above.iter().rev().find_map(|line| line.strip_prefix("      \""))?;
        let end = name.rfind("\": ")?;
        serde_json::from_str::<String>(&format!("\"{}\"", name.get(..end)?)).ok()
    };
    let first = lines.iter().position(|line| *line == "    \"schemas\": {").and_then(|at| u32::try_from(at).ok());
    try_out(document, |reading, _| {
        let mut faults = BTreeMap::new();
        for found in reading.diagnostics.iter().filter(|found| found.severity == Severity::Error) {
            let line = found.at.map(|at| at.line).filter(|line| first.is_some_and(|first| *line > first));
            if let Some(name) = line.and_then(component) {
                faults.entry(name).or_insert_with(|| format!("{}: {}", found.code, found.message));
            }
        }
        faults
    })
}

fn try_out<T>(document: &Value, judge: impl FnOnce(&Reading, usize) -> T) -> T {
    let folder = env::temp_dir().join(format!("specwright-{}", std::process::id()));
    let spec = folder.join("openapi.json");
    // Where it cannot be written, it cannot be read either, and that is found.
    let _ = write(&spec, &format!("{document:#}"));
    let mut reading = run::read(&Documents::of(spec));
    let files = run::generate(&mut reading, &[Target::Rust], &Options::default());
    let _ = fs::remove_dir_all(&folder);
    judge(&reading, files.len())
}

fn errors(reading: &Reading) -> String {
    let report = render(&reading.diagnostics, &reading.sources, Format::Human, false);
    let errors: Vec<_> = report.lines().filter(|line| line.starts_with("error")).take(5).collect();
    errors.join("; ")
}

/// Writes a file where it differs, so that nothing is compiled for nothing.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}

const PROFILES: &str = r#"resolver = "3"

[profile.dev]
debug = "line-tables-only"

# For a million values: what is compiled once may as well be fast.
[profile.differential]
inherits = "dev"
debug = false
incremental = false

[profile.differential.package."*"]
opt-level = 2
"#;

const PACKAGE: &str = r#"[package]
name = "NAME-driver"
version = "0.0.0"
edition = "2024"
publish = false

[dependencies]
"#;

const MANIFEST: &str = r#"NAME-api = { path = "../api" }
base64 = "0.23"
poem = { version = "3.1.12", default-features = false, features = ["server"] }
serde = { version = "1", features = ["derive"] }
serde_json = { version = "1", features = ["preserve_order"] }
specwright-poem = { path = "RUNTIME" }
tokio = { version = "1", features = ["macros", "rt"] }
uuid = "1"
"#;
