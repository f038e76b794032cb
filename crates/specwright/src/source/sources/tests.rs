use super::*;
use crate::source::lines;

fn read_text(name: &str, text: &str) -> (Sources, Vec<String>) {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::from_text(Path::new(name), text, &mut diagnostics);
    let found = diagnostics
        .iter()
        .map(|d| {
            let at = d.at.map_or(String::new(), |at| format!("{}:{}+{} ", at.line, at.column, at.length));
            format!("{at}{}", d.code)
        })
        .collect();
    (sources, found)
}

#[test]
fn yaml_and_json_give_the_same_tree() {
    let yaml = "a: 1\nb: [true, null, \"x\"]\nc:\n  d: 1.5\n";
    let json = r#"{"a": 1, "b": [true, null, "x"], "c": {"d": 1.5}}"#;
    let value = |name, text| read_text(name, text).0.entry().map(Node::to_json);
    assert_eq!(value("a.yaml", yaml), value("a.json", json));
    assert!(value("a.yaml", yaml).is_some());
}

#[test]
fn positions_count_code_points_from_one() {
    for (name, text) in
        [("a.yaml", "é: ü\nkey: [x, wörter]\n"), ("a.json", "{\"é\": \"ü\",\n\"key\": [\"x\", \"wörter\"]}")]
    {
        let (sources, _) = read_text(name, text);
        let root = sources.entry().and_then(Node::as_mapping).expect("a mapping");
        let (key, list) = root.entry("key").expect("the key");
        assert_eq!((key.at.line, key.at.column), (2, 1), "{name}");
        let word = &list.as_sequence().expect("a list")[1];
        let expected = if name == "a.yaml" { (2, 10, 6) } else { (2, 14, 8) };
        assert_eq!((word.at.line, word.at.column, word.at.length), expected, "{name}");
    }
}

#[test]
fn lines_end_with_lf_with_cr_lf_and_with_cr() {
    for end in ["\n", "\r\n", "\r"] {
        for (name, text) in [("a.yaml", "# one\n\n\nkey: 1\n"), ("a.json", "{\n\n\n\"key\": 1}")] {
            let text = text.replace('\n', end);
            let (sources, _) = read_text(name, &text);
            let (key, _) =
                sources.entry().and_then(Node::as_mapping).and_then(|root| root.entry("key")).expect("the key");
            assert_eq!((key.at.line, key.at.column), (4, 1), "{name} {end:?}");
            assert_eq!(lines(&text).nth(3).map(|line| line.contains("key")), Some(true), "{name} {end:?}");
        }
        let (_, found) = read_text("a.json", &"{\n \"a\": 1,\n 2}".replace('\n', end));
        assert_eq!(found, ["3:2+1 invalid-json"], "{end:?}");
    }
}

