//! Requests that a server sends, webhooks and callbacks, without an HTTP client: what to send, and what came back.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A request, for whatever client sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingRequest {
    pub method: &'static str,
    pub url: String,
    /// `content-type` among them, where there is a body.
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

/// How a list or an object stands in a query (OpenAPI, style).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryStyle {
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// `content: application/json` in place of a style.
    Json,
}

/// Everything but letters, digits and `-._~` (RFC 3986, 2.3).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl OutgoingRequest {
    pub fn new(method: &'static str, url: &str) -> Self {
        Self { method, url: url.to_owned(), headers: Vec::new(), body: Vec::new() }
    }

    /// A query parameter; null adds nothing.
    pub fn query(&mut self, name: &str, style: QueryStyle, explode: bool, value: &impl Serialize) {
        let value = serde_json::to_value(value).unwrap_or_default();
        for (name, text) in pairs(name, style, explode, &value) {
            let mark = if self.url.contains('?') { '&' } else { '?' };
            self.url.push(mark);
            self.url.push_str(&escaped(&name));
            self.url.push('=');
            self.url.push_str(&text);
        }
    }

    /// A header in the style `simple`; null adds nothing, and neither does what no header holds.
    pub fn header(&mut self, name: &'static str, explode: bool, value: &impl Serialize) {
        let text = match serde_json::to_value(value).unwrap_or_default() {
            Value::Null => return,
            Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(","),
            Value::Object(members) => {
                let between = if explode { '=' } else { ',' };
                let members = members.iter().map(|(name, value)| format!("{name}{between}{}", plain(value)));
                members.collect::<Vec<_>>().join(",")
            }
            scalar => plain(&scalar),
        };
        if !text.contains(['\r', '\n', '\0']) {
            self.headers.push((name, text));
        }
    }

    pub fn json(&mut self, media_type: &str, body: &impl Serialize) {
        self.octets(media_type, serde_json::to_vec(body).unwrap_or_default());
    }

    /// `application/x-www-form-urlencoded`: lists are repeated, objects have their members in brackets.
    pub fn form(&mut self, media_type: &str, body: &impl Serialize) {
        let value = serde_json::to_value(body).unwrap_or_default();
        let mut texts = Vec::new();
        for (name, value) in value.as_object().into_iter().flatten() {
            let style = if value.is_object() { QueryStyle::DeepObject } else { QueryStyle::Form };
            texts.extend(pairs(name, style, true, value).map(|(name, text)| format!("{}={text}", escaped(&name))));
        }
        self.octets(media_type, texts.join("&").into_bytes());
    }

    pub fn octets(&mut self, media_type: &str, body: Vec<u8>) {
        self.headers.push(("content-type", media_type.to_owned()));
        self.body = body;
    }
}

/// Names, and texts that are encoded already.
fn pairs(name: &str, style: QueryStyle, explode: bool, value: &Value) -> impl Iterator<Item = (String, String)> {
    let one = |name: &str, value: &Value| (name.to_owned(), escaped(&plain(value)));
    let separator = match style {
        QueryStyle::SpaceDelimited => "%20",
        QueryStyle::PipeDelimited => "%7C",
        _ => ",",
    };
    let pairs: Vec<_> = match value {
        Value::Null => Vec::new(),
        value if style == QueryStyle::Json => vec![(name.to_owned(), escaped(&value.to_string()))],
        Value::Array(items) if explode => items.iter().map(|item| one(name, item)).collect(),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| escaped(&plain(item))).collect();
            vec![(name.to_owned(), items.join(separator))]
        }
        Value::Object(members) if style == QueryStyle::DeepObject => {
            members.iter().map(|(member, value)| one(&format!("{name}[{member}]"), value)).collect()
        }
        Value::Object(members) if explode => members.iter().map(|(member, value)| one(member, value)).collect(),
        Value::Object(members) => {
            let members = members.iter().flat_map(|(member, value)| [escaped(member), escaped(&plain(value))]);
            vec![(name.to_owned(), members.collect::<Vec<_>>().join(separator))]
        }
        scalar => vec![one(name, scalar)],
    };
    pairs.into_iter()
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

/// A string as it is, anything else as JSON.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Why an answer is none that the contract knows.
#[derive(Debug)]
pub enum UnexpectedAnswer {
    Status(u16),
    Body(serde_json::Error),
}

impl fmt::Display for UnexpectedAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "the contract has no answer with the status {status}"),
            Self::Body(error) => write!(f, "the answer's body breaks the contract: {error}"),
        }
    }
}

impl std::error::Error for UnexpectedAnswer {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Status(_) => None,
            Self::Body(error) => Some(error),
        }
    }
}

