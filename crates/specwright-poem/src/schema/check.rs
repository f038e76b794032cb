//! Holding any JSON against a schema, and saying all that is wrong with it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ptr;

use serde_json::{Map, Value, json};

use super::once::once;
use super::rules;
use super::violations::{Path, Violations};
use super::{Additional, Array, Integer, Limit, Literal, Member, Number, Object, Schema, Shape, Text, number};

impl Schema {
    /// Adds every violation of `value` to `violations`.
    pub fn check(&self, value: &Value, violations: &mut Violations) {
        self.check_at(value, &Path::ROOT, violations);
    }

    /// Whether there is nothing to add.
    pub fn fits(&self, value: &Value) -> bool {
        let mut violations = Violations::probe();
        self.check(value, &mut violations);
        violations.is_empty()
    }

    /// As [`Self::fits`], of an alternative.
    fn fits_once(&self, value: &Value) -> bool {
        once(self, value, || self.fits(value))
    }

    pub(crate) fn check_at(&self, value: &Value, path: &Path<'_>, found: &mut Violations) {
        if found.is_full() || (self.nullable && value.is_null()) {
            return;
        }
        if let Some(assertion) = self.assertion {
            return assertion.check(value, path, found);
        }
        match &self.shape {
            Shape::Any => {}
            Shape::Never => found.add(path, "unknown_member", "Must not be given.", None),
            Shape::Same(schema) => schema.check_at(value, path, found),
            Shape::Boolean if value.is_boolean() => {}
            Shape::Boolean => wrong_type("a boolean", path, found),
            Shape::Integer(rules) => match number::whole(value) {
                Some(number) => rules.check(number, path, found),
                None => wrong_type("an integer", path, found),
            },
            Shape::Number(rules) => match value.as_f64() {
                Some(number) => rules.check(number, path, found),
                None => wrong_type("a number", path, found),
            },
            Shape::Text(rules) => match value.as_str() {
                Some(text) => rules.check(text, path, found),
                None => wrong_type("a string", path, found),
            },
            Shape::OneOfValues(values) => one_of_values(values, value, path, found),
            Shape::Array(rules) => match value.as_array() {
                Some(items) => rules.check(items, path, found),
                None => wrong_type("an array", path, found),
            },
            Shape::Object(rules) => match value.as_object() {
                Some(members) => rules.check(members, path, found),
                None => wrong_type("an object", path, found),
            },
            Shape::OneOf(schemas) => match schemas.iter().filter(|schema| schema.fits_once(value)).count() {
                1 => {}
                0 => found.add(path, "one_of", "Fits none of the alternatives.", None),
                _ => found.add(path, "one_of", "Fits more than one of the alternatives.", None),
            },
            Shape::AnyOf(schemas) => {
                if !schemas.iter().any(|schema| schema.fits_once(value)) {
                    found.add(path, "any_of", "Fits none of the alternatives.", None);
                }
            }
            Shape::Tagged { tag, variants, other } => tagged(tag, variants, *other, value, path, found),
        }
    }
}

/// Which of the schemas a value fits: the only one where one of them must, else the one that keeps the most of what is in
/// it, so that the least is lost; of several, the one that has a name for the most, and then the first.
pub fn fits_which(value: &Value, schemas: &[&Schema], exactly_one: bool) -> Option<usize> {
    let mut fitting = schemas.iter().enumerate().filter(|(_, schema)| schema.fits(value));
    let (mut best, schema) = fitting.next()?;
    if exactly_one {
        return fitting.next().is_none().then_some(best);
    }
    if !value.is_object() && !value.is_array() {
        return Some(best);
    }
    let mut most = None;
    let mut known = Kept::new();
    for (at, other) in fitting {
        let before = *most.get_or_insert_with(|| schema.kept(value, &mut known));
        let kept = other.kept(value, &mut known);
        if kept > before {
            (best, most) = (at, Some(kept));
        }
    }
    Some(best)
}

/// What schemas keep of values, by their places in memory: as with [`once`], alternatives lead to the same values again.
type Kept = HashMap<(usize, usize), (usize, usize)>;

