//! Chores of this workspace: `cargo xtask --help`.

mod corpus;
mod differential;
mod generated;
mod readers;
mod wire;

use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "Chores of this workspace")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Try the generator on every document of a folder, and print what becomes of each
    Corpus(corpus::Arguments),
    /// One document of `corpus`, in a process of its own
    #[command(hide = true)]
    Measure(corpus::measure::Arguments),
    /// Hold the generated decoders against the `jsonschema` crate, with values made from the contracts
    Differential(differential::Arguments),
    /// Hold utoipa's view of the generated Rust types against the contract's schemas
    Readers(readers::Arguments),
    /// Run the wire vectors through the generated server and clients
    Wire(wire::Arguments),
}

fn main() -> ExitCode {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let outcome = match Cli::parse().command {
        Command::Corpus(arguments) => corpus::run(&arguments, repository),
        Command::Measure(arguments) => corpus::measure::run(&arguments, repository),
        Command::Differential(arguments) => differential::run(&arguments, repository),
        Command::Readers(arguments) => readers::run(&arguments, repository),
        Command::Wire(arguments) => wire::run(&arguments, repository),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
