//! Tests in TypeScript and JavaScript: the names in `test("…"` and `it("…"`.

use std::collections::HashSet;
use std::iter::Peekable;
use std::str::Chars;

/// What was read last; white space and comments do not count.
#[derive(PartialEq)]
enum Last {
    Dot,
    Word(String),
    /// The bracket that opens a call of the word.
    Call(String),
    Other,
}

/// The names of all tests. Knows comments and strings from code, and no more of the language than that.
pub fn tests(text: &str) -> HashSet<String> {
    let mut names = HashSet::new();
    let mut characters = text.chars().peekable();
    let mut last = Last::Other;
    while let Some(character) = characters.next() {
        last = match character {
            '/' if matches!(characters.peek(), Some('/' | '*')) => {
                comment(&mut characters);
                continue;
            }
            '"' | '\'' | '`' => {
                let string = string(&mut characters, character);
                if matches!(&last, Last::Call(word) if word == "test" || word == "it") {
                    names.insert(string);
                }
                Last::Other
            }
            '(' => match last {
                Last::Word(word) => Last::Call(word),
                _ => Last::Other,
            },
            '.' => Last::Dot,
            _ if is_word(character) => {
                let mut word = String::from(character);
                while let Some(next) = characters.next_if(|next| is_word(*next)) {
                    word.push(next);
                }
                // `pattern.test("…")` is another function.
                if last == Last::Dot { Last::Other } else { Last::Word(word) }
            }
            _ if character.is_whitespace() => continue,
            _ => Last::Other,
        };
    }
    names
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '$')
}

fn comment(characters: &mut Peekable<Chars<'_>>) {
    let block = characters.next() == Some('*');
    let mut before = ' ';
    for character in characters.by_ref() {
        let ends = if block { before == '*' && character == '/' } else { character == '\n' };
        if ends {
            return;
        }
        before = character;
    }
}

fn string(characters: &mut Peekable<Chars<'_>>, quote: char) -> String {
    let mut text = String::new();
    while let Some(character) = characters.next() {
        match character {
            '\\' => text.extend(characters.next()),
            // Only a template goes over lines; anything else was no string (an apostrophe in a regular expression).
            '\n' if quote != '`' => break,
            _ if character == quote => break,
            _ => text.push(character),
        }
    }
    text
}