impl Schema {
    /// How many of the values in a value one of this schema keeps, and how many of them it has a name for.
    fn kept(&self, value: &Value, known: &mut Kept) -> (usize, usize) {
        let place = (ptr::from_ref(self).addr(), ptr::from_ref(value).addr());
        if let Some(kept) = known.get(&place) {
            return *kept;
        }
        let kept = self.shape.kept(value, known);
        known.insert(place, kept);
        kept
    }
}

impl Shape {
    fn kept(&self, value: &Value, known: &mut Kept) -> (usize, usize) {
        let add = |(kept, named): (usize, usize), (more, names): (usize, usize)| (kept + more, named + names);
        match (self, value) {
            (Self::Same(schema), _) => schema.kept(value, known),
            (Self::Object(object), Value::Object(members)) => members.iter().fold((1, 0), |sum, (name, value)| {
                if let Some(member) = object.members.iter().find(|member| member.name == name) {
                    return add(add(sum, (0, 1)), member.schema.kept(value, known));
                }
                match object.additional {
                    Additional::Schema(schema) => add(sum, schema.kept(value, known)),
                    // An object of which nothing is known is a map.
                    _ if object.members.is_empty() => add(sum, (size(value), 0)),
                    _ => sum,
                }
            }),
            (Self::Array(array), Value::Array(items)) => {
                items.iter().fold((1, 0), |sum, item| add(sum, array.items.kept(item, known)))
            }
            (Self::OneOf(schemas) | Self::AnyOf(schemas), _) => {
                let fitting = schemas.iter().filter(|schema| schema.fits(value));
                fitting.map(|schema| schema.kept(value, known)).max().unwrap_or_default()
            }
            (Self::Tagged { tag, variants, other }, Value::Object(members)) => {
                chosen(tag, variants, *other, members).map(|schema| schema.kept(value, known)).unwrap_or_default()
            }
            (Self::Any, _) => (size(value), 0),
            _ => (1, 0),
        }
    }
}

/// How many values there are in a value, itself among them.
fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

pub(super) fn wrong_type(expected: &str, path: &Path<'_>, found: &mut Violations) {
    found.add(path, "type", format!("Must be {expected}."), None);
}

pub(super) fn limit(number: i128) -> Option<Value> {
    i64::try_from(number).map(Value::from).or_else(|_| u64::try_from(number).map(Value::from)).ok()
}

impl Integer {
    pub(super) fn check(&self, number: i128, path: &Path<'_>, found: &mut Violations) {
        if number < self.minimum {
            found.add(path, "minimum", format!("Must be at least {}.", self.minimum), limit(self.minimum));
        }
        if number > self.maximum {
            found.add(path, "maximum", format!("Must be at most {}.", self.maximum), limit(self.maximum));
        }
        if let Some(of) = self.multiple_of
            && number.checked_rem(of).is_some_and(|rest| rest != 0)
        {
            found.add(path, "multiple_of", format!("Must be a multiple of {of}."), limit(of));
        }
    }
}

impl Number {
    pub(super) fn check(&self, value: f64, path: &Path<'_>, found: &mut Violations) {
        if let Some(bound) = self.minimum
            && !rules::above(value, bound)
        {
            let (code, words) =
                if bound.exclusive { ("exclusive_minimum", "more than") } else { ("minimum", "at least") };
            found.add(path, code, format!("Must be {words} {}.", bound.value), Some(json!(bound.value)));
        }
        if let Some(bound) = self.maximum
            && !rules::below(value, bound)
        {
            let (code, words) =
                if bound.exclusive { ("exclusive_maximum", "less than") } else { ("maximum", "at most") };
            found.add(path, code, format!("Must be {words} {}.", bound.value), Some(json!(bound.value)));
        }
        if let Some(of) = self.multiple_of
            && !number::is_multiple_of(value, Limit::Float(of))
        {
            found.add(path, "multiple_of", format!("Must be a multiple of {of}."), Some(json!(of)));
        }
    }
}

