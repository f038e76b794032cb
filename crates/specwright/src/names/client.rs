//! Names in the Rust client: a method and a builder per operation, a setter per argument.
//!
//! progenitor makes a name of every parameter and operation by a rule of its own and stops, or writes code that does
//! not compile, where two come out alike. So its rule stands here too: names that it would not make like this are found
//! beforehand, and what cannot be renamed for it is written by our own emitter.

use std::collections::HashSet;

use heck::{ToPascalCase, ToSnakeCase};

use super::bounds::{self, bounded};
use crate::contract::{Contract, Operation};

/// What the `Client` has already, or finds through a trait that the generated code calls on it.
const METHODS_TAKEN: &[&str] = &[
    "api_version",
    "baseurl",
    "call",
    "client",
    "clone",
    "exec",
    "fmt",
    "inner",
    "new",
    "new_with_client",
    "post",
    "pre",
    "server",
    "sign_in",
    "with_api_key",
    "with_basic",
    "with_bearer",
    "with_server",
    "with_timeout",
];

/// Types that the generated modules use by their short names; a builder of that name would shadow them.
const TYPES_TAKEN: &[&str] = &[
    "Body",
    "Box",
    "ByteStream",
    "Client",
    "ClientHooks",
    "ClientInfo",
    "Clone",
    "Credential",
    "Debug",
    "Encoding",
    "Err",
    "Error",
    "Event",
    "EventStream",
    "Form",
    "Framing",
    "From",
    "Given",
    "Headers",
    "Into",
    "Invalid",
    "ItemStream",
    "Method",
    "None",
    "Ok",
    "OperationInfo",
    "Option",
    "Part",
    "Parts",
    "Request",
    "RequestBuilderExt",
    "ResponseValue",
    "Result",
    "Some",
    "StreamError",
    "String",
    "Style",
    "Text",
    "ToString",
    "TryFrom",
    "TryInto",
    "Vec",
];

/// What a builder has already, or what progenitor's `send` calls its own variables.
const ARGUMENTS_TAKEN: &[&str] = &["client", "header_map", "new", "prepared", "send"];

/// Modules that the package has already, and crates whose names it uses.
const MODULES_TAKEN: &[&str] =
    &["client", "lib", "main", "mod", "progenitor_client", "reqwest", "specwright_poem", "std", "types"];

/// The name of an operation in the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallName {
    /// `get_task`
    pub method: String,
    /// `GetTask`
    pub builder: String,
}

/// One name per operation, in the contract's order. Every name survives progenitor's rule as it is.
pub fn calls(contract: &Contract) -> Vec<CallName> {
    let mut builders: HashSet<String> = TYPES_TAKEN.iter().map(|name| (*name).to_owned()).collect();
    let mut methods: HashSet<String> = METHODS_TAKEN.iter().map(|name| (*name).to_owned()).collect();
    contract.operations.iter().map(|operation| call(operation, &mut methods, &mut builders)).collect()
}

fn call(operation: &Operation, methods: &mut HashSet<String>, builders: &mut HashSet<String>) -> CallName {
    let base = plain(&operation.id);
    (0..=u32::MAX)
        .map(|attempt| match attempt {
            0 => snake(&base),
            1 => snake(&format!("{base} call")),
            more => snake(&format!("{base} call {more}")),
        })
        .map(|method| CallName { builder: pascal(&method), method })
        // `call_2` and `call2` are one in PascalCase: both must be new, and the pair must survive a second turn.
        .find(|name| {
            // The enums of a call with several answers are named after its builder.
            let ours = ["", "Success", "Failure", "Headers", "Body"].map(|suffix| format!("{}{suffix}", name.builder));
            let free = !methods.contains(&name.method) && !ours.iter().any(|name| builders.contains(name));
            if free {
                methods.insert(name.method.clone());
                builders.extend(ours);
            }
            free
        })
        .unwrap_or_else(|| CallName { method: "call".to_owned(), builder: "Call".to_owned() })
}

/// The module of a tag, or of an operation within it, unique among those in `taken`.
#[allow(clippy::implicit_hasher)]
pub fn module(name: &str, taken: &mut HashSet<String>) -> String {
    let base = plain(name);
    (0..=u32::MAX)
        .map(|attempt| match attempt {
            0 => snake(&base),
            1 => snake(&format!("{base} calls")),
            more => snake(&format!("{base} calls {more}")),
        })
        .map(|name| bounded(name, bounds::FILE))
        .find(|name| {
            let free = !MODULES_TAKEN.contains(&name.as_str()) && !bounds::DEVICES.contains(&name.as_str());
            free && taken.insert(name.clone())
        })
        .unwrap_or_else(|| "calls".to_owned())
}

