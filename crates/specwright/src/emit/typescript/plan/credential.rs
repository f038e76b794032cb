//! How the client's `token` travels.

use crate::contract::{Contract, Operation, ParameterLocation, SecurityKind};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// The header that carries the token, and what stands before it there.
pub(in super::super) struct Credential {
    pub header: String,
    pub prefix: String,
    /// The security schemes that this satisfies, by index.
    schemes: Vec<u32>,
}

impl Credential {
    /// The first scheme that operations ask for and a header can carry. Others are reported: they want a middleware.
    pub fn of(contract: &Contract, diagnostics: &mut Diagnostics) -> Self {
        let mut credential =
            Self { header: "authorization".to_owned(), prefix: "Bearer ".to_owned(), schemes: Vec::new() };
        let mut chosen: Option<(String, String)> = None;
        for (index, scheme) in (0u32..).zip(&contract.security_schemes) {
            let is_asked_for = contract.operations.iter().any(|operation| asks_for(operation, index));
            if !is_asked_for {
                continue;
            }
            let place = header_of(&scheme.kind);
            if let Some(place) = place.filter(|place| chosen.as_ref().is_none_or(|first| first == place)) {
                credential.schemes.push(index);
                chosen = Some(place);
            } else {
                let message = format!("the TypeScript client does not send what `{}` asks for", scheme.name);
                diagnostics.push(
                    Diagnostic::warning("typescript-credential", scheme.at, message)
                        .help("its users send it with a middleware, or let the browser's cookies do it"),
                );
            }
        }
        if let Some((header, prefix)) = chosen {
            credential.header = header;
            credential.prefix = prefix;
        }
        credential
    }

    pub fn is_wanted_by(&self, operation: &Operation) -> bool {
        self.schemes.iter().any(|scheme| asks_for(operation, *scheme))
    }
}

fn asks_for(operation: &Operation, scheme: u32) -> bool {
    operation.security.iter().flat_map(|alternative| &alternative.requirements).any(|r| r.scheme == scheme)
}

fn header_of(kind: &SecurityKind) -> Option<(String, String)> {
    let authorization = |scheme: &str| Some(("authorization".to_owned(), format!("{scheme} ")));
    match kind {
        SecurityKind::Bearer { .. } | SecurityKind::OAuth2 | SecurityKind::OpenIdConnect { .. } => {
            authorization("Bearer")
        }
        SecurityKind::Basic => authorization("Basic"),
        SecurityKind::Http { scheme } => authorization(scheme),
        SecurityKind::ApiKey { location: ParameterLocation::Header, name } => {
            Some((name.to_lowercase(), String::new()))
        }
        SecurityKind::ApiKey { .. } | SecurityKind::MutualTls => None,
    }
}
