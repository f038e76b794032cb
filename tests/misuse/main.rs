//! What must not compile: a query without its owner. Each case has the compiler's words beside it; misuse of generated code
//! (no guard, an undeclared error) is tested where that code is, in `generated/api`.

#[test]
fn misuse_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/misuse/cases/*.rs");
}
