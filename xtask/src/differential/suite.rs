//! The JSON-Schema-Test-Suite through the generator: every group's schema becomes a component, and the generated server
//! must say of every test's instance what the suite says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::dialect::{self, Direction};
use super::document::Document;
use super::driver::Driver;
use super::judge::Case;
use crate::generated::{Workspace, refusal};

/// A schema and what it says of some instances.
#[derive(Deserialize)]
struct Group {
    description: String,
    schema: Value,
    tests: Vec<Test>,
}

#[derive(Deserialize)]
struct Test {
    description: String,
    data: Value,
    valid: bool,
}

/// A group, or some tests of it, that the generator is known to judge otherwise.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(deny_unknown_fields)]
struct Listed {
    /// `draft2020-12/ref`: the file below the suite's `tests`.
    file: String,
    /// Absent: every group of the file.
    #[serde(default)]
    group: Option<String>,
    reason: String,
}

impl Listed {
    fn is(&self, file: &str, group: &str) -> bool {
        self.file == file && self.group.as_deref().is_none_or(|own| own == group)
    }
}

/// Groups that are compiled together.
struct Chunk {
    name: String,
    document: Document,
    /// Of each component, its file and group.
    of: BTreeMap<String, (String, Group)>,
}

#[derive(Default)]
struct Tally {
    groups: usize,
    tests: usize,
    /// Tests of values that are not of the type that a schema without one is read as (the note `implied-type`).
    implied: usize,
    /// By file and group, what was judged otherwise.
    differ: BTreeMap<(String, String), Vec<String>>,
}

/// The drafts that are run, and as which OpenAPI.
const DRAFTS: [(&str, &str); 2] = [("draft2020-12", "3.1.0"), ("draft4", "3.0.3")];

/// True where only what is listed differs. `folder` is the suite's root: `tests` lies in it.
pub fn run(folder: &Path, workspace: &mut Workspace, profile: &str, only: Option<&str>) -> Result<bool, String> {
    let listed: Vec<Listed> =
        serde_json::from_str(include_str!("suite.json")).map_err(|error| format!("suite.json: {error}"))?;
    let mut tally = Tally::default();
    let mut ready = Vec::new();
    for (draft, version) in DRAFTS {
        for (name, groups) in chunks(folder, draft, only)? {
            let mut chunk = document(name, groups, version, &mut tally);
            match Driver::add(workspace, &chunk.name, &mut chunk.document) {
                Ok(driver) => ready.push((chunk, driver)),
                Err(error) => all_differ(&chunk, &error, &mut tally),
            }
        }
    }
    let broken = workspace.build(profile)?;
    for (chunk, driver) in ready {
        let outcome = match broken.iter().find(|(name, _)| *name == driver.name) {
            Some((_, error)) => Err(format!("does not compile: {error}")),
            None => judge(&chunk, &driver, workspace, profile, &mut tally),
        };
        if let Err(error) = outcome {
            all_differ(&chunk, &error, &mut tally);
        }
    }
    Ok(report(&tally, &listed, only))
}

/// A crate for each file takes long to link, and one for all says nothing while one group does not compile.
const FILES: usize = 12;

type Groups = Vec<(String, Group)>;

/// Groups that name themselves (`$id`, `$anchor`) are kept to their file: the names of two files may be the same.
fn chunks(folder: &Path, draft: &str, only: Option<&str>) -> Result<Vec<(String, Groups)>, String> {
    let mut chunks: Vec<(String, Groups)> = Vec::new();
    let stem = format!("suite-{}", draft.replace('.', "-").to_lowercase());
    let mut files = files(&folder.join("tests"), draft)?;
    files.retain(|file| only.is_none_or(|only| file.contains(only)));
    for (at, some) in files.chunks(FILES).enumerate() {
        let mut plain = Vec::new();
        for file in some {
            let text = fs::read_to_string(folder.join("tests").join(format!("{file}.json")))
                .map_err(|error| format!("{file}: {error}"))?;
            let groups: Vec<Group> = serde_json::from_str(&text).map_err(|error| format!("{file}: {error}"))?;
            let (own, others): (Vec<Group>, Vec<Group>) = groups.into_iter().partition(|group| {
                let text = group.schema.to_string();
                ["\"$id\"", "\"$anchor\"", "\"$dynamicAnchor\""].iter().any(|name| text.contains(name))
            });
            plain.extend(others.into_iter().map(|group| (file.clone(), group)));
            if !own.is_empty() {
                let name = format!("suite-{}", file.replace(['/', '.', '_'], "-").to_lowercase());
                chunks.push((name, own.into_iter().map(|group| (file.clone(), group)).collect()));
            }
        }
        chunks.push((format!("{stem}-{at}"), plain));
    }
    Ok(chunks)
}

