//! `multipart/form-data` (RFC 7578): texts into memory, the file as a stream.
//!
//! The file that comes last is not read here at all: the handler gets it as it arrives. A file that other parts may
//! still follow is kept in memory, within the operation's body limit.

use std::sync::{Arc, Mutex};

use futures_util::{StreamExt, stream};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::fingerprint::Fingerprint;
use super::members::{add_member, judge};
use super::negotiate;
use super::octets::{Octets, ReadError};
use super::refusal::Refusal;
use crate::problem::Details;
use crate::schema::{Path, Schema, Violations};

/// A file in a form.
#[derive(Debug)]
pub struct FilePart {
    /// As the client names it: never a path to write to.
    pub file_name: Option<String>,
    /// As the client claims, in lower case and without parameters.
    pub media_type: Option<String>,
    /// The headers of its part, names in lower case.
    pub headers: Vec<(String, String)>,
    pub content: Octets,
}

impl FilePart {
    /// A header of its part.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// What a form's part may be.
pub struct Part {
    pub name: &'static str,
    pub kind: PartKind,
}

pub enum PartKind {
    /// A text, or JSON, in a member of the schema.
    Text,
    /// A file, of one of these media types (ranges too); empty: of any.
    File { required: bool, media_types: &'static [&'static str] },
    /// Any number of files under one name.
    Files { required: bool, media_types: &'static [&'static str] },
}

impl Part {
    pub const fn text(name: &'static str) -> Self {
        Self { name, kind: PartKind::Text }
    }

