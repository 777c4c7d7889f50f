//! The judge of the real app: `model`'s, in the node's words.

use node::{Dep, Judge};
use trust::Entry;

/// Judges bodies as the app does.
#[derive(Debug, Clone, Copy, Default)]
pub struct ModelJudge;

impl Judge for ModelJudge {
    fn judge(
        &self,
        entry: &Entry,
        deps: &[Dep<'_>],
        implied: Option<&Dep<'_>>,
        earlier_in_log: u64,
    ) -> Result<Vec<u8>, String> {
        let deps: Vec<_> = deps.iter().map(theirs).collect();
        let implied = implied.map(theirs);
        model::judge(entry, &deps, implied.as_ref(), earlier_in_log)
            .map_err(|reason| reason.code().to_owned())
    }
}

const fn theirs<'a>(dep: &Dep<'a>) -> model::Dep<'a> {
    model::Dep {
        id: dep.id,
        header: dep.header,
        facts: dep.facts,
    }
}
