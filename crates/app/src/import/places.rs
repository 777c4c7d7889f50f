//! Places that rows name: a site of the board, or a name that the board does not know.
//!
//! Never loses what a row says: a name that is no site is kept as text, and told in the preview.

use std::collections::{BTreeMap, BTreeSet};

use super::Known;

/// How many places that are not known are named.
const NAMED_SITES: usize = 5;

/// Places that rows to be added name, and that the board does not know.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UnknownSites {
    /// How many different ones there are, capitals aside.
    pub count: u32,
    /// The first of them, at most five.
    pub names: Vec<String>,
    seen: BTreeSet<String>,
}

impl UnknownSites {
    pub(super) fn add(&mut self, name: &str) {
        if self.seen.insert(name.to_lowercase()) {
            self.count = self.count.saturating_add(1);
            if self.names.len() < NAMED_SITES {
                self.names.push(name.to_owned());
            }
        }
    }
}

/// Puts the site's id in place of its name. A place that is no site here is still worth reading:
/// it goes where people look for a place, or to the details, and is returned.
pub(super) fn name_site(
    fields: &mut BTreeMap<String, String>,
    known: &Known<'_>,
) -> Option<String> {
    let named = fields.remove("site")?;
    if let Some(site) = (known.site_named)(&named) {
        fields.insert("site".to_owned(), site);
        return None;
    }
    if !fields.contains_key("area") {
        fields.insert("area".to_owned(), named.clone());
    } else {
        let details = fields.entry("details".to_owned()).or_default();
        if !details.is_empty() {
            details.push('\n');
        }
        details.push_str(&named);
    }
    Some(named)
}
