//! Assertions: what JSON Schema asks of the schemas whose shape does not say it all, straight from the document's nodes.
//! As with shapes, nothing here calls itself: a node that is met is given its id and waits its turn. What becomes of a
//! node's keywords is in `rules`.

mod rules;

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use super::super::keywords::Kind;
use super::super::{Assertion, AssertionId, Direction, Origin, Rule, SchemaId, Shape};
use super::facts::{AdditionalFact, Facts, Types};
use super::read::{Object, directions, follow, identity};
use super::{Job, Lowering, number};
use crate::diagnostic::Diagnostic;
use crate::source::{self, Node, Position};

/// How many nodes may be asserted: parts that stand in many wholes are asserted once for each.
const MOST: usize = 200_000;

/// The assertions so far, and the nodes that wait.
#[derive(Default)]
pub(super) struct Asserting<'a> {
    ids: HashMap<(usize, Whole), AssertionId>,
    todo: VecDeque<(AssertionId, &'a Node, Whole)>,
}

/// The whole of which a node is a part, with everything that holds for the same value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Whole {
    /// The nodes it begins with: a union that leads back to one of them says nothing new.
    roots: Vec<usize>,
    /// Unions of it that are left out.
    without: Vec<Position>,
    /// Members of one direction, wherever in it they are described.
    one_way: BTreeMap<String, Direction>,
}

/// A schema that is asserted as well as shaped.
pub(super) struct Asserted<'a> {
    id: SchemaId,
    parts: Vec<&'a Node>,
    without: Vec<Position>,
    /// It is, unless every alternative of its union is of these types anyway.
    unless: Option<Types>,
}

impl<'a> Lowering<'a, '_> {
    /// Remembers a schema whose shape says less than its facts.
    pub fn compare(&mut self, facts: &Facts<'a>, shape: &Shape, job: &Job<'a>) {
        let certain = says_less(facts, shape);
        let stated = facts.types_at.map(|_| facts.types).filter(|_| matches!(shape, Shape::OneOf(_) | Shape::AnyOf(_)));
        let unless = if certain { None } else { stated.filter(|_| !facts.describes_object()) };
        if certain || unless.is_some() {
            let (parts, without) = (job.parts.clone(), job.without.clone());
            self.asserted.push(Asserted { id: job.id, parts, without, unless });
        }
    }

    /// Gives every schema that was remembered its assertions, and those they are made of, until none waits.
    pub fn assert_schemas(&mut self) {
        for Asserted { id, parts, without, unless } in std::mem::take(&mut self.asserted) {
            if unless.is_some_and(|types| self.is_of(id, types)) {
                continue;
            }
            let whole = Whole {
                roots: parts.iter().map(|part| identity(part)).collect(),
                without,
                one_way: self.one_way(&parts),
            };
            let ids: Vec<_> = parts.iter().map(|part| self.asserted(part, whole.clone())).collect();
            let assertion = match ids.as_slice() {
                [only] => *only,
                _ => self.assertions.push(Assertion {
                    at: parts.first().map_or(self.root.at, |part| part.at),
                    origin: Origin::Inline(self.words_of(id)),
                    nullable: false,
                    rules: vec![Rule::AllOf(ids)],
                }),
            };
            let words = self.words_of(id);
            if let Some(named) = self.assertions.get_mut(assertion) {
                named.origin = Origin::Inline(words);
            }
            if let Some(schema) = self.schemas.get_mut(id) {
                schema.assertions = Some(assertion);
            }
        }
        while let Some((id, node, whole)) = self.asserting.todo.pop_front() {
            let (nullable, rules) = self.rules(node, &whole);
            if let Some(assertion) = self.assertions.get_mut(id) {
                assertion.nullable = nullable;
                assertion.rules = rules;
            }
        }
    }

    /// Whether every alternative of a union is of these types.
    fn is_of(&self, id: SchemaId, types: Types) -> bool {
        let mut seen = HashSet::new();
        let mut todo = vec![id];
        while let Some(id) = todo.pop() {
            let Some(schema) = self.schemas.get(id).filter(|_| seen.insert(id)) else { continue };
            if schema.nullable && !types.contains(Types::NULL) {
                return false;
            }
            let own = match &schema.shape {
                Shape::OneOf(union) | Shape::AnyOf(union) => {
                    todo.extend(union.variants.iter().map(|variant| variant.ty.schema));
                    continue;
                }
                Shape::Never => continue,
                Shape::Boolean => Types::BOOLEAN,
                Shape::Integer(_) => Types::INTEGER,
                Shape::Number(_) => Types::NUMBER,
                Shape::String(_) => Types::STRING,
                Shape::Array(_) => Types::ARRAY,
                Shape::Object(_) => Types::OBJECT,
                Shape::Any | Shape::Enumeration(_) => return false,
            };
            if !types.contains(own) {
                return false;
            }
        }
        true
    }

    /// The assertion of a node that is a part of a whole.
    fn asserted(&mut self, node: &'a Node, whole: Whole) -> AssertionId {
        let key = (identity(node), whole);
        if let Some(id) = self.asserting.ids.get(&key) {
            return *id;
        }
        let origin = match self.inventory.component(node) {
            Some(component) if component.kind == Kind::Schema => Origin::Component(component.name.clone()),
            _ => Origin::Inline(Vec::new()),
        };
        let id = self.assertions.push(Assertion { at: node.at, origin, nullable: false, rules: Vec::new() });
        if self.asserting.ids.len() == MOST {
            let message = format!("more than {MOST} schemas are asserted; what comes after is not");
            self.report(Diagnostic::error("too-many-schemas", node.at, message));
        }
        self.asserting.ids.insert(key.clone(), id);
        if self.asserting.ids.len() <= MOST {
            self.asserting.todo.push_back((id, node, key.1));
        }
        id
    }

    /// A part of the same whole.
    fn part_of(&mut self, node: &'a Node, whole: &Whole) -> AssertionId {
        self.asserted(node, whole.clone())
    }

    /// An alternative: it is read as it would be alone, so a union that leads back to it says nothing new.
    fn asserted_alternative(&mut self, node: &'a Node, whole: &Whole) -> AssertionId {
        let root = follow(self.reader.sources, node).unwrap_or(node);
        self.asserted(node, Whole { roots: vec![identity(root)], ..whole.clone() })
    }

    /// The schema of another value: a member or an item.
    fn inner(&mut self, node: &'a Node) -> AssertionId {
        let root = follow(self.reader.sources, node).unwrap_or(node);
        let whole = Whole { roots: vec![identity(root)], without: Vec::new(), one_way: self.one_way(&[node]) };
        self.asserted(node, whole)
    }

    fn inners(&mut self, schema: Object<'a>, keyword: &'static str) -> Vec<(String, AssertionId)> {
        self.reader
            .map(schema, keyword)
            .collect::<Vec<_>>()
            .into_iter()
            .map(|(key, node)| (key.text.clone(), self.inner(node)))
            .collect()
    }

    /// The members that travel in one direction only, in everything that holds for the same value.
    fn one_way(&self, parts: &[&'a Node]) -> BTreeMap<String, Direction> {
        let mut found = BTreeMap::new();
        let mut seen = HashSet::new();
        let mut todo = parts.to_vec();
        while let Some(node) = todo.pop() {
            if !seen.insert(identity(node)) {
                continue;
            }
            if let Some(target) = follow(self.reader.sources, node) {
                todo.push(target);
            }
            for keyword in ["allOf", "anyOf", "oneOf"] {
                todo.extend(node.get(keyword).and_then(Node::as_sequence).unwrap_or_default());
            }
            todo.extend(["if", "then", "else"].iter().filter_map(|keyword| node.get(keyword)));
            for (key, member) in
                node.get("properties").and_then(Node::as_mapping).into_iter().flat_map(source::Mapping::iter)
            {
                let direction = self.direction(member);
                if direction != Direction::Both {
                    found.insert(key.text.clone(), direction);
                }
            }
        }
        found
    }

    fn direction(&self, node: &Node) -> Direction {
        let sources = self.reader.sources;
        let places = [Some(node), follow(sources, node)];
        let mut stated = places.into_iter().flatten().map(|place| match directions(sources, place) {
            (true, false) => Direction::ReadOnly,
            (false, true) => Direction::WriteOnly,
            _ => Direction::Both,
        });
        // What stands nearer counts.
        stated.find(|direction| *direction != Direction::Both).unwrap_or_default()
    }
}

