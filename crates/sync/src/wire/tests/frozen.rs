//! The bytes of each message, frozen (docs/decisions/0102): what is there stays, what comes is added.

use super::*;

const FROZEN: &str = include_str!("../../../tests/messages.txt");

#[test]
fn the_bytes_of_each_message_are_frozen() {
    let hex = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let line = |(name, message): &(&str, Message)| format!("{name}: {}", hex(&message.encode()));
    let made: Vec<String> = messages().iter().map(line).collect();
    if std::env::var_os("MANYHANDS_WRITE_VECTORS").is_some() {
        for frozen in FROZEN.lines() {
            assert!(made.iter().any(|line| line == frozen), "frozen: {frozen}");
        }
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/messages.txt");
        std::fs::write(path, made.join("\n") + "\n").unwrap();
        return;
    }
    assert_eq!(made, FROZEN.lines().collect::<Vec<_>>());
}
