//! The `taskboard` command. Everything is in the library, so that tests can start the service in their own process.

fn main() -> std::process::ExitCode {
    taskboard::cli::main()
}
