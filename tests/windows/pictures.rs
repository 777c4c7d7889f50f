//! Pictures of a window: for the README and the manual, and of what stood there when a test failed.

use std::path::Path;

use anyhow::Result;

use super::window::Window;

/// The pictures that the README and the manual show.
const OF_THE_MANUAL: &[&str] = &[
    "needs",
    "supplies",
    "share",
    "join",
    "two-versions-alice",
    "recount-alice",
    "removed",
    "aside",
    "stewards",
    "devices",
];
/// A picture is taken of the next frame: makes sure that there is one where nothing moves.
const MOVE: &str = "
  const root = document.documentElement;
  const until = performance.now() + 2000;
  const move = () => {
    const on = performance.now() < until;
    root.style.outline = on && !root.style.outline ? '1px solid transparent' : '';
    if (on) requestAnimationFrame(move);
  };
  move();
";

impl Window {
    /// Takes a picture of the window into a file, as a person would to send it on.
    pub fn photograph(&self, file: &Path) -> Result<()> {
        let _ = self.script(MOVE, &[]);
        std::fs::write(file, self.picture()?)?;
        Ok(())
    }

    /// The same with a part of the page in the middle, by its test id.
    pub fn keep_picture_of(&self, part: &str, name: &str) -> Result<()> {
        let part = self.finds(&format!("[data-testid=\"{part}\"]"))?;
        let to = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' });";
        self.script(to, &[part.to_value()])?;
        self.keep_picture(name);
        Ok(())
    }

    /// Keeps a picture of the page in `target/pictures`, and in `docs/pictures` when they are taken anew.
    pub fn keep_picture(&self, name: &str) {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut folders = vec![root.join("target/pictures")];
        let anew = std::env::var("MANYHANDS_WRITE_PICTURES").is_ok_and(|value| value == "1");
        if anew && OF_THE_MANUAL.contains(&name) {
            folders.push(root.join("docs/pictures"));
        }
        let _ = self.script(MOVE, &[]);
        let Ok(picture) = self.picture() else {
            println!("no picture {name}");
            return;
        };
        for folder in folders {
            let kept = std::fs::create_dir_all(&folder)
                .and_then(|()| std::fs::write(folder.join(format!("{name}.png")), &picture));
            kept.expect("pictures can be written");
        }
    }
}
