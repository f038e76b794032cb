//! The words that lead to a thing, for the names of files: those of its name, those of its path.

use heck::ToKebabCase;

/// The words of a name, in ASCII.
pub(super) fn of_name(name: &str) -> Vec<String> {
    let ascii: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    ascii.to_kebab_case().split('-').filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect()
}

/// What a path says of a group's things, without the group's own name and parameters: `/repos/{owner}/{repo}/branches`
/// in `repos` is `branches`.
pub(super) fn of_path(path: &str, group: &str) -> Vec<String> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let segments = path.split(['/', '.']).filter(|segment| !segment.contains(['{', '}']));
    let words = segments.map(|segment| of_name(segment).join("-"));
    words.filter(|word| !word.is_empty() && word != group).collect()
}

/// What leads to an operation of a group: its path, and its own name, which tells apart what is on one path.
pub(super) fn of_operation(path: &str, group: &str, name: &str) -> Vec<String> {
    of_path(path, group).into_iter().chain([of_name(name).join("-")]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_what_it_names() {
        assert_eq!(of_path("/repos/{owner}/{repo}/code-scanning/alerts", "repos"), ["code-scanning", "alerts"]);
        assert_eq!(of_path("/chat.postMessage?channel", "chat"), ["post-message"]);
        assert_eq!(of_path("/{id}", "tasks"), Vec::<String>::new());
    }
}
