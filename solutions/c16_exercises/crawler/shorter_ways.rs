//! Instead of one distance after the other, places that are filled at once; distances are mended later.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use futures::stream::{FuturesUnordered, StreamExt};
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
        let mut steps = BTreeMap::from([(start.clone(), 0)]);
        let mut found_links: BTreeMap<Url, Vec<Url>> = BTreeMap::new();
        let mut asked = BTreeSet::from([start.clone()]);
        let mut queue = VecDeque::from([start]);
        let mut visits = FuturesUnordered::new();
        let mut came = Vec::new();
        loop {
            while visits.len() < self.at_once
                && let Some(page) = queue.pop_front()
            {
                visits.push(self.visit(page));
            }
            // Empty only when nobody is on the way and nobody waits: this is the end.
            let Some((page, found)) = visits.next().await else {
                break;
            };
            let links = match found {
                Ok(Found::Page(links)) => {
                    came.push(page.clone());
                    links
                }
                Ok(Found::Redirect(to)) => vec![to],
                Err(broken) => {
                    report.broken.insert(page, broken);
                    continue;
                }
            };
            let (ours, foreign) = links.into_iter().partition(|link| link.origin() == site);
            let foreign: Vec<Url> = foreign;
            report.foreign.extend(foreign);
            found_links.insert(page.clone(), ours);
            // A shorter way to one page may shorten the ways beyond it.
            let mut nearer = vec![page];
            while let Some(page) = nearer.pop() {
                let far = steps.get(&page).map_or(0, |steps| steps + 1);
                for link in found_links.get(&page).into_iter().flatten() {
                    if steps.get(link).is_some_and(|known| *known <= far) {
                        continue;
                    }
                    steps.insert(link.clone(), far);
                    if found_links.contains_key(link) {
                        nearer.push(link.clone());
                    } else if far <= self.depth && asked.insert(link.clone()) {
                        queue.push_back(link.clone());
                    }
                }
            }
        }
        let far = |page: Url| {
            let steps = steps.get(&page).copied().unwrap_or(0);
            (page, steps)
        };
        report.pages = came.into_iter().map(far).collect();
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