    pub const fn file(name: &'static str, required: bool, media_types: &'static [&'static str]) -> Self {
        Self { name, kind: PartKind::File { required, media_types } }
    }

    pub const fn files(name: &'static str, required: bool, media_types: &'static [&'static str]) -> Self {
        Self { name, kind: PartKind::Files { required, media_types } }
    }
}

/// A form that is being read.
pub struct Parts {
    body: multer::Multipart<'static>,
    /// What the stream below ended with; multer's own error hides it.
    failure: Arc<Mutex<Option<ReadError>>>,
    members: Map<String, Value>,
    files: Vec<(&'static str, FilePart)>,
    /// Takes part by part: the boundary is another each time.
    fingerprint: Option<Fingerprint>,
}

impl Parts {
    pub(super) fn new(content_type: &str, octets: Octets, fingerprint: Option<Fingerprint>) -> Result<Self, Refusal> {
        let boundary = multer::parse_boundary(content_type)
            .map_err(|_| Refusal::malformed_request(Details::new("The Content-Type has no boundary.")))?;
        let failure = Arc::new(Mutex::new(None));
        let seen = Arc::clone(&failure);
        let octets = octets.map(move |chunk| {
            chunk.inspect_err(|error| {
                if let Ok(mut failure) = seen.lock() {
                    *failure = Some(error.clone());
                }
            })
        });
        let body = multer::Multipart::new(octets, boundary);
        Ok(Self { body, failure, members: Map::new(), files: Vec::new(), fingerprint })
    }

    /// Reads until all that is declared is there. `schema` describes the texts.
    pub async fn read<T: for<'de> Deserialize<'de>>(
        &mut self,
        declared: &'static [Part],
        schema: &'static Schema,
    ) -> Result<T, Refusal> {
        let mut violations = Violations::new("body");
        while let Some(field) = self.body.next_field().await.map_err(|_| self.broken())? {
            let name = field.name().unwrap_or_default().to_owned();
            self.count_head(&name, &field);
            match declared.iter().find(|part| part.name == name) {
                Some(Part {
                    name,
                    kind: kind @ (PartKind::File { media_types, .. } | PartKind::Files { media_types, .. }),
                }) => {
                    let media_type =
                        field.content_type().map(|media_type| media_type.essence_str().to_ascii_lowercase());
                    check_media_type(name, media_type.as_deref(), media_types)?;
                    let file_name = field.file_name().map(str::to_owned);
                    let headers = headers(&field);
                    if matches!(kind, PartKind::File { .. }) && self.files.iter().any(|(known, _)| known == name) {
                        violations.add(&Path::ROOT.member(name), "repeated", "Must be given once.", None);
                    }
                    let last = matches!(kind, PartKind::File { .. }) && self.is_last(declared, name);
                    let content = if last {
                        self.stream(field)
                    } else {
                        let bytes = field.bytes().await.map_err(|_| self.broken())?;
                        self.count(&bytes);
                        Octets::of(bytes)
                    };
                    self.files.push((name, FilePart { file_name, media_type, headers, content }));
                    if last {
                        break;
                    }
                }
                Some(_) => {
                    let is_json = field.content_type().is_some_and(|media_type| {
                        let media_type = media_type.essence_str();
                        media_type == "application/json" || media_type.ends_with("+json")
                    });
                    let text = field.text().await.map_err(|_| self.broken())?;
                    self.count(text.as_bytes());
                    if !add_member(&mut self.members, schema, &name, &text, is_json) {
                        violations.add(&Path::ROOT.member(&name), "repeated", "Must be given once.", None);
                    }
                }
                // The schema decides whether a part that it does not know is an error.
                None => {
                    self.members.insert(name, Value::Null);
                }
            }
        }
        for part in declared {
            if let PartKind::File { required: true, .. } | PartKind::Files { required: true, .. } = part.kind
                && !self.files.iter().any(|(name, _)| *name == part.name)
            {
                violations.add(&Path::ROOT.member(part.name), "required", "Must be given.", None);
            }
        }
        let value = Value::Object(std::mem::take(&mut self.members));
        schema.check(&value, &mut violations);
        violations.finish().map_err(Refusal::invalid)?;
        judge(&value, schema)
    }

    /// A file that was read before.
    pub fn file(&mut self, name: &str) -> Option<FilePart> {
        let at = self.files.iter().position(|(known, _)| *known == name)?;
        // The others keep their order.
        Some(self.files.remove(at).1)
    }

    /// All files of a name, in their order.
    pub fn files(&mut self, name: &str) -> Vec<FilePart> {
        let (found, rest) = std::mem::take(&mut self.files).into_iter().partition(|(known, _)| *known == name);
        self.files = rest;
        found.into_iter().map(|(_, file)| file).collect()
    }

    /// A file that has to be there; [`Self::read`] made sure of it.
    pub fn required_file(&mut self, name: &str) -> Result<FilePart, Refusal> {
        self.file(name).ok_or_else(|| {
            let mut violations = Violations::new("body");
            violations.add(&Path::ROOT.member(name), "required", "Must be given.", None);
            Refusal::invalid(violations.into_vec())
        })
    }

    /// Whether every other declared part is there, so that nothing has to come after this file.
    fn is_last(&self, declared: &[Part], file: &str) -> bool {
        declared
            .iter()
            .filter(|part| part.name != file)
            .all(|part| self.members.contains_key(part.name) || self.files.iter().any(|(name, _)| *name == part.name))
    }

    fn stream(&self, field: multer::Field<'static>) -> Octets {
        let failure = Arc::clone(&self.failure);
        let octets = Octets::new(stream::unfold((field, failure, false), |(mut field, failure, done)| async move {
            if done {
                return None;
            }
            match field.chunk().await {
                Ok(Some(chunk)) => Some((Ok(chunk), (field, failure, false))),
                Ok(None) => None,
                Err(_) => {
                    let error = failed(&failure);
                    Some((Err(error), (field, failure, true)))
                }
            }
        }));
        match &self.fingerprint {
            Some(fingerprint) => fingerprint.follow(octets),
            None => octets,
        }
    }

    /// What a part says about its content is of the request too. What an undeclared part holds is not: nobody reads it.
    fn count_head(&self, name: &str, field: &multer::Field<'_>) {
        self.count(name.as_bytes());
        self.count(field.file_name().unwrap_or_default().as_bytes());
        self.count(field.content_type().map(ToString::to_string).unwrap_or_default().as_bytes());
    }

    fn count(&self, piece: &[u8]) {
        if let Some(fingerprint) = &self.fingerprint {
            fingerprint.add(piece);
        }
    }

    fn broken(&self) -> Refusal {
        failed(&self.failure).into()
    }
}

fn headers(field: &multer::Field<'_>) -> Vec<(String, String)> {
    let headers = field.headers().iter();
    headers.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect()
}

fn failed(failure: &Mutex<Option<ReadError>>) -> ReadError {
    failure.lock().ok().and_then(|failure| failure.clone()).unwrap_or(ReadError::Broken)
}

fn check_media_type(name: &str, media_type: Option<&str>, allowed: &[&str]) -> Result<(), Refusal> {
    // RFC 7578, 4.4: a part that says nothing is text.
    let media_type = media_type.unwrap_or("text/plain");
    if allowed.is_empty() || allowed.iter().any(|range| negotiate::covers(range, media_type)) {
        return Ok(());
    }
    let allowed = allowed.join(", ");
    let field = Path::ROOT.member(name).pointer();
    let details = Details::new(format!("The part `{name}` must be one of: {allowed}.")).field(field);
    Err(Refusal::unsupported_media_type(details))
}
