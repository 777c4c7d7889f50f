//! The stage of networks: real `mh` processes in network namespaces.
//!
//! Owns whether that is possible here. The tests are `tests/networks` of the root package.

use anyhow::Result;

use crate::commands::{cargo, command, find, first_line, is_root, run};
use crate::stage::Plan;

/// Builds `mh`, and runs the tests one after another: each of them takes both cores.
///
/// # Errors
/// When `mh` cannot be built.
pub fn plan() -> Result<Plan> {
    if let Some(why) = obstacle() {
        return Ok(Plan {
            commands: Vec::new(),
            skipped: vec![format!("no networks in namespaces here: {why}")],
        });
    }
    run(&mut command(&[&cargo(), "build", "--workspace"]))?;
    let mut words = command(&[&cargo(), "test", "--workspace"]);
    words.args(["--test", "networks", "--"]);
    words.args(["--ignored", "--nocapture", "--test-threads", "1"]);
    Ok(vec![words].into())
}

/// Returns why there can be no namespaces with cards and routers, if there is a reason.
fn obstacle() -> Option<String> {
    if !is_root() {
        return Some("they need root".to_owned());
    }
    for program in ["ip", "nft", "ss", "openssl"] {
        if find(program).is_none() {
            return Some(format!("{program} is not installed"));
        }
    }
    if !std::path::Path::new("/dev/net/tun").exists() {
        return Some("there is no /dev/net/tun".to_owned());
    }
    let probe = format!("mhprobe{}", std::process::id());
    let made = first_line(&["ip", "netns", "add", &probe]);
    let rules = ["ip", "netns", "exec", &probe, "nft", "list", "ruleset"];
    let cards = ["ip", "-n", &probe, "tuntap", "add", "a", "mode", "tap"];
    let works = made.is_some() && first_line(&rules).is_some() && first_line(&cards).is_some();
    // Where it was not made there is nothing to take away.
    let _ = first_line(&["ip", "netns", "del", &probe]);
    (!works).then(|| "this system does not allow them".to_owned())
}
