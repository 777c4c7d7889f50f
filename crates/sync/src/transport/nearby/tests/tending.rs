//! Whoever drives the transport begins a search anew that was flooded: as `node` does it, with short rests.

use super::*;

/// Long enough to be seen while it lasts, short enough to be waited for.
const SHORT: Duration = Duration::from_millis(40);

/// The search that runs now, or rests.
fn search(of: &Transport) -> Arc<Shared> {
    let nearby = of.nearby.lock().unwrap();
    Arc::clone(&nearby.as_ref().unwrap().0)
}

fn is_running(search: &Shared) -> bool {
    search.announced().running.is_some()
}

/// Mallory fills the room with names until the search rests.
fn flood(search: &Shared) {
    search.announced().flood.first = SHORT;
    let number = search.announced().search;
    let addr = || std::iter::once((IpAddr::from([192, 0, 2, 7]), 9));
    for name in 0..=flood::NAMES {
        search.hears(number, &format!("mallory {name}"), addr());
    }
    assert!(!is_running(search));
}

async fn until(so: impl Fn() -> bool) {
    let there = async {
        while !so() {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, there).await.unwrap();
}

#[tokio::test]
async fn a_search_that_was_flooded_begins_anew_by_itself_each_time_and_after_it_was_switched() {
    if is_skipped() {
        return;
    }
    let alice = device(27).await;
    let mallory = async {
        let here = search(&alice);
        assert!(is_running(&here), "no network? MANYHANDS_NO_MULTICAST=1");
        for _ in 0..3 {
            flood(&here);
            until(|| is_running(&here)).await;
        }
        // While one rests, the search is switched off and on: that is another one, which is flooded too.
        flood(&here);
        alice.set_local_discovery(false);
        alice.set_local_discovery(true);
        let other = search(&alice);
        assert!(!Arc::ptr_eq(&here, &other) && is_running(&other));
        for _ in 0..2 {
            flood(&other);
            until(|| is_running(&other)).await;
        }
        // Nobody is found by a search that does not run: Bob is heard by the new one, under his own tag.
        let bob = EndpointId([28; 32]);
        let tag = Tag::new([1; 12], bob).text();
        let number = other.announced().search;
        let addr = (IpAddr::from([192, 0, 2, 8]), 1);
        other.hears(number, &tag, std::iter::once(addr));
        assert!(other.heard().look_for(bob).try_recv().is_ok());
    };
    tokio::select! {
        () = alice.tend_search() => unreachable!("it never ends"),
        () = mallory => {}
    }
    alice.close().await;
}
