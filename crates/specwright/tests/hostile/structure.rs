//! Documents that are too deep, too many, too large, or lead somewhere else.

use std::fmt::Write as _;
use std::fs;

use super::command::{Folder, run, run_in};

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: Hostile, version: '1'}\n";

fn json_around(member: &str) -> String {
    format!("{{\"openapi\":\"3.0.3\",\"info\":{{\"title\":\"T\",\"version\":\"1\"}},\"paths\":{{}},{member}}}")
}

/// A contract whose one operation answers the schema `S`; the lines of `schemas` are as deep as a component's.
fn around(schemas: &str) -> String {
    format!(
        "{HEAD}paths:\n  /a:\n    get:\n      operationId: a\n      responses:\n        '200':\n          description: d\n          \
         content: {{application/json: {{schema: {{$ref: '#/components/schemas/S'}}}}}}\ncomponents:\n  schemas:\n{schemas}"
    )
}

/// `count` schemas, each written by what leads to the next one; the last is `last`.
fn chain(count: usize, link: impl Fn(&str) -> String, last: &str) -> String {
    let mut text = String::from("    S: {allOf: [{$ref: '#/components/schemas/S0'}]}\n");
    for at in 0..count {
        let next = format!("{{$ref: '#/components/schemas/S{}'}}", at + 1);
        writeln!(text, "    S{at}: {}", link(&next)).expect("a text");
    }
    around(&format!("{text}    S{count}: {last}\n"))
}

#[test]
fn values_nest_only_so_deep() {
    const DEEP: usize = 10_000;
    let (open, close) = ("[".repeat(DEEP), "]".repeat(DEEP));
    let maps = format!("{}1{}", "{a: ".repeat(DEEP), "}".repeat(DEEP));
    let objects = format!("{}1{}", "{\"a\":".repeat(DEEP), "}".repeat(DEEP));
    let mut block = String::new();
    for depth in 0..3_000 {
        writeln!(block, "{}a:", " ".repeat(depth + 1)).expect("a text");
    }
    run("flow", "yaml", &format!("{HEAD}x-a: {open}{close}\npaths: {{}}\n")).ended();
    run("flow-maps", "yaml", &format!("{HEAD}x-a: {maps}\npaths: {{}}\n")).named("nested-too-deep");
    run("block", "yaml", &format!("{HEAD}x-a:\n{block}paths: {{}}\n")).named("nested-too-deep");
    run("dashes", "yaml", &format!("{HEAD}x-a:\n  {}1\npaths: {{}}\n", "- ".repeat(DEEP))).named("nested-too-deep");
    run("arrays", "json", &json_around(&format!("\"x-a\":{open}{close}"))).named("nested-too-deep");
    run("objects", "json", &json_around(&format!("\"x-a\":{objects}"))).named("nested-too-deep");
    run("open", "json", &json_around(&format!("\"x-a\":{open}"))).named("nested-too-deep");
}

#[test]
fn schemas_nest_only_so_deep() {
    for (name, before, after) in [
        ("items", "{\"type\":\"array\",\"items\":", "}"),
        ("properties", "{\"type\":\"object\",\"properties\":{\"a\":", "}}"),
        ("additional", "{\"type\":\"object\",\"additionalProperties\":", "}"),
        ("all", "{\"allOf\":[", "]}"),
        ("one", "{\"oneOf\":[", ",{\"type\":\"integer\"}]}"),
        ("any", "{\"anyOf\":[", ",{\"type\":\"integer\"}]}"),
        ("not", "{\"not\":", "}"),
    ] {
        for depth in [60, 10_000] {
            let schema = format!("{}{{\"type\":\"string\"}}{}", before.repeat(depth), after.repeat(depth));
            let document = json_around(&format!("\"components\":{{\"schemas\":{{\"S\":{schema}}}}}"));
            run(&format!("{name}-{depth}"), "json", &document).ended();
        }
    }
}