/// A JSON body that came back.
///
/// # Errors
///
/// It is not JSON, or not of this type.
pub fn read_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, UnexpectedAnswer> {
    serde_json::from_slice(body).map_err(UnexpectedAnswer::Body)
}

/// A request that was answered: what the runtime expressions of its callbacks speak of (OpenAPI, Runtime Expressions).
#[derive(Clone, Debug, Default)]
pub struct Exchange {
    pub url: String,
    pub method: String,
    pub status: u16,
    /// By name, decoded.
    pub path: Vec<(String, String)>,
    /// By name, decoded.
    pub query: Vec<(String, String)>,
    pub request_headers: Vec<(String, String)>,
    pub response_headers: Vec<(String, String)>,
    pub request_body: Value,
    pub response_body: Value,
}

impl Exchange {
    /// The URL of a callback: an expression (`$request.body#/url`), or a text with expressions in braces
    /// (`https://example.com?id={$response.body#/id}`). None where an expression leads to nothing.
    pub fn expand(&self, template: &str) -> Option<String> {
        if template.starts_with('$') {
            return self.value(template);
        }
        let mut url = String::new();
        let mut rest = template;
        while let Some((text, after)) = rest.split_once('{') {
            url.push_str(text);
            let (expression, after) = after.split_once('}')?;
            url.push_str(&self.value(expression)?);
            rest = after;
        }
        url.push_str(rest);
        Some(url)
    }

    fn value(&self, expression: &str) -> Option<String> {
        match expression {
            "$url" => return Some(self.url.clone()),
            "$method" => return Some(self.method.clone()),
            "$statusCode" => return Some(self.status.to_string()),
            _ => {}
        }
        let (headers, body, source) = match expression.split_once('.')? {
            ("$request", source) => (&self.request_headers, &self.request_body, source),
            ("$response", source) => (&self.response_headers, &self.response_body, source),
            _ => return None,
        };
        let named = |list: &[(String, String)], name: &str| {
            list.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
        };
        if let Some(pointer) = source.strip_prefix("body") {
            let value = body.pointer(pointer.strip_prefix('#').unwrap_or(pointer))?;
            return if value.is_null() { None } else { Some(plain(value)) };
        }
        match source.split_once('.')? {
            ("header", name) => {
                headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
            }
            ("query", name) => named(&self.query, name),
            ("path", name) => named(&self.path, name),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_expression_leads_into_the_exchange() {
        let exchange = Exchange {
            method: "POST".to_owned(),
            status: 201,
            path: vec![("id".to_owned(), "7".to_owned())],
            query: vec![("to".to_owned(), "https://a.example".to_owned())],
            response_headers: vec![("Location".to_owned(), "/x".to_owned())],
            request_body: json!({"hooks": [{"url": "https://b.example"}]}),
            response_body: json!({"id": 3}),
            ..Exchange::default()
        };
        let expand = |template: &str| exchange.expand(template);
        assert_eq!(expand("{$request.query.to}/data").as_deref(), Some("https://a.example/data"));
        assert_eq!(expand("$request.body#/hooks/0/url").as_deref(), Some("https://b.example"));
        assert_eq!(expand("x?{$method}={$statusCode}&{$request.path.id}").as_deref(), Some("x?POST=201&7"));
        assert_eq!(expand("{$response.header.location}#{$response.body#/id}").as_deref(), Some("/x#3"));
        assert_eq!(expand("{$response.body#/none}"), None);
        assert_eq!(expand("{$request.body"), None);
    }

    #[test]
    fn a_query_is_written_by_its_styles() {
        let mut request = OutgoingRequest::new("POST", "https://a.example/x?y=1");
        request.query("a", QueryStyle::Form, true, &json!(["1 2", "&"]));
        request.query("b", QueryStyle::PipeDelimited, false, &json!([1, 2]));
        request.query("c", QueryStyle::DeepObject, true, &json!({"d": true}));
        request.query("e", QueryStyle::Form, false, &json!({"f": 1}));
        request.query("g", QueryStyle::Form, true, &Value::Null);
        assert_eq!(request.url, "https://a.example/x?y=1&a=1%202&a=%26&b=1%7C2&c%5Bd%5D=true&e=f,1");
        request.header("x", false, &json!("a\r\nb: c"));
        assert!(request.headers.is_empty());
        request.form("application/x-www-form-urlencoded", &json!({"a": [1, 2], "b": {"c": "d"}}));
        assert_eq!(String::from_utf8_lossy(&request.body), "a=1&a=2&b%5Bc%5D=d");
    }
}
