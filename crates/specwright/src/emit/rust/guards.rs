//! Guards: what proves in a handler's signature who calls.

use std::collections::BTreeMap;

use super::ty::Model;
use crate::contract::{Operation, SecurityAlternative};
use crate::names::rust::{self, Scope};

/// The argument that proves who calls.
pub struct GuardUse {
    pub name: String,
    pub optional: bool,
}

/// The guards of a contract: one per distinct requirement.
#[derive(Default)]
pub struct Guards {
    names: Scope,
    known: BTreeMap<String, GuardText>,
}

pub struct GuardText {
    pub name: String,
    pub description: String,
}

impl Guards {
    pub(super) fn of(&mut self, model: &Model<'_>, operation: &Operation) -> Option<GuardUse> {
        let optional = operation.security.iter().any(|alternative| alternative.requirements.is_empty());
        let ways: Vec<SecurityAlternative> =
            operation.security.iter().filter(|alternative| !alternative.requirements.is_empty()).cloned().collect();
        if ways.is_empty() {
            return None;
        }
        let roles = &operation.policies.roles;
        let key = format!("{ways:?} {roles:?}");
        if !self.known.contains_key(&key) {
            let name = self.names.allot(&rust::guard(model.contract, &ways, roles), "Guard");
            let text = GuardText { name, description: describe(model, &ways, roles) };
            self.known.insert(key.clone(), text);
        }
        self.known.get(&key).map(|guard| GuardUse { name: guard.name.clone(), optional })
    }

    pub fn all(&self) -> Vec<&GuardText> {
        let mut all: Vec<_> = self.known.values().collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }
}

fn describe(model: &Model<'_>, ways: &[SecurityAlternative], roles: &[String]) -> String {
    let ways: Vec<_> = ways
        .iter()
        .map(|way| {
            let parts: Vec<_> = way
                .requirements
                .iter()
                .map(|requirement| {
                    let scheme = model.contract.security_schemes.get(requirement.scheme as usize);
                    let scheme = scheme.map_or("?", |scheme| scheme.name.as_str());
                    if requirement.scopes.is_empty() {
                        format!("`{scheme}`")
                    } else {
                        format!("`{scheme}` with the scopes `{}`", requirement.scopes.join("`, `"))
                    }
                })
                .collect();
            parts.join(" and ")
        })
        .collect();
    let roles = match roles {
        [] => String::new(),
        roles => format!(", who has the role `{}`", roles.join("` and `")),
    };
    format!("A caller signed in by {}{roles}.", ways.join(" or by "))
}
