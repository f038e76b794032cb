//! The ways to call an operation: one for each type that its body can have, and each type that its answer can have.

use super::failures;
use super::plan::{Answer, Body, Call};
use super::text::{key, quote};
use super::types::{Form, Types};
use crate::contract::{Content, ContentKind, Shape, Status};

/// More ways than this are told apart by nobody; then there is one for everything.
const MOST: usize = 12;

/// Whether an option says which media type is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// There is only one.
    None,
    /// One is meant without saying.
    Free,
    Needed,
}

/// A body of one type, and the media types that carry it.
#[derive(Clone)]
pub(super) struct Sent<'a> {
    /// None: several bodies in one.
    pub content: Option<&'a Content>,
    pub ty: String,
    /// As types: `"text/csv"`, or a template for a range.
    pub media_types: Vec<String>,
    pub choice: Choice,
}

/// An answer of one type, and the media types to ask for it.
#[derive(Clone)]
pub(super) struct Received {
    pub data: String,
    /// The value with its status and headers, where the contract says more of them than nothing.
    pub whole: Option<String>,
    /// As types: `"text/csv"`.
    pub media_types: Vec<String>,
    pub choice: Choice,
    pub is_stream: bool,
}

/// One way to call.
pub(super) struct Way<'a> {
    pub sent: Option<Sent<'a>>,
    pub received: Received,
}

impl Way<'_> {
    /// The one that is meant when no option says otherwise.
    pub fn is_usual(&self) -> bool {
        self.received.choice != Choice::Needed && self.sent.as_ref().is_none_or(|sent| sent.choice != Choice::Needed)
    }

    /// The options of the call, and whether one of them has to be there.
    pub fn options(&self, base: &str, types: &mut Types) -> (String, bool) {
        let mut text = base.to_owned();
        let mut required = false;
        let mut add = |name: &str, choice: Choice, media_types: &[String]| {
            let ty = media_types.join(" | ");
            match choice {
                Choice::None => {}
                Choice::Free => text.push_str(&format!(" & {{ readonly {name}?: {ty} | undefined }}")),
                Choice::Needed => {
                    text.push_str(&format!(" & {{ readonly {name}: {ty} }}"));
                    required = true;
                }
            }
        };
        if let Some(sent) = &self.sent {
            add("contentType", sent.choice, &sent.media_types);
        }
        if self.received.is_stream {
            types.imports.add("runtime/options", "Streamed");
            text.push_str(" & Streamed");
            return (text, true);
        }
        add("accept", self.received.choice, &self.received.media_types);
        (text, required)
    }
}

/// The bodies, the usual one first.
pub(super) fn sent<'a>(types: &mut Types, body: &Body<'a>) -> Vec<Sent<'a>> {
    let mut all: Vec<Sent> = Vec::new();
    for content in &body.contents {
        let ty = body_type(types, content);
        let media_type = Body::sent_as(content);
        let text = media_type_type(&media_type);
        if let Some(same) = all.iter_mut().find(|sent| sent.ty == ty) {
            same.media_types.push(text);
            continue;
        }
        let choice = match (all.is_empty(), media_type.contains('*')) {
            (true, false) => Choice::None,
            // A Blob knows its own; JSON does not.
            (true, true) if !Body::is_json(content) => Choice::Free,
            _ => Choice::Needed,
        };
        all.push(Sent { content: Some(content), ty, media_types: vec![text], choice });
    }
    if let Some(usual) = all.first_mut().filter(|usual| usual.choice == Choice::None)
        && body.contents.len() > 1
    {
        usual.choice = Choice::Free;
    }
    all
}

/// `image/*` is what begins so.
fn media_type_type(media_type: &str) -> String {
    if media_type.contains('*') {
        format!("`{}`", media_type.replace(['`', '\\', '$'], "").replace('*', "${string}"))
    } else {
        quote(media_type)
    }
}

fn body_type(types: &mut Types, content: &Content) -> String {
    if Body::is_json(content) {
        return content.ty.map_or_else(|| "unknown".to_owned(), |ty| types.reference(ty, Form::Input, 0));
    }
    match (content.kind, content.ty) {
        (ContentKind::Form | ContentKind::Multipart, Some(ty)) => types.reference(ty, Form::Input, 0),
        (ContentKind::Form, None) => "URLSearchParams | Record<string, unknown>".to_owned(),
        (ContentKind::Multipart, None) => "FormData | Record<string, unknown>".to_owned(),
        (ContentKind::JsonLines | ContentKind::JsonSequence, _) => {
            let item = content.item.map_or_else(|| "unknown".to_owned(), |ty| types.reference(ty, Form::Input, 0));
            format!("Iterable<{item}>")
        }
        (ContentKind::Binary | ContentKind::MultipartMixed, _) => {
            types.imports.add("runtime/options", "Octets");
            let is_text = ["xml", "yaml", "javascript", "graphql"].iter().any(|word| content.media_type.contains(word));
            if is_text { "string | Octets" } else { "Octets" }.to_owned()
        }
        _ => "string".to_owned(),
    }
}

