//! File names as callers give them.

/// The name to show and to save under, without folders and control characters, and not longer than the contract says.
/// It is never part of a path here: files are stored under their ids.
pub fn safe_file_name(given: Option<&str>) -> String {
    let given = given.unwrap_or_default();
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|character| !character.is_control()).take(255).collect();
    let name = name.trim();
    if name.is_empty() || name.chars().all(|character| character == '.') { "file".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::safe_file_name;

    #[test]
    fn folders_and_control_characters_go() {
        for (given, expected) in [
            ("plan.pdf", "plan.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\me\\plan.pdf", "plan.pdf"),
            ("a\r\nX: b\0.txt", "aX: b.txt"),
            ("..", "file"),
            ("folder/", "file"),
            ("Plän 😀.pdf", "Plän 😀.pdf"),
        ] {
            assert_eq!(safe_file_name(Some(given)), expected);
        }
        assert_eq!(safe_file_name(None), "file");
        assert_eq!(safe_file_name(Some(&"x".repeat(300))).chars().count(), 255);
    }
}
