//! `oneOf` and `anyOf`, and the discriminator that chooses between their variants.

use std::collections::{HashMap, HashSet};

use super::super::keywords::Kind;
use super::super::{Discriminator, ObjectShape, Origin, SchemaId, Shape, TypeRef, Union, Variant};
use super::enumeration::constant;
use super::facts::{Facts, UnionFact};
use super::read::{follow, identity, reference};
use super::schema::with;
use super::{Job, Lowering};
use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Node, ReferenceError, Resolved, Sources, escape};

impl<'a> Lowering<'a, '_> {
    /// The union that the facts describe, if they do, and whether null is one of its variants.
    pub fn union_shape(&mut self, facts: &Facts<'a>, job: &Job<'a>, words: &[String]) -> Option<(Shape, bool)> {
        let union = facts.typed_union()?;
        let variants = self.without_null(union.variants);
        let nullable = variants.len() < union.variants.len();
        let tags = union.discriminator.map(|node| self.discriminator(node, &variants));
        let mut lowered = Vec::with_capacity(variants.len());
        let constants = self.constants_that_differ(&variants);
        for (i, variant) in variants.iter().enumerate() {
            let title = follow(self.reader.sources, variant).and_then(|node| node.get("title")).and_then(Node::as_str);
            let name = title.or_else(|| constants.get(i).copied());
            let words = with(words, name.unwrap_or(&format!("option {}", i + 1)));
            let ty = self.variant(facts, job, &union, variant, &words);
            let tags = tags.as_ref().map(|(_, tags)| tags.get(i).cloned().unwrap_or_default()).unwrap_or_default();
            lowered.push(Variant { ty, tags });
        }
        let union_shape = Union { variants: lowered, discriminator: tags.and_then(|(discriminator, _)| discriminator) };
        if union_shape.variants.is_empty() && nullable {
            return Some((super::shape::null_alone(), true));
        }
        let shape = if union.exactly_one { Shape::OneOf(union_shape) } else { Shape::AnyOf(union_shape) };
        Some((shape, nullable))
    }

    /// The texts that a member has, one in each variant, where they tell the variants apart: what a person calls them.
    fn constants_that_differ(&self, variants: &[&'a Node]) -> Vec<&'a str> {
        let sources = self.reader.sources;
        let members = |variant| follow(sources, variant)?.get("properties")?.as_mapping();
        let Some(first) = variants.first().and_then(|variant| members(variant)) else { return Vec::new() };
        let of = |variant, name: &str| constant(follow(sources, members(variant)?.get(name)?)?)?.as_str();
        let mut each = first.iter().filter_map(|(key, _)| {
            let texts: Vec<&str> = variants.iter().map(|variant| of(variant, &key.text)).collect::<Option<_>>()?;
            let differ = texts.iter().collect::<HashSet<_>>().len() == texts.len();
            (differ && texts.iter().all(|text| !text.is_empty())).then_some(texts)
        });
        each.next().unwrap_or_default()
    }

    /// One variant. What stands beside the union holds for each of its variants: `A and (B or C)` is
    /// `(A and B) or (A and C)`.
    fn variant(
        &mut self,
        facts: &Facts<'a>,
        job: &Job<'a>,
        union: &UnionFact<'a>,
        variant: &'a Node,
        words: &[String],
    ) -> TypeRef {
        let target = self.schema_of(variant).unwrap_or(variant);
        let bare = reference(variant).is_none()
            && ["type", "allOf", "oneOf", "anyOf", "enum", "const"]
                .iter()
                .all(|keyword| variant.get(keyword).is_none());
        let beside = facts.describes_object() || facts.types_at.is_some() && bare;
        if !beside {
            return self.use_of(variant, words).ty;
        }
        // A variant that has the schema itself among its parts repeats nothing.
        let (_, read) = self.gather_all(&[target], &[union.at]);
        if job.parts.iter().all(|part| read.contains(&identity(part))) {
            return self.use_of(variant, words).ty;
        }
        let mut parts = vec![target];
        parts.extend(job.parts.iter().copied());
        let mut without = job.without.clone();
        // One union makes the types; every other is asserted of the whole.
        without.extend(facts.unions.iter().map(|union| union.at));
        if self.distributed >= super::MOST_DISTRIBUTED {
            let message = format!("unions beside other keywords make more than {} schemas", super::MOST_DISTRIBUTED);
            self.report(Diagnostic::error("too-many-schemas", union.at, message));
            return self.use_of(variant, words).ty;
        }
        self.distributed += 1;
        let mut words = words.to_vec();
        if let (Some(component), Some(last)) = (self.inventory.component(target), words.last_mut()) {
            last.clone_from(&component.name);
        }
        TypeRef { schema: self.id_of_parts(parts, without, &words), nullable: false, boxed: false }
    }

    /// The discriminator, and for each variant the values that choose it.
    fn discriminator(&mut self, node: &'a Node, variants: &[&'a Node]) -> (Option<Discriminator>, Vec<Vec<String>>) {
        let mut tags = vec![Vec::new(); variants.len()];
        let Some(object) = self.reader.object(Kind::Discriminator, node) else { return (None, tags) };
        let Some(property) = self.reader.text(object, "propertyName") else {
            let message = "a discriminator needs `propertyName`, the member that it looks at";
            self.report(Diagnostic::error("missing-keyword", node.at, message));
            return (None, tags);
        };
        let at = object.get("propertyName").map_or(node.at, |node| node.at);
        let by_identity: HashMap<usize, usize> = variants
            .iter()
            .enumerate()
            .filter_map(|(i, variant)| Some((identity(follow(self.reader.sources, variant)?), i)))
            .collect();
        for (key, value) in self.reader.map(object, "mapping") {
            self.mapping(key, value, &by_identity, &mut tags);
        }
        for (tags, variant) in tags.iter_mut().zip(variants) {
            if tags.is_empty()
                && let Some(component) =
                    follow(self.reader.sources, variant).and_then(|node| self.inventory.component(node))
            {
                tags.push(component.name.clone());
            }
        }
        let default = object.get("defaultMapping").and_then(|node| self.default_mapping(node, &by_identity));
        (Some(Discriminator { property: property.to_owned(), at, default }), tags)
    }

    /// `defaultMapping` (3.2): the alternative for what the mapping does not name.
    fn default_mapping(&mut self, node: &'a Node, variants: &HashMap<usize, usize>) -> Option<usize> {
        let text = node.as_str()?;
        let target = mapping_target(self.reader.sources, self.root.at.file, node.at.file, text).ok();
        let found = target.and_then(|resolved| follow(self.reader.sources, resolved.node));
        let variant = found.and_then(|target| variants.get(&identity(target)).copied());
        if variant.is_none() {
            let message = format!("`defaultMapping` names `{text}`, which is none of the union's variants");
            self.report(Diagnostic::warning("mapping-without-variant", node.at, message).help("add it to the union"));
        }
        variant
    }

    fn mapping(
        &mut self,
        key: &'a crate::source::Key,
        value: &'a Node,
        variants: &HashMap<usize, usize>,
        tags: &mut [Vec<String>],
    ) {
        let Some(text) = value.as_str() else {
            let message = format!("`{}` must map to the name of a schema or a reference to one", key.text);
            self.report(Diagnostic::error("wrong-type", value.at, message));
            return;
        };
        let target = mapping_target(self.reader.sources, self.root.at.file, value.at.file, text);
        let Some(target) = target.ok().and_then(|resolved| follow(self.reader.sources, resolved.node)) else {
            let message = format!("`{}` maps to `{text}`, and there is no such schema", key.text);
            self.report(Diagnostic::error("dangling-reference", value.at, message));
            return;
        };
        match variants.get(&identity(target)).and_then(|i| tags.get_mut(*i)) {
            Some(tags) => tags.push(key.text.clone()),
            None => {
                let message = format!("`{}` maps to `{text}`, which is none of the union's variants", key.text);
                self.report(
                    Diagnostic::warning("mapping-without-variant", value.at, message)
                        .help("add it to the union, or drop the mapping"),
                );
            }
        }
    }

    /// What can only be seen once every variant has its shape: the member must be there to look at.
    pub fn check_discriminators(&mut self) {
        let mut found: Vec<Diagnostic> = Vec::new();
        let mut own_tags = Vec::new();
        let mut undecidable = Vec::new();
        for (id, schema) in self.schemas.iter() {
            let (Shape::OneOf(union) | Shape::AnyOf(union)) = &schema.shape else { continue };
            let Some(discriminator) = &union.discriminator else { continue };
            for (i, variant) in union.variants.iter().enumerate() {
                let Some(target) = self.schemas.get(variant.ty.schema) else { continue };
                match &target.shape {
                    Shape::Object(object) => {
                        let by_name = matches!((&target.origin, variant.tags.as_slice()),
                            (Origin::Component(name), [tag]) if name == tag);
                        let named = variant.tags.is_empty() || by_name;
                        let finding = self.discriminated(
                            discriminator,
                            object,
                            target.at,
                            &mut |tags| own_tags.extend(named.then_some((id, i, tags))),
                            &variant.tags,
                        );
                        if finding.as_ref().is_some_and(|found| found.code == "discriminator-without-property") {
                            undecidable.push(id);
                        }
                        found.extend(finding);
                    }
                    Shape::OneOf(_) | Shape::AnyOf(_) => {}
                    _ => {
                        let message = format!(
                            "the discriminator looks at the member `{}`, and this variant is no object; it is passed over, and the variants are told apart by what fits",
                            discriminator.property
                        );
                        found.push(
                            Diagnostic::warning("discriminator-without-property", target.at, message)
                                .related(discriminator.at, "the discriminator"),
                        );
                        undecidable.push(id);
                    }
                }
            }
        }
        self.diagnostics_extend(found);
        self.without_discriminator(&undecidable);
        // Values that several variants share tell none of them apart.
        let mut times: HashMap<(SchemaId, String), usize> = HashMap::new();
        for (id, _, tags) in &own_tags {
            for tag in tags {
                *times.entry((*id, tag.clone())).or_default() += 1;
            }
        }
        own_tags.retain(|(id, _, tags)| tags.iter().all(|tag| times.get(&(*id, tag.clone())) == Some(&1)));
        for (id, i, tags) in own_tags {
            if let Some(Shape::OneOf(union) | Shape::AnyOf(union)) =
                self.schemas.get_mut(id).map(|schema| &mut schema.shape)
                && let Some(variant) = union.variants.get_mut(i)
            {
                variant.tags = tags;
            }
        }
        self.check_tags();
    }

    fn discriminated(
        &self,
        discriminator: &Discriminator,
        object: &ObjectShape,
        at: crate::source::Position,
        own: &mut dyn FnMut(Vec<String>),
        tags: &[String],
    ) -> Option<Diagnostic> {
        let Some(property) = object.properties.iter().find(|property| property.name == discriminator.property) else {
            let message =
                format!("this variant has no member `{}`, at which the discriminator looks", discriminator.property);
            return Some(
                Diagnostic::error("discriminator-without-property", at, message)
                    .related(discriminator.at, "the discriminator")
                    .help(format!("add `{}` to its properties and to `required`", discriminator.property)),
            );
        };
        if let Some(Shape::Enumeration(values)) = self.schemas.get(property.ty.schema).map(|schema| &schema.shape) {
            let names: Vec<String> =
                values.values.iter().filter_map(|each| each.value.as_str().map(str::to_owned)).collect();
            // The member's own values say better than a schema's name which variant it is.
            if !names.is_empty() && !tags.iter().any(|tag| names.contains(tag)) {
                own(names);
            }
        }
        (!property.required).then(|| {
            let message = format!(
                "`{}` must be required here: without it the discriminator cannot choose this variant",
                discriminator.property
            );
            Diagnostic::warning("discriminator-not-required", property.at, message)
                .related(discriminator.at, "the discriminator")
        })
    }

    /// A value that chooses two variants chooses none; a variant that nothing chooses is never read.
    fn check_tags(&mut self) {
        let mut found = Vec::new();
        let mut ambiguous = Vec::new();
        for (id, schema) in self.schemas.iter() {
            let (Shape::OneOf(union) | Shape::AnyOf(union)) = &schema.shape else { continue };
            let Some(discriminator) = &union.discriminator else { continue };
            let mut seen = HashMap::new();
            for (i, variant) in union.variants.iter().enumerate() {
                for tag in &variant.tags {
                    if seen.insert(tag, i).is_some_and(|before| before != i) {
                        ambiguous.push(id);
                        let message = format!("`{tag}` chooses two variants of the union");
                        found.push(
                            Diagnostic::error("ambiguous-discriminator", discriminator.at, message)
                                .help("give each variant values of its own, in `mapping`"),
                        );
                    }
                }
                if variant.tags.is_empty() && discriminator.default != Some(i) {
                    // Where nothing chooses any variant, the discriminator says nothing.
                    if union.variants.iter().all(|variant| variant.tags.is_empty()) && discriminator.default.is_none() {
                        ambiguous.push(id);
                    }
                    let at = self.schemas.get(variant.ty.schema).map_or(schema.at, |target| target.at);
                    let message = "no value of the discriminator chooses this variant";
                    found.push(
                        Diagnostic::warning("variant-without-tag", at, message)
                            .related(discriminator.at, "the discriminator")
                            .help("make it a component, or give its discriminating member an `enum`"),
                    );
                }
            }
        }
        self.diagnostics_extend(found);
        self.without_discriminator(&ambiguous);
    }

    /// The variants are told apart by what fits.
    fn without_discriminator(&mut self, unions: &[SchemaId]) {
        for id in unions {
            if let Some(Shape::OneOf(union) | Shape::AnyOf(union)) =
                self.schemas.get_mut(*id).map(|schema| &mut schema.shape)
            {
                union.discriminator = None;
            }
        }
    }
}

/// What an entry of a discriminator's mapping names: a schema by its name, or by a reference.
pub(super) fn mapping_target<'a>(
    sources: &'a Sources,
    entry: FileId,
    from: FileId,
    text: &str,
) -> Result<Resolved<'a>, ReferenceError> {
    let by_name = sources.resolve(entry, &format!("#/components/schemas/{}", escape(text)));
    if by_name.is_ok() { by_name } else { sources.resolve(from, text) }
}
