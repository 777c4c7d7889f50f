//! Other stewards: proposed, agreed to, named by the key on paper.
//!
//! Owns which code a refusal gets. What such an act writes, `node` says; whether it stands, `trust` does.

use std::sync::Arc;

use node::NodeError;
use trust::{CharterId, PersonId};

use super::membership::{done, find_person};
use crate::api::{AppError, ErrorCode, Outcome, Secret};
use crate::desk::{At, Desk};
use crate::safety;

/// Proposes who is to be steward. A single steward names them at once.
pub(super) async fn propose(
    desk: &Arc<Desk>,
    board: &str,
    people: &[String],
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    must_be_steward(&at)?;
    let people = find_people(&at, people)?;
    let proposed = desk.node.propose_stewards(at.id, people).await;
    proposed.map_err(refused)?;
    Ok(done(desk, &at).await)
}

/// Agrees to what another steward proposed.
pub(super) async fn agree(
    desk: &Arc<Desk>,
    board: &str,
    proposal: &str,
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    must_be_steward(&at)?;
    let no_such = || AppError::new(ErrorCode::NoSuchProposal, "no such proposal");
    let proposal: CharterId = proposal.parse().map_err(|_| no_such())?;
    let agreed = desk.node.agree_stewards(at.id, proposal).await;
    agreed.map_err(refused)?;
    Ok(done(desk, &at).await)
}

/// Names the stewards by the key on paper.
pub(super) async fn recover(
    desk: &Arc<Desk>,
    board: &str,
    words: &Secret,
    people: &[String],
) -> Result<Outcome, AppError> {
    let at = desk.at(board)?;
    at.must(at.role().is_some())?;
    let words = safety::words(words)?;
    let people = find_people(&at, people)?;
    let named = desk.node.recover_board(at.id, words, people).await;
    named.map_err(refused)?;
    Ok(done(desk, &at).await)
}

fn must_be_steward(at: &At) -> Result<(), AppError> {
    at.must(at.info.authority.stewards().contains(&at.me()))
}

fn find_people(at: &At, people: &[String]) -> Result<Vec<PersonId>, AppError> {
    people
        .iter()
        .map(|person| find_person(at, person))
        .collect()
}

/// Tells why, where it is about who is named.
fn refused(error: NodeError) -> AppError {
    let NodeError::NotAllowed(why) = &error else {
        return error.into();
    };
    let why = match why.as_str() {
        "no-proposal" => return AppError::new(ErrorCode::NoSuchProposal, error),
        "no-recovery-key" => {
            return AppError::new(ErrorCode::RecoveryKeyWrong, error).with("why", "none");
        }
        "other-recovery-key" => {
            return AppError::new(ErrorCode::RecoveryKeyWrong, error).with("why", "other");
        }
        "none" => "none",
        "many" => "many",
        "twice" => "twice",
        "same" => "same",
        "not-here" => "notHere",
        _ => return error.into(),
    };
    AppError::new(ErrorCode::BadStewards, error).with("why", why)
}
