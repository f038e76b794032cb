//! What lists have in common: which page is asked for, and the link to the next.

use std::fmt::Display;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::BASE_PATH;
use crate::domain::page::PageRequest;

/// All but what RFC 3986 leaves unreserved.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub fn request(limit: i32, cursor: Option<String>) -> PageRequest {
    // The contract has it between 1 and 100.
    PageRequest { limit: u16::try_from(limit).unwrap_or(1), cursor }
}

/// The target of the next page: the list's path, the parameters that it was asked with, and the cursor.
pub struct NextPage {
    target: String,
    separator: char,
}

impl NextPage {
    /// `path` is below the base path.
    pub fn of(path: impl Display) -> Self {
        Self { target: format!("{BASE_PATH}{path}"), separator: '?' }
    }

    pub fn with(mut self, name: &str, value: impl Display) -> Self {
        self.target.push(self.separator);
        self.target.push_str(name);
        self.target.push('=');
        self.target.extend(utf8_percent_encode(&value.to_string(), ENCODED));
        self.separator = '&';
        self
    }

    /// Each of them, for a parameter that may be given several times or not at all.
    pub fn with_each(self, name: &str, values: impl IntoIterator<Item = impl Display>) -> Self {
        values.into_iter().fold(self, |target, value| target.with(name, value))
    }

    /// As `Link` has it (RFC 8288). The last page has none.
    pub fn link(self, cursor: Option<&str>) -> Option<String> {
        let target = self.with("cursor", cursor?).target;
        Some(format!("<{target}>; rel=\"next\""))
    }
}

#[cfg(test)]
mod tests {
    use super::NextPage;

    #[test]
    fn the_next_page_keeps_what_was_asked() {
        let target = || NextPage::of("/tasks").with_each("status", ["open", "done"]).with_each("q", Some("a&b>; é"));
        assert_eq!(
            target().link(Some("x-_")).as_deref(),
            Some(r#"</api/v1/tasks?status=open&status=done&q=a%26b%3E%3B%20%C3%A9&cursor=x-_>; rel="next""#)
        );
        assert_eq!(target().link(None), None);
    }
}
