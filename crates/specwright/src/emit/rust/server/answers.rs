//! What a handler returned, as the response or the refusal that it is.

use super::SERVER;
use crate::contract::Status;
use crate::emit::rust::layout::{group, text as plain};
use crate::emit::rust::operation::{Answer, AnswerKind, Choice, FailureKind, HeaderForm, Op};
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
            if answer.is_empty() {
                let status = with_status(answer, "response");
                text.line(format!("            {prefix}Response::{variant} => {status}.empty(),"));
            } else {
                text.line(format!("            {prefix}Response::{variant}(answer) => answer.into(),"));
            }
        }
        text.line("        }");
        text.line("    }");
        text.line("}");
    }
    for answer in op.answers.iter().filter(|answer| !several || !answer.is_empty()) {
        conversion(text, uses, answer);
    }
    for failure in &op.errors {
        if let FailureKind::Described(answer) = &failure.kind
            && !answer.is_empty()
            && !answer.is_body_alone()
        {
            conversion(text, uses, answer);
        }
    }
    failure(text, uses, op);
}

fn conversion(text: &mut Text, uses: &mut Uses, answer: &Answer<'_>) {
    text.gap();
    text.line(format!("impl From<{}> for Response {{", answer.ty));
    let argument = if answer.is_empty() { "_" } else { "answer" };
    text.line(format!("    fn from({argument}: {}) -> Self {{", answer.ty));
    let mut head = vec![with_status(answer, "answer")];
    head.extend(headers(uses, answer));
    match &answer.body {
        None => {
            head.push(".empty()".to_owned());
            chain(text, 8, "", &head, "");
        }
        Some(body) => match body.choices.as_slice() {
            [only] => {
                head.extend(finish(only, "answer.body", "answer.content_type"));
                chain(text, 8, "", &head, "");
            }
            choices => {
                chain(text, 8, "let head = ", &head, ";");
                text.line("        match answer.body {");
                for choice in choices {
                    let (ty, variant) = (&body.ty, &choice.variant);
                    let pattern = if choice.has_media_type() {
                        format!("{ty}::{variant} {{ content_type, body }}")
                    } else {
                        format!("{ty}::{variant}(body)")
                    };
                    let mut calls = vec!["head".to_owned()];
                    calls.extend(finish(choice, "body", "content_type"));
                    arm(text, 12, &pattern, &calls);
                }
                text.line("        }");
            }
        },
    }
    text.line("    }");
    text.line("}");
}

fn failure(text: &mut Text, uses: &mut Uses, op: &Op<'_>) {
    let error = format!("{}Error", op.names.prefix);
    let problems: Vec<_> = op
        .errors
        .iter()
        .filter_map(|failure| match &failure.kind {
            FailureKind::Problem { name, .. } => Some((failure.variant.as_str(), name.as_str())),
            FailureKind::Described(_) => None,
        })
        .collect();
    if !problems.is_empty() {
        uses.name("crate::codes");
        uses.name("specwright_poem::problem_error");
        let items = problems.iter().map(|(variant, name)| {
            plain(if variant == name { (*variant).to_owned() } else { format!("{variant}: {name}") })
        });
        text.gap();
        text.line(group(format!("problem_error!({error} {{"), items.collect(), "});").render(0));
    }
    text.gap();
    text.line(format!("impl From<{error}> for Refusal {{"));
    text.line(format!("    fn from(error: {error}) -> Self {{"));
    text.line("        match error {");
    for failure in &op.errors {
        let variant = &failure.variant;
        match &failure.kind {
            FailureKind::Problem { name, .. } => {
                arm(
                    text,
                    12,
                    &format!("{error}::{variant}(details)"),
                    &[format!("Self::new(codes::{name}::KIND, details)")],
                );
            }
            FailureKind::Described(answer) if answer.is_empty() => {
                let value = format!("Self::answer({}.empty())", with_status(answer, ""));
                arm(text, 12, &format!("{error}::{variant}"), &[value]);
            }
            FailureKind::Described(answer) => match answer.only_choice() {
                Some(choice) if answer.is_body_alone() => {
                    let calls = finish(choice, "body", "").concat();
                    let value = format!("Self::answer({}{calls})", with_status(answer, ""));
                    arm(text, 12, &format!("{error}::{variant}(body)"), &[value]);
                }
                _ => arm(text, 12, &format!("{error}::{variant}(answer)"), &["Self::answer(answer.into())".to_owned()]),
            },
        }
    }
    text.line(format!("            {error}::Internal(error) => error.into(),"));
    text.line("        }");
    text.line("    }");
    text.line("}");
    let internal = uses.name(&format!("{SERVER}::InternalError"));
    text.gap();
    text.line(format!("impl From<{internal}> for {error} {{"));
    text.line(format!("    fn from(error: {internal}) -> Self {{"));
    text.line("        Self::Internal(error)");
    text.line("    }");
    text.line("}");
}

