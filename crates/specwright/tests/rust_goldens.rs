//! A small document per construct, and the Rust package that it has to give. The packages are members of the workspace,
//! so a golden that does not compile fails the build.
//!
//! `SPECWRIGHT_BLESS=1 cargo test -p specwright --test rust_goldens` takes what comes out for right: read the diff.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use specwright::emit::{Options, Target};
use specwright::output::files;
use specwright::run::{self, Documents};

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens/rust");
    let mut cases: Vec<_> =
        fs::read_dir(folder).expect("there are goldens").map(|entry| entry.expect("readable").path()).collect();
    cases.sort();
    cases
}

#[test]
fn every_construct_gives_its_golden() {
    let cases = cases();
    assert!(!cases.is_empty());
    let mut stale = Vec::new();
    for case in &cases {
        let name = case.file_name().and_then(|name| name.to_str()).expect("a name");
        let mut reading = run::read(&Documents::of(case.join("contract.yaml")));
        let options = Options {
            name: Some(format!("golden-{name}")),
            runtime: Some(PathBuf::from("../../../../../../../specwright-poem")),
            ..Options::default()
        };
        let generated = run::generate(&mut reading, &[Target::Rust], &options);
        let found: Vec<_> = reading.diagnostics.iter().map(|diagnostic| diagnostic.message.clone()).collect();
        assert!(!reading.diagnostics.has_errors(), "{name}: {found:#?}");
        let expected = case.join("expected");
        let changes = files::compare(&expected, &generated).expect("goldens are readable");
        if env::var_os("SPECWRIGHT_BLESS").is_some() {
            files::write(&expected, &changes).expect("goldens are writable");
        } else if !changes.is_empty() {
            stale.push(files::diff(&expected, &changes));
        }
    }
    assert!(stale.is_empty(), "{}", stale.join("\n"));
}

/// What the benches measure is what the generator writes now.
#[test]
fn the_benches_have_their_api() {
    let benches = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../benches");
    let mut reading = run::read(&Documents::of(benches.join("contract.yaml")));
    let options = Options { runtime: Some(PathBuf::from("../../crates/specwright-poem")), ..Options::default() };
    let generated = run::generate(&mut reading, &[Target::Rust], &options);
    let changes = files::compare(&benches, &generated).expect("the benches are readable");
    if env::var_os("SPECWRIGHT_BLESS").is_some() {
        files::write(&benches, &changes).expect("the benches are writable");
    } else {
        assert!(changes.is_empty(), "{}", files::diff(&benches, &changes));
    }
}

/// Generated text needs no formatter: where there is one, it finds nothing to do.
#[test]
fn goldens_are_formatted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    if !Command::new("rustfmt").arg("--version").output().is_ok_and(|output| output.status.success()) {
        eprintln!("rustfmt is not here: nothing checked");
        return;
    }
    for case in cases() {
        let lib = case.join("expected/api/src/lib.rs");
        let output = Command::new("rustfmt")
            .args(["--edition", "2024", "--check", "--config-path"])
            .arg(&root)
            .arg(&lib)
            .output()
            .expect("rustfmt runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
}
