//! The written protocol and the code say the same.

use crate::entry::{MAX_BODY, MAX_CERT_HEADS, MAX_DEPS, MAX_HEADER};
use crate::{FRAME_VERSION, MAX_TICKET_TEXT, domain};

const PROTOCOL: &str = include_str!("../../../../docs/protocol.md");

#[test]
fn every_domain_string_is_written_down() {
    for domain in domain::ALL {
        assert!(PROTOCOL.contains(&format!("`{domain}`")), "{domain}");
    }
}

#[test]
fn no_domain_string_is_written_down_that_the_code_lacks() {
    for written in PROTOCOL
        .split('`')
        .filter(|word| word.starts_with("manyhands 2026 "))
    {
        assert!(
            domain::ALL.contains(&written) || between_peers(written),
            "{written}"
        );
    }
}

#[test]
fn the_limits_are_written_down() {
    let lines = [
        format!("| header, clear | {MAX_HEADER} bytes |"),
        format!("| body, clear | {MAX_BODY} bytes |"),
        format!("| certificate heads | {MAX_CERT_HEADS} |"),
        format!("| dependencies | {MAX_DEPS} |"),
        format!("| ticket text | {MAX_TICKET_TEXT} characters |"),
        format!("| frame version | {FRAME_VERSION} |"),
    ];
    for line in lines {
        assert!(PROTOCOL.contains(&line), "{line}");
    }
}

/// Strings that `sync` uses are its own to write down, under "Between peers".
fn between_peers(written: &str) -> bool {
    PROTOCOL
        .split_once("## Between peers")
        .is_some_and(|(_, section)| section.contains(written))
}
