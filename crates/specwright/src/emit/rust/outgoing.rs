//! `outgoing/`: the requests that the server sends, webhooks and callbacks, a file each.

use super::file;
use super::layout::{group, text as plain};
use super::operation::{has_no_body, media_type_rank};
use super::text::{Text, Uses, literal};
use super::ty::{Model, Place};
use crate::contract::{
    Content, ContentKind, Outgoing, Parameter, ParameterLocation, ParameterStyle, Response, Status, Trigger,
};
use crate::emit::GeneratedFile;
use crate::names::rust::{Form, OperationNames, Scope};
use crate::names::status::status_variant;

const RUNTIME: &str = "specwright_poem::outgoing";

/// What a body is sent as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sent {
    Json,
    Form,
    Text,
    Octets,
}

/// Nothing where the contract has none.
pub fn files(model: &Model<'_>) -> Vec<GeneratedFile> {
    let mut files = Vec::new();
    let (mut root, mut modules) = (Text::default(), Vec::new());
    for outgoing in &model.contract.outgoing {
        let names = model.names.operation(&outgoing.operation);
        let (mut body, mut uses) = (Text::default(), Uses::default());
        request(model, &mut body, &mut uses, outgoing, &names);
        response(model, &mut body, &mut uses, outgoing, &names);
        let about: Vec<_> = outgoing.triggers.iter().map(trigger).collect();
        files.push(file(format!("src/outgoing/{}.rs", names.method), &about.join("\n"), &uses, &body));
        modules.push(format!("pub mod {};", names.method));
    }
    if files.is_empty() {
        return files;
    }
    modules.sort();
    for module in modules {
        root.line(module);
    }
    let about = "The requests that the server sends: each is made here, and sent by whatever HTTP client there is.";
    files.insert(0, file("src/outgoing/mod.rs", about, &Uses::default(), &root));
    files
}

fn trigger(trigger: &Trigger) -> String {
    let clean = |text: &str| text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    match trigger {
        Trigger::Webhook { name } => format!("The webhook `{}`.", clean(name)),
        Trigger::Callback { operation, name, .. } => {
            format!("The callback `{}` of `{}`.", clean(name), clean(operation))
        }
    }
}

