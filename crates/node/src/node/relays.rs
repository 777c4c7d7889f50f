//! Relays while the node runs: how each stands is told, and an endpoint that does not find to one that answers is made
//! anew.
//!
//! iroh's connection to its relay may hang for hours (docs/decisions/0136). Owns how long that is looked on.

use std::sync::PoisonError;
use std::time::Duration;

use sync::{RelayAnswer, RelayStanding, Transport};
use tokio::time::timeout;

use super::network::{Net, RELAY};

/// The longest: somebody's relay may answer this question and nothing else.
const LONGEST: Duration = Duration::from_secs(30 * 60);

/// Tells how each relay stands, whenever it changes. Never returns.
pub(super) async fn watch(net: &Net, transport: &Transport) {
    let mut standing = transport.relays();
    loop {
        net.relays(standing.clone());
        standing = transport.relays_changed(&standing).await;
    }
}

/// Returns when a relay answers and this device is connected to none all the same, for so long that it will not be.
pub(super) async fn until_stuck(net: &Net, transport: &Transport) {
    let mut standing = transport.relays();
    loop {
        let patience = patience(net);
        if !wants_one(&standing) {
            if standing.iter().any(|relay| relay.connected) {
                set_patience(net, patience.min(RELAY));
            }
            standing = transport.relays_changed(&standing).await;
            continue;
        }
        match timeout(patience, until_settled(transport, standing)).await {
            Ok(settled) => standing = settled,
            Err(_) => {
                standing = transport.relays();
                if wants_one(&standing) && one_answers(transport, &standing).await {
                    tracing::warn!(
                        "a relay answers and is not connected: the endpoint is made anew"
                    );
                    set_patience(net, patience.saturating_mul(2).min(LONGEST));
                    return;
                }
            }
        }
    }
}

/// Waits until there is nothing to wait for any more.
async fn until_settled(
    transport: &Transport,
    mut standing: Vec<RelayStanding>,
) -> Vec<RelayStanding> {
    while wants_one(&standing) {
        standing = transport.relays_changed(&standing).await;
    }
    standing
}

/// A relay that lets this device not in is not stuck.
fn wants_one(standing: &[RelayStanding]) -> bool {
    let connected = standing.iter().any(|relay| relay.connected);
    !connected && standing.iter().any(|relay| !relay.refuses)
}

async fn one_answers(transport: &Transport, standing: &[RelayStanding]) -> bool {
    let open = standing.iter().filter(|relay| !relay.refuses);
    let urls: Vec<String> = open.map(|relay| relay.url.clone()).collect();
    let answers = transport.ask_relays(&urls).await;
    answers
        .iter()
        .any(|answer| matches!(answer, RelayAnswer::Answers { .. }))
}

fn patience(net: &Net) -> Duration {
    let patience = net.relay_patience.lock();
    *patience.unwrap_or_else(PoisonError::into_inner)
}

fn set_patience(net: &Net, patience: Duration) {
    let mut kept = net.relay_patience.lock();
    match &mut kept {
        Ok(kept) => **kept = patience,
        Err(poisoned) => **poisoned.get_mut() = patience,
    }
}