#[test]
fn json_escapes_and_surrogate_pairs_are_undone() {
    let (sources, found) = read_text("a.json", r#"{"a": "\ud83d\ude00\/\n", "\u0062": "\"q\""}"#);
    assert!(found.is_empty(), "{found:?}");
    let root = sources.entry().expect("a root");
    assert_eq!(root.get("a").and_then(Node::as_str), Some("😀/\n"));
    assert_eq!(root.get("b").and_then(Node::as_str), Some("\"q\""));
}

#[test]
fn broken_json_is_reported_where_it_breaks() {
    for (text, expected) in [
        ("{\"a\": 1,}", "1:9+1 invalid-json"),
        ("{\"a\" 1}", "1:6+1 invalid-json"),
        ("[1, 2", "1:6+1 invalid-json"),
        ("{\"a\": \"x", "1:7+1 invalid-json"),
        ("{\"a\": 01}", "1:7+1 invalid-json"),
        ("{} x", "1:4+1 invalid-json"),
        ("{\"a\": \"\\q\"}", "1:7+1 invalid-json"),
        ("", "1:1+1 invalid-json"),
        ("{\"a\":1,\n \"a\":2}", "2:2+3 duplicate-key"),
    ] {
        assert_eq!(read_text("a.json", text).1, [expected], "{text}");
    }
}

#[test]
fn broken_yaml_is_reported_where_it_breaks() {
    for (text, expected) in [
        ("a: 1\na: 2\n", "2:1+1 duplicate-key"),
        ("a: .inf\n", "1:4+4 not-json"),
        ("a: 1\n---\nb: 2\n", "2:1+3 several-documents"),
        ("? [a]\n: 1\n", "1:3+1 key-not-a-string"),
        ("a: &x [*x]\n", "1:8+2 alias-within-itself"),
    ] {
        assert_eq!(read_text("a.yaml", text).1, [expected], "{text}");
    }
    let (_, found) = read_text("a.yaml", "a: \"x\nb: 2\n");
    assert!(found.len() == 1 && found[0].ends_with("invalid-yaml"), "{found:?}");
}

#[test]
fn aliases_and_merge_keys_are_undone() {
    let (sources, found) = read_text("a.yaml", "base: &b {x: 1, y: 2}\nown:\n  <<: *b\n  y: 3\nlist: [*b]\n");
    assert!(found.is_empty(), "{found:?}");
    let root = sources.entry().expect("a root").to_json();
    assert_eq!(root["own"], serde_json::json!({"y": 3, "x": 1}));
    assert_eq!(root["list"][0], serde_json::json!({"x": 1, "y": 2}));
}

#[test]
fn nested_aliases_cannot_fill_the_memory() {
    let mut lines = vec!["a0: &a0 [x, x, x, x, x, x, x, x, x, x]".to_owned()];
    for level in 1..12 {
        let repeated = vec![format!("*a{}", level - 1); 10].join(", ");
        lines.push(format!("a{level}: &a{level} [{repeated}]"));
    }
    let (_, found) = read_text("a.yaml", &lines.join("\n"));
    assert!(found.len() == 1 && found[0].ends_with("too-many-aliases"), "{found:?}");
}

#[test]
fn depth_is_bounded() {
    // Deeper than this, saphyr itself refuses, before it hands out an event.
    let deep = "[".repeat(230);
    for name in ["a.json", "a.yaml"] {
        let (_, found) = read_text(name, &deep);
        assert!(found.len() == 1 && found[0].ends_with("nested-too-deep"), "{name}: {found:?}");
    }
}

#[test]
fn references_resolve_within_and_across_files() {
    let folder = std::env::temp_dir().join(format!("specwright-sources-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("parts")).expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).expect("a file");
    write(
        "main.yaml",
        "a: {$ref: 'parts/b.yaml#/x~1y'}\nb: {$ref: '../out.yaml'}\nc: {$ref: 'https://h/x'}\nd: {$ref: gone.yaml}\n",
    );
    write("parts/b.yaml", "x/y: {$ref: '../main.yaml#/a'}\nä b: 1\n");
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::load(&folder.join("main.yaml"), &mut diagnostics);
    std::fs::remove_dir_all(&folder).expect("removed");

    let mut codes: Vec<_> = diagnostics.iter().map(|d| d.code).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["reference-leaves-contract", "remote-reference", "unreadable-file"]);

    let part = sources.resolve(FileId(0), "parts/b.yaml#/x~1y").expect("resolved");
    assert_eq!(part.pointer, "/x~1y");
    let back = sources.resolve(part.file, "../main.yaml#/a").expect("resolved");
    assert_eq!((back.file, back.pointer.as_str()), (FileId(0), "/a"));
    assert!(sources.resolve(part.file, "#/%C3%A4%20b").is_ok());
    assert_eq!(sources.resolve(FileId(0), "#/e").err(), Some(ReferenceError::Dangling("/e".into())));
    assert_eq!(sources.beside(FileId(0), "#/e").collect::<Vec<_>>(), ["a", "b", "c", "d"]);
    assert_eq!(sources.resolve(FileId(0), "gone.yaml").err(), Some(ReferenceError::Unavailable));
    assert_eq!(sources.resolve(FileId(0), "#anchor").err(), Some(ReferenceError::Anchor("anchor".into())));
}

#[test]
fn references_lead_into_the_folder_that_is_named_and_no_further() {
    let folder = std::env::temp_dir().join(format!("specwright-root-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("inside/api")).expect("a folder");
    std::fs::create_dir_all(folder.join("inside/shared")).expect("a folder");
    let entry = folder.join("inside/api/main.yaml");
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).expect("a file");
    write("inside/api/main.yaml", "a: {$ref: '../shared/b.yaml#/x'}\nb: {$ref: '../../out.yaml'}\n");
    write("inside/shared/b.yaml", "x: {$ref: '../api/main.yaml#/a'}\n");
    write("out.yaml", "x: 1\n");
    let codes = |root: Option<&Path>| {
        let mut found = Diagnostics::default();
        let sources = match root {
            Some(root) => Sources::load_within(root, &entry, &mut found),
            None => Sources::load(&entry, &mut found),
        };
        let codes: Vec<_> = found.iter().map(|each| each.code).collect();
        (sources.resolve(FileId(0), "../shared/b.yaml#/x").is_ok(), codes)
    };
    let (leaves, unreadable) = ("reference-leaves-contract", "unreadable-file");
    assert_eq!(codes(None), (false, vec![leaves, leaves]));
    assert_eq!(codes(Some(&folder.join("inside"))), (true, vec![leaves]));
    assert_eq!(codes(Some(&folder)), (true, vec![]));
    assert_eq!(codes(Some(&folder.join("inside/shared"))), (false, vec![unreadable]));
    assert_eq!(codes(Some(&folder.join("nowhere"))), (false, vec![unreadable]));
    std::fs::remove_dir_all(&folder).expect("removed");
}

#[test]
fn names_that_somebody_chose_are_no_keywords() {
    let folder = std::env::temp_dir().join(format!("specwright-names-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).expect("a file");
    write(
        "main.yaml",
        "responses:\n  default: {$ref: response.yaml}\n  x-data: {$ref: none.yaml}\n\
         schemas:\n  x-schema: {$ref: schema.yaml}\n  enum:\n    properties:\n      default: {$ref: property.yaml}\n      \
         properties: {default: {$ref: none.yaml}}\n\
         headers: {x-rate: {$ref: header.yaml}}\nexamples: {default: {$ref: example.yaml}}\n",
    );
    let files = ["response.yaml", "schema.yaml", "property.yaml", "header.yaml", "example.yaml"];
    for name in files {
        write(name, "{}\n");
    }
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::load(&folder.join("main.yaml"), &mut diagnostics);
    std::fs::remove_dir_all(&folder).expect("removed");

    // `none.yaml` is data: it is not there, and nobody asks for it.
    assert!(diagnostics.iter().next().is_none());
    for name in files {
        assert!(sources.resolve(FileId(0), name).is_ok(), "{name}");
    }
}
