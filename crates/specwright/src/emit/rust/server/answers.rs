//! What a handler returned, as the response or the refusal that it is.

use super::SERVER;
use crate::contract::Status;
use crate::emit::rust::operation::{Answer, AnswerKind, FailureKind, Op};
use crate::emit::rust::operations::{has_media_type, has_status, is_empty};
use crate::emit::rust::text::{Text, Uses, fits, literal};

pub fn conversions(text: &mut Text, uses: &mut Uses, op: &Op<'_>) {
    let prefix = &op.names.prefix;
    let several = op.answers.len() > 1;
    uses.name(&format!("{SERVER}::Answer"));
    if several {
        text.gap();
        text.line(format!("impl From<{prefix}Response> for Response {{"));
        text.line(format!("    fn from(response: {prefix}Response) -> Self {{"));
        text.line("        match response {");
        for answer in &op.answers {
            let variant = &answer.variant;
            if is_empty(answer) {
                let status = status_of(answer.status, "response");
                text.line(format!("            {prefix}Response::{variant} => Answer::with_status({status}).empty(),"));
            } else {
                text.line(format!("            {prefix}Response::{variant}(answer) => answer.into(),"));
            }
        }
        text.line("        }");
        text.line("    }");
        text.line("}");
    }
    for answer in op.answers.iter().filter(|answer| !several || !is_empty(answer)) {
        text.gap();
        text.line(format!("impl From<{}> for Response {{", answer.ty));
        let argument = if is_empty(answer) { "_" } else { "answer" };
        text.line(format!("    fn from({argument}: {}) -> Self {{", answer.ty));
        for line in chain(answer) {
            text.line(line);
        }
        text.line("    }");
        text.line("}");
    }
    failure(text, uses, op);
}

fn failure(text: &mut Text, uses: &mut Uses, op: &Op<'_>) {
    let error = format!("{}Error", op.names.prefix);
    text.gap();
    text.line(format!("impl From<{error}> for Refusal {{"));
    text.line(format!("    fn from(error: {error}) -> Self {{"));
    text.line("        match error {");
    for failure in &op.errors {
        let variant = &failure.variant;
        let line = match &failure.kind {
            FailureKind::Problem { name, .. } => {
                uses.name("crate::codes");
                format!("{error}::{variant}(details) => Self::new(codes::{name}::KIND, details),")
            }
            FailureKind::Described { status, body, .. } => {
                let open = has_status(*status);
                let number = status_of(*status, "");
                let number = number.trim_start_matches('.');
                let pattern = match (open, body.is_some()) {
                    (true, true) => format!("{error}::{variant} {{ status, body }}"),
                    (true, false) => format!("{error}::{variant} {{ status }}"),
                    (false, true) => format!("{error}::{variant}(body)"),
                    (false, false) => format!("{error}::{variant}"),
                };
                let finish = match body {
                    Some((_, AnswerKind::Json, media_type)) => format!(".json({}, &body)", literal(media_type)),
                    Some((_, _, media_type)) => format!(".text({}, body)", literal(media_type)),
                    None => ".empty()".to_owned(),
                };
                format!("{pattern} => Self::answer(Answer::with_status({number}){finish}),")
            }
        };
        // rustfmt puts an arm that is too long into braces.
        match line.split_once(" => ") {
            Some((pattern, value)) if !fits(12, &line) => {
                text.line(format!("            {pattern} => {{"));
                text.line(format!("                {}", value.trim_end_matches(',')));
                text.line("            }");
            }
            _ => text.line(format!("            {line}")),
        }
    }
    text.line(format!("            {error}::Internal(error) => error.into(),"));
    text.line("        }");
    text.line("    }");
    text.line("}");
    for failure in &op.errors {
        if let FailureKind::Problem { name, .. } = &failure.kind {
            from(text, &error, &format!("codes::{name}"), "problem", &format!("Self::{}(problem.0)", failure.variant));
        }
    }
    let internal = uses.name(&format!("{SERVER}::InternalError"));
    from(text, &error, &internal, "error", "Self::Internal(error)");
}

fn from(text: &mut Text, target: &str, source: &str, argument: &str, value: &str) {
    text.gap();
    text.line(format!("impl From<{source}> for {target} {{"));
    text.line(format!("    fn from({argument}: {source}) -> Self {{"));
    text.line(format!("        {value}"));
    text.line("    }");
    text.line("}");
}

fn status_of(status: Status, value: &str) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(_) | Status::Default => format!("{value}.status"),
    }
}

/// The calls that make a response, on one line or each on its own.
fn chain(answer: &Answer<'_>) -> Vec<String> {
    let mut calls = vec![format!("Answer::with_status({})", status_of(answer.status, "answer"))];
    for header in &answer.headers {
        let (name, field) = (literal(&header.header.name.to_ascii_lowercase()), &header.field);
        calls.push(match (header.list, header.header.required) {
            (true, _) => format!(".list_header({name}, &answer.{field})"),
            (false, true) => format!(".header({name}, &answer.{field})"),
            (false, false) => format!(".optional_header({name}, answer.{field}.as_ref())"),
        });
    }
    calls.push(match &answer.body {
        None => ".empty()".to_owned(),
        Some(body) => {
            let media_type = literal(&body.content.media_type);
            match body.kind {
                AnswerKind::Json => format!(".json({media_type}, &answer.body)"),
                AnswerKind::Text => format!(".text({media_type}, answer.body)"),
                AnswerKind::Stream if has_media_type(answer) => ".stream(&answer.content_type, answer.body)".to_owned(),
                AnswerKind::Stream => format!(".stream({media_type}, answer.body)"),
            }
        }
    });
    let one = calls.concat();
    if fits(8, &one) {
        return vec![format!("        {one}")];
    }
    let (first, rest) = calls.split_first().map_or((String::new(), Vec::new()), |(f, r)| (f.clone(), r.to_vec()));
    std::iter::once(format!("        {first}"))
        .chain(rest.into_iter().map(|call| format!("            {call}")))
        .collect()
}
