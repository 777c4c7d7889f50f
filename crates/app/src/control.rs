//! The control socket: how `mh` speaks with whoever holds the data folder.
//!
//! Owns the words on the socket, the listening side and the calling side. One JSON text a line:
//! 1. the caller sends `{"id": n, "request": …}`,
//! 2. the holder answers `{"id": n, "answer": …}`, in order, one answer per request,
//! 3. either side may close. A line above the limit is answered with `tooLarge` and closed. A holder that ends answers
//!    what it has taken; whoever is not yet heard gets `closing` (with the id 0), and nothing of theirs was done.
//!
//! Never reachable for another user: the socket has mode 0600 in a folder of mode 0700.

mod client;
mod server;
#[cfg(test)]
mod tests;
mod wire;

pub use client::Client;
pub(crate) use server::{Handler, Server};
pub use wire::{Answer, Request};

use std::path::{Path, PathBuf};

/// The socket's name in the data folder.
pub(crate) const SOCKET: &str = "control.sock";

/// Addresses of Unix sockets end at 107 bytes.
const MAX_ADDRESS: usize = 107;

/// Returns a path by which the socket can be bound or called, however deep the folder lies.
///
/// The second value keeps the folder open for as long as the path is needed.
fn address(folder: &Path) -> std::io::Result<(PathBuf, Option<std::fs::File>)> {
    let path = folder.join(SOCKET);
    if path.as_os_str().len() <= MAX_ADDRESS {
        return Ok((path, None));
    }
    let open = std::fs::File::open(folder)?;
    let short = {
        use std::os::fd::AsRawFd;
        PathBuf::from(format!("/proc/self/fd/{}/{SOCKET}", open.as_raw_fd()))
    };
    Ok((short, Some(open)))
}
