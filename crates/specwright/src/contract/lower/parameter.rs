//! Parameters.

use super::super::keywords::Kind;
use super::super::{Docs, Parameter, ParameterLocation, ParameterStyle};
use super::read::Object;
use super::schema::{Said, Use, with};
use super::{Lowering, Value, ValueOf};
use crate::diagnostic::Diagnostic;
use crate::source::Node;

/// Header parameters that OpenAPI says are ignored: other parts of an operation describe them.
const DESCRIBED_ELSEWHERE: [(&str, &str); 3] = [
    ("accept", "the responses' media types"),
    ("content-type", "the body's media types"),
    ("authorization", "`security`"),
];

impl<'a> Lowering<'a, '_> {
    pub fn parameter(&mut self, node: &'a Node, words: &[String]) -> Option<Parameter> {
        let Some(parameter) = self.reader.object(Kind::Parameter, node) else {
            self.breaks("a parameter", node.at);
            return None;
        };
        let Some(name) = self.reader.text(parameter, "name") else {
            if !parameter.has("name") {
                self.missing(parameter, "name");
            }
            self.breaks("a parameter without a name", node.at);
            return None;
        };
        let Some(location) = self.location(parameter) else {
            self.breaks(format!("the parameter `{name}`"), node.at);
            return None;
        };
        let at = parameter.node.at;
        if location == ParameterLocation::Header
            && let Some((_, instead)) = DESCRIBED_ELSEWHERE.iter().find(|(other, _)| name.eq_ignore_ascii_case(other))
        {
            let message = format!("the header `{name}` is no parameter: {instead} describe it");
            self.report(Diagnostic::warning("ignored-parameter", at, message).help("drop the parameter"));
            return None;
        }
        let required = self.reader.flag(parameter, "required");
        if location == ParameterLocation::Path && !required {
            let message = format!("the path parameter `{name}` must be required: a path without it is another path");
            self.report(Diagnostic::error("optional-path-parameter", at, message).help("add `required: true`"));
        }
        // A component's schema is named after the component, whoever uses it first.
        let words = match self.inventory.component(parameter.node) {
            Some(component) => vec![component.name.clone()],
            None => with(&with(words, location_name(location)), name),
        };
        let (used, media_type) = self.parameter_type(parameter, &words);
        if location == ParameterLocation::Querystring && media_type.is_none() {
            let message = format!("the parameter `{name}` is the whole query string, and needs `content`");
            let help = "write `content: {application/x-www-form-urlencoded: {schema: …}}`";
            self.report(Diagnostic::error("querystring-without-content", at, message).help(help));
            self.breaks(format!("the parameter `{name}`"), node.at);
        }
        let (style, explode) = self.style(parameter, location);
        let mut docs = self.parameter_docs(parameter, &used);
        if let Some(description) = self.reader.description_at(node, parameter) {
            docs.description = Some(description.to_owned());
        }
        for node in self.example_nodes(parameter) {
            // What `content` holds is written as text; only a schema's own values are checked here.
            if media_type.is_none() {
                self.values.push(Value { node, ty: used.ty, what: ValueOf::Example });
            }
        }
        if let Some(node) = used.default
            && media_type.is_none()
        {
            self.values.push(Value { node, ty: used.ty, what: ValueOf::Default });
        }
        Some(Parameter {
            name: name.to_owned(),
            at,
            location,
            required: required || location == ParameterLocation::Path,
            style,
            explode,
            ty: used.ty,
            docs,
            default: used.default.map(Node::to_json),
            default_at: used.default.map(|node| node.at),
            media_type,
            allow_reserved: self.reader.flag(parameter, "allowReserved"),
            allow_empty_value: self.reader.flag(parameter, "allowEmptyValue"),
        })
    }

    fn location(&mut self, parameter: Object<'a>) -> Option<ParameterLocation> {
        let Some(text) = self.reader.text(parameter, "in") else {
            if !parameter.has("in") {
                self.missing(parameter, "in");
            }
            return None;
        };
        let location = match text {
            "path" => ParameterLocation::Path,
            "query" => ParameterLocation::Query,
            "querystring" => ParameterLocation::Querystring,
            "header" => ParameterLocation::Header,
            "cookie" => ParameterLocation::Cookie,
            other => {
                let at = parameter.get("in").map_or(parameter.node.at, |node| node.at);
                let message = format!("a parameter cannot be in `{other}`");
                self.report(Diagnostic::error("unknown-location", at, message).help(match other {
                    "body" | "formData" => "a body is described by `requestBody`",
                    _ => "it is in `path`, `query`, `header` or `cookie`",
                }));
                return None;
            }
        };
        Some(location)
    }

    /// From `schema`, or from the one media type of `content`.
    pub fn parameter_type(&mut self, parameter: Object<'a>, words: &[String]) -> (Use<'a>, Option<String>) {
        if let Some(node) = parameter.get("schema") {
            if parameter.has("content") {
                let message = "a parameter has either `schema` or `content`; `schema` is read";
                let finding = Diagnostic::error("schema-and-content", parameter.node.at, message);
                self.report(finding.help("drop `content`, or drop `schema` to write the value in a media type"));
            }
            return (self.use_of(node, words), None);
        }
        let mut contents = self.reader.map(parameter, "content");
        let first = contents.next();
        if let Some((key, _)) = contents.next() {
            let message = "a parameter is written in one media type; this one is not read";
            self.report(Diagnostic::error("several-media-types", key.at, message));
        }
        let Some((key, node)) = first else {
            if !parameter.has("content") {
                let message = format!("{} needs `schema` or `content`; it is read as any text", parameter.kind.name());
                self.report(Diagnostic::warning("missing-schema", parameter.node.at, message));
            }
            return (Said::default().of(self.any()), None);
        };
        let schema = self.reader.object(Kind::MediaType, node).and_then(|content| content.get("schema"));
        let used = match schema {
            Some(node) => self.use_of(node, words),
            None => Said::default().of(self.any()),
        };
        (used, Some(key.text.clone()))
    }

    pub fn style(&mut self, parameter: Object<'a>, location: ParameterLocation) -> (ParameterStyle, bool) {
        let usual = match location {
            ParameterLocation::Path | ParameterLocation::Header => ParameterStyle::Simple,
            ParameterLocation::Query | ParameterLocation::Querystring | ParameterLocation::Cookie => {
                ParameterStyle::Form
            }
        };
        let stated = self.reader.text(parameter, "style");
        let style = match stated {
            None => usual,
            Some(text) => style_named(text, location).unwrap_or_else(|| {
                let at = parameter.get("style").map_or(parameter.node.at, |node| node.at);
                let message =
                    format!("the style `{text}` does not exist for a parameter in {}", location_name(location));
                self.report(Diagnostic::error("unknown-style", at, message).help(styles_of(location)));
                usual
            }),
        };
        let explode = if parameter.has("explode") {
            self.reader.flag(parameter, "explode")
        } else {
            matches!(style, ParameterStyle::Form | ParameterStyle::Cookie)
        };
        (style, explode)
    }

    pub fn parameter_docs(&mut self, parameter: Object<'a>, used: &Use<'a>) -> Docs {
        let mut examples: Vec<_> = self.example_nodes(parameter).into_iter().map(Node::to_json).collect();
        if examples.is_empty() {
            examples.clone_from(&used.docs.examples);
        }
        let description = self.reader.text(parameter, "description").map(str::to_owned);
        Docs {
            title: used.docs.title.clone(),
            description: description.or_else(|| used.docs.description.clone()),
            deprecated: self.reader.flag(parameter, "deprecated") || used.docs.deprecated,
            examples,
        }
    }

    /// The values of `example` and `examples` of a parameter, a header or a media type.
    pub fn example_nodes(&mut self, object: Object<'a>) -> Vec<&'a Node> {
        let mut values: Vec<&Node> = object.raw("example").into_iter().collect();
        for (_, node) in self.reader.map(object, "examples") {
            if let Some(example) = self.reader.object(Kind::Example, node) {
                values.extend(example.raw("value").or_else(|| example.raw("dataValue")));
            }
        }
        values
    }
}

