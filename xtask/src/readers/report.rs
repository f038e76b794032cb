//! What is said of a run, and whether all is as it should be.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::Difference;
use super::subject::{Compared, Subject};
use super::wanted::{self, Wanted};

pub struct Report<'w> {
    wanted: &'w [Wanted],
    /// How many differences of a kind are shown.
    show: usize,
    /// Contracts of which no types could be made.
    pub failed: Vec<String>,
    /// The wanted differences that were found where they are proved, and how often each was found elsewhere.
    proved: BTreeSet<usize>,
    times: BTreeMap<usize, usize>,
    contracts: usize,
    components: usize,
    places: usize,
    unwanted: usize,
    unmet: usize,
}

impl<'w> Report<'w> {
    pub fn new(wanted: &'w [Wanted], show: usize) -> Self {
        Self {
            wanted,
            show,
            failed: Vec::new(),
            proved: BTreeSet::new(),
            times: BTreeMap::new(),
            contracts: 0,
            components: 0,
            places: 0,
            unwanted: 0,
            unmet: 0,
        }
    }

    pub fn head() {
        println!(
            "{:<30} {:>7} {:>9} {:>9} {:>9} {:>9}",
            "document", "types", "schemas", "places", "wanted", "unwanted"
        );
    }

    /// The schemas of what is wanted have that difference each, and no other.
    pub fn proof(&mut self, subject: &Subject, compared: &Compared<'_>) {
        self.proved.extend(compared.found.iter().filter_map(|found| wanted::proved(self.wanted, found)));
        let others = self.others(&compared.found);
        if !others.is_empty() {
            println!("{}", subject.name);
            self.unwanted(&others);
        }
    }

    pub fn subject(&mut self, subject: &Subject, compared: &Compared<'_>) {
        let others = self.others(&compared.found);
        println!(
            "{:<30} {:>7} {:>9} {:>9} {:>9} {:>9}",
            subject.name,
            subject.types.names.len(),
            subject.components.len(),
            compared.places,
            compared.found.len() - others.len(),
            others.len()
        );
        self.contracts += 1;
        self.components += subject.components.len();
        self.places += compared.places;
        for at in compared.found.iter().filter_map(|found| wanted::position(self.wanted, found)) {
            *self.times.entry(at).or_default() += 1;
        }
        self.unwanted(&others);
        if !compared.unmet.is_empty() {
            self.unmet += compared.unmet.len();
            println!("    met nowhere: {}", compared.unmet.join(", "));
        }
    }

    /// True where all is as it should be.
    pub fn end(&self) -> bool {
        println!();
        let mut stale = 0;
        for (at, wanted) in self.wanted.iter().enumerate() {
            let times = self.times.get(&at).copied().unwrap_or(0);
            println!("wanted: {} -> {}, {times} times: {}", wanted.contract, wanted.rust, wanted.reason);
            if !self.proved.contains(&at) {
                stale += 1;
                println!("    no longer needed: its schema has no such difference");
            }
        }
        for error in &self.failed {
            println!("not compared: {error}");
        }
        println!(
            "{} contracts, {} schemas compared at {} places; {} differences of {} kinds are wanted, {} are not; {} types \
             met nowhere, {} contracts not compared",
            self.contracts,
            self.components,
            self.places,
            self.times.values().sum::<usize>(),
            self.wanted.len(),
            self.unwanted,
            self.unmet,
            self.failed.len()
        );
        stale == 0 && self.unwanted == 0 && self.unmet == 0 && self.failed.is_empty()
    }

    fn others<'f>(&self, found: &'f [Difference]) -> Vec<&'f Difference> {
        found.iter().filter(|found| wanted::position(self.wanted, found).is_none()).collect()
    }

    fn unwanted(&mut self, found: &[&Difference]) {
        self.unwanted += found.len();
        let mut shown: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for found in found {
            let count = shown.entry((&found.contract, &found.rust)).or_default();
            *count += 1;
            if *count <= self.show {
                println!("    {}: the contract: {}; the Rust type: {}", found.at, found.contract, found.rust);
            }
        }
        for ((contract, rust), count) in shown.iter().filter(|(_, count)| **count > self.show) {
            println!("    {contract} -> {rust}: {count} in all");
        }
    }
}
