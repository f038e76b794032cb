//! Measures a generated server against servers written by hand, and the generator itself. The figures go to
//! `RESULTS.md`.
//!
//! ```text
//! cargo run --release -p specwright-benches                                            the servers, some eight minutes
//! cargo run --release -p specwright-benches --features generator -- generator FILE     the generator, on a document
//! ```

// Tables are made of such lines.
#![allow(clippy::format_push_string)]
// poem's and axum's responses are what a person would return as errors.
#![allow(clippy::result_large_err)]

mod by_hand;
mod cases;
mod contest;
mod cpu;
#[cfg(feature = "generator")]
mod generator;
mod load;
mod report;
mod servers;
mod store;
mod table;

use std::io;
use std::process::ExitCode;
use std::time::Duration;

use contest::Effort;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        [] | ["servers"] => measure_servers(),
        // Fewer rounds, and nothing is kept: for work on the server.
        ["servers", "quick"] => {
            compare_servers(&Effort { heats: 1, rounds: 9, turn: Duration::from_millis(40) }).map(drop)
        }
        ["serve", name] => match servers::Kind::named(name) {
            Some(kind) => servers::serve(kind),
            None => return usage(),
        },
        #[cfg(feature = "generator")]
        ["generator", document, peer @ ..] => measure_generator(document, peer),
        _ => return usage(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("usage: specwright-benches [servers [quick]]");
    eprintln!("       specwright-benches generator FILE [PEER ARGUMENT...]   (with the feature `generator`)");
    ExitCode::from(2)
}

fn compare_servers(effort: &Effort) -> io::Result<String> {
    let text = table::servers(&contest::run(effort)?);
    println!("{text}");
    Ok(text)
}

fn measure_servers() -> io::Result<()> {
    let text = compare_servers(&Effort { heats: 8, rounds: 48, turn: Duration::from_millis(60) })?;
    report::keep("servers", "cargo run --release -p specwright-benches", &text)
}

#[cfg(feature = "generator")]
fn measure_generator(document: &str, peer: &[&str]) -> io::Result<()> {
    use std::path::Path;

    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/openapi.yaml");
    let mut text = generator::stages(&[Path::new(document), &own])?;
    text.push_str(&format!("\n{}", generator::growth()?));
    if !peer.is_empty() {
        text.push_str(&format!("\n`{}`: {}", peer.join(" "), generator::peer(peer)?));
    }
    println!("{text}");
    Ok(())
}
