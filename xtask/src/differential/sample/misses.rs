//! For every keyword of a schema the values that just miss it: one thing changed in a value that fits. Chance alone
//! seldom comes to the keywords of a large schema.

use serde_json::{Map, Value, json};

use super::facets::{Take, facets, list};
use super::mutate::resolve;
use super::{Sampler, text};

type Facets<'v> = [&'v Map<String, Value>];

impl<'v> Sampler<'v> {
    /// Each change made to a value of a component, in the order of its places; where there are more than `most`, some
    /// of each kind.
    pub(super) fn misses(&mut self, component: &'v Value, value: &Value, most: usize) -> Vec<Value> {
        let mut whole = value.clone();
        let mut found = Vec::new();
        for place in self.places(component, &mut whole) {
            let facets = facets(self.components, &place.schemas, &mut Take::All);
            let Some(target) = resolve(&mut whole, &place.path).map(|target| target.clone()) else { continue };
            let changes = self.changes(&facets, &target);
            found.extend(changes.into_iter().map(|changed| (place.path.clone(), changed)));
        }
        let step = found.len().div_ceil(most.max(1)).max(1);
        let missing = |(path, changed): (Vec<_>, Value)| {
            let mut missing = value.clone();
            *resolve(&mut missing, &path)? = changed;
            Some(missing)
        };
        let first = self.random.usize(..step);
        found.into_iter().skip(first).step_by(step).filter_map(missing).collect()
    }

    fn changes(&mut self, facets: &Facets<'v>, value: &Value) -> Vec<Value> {
        let mut changes = of_other_types(value);
        for facet in facets {
            for known in facet.get("const").into_iter().chain(list(facet, "enum")) {
                if let Some(text) = known.as_str() {
                    changes.extend([format!("{text}x"), format!(" {text}"), text.to_uppercase()].map(Value::from));
                } else if let Some(number) = known.as_f64() {
                    changes.push(near(number + 1.0));
                }
            }
        }
        match value {
            Value::Number(number) => numbers(facets, number.as_f64().unwrap_or_default(), &mut changes),
            Value::String(text) => self.texts(facets, text, &mut changes),
            Value::Array(items) => self.arrays(facets, items, &mut changes),
            Value::Object(members) => self.objects(facets, members, &mut changes),
            Value::Null | Value::Bool(_) => {}
        }
        changes
    }

    fn texts(&mut self, facets: &Facets<'v>, old: &str, changes: &mut Vec<Value>) {
        for facet in facets {
            if let Some(format) = facet.get("format").and_then(Value::as_str) {
                let (_, wrong) = text::of_format(format);
                changes.extend(wrong.iter().map(|text| Value::from(*text)));
            }
            if facet.contains_key("pattern") {
                changes.extend((0..4).map(|_| Value::from(text::near_miss(&mut self.random, old))));
            }
            for length in counts(facet, "minLength", "maxLength", 20_000) {
                let mut chars: Vec<char> = old.chars().take(length).collect();
                // What is there already is repeated, so that a pattern may go on matching.
                let last = chars.last().copied().unwrap_or('a');
                chars.resize(length, last);
                changes.push(chars.into_iter().collect::<String>().into());
            }
        }
    }

    fn arrays(&mut self, facets: &Facets<'v>, items: &[Value], changes: &mut Vec<Value>) {
        for facet in facets {
            for length in counts(facet, "minItems", "maxItems", 300) {
                let mut items = items.to_vec();
                items.truncate(length);
                while items.len() < length {
                    let schemas: Vec<&'v Value> = facets
                        .iter()
                        .filter_map(|facet| list(facet, "prefixItems").get(items.len()).or_else(|| facet.get("items")))
                        .collect();
                    items.push(self.generate(&schemas));
                }
                changes.push(items.into());
            }
            if let (true, Some(first)) = (facet.contains_key("uniqueItems"), items.first()) {
                changes.push(items.iter().chain([first]).cloned().collect());
            }
        }
    }

