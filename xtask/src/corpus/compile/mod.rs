//! What compilers say of the generated code.

pub mod rust;
pub mod typescript;

/// Of one document's code in one language.
#[derive(Debug, Default)]
pub struct Verdict {
    pub errors: usize,
    pub warnings: usize,
    /// The first messages, a line each.
    pub first: Vec<String>,
}

/// How many messages are kept.
const KEPT: usize = 40;

impl Verdict {
    pub fn is_clean(&self) -> bool {
        self.errors + self.warnings == 0
    }

    fn error(&mut self, message: impl Into<String>) {
        self.errors += 1;
        self.keep(message.into());
    }

    fn warning(&mut self, message: impl Into<String>) {
        self.warnings += 1;
        self.keep(message.into());
    }

    fn keep(&mut self, message: String) {
        if self.first.len() < KEPT {
            self.first.push(message);
        }
    }
}
