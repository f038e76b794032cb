//! `cargo check` of every generated `api` and `client`, as members of one workspace: what they stand on is built once.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::super::Row;
use super::Verdict;

const PACKAGES: [&str; 2] = ["api", "client"];

pub fn check(rows: &mut [Row], trees: &Path, repository: &Path) -> Result<(), String> {
    let mut verdicts: BTreeMap<String, Verdict> = BTreeMap::new();
    let mut members = Vec::new();
    for row in rows.iter() {
        let verdict = verdicts.entry(row.name.clone()).or_default();
        for package in PACKAGES {
            if trees.join(&row.name).join(package).join("Cargo.toml").is_file() {
                members.push(format!("{}/{package}", row.name));
            } else {
                verdict.error(format!("there is no {package} to check"));
            }
        }
    }
    if !members.is_empty() {
        let checked = run(&members, trees, repository, &mut verdicts)?;
        for member in members.iter().filter(|member| !checked.contains(*member)) {
            let (name, package) = member.rsplit_once('/').unwrap_or((member, ""));
            if let Some(verdict) = verdicts.get_mut(name).filter(|verdict| verdict.errors == 0) {
                verdict.error(format!("its {package} was not reached"));
            }
        }
    }
    for row in rows {
        row.rust = verdicts.remove(&row.name);
    }
    Ok(())
}

/// The members that were checked without an error.
fn run(
    members: &[String],
    trees: &Path,
    repository: &Path,
    verdicts: &mut BTreeMap<String, Verdict>,
) -> Result<BTreeSet<String>, String> {
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n[profile.dev]\ndebug = false\nincremental = false\n"
    );
    let failed = |error: std::io::Error| error.to_string();
    fs::write(trees.join("Cargo.toml"), manifest).map_err(failed)?;
    // The versions that this workspace is tested with.
    fs::copy(repository.join("Cargo.lock"), trees.join("Cargo.lock")).map_err(failed)?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut child = Command::new(cargo)
        .args(["check", "--workspace", "--keep-going", "--quiet", "--message-format=json"])
        .arg("--manifest-path")
        .arg(trees.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(repository.join("target/corpus/build"))
        // A variable that `cargo xtask` itself was started with is about this workspace.
        .env_remove("CARGO_MANIFEST_DIR")
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let mut checked = BTreeSet::new();
    let mut said = false;
    let lines = child.stdout.take().map(BufReader::new);
    for line in lines.into_iter().flat_map(BufRead::lines) {
        let Ok(message) = serde_json::from_str::<Value>(&line.map_err(failed)?) else { continue };
        said = true;
        let Some(member) = member_of(&message, trees) else { continue };
        match message["reason"].as_str() {
            Some("compiler-artifact") => {
                eprintln!("checked {member}");
                checked.insert(member);
            }
            Some("compiler-message") => {
                let name = member.rsplit_once('/').map_or("", |(name, _)| name);
                if let (Some(verdict), Some(found)) = (verdicts.get_mut(name), Found::of(&message["message"])) {
                    // A run over large contracts takes long: what is found is told at once.
                    eprintln!("{}", found.text());
                    found.count(verdict);
                }
            }
            _ => {}
        }
    }
    let status = child.wait().map_err(failed)?;
    if !status.success() && !said {
        return Err(format!("`cargo check` of the generated packages fails ({status})"));
    }
    Ok(checked)
}

/// `stripe/api`, of a message about a package below `trees`.
fn member_of(message: &Value, trees: &Path) -> Option<String> {
    let manifest = Path::new(message["manifest_path"].as_str()?);
    let member = manifest.strip_prefix(trees).ok()?.parent()?;
    Some(member.to_string_lossy().replace('\\', "/"))
}

enum Found {
    Error(String),
    Warning(String),
}

impl Found {
    /// What the compiler says, where it says it of a place: a sum at the end is no finding of its own.
    fn of(message: &Value) -> Option<Self> {
        let span = message["spans"].as_array()?.iter().find(|span| span["is_primary"] == true)?;
        let code = message["code"]["code"].as_str().unwrap_or_default();
        let place = format!("{}:{}", span["file_name"].as_str().unwrap_or_default(), span["line_start"]);
        let label = span["label"].as_str().map(|label| format!(" ({label})")).unwrap_or_default();
        let level = message["level"].as_str().unwrap_or_default();
        let text = format!("{place}: {level}[{code}]: {}{label}", message["message"].as_str().unwrap_or_default());
        match level {
            "error" | "error: internal compiler error" => Some(Self::Error(text)),
            "warning" => Some(Self::Warning(text)),
            _ => None,
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Error(text) | Self::Warning(text) => text,
        }
    }

    fn count(self, verdict: &mut Verdict) {
        match self {
            Self::Error(text) => verdict.error(text),
            Self::Warning(text) => verdict.warning(text),
        }
    }
}
