//! What `sync` takes.

use clap::Args;

/// What `sync` takes.
#[derive(Debug, Clone, Copy, Args)]
pub struct SyncArgs {
    /// At most so long.
    #[arg(long = "for", value_name = "SECONDS", default_value_t = 60)]
    pub seconds: u32,
    /// Stop the board: nothing of it comes or goes until --go-on.
    #[arg(long, conflicts_with = "go_on")]
    pub stop: bool,
    /// Let the board go on.
    #[arg(long)]
    pub go_on: bool,
}

/// What `hide-address` takes.
#[derive(Debug, Clone, Copy, Args)]
pub struct HideAddressArgs {
    /// on or off.
    #[arg(value_enum)]
    pub to: AddressSwitch,
}

/// Whether the address is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum AddressSwitch {
    /// The others do not learn it: relays only.
    On,
    /// Computers connect directly.
    Off,
}
