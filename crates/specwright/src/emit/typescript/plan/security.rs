//! How the credentials of each operation travel.

use std::collections::BTreeMap;

use crate::contract::{Contract, Operation, ParameterLocation, SecurityAlternative, SecurityKind};
use crate::diagnostic::Diagnostics;

use super::limits::Limit;

/// A security scheme that the client can satisfy.
pub(in super::super) struct Scheme<'a> {
    pub name: &'a str,
    pub description: Option<&'a str>,
    /// The client's option that holds the secret.
    pub option: Secret,
    /// The function of `runtime/security.js` that writes it.
    pub write: &'static str,
    /// What that function has to know: a name, or the scheme of HTTP.
    pub argument: Option<String>,
}

/// Which option of the client holds a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Secret {
    Token,
    Basic,
    ApiKeys,
}

impl Secret {
    pub fn option(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Basic => "basic",
            Self::ApiKeys => "apiKeys",
        }
    }
}

/// The schemes of which all admit the caller, by name; of several such lists any one will do.
pub(in super::super) type Alternatives = Vec<Vec<String>>;

/// The credentials of a contract.
pub(in super::super) struct Security<'a> {
    /// Those that operations ask for, in the document's order.
    pub schemes: Vec<Scheme<'a>>,
    /// What most operations ask for.
    pub usual: Alternatives,
}

impl<'a> Security<'a> {
    pub fn of(contract: &'a Contract, diagnostics: &mut Diagnostics) -> Self {
        let mut asked = vec![false; contract.security_schemes.len()];
        let alternatives = contract.operations.iter().flat_map(|operation| &operation.security);
        for requirement in alternatives.flat_map(|alternative| &alternative.requirements) {
            if let Some(asked) = asked.get_mut(requirement.scheme as usize) {
                *asked = true;
            }
        }
        let mut schemes = Vec::new();
        for (scheme, _) in contract.security_schemes.iter().zip(asked).filter(|(_, asked)| *asked) {
            if matches!(scheme.kind, SecurityKind::MutualTls) {
                let what = format!("the certificate that `{}` asks for", scheme.name);
                Limit::MutualTls.report(scheme.at, &what, diagnostics);
            }
            if is_cookie(&scheme.kind) {
                let what = format!("the cookie that `{}` asks for", scheme.name);
                Limit::Cookie.report(scheme.at, &what, diagnostics);
            }
            if let Some((option, write, argument)) = way_of(&scheme.kind) {
                let description = scheme.description.as_deref();
                schemes.push(Scheme { name: &scheme.name, description, option, write, argument });
            }
        }
        let mut counts: BTreeMap<Alternatives, usize> = BTreeMap::new();
        for operation in &contract.operations {
            *counts.entry(alternatives_of(contract, operation)).or_default() += 1;
        }
        let usual = counts.into_iter().max_by_key(|(_, count)| *count).map(|(usual, _)| usual).unwrap_or_default();
        Self { schemes, usual }
    }

    /// What an operation asks for, where that is not the usual.
    pub fn unusual(&self, contract: &Contract, operation: &Operation) -> Option<Alternatives> {
        Some(alternatives_of(contract, operation)).filter(|own| *own != self.usual)
    }

    pub fn has(&self, option: Secret) -> bool {
        self.schemes.iter().any(|scheme| scheme.option == option)
    }
}

fn alternatives_of(contract: &Contract, operation: &Operation) -> Alternatives {
    let names = |alternative: &SecurityAlternative| -> Vec<String> {
        let schemes = alternative.requirements.iter().filter_map(|r| contract.security_schemes.get(r.scheme as usize));
        schemes.filter(|scheme| way_of(&scheme.kind).is_some()).map(|scheme| scheme.name.clone()).collect()
    };
    let mut all: Alternatives = Vec::new();
    for own in operation.security.iter().map(names) {
        if !own.is_empty() && !all.contains(&own) {
            all.push(own);
        }
    }
    all
}

fn is_cookie(kind: &SecurityKind) -> bool {
    matches!(kind, SecurityKind::ApiKey { location: ParameterLocation::Cookie, .. })
}

/// The option, the function and its argument; None for what is not the client's to send.
fn way_of(kind: &SecurityKind) -> Option<(Secret, &'static str, Option<String>)> {
    let bearer = || (Secret::Token, "authorization", Some("Bearer".to_owned()));
    Some(match kind {
        SecurityKind::Bearer { .. } | SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. } => bearer(),
        SecurityKind::Basic => (Secret::Basic, "basic", None),
        SecurityKind::Http { scheme } => (Secret::Token, "authorization", Some(scheme.clone())),
        SecurityKind::ApiKey { location, name } => {
            let write = match location {
                ParameterLocation::Query => "keyInQuery",
                ParameterLocation::Cookie => "keyInCookie",
                _ => "keyInHeader",
            };
            (Secret::ApiKeys, write, Some(name.clone()))
        }
        SecurityKind::MutualTls | SecurityKind::Undescribed => return None,
    })
}
