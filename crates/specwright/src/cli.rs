//! The `specwright` command: arguments in, a run, an exit code.

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::builder::PossibleValue;
use clap::{Args, Parser, Subcommand, ValueEnum};

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
    /// The folder that references may lead into; no file outside it is read [default: that of SPEC]
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
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
        Documents { spec, endpoints, root: self.root.clone() }
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
    // The process ends with the run: nothing is gained by taking the model apart first.
    let mut reading = ManuallyDrop::new(arguments.contract.read(&documents));
    options.name.clone_from(&arguments.name);
    let generated = ManuallyDrop::new(run::generate(&mut reading, &arguments.target, &options));
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

/// The command that makes stale files right: with every option that decides what is written.
fn mend(arguments: &Generate, documents: &Documents) -> String {
    let mut words = vec!["specwright generate".to_owned()];
    if !is_default(&documents.spec) {
        words.push(word(&documents.spec.display().to_string()));
    }
    let paths = [
        ("--endpoints", &arguments.contract.endpoints),
        ("--root", &arguments.contract.root),
        ("--out", &arguments.out),
        ("--runtime", &arguments.runtime),
    ];
    for (flag, path) in paths {
        words.extend(path.as_ref().map(|path| format!("{flag} {}", word(&path.display().to_string()))));
    }
    if arguments.target != Target::ALL {
        let names: Vec<_> = arguments.target.iter().filter_map(ValueEnum::to_possible_value).collect();
        let names: Vec<_> = names.iter().map(PossibleValue::get_name).collect();
        words.push(format!("--target {}", names.join(",")));
    }
    for (flag, values) in
        [("--tag", &arguments.tag), ("--path", &arguments.path), ("--operation", &arguments.operation)]
    {
        words.extend(values.iter().map(|value| format!("{flag} {}", word(value))));
    }
    words.extend(arguments.name.as_ref().map(|name| format!("--name {}", word(name))));
    for (flag, given) in [("--unused-schemas", arguments.unused_schemas), ("--strict", arguments.contract.strict)] {
        words.extend(given.then(|| flag.to_owned()));
    }
    format!("run `{}` and commit what it writes", words.join(" "))
}

/// One word to a shell, quoted where it has to be.
fn word(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./,:+@%=".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
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
    let mut reading = ManuallyDrop::new(arguments.contract.read(&documents));
    let reading = &mut *reading;
    if let Some(endpoints) = &reading.endpoints {
        // A test is named as seen from the folder in which the command runs.
        crate::endpoints::check_acceptance(endpoints, Path::new("."), &mut reading.diagnostics);
        reading.diagnostics.sort();
    }
    show(reading, arguments.contract.format);
    if reading.diagnostics.has_errors() { FAILED } else { DONE }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The command that is suggested to whoever called with these arguments and `--check`.
    fn suggested(arguments: &[&str]) -> String {
        let line = ["specwright", "generate", "--check"].iter().chain(arguments);
        let Command::Generate(arguments) = Cli::parse_from(line).command else { panic!("another command") };
        let help = mend(&arguments, &arguments.contract.documents());
        help.split('`').nth(1).expect("a command").to_owned()
    }

    #[test]
    fn what_mends_stale_files_is_the_same_command_without_the_check() {
        assert_eq!(suggested(&[]), "specwright generate");
        let each = [
            "a.yaml --out b",
            "--endpoints c.md",
            "--runtime d",
            "--root i/j",
            "--target rust",
            "--target typescript,document",
            "--tag e",
            "--path '/f/{id}/*'",
            "--operation g",
            "--name h",
            "--unused-schemas",
            "--strict",
        ];
        for options in each {
            let words: Vec<_> = options.split(' ').map(|word| word.trim_matches('\'')).collect();
            assert_eq!(suggested(&words), format!("specwright generate {options}"));
        }
    }

    #[test]
    fn a_word_of_the_suggestion_is_one_word_to_a_shell() {
        assert_eq!(suggested(&["--tag", "it's $(a)"]), r"specwright generate --tag 'it'\''s $(a)'");
    }

    /// A new option of `generate` that decides what is written has to be in the suggestion.
    #[test]
    fn every_option_of_generate_is_suggested_or_has_nothing_to_do_with_what_is_written() {
        let suggested = [
            "endpoints",
            "root",
            "out",
            "runtime",
            "target",
            "tag",
            "path",
            "operation",
            "name",
            "unused-schemas",
            "strict",
        ];
        let shown_only = ["check", "format", "help"];
        let command = <Cli as clap::CommandFactory>::command();
        let generate = command.find_subcommand("generate").expect("the command").clone();
        for option in generate.get_opts().chain(generate.get_arguments()).filter_map(clap::Arg::get_long) {
            assert!(suggested.contains(&option) || shown_only.contains(&option), "--{option} is not in `mend`");
        }
    }
}
