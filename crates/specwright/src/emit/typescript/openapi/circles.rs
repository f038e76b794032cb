//! Components that hold themselves without an object between, as a list of lists does. TypeScript refuses a member of an
//! interface that is declared by itself, and takes a type alias that is.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::reader::schema_name;

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
pub(super) fn is_alternative(schemas: &Value, name: &str, of: &str) -> bool {
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

/// Whether a component is another, or a part or an alternative of it, or of one of those: without a list between, and so in a
/// circle that no name helps TypeScript out of.
pub(super) fn is_within(schemas: &Value, name: &str, of: &str) -> bool {
    let mut seen = HashSet::new();
    let mut open = vec![of];
    while let Some(schema) = open.pop() {
        if schema == name {
            return true;
        }
        if !seen.insert(schema) {
            continue;
        }
        let Some(own) = schemas.get(schema) else { continue };
        let parts = own.get("allOf").and_then(Value::as_array).into_iter().flatten();
        let parts: Vec<&str> = parts.filter_map(|part| part.get("$ref")?.as_str().and_then(schema_name)).collect();
        // A base is written without the alternatives that its extensions are.
        let extends = |target: &&str| parts.contains(target) && is_alternative(schemas, schema, target);
        open.extend(inside(own, &[]).into_iter().filter(|target| !extends(target)));
    }
    false
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
    fn what_a_union_is_within_is_found_without_a_list_between() {
        let to = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let schemas = json!({
            "Sap": {"oneOf": [{"type": "string"}, to("Resin")]},
            "Resin": {"anyOf": [{"type": "number"}, to("Sap")]},
            "Drop": {"anyOf": [{"type": "array", "items": to("Sap")}]},
            "Base": {"oneOf": [to("Extension")]},
            "Extension": {"allOf": [to("Base")]},
        });
        assert!(is_within(&schemas, "Sap", "Resin"));
        assert!(is_within(&schemas, "Resin", "Sap"));
        assert!(!is_within(&schemas, "Sap", "Drop"));
        assert!(!is_within(&schemas, "Base", "Extension"), "a base is written without what extends it");
    }
}
