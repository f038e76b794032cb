//! Faulty documents: each has to get a diagnostic that names its fault, at the fault. Documents that another generator
//! refuses and that are valid all the same are listed with the reason.

use super::Row;
use super::measure::Finding;

/// What is expected of a file.
enum Expected {
    /// One of these codes, at this line.
    Fault(&'static [&'static str], u32),
    /// Nothing is wrong with it.
    Valid(&'static str),
}

use Expected::{Fault, Valid};

/// By file name. A document that is not listed has to get an error or a warning at any place.
const EXPECTED: &[(&str, Expected)] = &[
    ("ogen-neg-allOf-conflicting-property.json", Fault(&["impossible-schema"], 23)),
    ("ogen-neg-allOf-type-mismatch.json", Fault(&["impossible-schema"], 28)),
    ("ogen-neg-convenient-errors-different-response.json", Valid("operations may answer failures in different ways")),
    ("ogen-neg-convenient-errors-no-default.json", Valid("an operation needs no `default` response")),
    ("ogen-neg-cyclic-allOf-double.json", Fault(&["cyclic-all-of"], 27)),
    ("ogen-neg-cyclic-allOf-single.json", Fault(&["cyclic-all-of"], 27)),
    ("ogen-neg-cyclic-anyOf-single.json", Fault(&["cyclic-all-of"], 27)),
    ("ogen-neg-cyclic-oneOf-double.json", Fault(&["cyclic-all-of"], 27)),
    (
        "ogen-neg-field-naming-conflict-additional-props.yaml",
        Valid("a member may have any name: it is told apart from the map of the other members"),
    ),
    ("ogen-neg-field-naming-extension-additional-props.yaml", Valid(NAMES_FOR_ANOTHER)),
    ("ogen-neg-field-naming-extension-pattern-props.yaml", Fault(&["keyword-of-another-version"], 30)),
    ("ogen-neg-field-naming-overriden-by-extension.yaml", Fault(&["keyword-of-another-version"], 31)),
    ("ogen-neg-field-naming-type-extension.yaml", Valid(NAMES_FOR_ANOTHER)),
    (
        "ogen-neg-oneOf-same-json-type-one-of.json",
        Valid("no text is both a UUID and `inbox`: trying tells the alternatives apart"),
    ),
    ("ogen-neg-wrong-default-type-array-value.json", Fault(&["default-breaks-schema"], 20)),
    ("ogen-neg-wrong-default-type-float-value.json", Fault(&["default-breaks-schema"], 20)),
    ("ogen-neg-wrong-default-type-object-value.json", Fault(&["default-breaks-schema"], 20)),
    ("ogen-neg-wrong-default-type-string-value.json", Fault(&["default-breaks-schema"], 20)),
    ("ogen-neg-wrong-enum-type-string-value.json", Fault(&["enum-value-type"], 18)),
    ("opc-neg-invalid-uuid-defaults.yaml", Fault(&["default-breaks-schema"], 27)),
    ("opc-neg-missing-body-ref.yaml", Fault(&["dangling-reference"], 9)),
    ("opc-neg-optional-path-param.yaml", Fault(&["optional-path-parameter"], 9)),
];

const NAMES_FOR_ANOTHER: &str = "its extension names things for another generator, and says nothing here";

/// Prints a row each. Whether all is as it should be.
pub fn report(rows: &[Row]) -> bool {
    let mut failed = 0;
    for row in rows {
        let verdict = match &row.measured {
            Err(reason) => Err(reason.clone()),
            Ok(measured) => verdict(&row.document.name, &measured.findings),
        };
        match verdict {
            Ok(text) => println!("ok      {}: {text}", row.document.name),
            Err(text) => {
                failed += 1;
                println!("FAILED  {}: {text}", row.document.name);
            }
        }
    }
    println!("\n{} passed, {failed} failed", rows.len() - failed);
    failed == 0
}

fn verdict(name: &str, findings: &[Finding]) -> Result<String, String> {
    let file = name.rsplit('/').next().unwrap_or(name);
    let told = || findings.iter().filter(|finding| finding.severity != "note");
    let shown =
        |finding: &Finding| format!("{}: {}[{}]: {}", finding.place, finding.severity, finding.code, finding.message);
    match EXPECTED.iter().find(|(known, _)| *known == file).map(|(_, expected)| expected) {
        Some(Valid(reason)) => match told().find(|finding| finding.severity == "error") {
            Some(error) => Err(format!("it is valid ({reason}), and got {}", shown(error))),
            None => Ok(format!("valid: {reason}")),
        },
        Some(Fault(codes, line)) => told()
            .find(|finding| codes.contains(&finding.code.as_str()) && finding.line == *line)
            .map(shown)
            .ok_or_else(|| format!("no {} in line {line}; found: {}", codes.join(" or "), all(told().map(shown)))),
        None => told().next().map(shown).ok_or_else(|| "nothing is found".to_owned()),
    }
}

fn all(findings: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = findings.collect();
    if all.is_empty() { "nothing".to_owned() } else { all.join("; ") }
}
