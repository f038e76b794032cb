//! The keywords of one node, each as the rule that it is.

use std::collections::HashSet;

use super::super::super::keywords::Kind;
use super::super::super::{AssertionId, JsonType, Limit, MemberAssertion, RequiredMember, Rule, Shape, StringFormat};
use super::super::facts::Types;
use super::super::read::{Object, Version, follow, identity, reference};
use super::super::schema::joins_null;
use super::super::{Lowering, SchemaKey, number};
use super::Whole;
use crate::source::{self, Node};

impl<'a> Lowering<'a, '_> {
    /// The rules of one node, and whether null fits whatever they say.
    pub(super) fn rules(&mut self, node: &'a Node, whole: &Whole) -> (bool, Vec<Rule>) {
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
        let nullable = schema.get("nullable").and_then(Node::as_bool) == Some(true);
        (or_null || nullable || joins_null(mapping), rules)
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
            // One that is no type was reported, and the keyword is passed over.
            let types: Option<Vec<_>> = names.iter().map(|name| json_type(name.as_str()?)).collect();
            rules.extend(types.map(Rule::Type));
        }
        let values = [self.reader.list(schema, "enum"), schema.raw("const").map_or(&[], std::slice::from_ref)];
        // One without a value of the stated type was reported (`enum-value-type`), and is passed over.
        for values in values.into_iter().filter(|values| !values.is_empty() && lists_its_type(schema, values)) {
            rules.push(Rule::Enum(values.iter().map(Node::to_json).collect()));
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
            Some(format) => rules.extend(StringFormat::named(format).map(Rule::Format)),
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

/// Whether a value of an enumeration is of the type that stands beside it, or null, or none stands there.
fn lists_its_type(schema: Object<'_>, values: &[Node]) -> bool {
    let Some(node) = schema.get("type") else { return true };
    let names = node.as_sequence().unwrap_or(std::slice::from_ref(node));
    let types = names.iter().filter_map(|name| Types::named(name.as_str()?)).fold(Types::NONE, Types::or);
    types.admit_any(values.iter())
}
