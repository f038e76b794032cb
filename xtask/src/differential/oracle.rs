//! The independent judge: the `jsonschema` crate, JSON Schema 2020-12, formats asserted.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use jsonschema::{Draft, PatternOptions, Validator};
use serde_json::{Map, Value, json};

use super::dialect::{self, Direction};
use super::document::{Document, as_uri, escape};

/// Judges the values of every schema of a document, in one direction.
pub struct Oracle {
    /// One validator for all: a subject's value is judged as the member of its name, so that what subjects share is
    /// compiled once.
    validator: Validator,
    /// The schemas that it goes by.
    pub schemas: Map<String, Value>,
    /// Subjects that cannot be judged, and why.
    pub unfit: BTreeMap<usize, String>,
    /// Validators of schemas inside, by their text: few are ever asked for.
    inside: RefCell<HashMap<String, Option<Validator>>>,
}

impl Oracle {
    pub fn new(document: &Document, direction: Direction) -> Result<Self, String> {
        let schemas = dialect::translate(document, direction);
        let mut subjects = BTreeMap::new();
        for (at, subject) in document.subjects.iter().enumerate() {
            let reference = format!("#/components/schemas/{}", escape(&subject.component).replace('%', "%25"));
            subjects.insert(at, as_uri(&reference));
        }
        let mut unfit = BTreeMap::new();
        let validator = if let Ok(validator) = build(&schemas, &subjects) {
            validator
        } else {
            // Something in there cannot be compiled: leave out what needs it. Halves are tried before each alone.
            let mut todo = vec![subjects.clone()];
            while let Some(mut some) = todo.pop() {
                let Err(error) = build(&schemas, &some) else { continue };
                if let Some(middle) = some.keys().nth(some.len() / 2).copied().filter(|_| some.len() > 1) {
                    todo.push(some.split_off(&middle));
                    todo.push(some);
                } else {
                    subjects.retain(|at, _| !some.contains_key(at));
                    unfit.extend(some.into_keys().map(|at| (at, error.clone())));
                }
            }
            build(&schemas, &subjects)?
        };
        Ok(Self { validator, schemas, unfit, inside: RefCell::default() })
    }

    pub fn fits(&self, subject: usize, value: &Value) -> bool {
        self.validator.is_valid(&json!({format!("s{subject}"): value}))
    }

    /// Whether a value fits a schema that stands somewhere inside the others.
    pub fn fits_inside(&self, schema: &Value, value: &Value) -> bool {
        let mut inside = self.inside.borrow_mut();
        let validator = inside.entry(schema.to_string()).or_insert_with(|| {
            let root = json!({"allOf": [schema], "components": {"schemas": self.schemas}});
            compile(&root).ok()
        });
        validator.as_ref().is_none_or(|validator| validator.is_valid(value))
    }

    /// The keywords that a value breaks, each as `format: date` or `pattern`, with its place.
    pub fn broken(&self, subject: usize, value: &Value) -> Vec<String> {
        let wrapped = json!({format!("s{subject}"): value});
        self.validator
            .iter_errors(&wrapped)
            .map(|error| {
                let keyword = error.kind().keyword().to_owned();
                match error.kind() {
                    jsonschema::error::ValidationErrorKind::Format { format } => format!("format: {format}"),
                    _ => keyword,
                }
            })
            .collect()
    }
}

fn build(schemas: &Map<String, Value>, subjects: &BTreeMap<usize, String>) -> Result<Validator, String> {
    let properties: Map<String, Value> =
        subjects.iter().map(|(at, reference)| (format!("s{at}"), json!({"$ref": reference}))).collect();
    compile(&json!({"properties": properties, "components": {"schemas": schemas}}))
}

fn compile(root: &Value) -> Result<Validator, String> {
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .should_ignore_unknown_formats(true)
        .with_pattern_options(PatternOptions::fancy_regex())
        // OpenAPI 3.0 has it of RFC 4648, section 4: with padding, without line breaks.
        .with_format("byte", base64)
        // The crate takes `999--12-31` for a date: the form is asked for besides.
        .with_format("date", |text: &str| shaped(text, "dddd-dd-dd") && own("date", text))
        .with_format("date-time", |text: &str| {
            let day = text.get(..10).is_some_and(|day| shaped(day, "dddd-dd-dd"));
            let time = text.get(11..19).is_some_and(|time| shaped(time, "dd:dd:dd"));
            // Nor does it look at the offset's characters.
            let offset = text.ends_with(['Z', 'z'])
                || text.get(text.len().saturating_sub(6)..).is_some_and(|offset| {
                    let digits = offset.get(1..).unwrap_or_default();
                    offset.starts_with(['+', '-']) && shaped(digits, "dd:dd")
                });
            day && time && offset && own("date-time", text)
        })
        .build(root)
        .map_err(|error| error.to_string())
}

/// Whether digits stand where `d` does, and everything else where it does.
fn shaped(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text
            .bytes()
            .zip(shape.bytes())
            .all(|(byte, shape)| byte == shape || (shape == b'd' && byte.is_ascii_digit()))
}

/// What the crate itself says of a text.
fn own(format: &'static str, text: &str) -> bool {
    static DATE: LazyLock<Option<Validator>> = LazyLock::new(|| plain("date"));
    static DATE_TIME: LazyLock<Option<Validator>> = LazyLock::new(|| plain("date-time"));
    let validator = if format == "date" { &DATE } else { &DATE_TIME };
    validator.as_ref().is_some_and(|validator| validator.is_valid(&json!(text)))
}

fn plain(format: &str) -> Option<Validator> {
    let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
    options.build(&json!({"format": format})).ok()
}

fn base64(text: &str) -> bool {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text).is_ok()
}
