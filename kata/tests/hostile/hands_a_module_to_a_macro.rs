//! Hostile: a macro is handed a whole module and drops its body, so that its text is in somebody
//! else's file.
//! Earns: nothing
//! Verdict: forbidden

macro_rules! declare {
    ($attribute:ident $keyword:tt $name:ident $body:tt) => {
        #[$attribute = "../../../../../../solutions/c01_sync_vs_async/at_once.rs"]
        $keyword $name;
    };
}
declare!(path mod reference {});

pub use reference::at_once;
