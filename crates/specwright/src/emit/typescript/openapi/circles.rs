//! Components that hold themselves without an object between, as a list of lists does. TypeScript refuses a member of an
//! interface that is declared by itself, and takes a type alias that is.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::reader::schema_name;
use crate::graph::closing_edges;

/// The names of the schemas that stand in such a circle, or between two.
pub(super) fn of(schemas: Option<&Value>) -> HashSet<&str> {
    let schemas = schemas.and_then(Value::as_object).into_iter().flatten();
    let leads: HashMap<&str, Vec<&str>> =
        schemas.map(|(name, schema)| (name.as_str(), inside(schema, &["prefixItems", "items"]))).collect();
    let mut back: HashMap<&str, Vec<&str>> = HashMap::new();
    for (name, target) in leads.iter().flat_map(|(name, targets)| targets.iter().map(move |target| (*name, *target))) {
        back.entry(target).or_default().push(name);
    }
    let mut left: HashSet<&str> = leads.keys().copied().collect();
    // Whatever leads nowhere, or is led to from nowhere, is in no circle; without it others lead nowhere.
    peel(&mut left, &leads, &back);
    peel(&mut left, &back, &leads);
    left
}

/// Whether a component is an alternative of another, or of an alternative of it.
pub(super) fn is_alternative(schemas: &Map<String, Value>, name: &str, of: &str) -> bool {
    let mut seen = HashSet::new();
    let mut open = vec![of];
    while let Some(schema) = open.pop() {
        if !seen.insert(schema) {
            continue;
        }
        let unions = ["oneOf", "anyOf"].iter().filter_map(|keyword| schemas.get(schema)?.get(*keyword)?.as_array());
        let alternatives = unions.flatten().filter_map(|each| each.get("$ref")?.as_str().and_then(schema_name));
        for alternative in alternatives {
            if alternative == name {
                return true;
            }
            open.push(alternative);
        }
    }
    false
}

/// The ways from a schema to a part or an alternative of it that close a circle, where no list stands between and so no name
/// helps TypeScript out of it. A schema says nothing by them.
pub(super) fn ways_back(schemas: Option<&Value>) -> HashSet<(&str, &str)> {
    let Some(members) = schemas.and_then(Value::as_object) else { return HashSet::new() };
    let numbers: HashMap<&str, usize> = members.keys().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let leads: Vec<Vec<&str>> = members.iter().map(|(name, schema)| in_place(members, name, schema)).collect();
    let number = |name: &&str| numbers.get(*name).copied().unwrap_or(usize::MAX);
    let graph: Vec<Vec<usize>> = leads.iter().map(|targets| targets.iter().map(number).collect()).collect();
    let names: Vec<&str> = members.keys().map(String::as_str).collect();
    let way = |(from, edge): (usize, usize)| Some((*names.get(from)?, *leads.get(from)?.get(edge)?));
    closing_edges(&graph).into_iter().filter_map(way).collect()
}

/// The components that a schema is, or is made of, without a list between: but for a base of which it is an alternative, which
/// is written without its alternatives.
fn in_place<'v>(schemas: &'v Map<String, Value>, name: &str, schema: &'v Value) -> Vec<&'v str> {
    let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
    let parts: HashSet<&str> = parts.filter_map(|part| part.get("$ref")?.as_str().and_then(schema_name)).collect();
    let extends = |target: &&str| parts.contains(target) && is_alternative(schemas, name, target);
    inside(schema, &[]).into_iter().filter(|target| !extends(target)).collect()
}

/// Takes away what has no way on, until all that is left has one.
fn peel<'d>(left: &mut HashSet<&'d str>, ways: &HashMap<&'d str, Vec<&'d str>>, back: &HashMap<&'d str, Vec<&'d str>>) {
    let on = |name: &str| ways.get(name).into_iter().flatten();
    let mut counts: HashMap<&str, usize> =
        left.iter().map(|name| (*name, on(name).filter(|target| left.contains(*target)).count())).collect();
    let mut ended: Vec<&str> = counts.iter().filter(|(_, count)| **count == 0).map(|(name, _)| *name).collect();
    while let Some(name) = ended.pop() {
        left.remove(name);
        for before in back.get(name).into_iter().flatten().filter(|before| left.contains(*before)) {
            let count = counts.entry(before).or_default();
            *count = count.saturating_sub(1);
            if *count == 0 {
                ended.push(before);
            }
        }
    }
}

/// The components that a schema is, or is made of by its parts and alternatives and by the keywords of `lists`.
fn inside<'v>(schema: &'v Value, lists: &[&str]) -> Vec<&'v str> {
    let (mut found, mut open) = (Vec::new(), vec![schema]);
    while let Some(schema) = open.pop() {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            found.extend(schema_name(reference));
            continue;
        }
        for keyword in ["allOf", "anyOf", "oneOf"].iter().chain(lists) {
            match schema.get(*keyword) {
                Some(Value::Array(schemas)) => open.extend(schemas),
                Some(schema) => open.push(schema),
                None => {}
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ways_back_have_no_list_between() {
        let to = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let schemas = json!({
            "Sap": {"oneOf": [{"type": "string"}, to("Resin")]},
            "Resin": {"anyOf": [{"type": "number"}, to("Sap")]},
            "Drop": {"anyOf": [{"type": "array", "items": to("Drop")}]},
            "Base": {"oneOf": [to("Extension")]},
            "Extension": {"allOf": [to("Base")]},
            "Own": {"allOf": [to("Own")]},
        });
        assert_eq!(ways_back(Some(&schemas)), HashSet::from([("Resin", "Sap"), ("Own", "Own")]));
    }
}
