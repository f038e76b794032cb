//! The `api` package: types with validation, and for servers traits, guards, errors and the router.
//!
//! ```text
//! contract -> ty, rules, schema (how a schema is written)  -> types       -> src/types/
//!          -> operation (what an operation is made of)     -> operations  -> src/operations/
//!                                                          -> server      -> src/server/, guards, codes
//!                                                          -> outgoing    -> src/outgoing/
//! ```

// An emitter is made of such lines, and reads better than `write!` with its results thrown away.
#![allow(clippy::format_push_string)]

mod answer;
mod assertions;
mod body;
mod choices;
mod default;
mod guards;
mod layout;
mod operation;
mod operations;
mod outgoing;
mod package;
mod rules;
mod schema;
mod server;
pub mod support;
mod tags;
pub(super) mod text;
mod ty;
mod types;

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use heck::ToShoutySnakeCase;

use self::operation::{Guards, Op, OpUses};
use self::text::{HEADER, Text, Uses};
use self::ty::{Model, PatternStatic, Place};
use super::{GeneratedFile, Options};
use crate::contract::{Additional, Contract, Origin, SchemaId, Shape, TagId, TypeRef};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::names::rust::{Form, Names, Scope};

/// Writes `api/`.
pub fn emit(
    contract: &Contract,
    names: &Names,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Vec<GeneratedFile> {
    let mut model = Model::new(contract, names);
    model.name_patterns(diagnostics);
    model.report_defaults(diagnostics);
    let supported = support::supported(&model, diagnostics);
    let mut guards = Guards::default();
    let mut tags: BTreeMap<TagId, Vec<Section<'_>>> = BTreeMap::new();
    for operation in supported {
        let mut uses = OpUses::default();
        let op = model.operation(operation, &mut guards, &mut uses);
        tags.entry(operation.tag).or_default().push(Section { op, uses });
    }
    let mut files = vec![package::manifest(contract, options), package::lib(contract)];
    let (types, types_root) = model.types();
    files.extend(types);
    files.push(package::guards(&guards));
    files.push(package::codes(contract, names));
    files.extend(tags::operations(&model, &tags));
    let choices = choices::file_of(&model, tags.values().flatten());
    files.push(package::root(&model, &tags, choices.is_some()));
    files.extend(choices);
    files.extend(tags::server(&model, &tags));
    files.extend(outgoing::files(&model));
    // What the others name, and nothing else.
    let (assertions, patterns) = (model.assertions_files(&files), model.patterns_file(&files));
    let last: Vec<&str> = [("assertions", !assertions.is_empty()), ("patterns", patterns.is_some())]
        .iter()
        .filter_map(|(name, written)| written.then_some(*name))
        .collect();
    files.push(types_root.file(&last));
    files.extend(assertions.into_iter().chain(patterns));
    for file in &mut files {
        file.path.insert_str(0, "api/");
    }
    files
}

/// The types of this package by their absolute paths, for other packages.
pub struct Paths<'a> {
    model: Model<'a>,
    package: String,
}

impl<'a> Paths<'a> {
    pub fn new(contract: &'a Contract, names: &'a Names, options: &Options) -> Self {
        let package = format!("{}-api", options.package_name(&contract.info.title)).replace('-', "_");
        Self { model: Model::new(contract, names), package }
    }

