//! Assertions: what JSON Schema asks of the schemas whose shape does not say it all, straight from the document's nodes.
//! As with shapes, nothing here calls itself: a node that is met is given its id and waits its turn.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use super::super::keywords::Kind;
use super::super::{
    Assertion, AssertionId, Direction, JsonType, Limit, MemberAssertion, Origin, RequiredMember, Rule, SchemaId, Shape,
    StringFormat,
};
use super::facts::{AdditionalFact, Facts, Types};
use super::read::{Object, Version, follow, identity, reference};
use super::{Job, Lowering, SchemaKey, number};
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
        let wrapped = node.get("allOf").and_then(Node::as_sequence).and_then(|parts| match parts {
            [only] => follow(self.reader.sources, only),
            _ => None,
        });
        let places = [Some(node), follow(self.reader.sources, node), wrapped];
        let says = |keyword: &str| {
            places.iter().flatten().any(|place| place.get(keyword).and_then(Node::as_bool) == Some(true))
        };
        match (says("readOnly"), says("writeOnly")) {
            (true, false) => Direction::ReadOnly,
            (false, true) => Direction::WriteOnly,
            _ => Direction::Both,
        }
    }

    /// The rules of one node, and whether null fits whatever they say.
    fn rules(&mut self, node: &'a Node, whole: &Whole) -> (bool, Vec<Rule>) {
        let mut rules = Vec::new();
        if let source::Kind::Boolean(value) = node.kind {
            if !value {
                rules.push(Rule::Never);
            }
            return (false, rules);
        }
        let Some(mapping) = node.as_mapping() else { return (false, rules) };
        let schema = Object { kind: Kind::Schema, node, mapping };
        if let Some((at, text)) = reference(node) {
            if let Ok(resolved) = self.reader.sources.resolve_at(at.at, text) {
                rules.push(Rule::AllOf(vec![self.part_of(resolved.node, whole)]));
            }
            if self.reader.version == Version::V30 {
                return (false, rules);
            }
        }
        self.value_rules(schema, &mut rules);
        Self::number_rules(schema, &mut rules);
        Self::text_rules(schema, &mut rules);
        self.item_rules(schema, &mut rules);
        self.member_rules(schema, whole, &mut rules);
        let or_null = self.combinations(schema, whole, &mut rules);
        // Without its union it is not known what has been looked at; the whole is judged as well.
        if !self.leaves_out(node, whole) {
            if let Some(unevaluated) = schema.get("unevaluatedItems") {
                rules.push(Rule::UnevaluatedItems(self.inner(unevaluated)));
            }
            if let Some(unevaluated) = schema.get("unevaluatedProperties") {
                rules.push(Rule::UnevaluatedProperties(self.inner(unevaluated)));
            }
        }
        (or_null || schema.get("nullable").and_then(Node::as_bool) == Some(true), rules)
    }

    /// Whether a union that is left out of the whole is part of a node.
    fn leaves_out(&self, node: &'a Node, whole: &Whole) -> bool {
        if whole.without.is_empty() {
            return false;
        }
        let mut seen = HashSet::new();
        let mut todo = vec![node];
        while let Some(node) = todo.pop() {
            if !seen.insert(identity(node)) {
                continue;
            }
            todo.extend(follow(self.reader.sources, node));
            for keyword in ["oneOf", "anyOf"] {
                if node.get(keyword).is_some_and(|union| whole.without.contains(&union.at)) {
                    return true;
                }
            }
            todo.extend(node.get("allOf").and_then(Node::as_sequence).unwrap_or_default());
        }
        false
    }

    fn value_rules(&mut self, schema: Object<'a>, rules: &mut Vec<Rule>) {
        if let Some(node) = schema.get("type") {
            let names = node.as_sequence().unwrap_or(std::slice::from_ref(node));
            rules.push(Rule::Type(names.iter().filter_map(|name| json_type(name.as_str()?)).collect()));
        }
        let values = self.reader.list(schema, "enum");
        if !values.is_empty() {
            rules.push(Rule::Enum(values.iter().map(Node::to_json).collect()));
        }
        if let Some(value) = schema.raw("const") {
            rules.push(Rule::Enum(vec![value.to_json()]));
        }
    }

    fn number_rules(schema: Object<'a>, rules: &mut Vec<Rule>) {
        let bounds = [
            ("minimum", "exclusiveMinimum", Rule::Minimum as fn(Limit) -> Rule),
            ("maximum", "exclusiveMaximum", Rule::Maximum),
        ];
        for (inclusive, exclusive, rule) in bounds {
            // 3.0 has a flag beside the bound, 3.1 a number of its own.
            let beside = schema.get(exclusive);
            let flagged = beside.and_then(Node::as_bool) == Some(true);
            if let Some(number) = schema.get(inclusive).and_then(Node::as_number) {
                rules.push(rule(Limit { number: number.clone(), exclusive: flagged }));
            }
            if let Some(number) = beside.and_then(Node::as_number) {
                rules.push(rule(Limit { number: number.clone(), exclusive: true }));
            }
        }
        if let Some(number) =
            schema.get("multipleOf").and_then(Node::as_number).filter(|number| number::as_f64(number) > 0.0)
        {
            rules.push(Rule::MultipleOf(number.clone()));
        }
    }

    fn text_rules(schema: Object<'a>, rules: &mut Vec<Rule>) {
        rules.extend(Self::count(schema, "minLength").map(Rule::MinLength));
        rules.extend(Self::count(schema, "maxLength").map(Rule::MaxLength));
        if let Some(pattern) = schema.get("pattern").and_then(Node::as_str) {
            rules.push(Rule::Pattern(pattern.to_owned()));
        }
        match schema.get("format").and_then(Node::as_str) {
            Some("int32") => rules.push(Rule::Range { minimum: i32::MIN.into(), maximum: i32::MAX.into() }),
            Some("int64") => rules.push(Rule::Range { minimum: i64::MIN.into(), maximum: i64::MAX.into() }),
            Some("float") => rules.push(Rule::Single),
            Some(format) => rules.extend(super::shape::string_format(format).map(Rule::Format)),
            None if schema.get("contentEncoding").and_then(Node::as_str).is_some_and(|e| e.starts_with("base64")) => {
                rules.push(Rule::Format(StringFormat::Byte));
            }
            None => {}
        }
    }

    fn item_rules(&mut self, schema: Object<'a>, rules: &mut Vec<Rule>) {
        let prefix = self.reader.list(schema, "prefixItems");
        let prefix: Vec<_> = prefix.iter().map(|item| self.inner(item)).collect();
        let rest = schema.get("items").map(|items| self.inner(items));
        if !prefix.is_empty() || rest.is_some() {
            rules.push(Rule::Items { prefix, rest });
        }
        rules.extend(Self::count(schema, "minItems").map(Rule::MinItems));
        rules.extend(Self::count(schema, "maxItems").map(Rule::MaxItems));
        if schema.get("uniqueItems").and_then(Node::as_bool) == Some(true) {
            rules.push(Rule::UniqueItems);
        }
        let minimum = Self::count(schema, "minContains").unwrap_or(1);
        let maximum = Self::count(schema, "maxContains");
        if let Some(item) = schema.get("contains") {
            rules.push(Rule::Contains { item: self.inner(item), minimum, maximum });
        }
    }

    fn member_rules(&mut self, schema: Object<'a>, whole: &Whole, rules: &mut Vec<Rule>) {
        let one_way = |name: &str| whole.one_way.get(name).copied().unwrap_or_default();
        let members = self.inners(schema, "properties").into_iter();
        let properties: Vec<_> =
            members.map(|(name, value)| MemberAssertion { direction: one_way(&name), name, value }).collect();
        let patterns = self.inners(schema, "patternProperties");
        let additional = schema.get("additionalProperties").map(|node| self.inner(node));
        if !properties.is_empty() || !patterns.is_empty() || additional.is_some() {
            rules.push(Rule::Members { properties, patterns, additional });
        }
        let required = schema.get("required").and_then(Node::as_sequence).unwrap_or_default();
        let required: Vec<_> = required
            .iter()
            .filter_map(Node::as_str)
            .map(|name| RequiredMember { name: name.to_owned(), direction: one_way(name) })
            .collect();
        if !required.is_empty() {
            rules.push(Rule::Required(required));
        }
        rules.extend(Self::count(schema, "minProperties").map(Rule::MinProperties));
        rules.extend(Self::count(schema, "maxProperties").map(Rule::MaxProperties));
        if let Some(names) = schema.get("propertyNames") {
            rules.push(Rule::PropertyNames(self.inner(names)));
        }
        let dependent: Vec<_> = self
            .reader
            .map(schema, "dependentRequired")
            .map(|(key, names)| {
                let names = names.as_sequence().unwrap_or_default().iter();
                (key.text.clone(), names.filter_map(|name| name.as_str().map(str::to_owned)).collect())
            })
            .collect();
        if !dependent.is_empty() {
            rules.push(Rule::DependentRequired(dependent));
        }
        let dependent: Vec<_> = self.reader.map(schema, "dependentSchemas").collect();
        if !dependent.is_empty() {
            let each = dependent.into_iter();
            rules.push(Rule::DependentSchemas(
                each.map(|(key, node)| (key.text.clone(), self.part_of(node, whole))).collect(),
            ));
        }
    }

    /// What holds other schemas against the same value. Says whether null fits on its own.
    fn combinations(&mut self, schema: Object<'a>, whole: &Whole, rules: &mut Vec<Rule>) -> bool {
        let mut or_null = false;
        let all = self.reader.list(schema, "allOf");
        if !all.is_empty() {
            rules.push(Rule::AllOf(all.iter().map(|part| self.part_of(part, whole)).collect()));
        }
        for (keyword, rule) in [("anyOf", Rule::AnyOf as fn(Vec<AssertionId>) -> Rule), ("oneOf", Rule::OneOf)] {
            if schema.get(keyword).is_none_or(|node| whole.without.contains(&node.at)) {
                continue;
            }
            let variants = self.reader.list(schema, keyword);
            let leads_back = variants.iter().any(|variant| {
                follow(self.reader.sources, variant).is_some_and(|target| whole.roots.contains(&identity(target)))
            });
            if variants.is_empty() || leads_back && !whole.roots.contains(&identity(schema.node)) {
                continue;
            }
            let ids: Vec<_> = variants.iter().map(|variant| self.asserted_alternative(variant, whole)).collect();
            match self.tagged(schema, variants, &ids) {
                Some(tagged) => {
                    or_null |= self.without_null(variants).len() < variants.len();
                    rules.push(tagged);
                }
                None => rules.push(rule(ids)),
            }
        }
        if let Some(not) = schema.get("not") {
            rules.push(Rule::Not(self.part_of(not, whole)));
        }
        if let Some(condition) = schema.get("if") {
            let condition = self.part_of(condition, whole);
            let then = schema.get("then").map(|node| self.part_of(node, whole));
            let otherwise = schema.get("else").map(|node| self.part_of(node, whole));
            rules.push(Rule::If { condition, then, otherwise });
        }
        or_null
    }

    /// A union with a discriminator, as its shape has it: what chooses its alternatives was found out there.
    fn tagged(&self, schema: Object<'a>, variants: &'a [Node], ids: &[AssertionId]) -> Option<Rule> {
        schema.get("discriminator")?;
        let shaped = self.ids.get(&SchemaKey::Node(identity(schema.node)))?;
        let (Shape::OneOf(union) | Shape::AnyOf(union)) = &self.schemas.get(*shaped)?.shape else { return None };
        let discriminator = union.discriminator.as_ref()?;
        let stated = self.without_null(variants);
        if stated.len() != union.variants.len() {
            return None;
        }
        let id_of = |node: &Node| {
            variants.iter().zip(ids).find(|(variant, _)| identity(variant) == identity(node)).map(|(_, id)| *id)
        };
        let mut chosen = Vec::new();
        for (variant, node) in union.variants.iter().zip(&stated) {
            let id = id_of(node)?;
            chosen.extend(variant.tags.iter().map(|tag| (tag.clone(), id)));
        }
        let default = discriminator.default.and_then(|at| stated.get(at)).and_then(|node| id_of(node));
        Some(Rule::Tagged { property: discriminator.property.clone(), variants: chosen, default })
    }

    /// A count, whose mistakes were reported when the schema was gathered.
    fn count(schema: Object<'a>, keyword: &'static str) -> Option<u64> {
        let number = schema.get(keyword)?.as_number()?;
        u64::try_from(number::as_i128(number)?).ok()
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

fn json_type(name: &str) -> Option<JsonType> {
    Some(match name {
        "null" => JsonType::Null,
        "boolean" => JsonType::Boolean,
        "integer" => JsonType::Integer,
        "number" => JsonType::Number,
        "string" => JsonType::String,
        "array" => JsonType::Array,
        "object" => JsonType::Object,
        _ => return None,
    })
}