pub(super) fn location_name(location: ParameterLocation) -> &'static str {
    match location {
        ParameterLocation::Path => "path",
        ParameterLocation::Query => "query",
        ParameterLocation::Querystring => "querystring",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
    }
}

fn style_named(text: &str, location: ParameterLocation) -> Option<ParameterStyle> {
    Some(match (text, location) {
        ("simple", ParameterLocation::Path | ParameterLocation::Header) => ParameterStyle::Simple,
        ("label", ParameterLocation::Path) => ParameterStyle::Label,
        ("matrix", ParameterLocation::Path) => ParameterStyle::Matrix,
        ("form", ParameterLocation::Query | ParameterLocation::Cookie) => ParameterStyle::Form,
        ("cookie", ParameterLocation::Cookie) => ParameterStyle::Cookie,
        ("spaceDelimited", ParameterLocation::Query) => ParameterStyle::SpaceDelimited,
        ("pipeDelimited", ParameterLocation::Query) => ParameterStyle::PipeDelimited,
        ("deepObject", ParameterLocation::Query) => ParameterStyle::DeepObject,
        _ => return None,
    })
}

fn styles_of(location: ParameterLocation) -> &'static str {
    match location {
        ParameterLocation::Path => "the styles there are `simple`, `label` and `matrix`",
        ParameterLocation::Query => "the styles there are `form`, `spaceDelimited`, `pipeDelimited` and `deepObject`",
        ParameterLocation::Header => "the style there is `simple`",
        ParameterLocation::Querystring => "there is no style there: `content` says how it is written",
        ParameterLocation::Cookie => "the styles there are `form` and `cookie`",
    }
}
