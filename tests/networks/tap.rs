//! A network card whose wire ends in this process.

use std::fs::{File, OpenOptions};

use anyhow::{Context, Result};
use rustix::ioctl::{Opcode, Setter, opcode};

/// Gives an open `/dev/net/tun` its card (linux/if_tun.h).
const SET: Opcode = opcode::write::<i32>(b'T', 202);
/// Whole frames, and nothing in front of them.
const WHOLE_FRAMES: u16 = 0x0002 | 0x1000;

/// `struct ifreq`, as far as it is used here.
#[repr(C)]
struct Request {
    name: [u8; 16],
    flags: u16,
    rest: [u8; 22],
}

/// Makes a card of this name. It lives as long as the file is open, and as the namespace is that it is moved into.
pub fn make(name: &str) -> Result<File> {
    let card = OpenOptions::new()
        .read(true)
        .write(true)
        .open("/dev/net/tun")
        .context("/dev/net/tun")?;
    let mut request = Request {
        name: [0; 16],
        flags: WHOLE_FRAMES,
        rest: [0; 22],
    };
    let room = &mut request.name[..15];
    room[..name.len()].copy_from_slice(name.as_bytes());
    #[expect(
        unsafe_code,
        reason = "the kernel makes such a card by this call only, and the standard library does not have it"
    )]
    // SAFETY: `SET` takes a `struct ifreq`, which `Request` is in layout and size, and only reads it.
    unsafe { rustix::ioctl::ioctl(&card, Setter::<SET, Request>::new(request)) }
        .with_context(|| format!("a card called {name}"))?;
    Ok(card)
}
