//! What a verified token says about its holder.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Map, Value};
use specwright_poem::server::Principal;

/// `OpenID` Connect Core, 2: a subject has at most 255 characters.
const LONGEST_SUBJECT: usize = 255;
/// More of them are not looked at; a bound for what a token may cost us.
const MOST_ROLES: usize = 100;

/// The registered claims are checked by the verifier; these are read after it.
#[derive(Deserialize)]
pub struct Claims {
    iss: String,
    sub: String,
    #[serde(flatten)]
    others: Map<String, Value>,
}

impl Claims {
    /// The caller. Claims of the wrong shape that only describe it count as absent.
    pub fn into_principal(self, roles_claim: &str) -> Result<Principal, String> {
        if self.sub.is_empty() || self.sub.chars().count() > LONGEST_SUBJECT || self.sub.chars().any(char::is_control) {
            return Err("`sub` is empty, too long or has control characters".to_owned());
        }
        let text = |name: &str| self.others.get(name).and_then(Value::as_str).map(str::to_owned);
        let scopes = self.others.get("scope").or_else(|| self.others.get("scp"));
        Ok(Principal {
            roles: member(&self.others, roles_claim).map(words).unwrap_or_default(),
            scopes: scopes.map(words).unwrap_or_default(),
            name: text("name").filter(|name| !name.is_empty()),
            email: text("email").filter(|email| !email.is_empty()),
            subject: self.sub,
            issuer: self.iss,
        })
    }
}

/// The claim of that very name (names may hold dots), or what the dotted path leads to.
fn member<'a>(claims: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    if let Some(value) = claims.get(path) {
        return Some(value);
    }
    let (first, rest) = path.split_once('.')?;
    member(claims.get(first)?.as_object()?, rest)
}

/// An array of texts, or one text with blanks or commas between its words.
fn words(value: &Value) -> BTreeSet<String> {
    match value {
        Value::String(text) => {
            let words = text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
            words.take(MOST_ROLES).map(str::to_owned).collect()
        }
        Value::Array(items) => items.iter().filter_map(Value::as_str).take(MOST_ROLES).map(str::to_owned).collect(),
        _ => BTreeSet::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn roles(claims: &Value, path: &str) -> Vec<String> {
        let claims: Claims = serde_json::from_value(claims.clone()).unwrap();
        claims.into_principal(path).unwrap().roles.into_iter().collect()
    }

    #[test]
    fn roles_are_found_in_every_usual_form() {
        let base = |name: &str, value: Value| json!({ "iss": "i", "sub": "s", name: value });
        assert_eq!(roles(&base("roles", json!(["admin", "auditor", 5])), "roles"), ["admin", "auditor"]);
        assert_eq!(roles(&base("role", json!("admin,user")), "role"), ["admin", "user"]);
        assert_eq!(roles(&base("roles", json!("admin user")), "roles"), ["admin", "user"]);
        assert_eq!(roles(&base("realm_access", json!({ "roles": ["admin"] })), "realm_access.roles"), ["admin"]);
        assert_eq!(roles(&base("https://a.example/roles", json!(["admin"])), "https://a.example/roles"), ["admin"]);
        for nothing in [json!(null), json!({ "admin": true }), json!(1), json!(true)] {
            assert!(roles(&base("roles", nothing), "roles").is_empty());
        }
        assert!(roles(&base("roles", json!(["admin"])), "other").is_empty());
    }

    #[test]
    fn subjects_are_bounded() {
        for subject in [String::new(), "x".repeat(256), "a\nb".to_owned()] {
            let claims: Claims = serde_json::from_value(json!({ "iss": "i", "sub": subject })).unwrap();
            assert!(claims.into_principal("roles").is_err());
        }
        assert!(serde_json::from_value::<Claims>(json!({ "iss": "i", "sub": 5 })).is_err());
        assert!(serde_json::from_value::<Claims>(json!({ "iss": ["i"], "sub": "s" })).is_err());
    }
}
