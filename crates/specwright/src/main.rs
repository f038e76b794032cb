//! The `specwright` command.

use std::process::ExitCode;

/// A run makes millions of small texts: the system's allocator takes a third of its time.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    specwright::cli::main()
}
