//! Columns of text.

/// Rows under headings.
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Starts a table.
    pub fn new(headings: &[&str]) -> Self {
        Self {
            rows: vec![
                headings
                    .iter()
                    .map(|heading| (*heading).to_owned())
                    .collect(),
            ],
        }
    }

    /// Adds a row; each cell becomes one line.
    pub fn row(&mut self, cells: &[String]) {
        self.rows
            .push(cells.iter().map(|cell| plain(cell)).collect());
    }

    /// Returns the text: columns as wide as their widest cell, those without any text left out.
    pub fn text(&self) -> String {
        let columns = self.rows.first().map_or(0, Vec::len);
        let kept: Vec<usize> = (0..columns)
            .filter(|column| {
                let mut cells = self.rows.iter().skip(1).map(|row| row.get(*column));
                cells.any(|cell| cell.is_some_and(|cell| !cell.is_empty()))
            })
            .collect();
        let widths: Vec<usize> = (0..columns).map(|column| self.width(column)).collect();
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for column in &kept {
                let cell = row.get(*column).map_or("", String::as_str);
                let width = widths.get(*column).copied().unwrap_or(0);
                line.push_str(cell);
                line.push_str(&" ".repeat(2 + width.saturating_sub(cell.chars().count())));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    fn width(&self, column: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    }
}

/// Returns a text as one line that a terminal shows and does not obey.
pub fn plain(text: &str) -> String {
    text.split(|letter: char| letter.is_whitespace() || letter.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_needed_and_empty_ones_go() {
        let mut table = Table::new(&["CODE", "TITLE", "BY", "UNIT"]);
        table.row(&[
            "N-1".into(),
            "Crème\nfraîche".into(),
            String::new(),
            "tub".into(),
        ]);
        table.row(&["N-234".into(), "Tea".into(), String::new(), String::new()]);
        assert_eq!(
            table.text(),
            "CODE   TITLE          UNIT\nN-1    Crème fraîche  tub\nN-234  Tea\n"
        );
    }

    #[test]
    fn a_text_cannot_command_the_terminal() {
        assert_eq!(plain("a\u{1b}[2Jb\u{9b}31mc\u{7}"), "a [2Jb 31mc");
    }
}
