//! Headers of answers, by type.

use progenitor_client::ResponseValue;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::given::Invalid;

/// What the text of a header is made of. The style is always `simple`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// Text.
    Plain,
    /// A number or a boolean.
    Literal,
    /// Items with commas between them.
    Plains,
    Literals,
    /// `name,value,…`, exploded `name=value,…`. The members that are numbers or booleans are named.
    Members {
        explode: bool,
        literals: &'static [&'static str],
    },
    Json,
}

/// The headers of an answer.
#[derive(Clone, Copy, Debug)]
pub struct Headers<'a>(&'a HeaderMap);

impl<'a> Headers<'a> {
    pub fn of<T>(answer: &'a ResponseValue<T>) -> Self {
        Self(answer.headers())
    }

    /// A header as its type; none where it is absent. The error names a header that is not what the contract says.
    pub fn get<T: DeserializeOwned>(&self, name: &str, text: Text) -> Result<Option<T>, Invalid> {
        let values: Vec<_> =
            self.0.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        if values.is_empty() {
            return Ok(None);
        }
        let joined = values.join(", ");
        let value = value(joined.trim(), text);
        let typed = value.and_then(|value| serde_json::from_value(value).ok());
        typed.map(Some).ok_or_else(|| Invalid::new(format!("the answer's `{name}` is not what the contract says")))
    }

    /// A header that the contract promises.
    pub fn required<T: DeserializeOwned>(&self, name: &str, text: Text) -> Result<T, Invalid> {
        self.get(name, text)?.ok_or_else(|| Invalid::new(format!("the answer has no `{name}`")))
    }
}

fn value(text: &str, kind: Text) -> Option<Value> {
    let plain = |text: &str| Value::String(text.to_owned());
    let pieces = || text.split(',').map(str::trim).filter(|piece| !piece.is_empty());
    Some(match kind {
        Text::Plain => plain(text),
        Text::Literal | Text::Json => serde_json::from_str(text).ok()?,
        Text::Plains => pieces().map(plain).collect(),
        Text::Literals => Value::Array(pieces().map(serde_json::from_str).collect::<Result<_, _>>().ok()?),
        Text::Members { explode, literals } => {
            let mut members = Map::new();
            let mut pieces = pieces();
            while let Some(piece) = pieces.next() {
                let (name, value) = if explode { piece.split_once('=')? } else { (piece, pieces.next()?) };
                let value = if literals.contains(&name) { serde_json::from_str(value).ok()? } else { plain(value) };
                members.insert(name.to_owned(), value);
            }
            Value::Object(members)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn texts_by_kind() {
        assert_eq!(value("5", Text::Plain), Some(json!("5")));
        assert_eq!(value("5", Text::Literal), Some(json!(5)));
        assert_eq!(value("five", Text::Literal), None);
        assert_eq!(value("a, b,", Text::Plains), Some(json!(["a", "b"])));
        assert_eq!(value("1,2", Text::Literals), Some(json!([1, 2])));
        let members = |explode| Text::Members { explode, literals: &["R"] };
        assert_eq!(value("R,100,G,x", members(false)), Some(json!({"R": 100, "G": "x"})));
        assert_eq!(value("R=100,G=x", members(true)), Some(json!({"R": 100, "G": "x"})));
        assert_eq!(value("R,100,G", members(false)), None);
    }

    #[test]
    fn absent_and_wrong_are_told_apart() {
        let mut map = HeaderMap::new();
        map.insert("x-count", "many".parse().expect("a value"));
        let headers = Headers(&map);
        assert_eq!(headers.get::<u8>("x-none", Text::Literal), Ok(None));
        assert!(headers.get::<u8>("x-count", Text::Literal).is_err());
        assert!(headers.required::<u8>("x-none", Text::Literal).is_err());
        assert_eq!(headers.required::<String>("x-count", Text::Plain), Ok("many".to_owned()));
    }
}
