//! Whether a relay answers, and what time it says it is.

use std::error::Error as _;
use std::time::{Duration, UNIX_EPOCH};

use reqwest::Client;
use reqwest::header::DATE;
use reqwest::redirect::Policy;

use super::super::Transport;
use super::super::relays::parse;

/// A relay that takes longer is of no use.
const PATIENCE: Duration = Duration::from_secs(3);

/// What a relay answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelayAnswer {
    /// It answers.
    Answers {
        /// What time it says it is, in milliseconds since 1970; to the second.
        date_ms: Option<u64>,
        /// How long it took.
        took: Duration,
    },
    /// Nothing answers at this address.
    Silent,
    /// Something answers that is no relay: a page to log in, say.
    Other,
    /// Its certificate is not good: another name, run out, or not good yet by this computer's clock.
    Certificate,
}

impl Transport {
    /// Asks relays side by side; the answers come in their order.
    pub async fn ask_relays(&self, urls: &[String]) -> Vec<RelayAnswer> {
        n0_future::join_all(urls.iter().map(|url| self.ask_relay(url))).await
    }

    /// Asks a relay whether it answers, as iroh itself asks; once, and for three seconds at most.
    pub async fn ask_relay(&self, url: &str) -> RelayAnswer {
        let Some(relay) = parse(url) else {
            return RelayAnswer::Silent;
        };
        let Ok(question) = relay.join("/ping") else {
            return RelayAnswer::Silent;
        };
        let client = Client::builder()
            .tls_backend_preconfigured(self.endpoint.tls_config().clone())
            .redirect(Policy::none())
            .no_proxy()
            .timeout(PATIENCE)
            .build();
        let Ok(client) = client else {
            return RelayAnswer::Silent;
        };
        let asked = tokio::time::Instant::now();
        match client.get(question).send().await {
            Ok(answer) if answer.status().is_success() => RelayAnswer::Answers {
                date_ms: answer.headers().get(DATE).and_then(|date| {
                    let date = httpdate::parse_http_date(date.to_str().ok()?).ok()?;
                    let since = date.duration_since(UNIX_EPOCH).ok()?;
                    u64::try_from(since.as_millis()).ok()
                }),
                took: asked.elapsed(),
            },
            Ok(_) => RelayAnswer::Other,
            Err(error) if is_about_certificate(&error) => RelayAnswer::Certificate,
            Err(_) => RelayAnswer::Silent,
        }
    }
}

fn is_about_certificate(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(one) = cause {
        if one.to_string().contains("certificate") {
            return true;
        }
        cause = one.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;
    use crate::{Listen, TransportSettings};

    async fn somebody() -> Transport {
        let settings = TransportSettings {
            secret: [61; 32],
            relays: Vec::new(),
            local_discovery: false,
            tags: [0; 32],
            listen: Listen::Loopback,
            port: None,
        };
        Transport::bind(settings).await.unwrap()
    }

    /// Asks somebody who answers with these lines.
    async fn asked(alice: &Transport, lines: &str) -> RelayAnswer {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let serve = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut asked = [0; 1_024];
            let length = stream.read(&mut asked).await.unwrap();
            assert!(asked[..length].starts_with(b"GET /ping "));
            stream.write_all(lines.as_bytes()).await.unwrap();
        };
        tokio::join!(alice.ask_relay(&url), serve).0
    }

    #[tokio::test]
    async fn a_relay_that_answers_says_what_time_it_is() {
        let alice = somebody().await;
        let dated =
            "HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 22:00:00 GMT\r\nContent-Length: 0\r\n\r\n";
        let answer = asked(&alice, dated).await;
        let RelayAnswer::Answers { date_ms, .. } = answer else {
            panic!("{answer:?}");
        };
        assert_eq!(date_ms, Some(1_795_384_800_000));
        let answer = asked(&alice, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await;
        assert!(matches!(answer, RelayAnswer::Answers { date_ms: None, .. }));
        alice.close().await;
    }

    #[tokio::test]
    async fn a_page_to_log_in_is_no_relay_and_nothing_there_is_silence() {
        let alice = somebody().await;
        let page = "HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0\r\n\r\n";
        assert_eq!(asked(&alice, page).await, RelayAnswer::Other);
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let gone = format!("http://{}", free.local_addr().unwrap());
        drop(free);
        assert_eq!(alice.ask_relay(&gone).await, RelayAnswer::Silent);
        assert_eq!(alice.ask_relay("no address").await, RelayAnswer::Silent);
        alice.close().await;
    }
}