/// The answers, the usual one first.
pub(super) fn received(types: &mut Types, call: &Call) -> Vec<Received> {
    let successes = call.successes();
    let mut media_types: Vec<&str> = Vec::new();
    for body in successes.iter().flat_map(|answer| &answer.bodies) {
        if !media_types.contains(&body.media_type.as_str()) {
            media_types.push(&body.media_type);
        }
    }
    let mut all: Vec<Received> = Vec::new();
    for media_type in media_types.iter().copied().map(Some).chain(media_types.is_empty().then_some(None)) {
        let bodies: Vec<_> =
            successes.iter().map(|answer| (*answer, answer.bodies_for(media_type.unwrap_or_default()))).collect();
        let mut data: Vec<String> = Vec::new();
        let mut whole: Vec<String> = Vec::new();
        for (answer, bodies) in &bodies {
            let text = failures::bodies(types, bodies);
            let headers = known_headers(types, answer);
            let status = match answer.status {
                Status::Code(code) => code.to_string(),
                _ => "number".to_owned(),
            };
            whole.push(format!("Answer<{status}, {text}{headers}>"));
            if !data.contains(&text) {
                data.push(text);
            }
        }
        let data = if data.is_empty() { "undefined".to_owned() } else { data.join(" | ") };
        let text = media_type.map(quote);
        if let Some(same) = all.iter_mut().find(|received| received.data == data) {
            same.media_types.extend(text);
            continue;
        }
        let says_more = bodies.len() > 1 || bodies.iter().any(|(answer, _)| !answer.response.headers.is_empty());
        let whole = says_more.then(|| whole.join(" | "));
        let choice = if all.is_empty() { Choice::None } else { Choice::Needed };
        all.push(Received { data, whole, media_types: text.into_iter().collect(), choice, is_stream: false });
    }
    if let Some(usual) = all.first_mut().filter(|_| media_types.len() > 1) {
        usual.choice = Choice::Free;
    }
    if successes.iter().flat_map(|answer| &answer.bodies).any(|body| body.kind.is_octets()) {
        let data = "ReadableStream<Uint8Array>".to_owned();
        all.push(Received { data, whole: None, media_types: Vec::new(), choice: Choice::Needed, is_stream: true });
    }
    all
}

/// The type argument for an answer's headers.
fn known_headers(types: &Types, answer: &Answer) -> String {
    let headers: Vec<String> = answer
        .response
        .headers
        .iter()
        .map(|header| {
            let literals = match types.shape(header.ty) {
                Some(Shape::Enumeration(values)) => values.values.iter().map(|v| v.value.as_str().map(quote)).collect(),
                _ => None,
            };
            let literals: Option<Vec<String>> = literals;
            let value = literals.map_or_else(|| "string".to_owned(), |literals| literals.join(" | "));
            let null = if header.required { "" } else { " | null" };
            format!("{}: {value}{null}", key(&header.name.to_lowercase()))
        })
        .collect();
    if headers.is_empty() { String::new() } else { format!(", {{ {} }}", headers.join("; ")) }
}

/// Every way to call, the usual one last, where compilers and editors look first.
pub(super) fn ways(mut sent: Vec<Sent<'_>>, mut received: Vec<Received>) -> Vec<Way<'_>> {
    if sent.len().max(1) * received.len() > MOST {
        sent = merged_sent(sent).into_iter().collect();
        received = merged_received(received).into_iter().collect();
    }
    let mut ways = Vec::new();
    for received in received {
        if sent.is_empty() {
            ways.push(Way { sent: None, received: received.clone() });
        }
        ways.extend(sent.iter().map(|sent| Way { sent: Some(sent.clone()), received: received.clone() }));
    }
    ways.reverse();
    ways
}

/// All bodies as one.
fn merged_sent(all: Vec<Sent>) -> Option<Sent> {
    all.into_iter().reduce(|mut one, other| {
        one.content = None;
        one.ty = format!("{} | {}", one.ty, other.ty);
        one.media_types.extend(other.media_types);
        one.choice = if one.choice == Choice::Needed { Choice::Needed } else { Choice::Free };
        one
    })
}

/// All answers as one, but for the stream.
fn merged_received(all: Vec<Received>) -> Option<Received> {
    all.into_iter().filter(|received| !received.is_stream).reduce(|mut one, other| {
        one.data = format!("{} | {}", one.data, other.data);
        one.whole = None;
        one.media_types.extend(other.media_types);
        one.choice = Choice::Free;
        one
    })
}
