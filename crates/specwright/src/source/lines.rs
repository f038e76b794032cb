//! Where a text's lines begin, the same for every reader and for the reports: after LF, CR LF, or CR alone
//! (YAML 1.2.2, section 5.4; `CommonMark` 0.31, section 2.1). Editors count so too, and JSON does not count lines.

/// The byte offset of each line's start: 0, and what follows each line end.
pub fn line_starts(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let after = bytes.iter().enumerate().filter_map(|(at, byte)| match byte {
        b'\n' => Some(at + 1),
        b'\r' if bytes.get(at + 1) != Some(&b'\n') => Some(at + 1),
        _ => None,
    });
    std::iter::once(0).chain(after)
}

/// Every line, without its end. What follows the last end is a line only where it is not empty.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    let starts = line_starts(text).take_while(|start| *start < text.len());
    starts.zip(line_starts(text).skip(1).chain([text.len()])).map(|(start, end)| {
        let line = text.get(start..end).unwrap_or_default();
        line.trim_end_matches(['\r', '\n'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_line_end() {
        assert!(lines("a\nb\r\nc\rd").eq(["a", "b", "c", "d"]));
        assert!(lines("\r\r\n\n").eq(["", "", ""]));
        assert!(lines("a\r").eq(["a"]));
        assert_eq!(lines("").count(), 0);
        assert!(line_starts("a\r\n\rb").eq([0, 3, 4]));
        // Next line, line separator and paragraph separator are characters in YAML 1.2.
        assert!(lines("a\u{85}b\u{2028}c").eq(["a\u{85}b\u{2028}c"]));
    }
}
