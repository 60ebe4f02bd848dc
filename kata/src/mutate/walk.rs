//! One walk over an answer's syntax tree, which asks every operator about every node.

use syn::visit::{self, Visit};
use syn::{Attribute, Block, Expr, File, ImplItemFn, ItemFn, Macro, Stmt, Type};

use super::inside::{self, Inside, Select};
use super::operator::{Found, Node, Operator, Sites};

/// Asks operators about a whole source; none where it is no Rust.
pub(super) fn walk(source: &str, operators: &[&Operator]) -> syn::Result<Vec<Found>> {
    let file: File = syn::parse_str(source)?;
    let mut walk = Walk {
        operators,
        sites: Sites::of(source),
    };
    walk.visit_file(&file);
    Ok(walk.sites.found())
}

struct Walk<'w> {
    operators: &'w [&'w Operator],
    sites: Sites<'w>,
}

impl Walk<'_> {
    fn ask(&mut self, node: Node<'_>) {
        for operator in self.operators {
            operator.look(node, &mut self.sites);
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
