//! Distance by distance: all pages of one are visited, so many at once, before the first of the next.

use std::collections::{BTreeMap, BTreeSet};

use futures::stream::{self, StreamExt};
use reqwest::Client;
use reqwest::header::LOCATION;
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
pub struct Crawler {
    client: Client,
    depth: usize,
    at_once: usize,
}

/// What stood at an address: a page with links, or only the way to another.
enum Found {
    Page(Vec<Url>),
    Redirect(Url),
}

impl Crawler {
    /// A crawler whose requests all go through this client.
    pub fn new(client: Client) -> Self {
        Crawler {
            client,
            depth: usize::MAX,
            at_once: 8,
        }
    }

    /// The same crawler, which asks for no page further than so many steps from the start.
    pub fn depth(mut self, steps: usize) -> Self {
        self.depth = steps;
        self
    }

    /// The same crawler, which has at most so many requests on their way.
    pub fn at_once(mut self, requests: usize) -> Self {
        self.at_once = requests.max(1);
        self
    }

    /// Walks the site from this page on, and reports what is there.
    pub async fn crawl(&self, start: Url) -> Report {
        let site = start.origin();
        let mut report = Report::default();
        let start = without_fragment(start);
        // Whoever is in here has been asked for, or will be: marked when found, not when visited.
        let mut seen = BTreeSet::from([start.clone()]);
        let (mut next, mut steps) = (vec![start], 0);
        // One distance after the other: so the first way to a page is the shortest, and when a
        // distance has brought nothing new, nothing is left.
        while !next.is_empty() && steps <= self.depth {
            let mut visits = stream::iter(std::mem::take(&mut next))
                .map(|page| self.visit(page))
                .buffer_unordered(self.at_once);
            while let Some((page, found)) = visits.next().await {
                let links = match found {
                    Ok(Found::Page(links)) => {
                        report.pages.insert(page, steps);
                        links
                    }
                    Ok(Found::Redirect(to)) => vec![to],
                    Err(broken) => {
                        report.broken.insert(page, broken);
                        continue;
                    }
                };
                for link in links {
                    if link.origin() != site {
                        report.foreign.insert(link);
                    } else if seen.insert(link.clone()) {
                        next.push(link);
                    }
                }
            }
            steps += 1;
        }
        report
    }

    async fn visit(&self, page: Url) -> (Url, Result<Found, Broken>) {
        let found = self.ask(&page).await;
        (page, found)
    }

    async fn ask(&self, page: &Url) -> Result<Found, Broken> {
        let response = self.client.get(page.clone()).send().await;
        let response = response.map_err(|_| Broken::Connection)?;
        let status = response.status().as_u16();
        if matches!(status, 301 | 302 | 303 | 307 | 308) {
            let to = response.headers().get(LOCATION);
            let to = to.and_then(|to| page.join(to.to_str().ok()?).ok());
            let to = to.ok_or(Broken::Status(status))?;
            return Ok(Found::Redirect(without_fragment(to)));
        }
        if !response.status().is_success() {
            return Err(Broken::Status(status));
        }
        let text = response.text().await.map_err(|_| Broken::Connection)?;
        Ok(Found::Page(links(&text, page)))
    }
}

/// The links of a page, as whole addresses.
fn links(text: &str, page: &Url) -> Vec<Url> {
    text.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .filter_map(|(link, _)| page.join(link).ok())
        .map(without_fragment)
        .collect()
}

/// The same place in a page or another: it is the same page.
fn without_fragment(mut page: Url) -> Url {
    page.set_fragment(None);
    page
}
