//! Each folder below `goldens/typescript/` holds a small contract and the package that it has to become. The core under
//! `runtime/` is the same for all of them and left out. `BLESS=1 cargo test -p specwright --test typescript` writes what
//! the generator makes now; the diff is then for a person to read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use specwright::contract::lower;
use specwright::diagnostic::Diagnostics;
use specwright::emit::{Options, typescript};
use specwright::names::typescript::TypeScriptNames;
use specwright::source::Sources;

fn goldens() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens/typescript")
}

/// The generated files by path below the package, and what was reported.
fn generate(contract: &Path) -> (BTreeMap<String, String>, String) {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::load(contract, &mut diagnostics);
    let contract = lower(&sources, &mut diagnostics).expect("a golden's contract has a root");
    let names = TypeScriptNames::of(&contract, &mut diagnostics);
    let files = typescript::emit(&contract, &names, &Options::default(), &mut diagnostics);
    diagnostics.sort();
    let reported: Vec<_> =
        diagnostics.iter().map(|d| format!("{:?} {}: {}\n", d.severity, d.code, d.message)).collect();
    let kept = files.into_iter().filter(|file| !file.path.starts_with("typescript/runtime/"));
    let path = |path: String| path.strip_prefix("typescript/").expect("files of this target").to_owned();
    (kept.map(|file| (path(file.path), file.text)).collect(), reported.concat())
}

fn read_tree(root: &Path, below: &Path, found: &mut BTreeMap<String, String>) -> io::Result<()> {
    for entry in fs::read_dir(below)? {
        let path = entry?.path();
        if path.is_dir() {
            read_tree(root, &path, found)?;
        } else {
            let name = path.strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/");
            found.insert(name, fs::read_to_string(&path)?);
        }
    }
    Ok(())
}

fn bless(folder: &Path, files: &BTreeMap<String, String>, reported: &str) -> io::Result<()> {
    let expected = folder.join("expected");
    if expected.exists() {
        fs::remove_dir_all(&expected)?;
    }
    for (path, text) in files {
        let path = expected.join(path);
        fs::create_dir_all(path.parent().expect("a file stands in a folder"))?;
        fs::write(path, text)?;
    }
    if reported.is_empty() {
        let _ = fs::remove_file(folder.join("reported.txt"));
        Ok(())
    } else {
        fs::write(folder.join("reported.txt"), reported)
    }
}

#[test]
fn every_golden_is_what_the_generator_makes() {
    let mut folders: Vec<PathBuf> = fs::read_dir(goldens())
        .expect("goldens")
        .map(|entry| entry.expect("entry").path())
        .filter(|path| path.join("contract.yaml").exists())
        .collect();
    folders.sort();
    assert!(folders.len() >= 10, "goldens are missing: {folders:?}");
    let mut wrong = Vec::new();
    for folder in folders {
        let case = folder.file_name().expect("name").to_string_lossy().into_owned();
        let (files, reported) = generate(&folder.join("contract.yaml"));
        assert_eq!(files, generate(&folder.join("contract.yaml")).0, "{case}: not the same twice");
        if env::var_os("BLESS").is_some() {
            bless(&folder, &files, &reported).expect("writes the golden");
            continue;
        }
        let mut expected = BTreeMap::new();
        let _ = read_tree(&folder.join("expected"), &folder.join("expected"), &mut expected);
        for path in files.keys().chain(expected.keys()).collect::<std::collections::BTreeSet<_>>() {
            if files.get(path) != expected.get(path) {
                let (before, now) = (expected.get(path), files.get(path));
                let before = before.map_or("", String::as_str);
                let diff = similar::TextDiff::from_lines(before, now.map_or("", String::as_str));
                wrong.push(format!("{case}/expected/{path}\n{}", diff.unified_diff().context_radius(2)));
            }
        }
        let before = fs::read_to_string(folder.join("reported.txt")).unwrap_or_default();
        if before != reported {
            wrong.push(format!("{case}/reported.txt\n--- expected\n{before}--- now\n{reported}"));
        }
    }
    assert!(wrong.is_empty(), "{}\nBLESS=1 writes what is made now.", wrong.join("\n"));
}

#[test]
fn every_limit_is_reported_by_a_golden() {
    let mut reported = String::new();
    for entry in fs::read_dir(goldens()).expect("goldens") {
        reported.push_str(&fs::read_to_string(entry.expect("entry").path().join("reported.txt")).unwrap_or_default());
    }
    let found: std::collections::BTreeSet<&str> = reported
        .lines()
        .filter_map(|line| line.split_whitespace().nth(1))
        .map(|code| code.trim_end_matches(':'))
        .filter(|code| code.starts_with("typescript-"))
        .collect();
    let listed: std::collections::BTreeSet<&str> = typescript::Limit::ALL.iter().map(|limit| limit.code()).collect();
    // One that is listed and never reported is no longer needed; one that is reported has to be on the list.
    assert_eq!(found, listed);
}
