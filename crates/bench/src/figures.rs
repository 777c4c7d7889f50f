//! What was measured, in the order of measuring.

use std::fmt;
use std::time::Duration;

/// One figure with its unit.
struct Figure {
    name: &'static str,
    value: f64,
    unit: &'static str,
}

/// All figures of a run.
pub struct Figures {
    items: u32,
    rows: Vec<Figure>,
}

impl Figures {
    /// Begins a run over a board of so many needs.
    pub fn new(items: u32) -> Self {
        Self {
            items,
            rows: Vec::new(),
        }
    }

    /// Adds a time.
    pub fn time(&mut self, name: &'static str, time: Duration) {
        self.add(name, time.as_secs_f64() * 1000.0, "ms");
    }

    /// Adds the median and the 95th percentile of several times.
    pub fn times(&mut self, names: [&'static str; 2], mut times: Vec<Duration>) {
        times.sort();
        if let Some(last) = times.len().checked_sub(1) {
            self.time(names[0], times[last / 2]);
            self.time(names[1], times[last * 95 / 100]);
        }
    }

    /// Adds any figure.
    pub fn add(&mut self, name: &'static str, value: f64, unit: &'static str) {
        self.rows.push(Figure { name, value, unit });
    }

    /// Returns the figures as JSON: name → value and unit.
    pub fn to_json(&self) -> anyhow::Result<String> {
        let rows: serde_json::Map<String, serde_json::Value> = self
            .rows
            .iter()
            .map(|row| {
                (
                    row.name.to_owned(),
                    serde_json::json!({ "value": row.value, "unit": row.unit }),
                )
            })
            .collect();
        let whole = serde_json::json!({ "items": self.items, "figures": rows });
        Ok(serde_json::to_string_pretty(&whole)?)
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.items > 0 {
            writeln!(f, "A board of {} needs", self.items)?;
        }
        for Figure { name, value, unit } in &self.rows {
            writeln!(f, "{name:<52} {value:>12.2} {unit}")?;
        }
        Ok(())
    }
}
