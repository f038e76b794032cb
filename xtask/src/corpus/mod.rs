//! `cargo xtask corpus DIR`: every document of a folder through the whole generator, and a table of what came of it.
//!
//! ```text
//! find      which files are documents
//! child     each in a process of its own, with a time limit   -> measure: what happens inside it
//! compile   the generated Rust and TypeScript, where asked
//! table     a row each, and the sum        negative: does each faulty document get its diagnostic?
//! ```

mod child;
mod compile;
mod find;
pub mod measure;
mod negative;
mod table;

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;
use std::{fs, thread};

use clap::{Args, ValueEnum};

use self::find::Document;
use self::measure::Measurement;

#[derive(Args)]
pub struct Arguments {
    /// The folder of documents
    dir: PathBuf,
    /// The folder that references may lead into [default: that of each document]
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Compile what is generated; several with commas
    #[arg(long, value_enum, value_delimiter = ',')]
    compile: Vec<Language>,
    /// Only documents whose name contains one of these; several with commas
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// How many documents at a time [default: one for each processor]
    #[arg(long)]
    jobs: Option<usize>,
    /// Keep what is generated below this folder
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// Seconds that one document may take
    #[arg(long, default_value_t = 300)]
    limit: u64,
    /// Every document is faulty: it has to get a diagnostic that names the fault
    #[arg(long)]
    negative: bool,
    /// List every finding of every document
    #[arg(long)]
    findings: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Language {
    Rust,
    Typescript,
}

/// A document and what became of it.
struct Row {
    document: Document,
    /// The package name of what is generated, and its folder's below `keep`.
    name: String,
    /// Or why there is none: it died, or took too long.
    measured: Result<Measurement, String>,
    rust: Option<compile::Verdict>,
    typescript: Option<compile::Verdict>,
}

/// Whether every document came out well.
pub fn run(arguments: &Arguments, repository: &Path) -> Result<bool, String> {
    let mut documents = find::documents(&arguments.dir, arguments.negative)?;
    if !arguments.only.is_empty() {
        documents.retain(|document| arguments.only.iter().any(|part| document.name.contains(part)));
    }
    if documents.is_empty() {
        return Err(format!("there is no OpenAPI document in {}", arguments.dir.display()));
    }
    if arguments.negative {
        let rows = measured(documents, arguments, None);
        return Ok(negative::report(&rows));
    }
    let _alone = (!arguments.compile.is_empty()).then(|| alone(&repository.join("target/corpus"))).transpose()?;
    let trees = match &arguments.keep {
        Some(folder) => Some(folder.clone()),
        None => (!arguments.compile.is_empty()).then(|| repository.join("target/corpus/trees")),
    };
    let trees = trees.as_deref().map(empty_folder).transpose()?;
    let mut rows = measured(documents, arguments, trees.as_deref());
    if let Some(trees) = &trees {
        if arguments.compile.contains(&Language::Rust) {
            compile::rust::check(&mut rows, trees, repository)?;
        }
        if arguments.compile.contains(&Language::Typescript) {
            compile::typescript::check(&mut rows, trees, repository, arguments.jobs())?;
        }
    }
    Ok(table::report(&rows, arguments.findings))
}

impl Arguments {
    fn jobs(&self) -> usize {
        self.jobs.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from)).max(1)
    }
}

/// Everything through the generator, several at a time, in the documents' order.
fn measured(documents: Vec<Document>, arguments: &Arguments, trees: Option<&Path>) -> Vec<Row> {
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    let mut results: Vec<_> = documents.iter().map(|_| None).collect();
    let names = find::package_names(&documents);
    thread::scope(|scope| {
        for _ in 0..arguments.jobs() {
            let (sender, next, documents, names) = (sender.clone(), &next, &documents, &names);
            scope.spawn(move || {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let (Some(document), Some(name)) = (documents.get(at), names.get(at)) else { break };
                    let tree = trees.map(|trees| trees.join(name));
                    let folders = child::Folders { root: arguments.root.as_deref(), out: tree.as_deref() };
                    let result = child::run(&document.entry, name, folders, Duration::from_secs(arguments.limit));
                    if sender.send((at, result)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        for (done, (at, result)) in receiver.iter().enumerate() {
            eprintln!("[{}/{}] {}", done + 1, documents.len(), documents[at].name);
            results[at] = Some(result);
        }
    });
    let results = results.into_iter().map(|result| result.unwrap_or_else(|| Err("it was not tried".to_owned())));
    documents
        .into_iter()
        .zip(names)
        .zip(results)
        .map(|((document, name), measured)| Row { document, name, measured, rust: None, typescript: None })
        .collect()
}

/// Held while a run compiles: two would write over what each other compiles.
fn alone(folder: &Path) -> Result<File, String> {
    let path = folder.join("lock");
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    fs::create_dir_all(folder).map_err(failed)?;
    let lock = File::create(&path).map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(format!("another run compiles in {}: wait for its end", folder.display())),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// The folder by its absolute path, empty. One that holds something else than an earlier run's trees is left alone.
fn empty_folder(folder: &Path) -> Result<PathBuf, String> {
    const MARK: &str = ".corpus";
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    if folder.exists() {
        let used = fs::read_dir(folder).map_err(failed)?.next().is_some();
        if used && !folder.join(MARK).exists() {
            return Err(format!("{} holds something: name an empty folder", folder.display()));
        }
        fs::remove_dir_all(folder).map_err(failed)?;
    }
    fs::create_dir_all(folder).map_err(failed)?;
    fs::write(folder.join(MARK), "").map_err(failed)?;
    folder.canonicalize().map_err(failed)
}