impl Text {
    pub(super) fn check(&self, text: &str, path: &Path<'_>, found: &mut Violations) {
        let length = text.chars().count() as u64;
        if length < self.min_length {
            let detail: Cow<'static, str> = match self.min_length {
                1 => "Must not be empty.".into(),
                min => format!("Must have at least {min} characters.").into(),
            };
            found.add(path, "min_length", detail, Some(self.min_length.into()));
        }
        if let Some(max) = self.max_length
            && length > max
        {
            found.add(path, "max_length", format!("Must have at most {max} characters."), Some(max.into()));
        }
        if let Some(pattern) = self.pattern
            && !pattern.fits(text)
        {
            found.add(path, "pattern", "Does not have the form that is asked for.", None);
        }
        if let Some(format) = self.format
            && !format.fits(text)
        {
            found.add(path, "format", format!("Must be {}.", format.in_words()), Some(format.name().into()));
        }
    }
}

impl Literal {
    fn is(&self, value: &Value) -> bool {
        match *self {
            Self::Null => value.is_null(),
            Self::Boolean(expected) => value.as_bool() == Some(expected),
            Self::Integer(expected) => number::whole(value) == Some(expected),
            // What is compared was written in the contract: exactly that number is meant.
            #[allow(clippy::float_cmp)]
            Self::Number(expected) => value.as_f64() == Some(expected),
            Self::Text(expected) => value.as_str() == Some(expected),
            Self::Json(expected) => serde_json::from_str::<Value>(expected)
                .is_ok_and(|expected| rules::canonical(&expected) == rules::canonical(value)),
        }
    }

    fn as_json(&self) -> Value {
        match *self {
            Self::Null => Value::Null,
            Self::Boolean(value) => value.into(),
            Self::Integer(value) => limit(value).unwrap_or_default(),
            Self::Number(value) => value.into(),
            Self::Text(value) => value.into(),
            Self::Json(value) => serde_json::from_str(value).unwrap_or_default(),
        }
    }
}

pub(super) fn one_of_values(values: &[Literal], value: &Value, path: &Path<'_>, found: &mut Violations) {
    if !values.iter().any(|literal| literal.is(value)) {
        let allowed: Vec<_> = values.iter().map(Literal::as_json).collect();
        let words: Vec<_> = allowed.iter().take(20).map(ToString::to_string).collect();
        let more = if allowed.len() > words.len() { ", …" } else { "" };
        let detail = format!("Must be one of {}{more}.", words.join(", "));
        found.add(path, "enum", detail, Some(Value::Array(allowed)));
    }
}

impl Array {
    pub(super) fn check_count(&self, count: u64, path: &Path<'_>, found: &mut Violations) {
        if count < self.min_items {
            let min = self.min_items;
            found.add(path, "min_items", format!("Must have at least {min} items."), Some(min.into()));
        }
        if let Some(max) = self.max_items
            && count > max
        {
            found.add(path, "max_items", format!("Must have at most {max} items."), Some(max.into()));
        }
    }

    fn check(&self, items: &[Value], path: &Path<'_>, found: &mut Violations) {
        self.check_count(items.len() as u64, path, found);
        if self.unique && !rules::unique_values(items) {
            found.add(path, "unique_items", "Must not have the same item twice.", None);
        }
        for (index, item) in items.iter().enumerate() {
            self.items.check_at(item, &path.item(index), found);
        }
    }
}

impl Object {
    fn check(&self, members: &Map<String, Value>, path: &Path<'_>, found: &mut Violations) {
        let count = members.len() as u64;
        if count < self.min_members {
            let min = self.min_members;
            found.add(path, "min_properties", format!("Must have at least {min} members."), Some(min.into()));
        }
        if let Some(max) = self.max_members
            && count > max
        {
            found.add(path, "max_properties", format!("Must have at most {max} members."), Some(max.into()));
        }
        for Member { name, required, schema } in self.members {
            match members.get(*name) {
                Some(value) => schema.check_at(value, &path.member(name), found),
                None if *required => found.add(&path.member(name), "required", "Must be given.", None),
                None => {}
            }
        }
        let unknown = members.iter().filter(|(name, _)| !self.members.iter().any(|member| member.name == *name));
        match self.additional {
            Additional::Open => {}
            Additional::Closed => {
                for (name, _) in unknown {
                    found.add(&path.member(name), "unknown_member", "Is not a member that is known here.", None);
                }
            }
            Additional::Schema(schema) => {
                for (name, value) in unknown {
                    schema.check_at(value, &path.member(name), found);
                }
            }
        }
    }
}

