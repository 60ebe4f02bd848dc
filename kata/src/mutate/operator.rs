//! What an operator is: what it is asked about, and where it leaves what it finds.

use syn::spanned::Spanned;
use syn::{Block, Expr, Signature, Stmt};

use super::edit::{Edit, whole_lines};
use super::inside::Select;

/// One way to change an answer.
#[derive(Debug)]
pub struct Operator {
    /// What it is called in reports, declarations and `--operator`.
    pub name: &'static str,
    /// The misconception that it stands for, in a sentence.
    pub stands_for: &'static str,
    /// Leaves the changes that it would make to a node.
    pub(super) find: fn(Node<'_>, &mut Sites<'_>),
}

impl Operator {
    /// Has the operator look at a node.
    pub(super) fn look(&self, node: Node<'_>, sites: &mut Sites<'_>) {
        sites.operator = self.name;
        (self.find)(node, sites);
    }
}

/// What operators are asked about.
#[derive(Clone, Copy)]
pub(super) enum Node<'n> {
    /// A function with a body.
    Function(&'n Signature, &'n Block),
    /// Statements that follow each other.
    Statements(&'n [Stmt]),
    /// An expression, however deep inside others.
    Expression(&'n Expr),
    /// The inside of a `select!`.
    Select(&'n Select),
}

/// A change that an operator found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The operator's name.
    pub operator: &'static str,
    /// What it changes.
    pub edits: Vec<Edit>,
}

/// Where operators leave what they find.
pub(super) struct Sites<'s> {
    source: &'s str,
    operator: &'static str,
    found: Vec<Found>,
}

impl<'s> Sites<'s> {
    /// Nothing found yet.
    pub(super) fn of(source: &'s str) -> Self {
        Sites {
            source,
            operator: "",
            found: Vec::new(),
        }
    }

    /// What operators have left.
    pub(super) fn found(self) -> Vec<Found> {
        self.found
    }

    /// The whole source.
    pub(super) fn source(&self) -> &'s str {
        self.source
    }

    /// How many bytes from there on it is to the end of a comma; 0 where none follows.
    pub(super) fn comma_behind(&self, end: usize) -> usize {
        let rest = self.source.get(end..).unwrap_or_default();
        match rest.trim_start().starts_with(',') {
            true => rest.len() - rest.trim_start().len() + 1,
            false => 0,
        }
    }

    /// The source of a node, as it is written.
    pub(super) fn text(&self, node: &impl Spanned) -> &'s str {
        self.source
            .get(node.span().byte_range())
            .unwrap_or_default()
    }

    /// A mutant with something else in place of a node.
    pub(super) fn replace(&mut self, node: &impl Spanned, with: impl Into<String>) {
        let edit = self.edit(node, with);
        self.change(vec![edit]);
    }

    /// A mutant without a node.
    pub(super) fn delete(&mut self, node: &impl Spanned) {
        let range = whole_lines(self.source, node.span().byte_range());
        let with = String::new();
        self.change(vec![Edit { range, with }]);
    }

    /// A mutant with something before a node.
    pub(super) fn before(&mut self, node: &impl Spanned, text: impl Into<String>) {
        let start = node.span().byte_range().start;
        let with = text.into();
        self.change(vec![Edit {
            range: start..start,
            with,
        }]);
    }

    /// A mutant with something behind a node.
    pub(super) fn behind(&mut self, node: &impl Spanned, text: impl Into<String>) {
        let end = node.span().byte_range().end;
        let with = text.into();
        self.change(vec![Edit {
            range: end..end,
            with,
        }]);
    }

    /// A mutant in which two nodes have each other's place.
    pub(super) fn swap(&mut self, one: &impl Spanned, other: &impl Spanned) {
        let edits = vec![
            self.edit(one, self.text(other)),
            self.edit(other, self.text(one)),
        ];
        self.change(edits);
    }

    /// Something else in place of a node, as a part of a mutant.
    pub(super) fn edit(&self, node: &impl Spanned, with: impl Into<String>) -> Edit {
        Edit {
            range: node.span().byte_range(),
            with: with.into(),
        }
    }

    /// A mutant made of several edits.
    pub(super) fn change(&mut self, edits: Vec<Edit>) {
        self.found.push(Found {
            operator: self.operator,
            edits,
        });
    }
}
