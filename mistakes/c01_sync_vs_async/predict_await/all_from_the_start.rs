//! Mistake: lets everything begin with the program.
//! Breaks: "begins at the instant at which the work begins"
//! Rejected by: everything_begins_where_the_picture_says
//! Told: everything at 0s

/// What the program does.
pub fn picture() -> &'static str {
    "
             0s  1s  2s  3s
    tea      |===========|
    toast    |=======|
    eggs     |=======|
    juice    |===|
    "
}
