//! Bob's app is older than Alice's, and is updated.

use super::*;

/// A judge of some version: it knows bodies that begin with a digit up to its own.
struct Learner(u32);

impl Judge for Learner {
    fn judge(
        &self,
        entry: &Entry,
        _: &[Dep<'_>],
        _: Option<&Dep<'_>>,
        _: u64,
    ) -> Result<Vec<u8>, String> {
        match entry.body.first() {
            Some(first) if u32::from(first.wrapping_sub(b'0')) <= self.0 => Ok(Vec::new()),
            Some(b'x') => Err("broken".to_owned()),
            Some(_) | None => Err("not-known".to_owned()),
        }
    }

    fn version(&self) -> u32 {
        self.0
    }

    fn unknown(&self) -> &'static [&'static str] {
        &["not-known"]
    }
}

/// Opens a core again with the app of some version.
fn updated(core: Core, version: u32) -> Core {
    let parts = core.into_parts().unwrap();
    Core::open(CoreParts {
        judge: Arc::new(Learner(version)),
        ..parts
    })
    .unwrap()
}

fn comment(core: &mut Core, board: BoardId, on: trust::Position, words: &str) -> trust::Position {
    let draft = Draft {
        kind: Kind::Statement,
        item: Some(trust::ItemId::derive(on.log, on.seq)),
        deps: vec![on.id],
        body: words.as_bytes().to_vec(),
    };
    let append = |core: &mut Core| {
        core.append(board, 1_000, |appender| {
            appender.append(draft)?;
            Ok(())
        })
    };
    act(core, append).0.positions[0]
}

fn verdict(core: &Core, board: BoardId, of: trust::Position) -> Verdict {
    verdicts(core, board)[&of.id].verdict.clone()
}

#[test]
fn bad_input_61_what_an_older_app_did_not_know_counts_once_it_is_updated() {
    let Two {
        alice, bob, board, ..
    } = two();
    let (mut alice, mut bob) = (updated(alice, 9), updated(bob, 1));
    let need = say(&mut alice, board, "1 a need");
    let vote = comment(&mut alice, board, need, "2 a vote");
    let later = comment(&mut alice, board, need, "3 a pledge");
    let known = comment(&mut alice, board, need, "1 a comment");
    meet(&mut alice, &mut bob);
    let unknown = Verdict::Aside("not-known".to_owned());
    assert_eq!(verdict(&bob, board, vote), unknown);
    assert_eq!(verdict(&bob, board, known), Verdict::Accepted);
    // The same version again asks nothing; another one knows one more.
    let before = bob.newest_verdict();
    let bob = updated(bob, 1);
    assert_eq!(bob.newest_verdict(), before);
    let mut bob = updated(bob, 2);
    assert_eq!(verdict(&bob, board, vote), Verdict::Accepted);
    assert_eq!(verdict(&bob, board, later), unknown);
    assert_eq!(bob.newest_verdict(), before + 1);
    // What is broken is so in any version.
    let parts = alice.into_parts().unwrap();
    let mut alice = Core::open(CoreParts {
        judge: Arc::new(Easy),
        ..parts
    })
    .unwrap();
    let broken = comment(&mut alice, board, need, "x");
    meet(&mut alice, &mut bob);
    let bob = updated(bob, 9);
    assert_eq!(verdict(&bob, board, later), Verdict::Accepted);
    assert_eq!(
        verdict(&bob, board, broken),
        Verdict::Aside("broken".to_owned())
    );
}