/// The suite's files below a draft, without `.json`.
fn files(tests: &Path, draft: &str) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    for folder in [draft.to_owned(), format!("{draft}/optional"), format!("{draft}/optional/format")] {
        let entries = fs::read_dir(tests.join(&folder)).map_err(|error| format!("{folder}: {error}"))?;
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if let Some(stem) = name.strip_suffix(".json") {
                names.push(format!("{folder}/{stem}"));
            }
        }
    }
    names.sort();
    Ok(names)
}

/// Groups that are no contract, or that the generator refuses, are tallied; the others make one document.
fn document(name: String, groups: Groups, version: &str, tally: &mut Tally) -> Chunk {
    let mut schemas = Map::new();
    let mut of = BTreeMap::new();
    for (at, (file, group)) in groups.into_iter().enumerate() {
        if version.starts_with("3.0") && !is_of_3_0(&group.schema) {
            continue;
        }
        let component = format!("Group{at}");
        let schema = relocated(&group.schema, &component);
        tally.groups += 1;
        let alone = Document::of(&contract(version, &Map::from_iter([(component.clone(), schema.clone())])));
        if let Some(error) = refusal(&alone.openapi()) {
            tally.tests += group.tests.len();
            tally.differs(&file, &group, format!("refused: {error}"));
        } else {
            schemas.insert(component.clone(), schema);
            of.insert(component, (file, group));
        }
    }
    Chunk { name, document: Document::of(&contract(version, &schemas)), of }
}

impl Tally {
    fn differs(&mut self, file: &str, group: &Group, how: String) {
        self.differ.entry((file.to_owned(), group.description.clone())).or_default().push(how);
    }
}

fn contract(version: &str, schemas: &Map<String, Value>) -> Value {
    json!({"openapi": version, "info": {"title": "Suite", "version": "1"}, "components": {"schemas": schemas}})
}

fn judge(
    chunk: &Chunk,
    driver: &Driver,
    workspace: &Workspace,
    profile: &str,
    tally: &mut Tally,
) -> Result<(), String> {
    let mut cases = Vec::new();
    let mut tests = Vec::new();
    for (subject, tested) in chunk.document.subjects.iter().enumerate() {
        let Some((file, group)) = chunk.of.get(&tested.component) else { continue };
        for test in &group.tests {
            cases.push(Case { subject, direction: Direction::Request, value: test.data.clone(), fits: test.valid });
            tests.push((file, group, test));
        }
    }
    let answers = workspace.ask(&driver.name, profile, super::judge::lines(&cases))?;
    tally.tests += tests.len();
    for ((file, group, test), answer) in tests.into_iter().zip(answers) {
        let accepted = answer.starts_with("accepted\t");
        let refused = answer.starts_with("refused\t");
        if refused && test.valid && !dialect::is_of_implied_type(&group.schema, &test.data) {
            tally.implied += 1;
            continue;
        }
        if !(accepted || refused) || accepted != test.valid {
            let verdict = answer.split('\t').take(2).collect::<Vec<_>>().join(" ");
            let says = format!("{}: {} is {}", test.description, test.data, valid(test.valid));
            tally.differs(file, group, format!("{says}, generated code: {verdict}"));
        }
    }
    Ok(())
}

fn valid(valid: bool) -> &'static str {
    if valid { "valid" } else { "not valid" }
}

fn all_differ(chunk: &Chunk, error: &str, tally: &mut Tally) {
    for (file, group) in chunk.of.values() {
        tally.tests += group.tests.len();
        tally.differs(file, group, error.to_owned());
    }
}

