//! Chapter 9: HTTP.

#[path = "../common/border.rs"]
mod border;
#[path = "../common/broken.rs"]
mod broken;
#[path = "../common/counting.rs"]
mod counting;
#[path = "../common/names.rs"]
mod names;
#[path = "../common/pages.rs"]
mod pages;
#[path = "../common/places.rs"]
mod places;
#[path = "../common/site.rs"]
mod site;
#[path = "../common/texts.rs"]
mod texts;

mod api_client;
mod fetch_all;
mod fetch_text;
mod http_server;
