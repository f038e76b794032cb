//! Holding any JSON against an [`Assertion`], and saying all that is wrong with it.
//!
//! What a rule has looked at (JSON Schema's annotations) is kept only inside a schema that asks for it with
//! `unevaluatedItems` or `unevaluatedProperties`.

use std::collections::HashSet;

use serde_json::{Map, Number, Value, json};

use super::check::{one_of_values, wrong_type};
use super::once::once;
use super::violations::{Path, Violations};
use super::{Assertion, Limit, Rule, Type, number, rules};
use crate::room::with_room;

/// How deep schemas may lead into each other. JSON itself is read to a depth of 128, so only a schema that leads to itself
/// in one place comes here.
const DEEPEST: usize = 400;

/// A place in a value, and how many schemas led here.
#[derive(Clone, Copy)]
struct At<'p> {
    path: &'p Path<'p>,
    depth: usize,
}

/// The members and items of one value that some rule has looked at.
#[derive(Default)]
struct Seen<'v> {
    members: HashSet<&'v str>,
    items: HashSet<usize>,
}

impl Seen<'_> {
    fn add(&mut self, other: Self) {
        self.members.extend(other.members);
        self.items.extend(other.items);
    }
}

impl Assertion {
    pub(super) fn check(&self, value: &Value, path: &Path<'_>, found: &mut Violations) {
        self.apply(value, At { path, depth: 0 }, found, None);
    }

    fn fits<'v>(&self, value: &'v Value, depth: usize, seen: Option<&mut Seen<'v>>) -> bool {
        let probe = |seen: Option<&mut Seen<'v>>| {
            let mut found = Violations::probe();
            self.apply(value, At { path: &Path::ROOT, depth }, &mut found, seen);
            found.is_empty()
        };
        // An answer that was given before does not say what was looked at.
        if seen.is_some() { probe(seen) } else { once(self, value, || probe(None)) }
    }

    /// Adds what is wrong with a value here, and to `seen` what was looked at if nothing is.
    fn apply<'v>(&self, value: &'v Value, at: At<'_>, found: &mut Violations, seen: Option<&mut Seen<'v>>) {
        if found.is_full() || (self.nullable && value.is_null()) {
            return;
        }
        if at.depth >= DEEPEST {
            return found.add(at.path, "too_deep", "Is nested too deeply to be checked.", None);
        }
        let asks = |rule: &Rule| matches!(rule, Rule::UnevaluatedItems(_) | Rule::UnevaluatedMembers(_));
        if seen.is_none() && !self.rules.iter().any(asks) {
            return with_room(|| self.rules.iter().for_each(|rule| rule.apply(value, at, found, None)));
        }
        let before = found.len();
        let mut own = Seen::default();
        for rule in self.rules {
            // After a violation it is not known what would have been looked at, and there is enough to say already.
            if !asks(rule) || found.len() == before {
                with_room(|| rule.apply(value, at, found, Some(&mut own)));
            }
        }
        if let Some(seen) = seen.filter(|_| found.len() == before) {
            seen.add(own);
        }
    }
}

