//! What a schema says that cannot be meant: bounds that cross, patterns that are none, keywords of another type.

use super::Lowering;
use super::facts::{Count, Facts, Types};
use super::number;
use crate::diagnostic::Diagnostic;
use crate::source::Position;

/// How large all patterns of a document may be together, as [`cost`](crate::pattern::cost) counts.
const MOST_PATTERN_COST: usize = 5_000_000;

impl Lowering<'_, '_> {
    /// Bounds between which nothing lies.
    pub fn crossed(&mut self, facts: &Facts<'_>) {
        self.crossed_counts("minLength", facts.min_length, "maxLength", facts.max_length);
        self.crossed_counts("minItems", facts.min_items, "maxItems", facts.max_items);
        self.crossed_counts("minProperties", facts.min_properties, "maxProperties", facts.max_properties);
        if let (Some(minimum), Some(maximum)) = (facts.minimum, facts.maximum) {
            let order = number::compare(minimum.number, maximum.number);
            if order.is_gt() || order.is_eq() && (minimum.exclusive || maximum.exclusive) {
                let message = format!("no number is at least {} and at most {}", minimum.number, maximum.number);
                self.report(
                    Diagnostic::error("crossed-bounds", minimum.at, message)
                        .related(maximum.at, "the upper bound")
                        .help("let the minimum be less than the maximum"),
                );
            }
        }
    }

    fn crossed_counts(&mut self, least: &str, minimum: Option<Count>, most: &str, maximum: Option<Count>) {
        let (Some(minimum), Some(maximum)) = (minimum, maximum) else { return };
        if minimum.value > maximum.value {
            let message = format!("`{least}` is {} and `{most}` only {}", minimum.value, maximum.value);
            self.report(
                Diagnostic::error("crossed-bounds", minimum.at, message)
                    .related(maximum.at, "the upper bound")
                    .help(format!("let `{least}` be at most `{most}`")),
            );
        }
    }

    /// Constraints of another type than the schema's, which never apply.
    pub fn out_of_place(&mut self, facts: &Facts<'_>, types: Types) {
        let counts = |a: Option<Count>, b: Option<Count>| a.or(b).map(|count| count.at);
        let stated: [(&str, Types, Option<Position>); 5] = [
            ("a length", Types::STRING, counts(facts.min_length, facts.max_length)),
            ("`pattern`", Types::STRING, facts.pattern.map(|(_, at)| at)),
            (
                "a numeric bound",
                Types::NUMBER,
                facts.minimum.or(facts.maximum).or(facts.multiple_of).map(|limit| limit.at),
            ),
            ("a number of items", Types::ARRAY, counts(facts.min_items, facts.max_items)),
            ("a number of members", Types::OBJECT, counts(facts.min_properties, facts.max_properties)),
        ];
        for (what, applies, at) in stated {
            if let Some(at) = at
                && !applies.meets(types)
                && !facts.types.meets(applies)
            {
                let message = format!("{what} has no effect on type {}", types.name());
                self.report(Diagnostic::warning("constraint-without-effect", at, message));
            }
        }
        if let Some((format, at)) =
            facts.format.filter(|_| types == Types::BOOLEAN || types == Types::ARRAY || types == Types::OBJECT)
            && types == facts.types.without(Types::NULL)
        {
            let message = format!("the format `{format}` has no effect on type {}", types.name());
            self.report(Diagnostic::warning("constraint-without-effect", at, message));
        }
        if types != Types::OBJECT && !facts.types.meets(Types::OBJECT) && facts.describes_object() {
            let at =
                facts.properties.values().flatten().map(|each| each.at).chain(facts.required.values().copied()).next();
            let message = format!("members have no effect on type {}", types.name());
            self.report(Diagnostic::warning("constraint-without-effect", at.unwrap_or(facts.at), message));
        }
    }

    /// A pattern is ECMA-262; what no engine can run is carried.
    pub fn pattern(&mut self, pattern: &str, at: Position) {
        if self.pattern_cost > MOST_PATTERN_COST || !self.patterns.insert((pattern.to_owned(), at)) {
            return;
        }
        self.pattern_cost = self.pattern_cost.saturating_add(crate::pattern::cost(pattern));
        if self.pattern_cost > MOST_PATTERN_COST {
            self.report(
                Diagnostic::error("patterns-too-large", at, "the document's patterns together are too large to be run")
                    .help("repeat less within them: `maxLength` bounds a text as well as `{1,65535}` does"),
            );
            return;
        }
        let faults = self.pattern_faults.entry(pattern.to_owned());
        if let Some(reason) = faults.or_insert_with(|| crate::pattern::compile(pattern).err()).clone() {
            self.report(
                Diagnostic::warning("pattern-not-expressed", at, format!("the pattern is not enforced: {reason}"))
                    .help("mend the pattern, or move the rule into the description"),
            );
        }
    }
}
