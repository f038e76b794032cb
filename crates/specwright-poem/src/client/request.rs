//! A request in the making.

use bytes::Bytes;
use reqwest::header::{ACCEPT, CONTENT_TYPE, COOKIE, HeaderName, HeaderValue};
use reqwest::{Body, Method, Url};
use serde::Serialize;

use super::form::{self, Encoding};
use super::given::{Invalid, json};
use super::style::{self, Escape, Style};

/// What a generated method fills in, part by part, and the client sends.
#[derive(Debug)]
pub struct Request {
    base: String,
    /// Below the base, percent-encoded.
    path: String,
    /// Escaped pairs.
    query: Vec<(String, String)>,
    /// Escaped; in place of pairs.
    whole_query: Option<String>,
    cookies: Vec<String>,
    multipart: Option<(&'static str, reqwest::multipart::Form)>,
    built: reqwest::Request,
}

impl Request {
    /// A request to a path that [`Self::text`] and [`Self::path`] write piece by piece.
    pub fn new(method: Method, base: &str) -> Result<Self, Invalid> {
        let base = base.trim_end_matches('/');
        let url = Url::parse(base).map_err(|error| Invalid::new(format!("the base URL `{base}` is none: {error}")))?;
        Ok(Self {
            base: base.to_owned(),
            path: String::new(),
            query: Vec::new(),
            whole_query: None,
            cookies: Vec::new(),
            multipart: None,
            built: reqwest::Request::new(method, url),
        })
    }

    /// A request with a method that is none of HTTP's common ones.
    pub fn custom(method: &str, base: &str) -> Result<Self, Invalid> {
        let method = Method::from_bytes(method.as_bytes());
        Self::new(method.map_err(|_| Invalid::new("the method is none that HTTP can send"))?, base)
    }

    /// A piece of the path, as the contract writes it.
    pub fn text(&mut self, text: &str) {
        // Braces without a parameter and letters beyond ASCII stand in contracts too.
        const NO_PATH: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
            .add(b' ')
            .add(b'"')
            .add(b'#')
            .add(b'<')
            .add(b'>')
            .add(b'?')
            .add(b'`')
            .add(b'{')
            .add(b'}');
        self.path.extend(percent_encoding::utf8_percent_encode(text, NO_PATH));
    }

    /// A parameter in the path.
    pub fn path(&mut self, name: &str, style: Style, explode: bool, value: &impl Serialize) -> Result<(), Invalid> {
        self.path.push_str(&style::text(name, style, explode, &json(name, value)?, Escape::Url));
        Ok(())
    }

    /// A parameter in the path that is JSON.
    pub fn path_json(&mut self, name: &str, value: &impl Serialize) -> Result<(), Invalid> {
        self.path.push_str(&Escape::Url.apply(&json(name, value)?.to_string()));
        Ok(())
    }

    /// A parameter in the query; none for null, and for an absent value.
    pub fn query(&mut self, name: &str, style: Style, explode: bool, value: &impl Serialize) -> Result<(), Invalid> {
        self.query.extend(style::pairs(name, style, explode, &json(name, value)?, Escape::Url));
        Ok(())
    }

    /// A parameter in the query with `allowReserved`.
    pub fn query_reserved(
        &mut self,
        name: &str,
        style: Style,
        explode: bool,
        value: &impl Serialize,
    ) -> Result<(), Invalid> {
        self.query.extend(style::pairs(name, style, explode, &json(name, value)?, Escape::Reserved));
        Ok(())
    }

    /// A parameter in the query that is JSON.
    pub fn query_json(&mut self, name: &str, value: &impl Serialize) -> Result<(), Invalid> {
        let value = json(name, value)?;
        if !value.is_null() {
            self.query.push((Escape::Url.apply(name), Escape::Url.apply(&value.to_string())));
        }
        Ok(())
    }

    /// The whole query as one form.
    pub fn querystring(&mut self, name: &str, value: &impl Serialize) -> Result<(), Invalid> {
        let value = json(name, value)?;
        for (name, value) in value.as_object().into_iter().flatten() {
            self.query.extend(style::pairs(name, Style::Form, true, value, Escape::Url));
        }
        Ok(())
    }

    /// The whole query as one JSON text.
    pub fn querystring_json(&mut self, name: &str, value: &impl Serialize) -> Result<(), Invalid> {
        let value = json(name, value)?;
        if !value.is_null() {
            self.whole_query = Some(Escape::Url.apply(&value.to_string()));
        }
        Ok(())
    }

