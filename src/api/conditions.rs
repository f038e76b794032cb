//! Conditional requests: entity tags, `If-Match` and `If-None-Match` (RFC 9110, 8.8.3 and 13.1).
//!
//! A tag is strong: it changes whenever anything of the representation does. What makes it is the version of the thing;
//! a project's has the counts of its tasks behind, which it shows and which change without a new version of it.

use crate::domain::attachment::Attachment;
use crate::domain::precondition::Precondition;
use crate::domain::project::Project;

/// The tag of a version.
pub fn version_tag(version: i64) -> String {
    format!("\"{version}\"")
}

pub fn project_tag(project: &Project) -> String {
    let counts = project.task_counts;
    format!("\"{}-{}.{}.{}.{}\"", project.version, counts.open, counts.in_progress, counts.done, counts.cancelled)
}

/// An attachment and its content never change, so their tag is the content's hash.
pub fn content_tag(attachment: &Attachment) -> String {
    format!("\"{}\"", attachment.sha256_text())
}

/// What `If-Match` asks for. Only the version of a tag counts: counts of tasks are not what a writer overwrites. A weak
/// tag matches nothing (13.1.1), and neither does one that is not ours.
pub fn precondition(if_match: Option<&str>) -> Precondition {
    match if_match.map(str::trim) {
        None => Precondition::None,
        Some("*") => Precondition::Exists,
        Some(tags) => Precondition::Versions(split(tags).filter_map(version).collect()),
    }
}

/// Whether `If-None-Match` names the tag, so that the caller has what would be sent. Weak and strong are the same here
/// (13.1.2).
pub fn is_current(if_none_match: Option<&str>, tag: &str) -> bool {
    match if_none_match.map(str::trim) {
        None => false,
        Some("*") => true,
        Some(tags) => split(tags).any(|known| known.strip_prefix("W/").unwrap_or(known) == tag),
    }
}

/// The tags of a list. A comma may stand within one, between its quotes.
fn split(tags: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    tags.split(move |character| {
        quoted ^= character == '"';
        character == ',' && !quoted
    })
    .map(str::trim)
}

fn version(tag: &str) -> Option<i64> {
    let inside = tag.strip_prefix('"')?.strip_suffix('"')?;
    inside.split('-').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_writer_has_seen() {
        assert_eq!(precondition(None), Precondition::None);
        assert_eq!(precondition(Some("*")), Precondition::Exists);
        assert_eq!(precondition(Some("\"7\", \"8-1.2.3.4\"")), Precondition::Versions(vec![7, 8]));
        for nothing in ["W/\"7\"", "\"\"", "\"x\"", "\"a,7\"", "\"-7\"", "7"] {
            assert_eq!(precondition(Some(nothing)), Precondition::Versions(vec![]), "{nothing}");
        }
    }

    #[test]
    fn what_a_reader_has() {
        for current in ["*", "\"7\"", "W/\"7\"", "\"a,b\", \"7\""] {
            assert!(is_current(Some(current), "\"7\""), "{current}");
        }
        assert!(!is_current(Some("\"8\", \"77\""), "\"7\""));
        assert!(!is_current(None, "\"7\""));
    }
}
