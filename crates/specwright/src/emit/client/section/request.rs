//! `prepared`: the request of a builder. URL, parameters in their styles, body.

use super::builder::is_raw;
use crate::{
    contract::{Method, ParameterLocation, ParameterStyle},
    diagnostic::Diagnostics,
    emit::{
        client::{
            call::{Argument, BodyContent, BodyKind, Call, Encoding, Framing, Part, PartKind, Way},
            fit::{Piece, template},
            limits::PATH,
            media_type::is_media_type,
        },
        rust::text::{Text, Uses, list, literal},
    },
};

const RUNTIME: &str = "specwright_poem::client";

/// Says so where the path and its parameters do not belong together.
pub fn check_path(call: &Call<'_>, diagnostics: &mut Diagnostics) {
    let pieces = template(&call.operation.path);
    let missing = pieces.iter().flatten().find(|piece| match piece {
        Piece::Parameter(name) => argument_in_path(call, name).is_none(),
        Piece::Text(_) => false,
    });
    if pieces.is_none() || missing.is_some() {
        let id = &call.operation.id;
        let message = format!("the Rust client sends the path of `{id}` with its braces: they name no parameter");
        PATH.report(call.operation.path_at, message, diagnostics);
    }
}

fn argument_in_path<'c, 'a>(call: &'c Call<'a>, name: &str) -> Option<&'c Argument<'a>> {
    let mut in_path = call.arguments.iter().filter(|a| a.parameter.location == ParameterLocation::Path);
    in_path.find(|argument| argument.parameter.name == name)
}

/// `fn prepared(self) -> Result<Request, Invalid>`.
pub fn prepared(text: &mut Text, uses: &mut Uses, call: &Call<'_>) {
    let request = uses.name(&format!("{RUNTIME}::Request"));
    let invalid = uses.name(&format!("{RUNTIME}::Invalid"));
    text.line(format!("    fn prepared(self) -> Result<{request}, {invalid}> {{"));
    let (make, method) = match &call.operation.method {
        method @ (Method::Query | Method::Other(_)) => ("custom", literal(method.as_str())),
        method => ("new", format!("{}::{}", uses.name(&format!("{RUNTIME}::Method")), method.as_str())),
    };
    let base = match call.operation.servers.first() {
        Some(server) => format!("&self.client.server({})", literal(server.url.trim_end_matches('/'))),
        None => "&self.client.baseurl".to_owned(),
    };
    text.line(list(8, &format!("let mut request = {request}::{make}("), &[method, base], ")?;"));
    let mut statements = Statements { text, uses };
    statements.path(call);
    for argument in call.arguments.iter().filter(|a| a.parameter.location != ParameterLocation::Path) {
        statements.argument(argument, false);
    }
    statements.body(call);
    text.line("        Ok(request)\n    }");
}

struct Statements<'t> {
    text: &'t mut Text,
    uses: &'t mut Uses,
}