fn request(model: &Model<'_>, text: &mut Text, uses: &mut Uses, outgoing: &Outgoing, names: &OperationNames) {
    let operation = &outgoing.operation;
    let ty = format!("{}Request", names.prefix);
    let mut fields = Scope::with(&["body"]);
    let parameters: Vec<(String, &Parameter)> = operation
        .parameters
        .iter()
        .filter(|parameter| matches!(parameter.location, ParameterLocation::Query | ParameterLocation::Header))
        .map(|parameter| (fields.field(&parameter.name), parameter))
        .collect();
    let body = operation.body.as_ref();
    let content = body.and_then(|body| body.contents.iter().min_by_key(|content| media_type_rank(content)));
    let optional = body.is_some_and(|body| !body.required);

    text.gap();
    let words = [operation.summary.as_deref(), operation.docs.description.as_deref()];
    let words: Vec<_> = words.into_iter().flatten().filter(|words| !words.trim().is_empty()).collect();
    if words.is_empty() {
        text.comment(0, "What is sent.");
    } else {
        text.comment(0, &words.join("\n\n"));
    }
    text.line("#[derive(Clone, Debug, PartialEq)]");
    if parameters.is_empty() && content.is_none() {
        text.line(format!("pub struct {ty};"));
    } else {
        text.line(format!("pub struct {ty} {{"));
        for (field, parameter) in &parameters {
            text.docs(4, &parameter.docs, "");
            let written = model.ty(uses, Place::Elsewhere, parameter.ty, Form::Request);
            let optional = !parameter.required && !parameter.ty.nullable;
            text.line(format!("    pub {field}: {},", if optional { format!("Option<{written}>") } else { written }));
        }
        if let Some(content) = content {
            text.comment(4, &format!("`{}`", content.full_media_type()));
            let written = content_type(model, uses, content, Form::Request);
            text.line(format!("    pub body: {},", if optional { format!("Option<{written}>") } else { written }));
        }
        text.line("}");
    }

    text.gap();
    text.line(format!("impl {ty} {{"));
    for (at, expression) in expressions(outgoing).iter().enumerate() {
        let exchange = uses.name(&format!("{RUNTIME}::Exchange"));
        let suffix = if at == 0 { String::new() } else { format!("_{}", at + 1) };
        text.comment(4, "Where it goes to, as the contract says it: a URL with runtime expressions.");
        text.line(format!("    pub const EXPRESSION{suffix}: &str = {};", literal(expression)));
        text.line("");
        text.comment(4, "The same with the request and answer before it; None where they do not have what it names.");
        text.line(format!("    pub fn url{suffix}(exchange: &{exchange}) -> Option<String> {{"));
        text.line(format!("        exchange.expand(Self::EXPRESSION{suffix})"));
        text.line("    }");
        text.line("");
    }
    let request = uses.name(&format!("{RUNTIME}::OutgoingRequest"));
    text.comment(4, "The request to this URL.");
    text.line(format!("    pub fn to(&self, url: &str) -> {request} {{"));
    let new = format!("{request}::new({}, url)", literal(operation.method.as_str()));
    if parameters.is_empty() && content.is_none() {
        text.line(format!("        {new}"));
    } else {
        text.line(format!("        let mut request = {new};"));
        for (field, parameter) in &parameters {
            let name = literal(&parameter.name);
            if parameter.location == ParameterLocation::Header {
                let name = literal(&parameter.name.to_ascii_lowercase());
                text.line(format!("        request.header({name}, {}, &self.{field});", parameter.explode));
            } else {
                let style = uses.name(&format!("{RUNTIME}::QueryStyle"));
                let arguments = vec![
                    plain(name),
                    plain(format!("{style}::{}", query_style(parameter))),
                    plain(parameter.explode.to_string()),
                    plain(format!("&self.{field}")),
                ];
                text.line(group("request.query(", arguments, ");").render(8));
            }
        }
        if let Some(content) = content {
            let method = match sent(content) {
                Sent::Json => "json",
                Sent::Form => "form",
                Sent::Text | Sent::Octets => "octets",
            };
            let media_type = literal(&content.full_media_type());
            let value = |body: &str| match (sent(content), optional) {
                (Sent::Text, _) => format!("{body}.clone().into_bytes()"),
                (Sent::Octets, _) => format!("{body}.clone()"),
                (_, true) => body.to_owned(),
                (_, false) => format!("&{body}"),
            };
            if optional {
                text.line("        if let Some(body) = &self.body {");
                text.line(format!("            request.{method}({media_type}, {});", value("body")));
                text.line("        }");
            } else {
                text.line(format!("        request.{method}({media_type}, {});", value("self.body")));
            }
        }
        text.line("        request");
    }
    text.line("    }");
    text.line("}");
}