    /// A parameter in a header.
    pub fn header(&mut self, name: &str, explode: bool, value: &impl Serialize) -> Result<(), Invalid> {
        let value = json(name, value)?;
        if value.is_null() {
            return Ok(());
        }
        self.raw_header(name, &style::text(name, Style::Simple, explode, &value, Escape::Nothing))
    }

    /// A parameter in a header that is JSON.
    pub fn header_json(&mut self, name: &str, value: &impl Serialize) -> Result<(), Invalid> {
        let value = json(name, value)?;
        if value.is_null() { Ok(()) } else { self.raw_header(name, &value.to_string()) }
    }

    fn raw_header(&mut self, name: &str, text: &str) -> Result<(), Invalid> {
        let header = HeaderName::from_bytes(name.as_bytes());
        let header = header.map_err(|_| Invalid::new(format!("`{name}` is no name of a header")))?;
        let value = HeaderValue::from_bytes(text.as_bytes());
        let value = value.map_err(|_| Invalid::new(format!("`{name}` holds what no header can")))?;
        self.built.headers_mut().append(header, value);
        Ok(())
    }

    /// A parameter in a cookie. With `explode` each member of an object, and each item of a list, is a cookie of its own.
    pub fn cookie(&mut self, name: &str, explode: bool, value: &impl Serialize) -> Result<(), Invalid> {
        let value = json(name, value)?;
        let pairs = style::pairs(name, Style::Form, explode, &value, Escape::Cookie);
        self.cookies.extend(pairs.into_iter().map(|(name, value)| format!("{name}={value}")));
        Ok(())
    }

    /// A parameter in cookies as it is, each name and value one of its own (`style: cookie`).
    pub fn raw_cookie(&mut self, name: &str, explode: bool, value: &impl Serialize) -> Result<(), Invalid> {
        let value = json(name, value)?;
        let pairs = style::pairs(name, Style::Form, explode, &value, Escape::Nothing);
        self.cookies.extend(pairs.into_iter().map(|(name, value)| format!("{name}={value}")));
        Ok(())
    }

    /// A parameter in a cookie that is JSON.
    pub fn cookie_json(&mut self, name: &str, value: &impl Serialize) -> Result<(), Invalid> {
        let value = json(name, value)?;
        if !value.is_null() {
            self.cookies.push(format!("{}={}", Escape::Url.apply(name), Escape::Cookie.apply(&value.to_string())));
        }
        Ok(())
    }

    /// The media types that the answer may have.
    pub fn accept(&mut self, media_types: &'static str) {
        self.built.headers_mut().insert(ACCEPT, HeaderValue::from_static(media_types));
    }

    fn content(&mut self, media_type: &str, body: impl Into<Body>) -> Result<(), Invalid> {
        let value = HeaderValue::from_str(media_type);
        let value = value.map_err(|_| Invalid::new(format!("`{media_type}` is no media type")))?;
        self.built.headers_mut().insert(CONTENT_TYPE, value);
        *self.built.body_mut() = Some(body.into());
        Ok(())
    }

    /// A body of JSON.
    pub fn json(&mut self, media_type: &str, value: &impl Serialize) -> Result<(), Invalid> {
        let body = serde_json::to_vec(value).map_err(|error| Invalid::new(format!("the body is no JSON: {error}")))?;
        self.content(media_type, Bytes::from(body))
    }

    /// A body of octets or text, whole or as a stream.
    pub fn octets(&mut self, media_type: &str, body: impl Into<Body>) -> Result<(), Invalid> {
        self.content(media_type, body)
    }

    /// A body of JSON texts one after another: a line each, or framed as RFC 7464 says.
    pub fn items<T: Serialize>(
        &mut self,
        media_type: &str,
        framing: super::Framing,
        items: impl IntoIterator<Item = T>,
    ) -> Result<(), Invalid> {
        let mut body = Vec::new();
        for item in items {
            framing.write(&mut body, &item)?;
        }
        self.content(media_type, Bytes::from(body))
    }

    /// A form of pairs. `encodings` names the members that are not written as the others are: lists repeated, objects as
    /// JSON (OpenAPI 3.1, Encoding Object).
    pub fn form(&mut self, media_type: &str, value: &impl Serialize, encodings: &[Encoding]) -> Result<(), Invalid> {
        let pairs = form::pairs(&json("body", value)?, encodings);
        self.content(media_type, joined(&pairs))
    }

