//! The facts table against `security`, `deprecated` and the `x-` members.

use std::fmt;

use super::super::model::{Callers, Endpoint, Stated};
use super::finding::Findings;
use crate::contract::{Idempotency, Operation, OwnerRule, Pagination, RateLimit, RateLimitKey};
use crate::source::Position;

pub fn compare(endpoint: &Endpoint, operation: &Operation, findings: &mut Findings<'_>) {
    let (facts, policies) = (&endpoint.facts, &operation.policies);
    let at = policies.at;
    let mut fact = Fact {
        id: &operation.id,
        table: facts.at.unwrap_or(endpoint.id.at),
        damaged: facts.damaged,
        operation: operation.at,
        findings,
    };

    if let Some(stated) = facts.callers.get() {
        let there = callers(operation);
        if stated.value != there {
            let roles = [&stated.value, &there].iter().any(|callers| matches!(callers, Callers::Roles(_)));
            let at = if roles { at.roles.or(operation.security_at) } else { operation.security_at };
            fact.contradiction("caller", (stated.at, &stated.value), (at, &there));
        }
    }
    fact.required("owner rule", &facts.owner, policies.owner.map(Words), at.owner, Words);
    if let Some(stated) = facts.rate_limit.get()
        && stated.value != policies.rate_limit
    {
        let (here, there) = (Limit(stated.value), Limit(policies.rate_limit));
        fact.contradiction("rate limit", (stated.at, &here), (at.rate_limit, &there));
    }
    fact.required("idempotency", &facts.idempotency, policies.idempotency.map(Words), at.idempotency, Words);
    fact.optional("Body limit", &facts.body_limit, policies.max_body_bytes.map(Bytes), at.max_body_bytes, Bytes);
    let pagination = policies.pagination.as_ref().map(Words);
    fact.optional("Pagination", &facts.pagination.borrowed(), pagination, at.pagination, Words);
    deprecated(endpoint, operation, &mut fact);
}

/// A fact left out is a `no`.
fn deprecated(endpoint: &Endpoint, operation: &Operation, fact: &mut Fact<'_, '_>) {
    let there = operation.docs.deprecated;
    match &endpoint.facts.deprecated {
        Stated::Is(stated) if stated.value != there => {
            let (here, there) = (Deprecated(stated.value), Deprecated(there));
            fact.contradiction("deprecation", (stated.at, &here), (operation.deprecated_at, &there));
        }
        Stated::Absent if there && !fact.damaged => {
            let subject = format!("the deprecation of `{}`", fact.id);
            let at = operation.deprecated_at.unwrap_or(operation.at);
            fact.findings.only_there(&subject, fact.table, at, "`| Deprecated | yes |` into the facts table");
        }
        _ => {}
    }
}

/// Who may call, as the contract has it.
fn callers(operation: &Operation) -> Callers {
    let mut roles = operation.policies.roles.clone();
    if !roles.is_empty() {
        roles.sort();
        Callers::Roles(roles)
    } else if operation.security.is_empty() {
        Callers::Public
    } else if operation.security.iter().any(|alternative| alternative.requirements.is_empty()) {
        Callers::Optional
    } else {
        Callers::SignedIn
    }
}

/// A value in the words of either document.
trait InWords {
    fn document(&self) -> String;
    fn contract(&self) -> String;
}

/// What the findings about one operation's facts share.
struct Fact<'f, 'd> {
    id: &'f str,
    /// Where a missing row belongs.
    table: Position,
    damaged: bool,
    /// Where a missing member belongs.
    operation: Position,
    findings: &'f mut Findings<'d>,
}

impl Fact<'_, '_> {
    fn contradiction<V: InWords>(&mut self, name: &str, here: (Position, &V), there: (Option<Position>, &V)) {
        let subject = format!("the {name} of `{}`", self.id);
        let words = |value: &V| format!("`{}`", value.document());
        let (at, value) = (there.0.unwrap_or(self.operation), there.1);
        let mend = here.1.contract();
        self.findings.contradiction(&subject, (here.0, &words(here.1)), (at, &words(value)), &words(value), &mend);
    }

    /// A fact that the grammar demands: where it is absent, the reading has said so.
    fn required<T: Copy + PartialEq, V: InWords + PartialEq>(
        &mut self,
        name: &str,
        stated: &Stated<T>,
        there: Option<V>,
        at: Option<Position>,
        words: impl Fn(T) -> V,
    ) {
        let Some(stated) = stated.get() else { return };
        let here = words(stated.value);
        match there {
            Some(there) if there == here => {}
            Some(there) => self.contradiction(name, (stated.at, &here), (at, &there)),
            None => {
                let subject = format!("the {name} of `{}`", self.id);
                self.findings.only_here(&subject, stated.at, Some(self.operation), &here.contract());
            }
        }
    }

