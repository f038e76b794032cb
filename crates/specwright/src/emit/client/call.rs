//! An operation as the Rust client sees it: names and types decided, each part in the direction it travels.

use super::{Types, answers, inputs};
use crate::{
    contract::{Contract, Method, Operation, Parameter, ParameterStyle, Status},
    diagnostic::Diagnostics,
    names::client::CallName,
};

#[derive(Debug)]
pub struct Call<'a> {
    pub operation: &'a Operation,
    pub name: CallName,
    pub arguments: Vec<Argument<'a>>,
    pub body: Option<Body<'a>>,
    pub successes: Vec<Answer>,
    pub failures: Vec<Answer>,
    /// A method for each media type that a success may have besides the one that `send` asks for.
    pub alternates: Vec<Alternate>,
    pub headers: Vec<HeaderField<'a>>,
}

/// A parameter.
#[derive(Debug)]
pub struct Argument<'a> {
    pub parameter: &'a Parameter,
    pub setter: String,
    pub ty: String,
    pub form: Form,
    /// Its text may be anything, so also the two dots that lead out of a path's segment.
    pub free: bool,
}

/// What the text of a parameter is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One text: its type has `Display`, and serde writes it as a string, a number or a boolean.
    Scalar,
    /// A list of such.
    Scalars,
    /// Anything else: an object, a union, a list of lists.
    Structured,
}

#[derive(Debug)]
pub struct Body<'a> {
    pub required: bool,
    pub description: Option<&'a str>,
    /// The one that `body` sets first. Never empty.
    pub contents: Vec<BodyContent>,
}

/// A media type of a body.
#[derive(Debug)]
pub struct BodyContent {
    /// As it is sent. A range: the caller says which.
    pub media_type: String,
    /// `body`, `body_form`, …
    pub setter: String,
    /// In the enum of a body with several media types.
    pub variant: String,
    pub kind: BodyKind,
}

#[derive(Debug)]
pub enum BodyKind {
    Json {
        ty: String,
    },
    Form {
        ty: String,
        /// Every member is a scalar, and none has an encoding.
        flat: bool,
        encodings: Vec<Encoding>,
    },
    /// JSON texts of this type, one after another.
    Items {
        ty: String,
        framing: Framing,
    },
    /// Whatever the media type means, the caller has it as octets already.
    Octets,
    /// Parts with a setter each.
    Parts(Vec<Part>),
    /// A form of parts that the caller puts together: its schema does not say which, or it is one of several bodies.
    RawParts,
}

/// How a member of a form is written.
#[derive(Clone, Debug)]
pub struct Encoding {
    pub name: String,
    pub way: Way,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Styled { style: ParameterStyle, explode: bool, reserved: bool },
    Json,
}

/// What stands between JSON texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Framing {
    Lines,
    Sequence,
}

/// A part of a multipart body.
#[derive(Debug)]
pub struct Part {
    pub name: String,
    pub setter: String,
    pub description: Option<String>,
    pub required: bool,
    /// Repeated, one part per item.
    pub list: bool,
    pub kind: PartKind,
    /// `encoding.contentType`, when it names exactly one.
    pub media_type: Option<String>,
    /// `encoding.style`.
    pub way: Option<Way>,
}

#[derive(Debug)]
pub enum PartKind {
    /// The caller's part, with its name, media type and headers.
    File,
    /// Of this type (an item's, in a list): a scalar as text, anything else as JSON.
    Value(String),
    /// Parts of any name.
    Others,
}

/// What one status brings, in the order of preference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: Status,
    /// What `send` asks for.
    pub kind: AnswerKind,
    pub media_type: Option<String>,
    /// Other media types that bring something else.
    pub others: Vec<(String, AnswerKind)>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnswerKind {
    /// JSON of this type.
    Json(String),
    /// JSON texts of this type, one after another.
    Items(String, Framing),
    /// Server-sent events with data of this type.
    Events(String),
    /// Server-sent events that are wholly of this type: data, name and id.
    WholeEvents(String),
    Text,
    Empty,
    Octets,
}

/// Another media type that a caller may ask for.
#[derive(Clone, Debug)]
pub struct Alternate {
    pub media_type: String,
    /// `send_csv`
    pub method: String,
    /// What tells its variants apart: `Csv`.
    pub suffix: String,
}

/// A header of an answer.
#[derive(Debug)]
pub struct HeaderField<'a> {
    pub header: &'a crate::contract::ResponseHeader,
    pub field: String,
    pub ty: String,
    pub text: HeaderText,
}

/// What a header's text is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderText {
    Plain,
    Literal,
    Plains,
    Literals,
    /// The members that are no text.
    Members {
        explode: bool,
        literals: Vec<String>,
    },
    Json,
}

/// The contract's operations, named and typed. What no client can send is reported here.
pub fn calls<'a>(
    contract: &'a Contract,
    names: Vec<CallName>,
    types: &Types<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Call<'a>> {
    let reader = inputs::Reader { contract, types };
    let call = |(operation, name)| call(&reader, operation, name, diagnostics);
    contract.operations.iter().zip(names).map(call).collect()
}

fn call<'a>(
    reader: &inputs::Reader<'a, '_>,
    operation: &'a Operation,
    name: CallName,
    diagnostics: &mut Diagnostics,
) -> Call<'a> {
    let mut setters = reader.setters(operation);
    let arguments = reader.arguments(operation, &mut setters, diagnostics);
    let body = reader.body(operation, &mut setters, diagnostics);
    let (successes, failures) = answers::of(reader, operation);
    let alternates = answers::alternates(&successes, &mut setters);
    let headers = answers::headers(reader, operation, diagnostics);
    Call { operation, name, arguments, body, successes, failures, alternates, headers }
}

impl Call<'_> {
    pub fn parts(&self) -> Option<&[Part]> {
        match self.body.as_ref()?.contents.as_slice() {
            [BodyContent { kind: BodyKind::Parts(parts), .. }] => Some(parts),
            _ => None,
        }
    }

    pub fn is_head(&self) -> bool {
        self.operation.method == Method::Head
    }

    /// What a person reads above the method, before the list of arguments.
    pub fn docs(&self) -> String {
        let operation = self.operation;
        let mut paragraphs: Vec<String> = Vec::new();
        paragraphs.extend(operation.summary.clone());
        paragraphs.extend(operation.docs.description.clone().filter(|text| operation.summary.as_ref() != Some(text)));
        for response in &operation.responses {
            if let Status::Code(code @ 300..=399) = response.status {
                paragraphs.push(format!(
                    "The answer {code} ({}) comes as [`Error::UnexpectedResponse`].",
                    response.description.trim().trim_end_matches('.')
                ));
            }
        }
        paragraphs.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
    }
}

impl Argument<'_> {
    /// In one line, as an entry of a list.
    pub fn docs(&self) -> Option<String> {
        let docs = &self.parameter.docs;
        let description = docs.description.as_deref().map(one_line);
        let deprecated = docs.deprecated.then(|| "Deprecated.".to_owned());
        let words: Vec<String> = deprecated.into_iter().chain(description).collect();
        (!words.is_empty()).then(|| words.join(" "))
    }
}

pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
