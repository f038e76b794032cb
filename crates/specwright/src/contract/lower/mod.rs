//! Builds a contract from its documents.
//!
//! In order: [`inventory`] walks everything once, against the keyword table; [`document`] reads root, paths and
//! operations; [`schema`] turns each schema that was met into a shape ([`gather`] sums up its keywords, [`shape`] decides,
//! and what a shape does not say becomes [`assertions`]);
//! then come the questions that need the whole: [`cycles`], [`sizes`], [`usage`], [`values`]; and [`bundle`] writes the
//! one document.

// Reading a member, or saying why not, is two cases of one thing, and a `match` shows them side by side.
#![allow(clippy::single_match_else)]

mod assertions;
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
mod prune;
mod read;
mod resource;
mod response;
mod schema;
mod security;
mod server;
mod shape;
mod sizes;
mod union;
mod usage;
mod values;

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet, VecDeque};

use self::assertions::{Asserted, Asserting};
use self::inventory::Inventory;
use self::outgoing::PendingCallback;
use self::read::Reader;
use super::{
    Assertions, Contract, Docs, Filter, Origin, ProblemCode, Schema, SchemaId, Schemas, SecurityScheme, Shape, Sieve,
    Tag, TypeRef, Usage,
};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{Node, Position, Sources};

/// How many schemas unions may multiply out to.
const MOST_DISTRIBUTED: usize = 20_000;

/// The contract that the documents describe. None where they describe none at all: with errors in detail there is a
/// contract nevertheless, so that later stages can say what they find.
pub fn lower(sources: &Sources, diagnostics: &mut Diagnostics) -> Option<Contract> {
    lower_only(sources, &Filter::default(), diagnostics)
}

/// The same, of the operations that a filter admits, with the types that they reach.
pub fn lower_only(sources: &Sources, filter: &Filter, diagnostics: &mut Diagnostics) -> Option<Contract> {
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
        assertions: Assertions::default(),
        asserted: Vec::new(),
        asserting: Asserting::default(),
        any: None,
        values: Vec::new(),
        patterns: HashSet::new(),
        pattern_faults: HashMap::new(),
        pattern_cost: 0,
        distributed: 0,
        tags: Vec::new(),
        security_schemes: Vec::new(),
        problems: Vec::new(),
        callbacks: VecDeque::new(),
        broken: None,
        sieve: Sieve::new(filter),
        left_out: HashSet::new(),
        by_resource: false,
    };
    let mut contract = lowering.document()?;
    lowering.run_jobs();
    lowering.settle_nullable();
    lowering.check_discriminators();
    lowering.assert_schemas();
    lowering.break_cycles();
    lowering.box_large();
    let sent = contract.outgoing.iter_mut().map(|outgoing| &mut outgoing.operation);
    lowering.check_values(contract.operations.iter_mut().chain(sent));
    lowering.settle_contents(&mut contract);
    lowering.check_policies(&contract);
    contract.document = bundle::bundle(sources, root, &lowering.inventory, &lowering.left_out);
    if !filter.is_empty() {
        prune::prune(&mut contract.document);
    }
    contract.schemas = lowering.schemas;
    contract.assertions = lowering.assertions;
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

/// What tells one schema from another.
#[derive(PartialEq, Eq, Hash)]
enum SchemaKey {
    /// It is one node, as nearly all are.
    Node(usize),
    /// The nodes that it is made of, and the unions it leaves out.
    Nodes(Vec<usize>, Vec<Position>),
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
    ids: HashMap<SchemaKey, SchemaId>,
    jobs: VecDeque<Job<'a>>,
    assertions: Assertions,
    /// Schemas whose shape may say less than they do.
    asserted: Vec<Asserted<'a>>,
    asserting: Asserting<'a>,
    /// The schema that admits everything, once one was needed.
    any: Option<SchemaId>,
    values: Vec<Value<'a>>,
    /// Patterns that were looked at.
    patterns: HashSet<(String, Position)>,
    /// What is wrong with each of them: a contract repeats its patterns, and compiling one takes time.
    pattern_faults: HashMap<String, Option<String>>,
    /// What it costs to compile them.
    pattern_cost: usize,
    distributed: usize,
    tags: Vec<Tag>,
    security_schemes: Vec<SecurityScheme>,
    problems: Vec<ProblemCode>,
    callbacks: VecDeque<PendingCallback<'a>>,
    /// The part of the operation that is being read without which it cannot be said.
    broken: Option<Broken>,
    /// Which operations are wanted.
    sieve: Sieve,
    /// The methods of operations that are no part of the contract.
    left_out: HashSet<Position>,
    /// Operations without a tag are grouped by their paths.
    by_resource: bool,
}

/// A part that cannot be read: what it is, and where.
struct Broken {
    what: String,
    at: Position,
}

impl Lowering<'_, '_> {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.reader.report(diagnostic);
    }

    /// Says that the operation which is being read cannot be said: the reason was reported already.
    fn breaks(&mut self, what: impl Into<String>, at: Position) {
        self.broken.get_or_insert(Broken { what: what.into(), at });
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
