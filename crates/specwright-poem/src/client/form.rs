//! Forms: pairs, and parts.

pub use reqwest::multipart::{Form, Part};
use serde::Serialize;
use serde_json::Value;

use super::given::Invalid;
use super::given::json;
use super::style::{self, Escape, Style};

/// How one member of a form is written (OpenAPI's Encoding Object).
#[derive(Clone, Copy, Debug)]
pub enum Encoding {
    /// `(name, style, explode)`
    Styled(&'static str, Style, bool),
    /// With `allowReserved`.
    Reserved(&'static str, Style, bool),
    /// As JSON, lists too: `contentType` says so.
    Json(&'static str),
}

impl Encoding {
    fn name(self) -> &'static str {
        match self {
            Self::Styled(name, ..) | Self::Reserved(name, ..) | Self::Json(name) => name,
        }
    }
}

/// The escaped pairs of a form.
pub(super) fn pairs(value: &Value, encodings: &[Encoding]) -> Vec<(String, String)> {
    let members = value.as_object().into_iter().flatten();
    let pairs = members.flat_map(|(name, value)| {
        let said = encodings.iter().find(|encoding| encoding.name() == name);
        match (said, value) {
            (_, Value::Null) => Vec::new(),
            (Some(Encoding::Styled(_, style, explode)), _) => style::pairs(name, *style, *explode, value, Escape::Url),
            (Some(Encoding::Reserved(_, style, explode)), _) => {
                style::pairs(name, *style, *explode, value, Escape::Reserved)
            }
            (None, Value::Array(items)) => items.iter().map(|item| (name.as_str(), plain(item))).map(escaped).collect(),
            (Some(Encoding::Json(_)), _) => vec![escaped((name, value.to_string()))],
            (None, _) => vec![escaped((name, plain(value)))],
        }
    });
    pairs.collect()
}

fn escaped((name, text): (&str, String)) -> (String, String) {
    (Escape::Url.apply(name), Escape::Url.apply(&text))
}

/// A scalar as text, everything else as JSON.
fn plain(value: &Value) -> String {
    match value {
        Value::Array(_) | Value::Object(_) => value.to_string(),
        scalar => style::scalar(scalar),
    }
}

/// A form of parts in the making.
#[derive(Debug, Default)]
pub struct Parts(Form);

impl Parts {
    pub fn new() -> Self {
        Self::default()
    }

    /// Files, each a part with its own name and media type.
    pub fn files(&mut self, name: &'static str, files: impl IntoIterator<Item = Part>) {
        for file in files {
            self.push(name, file);
        }
    }

    /// Parts whose names the contract does not say.
    pub fn others(&mut self, parts: impl IntoIterator<Item = (String, Part)>) {
        for (name, part) in parts {
            self.push(name, part);
        }
    }

    /// A value: a scalar as text, an object as JSON, a list as one part per item. `media_type` as the contract says it,
    /// else what follows from the value.
    pub fn value(
        &mut self,
        name: &'static str,
        media_type: Option<&str>,
        value: &impl Serialize,
    ) -> Result<(), Invalid> {
        match json(name, value)? {
            Value::Null => Ok(()),
            Value::Array(items) => items.iter().try_for_each(|item| self.one(name, media_type, item)),
            value => self.one(name, media_type, &value),
        }
    }

    /// A value in a style of parameters (`encoding.style`): a part per pair.
    pub fn styled(
        &mut self,
        name: &'static str,
        style: Style,
        explode: bool,
        value: &impl Serialize,
    ) -> Result<(), Invalid> {
        for (name, text) in style::pairs(name, style, explode, &json(name, value)?, Escape::Nothing) {
            self.push(name, Part::text(text));
        }
        Ok(())
    }

    fn one(&mut self, name: &'static str, media_type: Option<&str>, value: &Value) -> Result<(), Invalid> {
        let structured = matches!(value, Value::Array(_) | Value::Object(_));
        let is_json = structured || media_type.is_some_and(|said| said.ends_with("json"));
        let text = if is_json { value.to_string() } else { style::scalar(value) };
        let mut part = Part::text(text);
        if let Some(media_type) = media_type.or(structured.then_some("application/json")) {
            part = part.mime_str(media_type).map_err(|_| Invalid::new(format!("`{media_type}` is no media type")))?;
        }
        self.push(name, part);
        Ok(())
    }

    fn push(&mut self, name: impl Into<std::borrow::Cow<'static, str>>, part: Part) {
        self.0 = std::mem::take(&mut self.0).part(name, part);
    }
}

impl From<Parts> for Form {
    fn from(parts: Parts) -> Self {
        parts.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_as_their_encodings_say() {
        let value = json!({"a": "x y", "list": [1, "b&"], "object": {"k": [1]}, "deep": {"k": [1]}, "json": [1, 2], "none": null});
        let encodings =
            [Encoding::Styled("deep", Style::DeepObject, true), Encoding::Json("json"), Encoding::Json("absent")];
        let pairs: Vec<String> =
            pairs(&value, &encodings).into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(
            pairs,
            [
                "a=x%20y",
                "list=1",
                "list=b%26",
                "object=%7B%22k%22%3A%5B1%5D%7D",
                "deep%5Bk%5D%5B0%5D=1",
                "json=%5B1%2C2%5D"
            ]
        );
    }
}