fn with_status(answer: &Answer<'_>, value: &str) -> String {
    match answer.status {
        Status::Code(code) => format!("Answer::with_status({code})"),
        Status::Range(class) => format!("Answer::with_status_in({class}, {value}.status)"),
        Status::Default => format!("Answer::with_status({value}.status)"),
    }
}

fn headers(uses: &mut Uses, answer: &Answer<'_>) -> Vec<String> {
    let mut calls = Vec::new();
    for header in &answer.headers {
        let (name, field) = (literal(&header.header.name.to_ascii_lowercase()), &header.field);
        let mut written = |value: &str| match header.form {
            HeaderForm::Json => format!("{}({value})", uses.name(&format!("{SERVER}::json_text"))),
            _ => format!("{}({value}, {})", uses.name(&format!("{SERVER}::simple")), header.header.explode),
        };
        calls.push(match (header.form, header.header.required) {
            (HeaderForm::List, _) => format!(".list_header({name}, &answer.{field})"),
            (HeaderForm::Scalar, true) => format!(".header({name}, &answer.{field})"),
            (HeaderForm::Scalar, false) => format!(".optional_header({name}, answer.{field}.as_ref())"),
            (_, true) => format!(".header({name}, &{})", written(&format!("&answer.{field}"))),
            (HeaderForm::Json, false) => {
                let written = uses.name(&format!("{SERVER}::json_text"));
                format!(".optional_header({name}, answer.{field}.as_ref().map({written}).as_ref())")
            }
            (_, false) => {
                format!(".optional_header({name}, answer.{field}.as_ref().map(|value| {}).as_ref())", written("value"))
            }
        });
    }
    calls
}

/// The calls that give a response its body.
fn finish(choice: &Choice<'_>, body: &str, content_type: &str) -> Vec<String> {
    let mut names = choice.contents.iter().map(|content| {
        if content.is_range() && choice.kind == AnswerKind::Json {
            "application/json".to_owned()
        } else {
            content.full_media_type()
        }
    });
    let media_type = literal(&names.next().unwrap_or_default());
    let others: Vec<_> = names.collect();
    let mut calls = Vec::new();
    if !others.is_empty() && !choice.has_media_type() {
        calls.push(format!(
            ".or_as({})",
            group("&[", others.iter().map(|each| plain(literal(each))).collect(), "]").flat()
        ));
    }
    calls.push(match choice.kind {
        AnswerKind::Json => format!(".json({media_type}, &{body})"),
        AnswerKind::Text if choice.has_media_type() => format!(".text(&{content_type}, {body})"),
        AnswerKind::Text => format!(".text({media_type}, {body})"),
        AnswerKind::TextOf => format!(".text_of({media_type}, &{body})"),
        AnswerKind::Stream if choice.has_media_type() => format!(".stream(&{content_type}, {body})"),
        AnswerKind::Stream => format!(".stream({media_type}, {body})"),
        AnswerKind::Events => format!(".events({media_type}, {body})"),
        AnswerKind::WholeEvents => format!(".whole_events({media_type}, {body})"),
        AnswerKind::JsonLines => format!(".json_lines({media_type}, {body})"),
        AnswerKind::JsonSequence => format!(".json_sequence({media_type}, {body})"),
    });
    calls
}

/// Calls on one line, or each on its own.
fn chain(text: &mut Text, indent: usize, before: &str, calls: &[String], after: &str) {
    let one = format!("{before}{}{after}", calls.concat());
    if fits(indent, &one) || calls.len() == 1 {
        text.line(format!("{:indent$}{one}", ""));
        return;
    }
    let (first, rest) = calls.split_first().map_or((String::new(), &[][..]), |(first, rest)| (first.clone(), rest));
    text.line(format!("{:indent$}{before}{first}", ""));
    for (at, call) in rest.iter().enumerate() {
        let after = if at + 1 == rest.len() { after } else { "" };
        text.line(format!("{:indent$}    {call}{after}", ""));
    }
}

/// An arm of a match; rustfmt puts one that is too long into braces.
fn arm(text: &mut Text, indent: usize, pattern: &str, calls: &[String]) {
    let one = format!("{pattern} => {},", calls.concat());
    if fits(indent, &one) {
        text.line(format!("{:indent$}{one}", ""));
        return;
    }
    text.line(format!("{:indent$}{pattern} => {{", ""));
    chain(text, indent + 4, "", calls, "");
    text.line(format!("{:indent$}}}", ""));
}
