//! `crawler`: each page once, as far as it may, as many at once as it may, and to the end.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_katas::c16_exercises::crawler::{Broken, Crawler, Report};
use axum::http::StatusCode;
use lab::{Gauge, Lab, expect_eq, fail, for_seeds, ms, real_time, secs, virtual_time};
use tokio::sync::Barrier;
use tokio::time::{sleep, timeout};
use url::Url;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::site::{Site, client};

/// A page with these links.
fn page(links: &[&str]) -> String {
    let links: String = links
        .iter()
        .map(|link| format!("<li><a href=\"{link}\">more</a></li>\n"))
        .collect();
    format!("<html><body>\n<ul>\n{links}</ul>\n</body></html>\n")
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap_or_else(|error| panic!("the test has a bad address {text} ({error})"))
}

/// The paths of the pages that came, and their distances.
fn pages(report: &Report) -> Vec<String> {
    let pages = report.pages.iter();
    pages
        .map(|(page, steps)| format!("{}: {steps}", page.path()))
        .collect()
}

/// Crawls, but does not wait for ever.
async fn crawl(crawler: &Crawler, start: &str) -> Report {
    match timeout(secs(600), crawler.crawl(url(start))).await {
        Ok(report) => report,
        Err(_) => fail(
            "the crawl does not end: nothing is on its way any more, and no address is left to ask",
        ),
    }
}

/// The paths that were asked for, in the order of asking.
type Asked = Arc<Mutex<Vec<String>>>;

fn note(asked: &Asked, path: &str) {
    asked
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(path.to_owned());
}

fn sorted(asked: &Asked) -> Vec<String> {
    let mut paths = asked.lock().unwrap_or_else(PoisonError::into_inner).clone();
    paths.sort();
    paths
}

/// A site of pages with links, each of which comes after a second, and what was asked of it.
async fn site(pages: &'static [(&str, &[&str])]) -> (Site, Asked) {
    let asked = Asked::default();
    let noted = Arc::clone(&asked);
    let site = Site::start(move |path: String| {
        note(&noted, &path);
        async move {
            sleep(secs(1)).await;
            match pages.iter().find(|(name, _)| *name == path) {
                Some((_, links)) => (StatusCode::OK, page(links)),
                None => (StatusCode::NOT_FOUND, page(&["/from/an/error/page"])),
            }
        }
    })
    .await;
    (site, asked)
}

