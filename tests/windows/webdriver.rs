//! A WebDriver client: plain W3C calls over a `TcpStream`, one driver process per window.
//!
//! Owns the driver's process and its one session. Never knows what the app shows.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use data_encoding::BASE64;
use serde_json::{Value, json};

/// The key under which W3C puts an element's reference.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// How long the driver may take to answer one call.
const ANSWER: Duration = Duration::from_secs(60);
/// How long anything that a person would wait for may take.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// An element of the page.
#[derive(Clone, Debug)]
pub struct Element(pub String);

impl Element {
    /// Reads a reference from what a script returned.
    pub fn from_value(value: &Value) -> Option<Self> {
        Some(Self(value.get(ELEMENT)?.as_str()?.to_owned()))
    }

    /// The reference as a script's argument.
    pub fn to_value(&self) -> Value {
        json!({ ELEMENT: self.0 })
    }
}

/// A driver, and the window that it drives.
pub struct Driver {
    process: Child,
    port: u16,
    session: String,
}

impl Driver {
    /// Starts a driver with an environment, and by it a program.
    pub fn start(binary: &str, args: &[String], environment: &[(&str, String)]) -> Result<Self> {
        let port = free_port()?;
        let process = Command::new("WebKitWebDriver")
            .arg(format!("--port={port}"))
            .arg("--host=127.0.0.1")
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .stdin(Stdio::null())
            .spawn()
            .context("WebKitWebDriver does not start: cargo xtask test installs it")?;
        let mut driver = Self {
            process,
            port,
            session: String::new(),
        };
        wait_for("the driver to listen", || {
            Ok(TcpStream::connect(("127.0.0.1", port)).ok())
        })?;
        let options = json!({ "binary": binary, "args": args });
        let capabilities = json!({ "alwaysMatch": { "webkitgtk:browserOptions": options } });
        let body = json!({ "capabilities": capabilities });
        let started = driver.call("POST", "/session", Some(&body))?;
        let session = started["sessionId"].as_str().context("no session")?;
        session.clone_into(&mut driver.session);
        Ok(driver)
    }

    /// Runs a script in the page; `return` gives the value.
    pub fn script(&self, script: &str, args: &[Value]) -> Result<Value> {
        let body = json!({ "script": script, "args": args });
        self.in_session("POST", "/execute/sync", Some(&body))
    }

    /// Clicks as a mouse does, in the middle of an element.
    pub fn click(&self, element: &Element) -> Result<()> {
        self.on(element, "click", &json!({}))
    }

    /// Types into an element.
    pub fn type_into(&self, element: &Element, text: &str) -> Result<()> {
        self.on(element, "value", &json!({ "text": text }))
    }

    /// Presses keys one after another, wherever the focus is.
    pub fn press(&self, keys: &[&str]) -> Result<()> {
        let strokes: Vec<Value> = keys
            .iter()
            .flat_map(|key| ["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": key })))
            .collect();
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": strokes });
        let body = json!({ "actions": [keyboard] });
        self.in_session("POST", "/actions", Some(&body)).map(drop)
    }

    /// Presses a key while another is held.
    pub fn chord(&self, held: &str, key: &str) -> Result<()> {
        let strokes = [
            ("keyDown", held),
            ("keyDown", key),
            ("keyUp", key),
            ("keyUp", held),
        ]
        .map(|(kind, value)| json!({ "type": kind, "value": value }));
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": strokes });
        let body = json!({ "actions": [keyboard] });
        self.in_session("POST", "/actions", Some(&body)).map(drop)
    }

    /// Takes a picture of the page, as a PNG.
    pub fn picture(&self) -> Result<Vec<u8>> {
        let told = self.in_session("GET", "/screenshot", None)?;
        let text = told.as_str().context("no picture")?;
        Ok(BASE64.decode(text.as_bytes())?)
    }

    /// Ends the session; the driver closes the window.
    pub fn end(&self) -> Result<()> {
        self.in_session("DELETE", "", None).map(drop)
    }

    fn on(&self, element: &Element, what: &str, body: &Value) -> Result<()> {
        let path = format!("/element/{}/{what}", element.0);
        self.in_session("POST", &path, Some(body)).map(drop)
    }

    fn in_session(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
        let path = format!("/session/{}{path}", self.session);
        self.call(method, &path, body)
    }

    fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(ANSWER))?;
        let host = format!("127.0.0.1:{}", self.port);
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        )?;
        let (status, answer) = read_answer(BufReader::new(stream))
            .with_context(|| format!("{method} {path}: no answer"))?;
        let told: Value = serde_json::from_str(&answer)?;
        let value = told["value"].clone();
        if status.contains(" 200 ") {
            return Ok(value);
        }
        bail!("{}: {}", value["error"], value["message"])
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Reads the line of the status, and the body.
fn read_answer(mut stream: impl BufRead) -> Result<(String, String)> {
    let mut status = String::new();
    stream.read_line(&mut status)?;
    let mut length = None;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            bail!("the driver hung up");
        }
        let line = line.trim();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = Some(value.trim().parse::<u64>()?);
        }
    }
    let mut body = String::new();
    match length {
        Some(length) => stream.take(length).read_to_string(&mut body)?,
        None => stream.read_to_string(&mut body)?,
    };
    Ok((status, body))
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// Asks again and again until there is an answer; an error is one more "not yet".
#[expect(
    clippy::disallowed_methods,
    reason = "another process says when it is ready; asked every few milliseconds, with a deadline"
)]
pub fn wait_for<T>(what: &str, mut ask: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let said = match ask() {
            Ok(Some(answer)) => return Ok(answer),
            Ok(None) => None,
            Err(error) => Some(error),
        };
        if Instant::now() > deadline {
            let waited = anyhow!("waited {PATIENCE:?} for {what}");
            return Err(match said {
                Some(error) => error.context(waited),
                None => waited,
            });
        }
        std::thread::sleep(Duration::from_millis(25));
    }
}
