//! Gathers what a schema says over its references and its `allOf` parts into [`Facts`]. `allOf` is intersection, so
//! each part only narrows: types meet, bounds tighten, requirements add up.

use std::cmp::Ordering;
use std::collections::HashSet;

use super::super::Docs;
use super::super::keywords::Kind;
use super::Lowering;
use super::facts::{AdditionalFact, Count, Facts, Limit, PropertyFact, Types, UnionFact};
use super::number;
use super::read::{Object, Version, identity, reference};
use super::schema::joins_null;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{self, Node, Position};

/// How many steps `allOf` may lead from one schema into the next, a reference and its target being two.
const DEEPEST: usize = 128;

/// One gathering: what was read already, and the way to where it is now.
struct Gathering<'a> {
    facts: Facts<'a>,
    done: HashSet<usize>,
    way: Vec<usize>,
    /// The schemas this is about: a union that leads back to one of them says nothing new.
    roots: Vec<usize>,
    /// How many of the steps on the way are parts of an `allOf`.
    all_of: usize,
    /// Unions that are left out, because each of their variants is gathered on its own.
    without: Vec<Position>,
}

impl<'a> Lowering<'a, '_> {
    /// The facts of a schema, or of several that must all hold.
    pub fn gather(&mut self, parts: &[&'a Node], without: &[Position]) -> Facts<'a> {
        self.gather_all(parts, without).0
    }

    /// Also says which nodes it read on the way.
    pub fn gather_all(&mut self, parts: &[&'a Node], without: &[Position]) -> (Facts<'a>, HashSet<usize>) {
        let at = parts.first().map_or(self.root.at, |node| node.at);
        let mut gathering = Gathering {
            facts: Facts::new(at),
            done: HashSet::new(),
            way: Vec::new(),
            all_of: 0,
            roots: parts.iter().map(|node| identity(node)).collect(),
            without: without.to_vec(),
        };
        for part in parts {
            self.part(&mut gathering, part, parts.len() == 1);
        }
        (gathering.facts, gathering.done)
    }

    fn part(&mut self, gathering: &mut Gathering<'a>, node: &'a Node, root: bool) {
        if gathering.way.contains(&identity(node)) {
            let diagnostic =
                Diagnostic::error("cyclic-all-of", node.at, "this schema is made of itself, so it describes no value");
            self.report(
                diagnostic
                    .help("take the schema out of its own `allOf`, `oneOf` or `anyOf`, or let a property refer to it"),
            );
            return;
        }
        if gathering.way.len() >= DEEPEST {
            let message = format!("`allOf` leads more than {DEEPEST} steps deep here");
            self.report(Diagnostic::error("nested-too-deep", node.at, message));
            return;
        }
        if !gathering.done.insert(identity(node)) {
            return;
        }
        gathering.way.push(identity(node));
        self.part_content(gathering, node, root);
        gathering.way.pop();
    }

    fn part_content(&mut self, gathering: &mut Gathering<'a>, node: &'a Node, root: bool) {
        if let source::Kind::Boolean(value) = node.kind {
            if !value {
                gathering.facts.types = Types::NONE;
                gathering.facts.types_at = Some(node.at);
            }
            return;
        }
        if let Some((at, text)) = reference(node) {
            if let Ok(resolved) = self.reader.sources.resolve_at(at.at, text) {
                self.part(gathering, resolved.node, false);
            }
            if self.reader.version == Version::V30 {
                return;
            }
        }
        let Some(mapping) = node.as_mapping() else {
            self.reader.object(Kind::Schema, node);
            return;
        };
        let schema = Object { kind: Kind::Schema, node, mapping };
        gathering.facts.parts += 1;
        if root {
            gathering.facts.docs = self.docs(schema);
            gathering.facts.default = schema.raw("default");
        } else {
            self.inherited_docs(&mut gathering.facts, schema);
        }
        let distributed = !gathering.without.is_empty();
        self.types(&mut gathering.facts, schema, root, distributed);
        self.enumeration(&mut gathering.facts, schema);
        self.numbers(&mut gathering.facts, schema);
        self.strings(&mut gathering.facts, schema);
        self.arrays(&mut gathering.facts, schema);
        self.objects(&mut gathering.facts, schema);
        asserted(&mut gathering.facts, schema);
        gathering.all_of += 1;
        for part in self.reader.list(schema, "allOf") {
            self.part(gathering, part, false);
        }
        gathering.all_of -= 1;
        self.unions(gathering, schema);
        if gathering.way.len() == 1
            && !schema.has("oneOf")
            && !schema.has("anyOf")
            && let Some(node) = schema.get("discriminator")
        {
            // Those that extend it have more members, which are kept.
            gathering.facts.keeps_members = true;
            let message = "a discriminator without `oneOf` or `anyOf` chooses nothing: the schema is read as itself, with every other member kept";
            self.report(
                Diagnostic::new("discriminator-without-union", Severity::Note, Some(node.at), message)
                    .help("list the schemas that extend this one in a `oneOf`, with the discriminator beside it"),
            );
        }
    }

    /// Where a schema is only another one with a new name, it keeps that one's words.
    fn inherited_docs(&mut self, facts: &mut Facts<'a>, schema: Object<'a>) {
        if facts.docs.description.is_none() && facts.parts <= 2 {
            let Docs { title, description, .. } = self.docs(schema);
            facts.docs.description = description;
            facts.docs.title = facts.docs.title.take().or(title);
        }
        facts.default = facts.default.or(schema.raw("default"));
    }

    /// `distributed`: it is an alternative of a union together with what stands beside that, where alternatives of
    /// another type are no mistake.
    fn types(&mut self, facts: &mut Facts<'a>, schema: Object<'a>, root: bool, distributed: bool) {
        let nullable = self.reader.flag(schema, "nullable");
        facts.nullable |= root && (nullable || joins_null(schema.mapping));
        let Some(node) = schema.get("type") else { return };
        let names = node.as_sequence().unwrap_or(std::slice::from_ref(node));
        if node.as_sequence().is_some() && self.reader.version == Version::V30 {
            let message = "a list of types belongs to OpenAPI 3.1, which this document is not";
            self.report(
                Diagnostic::warning("keyword-of-another-version", node.at, message)
                    .help("write one type, and `nullable: true` for null"),
            );
        }
        let mut types = if nullable { Types::NULL } else { Types::NONE };
        for name in names {
            match name.as_str().and_then(Types::named) {
                Some(each) => types = types.or(each),
                None => {
                    let what = name.as_str().unwrap_or(name.kind_name());
                    let message = format!("`{what}` is no type");
                    self.report(Diagnostic::error("unknown-type", name.at, message).help(
                        "the types are string, number, integer, boolean, array, object and (from OpenAPI 3.1 on) null",
                    ));
                    return;
                }
            }
        }
        let met = facts.types.and(types);
        if met == Types::NONE && facts.types != Types::NONE && !distributed {
            let was = facts.types.without(Types::NULL).name();
            let message = format!("no value is both {was} and {}", types.without(Types::NULL).name());
            let mut diagnostic = Diagnostic::error("impossible-schema", node.at, message)
                .help("every part of an `allOf` must hold for the same value");
            if let Some(at) = facts.types_at {
                diagnostic = diagnostic.related(at, "the other type");
            }
            self.report(diagnostic);
            // Reported once; what follows reads the schema as if the first type stood alone.
            return;
        }
        facts.types = met;
        facts.types_at = Some(node.at);
    }

    fn numbers(&mut self, facts: &mut Facts<'a>, schema: Object<'a>) {
        if let Some(limit) = self.limit(schema, "minimum", "exclusiveMinimum", Ordering::Greater) {
            tighten(&mut facts.minimum, limit, Ordering::Greater);
        }
        if let Some(limit) = self.limit(schema, "maximum", "exclusiveMaximum", Ordering::Less) {
            tighten(&mut facts.maximum, limit, Ordering::Less);
        }
        if let Some(node) = schema.get("multipleOf") {
            match node.as_number().filter(|number| number::as_f64(number) > 0.0) {
                Some(number) => {
                    if let Some(before) = facts.multiple_of
                        && number::compare(before.number, number).is_ne()
                    {
                        facts.asserts = true;
                    }
                    facts.multiple_of = Some(Limit { number, exclusive: false, at: node.at });
                }
                None => self.reader.wrong_value(schema, "multipleOf", node, "a number greater than 0"),
            }
        }
    }

    /// A bound in either dialect: 3.0 has a flag beside it, 3.1 a number of its own. Of two, the tighter.
    fn limit(
        &mut self,
        schema: Object<'a>,
        inclusive: &'static str,
        exclusive: &'static str,
        tighter: Ordering,
    ) -> Option<Limit<'a>> {
        let mut limit = None;
        if let Some(node) = schema.get(inclusive) {
            match node.as_number() {
                Some(number) => limit = Some(Limit { number, exclusive: false, at: node.at }),
                None => self.reader.wrong_value(schema, inclusive, node, "a number"),
            }
        }
        if let Some(node) = schema.get(exclusive) {
            match &node.kind {
                source::Kind::Boolean(flag) => {
                    match &mut limit {
                        Some(limit) => limit.exclusive = *flag,
                        None if *flag && self.reader.version == Version::V30 => {
                            let message = format!("`{exclusive}` has no effect without `{inclusive}`");
                            self.report(Diagnostic::warning("constraint-without-effect", node.at, message));
                        }
                        None => {}
                    }
                    if self.reader.version != Version::V30 {
                        let message = format!("`{exclusive}` is a number from OpenAPI 3.1 on");
                        self.report(Diagnostic::warning("keyword-of-another-version", node.at, message));
                    }
                }
                source::Kind::Number(number) => {
                    tighten(&mut limit, Limit { number, exclusive: true, at: node.at }, tighter);
                    if self.reader.version == Version::V30 {
                        let message = format!("`{exclusive}` is a boolean in OpenAPI 3.0");
                        self.report(Diagnostic::warning("keyword-of-another-version", node.at, message));
                    }
                }
                _ => self.reader.wrong_value(schema, exclusive, node, "a boolean (OpenAPI 3.0) or a number (3.1)"),
            }
        }
        limit
    }

    fn strings(&mut self, facts: &mut Facts<'a>, schema: Object<'a>) {
        if let (Some(format), Some(node)) = (self.reader.text(schema, "format"), schema.get("format")) {
            facts.asserts |= facts.format.is_some_and(|(before, _)| before != format);
            facts.format = Some((format, node.at));
        }
        self.at_least(&mut facts.min_length, schema, "minLength");
        self.at_most(&mut facts.max_length, schema, "maxLength");
        if let (Some(pattern), Some(node)) = (self.reader.text(schema, "pattern"), schema.get("pattern")) {
            facts.asserts |= facts.pattern.is_some_and(|(before, _)| before != pattern);
            facts.pattern = Some((pattern, node.at));
        }
        facts.base64 |=
            self.reader.text(schema, "contentEncoding").is_some_and(|encoding| encoding.starts_with("base64"));
        facts.octets |= self
            .reader
            .text(schema, "contentMediaType")
            .is_some_and(|media_type| media_type == "application/octet-stream");
    }

    fn arrays(&mut self, facts: &mut Facts<'a>, schema: Object<'a>) {
        let prefix = self.reader.list(schema, "prefixItems");
        // Items after one part's prefix are not those after another's.
        facts.asserts |= !prefix.is_empty() || !facts.prefix.is_empty();
        if facts.prefix.is_empty() {
            facts.prefix = prefix;
        }
        facts.items.extend(schema.get("items"));
        self.at_least(&mut facts.min_items, schema, "minItems");
        self.at_most(&mut facts.max_items, schema, "maxItems");
        facts.unique |= self.reader.flag(schema, "uniqueItems");
    }

    fn objects(&mut self, facts: &mut Facts<'a>, schema: Object<'a>) {
        let part = facts.parts;
        for (key, value) in self.reader.map(schema, "properties") {
            let stated = facts.properties.entry(&key.text).or_default();
            if stated.iter().all(|before| identity(before.schema) != identity(value)) {
                stated.push(PropertyFact { at: key.at, schema: value, part });
            }
        }
        if let Some(node) = schema.get("required") {
            // A boolean here is Swagger's or a habit from JSON Schema draft 3; it is common enough for a hint of its own.
            if matches!(node.kind, source::Kind::Boolean(_)) {
                let message = "`required` of a schema is a list of member names, not a boolean";
                self.report(
                    Diagnostic::warning("wrong-type", node.at, message)
                        .help("name the member in `required` of the object that has it"),
                );
            } else {
                for name in self.reader.list(schema, "required") {
                    match name.as_str() {
                        Some(text) => {
                            facts.required.entry(text).or_insert(name.at);
                        }
                        None => self.reader.wrong_value(schema, "required", name, "a list of member names"),
                    }
                }
            }
        }
        match schema.get("additionalProperties").map(|node| (&node.kind, node)) {
            Some((source::Kind::Boolean(false), node)) => {
                facts.additional.push(AdditionalFact::Closed { at: node.at, part });
            }
            Some((source::Kind::Boolean(true), _)) => facts.additional.push(AdditionalFact::Open),
            Some((source::Kind::Mapping(mapping), _)) if mapping.is_empty() => {
                facts.additional.push(AdditionalFact::Open);
            }
            Some((_, node)) => facts.additional.push(AdditionalFact::Schema { schema: node, part }),
            None => {}
        }
        for (key, value) in self.reader.map(schema, "patternProperties") {
            self.pattern(&key.text, key.at);
            facts.patterns.push((key, value));
        }
        self.at_least(&mut facts.min_properties, schema, "minProperties");
        self.at_most(&mut facts.max_properties, schema, "maxProperties");
    }

    fn unions(&mut self, gathering: &mut Gathering<'a>, schema: Object<'a>) {
        for (keyword, exactly_one) in [("oneOf", true), ("anyOf", false)] {
            let Some(node) = schema.get(keyword) else { continue };
            let variants = self.reader.list(schema, keyword);
            if variants.is_empty() {
                let message = format!("`{keyword}` without a schema allows nothing");
                self.report(Diagnostic::error("impossible-schema", node.at, message));
                continue;
            }
            if gathering.without.contains(&node.at) {
                continue;
            }
            // A parent that lists its children, seen from a child: the child is one of them by being read.
            let leads_back = variants.iter().any(|variant| {
                super::read::follow(self.reader.sources, variant)
                    .is_some_and(|target| gathering.roots.contains(&identity(target)))
            });
            // Alternatives of one each that lead into each other are a circle, and not parent and child.
            let circle = gathering.all_of == 0 && self.without_null(variants).len() == 1;
            if leads_back && gathering.way.len() > 1 && !circle {
                continue;
            }
            let discriminator = schema.get("discriminator");
            // One alternative is that alternative, unless a member has to choose it.
            if let [single] = self.without_null(variants).as_slice()
                && (discriminator.is_none() || leads_back)
            {
                gathering.facts.nullable |= variants.len() > 1;
                self.part(gathering, single, false);
                continue;
            }
            if discriminator.is_none() && self.annotated_enumeration(&mut gathering.facts, node, variants) {
                continue;
            }
            gathering.facts.unions.push(UnionFact { exactly_one, at: node.at, variants, discriminator });
        }
    }

    fn at_least(&mut self, before: &mut Option<Count>, schema: Object<'a>, keyword: &'static str) {
        if let Some(count) = self.counted(schema, keyword)
            && before.is_none_or(|before| before.value < count.value)
        {
            *before = Some(count);
        }
    }

    fn at_most(&mut self, before: &mut Option<Count>, schema: Object<'a>, keyword: &'static str) {
        if let Some(count) = self.counted(schema, keyword)
            && before.is_none_or(|before| before.value > count.value)
        {
            *before = Some(count);
        }
    }

    fn counted(&mut self, schema: Object<'a>, keyword: &'static str) -> Option<Count> {
        let at: Position = schema.get(keyword)?.at;
        self.reader.count(schema, keyword).map(|value| Count { value, at })
    }
}

/// Keywords that no shape says. Those that describe members or items let them be kept, typed or not.
fn asserted(facts: &mut Facts<'_>, schema: Object<'_>) {
    let members = ["patternProperties", "dependentSchemas", "if", "unevaluatedProperties"];
    let others = ["propertyNames", "dependentRequired", "not", "contains", "unevaluatedItems"];
    facts.keeps_members |= members.iter().any(|keyword| schema.has(keyword));
    facts.asserts |= members.iter().chain(&others).any(|keyword| schema.has(keyword));
}

/// Keeps the tighter of two bounds: the greater minimum, the less maximum.
fn tighten<'a>(before: &mut Option<Limit<'a>>, limit: Limit<'a>, tighter: Ordering) {
    let replace = match before {
        None => true,
        Some(before) => match number::compare(limit.number, before.number) {
            Ordering::Equal => limit.exclusive,
            order => order == tighter,
        },
    };
    if replace {
        *before = Some(limit);
    }
}
