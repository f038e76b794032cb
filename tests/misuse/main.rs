//! What must not compile, each case with what it is about and the compiler's words beside it.

#[test]
fn misuse_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/misuse/cases/*.rs");
}
