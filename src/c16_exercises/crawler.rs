//! # crawler: from one page to all that it leads to
//!
//! Why: here everything comes together. A web site is a graph, and nobody knows how large before
//! having walked it. Pages come slowly, so that many should be on their way at once, but not so
//! many that the server suffers. Links lead in circles, to nowhere and to other people's sites.
//!
//! Build: a [`Crawler`], made with the HTTP client that makes all requests.
//! - [`crawl`](Crawler::crawl) walks from a start page until it has seen all that it may see. It may
//!   be called again, and then begins anew.
//! - A link is what stands between `href="` and the next `"`. It may be relative; `Url::join` of
//!   the page's own address makes it whole. What `join` cannot make an address of is no link.
//! - Addresses that differ only in what stands behind `#` are the same page (`set_fragment`).
//! - No page is asked for twice, however many links lead there, and also if it was broken.
//! - The *distance* of a page is the least number of steps that lead to it; the start has 0. No
//!   page further away than the limit [`depth`](Crawler::depth) is asked for. A slow page is no
//!   reason to believe in a longer way: what counts is the shortest way, not the one found first.
//! - At most [`at_once`](Crawler::at_once) requests are on their way at any time, each until all of
//!   its page is there, and so many are whenever the pages of one distance are enough. A limit of 0
//!   counts as 1. Without a word from the caller there is no limit to the depth, and 8 requests at
//!   once; either may be as large as a million.
//! - Only pages of the start's own site are asked for: same scheme, host and port (`origin`). Links
//!   elsewhere, `mailto:` too, are reported as foreign, without asking and without what stands
//!   behind `#`, also from pages at the limit.
//! - A redirect (301, 302, 303, 307 or 308 with a `location`) is a step to the page that it names,
//!   like a link, with all that was said about links; it may lead in circles, too far away or to a
//!   foreign site. Where it stands there is no page.
//! - [`crawl`](Crawler::crawl) returns when nothing is left to do, not when there is just nothing
//!   new to ask for: pages on their way may still bring links, however long they take.
//!
//! Bad input: what cannot be had is broken, and reported beside the rest. The start page is a page
//! like others here.
//! - A status that is not a success is [`Broken::Status`], also a redirect without an address that
//!   `join` can make whole. What stands on such a page does not count.
//! - A connection that fails or breaks off is [`Broken::Connection`].
//! - A page that is not UTF-8 is a page; its bad bytes may be replaced.
//!
//! Left open: a start that is not `http`, a `location` that is not ASCII, and the links of a page that
//! broke off.
//!
//! Good to know: the client that you are given does not follow redirects by itself.
//!
//! In asyncio you would take a queue and workers. That works here too; mind the distances.
//!
//! Rule of thumb: ask of everything that runs until nothing is left to do how it knows.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Client;
use url::Url;

/// Why a page could not be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The server answered with this status.
    Status(u16),
    /// The server could not be reached, or the connection broke off.
    Connection,
}

/// What a crawl has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The pages that came, and the distance of each.
    pub pages: BTreeMap<Url, usize>,
    /// The addresses that gave no page, and why.
    pub broken: BTreeMap<Url, Broken>,
    /// Links to other sites.
    pub foreign: BTreeSet<Url>,
}

/// Walks a web site.
pub struct Crawler {/* yours */}

impl Crawler {
    /// A crawler whose requests all go through this client.
    pub fn new(client: Client) -> Self {
        todo!("keep {client:?} and the limits")
    }

    /// The same crawler, which asks for no page further than so many steps from the start.
    pub fn depth(self, steps: usize) -> Self {
        todo!("go no further than {steps}")
    }

    /// The same crawler, which has at most so many requests on their way.
    pub fn at_once(self, requests: usize) -> Self {
        todo!("no more than {requests} at any time")
    }

    /// Walks the site from this page on, and reports what is there.
    pub async fn crawl(&self, start: Url) -> Report {
        todo!("begin with {start}")
    }
}