impl Rule {
    fn apply<'v>(&self, value: &'v Value, at: At<'_>, found: &mut Violations, seen: Option<&mut Seen<'v>>) {
        if found.is_full() {
            return;
        }
        let path = at.path;
        match self {
            Self::Never => found.add(path, "unknown_member", "Must not be given.", None),
            Self::Type(types) => is_type(types, value, path, found),
            Self::Values(values) => one_of_values(values, value, path, found),
            Self::AllOf(_) | Self::AnyOf(_) | Self::OneOf(_) | Self::Tagged { .. } | Self::Not(_) | Self::If { .. } => {
                self.combination(value, at, found, seen);
            }
            _ => match value {
                Value::Number(number) => self.number(number, path, found),
                Value::String(text) => self.text(text, path, found),
                Value::Array(items) => self.items(items, at, found, seen),
                Value::Object(members) => self.members(value, members, at, found, seen),
                Value::Null | Value::Bool(_) => {}
            },
        }
    }

    fn number(&self, number: &Number, path: &Path<'_>, found: &mut Violations) {
        let (fits, code, words, limit) = match *self {
            Self::Minimum(limit) => (number::compare(number, limit).is_ge(), "minimum", "at least", limit),
            Self::Maximum(limit) => (number::compare(number, limit).is_le(), "maximum", "at most", limit),
            Self::ExclusiveMinimum(limit) => {
                (number::compare(number, limit).is_gt(), "exclusive_minimum", "more than", limit)
            }
            Self::ExclusiveMaximum(limit) => {
                (number::compare(number, limit).is_lt(), "exclusive_maximum", "less than", limit)
            }
            Self::MultipleOf(of) => (number::is_multiple(number, of), "multiple_of", "a multiple of", of),
            Self::Range(least, most) => {
                if number::compare(number, Limit::Whole(least)).is_lt() {
                    (false, "minimum", "at least", Limit::Whole(least))
                } else {
                    (number::compare(number, Limit::Whole(most)).is_le(), "maximum", "at most", Limit::Whole(most))
                }
            }
            Self::Single => {
                let most = f64::from(f32::MAX);
                let within = number.as_f64().is_some_and(|number| number.abs() <= most);
                (within, "maximum", "at most", Limit::Float(most))
            }
            _ => return,
        };
        if !fits {
            let limit = limit.as_json();
            found.add(path, code, format!("Must be {words} {limit}."), Some(limit));
        }
    }

    fn text(&self, text: &str, path: &Path<'_>, found: &mut Violations) {
        match *self {
            Self::MinLength(min) if !rules::length(text, min, u64::MAX) => {
                let detail = match min {
                    1 => "Must not be empty.".to_owned(),
                    min => format!("Must have at least {min} characters."),
                };
                found.add(path, "min_length", detail, Some(min.into()));
            }
            Self::MaxLength(max) if !rules::length(text, 0, max) => {
                found.add(path, "max_length", format!("Must have at most {max} characters."), Some(max.into()));
            }
            Self::Pattern(pattern) if !pattern.fits(text) => {
                found.add(path, "pattern", "Does not have the form that is asked for.", None);
            }
            Self::Format(format) if !format.fits(text) => {
                found.add(path, "format", format!("Must be {}.", format.in_words()), Some(format.name().into()));
            }
            _ => {}
        }
    }

    fn items<'v>(&self, items: &'v [Value], at: At<'_>, found: &mut Violations, seen: Option<&mut Seen<'v>>) {
        let count = items.len() as u64;
        match self {
            Self::Items { prefix, rest } => {
                for (index, (item, schema)) in items.iter().zip(*prefix).enumerate() {
                    schema.apply(item, at.inside(&at.path.item(index)), found, None);
                }
                for (index, item) in items.iter().enumerate().skip(prefix.len()) {
                    if let Some(rest) = rest {
                        rest.apply(item, at.inside(&at.path.item(index)), found, None);
                    }
                }
                if let Some(seen) = seen {
                    let looked_at = if rest.is_some() { items.len() } else { prefix.len().min(items.len()) };
                    seen.items.extend(0..looked_at);
                }
            }
            Self::MinItems(min) if count < *min => {
                found.add(at.path, "min_items", format!("Must have at least {min} items."), Some((*min).into()));
            }
            Self::MaxItems(max) if count > *max => {
                found.add(at.path, "max_items", format!("Must have at most {max} items."), Some((*max).into()));
            }
            Self::UniqueItems if !rules::unique_values(items) => {
                found.add(at.path, "unique_items", "Must not have the same item twice.", None);
            }
            Self::Contains { item, min, max } => {
                let fitting = items.iter().enumerate().filter(|(_, each)| item.fits(each, at.depth + 1, None));
                let fitting: Vec<usize> = fitting.map(|(index, _)| index).collect();
                let count = fitting.len() as u64;
                if count < *min {
                    let detail = match min {
                        1 => "Must have an item of the kind that is asked for.".to_owned(),
                        min => format!("Must have at least {min} items of the kind that is asked for."),
                    };
                    found.add(at.path, "contains", detail, Some((*min).into()));
                }
                if let Some(max) = max.filter(|max| count > *max) {
                    let detail = format!("Must have at most {max} items of the kind that is counted.");
                    found.add(at.path, "max_contains", detail, Some(max.into()));
                }
                if let Some(seen) = seen {
                    seen.items.extend(fitting);
                }
            }
            Self::UnevaluatedItems(schema) => {
                let Some(seen) = seen else { return };
                for (index, item) in items.iter().enumerate() {
                    if !seen.items.contains(&index) {
                        schema.apply(item, at.inside(&at.path.item(index)), found, None);
                    }
                }
                seen.items.extend(0..items.len());
            }
            _ => {}
        }
    }

    fn members<'v>(
        &self,
        value: &'v Value,
        members: &'v Map<String, Value>,
        at: At<'_>,
        found: &mut Violations,
        seen: Option<&mut Seen<'v>>,
    ) {
        let count = members.len() as u64;
        match self {
            Self::Members { named, patterns, additional } => {
                let mut looked_at = Vec::new();
                for (name, member) in members {
                    let path = at.path.member(name);
                    let inside = at.inside(&path);
                    let mut known = false;
                    if let Some((_, schema)) = named.iter().find(|(known, _)| known == name) {
                        schema.apply(member, inside, found, None);
                        known = true;
                    }
                    for (_, schema) in patterns.iter().filter(|(pattern, _)| pattern.fits(name)) {
                        schema.apply(member, inside, found, None);
                        known = true;
                    }
                    match additional {
                        Some(additional) if !known => additional.apply(member, inside, found, None),
                        None if !known => continue,
                        _ => {}
                    }
                    looked_at.push(name.as_str());
                }
                if let Some(seen) = seen {
                    seen.members.extend(looked_at);
                }
            }
            Self::Required(names) => {
                for name in names.iter().filter(|name| !members.contains_key(**name)) {
                    found.add(&at.path.member(name), "required", "Must be given.", None);
                }
            }
            Self::MinMembers(min) if count < *min => {
                found.add(at.path, "min_properties", format!("Must have at least {min} members."), Some((*min).into()));
            }
            Self::MaxMembers(max) if count > *max => {
                found.add(at.path, "max_properties", format!("Must have at most {max} members."), Some((*max).into()));
            }
            Self::MemberNames(schema) => {
                for name in members.keys() {
                    if !schema.fits(&Value::String(name.clone()), at.depth + 1, None) {
                        let path = at.path.member(name);
                        found.add(&path, "property_names", "Is not a name that a member may have here.", None);
                    }
                }
            }
            Self::DependentRequired(dependencies) => {
                for (name, required) in dependencies.iter().filter(|(name, _)| members.contains_key(*name)) {
                    for missing in required.iter().filter(|missing| !members.contains_key(**missing)) {
                        let detail = format!("Must be given where `{name}` is.");
                        found.add(&at.path.member(missing), "dependent_required", detail, None);
                    }
                }
            }
            Self::DependentSchemas(dependencies) => {
                let mut own = Seen::default();
                let asked = seen.is_some();
                for (_, schema) in dependencies.iter().filter(|(name, _)| members.contains_key(*name)) {
                    schema.apply(value, at.deeper(), found, asked.then_some(&mut own));
                }
                if let Some(seen) = seen {
                    seen.add(own);
                }
            }
            Self::UnevaluatedMembers(schema) => {
                let Some(seen) = seen else { return };
                for (name, member) in members {
                    if !seen.members.contains(name.as_str()) {
                        schema.apply(member, at.inside(&at.path.member(name)), found, None);
                    }
                }
                seen.members.extend(members.keys().map(String::as_str));
            }
            _ => {}
        }
    }

    /// The rules that hold other schemas against the same value.
    fn combination<'v>(&self, value: &'v Value, at: At<'_>, found: &mut Violations, seen: Option<&mut Seen<'v>>) {
        let mut own = Seen::default();
        let asked = seen.is_some();
        let depth = at.depth + 1;
        match self {
            Self::AllOf(schemas) => {
                for schema in *schemas {
                    schema.apply(value, at.deeper(), found, asked.then_some(&mut own));
                }
            }
            Self::AnyOf(schemas) => {
                // Where it matters what was looked at, every alternative is: each that fits has its say.
                let mut fits = false;
                for schema in *schemas {
                    fits |= schema.fits(value, depth, asked.then_some(&mut own));
                    if fits && !asked {
                        break;
                    }
                }
                if !fits {
                    found.add(at.path, "any_of", "Fits none of the alternatives.", None);
                }
            }
            Self::OneOf(schemas) => {
                match schemas.iter().filter(|schema| schema.fits(value, depth, asked.then_some(&mut own))).count() {
                    1 => {}
                    0 => found.add(at.path, "one_of", "Fits none of the alternatives.", None),
                    _ => found.add(at.path, "one_of", "Fits more than one of the alternatives.", None),
                }
            }
            Self::Tagged { tag, variants, other } => {
                tagged(tag, variants, *other, value, at, found, asked.then_some(&mut own));
            }
            Self::Not(schema) if schema.fits(value, depth, None) => {
                found.add(at.path, "not", "Is what it must not be.", None);
            }
            Self::If { condition, then, otherwise } => {
                let met = condition.fits(value, depth, asked.then_some(&mut own));
                if let Some(schema) = if met { then } else { otherwise } {
                    schema.apply(value, at.deeper(), found, asked.then_some(&mut own));
                }
            }
            _ => {}
        }
        if let Some(seen) = seen {
            seen.add(own);
        }
    }
}