#[test]
fn a_whole_site_is_walked() {
    real_time(async |_lab: Lab| {
        let elsewhere = MockServer::builder().start().await;
        let server = MockServer::builder().start().await;
        let away = format!("{}/away", elsewhere.uri());
        let redirect =
            |status: u16, to: &str| ResponseTemplate::new(status).insert_header("location", to);
        let html = |links: &[&str]| ResponseTemplate::new(200).set_body_string(page(links));
        let answers: BTreeMap<&str, ResponseTemplate> = BTreeMap::from([
            (
                "/",
                html(&[
                    "/about",
                    "/about#team",
                    "docs/",
                    "/old",
                    "/lost",
                    "/nowhere",
                ]),
            ),
            (
                "/about",
                html(&["/", "/about", &away, "mailto:ann@example.org", "http://["]),
            ),
            ("/docs/", html(&["intro", "../about", "?page=2"])),
            ("/docs/?page=2", html(&["./"])),
            (
                "/docs/intro",
                html(&["/docs/intro#top", "//127.0.0.1:9/", "/docs/secret"]),
            ),
            (
                "/docs/secret",
                ResponseTemplate::new(403).set_body_string(page(&["/hidden"])),
            ),
            ("/old", redirect(301, "/new")),
            ("/new", html(&["/round/1"])),
            ("/lost", redirect(302, &away)),
            ("/round/1", redirect(307, "/round/2")),
            ("/round/2", redirect(308, "/round/1")),
            ("/nowhere", ResponseTemplate::new(302)),
            ("/away", html(&[])),
        ]);
        Mock::given(any())
            .respond_with(move |request: &Request| {
                let path = match request.url.query() {
                    Some(query) => format!("{}?{query}", request.url.path()),
                    None => request.url.path().to_owned(),
                };
                answers
                    .get(path.as_str())
                    .cloned()
                    .unwrap_or_else(|| ResponseTemplate::new(404))
            })
            .mount(&server)
            .await;

        let report = Crawler::new(client()).crawl(url(&server.uri())).await;

        let foreign_requests = elsewhere.received_requests().await.unwrap_or_default();
        expect_eq(
            foreign_requests.len(),
            0,
            "another site was asked for a page: links and redirects there are only reported",
        );
        let mut asked: Vec<String> = server
            .received_requests()
            .await
            .unwrap_or_default()
            .iter()
            .map(|request| request.url[url::Position::BeforePath..].to_owned())
            .collect();
        asked.sort();
        expect_eq(
            asked,
            [
                "/",
                "/about",
                "/docs/",
                "/docs/?page=2",
                "/docs/intro",
                "/docs/secret",
                "/lost",
                "/new",
                "/nowhere",
                "/old",
                "/round/1",
                "/round/2",
            ]
            .map(str::to_owned)
            .to_vec(),
            "each page that can be reached should be asked for, and each only once",
        );
        let here = |path: &str| url(&format!("{}{path}", server.uri()));
        expect_eq(
            report.pages,
            BTreeMap::from([
                (here("/"), 0),
                (here("/about"), 1),
                (here("/docs/"), 1),
                (here("/docs/?page=2"), 2),
                (here("/docs/intro"), 2),
                (here("/new"), 2),
            ]),
            "`pages` should hold the pages that came, each with its distance",
        );
        expect_eq(
            report.broken,
            BTreeMap::from([
                (here("/docs/secret"), Broken::Status(403)),
                (here("/nowhere"), Broken::Status(302)),
            ]),
            "`broken` should hold what could not be had, and why",
        );
        expect_eq(
            report.foreign.into_iter().collect::<Vec<_>>(),
            {
                let mut foreign = vec![
                    url(&away),
                    url("http://127.0.0.1:9/"),
                    url("mailto:ann@example.org"),
                ];
                foreign.sort();
                foreign
            },
            "`foreign` should hold the links to other sites",
        );
    });
}

#[test]
fn every_page_is_asked_for_once() {
    virtual_time(async |_lab: Lab| {
        // Everybody links to everybody, and to a page that is not there.
        let (site, asked) = site(&[
            ("/", &["/a", "/b", "/c", "/gone", "/"]),
            ("/a", &["/", "/a", "/b", "/c", "/gone#here"]),
            ("/b", &["/", "/a", "/b#top", "/c", "/gone"]),
            ("/c", &["/", "/a", "/a", "/a", "/d"]),
            ("/d", &["/gone"]),
        ])
        .await;
        let report = crawl(&Crawler::new(client()), &site.url("/")).await;
        expect_eq(
            sorted(&asked),
            ["/", "/a", "/b", "/c", "/d", "/gone"]
                .map(str::to_owned)
                .to_vec(),
            "each page should be asked for once, however many links lead there, also if it is \
             broken; and pages of errors have no links",
        );
        expect_eq(
            pages(&report),
            ["/: 0", "/a: 1", "/b: 1", "/c: 1", "/d: 2"]
                .map(str::to_owned)
                .to_vec(),
            "`pages` should hold the pages that came, each with its distance",
        );
    });
}

#[test]
fn no_page_is_further_away_than_the_limit() {
    virtual_time(async |_lab: Lab| {
        const CHAIN: &[(&str, &[&str])] = &[
            ("/", &["/1"]),
            ("/1", &["/2"]),
            ("/2", &["/3"]),
            ("/3", &[]),
        ];
        for depth in 0..=3 {
            let (site, asked) = site(CHAIN).await;
            let report = crawl(&Crawler::new(client()).depth(depth), &site.url("/")).await;
            let within: Vec<String> = CHAIN[..=depth]
                .iter()
                .map(|(path, _)| (*path).to_owned())
                .collect();
            expect_eq(
                sorted(&asked),
                within,
                format!(
                    "with a depth of {depth} pages within reach were left out, or others were \
                     asked for"
                ),
            );
            expect_eq(
                report.pages.len(),
                depth + 1,
                format!("with a depth of {depth} not every page that came is in `pages`"),
            );
        }
    });
}

