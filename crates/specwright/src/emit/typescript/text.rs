//! Pieces of TypeScript's grammar: literals, member names, comments.

use serde_json::Value;

use crate::contract::Docs;

/// A string literal. JSON's strings are JavaScript's (ECMA-262, since 2019).
pub(super) fn quote(text: &str) -> String {
    Value::from(text).to_string()
}

/// A member's name, quoted where it is not an identifier.
pub(super) fn key(name: &str) -> String {
    let mut chars = name.chars();
    let plain = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_' || c == '$')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$')
        && name != "__proto__";
    if plain { name.to_owned() } else { quote(name) }
}

/// Spaces for so many levels.
pub(super) fn indent(level: usize) -> String {
    "  ".repeat(level)
}

/// A documentation comment above something, with its line break; nothing where there is nothing to say. No text can end
/// the comment, and none can be taken for a tag.
pub(super) fn comment(paragraphs: &[String], tags: &[String], level: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in paragraphs.iter().map(|p| p.trim()).filter(|p| !p.is_empty()) {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(paragraph.lines().map(|line| {
            let line = safe(line);
            if line.starts_with('@') { format!("\\{line}") } else { line }
        }));
    }
    if !lines.is_empty() && !tags.is_empty() && lines.len() > 1 {
        lines.push(String::new());
    }
    for tag in tags {
        // A tag's text goes on until the next tag, so it must stay on its line.
        lines.push(safe(&tag.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    let pad = indent(level);
    match lines.as_slice() {
        [] => String::new(),
        [line] => format!("{pad}/** {line} */\n"),
        lines => {
            let body: String = lines
                .iter()
                .map(|l| if l.is_empty() { format!("{pad} *\n") } else { format!("{pad} * {l}\n") })
                .collect();
            format!("{pad}/**\n{body}{pad} */\n")
        }
    }
}

/// What an interface extends, one name a line where they are many.
pub(super) fn extends(names: &[String]) -> String {
    const SHORT: usize = 60;
    match names {
        [] => String::new(),
        names if names.iter().map(|name| name.len() + 2).sum::<usize>() < SHORT => {
            format!(" extends {}", names.join(", "))
        }
        names => format!("\n  extends {}", names.join(",\n    ")),
    }
}

fn safe(line: &str) -> String {
    line.trim_end().replace("*/", "*\\/").replace(|c: char| c.is_control() && c != '\t', " ")
}

/// The comment of what has documentation.
pub(super) fn docs(docs: &Docs, more: &[String], level: usize) -> String {
    let paragraphs: Vec<String> = [&docs.title, &docs.description].into_iter().flatten().cloned().collect();
    let mut tags = more.to_vec();
    if docs.deprecated {
        tags.push("@deprecated".to_owned());
    }
    comment(&paragraphs, &tags, level)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> String {
        comment(&[text.to_owned()], &[], 0)
    }

    #[test]
    fn nothing_in_a_description_ends_its_comment() {
        assert_eq!(one("a */ alert(1) /* b"), "/** a *\\/ alert(1) /* b */\n");
        assert_eq!(one("**/"), "/** **\\/ */\n");
        assert_eq!(one("a\r\nb\u{2028}c"), "/**\n * a\n * b\u{2028}c\n */\n");
        assert_eq!(one(" \n "), "");
    }

    #[test]
    fn a_description_is_no_tag() {
        assert_eq!(one("@deprecated is said here"), "/** \\@deprecated is said here */\n");
    }

    #[test]
    fn tags_stay_on_their_line() {
        let text = comment(&["One.".to_owned()], &["@default \"a\n@deprecated\"".to_owned()], 1);
        assert_eq!(text, "  /**\n   * One.\n   * @default \"a @deprecated\"\n   */\n");
    }

    #[test]
    fn only_identifiers_are_bare_members() {
        assert_eq!(key("task_id"), "task_id");
        assert_eq!(key("+1"), "\"+1\"");
        assert_eq!(key("__proto__"), "\"__proto__\"");
        assert_eq!(key("a\"`${b}"), "\"a\\\"`${b}\"");
    }
}
