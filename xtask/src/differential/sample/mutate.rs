//! One small change: for every keyword of a schema one that crosses it, or just does not.

use serde_json::{Map, Value, json};

use super::facets::{Take, facets, list};
use super::generate::{EDGES, member_schemas};
use super::{Sampler, text};

#[derive(Clone)]
pub(super) enum Step {
    Member(String),
    Item(usize),
}

/// A value inside a value, with the schemas that it is held against.
pub(super) struct Place<'v> {
    pub path: Vec<Step>,
    pub schemas: Vec<&'v Value>,
}

/// So many places of one value are known; the rest is as good as these.
const PLACES: usize = 200;

impl<'v> Sampler<'v> {
    pub(super) fn mutate(&mut self, component: &'v Value, value: &mut Value) {
        let places = self.places(component, value);
        let place = &places[self.random.usize(..places.len())];
        let facets = facets(self.components, &place.schemas, &mut Take::All);
        let Some(target) = resolve(value, &place.path) else { return };
        if self.random.u8(..6) == 0 {
            *target = if self.random.bool() { self.generate(&place.schemas) } else { self.of_another_type(target) };
            return;
        }
        if let Some(values) = facets.iter().find_map(|facet| facet.get("enum")?.as_array())
            && !values.is_empty()
            && self.random.u8(..3) == 0
        {
            *target = values[self.random.usize(..values.len())].clone();
            return;
        }
        let changed = match target.clone() {
            Value::Number(number) => self.other_number(&facets, number.as_f64().unwrap_or_default()),
            Value::String(text) => self.other_text(&facets, &text),
            Value::Array(items) => self.other_array(&facets, items),
            Value::Object(members) => self.other_object(&facets, members),
            other => self.of_another_type(&other),
        };
        *target = changed;
    }

