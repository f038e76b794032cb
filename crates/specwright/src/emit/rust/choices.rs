//! `server/choices.rs`: operations whose requests are alike, and the trait in which the service says for which of them
//! a request is.

use std::collections::HashMap;

use super::operation::{Op, mounted, request_key, required_query};
use super::text::{Text, Uses, fits, list, literal};
use super::ty::Model;
use super::{Section, file};
use crate::contract::{Contract, Operation};
use crate::emit::GeneratedFile;
use crate::names::rust::{Scope, pascal, snake};

const SERVER: &str = "specwright_poem::server";

/// Operations that have method, path and required query in common, by the place of the first.
pub fn alike<'c>(contract: &Contract, operations: impl IntoIterator<Item = &'c Operation>) -> Vec<Vec<&'c Operation>> {
    let mut places = HashMap::new();
    let mut groups: Vec<Vec<&Operation>> = Vec::new();
    for operation in operations {
        let key = (request_key(contract, operation), required_query(operation));
        let place = *places.entry(key).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(operation),
            None => groups.push(vec![operation]),
        }
    }
    groups.retain(|group| group.len() > 1);
    groups
}

/// The file, where there is any such operation.
pub fn file_of<'c>(model: &Model<'c>, sections: impl Iterator<Item = &'c Section<'c>>) -> Option<GeneratedFile> {
    let ops: HashMap<&str, &Op<'_>> = sections.map(|section| (section.op.operation.id.as_str(), &section.op)).collect();
    let operations = model.contract.operations.iter().filter(|operation| ops.contains_key(operation.id.as_str()));
    let groups = alike(model.contract, operations);
    if groups.is_empty() {
        return None;
    }
    let (mut body, mut uses) = (Text::default(), Uses::default());
    uses.name("std::future::Future");
    for name in ["InternalError", "Router", "Undecided"] {
        uses.name(&format!("{SERVER}::{name}"));
    }
    let mut methods = Scope::default();
    let mut enums = Scope::with(&[
        "Choices",
        "Clone",
        "Copy",
        "Debug",
        "Eq",
        "Future",
        "InternalError",
        "PartialEq",
        "Result",
        "Router",
        "Self",
        "Send",
        "Sync",
        "Undecided",
    ]);
    let choices: Vec<Choice<'_>> = groups
        .into_iter()
        .map(|operations| {
            let first = operations.first().map_or("", |operation| mounted(&operation.path));
            let method = operations.first().map_or("", |operation| operation.method.as_str());
            let words = format!("{method} {first}");
            Choice {
                method: methods.allot(&snake(&words), "request"),
                name: enums.allot(&pascal(&words), "Choice"),
                request: words,
                variants: operations
                    .iter()
                    .filter_map(|operation| Some((ops.get(operation.id.as_str())?.names.prefix.as_str(), *operation)))
                    .collect(),
            }
        })
        .collect();
    body.comment(0, "Which operation a request is for, where its method, its path and the query that they need are those of several.");
    body.line("pub trait Choices: Send + Sync + 'static {");
    for (at, choice) in choices.iter().enumerate() {
        if at > 0 {
            body.line("");
        }
        choice.method(&mut body);
    }
    body.line("}");
    body.gap();
    body.line("pub(super) fn routes<S: Choices>(router: &mut Router<S>) {");
    for choice in &choices {
        choice.route(&mut body);
    }
    body.line("}");
    for choice in &choices {
        choice.definition(&mut body);
    }
    let about = "Operations whose requests are alike: for which of them a request is, the service says.";
    Some(file("src/server/choices.rs", about, &uses, &body))
}

/// Operations with one kind of request.
struct Choice<'c> {
    /// `put_files_file_id`
    method: String,
    /// `PutFilesFileId`
    name: String,
    /// `PUT /files/{file_id}`
    request: String,
    /// What each operation is called, and the operation.
    variants: Vec<(&'c str, &'c Operation)>,
}

impl Choice<'_> {
    /// The trait's method.
    fn method(&self, body: &mut Text) {
        body.comment(4, &format!("`{}`", self.request));
        let arguments = ["&self".to_owned(), "request: &mut Undecided".to_owned()];
        let result = format!("-> impl Future<Output = Result<{}, InternalError>> + Send;", self.name);
        body.line(list(4, &format!("fn {}(", self.method), &arguments, &format!(") {result}")));
    }

    fn route(&self, body: &mut Text) {
        let ids: Vec<_> = self.variants.iter().map(|(_, operation)| literal(&operation.id)).collect();
        let one = format!("    router.choose(&[{}], |service, request| {{", ids.join(", "));
        let answer = format!("Box::pin(async move {{ Ok(service.{}(request).await?.operation()) }})", self.method);
        if fits(0, &one) {
            body.line(one);
            body.line(format!("        {answer}"));
            body.line("    });");
            return;
        }
        body.line("    router.choose(");
        body.line(list(8, "&[", &ids, "],"));
        body.line(format!("        |service, request| {answer},"));
        body.line("    );");
    }

    /// The enum of the operations.
    fn definition(&self, body: &mut Text) {
        body.gap();
        body.comment(0, &format!("What a request of `{}` may be for.", self.request));
        body.line("#[derive(Clone, Copy, Debug, PartialEq, Eq)]");
        body.line(format!("pub enum {} {{", self.name));
        for (name, operation) in &self.variants {
            body.comment(4, operation.summary.as_deref().unwrap_or(&operation.id));
            body.line(format!("    {name},"));
        }
        body.line("}");
        body.gap();
        body.line(format!("impl {} {{", self.name));
        body.line("    /// The operation's id.");
        body.line("    pub fn operation(self) -> &'static str {");
        body.line("        match self {");
        for (name, operation) in &self.variants {
            let id = literal(&operation.id);
            let one = format!("            Self::{name} => {id},");
            if fits(0, &one) {
                body.line(one);
            } else {
                body.line(format!("            Self::{name} => {{\n                {id}\n            }}"));
            }
        }
        body.line("        }");
        body.line("    }");
        body.line("}");
    }
}
