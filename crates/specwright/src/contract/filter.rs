//! Which operations of a document are wanted: by tag, by path, by operationId. Types come along where an operation that is
//! wanted reaches them.

use regex::Regex;

/// An operation is wanted where it fits one of each kind that is given. Without any, all are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Names of tags, of which an operation carries one anywhere among its own.
    pub tags: Vec<String>,
    /// Patterns of paths as the document writes them: `*` within a segment, `**` over several, `?` for one character.
    pub paths: Vec<String>,
    /// operationIds, the made ones of operations without included.
    pub operations: Vec<String>,
}

/// An operation as a filter looks at it.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    pub tags: &'a [&'a str],
    pub path: &'a str,
    pub id: &'a str,
}

impl Filter {
    pub fn is_empty(&self) -> bool {
        self.tags.is_empty() && self.paths.is_empty() && self.operations.is_empty()
    }
}

/// A filter at work: its patterns compiled, and which of its parts have met an operation.
#[derive(Debug)]
pub struct Sieve {
    parts: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    wants: Wants,
    met: bool,
}

#[derive(Debug)]
enum Wants {
    Tag(String),
    Path(String, Option<Regex>),
    Operation(String),
}

impl Sieve {
    pub fn new(filter: &Filter) -> Self {
        let tags = filter.tags.iter().cloned().map(Wants::Tag);
        let paths = filter.paths.iter().map(|path| Wants::Path(path.clone(), glob(path)));
        let operations = filter.operations.iter().cloned().map(Wants::Operation);
        let wants = tags.chain(paths).chain(operations);
        Self { parts: wants.map(|wants| Part { wants, met: false }).collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Whether the operation is wanted.
    pub fn admits(&mut self, candidate: Candidate<'_>) -> bool {
        let mut admitted = true;
        for kind in 0..3 {
            let (mut given, mut fits) = (false, false);
            for part in self.parts.iter_mut().filter(|part| part.wants.kind() == kind) {
                given = true;
                if part.wants.fits(candidate) {
                    part.met = true;
                    fits = true;
                }
            }
            admitted &= fits || !given;
        }
        admitted
    }

    /// What no operation of the document fits, as a clause: "has the tag x".
    pub fn unmet(&self) -> Vec<String> {
        self.parts.iter().filter(|part| !part.met).map(|part| part.wants.to_string()).collect()
    }
}

impl Wants {
    fn kind(&self) -> u8 {
        match self {
            Self::Tag(_) => 0,
            Self::Path(..) => 1,
            Self::Operation(_) => 2,
        }
    }

    fn fits(&self, candidate: Candidate<'_>) -> bool {
        match self {
            Self::Tag(tag) => candidate.tags.contains(&tag.as_str()),
            Self::Path(_, pattern) => pattern.as_ref().is_some_and(|pattern| pattern.is_match(candidate.path)),
            Self::Operation(id) => candidate.id == id,
        }
    }
}

impl std::fmt::Display for Wants {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tag(tag) => write!(f, "has the tag `{tag}`"),
            Self::Path(path, _) => write!(f, "has a path like `{path}`"),
            Self::Operation(id) => write!(f, "is called `{id}`"),
        }
    }
}

/// A pattern of a path as an expression. None for one that is too large to compile.
fn glob(pattern: &str) -> Option<Regex> {
    let mut expression = String::from("^");
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '*' if rest.next_if_eq(&'*').is_some() => expression.push_str(".*"),
            '*' => expression.push_str("[^/]*"),
            '?' => expression.push_str("[^/]"),
            c => expression.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
    }
    expression.push('$');
    Regex::new(&expression).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(filter: &Filter, tags: &[&str], path: &str, id: &str) -> bool {
        Sieve::new(filter).admits(Candidate { tags, path, id })
    }

    #[test]
    fn patterns_of_paths() {
        let fits = |pattern: &str, path: &str| {
            admits(&Filter { paths: vec![pattern.to_owned()], ..Filter::default() }, &[], path, "x")
        };
        assert!(fits("/pets", "/pets"));
        assert!(!fits("/pets", "/pets/{id}"));
        assert!(fits("/pets/*", "/pets/{id}"));
        assert!(!fits("/pets/*", "/pets/{id}/toys"));
        assert!(fits("/pets/**", "/pets/{id}/toys"));
        assert!(fits("/p?ts", "/pets"));
        assert!(fits("/pets/{id}.json", "/pets/{id}.json"));
        assert!(!fits("/pets/{id}.json", "/pets/{id}-json"));
    }

    #[test]
    fn one_of_each_kind_has_to_fit() {
        let filter = Filter {
            tags: vec!["a".to_owned(), "b".to_owned()],
            paths: vec!["/pets**".to_owned()],
            operations: Vec::new(),
        };
        assert!(admits(&filter, &["x", "b"], "/pets/{id}", "get"));
        assert!(!admits(&filter, &["x"], "/pets/{id}", "get"));
        assert!(!admits(&filter, &["a"], "/toys", "get"));
        assert!(admits(&Filter::default(), &[], "/toys", "get"));
    }

    #[test]
    fn what_nothing_fits_is_named() {
        let filter = Filter { tags: vec!["a".to_owned()], operations: vec!["get".to_owned()], ..Filter::default() };
        let mut sieve = Sieve::new(&filter);
        sieve.admits(Candidate { tags: &[], path: "/", id: "get" });
        assert_eq!(sieve.unmet(), ["has the tag `a`"]);
    }
}
