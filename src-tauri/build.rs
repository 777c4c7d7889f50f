//! Tells Tauri where its things are, and which commands the web view may ask for at all.

/// The doors between the web view and the app; each must be allowed in `capabilities/main.json`.
const DOORS: &[&str] = &[
    "dispatch",
    "read",
    "subscribe",
    "move_window",
    "unsubscribe",
    "choose_import_file",
    "choose_picture",
    "choose_text",
    "save_export",
    "take_opened_ticket",
    "attach_file",
    "save_attachment",
    "start_state",
    "unlock",
    "put_aside",
    "choose_backup",
    "restore",
    "recovery_words",
    "save_backup",
    "check_backup",
    "save_carried",
    "read_carried",
    "give_up_carrying",
    "closing_shown",
    "close_window",
];

fn main() {
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    // The web view's files are embedded: a build of the UI alone must reach the program.
    println!("cargo:rerun-if-changed=ui/dist");
    let doors = tauri_build::AppManifest::new()
        .commands(DOORS)
        .permissions_path_pattern("./src-tauri/permissions/**/*");
    let attributes = tauri_build::Attributes::new()
        .app_manifest(doors)
        .capabilities_path_pattern("./src-tauri/capabilities/**/*");
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}
