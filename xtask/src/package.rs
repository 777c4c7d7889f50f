//! `cargo xtask package`: the Debian package, by Tauri's own bundler from npm.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::commands::{built, cargo, command, run};
use crate::machine::{self, Purpose};
use crate::ui;

/// The bundler. Its version goes with that of the `tauri` crate.
const BUNDLER: &str = "@tauri-apps/cli@2.12.5";
const TOOLS: &str = "target/tools";

/// Builds the programs and packs them; returns the package.
///
/// # Errors
/// When a step fails; says which.
pub fn package(debug: bool) -> Result<PathBuf> {
    machine::prepare(Purpose::Run)?;
    ui::build()?;
    let profile = if debug { "debug" } else { "release" };
    let mut build = command(&[&cargo(), "build", "--workspace"]);
    if !debug {
        build.arg("--release");
    }
    run(&mut build)?;
    let tauri = bundler()?;
    let programs = built(profile)?;
    let folder = programs.join("bundle/deb");
    // The folder keeps older versions; what is there afterwards is what was made now.
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    let mut bundle = command(&[&tauri.to_string_lossy(), "bundle", "--bundles", "deb"]);
    if debug {
        bundle.arg("--debug");
    }
    bundle.args(["--config", &also_mh(&programs.join("mh"))]);
    run(&mut bundle)?;
    made(&folder)
}

/// The helper without a window goes into the same package.
fn also_mh(mh: &Path) -> String {
    let files = format!(r#"{{"/usr/bin/mh":{:?}}}"#, mh.to_string_lossy());
    format!(r#"{{"bundle":{{"linux":{{"deb":{{"files":{files}}}}}}}}}"#)
}

fn bundler() -> Result<PathBuf> {
    let in_ui = Path::new("ui/node_modules/.bin/tauri");
    if in_ui.exists() {
        return Ok(std::env::current_dir()?.join(in_ui));
    }
    let own = std::env::current_dir()?
        .join(TOOLS)
        .join("node_modules/.bin/tauri");
    if !own.exists() {
        std::fs::create_dir_all(TOOLS)?;
        let mut install = command(&["npm", "install", "--no-audit", "--no-fund", "--no-save"]);
        run(install.args(["--prefix", TOOLS, BUNDLER]))?;
    }
    Ok(own)
}

fn made(folder: &Path) -> Result<PathBuf> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("no {}", folder.display()))?;
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut packages = paths.filter(|path| path.extension().is_some_and(|ending| ending == "deb"));
    let package = packages.next().context("the bundler made no package")?;
    std::path::absolute(package).context("no folder to be in")
}
