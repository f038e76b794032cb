//! The Rust client, on the types of the `api` package: progenitor writes what it can say, from a document [`projection`]
//! makes for it; the rest of the operations get methods of our own in the same style.
//!
//! ```text
//! contract -> call (names, types, directions) -> fit -> projection -> progenitor -> polish -> src/client.rs
//!                                                    -> special                             -> src/special.rs
//! ```

mod answers;
mod call;
mod credentials;
mod fit;
mod hooks;
mod imports;
mod package;
mod polish;
mod progenitor;
mod projection;
mod special;

use call::Call;

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
    let (mut plain, mut special): (Vec<_>, Vec<_>) = calls.into_iter().partition(|call| fit::why_not(call).is_none());
    let Some(mut client) = run_progenitor(contract, &mut plain, &mut special, diagnostics) else { return Vec::new() };
    polish::polish(&mut client, &plain, options, contract);

    let mut crate_files = package::Files::new(contract, options);
    crate_files.code("client.rs", &client);
    if let Some(file) = special::file(contract, &special, diagnostics) {
        crate_files.code("special.rs", &file);
    }
    crate_files.finish(contract, &plain, &special, diagnostics)
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

/// Runs progenitor on the calls that fit it. Should it fail all the same, the calls at fault become special ones, each
/// with a warning, and it runs on the rest.
fn run_progenitor<'a>(
    contract: &Contract,
    plain: &mut Vec<Call<'a>>,
    special: &mut Vec<Call<'a>>,
    diagnostics: &mut Diagnostics,
) -> Option<syn::File> {
    let reason = match progenitor::generate(&projection::project(contract, plain.iter())) {
        Ok(file) => return Some(file),
        Err(reason) => reason,
    };
    let mut good = Vec::new();
    for call in std::mem::take(plain) {
        match progenitor::generate(&projection::project(contract, [&call])) {
            Ok(_) => good.push(call),
            Err(reason) => {
                diagnostics.push(
                    Diagnostic::warning(
                        "client-progenitor",
                        call.operation.at,
                        format!("progenitor fails on `{}`: {reason}", call.operation.id),
                    )
                    .help("nothing is lost, the operation has a method all the same; please report the document"),
                );
                special.push(call);
            }
        }
    }
    let found = !good.is_empty();
    match progenitor::generate(&projection::project(contract, good.iter())) {
        Ok(file) => {
            *plain = good;
            Some(file)
        }
        Err(_) if found => {
            // Each call alone is fine and all of them are not.
            diagnostics.push(failure(&reason));
            special.append(&mut good);
            progenitor::generate(&projection::project(contract, [])).ok()
        }
        Err(reason) => {
            diagnostics.push(failure(&reason));
            None
        }
    }
}

fn failure(reason: &str) -> Diagnostic {
    Diagnostic::new(
        "client-progenitor",
        Severity::Warning,
        None,
        format!("progenitor fails on this contract: {reason}"),
    )
    .help("please report the document")
}
