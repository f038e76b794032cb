//! Values as OpenAPI's styles write them. What a text means is the schema's to say: whether it is a list, which of a
//! union's alternatives, a number or a name. What means nothing there stays a text, so that the schema can say what is
//! wrong with it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

use super::operation::{Parameter, Style};
use super::text;
use crate::schema::{Additional, Literal, Schema, Shape};

/// How many brackets may follow each other in a name (`filter[a][b]`).
const DEEPEST: usize = 16;

/// What stood for a parameter.
#[derive(Debug, PartialEq)]
pub(super) enum Reading {
    Absent,
    /// Several times what can stand once.
    Repeated,
    /// No text of the media type that it is to be written in.
    Unreadable,
    Value(Value),
}

/// How characters are escaped where a text stands.
#[derive(Clone, Copy)]
pub(super) enum Escapes {
    /// `%20`.
    Percent,
    /// The same, and `+` is a space.
    Form,
    None,
}

impl Escapes {
    /// Whoever calls made sure before that the whole is UTF-8, or takes U+FFFD for what is not.
    fn decode(self, text: &str) -> Cow<'_, str> {
        let decoded = match self {
            Self::Percent => text::decode(text),
            Self::Form => text::decode_form(text),
            Self::None => return text.into(),
        };
        decoded.unwrap_or("\u{fffd}".into())
    }
}

/// Names decoded, values as they are written.
pub(super) type Pairs<'t> = [(String, &'t str)];

/// A path's parameter, from its segment.
pub(super) fn in_path(parameter: &Parameter, text: &str) -> Reading {
    if let Some(reading) = in_media_type(parameter, text, Escapes::Percent) {
        return reading;
    }
    choose(parameter.schema, &|schema| {
        Reading::Value(match parameter.style {
            Style::Label => {
                let separator = if parameter.explode { "." } else { "," };
                listed(
                    schema,
                    text.strip_prefix('.').unwrap_or(text),
                    &[separator],
                    parameter.explode,
                    Escapes::Percent,
                )
            }
            Style::Matrix => matrix(parameter, schema, text.strip_prefix(';').unwrap_or(text)),
            _ => listed(schema, text, &[","], parameter.explode, Escapes::Percent),
        })
    })
}

/// `;name=value`, `;name=1;name=2`, `;member=1;member=2`.
fn matrix(parameter: &Parameter, schema: &'static Schema, text: &str) -> Value {
    let own = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (Escapes::Percent.decode(name) == parameter.name).then(|| value.to_owned())
    };
    match kind(schema) {
        Kind::Array(_) if parameter.explode => {
            let texts: Vec<_> = text.split(';').filter_map(own).collect();
            array(schema, texts.iter().map(String::as_str), Escapes::Percent)
        }
        Kind::Object if parameter.explode => listed(schema, text, &[";"], true, Escapes::Percent),
        _ => listed(schema, &own(text).unwrap_or_default(), &[","], false, Escapes::Percent),
    }
}

