//! `enum` and `const`: which values there are, once every part of an `allOf` has had its say. Annotated enumerations, a
//! union of constants with a title or a description each (OpenAPI 3.1.1, "Annotated Enumerations"), are such lists as well.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::super::keywords::is_annotation;
use super::super::{Enumeration, EnumerationValue, Shape, policies};
use super::facts::{Facts, Types};
use super::read::Object;
use super::{Lowering, number};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Kind, Mapping, Node};

impl<'a> Lowering<'a, '_> {
    /// Adds what one schema lists: of several lists, what stands in all.
    pub fn enumeration(&mut self, facts: &mut Facts<'a>, schema: Object<'a>) {
        if let Some(node) = schema.get("enum") {
            let values = self.reader.list(schema, "enum");
            if values.is_empty() && node.as_sequence().is_some() {
                let message = "`enum` without a value would allow nothing; it is passed over";
                self.report(Diagnostic::warning("empty-enumeration", node.at, message));
            }
            self.narrow(facts, values.iter().collect(), node);
        }
        if let Some(value) = schema.raw("const") {
            self.narrow(facts, vec![value], value);
        }
        facts.value_descriptions = schema.mapping.get("x-enum-descriptions").or(facts.value_descriptions);
    }

    fn narrow(&mut self, facts: &mut Facts<'a>, values: Vec<&'a Node>, node: &'a Node) {
        if values.is_empty() {
            return;
        }
        let listed: Vec<&Node> = match &facts.enumeration {
            None => values,
            Some(before) => {
                let before: HashSet<String> = before.iter().map(|each| each.to_json().to_string()).collect();
                values.into_iter().filter(|value| before.contains(&value.to_json().to_string())).collect()
            }
        };
        if listed.is_empty() {
            let mut diagnostic =
                Diagnostic::error("impossible-schema", node.at, "no value stands in both enumerations")
                    .help("every part of an `allOf` must hold for the same value");
            if let Some(at) = facts.enumeration_at {
                diagnostic = diagnostic.related(at, "the other enumeration");
            }
            self.report(diagnostic);
            return;
        }
        facts.enumeration = Some(listed);
        facts.enumeration_at = Some(node.at);
    }

    /// Adds the constants of a union that is an annotated enumeration. Says whether it is one.
    pub fn annotated_enumeration(&mut self, facts: &mut Facts<'a>, union: &'a Node, variants: &'a [Node]) -> bool {
        let Some(constants) = variants.iter().map(constant).collect::<Option<Vec<_>>>() else { return false };
        // Of two that are the same, `oneOf` refuses both. 1 is 1.0.
        let whole = |value: &Node| value.as_number().and_then(number::as_i128).map(|number| number.to_string());
        let texts: HashSet<String> =
            constants.iter().map(|value| whole(value).unwrap_or_else(|| value.to_json().to_string())).collect();
        if texts.len() < constants.len() {
            return false;
        }
        self.narrow(facts, constants, union);
        facts.annotated.extend(variants);
        true
    }

    /// Whether an enumeration lists any value of the stated type. One that does not says what the schema's items or members
    /// may be, and stands in the wrong place.
    pub fn is_of_type(&mut self, facts: &Facts<'a>, stated: &[&'a Node]) -> bool {
        if facts.types.admit_any(stated.iter().copied()) {
            return true;
        }
        for node in stated {
            self.other_type(facts, node);
        }
        false
    }

    fn other_type(&mut self, facts: &Facts<'a>, node: &Node) {
        let stated = facts.types.without(Types::NULL).name();
        let message = format!("{} is not of the type that the schema states, {stated}", node.to_json());
        let mut diagnostic = Diagnostic::error("enum-value-type", node.at, message);
        if let Some(at) = facts.types_at {
            diagnostic = diagnostic.related(at, "the type");
        }
        self.report(diagnostic.help("quote the value if it is a text, or change the type"));
    }

    /// The values that are left once type and bounds are looked at; null is not among them, but beside them.
    pub fn enumeration_shape(&mut self, facts: &Facts<'a>, stated: &[&'a Node], nullable: bool) -> (Shape, bool) {
        let mut nullable = nullable;
        let mut has_null = false;
        let mut seen = HashSet::new();
        let mut values = Vec::new();
        for &node in stated {
            if super::read::is_null(node) {
                has_null = true;
                continue;
            }
            let value = node.to_json();
            if !facts.types.contains(Types::of(node)) {
                self.other_type(facts, node);
                continue;
            }
            if let Some(broken) = breaks(node, facts) {
                let message = format!("{value} is listed, but {broken} refuses it");
                self.report(
                    Diagnostic::warning("enum-value-refused", node.at, message)
                        .help("drop the value, or the constraint"),
                );
                continue;
            }
            if !seen.insert(value.to_string()) {
                let message = format!("{value} stands twice in the enumeration");
                self.report(Diagnostic::warning("duplicate-enum-value", node.at, message));
                continue;
            }
            values.push(EnumerationValue::of(value));
        }
        self.describe_values(facts, stated, &mut values);
        // Beside a union, `nullable` admits null as it does beside any other.
        let by_enum = facts.annotated.is_empty();
        if by_enum && nullable && !has_null && facts.types_at.is_some() && facts.nullable {
            let at = facts.enumeration_at.unwrap_or(facts.at);
            let message = "`nullable` admits null, but `enum` does not list it; null is admitted";
            let help = "add `null` to the values: in OpenAPI 3.0.3 an enumeration without it refuses null";
            self.report(Diagnostic::new("nullable-enumeration", Severity::Note, Some(at), message).help(help));
        }
        nullable |= has_null;
        if values.is_empty() {
            if nullable {
                values.push(EnumerationValue::of(Value::Null));
            } else {
                return (Shape::Never, false);
            }
        }
        (Shape::Enumeration(Enumeration { values }), nullable)
    }

    /// What annotated constants say of themselves, and `x-enum-descriptions`: by value, or in the order of the values.
    fn describe_values(&mut self, facts: &Facts<'a>, stated: &[&Node], values: &mut [EnumerationValue]) {
        let constants =
            facts.annotated.iter().filter_map(|variant| Some((constant(variant)?.to_json().to_string(), *variant)));
        let constants: HashMap<String, &Node> = constants.collect();
        if !constants.is_empty() {
            for value in values.iter_mut() {
                let Some(variant) = constants.get(&value.value.to_string()) else { continue };
                let text = |keyword| variant.get(keyword).and_then(Node::as_str).map(str::to_owned);
                (value.title, value.description) = (text("title"), text("description"));
            }
        }
        let Some(node) = facts.value_descriptions else { return };
        if !policies::check("x-enum-descriptions", node, self.reader.diagnostics) {
            return;
        }
        let in_order = node.as_sequence().unwrap_or_default();
        let mut by_order: HashMap<String, &Node> = HashMap::new();
        for (listed, words) in stated.iter().zip(in_order) {
            by_order.entry(listed.to_json().to_string()).or_insert(words);
        }
        for value in values.iter_mut() {
            let json = value.value.to_string();
            let text = value.value.as_str().unwrap_or(&json);
            let described = node.get(text).or_else(|| by_order.get(&json).copied()).and_then(Node::as_str);
            value.description = described.map(str::to_owned).or(value.description.take());
        }
        let texts: HashSet<String> =
            stated.iter().map(|node| node.as_str().map_or_else(|| node.to_json().to_string(), str::to_owned)).collect();
        for (key, _) in node.as_mapping().into_iter().flat_map(Mapping::iter) {
            if !texts.contains(&key.text) {
                let message = format!("`{}` is no value of the enumeration", key.text);
                self.report(Diagnostic::warning("unknown-enum-value", key.at, message));
            }
        }
    }
}

