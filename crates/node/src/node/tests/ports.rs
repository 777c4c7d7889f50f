//! Ports that somebody else has by the time one would have them back.

use super::*;

/// Binds a port as soon as it is free.
pub(super) async fn take(port: u16) -> UdpSocket {
    let taken = async {
        loop {
            match UdpSocket::bind(("127.0.0.1", port)) {
                Ok(socket) => return socket,
                Err(_) => tokio::task::yield_now().await,
            }
        }
    };
    timeout(PATIENCE, taken).await.unwrap()
}
