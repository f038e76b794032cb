//! The headers of an operation's answers, each by its type.

use super::Package;
use crate::emit::{
    client::call::{Call, HeaderText, one_line},
    rust::text::{Text, Uses, list, literal},
};

const RUNTIME: &str = "specwright_poem::client";

/// A struct of them, and how to read it from an answer.
pub fn headers(text: &mut Text, uses: &mut Uses, package: &Package, call: &Call<'_>) {
    if call.headers.is_empty() {
        return;
    }
    let name = format!("{}Headers", call.name.builder);
    let value = uses.name(&format!("{RUNTIME}::ResponseValue"));
    let invalid = uses.name(&format!("{RUNTIME}::Invalid"));
    let reader = uses.name(&format!("{RUNTIME}::Headers"));
    let kind = uses.name(&format!("{RUNTIME}::Text"));
    text.gap();
    text.comment(0, &format!("The headers of what [`Client::{}`] answers.", call.name.method));
    text.line(format!("#[derive(Clone, Debug)]\npub struct {name} {{"));
    for header in &call.headers {
        let docs = header.header.docs.description.as_deref().map(one_line);
        text.comment(4, &docs.unwrap_or_else(|| format!("`{}`", header.header.name)));
        text.line(format!("    pub {}: Option<{}>,", header.field, package.ty(uses, &header.ty)));
    }
    text.line(format!("}}\n\nimpl {name} {{"));
    text.comment(4, "Reads them from an answer, a success or a failure. What it does not have is none.");
    text.line(format!("    pub fn of<T>(answer: &{value}<T>) -> Result<Self, {invalid}> {{"));
    text.line(format!("        let headers = {reader}::of(answer);"));
    let fields: Vec<String> = call
        .headers
        .iter()
        .map(|header| {
            let text = match &header.text {
                HeaderText::Plain => format!("{kind}::Plain"),
                HeaderText::Literal => format!("{kind}::Literal"),
                HeaderText::Plains => format!("{kind}::Plains"),
                HeaderText::Literals => format!("{kind}::Literals"),
                HeaderText::Json => format!("{kind}::Json"),
                HeaderText::Members { explode, literals } => {
                    let literals: Vec<String> = literals.iter().map(|name| literal(name)).collect();
                    format!("{kind}::Members {{ explode: {explode}, literals: &[{}] }}", literals.join(", "))
                }
            };
            format!("{}: headers.get({}, {text})?", header.field, literal(&header.header.name))
        })
        .collect();
    text.line(list(8, "Ok(Self {", &fields, "})"));
    text.line("    }\n}");
}
