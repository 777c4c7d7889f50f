//! What stands in the way of finding each other.

use app::api::{NetworkFinding, Reading, ReadingAnswer};
use serde_json::json;

use crate::answer::Answer;
use crate::here::{Here, defect};
use crate::print;
use crate::trouble::{Exit, Trouble};

/// Looks at the network. How the process ends says it too.
pub async fn check_network(here: &Here, addresses: bool) -> Result<Answer, Trouble> {
    let answer = here.session.read(Reading::NetworkCheck { addresses });
    let ReadingAnswer::NetworkCheck { check: Some(check) } = answer.await? else {
        return Err(defect("a look at the network"));
    };
    let well = |found: &NetworkFinding| matches!(found, NetworkFinding::Well { .. });
    let is_well = check.findings.iter().all(well);
    let mut answer = Answer::new(json!(check), print::network_check(&check));
    answer.exit = (!is_well).then_some(Exit::Network);
    Ok(answer)
}
