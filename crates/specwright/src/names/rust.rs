//! Names in the generated Rust: types (one or two forms each), files, traits, guards, error variants.
//!
//! Names that are local to one item (fields, variants, arguments) come from [`Scope`], in the contract's order.

use std::collections::{BTreeMap, HashMap, HashSet};

use heck::{ToPascalCase, ToShoutySnakeCase, ToSnakeCase};

use super::bounds::{self, bounded};
use crate::contract::{Additional, Contract, Operation, Origin, Schema, SchemaId, SecurityAlternative, Shape, TagId};

/// In which direction a value travels. Types whose members differ by direction have two forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// What a client sends: closed objects refuse unknown members, `readOnly` members are absent.
    Request,
    /// What a server sends: unknown members are ignored, `writeOnly` members are absent.
    Response,
}

/// Names that the files below `types/` use for something else.
const TYPES_TAKEN: &[&str] = &[
    "Additional",
    "Array",
    "BTreeMap",
    "Base64",
    "Bound",
    "Box",
    "Clone",
    "Copy",
    "Date",
    "DateTime",
    "Debug",
    "Default",
    "Deserialize",
    "Deserializer",
    "Drop",
    "Eq",
    "Err",
    "Fn",
    "Format",
    "FormatError",
    "From",
    "FromStr",
    "Hash",
    "Integer",
    "Into",
    "Iterator",
    "Literal",
    "Member",
    "Never",
    "None",
    "Number",
    "Object",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Patch",
    "Pattern",
    "Result",
    "Schema",
    "Self",
    "Send",
    "Serialize",
    "Serializer",
    "Shape",
    "Sized",
    "Some",
    "String",
    "Sync",
    "Text",
    "ToString",
    "TryFrom",
    "Uuid",
    "Value",
    "Vec",
    "WriteJson",
];

/// Names that the files of operations and the server use for something else.
const SERVER_TAKEN: &[&str] = &[
    "Admission",
    "Answer",
    "ApiEndpoint",
    "Arc",
    "Authenticator",
    "BTreeMap",
    "Base64",
    "Body",
    "Box",
    "Call",
    "Choices",
    "Clone",
    "Date",
    "DateTime",
    "Debug",
    "Default",
    "Deserialize",
    "Details",
    "Duration",
    "Err",
    "Event",
    "FilePart",
    "Format",
    "From",
    "Future",
    "Guard",
    "IdempotencyStore",
    "InternalError",
    "Into",
    "Items",
    "Method",
    "Never",
    "None",
    "Octets",
    "Ok",
    "Operation",
    "Option",
    "Parameter",
    "Parameters",
    "Part",
    "Per",
    "Principal",
    "ProblemKind",
    "Quota",
    "RateLimit",
    "RateLimiter",
    "ReceivedItems",
    "Refusal",
    "Requirement",
    "Response",
    "Result",
    "Router",
    "Schema",
    "Self",
    "Send",
    "Server",
    "Service",
    "Shape",
    "Some",
    "Source",
    "StatusCode",
    "String",
    "Style",
    "Sync",
    "Text",
    "Undecided",
    "Uuid",
    "Value",
    "Vec",
    "Additional",
    "Array",
    "Bound",
    "Integer",
    "Literal",
    "Member",
    "Number",
    "Object",
];

/// What an operation's own types end with; those of single answers end with their status.
const OPERATION_TYPES: &[&str] = &[
    "",
    "Path",
    "Query",
    "Headers",
    "Cookies",
    "Accept",
    "Body",
    "Form",
    "Fields",
    "Parts",
    "Request",
    "Response",
    "ResponseBody",
    "Error",
];

/// Every suffix that an operation's own types may have: of each status too.
fn operation_suffixes(operation: &Operation) -> Vec<String> {
    let statuses = operation.responses.iter().map(|response| super::status::status_variant(response.status));
    let statuses = statuses.flat_map(|status| [format!("{status}Body"), status]);
    OPERATION_TYPES.iter().map(|suffix| (*suffix).to_owned()).chain(statuses).collect()
}

