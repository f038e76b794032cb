//! The facts table: one row per fact, each with words of its own.

use super::markdown::Table;
use super::model::{Callers, Facts};
use super::reader::Reader;
use super::table::{Column, column, rows};
use super::words::Words;
use crate::contract::{Idempotency, OwnerRule, Pagination, RateLimit, RateLimitKey};
use crate::diagnostic::Diagnostic;
use crate::source::Position;

pub const COLUMNS: [Column; 2] = [column("Fact"), column("Value")];

/// Each fact: its name, whether every endpoint states it, and what its value may be.
const FACTS: [(&str, bool, &str); 7] = [
    ("Callers", true, "`public`, `public or signed in`, `signed in` or `role NAME` (several: `role NAME, role NAME`)"),
    ("Owner", true, "`none`, `caller` or `any`"),
    ("Rate limit", true, "`N per N s per caller`, `N per N s per address` or `none`"),
    ("Idempotency", true, "`safe`, `idempotent`, `key, N s` or `none`"),
    ("Body limit", false, "`N bytes`"),
    ("Deprecated", false, "`yes` or `no`"),
    ("Pagination", false, "`PARAMETER -> POINTER, items POINTER`, as in `cursor -> /meta/next_cursor, items /data`"),
];

pub fn read(reader: &mut Reader<'_>, id: &str, table: &Table) -> Facts {
    let read = rows(reader, "a facts table", &COLUMNS, table);
    let mut facts = Facts { at: table.header.first().map(|words| reader.at(words)), ..Facts::default() };
    let mut seen: Vec<(&str, Position)> = Vec::new();
    for row in &read.rows {
        let [name, value] = &row.cells;
        let text = name.text();
        let Some((known, _, expected)) = FACTS.iter().find(|(known, ..)| known.eq_ignore_ascii_case(&text)) else {
            let names = FACTS.map(|(name, ..)| format!("`{name}`")).join(", ");
            reader.error(
                "endpoints-unknown-fact",
                name,
                format!("`{text}` is no fact of an endpoint"),
                format!("the facts are {names}; anything else belongs in a paragraph"),
            );
            continue;
        };
        if let Some((_, first)) = seen.iter().find(|(seen, _)| seen == known) {
            let message = format!("`{id}` states `{known}` twice");
            let finding = Diagnostic::error("endpoints-duplicate", reader.at(name), message);
            reader.push(finding.related(*first, "first stated here").help("keep one of the two rows"));
            continue;
        }
        seen.push((known, reader.at(name)));
        set(&mut facts, reader, known, value, expected);
    }
    if !read.damaged {
        missing(&facts, reader, id);
    }
    facts.damaged = read.damaged;
    facts
}

fn set(facts: &mut Facts, reader: &mut Reader<'_>, name: &str, value: &Words, expected: &str) {
    let text = value.text();
    let text = text.as_str();
    match name {
        "Callers" => facts.callers = reader.stated(value, "kind of caller", callers(text), expected),
        "Owner" => facts.owner = reader.stated(value, "owner rule", owner(text), expected),
        "Rate limit" => facts.rate_limit = reader.stated(value, "rate limit", rate_limit(text), expected),
        "Idempotency" => facts.idempotency = reader.stated(value, "idempotency", idempotency(text), expected),
        "Body limit" => facts.body_limit = reader.stated(value, "body limit", body_limit(text), expected),
        "Deprecated" => facts.deprecated = reader.stated(value, "answer to `Deprecated`", yes_or_no(text), expected),
        _ => facts.pagination = reader.stated(value, "pagination", pagination(text), expected),
    }
}

fn missing(facts: &Facts, reader: &mut Reader<'_>, id: &str) {
    let Some(at) = facts.at else { return };
    let absent = [
        facts.callers.is_absent(),
        facts.owner.is_absent(),
        facts.rate_limit.is_absent(),
        facts.idempotency.is_absent(),
    ];
    for ((name, _, expected), absent) in FACTS.iter().filter(|(_, always, _)| *always).zip(absent) {
        if absent {
            reader.report(
                "endpoints-missing-fact",
                at,
                format!("`{id}` does not state `{name}`"),
                format!("add a row `| {name} | … |`; its value is {expected}"),
            );
        }
    }
}

fn callers(text: &str) -> Option<Callers> {
    match text {
        "public" => return Some(Callers::Public),
        "public or signed in" => return Some(Callers::Optional),
        "signed in" => return Some(Callers::SignedIn),
        _ => {}
    }
    let role = |part: &str| {
        let name = part.trim().strip_prefix("role ")?.trim();
        (!name.is_empty() && !name.contains(char::is_whitespace)).then(|| name.to_owned())
    };
    let mut roles: Vec<String> = text.split(',').map(role).collect::<Option<_>>()?;
    roles.sort();
    Some(Callers::Roles(roles))
}

fn owner(text: &str) -> Option<OwnerRule> {
    Some(match text {
        "none" => OwnerRule::None,
        "caller" => OwnerRule::Caller,
        "any" => OwnerRule::Any,
        _ => return None,
    })
}

/// Outer None: not in the grammar.
#[allow(clippy::option_option)]
fn rate_limit(text: &str) -> Option<Option<RateLimit>> {
    if text == "none" {
        return Some(None);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let [requests, "per", window, "s", "per", per] = words.as_slice() else { return None };
    let per = match *per {
        "caller" => RateLimitKey::Caller,
        "address" => RateLimitKey::Address,
        _ => return None,
    };
    Some(Some(RateLimit { requests: number(requests)?, window_seconds: number(window)?, per }))
}

fn idempotency(text: &str) -> Option<Idempotency> {
    Some(match text {
        "safe" => Idempotency::Safe,
        "idempotent" => Idempotency::Idempotent,
        "none" => Idempotency::None,
        _ => {
            let seconds = text.strip_prefix("key,")?.trim().strip_suffix('s')?.trim();
            Idempotency::Key { retention_seconds: number(seconds)? }
        }
    })
}

fn body_limit(text: &str) -> Option<u64> {
    number(text.strip_suffix("bytes")?.trim())
}

fn pagination(text: &str) -> Option<Pagination> {
    let (cursor, rest) = text.split_once("->")?;
    let (next, items) = rest.split_once(',')?;
    let items = items.trim().strip_prefix("items")?.trim();
    let (cursor, next) = (cursor.trim(), next.trim());
    let pointers = [next, items].iter().all(|pointer| pointer.starts_with('/') || pointer.is_empty());
    let named = !cursor.is_empty() && !cursor.contains(char::is_whitespace);
    (pointers && named).then(|| Pagination { cursor: cursor.into(), next: next.into(), items: items.into() })
}

pub fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// Digits alone: neither a sign nor a separator.
fn number<N: std::str::FromStr>(text: &str) -> Option<N> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}
