//! Builds a contract from its documents.
//!
//! In order: [`inventory`] walks everything once, against the keyword table; [`document`] reads root, paths and
//! operations; [`schema`] turns each schema that was met into a shape ([`gather`] sums up its keywords, [`shape`] decides);
//! then come the questions that need the whole: [`cycles`], [`usage`], [`values`]; and [`bundle`] writes the one document.

// Reading a member, or saying why not, is two cases of one thing, and a `match` shows them side by side.
#![allow(clippy::single_match_else)]

mod body;
mod bundle;
mod checks;
mod cycles;
mod document;
mod enumeration;
mod facts;
mod gather;
mod inventory;
mod number;
mod operation;
mod outgoing;
mod parameter;
mod policies;
mod policy_checks;
mod read;
mod response;
mod schema;
mod security;
mod server;
mod shape;
mod union;
mod usage;
mod values;

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet, VecDeque};

use self::inventory::Inventory;
use self::outgoing::PendingCallback;
use self::read::Reader;
use super::{
    Contract, Docs, Origin, ProblemCode, Schema, SchemaId, Schemas, SecurityScheme, Shape, Tag, TypeRef, Usage,
};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{Node, Position, Sources};

/// How many schemas unions may multiply out to.
const MOST_DISTRIBUTED: usize = 20_000;

/// The contract that the documents describe. None where they describe none at all: with errors in detail there is a
/// contract nevertheless, so that later stages can say what they find.
pub fn lower(sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Contract> {
    let root = sources.entry()?;
    let version = document::version(root, diagnostics)?;
    let mut reader = Reader { sources, diagnostics, version };
    let inventory = inventory::take(&mut reader, root);
    let mut lowering = Lowering {
        reader,
        root,
        inventory,
        schemas: Schemas::default(),
        ids: HashMap::new(),
        jobs: VecDeque::new(),
        any: None,
        values: Vec::new(),
        patterns: HashSet::new(),
        distributed: 0,
        tags: Vec::new(),
        security_schemes: Vec::new(),
        problems: Vec::new(),
        callbacks: VecDeque::new(),
    };
    let mut contract = lowering.document()?;
    lowering.run_jobs();
    lowering.settle_nullable();
    lowering.check_discriminators();
    lowering.break_cycles();
    lowering.check_values();
    lowering.settle_contents(&mut contract);
    lowering.check_policies(&contract);
    contract.document = bundle::bundle(sources, root, &lowering.inventory);
    contract.schemas = lowering.schemas;
    contract.tags = lowering.tags;
    contract.security_schemes = lowering.security_schemes;
    contract.problems = lowering.problems;
    contract.settle_nullable_uses();
    usage::mark(&mut contract);
    Some(contract)
}

/// A schema that waits for its shape.
struct Job<'a> {
    id: SchemaId,
    parts: Vec<&'a Node>,
    /// Unions that are left out.
    without: Vec<Position>,
}

/// A value that must fit a schema.
struct Value<'a> {
    node: &'a Node,
    ty: TypeRef,
    what: ValueOf,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ValueOf {
    Default,
    Example,
}

/// What lowering knows on its way.
struct Lowering<'a, 'd> {
    reader: Reader<'a, 'd>,
    root: &'a Node,
    inventory: Inventory<'a>,
    schemas: Schemas,
    /// By the nodes that a schema is made of, and the unions it leaves out.
    ids: HashMap<(Vec<usize>, Vec<Position>), SchemaId>,
    jobs: VecDeque<Job<'a>>,
    /// The schema that admits everything, once one was needed.
    any: Option<SchemaId>,
    values: Vec<Value<'a>>,
    /// Patterns that were looked at.
    patterns: HashSet<(String, Position)>,
    distributed: usize,
    tags: Vec<Tag>,
    security_schemes: Vec<SecurityScheme>,
    problems: Vec<ProblemCode>,
    callbacks: VecDeque<PendingCallback<'a>>,
}

impl Lowering<'_, '_> {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.reader.report(diagnostic);
    }

    fn diagnostics_extend(&mut self, found: Vec<Diagnostic>) {
        for diagnostic in found {
            self.report(diagnostic);
        }
    }

    /// A schema that no node of the document is.
    fn add_inline(&mut self, at: Position, words: Vec<String>, shape: Shape) -> SchemaId {
        self.schemas.push(Schema {
            at,
            origin: Origin::Inline(words),
            docs: Docs::default(),
            nullable: false,
            shape,
            assertions: None,
            default: None,
            usage: Usage::default(),
        })
    }
}