#[test]
fn the_shortest_way_counts_not_the_quickest() {
    virtual_time(async |_lab: Lab| {
        // `/goal` is two steps away over a slow page, and three over quick ones.
        let site = Site::start(|path: String| async move {
            let (time, links): (_, &[&str]) = match path.as_str() {
                "/" => (1, &["/quick", "/slow"]),
                "/quick" => (1, &["/quick/2"]),
                "/quick/2" => (1, &["/goal"]),
                "/slow" => (60, &["/goal"]),
                "/goal" => (1, &["/last"]),
                _ => (1, &[]),
            };
            sleep(secs(time)).await;
            page(links)
        })
        .await;
        let report = crawl(&Crawler::new(client()).depth(3), &site.url("/")).await;
        expect_eq(
            pages(&report),
            [
                "/: 0",
                "/goal: 2",
                "/last: 3",
                "/quick: 1",
                "/quick/2: 2",
                "/slow: 1",
            ]
            .map(str::to_owned)
            .to_vec(),
            "a page was taken for further away than it is: the way over `/slow` is shorter, though \
             it takes longer",
        );
    });
}

#[test]
fn so_many_requests_at_once_and_no_more() {
    for_seeds(6, async |lab: Lab| {
        let limit = lab.draw().size(1..=5);
        let at_once = Gauge::default();
        let inside = at_once.clone();
        let barrier = Arc::new(Barrier::new(limit));
        let site = Site::start(move |path: String| {
            let (inside, barrier) = (inside.clone(), Arc::clone(&barrier));
            async move {
                let _inside = inside.enter();
                if path == "/" {
                    let links: Vec<String> = (0..limit * 3).map(|n| format!("/{n}")).collect();
                    return page(&links.iter().map(String::as_str).collect::<Vec<_>>());
                }
                barrier.wait().await;
                // Whoever has no place is not here, however long this takes.
                sleep(ms(10)).await;
                page(&[])
            }
        })
        .await;
        let crawler = Crawler::new(client()).at_once(limit);
        match timeout(secs(60), crawler.crawl(url(&site.url("/")))).await {
            Ok(report) => expect_eq(
                report.pages.len(),
                1 + limit * 3,
                "there should be as many pages as links, and the start",
            ),
            Err(_) => fail(format!(
                "the server answers when {limit} requests have come together, and no more than {} \
                 came",
                at_once.peak()
            )),
        }
        if at_once.peak() > limit {
            fail(format!(
                "{} requests were on their way at once, where no more than {limit} may be",
                at_once.peak()
            ));
        }
    });
}

#[test]
fn a_limit_of_nothing_is_a_limit_of_one() {
    virtual_time(async |_lab: Lab| {
        let (site, _) = site(&[("/", &["/a"]), ("/a", &[])]).await;
        let report = crawl(&Crawler::new(client()).at_once(0), &site.url("/")).await;
        expect_eq(
            pages(&report),
            ["/: 0", "/a: 1"].map(str::to_owned).to_vec(),
            "with a limit of 0 pages were left out",
        );
    });
}

#[test]
fn a_start_that_cannot_be_had_is_reported() {
    virtual_time(async |_lab: Lab| {
        let (site, _) = site(&[]).await;
        let missing = site.url("/missing");
        expect_eq(
            crawl(&Crawler::new(client()), &missing).await,
            Report {
                broken: BTreeMap::from([(url(&missing), Broken::Status(404))]),
                ..Report::default()
            },
            "a start that is not there should be the one broken page of the report",
        );
        // Nobody listens at the port of a listener that is gone.
        let nobody = format!(
            "http://{}/",
            super::site::address(&super::site::listen().await)
        );
        expect_eq(
            crawl(&Crawler::new(client()), &nobody).await,
            Report {
                broken: BTreeMap::from([(url(&nobody), Broken::Connection)]),
                ..Report::default()
            },
            "a server that is not there should be a broken connection in the report",
        );
    });
}
