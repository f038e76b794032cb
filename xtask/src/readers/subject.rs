//! What is looked at: a contract's schemas, the types that were made of them, and which stand for which.

use std::path::Path;

use serde_json::Value;
use specwright::contract::{Contract, Origin};
use specwright::emit::{Options, Target};
use specwright::names::rust::{Form, Names};
use specwright::run::{self, Documents};

use super::compare::{Comparison, Difference};
use super::definitions::{Definitions, definitions, shown};
use super::schemas::{Schemas, Side};
use crate::differential::document::Document;
use crate::generated::Workspace;

/// A contract and the types that were made of it.
pub struct Subject {
    pub name: String,
    document: Value,
    /// Component, direction, type.
    pub components: Vec<(String, Side, String)>,
    pub types: Definitions,
}

pub struct Compared<'s> {
    pub found: Vec<Difference>,
    /// How many places were compared, each once.
    pub places: usize,
    /// Types that stand at none of them.
    pub unmet: Vec<&'s str>,
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

    pub fn compare(&self, schemas: &Value) -> Result<Compared<'_>, String> {
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
        Ok(Compared { found: comparison.found, places, unmet })
    }
}

/// What is committed: `generated/api` and `generated/openapi.json`.
pub fn committed(repository: &Path) -> Result<Subject, String> {
    let failed = |error: std::io::Error| format!("generated/api: {error}");
    let folder = repository.join("generated/api/src/types");
    let files = std::fs::read_dir(folder).map_err(failed)?.map(|entry| std::fs::read_to_string(entry?.path()));
    let files: Vec<String> = files.collect::<Result<_, _>>().map_err(failed)?;
    let spec = repository.join("generated/openapi.json");
    let text = std::fs::read_to_string(&spec).map_err(|error| format!("generated/openapi.json: {error}"))?;
    let document = serde_json::from_str(&text).map_err(|error| format!("generated/openapi.json: {error}"))?;
    let contract = run::read(&Documents::of(spec)).contract;
    let contract = contract.ok_or("generated/openapi.json is no contract")?;
    Subject::new("generated/api".to_owned(), document, &contract, files.iter().map(String::as_str))
}

/// What a document becomes now.
pub fn generated(workspace: &Workspace, name: String, document: &Document) -> Result<Subject, String> {
    let document = document.openapi();
    let spec = workspace.folder(&name).join("openapi.json");
    let written = spec.parent().map_or(Ok(()), std::fs::create_dir_all);
    written
        .and_then(|()| std::fs::write(&spec, format!("{document:#}")))
        .map_err(|error| format!("{name}: {error}"))?;
    let mut reading = run::read(&Documents::of(spec));
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
