//! An enumeration of texts or of integers: an enum, and its values both ways.

use super::{Item, write_json};
use crate::contract::Shape;
use crate::emit::rust::layout::{around, group, text as plain};
use crate::emit::rust::text::{Text, Uses, literal};
use crate::emit::rust::ty::Model;

impl Model<'_> {
    pub(super) fn enumeration(&self, item: Item<'_>) {
        let Item { definitions, rest, uses, id, form, name, .. } = item;
        let variants = self.variants(id);
        let Shape::Enumeration(values) = self.shape_of(id) else { return };
        let texts = variants.iter().all(|(_, value)| value.is_string());
        definitions.line("#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]");
        definitions.line(format!("pub enum {name} {{"));
        for ((variant, _), documented) in variants.iter().zip(&values.values) {
            // Of a number the title is in the name.
            let title = documented
                .title
                .as_deref()
                .filter(|title| documented.value.as_str().is_some_and(|text| text != *title));
            let words: Vec<&str> = [title, documented.description.as_deref()].into_iter().flatten().collect();
            if !words.is_empty() {
                definitions.comment(4, &words.join(": "));
            }
            definitions.line(format!("    {variant},"));
        }
        definitions.line("}");

        rest.gap();
        rest.line(format!("impl {name} {{"));
        rest.line("    /// Every value, in the contract's order.");
        let all: Vec<_> = variants.iter().map(|(variant, _)| plain(format!("Self::{variant}"))).collect();
        let open = format!("pub const ALL: [Self; {}] = [", all.len());
        rest.line(around("", group(open, all, "]"), ";").render(4));
        rest.line("");
        let (ty, function) = if texts { ("&'static str", "as_str") } else { ("i64", "value") };
        rest.line("    /// As the contract writes it.");
        rest.line(format!("    pub fn {function}(self) -> {ty} {{"));
        rest.line("        match self {");
        for (variant, value) in &variants {
            let value = value.as_str().map_or_else(|| value.to_string(), literal);
            rest.line(format!("            Self::{variant} => {value},"));
        }
        rest.line("        }");
        rest.line("    }");
        rest.line("}");
        uses.name("std::fmt");
        rest.gap();
        rest.line(format!("impl fmt::Display for {name} {{"));
        rest.line("    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {");
        if texts {
            rest.line("        f.write_str(self.as_str())");
        } else {
            rest.line("        self.value().fmt(f)");
        }
        rest.line("    }");
        rest.line("}");
        uses.name("specwright_poem::values::FormatError");
        rest.gap();
        if texts {
            uses.name("std::str::FromStr");
            rest.line(format!("impl FromStr for {name} {{"));
            rest.line("    type Err = FormatError;");
            rest.line("");
            rest.line("    fn from_str(text: &str) -> Result<Self, FormatError> {");
            rest.line("        let found = Self::ALL.into_iter().find(|value| value.as_str() == text);");
            rest.line(format!("        found.ok_or(FormatError({}))", literal(name)));
        } else {
            rest.line(format!("impl From<{name}> for i64 {{"));
            rest.line(format!("    fn from(value: {name}) -> Self {{"));
            rest.line("        value.value()");
            rest.line("    }");
            rest.line("}");
            rest.gap();
            rest.line(format!("impl TryFrom<i64> for {name} {{"));
            rest.line("    type Error = FormatError;");
            rest.line("");
            rest.line("    fn try_from(number: i64) -> Result<Self, FormatError> {");
            rest.line("        let found = Self::ALL.into_iter().find(|value| value.value() == number);");
            rest.line(format!("        found.ok_or(FormatError({}))", literal(name)));
        }
        rest.line("    }");
        rest.line("}");
        serde(rest, uses, name, texts);
        if self.is_written(id, form) {
            let line = if texts {
                uses.name("specwright_poem::json");
                "json::text(self.as_str(), out);"
            } else {
                "self.value().write_json(out);"
            };
            write_json(rest, uses, name, &[line.to_owned()]);
        }
    }
}

/// By what the type has for its values anyway: serde's derives would say the same in a second way, at a cost for every build.
fn serde(rest: &mut Text, uses: &mut Uses, name: &str, texts: bool) {
    for used in ["Deserialize", "Deserializer", "Serialize", "Serializer"] {
        uses.name(&format!("serde::{used}"));
    }
    rest.gap();
    rest.line(format!("impl Serialize for {name} {{"));
    rest.line("    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {");
    rest.line(if texts {
        "        serializer.serialize_str(self.as_str())"
    } else {
        "        serializer.serialize_i64(self.value())"
    });
    rest.line("    }");
    rest.line("}");
    rest.gap();
    rest.line(format!("impl<'de> Deserialize<'de> for {name} {{"));
    rest.line("    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {");
    uses.name("specwright_poem::json");
    rest.line(if texts { "        json::parsed(deserializer)" } else { "        json::converted(deserializer)" });
    rest.line("    }");
    rest.line("}");
}
