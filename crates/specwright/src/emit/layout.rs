//! Rust as text. prettyplease breaks lines and indents; the empty lines between items, which it leaves out, are ours.

/// A file, formatted.
pub fn rust(file: &syn::File) -> String {
    let dense = prettyplease::unparse(file);
    let mut text = String::with_capacity(dense.len() + dense.len() / 20);
    let mut previous: Option<&str> = None;
    for line in dense.lines() {
        if previous.is_some_and(|previous| is_apart(previous, line)) {
            text.push('\n');
        }
        text.push_str(line);
        text.push('\n');
        previous = Some(line);
    }
    text
}

/// Whether an empty line belongs between two: after the end of an item, before the beginning of the next one.
fn is_apart(previous: &str, line: &str) -> bool {
    let (before, after) = (previous.trim_start(), line.trim_start());
    if previous.len() - before.len() != line.len() - after.len() {
        return false;
    }
    let begins_item =
        ["///", "#[", "pub", "fn ", "impl", "mod ", "const ", "enum ", "struct ", "trait ", "async ", "macro_rules"]
            .iter()
            .any(|word| after.starts_with(word));
    let is_import = |line: &str| line.starts_with("use ") || line.starts_with("pub use ");
    match before {
        "}" => begins_item,
        "};" => begins_item && !is_import(after),
        before if before.starts_with("//!") => !after.starts_with("//!"),
        before if is_import(before) && before.ends_with(';') => !is_import(after),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn empty_lines_stand_between_items_only() {
        let source = "//! A file.\nuse a::b;\nuse c::d;\nstruct A { a: u8, b: u8 }\nimpl A { fn a(&self) { if x { y(); } z(); } \
                      /// Doc.\n #[inline] fn b(&self) {} }\nconst C: u8 = 1;\nconst D: u8 = 2;\n";
        let file = syn::parse_file(source).expect("it is Rust");
        let expected = "//! A file.\n\nuse a::b;\nuse c::d;\n\nstruct A {\n    a: u8,\n    b: u8,\n}\n\nimpl A {\n    fn a(&self) {\n        \
                        if x {\n            y();\n        }\n        z();\n    }\n\n    /// Doc.\n    #[inline]\n    fn b(&self) {}\n}\n\n\
                        const C: u8 = 1;\nconst D: u8 = 2;\n";
        assert_eq!(super::rust(&file), expected);
    }
}
