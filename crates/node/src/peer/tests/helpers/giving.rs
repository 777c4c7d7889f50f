//! What a helper reads of its disk for one message.

use sync::Lacking;

use super::*;

/// All logs of the helper's only board, from their beginnings.
fn everything(helper: &Core, board: BoardId) -> Vec<Lacking> {
    let logs = helper.state.carried[&board].logs.iter();
    logs.map(|(log, (_, tip))| Lacking {
        log: *log,
        from: 1,
        to: tip.seq,
    })
    .collect()
}

#[test]
fn no_more_frames_are_read_than_are_sent_however_many_logs_lack_one() {
    let Three {
        alice,
        mut bob,
        mut helper,
        board,
        homes,
    } = three();
    // A new run of Alice's app, and with it a new log, each time.
    let mut alice = Some(alice);
    for run in 0..30_u8 {
        let mut core = alice.take().unwrap();
        for n in 0..3 {
            say(&mut core, board, &format!("run {run}, words {n}"));
        }
        meet(&mut core, &mut helper);
        close(core);
        alice = Some(open(homes[0].path(), 1, 100 + 5 * run));
    }
    meet(&mut bob, &mut helper);
    let lacking = everything(&helper, board);
    assert!(lacking.len() >= 30, "{}", lacking.len());
    let give = |max_bytes| {
        let state = &helper.state;
        let chosen = state.frames_to_give(board, &lacking, max_bytes).unwrap();
        let frames = state.kept_frames(board, &lacking, max_bytes).unwrap();
        let lengths = chosen.iter().map(|(.., length)| *length);
        let sent: Vec<usize> = frames.iter().map(|frame| frame.bytes.len()).collect();
        assert_eq!(lengths.collect::<Vec<_>>(), sent, "what is read is sent");
        (sent, frames)
    };
    let [carried] = helper.carried().try_into().unwrap();
    let (all, frames) = give(usize::MAX);
    assert_eq!(u64::try_from(all.len()).unwrap(), carried.entries);
    // Within the bytes, in the order of arrival, and one in any case.
    for max_bytes in [0, 1, all[0], 5_000, 20_000] {
        let (some, first) = give(max_bytes);
        let sum: usize = some.iter().sum();
        assert!(sum <= max_bytes || some.len() == 1, "{sum} of {max_bytes}");
        assert_eq!(some, all[..some.len()]);
        assert!(some.len() == all.len() || sum + all[some.len()] > max_bytes);
        for (one, other) in first.iter().zip(&frames) {
            assert_eq!(one.position, other.position);
        }
    }
}
