//! Path items and operations.

use std::collections::{HashMap, HashSet};

use super::super::keywords::Kind;
use super::super::{
    Candidate, Docs, Method, Operation, Parameter, ParameterLocation, ParameterStyle, Shape, StringShape, TagId,
    TypeRef,
};
use super::read::Object;
use super::schema::with;
use super::{Broken, Lowering};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Key, Node};

/// The path that operations stand under.
#[derive(Clone, Copy)]
pub(super) struct PathContext<'c, 'a> {
    pub key: &'a Key,
    pub path: &'a str,
    /// The webhook's or callback's name, where the server sends the request: then nothing is mounted, no tag groups it,
    /// and braces in the path are expressions.
    pub sent_as: Option<&'c str>,
}

pub(super) const METHODS: [(&str, Method); 9] = [
    ("get", Method::Get),
    ("put", Method::Put),
    ("post", Method::Post),
    ("delete", Method::Delete),
    ("options", Method::Options),
    ("head", Method::Head),
    ("patch", Method::Patch),
    ("trace", Method::Trace),
    ("query", Method::Query),
];

impl<'a> Lowering<'a, '_> {
    pub fn path_item(&mut self, context: PathContext<'_, 'a>, item: Object<'a>, operations: &mut Vec<Operation>) {
        // In the order the document has them.
        for (key, node) in item.mapping.iter() {
            if let Some((keyword, method)) = METHODS.into_iter().find(|(name, _)| *name == key.text) {
                if item.has(keyword) {
                    self.add_operation(context, item, key, method, node, operations);
                }
            } else if key.text == "additionalOperations" {
                self.additional_operations(context, item, operations);
            }
        }
    }

    /// OpenAPI 3.2: methods that have no keyword of their own, as they are written.
    fn additional_operations(
        &mut self,
        context: PathContext<'_, 'a>,
        item: Object<'a>,
        operations: &mut Vec<Operation>,
    ) {
        for (key, node) in self.reader.map(item, "additionalOperations") {
            let name = key.text.as_str();
            if let Some((keyword, _)) = METHODS.into_iter().find(|(keyword, _)| keyword.eq_ignore_ascii_case(name)) {
                let message = format!("`{name}` is no additional operation: the keyword `{keyword}` describes it");
                self.report(Diagnostic::error("malformed-method", key.at, message));
                continue;
            }
            let token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
            if name.is_empty() || !name.chars().all(token) {
                let message = format!("`{name}` is no HTTP method");
                self.report(
                    Diagnostic::error("malformed-method", key.at, message)
                        .help("a method is a token (RFC 9110, 5.6.2)"),
                );
                continue;
            }
            self.add_operation(context, item, key, Method::Other(name.to_owned()), node, operations);
        }
    }

    /// One operation, unless it is not wanted or cannot be read.
    fn add_operation(
        &mut self,
        context: PathContext<'_, 'a>,
        item: Object<'a>,
        key: &'a Key,
        method: Method,
        node: &'a Node,
        operations: &mut Vec<Operation>,
    ) {
        let object = self.reader.object(Kind::Operation, node);
        let Some(object) = object.filter(|object| self.is_wanted(context, &method, *object)) else {
            self.left_out.insert(key.at);
            return;
        };
        self.broken = None;
        let operation = self.operation(context, item, key, method, object);
        match self.broken.take() {
            None => operations.push(operation),
            Some(broken) => self.leave_out(&operation, &broken),
        }
    }

    fn operation(
        &mut self,
        context: PathContext<'_, 'a>,
        item: Object<'a>,
        key: &'a Key,
        method: Method,
        operation: Object<'a>,
    ) -> Operation {
        let given = self.reader.text(operation, "operationId").filter(|id| !id.trim().is_empty());
        let id = match (given, context.sent_as) {
            (Some(id), _) => id.to_owned(),
            // Few documents name these, and nothing depends on it but the name of a type.
            (None, Some(name)) => sent_id(&method, name, item),
            (None, None) => {
                let id = made_id(&method, context.path);
                let message = format!("{} {} has no `operationId`; it is called `{id}`", method.as_str(), context.path);
                self.report(
                    Diagnostic::new("missing-operation-id", Severity::Warning, Some(key.at), message)
                        .help("give it one: generated names and clients depend on it"),
                );
                id
            }
        };
        let (tag, tag_at) = match context.sent_as {
            Some(_) => (TagId::NONE, None),
            None => self.tag_of(operation, context.path),
        };
        let summary = self.reader.text(operation, "summary").or_else(|| self.reader.text(item, "summary"));
        let description = self.reader.text(operation, "description").or_else(|| self.reader.text(item, "description"));
        let deprecated = self.reader.flag(operation, "deprecated");
        let words = [id.clone()];
        let parameters = self.operation_parameters(context, key, item, operation, &words);
        let body = operation.get("requestBody").and_then(|node| {
            let body = self.request_body(node, &words);
            if body.is_none() {
                self.breaks("its body", node.at);
            }
            body
        });
        if let (Some(body), Method::Get | Method::Head | Method::Delete | Method::Trace) = (&body, &method) {
            let message = format!(
                "a body of {} has no defined meaning (RFC 9110, 9.3), and clients and proxies may drop it",
                method.as_str()
            );
            self.report(Diagnostic::warning("body-without-meaning", body.at, message));
        }
        let responses = self.responses(operation, &words);
        let (security, security_at) = self.security(operation);
        let policies = self.policies(operation);
        let own_servers = self.servers(operation);
        let servers = if own_servers.is_empty() { self.servers(item) } else { own_servers };
        self.note_callbacks(operation, &id);
        Operation {
            id,
            id_given: given.is_some(),
            at: key.at,
            method,
            path: context.path.to_owned(),
            path_at: context.key.at,
            tag,
            tag_at,
            summary: summary.map(str::to_owned),
            servers,
            docs: Docs { title: None, description: description.map(str::to_owned), deprecated, examples: Vec::new() },
            parameters,
            body,
            responses,
            security,
            security_at,
            deprecated_at: operation.entry("deprecated").filter(|_| deprecated).map(|(key, _)| key.at),
            policies,
        }
    }

    /// Whether the filter admits an operation.
    fn is_wanted(&mut self, context: PathContext<'_, 'a>, method: &Method, operation: Object<'a>) -> bool {
        // What the server sends comes with the operation that it belongs to.
        if self.sieve.is_empty() || context.sent_as.is_some() {
            return true;
        }
        let tags: Vec<&str> = self.reader.list(operation, "tags").iter().filter_map(Node::as_str).collect();
        let id = operation.get("operationId").and_then(Node::as_str).filter(|id| !id.trim().is_empty());
        let id = id.map_or_else(|| made_id(method, context.path), str::to_owned);
        self.sieve.admits(Candidate { tags: &tags, path: context.path, id: &id })
    }

    /// An operation of which a part cannot be read would be another one without it.
    fn leave_out(&mut self, operation: &Operation, broken: &Broken) {
        self.left_out.insert(operation.at);
        let message = format!("`{}` is left out: {} cannot be read", operation.id, broken.what);
        self.report(
            Diagnostic::warning("operation-left-out", operation.at, message).related(broken.at, "what cannot be read"),
        );
    }

    fn tag_of(&mut self, operation: Object<'a>, path: &str) -> (TagId, Option<crate::source::Position>) {
        let group = self.group_of(path);
        let tags = self.reader.list(operation, "tags");
        for other in tags.iter().skip(1) {
            let message = "an operation is generated under its first tag; this one groups it in the document only";
            self.report(Diagnostic::new("further-tag", Severity::Note, Some(other.at), message));
        }
        match tags.first() {
            Some(node) => match node.as_str() {
                Some(name) => (self.tag(name, node.at), Some(node.at)),
                None => {
                    self.reader.wrong_value(operation, "tags", node, "a list of names");
                    (self.tag(&group, operation.node.at), None)
                }
            },
            None => (self.tag(&group, operation.node.at), None),
        }
    }

    /// Its own parameters, and those of its path item that it does not restate.
    fn operation_parameters(
        &mut self,
        context: PathContext<'_, 'a>,
        method: &'a Key,
        item: Object<'a>,
        operation: Object<'a>,
        words: &[String],
    ) -> Vec<Parameter> {
        let mut parameters: Vec<Parameter> = Vec::new();
        for node in self.reader.list(operation, "parameters") {
            if let Some(parameter) = self.parameter(node, words) {
                self.add_unique(parameter, &mut parameters);
            }
        }
        let own = parameters.len();
        let mut inherited = Vec::new();
        for node in self.reader.list(item, "parameters") {
            if let Some(parameter) = self.parameter(node, words) {
                let restated = parameters.iter().take(own).any(|other| same(other, &parameter));
                if !restated {
                    self.add_unique(parameter, &mut inherited);
                }
            }
        }
        inherited.extend(parameters);
        if context.sent_as.is_some() { inherited } else { self.against_template(context, method, inherited, words) }
    }

    fn add_unique(&mut self, parameter: Parameter, parameters: &mut Vec<Parameter>) {
        if let Some(before) = parameters.iter().find(|before| same(before, &parameter)) {
            let message = format!("the parameter `{}` is given twice", parameter.name);
            let diagnostic =
                Diagnostic::error("duplicate-parameter", parameter.at, message).related(before.at, "the other one");
            self.report(diagnostic.help("drop one of them, or rename it"));
            return;
        }
        parameters.push(parameter);
    }

    /// Path parameters in the template's order, each with a declaration and a place.
    fn against_template(
        &mut self,
        context: PathContext<'_, 'a>,
        method: &'a Key,
        parameters: Vec<Parameter>,
        words: &[String],
    ) -> Vec<Parameter> {
        let names = self.template_names(context);
        let (mut in_path, others): (Vec<_>, Vec<_>) =
            parameters.into_iter().partition(|parameter| parameter.location == ParameterLocation::Path);
        let mut ordered = Vec::new();
        for name in &names {
            match in_path.iter().position(|parameter| parameter.name == *name) {
                Some(i) => ordered.push(in_path.remove(i)),
                None => {
                    let message = format!("`{{{name}}}` of the path has no parameter in {}", method.text);
                    self.report(
                        Diagnostic::error("undeclared-path-parameter", context.key.at, message)
                            .related(method.at, "the operation")
                            .help(format!(
                                "add `{{name: {name}, in: path, required: true, schema: …}}` to its parameters"
                            )),
                    );
                    ordered.push(self.text_in_path(name, method, words));
                }
            }
        }
        for parameter in in_path {
            let message = format!("the path has no `{{{}}}` for this parameter", parameter.name);
            let mut diagnostic =
                Diagnostic::error("unused-path-parameter", parameter.at, message).related(context.key.at, "the path");
            if let Some(near) = super::super::keywords::nearest(&parameter.name, names.iter().copied()) {
                diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
            }
            self.report(diagnostic);
        }
        ordered.extend(others);
        ordered
    }

    /// What stands for a parameter that nobody describes.
    fn text_in_path(&mut self, name: &str, method: &Key, words: &[String]) -> Parameter {
        let words = with(&with(words, "path"), name);
        let schema = self.add_inline(method.at, words, Shape::String(StringShape::default()));
        Parameter {
            name: name.to_owned(),
            at: method.at,
            location: ParameterLocation::Path,
            required: true,
            style: ParameterStyle::Simple,
            explode: false,
            ty: TypeRef { schema, nullable: false, boxed: false },
            docs: Docs::default(),
            default: None,
            default_at: None,
            media_type: None,
            allow_reserved: false,
            allow_empty_value: false,
        }
    }

    fn template_names(&mut self, context: PathContext<'_, 'a>) -> Vec<&'a str> {
        let mut names: Vec<&str> = Vec::new();
        let mut rest = context.path;
        while let Some((_, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}') else {
                let message = format!("`{}` opens a brace that nothing closes", context.path);
                self.report(Diagnostic::error("malformed-path", context.key.at, message).help("close it with `}`"));
                break;
            };
            if names.contains(&name) {
                let message = format!("`{{{name}}}` stands twice in the path");
                self.report(
                    Diagnostic::error("malformed-path", context.key.at, message)
                        .help("give one of the two another name: a server reads the first, whatever the second is"),
                );
            } else {
                names.push(name);
            }
            rest = after;
        }
        names
    }

    /// Two paths that match the same requests. Where each has methods of its own, the later one is read with the earlier
    /// one's parameter names, which no request shows; a method in both leaves open which operation is meant.
    pub fn same_path(&mut self, before: &'a Key, key: &'a Key, first: usize, operations: &mut [Operation]) {
        let (earlier, later) = operations.split_at_mut_checked(first).unwrap_or_default();
        let taken: Vec<Method> = earlier
            .iter()
            .filter(|operation| normalised(&operation.path) == normalised(&key.text))
            .map(|operation| operation.method.clone())
            .collect();
        let (old, new) = (names_in(&key.text), names_in(&before.text));
        for operation in later {
            if taken.contains(&operation.method) {
                let message =
                    format!("{} {} matches the same requests as {}", operation.method.as_str(), key.text, before.text);
                let diagnostic =
                    Diagnostic::error("duplicate-path", key.at, message).related(before.at, "the other path");
                self.report(diagnostic.help("let one of the two differ in more than its parameters' names"));
                continue;
            }
            operation.path.clone_from(&before.text);
            for parameter in
                operation.parameters.iter_mut().filter(|parameter| parameter.location == ParameterLocation::Path)
            {
                let renamed = old.iter().position(|name| *name == parameter.name).and_then(|i| new.get(i));
                if let Some(name) = renamed {
                    (*name).clone_into(&mut parameter.name);
                }
            }
        }
        let message =
            format!("`{}` and `{}` are one path; the first one's parameter names are used", before.text, key.text);
        let diagnostic = Diagnostic::warning("same-path", key.at, message).related(before.at, "the first");
        self.report(diagnostic.help("put their operations under one of the two"));
    }

    /// Names that stand twice, and those made here, which must not meet one that is given.
    pub fn check_operation_ids<'o>(&mut self, operations: impl Iterator<Item = &'o mut Operation>) {
        let operations: Vec<&mut Operation> = operations.collect();
        let mut seen: HashMap<String, crate::source::Position> = HashMap::new();
        let mut taken: HashSet<String> = operations.iter().map(|operation| operation.id.clone()).collect();
        let mut found = Vec::new();
        for operation in operations {
            if let Some(before) = seen.get(&operation.id) {
                let message = format!("the operationId `{}` stands twice", operation.id);
                found.push(
                    Diagnostic::error("duplicate-operation-id", operation.at, message)
                        .related(*before, "the other operation")
                        .help("an operationId names one operation of the whole document"),
                );
                let mut number = 2;
                let plain = operation.id.clone();
                while !taken.insert(operation.id.clone()) {
                    operation.id = format!("{plain}{number}");
                    number += 1;
                }
            }
            seen.insert(operation.id.clone(), operation.at);
        }
        self.diagnostics_extend(found);
    }
}

