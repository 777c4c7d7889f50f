//! What the shell was started with: a profile, and perhaps a link.

/// What `manyhands --help` says.
pub const HELP: &str = "\
Usage: manyhands [--profile NAME] [LINK]

  --profile NAME   another person on this machine: a folder, a window and keys of their own
  LINK             a link to join a board: manyhands://join/…
  --version        says which version this is

MANYHANDS_HOME names another place for the data. MANYHANDS_VAULT (keyring, passphrase, plain-file) says how the
key of a new one is kept. MANYHANDS_LOG=debug says more.";

/// What somebody wants who started the shell.
#[derive(Debug, PartialEq, Eq)]
pub enum Wish {
    /// The window.
    Open(Arguments),
    /// To know what can be said.
    Help,
    /// To know the version.
    Version,
    /// Something unknown, by name.
    Nonsense(String),
}

/// What a window is opened with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Arguments {
    /// Whose: a profile's name.
    pub profile: Option<String>,
    /// A `manyhands:` link to follow.
    pub link: Option<String>,
}

/// Reads the words after the program's name.
pub fn read(words: impl Iterator<Item = String>) -> Wish {
    let mut words = words;
    let mut read = Arguments::default();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--help" | "-h" => return Wish::Help,
            "--version" | "-V" => return Wish::Version,
            "--profile" => match words.next() {
                Some(name) => read.profile = Some(name),
                None => return Wish::Nonsense("--profile without a name".to_owned()),
            },
            // Desktops hand over an empty %u where there is no link.
            "" => {}
            _ => {
                if let Some(name) = word.strip_prefix("--profile=") {
                    read.profile = Some(name.to_owned());
                } else if is_link(&word) {
                    read.link = Some(word);
                } else {
                    return Wish::Nonsense(word);
                }
            }
        }
    }
    Wish::Open(read)
}

/// Whether a word is a link of ours.
pub fn is_link(word: &str) -> bool {
    let scheme = word.get(..LINK_SCHEME.len());
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(LINK_SCHEME))
}

const LINK_SCHEME: &str = "manyhands:";

#[cfg(test)]
mod tests {
    use super::*;

    fn said(words: &[&str]) -> Wish {
        read(words.iter().map(|word| (*word).to_owned()))
    }

    #[test]
    fn a_desktop_starts_it_with_a_link_or_without() {
        assert_eq!(said(&[]), Wish::Open(Arguments::default()));
        assert_eq!(said(&[""]), Wish::Open(Arguments::default()));
        let link = "manyhands://join/mh1abc";
        let expected = Arguments {
            profile: Some("alice".to_owned()),
            link: Some(link.to_owned()),
        };
        assert_eq!(
            said(&["--profile", "alice", link]),
            Wish::Open(expected.clone())
        );
        assert_eq!(said(&[link, "--profile=alice"]), Wish::Open(expected));
    }

    #[test]
    fn what_it_does_not_know_it_says() {
        assert_eq!(said(&["--frob"]), Wish::Nonsense("--frob".to_owned()));
        assert_eq!(said(&["http://x"]), Wish::Nonsense("http://x".to_owned()));
        assert!(matches!(said(&["--profile"]), Wish::Nonsense(_)));
    }
}