/// A parameter of a query, or a field of a form. `others`: the parameters beside it, whose names are not members of an
/// object that takes any.
pub(super) fn in_pairs(parameter: &Parameter, pairs: &Pairs<'_>, escapes: Escapes, others: &[Parameter]) -> Reading {
    let own = || pairs.iter().filter(|(name, _)| name == parameter.name).map(|(_, value)| *value);
    let one = || {
        let mut values = own();
        match (values.next(), values.next()) {
            (None, _) => Err(Reading::Absent),
            (Some(""), None) if parameter.style == Style::FormOrEmpty && !takes_text(parameter.schema) => {
                Err(Reading::Absent)
            }
            (Some(value), None) => Ok(value),
            _ => Err(Reading::Repeated),
        }
    };
    if matches!(parameter.style, Style::Json | Style::Plain | Style::Urlencoded) {
        return match one() {
            Ok(text) => in_media_type(parameter, text, escapes).unwrap_or(Reading::Unreadable),
            Err(reading) => reading,
        };
    }
    choose(parameter.schema, &|schema| {
        let repeated = parameter.explode && parameter.style != Style::DeepObject;
        match kind(schema) {
            _ if parameter.style == Style::DeepObject => match Tree::of(parameter.name, pairs, escapes) {
                Some(tree) => tree.reading(schema),
                None => Reading::Absent,
            },
            Kind::Array(_) if repeated => {
                if own().next().is_none() {
                    Reading::Absent
                } else {
                    Reading::Value(array(schema, own(), escapes))
                }
            }
            Kind::Object if repeated => exploded_members(schema, pairs, escapes, others),
            Kind::Scalar => match one() {
                Ok(text) => Reading::Value(value(schema, escapes.decode(text))),
                Err(reading) => reading,
            },
            // Separators are told from what the items hold before anything is decoded.
            _ => match one() {
                Ok(text) => {
                    let separators: &[&str] = match parameter.style {
                        Style::SpaceDelimited => &["%20", "+", " "],
                        Style::PipeDelimited => &["|", "%7C", "%7c"],
                        _ => &[","],
                    };
                    Reading::Value(listed(schema, text, separators, false, escapes))
                }
                Err(reading) => reading,
            },
        }
    })
}

/// A header's value; several lines of one name are one list (RFC 9110, 5.3).
pub(super) fn in_header(parameter: &Parameter, text: &str) -> Reading {
    if let Some(reading) = in_media_type(parameter, text, Escapes::None) {
        return reading;
    }
    choose(parameter.schema, &|schema| {
        Reading::Value(listed(schema, text.trim(), &[","], parameter.explode, Escapes::None))
    })
}

/// A value in a media type instead of a style. None: the parameter has a style.
pub(super) fn in_media_type(parameter: &Parameter, text: &str, escapes: Escapes) -> Option<Reading> {
    Some(match parameter.style {
        Style::Json => match serde_json::from_str(&escapes.decode(text)) {
            Ok(value) => Reading::Value(value),
            Err(_) => Reading::Unreadable,
        },
        Style::Plain => Reading::Value(value(parameter.schema, escapes.decode(text))),
        Style::Urlencoded => {
            let form = escapes.decode(text);
            let pairs: Vec<_> = text::pairs(&form).collect();
            fields(parameter.schema, &[], &pairs)
        }
        _ => return None,
    })
}

/// A whole form: `written` says how those of its members are written that are not written as usual.
pub(super) fn fields(schema: &'static Schema, written: &'static [Parameter], pairs: &Pairs<'_>) -> Reading {
    choose(schema, &|schema| {
        let Shape::Object(object) = &resolved(schema).shape else { return Reading::Value(free_members(pairs)) };
        let mut members = Map::new();
        for member in object.members {
            let reading = match written.iter().find(|field| field.name == member.name) {
                Some(field) => in_pairs(field, pairs, Escapes::Form, &[]),
                None => in_pairs(&usual_field(member.name, member.schema), pairs, Escapes::Form, &[]),
            };
            match reading {
                Reading::Value(value) => {
                    members.insert(member.name.to_owned(), value);
                }
                Reading::Absent => {}
                // Neither is a value of the member: a list of texts is not one text.
                Reading::Repeated | Reading::Unreadable => return reading,
            }
        }
        let known = |name: &str| object.members.iter().any(|member| is_name_of(name, member.name));
        let rest: Vec<_> = pairs.iter().filter(|(name, _)| !known(name)).cloned().collect();
        if let Value::Object(others) = free_members_of(&object.additional, &rest) {
            members.extend(others);
        }
        Reading::Value(Value::Object(members))
    })
}

/// Lists are repeated, objects are JSON or have their members in brackets (OpenAPI, Encoding Object).
fn usual_field(name: &'static str, schema: &'static Schema) -> Parameter {
    let style = if matches!(kind(schema), Kind::Object) { Style::DeepObject } else { Style::Form };
    Parameter { name, required: false, style, explode: true, schema }
}

fn is_name_of(name: &str, member: &str) -> bool {
    name.strip_prefix(member).is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
}

