//! Holding any JSON against a schema, and saying all that is wrong with it.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::once::once;
use super::rules;
use super::violations::{Path, Violations};
use super::{Additional, Array, Integer, Limit, Literal, Member, Number, Object, Schema, Shape, Text, number};
use crate::problem::Violation;
use crate::room::with_room;

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

    /// What is wrong with a value that fits, and that its type does not hold all the same.
    pub(crate) fn unheld(&self, value: &Value, location: &'static str) -> Vec<Violation> {
        let mut violations = Violations::of_shapes(location);
        self.check(value, &mut violations);
        violations.finish().err().unwrap_or_else(|| vec![Violations::inexpressible(location)])
    }

    /// As [`Self::fits`], of an alternative.
    fn fits_once(&self, value: &Value) -> bool {
        once(self, value, || self.fits(value))
    }

    pub(crate) fn check_at(&self, value: &Value, path: &Path<'_>, found: &mut Violations) {
        if found.is_full() || (self.nullable && value.is_null()) {
            return;
        }
        if let Some(assertion) = self.assertion
            && !found.asks_shapes()
        {
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
                Some(items) => with_room(|| rules.check(items, path, found)),
                None => wrong_type("an array", path, found),
            },
            Shape::Object(rules) => match value.as_object() {
                Some(members) => with_room(|| rules.check(members, path, found)),
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
        // What saturated is not the number that was sent, which may well be a multiple.
        let is_exact = number != i128::MAX && number != i128::MIN;
        if let Some(of) = self.multiple_of
            && is_exact
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
pub(super) fn chosen<'s>(
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

    #[test]
    fn a_number_beyond_every_bound_is_not_said_to_be_no_multiple() {
        static EIGHTS: Schema =
            Schema::new(Shape::Integer(Integer { minimum: 8, maximum: i64::MAX as i128, multiple_of: Some(8) }));
        let codes = |value: Value| {
            let mut found = Violations::new("body");
            EIGHTS.check(&value, &mut found);
            found.into_vec().into_iter().map(|violation| violation.code).collect::<Vec<_>>()
        };
        assert_eq!(codes(json!(1e300)), ["maximum"]);
        assert_eq!(codes(json!(-1e300)), ["minimum"]);
        assert_eq!(codes(json!(7)), ["minimum", "multiple_of"]);
    }
}
