//! How a file that would be too long becomes several. Its parts are led to by words: members within members, the words of
//! a name, the segments of a path. Parts that begin alike, and are many lines together, get a file named after the word,
//! and a folder beside it where they are too long again. The rest stays where it is, so that few files are small.

use std::collections::BTreeMap;

use crate::names::bounds::{self, bounded};

/// The most lines that a file has, where its parts can be told apart.
const LONGEST: usize = 2000;

/// How many of them its parts may take: imports need room too.
const ROOM: usize = LONGEST * 9 / 10;

/// From how many lines on parts that begin alike leave the file that they stand in.
pub const LARGE: usize = 200;

/// The same, where that leaves too much.
const LEAST: usize = 100;

/// What stands in a file: the words that lead to it, and how many lines it takes.
pub struct Part {
    pub words: Vec<String>,
    pub lines: usize,
}

/// Parts that are on one shelf so far.
struct Group<'a> {
    parts: Vec<(usize, &'a Part)>,
    /// How many of their words are the same.
    depth: usize,
    shelf: Vec<String>,
}

/// Whether a file is longer than it should be.
pub fn is_long(text: &str) -> bool {
    text.lines().count() > LONGEST
}

/// Where each part goes: to the folders and the file of these names, or, where there are none, to the file that all would
/// stand in. `joint` stands between the words of a name.
pub fn shelves(parts: &[Part], joint: &str) -> Vec<Vec<String>> {
    let mut found = BTreeMap::new();
    let mut open = vec![Group { parts: parts.iter().enumerate().collect(), depth: 0, shelf: Vec::new() }];
    while let Some(group) = open.pop() {
        let Group { parts, depth, shelf } = group;
        let mut words: BTreeMap<&str, Vec<(usize, &Part)>> = BTreeMap::new();
        let mut rest = Vec::new();
        if lines(&parts) <= ROOM {
            rest = parts;
        } else {
            for (at, part) in parts {
                match part.words.get(depth) {
                    Some(word) => words.entry(word).or_default().push((at, part)),
                    None => rest.push((at, part)),
                }
            }
        }
        // A word that all have tells nothing apart.
        if rest.is_empty() && words.len() == 1 {
            for (word, parts) in words {
                let mut shelf = shelf.clone();
                if let Some(last) = shelf.last_mut() {
                    *last = name(&format!("{last}{joint}{word}"));
                }
                open.push(Group { parts, depth: depth + 1, shelf });
            }
            continue;
        }
        // The large ones leave; if what is left is too long still, the smaller ones too, and at last all but the rest.
        let mut small: Vec<_> = words.into_iter().collect();
        let mut left = 0;
        for least in [LARGE, LEAST] {
            let large;
            (large, small) = small.into_iter().partition(|(_, parts)| lines(parts) >= least);
            for (word, parts) in large {
                open.push(Group { parts, depth: depth + 1, shelf: below(&shelf, word) });
            }
            left = small.iter().map(|(_, parts)| lines(parts)).sum();
            if lines(&rest) + left <= ROOM {
                break;
            }
        }
        if lines(&rest) + left <= ROOM || left < LEAST {
            rest.extend(small.into_iter().flat_map(|(_, parts)| parts));
        } else {
            for (letters, parts) in by_letters(small) {
                let shelf = below(&shelf, &letters);
                found.extend(parts.into_iter().map(|(at, _)| (at, shelf.clone())));
            }
        }
        found.extend(rest.into_iter().map(|(at, _)| (at, shelf.clone())));
    }
    found.into_values().collect()
}

/// The last resort: groups by the first letter of their words, by more where that is not enough.
fn by_letters<'a>(groups: Vec<(&str, Vec<(usize, &'a Part)>)>) -> Vec<(String, Vec<(usize, &'a Part)>)> {
    let mut found = Vec::new();
    let mut open = vec![(groups, 1)];
    while let Some((groups, count)) = open.pop() {
        let mut shelves: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for (word, parts) in groups {
            shelves.entry(word.chars().take(count).collect()).or_default().push((word, parts));
        }
        for (letters, groups) in shelves {
            let sum: usize = groups.iter().map(|(_, parts)| lines(parts)).sum();
            if sum > ROOM && groups.iter().any(|(word, _)| word.chars().count() > count) {
                open.push((groups, count + 1));
            } else {
                found.push((letters, groups.into_iter().flat_map(|(_, parts)| parts).collect()));
            }
        }
    }
    found
}

fn lines(parts: &[(usize, &Part)]) -> usize {
    parts.iter().map(|(_, part)| part.lines).sum()
}

fn below(shelf: &[String], word: &str) -> Vec<String> {
    shelf.iter().cloned().chain([name(word)]).collect()
}

/// The name of a folder or a file that every system takes.
fn name(word: &str) -> String {
    let name = bounded(word.to_owned(), bounds::FILE);
    if name.is_empty() || bounds::DEVICES.contains(&name.as_str()) { format!("{name}_") } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(words: &str, lines: usize) -> Part {
        Part { words: words.split_whitespace().map(str::to_owned).collect(), lines }
    }

    fn places(parts: &[Part]) -> Vec<String> {
        shelves(parts, "-").iter().map(|shelf| shelf.join("/")).collect()
    }

    #[test]
    fn what_is_short_stays_together() {
        assert_eq!(places(&[part("a", 800), part("b", 800), part("", 200)]), ["", "", ""]);
    }

    #[test]
    fn what_begins_alike_goes_together_and_the_rest_stays() {
        let parts = [part("", 500), part("card type", 900), part("name", 9), part("card", 300), part("bank", 700)];
        assert_eq!(places(&parts), ["", "card", "", "card", "bank"]);
        // Too long again: by the next word.
        let parts = [part("card a", 1500), part("card b", 1500), part("card", 9), part("bank", 199)];
        assert_eq!(places(&parts), ["card/a", "card/b", "card", ""]);
    }

    #[test]
    fn words_that_all_have_name_nothing_by_themselves() {
        let parts = [part("v1 pull request a", 1500), part("v1 pull request b", 1500), part("v1 push", 900)];
        assert_eq!(places(&parts), ["pull-request/a", "pull-request/b", "push"]);
    }

    #[test]
    fn many_that_are_small_go_by_their_letters() {
        let names = ["ab", "ac", "b", "con"];
        let parts: Vec<Part> = (0..80).flat_map(|_| names.map(|name| part(name, 1))).collect();
        assert!(places(&parts).iter().all(String::is_empty));
        let parts: Vec<Part> =
            (0..60).flat_map(|n| ["a", "b"].map(|letter| part(&format!("{letter}{n}"), 199 / 9))).collect();
        assert!(places(&parts).iter().all(|place| place == "a" || place == "b"));
        let parts: Vec<Part> = (10..99).map(|n| part(&format!("a{n}"), 40)).collect();
        assert_eq!(places(&parts).first().map(String::as_str), Some("a1"));
    }

    #[test]
    fn nothing_is_told_apart_without_words() {
        assert_eq!(places(&[part("", 3000), part("", 3000)]), ["", ""]);
        assert_eq!(places(&[part("a b", 3000), part("a b", 3000)]), ["", ""]);
        // A device of some systems is no file.
        assert_eq!(places(&[part("con", 2000), part("b", 300)]), ["con_", "b"]);
    }
}
