//! What an unwritten function holds: a `todo!` and nothing beside it. Whatever else stands there is
//! taken for a part of the answer, and makes right ones wrong.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The lines, counted from 1, at which a block holds a `todo!` and something beside it.
pub(super) fn crowded(source: &str) -> Vec<usize> {
    let mut lines = Vec::new();
    if let Ok(tokens) = source.parse() {
        look(tokens, &mut lines);
    }
    lines
}

fn look(tokens: TokenStream, lines: &mut Vec<usize>) {
    for token in tokens {
        let TokenTree::Group(group) = token else {
            continue;
        };
        let inner: Vec<TokenTree> = group.stream().into_iter().collect();
        let todo = inner.windows(2).position(|pair| {
            matches!(pair, [TokenTree::Ident(name), TokenTree::Punct(mark)]
                if name == "todo" && mark.as_char() == '!')
        });
        if let Some(todo) = todo
            && group.delimiter() == Delimiter::Brace
        {
            // Its name, the mark, what it says, and a semicolon at the most.
            let ends = match &inner[todo..] {
                [_, _, TokenTree::Group(_)] => true,
                [_, _, TokenTree::Group(_), TokenTree::Punct(end)] => end.as_char() == ';',
                _ => false,
            };
            if todo > 0 || !ends {
                lines.push(inner[todo].span().start().line);
            }
        }
        look(group.stream(), lines);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_beside_a_todo_is_found_and_nothing_else() {
        let alone = "fn a(x: u32) {\n    todo!(\"say it\", with x)\n}\nfn b() { todo!(); }\n\
                     fn c() { poll_fn(move |_| todo!(\"later\")) }";
        assert_eq!(crowded(alone), Vec::<usize>::new());
        let before = "fn a(x: u32) {\n    drop(x);\n    todo!()\n}";
        assert_eq!(crowded(before), [3]);
        let after = "impl A {\n    fn a() {\n        todo!();\n        Empty\n    }\n}";
        assert_eq!(crowded(after), [3]);
    }
}