    /// A form of parts. What is not `multipart/form-data` is named so, and has the same parts.
    pub fn parts(&mut self, media_type: &'static str, parts: impl Into<reqwest::multipart::Form>) {
        self.multipart = Some((media_type, parts.into()));
    }

    /// The request as it goes out.
    pub fn finish(self, client: &reqwest::Client) -> Result<reqwest::Request, Invalid> {
        let Self { base, path, query, whole_query, cookies, multipart, built: mut request } = self;
        let before = request.url().path().trim_end_matches('/').to_owned();
        let query = whole_query.unwrap_or_else(|| joined(&query));
        let text = if query.is_empty() { format!("{base}{path}") } else { format!("{base}{path}?{query}") };
        let url = Url::parse(&text).map_err(|error| Invalid::new(format!("`{text}` is no URL: {error}")))?;
        // A segment of two dots would lead to another operation, and a URL has no way to write it otherwise.
        let dots = |segment: &str| matches!(segment, "." | "..");
        if path.split('/').any(dots) || !url.path().starts_with(&before) {
            return Err(Invalid::new(format!("the path `{path}` has a segment of dots, which no URL can carry")));
        }
        *request.url_mut() = url;
        if !cookies.is_empty() {
            let value = HeaderValue::from_str(&cookies.join("; "));
            request.headers_mut().insert(COOKIE, value.map_err(|_| Invalid::new("a cookie holds what none can"))?);
        }
        let Some((media_type, form)) = multipart else { return Ok(request) };
        let content_type = format!("{media_type}; boundary={}", form.boundary());
        let (method, url, headers) = (request.method().clone(), request.url().clone(), request.headers().clone());
        let request = client.request(method, url).headers(headers).multipart(form).build();
        let mut request = request.map_err(|error| Invalid::new(format!("the form cannot be sent: {error}")))?;
        if let Ok(content_type) = HeaderValue::from_str(&content_type) {
            request.headers_mut().insert(CONTENT_TYPE, content_type);
        }
        Ok(request)
    }
}

/// The URL of a server that an operation has for itself: where it is relative, on the client's own host.
pub fn resolve(base: &str, server: &str) -> String {
    let joined = Url::parse(base).and_then(|base| base.join(server));
    joined.map_or_else(|_| server.to_owned(), |url| url.to_string())
}

/// Pairs that are escaped already.
fn joined(pairs: &[(String, String)]) -> String {
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(fill: impl FnOnce(&mut Request) -> Result<(), Invalid>) -> Result<String, Invalid> {
        // A workspace build asks every client for a TLS provider.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut request = Request::new(Method::GET, "http://x/base/")?;
        request.text("/a/");
        fill(&mut request)?;
        Ok(request.finish(&reqwest::Client::new())?.url().to_string())
    }

    #[test]
    fn a_path_stays_where_the_contract_has_it() {
        let path = |text: &str| url(|request| request.path("p", Style::Simple, false, &text));
        assert_eq!(path("../x?#"), Ok("http://x/base/a/..%2Fx%3F%23".to_owned()));
        assert!(path("..").is_err() && path(".").is_err());
        assert_eq!(path("%2e%2e"), Ok("http://x/base/a/%252e%252e".to_owned()));
        assert_eq!(path(""), Ok("http://x/base/a/".to_owned()));
    }

    #[test]
    fn a_query_of_every_kind() {
        let found = url(|request| {
            request.query("a b", Style::Form, false, &["x", "y,z"])?;
            request.query("none", Style::Form, true, &None::<u8>)?;
            request.query_reserved("url", Style::Form, true, &"http://y/?q")?;
            request.query_json("json", &serde_json::json!({"k": [1]}))
        });
        let query = "a%20b=x,y%2Cz&url=http://y/?q&json=%7B%22k%22%3A%5B1%5D%7D";
        assert_eq!(found, Ok(format!("http://x/base/a/?{query}")));
    }

    #[test]
    fn servers_of_an_operation() {
        assert_eq!(resolve("http://x/base", "https://y/z"), "https://y/z");
        assert_eq!(resolve("http://x/base", "/z"), "http://x/z");
    }

    #[test]
    fn what_cannot_be_sent_is_an_error() {
        assert!(Request::new(Method::GET, "nowhere").is_err());
        assert!(url(|request| request.header("a b", false, &"x")).is_err());
        assert!(url(|request| request.header("a", false, &"line\nbreak")).is_err());
    }
}
