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
mod program;
mod view;
mod wanted;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};
use specwright::contract::{Contract, Origin};
use specwright::emit::{Options, Target};
use specwright::names::rust::{Form, Names};
use specwright::run::{self, Documents};

use self::compare::{Comparison, Difference};
use self::definitions::{Definitions, definitions, shown};
use self::view::{Schemas, Side};
use crate::differential;
use crate::differential::document::Document;
use crate::generated::Workspace;

#[derive(Args)]
pub struct Arguments {
    /// Contracts, or folders of contracts, besides what is committed in `generated/api`
    paths: Vec<PathBuf>,
    /// Show so many differences of each kind and document
    #[arg(long, default_value_t = 3)]
    show: usize,
}

/// A contract and the types that were made of it.
struct Subject {
    name: String,
    document: Value,
    /// Component, direction, type.
    components: Vec<(String, Side, String)>,
    types: Definitions,
}

/// True where every difference is wanted, and every wanted one still is one.
pub fn run(arguments: &Arguments, repository: &Path) -> Result<bool, String> {
    let wanted = wanted::listed()?;
    let mut workspace = Workspace::new(repository, "readers").map_err(|error| error.to_string())?;
    let proofs = wanted::proofs(&wanted).into_iter().map(|(name, document)| generated(&workspace, name, &document));
    let proofs: Vec<Subject> = proofs.collect::<Result<_, _>>()?;
    let mut subjects = vec![committed(repository)?];
    let mut failed = Vec::new();
    for path in differential::contracts(&arguments.paths)? {
        let name = differential::name(&path).trim_start_matches("d-").to_owned();
        let subject = differential::read(&path).and_then(|document| generated(&workspace, name, &document));
        match subject {
            Ok(subject) => subjects.push(subject),
            Err(error) => failed.push(format!("{}: {error}", path.display())),
        }
    }
    let all: Vec<&Subject> = proofs.iter().chain(&subjects).collect();
    let types: Vec<&Definitions> = all.iter().map(|subject| &subject.types).collect();
    workspace.add_program("types", program::DEPENDENCIES, &program::program(&types))?;
    if let Some((_, error)) = workspace.build("dev")?.into_iter().next() {
        return Err(format!("the types do not compile with utoipa's derive: {error}"));
    }
    let answer = workspace.ask("types", "dev", "all\n".to_owned())?.pop().unwrap_or_default();
    let schemas: Vec<Value> = serde_json::from_str(&answer).map_err(|error| format!("utoipa's schemas: {error}"))?;

    let mut proved = Vec::new();
    let mut times: BTreeMap<usize, usize> = BTreeMap::new();
    let (mut compared, mut places, mut unwanted) = (0, 0, 0);
    println!("{:<30} {:>7} {:>9} {:>9} {:>9} {:>9}", "document", "types", "compared", "places", "wanted", "unwanted");
    for (number, (subject, schemas)) in all.iter().zip(schemas).enumerate() {
        let is_proof = number < proofs.len();
        let schemas = json!({"components": {"schemas": schemas}});
        let (found, counted, unmet) = subject.compare(&schemas)?;
        if is_proof {
            proved.extend(found.iter().filter_map(|found| wanted::proved(&wanted, found)));
        }
        let (ours, others): (Vec<_>, Vec<_>) =
            found.iter().partition(|found| wanted::position(&wanted, found).is_some());
        unwanted += others.len();
        if is_proof && others.is_empty() {
            continue;
        }
        for at in ours.iter().filter_map(|found| wanted::position(&wanted, found)) {
            *times.entry(at).or_default() += 1;
        }
        compared += subject.components.len();
        places += counted;
        println!(
            "{:<30} {:>7} {:>9} {counted:>9} {:>9} {:>9}",
            subject.name,
            subject.types.names.len(),
            subject.components.len(),
            ours.len(),
            others.len()
        );
        show(&others, arguments.show);
        if !unmet.is_empty() {
            println!("    not compared: {}", unmet.join(", "));
        }
    }
    println!();
    let mut stale = 0;
    for (at, wanted) in wanted.iter().enumerate() {
        let count = times.get(&at).copied().unwrap_or(0);
        println!("wanted: {} -> {}, {count} times: {}", wanted.contract, wanted.rust, wanted.reason);
        if !proved.contains(&at) {
            stale += 1;
            println!("    no longer needed: its schema has no such difference");
        }
    }
    for error in &failed {
        println!("not compared: {error}");
    }
    println!(
        "{} contracts, {compared} schemas compared at {places} places, {} kinds of differences are wanted ({} of them), {unwanted} are not",
        subjects.len(),
        wanted.len(),
        times.values().sum::<usize>()
    );
    Ok(unwanted == 0 && stale == 0 && failed.is_empty())
}