/// Every global name of the generated package.
#[derive(Debug)]
pub struct Names {
    /// By schema and form; a schema with one form has the same name in both.
    types: HashMap<(SchemaId, Form), String>,
    /// The file below `types/` of each named schema, without its ending.
    files: HashMap<SchemaId, String>,
    /// By tag: the file's name and the trait's.
    tags: BTreeMap<TagId, TagNames>,
    /// By `operationId`.
    operations: HashMap<String, OperationNames>,
    /// The struct of each problem code.
    problems: HashMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagNames {
    pub file: String,
    pub service: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationNames {
    /// `get_task`
    pub method: String,
    /// `GetTask`: what its own types begin with.
    pub prefix: String,
    /// `GET_TASK`
    pub constant: String,
    /// `get_task`: its file where its tag has a folder.
    pub module: String,
}

impl Names {
    pub fn new(contract: &Contract) -> Self {
        let mut names = Self {
            types: HashMap::new(),
            files: HashMap::new(),
            tags: BTreeMap::new(),
            operations: HashMap::new(),
            problems: HashMap::new(),
        };
        let mut taken = Scope::with(TYPES_TAKEN);
        names.name_types(contract, &mut taken);
        names.name_operations(contract);
        let mut structs = Scope::with(SERVER_TAKEN);
        for problem in &contract.problems {
            let name = structs.allot(&pascal(&problem.code), "Problem");
            names.problems.insert(problem.code.clone(), name);
        }
        names
    }

    /// Components first, so that theirs are the plain names.
    fn name_types(&mut self, contract: &Contract, taken: &mut Scope) {
        let mut files = Scope::files(&["assertions", "mod", "patterns"]);
        let mut file_of: HashMap<String, String> = HashMap::new();
        let (components, inline): (Vec<_>, Vec<_>) =
            contract.schemas.iter().partition(|(_, schema)| matches!(schema.origin, Origin::Component(_)));
        for (id, schema) in components.into_iter().chain(inline) {
            if !is_named(schema) {
                continue;
            }
            let (words, head) = match &schema.origin {
                Origin::Component(name) => (pascal(name), name.as_str()),
                Origin::Inline(words) => {
                    (joined(words.iter().map(String::as_str)), words.first().map_or("inline", String::as_str))
                }
            };
            let response = taken.allot(&words, "Model");
            let request =
                if has_two_forms(schema) { taken.allot(&format!("{response}Input"), "Form") } else { response.clone() };
            let file = file_of.entry(head.to_owned()).or_insert_with(|| files.allot(&file(head), "types")).clone();
            self.files.insert(id, file);
            self.types.insert((id, Form::Request), request);
            self.types.insert((id, Form::Response), response);
        }
    }

    fn name_operations(&mut self, contract: &Contract) {
        let (mut files, mut services) = (Scope::files(&["choices", "mod"]), Scope::with(SERVER_TAKEN));
        for (index, tag) in contract.tags.iter().enumerate() {
            let id = TagId(u32::try_from(index).unwrap_or(u32::MAX));
            let file = files.allot(&file(&tag.name), "operations");
            let service = services.allot(&pascal(&tag.name), "Service");
            self.tags.insert(id, TagNames { file, service });
        }
        // `GetTask` makes `GetTaskPath`, `GetTaskResponse` and so on: a prefix is free when none of them can be meant
        // by another operation's name.
        let mut taken: HashSet<String> = SERVER_TAKEN.iter().map(|name| (*name).to_owned()).collect();
        let (mut methods, mut modules) = (Scope::default(), HashMap::new());
        let outgoing = contract.outgoing.iter().map(|outgoing| &outgoing.operation);
        for operation in contract.operations.iter().chain(outgoing) {
            let suffixes = operation_suffixes(operation);
            let method = methods.allot(&snake(&operation.id), "operation");
            let base = pascal(&operation.id);
            let prefix = (1..=u32::MAX)
                .map(|attempt| if attempt == 1 { base.clone() } else { format!("{base}{attempt}") })
                .find(|prefix| !suffixes.iter().any(|suffix| taken.contains(&format!("{prefix}{suffix}"))))
                .unwrap_or(base);
            taken.extend(suffixes.iter().map(|suffix| format!("{prefix}{suffix}")));
            let constant = prefix.to_shouty_snake_case();
            let modules = modules.entry(operation.tag).or_insert_with(|| Scope::files(&["mod"]));
            let module = modules.allot(&file(&operation.id), "operation");
            self.operations.insert(operation.id.clone(), OperationNames { method, prefix, constant, module });
        }
    }

    /// The name of a type; none for what has no name of its own (`String`, a list, …).
    pub fn ty(&self, schema: SchemaId, form: Form) -> Option<&str> {
        self.types.get(&(schema, form)).map(String::as_str)
    }

    pub fn file(&self, schema: SchemaId) -> &str {
        self.files.get(&schema).map_or("inline", String::as_str)
    }

    pub fn tag(&self, tag: TagId) -> TagNames {
        let default = || TagNames { file: "default".to_owned(), service: "Default_".to_owned() };
        self.tags.get(&tag).cloned().unwrap_or_else(default)
    }

    pub fn operation(&self, operation: &Operation) -> OperationNames {
        self.operations.get(&operation.id).cloned().unwrap_or_else(|| OperationNames {
            method: snake(&operation.id),
            prefix: pascal(&operation.id),
            constant: operation.id.to_shouty_snake_case(),
            module: file(&operation.id),
        })
    }

    /// The struct of a problem code, in `codes`.
    pub fn problem(&self, code: &str) -> Option<&str> {
        self.problems.get(code).map(String::as_str)
    }
}

/// Whether a schema becomes an item with a name: every component, and what needs a definition wherever it stands.
pub fn is_named(schema: &Schema) -> bool {
    matches!(schema.origin, Origin::Component(_)) || is_defined(schema)
}

/// Whether a schema becomes a struct or an enum, and not simply `String`, a number, a list.
pub fn is_defined(schema: &Schema) -> bool {
    match &schema.shape {
        Shape::Enumeration(values) => {
            let texts = values.values.iter().all(|value| value.value.is_string());
            let integers = values.values.iter().all(|value| value.value.is_i64());
            !values.values.is_empty() && (texts || integers)
        }
        Shape::OneOf(_) | Shape::AnyOf(_) => true,
        Shape::Object(object) => !object.properties.is_empty() || object.additional == Additional::Closed,
        _ => false,
    }
}

/// Whether requests and responses have types of their own for it.
pub fn has_two_forms(schema: &Schema) -> bool {
    schema.usage.directional && schema.usage.request && schema.usage.response
}

/// How many letters a guard's name may have for its ways alone.
const LONGEST_GUARD: usize = 60;

/// The name of a guard: what has to hold, in words (`BearerAuthAsAdmin`, `BearerAuthOrApiKey`).
pub fn guard(contract: &Contract, alternatives: &[SecurityAlternative], roles: &[String]) -> String {
    let mut ways = Vec::new();
    for alternative in alternatives.iter().filter(|alternative| !alternative.requirements.is_empty()) {
        let mut words = Vec::new();
        for requirement in &alternative.requirements {
            let scheme = contract.security_schemes.get(requirement.scheme as usize);
            let mut name = word(scheme.map_or("scheme", |scheme| &scheme.name));
            if !requirement.scopes.is_empty() {
                // The last part of a URL says what the scope is.
                let last = |scope: &str| word(scope.rsplit('/').find(|part| !part.is_empty()).unwrap_or(scope));
                let scopes: Vec<_> = requirement.scopes.iter().map(|scope| last(scope)).collect();
                name = format!("{name}With{}", scopes.join("And"));
            }
            words.push(name);
        }
        ways.push(words.join("And"));
    }
    let mut name = ways.join("Or");
    // Its description says all of it.
    if name.len() > LONGEST_GUARD
        && let [first, others @ ..] = ways.as_slice()
    {
        let first: String = first.chars().take(LONGEST_GUARD).collect();
        name = if others.is_empty() { first } else { format!("{first}Or{}Others", others.len()) };
    }
    if !roles.is_empty() {
        let roles: Vec<_> = roles.iter().map(|role| word(role)).collect();
        name = format!("{name}As{}", roles.join("And"));
    }
    whole(name)
}

/// Names within one item, each once.
#[derive(Debug, Default)]
pub struct Scope {
    taken: HashSet<String>,
    /// By name, the last number that was put behind it.
    counted: HashMap<String, u32>,
}

impl Scope {
    pub fn with(taken: &[&str]) -> Self {
        Self { taken: taken.iter().map(|name| (*name).to_owned()).collect(), counted: HashMap::new() }
    }

    /// Of files, none of which any system takes for something else.
    fn files(taken: &[&str]) -> Self {
        let mut scope = Self::with(taken);
        scope.taken.extend(bounds::DEVICES.iter().map(|name| (*name).to_owned()));
        scope
    }

    /// `name` where it is free, else with the suffix, else with a number.
    pub fn allot(&mut self, name: &str, suffix: &str) -> String {
        if !self.taken.contains(name) {
            self.taken.insert(name.to_owned());
            return name.to_owned();
        }
        let snake = name.chars().next().is_some_and(char::is_lowercase);
        let joined = if snake { format!("{name}_{suffix}") } else { format!("{name}{suffix}") };
        // Names are never given back, so the numbers up to the last one are taken still.
        let last = self.counted.entry(joined.clone()).or_insert(1);
        let allotted = (*last + 1..=u32::MAX)
            .map(|attempt| {
                *last = attempt;
                match attempt {
                    2 => joined.clone(),
                    more if snake => format!("{joined}_{more}"),
                    more => format!("{joined}{more}"),
                }
            })
            .find(|candidate| self.taken.insert(candidate.clone()));
        allotted.unwrap_or(joined)
    }

    /// A field, an argument or a function.
    pub fn field(&mut self, name: &str) -> String {
        self.allot(&snake(name), "value")
    }

    /// An enum's variant.
    pub fn variant(&mut self, name: &str) -> String {
        // In an order, a minus turns it around; before digits it is a sign.
        let reversed = name.strip_prefix('-').filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
        match reversed {
            Some(rest) => self.allot(&format!("{}Descending", word(rest)), "Value"),
            None => self.allot(&pascal(name), "Value"),
        }
    }
}

/// `snake_case`, a legal identifier.
pub fn snake(name: &str) -> String {
    bounded(identifier(&readable(name).to_snake_case()), bounds::IDENTIFIER)
}

/// A module's file, in lower case only: some file systems do not tell cases apart.
pub fn file(name: &str) -> String {
    bounded(snake(name), bounds::FILE)
}

/// A module of the name that its file has.
pub fn module(file: &str) -> String {
    identifier(file)
}

/// `PascalCase`, a legal identifier.
pub fn pascal(name: &str) -> String {
    joined([name])
}

/// `PascalCase` of several words, each legal by itself.
fn joined<'n>(words: impl IntoIterator<Item = &'n str>) -> String {
    bounded(whole(words.into_iter().map(word).collect()), bounds::IDENTIFIER)
}

/// A name and no part of one: the language has one word of this case. (An underscore behind it would not do with more behind
/// that: rustc warns.)
fn whole(name: String) -> String {
    if name == "Self" { "SelfValue".to_owned() } else { name }
}

/// A part of a name in `PascalCase`.
fn word(name: &str) -> String {
    let cased = readable(name).to_pascal_case();
    match cased.chars().next() {
        None => "Value".to_owned(),
        Some(first) if first.is_ascii_digit() => bounded(format!("N{cased}"), bounds::IDENTIFIER),
        Some(_) => bounded(cased, bounds::IDENTIFIER),
    }
}

/// Signs that tell names apart are spelt out; what else no identifier holds separates words.
fn readable(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for (at, c) in name.chars().enumerate() {
        match c {
            '+' => text.push_str(" plus "),
            '-' if at == 0 => text.push_str("minus "),
            '<' => text.push_str(" less "),
            '>' => text.push_str(" greater "),
            '=' => text.push_str(" equal "),
            '$' if at > 0 => text.push_str(" dollar "),
            '*' => text.push_str(" star "),
            '%' => text.push_str(" percent "),
            '&' => text.push_str(" and "),
            // What is not ASCII may be no identifier, or one that looks like another.
            c if c.is_ascii_alphanumeric() => text.push(c),
            c if c.is_alphanumeric() => text.extend(format!(" u{:x} ", u32::from(c)).chars()),
            _ => text.push(' '),
        }
    }
    text
}

/// Of a name in `snake_case`.
fn identifier(cased: &str) -> String {
    match cased.chars().next() {
        None => "value".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("n{cased}"),
        Some(_) if matches!(cased, "self" | "super" | "crate") => format!("{cased}_"),
        Some(_) if is_keyword(cased) => format!("{cased}_"),
        Some(_) => cased.to_owned(),
    }
}

fn is_keyword(name: &str) -> bool {
    const KEYWORDS: &str = " abstract as async await become box break const continue do dyn else enum extern false \
        final fn for gen if impl in let loop macro match mod move mut override priv pub ref return static struct trait \
        true try type typeof unsafe unsized use virtual where while yield ";
    KEYWORDS.contains(&format!(" {name} "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_legal_and_unique() {
        let mut scope = Scope::default();
        assert_eq!(scope.field("type"), "type_");
        assert_eq!(scope.field("fooBar"), "foo_bar");
        assert_eq!(scope.field("foo_bar"), "foo_bar_value");
        assert_eq!(scope.field("foo-bar"), "foo_bar_value_3");
        assert_eq!(scope.field("+1"), "plus_1");
        assert_eq!(scope.field("-1"), "minus_1");
        assert_eq!(scope.field(""), "value");
        assert_eq!(scope.variant("1st"), "N1st");
        assert_eq!(scope.variant("-created_at"), "CreatedAtDescending");
        assert_eq!(scope.variant("ä"), "Ue4");
        assert_eq!(scope.variant("self"), "SelfValue");
        assert_eq!(scope.variant("-self"), "SelfDescending");
        assert_eq!(scope.variant("Self"), "SelfValueValue");
        assert_eq!(joined(["links", "self", "1st"]), "LinksSelfN1st");
        assert_eq!(scope.field(&"long ".repeat(60)).len(), bounds::IDENTIFIER);
    }
}