    fn optional<T: Copy + PartialEq, V: InWords + PartialEq>(
        &mut self,
        row: &str,
        stated: &Stated<T>,
        there: Option<V>,
        at: Option<Position>,
        words: impl Fn(T) -> V,
    ) {
        match (stated, there) {
            (Stated::Absent, Some(there)) if !self.damaged => {
                let subject = format!("the {} of `{}`", row.to_lowercase(), self.id);
                let write = format!("`| {row} | {} |` into the facts table", there.document());
                self.findings.only_there(&subject, self.table, at.unwrap_or(self.operation), &write);
            }
            (_, there) => self.required(&row.to_lowercase(), stated, there, at, words),
        }
    }
}

/// A value whose type has words of its own.
#[derive(PartialEq)]
struct Words<T>(T);

#[derive(PartialEq)]
struct Limit(Option<RateLimit>);

#[derive(PartialEq)]
struct Bytes(u64);

struct Deprecated(bool);

impl InWords for Callers {
    fn document(&self) -> String {
        match self {
            Self::Public => "public".to_owned(),
            Self::Optional => "public or signed in".to_owned(),
            Self::SignedIn => "signed in".to_owned(),
            Self::Roles(roles) => roles.iter().map(|role| format!("role {role}")).collect::<Vec<_>>().join(", "),
        }
    }

    fn contract(&self) -> String {
        match self {
            Self::Public => "`security: []` and no `x-roles`".to_owned(),
            Self::Optional => "`security` with `{}` as one of its alternatives and no `x-roles`".to_owned(),
            Self::SignedIn => "`security` with a scheme and no `x-roles`".to_owned(),
            Self::Roles(roles) => format!("`x-roles: [{}]`", roles.join(", ")),
        }
    }
}

impl InWords for Words<OwnerRule> {
    fn document(&self) -> String {
        match self.0 {
            OwnerRule::None => "none",
            OwnerRule::Caller => "caller",
            OwnerRule::Any => "any",
        }
        .to_owned()
    }

    fn contract(&self) -> String {
        format!("`x-owner: {}`", self.document())
    }
}

impl InWords for Limit {
    fn document(&self) -> String {
        self.0.as_ref().map_or_else(
            || "none".to_owned(),
            |limit| format!("{} per {} s per {}", limit.requests, limit.window_seconds, Key(limit.per)),
        )
    }

    fn contract(&self) -> String {
        self.0.as_ref().map_or_else(
            || "no `x-rate-limit`".to_owned(),
            |limit| {
                let RateLimit { requests, window_seconds, per } = limit;
                format!(
                    "`x-rate-limit: {{requests: {requests}, window_seconds: {window_seconds}, per: {}}}`",
                    Key(*per)
                )
            },
        )
    }
}

struct Key(RateLimitKey);

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            RateLimitKey::Caller => "caller",
            RateLimitKey::Address => "address",
        })
    }
}

impl InWords for Words<Idempotency> {
    fn document(&self) -> String {
        match self.0 {
            Idempotency::Safe => "safe".to_owned(),
            Idempotency::Idempotent => "idempotent".to_owned(),
            Idempotency::Key { retention_seconds } => format!("key, {retention_seconds} s"),
            Idempotency::None => "none".to_owned(),
        }
    }

    fn contract(&self) -> String {
        match self.0 {
            Idempotency::Key { retention_seconds } => {
                format!("`x-idempotency: {{kind: key, retention_seconds: {retention_seconds}}}`")
            }
            _ => format!("`x-idempotency: {{kind: {}}}`", self.document()),
        }
    }
}

impl InWords for Bytes {
    fn document(&self) -> String {
        format!("{} bytes", self.0)
    }

    fn contract(&self) -> String {
        format!("`x-max-body-bytes: {}`", self.0)
    }
}

impl InWords for Words<&Pagination> {
    fn document(&self) -> String {
        format!("{} -> {}, items {}", self.0.cursor, self.0.next, self.0.items)
    }

    fn contract(&self) -> String {
        let Pagination { cursor, next, items } = self.0;
        format!("`x-pagination: {{cursor: {cursor}, next: {next}, items: {items}}}`")
    }
}

impl InWords for Deprecated {
    fn document(&self) -> String {
        if self.0 { "yes" } else { "no" }.to_owned()
    }

    fn contract(&self) -> String {
        if self.0 { "`deprecated: true`" } else { "no `deprecated`" }.to_owned()
    }
}
