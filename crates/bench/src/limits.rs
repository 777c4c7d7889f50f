//! What this machine can do at best: the same bytes to the same disk, without a product around them.

use std::net::UdpSocket;
use std::path::Path;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::figures::Figures;

/// Times the reading of 200 rows of `n` from a plain SQLite file.
pub fn rows(figures: &mut Figures, folder: &Path, n: u32) -> anyhow::Result<()> {
    let path = folder.join("limit-rows.db");
    let filled = open(&path)?;
    filled.execute_batch(&format!(
        "CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT);
         WITH RECURSIVE up(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM up WHERE i < {n})
         INSERT INTO rows SELECT i, printf('%0200d', i) FROM up;"
    ))?;
    drop(filled);
    let mut times = Vec::new();
    for _ in 0..5 {
        let started = Instant::now();
        let fresh = open(&path)?;
        let mut select = fresh.prepare("SELECT id, text FROM rows ORDER BY id DESC LIMIT 200")?;
        let texts = select.query_map([], |row| row.get::<_, String>(1))?;
        anyhow::ensure!(texts.count() > 0, "no rows");
        times.push(started.elapsed());
    }
    figures.times(["limit: SQLite, open and 200 rows", "limit: … p95"], times);
    Ok(())
}

/// A plain SQLite file for durable rows.
pub struct DurableRow {
    connection: Connection,
}

impl DurableRow {
    /// Opens it beside what is measured, on the same disk.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        let connection = open(&folder.join("limit-commit.db"))?;
        connection.execute_batch("CREATE TABLE rows (id INTEGER PRIMARY KEY, bytes BLOB)")?;
        Ok(Self { connection })
    }

    /// Times one durable row of 200 bytes.
    pub fn write(&self) -> anyhow::Result<Duration> {
        let started = Instant::now();
        self.connection
            .execute("INSERT INTO rows (bytes) VALUES (zeroblob(200))", [])?;
        Ok(started.elapsed())
    }
}

/// A packet to another thread and back, over the loopback interface.
pub struct RoundTrip {
    socket: UdpSocket,
    echo: Option<JoinHandle<()>>,
}

impl RoundTrip {
    /// Starts the other end.
    pub fn start() -> anyhow::Result<Self> {
        let (socket, other) = (
            UdpSocket::bind("127.0.0.1:0")?,
            UdpSocket::bind("127.0.0.1:0")?,
        );
        socket.connect(other.local_addr()?)?;
        other.connect(socket.local_addr()?)?;
        let echo = std::thread::spawn(move || {
            let mut bytes = [0; 2_000];
            while let Ok(length @ 1..) = other.recv(&mut bytes) {
                if other.send(&bytes[..length]).is_err() {
                    return;
                }
            }
        });
        Ok(Self {
            socket,
            echo: Some(echo),
        })
    }

    /// Times 500 bytes there and back.
    pub fn run(&self) -> anyhow::Result<Duration> {
        let mut bytes = [7; 500];
        let started = Instant::now();
        self.socket.send(&bytes)?;
        self.socket.recv(&mut bytes)?;
        Ok(started.elapsed())
    }
}

impl Drop for RoundTrip {
    fn drop(&mut self) {
        // An empty packet ends the other end.
        if self.socket.send(&[]).is_ok()
            && let Some(echo) = self.echo.take()
        {
            let _ = echo.join();
        }
    }
}

fn open(path: &Path) -> anyhow::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    Ok(connection)
}
