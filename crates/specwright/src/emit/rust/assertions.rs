//! `types/assertions`: what the contract asks of the schemas that no type says, as static data.
//!
//! A schema that others refer to, or that a type needs, has a name; what stands inside one alone is written inside it.

mod files;
mod names;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::layout::{Doc, around, assign, group, text};
use super::names_behind;
use super::schema::literal_of;
use super::text::{Uses, literal, raw_literal};
use super::ty::{self, Model};
use crate::contract::{AssertionId, Direction, JsonType, Limit, Rule, SchemaId, StringShape};
use crate::emit::GeneratedFile;
use crate::names::rust::Form;

pub use names::Names;

impl Model<'_> {
    /// The name of the assertions of a schema, if it has any.
    pub fn asserted(&self, schema: SchemaId, form: Form) -> Option<&str> {
        self.assertions.of(self.contract.schemas.get(schema)?.assertions?, form)
    }

    /// Whether a schema, or one inside it, has assertions, so that its type alone does not decide what fits.
    pub fn is_judged(&self, schema: SchemaId) -> bool {
        self.assertions.judged.contains(&schema)
    }

    /// The assertions that other files name, and those that these are made of. None where they name none.
    pub fn assertions_files(&self, others: &[GeneratedFile]) -> Vec<GeneratedFile> {
        let by_name: HashMap<&str, (AssertionId, Form)> =
            self.assertions.allotted.iter().map(|(key, name)| (name.as_str(), *key)).collect();
        let named: BTreeSet<(AssertionId, Form)> =
            names_behind("assertions::", others).filter_map(|name| by_name.get(name).copied()).collect();
        let mut patterns = Patterns::default();
        let mut written: BTreeMap<(AssertionId, Form), Written> = BTreeMap::new();
        let mut todo: Vec<_> = named.iter().copied().collect();
        while let Some((id, form)) = todo.pop() {
            if written.contains_key(&(id, form)) {
                continue;
            }
            let Some(name) = self.assertions.of(id, form) else { continue };
            let mut writer =
                Writer { model: self, patterns: &mut patterns, uses: Uses::default(), names: BTreeSet::new() };
            let value = writer.assertion(id, form);
            let Writer { uses, names, .. } = writer;
            todo.extend(names.iter().filter_map(|name| by_name.get(name.as_str())));
            let text = assign(&format!("pub(crate) static {name}: Assertion"), &value, ";", 0);
            let exported = named.contains(&(id, form));
            written.insert((id, form), Written { name: name.to_owned(), text, uses, names, exported });
        }
        files::of(written.into_values().collect(), patterns)
    }
}

/// A static, and what it is made of.
struct Written {
    name: String,
    text: String,
    uses: Uses,
    /// The other statics that it names, patterns among them.
    names: BTreeSet<String>,
    /// Whether other files name it.
    exported: bool,
}

/// Patterns by their translated source: the number in the static's name.
#[derive(Default)]
struct Patterns(BTreeMap<String, usize>);

impl Patterns {
    /// None where no engine runs it, which was reported.
    fn name(&mut self, pattern: &str) -> Option<String> {
        let translated = crate::pattern::translate(pattern)?;
        let next = self.0.len() + 1;
        let number = *self.0.entry(translated).or_insert(next);
        Some(format!("PATTERN_{number}"))
    }

    /// The statics, in the order of their numbers.
    fn written(self) -> Vec<String> {
        let mut patterns: Vec<_> = self.0.into_iter().collect();
        patterns.sort_by_key(|(_, number)| *number);
        let each = patterns.iter().map(|(pattern, number)| {
            format!("static PATTERN_{number}: Pattern = Pattern::new({});", raw_literal(pattern))
        });
        each.collect()
    }
}

/// Writes one static.
struct Writer<'m, 'c> {
    model: &'m Model<'c>,
    patterns: &'m mut Patterns,
    uses: Uses,
    names: BTreeSet<String>,
}

impl Writer<'_, '_> {
    fn reference(&mut self, id: AssertionId, form: Form) -> Doc {
        if let Some(name) = self.model.assertions.of(id, form) {
            self.names.insert(name.to_owned());
            return text(format!("&{name}"));
        }
        around("&", self.assertion(id, form), "")
    }