fn tagged(
    tag: &str,
    variants: &[(&str, &Schema)],
    other: Option<&Schema>,
    value: &Value,
    path: &Path<'_>,
    found: &mut Violations,
) {
    let Some(members) = value.as_object() else { return wrong_type("an object", path, found) };
    match chosen(tag, variants, other, members) {
        Some(schema) => schema.check_at(value, path, found),
        None => unknown_tag(tag, variants.iter().map(|(known, _)| *known), members, path, found),
    }
}

/// The schema that a discriminator chooses.
fn chosen<'s>(
    tag: &str,
    variants: &[(&str, &'s Schema)],
    other: Option<&'s Schema>,
    members: &Map<String, Value>,
) -> Option<&'s Schema> {
    let text = members.get(tag).and_then(Value::as_str);
    let named = text.and_then(|text| variants.iter().find(|(known, _)| *known == text));
    named.map(|(_, schema)| *schema).or(other)
}

/// Says of a discriminator that chooses nothing why it does not.
pub(super) fn unknown_tag<'k>(
    tag: &str,
    known: impl Iterator<Item = &'k str>,
    members: &Map<String, Value>,
    path: &Path<'_>,
    found: &mut Violations,
) {
    let at = path.member(tag);
    match members.get(tag) {
        None => found.add(&at, "required", "Must be given.", None),
        Some(Value::String(_)) => {
            let known: Vec<_> = known.map(Value::from).collect();
            found.add(&at, "enum", "Is none of the kinds that are known here.", Some(known.into()));
        }
        Some(_) => wrong_type("a string", &at, found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn open(members: &'static [Member]) -> Schema {
        Schema::new(Shape::Object(Object { members, additional: Additional::Open, min_members: 0, max_members: None }))
    }

    static TEXT: Schema = Schema::new(Shape::Text(Text::ANY));
    static APPLE: Schema = open(&[Member { name: "color", required: false, schema: &TEXT }]);
    static BANANA: Schema = open(&[
        Member { name: "color", required: false, schema: &TEXT },
        Member { name: "origin", required: false, schema: &TEXT },
    ]);

    #[test]
    fn of_any_that_fit_the_one_is_meant_that_loses_least() {
        let which = |value: &Value| fits_which(value, &[&APPLE, &BANANA], false);
        assert_eq!(which(&json!({"color": "red", "origin": "Lima"})), Some(1));
        assert_eq!(which(&json!({"color": "red"})), Some(0));
        assert_eq!(which(&json!({"color": "red", "origin": 1})), Some(0));
        assert_eq!(which(&json!({"color": 1})), None);
    }

    #[test]
    fn a_map_keeps_what_a_struct_would_lose() {
        static MAP: Schema = open(&[]);
        let which = |value: &Value| fits_which(value, &[&MAP, &APPLE], false);
        assert_eq!(which(&json!({"color": "red"})), Some(1));
        assert_eq!(which(&json!({"color": "red", "origin": "Lima"})), Some(0));
    }

    #[test]
    fn what_is_lost_further_in_counts() {
        static FRUIT: Schema = open(&[Member { name: "fruit", required: false, schema: &APPLE }]);
        static OTHER: Schema = open(&[Member { name: "fruit", required: false, schema: &BANANA }]);
        static LISTS: [Schema; 2] = [list(&FRUIT), list(&OTHER)];
        let which = |value: &Value| fits_which(value, &[&LISTS[0], &LISTS[1]], false);
        assert_eq!(which(&json!([{"fruit": {"color": "red"}}])), Some(0));
        assert_eq!(which(&json!([{"fruit": {"color": "red"}}, {"fruit": {"origin": "Lima"}}])), Some(1));
    }

    const fn list(items: &'static Schema) -> Schema {
        Schema::new(Shape::Array(Array { items, min_items: 0, max_items: None, unique: false }))
    }

    #[test]
    fn exactly_one_is_no_choice() {
        assert_eq!(fits_which(&json!({"origin": "Lima"}), &[&APPLE, &BANANA], true), None);
        assert_eq!(fits_which(&json!({"origin": 1}), &[&APPLE, &BANANA], true), Some(0));
    }
}
