//! `Content-Disposition` of a download (RFC 6266).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// `attr-char` of RFC 8187.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// To be saved under this name, never to be shown. Names beyond ASCII stand twice: for old readers, and as they are.
pub fn attachment(file_name: &str) -> String {
    let plain = |character: char| character == ' ' || character.is_ascii_graphic() && !matches!(character, '"' | '\\');
    let fallback: String = file_name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    if fallback == file_name {
        return format!("attachment; filename=\"{fallback}\"");
    }
    format!("attachment; filename=\"{fallback}\"; filename*=UTF-8''{}", utf8_percent_encode(file_name, ENCODED))
}

#[cfg(test)]
mod tests {
    use super::attachment;

    #[test]
    fn a_name_cannot_leave_its_quotes() {
        assert_eq!(attachment("a plan.pdf"), r#"attachment; filename="a plan.pdf""#);
        assert_eq!(
            attachment("Plän\"; x=\"\n.pdf"),
            r#"attachment; filename="Pl_n_; x=__.pdf"; filename*=UTF-8''Pl%C3%A4n%22%3B%20x%3D%22%0A.pdf"#
        );
    }
}
