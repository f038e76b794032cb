//! Whether a value came back as it went.
//!
//! These choices of a writer say nothing: how a number is written (`1.0`, `1`), the case of a UUID, the digits of a
//! time's fraction and `Z` for `+00:00`, the order of members, and that an absent member comes back as its default.
//! `format: float` keeps 24 bits of a number. What is finer than a microsecond is cut off a time, which is what `DateTime` says of itself.

use serde_json::{Map, Value};

use super::sample::{Take, facets, list, member_schemas, target};

/// Whether a value, the second, fits a schema.
pub type Fits<'f> = dyn Fn(&Value, &Value) -> bool + 'f;

pub struct Comparison<'v> {
    pub components: &'v Map<String, Value>,
    /// Whether a value fits an alternative. Absent: what is seen at first sight decides, which costs less.
    pub fits: Option<&'v Fits<'v>>,
}

impl<'v> Comparison<'v> {
    /// The pointer and the two values of the first difference.
    pub fn difference(&self, schemas: &[&'v Value], sent: &Value, back: &Value) -> Option<String> {
        self.at(schemas, sent, back, "")
    }

    fn at(&self, schemas: &[&'v Value], sent: &Value, back: &Value, path: &str) -> Option<String> {
        let differs = || Some(format!("{path}: sent {sent}, back {back}"));
        match (sent, back) {
            (Value::Object(one), Value::Object(other)) => {
                let facets = facets(self.components, schemas, &mut Take::All);
                for (name, value) in one {
                    let path = format!("{path}/{name}");
                    let Some(back) = other.get(name) else { return Some(format!("{path}: sent {value}, not back")) };
                    let found = self.at(&member_schemas(&facets, name), value, back, &path);
                    if found.is_some() {
                        return found;
                    }
                }
                let more = other.iter().find(|(name, value)| {
                    !one.contains_key(*name) && !self.is_default(&member_schemas(&facets, name), value)
                });
                more.map(|(name, value)| format!("{path}/{name}: not sent, back {value}"))
            }
            (Value::Array(one), Value::Array(other)) => {
                if one.len() != other.len() {
                    return differs();
                }
                let facets = facets(self.components, schemas, &mut Take::All);
                one.iter().zip(other).enumerate().find_map(|(at, (sent, back))| {
                    let schemas: Vec<_> = facets
                        .iter()
                        .filter_map(|facet| {
                            facet.get("prefixItems").and_then(|items| items.get(at)).or_else(|| facet.get("items"))
                        })
                        .collect();
                    self.at(&schemas, sent, back, &format!("{path}/{at}"))
                })
            }
            (Value::Number(one), Value::Number(other)) => {
                let same = match (one.as_i128(), other.as_i128()) {
                    (Some(one), Some(other)) => one == other,
                    _ => one.as_f64() == other.as_f64(),
                };
                // `format: float` is a number of 24 bits.
                #[allow(clippy::cast_possible_truncation)]
                let single = |number: &serde_json::Number| number.as_f64().map(|number| (number as f32).to_bits());
                if same || (single(one) == single(other) && self.has_format(schemas, "float")) {
                    None
                } else {
                    differs()
                }
            }
            (Value::String(one), Value::String(other)) if one != other => {
                let uuid = self.has_format(schemas, "uuid") && one.eq_ignore_ascii_case(other);
                let time =
                    self.has_format(schemas, "date-time") && instant(one).is_some_and(|i| Some(i) == instant(other));
                if uuid || time { None } else { differs() }
            }
            _ if sent == back => None,
            _ => differs(),
        }
    }

    fn has_format(&self, schemas: &[&'v Value], format: &str) -> bool {
        let facets = facets(self.components, schemas, &mut Take::All);
        facets.iter().any(|facet| facet.get("format").is_some_and(|own| own == format))
    }

    fn is_default(&self, schemas: &[&'v Value], value: &Value) -> bool {
        let facets = facets(self.components, schemas, &mut Take::All);
        facets
            .iter()
            .any(|facet| facet.get("default").is_some_and(|default| self.difference(schemas, default, value).is_none()))
    }

    /// Whether it holds no member that an open object does not declare: such a one is not kept. Of a union one
    /// alternative has to declare all of it.
    pub fn is_declared(&self, schemas: &[&'v Value], value: &Value) -> bool {
        self.is_declared_by(schemas, value, &mut SELECTIONS.clone())
    }

    fn is_declared_by(&self, schemas: &[&'v Value], value: &Value, budget: &mut usize) -> bool {
        if !value.is_object() && !value.is_array() {
            return true;
        }
        let (mut facets, mut unions) = (Vec::new(), Vec::new());
        for schema in schemas {
            self.collect(schema, &mut facets, &mut unions, 0);
        }
        self.select(&facets, &unions, value, budget)
    }

    /// What applies for certain, and the alternatives of each union.
    fn collect(
        &self,
        schema: &'v Value,
        facets: &mut Vec<&'v Map<String, Value>>,
        unions: &mut Vec<&'v [Value]>,
        depth: usize,
    ) {
        let Value::Object(members) = schema else { return };
        if depth > 16 {
            return;
        }
        facets.push(members);
        if let Some(target) = members.get("$ref").and_then(Value::as_str).and_then(|text| target(self.components, text))
        {
            self.collect(target, facets, unions, depth + 1);
        }
        for part in list(members, "allOf") {
            self.collect(part, facets, unions, depth + 1);
        }
        unions.extend(["oneOf", "anyOf"].map(|keyword| list(members, keyword)).into_iter().filter(|u| !u.is_empty()));
    }

    fn select(
        &self,
        facets: &[&'v Map<String, Value>],
        unions: &[&'v [Value]],
        value: &Value,
        budget: &mut usize,
    ) -> bool {
        let Some((union, rest)) = unions.split_first() else { return self.declares(facets, value, budget) };
        union.iter().any(|alternative| {
            *budget = budget.saturating_sub(1);
            let (mut facets, mut unions) = (facets.to_vec(), rest.to_vec());
            self.collect(alternative, &mut facets, &mut unions, 0);
            *budget > 0
                && self.admits(alternative, value)
                && self.select(&facets, &unions, value, budget)
                && self.fits.is_none_or(|fits| fits(alternative, value))
        })
    }

    /// Whether nothing that certainly applies speaks against a value at first sight: its type, or the values there are.
    fn admits(&self, schema: &'v Value, value: &Value) -> bool {
        let (mut facets, mut unions) = (Vec::new(), Vec::new());
        self.collect(schema, &mut facets, &mut unions, 0);
        facets.iter().all(|facet| {
            let types = facet
                .get("type")
                .map_or(&[][..], |types| types.as_array().map_or_else(|| std::slice::from_ref(types), Vec::as_slice));
            (types.is_empty() || types.iter().any(|name| is_of(name, value)))
                && facet.get("enum").and_then(Value::as_array).is_none_or(|values| values.contains(value))
                && facet.get("const").is_none_or(|constant| constant == value)
        })
    }

    fn declares(&self, facets: &[&'v Map<String, Value>], value: &Value, budget: &mut usize) -> bool {
        match value {
            Value::Object(members) => {
                let declares = facets.iter().any(|facet| facet.contains_key("properties"));
                members.iter().all(|(name, value)| {
                    let schemas = member_schemas(facets, name);
                    let own: Vec<&Value> =
                        facets.iter().filter_map(|facet| facet.get("properties")?.get(name)).collect();
                    let named = schemas.iter().any(|schema| !schema.is_boolean()) || !own.is_empty();
                    // An alternative of another tag is not the one that fits.
                    let listed = |schema: &&'v Value| self.admits(schema, value);
                    (named || !declares) && own.iter().all(listed) && self.is_declared_by(&schemas, value, budget)
                })
            }
            Value::Array(items) => items.iter().enumerate().all(|(at, value)| {
                let schemas: Vec<_> = facets
                    .iter()
                    .filter_map(|facet| list(facet, "prefixItems").get(at).or_else(|| facet.get("items")))
                    .collect();
                self.is_declared_by(&schemas, value, budget)
            }),
            _ => true,
        }
    }
}

/// Whether a value is of the type of this name. Which numbers are integers is not asked: both are numbers.
fn is_of(name: &Value, value: &Value) -> bool {
    let own = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => return name == "number" || name == "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    name == own
}

/// So many alternatives are looked at before a value counts as not declared.
const SELECTIONS: usize = 20_000;

/// Microseconds since 1970.
fn instant(text: &str) -> Option<i128> {
    // A leap second is the second after it, as far as chrono can say.
    let time = chrono::DateTime::parse_from_rfc3339(&text.to_uppercase()).ok()?;
    Some(i128::from(time.timestamp()) * 1_000_000 + i128::from(time.timestamp_subsec_micros()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn same(schema: &Value, sent: &Value, back: &Value) -> bool {
        Comparison { components: &Map::new(), fits: None }.difference(&[schema], sent, back).is_none()
    }

    #[test]
    fn an_alternative_that_does_not_fit_declares_nothing() {
        let schema = json!({"oneOf": [
            {"type": "object", "properties": {"color": {"type": "string"}}},
            {"type": "object", "properties": {"count": {"type": "number"}}},
            {"type": "null"}
        ]});
        let components = Map::new();
        let comparison = Comparison { components: &components, fits: None };
        assert!(comparison.is_declared(&[&schema], &json!({"count": 1})));
        assert!(!comparison.is_declared(&[&schema], &json!({"count": null})));
        assert!(!comparison.is_declared(&[&schema], &json!({"other": 1})));
    }

    #[test]
    fn insignificant_choices() {
        let schema = json!({"properties": {
            "at": {"format": "date-time"}, "id": {"format": "uuid"}, "n": {"default": 3}, "free": {}
        }});
        assert!(same(&schema, &json!({"n": 1.0}), &json!({"n": 1})));
        assert!(same(&schema, &json!({}), &json!({"n": 3})));
        assert!(!same(&schema, &json!({}), &json!({"n": 4})));
        assert!(!same(&schema, &json!({"n": null}), &json!({})));
        assert!(same(&schema, &json!({"id": "AB"}), &json!({"id": "ab"})));
        assert!(!same(&schema, &json!({"free": "AB"}), &json!({"free": "ab"})));
        let (one, other) = (json!({"at": "2026-02-28t12:00:00.50+01:00"}), json!({"at": "2026-02-28T11:00:00.5Z"}));
        assert!(same(&schema, &one, &other));
    }
}
