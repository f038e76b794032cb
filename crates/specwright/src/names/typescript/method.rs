//! An operation's method: its operationId without its group's noun, `createTask` in `tasks` is `create`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use heck::{ToLowerCamelCase, ToSnakeCase};

use super::words::identifier;
use crate::contract::{Contract, TagId};

/// The methods' names, in the order of the contract's operations. Where two of a group would be the same, both keep
/// their whole operationId.
pub(super) fn names(contract: &Contract) -> Vec<String> {
    let short: Vec<String> = contract
        .operations
        .iter()
        .map(|operation| {
            let tag = contract.tags.get(operation.tag.0 as usize).map_or("", |tag| tag.name.as_str());
            without_noun(&operation.id, tag, &operation.path)
        })
        .collect();
    let mut wanted: BTreeMap<(TagId, &str), usize> = BTreeMap::new();
    for (operation, name) in contract.operations.iter().zip(&short) {
        *wanted.entry((operation.tag, name)).or_default() += 1;
    }
    let mut taken: BTreeSet<(TagId, String)> =
        wanted.iter().filter(|(_, count)| **count == 1).map(|((tag, name), _)| (*tag, (*name).to_owned())).collect();
    contract
        .operations
        .iter()
        .zip(&short)
        .map(|(operation, name)| {
            if wanted.get(&(operation.tag, name.as_str())) == Some(&1) {
                return name.clone();
            }
            let whole = whole(&operation.id);
            let mut unique = whole.clone();
            let mut number = 2;
            while !taken.insert((operation.tag, unique.clone())) {
                unique = format!("{whole}{number}");
                number += 1;
            }
            unique
        })
        .collect()
}

fn whole(id: &str) -> String {
    let name = identifier(&id.to_lower_camel_case(), "call");
    // A group with a method `then` would be something to await.
    if name == "then" { "then_".to_owned() } else { name }
}

fn without_noun(id: &str, tag: &str, path: &str) -> String {
    let id_words = words(id);
    let tag_words = words(tag);
    let last = tag_words.last().map(std::slice::from_ref).unwrap_or_default();
    let found = find(&id_words, &tag_words).or_else(|| find(&id_words, last));
    let kept: Vec<&str> = match found {
        None => Vec::new(),
        Some(noun) => {
            // In `listTaskEvents` of `events` the path `/tasks/{task_id}/events` already says whose events they are.
            let said = words(path);
            let is_said = |word: &str| said.iter().any(|other| stem(other) == stem(word));
            let ends_id = noun.end == id_words.len();
            let outside = id_words.iter().enumerate().filter(|(index, _)| !noun.contains(index));
            let kept = outside.filter(|(index, word)| !(ends_id && *index > 0 && is_said(word)));
            kept.map(|(_, word)| word.as_str()).collect()
        }
    };
    let name = kept.join("_").to_lower_camel_case();
    if name.is_empty() || name == "then" || name.starts_with(|c: char| c.is_ascii_digit()) {
        return whole(id);
    }
    identifier(&name, "call")
}

fn words(name: &str) -> Vec<String> {
    name.to_snake_case().split('_').filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect()
}

/// The first place where the noun stands among the words, in singular or plural.
fn find(words: &[String], noun: &[String]) -> Option<Range<usize>> {
    if noun.is_empty() {
        return None;
    }
    let same = |window: &[String]| window.iter().zip(noun).all(|(a, b)| stem(a) == stem(b));
    let start = words.windows(noun.len()).position(same)?;
    Some(start..start + noun.len())
}

/// The word without its plural's ending. Good enough to compare two words of one contract.
fn stem(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes"] {
        if word.ends_with(ending) {
            return word.strip_suffix("es").unwrap_or(word).to_owned();
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if !stem.ends_with('s') && !stem.is_empty() => stem.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_groups_noun_is_left_out() {
        let cases = [
            ("createTask", "tasks", "/tasks", "create"),
            ("listTaskEvents", "tasks", "/tasks/{task_id}/events", "listEvents"),
            ("listTaskEvents", "events", "/tasks/{task_id}/events", "list"),
            ("getMe", "me", "/me", "get"),
            ("attachTag", "tags", "/tasks/{task_id}/tags/{tag_id}", "attach"),
            ("listCategories", "category", "/categories", "list"),
            ("issues/list-for-repo", "issues", "/repos/{repo}/issues", "listForRepo"),
            ("listAppsV1Deployment", "apps v1", "/apis/apps/v1/deployments", "listDeployment"),
            ("listComments", "task comments", "/comments", "list"),
            ("searchAddress", "addresses", "/addresses", "search"),
            // Nothing to leave out, or nothing left.
            ("getServiceHealth", "tasks", "/health", "getServiceHealth"),
            ("tasks", "tasks", "/tasks", "tasks"),
        ];
        for (id, tag, path, method) in cases {
            assert_eq!(without_noun(id, tag, path), method, "{id} in {tag}");
        }
    }
}
