//! Reads the canonical form from JSON.
//!
//! The contract's schemas and utoipa's are read alike, and by JSON Schema alone: references followed, the parts of an
//! `allOf` taken together, null taken apart, a union of one alternative taken for it. Two things are known of a side:
//! members of the contract that do not travel in a direction are not there, and a tuple of Rust's has all of its items.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use specwright::contract::keywords::is_annotation;

use super::definitions::NULL_OR;
use super::keywords::{
    FORMATS, OF_OBJECTS, ORDER, Said, constants, implied, is_null_alone, is_reference_or_null, listed_values,
    only_requires, types, values,
};
use super::view::{Alternative, Form, Member, Place, Rest, Same, View};
use crate::differential::document::pointer;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// What is sent to a server.
    Request,
    /// What a server answers.
    Response,
    /// What utoipa says.
    Rust,
}

/// The schemas of one side.
pub struct Schemas<'v> {
    pub document: &'v Value,
    pub side: Side,
    /// Nothing counts beside a reference.
    pub is_3_0: bool,
}

/// What the schemas of a place say together.
#[derive(Default)]
struct Facts<'v> {
    said: Vec<&'v Said>,
    never: bool,
    null: bool,
    /// Where it stands, the alternatives that are more than null, whether null was one.
    unions: Vec<(&'v Said, Vec<&'v Value>, bool)>,
    /// A discriminator without a union: those that extend the schema have more members.
    extended: bool,
    read: Vec<Same<'v>>,
    /// The schemas that this is about, references followed.
    roots: Vec<Same<'v>>,
}

