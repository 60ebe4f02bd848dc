//! Keys, from a thread of its own that ends with the session.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::time::Duration;

use crossterm::event::{self, KeyCode, KeyEventKind, KeyModifiers};

use super::Event;

/// How long the end of a session waits for this thread at the most.
const LOOK: Duration = Duration::from_millis(50);

/// What a key means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Next,
    Back,
    /// Enter: run again, or take what is chosen.
    Enter,
    Hint,
    List,
    Compare,
    Reset,
    Yes,
    Quit,
    /// So many lines down, or up.
    Scroll(i32),
    /// So many screens down, or up.
    Page(i32),
    Other,
}

/// Sends every key on, until the session is over.
pub fn read(over: &AtomicBool, events: &Sender<Event>) {
    while !over.load(Ordering::Relaxed) {
        match event::poll(LOOK) {
            Ok(true) => (),
            Ok(false) => continue,
            // The terminal is gone.
            Err(_) => {
                let _ = events.send(Event::Key(Key::Quit));
                return;
            }
        }
        let event = match event::read() {
            Ok(event::Event::Key(key)) if key.kind != KeyEventKind::Release => {
                Event::Key(meaning(key.code, key.modifiers))
            }
            Ok(event::Event::Resize(..)) => Event::Resized,
            _ => continue,
        };
        if events.send(event).is_err() {
            return;
        }
    }
}

fn meaning(code: KeyCode, modifiers: KeyModifiers) -> Key {
    match code {
        KeyCode::Char('c') if modifiers.contains(KeyModifiers::CONTROL) => Key::Quit,
        KeyCode::Char('n') => Key::Next,
        KeyCode::Char('p') => Key::Back,
        KeyCode::Enter => Key::Enter,
        KeyCode::Char('h') => Key::Hint,
        KeyCode::Char('l') => Key::List,
        KeyCode::Char('c') => Key::Compare,
        KeyCode::Char('r') => Key::Reset,
        KeyCode::Char('y') => Key::Yes,
        KeyCode::Char('q') => Key::Quit,
        KeyCode::Down | KeyCode::Char('j') => Key::Scroll(1),
        KeyCode::Up | KeyCode::Char('k') => Key::Scroll(-1),
        KeyCode::PageDown | KeyCode::Char(' ') => Key::Page(1),
        KeyCode::PageUp => Key::Page(-1),
        _ => Key::Other,
    }
}
