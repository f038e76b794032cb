//! `RESULTS.md`: what was measured stands between markers, and what people wrote around them stays.

use std::path::Path;
use std::{fs, io};

/// Puts `text` between `<!-- NAME -->` and `<!-- end of NAME -->`, with the machine it was measured on.
pub fn keep(name: &str, command: &str, text: &str) -> io::Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("RESULTS.md");
    let before = fs::read_to_string(&path)?;
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let parts = before.split_once(&open).and_then(|(head, rest)| Some((head, rest.split_once(&close)?.1)));
    let (head, tail) = parts.ok_or_else(|| io::Error::other(format!("RESULTS.md has no place for {name}")))?;
    let machine = machine();
    fs::write(path, format!("{head}{open}\n`{command}`, on {machine}:\n\n{text}\n{close}{tail}"))
}

/// Cores, processor and kernel; nothing that names the machine.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let kernel: String = kernel.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model =
        processors.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ")).unwrap_or_default().1;
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default();
    format!("{cores} cores ({model}), Linux {kernel}, load average {load} at the end")
}