/// References make a document deeper than its text.
#[test]
fn chains_and_bombs_of_references_end() {
    let object = "{type: object, properties: {a: {type: string}}}";
    for (name, count, link) in [
        ("references", 5_000, (|next| next.to_owned()) as fn(&str) -> String),
        ("all-of", 2_000, |next| format!("{{allOf: [{next}], properties: {{p: {{type: string}}}}}}")),
        ("one-of", 2_000, |next| format!("{{oneOf: [{next}, {{type: integer}}]}}")),
        ("items", 2_000, |next| format!("{{type: array, items: {next}}}")),
        ("properties", 2_000, |next| format!("{{type: object, required: [a], properties: {{a: {next}}}}}")),
        ("additional", 2_000, |next| format!("{{type: object, additionalProperties: {next}}}")),
        // Twice at each step: 2 to the power of 40 on the way down.
        ("all-of-twice", 40, |next| format!("{{allOf: [{next}, {next}]}}")),
        ("one-of-twice", 40, |next| format!("{{oneOf: [{next}, {next}]}}")),
        ("any-of-twice", 40, |next| format!("{{anyOf: [{next}, {next}, {{type: integer}}]}}")),
        ("all-and-one-of", 40, |next| format!("{{allOf: [{next}], oneOf: [{next}, {next}]}}")),
        ("properties-twice", 40, |next| format!("{{type: object, properties: {{a: {next}, b: {next}}}}}")),
        ("not-twice", 40, |next| format!("{{not: {{anyOf: [{next}, {next}]}}}}")),
    ] {
        run(name, "yaml", &chain(count, link, object)).ended();
    }
}

