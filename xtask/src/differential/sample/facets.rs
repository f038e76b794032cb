//! All that applies at one place: a schema, what it refers to, and what it is composed of.

use fastrand::Rng;
use serde_json::{Map, Value};

/// How the alternatives of `oneOf`, `anyOf` and `if` are taken.
pub enum Take<'r> {
    /// One of each, by chance.
    One(&'r mut Rng),
    /// All of them: for finding what could be broken.
    All,
}

/// Past this many, a place is known well enough.
const MOST: usize = 400;
const DEEPEST: usize = 12;

/// The schema objects that apply to a value of these schemas.
pub fn facets<'v>(
    components: &'v Map<String, Value>,
    schemas: &[&'v Value],
    take: &mut Take<'_>,
) -> Vec<&'v Map<String, Value>> {
    let mut found = Vec::new();
    for schema in schemas {
        collect(components, schema, take, &mut found, 0);
    }
    found
}

fn collect<'v>(
    components: &'v Map<String, Value>,
    schema: &'v Value,
    take: &mut Take<'_>,
    found: &mut Vec<&'v Map<String, Value>>,
    depth: usize,
) {
    let Value::Object(members) = schema else { return };
    if depth > DEEPEST || found.len() >= MOST {
        return;
    }
    found.push(members);
    if let Some(target) = members.get("$ref").and_then(Value::as_str).and_then(|text| target(components, text)) {
        collect(components, target, take, found, depth + 1);
    }
    for part in list(members, "allOf") {
        collect(components, part, take, found, depth + 1);
    }
    for keyword in ["oneOf", "anyOf"] {
        let parts = list(members, keyword);
        match take {
            Take::One(random) if !parts.is_empty() => {
                let part = &parts[random.usize(..parts.len())];
                collect(components, part, take, found, depth + 1);
            }
            Take::One(_) => {}
            Take::All => parts.iter().for_each(|part| collect(components, part, &mut Take::All, found, depth + 1)),
        }
    }
    let conditional = |names: &[&str]| names.iter().filter_map(|name| members.get(*name)).collect::<Vec<_>>();
    let parts = match take {
        Take::One(random) => match (members.get("if"), random.bool()) {
            (Some(_), true) => conditional(&["if", "then"]),
            (Some(_), false) => conditional(&["else"]),
            (None, _) => Vec::new(),
        },
        Take::All => conditional(&["if", "then", "else", "not"]),
    };
    for part in parts {
        collect(components, part, take, found, depth + 1);
    }
}

pub fn list<'v>(members: &'v Map<String, Value>, keyword: &str) -> &'v [Value] {
    members.get(keyword).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// What a reference into the components names.
pub fn target<'v>(components: &'v Map<String, Value>, reference: &str) -> Option<&'v Value> {
    let path = reference.strip_prefix("#/components/schemas/")?;
    let path = percent_encoding::percent_decode_str(path).decode_utf8().ok()?;
    let (name, rest) = path.find('/').map_or((&*path, ""), |at| path.split_at(at));
    components.get(&name.replace("~1", "/").replace("~0", "~"))?.pointer(rest)
}
