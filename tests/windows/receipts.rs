//! Who has what, on the screen: two windows and a helper, one of the two cut off, and never a word above the truth.

use anyhow::{Result, ensure};
use serde_json::json;

use super::helper::Helper;
use super::window::Window;

const BOARD: &str = "Harbour Ward relief";
const INSULIN: &str = "A cool box for insulin";
const LATER: &str = "A cool box for insulin, by noon";
const BY_HELPER: &str = "On this device, and on the helper Library basement";
/// Keeps every word of the status line, and of the line on the item's own page.
const LISTEN: &str = "
  const heard = (window.__heard = []);
  const keep = () => {
    for (const id of ['status', 'item-saved']) {
      const text = document.querySelector(`[data-testid=\"${id}\"]`)?.innerText;
      if (text && heard.at(-1) !== text) heard.push(text);
    }
  };
  keep();
  new MutationObserver(keep).observe(document.body, { subtree: true, childList: true, characterData: true });";

#[test]
#[ignore = "needs a screen: cargo xtask test windows"]
fn the_screen_never_says_that_more_devices_have_it_than_do() {
    let folder = tempfile::tempdir().unwrap();
    let alice = Window::open("Alice", folder.path()).unwrap();
    let bob = Window::open("Bob", folder.path()).unwrap();
    let helper = come_together(&alice, &bob, folder.path()).unwrap();
    cut(&alice, &bob).unwrap();
    by_the_helper(&alice, &bob).unwrap();
    together_again(&alice, &bob).unwrap();
    drop(helper);
    alice.close().unwrap();
    bob.close().unwrap();
}

/// All three have all there is, and both screens say so.
fn come_together(alice: &Window, bob: &Window, folder: &std::path::Path) -> Result<Helper> {
    alice.introduce()?;
    alice.make_board(BOARD)?;
    let ticket = alice.invite()?;
    bob.introduce()?;
    bob.join(&ticket, BOARD)?;
    let helper = Helper::start(folder, &alice.invite_helper("Library basement")?)?;
    alice.go("Needs and offers")?;
    for window in [alice, bob] {
        window.part_reads(
            "status",
            "On 2 of 2 people’s devices, and on the helper Library basement",
        )?;
    }
    Ok(helper)
}

/// Bob is cut off. What Alice writes then is on her device and on the helper's, and her screen says just that.
fn cut(alice: &Window, bob: &Window) -> Result<()> {
    bob.work_offline(true)?;
    alice.add("Add need", INSULIN)?;
    alice.part_reads("status", BY_HELPER)?;
    alice.script(LISTEN, &[])?;
    alice.open_row(INSULIN)?;
    alice.part_reads("item-saved", BY_HELPER)?;
    alice.retitle(LATER)?;
    alice.part_reads("status", BY_HELPER)?;
    alice.unfold("item-saved")?;
    let told = alice.part_reads("item-holders", "Helper Library basement: carries it since")?;
    ensure!(told.contains("You: on this device"), "{told}");
    ensure!(told.contains("Bob: not yet, as far as is known"), "{told}");
    alice.keep_picture_of("item-holders", "receipts-apart")?;
    Ok(())
}

/// Alice is away when Bob comes back: he has it by the helper, and she, who has not heard of it, does not say so.
fn by_the_helper(alice: &Window, bob: &Window) -> Result<()> {
    alice.work_offline(true)?;
    bob.work_offline(false)?;
    bob.enter_board(BOARD)?;
    bob.has_row(LATER)?;
    alice.enter_board(BOARD)?;
    alice.part_reads("status", BY_HELPER)?;
    let heard = alice.script("return window.__heard", &[])?;
    let heard: Vec<String> = serde_json::from_value(heard)?;
    ensure!(!heard.is_empty(), "nothing was heard");
    let above = heard.iter().find(|said| said.contains("On 2 of 2"));
    ensure!(above.is_none(), "above the truth: {heard:#?}");
    Ok(())
}

/// Back together, both screens count both, and the item's page says since when.
fn together_again(alice: &Window, bob: &Window) -> Result<()> {
    alice.work_offline(false)?;
    alice.enter_board(BOARD)?;
    for (window, other) in [(alice, "Bob"), (bob, "Alice")] {
        let told = window.part_reads("status", "On 2 of 2 people’s devices, and on the helper")?;
        ensure!(told.contains(other), "{told}");
    }
    alice.open_row(LATER)?;
    alice.part_reads("item-saved", "On 2 of 2 people’s devices")?;
    alice.unfold("item-saved")?;
    alice.part_reads("item-holders", "Bob: has it since")?;
    alice.keep_picture_of("item-holders", "receipts-together")
}

impl Window {
    /// Opens the fold whose head has a test id.
    fn unfold(&self, id: &str) -> Result<()> {
        let head = self.finds(&format!("summary:has([data-testid=\"{id}\"])"))?;
        let script = "if (!arguments[0].parentElement.open) arguments[0].click(); return null";
        self.script(script, &[json!(head.to_value())]).map(drop)
    }
}