impl Subject {
    fn new<'t>(
        name: String,
        document: Value,
        contract: &Contract,
        files: impl IntoIterator<Item = &'t str>,
    ) -> Result<Self, String> {
        let types = definitions(files).map_err(|error| format!("{name}: {error}"))?;
        Ok(Self { name, document, components: components(contract), types })
    }

    /// The differences, how many places were compared, and which types were met nowhere.
    fn compare(&self, schemas: &Value) -> Result<(Vec<Difference>, usize, Vec<&str>), String> {
        let is_3_0 = self.document["openapi"].as_str().is_some_and(|version| version.starts_with("3.0"));
        let of = |document, side, is_3_0| Schemas { document, side, is_3_0 };
        let rust = of(schemas, Side::Rust, false);
        let request = of(&self.document, Side::Request, is_3_0);
        let response = of(&self.document, Side::Response, is_3_0);
        let components = self.components.iter().map(|(component, _, ty)| (component.as_str(), ty.as_str()));
        let mut comparison = Comparison::new(&rust, components);
        for (component, side, ty) in &self.components {
            let contract = if *side == Side::Request { &request } else { &response };
            comparison.component(contract, component, ty).map_err(|error| format!("{}: {error}", self.name))?;
        }
        let types = self.types.names.iter().map(String::as_str);
        let unmet = types.filter(|ty| !comparison.met.contains(ty)).collect();
        let places = comparison.places();
        Ok((comparison.found, places, unmet))
    }
}

/// What is committed: `generated/api` and `generated/openapi.json`.
fn committed(repository: &Path) -> Result<Subject, String> {
    let failed = |error: std::io::Error| format!("generated/api: {error}");
    let folder = repository.join("generated/api/src/types");
    let files = std::fs::read_dir(folder).map_err(failed)?.map(|entry| std::fs::read_to_string(entry?.path()));
    let files: Vec<String> = files.collect::<Result<_, _>>().map_err(failed)?;
    let spec = repository.join("generated/openapi.json");
    let text = std::fs::read_to_string(&spec).map_err(|error| format!("generated/openapi.json: {error}"))?;
    let document = serde_json::from_str(&text).map_err(|error| format!("generated/openapi.json: {error}"))?;
    let contract = run::read(&Documents { spec, endpoints: None }).contract;
    let contract = contract.ok_or("generated/openapi.json is no contract")?;
    Subject::new("generated/api".to_owned(), document, &contract, files.iter().map(String::as_str))
}

/// What a document becomes now.
fn generated(workspace: &Workspace, name: String, document: &Document) -> Result<Subject, String> {
    let document = document.openapi();
    let spec = workspace.folder(&name).join("openapi.json");
    let written = spec.parent().map_or(Ok(()), std::fs::create_dir_all);
    written
        .and_then(|()| std::fs::write(&spec, format!("{document:#}")))
        .map_err(|error| format!("{name}: {error}"))?;
    let mut reading = run::read(&Documents { spec, endpoints: None });
    let files = run::generate(&mut reading, &[Target::Rust], &Options::default());
    let contract = reading.contract.filter(|_| !files.is_empty());
    let contract = contract.ok_or_else(|| format!("{name}: no types are generated"))?;
    let types = files.iter().filter(|file| file.path.contains("src/types/")).map(|file| file.text.as_str());
    Subject::new(name, document, &contract, types)
}

/// Which type a component has in which direction: the generator's own word, since nothing on the wire says it.
fn components(contract: &Contract) -> Vec<(String, Side, String)> {
    let names = Names::new(contract);
    let mut components = Vec::new();
    for (id, schema) in contract.schemas.iter() {
        let Origin::Component(component) = &schema.origin else { continue };
        for (used, form, side) in [
            (schema.usage.request, Form::Request, Side::Request),
            (schema.usage.response, Form::Response, Side::Response),
        ] {
            if let (true, Some(ty)) = (used, names.ty(id, form)) {
                components.push((component.clone(), side, shown(ty)));
            }
        }
    }
    components
}

fn show(found: &[&Difference], most: usize) {
    let mut shown: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for found in found {
        let count = shown.entry((&found.contract, &found.rust)).or_default();
        *count += 1;
        if *count <= most {
            println!("    {}: the contract: {}; the Rust type: {}", found.at, found.contract, found.rust);
        }
    }
    for ((contract, rust), count) in shown.iter().filter(|(_, count)| **count > most) {
        println!("    {contract} -> {rust}: {count} in all");
    }
}