    /// The value itself, and what is inside it, outermost first.
    pub(super) fn places(&self, component: &'v Value, value: &mut Value) -> Vec<Place<'v>> {
        let mut places = vec![Place { path: Vec::new(), schemas: vec![component] }];
        let mut at = 0;
        while at < places.len() && places.len() < PLACES {
            let inner = self.inner(&places[at], value);
            places.extend(inner);
            at += 1;
        }
        places
    }

    fn inner(&self, place: &Place<'v>, value: &mut Value) -> Vec<Place<'v>> {
        let Some(target) = resolve(value, &place.path) else { return Vec::new() };
        let step = |step: Step| place.path.iter().cloned().chain([step]).collect();
        match target {
            Value::Object(members) => {
                let facets = facets(self.components, &place.schemas, &mut Take::All);
                let names = members.keys();
                names
                    .map(|name| Place {
                        path: step(Step::Member(name.clone())),
                        schemas: member_schemas(&facets, name),
                    })
                    .collect()
            }
            Value::Array(items) => {
                let facets = facets(self.components, &place.schemas, &mut Take::All);
                let schemas = |at: usize| {
                    facets
                        .iter()
                        .filter_map(|facet| list(facet, "prefixItems").get(at).or_else(|| facet.get("items")))
                        .collect()
                };
                (0..items.len().min(8)).map(|at| Place { path: step(Step::Item(at)), schemas: schemas(at) }).collect()
            }
            _ => Vec::new(),
        }
    }

    fn of_another_type(&mut self, value: &Value) -> Value {
        match self.random.u8(..14) {
            0 | 1 => Value::Null,
            2 => true.into(),
            3 => 0.into(),
            4 => json!(1.0),
            5 => json!(1.5),
            6 => "".into(),
            7 => "1".into(),
            8 => json!([]),
            9 => json!({}),
            10 => json!([value]),
            11 => json!({"value": value}),
            12 => value
                .as_str()
                .map_or_else(|| value.to_string().into(), |text| json!(text.parse::<f64>().unwrap_or(0.5))),
            _ => json!(1e300),
        }
    }

    fn other_number(&mut self, facets: &[&'v Map<String, Value>], number: f64) -> Value {
        let bounds: Vec<f64> = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]
            .iter()
            .flat_map(|keyword| facets.iter().filter_map(|facet| facet.get(*keyword)?.as_f64()))
            .collect();
        let near = |number: f64| {
            // A number without a fraction is mostly written without one.
            #[allow(clippy::cast_possible_truncation)]
            if number.fract() == 0.0 && number.abs() < 9e15 { json!(number as i64) } else { json!(number) }
        };
        match self.random.u8(..10) {
            0..=4 if !bounds.is_empty() => {
                let bound = bounds[self.random.usize(..bounds.len())];
                match self.random.u8(..6) {
                    0 => near(bound),
                    1 => near(bound + 1.0),
                    2 => near(bound - 1.0),
                    3 => json!(bound + 0.5),
                    4 => json!(bound - 0.25),
                    _ => json!(bound),
                }
            }
            5 => json!(number + 0.5),
            6 => json!(number),
            7 => EDGES[self.random.usize(..EDGES.len())].into(),
            8 => [json!(u64::MAX), json!(1e19), json!(-1e19), json!(1e30), json!(1e-7)][self.random.usize(..5)].clone(),
            _ => self.of_another_type(&near(number)),
        }
    }

    fn other_text(&mut self, facets: &[&'v Map<String, Value>], old: &str) -> Value {
        let formats: Vec<&str> = facets.iter().filter_map(|facet| facet.get("format")?.as_str()).collect();
        let lengths: Vec<u64> = ["minLength", "maxLength"]
            .iter()
            .flat_map(|keyword| facets.iter().filter_map(|facet| facet.get(*keyword)?.as_u64()))
            .collect();
        match self.random.u8(..10) {
            0..=4 if !formats.is_empty() => {
                let (right, wrong) = text::of_format(formats[self.random.usize(..formats.len())]);
                let pool = if self.random.u8(..3) == 0 || wrong.is_empty() { right } else { wrong };
                pool[self.random.usize(..pool.len())].into()
            }
            5 | 6 if !lengths.is_empty() => {
                let length = usize::try_from(lengths[self.random.usize(..lengths.len())]).unwrap_or(0).min(20_000);
                let length = (length + 1).saturating_sub(self.random.usize(..3));
                // Of another length, and else the same where it can be.
                let mut chars: Vec<char> = old.chars().take(length).collect();
                let more = length - chars.len();
                chars.extend(text::of_length(&mut self.random, more).chars());
                chars.into_iter().collect::<String>().into()
            }
            7 => self.of_another_type(&old.into()),
            _ => text::near_miss(&mut self.random, old).into(),
        }
    }

    fn other_array(&mut self, facets: &[&'v Map<String, Value>], mut items: Vec<Value>) -> Value {
        let counts: Vec<u64> = ["minItems", "maxItems", "minContains", "maxContains"]
            .iter()
            .flat_map(|keyword| facets.iter().filter_map(|facet| facet.get(*keyword)?.as_u64()))
            .collect();
        let schemas: Vec<&'v Value> = facets
            .iter()
            .filter_map(|facet| list(facet, "prefixItems").get(items.len()).or_else(|| facet.get("items")))
            .collect();
        match self.random.u8(..8) {
            0 if !items.is_empty() => {
                let twice = items[self.random.usize(..items.len())].clone();
                items.push(twice);
            }
            1 if !items.is_empty() => {
                // Equal, and written otherwise.
                let twice = match items[self.random.usize(..items.len())].clone() {
                    Value::Number(number) => json!(number.as_f64()),
                    Value::Object(members) => members.into_iter().rev().collect(),
                    other => other,
                };
                items.push(twice);
            }
            2 if !items.is_empty() => {
                items.remove(self.random.usize(..items.len()));
            }
            3 | 4 if !counts.is_empty() => {
                let count = usize::try_from(counts[self.random.usize(..counts.len())]).unwrap_or(0).min(300);
                let count = (count + 1).saturating_sub(self.random.usize(..3));
                items.truncate(count);
                while items.len() < count {
                    items.push(self.generate(&schemas));
                }
            }
            5 => items.push(Value::Null),
            6 => items.clear(),
            _ => items.push(self.generate(&schemas)),
        }
        items.into()
    }

    fn other_object(&mut self, facets: &[&'v Map<String, Value>], mut members: Map<String, Value>) -> Value {
        let known: Vec<&str> = facets
            .iter()
            .filter_map(|facet| facet.get("properties")?.as_object())
            .flat_map(|properties| properties.keys().map(String::as_str))
            .collect();
        let names: Vec<String> = members.keys().cloned().collect();
        let one = (!names.is_empty()).then(|| names[self.random.usize(..names.len())].clone());
        match (self.random.u8(..10), one) {
            (0..=2, Some(name)) => {
                members.shift_remove(&name);
            }
            (3, Some(name)) => {
                members.insert(name, Value::Null);
            }
            (4, Some(name)) => {
                // The right value under a name that is almost right.
                let value = members.shift_remove(&name).unwrap_or_default();
                members.insert(text::near_miss(&mut self.random, &name), value);
            }
            (5 | 6, _) if !known.is_empty() => {
                let name = known[self.random.usize(..known.len())].to_owned();
                let value = self.generate(&member_schemas(facets, &name));
                members.insert(name, value);
            }
            (7, _) => {
                let name = ["unknown", "", "é", "__proto__", "$ref", "a b", "0"][self.random.usize(..7)];
                members.insert(name.to_owned(), Value::Null);
            }
            _ => {
                let name = self.name(facets);
                let value = self.generate(&member_schemas(facets, &name));
                members.insert(name, value);
            }
        }
        members.into()
    }
}

pub(super) fn resolve<'a>(mut value: &'a mut Value, path: &[Step]) -> Option<&'a mut Value> {
    for step in path {
        value = match step {
            Step::Member(name) => value.get_mut(name)?,
            Step::Item(at) => value.get_mut(at)?,
        };
    }
    Some(value)
}
