//! Mistake: says both words at once.
//! Breaks: "exactly one second later"
//! Rejected by: hello_comes_at_once_and_world_a_second_later, it_returns_as_soon_as_world_is_said
//! Told: no time passed

pub async fn hello_world(say: impl Fn(&str)) {
    say("Hello");
    say("World");
}
