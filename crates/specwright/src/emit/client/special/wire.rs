//! How OpenAPI writes parameters and forms that are no plain text: arrays and objects, each style in its way
//! (OpenAPI 3.0, "Style Values"; RFC 6570).

use progenitor_client::{Error, ResponseValue};
use serde::Serialize;
use serde_json::Value;

/// `style` of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Simple,
    Form,
    Label,
    Matrix,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

/// A value as JSON.
pub(crate) fn json<E>(value: &impl Serialize) -> Result<Value, Error<E>> {
    serde_json::to_value(value).map_err(|error| Error::InvalidRequest(error.to_string()))
}

/// The text of a parameter in a path, a header or a cookie.
pub(crate) fn text(name: &str, style: Style, explode: bool, value: &Value) -> String {
    let (prefix, between) = match (style, explode) {
        (Style::Label, true) => (".".to_owned(), "."),
        (Style::Label, false) => (".".to_owned(), ","),
        (Style::Matrix, true) => (";".to_owned(), ";"),
        (Style::Matrix, false) => (format!(";{name}="), ","),
        _ => (String::new(), ","),
    };
    let named = |text: String| if style == Style::Matrix && explode { format!("{name}={text}") } else { text };
    let pieces: Vec<String> = match value {
        Value::Array(items) => items.iter().map(|item| named(scalar(item))).collect(),
        Value::Object(_) => members(value)
            .flat_map(|(key, value)| if explode { vec![format!("{key}={value}")] } else { vec![key, value] })
            .collect(),
        other => vec![named(scalar(other))],
    };
    format!("{prefix}{}", pieces.join(between))
}

/// The pairs of a parameter in a query.
pub(crate) fn pairs(name: &str, style: Style, explode: bool, value: &Value) -> Vec<(String, String)> {
    let between = match style {
        Style::SpaceDelimited => " ",
        Style::PipeDelimited => "|",
        _ => ",",
    };
    match value {
        Value::Null => Vec::new(),
        _ if style == Style::DeepObject => deep(name.to_owned(), value),
        Value::Array(items) if explode => items.iter().map(|item| (name.to_owned(), scalar(item))).collect(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(scalar).collect();
            vec![(name.to_owned(), items.join(between))]
        }
        Value::Object(_) if explode => members(value).collect(),
        Value::Object(_) => {
            let pieces: Vec<String> = members(value).flat_map(|(key, value)| [key, value]).collect();
            vec![(name.to_owned(), pieces.join(between))]
        }
        other => vec![(name.to_owned(), scalar(other))],
    }
}

/// The pairs of a form: arrays repeat their name, what is deeper has its path in brackets.
pub(crate) fn form(value: &Value) -> Vec<(String, String)> {
    let members = value.as_object().into_iter().flatten();
    members
        .flat_map(|(key, value)| match value {
            Value::Array(items) if !items.iter().any(Value::is_object) => pairs(key, Style::Form, true, value),
            value => deep(key.clone(), value),
        })
        .collect()
}

/// One cookie. What would end it is percent-encoded.
pub(crate) fn cookie(name: &str, text: &str) -> String {
    let value: String = text
        .bytes()
        .map(|byte| match byte {
            b'!' | b'#'..=b'$' | b'&'..=b'+' | b'-'..=b':' | b'<'..=b'[' | b']'..=b'~' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect();
    format!("{name}={value}")
}

/// The answer with its value in another form.
pub(crate) fn map<T, U>(answer: ResponseValue<T>, into: impl FnOnce(T) -> U) -> ResponseValue<U> {
    let (status, headers) = (answer.status(), answer.headers().clone());
    ResponseValue::new(into(answer.into_inner()), status, headers)
}

fn deep(path: String, value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.flat_map(|(index, item)| deep(format!("{path}[{index}]"), item)).collect()
        }
        Value::Object(members) => {
            members.iter().flat_map(|(key, value)| deep(format!("{path}[{key}]"), value)).collect()
        }
        other => vec![(path, scalar(other))],
    }
}

/// The members that are set, each as text.
fn members(value: &Value) -> impl Iterator<Item = (String, String)> {
    let members = value.as_object().into_iter().flatten();
    members.filter(|(_, value)| !value.is_null()).map(|(key, value)| (key.clone(), scalar(value)))
}

fn scalar(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
