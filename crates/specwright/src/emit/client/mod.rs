//! The Rust client, on the types of the `api` package: progenitor writes the builders of what it can say, from a document
//! that [`projection`] makes for it; the rest of the operations get builders of our own in the same style.
//!
//! ```text
//! contract -> call (names, types, directions) -> fit -> projection -> progenitor -> polish -> section -> src/TAG.rs
//!                                                    -------------------------------------> section -> src/TAG.rs
//!                                             -> root (sign-in, media types, servers) ------------> src/client.rs
//! ```

mod answers;
mod call;
mod fit;
mod inputs;
pub mod limits;
mod media_type;
mod modules;
mod package;
mod polish;
mod progenitor;
mod projection;
mod root;
mod section;

use std::collections::HashMap;

use call::Call;
use syn::Item;

use super::{GeneratedFile, Options};
use crate::{
    contract::{Contract, Operation, SchemaId, TypeRef},
    diagnostic::{Diagnostic, Diagnostics, Severity},
    names,
};

/// Whose form of a type is meant: what a client sends, or what it receives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    Request,
    Response,
}

/// The type of a value that may be any JSON.
const ANY: &str = "::serde_json::Value";

/// The Rust type of a schema in the `api` package, by its absolute path: `::taskboard_api::types::Task`, without
/// `Option` for null.
pub struct Types<'t>(pub &'t dyn Fn(SchemaId, Side) -> String);

impl Types<'_> {
    fn of(&self, ty: TypeRef, side: Side) -> String {
        (self.0)(ty.schema, side)
    }

    fn nullable(&self, ty: TypeRef, side: Side) -> String {
        let name = self.of(ty, side);
        if ty.nullable { format!("::std::option::Option<{name}>") } else { name }
    }
}

/// Writes `client/`: a package of its own.
pub fn emit(
    contract: &Contract,
    types: &Types<'_>,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Vec<GeneratedFile> {
    let calls = call::calls(contract, names::client::calls(contract), types, diagnostics);
    let mut builders = builders(contract, &calls, diagnostics);
    let package = section::Package { types: format!("::{}::types::", package::api_module(options, contract)) };
    let mut by_progenitor = Vec::new();
    let sections = calls.iter().map(|call| {
        let builder = builders.remove(&call.name.builder).map(|items| polish::polish(items, call));
        match builder {
            Some(_) => by_progenitor.push(call),
            None => section::check_path(call, diagnostics),
        }
        section::section(&package, call, builder)
    });
    let modules = modules::modules(contract, sections.collect());
    let root = root::root(contract, &calls, &by_progenitor, diagnostics);
    package::files(contract, options, modules, root)
}

/// The document that progenitor reads for this contract.
pub fn projected(contract: &Contract, types: &Types<'_>) -> openapiv3::OpenAPI {
    let calls = call::calls(contract, names::client::calls(contract), types, &mut Diagnostics::default());
    projection::project(contract, calls.iter().filter(|call| fit::why_not(call).is_none())).document
}

/// The operations that progenitor cannot say, each with the reason as a clause.
pub fn special<'a>(contract: &'a Contract, types: &Types<'_>) -> Vec<(&'a Operation, String)> {
    let calls = call::calls(contract, names::client::calls(contract), types, &mut Diagnostics::default());
    calls.iter().filter_map(|call| Some((call.operation, fit::why_not(call)?))).collect()
}

/// progenitor's builders of the calls that fit it. Should it fail all the same, the calls at fault have none, each with a
/// warning, and it runs on the rest.
fn builders(contract: &Contract, calls: &[Call<'_>], diagnostics: &mut Diagnostics) -> HashMap<String, Vec<Item>> {
    let plain: Vec<&Call<'_>> = calls.iter().filter(|call| fit::why_not(call).is_none()).collect();
    if plain.is_empty() {
        return HashMap::new();
    }
    let run = |calls: &[&Call<'_>]| progenitor::generate(&projection::project(contract, calls.iter().copied()));
    let reason = match run(&plain) {
        Ok(builders) => return builders,
        Err(reason) => reason,
    };
    let mut good = Vec::new();
    for call in plain {
        match run(&[call]) {
            Ok(_) => good.push(call),
            Err(reason) => diagnostics.push(
                Diagnostic::warning(
                    "client-progenitor",
                    call.operation.at,
                    format!("progenitor fails on `{}`: {reason}", call.operation.id),
                )
                .help("nothing is lost, the operation has a method all the same; please report the document"),
            ),
        }
    }
    run(&good).unwrap_or_else(|_| {
        // Each call alone is fine and all of them are not.
        diagnostics.push(
            Diagnostic::new(
                "client-progenitor",
                Severity::Warning,
                None,
                format!("progenitor fails on this contract: {reason}"),
            )
            .help("nothing is lost, every operation has a method all the same; please report the document"),
        );
        HashMap::new()
    })
}
