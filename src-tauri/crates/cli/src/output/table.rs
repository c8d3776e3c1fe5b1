//! Aligned columns.

use std::fmt;

/// Rows under a heading.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
    empty: &'static str,
}

impl Table {
    /// An empty table; `empty` is what is said when it stays so.
    pub(crate) fn new<const N: usize>(heading: [&str; N], empty: &'static str) -> Self {
        Self { rows: vec![heading.map(str::to_uppercase).to_vec()], empty }
    }

    /// Adds a row.
    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.map(|cell| clean(&cell)).to_vec());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.rows.len() < 2 { f.write_str(self.empty) } else { align(f, &self.rows) }
    }
}

/// Names and their values, one a line.
#[derive(Default)]
pub(crate) struct Fields(Vec<Vec<String>>);

impl Fields {
    /// Adds a line.
    pub(crate) fn add(&mut self, name: &str, value: impl fmt::Display) -> &mut Self {
        self.0.push(vec![name.to_owned(), clean(&value.to_string())]);
        self
    }

    /// Adds a line if there is something to say.
    pub(crate) fn add_some(&mut self, name: &str, value: Option<impl fmt::Display>) -> &mut Self {
        if let Some(value) = value {
            self.add(name, value);
        }
        self
    }
}

impl fmt::Display for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        align(f, &self.0)
    }
}

fn align(f: &mut fmt::Formatter<'_>, rows: &[Vec<String>]) -> fmt::Result {
    let columns = rows.first().map_or(0, Vec::len);
    let widest = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max();
    let widths: Vec<usize> = (0..columns).map(|column| widest(column).unwrap_or(0)).collect();
    for row in rows {
        let mut line = String::new();
        for (cell, width_of_column) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width_of_column.saturating_sub(width(cell)) + 2));
        }
        writeln!(f, "{}", line.trim_end())?;
    }
    Ok(())
}

/// What came from elsewhere must not move the cursor or break the line.
fn clean(cell: &str) -> String {
    cell.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// How many columns of a terminal a text takes: Han and its like take two.
fn width(text: &str) -> usize {
    let wide = |character| matches!(u32::from(character), 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1f64f | 0x20000..=0x3fffd);
    text.chars().map(|character| if wide(character) { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_han_counts_double() {
        let mut table = Table::new(["name", "priority"], "none");
        table.row(["甲".into(), "10".into()]);
        table.row(["plain".into(), "20".into()]);
        assert_eq!(table.to_string(), "NAME   PRIORITY\n甲     10\nplain  20\n");
    }

    #[test]
    fn an_empty_table_says_what_to_do() {
        assert_eq!(Table::new(["name"], "none: add one").to_string(), "none: add one");
    }

    #[test]
    fn a_cell_cannot_drive_the_terminal() {
        let mut fields = Fields::default();
        fields.add("model", "a\u{1b}[2J\nb");
        assert_eq!(fields.to_string(), "model  a [2J b\n");
    }
}
