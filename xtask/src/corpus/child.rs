//! A document in a process of its own: whatever becomes of it (a stack that overflows, memory that runs out, no end), the
//! others go on.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use std::{env, thread};

use super::measure::Measurement;

/// Whatever a child may say: more is cut off.
const MOST_OUTPUT: u64 = 256 * 1024 * 1024;

/// The folder that references may lead into, and the one that the files go to, each where it is not left to the child.
#[derive(Clone, Copy)]
pub struct Folders<'a> {
    pub root: Option<&'a Path>,
    pub out: Option<&'a Path>,
}

pub fn run(entry: &Path, name: &str, folders: Folders, limit: Duration) -> Result<Measurement, String> {
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let mut command = Command::new(program);
    command.arg("measure").arg(entry).args(["--name", name]).stdin(Stdio::null());
    for (option, folder) in [("--root", folders.root), ("--out", folders.out)] {
        if let Some(folder) = folder {
            command.arg(option).arg(folder);
        }
    }
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(|error| error.to_string())?;
    // Read while it runs: a full pipe would stop it.
    let (output, errors) = (reader(child.stdout.take()), reader(child.stderr.take()));
    let status = wait(&mut child, limit);
    let output = output.join().unwrap_or_default();
    let errors = errors.join().unwrap_or_default();
    let status = status?;
    if !status.success() {
        let said = errors.lines().filter(|line| !line.trim().is_empty()).take(3).collect::<Vec<_>>().join(" ");
        return Err(format!("it died ({status}): {said}"));
    }
    serde_json::from_str(&output).map_err(|error| format!("its measurement cannot be read: {error}"))
}

fn reader(stream: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(stream) = stream {
            let _ = stream.take(MOST_OUTPUT).read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn wait(child: &mut Child, limit: Duration) -> Result<ExitStatus, String> {
    let started = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) if started.elapsed() > limit => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("it took longer than {} s", limit.as_secs()));
            }
            Ok(None) => thread::sleep(Duration::from_millis(5)),
            Err(error) => return Err(error.to_string()),
        }
    }
}
