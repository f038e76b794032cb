//! Which template a path matches. Fixed texts come before parameters, more fixed text before less; a parameter may share
//! its segment with texts and with other parameters (`/compare/{base}...{head}`, `/{id}:cancel`).

use std::collections::BTreeMap;

/// Templates, each with an index.
#[derive(Default)]
pub(super) struct Paths {
    root: Node,
}

#[derive(Default)]
struct Node {
    fixed: BTreeMap<String, Node>,
    /// The ones with the most fixed text first.
    patterns: Vec<(Vec<Piece>, Node)>,
    end: Option<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Value,
}

impl Paths {
    /// Two templates that match the same paths are one: the first one's index stays, and is given back.
    pub(super) fn insert(&mut self, template: &str, index: usize) -> usize {
        let mut node = &mut self.root;
        for segment in template.trim_start_matches('/').split('/') {
            node = match pieces(segment).as_slice() {
                [] => node.fixed.entry(String::new()).or_default(),
                [Piece::Text(text)] => node.fixed.entry(text.clone()).or_default(),
                pattern => node.pattern(pattern),
            };
        }
        *node.end.get_or_insert(index)
    }

    /// The template's index and the texts of its parameters in their order, still encoded.
    pub(super) fn find<'p>(&self, path: &'p str) -> Option<(usize, Vec<&'p str>)> {
        let mut values = Vec::new();
        let index = self.root.find(path.strip_prefix('/')?, &mut values)?;
        Some((index, values))
    }
}

impl Node {
    fn pattern(&mut self, pattern: &[Piece]) -> &mut Node {
        let at = self.patterns.iter().position(|(known, _)| known == pattern).unwrap_or_else(|| {
            let before = |(known, _): &(Vec<Piece>, Node)| fixed_text(known) >= fixed_text(pattern);
            let at = self.patterns.partition_point(before);
            self.patterns.insert(at, (pattern.to_vec(), Node::default()));
            at
        });
        &mut self.patterns[at].1
    }

    /// As deep as the longest template, whatever the path.
    fn find<'p>(&self, path: &'p str, values: &mut Vec<&'p str>) -> Option<usize> {
        let (segment, rest) = match path.split_once('/') {
            Some((segment, rest)) => (segment, Some(rest)),
            None => (path, None),
        };
        let below = |node: &Node, values: &mut Vec<&'p str>| match rest {
            Some(rest) => node.find(rest, values),
            None => node.end,
        };
        if let Some(index) = self.fixed.get(segment).and_then(|node| below(node, values)) {
            return Some(index);
        }
        for (pattern, node) in &self.patterns {
            let before = values.len();
            if matches(pattern, segment, values)
                && let Some(index) = below(node, values)
            {
                return Some(index);
            }
            values.truncate(before);
        }
        None
    }
}

/// The parameters that a template names, in order.
pub(super) fn names(template: &'static str) -> impl Iterator<Item = &'static str> {
    template.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

fn pieces(segment: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = segment;
    while let Some((text, after)) = rest.split_once('{') {
        let Some((_, after)) = after.split_once('}') else { break };
        if !text.is_empty() {
            pieces.push(Piece::Text(encoded(text)));
        }
        pieces.push(Piece::Value);
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(encoded(rest)));
    }
    pieces
}

/// As a request writes it: a template may hold characters that no URL does.
fn encoded(text: &str) -> String {
    const ESCAPED: &percent_encoding::AsciiSet =
        &percent_encoding::CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'{').add(b'}');
    percent_encoding::utf8_percent_encode(text, ESCAPED).to_string()
}

fn fixed_text(pattern: &[Piece]) -> usize {
    pattern.iter().map(|piece| if let Piece::Text(text) = piece { text.len() } else { 0 }).sum()
}

/// A value is never empty, and ends where the text after it begins for the first time; the last one, where it ends.
fn matches<'p>(pattern: &[Piece], segment: &'p str, values: &mut Vec<&'p str>) -> bool {
    let mut rest = segment;
    let mut pieces = pattern.iter().peekable();
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::Text(text) => match rest.strip_prefix(text.as_str()) {
                Some(after) => rest = after,
                None => return false,
            },
            Piece::Value => {
                let end = match pieces.next_if(|next| matches!(next, Piece::Text(_))) {
                    Some(Piece::Text(text)) if pieces.peek().is_none() => {
                        let Some(value) = rest.strip_suffix(text.as_str()) else { return false };
                        let end = value.len();
                        if end == 0 {
                            return false;
                        }
                        values.push(value);
                        return true;
                    }
                    Some(Piece::Text(text)) => {
                        let from = rest.chars().next().map_or(0, char::len_utf8);
                        let Some(found) = rest.get(from..).and_then(|tail| tail.find(text.as_str())) else {
                            return false;
                        };
                        let end = from + found;
                        values.push(&rest[..end]);
                        rest = &rest[end + text.len()..];
                        continue;
                    }
                    // Nothing tells where one of two neighbours ends: the first takes one character.
                    _ if pieces.peek().is_some() => rest.chars().next().map_or(0, char::len_utf8),
                    _ => rest.len(),
                };
                if end == 0 {
                    return false;
                }
                values.push(&rest[..end]);
                rest = &rest[end..];
            }
        }
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(templates: &[&str]) -> Paths {
        let mut paths = Paths::default();
        for (index, template) in templates.iter().enumerate() {
            assert_eq!(paths.insert(template, index), index, "{template}");
        }
        paths
    }

    #[test]
    fn fixed_texts_come_before_parameters() {
        let paths = paths(&["/a/{id}", "/a/mine", "/{any}/mine/x", "/a/{id}:cancel", "/"]);
        assert_eq!(paths.find("/a/mine"), Some((1, vec![])));
        assert_eq!(paths.find("/a/7"), Some((0, vec!["7"])));
        assert_eq!(paths.find("/a/7:cancel"), Some((3, vec!["7"])));
        // The first turning leads nowhere, the second does.
        assert_eq!(paths.find("/a/mine/x"), Some((2, vec!["a"])));
        assert_eq!(paths.find("/"), Some((4, vec![])));
        assert_eq!(paths.find("/a/"), None);
        assert_eq!(paths.find("/a"), None);
        assert_eq!(paths.find("*"), None);
    }

    #[test]
    fn parameters_share_a_segment() {
        let paths = paths(&["/compare/{base}...{head}", "/tiles/{z}-{x},{y}.png", "/{user}@{host}/keys"]);
        assert_eq!(paths.find("/compare/main...v2.0"), Some((0, vec!["main", "v2.0"])));
        assert_eq!(paths.find("/compare/main"), None);
        assert_eq!(paths.find("/compare/...x"), None);
        assert_eq!(paths.find("/tiles/1-2,3.png"), Some((1, vec!["1", "2", "3"])));
        assert_eq!(paths.find("/tiles/1-2,.png"), None);
        assert_eq!(paths.find("/ada@example.org/keys"), Some((2, vec!["ada", "example.org"])));
    }

    #[test]
    fn templates_that_match_the_same_are_one() {
        let mut paths = Paths::default();
        assert_eq!(paths.insert("/a/{x}/b", 0), 0);
        assert_eq!(paths.insert("/a/{y}/b", 1), 0);
        assert_eq!(paths.insert("/café/{y}", 2), 2);
        assert_eq!(paths.find("/caf%C3%A9/1"), Some((2, vec!["1"])));
    }
}
