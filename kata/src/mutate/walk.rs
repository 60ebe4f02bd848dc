//! One walk over an answer's syntax tree, which asks every operator about every node.

use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Block, Expr, File, ImplItemFn, ItemFn, Macro, Signature, Stmt, Type};

use super::edit::{Edit, whole_lines};
use super::inside::{self, Inside, Select};
use super::operators::Operator;

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

/// Asks operators about a whole source; none where it is no Rust.
pub(super) fn walk(source: &str, operators: &[&Operator]) -> syn::Result<Vec<Found>> {
    let file: File = syn::parse_str(source)?;
    let mut walk = Walk {
        operators,
        sites: Sites {
            source,
            operator: "",
            found: Vec::new(),
        },
    };
    walk.visit_file(&file);
    Ok(walk.sites.found)
}

struct Walk<'w> {
    operators: &'w [&'w Operator],
    sites: Sites<'w>,
}

impl Walk<'_> {
    fn ask(&mut self, node: Node<'_>) {
        for operator in self.operators {
            self.sites.operator = operator.name;
            (operator.find)(node, &mut self.sites);
        }
    }

    fn statements(&mut self, statements: &[Stmt]) {
        self.ask(Node::Statements(statements));
        for statement in statements {
            self.visit_stmt(statement);
        }
    }

    fn select(&mut self, select: &Select) {
        self.ask(Node::Select(select));
        for arm in &select.arms {
            if let Some((_, future)) = &arm.future {
                self.visit_expr(future);
            }
            if let Some(condition) = &arm.condition {
                self.visit_expr(condition);
            }
            self.visit_expr(&arm.body);
        }
    }
}

impl Visit<'_> for Walk<'_> {
    fn visit_item_fn(&mut self, item: &ItemFn) {
        self.ask(Node::Function(&item.sig, &item.block));
        self.visit_block(&item.block);
    }

    fn visit_impl_item_fn(&mut self, item: &ImplItemFn) {
        self.ask(Node::Function(&item.sig, &item.block));
        self.visit_block(&item.block);
    }

    fn visit_block(&mut self, block: &Block) {
        self.statements(&block.stmts);
    }

    fn visit_expr(&mut self, expression: &Expr) {
        self.ask(Node::Expression(expression));
        visit::visit_expr(self, expression);
    }

    fn visit_macro(&mut self, call: &Macro) {
        match inside::parse(call) {
            Some(Inside::Select(select)) => self.select(&select),
            Some(Inside::Statements(all)) => self.statements(&all),
            Some(Inside::Expressions(all)) => {
                for expression in &all {
                    self.visit_expr(expression);
                }
            }
            None => (),
        }
    }

    // An array's length or a derive is part of what others see of an answer.
    fn visit_type(&mut self, _: &Type) {}
    fn visit_attribute(&mut self, _: &Attribute) {}
}