    fn objects(&mut self, facets: &Facets<'v>, members: &Map<String, Value>, changes: &mut Vec<Value>) {
        let with = |name: &str, value: Value| {
            let mut members = members.clone();
            members.insert(name.to_owned(), value);
            Value::Object(members)
        };
        let without = |name: &str| {
            let mut members = members.clone();
            members.shift_remove(name);
            Value::Object(members)
        };
        let dependent = |facet: &'v Map<String, Value>| {
            let each = facet.get("dependentRequired").and_then(Value::as_object).into_iter().flatten();
            each.flat_map(|(_, names)| names.as_array().into_iter().flatten()).filter_map(Value::as_str)
        };
        for facet in facets {
            let required = list(facet, "required").iter().filter_map(Value::as_str).chain(dependent(facet));
            changes.extend(required.filter(|name| members.contains_key(*name)).map(without));
            if facet.contains_key("additionalProperties") || facet.contains_key("unevaluatedProperties") {
                changes.extend([Value::Null, json!("x"), json!(1.5), json!({})].map(|value| with("unknown", value)));
            }
            if facet.contains_key("propertyNames") || facet.contains_key("patternProperties") {
                let name = self.name(facets);
                let name = text::near_miss(&mut self.random, &name);
                changes.push(with(&name, Value::Null));
            }
            for count in counts(facet, "minProperties", "maxProperties", 100) {
                let mut members: Map<String, Value> =
                    members.iter().take(count).map(|(name, value)| (name.clone(), value.clone())).collect();
                for at in members.len()..count {
                    members.insert(format!("more {at}"), Value::Null);
                }
                changes.push(members.into());
            }
        }
    }
}

/// A value of every other type.
fn of_other_types(value: &Value) -> Vec<Value> {
    let others = [Value::Null, json!(true), json!(1), json!(1.5), json!("x"), json!([]), json!({})];
    let same = |other: &Value| std::mem::discriminant(other) == std::mem::discriminant(value);
    others.into_iter().filter(|other| !same(other) || other == &json!(1.5)).collect()
}

fn numbers(facets: &Facets<'_>, number: f64, changes: &mut Vec<Value>) {
    for facet in facets {
        for keyword in ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"] {
            if let Some(bound) = facet.get(keyword).and_then(Value::as_f64) {
                changes.extend([bound, bound - 1.0, bound + 1.0, bound - 0.25, bound + 0.25].map(near));
            }
        }
        if let Some(of) = facet.get("multipleOf").and_then(Value::as_f64) {
            changes.extend([number + of / 2.0, number + of].map(near));
        }
    }
}

/// A number without a fraction is mostly written without one.
#[allow(clippy::cast_possible_truncation)]
fn near(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9e15 { json!(number as i64) } else { json!(number) }
}

/// On both sides of each of two counts.
fn counts(facet: &Map<String, Value>, least: &str, most: &str, largest: u64) -> Vec<usize> {
    let known = [least, most].into_iter().filter_map(|keyword| facet.get(keyword)?.as_u64());
    let around =
        known.filter(|count| *count <= largest).flat_map(|count| [count.checked_sub(1), Some(count), Some(count + 1)]);
    around.flatten().filter_map(|count| usize::try_from(count).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_keyword_is_missed() {
        let schema = json!({"type": "object", "required": ["a"], "additionalProperties": false, "properties": {
            "a": {"type": "string", "minLength": 2, "maxLength": 3},
            "b": {"type": "array", "minItems": 1, "uniqueItems": true, "items": {"type": "integer", "maximum": 9}}
        }});
        let components = Map::new();
        let misses = Sampler::new(&components, 1).misses(&schema, &json!({"a": "ab", "b": [1]}), 1000);
        for missing in [
            json!({"b": [1]}),
            json!({"a": "ab", "b": [1], "unknown": null}),
            json!({"a": "a", "b": [1]}),
            json!({"a": "abbb", "b": [1]}),
            json!({"a": "ab", "b": []}),
            json!({"a": "ab", "b": [1, 1]}),
            json!({"a": "ab", "b": [10]}),
            json!({"a": "ab", "b": [1.5]}),
            json!({"a": null, "b": [1]}),
        ] {
            assert!(misses.contains(&missing), "{missing}");
        }
    }
}