    fn assertion(&mut self, id: AssertionId, form: Form) -> Doc {
        let Some(assertion) = self.model.contract.assertions.get(id) else { return text("Assertion::new(&[])") };
        let constructor = if assertion.nullable { "nullable" } else { "new" };
        let rules: Vec<_> = assertion.rules.iter().filter_map(|rule| self.rule(rule, form)).collect();
        if !rules.is_empty() {
            self.uses.name("specwright_poem::schema::Rule");
        }
        around(format!("Assertion::{constructor}("), group("&[", rules, "]"), ")")
    }

    fn rule(&mut self, rule: &Rule, form: Form) -> Option<Doc> {
        Some(match rule {
            Rule::Never => text("Rule::Never"),
            Rule::Type(types) => {
                self.uses.name("specwright_poem::schema::Type");
                let types = types.iter().map(|each| text(format!("Type::{}", type_name(*each)))).collect();
                around("Rule::Type(", group("&[", types, "]"), ")")
            }
            Rule::Enum(values) => {
                self.uses.name("specwright_poem::schema::Literal");
                let values = values.iter().map(|value| text(literal_of(value))).collect();
                around("Rule::Values(", group("&[", values, "]"), ")")
            }
            Rule::Minimum(limit) => self.bound("Minimum", limit),
            Rule::Maximum(limit) => self.bound("Maximum", limit),
            Rule::MultipleOf(number) => {
                let of = self.number(number);
                text(format!("Rule::MultipleOf({of})"))
            }
            Rule::MinLength(count) => text(format!("Rule::MinLength({count})")),
            Rule::MaxLength(count) => text(format!("Rule::MaxLength({count})")),
            Rule::Pattern(pattern) => {
                let pattern = self.pattern(pattern)?;
                text(format!("Rule::Pattern({pattern})"))
            }
            Rule::Format(format) => {
                let format = ty::format(&StringShape { format: format.clone(), ..StringShape::default() })?;
                self.uses.name("specwright_poem::schema::Format");
                text(format!("Rule::Format(Format::{format})"))
            }
            Rule::Range { minimum, maximum } => text(format!("Rule::Range({minimum}, {maximum})")),
            Rule::Single => text("Rule::Single"),
            Rule::MinItems(count) => text(format!("Rule::MinItems({count})")),
            Rule::MaxItems(count) => text(format!("Rule::MaxItems({count})")),
            Rule::UniqueItems => text("Rule::UniqueItems"),
            Rule::Items { prefix, rest } => {
                let prefix = self.list(prefix, form);
                let fields = vec![around("prefix: ", prefix, ""), self.optional("rest", *rest, form)];
                group("Rule::Items {", fields, "}")
            }
            Rule::Contains { item, minimum, maximum } => {
                let maximum = maximum.map_or_else(|| "None".to_owned(), |most| format!("Some({most})"));
                let fields = vec![
                    around("item: ", self.reference(*item, form), ""),
                    text(format!("min: {minimum}")),
                    text(format!("max: {maximum}")),
                ];
                group("Rule::Contains {", fields, "}")
            }
            Rule::Members { properties, patterns, additional } => {
                let mut named = Vec::new();
                for member in properties.iter().filter(|member| travels(member.direction, form)) {
                    let schema = self.reference(member.value, form);
                    named.push(group("(", vec![text(literal(&member.name)), schema], ")"));
                }
                let mut by_pattern = Vec::new();
                for (pattern, id) in patterns {
                    let schema = self.reference(*id, form);
                    if let Some(pattern) = self.pattern(pattern) {
                        by_pattern.push(group("(", vec![text(pattern), schema], ")"));
                    }
                }
                let additional = additional.filter(|id| !self.is_open(*id, form));
                let fields = vec![
                    around("named: ", group("&[", named, "]"), ""),
                    around("patterns: ", group("&[", by_pattern, "]"), ""),
                    self.optional("additional", additional, form),
                ];
                group("Rule::Members {", fields, "}")
            }
            Rule::Required(members) => {
                let names = members.iter().filter(|member| travels(member.direction, form));
                let names: Vec<_> = names.map(|member| text(literal(&member.name))).collect();
                if names.is_empty() {
                    return None;
                }
                around("Rule::Required(", group("&[", names, "]"), ")")
            }
            Rule::MinProperties(count) => text(format!("Rule::MinMembers({count})")),
            Rule::MaxProperties(count) => text(format!("Rule::MaxMembers({count})")),
            Rule::PropertyNames(id) => around("Rule::MemberNames(", self.reference(*id, form), ")"),
            Rule::DependentRequired(each) => {
                let each = each.iter().map(|(name, required)| {
                    let required = required.iter().map(|name| text(literal(name))).collect();
                    group("(", vec![text(literal(name)), group("&[", required, "]")], ")")
                });
                around("Rule::DependentRequired(", group("&[", each.collect(), "]"), ")")
            }
            Rule::DependentSchemas(each) => around("Rule::DependentSchemas(", self.by_name(each, form), ")"),
            Rule::AllOf(each) => around("Rule::AllOf(", self.list(each, form), ")"),
            Rule::AnyOf(each) => around("Rule::AnyOf(", self.list(each, form), ")"),
            // Alternatives that only unknown members tell apart are told apart no longer by who ignores those.
            Rule::OneOf(each) if form == Form::Response => around("Rule::AnyOf(", self.list(each, form), ")"),
            Rule::OneOf(each) => around("Rule::OneOf(", self.list(each, form), ")"),
            Rule::Tagged { property, variants, default } => {
                let fields = vec![
                    text(format!("tag: {}", literal(property))),
                    around("variants: ", self.by_name(variants, form), ""),
                    self.optional("other", *default, form),
                ];
                group("Rule::Tagged {", fields, "}")
            }
            Rule::Not(id) => around("Rule::Not(", self.reference(*id, form), ")"),
            Rule::If { condition, then, otherwise } => {
                let fields = vec![
                    around("condition: ", self.reference(*condition, form), ""),
                    self.optional("then", *then, form),
                    self.optional("otherwise", *otherwise, form),
                ];
                group("Rule::If {", fields, "}")
            }
            Rule::UnevaluatedItems(id) => around("Rule::UnevaluatedItems(", self.reference(*id, form), ")"),
            Rule::UnevaluatedProperties(id) if self.is_open(*id, form) => return None,
            Rule::UnevaluatedProperties(id) => around("Rule::UnevaluatedMembers(", self.reference(*id, form), ")"),
        })
    }

