//! What happens around every request: it is signed, it may have a timeout; and progenitor's get the media types that the
//! projection wrote as `application/json` or `application/octet-stream`, because progenitor knows no others.

use std::collections::BTreeMap;

use crate::{
    contract::Contract,
    emit::{
        client::{
            call::{AnswerKind, BodyKind, Call},
            media_type::is_media_type,
        },
        rust::text::{Text, Uses, literal},
    },
};

/// `impl ClientHooks for Client`.
pub fn hooks(text: &mut Text, uses: &mut Uses, contract: &Contract, by_progenitor: &[&Call<'_>], signs: bool) {
    let content_types = by_value(by_progenitor, content_type);
    let accepts = by_value(by_progenitor, accept);
    text.gap();
    text.line("impl ClientHooks<()> for Client {");
    text.line(
        "    async fn pre<E>(&self, request: &mut reqwest::Request, info: &OperationInfo) -> Result<(), Error<E>> {",
    );
    for (values, header) in [(&content_types, "CONTENT_TYPE"), (&accepts, "ACCEPT")] {
        if values.is_empty() {
            continue;
        }
        let header = uses.name(&format!("reqwest::header::{header}"));
        let value = uses.name("reqwest::header::HeaderValue");
        text.line("        let media_type = match info.operation_id {");
        for (value, methods) in values {
            text.line(format!("            {} => Some({}),", pattern(methods, 12), literal(value)));
        }
        text.line("            _ => None,\n        };\n        if let Some(media_type) = media_type {");
        text.line(format!(
            "            request.headers_mut().insert({header}, {value}::from_static(media_type));\n        }}"
        ));
    }
    let operation = if signs {
        text.line("        self.credentials.sign(request, security(info.operation_id));");
        true
    } else {
        !content_types.is_empty() || !accepts.is_empty()
    };
    if !operation {
        text.line("        let _ = info;");
    }
    text.line("        if let Some(timeout) = self.timeout {");
    text.line("            *request.timeout_mut() = Some(timeout);\n        }\n        Ok(())\n    }");
    if !contract.problems.is_empty() && !by_progenitor.is_empty() {
        uses.name("reqwest::header::CONTENT_TYPE");
        text.gap();
        text.line(EXEC);
    }
    text.line("}");
}

/// Where every failure has one envelope, progenitor's code decodes every 5xx as that, and loses the status of one that
/// comes from somebody in between.
const EXEC: &str = "    /// A server error without JSON, such as a proxy's 502, keeps its status: it comes as
    /// [`Error::CommunicationError`].
    async fn exec(&self, request: reqwest::Request, _info: &OperationInfo) -> reqwest::Result<reqwest::Response> {
        let response = self.client.execute(request).await?;
        let content_type = response.headers().get(CONTENT_TYPE);
        let is_json = content_type.is_some_and(|value| value.to_str().is_ok_and(|value| value.contains(\"json\")));
        if response.status().is_server_error() && !is_json { response.error_for_status() } else { Ok(response) }
    }";

/// The operations that want a value, by value.
fn by_value<'c>(calls: &[&'c Call<'_>], value: impl Fn(&Call<'_>) -> Option<String>) -> BTreeMap<String, Vec<&'c str>> {
    let mut by_value: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for call in calls {
        if let Some(value) = value(call) {
            by_value.entry(value).or_default().push(&call.name.method);
        }
    }
    by_value
}

/// An arm of a `match` on the operation.
pub fn arm(text: &mut Text, methods: &[&str], value: &str) {
    text.line(format!("        {} => {value},", pattern(methods, 8)));
}

/// `"a" | "b"`: on one line where that is short, else one a line, as rustfmt has it.
fn pattern(methods: &[&str], indent: usize) -> String {
    let names: Vec<String> = methods.iter().map(|method| literal(method)).collect();
    let one = names.join(" | ");
    if indent + one.len() <= 90 { one } else { names.join(&format!("\n{:indent$}| ", "")) }
}

/// The content type, where it is not the one that progenitor sends.
fn content_type(call: &Call<'_>) -> Option<String> {
    let content = call.body.as_ref()?.contents.first()?;
    let sent = match content.kind {
        BodyKind::Json { .. } => "application/json",
        BodyKind::Form { .. } => "application/x-www-form-urlencoded",
        BodyKind::Octets => "application/octet-stream",
        BodyKind::Items { .. } | BodyKind::Parts(_) | BodyKind::RawParts => return None,
    };
    let said = &content.media_type;
    (said != sent && is_media_type(said)).then(|| said.clone())
}

/// What to accept, where it is not `application/json` for something typed and everything for the rest.
fn accept(call: &Call<'_>) -> Option<String> {
    let success = call.successes.first()?;
    let said = success.media_type.as_ref().filter(|said| is_media_type(said))?;
    match success.kind {
        AnswerKind::Json(_) if said != "application/json" => Some(said.clone()),
        _ => None,
    }
}
