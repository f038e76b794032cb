//! What progenitor 0.15 can say, and why it cannot say the rest. What it cannot, our own emitter writes.
//!
//! Every answer here is conservative: a call that fits is one that progenitor expresses wholly and without panicking.

use super::{
    call::{Answer, AnswerKind, BodyContent, BodyKind, Call, Form},
    media_type::is_media_type,
};
use crate::{
    contract::{Method, ParameterLocation, ParameterStyle, Status},
    names::client::progenitor_argument,
};

/// Why progenitor does not write a call, as a clause: `… because {reason}`.
pub fn why_not(call: &Call<'_>) -> Option<String> {
    operation(call).or_else(|| argument(call)).or_else(|| body(call)).or_else(|| answers(call)).or_else(|| path(call))
}

fn operation(call: &Call<'_>) -> Option<String> {
    // It asks reqwest for a function of the method's name, and reqwest has none for these.
    if matches!(call.operation.method, Method::Options | Method::Trace | Method::Query | Method::Other(_)) {
        return Some(format!("its method is {}", call.operation.method.as_str()));
    }
    (!call.operation.servers.is_empty()).then(|| "it has servers of its own".to_owned())
}

fn argument(call: &Call<'_>) -> Option<String> {
    call.arguments.iter().find_map(|argument| {
        let name = &argument.parameter.name;
        let style = argument.parameter.style;
        let plain = match argument.parameter.location {
            ParameterLocation::Cookie => return Some(format!("`{name}` is a cookie")),
            ParameterLocation::Querystring => return Some(format!("`{name}` is the whole query string")),
            ParameterLocation::Path | ParameterLocation::Header => {
                argument.form == Form::Scalar && style == ParameterStyle::Simple
            }
            ParameterLocation::Query => {
                style == ParameterStyle::Form
                    && (argument.form == Form::Scalar || argument.form == Form::Scalars && argument.parameter.explode)
            }
        };
        if !plain || argument.parameter.media_type.is_some() || argument.parameter.allow_reserved {
            return Some(format!("`{name}` is not written as one plain text or as repeated ones"));
        }
        if argument.parameter.location == ParameterLocation::Path && !argument.parameter.required {
            return Some(format!("`{name}` is in the path and not required"));
        }
        // It finds parameters by name alone, and makes the setter's name by its own rule.
        let namesake = call.arguments.iter().filter(|other| other.parameter.name == *name).count() > 1;
        if namesake || progenitor_argument(name).as_deref() != Some(&argument.setter) {
            return Some(format!("`{name}` is named like another one"));
        }
        None
    })
}

fn body(call: &Call<'_>) -> Option<String> {
    let body = call.body.as_ref()?;
    let [BodyContent { kind, media_type, .. }] = body.contents.as_slice() else {
        return Some("its body has several media types".to_owned());
    };
    match kind {
        _ if !body.required => Some("its body is optional".to_owned()),
        BodyKind::Parts(_) | BodyKind::RawParts => Some("its body is multipart".to_owned()),
        BodyKind::Items { .. } => Some("its body is a stream".to_owned()),
        BodyKind::Form { flat: false, .. } => Some("its form has members that are no plain text".to_owned()),
        BodyKind::Octets if !is_media_type(media_type) => Some("its body has any media type of a range".to_owned()),
        BodyKind::Form { .. } | BodyKind::Json { .. } | BodyKind::Octets => None,
    }
}

fn answers(call: &Call<'_>) -> Option<String> {
    if !call.alternates.is_empty() {
        return Some("its successes have several media types".to_owned());
    }
    if let [first, rest @ ..] = call.successes.as_slice()
        && rest.iter().any(|other| other.kind != first.kind)
    {
        return Some("its successes bring different things".to_owned());
    }
    let plain = |answer: &Answer| matches!(answer.kind, AnswerKind::Json(_) | AnswerKind::Empty | AnswerKind::Octets);
    if !call.successes.iter().all(plain) {
        return Some("its successes are text or a stream".to_owned());
    }
    let typed = typed_failures(call);
    if typed.iter().any(|answer| answer.kind == AnswerKind::Text) {
        return Some("its failures are text".to_owned());
    }
    if let [first, rest @ ..] = typed.as_slice()
        && rest.iter().any(|other| other.kind != first.kind)
    {
        return Some("its failures bring different things".to_owned());
    }
    // A range of one type would decode a status within it that brings something else.
    let covered = |code: u16| {
        typed.iter().any(|answer| matches!(answer.status, Status::Range(class) if u16::from(class) == code / 100))
    };
    let exception = call.failures.iter().any(|answer| {
        !matches!(answer.kind, AnswerKind::Json(_)) && matches!(answer.status, Status::Code(code) if covered(code))
    });
    exception.then(|| "its failures bring different things".to_owned())
}

/// The failures whose body has a type. The others reach the caller as `Error::UnexpectedResponse`, body and all.
pub fn typed_failures<'c>(call: &'c Call<'_>) -> Vec<&'c Answer> {
    if call.is_head() {
        return Vec::new();
    }
    call.failures.iter().filter(|answer| matches!(answer.kind, AnswerKind::Json(_) | AnswerKind::Text)).collect()
}

fn path(call: &Call<'_>) -> Option<String> {
    let path = call.operation.path.as_str();
    if !path.starts_with('/') || path.contains("//") {
        return Some("its path has an empty segment".to_owned());
    }
    let Some(template) = template(path) else {
        return Some("its path's braces do not match".to_owned());
    };
    let in_path = || call.arguments.iter().filter(|argument| argument.parameter.location == ParameterLocation::Path);
    let stated = |name: &str| in_path().filter(|argument| argument.parameter.name == name).count();
    let used = |name: &str| template.iter().filter(|piece| **piece == Piece::Parameter(name)).count();
    let matches = template.iter().all(|piece| match piece {
        Piece::Parameter(name) => stated(name) == 1,
        Piece::Text(_) => true,
    }) && in_path().all(|argument| used(&argument.parameter.name) == 1);
    if !matches {
        return Some("its path and its path parameters differ".to_owned());
    }
    // A URL with a segment of dots leads elsewhere, and progenitor writes whatever the text is.
    let whole_segment = |name: &str| {
        let named = format!("{{{name}}}");
        path.split('/').any(|s| s.starts_with('{') && s.ends_with('}') && s.contains(&named))
    };
    let free = in_path().find(|argument| argument.free && whole_segment(&argument.parameter.name))?;
    Some(format!("`{}` in the path may be any text, dots too", free.parameter.name))
}

/// A piece of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'p> {
    Text(&'p str),
    Parameter(&'p str),
}

/// `/tasks/{task_id}` in its pieces; none where a brace has no partner.
pub fn template(path: &str) -> Option<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = path;
    while let Some((text, more)) = rest.split_once('{') {
        let (name, more) = more.split_once('}')?;
        if text.contains('}') || name.contains(['{', '/']) || name.is_empty() {
            return None;
        }
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
        pieces.push(Piece::Parameter(name));
        rest = more;
    }
    if rest.contains('}') {
        return None;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    Some(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_in_pieces() {
        assert_eq!(
            template("/a/{b}:c/{d}"),
            Some(vec![Piece::Text("/a/"), Piece::Parameter("b"), Piece::Text(":c/"), Piece::Parameter("d")])
        );
        assert_eq!(template("/"), Some(vec![Piece::Text("/")]));
        for broken in ["/{a", "/a}", "/{a{b}}", "/{a/b}", "/{}"] {
            assert_eq!(template(broken), None, "{broken}");
        }
    }
}
