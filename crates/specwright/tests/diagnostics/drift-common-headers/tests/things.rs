#[test]
fn lists_things() {}

#[test]
#[ignore]
fn sleeps() {}

fn helper() {}