    /// Who reads answers ignores what it does not know.
    fn is_open(&self, additional: AssertionId, form: Form) -> bool {
        form == Form::Response
            && self.model.contract.assertions.get(additional).is_some_and(|other| other.rules == [Rule::Never])
    }

    fn list(&mut self, ids: &[AssertionId], form: Form) -> Doc {
        let items = ids.iter().map(|id| self.reference(*id, form)).collect();
        group("&[", items, "]")
    }

    fn by_name(&mut self, each: &[(String, AssertionId)], form: Form) -> Doc {
        let pairs = each.iter().map(|(name, id)| {
            let schema = self.reference(*id, form);
            group("(", vec![text(literal(name)), schema], ")")
        });
        let pairs = pairs.collect();
        group("&[", pairs, "]")
    }

    fn optional(&mut self, field: &str, id: Option<AssertionId>, form: Form) -> Doc {
        match id {
            Some(id) => around(format!("{field}: Some("), self.reference(id, form), ")"),
            None => text(format!("{field}: None")),
        }
    }

    fn bound(&mut self, name: &str, limit: &Limit) -> Doc {
        let exclusive = if limit.exclusive { "Exclusive" } else { "" };
        let number = self.number(&limit.number);
        text(format!("Rule::{exclusive}{name}({number})"))
    }

    fn number(&mut self, number: &serde_json::Number) -> String {
        self.uses.name("specwright_poem::schema::Limit");
        if number.is_i64() || number.is_u64() {
            return format!("Limit::Whole({number})");
        }
        format!("Limit::Float({:?})", number.as_f64().unwrap_or_default())
    }

    fn pattern(&mut self, pattern: &str) -> Option<String> {
        let name = self.patterns.name(pattern)?;
        let reference = format!("&{name}");
        self.names.insert(name);
        Some(reference)
    }
}

fn travels(direction: Direction, form: Form) -> bool {
    match direction {
        Direction::Both => true,
        Direction::ReadOnly => form == Form::Response,
        Direction::WriteOnly => form == Form::Request,
    }
}

fn type_name(each: JsonType) -> &'static str {
    match each {
        JsonType::Null => "Null",
        JsonType::Boolean => "Boolean",
        JsonType::Integer => "Integer",
        JsonType::Number => "Number",
        JsonType::String => "String",
        JsonType::Array => "Array",
        JsonType::Object => "Object",
    }
}
