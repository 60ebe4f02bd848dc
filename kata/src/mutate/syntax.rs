//! Short questions about expressions that several operators ask.

use syn::{Expr, ExprCall, ExprMethodCall, Pat};

/// The last name of the path that a call calls: `spawn` for `tokio::spawn(job)`.
pub(super) fn called(call: &ExprCall) -> Option<String> {
    match &*call.func {
        Expr::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

/// The type and the function of `Semaphore::new(n)`.
pub(super) fn called_of(call: &ExprCall) -> Option<(String, String)> {
    let Expr::Path(path) = &*call.func else {
        return None;
    };
    let mut names = path.path.segments.iter().rev();
    let name = names.next()?.ident.to_string();
    Some((names.next()?.ident.to_string(), name))
}

/// A call or a method call of one of these names, with the first argument.
pub(super) fn first_argument<'e>(expression: &'e Expr, names: &[&str]) -> Option<&'e Expr> {
    let (name, arguments) = match expression {
        Expr::Call(call) => (called(call)?, &call.args),
        Expr::MethodCall(call) => (call.method.to_string(), &call.args),
        _ => return None,
    };
    names.contains(&name.as_str()).then_some(arguments.first()?)
}

/// The method call that an expression is, with or without `.await` and `?` behind it.
pub(super) fn method(expression: &Expr) -> Option<&ExprMethodCall> {
    match expression {
        Expr::MethodCall(call) => Some(call),
        Expr::Await(inner) => method(&inner.base),
        Expr::Try(inner) => method(&inner.expr),
        _ => None,
    }
}

/// Whether an expression is awaited somewhere outside of closures and async blocks of its own.
pub(super) fn awaits(expression: &Expr) -> bool {
    match expression {
        Expr::Await(_) => true,
        Expr::Try(inner) => awaits(&inner.expr),
        Expr::MethodCall(call) => awaits(&call.receiver) || call.args.iter().any(awaits),
        Expr::Call(call) => call.args.iter().any(awaits),
        Expr::Assign(assign) => awaits(&assign.right),
        _ => false,
    }
}

/// The name that a pattern binds, where it is nothing but a name.
pub(super) fn bound(pattern: &Pat) -> Option<String> {
    match pattern {
        Pat::Ident(name) if name.subpat.is_none() => Some(name.ident.to_string()),
        Pat::Type(typed) => bound(&typed.pat),
        _ => None,
    }
}