    /// `::taskboard_api::types::Task`, without `Option` for null.
    pub fn ty(&self, schema: SchemaId, form: Form) -> String {
        if let Some(name) = self.model.names.ty(schema, form) {
            return format!("::{}::types::{name}", self.package);
        }
        let nested = |ty: TypeRef| {
            let inner = self.ty(ty.schema, form);
            let inner = if ty.boxed { format!("::std::boxed::Box<{inner}>") } else { inner };
            if ty.nullable { format!("::std::option::Option<{inner}>") } else { inner }
        };
        match self.model.shape_of(schema) {
            Shape::Array(array) => match self.model.items(array) {
                ty::Items::Same(items) => format!("::std::vec::Vec<{}>", nested(items)),
                ty::Items::Each(items) => {
                    format!("({})", items.iter().map(|item| nested(*item)).collect::<Vec<_>>().join(", "))
                }
                ty::Items::Mixed => "::std::vec::Vec<::serde_json::Value>".to_owned(),
            },
            Shape::Object(object) => {
                let value = match object.additional {
                    Additional::Schema(ty) => nested(ty),
                    Additional::Open | Additional::Closed => "::serde_json::Value".to_owned(),
                };
                format!("::std::collections::BTreeMap<::std::string::String, {value}>")
            }
            _ => match self.model.shape(&mut Uses::default(), Place::Elsewhere, schema, form).as_str() {
                "String" => "::std::string::String".to_owned(),
                "Uuid" => "::uuid::Uuid".to_owned(),
                "Value" => "::serde_json::Value".to_owned(),
                own @ ("DateTime" | "Date" | "Base64" | "Never") => format!("::specwright_poem::{own}"),
                primitive => primitive.to_owned(),
            },
        }
    }
}

/// An operation within its tag's files.
struct Section<'c> {
    op: Op<'c>,
    uses: OpUses,
}

impl Model<'_> {
    /// A static per pattern, named after its place.
    fn name_patterns(&mut self, diagnostics: &mut Diagnostics) {
        let mut scope = Scope::default();
        // A translation is tried by compiling it, and contracts repeat their patterns.
        let mut translations: HashMap<&str, Option<Rc<str>>> = HashMap::new();
        for (id, schema) in self.contract.schemas.iter() {
            let Shape::String(shape) = &schema.shape else { continue };
            let Some(source) = &shape.pattern else { continue };
            let translated =
                translations.entry(source).or_insert_with(|| crate::pattern::translate(source).map(Rc::from)).clone();
            let Some(translated) = translated else {
                diagnostics.push(
                    Diagnostic::warning(
                        "rust-pattern-not-enforced",
                        schema.at,
                        format!("the pattern `{source}` is not enforced by the Rust server: no engine runs it"),
                    )
                    .help("write it with what ECMA-262 and Rust's engines share"),
                );
                continue;
            };
            if !schema.usage.request && !schema.usage.response {
                continue;
            }
            let words = match &schema.origin {
                Origin::Component(name) => name.clone(),
                Origin::Inline(words) => words.join("_"),
            };
            let name = crate::names::rust::snake(&words).to_shouty_snake_case();
            let name = scope.allot(&name, "_PATTERN");
            self.patterns.insert(id, PatternStatic { name, translated });
        }
    }
}

fn file(path: impl Into<String>, about: &str, uses: &Uses, body: &Text) -> GeneratedFile {
    let mut text = Text::default();
    text.line(HEADER);
    if !about.is_empty() {
        text.gap();
        for line in about.lines().map(text::comment_line) {
            text.line(if line.is_empty() { "//!".to_owned() } else { format!("//! {line}") });
        }
    }
    uses.write(&mut text);
    if !body.is_empty() {
        text.gap();
        text.push(body);
    }
    GeneratedFile { path: path.into(), text: format!("{}\n", text.finish().trim_end()) }
}

/// The names that follow a module's in some files: what they use of it.
fn names_behind<'f>(module: &'f str, files: &'f [GeneratedFile]) -> impl Iterator<Item = &'f str> {
    let in_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    files.iter().flat_map(move |file| {
        file.text.match_indices(module).filter_map(move |(start, _)| {
            // Another module's name may end with this one's.
            let before = file.text.get(..start)?;
            let after = file.text.get(start + module.len()..)?;
            let end = after.find(|c| !in_word(c)).unwrap_or(after.len());
            (!before.ends_with(in_word)).then_some(after.get(..end)?)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_known_by_its_whole_name() {
        let text = "use crate::types::patterns::A;\nroute(working_patterns::B, [patterns::C, patterns::D_1]);";
        let files = [GeneratedFile { path: String::new(), text: text.to_owned() }];
        assert_eq!(names_behind("patterns::", &files).collect::<Vec<_>>(), ["A", "C", "D_1"]);
    }
}
