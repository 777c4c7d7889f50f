//! Lists that state more than there is, or more than anybody has.

use super::*;

#[test]
fn bad_input_47_a_list_of_a_thousand_million_logs_is_malformed_and_takes_no_memory() {
    // The head of a list of 10^9, and of 2^64-1, in each message that is a value of CBOR, at each place of a real one.
    let heads: [&[u8]; 2] = [
        &[0x9a, 0x3b, 0x9a, 0xca, 0x00],
        &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    ];
    for (name, message) in messages() {
        let frame = message.encode();
        for head in heads {
            for at in 1..frame.len() {
                let forged = [&frame[..at], head, &frame[at..]].concat();
                // Whatever it is taken for, it lists no more than its bytes can hold.
                if let Ok(taken) = Message::decode(&forged) {
                    let again = taken.encode();
                    assert!(again.len() <= forged.len() + 64, "{name} at {at}");
                }
            }
        }
    }
    // The greatest frame has no room for more positions than may be listed.
    let one = minicbor::to_vec(position()).unwrap();
    assert!(MAX_FRAME / one.len() < MAX_LISTED, "{}", one.len());
    // Tags have no head: past the bound they are malformed.
    let tags = vec![1; 1 + (MAX_LISTED + 1) * 16];
    assert!(tags.len() > MAX_FRAME || Message::decode(&tags).is_err());
}
