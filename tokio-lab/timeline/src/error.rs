//! What is wrong with a picture that cannot be read, said to whoever typed it.

/// A picture that cannot be read. Lines and columns count from 1, in the text as it was given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PictureError {
    /// There is no line that is not blank.
    #[error("the picture is empty: its first line is a ruler such as `0s    1s    2s`")]
    Empty,
    /// A tab, whose width nobody knows.
    #[error("line {line}, column {column}: a tab; a column is an instant, so use blanks")]
    Tab {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
    },
    /// The first line is a row.
    #[error(
        "line {line}: the picture has no ruler; above its first row, that of `{name}`, belongs a line of instants such as `0s    1s    2s`"
    )]
    NoRuler {
        /// The line.
        line: usize,
        /// The name on that row.
        name: String,
    },
    /// Something on the ruler that is no label.
    #[error(
        "line {line}, column {column}: `{label}` is no instant; the first line is the ruler, with labels such as `0s`, `500ms`, `1.5s` or `1m30s`, and rows stand below it"
    )]
    Label {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
        /// What stands there.
        label: String,
    },
    /// Fewer than two labels.
    #[error(
        "line {line}: the ruler has one label; write two or more, since the distance between them is the scale"
    )]
    OneLabel {
        /// The line.
        line: usize,
    },
    /// Labels that go back in time, or stand still.
    #[error("line {line}, column {column}: `{label}` is not later than the label before it")]
    Backwards {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
        /// The label.
        label: String,
    },
    /// A label that stands elsewhere than the first two say.
    #[error(
        "line {line}, column {column}: `{label}` stands off the scale of the first two labels, which are {span} in {columns} columns"
    )]
    OffScale {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
        /// The label.
        label: String,
        /// The time from the first label to the second.
        span: String,
        /// The columns from the first label to the second.
        columns: usize,
    },
    /// Instant 0 is on no column, so that nobody knows where names end.
    #[error(
        "line {line}: instant 0 has no column in this picture, and names stand left of it; start the ruler with `0s`, or indent the picture"
    )]
    NoZero {
        /// The line.
        line: usize,
    },
    /// A row without a name, and no lane above it.
    #[error(
        "line {line}: this row has no name left of instant 0, and no lane above it to go on with"
    )]
    NoName {
        /// The line.
        line: usize,
    },
    /// A name that does not end before instant 0.
    #[error(
        "line {line}, column {column}: the name runs into instant 0; indent the ruler and the rows by as much as the longest name needs"
    )]
    LongName {
        /// The line.
        line: usize,
        /// The column of instant 0.
        column: usize,
    },
    /// Two rows with one name.
    #[error(
        "line {line}: there is a lane `{name}` already; a row that goes on with the lane above it has no name"
    )]
    Twice {
        /// The line.
        line: usize,
        /// The name.
        name: String,
    },
    /// `=` outside a span.
    #[error("line {line}, column {column}: `=` outside a span; a span starts with `|`")]
    NoStart {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
    },
    /// A span that breaks off.
    #[error(
        "line {line}, column {column}: the span that starts here breaks off; draw it with `=` up to one of `|` (finished), `x` (failed), `/` (cancelled), `!` (panicked) or `>` (still running)"
    )]
    NoEnd {
        /// The line.
        line: usize,
        /// The column of its start.
        column: usize,
    },
    /// A glyph on a column that is no whole number of nanoseconds.
    #[error(
        "line {line}, column {column}: by this ruler ({span} in {columns} columns) the column is not a whole number of nanoseconds; choose another scale"
    )]
    Fraction {
        /// The line.
        line: usize,
        /// The column.
        column: usize,
        /// The time from the first label to the second.
        span: String,
        /// The columns from the first label to the second.
        columns: usize,
    },
}
