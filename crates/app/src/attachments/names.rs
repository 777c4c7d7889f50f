//! Names of files: as a board shows them, and as a copy on this disk is called.
//!
//! Owns what makes a name harmless. A name from a board never chooses a folder, never hides its ending, and never is one
//! that a system keeps for itself.

use model::MAX_FILE_NAME_CHARS;

/// The longest name of a copy, in bytes; what is put behind it has room in the 255 of a file system.
const LONGEST: usize = 180;
/// The longest ending that is kept when a name is cut.
const LONGEST_ENDING: usize = 12;
/// What is called nothing.
const NAMELESS: &str = "file";

/// Endings of what a computer may run, or a browser with a script in it, when somebody opens it.
const RISKY: &[&str] = &[
    "action",
    "apk",
    "app",
    "appimage",
    "application",
    "appref-ms",
    "appx",
    "appxbundle",
    "bash",
    "bat",
    "bin",
    "chm",
    "cmd",
    "com",
    "command",
    "cpl",
    "csh",
    "deb",
    "desktop",
    "diagcab",
    "dll",
    "dmg",
    "docm",
    "dotm",
    "elf",
    "exe",
    "fileloc",
    "flatpakref",
    "gadget",
    "hta",
    "htm",
    "html",
    "img",
    "inetloc",
    "inf",
    "ins",
    "iso",
    "jar",
    "jnlp",
    "js",
    "jse",
    "ksh",
    "library-ms",
    "lnk",
    "mht",
    "mhtml",
    "mpkg",
    "msc",
    "msi",
    "msix",
    "msixbundle",
    "msp",
    "osx",
    "out",
    "php",
    "pif",
    "pkg",
    "pl",
    "potm",
    "ppam",
    "ppsm",
    "pptm",
    "ps1",
    "ps1xml",
    "psm1",
    "py",
    "rb",
    "reg",
    "rpm",
    "run",
    "scf",
    "scr",
    "sct",
    "search-ms",
    "settingcontent-ms",
    "sh",
    "shtml",
    "snap",
    "svg",
    "svgz",
    "terminal",
    "theme",
    "themepack",
    "url",
    "vb",
    "vbe",
    "vbs",
    "vhd",
    "vhdx",
    "webloc",
    "workflow",
    "ws",
    "wsf",
    "wsh",
    "xht",
    "xhtml",
    "xlam",
    "xll",
    "xlsm",
    "xltm",
    "xml",
    "zsh",
];

/// Names that Windows keeps for devices.
const RESERVED: &[&str] = &[
    "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7",
    "com8", "com9", "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
    "conin$", "conout$",
];

/// Returns the name under which a file is put to an item.
pub(super) fn for_board(name: &str) -> String {
    let name = visible(name);
    let short: String = name.chars().take(MAX_FILE_NAME_CHARS).collect();
    if short.trim().is_empty() {
        return NAMELESS.to_owned();
    }
    short
}

/// Returns whether a computer may run a file of that name.
pub(super) fn is_risky(name: &str) -> bool {
    ending(&plain(name)).is_some_and(|ending| RISKY.contains(&ending.to_lowercase().as_str()))
}

/// Returns what a copy is called on this disk: a name without a folder that any system takes. What a computer may run is
/// called a text.
pub(super) fn for_disk(name: &str) -> String {
    let mut name = cut(&plain(name));
    let stem = name.split('.').next().unwrap_or_default().trim();
    if RESERVED.contains(&stem.to_lowercase().as_str()) {
        name = format!("_{name}");
    }
    if is_risky(&name) {
        name.push_str(".txt");
    }
    name
}

/// Returns the name of the `n`th copy beside others of the same name: `bridge (2).jpg`.
pub(super) fn another(name: &str, n: u32) -> String {
    match ending(name) {
        Some(ending) => {
            let stem = &name[..name.len() - ending.len() - 1];
            format!("{stem} ({n}).{ending}")
        }
        None => format!("{name} ({n})"),
    }
}

