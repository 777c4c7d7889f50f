//! The written protocol and the code say the same.

use crate::certificate::MAX_SEALED_KEY;
use crate::entry::{MAX_BODY, MAX_CERT_HEADS, MAX_DEPS, MAX_HEADER};
use crate::{
    FRAME_VERSION, MAX_ADOPTED, MAX_CUT, MAX_DEVICE_ANSWER, MAX_DEVICE_NAME, MAX_DEVICE_REQUEST,
    MAX_LABEL, MAX_LET_IN, MAX_PACKED_BOARDS, MAX_PACKED_HINTS, MAX_PACKED_KEYS, MAX_REASON_TEXT,
    MAX_REPLACED, MAX_STEWARDS, MAX_TICKET_TEXT, MAX_WRAPPED, domain,
};

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
            domain::ALL.contains(&written) || between_peers(written) || of_other_rooms(written),
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
        format!("| device request | {MAX_DEVICE_REQUEST} characters |"),
        format!("| device answer | {MAX_DEVICE_ANSWER} characters |"),
        format!("| boards in an answer | {MAX_PACKED_BOARDS} |"),
        format!("| keys of a board in an answer | {MAX_PACKED_KEYS} |"),
        format!("| devices of a board in an answer | {MAX_PACKED_HINTS} |"),
        format!("| name in a request or answer | {MAX_DEVICE_NAME} bytes |"),
        format!("| ticket text | {MAX_TICKET_TEXT} characters |"),
        format!("| frame version | {FRAME_VERSION} |"),
        format!("| stewards | {MAX_STEWARDS} |"),
        format!("| positions in a cut | {MAX_CUT} |"),
        format!("| adopted entries | {MAX_ADOPTED} |"),
        format!("| entries that one editor lets in | {MAX_LET_IN} |"),
        format!("| replaced moderations | {MAX_REPLACED} |"),
        format!("| name of a helper | {MAX_LABEL} bytes |"),
        format!("| reason in words | {MAX_REASON_TEXT} bytes |"),
        format!("| keys in a wrap | {MAX_WRAPPED} |"),
        format!("| sealed key | {MAX_SEALED_KEY} bytes |"),
    ];
    for line in lines {
        assert!(PROTOCOL.contains(&line), "{line}");
    }
}

/// Strings that `sync` uses are its own to write down, under "Between peers".
/// What `model` derives, which no room below it knows.
/// What rooms that hold no key of this one draw from their own: `model` and `store` write it.
fn of_other_rooms(written: &str) -> bool {
    [
        "manyhands 2026 automerge actor",
        "manyhands 2026 file of a board",
    ]
    .contains(&written)
}

fn between_peers(written: &str) -> bool {
    PROTOCOL
        .split_once("## Between peers")
        .is_some_and(|(_, section)| section.contains(written))
}
