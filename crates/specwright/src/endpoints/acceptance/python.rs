//! Tests in Python: functions whose names begin with `test`.

use super::Found;

pub fn find(text: &str, name: &str) -> Found {
    let defined = text.lines().any(|line| {
        let line = line.trim_start();
        let line = line.strip_prefix("async ").map_or(line, str::trim_start);
        let defined = line.strip_prefix("def ").map(str::trim_start).and_then(|rest| rest.strip_prefix(name));
        defined.is_some_and(|rest| rest.trim_start().starts_with('('))
    });
    match (defined, name.starts_with("test")) {
        (true, true) => Found::Test,
        (true, false) => Found::Function,
        (false, _) => Found::Nothing,
    }
}
