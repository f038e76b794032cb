//! The one build script: `generated/api` and `generated/client` name it as theirs, and each writes itself from the
//! contract before it is compiled. What it does, and when it does not write, stands in `specwright::build_script`.

use std::path::PathBuf;
use std::process::ExitCode;

use specwright::build_script::{Layout, run};
use specwright::emit::Target;

fn main() -> ExitCode {
    let layout = Layout {
        // As seen from generated/api and generated/client, where Cargo runs it.
        root: PathBuf::from("../.."),
        spec: PathBuf::from("openapi/openapi.yaml"),
        endpoints: Some(PathBuf::from("specs/api/rest-endpoints.md")),
        contract: None,
        out: PathBuf::from("generated"),
        name: "taskboard".to_owned(),
    };
    match std::env::var("CARGO_PKG_NAME").as_deref() {
        Ok("taskboard-api") => run(&layout, &[Target::Rust, Target::Typescript, Target::Document]),
        // The documents were held against each other for the server, on which the client depends.
        Ok("taskboard-client") => run(&Layout { endpoints: None, ..layout }, &[Target::Client]),
        Ok(other) => {
            eprintln!("error: {other} is not generated; build.rs is for generated/api and generated/client");
            ExitCode::FAILURE
        }
        Err(_) => {
            eprintln!("error: build.rs is run by Cargo");
            ExitCode::FAILURE
        }
    }
}
