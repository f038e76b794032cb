//! Words into identifiers that TypeScript accepts.

use heck::ToPascalCase;

use super::super::bounds::{self, bounded};

/// A type's name: as written where that is a name with a capital, else in Pascal case.
pub fn type_name(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric()) && name.starts_with(|c: char| c.is_ascii_uppercase());
    let name = if plain { name.to_owned() } else { identifier(&name.to_pascal_case(), "Type") };
    bounded(name, bounds::IDENTIFIER)
}

/// The name without what an identifier cannot hold; `otherwise` where nothing is left.
pub(super) fn identifier(name: &str, otherwise: &str) -> String {
    // Letters of any script are letters of an identifier; `½` and `②` are numbers in the wide sense and are not.
    let kept: String = name.chars().filter(|&c| unicode_ident::is_xid_continue(c) || c == '$').collect();
    let kept = bounded(kept, bounds::IDENTIFIER);
    match kept.chars().next() {
        None => otherwise.to_owned(),
        Some(first) if unicode_ident::is_xid_start(first) || first == '_' || first == '$' => kept,
        Some(_) => format!("_{kept}"),
    }
}

/// The name of an argument: a reserved word gets an underscore.
pub(super) fn argument(name: &str) -> String {
    const RESERVED: &[&str] = &[
        "arguments",
        "await",
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "debugger",
        "default",
        "delete",
        "do",
        "else",
        "enum",
        "eval",
        "export",
        "extends",
        "false",
        "finally",
        "for",
        "function",
        "if",
        "implements",
        "import",
        "in",
        "instanceof",
        "interface",
        "let",
        "new",
        "null",
        "package",
        "private",
        "protected",
        "public",
        "return",
        "static",
        "super",
        "switch",
        "this",
        "throw",
        "true",
        "try",
        "typeof",
        "var",
        "void",
        "while",
        "with",
        "yield",
    ];
    if RESERVED.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_keep_a_name_that_is_one() {
        assert_eq!(type_name("HTTPRoute"), "HTTPRoute");
        assert_eq!(type_name("simple-user"), "SimpleUser");
        assert_eq!(type_name("task_status"), "TaskStatus");
        assert_eq!(type_name("io.k8s.Pod"), "IoK8sPod");
        assert_eq!(type_name("3d"), "_3d");
        assert_eq!(type_name("+1"), "_1");
        assert_eq!(type_name("*"), "Type");
        assert_eq!(type_name("\u{5199}\u{771f}"), "\u{5199}\u{771f}");
        // Numbers that no identifier holds.
        assert_eq!(type_name("a\u{b2}\u{2460}"), "A");
        assert_eq!(type_name("½ Größe ②"), "Größe");
        assert_eq!(type_name(&"Long".repeat(80)).len(), bounds::IDENTIFIER);
    }

    #[test]
    fn reserved_words_are_no_arguments() {
        assert_eq!(argument("in"), "in_");
        assert_eq!(argument("taskId"), "taskId");
    }
}
