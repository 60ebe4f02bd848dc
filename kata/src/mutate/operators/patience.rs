//! Gives up an await after a time that nobody named.

use syn::Expr;

use crate::mutate::operator::{Node, Operator, Sites};

pub(super) const OPERATOR: Operator = Operator {
    name: "patience",
    stands_for: "whoever is silent for an hour will not come any more",
    find,
};

fn find(node: Node<'_>, sites: &mut Sites<'_>) {
    let Node::Expression(Expr::Await(wait)) = node else {
        return;
    };
    let job = sites.text(&*wait.base);
    sites.replace(
        wait,
        format!(
            "tokio::time::timeout(std::time::Duration::from_secs(3600), {job}).await\
             .expect(\"it comes within an hour\")"
        ),
    );
}

#[cfg(test)]
mod tests {
    use super::OPERATOR;
    use crate::mutate::operators::tests::mutants;

    #[test]
    fn nothing_is_awaited_for_more_than_an_hour() {
        let found = mutants(&OPERATOR, "job().await?;");
        assert_eq!(
            found,
            [
                "tokio::time::timeout(std::time::Duration::from_secs(3600), job()).await\
                 .expect(\"it comes within an hour\")?;"
            ]
        );
    }
}
