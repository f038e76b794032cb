//! Schemas that contain themselves: where a value needs an indirection, and where there can be no value at all.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::super::{Additional, Assertion, AssertionId, Rule, Schema, SchemaId, Schemas, Shape, TypeRef};
use super::Lowering;
use crate::diagnostic::Diagnostic;
use crate::graph::closing_edges;

impl Lowering<'_, '_> {
    /// A use admits null where its schema does. Only now is it known of each schema.
    pub fn settle_nullable(&mut self) {
        let nullable: Vec<bool> =
            self.schemas.iter().map(|(_, schema)| schema.nullable && !matches!(schema.shape, Shape::Any)).collect();
        let ids: Vec<SchemaId> = self.schemas.iter().map(|(id, _)| id).collect();
        for id in ids {
            if let Some(schema) = self.schemas.get_mut(id) {
                for ty in uses_mut(&mut schema.shape) {
                    ty.nullable |= nullable.get(ty.schema.0 as usize).copied().unwrap_or(false);
                }
            }
        }
        for value in &mut self.values {
            value.ty.nullable |= nullable.get(value.ty.schema.0 as usize).copied().unwrap_or(false);
        }
    }

    pub fn break_cycles(&mut self) {
        self.pass_over_circles();
        self.pass_over_circular_rules();
        self.report_endless();
        for (id, edge) in back_edges(&self.schemas, in_place) {
            if let Some(ty) =
                self.schemas.get_mut(id).and_then(|schema| direct_uses(&mut schema.shape).into_iter().nth(edge))
            {
                ty.boxed = true;
            }
        }
    }

    /// Unions that are alternatives of each other, without a list or a member between. To find out whether a value fits one
    /// of them it would have to be held against that one first: JSON Schema leaves that undefined (2020-12 core, 9.4.1).
    fn pass_over_circles(&mut self) {
        let mut edges = back_edges(&self.schemas, alternatives);
        // From the last alternative on, so that the others keep their places until it is their turn.
        edges.sort_unstable_by_key(|(id, edge)| (id.0, Reverse(*edge)));
        for (id, edge) in edges {
            let Some(schema) = self.schemas.get_mut(id) else { continue };
            let at = schema.at;
            pass_over(&mut schema.shape, edge);
            let message = "an alternative of this union leads back to the union, with nothing between";
            let help = "take it out: whatever fits there fits one of the other alternatives";
            self.report(Diagnostic::error("cyclic-union", at, message).help(help));
        }
    }

    /// The same of what is asserted, where more keywords hold a value against another schema: `not`, `if`, `dependentSchemas`.
    fn pass_over_circular_rules(&mut self) {
        let assertions = self.assertions.iter();
        let targets: Vec<Vec<usize>> = assertions
            .map(|(_, assertion)| of_the_same_value(assertion).map(|(_, id)| id.0 as usize).collect())
            .collect();
        let mut circular: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (node, edge) in closing_edges(&targets) {
            let id = u32::try_from(node).map(AssertionId).ok();
            let rules = id.and_then(|id| self.assertions.get(id)).map(of_the_same_value);
            if let Some((rule, _)) = rules.and_then(|mut rules| rules.nth(edge)) {
                circular.entry(node).or_default().insert(rule);
            }
        }
        for (node, rules) in circular {
            let id = u32::try_from(node).map(AssertionId).ok();
            let Some(assertion) = id.and_then(|id| self.assertions.get_mut(id)) else { continue };
            let at = assertion.at;
            let mut number = 0..;
            assertion.rules.retain(|_| number.next().is_none_or(|rule: usize| !rules.contains(&rule)));
            let message = "a keyword of this schema leads back to the schema, with no member and no item between";
            let help = "take the reference out: whether a value fits would depend on whether it fits";
            self.report(Diagnostic::error("cyclic-schema", at, message).help(help));
        }
    }

    /// Schemas of which every value would contain another, without an end.
    fn report_endless(&mut self) {
        let schemas: Vec<&Schema> = self.schemas.iter().map(|(_, schema)| schema).collect();
        let mut finite = vec![false; schemas.len()];
        let ends =
            |ty: &TypeRef, finite: &[bool]| ty.nullable || finite.get(ty.schema.0 as usize).copied().unwrap_or(true);
        loop {
            let mut changed = false;
            for (i, schema) in schemas.iter().enumerate() {
                let done = finite.get(i).copied().unwrap_or(true);
                let now = done
                    || match &schema.shape {
                        Shape::Object(object) => object
                            .properties
                            .iter()
                            .filter(|property| property.required)
                            .all(|property| ends(&property.ty, &finite)),
                        Shape::Array(array) => array.min_items.unwrap_or(0) == 0 || ends(&array.items, &finite),
                        Shape::OneOf(union) | Shape::AnyOf(union) => {
                            union.variants.iter().any(|variant| ends(&variant.ty, &finite))
                        }
                        _ => true,
                    };
                if now && !done {
                    changed = true;
                    if let Some(slot) = finite.get_mut(i) {
                        *slot = true;
                    }
                }
            }
            if !changed {
                break;
            }
        }
        let found: Vec<Diagnostic> = schemas
            .iter()
            .zip(&finite)
            .filter(|(_, finite)| !**finite)
            .map(|(schema, _)| {
                Diagnostic::error(
                    "endless-schema",
                    schema.at,
                    "every value of this schema would contain another one of it, without an end",
                )
                .help("let one member on the way be optional or nullable, or use an array")
            })
            .collect();
        self.diagnostics_extend(found);
    }
}

