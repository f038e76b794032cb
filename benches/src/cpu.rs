//! CPU time of a process, to the nanosecond: what the scheduler says of each of its threads.

use std::time::Duration;
use std::{fs, io};

/// Time on a CPU of all threads that there are (proc(5), `schedstat`). Threads that ended are not in it.
pub fn of_process(process: &str) -> io::Result<Duration> {
    let mut total = 0;
    for thread in fs::read_dir(format!("/proc/{process}/task"))? {
        let text = fs::read_to_string(thread?.path().join("schedstat"))?;
        let nanoseconds: u64 = text.split(' ').next().unwrap_or_default().parse().map_err(io::Error::other)?;
        total += nanoseconds;
    }
    Ok(Duration::from_nanos(total))
}

/// The same of this process.
#[cfg(feature = "generator")]
pub fn of_this_process() -> io::Result<Duration> {
    of_process("self")
}

/// Of all processes that this one started and that ended, in hundredths of a second (proc(5), `cutime` and `cstime`).
#[cfg(feature = "generator")]
pub fn of_children() -> io::Result<Duration> {
    let text = fs::read_to_string("/proc/self/stat")?;
    // The second field is a name in parentheses, which may hold blanks.
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok()).unwrap_or(0);
    Ok(Duration::from_millis(10 * (ticks(13) + ticks(14))))
}
