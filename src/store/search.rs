//! What a person types into a search box, and the same in each database's own language.
//!
//! Every word must occur; `"several words"` must occur together; `-word` must not occur. Anything else is a word: both
//! databases have a language of their own (`OR`, `NEAR`, `*`, `column:`), and none of it can be reached from here.

/// A parsed search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchText {
    wanted: Vec<String>,
    unwanted: Vec<String>,
}

impl SearchText {
    pub fn parse(text: &str) -> Self {
        let mut search = Self::default();
        let mut rest = text;
        loop {
            rest = rest.trim_start_matches(|character: char| character.is_whitespace() || character.is_control());
            if rest.is_empty() {
                return search;
            }
            let negated = rest.strip_prefix('-');
            let start = negated.unwrap_or(rest);
            let (phrase, behind) = match start.strip_prefix('"') {
                Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
                None => start.split_at(
                    start.find(|character: char| character.is_whitespace() || character == '"').unwrap_or(start.len()),
                ),
            };
            rest = behind;
            search.add(phrase, negated.is_some());
        }
    }

    /// Keeps what both tokenizers see as part of a word or as a gap between two. A phrase without a word is none.
    fn add(&mut self, phrase: &str, negated: bool) {
        let phrase: String = phrase
            .chars()
            .map(|character| if character.is_control() || matches!(character, '"' | '\\') { ' ' } else { character })
            .collect();
        if phrase.chars().any(char::is_alphanumeric) {
            let list = if negated { &mut self.unwanted } else { &mut self.wanted };
            list.push(phrase.trim().to_owned());
        }
    }

    /// Nothing to look for, so nothing is found.
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty() && self.unwanted.is_empty()
    }

    /// As FTS5's MATCH wants it: each phrase in double quotes, in these columns, of this owner.
    pub fn for_fts5(&self, owner_column: &str, owner: &str, columns: &[&str]) -> String {
        let columns = columns.join(" ");
        let mut query = format!("{owner_column} : \"{owner}\"");
        for phrase in &self.wanted {
            query.push_str(&format!(" AND {{{columns}}} : \"{phrase}\""));
        }
        for phrase in &self.unwanted {
            query = format!("({query}) NOT {{{columns}}} : \"{phrase}\"");
        }
        query
    }

    /// As PostgreSQL's `websearch_to_tsquery` wants it. That never fails, whatever it is given; the quotes keep `or`
    /// a word.
    pub fn for_websearch(&self) -> String {
        let wanted = self.wanted.iter().map(|phrase| format!("\"{phrase}\""));
        let unwanted = self.unwanted.iter().map(|phrase| format!("-\"{phrase}\""));
        wanted.chain(unwanted).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::SearchText;

    #[test]
    fn words_phrases_and_exclusions() {
        let search = SearchText::parse(r#"  buy "oat milk" -soy "#);
        assert_eq!(search.for_websearch(), r#""buy" "oat milk" -"soy""#);
        assert_eq!(
            search.for_fts5("owner", "AB", &["title", "description"]),
            r#"(owner : "AB" AND {title description} : "buy" AND {title description} : "oat milk") NOT {title description} : "soy""#
        );
    }

    #[test]
    fn the_languages_of_the_databases_are_out_of_reach() {
        for hostile in
            ["title:x OR y*", "NEAR(a b)", "a\" OR owner : \"b", "\"", "-\"", "\"a", "-", "^a", "{a}:b", "a\0b"]
        {
            let query = SearchText::parse(hostile).for_fts5("owner", "AB", &["title"]);
            // Outside quotes stands nothing but what this module writes.
            let outside: String = query.split('"').step_by(2).collect();
            let outside = outside.replace("owner :", "").replace("{title} :", "").replace("AND", "").replace("NOT", "");
            assert!(outside.chars().all(|character| " ()".contains(character)), "{hostile:?} became {query}");
        }
    }

    #[test]
    fn nothing_to_look_for() {
        for empty in ["", "   ", "- \"\" --", "!?", "\"...\""] {
            assert!(SearchText::parse(empty).is_empty(), "{empty:?}");
        }
        assert!(!SearchText::parse("-only").is_empty());
    }
}