/// Names for the fields of a struct of its own.
pub fn fields() -> Setters {
    Setters::default()
}

/// Setters of one builder, in the order given, each unique.
#[derive(Debug, Default)]
pub struct Setters(HashSet<String>);

impl Setters {
    /// `also`: names that this builder takes for something else, such as `body`.
    pub fn new(also: &[&str]) -> Self {
        Self(ARGUMENTS_TAKEN.iter().chain(also).map(|name| (*name).to_owned()).collect())
    }

    /// `hint` tells two of one name apart before a number does: `id`, then `query_id`, then `query_id_2`.
    pub fn allot(&mut self, name: &str, hint: &str) -> String {
        let base = plain(name);
        (0..=u32::MAX)
            .map(|attempt| match attempt {
                0 => snake(&base),
                1 => snake(&format!("{hint} {base}")),
                more => snake(&format!("{hint} {base} {more}")),
            })
            .find(|candidate| self.0.insert(candidate.clone()))
            .unwrap_or_else(|| "argument".to_owned())
    }
}

/// The name that progenitor makes of a parameter's; none where its answer would depend on Unicode's tables.
pub fn progenitor_argument(name: &str) -> Option<String> {
    (name.is_ascii() && !matches!(name, "+1" | "-1")).then(|| snake(name))
}

fn plain(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii() { c } else { ' ' }).collect()
}

fn snake(name: &str) -> String {
    identifier(separated(name).to_snake_case())
}

fn pascal(name: &str) -> String {
    identifier(separated(name).to_pascal_case())
}

/// `'` goes, everything else that no identifier holds separates words.
fn separated(name: &str) -> String {
    name.chars().filter(|c| *c != '\'').map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).collect()
}

fn identifier(cased: String) -> String {
    let name = match cased.chars().next() {
        None => "x".to_owned(),
        Some(first) if first.is_ascii_alphabetic() => cased,
        Some(_) => format!("_{cased}"),
    };
    if is_keyword(&name) { format!("{name}_") } else { name }
}

/// Rust's keywords, those reserved for later too.
fn is_keyword(name: &str) -> bool {
    matches!(
        name,
        "_" | "abstract"
            | "as"
            | "async"
            | "await"
            | "become"
            | "box"
            | "break"
            | "const"
            | "continue"
            | "crate"
            | "do"
            | "dyn"
            | "else"
            | "enum"
            | "extern"
            | "false"
            | "final"
            | "fn"
            | "for"
            | "gen"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "loop"
            | "macro"
            | "match"
            | "mod"
            | "move"
            | "mut"
            | "override"
            | "priv"
            | "pub"
            | "ref"
            | "return"
            | "Self"
            | "self"
            | "static"
            | "struct"
            | "super"
            | "trait"
            | "true"
            | "try"
            | "type"
            | "typeof"
            | "unsafe"
            | "unsized"
            | "use"
            | "virtual"
            | "where"
            | "while"
            | "yield"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setters_are_unique_and_never_the_builders_own() {
        let mut setters = Setters::new(&["body"]);
        assert_eq!(setters.allot("fooBar", "query"), "foo_bar");
        assert_eq!(setters.allot("foo_bar", "query"), "query_foo_bar");
        assert_eq!(setters.allot("foo-bar", "query"), "query_foo_bar_2");
        assert_eq!(setters.allot("send", "query"), "query_send");
        assert_eq!(setters.allot("body", "header"), "header_body");
        assert_eq!(setters.allot("type", "query"), "type_");
        assert_eq!(setters.allot("", "query"), "x");
        assert_eq!(setters.allot("größe", "query"), "gr_e");
    }

    #[test]
    fn progenitors_rule() {
        assert_eq!(progenitor_argument("If-Match").as_deref(), Some("if_match"));
        assert_eq!(progenitor_argument("1st").as_deref(), Some("_1st"));
        assert_eq!(progenitor_argument("+1"), None);
        assert_eq!(progenitor_argument("größe"), None);
    }
}