fn exploded_members(schema: &'static Schema, pairs: &Pairs<'_>, escapes: Escapes, others: &[Parameter]) -> Reading {
    let Shape::Object(object) = &resolved(schema).shape else { return Reading::Absent };
    let mut members = Map::new();
    for member in object.members {
        let mut field = usual_field(member.name, member.schema);
        field.style = Style::Form;
        match in_pairs(&field, pairs, escapes, &[]) {
            Reading::Value(value) => {
                members.insert(member.name.to_owned(), value);
            }
            Reading::Absent => {}
            reading => return reading,
        }
    }
    // An object that only takes what it knows leaves the rest of a query to others.
    if object.members.is_empty() || matches!(object.additional, Additional::Schema(_)) {
        let known = |name: &str| {
            let named = object.members.iter().any(|member| member.name == name);
            named || others.iter().any(|other| is_name_of(name, other.name))
        };
        let rest: Vec<_> = pairs.iter().filter(|(name, _)| !known(name)).cloned().collect();
        if let Value::Object(others) = free_members_of(&object.additional, &rest) {
            members.extend(others);
        }
    }
    if members.is_empty() { Reading::Absent } else { Reading::Value(Value::Object(members)) }
}

fn free_members_of(additional: &Additional, pairs: &Pairs<'_>) -> Value {
    match additional {
        Additional::Schema(schema) => {
            let mut members = Map::new();
            for (name, text) in pairs {
                members.insert(name.clone(), value(schema, Escapes::Form.decode(text)));
            }
            Value::Object(members)
        }
        _ => free_members(pairs),
    }
}

/// Members of which nothing is known: texts, and lists of texts where a name is repeated.
fn free_members(pairs: &Pairs<'_>) -> Value {
    let mut members = Map::new();
    for (name, text) in pairs {
        let text = Value::String(Escapes::Form.decode(text).into_owned());
        match members.get_mut(name) {
            None => {
                members.insert(name.clone(), text);
            }
            Some(Value::Array(items)) => items.push(text),
            Some(first) => *first = Value::Array(vec![first.take(), text]),
        }
    }
    Value::Object(members)
}

/// Names with brackets, as a tree: `a[b][c]=1`, `a[]=1`, `a[0]=1`.
#[derive(Default)]
struct Tree<'t> {
    texts: Vec<&'t str>,
    below: BTreeMap<String, Tree<'t>>,
    escapes: Option<Escapes>,
}

impl<'t> Tree<'t> {
    fn of(root: &str, pairs: &Pairs<'t>, escapes: Escapes) -> Option<Self> {
        let mut tree = Self { escapes: Some(escapes), ..Self::default() };
        let mut found = false;
        for (name, text) in pairs {
            let Some(brackets) = name.strip_prefix(root).filter(|rest| rest.is_empty() || rest.starts_with('[')) else {
                continue;
            };
            let mut node = &mut tree;
            for step in brackets.split('[').skip(1).take(DEEPEST) {
                node = node.below.entry(step.strip_suffix(']').unwrap_or(step).to_owned()).or_default();
                node.escapes = Some(escapes);
            }
            node.texts.push(*text);
            found = true;
        }
        found.then_some(tree)
    }

