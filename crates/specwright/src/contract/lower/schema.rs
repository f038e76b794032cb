//! Schemas: each node becomes one schema, however often it is used, and every use says what is particular to its place.
//! Nothing here calls itself: a schema that is met is given its id and waits its turn.

use super::super::keywords::{Kind, is_annotation};
use super::super::{Direction, Docs, Origin, Schema, SchemaId, Shape, TypeRef, Usage};
use super::read::{LONGEST_CHAIN, Object, Version, directions, follow, identity, reference};
use super::{Job, Lowering, SchemaKey};
use crate::diagnostic::Diagnostic;
use crate::source::{self, Mapping, Node, Position};

/// A schema at one place of the document.
#[derive(Clone, Debug)]
pub(super) struct Use<'a> {
    pub ty: TypeRef,
    pub docs: Docs,
    pub default: Option<&'a Node>,
    pub direction: Direction,
}

/// What a place says around a schema.
#[derive(Clone, Debug, Default)]
pub(super) struct Said<'a> {
    docs: Docs,
    default: Option<&'a Node>,
    direction: Direction,
}

impl<'a> Said<'a> {
    pub fn of(self, ty: TypeRef) -> Use<'a> {
        Use { ty, docs: self.docs, default: self.default, direction: self.direction }
    }
}

/// Keywords that lead to schemas, and say nothing of a value themselves.
const MACHINERY: [&str; 7] = ["$id", "$ref", "$dynamicRef", "$anchor", "$dynamicAnchor", "$defs", "$comment"];

