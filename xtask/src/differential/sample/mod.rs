//! Values of a schema, that fit and that just miss. Made by chance from a seed, so that the same seed makes the same
//! values; whether they fit is for the oracle to say.

mod facets;
mod generate;
mod misses;
mod mutate;
mod text;

use std::collections::BTreeSet;

use fastrand::Rng;
use serde_json::{Map, Value};

pub use facets::{Take, facets, list, target};
pub use generate::member_schemas;

/// So many values that fit are changed keyword by keyword.
const BASES: usize = 3;

/// Makes values of the schemas of a document.
pub struct Sampler<'v> {
    components: &'v Map<String, Value>,
    random: Rng,
}

impl<'v> Sampler<'v> {
    pub fn new(components: &'v Map<String, Value>, seed: u64) -> Self {
        Self { components, random: Rng::with_seed(seed) }
    }

    /// Up to `count` different values of a component made by chance, and up to as many of which each just misses a
    /// keyword, or just does not.
    pub fn values(&mut self, component: &'v Value, count: usize, fits: impl Fn(&Value) -> bool) -> Vec<(Value, bool)> {
        let mut values = self.by_chance(component, count, &fits);
        // Those with the most in them have the most places.
        let mut bases: Vec<Value> = values.iter().filter(|(_, fits)| *fits).map(|(value, _)| value.clone()).collect();
        bases.sort_by_cached_key(|value| std::cmp::Reverse(value.to_string().len()));
        let mut known: BTreeSet<String> = values.iter().map(|(value, _)| value.to_string()).collect();
        for base in bases.iter().take(BASES) {
            for value in self.misses(component, base, count.div_ceil(BASES)) {
                if known.insert(value.to_string()) {
                    let fits = fits(&value);
                    values.push((value, fits));
                }
            }
        }
        values
    }

    /// Up to `count` different values that fit.
    pub fn fitting(&mut self, component: &'v Value, count: usize, fits: impl Fn(&Value) -> bool) -> Vec<Value> {
        let all = self.by_chance(component, 3 * count, &fits);
        all.into_iter().filter(|(_, fits)| *fits).map(|(value, _)| value).take(count).collect()
    }

    /// Up to `count` different values: the first as the schema asks for, the others with something changed. `fits` is
    /// the oracle's judgement, by which more is made of what fits.
    fn by_chance(&mut self, component: &'v Value, count: usize, fits: &impl Fn(&Value) -> bool) -> Vec<(Value, bool)> {
        let mut known = BTreeSet::new();
        let mut values = Vec::new();
        let mut fitting = Vec::new();
        let mut keep = |value: Value, fitting: &mut Vec<Value>| {
            if known.insert(value.to_string()) {
                let fits = fits(&value);
                if fits {
                    fitting.push(value.clone());
                }
                values.push((value, fits));
            }
            values.len() >= count
        };
        // A schema with few values is exhausted early: a bounded number of tries.
        for _ in 0..count.div_ceil(3) {
            if keep(self.generate(&[component]), &mut fitting) {
                break;
            }
        }
        for _ in 0..2 * count {
            let start = match fitting.len() {
                0 => self.generate(&[component]),
                some => fitting[self.random.usize(..some)].clone(),
            };
            let mut value = start;
            for _ in 0..=usize::from(self.random.u8(..6) == 0) {
                self.mutate(component, &mut value);
            }
            if keep(value, &mut fitting) {
                break;
            }
        }
        values
    }
}
