//! How parameters and forms become text: the styles of OpenAPI ("Style Values"; RFC 6570 where it has them). What stands
//! between values is written as it is, and what the values hold is percent-encoded, so that neither is taken for the
//! other.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// `style` of a parameter, or of a member of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Simple,
    Form,
    Label,
    Matrix,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

/// RFC 3986, 2.3: what never means anything by itself stays as it is.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// With `allowReserved`. What would end the value, or begin the next one, is encoded all the same.
const SEPARATORS: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';');

/// RFC 6265, 4.1.1: what a cookie's value may hold, without the percent sign.
const NO_COOKIE: &AsciiSet = &percent_encoding::CONTROLS.add(b' ').add(b'"').add(b'%').add(b',').add(b';').add(b'\\');

/// What becomes of the text of a value in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escape {
    /// Into a path or a query.
    Url,
    /// Into a query, with `allowReserved`.
    Reserved,
    Cookie,
    /// Into a header, which knows no escapes; and into a part of a form.
    Nothing,
}

impl Escape {
    pub(super) fn apply(self, text: &str) -> String {
        match self {
            Self::Url => utf8_percent_encode(text, RESERVED).to_string(),
            Self::Reserved => utf8_percent_encode(text, SEPARATORS).to_string(),
            Self::Cookie => utf8_percent_encode(text, NO_COOKIE).to_string(),
            Self::Nothing => text.to_owned(),
        }
    }

    /// What becomes of a name before `=`.
    fn name(self, name: &str) -> String {
        if self == Self::Nothing { name.to_owned() } else { Self::Url.apply(name) }
    }

    fn value(self, value: &Value) -> String {
        self.apply(&scalar(value))
    }
}

/// The one text that a value is in a path, a header or a cookie.
pub(super) fn text(name: &str, style: Style, explode: bool, value: &Value, escape: Escape) -> String {
    let escaped_name = escape.apply(name);
    let (prefix, between) = match (style, explode) {
        (Style::Label, true) => (".".to_owned(), "."),
        (Style::Label, false) => (".".to_owned(), ","),
        (Style::Matrix, true) => (";".to_owned(), ";"),
        (Style::Matrix, false) => (format!(";{escaped_name}="), ","),
        _ => (String::new(), ","),
    };
    let named = |text: String| if style == Style::Matrix && explode { format!("{escaped_name}={text}") } else { text };
    let pieces: Vec<String> = match value {
        Value::Array(items) => items.iter().map(|item| named(escape.value(item))).collect(),
        Value::Object(_) => members(value)
            .flat_map(|(key, value)| {
                let (key, value) = (escape.apply(key), escape.value(value));
                if explode { vec![format!("{key}={value}")] } else { vec![key, value] }
            })
            .collect(),
        other => vec![named(escape.value(other))],
    };
    format!("{prefix}{}", pieces.join(between))
}

/// The pairs of a parameter in a query, or of a member of a form; names and values escaped. Nothing for null.
pub(super) fn pairs(name: &str, style: Style, explode: bool, value: &Value, escape: Escape) -> Vec<(String, String)> {
    let between = match (style, escape) {
        (Style::SpaceDelimited, Escape::Nothing) => " ",
        (Style::SpaceDelimited, _) => "%20",
        (Style::PipeDelimited, Escape::Nothing) => "|",
        (Style::PipeDelimited, _) => "%7C",
        _ => ",",
    };
    let of_name = |text: String| (escape.name(name), text);
    match value {
        Value::Null => Vec::new(),
        _ if style == Style::DeepObject => deep(name, value, escape),
        Value::Array(items) if explode => items.iter().map(|item| of_name(escape.value(item))).collect(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| escape.value(item)).collect();
            vec![of_name(items.join(between))]
        }
        Value::Object(_) if explode => {
            members(value).map(|(key, value)| (escape.name(key), escape.value(value))).collect()
        }
        Value::Object(_) => {
            let pieces: Vec<String> =
                members(value).flat_map(|(key, value)| [escape.apply(key), escape.value(value)]).collect();
            vec![of_name(pieces.join(between))]
        }
        other => vec![of_name(escape.value(other))],
    }
}

/// The path to each scalar, in brackets. OpenAPI leaves open how an array is written within: with its index in most
/// implementations, and so here.
fn deep(path: &str, value: &Value, escape: Escape) -> Vec<(String, String)> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.flat_map(|(index, item)| deep(&format!("{path}[{index}]"), item, escape)).collect()
        }
        Value::Object(members) => {
            members.iter().flat_map(|(key, value)| deep(&format!("{path}[{key}]"), value, escape)).collect()
        }
        other => vec![(escape.name(path), escape.value(other))],
    }
}

/// The members that are set.
fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null())
}

pub(super) fn scalar(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// The examples of OpenAPI 3.0.4, "Style Examples", with a comma in a value beside.
    #[test]
    fn the_examples_of_the_specification() {
        let array = json!(["blue", "black", "br,wn"]);
        let object = json!({"R": 100, "G": 200, "B": null});
        let of = |style, explode, value: &Value| text("color", style, explode, value, Escape::Url);
        assert_eq!(of(Style::Matrix, false, &json!("blue")), ";color=blue");
        assert_eq!(of(Style::Matrix, false, &array), ";color=blue,black,br%2Cwn");
        assert_eq!(of(Style::Matrix, true, &array), ";color=blue;color=black;color=br%2Cwn");
        assert_eq!(of(Style::Matrix, false, &object), ";color=R,100,G,200");
        assert_eq!(of(Style::Matrix, true, &object), ";R=100;G=200");
        assert_eq!(of(Style::Label, false, &array), ".blue,black,br%2Cwn");
        assert_eq!(of(Style::Label, true, &array), ".blue.black.br%2Cwn");
        assert_eq!(of(Style::Label, true, &object), ".R=100.G=200");
        assert_eq!(of(Style::Simple, false, &object), "R,100,G,200");
        assert_eq!(of(Style::Simple, true, &object), "R=100,G=200");
        let of = |style, explode, value: &Value| {
            let pairs = pairs("color", style, explode, value, Escape::Url);
            pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
        };
        assert_eq!(of(Style::Form, false, &array), "color=blue,black,br%2Cwn");
        assert_eq!(of(Style::Form, true, &array), "color=blue&color=black&color=br%2Cwn");
        assert_eq!(of(Style::Form, false, &object), "color=R,100,G,200");
        assert_eq!(of(Style::Form, true, &object), "R=100&G=200");
        assert_eq!(of(Style::SpaceDelimited, false, &array), "color=blue%20black%20br%2Cwn");
        assert_eq!(of(Style::PipeDelimited, false, &array), "color=blue%7Cblack%7Cbr%2Cwn");
        assert_eq!(of(Style::DeepObject, true, &object), "color%5BR%5D=100&color%5BG%5D=200");
        assert_eq!(of(Style::DeepObject, true, &json!({"a": {"b": [1]}})), "color%5Ba%5D%5Bb%5D%5B0%5D=1");
        assert_eq!(of(Style::Form, true, &Value::Null), "");
    }

    #[test]
    fn reserved_characters_stay_where_they_may_and_harm_nothing() {
        assert_eq!(Escape::Reserved.apply("https://a/b?c=d&e#f+g"), "https://a/b?c%3Dd%26e%23f%2Bg");
        assert_eq!(Escape::Cookie.apply("a;b c%,é"), "a%3Bb%20c%25%2C%C3%A9");
    }
}
