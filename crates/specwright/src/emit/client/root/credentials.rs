//! How a caller signs in: a kind of credential for each security scheme of the contract.

use std::collections::HashSet;

use heck::ToPascalCase;

use super::RUNTIME;
use crate::{
    contract::{Contract, ParameterLocation, SecurityKind, SecurityScheme},
    diagnostic::Diagnostics,
    emit::{
        client::{inputs::is_header_name, limits::CREDENTIALS, media_type},
        rust::text::{Text, Uses, literal},
    },
};

/// A scheme whose credentials a request can carry.
#[allow(clippy::struct_field_names)]
pub struct Scheme<'c> {
    pub scheme: &'c SecurityScheme,
    variant: String,
    way: Way<'c>,
}

enum Way<'c> {
    Bearer,
    Basic,
    /// `Authorization` with another word in front.
    Other(&'c str),
    /// The place as Rust writes it, and where that is, for people.
    Key(String, String),
}

/// The schemes that a request can carry; the others are named.
pub fn schemes<'c>(contract: &'c Contract, diagnostics: &mut Diagnostics) -> Vec<Scheme<'c>> {
    let mut variants = HashSet::new();
    let mut found = Vec::new();
    for scheme in &contract.security_schemes {
        let Some(way) = way(&scheme.kind) else {
            let message = format!("the Rust client cannot send `{}` by itself", scheme.name);
            CREDENTIALS.report(scheme.at, message, diagnostics);
            continue;
        };
        let variant = media_type::variant(&scheme.name.to_pascal_case(), &mut variants);
        found.push(Scheme { scheme, variant, way });
    }
    found
}

fn way(kind: &SecurityKind) -> Option<Way<'_>> {
    Some(match kind {
        SecurityKind::Bearer { .. } | SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. } => Way::Bearer,
        SecurityKind::Basic => Way::Basic,
        SecurityKind::Http { scheme } => Way::Other(scheme),
        SecurityKind::ApiKey { location: ParameterLocation::Header, name } if is_header_name(name) => {
            Way::Key(format!("Place::Header({})", literal(name)), format!("in the header `{name}`"))
        }
        SecurityKind::ApiKey { location: ParameterLocation::Query, name } => {
            Way::Key(format!("Place::Query({})", literal(name)), format!("in the query as `{name}`"))
        }
        SecurityKind::ApiKey { location: ParameterLocation::Cookie, name } if is_header_name(name) => {
            Way::Key(format!("Place::Cookie({})", literal(name)), format!("in the cookie `{name}`"))
        }
        SecurityKind::ApiKey { .. } | SecurityKind::MutualTls | SecurityKind::Undescribed => return None,
    })
}

/// The enum of credentials, and the ways to make a signed-in client.
pub fn credentials(text: &mut Text, uses: &mut Uses, schemes: &[Scheme<'_>]) {
    if schemes.is_empty() {
        return;
    }
    text.gap();
    text.line("/// What a caller proves itself with.\n#[derive(Clone)]\npub enum Credential {");
    for Scheme { scheme, variant, way } in schemes {
        if let Some(description) = &scheme.description {
            text.comment(4, description);
            text.line("    ///");
        }
        match way {
            Way::Bearer => {
                text.comment(4, "A token, sent as `Authorization: Bearer …` (RFC 6750).");
                text.line(format!("    {variant}(String),"));
            }
            Way::Basic => {
                text.comment(4, "Sent as `Authorization: Basic …` (RFC 7617).");
                text.line(format!("    {variant} {{ user: String, password: String }},"));
            }
            Way::Other(word) => {
                text.comment(4, &format!("What follows `{word}` in `Authorization`."));
                text.line(format!("    {variant}(String),"));
            }
            Way::Key(_, place) => {
                text.comment(4, &format!("A key, sent {place}."));
                text.line(format!("    {variant}(String),"));
            }
        }
    }
    text.line("}");
    text.gap();
    text.line("impl Client {");
    text.line(SIGN_IN);
    for Scheme { scheme, variant, way } in schemes {
        let name = literal(&scheme.name);
        let arm = match way {
            Way::Bearer => format!("Credential::{variant}(token) => credentials.bearer({name}, &token)?,"),
            Way::Basic => {
                format!("Credential::{variant} {{ user, password }} => credentials.basic({name}, &user, &password)?,")
            }
            Way::Other(word) => format!(
                "Credential::{variant}(value) => credentials.authorization({name}, &format!({}, value))?,",
                literal(&format!("{} {{}}", word.replace('{', "{{").replace('}', "}}")))
            ),
            Way::Key(place, _) => {
                uses.name(&format!("{RUNTIME}::Place"));
                format!("Credential::{variant}(key) => credentials.key({name}, {place}, &key)?,")
            }
        };
        text.line(format!("            {arm}"));
    }
    text.line("        }\n        Ok(self)\n    }");
    let of = |wanted: fn(&Way<'_>) -> bool| -> Vec<&Scheme<'_>> { schemes.iter().filter(|s| wanted(&s.way)).collect() };
    let bearers = of(|way| matches!(way, Way::Bearer));
    if !bearers.is_empty() {
        text.gap();
        text.line(WITH_BEARER);
        for scheme in bearers {
            text.line(format!("        client.credentials.bearer({}, token)?;", literal(&scheme.scheme.name)));
        }
        text.line("        Ok(client)\n    }");
    }
    if let [key] = of(|way| matches!(way, Way::Key(..))).as_slice() {
        text.gap();
        text.line(WITH_API_KEY);
        text.line(format!("        Self::new(baseurl)?.sign_in(Credential::{}(key.to_owned()))\n    }}", key.variant));
    }
    if let [basic] = of(|way| matches!(way, Way::Basic)).as_slice() {
        text.gap();
        text.line(WITH_BASIC);
        text.line(format!(
            "        let (user, password) = (user.to_owned(), password.to_owned());\n        \
             Self::new(baseurl)?.sign_in(Credential::{} {{ user, password }})\n    }}",
            basic.variant
        ));
    }
    text.line("}");
}

const SIGN_IN: &str = "    /// The same client, which proves with every request that needs it who is calling. Several credentials may stand side
    /// by side; a request carries those of the first alternative in its contract that is complete.
    ///
    /// # Errors
    ///
    /// When the credential holds what no header can.
    pub fn sign_in(mut self, credential: Credential) -> Result<Self, Error<()>> {
        let credentials = &mut self.credentials;
        match credential {";

const WITH_BEARER: &str = "    /// A client that sends `token` as bearer token (RFC 6750).
    ///
    /// # Errors
    ///
    /// When the token holds what no header can, or the HTTP client cannot be made.
    pub fn with_bearer(baseurl: &str, token: &str) -> Result<Self, Error<()>> {
        let mut client = Self::new(baseurl)?;";

const WITH_API_KEY: &str = "    /// A client that sends `key`.
    ///
    /// # Errors
    ///
    /// When the key holds what no header can, or the HTTP client cannot be made.
    pub fn with_api_key(baseurl: &str, key: &str) -> Result<Self, Error<()>> {";

const WITH_BASIC: &str = "    /// A client that signs in by name and password (RFC 7617).
    ///
    /// # Errors
    ///
    /// When the name holds a colon, or the HTTP client cannot be made.
    pub fn with_basic(baseurl: &str, user: &str, password: &str) -> Result<Self, Error<()>> {";
