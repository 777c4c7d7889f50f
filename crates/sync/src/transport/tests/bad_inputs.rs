//! What a changed client does to connections, by the number of docs/bad-inputs.md.

use super::super::frame::Assembly;
use super::super::link::{FRAME_GRACE, may_take};
use super::*;

/// Gives bytes to an assembly as they come; returns the most memory that waited for more.
fn feed(assembly: &mut Assembly, mut bytes: &[u8]) -> Result<usize, ()> {
    let mut most = 0;
    while !bytes.is_empty() {
        let space = assembly.space();
        most = most.max(space.len());
        let count = space.len().min(bytes.len()).min(1_000);
        space[..count].copy_from_slice(&bytes[..count]);
        bytes = &bytes[count..];
        assembly.filled(count).map_err(drop)?;
    }
    Ok(most)
}

#[test]
fn bad_input_06_a_stated_length_takes_no_memory() {
    for length in [0_u32, (1 << 20) + 1, u32::MAX] {
        let refused = feed(&mut Assembly::default(), &length.to_be_bytes());
        assert!(refused.is_err(), "{length}");
    }
    // A MiB is stated, a few bytes come.
    let mut begun = vec![0, 16, 0, 0];
    begun.extend([7; 3_000]);
    let most = feed(&mut Assembly::default(), &begun).unwrap();
    assert!(most <= 64 << 10, "{most}");
}

#[tokio::test]
async fn bad_input_06_a_frame_that_ends_before_its_length_closes_that_connection() {
    let bob = person(61).await;
    let accepted = async {
        let (_to, mut from) = accept(&bob).await.unwrap().split();
        from.recv().await
    };
    let cut = async {
        let (connection, (mut send, endpoint)) = mallory(&bob, &[0, 0, 1, 0, 42]).await;
        send.finish().unwrap();
        (connection, send, endpoint)
    };
    let ((connection, _send, _endpoint), heard) = tokio::join!(cut, accepted);
    assert!(matches!(heard, Err(LinkError::BadFrame)), "{heard:?}");
    let closed = LinkError::from(connection.closed().await);
    assert!(
        matches!(closed, LinkError::Closed(CloseCode::Frame)),
        "{closed:?}"
    );
}

#[test]
fn bad_input_43_a_byte_each_ten_seconds_is_cut_off_and_a_kilobyte_a_second_is_not() {
    let ends = |bytes: usize, every: Duration| {
        let mut arrived = 0;
        let mut passed = Duration::ZERO;
        while arrived < MAX_FRAME {
            if passed > may_take(FRAME_GRACE, arrived) {
                return Some(passed);
            }
            arrived += bytes;
            passed += every;
        }
        None
    };
    let cut = ends(1, Duration::from_secs(10)).unwrap();
    assert!(cut <= Duration::from_secs(20), "{cut:?}");
    let cut = ends(200, Duration::from_secs(1)).unwrap();
    assert!(cut <= Duration::from_secs(15), "{cut:?}");
    assert_eq!(ends(1_024, Duration::from_secs(1)), None);
    // Who comes in bursts has the same.
    assert_eq!(ends(10 << 10, Duration::from_secs(10)), None);
}

#[tokio::test]
async fn bad_input_44_a_connection_has_one_stream_however_many_are_asked_for() {
    let bob = person(62).await;
    let accepted = async { accept(&bob).await.unwrap() };
    let word = [&[0, 0, 0, 5][..], b"hello"].concat();
    let ((connection, (mut send, _endpoint)), link) = tokio::join!(mallory(&bob, &word), accepted);
    let (_to, mut from) = link.split();
    assert_eq!(from.recv().await.unwrap().unwrap(), b"hello");
    let (second, single) = (connection.open_bi(), connection.open_uni());
    tokio::pin!(second, single);
    // Her side may not even ask: no credit is ever given. Meanwhile the one stream goes on.
    for _ in 0..50 {
        let talk = async {
            send.write_all(&word).await.unwrap();
            assert_eq!(from.recv().await.unwrap().unwrap(), b"hello");
        };
        tokio::select! {
            biased;
            opened = &mut second => panic!("a second stream: {opened:?}"),
            opened = &mut single => panic!("a second stream: {opened:?}"),
            () = talk => {}
        }
    }
}

#[tokio::test]
async fn bad_input_45_who_is_asked_for_its_address_shows_it_and_is_let_in() {
    let (alice, bob) = (person(63).await, person(64).await);
    let hint = bob.hint();
    let accepted = async {
        let first = bob.accept().await.unwrap();
        assert!(!first.is_validated());
        // Stateless: nothing is kept of whoever does not come back.
        first.challenge();
        let second = bob.accept().await.unwrap();
        assert!(second.is_validated());
        second.shake_hands().await.unwrap().finish().await.unwrap()
    };
    let dialled = async {
        let mut link = alice.dial(&hint).await.unwrap();
        link.sender_mut().send(b"hello").await.unwrap();
        link
    };
    let (at_alice, at_bob) = tokio::join!(dialled, accepted);
    assert_eq!(at_bob.peer, alice.id());
    drop(at_alice);
}
