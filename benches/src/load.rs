//! The load: a few connections that are kept, on each one request at a time.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

pub struct Load {
    connections: Vec<Connection>,
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    filled: usize,
}

/// An answer's parts that are compared.
pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub location: String,
    pub body: Value,
}

impl Load {
    pub fn new(address: SocketAddr, connections: usize) -> io::Result<Self> {
        let connections = (0..connections).map(|_| Connection::new(address)).collect::<io::Result<_>>()?;
        Ok(Self { connections })
    }

    /// Sends a request `times` on every connection, the connections side by side.
    pub fn run(&mut self, request: &[u8], status: u16, times: usize) -> io::Result<()> {
        for _ in 0..times {
            for connection in &mut self.connections {
                connection.stream.write_all(request)?;
            }
            for connection in &mut self.connections {
                let (head, _) = connection.receive()?;
                if head.status != status {
                    return Err(io::Error::other(format!("{} instead of {status}", head.status)));
                }
            }
        }
        Ok(())
    }

    /// Sends a request once and reads its answer.
    pub fn ask(&mut self, request: &[u8]) -> io::Result<Answer> {
        let connection = self.connections.first_mut().ok_or(io::ErrorKind::NotConnected)?;
        connection.stream.write_all(request)?;
        let (head, start) = connection.receive()?;
        Ok(Answer {
            status: head.status,
            content_type: head.content_type,
            location: head.location,
            body: serde_json::from_slice(&connection.buffer[start..connection.filled])?,
        })
    }
}

struct Head {
    status: u16,
    length: usize,
    content_type: String,
    location: String,
}

impl Connection {
    fn new(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        Ok(Self { stream, buffer: vec![0; 1 << 17], filled: 0 })
    }

    /// One answer's head, and where its body starts in the buffer. Nothing follows it, because nothing more was asked.
    fn receive(&mut self) -> io::Result<(Head, usize)> {
        self.filled = 0;
        let (head, start) = loop {
            self.fill()?;
            let read = &self.buffer[..self.filled];
            if let Some(end) = read.windows(4).position(|window| window == b"\r\n\r\n") {
                break (Head::parse(&String::from_utf8_lossy(&read[..end]))?, end + 4);
            }
        };
        while self.filled < start + head.length {
            self.fill()?;
        }
        Ok((head, start))
    }

    fn fill(&mut self) -> io::Result<()> {
        match self.stream.read(&mut self.buffer[self.filled..])? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                self.filled += read;
                Ok(())
            }
        }
    }
}

impl Head {
    fn parse(text: &str) -> io::Result<Self> {
        let mut lines = text.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
        let mut head = Self {
            status: status.ok_or_else(|| io::Error::other("no status line"))?,
            length: 0,
            content_type: String::new(),
            location: String::new(),
        };
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            match name.to_ascii_lowercase().as_str() {
                "content-length" => head.length = value.parse().map_err(io::Error::other)?,
                "content-type" => value.clone_into(&mut head.content_type),
                "location" => value.clone_into(&mut head.location),
                _ => {}
            }
        }
        Ok(head)
    }
}
