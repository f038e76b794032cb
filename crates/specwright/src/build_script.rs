//! The build script's side: a generated package writes itself from the contract before it is compiled.
//!
//! Where the environment variable `CI` is set, or the tree is read-only, nothing is written: a difference fails the
//! build and is shown. A package without the contract beside it builds from what is committed.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::SystemTime;
use std::{env, fs, io};

use crate::diagnostic::Severity;
use crate::emit::{GeneratedFile, Options, Target};
use crate::output::files::{self, Change};
use crate::output::report;
use crate::run::{self, Documents, Reading};

/// Where a contract and what follows from it lie, below the folder `root`.
#[derive(Clone, Debug)]
pub struct Layout {
    /// As seen from the package's folder, in which a build script runs.
    pub root: PathBuf,
    pub spec: PathBuf,
    pub endpoints: Option<PathBuf>,
    /// The folder that references may lead into. None: the one in which `spec` lies.
    pub contract: Option<PathBuf>,
    pub out: PathBuf,
    /// What the packages are called, without `-api` and `-client`.
    pub name: String,
}

impl Layout {
    fn documents(&self) -> Documents {
        let below = |path: &Option<PathBuf>| path.as_ref().map(|path| self.root.join(path));
        Documents { spec: self.root.join(&self.spec), endpoints: below(&self.endpoints), root: below(&self.contract) }
    }
}

/// Generates `targets`. Prints Cargo's instructions to standard output and findings to standard error.
pub fn run(layout: &Layout, targets: &[Target]) -> ExitCode {
    println!("cargo::rerun-if-env-changed=CI");
    let spec = layout.root.join(&layout.spec);
    if !spec.is_file() {
        // Cargo must still ask again when the contract appears.
        println!("cargo::rerun-if-changed={}", spec.display());
        return ExitCode::SUCCESS;
    }
    let mut reading = run::read(&layout.documents());
    let options = Options { name: Some(layout.name.clone()), ..Options::default() };
    let generated = run::generate(&mut reading, targets, &options);
    let out = layout.root.join(&layout.out);
    for path in watched(&reading, &out, &generated) {
        println!("cargo::rerun-if-changed={path}");
    }
    tell(&reading);
    if reading.diagnostics.has_errors() {
        return ExitCode::FAILURE;
    }
    match bring_up_to_date(&reading, &out, &generated) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Every input and every output is watched: an edit by hand of a generated file is undone by the next build.
fn watched(reading: &Reading, out: &Path, generated: &[GeneratedFile]) -> Vec<String> {
    let inputs = reading.sources.files().map(|(_, file)| file.path.display().to_string());
    let outputs = generated.iter().map(|file| out.join(&file.path).display().to_string());
    // A reference may name anything, and what stands behind a line's end would be an instruction to Cargo of its own.
    inputs.chain(outputs).filter(|path| !path.contains(char::is_control)).collect()
}

fn tell(reading: &Reading) {
    if reading.diagnostics.has_errors() {
        eprint!("{}", report::render(&reading.diagnostics, &reading.sources, report::Format::Human, false));
        return;
    }
    let shown = report::gravest(&reading.diagnostics).into_iter();
    for diagnostic in shown.filter(|diagnostic| diagnostic.severity == Severity::Warning) {
        // One line each, because Cargo reads by lines.
        let place = diagnostic.at.and_then(|at| {
            let file = reading.sources.file(at.file)?;
            Some(format!("{}:{}:{}: ", file.path.display(), at.line, at.column))
        });
        let message = format!("{}{}", place.unwrap_or_default(), diagnostic.message).replace(char::is_control, " ");
        println!("cargo::warning={message}");
    }
}

fn bring_up_to_date(reading: &Reading, out: &Path, generated: &[GeneratedFile]) -> io::Result<ExitCode> {
    let changes = files::compare(out, generated)?;
    if changes.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    if env::var_os("CI").is_some_and(|value| !value.is_empty()) {
        return Ok(stale(out, &changes, "`CI` is set, so nothing is written"));
    }
    match files::write(out, &changes) {
        Ok(()) => {}
        Err(error) if matches!(error.kind(), io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied) => {
            return Ok(stale(out, &changes, &format!("the tree cannot be written ({error})")));
        }
        Err(error) => return Err(error),
    }
    date_back(reading, out, &changes)?;
    Ok(ExitCode::SUCCESS)
}

fn stale(out: &Path, changes: &[Change<'_>], why: &str) -> ExitCode {
    eprint!("{}", files::diff(out, changes));
    eprintln!("error: {} generated files are not what the contract gives, and {why}", changes.len());
    eprintln!("help: run `cargo run -p specwright -- generate` and commit what it writes");
    ExitCode::FAILURE
}

/// Gives what was written the time of the newest input. Cargo reruns a script whose watched files are newer than its
/// last start, and these would be: each edit of the contract would cost a second run that has nothing to do.
fn date_back(reading: &Reading, out: &Path, changes: &[Change<'_>]) -> io::Result<()> {
    let newest = reading.sources.files().filter_map(|(_, file)| fs::metadata(&file.path).ok()?.modified().ok()).max();
    let Some(newest) = newest else { return Ok(()) };
    for change in changes {
        let path = out.join(&change.path);
        if path.is_file() {
            fs::File::options().write(true).open(&path)?.set_modified(newest.min(SystemTime::now()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reference_names_is_no_instruction_to_cargo() {
        let folder = env::temp_dir().join(format!("specwright-watched-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let spec = folder.join("contract.yaml");
        let head = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n";
        let reference = |name: &str| format!("{{$ref: \"{name}\"}}");
        let (wanted, hostile) = (reference("b.yaml"), reference("c\\ncargo::rustc-env=PATH=d.yaml"));
        fs::write(&spec, format!("{head}paths:\n  /b: {wanted}\n  /c: {hostile}\n")).expect("written");
        let reading = run::read(&Documents::of(spec));
        fs::remove_dir_all(&folder).expect("removed");

        assert_eq!(reading.sources.files().len(), 3, "both are known, though neither is there");
        let mut watched = watched(&reading, Path::new("out"), &[]);
        watched.sort();
        let expected = ["b.yaml", "contract.yaml"].map(|name| folder.join(name).display().to_string());
        assert_eq!(watched, expected);
    }

    #[test]
    fn a_contract_may_lie_in_several_folders() {
        let folder = env::temp_dir().join(format!("specwright-layout-{}", std::process::id()));
        for inner in ["service", "shared"] {
            fs::create_dir_all(folder.join(inner)).expect("a folder");
        }
        let head = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n";
        fs::write(folder.join("service/contract.yaml"), format!("{head}paths:\n  /b: {{$ref: ../shared/b.yaml}}\n"))
            .expect("written");
        fs::write(folder.join("shared/b.yaml"), "get: {operationId: b, responses: {'204': {description: Done}}}\n")
            .expect("written");
        let read = |contract: Option<&str>| {
            let layout = Layout {
                root: folder.clone(),
                spec: "service/contract.yaml".into(),
                endpoints: None,
                contract: contract.map(PathBuf::from),
                out: "generated".into(),
                name: "b".to_owned(),
            };
            let reading = run::read(&layout.documents());
            let operations = reading.contract.as_ref().map(|contract| contract.operations.len());
            (operations, watched(&reading, &folder.join("generated"), &[]).len())
        };
        assert_eq!(read(Some("")), (Some(1), 2));
        assert_eq!(read(None).0, Some(0), "the folder of the document is the contract's, unless another is named");
        let _ = fs::remove_dir_all(&folder);
    }
}