fn report(tally: &Tally, listed: &[Listed], only: Option<&str>) -> bool {
    let mut used = BTreeSet::new();
    let mut unlisted = 0;
    for ((file, group), tests) in &tally.differ {
        if let Some(listed) = listed.iter().find(|listed| listed.is(file, group)) {
            used.insert(listed);
            continue;
        }
        unlisted += 1;
        println!("{file}: {group}");
        for test in tests.iter().take(4) {
            println!("    {test}");
        }
        if tests.len() > 4 {
            println!("    {} in all", tests.len());
        }
    }
    let stale: Vec<_> = listed.iter().filter(|listed| only.is_none() && !used.contains(listed)).collect();
    for listed in &stale {
        println!("listed, and no longer different: {} {}", listed.file, listed.group.as_deref().unwrap_or("(all)"));
    }
    println!(
        "suite: {} groups, {} tests, {} of them of values that an implied type refuses, {} groups differ that are listed, {unlisted} that are not",
        tally.groups,
        tally.tests,
        tally.implied,
        tally.differ.len() - unlisted
    );
    unlisted == 0 && stale.is_empty()
}

/// A schema as a component of that name: what it refers to within itself is below the component now.
fn relocated(schema: &Value, component: &str) -> Value {
    let Value::Object(members) = schema else { return schema.clone() };
    let mut schema = Value::Object(
        members.iter().filter(|(name, _)| *name != "$schema").map(|(n, v)| (n.clone(), v.clone())).collect(),
    );
    // Anchors are names in a file, and these groups are many in one: with an identity, a group's are its own.
    let text = schema.to_string();
    if let Value::Object(members) = &mut schema
        && !members.contains_key("$id")
        && ["\"$anchor\"", "\"$dynamicAnchor\""].iter().any(|name| text.contains(name))
    {
        members.insert("$id".to_owned(), json!(format!("urn:suite:{component}")));
    }
    relocate(&mut schema, component);
    schema
}

fn relocate(value: &mut Value, component: &str) {
    match value {
        Value::Object(members) => {
            // A schema with an identity of its own is what its references are relative to.
            if members.get("$id").is_some_and(Value::is_string) {
                return;
            }
            for (name, member) in members.iter_mut() {
                match member {
                    Value::String(text)
                        if (name == "$ref" || name == "$dynamicRef") && (text == "#" || text.starts_with("#/")) =>
                    {
                        *text = format!("#/components/schemas/{component}{}", &text[1..]);
                    }
                    _ if name == "enum" || name == "const" => {}
                    member => relocate(member, component),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| relocate(item, component)),
        _ => {}
    }
}

/// Whether OpenAPI 3.0 has every keyword of a schema.
fn is_of_3_0(schema: &Value) -> bool {
    let Value::Object(members) = schema else { return false };
    members.iter().all(|(keyword, value)| match keyword.as_str() {
        "$schema" | "title" | "multipleOf" | "maximum" | "exclusiveMaximum" | "minimum" | "exclusiveMinimum"
        | "maxLength" | "minLength" | "pattern" | "maxItems" | "minItems" | "uniqueItems" | "maxProperties"
        | "minProperties" | "required" | "enum" | "description" | "format" | "default" => true,
        "type" => value.is_string() && value != "null",
        "allOf" | "oneOf" | "anyOf" => value.as_array().is_some_and(|parts| parts.iter().all(is_of_3_0)),
        "not" | "items" => is_of_3_0(value),
        "properties" => value.as_object().is_some_and(|properties| properties.values().all(is_of_3_0)),
        "additionalProperties" => value.is_boolean() || is_of_3_0(value),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_follow_the_component() {
        let schema = json!({"$schema": "x", "$ref": "#/$defs/a", "items": {"$ref": "#"}, "enum": [{"$ref": "#"}]});
        assert_eq!(
            relocated(&schema, "A"),
            json!({
                "$ref": "#/components/schemas/A/$defs/a", "items": {"$ref": "#/components/schemas/A"},
                "enum": [{"$ref": "#"}]
            })
        );
    }

    #[test]
    fn what_3_0_has() {
        assert!(is_of_3_0(&json!({"properties": {"a": {"type": "string"}}, "additionalProperties": false})));
        assert!(!is_of_3_0(&json!({"properties": {"a": {"type": ["string", "null"]}}})));
        assert!(!is_of_3_0(&json!({"items": [{}]})));
    }
}
