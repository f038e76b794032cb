//! Media types: what can be sent, and what each is called where several stand side by side.

use std::collections::HashSet;

use heck::ToPascalCase;

use crate::contract::ContentKind;

/// A media type that can be sent: no range, and nothing that a header's value cannot hold.
pub fn is_media_type(text: &str) -> bool {
    !text.contains('*') && text.contains('/') && text.bytes().all(|b| (b' '..=b'~').contains(&b))
}

/// What a program may call a media type: `csv` for `text/csv`, `github_diff` for `application/vnd.github.diff`.
pub fn word(media_type: &str, kind: ContentKind) -> String {
    let (range, subtype) = media_type.split_once('/').unwrap_or(("", media_type));
    match (kind, subtype) {
        (_, "*") if range == "*" => "any".to_owned(),
        (_, "*") => range.to_owned(),
        (ContentKind::Form, _) => "form".to_owned(),
        (ContentKind::EventStream, _) => "events".to_owned(),
        (_, "plain") => "text".to_owned(),
        (_, "octet-stream") => "octets".to_owned(),
        (_, "form-data") => "multipart".to_owned(),
        (_, subtype) => {
            let subtype = subtype.strip_prefix("vnd.").or(subtype.strip_prefix("x-")).unwrap_or(subtype);
            let words: String = subtype.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
            words.split_whitespace().collect::<Vec<_>>().join("_")
        }
    }
}

/// The variant of a word, each once.
pub fn variant(word: &str, taken: &mut HashSet<String>) -> String {
    let base = word.to_pascal_case();
    let base = if base.starts_with(|c: char| c.is_ascii_alphabetic()) { base } else { format!("Type{base}") };
    let base = if base == "Self" { "SelfType".to_owned() } else { base };
    let mut name = base.clone();
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = format!("{base}{number}");
        number += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_variants() {
        assert_eq!(word("application/vnd.github.v3.diff", ContentKind::Binary), "github_v3_diff");
        assert_eq!(word("text/csv", ContentKind::Text), "csv");
        assert_eq!(word("image/*", ContentKind::Binary), "image");
        assert_eq!(word("*/*", ContentKind::Binary), "any");
        assert_eq!(word("application/scim+json", ContentKind::Json), "scim_json");
        let mut taken = HashSet::new();
        assert_eq!(variant("github_diff", &mut taken), "GithubDiff");
        assert_eq!(variant("github diff", &mut taken), "GithubDiff2");
        assert_eq!(variant("3gpp", &mut taken), "Type3gpp");
    }

    #[test]
    fn what_a_header_can_hold() {
        assert!(is_media_type("text/plain") && is_media_type("application/json;v=1"));
        assert!(!is_media_type("text/*") && !is_media_type("text") && !is_media_type("text/pl\nain"));
    }
}
