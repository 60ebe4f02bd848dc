//! Mistake: remembers only the pages that came.
//! Breaks: "and also if it was broken"
//! Rejected by: every_page_is_asked_for_once
//! Told: also a page that is broken is asked for once

use std::collections::{BTreeMap, BTreeSet};

use futures::stream::{self, StreamExt};
use reqwest::Client;
use reqwest::header::LOCATION;
use url::Url;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    Status(u16),
    Connection,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub pages: BTreeMap<Url, usize>,
    pub broken: BTreeMap<Url, Broken>,
    pub foreign: BTreeSet<Url>,
}

pub struct Crawler {
    client: Client,
    depth: usize,
    at_once: usize,
}

enum Found {
    Page(Vec<Url>),
    Redirect(Url),
}

impl Crawler {
    pub fn new(client: Client) -> Self {
        Crawler {
            client,
            depth: usize::MAX,
            at_once: 8,
        }
    }

    pub fn depth(mut self, steps: usize) -> Self {
        self.depth = steps;
        self
    }

    pub fn at_once(mut self, requests: usize) -> Self {
        self.at_once = requests.max(1);
        self
    }

    pub async fn crawl(&self, start: Url) -> Report {
        let site = start.origin();
        let mut report = Report::default();
        let start = without_fragment(start);
        let mut seen = BTreeSet::from([start.clone()]);
        let (mut next, mut steps) = (vec![start], 0);
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
                        seen.remove(&page);
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

fn links(text: &str, page: &Url) -> Vec<Url> {
    text.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .filter_map(|(link, _)| page.join(link).ok())
        .map(without_fragment)
        .collect()
}

fn without_fragment(mut page: Url) -> Url {
    page.set_fragment(None);
    page
}
