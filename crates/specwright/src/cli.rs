//! The `specwright` command: arguments in, a run, an exit code.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::contract::Filter;
use crate::emit::{Options, Target};
use crate::output::files;
use crate::output::report::{self, Format};
use crate::run::{self, Documents, Reading};
use crate::tolerance::Strictness;

/// Done, or nothing to do.
const DONE: u8 = 0;
/// The contract has errors, or a file could not be read or written.
const FAILED: u8 = 1;
/// The command was called in a way it does not know; clap's own code for it.
const USAGE: u8 = 2;
/// `--check` found files that are not what the contract gives.
const STALE: u8 = 4;

const DEFAULT_SPEC: &str = "openapi/openapi.yaml";
const DEFAULT_ENDPOINTS: &str = "specs/api/rest-endpoints.md";
const DEFAULT_OUT: &str = "generated";

/// Generates a server, clients and a document from an OpenAPI contract, and checks the contract.
///
/// Exit codes: 0 done, or nothing to do; 1 the contract has errors; 2 wrong usage; 4 `--check` found stale files.
#[derive(Parser)]
#[command(name = "specwright", version, verbatim_doc_comment)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write what follows from the contract
    Generate(Generate),
    /// Report what is wrong with the contract, and write nothing
    Check(Check),
}

#[derive(Args)]
struct Contract {
    /// The OpenAPI document, YAML or JSON [default: openapi/openapi.yaml]
    spec: Option<PathBuf>,
    /// The companion in Markdown that must agree with it [default: specs/api/rest-endpoints.md beside the default SPEC;
    /// none for another]
    #[arg(long, value_name = "MD")]
    endpoints: Option<PathBuf>,
    /// Mistakes that can be lived with are errors [always where there is a companion]
    #[arg(long)]
    strict: bool,
    /// How findings are shown
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Args)]
struct Generate {
    #[command(flatten)]
    contract: Contract,
    /// The folder to write to [default: generated; has to be named for another SPEC]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// What to generate; several with commas
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = Target::ALL)]
    target: Vec<Target>,
    /// Write nothing: exit with 4 and a unified diff where files are not what the contract gives
    #[arg(long)]
    check: bool,
    /// A local checkout of the run-time crate `specwright-poem` for the generated manifests
    #[arg(long, value_name = "PATH")]
    runtime: Option<PathBuf>,
    /// Only operations with this tag, and the types they reach; several with commas. Of `--tag`, `--path` and
    /// `--operation` an operation has to fit each that is given
    #[arg(long, value_name = "TAG", value_delimiter = ',')]
    tag: Vec<String>,
    /// Only operations whose path fits; `*` stands for anything within a segment, `**` for any number of segments
    #[arg(long, value_name = "PATTERN", value_delimiter = ',')]
    path: Vec<String>,
    /// Only these operations, by operationId
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    operation: Vec<String>,
    /// What the packages are called: `NAME-api`, `NAME-client`, `@NAME/client` [default: from the contract's title]
    #[arg(long)]
    name: Option<String>,
    /// Generate the schemas too that no operation uses
    #[arg(long)]
    unused_schemas: bool,
}

impl Generate {
    fn filter(&self) -> Filter {
        Filter { tags: self.tag.clone(), paths: self.path.clone(), operations: self.operation.clone() }
    }
}

#[derive(Args)]
struct Check {
    #[command(flatten)]
    contract: Contract,
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let code = match Cli::parse().command {
        Command::Generate(arguments) => generate(&arguments),
        Command::Check(arguments) => check(&arguments),
    };
    ExitCode::from(code)
}

impl Contract {
    fn documents(&self) -> Documents {
        let spec = self.spec.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_SPEC));
        let endpoints = self.endpoints.clone().or_else(|| is_default(&spec).then(|| PathBuf::from(DEFAULT_ENDPOINTS)));
        Documents { spec, endpoints }
    }

    fn read(&self, documents: &Documents) -> Reading {
        if self.strict { run::read_as(documents, Strictness::Strict) } else { run::read(documents) }
    }
}

fn is_default(spec: &Path) -> bool {
    spec == Path::new(DEFAULT_SPEC)
}

