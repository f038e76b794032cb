//! The parts of a multipart body as they were written (RFC 2046, 5.1; RFC 7578).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::vector::Part;

/// `boundary` of a `Content-Type` of parts.
pub fn boundary(content_type: &str) -> Option<String> {
    let mut words = content_type.split(';').map(str::trim);
    words.next().filter(|kind| kind.starts_with("multipart/"))?;
    words.find_map(|word| word.strip_prefix("boundary=")).map(|text| text.trim_matches('"').to_owned())
}

/// A file's content is octets, that of any other part text.
pub fn parts(body: &[u8], boundary: &str) -> Result<Vec<Part>, String> {
    // Latin-1: an octet a character, so that nothing of a file's content is lost.
    let text: String = body.iter().copied().map(char::from).collect();
    let text = format!("\r\n{text}");
    let delimiter = format!("\r\n--{boundary}");
    let mut pieces = text.split(&delimiter).skip(1);
    let mut parts = Vec::new();
    for piece in pieces.by_ref() {
        if piece.starts_with("--") {
            return Ok(parts);
        }
        let (head, content) = piece.split_once("\r\n\r\n").ok_or("a part without an empty line")?;
        let content: Vec<u8> = content.chars().filter_map(|each| u8::try_from(u32::from(each)).ok()).collect();
        let mut part = Part::default();
        for line in head.lines().filter(|line| !line.is_empty()) {
            let (name, value) = line.split_once(':').ok_or("a header without a colon")?;
            match name.to_ascii_lowercase().as_str() {
                "content-disposition" => {
                    let parameter = |name: &str| {
                        let start = format!("{name}=\"");
                        value.split(';').find_map(|word| word.trim().strip_prefix(&start)?.strip_suffix('"'))
                    };
                    parameter("name").ok_or("a part without a name")?.clone_into(&mut part.name);
                    part.filename = parameter("filename").map(str::to_owned);
                }
                "content-type" => part.media_type = Some(value.trim().to_owned()),
                _ => {}
            }
        }
        if part.filename.is_some() {
            part.octets = Some(STANDARD.encode(content));
        } else {
            part.body = Some(String::from_utf8(content).map_err(|error| error.to_string())?);
        }
        parts.push(part);
    }
    Err("no closing boundary".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read_as_they_were_written() {
        let body = "--x y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\né\r\n--x y\r\n\
                    content-type: image/png\r\nContent-Disposition: form-data; name=\"b\"; filename=\"f\"\r\n\r\n\r\n\r\n--x y--\r\n";
        let found = parts(body.as_bytes(), "x y").unwrap();
        let a = Part { name: "a".into(), body: Some("é".into()), ..Part::default() };
        let media_type = Some("image/png".to_owned());
        let b =
            Part { name: "b".into(), filename: Some("f".into()), media_type, octets: Some("DQo=".into()), body: None };
        assert_eq!(found, [a, b]);
        assert!(parts(b"--x\r\n", "x").is_err());
    }

    #[test]
    fn the_boundary_is_a_parameter() {
        assert_eq!(boundary("multipart/form-data; boundary=\"a b\""), Some("a b".to_owned()));
        assert_eq!(boundary("text/plain; boundary=a"), None);
    }
}
