//! The generated declarations under TypeScript's strictest flags, and the JavaScript under Node.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::{fs, thread};

use serde_json::json;

use super::super::Row;
use super::Verdict;

pub fn check(rows: &mut [Row], trees: &Path, repository: &Path, jobs: usize) -> Result<(), String> {
    let compiler = compiler(repository)?;
    let queue = Mutex::new(rows.iter_mut());
    thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                while let Some(row) = queue.lock().ok().and_then(|mut queue| queue.next()) {
                    row.typescript = Some(verdict(&compiler, &trees.join(&row.name)));
                    eprintln!("compiled {}/typescript", row.name);
                }
            });
        }
    });
    Ok(())
}

/// TypeScript's own, by npm, in the version that the lock file beside this package names.
fn compiler(repository: &Path) -> Result<PathBuf, String> {
    let package = repository.join("xtask");
    let compiler = package.join("node_modules/typescript/bin/tsc");
    if !compiler.is_file() {
        let status = Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
            .current_dir(&package)
            .stdout(Stdio::null())
            .status()
            .map_err(|error| format!("npm: {error}"))?;
        if !status.success() {
            return Err("`npm ci` in xtask/ fails".to_owned());
        }
    }
    Ok(compiler)
}

fn verdict(compiler: &Path, tree: &Path) -> Verdict {
    let mut verdict = Verdict::default();
    if let Err(error) = declarations(compiler, tree, &mut verdict).and_then(|()| modules(tree, &mut verdict)) {
        verdict.error(error.to_string());
    }
    verdict
}

fn declarations(compiler: &Path, tree: &Path, verdict: &mut Verdict) -> std::io::Result<()> {
    if !tree.join("typescript").is_dir() {
        verdict.error("there is no package to check");
        return Ok(());
    }
    let configuration = json!({
        "compilerOptions": {
            "strict": true,
            "exactOptionalPropertyTypes": true,
            "noUncheckedIndexedAccess": true,
            "noPropertyAccessFromIndexSignature": true,
            "verbatimModuleSyntax": true,
            "erasableSyntaxOnly": true,
            "noEmit": true,
            "target": "es2022",
            "lib": ["es2022", "dom", "dom.iterable", "dom.asynciterable"],
            "module": "nodenext",
            "types": [],
        },
        "include": ["typescript/**/*.d.ts"],
    });
    fs::write(tree.join("tsconfig.json"), configuration.to_string())?;
    let output = Command::new("node")
        .arg("--max-old-space-size=4096")
        .arg(compiler)
        .args(["--pretty", "false", "--project", "tsconfig.json"])
        .current_dir(tree)
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    for line in text.lines().filter(|line| line.contains("error TS")) {
        verdict.error(line);
    }
    if !output.status.success() && verdict.errors == 0 {
        let errors = String::from_utf8_lossy(&output.stderr);
        verdict.error(format!("tsc fails: {}", errors.lines().chain(text.lines()).next().unwrap_or_default()));
    }
    Ok(())
}

/// Whether Node loads the package.
fn modules(tree: &Path, verdict: &mut Verdict) -> std::io::Result<()> {
    for module in ["index.js", "openapi.js"] {
        let path = tree.join("typescript").join(module);
        if !path.is_file() {
            continue;
        }
        let script = format!("await import({})", json!(path.to_string_lossy()));
        let output = Command::new("node").args(["--input-type=module", "-e", &script]).output()?;
        if !output.status.success() {
            let errors = String::from_utf8_lossy(&output.stderr);
            let line = errors.lines().find(|line| line.contains("Error")).unwrap_or_default();
            verdict.error(format!("Node does not load {module}: {line}"));
        }
    }
    Ok(())
}
