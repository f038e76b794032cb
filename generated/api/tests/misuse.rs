//! What must not compile: the contract's guards and errors are in the signatures, and cannot be got around.

#[test]
fn what_the_contract_forbids_does_not_compile() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/misuse/*.rs");
}