impl Statements<'_> {
    fn call(&mut self, indent: usize, function: &str, arguments: &[String], end: &str) {
        self.text.line(list(indent, &format!("{function}("), arguments, &format!("){end}")));
    }

    fn path(&mut self, call: &Call<'_>) {
        let path = call.operation.path.as_str();
        let mut written = String::new();
        let pieces = template(path).unwrap_or_else(|| vec![Piece::Text(path)]);
        for (place, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Text(piece) => written.push_str(piece),
                Piece::Parameter(name) => match argument_in_path(call, name) {
                    None => written.extend(["{", name, "}"]),
                    Some(argument) => {
                        self.literal(&mut written);
                        let once_more = pieces.iter().skip(place + 1).any(|later| later == piece);
                        self.argument(argument, once_more);
                    }
                },
            }
        }
        self.literal(&mut written);
    }

    fn literal(&mut self, written: &mut String) {
        if !written.is_empty() {
            self.call(8, "request.text", &[literal(written)], ";");
            written.clear();
        }
    }

    /// `once_more`: it is written again.
    fn argument(&mut self, argument: &Argument<'_>, once_more: bool) {
        let parameter = argument.parameter;
        let value = format!("&self.{}{}?", argument.setter, if once_more { ".clone()" } else { "" });
        let name = literal(&parameter.name);
        let function = match parameter.location {
            ParameterLocation::Path => "request.path",
            ParameterLocation::Query if parameter.allow_reserved => "request.query_reserved",
            ParameterLocation::Query => "request.query",
            ParameterLocation::Querystring => "request.querystring",
            ParameterLocation::Header => "request.header",
            ParameterLocation::Cookie if parameter.style == ParameterStyle::Cookie => "request.raw_cookie",
            ParameterLocation::Cookie => "request.cookie",
        };
        if is_json(argument) {
            let function = function.trim_end_matches("_reserved");
            self.call(8, &format!("{function}_json"), &[name, value], "?;");
            return;
        }
        if parameter.location == ParameterLocation::Querystring {
            self.call(8, function, &[name, value], "?;");
            return;
        }
        let mut arguments = vec![name];
        if matches!(parameter.location, ParameterLocation::Path | ParameterLocation::Query) {
            arguments.push(self.style(parameter.style));
        }
        arguments.push(parameter.explode.to_string());
        arguments.push(value);
        self.call(8, function, &arguments, "?;");
    }

    fn style(&mut self, style: ParameterStyle) -> String {
        let name = match style {
            ParameterStyle::Simple => "Simple",
            ParameterStyle::Form | ParameterStyle::Cookie => "Form",
            ParameterStyle::Label => "Label",
            ParameterStyle::Matrix => "Matrix",
            ParameterStyle::SpaceDelimited => "SpaceDelimited",
            ParameterStyle::PipeDelimited => "PipeDelimited",
            ParameterStyle::DeepObject => "DeepObject",
        };
        format!("{}::{name}", self.uses.name(&format!("{RUNTIME}::Style")))
    }

    fn body(&mut self, call: &Call<'_>) {
        let Some(body) = &call.body else { return };
        if let Some(parts) = call.parts() {
            self.parts(parts, body.contents.first());
            return;
        }
        match (body.contents.as_slice(), body.required) {
            ([one], true) if !is_raw(one) || is_media_type(&one.media_type) => self.content(8, one, "self.body?"),
            ([one], true) => {
                self.text.line("        let body = self.body?;");
                self.content(8, one, "body");
            }
            ([one], false) => {
                self.text.line("        if let Some(body) = self.body? {");
                self.content(12, one, "body");
                self.text.line("        }");
            }
            (several, required) => {
                let name = format!("{}Body", call.name.builder);
                self.text.line("        match self.body? {");
                for content in several {
                    let pattern = format!("{name}::{}(body)", content.variant);
                    let pattern = if required { pattern } else { format!("Some({pattern})") };
                    self.text.line(format!("            {pattern} => {{"));
                    self.content(16, content, "body");
                    self.text.line("            }");
                }
                if !required {
                    self.text.line("            None => {}");
                }
                self.text.line("        }");
            }
        }
    }

    fn content(&mut self, indent: usize, content: &BodyContent, value: &str) {
        let media_type = literal(&content.media_type);
        match &content.kind {
            BodyKind::Json { .. } => {
                let media_type = if is_media_type(&content.media_type) { &media_type } else { "\"application/json\"" };
                self.call(indent, "request.json", &[media_type.to_owned(), format!("&{value}")], "?;");
            }
            BodyKind::Form { encodings, .. } => {
                let encodings = self.encodings(indent, encodings);
                self.call(indent, "request.form", &[media_type, format!("&{value}"), encodings], "?;");
            }
            BodyKind::Items { framing, .. } => {
                let framing = framing_of(self.uses, *framing);
                self.call(indent, "request.items", &[media_type, framing, value.to_owned()], "?;");
            }
            BodyKind::Octets if is_media_type(&content.media_type) => {
                self.call(indent, "request.octets", &[media_type, value.to_owned()], "?;");
            }
            BodyKind::Octets => {
                self.call(indent, "request.octets", &[format!("&{value}.0"), format!("{value}.1")], "?;");
            }
            BodyKind::Parts(_) | BodyKind::RawParts => {
                self.call(indent, "request.parts", &[media_type, value.to_owned()], ";");
            }
        }
    }

    /// The list of encodings, as a constant where there are any.
    fn encodings(&mut self, indent: usize, encodings: &[Encoding]) -> String {
        if encodings.is_empty() {
            return "&[]".to_owned();
        }
        let name = self.uses.name(&format!("{RUNTIME}::Encoding"));
        let mut items = Vec::with_capacity(encodings.len());
        for encoding in encodings {
            let member = literal(&encoding.name);
            items.push(match encoding.way {
                Way::Json => format!("{name}::Json({member})"),
                Way::Styled { style, explode, reserved } => {
                    let kind = if reserved { "Reserved" } else { "Styled" };
                    format!("{name}::{kind}({member}, {}, {explode})", self.style(style))
                }
            });
        }
        self.text.line(list(indent, &format!("const ENCODINGS: &[{name}] = &["), &items, "];"));
        "ENCODINGS".to_owned()
    }

    fn parts(&mut self, parts: &[Part], content: Option<&BodyContent>) {
        let form = self.uses.name(&format!("{RUNTIME}::Parts"));
        self.text.line(format!("        let mut parts = {form}::new();"));
        for part in parts {
            let name = literal(&part.name);
            let value = format!("self.{}?", part.setter);
            match &part.kind {
                PartKind::File => {
                    let files = match (part.list, part.required) {
                        (false, true) => format!("[{value}]"),
                        (true, false) => format!("{value}.into_iter().flatten()"),
                        (true, true) | (false, false) => value,
                    };
                    self.call(8, "parts.files", &[name, files], ";");
                }
                PartKind::Others => {
                    self.call(8, "parts.others", &[format!("{value}.into_iter().flatten()")], ";");
                }
                PartKind::Value(_) => match part.way {
                    Some(Way::Styled { style, explode, .. }) => {
                        let style = self.style(style);
                        self.call(8, "parts.styled", &[name, style, explode.to_string(), format!("&{value}")], "?;");
                    }
                    Some(Way::Json) | None => {
                        let said = part.media_type.as_deref().map(literal);
                        let said = said.map_or_else(|| "None".to_owned(), |said| format!("Some({said})"));
                        self.call(8, "parts.value", &[name, said, format!("&{value}")], "?;");
                    }
                },
            }
        }
        let media_type = content.map_or("multipart/form-data", |content| &content.media_type);
        self.call(8, "request.parts", &[literal(media_type), "parts".to_owned()], ";");
    }
}

pub fn framing_of(uses: &mut Uses, framing: Framing) -> String {
    let name = uses.name(&format!("{RUNTIME}::Framing"));
    match framing {
        Framing::Lines => format!("{name}::Lines"),
        Framing::Sequence => format!("{name}::Sequence"),
    }
}

fn is_json(argument: &Argument<'_>) -> bool {
    argument.parameter.media_type.as_deref().is_some_and(|media_type| media_type.contains("json"))
}