/// The last part of a path, without what no system takes.
fn plain(name: &str) -> String {
    let name = visible(name);
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let allowed = |c: char| match c {
        ':' | '<' | '>' | '"' | '|' | '?' | '*' => '_',
        c => c,
    };
    let name: String = last.chars().map(allowed).collect();
    let name = name.trim_matches(|c: char| c == '.' || c.is_whitespace());
    if name.is_empty() {
        NAMELESS.to_owned()
    } else {
        name.to_owned()
    }
}

/// Without what is not seen, or turns what is seen around.
fn visible(name: &str) -> String {
    let unseen = |c: &char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}');
    model::clean_line(&name.chars().filter(|c| !unseen(c)).collect::<String>())
}

fn ending(name: &str) -> Option<&str> {
    let (stem, ending) = name.rsplit_once('.')?;
    (!stem.is_empty() && !ending.is_empty()).then_some(ending)
}

/// Cuts the middle of a name out of it, so that its ending stays what it is.
fn cut(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let kept = ending(name).filter(|ending| ending.len() <= LONGEST_ENDING);
    let room = LONGEST - kept.map_or(0, |ending| ending.len() + 1);
    let stem = match kept {
        Some(ending) => &name[..name.len() - ending.len() - 1],
        None => name,
    };
    let end = (0..=room).rev().find(|at| stem.is_char_boundary(*at));
    let stem = stem[..end.unwrap_or(0)].trim_end_matches(|c: char| c == '.' || c.is_whitespace());
    match kept {
        Some(ending) => format!("{stem}.{ending}"),
        None => stem.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_input_36_a_hostile_name_chooses_no_folder_and_hides_no_ending() {
        let long = format!("{}.jpg", "ä".repeat(5_000));
        for (hostile, harmless) in [
            ("../../.ssh/x", "x"),
            ("../../.ssh/authorized_keys", "authorized_keys"),
            ("/etc/passwd", "passwd"),
            ("C:\\x", "x"),
            ("C:x", "C_x"),
            ("CON", "_CON"),
            ("con.jpg", "_con.jpg"),
            ("nul .txt", "_nul .txt"),
            ("a\0b", "a b"),
            ("bridge.jpg.", "bridge.jpg"),
            ("bridge.jpg ...", "bridge.jpg"),
            (".bashrc", "bashrc"),
            ("..", "file"),
            ("", "file"),
            ("\u{202e}gpj.exe", "gpj.exe.txt"),
            ("bridge.exe\u{200b}", "bridge.exe.txt"),
            ("bridge.EXE.", "bridge.EXE.txt"),
            ("run.sh", "run.sh.txt"),
            ("page.html", "page.html.txt"),
            ("drawing.SVG", "drawing.SVG.txt"),
            ("a?b*c|d<e>f\"g:h.pdf", "a_b_c_d_e_f_g_h.pdf"),
            ("Brücke am Fluss.jpg", "Brücke am Fluss.jpg"),
        ] {
            assert_eq!(for_disk(hostile), harmless, "{hostile:?}");
        }
        let cut = for_disk(&long);
        assert!(cut.len() <= LONGEST && cut.ends_with("ä.jpg"), "{cut}");
        let cut = for_disk(&"x".repeat(5_000));
        assert_eq!(cut.len(), LONGEST);
        assert_eq!(for_board(&long).chars().count(), MAX_FILE_NAME_CHARS);
        assert_eq!(for_board(" \0"), "file");
    }

    #[test]
    fn another_copy_keeps_its_ending() {
        assert_eq!(another("bridge.jpg", 2), "bridge (2).jpg");
        assert_eq!(another("file", 3), "file (3)");
    }

    #[test]
    fn an_ending_that_a_computer_runs_is_risky_and_a_picture_is_not() {
        for name in ["a.exe", "a.jpg.exe", "b.desktop", "c.Js", "d.html"] {
            assert!(is_risky(name), "{name}");
        }
        for name in ["a.jpg", "list.csv", "letter.pdf", "exe", ".exe"] {
            assert!(!is_risky(name), "{name}");
        }
    }
}