    /// As deep as the brackets of a name.
    fn reading(&self, schema: &'static Schema) -> Reading {
        let escapes = self.escapes.unwrap_or(Escapes::Form);
        choose(schema, &|schema| match (kind(schema), self.texts.as_slice()) {
            (Kind::Array(_), [only]) if self.below.is_empty() && only.starts_with(['[', '%']) => {
                match serde_json::from_str::<Value>(&escapes.decode(only)) {
                    Ok(list @ Value::Array(_)) => Reading::Value(list),
                    _ => Reading::Value(array(schema, self.texts.iter().copied(), escapes)),
                }
            }
            (Kind::Array(items), texts) => {
                let mut list: Vec<Value> = texts.iter().map(|text| value(items, escapes.decode(text))).collect();
                let mut below: Vec<_> = self.below.iter().collect();
                below.sort_by_key(|(index, _)| index.parse::<u64>().unwrap_or(u64::MAX));
                for (index, tree) in below {
                    // `a[]=1&a[]=2` are two items.
                    if index.is_empty() && tree.below.is_empty() {
                        list.extend(tree.texts.iter().map(|text| value(items, escapes.decode(text))));
                        continue;
                    }
                    match tree.reading(items) {
                        Reading::Value(item) => list.push(item),
                        reading => return reading,
                    }
                }
                Reading::Value(Value::Array(list))
            }
            (Kind::Object, []) => {
                let Shape::Object(object) = &resolved(schema).shape else { return Reading::Absent };
                let mut members = Map::new();
                for (name, tree) in &self.below {
                    let known = object.members.iter().find(|member| member.name == name).map(|member| member.schema);
                    let schema = match (known, &object.additional) {
                        (Some(schema), _) => schema,
                        (None, Additional::Schema(schema)) => *schema,
                        _ => &ANY,
                    };
                    match tree.reading(schema) {
                        Reading::Value(value) => {
                            members.insert(name.clone(), value);
                        }
                        Reading::Absent => {}
                        reading => return reading,
                    }
                }
                Reading::Value(Value::Object(members))
            }
            (_, [only]) if self.below.is_empty() => Reading::Value(value(schema, escapes.decode(only))),
            // Members of which the schema knows nothing.
            (_, []) => {
                let mut members = Map::new();
                for (name, tree) in &self.below {
                    if let Reading::Value(value) = tree.reading(&ANY) {
                        members.insert(name.clone(), value);
                    }
                }
                Reading::Value(Value::Object(members))
            }
            _ => Reading::Repeated,
        })
    }
}

static ANY: Schema = Schema::nullable(Shape::Any);

enum Kind {
    Array(&'static Schema),
    Object,
    Scalar,
}

fn kind(schema: &'static Schema) -> Kind {
    match &resolved(schema).shape {
        Shape::Array(array) => Kind::Array(array.items),
        Shape::Object(_) => Kind::Object,
        _ => Kind::Scalar,
    }
}

/// Reads by each alternative of a union: the first whose value fits counts.
fn choose(schema: &'static Schema, read: &dyn Fn(&'static Schema) -> Reading) -> Reading {
    let mut alternatives: Vec<&'static Schema> = match &resolved(schema).shape {
        Shape::OneOf(schemas) | Shape::AnyOf(schemas) => schemas.to_vec(),
        Shape::Tagged { variants, .. } => variants.iter().map(|(_, schema)| *schema).collect(),
        _ => return read(schema),
    };
    // A list is the more demanding reading of a text: `a,b` is one only where nothing else fits.
    alternatives.sort_by_key(|schema| matches!(kind(schema), Kind::Array(_)));
    let mut best = Reading::Absent;
    for alternative in alternatives {
        match choose(alternative, read) {
            Reading::Value(value) if alternative.fits(&value) => return Reading::Value(value),
            Reading::Value(_) if matches!(best, Reading::Value(_)) => {}
            Reading::Absent => {}
            reading => best = reading,
        }
    }
    best
}

/// A single value, items with a separator between, or members: `name,value,name,value`, exploded `name=value,name=value`.
fn listed(schema: &'static Schema, text: &str, separators: &[&str], explode: bool, escapes: Escapes) -> Value {
    let texts = || split(text, separators);
    match kind(schema) {
        Kind::Scalar => value(schema, escapes.decode(text)),
        Kind::Array(_) if text.is_empty() => Value::Array(Vec::new()),
        Kind::Array(_) => array(schema, texts().into_iter(), escapes),
        Kind::Object => {
            let pairs: Vec<(String, &str)> = if explode {
                texts()
                    .into_iter()
                    .map(|text| text.split_once('=').unwrap_or((text, "")))
                    .map(decoded(escapes))
                    .collect()
            } else {
                texts()
                    .chunks(2)
                    .map(|pair| (pair[0], pair.get(1).copied().unwrap_or("")))
                    .map(decoded(escapes))
                    .collect()
            };
            members(schema, &pairs, escapes)
        }
    }
}

