//! Which assertions have a name, and which schemas are judged by any.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use heck::ToShoutySnakeCase;

use crate::contract::{Assertion, AssertionId, Assertions, Contract, Direction, Origin, Rule, SchemaId};
use crate::names::rust::{Form, Scope};

/// How deep one may be written inside another.
const DEEPEST: usize = 5;

/// Stands before the number of what is within a schema and has no name of its own.
pub(super) const PART: &str = "_PART_";

/// The assertions that have a name, by the form in which they judge.
#[derive(Default)]
pub struct Names {
    pub(super) allotted: BTreeMap<(AssertionId, Form), String>,
    /// Whether requests and answers are judged differently.
    differs: Vec<bool>,
    /// Schemas that have assertions, or one inside them that has.
    pub(super) judged: HashSet<SchemaId>,
}

impl Names {
    pub fn new(contract: &Contract) -> Self {
        let assertions = &contract.assertions;
        let mut naming = Naming {
            assertions,
            named: Self { allotted: BTreeMap::new(), differs: differing(assertions), judged: judged(contract) },
            scope: Scope::default(),
            todo: VecDeque::new(),
        };
        let mut uses: HashMap<AssertionId, usize> = HashMap::new();
        for (_, assertion) in assertions.iter() {
            for child in children(assertion) {
                *uses.entry(child).or_default() += 1;
            }
        }
        for (_, schema) in contract.schemas.iter() {
            let Some(id) = schema.assertions else { continue };
            for form in [Form::Request, Form::Response] {
                let travels = if form == Form::Request { schema.usage.request } else { schema.usage.response };
                if travels {
                    naming.name(id, form, &[]);
                }
            }
        }
        while let Some((id, form, words)) = naming.todo.pop_front() {
            let mut inside = vec![(id, 0)];
            while let Some((id, depth)) = inside.pop() {
                for child in assertions.get(id).map(children).unwrap_or_default() {
                    if uses.get(&child).is_some_and(|uses| *uses > 1) || depth == DEEPEST {
                        naming.name(child, form, &words);
                    } else if naming.named.of(child, form).is_none() {
                        inside.push((child, depth + 1));
                    }
                }
            }
        }
        naming.named
    }

    pub fn is_empty(&self) -> bool {
        self.allotted.is_empty()
    }

    pub(super) fn of(&self, id: AssertionId, form: Form) -> Option<&str> {
        self.allotted.get(&(id, self.form(id, form))).map(String::as_str)
    }

    /// One serves both where nothing in it differs.
    pub(super) fn form(&self, id: AssertionId, form: Form) -> Form {
        if self.differs.get(id.0 as usize).copied().unwrap_or(false) { form } else { Form::Request }
    }
}

struct Naming<'a> {
    assertions: &'a Assertions,
    named: Names,
    scope: Scope,
    todo: VecDeque<(AssertionId, Form, Vec<String>)>,
}

impl Naming<'_> {
    /// After where it stands; where nothing says that, after what it stands in.
    fn name(&mut self, id: AssertionId, form: Form, around: &[String]) {
        let key = (id, self.named.form(id, form));
        if self.named.allotted.contains_key(&key) {
            return;
        }
        let words = match self.assertions.get(id).map(|assertion| &assertion.origin) {
            Some(Origin::Component(name)) => vec![name.clone()],
            Some(Origin::Inline(words)) if !words.is_empty() => words.clone(),
            _ => around.to_vec(),
        };
        let mut name = crate::names::rust::snake(&words.join("_")).to_shouty_snake_case();
        if self.named.differs.get(id.0 as usize) == Some(&true) && form == Form::Response {
            name.push_str("_IN_ANSWERS");
        }
        let name = self.scope.allot(&name, PART);
        self.named.allotted.insert(key, name);
        self.todo.push_back((id, form, words));
    }
}

/// The assertions that one holds against a value or parts of it.
fn children(assertion: &Assertion) -> Vec<AssertionId> {
    let mut found = Vec::new();
    for rule in &assertion.rules {
        match rule {
            Rule::Items { prefix, rest } => found.extend(prefix.iter().chain(rest)),
            Rule::Contains { item, .. } => found.push(*item),
            Rule::Members { properties, patterns, additional } => {
                found.extend(properties.iter().map(|member| member.value));
                found.extend(patterns.iter().map(|(_, id)| *id));
                found.extend(additional);
            }
            Rule::DependentSchemas(each) => found.extend(each.iter().map(|(_, id)| *id)),
            Rule::AllOf(each) | Rule::AnyOf(each) | Rule::OneOf(each) => found.extend(each),
            Rule::Tagged { variants, default, .. } => {
                found.extend(variants.iter().map(|(_, id)| *id).chain(*default));
            }
            Rule::If { condition, then, otherwise } => {
                found.extend([Some(*condition), *then, *otherwise].into_iter().flatten());
            }
            Rule::PropertyNames(id) | Rule::Not(id) | Rule::UnevaluatedItems(id) | Rule::UnevaluatedProperties(id) => {
                found.push(*id);
            }
            _ => {}
        }
    }
    found
}

/// Which assertions differ by direction: a member is of one, or others are refused, which a client does not do.
fn differing(assertions: &Assertions) -> Vec<bool> {
    let is_never = |id: AssertionId| assertions.get(id).is_some_and(|assertion| assertion.rules == [Rule::Never]);
    let own = |assertion: &Assertion| {
        assertion.rules.iter().any(|rule| match rule {
            Rule::Members { properties, additional, .. } => {
                properties.iter().any(|member| member.direction != Direction::Both) || additional.is_some_and(is_never)
            }
            Rule::Required(members) => members.iter().any(|member| member.direction != Direction::Both),
            Rule::UnevaluatedProperties(id) => is_never(*id),
            _ => false,
        })
    };
    let mut containers: Vec<Vec<usize>> = vec![Vec::new(); assertions.iter().len()];
    let mut differs = Vec::with_capacity(containers.len());
    for (id, assertion) in assertions.iter() {
        for child in children(assertion) {
            if let Some(containers) = containers.get_mut(child.0 as usize) {
                containers.push(id.0 as usize);
            }
        }
        differs.push(own(assertion));
    }
    let mut todo: Vec<usize> = differs.iter().enumerate().filter(|(_, differs)| **differs).map(|(at, _)| at).collect();
    while let Some(part) = todo.pop() {
        for container in containers.get(part).into_iter().flatten() {
            if let Some(slot) = differs.get_mut(*container).filter(|slot| !**slot) {
                *slot = true;
                todo.push(*container);
            }
        }
    }
    differs
}

/// From the schemas that have assertions to whatever contains them.
fn judged(contract: &Contract) -> HashSet<SchemaId> {
    let asserted = contract.schemas.iter().filter(|(_, schema)| schema.assertions.is_some());
    let mut open: Vec<SchemaId> = asserted.map(|(id, _)| id).collect();
    if open.is_empty() {
        return HashSet::new();
    }
    let mut containers: HashMap<SchemaId, Vec<SchemaId>> = HashMap::new();
    for (id, schema) in contract.schemas.iter() {
        for child in schema.children() {
            containers.entry(child).or_default().push(id);
        }
    }
    let mut judged = HashSet::new();
    while let Some(id) = open.pop() {
        if judged.insert(id) {
            open.extend(containers.get(&id).into_iter().flatten());
        }
    }
    judged
}
