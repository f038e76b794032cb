//! The servers that are measured, each in a process of its own.

mod axum_by_hand;
mod generated;
mod hyper_by_hand;
mod poem_by_hand;

use std::io::{self, BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Generated,
    Poem,
    Axum,
    Hyper,
}

impl Kind {
    /// The generated one first: the others are compared with it.
    pub const ALL: [Self; 4] = [Self::Generated, Self::Poem, Self::Axum, Self::Hyper];

    pub fn name(self) -> &'static str {
        match self {
            Self::Generated => "generated",
            Self::Poem => "poem",
            Self::Axum => "axum",
            Self::Hyper => "hyper",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Serves until standard input ends, which it does when the process that started this one is gone. Says its port first.
pub fn serve(kind: Kind) -> io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    println!("{}", listener.local_addr()?.port());
    std::thread::spawn(|| {
        let _ = io::copy(&mut io::stdin(), &mut io::sink());
        std::process::exit(0);
    });
    // One worker: the other core is the load's.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    runtime.block_on(async {
        match kind {
            Kind::Generated => generated::serve(listener).await,
            Kind::Poem => poem_by_hand::serve(listener).await,
            Kind::Axum => axum_by_hand::serve(listener).await,
            Kind::Hyper => hyper_by_hand::serve(listener).await,
        }
    })
}

/// A server's process; dropping it ends it.
pub struct Running {
    pub kind: Kind,
    pub address: SocketAddr,
    child: Child,
}

impl Running {
    pub fn start(kind: Kind) -> io::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", kind.name()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        if let Some(output) = child.stdout.take() {
            BufReader::new(output).read_line(&mut line)?;
        }
        let port: u16 = line.trim().parse().map_err(io::Error::other)?;
        Ok(Self { kind, address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)), child })
    }

    pub fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
