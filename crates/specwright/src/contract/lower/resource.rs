//! Groups for the operations of a large document that tags none of them: one trait with hundreds of methods is not read by
//! anybody, so the first word of the path that says something stands for the tag.

use super::Lowering;
use super::operation::METHODS;
use super::read::Object;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Mapping, Node};

/// From how many operations without a tag on they are grouped by resource.
const MANY: usize = 40;

impl<'a> Lowering<'a, '_> {
    /// Decides, before any operation is read, how those without a tag are grouped.
    pub fn decide_groups(&mut self, root: Object<'a>) {
        let Some((key, _)) = root.entry("paths") else { return };
        let items: Vec<&'a Node> = self.reader.patterned(root, "paths").map(|(_, node)| node).collect();
        let untagged: usize = items.into_iter().map(|item| self.untagged(item)).sum();
        if untagged > MANY {
            self.by_resource = true;
            let message =
                format!("{untagged} operations have no tag; they are grouped by the first word of their paths");
            self.report(
                Diagnostic::new("grouped-by-resource", Severity::Note, Some(key.at), message)
                    .help("give operations a tag to group them yourself"),
            );
        }
    }

    fn untagged(&self, item: &'a Node) -> usize {
        let item = super::read::follow(self.reader.sources, item).and_then(Node::as_mapping);
        let operations = item.into_iter().flat_map(Mapping::iter);
        operations
            .filter(|(key, _)| METHODS.iter().any(|(name, _)| *name == key.text))
            .filter(|(_, operation)| operation.as_mapping().is_some())
            .filter(|(_, operation)| operation.get("tags").and_then(Node::as_sequence).is_none_or(<[Node]>::is_empty))
            .count()
    }

    /// The group of an operation without a tag.
    pub fn group_of(&self, path: &str) -> String {
        let resource = if self.by_resource { resource(path) } else { None };
        resource.unwrap_or("default").to_owned()
    }
}

/// `accounts` of `/api/v1/accounts/{id}/persons`.
fn resource(path: &str) -> Option<&str> {
    let says_something = |segment: &&str| {
        let version = segment.strip_prefix(['v', 'V']).unwrap_or(segment);
        let is_version = version.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '_' || c == '-');
        !segment.contains('{') && !is_version && !["api", "rest"].contains(segment)
    };
    path.split('/').find(says_something)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_that_says_something() {
        assert_eq!(resource("/v1/accounts/{id}/persons"), Some("accounts"));
        assert_eq!(resource("/api/rest/2024-01-01/orders"), Some("orders"));
        assert_eq!(resource("/{tenant}/users"), Some("users"));
        assert_eq!(resource("/v1/{id}"), None);
        assert_eq!(resource("/"), None);
    }
}
