//! The words of `mh relay`.

use std::path::PathBuf;

use clap::Args;

/// `mh relay`.
#[derive(Debug, Args)]
pub struct RelayArgs {
    /// The port: 3340 if left out, with a certificate 443.
    #[arg(long, value_name = "PORT")]
    pub port: Option<u16>,
    /// The name or address by which others reach this computer; it is only printed.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The certificate for that name, and those that vouch for it (PEM). It is read again every hour.
    #[arg(long, value_name = "FILE", requires_all = ["key", "name"])]
    pub certificate: Option<PathBuf>,
    /// The certificate's key (PEM).
    #[arg(long, value_name = "FILE", requires = "certificate")]
    pub key: Option<PathBuf>,
    /// So many devices at a time.
    #[arg(long, value_name = "N", default_value_t = 500)]
    pub connections: usize,
    /// So many of them from one address: a house with one line is one address.
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub per_address: usize,
}
