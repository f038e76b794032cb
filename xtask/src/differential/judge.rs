//! One document: values made, judged by the oracle, asked of the generated code, compared.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use super::dialect::Direction;
use super::document::Document;
use super::driver::Driver;
use super::equal::Comparison;
use super::exceptions::{self, Decoder, Exception};
use super::oracle::Oracle;
use super::sample::Sampler;
use crate::generated::Workspace;

/// What was found of one document.
#[derive(Default)]
pub struct Findings {
    pub schemas: usize,
    pub values: usize,
    pub fitting: usize,
    pub round_trips: usize,
    /// By exception, how often it was needed.
    pub excused: BTreeMap<usize, usize>,
    pub disagreements: Vec<Disagreement>,
    /// Schemas that were not tested, and why.
    pub untested: Vec<(String, String)>,
}

pub struct Disagreement {
    pub label: String,
    /// `accepts format: date`, `refuses one_of`, `round trip`: what is alike is counted together.
    pub kind: String,
    pub value: String,
    pub detail: String,
}

/// A value on its way.
pub struct Case {
    pub subject: usize,
    pub direction: Direction,
    pub value: Value,
    pub fits: bool,
}

/// The values of a document's schemas, judged.
pub struct Cases {
    pub request: Oracle,
    pub response: Oracle,
    pub all: Vec<Case>,
}

impl Cases {
    /// `count` values of each schema as a request, and of those that fit as a response a third as many.
    pub fn sample(
        document: &Document,
        driver: &Driver,
        count: usize,
        seed: u64,
        only: Option<&str>,
    ) -> Result<Self, String> {
        let request = Oracle::new(document, Direction::Request)?;
        let response = Oracle::new(document, Direction::Response)?;
        let mut all = Vec::new();
        for (at, subject) in document.subjects.iter().enumerate() {
            let wanted = only.is_none_or(|only| subject.label.contains(only) || driver.name.contains(only));
            if !wanted || !driver.subjects.contains(&at) || document.refused.contains_key(&subject.component) {
                continue;
            }
            let seed = seed ^ hash(&subject.label);
            if let Some(schema) = request.schemas.get(&subject.component).filter(|_| !request.unfit.contains_key(&at)) {
                let values =
                    Sampler::new(&request.schemas, seed).values(schema, count, |value| request.fits(at, value));
                let case = |(value, fits)| Case { subject: at, direction: Direction::Request, value, fits };
                all.extend(values.into_iter().map(case));
            }
            if let Some(schema) = response.schemas.get(&subject.component).filter(|_| !response.unfit.contains_key(&at))
            {
                let mut sampler = Sampler::new(&response.schemas, seed);
                let values = sampler.fitting(schema, count.div_ceil(3), |value| response.fits(at, value));
                let case = |value| Case { subject: at, direction: Direction::Response, value, fits: true };
                all.extend(values.into_iter().map(case));
            }
        }
        Ok(Self { request, response, all })
    }

    /// Values that somebody wrote.
    pub fn of(document: &Document, values: impl Iterator<Item = (usize, Direction, Value)>) -> Result<Self, String> {
        let request = Oracle::new(document, Direction::Request)?;
        let response = Oracle::new(document, Direction::Response)?;
        let case = |(subject, direction, value)| {
            let oracle = if direction == Direction::Request { &request } else { &response };
            let fits = oracle.fits(subject, &value);
            Case { subject, direction, value, fits }
        };
        let all = values.map(case).collect();
        Ok(Self { request, response, all })
    }

