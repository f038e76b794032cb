//! `cargo xtask readers`: utoipa's view of the generated Rust types, held against the contract's schemas.
//!
//! ```text
//! contract -> generated types -> the same types, with utoipa's derive -> schemas ─┐
//! contract -> schemas ────────────────────────────────────────────────────────────┴─> canonical form, compared
//! ```
//!
//! utoipa reads structs, enums and serde's attributes as anybody's, and knows neither the contract nor this generator: a
//! member that is renamed, forgotten, required by mistake or of another type is one in its schemas too. openapi-typescript
//! does the same for the TypeScript types (`tests/typescript/oracle.js`). `generated/api` is looked at as it is committed,
//! every other contract as it is generated now.

mod compare;
mod definitions;
mod keywords;
mod program;
mod report;
mod schemas;
mod subject;
mod view;
mod wanted;

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use self::definitions::Definitions;
use self::report::Report;
use self::subject::{Subject, committed, generated};
use crate::differential;
use crate::generated::Workspace;

#[derive(Args)]
pub struct Arguments {
    /// Contracts, or folders of contracts, besides what is committed in `generated/api`
    paths: Vec<PathBuf>,
    /// Show so many differences of each kind and document
    #[arg(long, default_value_t = 3)]
    show: usize,
}

/// True where every difference is wanted, every wanted one still is one, and every type was compared.
pub fn run(arguments: &Arguments, repository: &Path) -> Result<bool, String> {
    let wanted = wanted::listed()?;
    let mut workspace = Workspace::new(repository, "readers").map_err(|error| error.to_string())?;
    let proofs = wanted::proofs(&wanted).into_iter().map(|(name, document)| generated(&workspace, name, &document));
    let mut subjects: Vec<Subject> = proofs.collect::<Result<_, _>>()?;
    let proofs = subjects.len();
    subjects.push(committed(repository)?);
    let mut report = Report::new(&wanted, arguments.show);
    for path in differential::contracts(&arguments.paths)? {
        let name = differential::name(&path).trim_start_matches("d-").to_owned();
        match differential::read(&path).and_then(|document| generated(&workspace, name, &document)) {
            Ok(subject) => subjects.push(subject),
            Err(error) => report.failed.push(format!("{}: {error}", path.display())),
        }
    }
    let types: Vec<&Definitions> = subjects.iter().map(|subject| &subject.types).collect();
    workspace.add_program("types", program::DEPENDENCIES, &program::program(&types))?;
    if let Some((_, error)) = workspace.build("dev")?.into_iter().next() {
        return Err(format!("the types do not compile with utoipa's derive: {error}"));
    }
    let answer = workspace.ask("types", "dev", "all\n".to_owned())?.pop().unwrap_or_default();
    let schemas: Vec<Value> = serde_json::from_str(&answer).map_err(|error| format!("utoipa's schemas: {error}"))?;
    Report::head();
    for (number, (subject, schemas)) in subjects.iter().zip(schemas).enumerate() {
        let schemas = json!({"components": {"schemas": schemas}});
        let compared = subject.compare(&schemas)?;
        if number < proofs {
            report.proof(subject, &compared);
        } else {
            report.subject(subject, &compared);
        }
    }
    Ok(report.end())
}
