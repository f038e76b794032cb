//! Which credentials a request carries, by operation.

use std::collections::BTreeMap;

use super::credentials::Scheme;
use crate::{
    contract::{Contract, SecurityAlternative},
    emit::{
        client::call::Call,
        rust::text::{Text, literal},
    },
};

/// `fn security(operation) -> &[&[&str]]`: any one of the lists admits the caller.
pub fn security(text: &mut Text, contract: &Contract, calls: &[Call<'_>], schemes: &[Scheme<'_>]) {
    if schemes.is_empty() {
        return;
    }
    let mut by_value: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for call in calls {
        let value = alternatives(contract, &call.operation.security);
        by_value.entry(value).or_default().push(&call.name.method);
    }
    // Where no operation asks for any, the contract has forgotten to: they belong to all of them.
    if let ([only], true) = (by_value.keys().cloned().collect::<Vec<_>>().as_slice(), by_value.contains_key("&[]")) {
        let each: Vec<String> = schemes.iter().map(|scheme| format!("&[{}]", literal(&scheme.scheme.name))).collect();
        let methods = by_value.remove(only).unwrap_or_default();
        by_value.insert(format!("&[{}]", each.join(", ")), methods);
    }
    let most = by_value.iter().max_by_key(|(_, methods)| methods.len()).map(|(value, _)| value.clone());
    let most = most.unwrap_or_else(|| "&[]".to_owned());
    text.gap();
    text.line("/// The security schemes of an operation: all of one list are needed, and any list will do.");
    let rest: Vec<(&String, &Vec<&str>)> = by_value.iter().filter(|(value, _)| **value != most).collect();
    if rest.is_empty() {
        text.line("fn security(_operation: &str) -> &'static [&'static [&'static str]] {");
        text.line(format!("    {most}\n}}"));
        return;
    }
    text.line("fn security(operation: &str) -> &'static [&'static [&'static str]] {\n    match operation {");
    for (value, methods) in rest {
        super::hooks::arm(text, methods, value);
    }
    text.line(format!("        _ => {most},\n    }}\n}}"));
}

fn alternatives(contract: &Contract, security: &[SecurityAlternative]) -> String {
    let alternatives = security.iter().map(|alternative| {
        let names = alternative.requirements.iter().filter_map(|requirement| {
            contract.security_schemes.get(requirement.scheme as usize).map(|scheme| literal(&scheme.name))
        });
        format!("&[{}]", names.collect::<Vec<_>>().join(", "))
    });
    format!("&[{}]", alternatives.collect::<Vec<_>>().join(", "))
}