fn response(model: &Model<'_>, text: &mut Text, uses: &mut Uses, outgoing: &Outgoing, names: &OperationNames) {
    let operation = &outgoing.operation;
    let ty = format!("{}Response", names.prefix);
    let mut variants = Scope::with(&["Self"]);
    let mut answers: Vec<(&Response, String, Option<&Content>)> = Vec::new();
    for response in &operation.responses {
        let variant = variants.variant(&status_variant(response.status));
        let content = response.contents.iter().min_by_key(|content| media_type_rank(content));
        answers.push((response, variant, content.filter(|_| !has_no_body(operation, response.status))));
    }
    // What is said of one status counts before what is said of many.
    answers.sort_by_key(|(response, ..)| match response.status {
        Status::Code(_) => 0,
        Status::Range(_) => 1,
        Status::Default => 2,
    });
    text.gap();
    text.comment(0, "What comes back.");
    text.line("#[derive(Clone, Debug, PartialEq)]");
    text.line(format!("pub enum {ty} {{"));
    for (response, variant, content) in &answers {
        text.comment(4, &response.description);
        let body = content.map(|content| content_type(model, uses, content, Form::Response));
        text.line(match (response.status, body) {
            (Status::Code(_), None) => format!("    {variant},"),
            (Status::Code(_), Some(body)) => format!("    {variant}({body}),"),
            (_, None) => format!("    {variant} {{ status: u16 }},"),
            (_, Some(body)) => format!("    {variant} {{ status: u16, body: {body} }},"),
        });
    }
    text.line("}");

    let error = uses.name(&format!("{RUNTIME}::UnexpectedAnswer"));
    let reads = answers.iter().any(|(_, _, content)| content.is_some());
    text.gap();
    text.line(format!("impl {ty} {{"));
    text.comment(4, "Reads what came back.");
    text.line("    ///");
    text.line("    /// # Errors");
    text.line("    ///");
    text.comment(4, "The contract has no such status, or the body is not what it says.");
    let body = if reads { "body" } else { "_body" };
    text.line(format!("    pub fn read(status: u16, {body}: &[u8]) -> Result<Self, {error}> {{"));
    // A `match` that has one arm for everything is a detour.
    let alone = matches!(answers.as_slice(), [(response, ..)] if response.status == Status::Default);
    if !alone {
        text.line("        Ok(match status {");
    }
    for (response, variant, content) in &answers {
        let pattern = match response.status {
            Status::Code(code) => code.to_string(),
            Status::Range(class) => format!("{class}00..={class}99"),
            Status::Default => "status".to_owned(),
        };
        let value = content.map(|content| match sent(content) {
            Sent::Json => format!("{}(body)?", uses.name(&format!("{RUNTIME}::read_json"))),
            Sent::Text => "String::from_utf8_lossy(body).into_owned()".to_owned(),
            Sent::Form | Sent::Octets => "body.to_vec()".to_owned(),
        });
        text.line(match (response.status, value) {
            (Status::Code(_), None) => format!("            {pattern} => Self::{variant},"),
            (Status::Code(_), Some(value)) => format!("            {pattern} => Self::{variant}({value}),"),
            (_, None) if alone => format!("        Ok(Self::{variant} {{ status }})"),
            (_, Some(value)) if alone => format!("        Ok(Self::{variant} {{ status, body: {value} }})"),
            (_, None) => format!("            {pattern} => Self::{variant} {{ status }},"),
            (_, Some(value)) => format!("            {pattern} => Self::{variant} {{ status, body: {value} }},"),
        });
    }
    if !answers.iter().any(|(response, ..)| response.status == Status::Default) {
        text.line(format!("            other => return Err({error}::Status(other)),"));
    }
    if !alone {
        text.line("        })");
    }
    text.line("    }");
    text.line("}");
}

/// Each once.
fn expressions(outgoing: &Outgoing) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for trigger in &outgoing.triggers {
        if let Trigger::Callback { expression, .. } = trigger
            && !found.contains(&expression.as_str())
        {
            found.push(expression);
        }
    }
    found
}

fn sent(content: &Content) -> Sent {
    match content.kind {
        ContentKind::Json | ContentKind::MergePatch => Sent::Json,
        ContentKind::Form => Sent::Form,
        ContentKind::Text => Sent::Text,
        _ => Sent::Octets,
    }
}

fn content_type(model: &Model<'_>, uses: &mut Uses, content: &Content, form: Form) -> String {
    match (sent(content), content.ty) {
        (Sent::Json, Some(ty)) => model.ty(uses, Place::Elsewhere, ty, form),
        (Sent::Form, Some(ty)) if form == Form::Request => model.ty(uses, Place::Elsewhere, ty, form),
        (Sent::Json, None) => uses.name("serde_json::Value"),
        (Sent::Form, None) if form == Form::Request => uses.name("serde_json::Value"),
        (Sent::Text, _) => "String".to_owned(),
        _ => "Vec<u8>".to_owned(),
    }
}

fn query_style(parameter: &Parameter) -> &'static str {
    match parameter.style {
        _ if parameter.media_type.is_some() => "Json",
        ParameterStyle::SpaceDelimited => "SpaceDelimited",
        ParameterStyle::PipeDelimited => "PipeDelimited",
        ParameterStyle::DeepObject => "DeepObject",
        _ => "Form",
    }
}
