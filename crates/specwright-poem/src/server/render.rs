//! Writing a problem (RFC 9457) straight into its bytes. What it looks like is [`crate::Problem`]'s to say.

use crate::json::{self, WriteJson};
use crate::problem::{Details, Violation};

/// A whole problem.
pub(super) fn problem(details: &Details, code: &str, status: u16, title: &str, request_id: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(256 + 192 * details.violations.len());
    out.extend_from_slice(b"{\"type\":\"/problems/");
    json::characters(code, &mut out);
    out.extend_from_slice(b"\",\"title\":");
    json::text(title, &mut out);
    out.extend_from_slice(b",\"status\":");
    i32::from(status).write_json(&mut out);
    if let Some(detail) = &details.detail {
        out.extend_from_slice(b",\"detail\":");
        json::text(detail, &mut out);
    }
    out.extend_from_slice(b",\"code\":");
    json::text(code, &mut out);
    if let Some(field) = &details.field {
        out.extend_from_slice(b",\"field\":");
        json::text(field, &mut out);
    }
    if let Some(context) = &details.context {
        out.extend_from_slice(b",\"context\":{");
        for (name, value) in context {
            json::separator(&mut out);
            json::text(name, &mut out);
            out.push(b':');
            value.write_json(&mut out);
        }
        out.push(b'}');
    }
    out.extend_from_slice(b",\"request_id\":");
    json::text(request_id, &mut out);
    for (index, violation) in details.violations.iter().enumerate() {
        out.extend_from_slice(if index == 0 { b",\"violations\":[".as_slice() } else { b"," });
        self::violation(violation, &mut out);
    }
    if !details.violations.is_empty() {
        out.push(b']');
    }
    out.push(b'}');
    out
}

fn violation(violation: &Violation, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"location\":");
    json::text(&violation.location, out);
    out.extend_from_slice(b",\"pointer\":");
    json::text(&violation.pointer, out);
    out.extend_from_slice(b",\"code\":");
    json::text(&violation.code, out);
    out.extend_from_slice(b",\"detail\":");
    json::text(&violation.detail, out);
    if let Some(limit) = &violation.limit {
        out.extend_from_slice(b",\"limit\":");
        limit.write_json(out);
    }
    out.push(b'}');
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::problem::Problem;

    /// What is written and what is read must not part ways.
    #[test]
    fn a_problem_is_written_as_it_is_read() {
        let violation = |limit| Violation {
            location: "body".into(),
            pointer: "/a\"b".to_owned(),
            code: "max_length".into(),
            detail: "Too long.".into(),
            limit,
        };
        let full = Details::new("a\nb")
            .field("/x")
            .context("limit", 5)
            .context("\"", json!({"a": null}))
            .violation(violation(Some(json!(3))))
            .violation(violation(None));
        for details in [full, Details::default(), Details::new("").context("only", true)] {
            let written = problem(&details, "code", 422, "A title", "id");
            let expected = Problem {
                kind: "/problems/code".to_owned(),
                title: "A title".to_owned(),
                status: 422,
                detail: details.detail,
                code: "code".to_owned(),
                field: details.field,
                context: details.context,
                request_id: "id".to_owned(),
                violations: details.violations,
            };
            assert_eq!(String::from_utf8(written).ok(), serde_json::to_string(&expected).ok());
        }
    }
}