/// Whether a shape says less than the facts it was made of.
fn says_less(facts: &Facts<'_>, shape: &Shape) -> bool {
    // `additionalProperties` speaks of the members that its own part does not name, and a shape knows one whole.
    let looks_elsewhere = facts.additional.iter().any(|fact| match fact {
        AdditionalFact::Open => false,
        AdditionalFact::Closed { part, .. } | AdditionalFact::Schema { part, .. } => {
            facts.properties.values().any(|stated| stated.iter().all(|each| each.part != *part))
        }
    });
    let typed = usize::from(matches!(shape, Shape::OneOf(_) | Shape::AnyOf(_)) && facts.typed_union().is_some());
    if facts.asserts || looks_elsewhere || facts.unions.len() > typed {
        return true;
    }
    let step_is_whole = facts.multiple_of.is_none_or(|step| number::as_i128(step.number).is_some());
    // Beyond these, a float holds no longer every integer.
    let is_exact =
        |number: &serde_json::Number| number::as_i128(number).is_none_or(|number| number.unsigned_abs() <= 1 << 53);
    let limits = [facts.minimum, facts.maximum, facts.multiple_of];
    let fits_float = limits.iter().flatten().all(|limit| is_exact(limit.number));
    match shape {
        Shape::Never | Shape::Boolean | Shape::String(_) | Shape::Array(_) => false,
        Shape::Integer(_) => !step_is_whole,
        Shape::Number(_) => !fits_float,
        Shape::Any => facts.limits() || facts.types != Types::ALL,
        // Bounds and lengths were held against each value when they were read.
        Shape::Enumeration(_) => {
            let format = facts.format.is_some_and(|(format, _)| super::facts::is_enforced(format));
            let format = format && facts.format.is_none_or(|(format, _)| !format.starts_with("int"));
            format
                || facts.pattern.is_some()
                || facts.multiple_of.is_some()
                || facts.limits_items()
                || facts.describes_object()
        }
        Shape::Object(object) => {
            let counted = object.min_properties.is_some() || object.max_properties.is_some();
            let known = object.additional == super::super::Additional::Closed
                && object.properties.iter().all(|property| property.default.is_none());
            counted && !object.properties.is_empty() && !known
        }
        Shape::OneOf(_) | Shape::AnyOf(_) if typed == 0 => !step_is_whole || !fits_float,
        // Beside a union, what describes an object was given to each alternative, and with it everything else.
        Shape::OneOf(_) | Shape::AnyOf(_) => {
            !facts.describes_object() && (facts.limits_scalars() || facts.limits_items())
        }
    }
}