/// Uses that hold their value in place: members and variants. Arrays and maps are indirect already.
pub(super) fn direct_uses(shape: &mut Shape) -> Vec<&mut TypeRef> {
    match shape {
        Shape::Object(object) => object.properties.iter_mut().map(|property| &mut property.ty).collect(),
        Shape::OneOf(union) | Shape::AnyOf(union) => union.variants.iter_mut().map(|variant| &mut variant.ty).collect(),
        _ => Vec::new(),
    }
}

/// The same, to look at.
pub(super) fn in_place(shape: &Shape) -> Vec<TypeRef> {
    match shape {
        Shape::Object(object) => object.properties.iter().map(|property| property.ty).collect(),
        Shape::OneOf(union) | Shape::AnyOf(union) => union.variants.iter().map(|variant| variant.ty).collect(),
        _ => Vec::new(),
    }
}

/// The assertions that a value is held against as well, each with the number of the rule that says so.
fn of_the_same_value(assertion: &Assertion) -> impl Iterator<Item = (usize, AssertionId)> {
    let of = |rule: &Rule| -> Vec<AssertionId> {
        match rule {
            Rule::AllOf(ids) | Rule::AnyOf(ids) | Rule::OneOf(ids) => ids.clone(),
            Rule::Not(id) => vec![*id],
            Rule::If { condition, then, otherwise } => {
                [Some(*condition), *then, *otherwise].into_iter().flatten().collect()
            }
            Rule::DependentSchemas(of) => of.iter().map(|(_, id)| *id).collect(),
            Rule::Tagged { variants, default, .. } => variants.iter().map(|(_, id)| *id).chain(*default).collect(),
            _ => Vec::new(),
        }
    };
    assertion.rules.iter().enumerate().flat_map(move |(number, rule)| of(rule).into_iter().map(move |id| (number, id)))
}

/// Without one of its alternatives. Where none is left, nothing is known of the values.
fn pass_over(shape: &mut Shape, alternative: usize) {
    let (Shape::OneOf(union) | Shape::AnyOf(union)) = shape else { return };
    if alternative < union.variants.len() {
        union.variants.remove(alternative);
    }
    if let Some(discriminator) = &mut union.discriminator {
        discriminator.default = match discriminator.default {
            Some(default) if default == alternative => None,
            Some(default) if default > alternative => Some(default - 1),
            kept => kept,
        };
    }
    if union.variants.is_empty() {
        *shape = Shape::Any;
    }
}

fn alternatives(shape: &Shape) -> Vec<TypeRef> {
    match shape {
        Shape::OneOf(_) | Shape::AnyOf(_) => in_place(shape),
        _ => Vec::new(),
    }
}

fn uses_mut(shape: &mut Shape) -> Vec<&mut TypeRef> {
    match shape {
        Shape::Array(array) => array.prefix.iter_mut().chain([&mut array.items]).collect(),
        Shape::Object(object) => {
            let mut uses: Vec<&mut TypeRef> = object.properties.iter_mut().map(|property| &mut property.ty).collect();
            if let Additional::Schema(ty) = &mut object.additional {
                uses.push(ty);
            }
            uses.extend(object.patterns.iter_mut().map(|pattern| &mut pattern.ty));
            uses
        }
        Shape::OneOf(_) | Shape::AnyOf(_) => direct_uses(shape),
        _ => Vec::new(),
    }
}

/// The uses that close a cycle on a walk in the document's order: with an indirection there, no cycle is left. Each is
/// a schema and the number of its direct use.
fn back_edges(schemas: &Schemas, uses: impl Fn(&Shape) -> Vec<TypeRef>) -> Vec<(SchemaId, usize)> {
    let targets = schemas.iter().map(|(_, schema)| uses(&schema.shape).iter().map(|ty| ty.schema.0 as usize).collect());
    let found = closing_edges(&targets.collect::<Vec<_>>()).into_iter();
    found.filter_map(|(node, edge)| Some((SchemaId(u32::try_from(node).ok()?), edge))).collect()
}
