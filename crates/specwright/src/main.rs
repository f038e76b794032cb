//! The `specwright` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    specwright::cli::main()
}
