//! The types that a contract's formats become.

mod base64_text;
mod date;
mod date_time;
mod never;
mod patch;

pub use base64_text::Base64;
pub use date::Date;
pub use date_time::DateTime;
pub use never::Never;
pub use patch::Patch;

/// A text that is not what its format asks for. It says nothing of the text itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormatError(pub &'static str);

impl std::fmt::Display for FormatError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "not a {}", self.0)
    }
}

impl std::error::Error for FormatError {}
