//! Security schemes, and which of them an operation asks for.

use super::super::keywords::Kind;
use super::super::{
    OAuthFlow, OAuthFlowKind, ParameterLocation, SecurityAlternative, SecurityKind, SecurityRequirement, SecurityScheme,
};
use super::Lowering;
use super::read::Object;
use crate::diagnostic::Diagnostic;
use crate::source::{Mapping, Node, Position};

const OAUTH_FLOWS: [(&str, OAuthFlowKind); 5] = [
    ("implicit", OAuthFlowKind::Implicit),
    ("password", OAuthFlowKind::Password),
    ("clientCredentials", OAuthFlowKind::ClientCredentials),
    ("authorizationCode", OAuthFlowKind::AuthorizationCode),
    ("deviceAuthorization", OAuthFlowKind::DeviceAuthorization),
];

impl<'a> Lowering<'a, '_> {
    pub fn security_schemes(&mut self, root: Object<'a>) {
        let Some(components) = root.get("components").and_then(|node| self.reader.object(Kind::Components, node))
        else {
            return;
        };
        for (key, node) in self.reader.map(components, "securitySchemes") {
            let Some(scheme) = self.reader.object(Kind::SecurityScheme, node) else { continue };
            // One that cannot be read is there all the same: what asks for it must not be open to everybody.
            let kind = self.security_kind(scheme).unwrap_or(SecurityKind::Undescribed);
            let description = self.reader.text(scheme, "description").map(str::to_owned);
            self.security_schemes.push(SecurityScheme { name: key.text.clone(), at: key.at, description, kind });
        }
    }

    fn security_kind(&mut self, scheme: Object<'a>) -> Option<SecurityKind> {
        let Some(kind) = self.reader.text(scheme, "type") else {
            if !scheme.has("type") {
                self.missing(scheme, "type");
            }
            return None;
        };
        match kind {
            "http" => {
                let Some(name) = self.reader.text(scheme, "scheme") else {
                    self.missing(scheme, "scheme");
                    return None;
                };
                Some(match name.to_ascii_lowercase().as_str() {
                    "bearer" => {
                        SecurityKind::Bearer { format: self.reader.text(scheme, "bearerFormat").map(str::to_owned) }
                    }
                    "basic" => SecurityKind::Basic,
                    _ => SecurityKind::Http { scheme: name.to_owned() },
                })
            }
            "apiKey" => {
                let location = match self.reader.text(scheme, "in") {
                    Some("query") => ParameterLocation::Query,
                    Some("header") => ParameterLocation::Header,
                    Some("cookie") => ParameterLocation::Cookie,
                    other => {
                        let at = scheme.get("in").map_or(scheme.node.at, |node| node.at);
                        let message = format!(
                            "an API key is in `query`, `header` or `cookie`, not in `{}`",
                            other.unwrap_or_default()
                        );
                        self.report(Diagnostic::error("unknown-location", at, message));
                        return None;
                    }
                };
                let Some(name) = self.reader.text(scheme, "name") else {
                    self.missing(scheme, "name");
                    return None;
                };
                Some(SecurityKind::ApiKey { location, name: name.to_owned() })
            }
            "oauth2" => Some(SecurityKind::OAuth2 { flows: self.oauth_flows(scheme) }),
            "openIdConnect" => match self.reader.text(scheme, "openIdConnectUrl") {
                Some(url) => Some(SecurityKind::OpenIdConnect { url: url.to_owned() }),
                None => {
                    self.missing(scheme, "openIdConnectUrl");
                    None
                }
            },
            "mutualTLS" => Some(SecurityKind::MutualTls),
            other => {
                let at = scheme.get("type").map_or(scheme.node.at, |node| node.at);
                let message = format!("`{other}` is no type of security scheme");
                self.report(
                    Diagnostic::error("unknown-security-type", at, message)
                        .help("the types are `http`, `apiKey`, `oauth2`, `openIdConnect` and `mutualTLS`"),
                );
                None
            }
        }
    }

    fn oauth_flows(&mut self, scheme: Object<'a>) -> Vec<OAuthFlow> {
        let Some(node) = scheme.get("flows") else {
            self.missing(scheme, "flows");
            return Vec::new();
        };
        let Some(flows) = self.reader.object(Kind::OAuthFlows, node) else { return Vec::new() };
        let mut found = Vec::new();
        for (keyword, kind) in OAUTH_FLOWS {
            let Some(flow) = flows.get(keyword).and_then(|node| self.reader.object(Kind::OAuthFlow, node)) else {
                continue;
            };
            let mut url = |keyword| self.reader.text(flow, keyword).map(str::to_owned);
            found.push(OAuthFlow {
                kind,
                authorization_url: url("authorizationUrl"),
                device_authorization_url: url("deviceAuthorizationUrl"),
                token_url: url("tokenUrl"),
                refresh_url: url("refreshUrl"),
                scopes: self
                    .reader
                    .map(flow, "scopes")
                    .map(|(key, node)| (key.text.clone(), node.as_str().unwrap_or_default().to_owned()))
                    .collect(),
            });
        }
        found
    }

    /// What an operation asks for: its own `security`, else the root's.
    pub fn security(&mut self, operation: Object<'a>) -> (Vec<SecurityAlternative>, Option<Position>) {
        let root = self.reader.object(Kind::Document, self.root);
        let stated = match operation.entry("security") {
            Some(entry) => Some((operation, entry)),
            None => root.and_then(|root| Some((root, root.entry("security")?))),
        };
        let Some((object, (key, node))) = stated else { return (Vec::new(), None) };
        if node.as_sequence().is_none() {
            self.breaks("its `security`", key.at);
        }
        let mut alternatives = Vec::new();
        for node in self.reader.list(object, "security") {
            let Some(mapping) = node.as_mapping() else {
                self.reader.wrong_value(object, "security", node, "a list of objects");
                self.breaks("its `security`", node.at);
                continue;
            };
            let alternative = self.alternative(mapping);
            alternatives.push(alternative);
        }
        (alternatives, Some(key.at))
    }

    /// A scheme that is not described counts as one that nobody can prove: leaving out the requirement would admit callers
    /// that the document does not.
    fn alternative(&mut self, mapping: &'a Mapping) -> SecurityAlternative {
        let mut requirements = Vec::new();
        for (key, scopes) in mapping.iter() {
            let known = self.security_schemes.iter().position(|scheme| scheme.name == key.text);
            let scheme = known.unwrap_or_else(|| {
                let names: Vec<&str> = self.security_schemes.iter().map(|scheme| scheme.name.as_str()).collect();
                let mut diagnostic = Diagnostic::error(
                    "unknown-security-scheme",
                    key.at,
                    format!("there is no security scheme `{}`", key.text),
                );
                diagnostic = match super::super::keywords::nearest(&key.text, names.into_iter()) {
                    Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                    None => diagnostic.help("describe it in `components.securitySchemes`"),
                };
                self.report(diagnostic);
                self.security_schemes.push(SecurityScheme {
                    name: key.text.clone(),
                    at: key.at,
                    description: None,
                    kind: SecurityKind::Undescribed,
                });
                self.security_schemes.len() - 1
            });
            if !matches!(scopes.kind, crate::source::Kind::Sequence(_) | crate::source::Kind::Null) {
                self.breaks(format!("the scopes of `{}`", key.text), key.at);
            }
            let scopes =
                scopes.as_sequence().unwrap_or_default().iter().filter_map(Node::as_str).map(str::to_owned).collect();
            requirements.push(SecurityRequirement { scheme: u32::try_from(scheme).unwrap_or(u32::MAX), scopes });
        }
        SecurityAlternative { requirements }
    }
}