impl<'v> Schemas<'v> {
    pub fn component(&self, name: &str) -> Option<Place<'v>> {
        self.document.get("components")?.get("schemas")?.get(name).map(Place::of)
    }

    /// The component that a place names, whatever is said for people around the name.
    pub fn named(&self, place: &Place<'v>) -> Option<&'v str> {
        let ([schema], [], None) = (place.schemas.as_slice(), place.beside.as_slice(), place.only) else { return None };
        let mut schema = schema.0;
        // Wrappers around wrappers are rare, and endless ones impossible but for cycles.
        for _ in 0..16 {
            let said = schema.as_object()?;
            let around = |name: &String| {
                ["$ref", "allOf", "oneOf", "anyOf", "type"].contains(&name.as_str()) || is_annotation(name)
            };
            if !said.keys().all(around) {
                return None;
            }
            if let Some(reference) = said.get("$ref").and_then(Value::as_str) {
                let target = pointer(self.document, reference)?;
                // A type stands for itself, a component that is nothing but a reference for another.
                let renames = target.as_object().is_some_and(|said| said.len() == 1 && said.contains_key("$ref"));
                if renames && self.side != Side::Rust {
                    schema = target;
                    continue;
                }
                let name = reference.strip_prefix("#/components/schemas/")?;
                if !name.starts_with(NULL_OR) {
                    return Some(name);
                }
                schema = target;
                continue;
            }
            let parts = ["allOf", "oneOf", "anyOf"].iter().find_map(|keyword| said.get(*keyword)?.as_array())?;
            let [single] = self.without_null(parts)[..] else { return None };
            schema = single;
        }
        None
    }

    pub fn view(&self, place: &Place<'v>) -> View<'v> {
        let mut facts = Facts::default();
        let alone = place.schemas.len() + place.beside.len() == 1;
        facts.roots = place.schemas.iter().map(|schema| Same(self.followed(schema.0))).collect();
        for schema in &place.schemas {
            self.gather(schema.0, usize::from(!alone), true, &mut facts);
        }
        for schema in &place.beside {
            self.gather(schema.0, 1, false, &mut facts);
        }
        if facts.never {
            return View { form: Form::Never, null: false };
        }
        let types = types(&facts.said);
        let null_by_type = types.as_ref().is_some_and(|types| types.contains("null"));
        let null = facts.null || null_by_type;
        if let Some(form) = place.only {
            return View { form: self.single(form, &facts), null: false };
        }
        if let Some(values) = values(&facts.said, types.as_ref(), self.side != Side::Rust) {
            // From 3.1 on null is a value like any other: it fits where it is listed.
            let listed = values.iter().any(|value| value.is_null());
            let null = listed || if self.is_3_0 { null } else { facts.null };
            return View { form: listed_values(&values, null), null };
        }
        if let Some((union, had_null)) = self.union(place, &facts, types.as_ref()) {
            let null = facts.null || had_null && types.as_ref().is_none_or(|types| types.contains("null"));
            return View { form: constants(&union).unwrap_or(union), null };
        }
        let Some(mut types) = types else {
            let form = implied(&facts.said).map_or(Form::Any, |implied| self.single(implied, &facts));
            return View { form, null };
        };
        types.remove("null");
        let form = match types.iter().copied().collect::<Vec<_>>()[..] {
            [] if null => Form::Null,
            [] => Form::Never,
            [single] => self.single(single, &facts),
            ref several if several.len() == ORDER.len() - 1 => Form::Any,
            ref several => {
                let each = ORDER.into_iter().filter(|each| several.contains(each));
                let alternative = |only| Place { only: Some(only), ..place.clone() };
                Form::Union(each.map(|each| Alternative { place: alternative(each), tags: BTreeSet::new() }).collect())
            }
        };
        View { form, null }
    }

    fn gather(&self, schema: &'v Value, level: usize, unions: bool, facts: &mut Facts<'v>) {
        let Some(said) = schema.as_object() else {
            facts.never |= *schema == Value::Bool(false);
            return;
        };
        if facts.read.contains(&Same(schema)) {
            return;
        }
        facts.read.push(Same(schema));
        if said.contains_key("$ref") {
            match self.target(said) {
                Some(target) => self.gather(target, level, unions, facts),
                None => facts.never = true,
            }
            if self.is_3_0 {
                return;
            }
        }
        facts.said.push(said);
        if level == 0 {
            facts.null |= said.get("nullable") == Some(&Value::Bool(true));
            let union = said.contains_key("oneOf") || said.contains_key("anyOf");
            facts.extended |= said.contains_key("discriminator") && !union;
        }
        let parts = said.get("allOf").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        facts.null |= level == 0 && is_reference_or_null(parts);
        for part in parts {
            self.gather(part, level + 1, unions, facts);
        }
        for keyword in ["oneOf", "anyOf"].into_iter().filter(|_| unions) {
            let Some(stated) = said.get(keyword).and_then(Value::as_array) else { continue };
            // A parent that lists its children, seen from a child.
            if level > 0 && stated.iter().any(|each| facts.roots.contains(&Same(self.followed(each)))) {
                continue;
            }
            let alternatives = self.without_null(stated);
            let had_null = alternatives.len() < stated.len();
            if let [single] = alternatives[..] {
                facts.null |= had_null;
                self.gather(single, level + 1, unions, facts);
            } else if !alternatives.iter().all(|each| only_requires(each)) {
                facts.unions.push((said, alternatives, had_null));
            }
        }
    }

    fn target(&self, said: &Said) -> Option<&'v Value> {
        pointer(self.document, said.get("$ref")?.as_str()?)
    }

    /// What a schema stands for, over any number of references.
    fn followed(&self, schema: &'v Value) -> &'v Value {
        let mut schema = schema;
        for _ in 0..16 {
            let Some(target) = schema.as_object().and_then(|said| self.target(said)) else { break };
            schema = target;
        }
        schema
    }

    fn without_null(&self, alternatives: &'v [Value]) -> Vec<&'v Value> {
        alternatives.iter().filter(|each| !is_null_alone(self.followed(each))).collect()
    }

    /// The union that makes the types, and whether null is one of its alternatives.
    fn union(
        &self,
        place: &Place<'v>,
        facts: &Facts<'v>,
        types: Option<&BTreeSet<&'static str>>,
    ) -> Option<(Form<'v>, bool)> {
        let tagged = facts.unions.iter().find(|(said, ..)| said.contains_key("discriminator"));
        let (said, alternatives, had_null) = tagged.or(facts.unions.first())?;
        let describes_object =
            facts.said.iter().any(|said| OF_OBJECTS.iter().any(|keyword| said.contains_key(*keyword)));
        let alternatives: Vec<&'v Value> = alternatives.clone();
        let tags = self.tags(said, &alternatives);
        let alternatives = alternatives.into_iter().zip(tags).map(|(schema, tags)| {
            let bare = ["$ref", "type", "allOf", "oneOf", "anyOf", "enum", "const"]
                .iter()
                .all(|key| schema.get(key).is_none());
            let mut place_of = Place::of(schema);
            if describes_object || types.is_some() && bare {
                place_of.beside = place.schemas.iter().chain(&place.beside).copied().collect();
            }
            Alternative { place: place_of, tags }
        });
        Some((Form::Union(alternatives.collect()), *had_null))
    }

    /// By alternative, the values of the discriminator that choose it: those of the mapping, else those that its own
    /// member may have, else its name.
    fn tags(&self, said: &'v Said, alternatives: &[&'v Value]) -> Vec<BTreeSet<String>> {
        let mut tags = vec![BTreeSet::new(); alternatives.len()];
        let Some(discriminator) = said.get("discriminator") else { return tags };
        for (tag, target) in discriminator.get("mapping").and_then(Value::as_object).into_iter().flatten() {
            let text = target.as_str().unwrap_or_default();
            let by_name = self.document["components"]["schemas"].get(text);
            let Some(target) = by_name.or_else(|| pointer(self.document, text)) else { continue };
            let chosen = alternatives.iter().position(|each| std::ptr::eq(self.followed(each), self.followed(target)));
            if let Some(tags) = chosen.and_then(|at| tags.get_mut(at)) {
                tags.insert(tag.clone());
            }
        }
        // What is read of a union of Rust's is all in its mapping.
        if self.side == Side::Rust {
            return tags;
        }
        let property = discriminator.get("propertyName").and_then(Value::as_str).unwrap_or_default();
        let own_tags: Vec<_> = alternatives.iter().map(|each| self.own_tags(each, property)).collect();
        for (at, schema) in alternatives.iter().enumerate() {
            // Values that several share tell none of them apart.
            let shared = |own: &BTreeSet<String>| {
                let others = own_tags.iter().enumerate().filter(|(other, _)| *other != at);
                others.filter_map(|(_, other)| other.as_ref()).any(|other| !other.is_disjoint(own))
            };
            let own = own_tags[at].as_ref().filter(|own| !own.is_empty() && !shared(own));
            let by_name = || self.named(&Place::of(schema)).map(str::to_owned).into_iter().collect();
            if let Some(tags) = tags.get_mut(at).filter(|tags| tags.is_empty()) {
                *tags = own.cloned().unwrap_or_else(by_name);
            }
        }
        // One that has no such member cannot be told from the others by it.
        if own_tags.iter().any(Option::is_none) {
            tags.fill(BTreeSet::new());
        }
        tags
    }

    /// What an alternative says that its discriminating member is; none where it has no such member.
    fn own_tags(&self, schema: &'v Value, property: &str) -> Option<BTreeSet<String>> {
        let Form::Object(members, _) = self.view(&Place::of(schema)).form else { return None };
        let Form::Values(values) = self.view(&members.get(property)?.place).form else { return Some(BTreeSet::new()) };
        Some(values.iter().filter_map(|value| serde_json::from_str(value).ok()).collect())
    }

    /// One type alone.
    fn single(&self, form: &str, facts: &Facts<'v>) -> Form<'v> {
        match form {
            "array" => self.array(&facts.said),
            "object" => self.object(facts),
            _ => Form::Scalar(self.scalar(form, &facts.said)),
        }
    }

    fn scalar(&self, form: &str, said: &[&'v Said]) -> String {
        let text = |keyword: &str| said.iter().find_map(|said| said.get(keyword)?.as_str());
        let has = |keyword: &str| said.iter().any(|said| said.contains_key(keyword));
        let encoded = text("contentEncoding").is_some_and(|encoding| encoding.starts_with("base64")).then_some("byte");
        let octets = (text("contentMediaType") == Some("application/octet-stream")).then_some("binary");
        let is_text = form == "string";
        let format = text("format").or_else(|| encoded.or(octets).filter(|_| is_text));
        let mut words = form.to_owned();
        match format.filter(|_| form != "boolean") {
            Some(format) if FORMATS.contains(&(form, format)) => words = format!("{words} {format}"),
            Some(_) => words += " of another format",
            None => {}
        }
        let ruled = ["minLength", "maxLength", "pattern"].into_iter().any(has);
        if is_text && ruled && matches!(format, Some("uuid" | "date-time" | "date" | "byte")) {
            words += ", with rules";
        }
        if form == "integer" && self.is_unsigned(said, format) {
            words += ", unsigned";
        }
        words
    }

    /// Of the contract's, one that no signed type holds; utoipa says it by the least value.
    fn is_unsigned(&self, said: &[&'v Said], format: Option<&str>) -> bool {
        let number = |keyword: &str| said.iter().find_map(|said| said.get(keyword)?.as_f64());
        let natural = number("minimum").is_some_and(|least| least >= 0.0);
        let beyond = said.iter().find_map(|said| said.get("maximum")).is_some_and(|most| {
            !most.is_i64() && most.as_f64().is_some_and(|most| most >= 9_223_372_036_854_775_808.0)
        });
        natural && (self.side == Side::Rust || beyond && !matches!(format, Some("int32" | "int64")))
    }

    fn array(&self, said: &[&'v Said]) -> Form<'v> {
        let prefix = said.iter().find_map(|said| said.get("prefixItems")?.as_array()).map_or(&[][..], Vec::as_slice);
        let items: Vec<&'v Value> = said.iter().filter_map(|said| said.get("items")).collect();
        let same = prefix.iter().all(|each| items.first().is_some_and(|items| **items == *each));
        if prefix.is_empty() || same {
            return Form::List(Place::all(items));
        }
        let count = |keyword: &str| said.iter().find_map(|said| said.get(keyword)?.as_u64());
        let length = u64::try_from(prefix.len()).unwrap_or(u64::MAX);
        let all = self.side == Side::Rust || count("minItems").is_some_and(|least| least >= length);
        let closed = items.iter().any(|items| **items == Value::Bool(false))
            || count("maxItems").is_some_and(|most| most <= length);
        if all && closed && prefix.len() > 1 {
            Form::Tuple(prefix.iter().map(Place::of).collect())
        } else {
            Form::MixedList
        }
    }

    fn object(&self, facts: &Facts<'v>) -> Form<'v> {
        let said = &facts.said;
        let mut stated: BTreeMap<&'v str, Vec<&'v Value>> = BTreeMap::new();
        for (name, schema) in said.iter().filter_map(|said| said.get("properties")?.as_object()).flatten() {
            stated.entry(name).or_default().push(schema);
        }
        let required = said.iter().filter_map(|said| said.get("required")?.as_array()).flatten();
        let required: BTreeSet<&str> = required.filter_map(Value::as_str).collect();
        let unnamed = stated.is_empty() && required.is_empty();
        let rest = self.rest(said, unnamed || facts.extended);
        let mut members: BTreeMap<String, Member<'v>> = BTreeMap::new();
        for (name, schemas) in stated {
            let place = Place::all(schemas);
            if self.travels(&place) {
                members.insert(name.to_owned(), Member { required: required.contains(name), place });
            }
        }
        // It must be there, so it is a member of whatever type any other has.
        for name in required {
            if !said.iter().any(|said| said.get("properties").is_some_and(|named| named.get(name).is_some())) {
                let place = if let Rest::Kept(place) = &rest { place.clone() } else { Place::all(Vec::new()) };
                members.insert(name.to_owned(), Member { required: true, place });
            }
        }
        Form::Object(members, rest)
    }

    fn rest(&self, said: &[&'v Said], kept: bool) -> Rest<'v> {
        let has = |keyword: &str| said.iter().any(|said| said.contains_key(keyword));
        let stated: Vec<&'v Value> = said.iter().filter_map(|said| said.get("additionalProperties")).collect();
        let patterns = said.iter().filter_map(|said| said.get("patternProperties")?.as_object());
        let patterns: Vec<&'v Value> = patterns.flat_map(Map::values).collect();
        let closed = stated.iter().any(|stated| **stated == Value::Bool(false));
        let any = || Rest::Kept(Place::all(Vec::new()));
        let asserted = ["dependentSchemas", "if", "unevaluatedProperties"].into_iter().any(has);
        match patterns[..] {
            [] if closed => Rest::Closed,
            [] if !stated.is_empty() => Rest::Kept(Place::all(stated)),
            [] if self.side != Side::Rust && (kept || asserted) => any(),
            [] => Rest::Open,
            [first, ref others @ ..] if closed && others.iter().all(|other| *other == first) => {
                Rest::Kept(Place::of(first))
            }
            _ => any(),
        }
    }

    /// Whether a member is there, in the direction that is looked at.
    fn travels(&self, place: &Place<'v>) -> bool {
        let not = match self.side {
            Side::Request => "readOnly",
            Side::Response => "writeOnly",
            Side::Rust => return true,
        };
        let mut facts = Facts::default();
        place.schemas.iter().for_each(|schema| self.gather(schema.0, 0, true, &mut facts));
        // What stands beside a reference is said of this place, in 3.0 too.
        let here = place.schemas.iter().filter_map(|schema| schema.0.as_object());
        !here.chain(facts.said).any(|said| said.get(not) == Some(&Value::Bool(true)))
    }
}
