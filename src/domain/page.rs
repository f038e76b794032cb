//! Lists, a page at a time.

/// Which page is asked for.
#[derive(Clone, Debug)]
pub struct PageRequest {
    pub limit: u16,
    /// Where the page before ended, as that page said.
    pub cursor: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Where the next page begins; none on the last one.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    pub fn map<U>(self, convert: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(convert).collect(), next_cursor: self.next_cursor }
    }
}

/// By what a list is sorted, and which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort<K> {
    pub key: K,
    pub descending: bool,
}

impl<K> Sort<K> {
    pub const fn ascending(key: K) -> Self {
        Self { key, descending: false }
    }

    pub const fn descending(key: K) -> Self {
        Self { key, descending: true }
    }
}
