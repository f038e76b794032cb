//! What a person types into a search box, in each database's own language.
//!
//! A row is found when it holds every word; the last one may be only begun. Both databases have a language with more in
//! it (`OR`, `NEAR`, `column:`, `!`), and none of that can be reached from here: a word holds no punctuation, and is
//! quoted.

use std::fmt::Write as _;

/// A search, taken apart into words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchText {
    words: Vec<String>,
}

impl SearchText {
    /// Punctuation separates words, as it does in what was indexed; a word without a letter or a digit is none.
    pub fn parse(text: &str) -> Self {
        let is_gap =
            |character: char| character.is_whitespace() || character.is_control() || character.is_ascii_punctuation();
        let words = text.split(is_gap).filter(|word| word.chars().any(char::is_alphanumeric));
        Self { words: words.map(str::to_owned).collect() }
    }

    /// There is nothing to look for, so nothing is found.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// For FTS5's MATCH: the words in these columns, in rows of this owner.
    pub fn for_fts5(&self, owner_column: &str, owner: &str, columns: &[&str]) -> String {
        let columns = columns.join(" ");
        let mut query = format!("{owner_column} : \"{owner}\"");
        for word in &self.words {
            // Writing to a String cannot fail.
            let _ = write!(query, " AND {{{columns}}} : \"{word}\"");
        }
        query.push_str(" *");
        query
    }

    /// For PostgreSQL's `to_tsquery`.
    pub fn for_tsquery(&self) -> String {
        let mut query = self.words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" & ");
        query.push_str(":*");
        query
    }
}

#[cfg(test)]
mod tests {
    use super::SearchText;

    #[test]
    fn every_word_and_the_last_may_be_only_begun() {
        let search = SearchText::parse("  buy oat-milk  Stra");
        assert_eq!(search.for_tsquery(), "'buy' & 'oat' & 'milk' & 'Stra':*");
        assert_eq!(
            SearchText::parse("buy stra").for_fts5("owner", "AB", &["title", "description"]),
            r#"owner : "AB" AND {title description} : "buy" AND {title description} : "stra" *"#
        );
    }

    #[test]
    fn the_languages_of_the_databases_are_out_of_reach() {
        for hostile in
            ["title:x OR y*", "NEAR(a b)", "a\" OR owner : \"b", "'a' | !b", "a\\'b", "^a", "{a}:b", "a\0b", "(a"]
        {
            let search = SearchText::parse(hostile);
            assert!(search.words.iter().all(|word| word.chars().all(char::is_alphanumeric)), "{hostile:?}: {search:?}");
        }
    }

    #[test]
    fn nothing_to_look_for() {
        for empty in ["", "   ", "- \"\" --", "!?", "\"...\"", "—"] {
            assert!(SearchText::parse(empty).is_empty(), "{empty:?}");
        }
    }
}
