//! What a pattern costs before it is compiled.

use std::iter::Peekable;
use std::str::Chars;

use super::LONGEST_QUANTIFIER;

/// About how many states an engine makes of a pattern, which is what compiling it costs: its atoms, each as often as it
/// is repeated.
pub fn cost(pattern: &str) -> usize {
    let mut groups = Vec::new();
    // What stands before the last atom of the group, and that atom, which a quantifier may follow.
    let (mut before, mut last) = (0_usize, 0_usize);
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        let atom = match c {
            '(' => {
                groups.push(before.saturating_add(last));
                (before, last) = (0, 0);
                continue;
            }
            ')' => {
                last = before.saturating_add(last);
                before = groups.pop().unwrap_or_default();
                continue;
            }
            '{' => match repeated(&mut rest) {
                Some(times) => {
                    last = last.saturating_mul(times);
                    continue;
                }
                None => 1,
            },
            '[' => class_cost(&mut rest),
            '\\' => escape_cost(&mut rest),
            '.' => NEGATED_COST,
            c => c.len_utf8(),
        };
        before = before.saturating_add(last);
        last = atom;
    }
    let sum = groups.into_iter().fold(before.saturating_add(last), usize::saturating_add);
    sum.min(LARGEST)
}

/// An engine gives up at about so many states.
const LARGEST: usize = 500_000;

/// All characters but a few, in UTF-8.
const NEGATED_COST: usize = 15;

fn class_cost(rest: &mut Peekable<Chars<'_>>) -> usize {
    let mut cost = if rest.peek() == Some(&'^') { NEGATED_COST } else { 1 };
    while let Some(c) = rest.next().filter(|c| *c != ']') {
        cost += if c == '\\' { escape_cost(rest) } else { c.len_utf8() };
    }
    cost
}

fn escape_cost(rest: &mut Peekable<Chars<'_>>) -> usize {
    let escaped = rest.next();
    // A name or a number, and no quantifier.
    if matches!(escaped, Some('p' | 'P' | 'u')) && rest.next_if_eq(&'{').is_some() {
        while rest.next().is_some_and(|c| c != '}') {}
    }
    match escaped {
        // A property of Unicode has hundreds of ranges.
        Some('p' | 'P') => 500,
        Some('D' | 'W' | 'S' | 's') => NEGATED_COST,
        _ => 1,
    }
}

/// How often a quantifier, behind its brace, repeats at most. None, and nothing read: it is a plain character.
fn repeated(rest: &mut Peekable<Chars<'_>>) -> Option<usize> {
    let inner: String = rest.clone().take(LONGEST_QUANTIFIER).take_while(|c| *c != '}').collect();
    let (least, most) = inner.split_once(',').unwrap_or((&inner, &inner));
    let number = |digits: &str| digits.parse::<usize>().ok();
    let least = number(least)?;
    let times = if most.is_empty() { least.saturating_add(1) } else { number(most)? };
    while rest.next().is_some_and(|c| c != '}') {}
    Some(times)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_repeated_costs_as_often() {
        for (pattern, expected) in [
            ("", 0),
            ("abc", 3),
            ("a{3}", 3),
            ("ab{2,5}", 6),
            ("(ab){4}c", 9),
            ("((a{10}){10}){10}", 1_000),
            ("a{2,}", 3),
        ] {
            assert_eq!(cost(pattern), expected, "{pattern}");
        }
        assert!(cost(r"\p{L}{100}") > 10_000 && cost("[^a]{100}") > 1_000 && cost("[a-z]{100}") < 1_000);
        assert_eq!(cost("(?:a{99999}){99999}"), LARGEST);
        assert_eq!(cost("a{,2}{"), 6);
    }
}
