//! The judge that the node is handed: `model`'s, in the node's words.

use node::{Dep, Judge};
use trust::Entry;

/// Judges bodies by the rules of `model`. Without state, as the node wants it.
#[derive(Debug, Clone, Copy, Default)]
pub struct BoardJudge;

impl Judge for BoardJudge {
    fn judge(
        &self,
        entry: &Entry,
        deps: &[Dep<'_>],
        implied: Option<&Dep<'_>>,
        earlier_in_log: u64,
    ) -> Result<Vec<u8>, String> {
        let deps: Vec<model::Dep<'_>> = deps.iter().map(theirs).collect();
        let implied = implied.map(theirs);
        model::judge(entry, &deps, implied.as_ref(), earlier_in_log)
            .map_err(|reason| reason.code().to_owned())
    }

    fn version(&self) -> u32 {
        model::JUDGE_VERSION
    }

    fn unknown(&self) -> &'static [&'static str] {
        model::UNKNOWN_REASONS
    }

    fn report_body(&self, report: &[u8]) -> Vec<u8> {
        let report = report.to_vec();
        model::Statement::Report { report }.to_body()
    }
}

fn theirs<'a>(dep: &Dep<'a>) -> model::Dep<'a> {
    model::Dep {
        id: dep.id,
        header: dep.header,
        facts: dep.facts,
    }
}