/// The value of a schema that is a text's or a number's constant, with annotations and nothing else.
pub(super) fn constant(variant: &Node) -> Option<&Node> {
    let mapping = variant.as_mapping()?;
    let mut value = None;
    let mut stated = Types::ALL;
    for (key, node) in mapping.iter() {
        match key.text.as_str() {
            "const" if value.is_none() => value = Some(node),
            "enum" if value.is_none() => match node.as_sequence()? {
                [only] => value = Some(only),
                _ => return None,
            },
            "type" => stated = Types::named(node.as_str()?)?,
            // It admits null as well.
            "nullable" => return None,
            keyword if keyword == "$comment" || is_annotation(keyword) => {}
            _ => return None,
        }
    }
    let value = value.filter(|value| matches!(value.kind, Kind::String(_) | Kind::Number(_)))?;
    stated.contains(Types::of(value)).then_some(value)
}

/// The constraint beside an enumeration that refuses one of its values.
fn breaks(node: &Node, facts: &Facts<'_>) -> Option<&'static str> {
    match &node.kind {
        Kind::String(text) => {
            let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
            if facts.min_length.is_some_and(|least| length < least.value) {
                return Some("`minLength`");
            }
            facts.max_length.is_some_and(|most| length > most.value).then_some("`maxLength`")
        }
        Kind::Number(value) => {
            let under = facts.minimum.is_some_and(|limit| {
                let order = number::compare(value, limit.number);
                order.is_lt() || limit.exclusive && order.is_eq()
            });
            let over = facts.maximum.is_some_and(|limit| {
                let order = number::compare(value, limit.number);
                order.is_gt() || limit.exclusive && order.is_eq()
            });
            if under { Some("`minimum`") } else { over.then_some("`maximum`") }
        }
        _ => None,
    }
}
