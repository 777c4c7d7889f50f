//! A relay of a community's own. It has no folder, no boards and no record of who used it.

use node::{RelayCertificate, RelayError, RelayServer, RelaySettings};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

use crate::answer::{Answer, Out};
use crate::args::RelayArgs;
use crate::trouble::Trouble;

/// Forwards until SIGINT or SIGTERM.
///
/// # Errors
/// Where the port cannot be listened on, or the certificate is none.
pub async fn relay(args: RelayArgs, out: Out) -> Result<(), Trouble> {
    let broken = |why: std::io::Error| Trouble::file("signals".as_ref(), &why);
    let mut stop = signal(SignalKind::interrupt()).map_err(broken)?;
    let mut end = signal(SignalKind::terminate()).map_err(broken)?;
    let certificate = args.certificate.zip(args.key);
    let secure = certificate.is_some();
    let settings = RelaySettings {
        listen: None,
        port: args.port,
        certificate: certificate.map(|(chain, key)| RelayCertificate { chain, key }),
        connections: args.connections,
        of_one_address: args.per_address,
    };
    let relay = RelayServer::start(settings).await.map_err(trouble)?;
    let addresses = relay.addresses(args.name.as_deref());
    out.answer(&told(&addresses, relay.port(), secure));
    let stopped = async {
        tokio::select! {
            _ = stop.recv() => {}
            _ = end.recv() => {}
        }
    };
    if !relay.serve(stopped).await {
        return Err(Trouble::relay("The relay ended by itself. Start it again."));
    }
    Ok(())
}

/// Returns what to put into settings, and what this relay cannot do.
fn told(addresses: &[String], port: u16, secure: bool) -> Answer {
    let result = json!({ "relaying": true, "addresses": addresses, "port": port });
    let mut text = "Ready. People put this into Settings, or mh settings relays=…\n".to_owned();
    for address in addresses {
        text.push_str(&format!("  {address}\n"));
    }
    if addresses.is_empty() {
        text.push_str("  (this computer has no network now)\n");
    }
    let answer = Answer::new(result, text);
    let answer = if secure {
        answer
    } else {
        answer.aside(
            "Without a certificate: good for one hall or one network of your own. Devices behind different routers are \
             connected, but all of it goes through this relay.",
        )
    };
    answer.aside("Ctrl+C ends it.")
}

fn trouble(error: RelayError) -> Trouble {
    match error {
        RelayError::Port { port, source } => {
            let more = if source.kind() == std::io::ErrorKind::PermissionDenied {
                " Ports below 1024 are root's: see docs/manual/relay.md."
            } else {
                " Give another one with --port."
            };
            Trouble::relay(format!("Port {port} cannot be used: {source}.{more}"))
        }
        RelayError::Certificate(why) => Trouble::relay(format!(
            "The certificate or its key cannot be used: {why}. Both are files in PEM."
        )),
        RelayError::Start(why) => Trouble::relay(format!("The relay does not start: {why}.")),
    }
}
