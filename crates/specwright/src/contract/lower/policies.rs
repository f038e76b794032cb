//! The `x-` members, read into the model. Each was checked against its JSON Schema before, so reading is plain.

use super::super::keywords::{self, Kind};
use super::super::{
    Idempotency, OwnerRule, Pagination, Policies, PolicyPositions, ProblemCode, RateLimit, RateLimitKey, ResponseCode,
    Status, policies,
};
use super::Lowering;
use super::read::Object;
use crate::diagnostic::Diagnostic;
use crate::source::{Key, Mapping, Node, Position};

impl<'a> Lowering<'a, '_> {
    /// `x-problems`.
    pub fn problem_catalogue(&mut self, root: Object<'a>) {
        let Some((_, node)) = self.extension(root, "x-problems") else { return };
        for (key, problem) in node.as_mapping().into_iter().flat_map(Mapping::iter) {
            let text = |name: &str| problem.get(name).and_then(Node::as_str).map(str::to_owned);
            let status = problem.get("status").and_then(whole).and_then(|status| u16::try_from(status).ok());
            self.problems.push(ProblemCode {
                code: key.text.clone(),
                at: key.at,
                status: status.unwrap_or(500),
                title: text("title").unwrap_or_default(),
                description: text("description"),
            });
        }
    }

    /// `x-problem-codes`, each of which the catalogue must know with this status.
    pub fn response_codes(&mut self, response: Object<'a>, key: &'a Key, status: Status) -> Vec<ResponseCode> {
        let Some((_, node)) = self.extension(response, "x-problem-codes") else { return Vec::new() };
        let mut codes = Vec::new();
        for node in node.as_sequence().unwrap_or_default() {
            let Some(code) = node.as_str() else { continue };
            self.check_code(code, node.at, key, status);
            codes.push(ResponseCode { code: code.to_owned(), at: node.at });
        }
        codes
    }

    fn check_code(&mut self, code: &str, at: Position, key: &Key, status: Status) {
        let Some(problem) = self.problems.iter().find(|problem| problem.code == code) else {
            let near = keywords::nearest(code, self.problems.iter().map(|problem| problem.code.as_str()));
            let diagnostic = Diagnostic::error("unknown-problem-code", at, format!("`{code}` is not in the catalogue"));
            let diagnostic = match near {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic.help("describe it in `x-problems` at the root"),
            };
            self.report(diagnostic);
            return;
        };
        let fits = match status {
            Status::Code(status) => problem.status == status,
            Status::Range(class) => problem.status / 100 == u16::from(class),
            Status::Default => true,
        };
        if !fits {
            let message = format!("`{code}` has the status {}, and this response is {}", problem.status, key.text);
            let diagnostic = Diagnostic::error("problem-code-status", at, message)
                .related(problem.at, "the code")
                .related(key.at, "the response")
                .help(format!("move it to the response {}", problem.status));
            self.report(diagnostic);
        }
    }

    /// The members of an operation.
    pub fn policies(&mut self, operation: Object<'a>) -> Policies {
        let mut policies = Policies::default();
        let mut at = PolicyPositions::default();
        if let Some((key, node)) = self.extension(operation, "x-roles") {
            policies.roles =
                node.as_sequence().unwrap_or_default().iter().filter_map(Node::as_str).map(str::to_owned).collect();
            at.roles = Some(key.at);
        }
        if let Some((key, node)) = self.extension(operation, "x-owner") {
            policies.owner = node.as_str().and_then(|text| match text {
                "none" => Some(OwnerRule::None),
                "caller" => Some(OwnerRule::Caller),
                "any" => Some(OwnerRule::Any),
                _ => None,
            });
            at.owner = Some(key.at);
        }
        if let Some((key, node)) = self.extension(operation, "x-rate-limit") {
            policies.rate_limit = rate_limit(node);
            at.rate_limit = Some(key.at);
        }
        if let Some((key, node)) = self.extension(operation, "x-idempotency") {
            policies.idempotency = idempotency(node);
            at.idempotency = Some(key.at);
        }
        if let Some((key, node)) = self.extension(operation, "x-pagination") {
            let text = |name: &str| node.get(name).and_then(Node::as_str).unwrap_or_default().to_owned();
            policies.pagination = Some(Pagination { cursor: text("cursor"), next: text("next"), items: text("items") });
            at.pagination = Some(key.at);
        }
        if let Some((key, node)) = self.extension(operation, "x-max-body-bytes") {
            policies.max_body_bytes = whole(node);
            at.max_body_bytes = Some(key.at);
        }
        policies.at = at;
        policies
    }

    /// A member, if it is there and is what its JSON Schema says.
    fn extension(&mut self, object: Object<'a>, name: &'static str) -> Option<(&'a Key, &'a Node)> {
        debug_assert!(policies::belongs(object.kind, name), "{name} is no member of {:?}", object.kind as Kind);
        let (key, node) = object.mapping.entry(name)?;
        let node = super::read::follow(self.reader.sources, node)?;
        policies::check(name, node, self.reader.diagnostics).then_some((key, node))
    }
}

fn whole(node: &Node) -> Option<u64> {
    node.as_number().and_then(super::number::as_i128).and_then(|value| u64::try_from(value).ok())
}

fn small(node: &Node, name: &str) -> Option<u32> {
    node.get(name).and_then(whole).and_then(|value| u32::try_from(value).ok())
}

fn rate_limit(node: &Node) -> Option<RateLimit> {
    let per = match node.get("per").and_then(Node::as_str) {
        Some("address") => RateLimitKey::Address,
        _ => RateLimitKey::Caller,
    };
    Some(RateLimit { requests: small(node, "requests")?, window_seconds: small(node, "window_seconds")?, per })
}

fn idempotency(node: &Node) -> Option<Idempotency> {
    Some(match node.get("kind").and_then(Node::as_str)? {
        "safe" => Idempotency::Safe,
        "idempotent" => Idempotency::Idempotent,
        "key" => Idempotency::Key { retention_seconds: small(node, "retention_seconds")? },
        _ => Idempotency::None,
    })
}