impl<'a> Lowering<'a, '_> {
    /// A use of a schema. `words` name it, should it have no name of its own.
    pub fn use_of(&mut self, node: &'a Node, words: &[String]) -> Use<'a> {
        let mut used = Said::default();
        let place = node;
        let mut node = node;
        let mut nullable = false;
        // Wrappers around wrappers are rare, and endless ones impossible but for cycles.
        for _ in 0..16 {
            if let Some(mapping) = node.as_mapping() {
                let schema = Object { kind: Kind::Schema, node, mapping };
                self.annotations(&mut used, schema);
                let Some((target, or_null)) = self.wrapped(schema) else { break };
                nullable |= or_null;
                node = target;
            } else {
                break;
            }
        }
        nullable |= self.refers_or_null(node);
        let Some(target) = self.schema_of(node) else { return used.of(self.any()) };
        if let (false, Some(mapping)) = (identity(target) == identity(node), target.as_mapping()) {
            self.rules_of_place(&mut used, Object { kind: Kind::Schema, node: target, mapping });
        }
        let ty = TypeRef { schema: self.id_of(target, words), nullable, boxed: false };
        // The schema checks its own values; these stand around it.
        if identity(place) != identity(target) && (reference(place).is_none() || self.reader.version != Version::V30) {
            self.examples_of(place, ty);
            if let Some(node) = place.as_mapping().and_then(|mapping| mapping.get("default")) {
                self.values.push(super::Value { node, ty, what: super::ValueOf::Default });
            }
        }
        used.of(ty)
    }

    /// What a schema says of its place; what was said nearer to the place counts.
    pub fn annotations(&mut self, used: &mut Said<'a>, schema: Object<'a>) {
        let docs = self.docs(schema);
        used.docs.title = used.docs.title.take().or(docs.title);
        used.docs.description = used.docs.description.take().or(docs.description);
        used.docs.deprecated |= docs.deprecated;
        if used.docs.examples.is_empty() {
            used.docs.examples = docs.examples;
        }
        self.rules_of_place(used, schema);
    }

    /// The same without the words: what a place does not say, the schema that it refers to does.
    fn rules_of_place(&mut self, used: &mut Said<'a>, schema: Object<'a>) {
        used.default = used.default.or(schema.raw("default"));
        if used.direction == Direction::Both {
            let stated = (self.reader.flag(schema, "readOnly"), self.reader.flag(schema, "writeOnly"));
            used.direction = match directions(self.reader.sources, schema.node) {
                (true, false) => Direction::ReadOnly,
                (false, true) => Direction::WriteOnly,
                (false, false) => Direction::Both,
                (true, true) if stated != (true, true) => Direction::Both,
                (true, true) => {
                    let message = "a member that is both `readOnly` and `writeOnly` is never sent";
                    self.report(Diagnostic::error("impossible-schema", schema.node.at, message));
                    Direction::Both
                }
            };
        }
    }

    /// The schema that this one only puts words around, and whether it admits null as well.
    fn wrapped(&mut self, schema: Object<'a>) -> Option<(&'a Node, bool)> {
        let mut around = None;
        let mut stated_type = None;
        for (key, value) in schema.mapping.iter() {
            match key.text.as_str() {
                "allOf" | "oneOf" | "anyOf" if around.is_none() => around = Some((key.text.as_str(), value)),
                "type" => stated_type = value.as_str(),
                "$ref" => return None,
                name if is_annotation(name) => {}
                _ => return None,
            }
        }
        let (keyword, value) = around?;
        let parts = value.as_sequence()?;
        let mut nullable = self.reader.flag(schema, "nullable");
        let mut candidates = if keyword == "allOf" { parts.iter().collect() } else { self.without_null(parts) };
        // A type beside the alternatives refuses a null among them.
        nullable |= candidates.len() < parts.len() && stated_type.is_none();
        if keyword == "allOf" {
            nullable |= joins_null(schema.mapping);
            candidates.retain(|part| !only_annotates(part));
        }
        let [single] = candidates.as_slice() else { return None };
        reference(single)?;
        let target = follow(self.reader.sources, single)?;
        let target_type = target.get("type").and_then(Node::as_str);
        if stated_type.is_some() && target_type.is_some() && stated_type != target_type {
            return None;
        }
        if !nullable {
            self.nullable_in_vain(schema.node);
        }
        Some((*single, nullable))
    }

    /// What a schema stands for, over any number of references. One with content beside its reference is a schema of its
    /// own (3.1).
    pub fn schema_of(&self, node: &'a Node) -> Option<&'a Node> {
        let mut node = node;
        for _ in 0..LONGEST_CHAIN {
            let Some((at, text)) = reference(node).filter(|_| !refers_and_says(self.reader.version, node)) else {
                return Some(node);
            };
            node = self.reader.sources.resolve_at(at.at, text).ok()?.node;
        }
        None
    }

    /// Whether a reference, or one that it leads to, says beside itself that null fits too. In 3.0 nothing counts there.
    fn refers_or_null(&self, node: &'a Node) -> bool {
        let mut node = node;
        for _ in 0..LONGEST_CHAIN {
            let Some((at, text)) = reference(node).filter(|_| self.reader.version != Version::V30) else {
                return false;
            };
            if node.get("nullable").and_then(Node::as_bool) == Some(true) {
                return true;
            }
            let Ok(target) = self.reader.sources.resolve_at(at.at, text) else { return false };
            node = target.node;
        }
        false
    }

    /// The variants of a union that are more than null.
    pub fn without_null(&self, variants: &'a [Node]) -> Vec<&'a Node> {
        variants.iter().filter(|variant| !follow(self.reader.sources, variant).is_some_and(is_null_alone)).collect()
    }

    pub fn docs(&mut self, schema: Object<'a>) -> Docs {
        let mut examples: Vec<_> = schema.raw("example").into_iter().map(Node::to_json).collect();
        examples
            .extend(schema.get("examples").and_then(Node::as_sequence).unwrap_or_default().iter().map(Node::to_json));
        Docs {
            title: self.reader.text(schema, "title").map(str::to_owned),
            description: self.reader.text(schema, "description").map(str::to_owned),
            deprecated: self.reader.flag(schema, "deprecated"),
            examples,
        }
    }

    /// A use of a schema that admits everything, where the document says nothing better.
    pub fn any(&mut self) -> TypeRef {
        let at = self.root.at;
        let schema =
            *self.any.get_or_insert_with(|| self.schemas.push(blank(at, Origin::Inline(vec!["Any".to_owned()]))));
        TypeRef { schema, nullable: false, boxed: false }
    }

    /// The schema that a node is.
    pub fn id_of(&mut self, node: &'a Node, words: &[String]) -> SchemaId {
        self.id_of_parts(vec![node], Vec::new(), words)
    }

    /// The schema that all these nodes are together, without some of their unions.
    pub fn id_of_parts(&mut self, parts: Vec<&'a Node>, without: Vec<Position>, words: &[String]) -> SchemaId {
        let key = match parts.as_slice() {
            [node] if without.is_empty() => SchemaKey::Node(identity(node)),
            _ => SchemaKey::Nodes(parts.iter().map(|part| identity(part)).collect(), without.clone()),
        };
        if let Some(id) = self.ids.get(&key) {
            return *id;
        }
        let at = parts.last().map_or(self.root.at, |node| node.at);
        let origin = match parts.as_slice() {
            [node] if without.is_empty() => match self.inventory.component(node) {
                Some(component) if component.kind == Kind::Schema => Origin::Component(component.name.clone()),
                _ => Origin::Inline(words.to_vec()),
            },
            _ => Origin::Inline(words.to_vec()),
        };
        let id = self.schemas.push(blank(at, origin));
        self.ids.insert(key, id);
        self.jobs.push_back(Job { id, parts, without });
        id
    }

    /// Gives every schema that waits its shape, and those it is made of, until none waits.
    pub fn run_jobs(&mut self) {
        while let Some(job) = self.jobs.pop_front() {
            let facts = self.gather(&job.parts, &job.without);
            let words = self.words_of(job.id);
            let (shape, nullable) = self.shape(&facts, &job, &words);
            self.compare(&facts, &shape, &job);
            if !nullable {
                job.parts.iter().for_each(|part| self.nullable_in_vain(part));
            }
            let default = facts.default.map(Node::to_json);
            if let Some(value) = facts.default {
                self.values.push(super::Value {
                    node: value,
                    ty: TypeRef { schema: job.id, nullable, boxed: false },
                    what: super::ValueOf::Default,
                });
            }
            if let [node] = job.parts.as_slice() {
                self.examples_of(node, TypeRef { schema: job.id, nullable, boxed: false });
            }
            if let Some(schema) = self.schemas.get_mut(job.id) {
                schema.docs = facts.docs;
                schema.nullable = nullable;
                schema.shape = shape;
                schema.default = default;
            }
        }
    }

    /// Says where a part of an `allOf` would admit null that the whole refuses.
    fn nullable_in_vain(&mut self, node: &'a Node) {
        let parts = node.get("allOf").and_then(Node::as_sequence).filter(|parts| parts.len() > 1).unwrap_or_default();
        for part in parts.iter().filter(|part| reference(part).is_none()) {
            if let Some(nullable) = part.get("nullable").filter(|nullable| nullable.as_bool() == Some(true)) {
                let message = "`nullable` has no effect here: another part of the `allOf` refuses null";
                self.report(
                    Diagnostic::warning("nullable-without-effect", nullable.at, message)
                        .help("write it beside the `allOf`, or in every part"),
                );
            }
        }
    }

    fn examples_of(&mut self, node: &'a Node, ty: TypeRef) {
        let single = node.get("example");
        let several = node.get("examples").and_then(Node::as_sequence).unwrap_or_default();
        for node in single.into_iter().chain(several) {
            self.values.push(super::Value { node, ty, what: super::ValueOf::Example });
        }
    }

    /// The words that lead to a schema, on which those inside it build.
    pub fn words_of(&self, id: SchemaId) -> Vec<String> {
        match self.schemas.get(id).map(|schema| &schema.origin) {
            Some(Origin::Component(name)) => vec![name.clone()],
            Some(Origin::Inline(words)) => words.clone(),
            None => Vec::new(),
        }
    }
}

/// Whether a schema says something of values beside its reference: it is one of its own then (3.1).
pub(super) fn refers_and_says(version: Version, node: &Node) -> bool {
    version != Version::V30
        && reference(node).is_some()
        && node.as_mapping().is_some_and(|mapping| {
            mapping.iter().any(|(key, _)| {
                let name = key.text.as_str();
                !MACHINERY.contains(&name) && !is_annotation(name)
            })
        })
}

fn blank(at: Position, origin: Origin) -> Schema {
    Schema {
        at,
        origin,
        docs: Docs::default(),
        nullable: false,
        shape: Shape::Any,
        assertions: None,
        default: None,
        usage: Usage::default(),
    }
}

pub(super) fn with(words: &[String], more: &str) -> Vec<String> {
    let mut words = words.to_vec();
    words.push(more.to_owned());
    words
}

/// Whether a schema is a reference that `allOf` joins with words and `nullable`. By the letter the reference refuses null
/// all the same; whoever writes it means the reference or null, and 3.0 has no other way to say so.
pub(super) fn joins_null(mapping: &Mapping) -> bool {
    let Some(parts) = mapping.get("allOf").and_then(Node::as_sequence) else { return false };
    let (words, others): (Vec<&Node>, Vec<&Node>) = parts.iter().partition(|part| only_annotates(part));
    mapping.iter().all(|(key, _)| key.text == "allOf" || is_annotation(&key.text))
        && matches!(others.as_slice(), [single] if reference(single).is_some())
        && words.iter().any(|part| part.get("nullable").and_then(Node::as_bool) == Some(true))
}

fn only_annotates(node: &Node) -> bool {
    node.as_mapping().is_some_and(|mapping| mapping.iter().all(|(key, _)| is_annotation(&key.text)))
}

/// `type: "null"`, or the value null alone.
fn is_null_alone(node: &Node) -> bool {
    let is_null = |node: &Node| matches!(node.kind, source::Kind::Null);
    let named = |node: &Node| node.as_str() == Some("null");
    match (node.get("type"), node.get("enum"), node.as_mapping().and_then(|mapping| mapping.get("const"))) {
        (Some(types), ..) if named(types) => true,
        (Some(types), ..) if types.as_sequence().is_some_and(|each| !each.is_empty() && each.iter().all(named)) => true,
        (_, Some(values), _) => values.as_sequence().is_some_and(|each| !each.is_empty() && each.iter().all(is_null)),
        (_, _, Some(value)) => is_null(value),
        _ => false,
    }
}