    /// Asks the generated code and compares.
    pub fn judge(
        &self,
        document: &Document,
        driver: &Driver,
        workspace: &Workspace,
        profile: &str,
        exceptions: &[Exception],
    ) -> Result<Findings, String> {
        let answers = workspace.ask(&driver.name, profile, lines(&self.all))?;
        let mut findings = Findings { values: self.all.len(), ..Findings::default() };
        let mut tested: Vec<usize> = self.all.iter().map(|case| case.subject).collect();
        tested.dedup();
        findings.schemas = tested.len();
        for (case, answer) in self.all.iter().zip(&answers) {
            self.compare(document, case, answer, exceptions, &mut findings);
        }
        for (at, subject) in document.subjects.iter().enumerate() {
            if let Some(reason) = document.refused.get(&subject.component) {
                findings.untested.push((subject.label.clone(), format!("the generator refuses it: {reason}")));
            } else if !driver.subjects.contains(&at) {
                findings.untested.push((subject.label.clone(), "no operation was generated".to_owned()));
            } else if let Some(error) = self.request.unfit.get(&at) {
                findings.untested.push((subject.label.clone(), format!("the oracle cannot read it: {error}")));
            }
        }
        Ok(findings)
    }

    fn compare(
        &self,
        document: &Document,
        case: &Case,
        answer: &str,
        exceptions: &[Exception],
        findings: &mut Findings,
    ) {
        let label = &document.subjects[case.subject].label;
        let mut fields = answer.split('\t');
        let (verdict, first, second) =
            (fields.next().unwrap_or_default(), fields.next().unwrap_or_default(), fields.next().unwrap_or_default());
        let mut add = |kind: String, detail: String| {
            let value = case.value.to_string();
            findings.disagreements.push(Disagreement { label: label.clone(), kind, value, detail });
        };
        findings.fitting += usize::from(case.fits);
        let response = case.direction == Direction::Response;
        let oracle = if response { &self.response } else { &self.request };
        match (verdict, case.fits) {
            ("accepted", false) => {
                let broken = oracle.broken(case.subject, &case.value);
                match exceptions::excuse(exceptions, Decoder::Accepts, &broken, &case.value) {
                    Some(by) => by.into_iter().for_each(|at| *findings.excused.entry(at).or_default() += 1),
                    None => add(format!("accepts {}", broken.join(", ")), String::new()),
                }
            }
            ("refused", true) => {
                let codes: Vec<String> =
                    if response { vec!["response".to_owned()] } else { first.split(',').map(str::to_owned).collect() };
                match exceptions::excuse(exceptions, Decoder::Refuses, &codes, &case.value) {
                    Some(by) => by.into_iter().for_each(|at| *findings.excused.entry(at).or_default() += 1),
                    None => add(
                        format!("refuses {}", codes.join(", ")),
                        if response { first.to_owned() } else { String::new() },
                    ),
                }
            }
            ("accepted", true) => {
                let comparison = Comparison { components: &oracle.schemas, fits: None };
                let Some(schema) = oracle.schemas.get(&document.subjects[case.subject].component) else { return };
                if !comparison.is_declared(&[schema], &case.value) {
                    return;
                }
                findings.round_trips += 1;
                let back: Value = serde_json::from_str(first).unwrap_or_else(|_| Value::String(first.to_owned()));
                if let Some(difference) = comparison.difference(&[schema], &case.value, &back) {
                    let fits = |schema: &Value, value: &Value| oracle.fits_inside(schema, value);
                    let strict = Comparison { fits: Some(&fits), ..comparison };
                    if !strict.is_declared(&[schema], &case.value) {
                        findings.round_trips -= 1;
                        return;
                    }
                    let way = if response { "response" } else { "request" };
                    match exceptions::excuse(exceptions, Decoder::Loses, &[way.to_owned()], &case.value) {
                        Some(by) => by.into_iter().for_each(|at| *findings.excused.entry(at).or_default() += 1),
                        None => add(Decoder::Loses.difference(way), difference),
                    }
                    return;
                }
                if response && first != second {
                    add("writers differ".to_owned(), format!("serde {first}, generated {second}"));
                }
            }
            ("refused", false) => {}
            _ => add(format!("{verdict} {second}"), first.to_owned()),
        }
    }
}

/// What the program reads: a line for each.
pub fn lines(cases: &[Case]) -> String {
    let mut lines = String::new();
    for case in cases {
        let direction = if case.direction == Direction::Request { "request" } else { "response" };
        let _ = writeln!(lines, "s{} {direction} {}", case.subject, case.value);
    }
    lines
}

/// FNV-1a: the same on every machine and in every version of Rust.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
