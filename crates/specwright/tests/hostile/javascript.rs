//! Generated JavaScript and TypeScript, without a compiler for either: what is left of a file when its comments, strings
//! and templates are taken out. The whole language is checked by the tests in `tests/typescript`.

use super::code::MARK;

/// What is wrong with a file, if something is.
pub fn faults(text: &str) -> Option<String> {
    let mut open = Vec::new();
    let mut code = String::new();
    let mut rest = text.chars().peekable();
    while let Some(next) = rest.next() {
        match next {
            '/' if rest.peek() == Some(&'/') => while rest.next_if(|next| !ends_line(*next)).is_some() {},
            '/' if rest.peek() == Some(&'*') => {
                rest.next();
                let mut before = ' ';
                loop {
                    let Some(next) = rest.next() else { return Some("a comment has no end".to_owned()) };
                    if before == '*' && next == '/' {
                        break;
                    }
                    before = next;
                }
            }
            '"' | '\'' => loop {
                match rest.next() {
                    Some('\\') => drop(rest.next()),
                    Some(end) if end == next => break,
                    Some('\n' | '\r') => return Some(format!("a string ends with its line, after: {}", tail(&code))),
                    Some(_) => {}
                    None => return Some("a string has no end".to_owned()),
                }
            },
            '`' => match template(&mut rest) {
                Ok(inside) => code.push_str(&inside),
                Err(fault) => return Some(fault),
            },
            '{' | '[' | '(' => open.push(next),
            '}' | ']' | ')' => {
                let expected = match next {
                    '}' => '{',
                    ']' => '[',
                    _ => '(',
                };
                if open.pop() != Some(expected) {
                    return Some(format!("`{next}` closes nothing, after: {}", tail(&code)));
                }
            }
            _ => code.push(next),
        }
    }
    if !open.is_empty() {
        return Some(format!("{open:?} is never closed"));
    }
    code.contains(MARK).then(|| format!("`{MARK}` is code"))
}

/// ECMAScript, 12.3.
fn ends_line(next: char) -> bool {
    matches!(next, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// The code within a template's `${}`, behind its first backtick. Ours nest none.
fn template(rest: &mut impl Iterator<Item = char>) -> Result<String, String> {
    let mut code = String::new();
    let mut before = ' ';
    while let Some(next) = rest.next() {
        match next {
            '\\' => drop(rest.next()),
            '`' => return Ok(code),
            '{' if before == '$' => {
                let mut depth = 1;
                for next in rest.by_ref() {
                    match next {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        _ => code.push(next),
                    }
                    if depth == 0 {
                        break;
                    }
                }
            }
            _ => {}
        }
        before = next;
    }
    Err("a template has no end".to_owned())
}

fn tail(code: &str) -> String {
    let mut last: Vec<_> = code.chars().rev().take(60).collect();
    last.reverse();
    last.into_iter().collect()
}

#[test]
fn what_is_code_is_seen() {
    for sound in [
        "// pwned\nconst a = { b: [1] };",
        "/* pwned */ f(\"pwned\", 'pwned\\'', `pwned`);",
        "`${a} pwned \\${pwned}`",
        "",
    ] {
        assert_eq!(faults(sound), None, "{sound}");
    }
    for (wrong, why) in [
        ("pwned();", "is code"),
        ("// a\u{2028}pwned()", "is code"),
        ("/* */ pwned(); /* */", "is code"),
        ("`${pwned()}`", "is code"),
        ("\"a\"; pwned(); \"\"", "is code"),
        ("f(]", "closes nothing"),
        ("{", "never closed"),
        ("\"a\nb\"", "ends with its line"),
        ("`a", "no end"),
        ("/* a", "no end"),
    ] {
        assert!(faults(wrong).is_some_and(|fault| fault.contains(why)), "{wrong}");
    }
}