#[test]
fn aliases_make_no_more_of_a_document_than_it_has() {
    let mut lists = String::from("x-a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    let mut schemas = String::from("    S0: &s0 {type: object, properties: {a: {type: string}}}\n");
    for at in 1..30 {
        let last = at - 1;
        let ten = vec![format!("*a{last}"); 10].join(", ");
        writeln!(lists, "x-a{at}: &a{at} [{ten}]").expect("a text");
        writeln!(schemas, "    S{at}: &s{at} {{type: object, properties: {{a: *s{last}, b: *s{last}, c: *s{last}}}}}")
            .expect("a text");
    }
    run("laughs", "yaml", &format!("{HEAD}{lists}paths: {{}}\n")).named("too-many-aliases");
    run("laughing-schemas", "yaml", &around(&format!("{schemas}    S: *s29\n"))).named("too-many-aliases");
    // Few values, and each of them large.
    let text = "x".repeat(1_000_000);
    let aliases = vec!["*a"; 10_000].join(", ");
    run("long-text", "yaml", &format!("{HEAD}x-a: &a {text}\nx-b: [{aliases}]\npaths: {{}}\n"))
        .named("too-many-aliases");
    let anchors = (0..150).map(|at| format!("&a{at} [")).collect::<Vec<_>>().concat();
    let text = "x".repeat(10_000_000);
    let nested = format!("{HEAD}x-a: {anchors}{text}{}\npaths: {{}}\n", "]".repeat(150));
    run("anchors-within-anchors", "yaml", &nested).named("too-many-aliases");
    run("within-itself", "yaml", &format!("{HEAD}x-a: &a [*a]\npaths: {{}}\n")).ended();
}

#[test]
fn cycles_without_a_value_are_named() {
    let to = |name: &str| format!("{{$ref: '#/components/schemas/{name}'}}");
    let itself = to("S");
    for (name, schemas, code) in [
        ("reference", format!("    S: {itself}\n"), "cyclic-reference"),
        ("references", format!("    S: {}\n    T: {itself}\n", to("T")), "cyclic-reference"),
        ("all-of", format!("    S: {{allOf: [{itself}]}}\n"), "cyclic-all-of"),
        (
            "alternatives",
            format!(
                "    S: {{oneOf: [{{type: string}}, {}]}}\n    T: {{anyOf: [{{type: number}}, {itself}]}}\n",
                to("T")
            ),
            "cyclic-union",
        ),
        ("negation", format!("    S: {{type: object, not: {itself}}}\n"), "cyclic-schema"),
        ("member", format!("    S: {{type: object, required: [a], properties: {{a: {itself}}}}}\n"), "endless-schema"),
    ] {
        run(&format!("cycle-{name}"), "yaml", &around(&schemas)).named(code);
    }
    // Whatever else leads in a circle, it ends.
    for (at, schemas) in [
        format!("    S: {{oneOf: [{}]}}\n    T: {{anyOf: [{itself}]}}\n", to("T")),
        format!("    S: {{not: {itself}}}\n"),
        format!("    S: {{type: array, minItems: 1, items: {itself}}}\n"),
        format!("    S: {{type: object, additionalProperties: {itself}}}\n"),
        format!("    S: {{allOf: [{{type: object, properties: {{a: {itself}}}}}]}}\n"),
        format!("    S: {{oneOf: [{itself}, {{type: string}}]}}\n"),
        format!("    S: {{allOf: [{}]}}\n    T: {{oneOf: [{itself}, {{type: string}}]}}\n", to("T")),
    ]
    .into_iter()
    .enumerate()
    {
        run(&format!("circle-{at}"), "yaml", &around(&schemas)).ended();
    }
}

/// Each leads to two others and so on around: there are more ways through it than could ever be gone.
#[test]
fn a_circle_of_many_ways_ends() {
    for keyword in ["oneOf", "anyOf", "allOf"] {
        let to = |at: usize| format!("{{$ref: '#/components/schemas/S{}'}}", at % 200);
        let schema =
            |at: usize| format!("    S{at}: {{{keyword}: [{{type: string}}, {}, {}]}}\n", to(at + 1), to(at + 2));
        run(&format!("many-ways-{keyword}"), "yaml", &around(&(0..200).map(schema).collect::<String>())).ended();
    }
}

#[test]
fn references_stay_within_the_contracts_folder() {
    for (at, (target, code)) in [
        ("../../../../../../../etc/passwd", "reference-leaves-contract"),
        ("../../../../../../../etc/passwd#/a", "reference-leaves-contract"),
        ("a/../../../../etc/passwd", "reference-leaves-contract"),
        ("%2e%2e/%2e%2e/etc/passwd", "reference-leaves-contract"),
        ("/etc/passwd#/a", "reference-leaves-contract"),
        ("file:///etc/passwd#/a", "remote-reference"),
        ("http://127.0.0.1:1/a.yaml#/a", "remote-reference"),
        ("//127.0.0.1/a.yaml", "remote-reference"),
        ("missing.yaml", "unreadable-file"),
        ("link.yaml#/a", "unreadable-file"),
        ("folder/passwd#/a", "unreadable-file"),
        ("zero.yaml#/a", "unreadable-file"),
        ("chain.yaml#/a", "unreadable-file"),
        (".", "unreadable-file"),
        ("\\u0000", "unreadable-file"),
    ]
    .into_iter()
    .enumerate()
    {
        let folder = Folder::new(&format!("reference-{at}"));
        #[cfg(unix)]
        for (to, from) in
            [("/etc/passwd", "link.yaml"), ("/etc", "folder"), ("/dev/zero", "zero.yaml"), ("chain.yaml", "chain.yaml")]
        {
            std::os::unix::fs::symlink(to, folder.path().join(from)).expect("a link");
        }
        let spec = folder.path().join("contract.yaml");
        fs::write(&spec, around(&format!("    S: {{$ref: \"{target}\"}}\n"))).expect("written");
        let run = run_in(target, folder, &spec);
        run.named(code);
        assert!(!run.report.contains("root:"), "{}", run.report);
    }
}

#[test]
fn members_that_stand_twice_are_refused() {
    run("twice", "yaml", &format!("{HEAD}paths: {{}}\npaths: {{}}\n")).named("duplicate-key");
    run("twice", "json", &json_around("\"paths\":{}")).named("duplicate-key");
    run("escaped", "json", &json_around("\"p\\u0061ths\":{}")).named("duplicate-key");
}

#[test]
fn texts_that_are_no_documents_are_refused() {
    for (at, (text, extension)) in [
        ("", "yaml"),
        ("", "json"),
        ("null", "json"),
        ("[]", "json"),
        ("\"", "json"),
        ("{\"a\":1e9999999999999999999}", "json"),
        ("{\"a\":-}", "json"),
        ("{\"\\ud800\":1}", "json"),
        ("\u{feff}\u{feff}{}", "json"),
        ("&a openapi: 3.0.3\n*a : 3\n", "yaml"),
        ("? [a, b]\n: c\n", "yaml"),
        ("%TAG ! tag:evil,2000:\n---\n!!python/object/apply:os.system ['a']\n", "yaml"),
        ("\t", "yaml"),
        ("---\n---\n", "yaml"),
        ("*a", "yaml"),
        ("&", "yaml"),
        ("!<", "yaml"),
        ("\"\\x", "yaml"),
        ("|99999999999999999999\n a\n", "yaml"),
        ("\0", "yaml"),
    ]
    .into_iter()
    .enumerate()
    {
        run(&format!("no-document-{at}"), extension, text).ended();
    }
}

#[test]
fn numbers_beyond_every_type_end() {
    for (at, schema) in [
        "{type: integer, minimum: 1e400, maximum: -1e99999999999}",
        "{type: integer, multipleOf: 0, default: 99999999999999999999999999999999999999999999}",
        "{type: string, minLength: 99999999999999999999999, maxLength: -1, pattern: 1}",
        "{type: number, multipleOf: 1e-400, minimum: .nan, maximum: .inf}",
        "{type: array, minItems: 18446744073709551616, items: {type: integer}}",
        "{type: integer, format: int64, minimum: -170141183460469231731687303715884105729}",
        "{type: integer, minimum: -9223372036854775809, maximum: 9223372036854775808}",
        "{type: number, minimum: 0.1e1, maximum: 10000000000000000000000000000000000000000, multipleOf: 1.0e-30}",
        "{type: integer, enum: [1, 1.0, 1e0, 18446744073709551615, -9223372036854775808]}",
    ]
    .into_iter()
    .enumerate()
    {
        run(&format!("numbers-{at}"), "yaml", &around(&format!("    S: {schema}\n"))).ended();
    }
}

/// Time that grows with the document, and not with its square; and a report that can be read.
#[test]
fn large_documents_end() {
    let numbered = |count: usize, item: fn(usize) -> String| (0..count).map(item).collect::<Vec<_>>();
    let members = numbered(10_000, |at| format!("p{at}: {{type: string}}")).join(", ");
    let values = numbered(20_000, |at| format!("v{at}")).join(", ");
    let keys = numbered(400_000, |at| format!("  k{at}: 1\n")).concat();
    let anchors = numbered(50_000, |at| format!("- &a{at} 1\n")).concat();
    let operations = numbered(1_000, |at| {
        format!("  /p{at}:\n    get: {{operationId: o{at}, responses: {{'204': {{description: d}}}}}}\n")
    });
    let wrong = numbered(5_000, |at| format!("  a{at}: 1\n")).concat();
    let similar = numbered(1_000, |at| format!("\"{}\": {{type: string}}", "-".repeat(at))).join(", ");
    let dangling = numbered(20_000, |at| format!("p{at}: {{$ref: '#/components/schemas/X{at}'}}")).join(", ");
    let beside = numbered(20_000, |at| format!("    Y{at}: {{type: string}}\n")).concat();
    for (name, text) in [
        ("dangling", around(&format!("    S: {{type: object, properties: {{{dangling}}}}}\n{beside}"))),
        ("members", around(&format!("    S: {{type: object, properties: {{{members}}}}}\n"))),
        ("similar-members", around(&format!("    S: {{type: object, properties: {{{similar}}}}}\n"))),
        ("values", around(&format!("    S: {{type: string, enum: [{values}]}}\n"))),
        ("keys", format!("{HEAD}x-a:\n{keys}paths: {{}}\n")),
        ("anchors", format!("{HEAD}x-a:\n{anchors}paths: {{}}\n")),
        ("operations", format!("{HEAD}paths:\n{}", operations.concat())),
        ("faults", format!("{HEAD}paths:\n{wrong}")),
        ("comment", format!("#{}\n{HEAD}paths: {{}}\n", "#".repeat(5_000_000))),
        ("line", format!("{HEAD}paths: {{{}\n", "a".repeat(2_000_000))),
        ("documents", "---\n".repeat(100_000)),
        ("title", format!("openapi: 3.0.3\ninfo: {{title: '{}', version: '1'}}\npaths: {{}}\n", "a".repeat(1_000_000))),
    ] {
        let run = run(name, "yaml", &text);
        run.ended();
        assert!(run.report.len() < 1_000_000, "{name}: a report of {} bytes", run.report.len());
    }
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let folder = Folder::new("large");
    let spec = folder.path().join("contract.yaml");
    // With nothing in it: what is not written takes no room.
    fs::File::create(&spec).expect("a file").set_len(200 << 20).expect("made longer");
    run_in("large", folder, &spec).named("unreadable-file");
}
