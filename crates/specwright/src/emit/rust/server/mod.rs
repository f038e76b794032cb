//! `server/`: a trait per tag, and for each operation the way from its request to the trait and back.
//!
//! ```text
//! description  what the run time is told of an operation, as statics;  parameters  how its values are written
//! handler      from the call to the trait's method;  form  the same for a multipart form
//! answers      from what the method returned to the response
//! ```

mod answers;
mod description;
mod form;
mod handler;
mod parameters;

pub use answers::conversions;
pub use parameters::required_query;

use super::layout::{Doc, group, text as plain};
use super::operation::Op;
use super::text::{Text, Uses, fits, list, literal};

const SERVER: &str = "specwright_poem::server";

/// The trait's method.
pub fn method(text: &mut Text, uses: &mut Uses, op: &Op<'_>) {
    let docs = &op.operation.docs;
    let summary = op.operation.summary.as_deref().unwrap_or_default();
    let description = docs.description.as_deref().unwrap_or_default();
    for words in [summary, description].into_iter().filter(|words| !words.trim().is_empty()) {
        text.comment(4, words);
        text.line("    ///");
    }
    text.comment(4, &format!("`{} {}`", op.operation.method.as_str(), op.operation.path));
    if docs.deprecated {
        text.line("    ///");
        text.line("    /// Deprecated.");
    }
    uses.name("std::future::Future");
    let mut arguments = vec!["&self".to_owned()];
    if let Some(guard) = &op.guard {
        uses.name("crate::guards");
        let ty = format!("guards::{}", guard.name);
        arguments.push(format!("caller: {}", if guard.optional { format!("Option<{ty}>") } else { ty }));
    }
    arguments.extend(op.groups.iter().map(|group| format!("{}: {}", group.name, group.ty)));
    if let Some(accept) = &op.accept {
        arguments.push(format!("accept: {}", accept.ty));
    }
    if let Some(body) = &op.body {
        arguments
            .push(format!("body: {}", if body.required { body.ty.clone() } else { format!("Option<{}>", body.ty) }));
    }
    let (method, prefix) = (&op.names.method, &op.names.prefix);
    let result = answer(prefix);
    let line = list(4, &format!("fn {method}("), &arguments, &format!(") {result}"));
    // Where it fits but for the semicolon, rustfmt puts what it returns on a line of its own.
    if line.chars().count() == 120 && !line.contains('\n') {
        text.line(format!("    fn {method}({})", arguments.join(", ")));
        text.line(format!("    {result}"));
    } else {
        text.line(line);
    }
}

/// What the trait's method returns.
fn answer(prefix: &str) -> String {
    let (response, error) = (format!("{prefix}Response"), format!("{prefix}Error"));
    let one = format!("-> impl Future<Output = Result<{response}, {error}>> + Send;");
    // rustfmt counts neither what stands before it nor the semicolon.
    if fits(0, &one) {
        return one;
    }
    let output = format!("Output = Result<{response}, {error}>,");
    if fits(8, &output) {
        return format!("-> impl Future<\n        {output}\n    > + Send;");
    }
    format!(
        "-> impl Future<\n        Output = Result<\n            {response},\n            {error},\n        >,\n    > + Send;"
    )
}

fn texts(texts: &[String]) -> Doc {
    group("&[", texts.iter().map(|text| plain(literal(text))).collect(), "]")
}
