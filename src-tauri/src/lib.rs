//! The desktop shell: a window, the doors between it and `app`, and nothing else.
//!
//! Owns the window, the file dialogs, links that open the app, and the order of starting and ending.
//! Never a rule of a board, and never a path in the web view: files are chosen here and named by tokens.
//!
//! 1. [`arguments`] are read; the renderer is chosen by starting anew with an environment ([`window`]).
//! 2. A second start of the same profile hands its link over and ends.
//! 3. The window opens at once; [`app::App`] opens beside it, and the doors wait for it.
//! 4. Before the window closes, the person is asked once where something for others is here only ([`closing`]).
//! 5. When the last window closes, the app is shut down in order, then the process ends.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "tests may unwrap"
    )
)]

mod arguments;
mod attaching;
mod capped;
mod channel;
mod closing;
mod commands;
mod deep_link;
mod files;
mod keeping;
mod opening;
mod window;

use std::process::ExitCode;

use tauri::{RunEvent, WindowEvent};
use tracing_subscriber::EnvFilter;

use arguments::{Arguments, Wish};
use opening::Opened;

/// Runs the shell until its window is closed.
#[must_use]
#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the answers of a command line"
)]
pub fn run() -> ExitCode {
    let arguments = match arguments::read(std::env::args().skip(1)) {
        Wish::Open(arguments) => arguments,
        Wish::Help => {
            println!("{}", arguments::HELP);
            return ExitCode::SUCCESS;
        }
        Wish::Version => {
            println!("manyhands {}", env!("CARGO_PKG_VERSION"));
            return ExitCode::SUCCESS;
        }
        Wish::Nonsense(what) => {
            eprintln!("manyhands does not know {what}\n\n{}", arguments::HELP);
            return ExitCode::from(2);
        }
    };
    window::choose_renderer();
    tracing_subscriber::fmt()
        .with_env_filter(
            EnvFilter::try_from_env("MANYHANDS_LOG").unwrap_or_else(|_| EnvFilter::new("warn")),
        )
        .with_writer(std::io::stderr)
        .init();
    match open(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            eprintln!("Manyhands cannot start: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn open(arguments: Arguments) -> anyhow::Result<()> {
    let folder = opening::folder(&arguments)?;
    let shell = tauri::Builder::default()
        .plugin(
            tauri_plugin_single_instance::Builder::new()
                .dbus_id(deep_link::bus_name(&folder))
                .callback(|handle, words, _| deep_link::started_again(handle, words))
                .build(),
        )
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_deep_link::init())
        .manage(deep_link::Opened::with(arguments.link))
        .manage(channel::Subscriptions::default())
        .manage(files::Chosen::default())
        .manage(Opened::default())
        .manage(closing::Closing::default())
        .invoke_handler(tauri::generate_handler![
            commands::dispatch,
            commands::read,
            commands::subscribe,
            commands::move_window,
            commands::unsubscribe,
            commands::choose_import_file,
            commands::choose_picture,
            commands::choose_text,
            commands::save_export,
            commands::take_opened_ticket,
            attaching::attach_file,
            attaching::save_attachment,
            keeping::start_state,
            keeping::unlock,
            keeping::put_aside,
            keeping::choose_backup,
            keeping::restore,
            keeping::recovery_words,
            keeping::save_backup,
            keeping::check_backup,
            keeping::save_carried,
            keeping::read_carried,
            keeping::give_up_carrying,
            closing::closing_shown,
            closing::close_window,
        ])
        .setup(move |shell| {
            deep_link::listen(shell.handle());
            opening::start(shell.handle(), &folder);
            window::open(shell.handle(), arguments.profile.as_deref())?;
            Ok(())
        })
        .build(tauri::generate_context!())?;
    shell.run(|handle, event| {
        if let RunEvent::WindowEvent { event, .. } = &event
            && let WindowEvent::CloseRequested { api, .. } = event
        {
            closing::requested(handle, api);
        }
        if let RunEvent::ExitRequested { api, code, .. } = event {
            // Without a code it was the last window; the second time it is ours, after the shutdown.
            if code.is_none() {
                api.prevent_exit();
                opening::end(handle);
            }
        }
    });
    Ok(())
}
