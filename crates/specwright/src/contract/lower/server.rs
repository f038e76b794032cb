//! Servers: of the document, of a path, of an operation.

use super::super::keywords::Kind;
use super::super::{Server, ServerVariable};
use super::Lowering;
use super::read::Object;
use crate::diagnostic::Diagnostic;
use crate::source::{Node, Position};

impl<'a> Lowering<'a, '_> {
    /// `servers` of an object that may have some.
    pub fn servers(&mut self, object: Object<'a>) -> Vec<Server> {
        let mut servers = Vec::new();
        for node in self.reader.list(object, "servers") {
            let Some(server) = self.reader.object(Kind::Server, node) else { continue };
            let Some(template) = self.reader.text(server, "url") else {
                self.missing(server, "url");
                continue;
            };
            let at = server.get("url").map_or(node.at, |node| node.at);
            let variables = self.server_variables(server);
            servers.push(Server {
                url: self.filled(template, &variables, at),
                template: template.to_owned(),
                variables,
                at,
                description: self.reader.text(server, "description").map(str::to_owned),
            });
        }
        servers
    }

    fn server_variables(&mut self, server: Object<'a>) -> Vec<ServerVariable> {
        let mut variables = Vec::new();
        for (key, node) in self.reader.map(server, "variables") {
            let Some(variable) = self.reader.object(Kind::ServerVariable, node) else { continue };
            let Some(default) = variable.get("default") else {
                self.missing(variable, "default");
                continue;
            };
            variables.push(ServerVariable {
                name: key.text.clone(),
                default: text_of(default),
                values: self.reader.list(variable, "enum").iter().map(text_of).collect(),
                description: self.reader.text(variable, "description").map(str::to_owned),
            });
        }
        variables
    }

    /// The URL with each variable's default in its place.
    fn filled(&mut self, template: &str, variables: &[ServerVariable], at: Position) -> String {
        let mut filled = template.to_owned();
        for variable in variables {
            filled = filled.replace(&format!("{{{}}}", variable.name), &variable.default);
        }
        if filled.contains('{') {
            let message = format!("`{template}` has a variable that `variables` does not describe");
            self.report(Diagnostic::error("unknown-server-variable", at, message));
        }
        filled
    }
}

/// YAML reads an unquoted port as a number.
fn text_of(node: &Node) -> String {
    node.as_str().map_or_else(|| node.to_json().to_string(), str::to_owned)
}
