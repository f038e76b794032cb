//! A value as a schema asks for.

use serde_json::{Map, Value, json};

use super::facets::{Take, facets, list};
use super::{Sampler, text};

type Facets<'v> = [&'v Map<String, Value>];

/// How large a value may grow, in nodes, and how deep.
const NODES: usize = 60;
const DEEPEST: usize = 12;

const TYPES: [&str; 7] = ["null", "boolean", "integer", "number", "string", "array", "object"];

/// Integers at which a representation ends.
pub(super) const EDGES: [i64; 8] =
    [0, -1, i32::MAX as i64, i32::MAX as i64 + 1, i32::MIN as i64 - 1, 1 << 53, i64::MAX, i64::MIN];

impl<'v> Sampler<'v> {
    /// A value of all these schemas.
    pub(super) fn generate(&mut self, schemas: &[&'v Value]) -> Value {
        self.value(schemas, &mut NODES.clone(), 0)
    }

    fn value(&mut self, schemas: &[&'v Value], nodes: &mut usize, depth: usize) -> Value {
        *nodes = nodes.saturating_sub(1);
        let facets = facets(self.components, schemas, &mut Take::One(&mut self.random));
        if let Some(value) = facets.iter().find_map(|facet| facet.get("const")) {
            return value.clone();
        }
        if let Some(values) = facets.iter().find_map(|facet| facet.get("enum")?.as_array()).filter(|v| !v.is_empty()) {
            return values[self.random.usize(..values.len())].clone();
        }
        match self.kind(&facets) {
            "null" => Value::Null,
            "boolean" => self.random.bool().into(),
            "integer" => self.integer(&facets),
            "number" => self.number(&facets),
            "array" => self.array(&facets, nodes, depth),
            "object" => self.object(&facets, nodes, depth),
            _ => self.text(&facets).into(),
        }
    }

    /// One of the types that all facets allow; where none says, what its keywords are about.
    fn kind(&mut self, facets: &Facets<'v>) -> &'static str {
        let mut allowed: Vec<&str> = TYPES.to_vec();
        let mut said = false;
        for facet in facets {
            let names: Vec<&str> = match facet.get("type") {
                Some(Value::String(name)) => vec![name],
                Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
                _ => continue,
            };
            said = true;
            allowed.retain(|kind| names.contains(kind) || (*kind == "integer" && names.contains(&"number")));
        }
        if !said {
            let about = |keywords: &[&str]| facets.iter().any(|facet| keywords.iter().any(|k| facet.contains_key(*k)));
            let guess =
                if about(&["properties", "required", "additionalProperties", "patternProperties", "minProperties"]) {
                    Some("object")
                } else if about(&["items", "prefixItems", "minItems", "maxItems", "contains", "uniqueItems"]) {
                    Some("array")
                } else if about(&["minLength", "maxLength", "pattern", "format"]) {
                    Some("string")
                } else if about(&["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]) {
                    Some("number")
                } else {
                    None
                };
            if let Some(guess) = guess
                && self.random.u8(..8) > 0
            {
                return guess;
            }
        }
        // Null and a number's two names are seldom what is interesting.
        if allowed.len() > 1 && self.random.u8(..3) > 0 {
            allowed.retain(|kind| *kind != "null");
        }
        match allowed.len() {
            0 => "string",
            some => TYPES[TYPES.iter().position(|kind| *kind == allowed[self.random.usize(..some)]).unwrap_or(0)],
        }
    }

    fn integer(&mut self, facets: &Facets<'v>) -> Value {
        let (low, high) = range(facets);
        // Saturating is what is meant: past an i64 nothing is tried here.
        #[allow(clippy::cast_possible_truncation)]
        let (low, high) = (low.ceil() as i64, high.floor() as i64);
        let inside: Vec<i64> = EDGES.iter().copied().filter(|edge| (low..=high).contains(edge)).collect();
        let value = match self.random.u8(..8) {
            0 => low,
            1 => high,
            2 if !inside.is_empty() => inside[self.random.usize(..inside.len())],
            _ => self.random.i64(low.max(-1000).min(high)..=high.min(1000).max(low.max(-1000).min(high))),
        };
        let of = facets.iter().find_map(|facet| facet.get("multipleOf")?.as_i64()).filter(|of| *of > 0);
        let value = of.map_or(value, |of| value - value % of);
        // 1.0 is an integer too.
        #[allow(clippy::cast_precision_loss)]
        if self.random.u8(..10) == 0 && value.unsigned_abs() < 1 << 50 { json!(value as f64) } else { value.into() }
    }

    fn number(&mut self, facets: &Facets<'v>) -> Value {
        let (low, high) = range(facets);
        let (near, far) = (low.max(-1000.0).min(high), high.min(1000.0).max(low));
        let value = match self.random.u8(..8) {
            0 if low.is_finite() => low,
            1 if high.is_finite() => high,
            2 => return self.integer(facets),
            // Halves and quarters are exact in every width.
            3 => near + (far - near) / 4.0,
            // All the digits that a number may have.
            4 => near + self.random.f64() * (far - near),
            _ => ((near + self.random.f64() * (far - near)) * 4.0).round() / 4.0,
        };
        let of = facets.iter().find_map(|facet| facet.get("multipleOf")?.as_f64()).filter(|of| *of > 0.0);
        json!(of.map_or(value, |of| (value / of).trunc() * of))
    }

    pub(super) fn text(&mut self, facets: &Facets<'v>) -> String {
        if let Some(pattern) = facets.iter().find_map(|facet| facet.get("pattern")?.as_str())
            && let Some(text) = text::of_pattern(&mut self.random, pattern)
        {
            return text;
        }
        if let Some(format) = facets.iter().find_map(|facet| facet.get("format")?.as_str()) {
            let (right, _) = text::of_format(format);
            return right[self.random.usize(..right.len())].to_owned();
        }
        let (low, high) = lengths(facets, "minLength", "maxLength");
        let length = match self.random.u8(..6) {
            0 => low,
            1 if high < 300 => high,
            _ => self.random.usize(low..=high.min(low + 12).max(low)),
        };
        text::of_length(&mut self.random, length.min(5000))
    }

    fn array(&mut self, facets: &Facets<'v>, nodes: &mut usize, depth: usize) -> Value {
        let (low, high) = lengths(facets, "minItems", "maxItems");
        let wanted =
            if *nodes == 0 || depth > DEEPEST { low } else { self.random.usize(low..=high.min(low + 3).max(low)) };
        let unique = facets.iter().any(|facet| facet.get("uniqueItems") == Some(&Value::Bool(true)));
        let mut items: Vec<Value> = Vec::new();
        for at in 0..wanted.min(200) {
            let mut schemas = Vec::new();
            for facet in facets {
                let first = list(facet, "prefixItems");
                schemas.extend(first.get(at).or_else(|| facet.get("items")));
                if at == 0 {
                    schemas.extend(facet.get("contains"));
                }
            }
            let mut item = self.value(&schemas, nodes, depth + 1);
            for _ in 0..5 {
                if !unique || !items.contains(&item) {
                    break;
                }
                item = self.value(&schemas, nodes, depth + 1);
            }
            items.push(item);
        }
        items.into()
    }

    fn object(&mut self, facets: &Facets<'v>, nodes: &mut usize, depth: usize) -> Value {
        let mut names: Vec<&'v str> = Vec::new();
        let mut required: Vec<&'v str> = Vec::new();
        for facet in facets {
            if let Some(properties) = facet.get("properties").and_then(Value::as_object) {
                names.extend(properties.keys().map(String::as_str));
            }
            required.extend(list(facet, "required").iter().filter_map(Value::as_str));
        }
        names.extend(required.iter());
        names.sort_unstable();
        names.dedup();
        // Sparse ones, full ones and all between.
        let density = self.random.u8(0..=10);
        let mut members = Map::new();
        for name in names {
            let room = *nodes > 0 && depth <= DEEPEST;
            let wanted = required.contains(&name) && depth <= 3 * DEEPEST;
            if wanted || (room && self.random.u8(..10) < density) {
                let value = self.member(facets, name, nodes, depth);
                members.insert(name.to_owned(), value);
            }
        }
        self.more_members(facets, &mut members, nodes, depth);
        members.into()
    }

    fn member(&mut self, facets: &Facets<'v>, name: &str, nodes: &mut usize, depth: usize) -> Value {
        let schemas = member_schemas(facets, name);
        self.value(&schemas, nodes, depth + 1)
    }

    /// Members that the schema does not name, where it says what they are, or needs so many.
    fn more_members(&mut self, facets: &Facets<'v>, members: &mut Map<String, Value>, nodes: &mut usize, depth: usize) {
        let (low, _) = lengths(facets, "minProperties", "maxProperties");
        let described = facets.iter().any(|facet| {
            facet.contains_key("patternProperties")
                || facet.get("additionalProperties").is_some_and(|more| more.as_object().is_some_and(|m| !m.is_empty()))
        });
        let extra = if described && *nodes > 0 && depth <= DEEPEST { self.random.usize(..3) } else { 0 };
        let wanted = (members.len() + extra).max(low.min(60));
        for _ in 0..3 * wanted {
            if members.len() >= wanted {
                break;
            }
            let name = self.name(facets);
            let value = self.member(facets, &name, nodes, depth);
            members.insert(name, value);
        }
    }

    /// A name for a member that the schema does not name.
    pub(super) fn name(&mut self, facets: &Facets<'v>) -> String {
        let patterns: Vec<&str> = facets
            .iter()
            .filter_map(|facet| facet.get("patternProperties")?.as_object())
            .flat_map(|patterns| patterns.keys().map(String::as_str))
            .collect();
        if !patterns.is_empty() && self.random.bool() {
            let pattern = patterns[self.random.usize(..patterns.len())];
            if let Some(name) = text::of_pattern(&mut self.random, pattern) {
                return name;
            }
        }
        let names: Vec<&'v Value> = facets.iter().filter_map(|facet| facet.get("propertyNames")).collect();
        if !names.is_empty()
            && let Value::String(name) = self.generate(&names)
        {
            return name;
        }
        let length = self.random.usize(1..8);
        text::of_length(&mut self.random, length)
    }
}

/// The schemas of a member, of every facet.
pub fn member_schemas<'v>(facets: &Facets<'v>, name: &str) -> Vec<&'v Value> {
    let mut schemas = Vec::new();
    for facet in facets {
        let own = facet.get("properties").and_then(|properties| properties.get(name));
        let before = schemas.len();
        schemas.extend(own);
        if let Some(patterns) = facet.get("patternProperties").and_then(Value::as_object) {
            let fits = |pattern: &str| regex::Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(name));
            schemas.extend(patterns.iter().filter(|(pattern, _)| fits(pattern)).map(|(_, schema)| schema));
        }
        if schemas.len() == before {
            schemas.extend(facet.get("additionalProperties"));
        }
    }
    schemas
}

/// The numbers between the bounds of all facets.
fn range(facets: &Facets<'_>) -> (f64, f64) {
    let bounds = |keyword: &'static str| facets.iter().filter_map(move |facet| facet.get(keyword)?.as_f64());
    let low =
        bounds("minimum").chain(bounds("exclusiveMinimum").map(|bound| bound + 1.0)).fold(f64::NEG_INFINITY, f64::max);
    let high =
        bounds("maximum").chain(bounds("exclusiveMaximum").map(|bound| bound - 1.0)).fold(f64::INFINITY, f64::min);
    (low, high.max(low))
}

/// The counts between the bounds of all facets.
fn lengths(facets: &Facets<'_>, least: &'static str, most: &'static str) -> (usize, usize) {
    let bounds = |keyword: &'static str| facets.iter().filter_map(move |facet| facet.get(keyword)?.as_u64());
    let low = bounds(least).max().unwrap_or(0);
    let high = bounds(most).min().unwrap_or(u64::MAX).max(low);
    (usize::try_from(low.min(100_000)).unwrap_or(0), usize::try_from(high.min(100_000)).unwrap_or(100_000))
}
