//! What must not compile: a query without its owner; a handler without its guard, a guard that nobody checked, an error
//! that the contract does not declare. Each case has the compiler's words beside it.
//!
//! Misuse of generated code is here too, and not beside that code: each suite compiles all that it stands on once more.

#[test]
fn misuse_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/misuse/cases/*.rs");
}