fn same(left: &Parameter, right: &Parameter) -> bool {
    let same_name = if left.location == ParameterLocation::Header {
        left.name.eq_ignore_ascii_case(&right.name)
    } else {
        left.name == right.name
    };
    left.location == right.location && same_name
}

/// The names between a path's braces, in order.
fn names_in(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

/// The path with its parameters' names left out: what decides which requests it matches.
pub(super) fn normalised(path: &str) -> String {
    let mut normal = String::with_capacity(path.len());
    let mut inside = false;
    for c in path.chars() {
        match c {
            '{' => {
                inside = true;
                normal.push('{');
            }
            '}' => {
                inside = false;
                normal.push('}');
            }
            _ if inside => {}
            _ => normal.push(c),
        }
    }
    normal
}

/// The webhook's or callback's name, with the method where there are several.
fn sent_id(method: &Method, name: &str, item: Object<'_>) -> String {
    let several = item.mapping.iter().filter(|(key, _)| METHODS.iter().any(|(name, _)| *name == key.text)).count() > 1;
    if several { format!("{name} {}", method.as_str().to_ascii_lowercase()) } else { name.to_owned() }
}

/// `get /pets/{id}/toys` is `getPetsByIdToys`.
fn made_id(method: &Method, path: &str) -> String {
    let mut id = method.as_str().to_ascii_lowercase();
    let mut begins = true;
    for c in path.chars() {
        if c == '{' {
            id.push_str("By");
        }
        if !c.is_alphanumeric() {
            begins = true;
        } else if std::mem::take(&mut begins) {
            id.extend(c.to_uppercase());
        } else {
            id.push(c);
        }
    }
    id
}