fn generate(arguments: &Generate) -> u8 {
    let documents = arguments.contract.documents();
    let out = match &arguments.out {
        Some(out) => out.clone(),
        None if is_default(&documents.spec) => PathBuf::from(DEFAULT_OUT),
        None => {
            eprintln!("error: `--out DIR` is needed for {}", documents.spec.display());
            eprintln!("help: `{DEFAULT_OUT}` is only for {DEFAULT_SPEC}, so that no other contract overwrites it");
            return USAGE;
        }
    };
    let mut options = Options {
        runtime: arguments.runtime.clone(),
        unused_schemas: arguments.unused_schemas,
        filter: arguments.filter(),
        ..Options::default()
    };
    if let Some(runtime) = &mut options.runtime {
        // The manifests lie deeper than the folder the path was given from.
        match runtime.canonicalize() {
            Ok(absolute) if absolute.join("Cargo.toml").is_file() => *runtime = absolute,
            _ => {
                eprintln!("error: there is no crate at `--runtime {}`", runtime.display());
                eprintln!("help: name the folder of `specwright-poem`, in which its Cargo.toml lies");
                return USAGE;
            }
        }
    }
    let mut reading = arguments.contract.read(&documents);
    options.name.clone_from(&arguments.name);
    let generated = run::generate(&mut reading, &arguments.target, &options);
    show(&reading, arguments.contract.format);
    if reading.diagnostics.has_errors() {
        return FAILED;
    }
    let changes = match files::compare(&out, &generated) {
        Ok(changes) => changes,
        Err(error) => return failed(&error),
    };
    if arguments.check {
        if changes.is_empty() {
            return DONE;
        }
        print!("{}", files::diff(&out, &changes));
        eprintln!("error: {} of {} generated files are stale", changes.len(), generated.len());
        eprintln!("help: {}", mend(arguments, &documents));
        return STALE;
    }
    if let Err(error) = files::write(&out, &changes) {
        return failed(&error);
    }
    match changes.len() {
        0 => eprintln!("{}: {} files, nothing to do", out.display(), generated.len()),
        some => eprintln!("{}: {some} of {} files written", out.display(), generated.len()),
    }
    DONE
}

/// The command that makes stale files right.
fn mend(arguments: &Generate, documents: &Documents) -> String {
    let mut words = vec!["specwright generate".to_owned()];
    if !is_default(&documents.spec) {
        words.push(documents.spec.display().to_string());
    }
    let paths =
        [("--endpoints", &arguments.contract.endpoints), ("--out", &arguments.out), ("--runtime", &arguments.runtime)];
    for (flag, path) in paths {
        words.extend(path.as_ref().map(|path| format!("{flag} {}", path.display())));
    }
    for (flag, values) in
        [("--tag", &arguments.tag), ("--path", &arguments.path), ("--operation", &arguments.operation)]
    {
        words.extend(values.iter().map(|value| format!("{flag} '{value}'")));
    }
    words.extend(arguments.name.as_ref().map(|name| format!("--name {name}")));
    format!("run `{}` and commit what it writes", words.join(" "))
}

/// Findings for people go to standard error; a report for a program is the command's output.
fn show(reading: &Reading, format: Format) {
    match format {
        Format::Human => {
            eprint!("{}", report::render(&reading.diagnostics, &reading.sources, format, report::colour_wanted()));
        }
        Format::Json | Format::Github => {
            print!("{}", report::render(&reading.diagnostics, &reading.sources, format, false));
        }
    }
}

fn failed(error: &std::io::Error) -> u8 {
    eprintln!("error: {error}");
    FAILED
}

fn check(arguments: &Check) -> u8 {
    let documents = arguments.contract.documents();
    let mut reading = arguments.contract.read(&documents);
    if let Some(endpoints) = &reading.endpoints {
        // A test is named as seen from the folder in which the command runs.
        crate::endpoints::check_acceptance(endpoints, Path::new("."), &mut reading.diagnostics);
        reading.diagnostics.sort();
    }
    show(&reading, arguments.contract.format);
    if reading.diagnostics.has_errors() { FAILED } else { DONE }
}
