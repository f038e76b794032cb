//! The servers side by side: every case in many short rounds, in which each server has its turn.

use std::io;
use std::time::{Duration, Instant};

use crate::cases::{self, Case};
use crate::cpu;
use crate::load::Load;
use crate::servers::{Kind, Running};

const CONNECTIONS: usize = 8;

/// How long it may take.
pub struct Effort {
    /// How often the servers are started anew. Where a process happens to lie in memory changes what it costs by as much
    /// as the servers differ by.
    pub heats: usize,
    /// In each heat.
    pub rounds: usize,
    /// For one server's turn.
    pub turn: Duration,
}

/// One case: for each server in the order of [`Kind::ALL`], what a request cost in each round of all heats.
pub struct Outcome {
    pub case: &'static str,
    pub servers: Vec<Vec<Cost>>,
}

/// Seconds for one request.
#[derive(Clone, Copy)]
pub struct Cost {
    pub cpu: f64,
    pub wall: f64,
}

/// Starts the servers, compares their answers, measures, and ends them; as often as there are heats.
pub fn run(effort: &Effort) -> io::Result<Vec<Outcome>> {
    let mut outcomes = heat(effort)?;
    for _ in 1..effort.heats {
        for (outcome, further) in outcomes.iter_mut().zip(heat(effort)?) {
            for (costs, more) in outcome.servers.iter_mut().zip(further.servers) {
                costs.extend(more);
            }
        }
    }
    Ok(outcomes)
}

fn heat(effort: &Effort) -> io::Result<Vec<Outcome>> {
    let mut servers = Vec::new();
    for kind in Kind::ALL {
        let server = Running::start(kind)?;
        let load = Load::new(server.address, CONNECTIONS)?;
        servers.push((server, load));
    }
    cases::compare(&mut servers)?;
    cases::all().iter().map(|case| measure(case, &mut servers, effort)).collect()
}

fn measure(case: &Case, servers: &mut [(Running, Load)], effort: &Effort) -> io::Result<Outcome> {
    let mut costs = vec![Vec::new(); servers.len()];
    // As many requests as fit a turn of the slowest, so that every server has the same number.
    let mut times = usize::MAX;
    for (_, load) in &mut *servers {
        load.run(&case.request, case.status, 50)?;
        let start = Instant::now();
        load.run(&case.request, case.status, 50)?;
        times = times.min(50 * fraction(effort.turn, start.elapsed()));
    }
    for round in 0..effort.rounds {
        // Nobody is always first, and nobody always comes after the same one.
        for at in order(servers.len(), round) {
            let (server, load) = &mut servers[at];
            costs[at].push(turn(server, load, case, times.max(50))?);
        }
    }
    Ok(Outcome { case: case.name, servers: costs })
}

/// One of the orders in which so many can have their turn; all of them in as many rounds as there are orders.
fn order(servers: usize, round: usize) -> Vec<usize> {
    let mut waiting: Vec<_> = (0..servers).collect();
    let mut which = round;
    let mut order = Vec::with_capacity(servers);
    while !waiting.is_empty() {
        let choices = waiting.len();
        order.push(waiting.remove(which % choices));
        which /= choices;
    }
    order
}

fn fraction(whole: Duration, part: Duration) -> usize {
    usize::try_from(whole.as_nanos() / part.as_nanos().max(1)).unwrap_or(1).max(1)
}

fn turn(server: &Running, load: &mut Load, case: &Case, times: usize) -> io::Result<Cost> {
    let process = server.process().to_string();
    let before = settled(&process)?;
    let start = Instant::now();
    load.run(&case.request, case.status, times)?;
    let wall = start.elapsed();
    let cpu = settled(&process)?.saturating_sub(before);
    #[allow(clippy::cast_precision_loss)] // a few thousand
    let requests = (times * CONNECTIONS) as f64;
    Ok(Cost { cpu: cpu.as_secs_f64() / requests, wall: wall.as_secs_f64() / requests })
}

/// The CPU time when the server has nothing left to do: the scheduler counts a thread when it leaves the CPU.
fn settled(process: &str) -> io::Result<Duration> {
    std::thread::sleep(Duration::from_millis(1));
    cpu::of_process(process)
}