fn decoded<'t>(escapes: Escapes) -> impl Fn((&'t str, &'t str)) -> (String, &'t str) {
    move |(name, value)| (escapes.decode(name.trim()).into_owned(), value)
}

fn members(schema: &'static Schema, pairs: &Pairs<'_>, escapes: Escapes) -> Value {
    let Shape::Object(object) = &resolved(schema).shape else { return Value::Object(Map::new()) };
    let mut members = Map::new();
    for (name, text) in pairs.iter().filter(|(name, _)| !name.is_empty()) {
        let known = object.members.iter().find(|member| member.name == name).map(|member| member.schema);
        let schema = match (known, &object.additional) {
            (Some(schema), _) => schema,
            (None, Additional::Schema(schema)) => *schema,
            _ => &ANY,
        };
        members.insert(name.clone(), value(schema, trimmed(escapes.decode(text))));
    }
    Value::Object(members)
}

fn array<'t>(schema: &'static Schema, texts: impl Iterator<Item = &'t str>, escapes: Escapes) -> Value {
    let items = match kind(schema) {
        Kind::Array(items) => items,
        _ => &ANY,
    };
    let item = |text: &str| {
        let text = escapes.decode(text);
        value(items, if matches!(escapes, Escapes::None) { trimmed(text) } else { text })
    };
    Value::Array(texts.map(item).collect())
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => text.trim().into(),
        Cow::Owned(text) => text.trim().to_owned().into(),
    }
}

fn split<'t>(text: &'t str, separators: &[&str]) -> Vec<&'t str> {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let next = separators.iter().filter_map(|separator| Some((rest.find(separator)?, separator.len()))).min();
        let Some((at, length)) = next else { break };
        parts.push(&rest[..at]);
        rest = &rest[at + length..];
    }
    parts.push(rest);
    parts
}

pub(super) fn resolved(schema: &'static Schema) -> &'static Schema {
    match &schema.shape {
        Shape::Same(schema) => resolved(schema),
        _ => schema,
    }
}

/// Whether an empty text is a value of it.
fn takes_text(schema: &'static Schema) -> bool {
    schema.fits(&Value::String(String::new()))
}

/// What a text means where its schema says what it should be.
pub(super) fn value(schema: &Schema, text: Cow<'_, str>) -> Value {
    let null = schema.nullable && matches!(&*text, "" | "null");
    let read = match &schema.shape {
        Shape::Same(schema) if null && !matches!(schema.shape, Shape::Text(_)) => Some(Value::Null),
        Shape::Boolean | Shape::Integer(_) | Shape::Number(_) if null => Some(Value::Null),
        Shape::Same(schema) => return value(schema, text),
        Shape::Boolean => match &*text {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            _ => None,
        },
        Shape::Integer(_) | Shape::Number(_) => number(&text).map(Value::Number),
        Shape::OneOfValues(values) => {
            let typed = values.iter().any(|literal| !matches!(literal, Literal::Text(_)));
            let literal = values.iter().any(|literal| matches!(literal, Literal::Text(known) if *known == text));
            if literal || !typed { None } else { serde_json::from_str(&text).ok() }
        }
        Shape::OneOf(schemas) | Shape::AnyOf(schemas) => schemas
            .iter()
            .map(|schema| (schema, value(schema, Cow::Borrowed(&text))))
            .find(|(schema, value)| schema.fits(value))
            .map(|(_, value)| value),
        Shape::Array(_) | Shape::Object(_) | Shape::Tagged { .. } => serde_json::from_str(&text).ok(),
        _ => None,
    };
    read.unwrap_or_else(|| Value::String(text.into_owned()))
}

fn number(text: &str) -> Option<Number> {
    // JSON's grammar: no plus sign, no leading zeros, no blanks.
    if text.trim() == text { serde_json::from_str(text).ok() } else { None }
}

#[cfg(test)]
mod tests;