impl<'p> At<'p> {
    fn inside(self, path: &'p Path<'p>) -> Self {
        Self { path, depth: self.depth + 1 }
    }

    fn deeper(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }
}

impl Limit {
    fn as_json(self) -> Value {
        match self {
            Self::Whole(value) => super::check::limit(value).unwrap_or_else(|| json!(value.to_string())),
            Self::Float(value) => json!(value),
        }
    }
}

fn is_type(types: &[Type], value: &Value, path: &Path<'_>, found: &mut Violations) {
    let is = |each: &Type| match each {
        Type::Null => value.is_null(),
        Type::Boolean => value.is_boolean(),
        Type::Integer => number::whole(value).is_some(),
        Type::Number => value.is_number(),
        Type::String => value.is_string(),
        Type::Array => value.is_array(),
        Type::Object => value.is_object(),
    };
    if !types.iter().any(is) {
        let words: Vec<_> = types.iter().map(|each| each.in_words()).collect();
        wrong_type(&words.join(" or "), path, found);
    }
}

impl Type {
    fn in_words(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Integer => "an integer",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}

fn tagged<'v>(
    tag: &str,
    variants: &[(&str, &Assertion)],
    other: Option<&Assertion>,
    value: &'v Value,
    at: At<'_>,
    found: &mut Violations,
    seen: Option<&mut Seen<'v>>,
) {
    let Some(members) = value.as_object() else { return wrong_type("an object", at.path, found) };
    let text = members.get(tag).and_then(Value::as_str);
    let chosen = text.and_then(|text| variants.iter().find(|(known, _)| *known == text)).map(|(_, schema)| *schema);
    if let Some(schema) = chosen.or(other) {
        return schema.apply(value, at.deeper(), found, seen);
    }
    super::check::unknown_tag(tag, variants.iter().map(|(known, _)| *known), members, at.path, found);
}

#[cfg(test)]
mod tests;
