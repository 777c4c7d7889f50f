//! What the system calls this computer: how a device is called until its person calls it something.
//!
//! Like every name of a device it stays with its person: on this device, and in the texts by which they add another one.

use trust::MAX_DEVICE_NAME;

/// Where Linux keeps it.
const FILE: &str = "/proc/sys/kernel/hostname";
/// What machines are called that nobody has named.
const NAMELESS: [&str; 2] = ["localhost", "(none)"];

/// Returns the computer's name; empty where it has none.
pub(crate) fn computer() -> String {
    cleaned(&std::fs::read_to_string(FILE).unwrap_or_default())
}

/// Returns a name that a device can have, or nothing. Of `attic.example.org` the first part tells enough.
fn cleaned(name: &str) -> String {
    let name = model::clean_name(name.trim().split('.').next().unwrap_or_default());
    let is_name = name.len() <= MAX_DEVICE_NAME && !NAMELESS.contains(&name.as_str());
    if is_name { name } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_computer_is_called_as_its_system_calls_it_or_not_at_all() {
        assert_eq!(cleaned("attic\n"), "attic");
        assert_eq!(cleaned("attic.example.org"), "attic");
        assert_eq!(cleaned("localhost.localdomain"), "");
        assert_eq!(cleaned(""), "");
        assert_eq!(cleaned(&"x".repeat(MAX_DEVICE_NAME + 1)), "");
    }
}
