//! Tables that teachers write: CSV with a row of headings, however a spreadsheet saves it, with a
//! comma, a semicolon or a tab between fields.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::GradeError;
use super::spelling::composed;

/// A table, with the places of its rows.
#[derive(Debug)]
pub(super) struct Table {
    path: PathBuf,
    rows: Vec<Row>,
}

/// A row by its headings, in small letters.
#[derive(Debug)]
pub(super) struct Row {
    /// Its line in the file, from 1.
    pub(super) line: usize,
    fields: BTreeMap<String, String>,
}

impl Row {
    /// The field under a heading; empty where there is none.
    pub(super) fn get(&self, heading: &str) -> &str {
        self.fields.get(heading).map_or("", |field| field.trim())
    }
}

impl Table {
    /// Reads a table that has all these headings.
    pub(super) fn read(path: &Path, headings: &[&str]) -> Result<Self, GradeError> {
        Table::parse(path, &text(path)?, headings)
    }

    /// The same of its text.
    pub(super) fn parse(path: &Path, text: &str, headings: &[&str]) -> Result<Self, GradeError> {
        let wrong = |line: usize, problem: String| GradeError::Table {
            path: path.to_owned(),
            line,
            problem,
        };
        // Names in it are compared with those of folders.
        let text = &*composed(text);
        let head = text.lines().next().unwrap_or_default();
        let delimiter = [b';', b'\t']
            .into_iter()
            .find(|d| head.contains(char::from(*d)));
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter.unwrap_or(b','))
            .flexible(true)
            .from_reader(text.as_bytes());
        let head: Vec<String> = match reader.headers() {
            Ok(head) => head.iter().map(|name| name.trim().to_lowercase()).collect(),
            Err(error) => return Err(wrong(1, error.to_string())),
        };
        for heading in headings {
            if !head.iter().any(|name| name == heading) {
                let problem = format!(
                    "no column is called `{heading}`; its headings are {}",
                    head.join(", ")
                );
                return Err(wrong(1, problem));
            }
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| {
                let line = error.position().map_or(1, |at| line(text, at));
                wrong(line, error.to_string())
            })?;
            let fields = head.iter().cloned();
            let row = Row {
                line: record.position().map_or(1, |at| line(text, at)),
                fields: fields.zip(record.iter().map(str::to_owned)).collect(),
            };
            // Spreadsheets write rows of nothing below a table.
            if row.fields.values().any(|field| !field.trim().is_empty()) {
                rows.push(row);
            }
        }
        Ok(Table {
            path: path.to_owned(),
            rows,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// What is wrong in a row.
    pub(super) fn wrong(&self, row: &Row, problem: String) -> GradeError {
        GradeError::Table {
            path: self.path.clone(),
            line: row.line,
            problem,
        }
    }
}

/// The text of a file that a teacher wrote.
///
/// # Errors
/// [`GradeError::Read`], and [`GradeError::Table`] where it is no text as it should be.
pub(super) fn text(path: &Path) -> Result<String, GradeError> {
    let bytes = fs::read(path).map_err(|source| GradeError::Read {
        path: path.to_owned(),
        source,
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        GradeError::Table {
            path: path.to_owned(),
            line: 1 + valid.iter().filter(|byte| **byte == b'\n').count(),
            problem:
                "it is not UTF-8 text, but in another encoding: save it as UTF-8, which Excel \
                      calls `CSV UTF-8`"
                    .to_owned(),
        }
    })
}

/// The line that a record begins in. The reader's own count is one behind after a CR and an LF.
fn line(text: &str, at: &csv::Position) -> usize {
    let byte = usize::try_from(at.byte()).unwrap_or(usize::MAX);
    let before = text.as_bytes().iter().take(byte.saturating_add(1));
    1 + before.filter(|byte| **byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_however_a_spreadsheet_saves_it() {
        for text in [
            "\u{feff}Name,Arrived\r\n\"Kim, Min\",x\r\n",
            "name;arrived\n\"Kim, Min\"; x \n;\n",
            "name\tarrived\tmore\nKim, Min\tx\n",
        ] {
            let table = Table::parse(Path::new("x.csv"), text, &["name", "arrived"]).unwrap();
            let [row] = table.rows() else {
                panic!("{table:?}")
            };
            assert_eq!((row.get("name"), row.get("arrived")), ("Kim, Min", "x"));
            assert_eq!((row.line, row.get("more")), (2, ""));
        }
    }

    #[test]
    fn a_heading_that_is_not_there_is_named_with_those_that_are() {
        let error = Table::parse(Path::new("x.csv"), "name,when\n", &["arrived"]).unwrap_err();
        let said = error.to_string();
        assert!(
            said.contains("x.csv:1") && said.contains("`arrived`") && said.contains("name, when")
        );
    }
}
