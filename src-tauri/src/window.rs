//! The one window: how it looks from outside, and what its web view may never do.

use std::path::PathBuf;
use std::process::Command;

use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{AppHandle, Manager, Url, WebviewUrl, WebviewWindowBuilder};

use crate::channel::Subscriptions;

const LABEL: &str = "main";
const NAME: &str = "Manyhands";

/// Chooses a renderer that shows something on every machine, by starting this process anew with an
/// environment: WebKitGTK's DMABUF renderer leaves windows blank with some drivers. Whoever has set the
/// variable has chosen.
///
/// The environment of a running process cannot be changed safely, so the process replaces itself, keeping
/// its number. Where that fails the window opens as it would have.
pub fn choose_renderer() {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::process::CommandExt;
        const VARIABLE: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
        if std::env::var_os(VARIABLE).is_some() {
            return;
        }
        if let Ok(own) = std::env::current_exe() {
            let error = Command::new(own)
                .args(std::env::args_os().skip(1))
                .env(VARIABLE, "1")
                .exec();
            tracing::warn!(%error, "cannot start anew with another renderer");
        }
    }
}

/// Opens the window.
///
/// # Errors
/// When the system refuses one.
pub fn open(handle: &AppHandle, profile: Option<&str>) -> tauri::Result<()> {
    let title = match profile {
        Some(profile) => format!("{NAME} ({profile})"),
        None => NAME.to_owned(),
    };
    WebviewWindowBuilder::new(handle, LABEL, WebviewUrl::default())
        .title(title)
        .inner_size(1200.0, 820.0)
        .min_inner_size(360.0, 420.0)
        // Files that are dropped come to the page as files, never as paths.
        .disable_drag_drop_handler()
        .on_navigation(is_own)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Started {
                window.state::<Subscriptions>().clear();
            }
        })
        .build()?;
    Ok(())
}

/// Shows the window to a person who started the app a second time.
pub fn to_the_front(handle: &AppHandle) {
    if let Some(window) = handle.get_webview_window(LABEL) {
        let done = window
            .unminimize()
            .and_then(|()| window.show())
            .and_then(|()| window.set_focus());
        if let Err(error) = done {
            tracing::warn!(%error, "cannot bring the window to the front");
        }
    }
}

/// Closes the window without asking.
pub fn close(handle: &AppHandle) {
    if let Some(window) = handle.get_webview_window(LABEL)
        && let Err(error) = window.destroy()
    {
        tracing::warn!(%error, "cannot close the window");
    }
}

/// Takes the window off the screen: what follows needs none.
pub fn hide(handle: &AppHandle) {
    if let Some(window) = handle.get_webview_window(LABEL)
        && let Err(error) = window.hide()
    {
        tracing::warn!(%error, "cannot hide the window");
    }
}

/// Returns the file that the driver of an automated window has chosen: the tests' stand-in for a dialog
/// that no driver can reach. `MANYHANDS_TEST_CHOOSE_FILE` names a file that holds the path. Counts only
/// while the window is driven, when the driver can do anything anyway.
pub fn chosen_by_driver() -> Option<PathBuf> {
    let driven = std::env::var("TAURI_WEBVIEW_AUTOMATION").is_ok_and(|value| value == "true");
    if !driven {
        return None;
    }
    let names = std::env::var_os("MANYHANDS_TEST_CHOOSE_FILE")?;
    let path = std::fs::read_to_string(names).ok()?;
    Some(PathBuf::from(path.trim()))
}

/// Whether an address is one of the app's own pages: the web view goes nowhere else.
fn is_own(address: &Url) -> bool {
    match address.scheme() {
        "tauri" => address.host_str() == Some("localhost"),
        "http" | "https" => address.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_web_view_stays_at_home() {
        let is_own = |address: &str| is_own(&address.parse().unwrap());
        assert!(is_own("tauri://localhost/index.html"));
        assert!(is_own("http://tauri.localhost/"));
        for other in [
            "https://example.org/",
            "http://localhost/",
            "file:///etc/passwd",
            "tauri://other/",
            "data:text/html,x",
            "javascript:alert(1)",
        ] {
            assert!(!is_own(other), "{other}");
        }
    }
}
