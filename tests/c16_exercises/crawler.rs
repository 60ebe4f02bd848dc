//! `crawler`: each page once, as far as it may, as many at once as it may, and to the end.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_katas::c16_exercises::crawler::{Broken, Crawler, Report};
use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures::stream::{self, StreamExt};
use lab::timeline::{Item, short, times};
use lab::{A_DAY, Gauge, Lab, Way, expect_eq, fail, for_seeds, ms, real_time, secs, virtual_time};
use tokio::sync::{Barrier, oneshot};
use tokio::time::{sleep, timeout};
use url::{Position, Url};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::places::places;
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

/// What was broken, and how.
fn broken(report: &Report) -> Vec<String> {
    let broken = report.broken.iter();
    broken
        .map(|(page, why)| match why {
            Broken::Status(status) => format!("{}: status {status}", &page[Position::BeforePath..]),
            Broken::Connection => format!("{}: connection", &page[Position::BeforePath..]),
        })
        .collect()
}

/// Which redirects with a `location` are in the report as broken, but for these paths.
fn redirects_taken_for_broken(report: &Report, but: &[&str]) -> Option<String> {
    const STEPS: [&str; 5] = ["301", "302", "303", "307", "308"];
    let told = broken(report);
    let pairs = told.iter().filter_map(|one| one.split_once(": status "));
    let paths: Vec<&str> = pairs
        .filter(|(path, status)| STEPS.contains(status) && !but.contains(path))
        .map(|(path, _)| path)
        .collect();
    let (who, were) = match paths.as_slice() {
        [] => return None,
        [one] => (format!("`{one}`"), "was"),
        [one, others @ ..] => (format!("`{one}` and {} more", others.len()), "were"),
    };
    Some(format!(
        "{who} answered with a redirect and a `location`, and {were} reported as broken: such a \
         status is no error, but leads on to where the `location` points"
    ))
}

/// Which of these paths, where a redirect stands, are among the pages.
fn redirects_taken_for_pages(report: &Report, redirects: &[&str]) -> Option<String> {
    let told = pages(report);
    let paths: Vec<&str> = told
        .iter()
        .filter_map(|one| one.rsplit_once(": "))
        .map(|(path, _)| path)
        .filter(|path| redirects.contains(path))
        .collect();
    let (who, are) = match paths.as_slice() {
        [] => return None,
        [one] => (format!("`{one}`"), "is"),
        [one, others @ ..] => (format!("`{one}` and {} more", others.len()), "are"),
    };
    Some(format!(
        "{who} answered with a redirect, and {are} among the pages: where a redirect stands there is no \
         page"
    ))
}

/// A path that was asked for and is nowhere in the report, where no redirect has to be.
fn without_an_answer(asked: &[String], report: &Report, redirects: &[&str]) -> Option<String> {
    let told = [pages(report), broken(report)].concat();
    let told: Vec<&str> = told
        .iter()
        .filter_map(|one| one.rsplit_once(": "))
        .map(|(path, _)| path.split('#').next().unwrap_or(path))
        .collect();
    let lost = asked
        .iter()
        .find(|path| !told.contains(&path.as_str()) && !redirects.contains(&path.as_str()))?;
    Some(format!(
        "`{lost}` was asked for, and the crawl returned without its answer: the report has it neither \
         among the pages nor among what was broken"
    ))
}

/// Whether a link was followed that stands on the page of an error.
fn from_an_error_page(report: &Report) -> Option<String> {
    let told = broken(report);
    let link = ["/from/an/error/page", "/hidden"]
        .into_iter()
        .find(|link| told.iter().any(|one| one.starts_with(&format!("{link}: "))))?;
    Some(format!(
        "`{link}` was asked for, which stands on the page of an error: its links do not count"
    ))
}

/// A page that the report knows by more than one address.
fn fragment_taken_for_a_page(report: &Report) -> Option<String> {
    let page = report.pages.keys().find(|page| page.fragment().is_some())?;
    Some(format!(
        "`{}` is in the report as a page of its own, and was asked for: addresses that differ only in \
         what stands behind `#` are the same page",
        &page[Position::BeforePath..]
    ))
}

/// What is wrong with the paths that were asked for, where these should be, each once.
fn wrongly_asked(asked: &[String], should: &[&str], report: &Report) -> String {
    let often = |path: &str| asked.iter().filter(|one| *one == path).count();
    let twice = asked.iter().find(|path| often(path) > 1);
    let extra = asked.iter().find(|path| !should.contains(&path.as_str()));
    let missing = should.iter().find(|path| often(path) == 0);
    if let Some(why) = fragment_taken_for_a_page(report) {
        return why;
    }
    if let Some(path) = twice {
        let is_broken = broken(report)
            .iter()
            .any(|one| one.starts_with(&format!("{path}: ")));
        return match is_broken {
            true => format!(
                "`{path}` could not be had and was asked for {}: also a page that is broken is asked for \
                 once",
                times(often(path))
            ),
            false => format!(
                "`{path}` was asked for {}: however many links lead to a page, once is enough",
                times(often(path))
            ),
        };
    }
    match (extra, missing) {
        (Some(path), _) => format!("`{path}` was asked for, and should not be"),
        (None, Some(path)) => format!("`{path}` was never asked for, and links lead there"),
        (None, None) => "each of these pages should be asked for once".to_owned(),
    }
}

/// Where pages began only when all before them had ended, and several at that instant.
fn batches(lab: &Lab, lanes: &[(&str, Duration)]) -> Option<String> {
    let happened = lab.timeline();
    let spans = lanes.iter().flat_map(|(name, _)| {
        let items = happened.items(name).into_iter();
        items.map(move |item| (*name, item))
    });
    let mut spans: Vec<(&str, Item)> = spans.collect();
    spans.sort_by_key(|(_, item)| item.begin());
    let groups: Vec<&[(&str, Item)]> = spans
        .chunk_by(|(_, one), (_, other)| one.begin() == other.begin())
        .collect();
    let mut over = groups.first()?.iter().map(|(_, item)| item.end()).max()?;
    for group in &groups[1..] {
        if group[0].1.begin() != over {
            return None;
        }
        over = group.iter().map(|(_, item)| item.end()).max()?;
    }
    let group = groups[1..].iter().find(|group| group.len() > 1)?;
    let [most @ .., (last, item)] = group else {
        return None;
    };
    let most: Vec<String> = most.iter().map(|(name, _)| format!("`{name}`")).collect();
    Some(format!(
        "{} and `{last}` all began at {}, when the last of those before them had ended: your code \
         asks in batches, where the next page should be asked for as soon as any place is free",
        most.join(", "),
        short(item.begin())
    ))
}

/// Whether a page began in the place of one of which only the first half had come.
fn head_taken_for_the_page(lab: &Lab, lanes: &[(&str, Duration)]) -> Option<String> {
    let happened = lab.timeline();
    let spans: Vec<(&str, Item)> = lanes
        .iter()
        .flat_map(|(name, _)| {
            let items = happened.items(name).into_iter();
            items.map(move |item| (*name, item))
        })
        .collect();
    let half = |item: &Item| item.begin() + (item.end() - item.begin()) / 2;
    spans.iter().find_map(|(late, item)| {
        let begun = item.begin();
        let (first, _) = spans
            .iter()
            .find(|(_, other)| half(other) == begun && begun > secs(0))?;
        let in_place_of_none = spans.iter().all(|(_, other)| other.end() != begun);
        in_place_of_none.then(|| {
            format!(
                "`{late}` began at {}, when `{first}` had begun to come and half of it was missing: a \
                 request holds its place until all of its page is there",
                short(begun)
            )
        })
    })
}

fn foreign(report: &Report) -> Vec<String> {
    report.foreign.iter().map(Url::to_string).collect()
}

/// These, in the order of reports.
fn texts<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).to_vec()
}

/// The paths of the pages that came, and their distances.
fn pages(report: &Report) -> Vec<String> {
    let pages = report.pages.iter();
    pages
        .map(|(page, steps)| format!("{}: {steps}", &page[Position::BeforePath..]))
        .collect()
}

/// Crawls, but does not wait for ever.
async fn crawl(crawler: &Crawler, start: &str) -> Report {
    match timeout(secs(600), crawler.crawl(url(start))).await {
        Ok(report) => report,
        Err(_) => fail(
            "the crawl does not end: it had not returned after ten minutes, when every request that was \
             made had had its answer for long",
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

/// What stands at an address.
#[derive(Clone, Copy)]
enum There {
    Page(&'static [&'static str]),
    /// Text as it is.
    Text(&'static [u8]),
    /// A status with links on its page.
    Status(u16, &'static [&'static str]),
    /// A status with a `location`, and a link on its page.
    Led(u16, &'static str),
    /// A page that breaks off.
    Cut,
}

impl IntoResponse for There {
    fn into_response(self) -> Response {
        let status = |status| StatusCode::from_u16(status).unwrap_or_default();
        match self {
            There::Page(links) => page(links).into_response(),
            There::Text(text) => text.into_response(),
            There::Status(code, links) => (status(code), page(links)).into_response(),
            There::Led(code, to) => {
                (status(code), [("location", to)], page(&["/on/a/redirect"])).into_response()
            }
            There::Cut => {
                let pieces = [Ok(Bytes::from("half a ")), Err(io::Error::other("cut"))];
                // The first piece has to be on its way when the second fails.
                let pieces = stream::iter(pieces).then(async |piece| {
                    sleep(ms(10)).await;
                    piece
                });
                Body::from_stream(pieces).into_response()
            }
        }
    }
}

/// A site of all kinds of pages, each of which comes after a second, and what was asked of it.
async fn web(there: &'static [(&str, There)]) -> (Site, Asked) {
    let asked = Asked::default();
    let noted = Arc::clone(&asked);
    let site = Site::start(move |path: String| {
        note(&noted, &path);
        async move {
            sleep(secs(1)).await;
            match there.iter().find(|(name, _)| *name == path) {
                Some((_, there)) => *there,
                None => There::Status(404, &[]),
            }
        }
    })
    .await;
    (site, asked)
}

/// Told where the same small site is walked to its end if all of its pages come, and else not.
const GIVES_UP: &str = "once a page cannot be had the crawl asks for nothing more: a small site was \
                        walked to its end where all of its pages came, and not where one was missing; \
                        what cannot be had is reported beside the rest";

/// Whether a page that cannot be had is the end of a crawl.
async fn gives_up_at_a_broken_page() -> bool {
    const MISSING: &[(&str, &[&str])] = &[("/", &["/gone", "/a"]), ("/a", &["/b"]), ("/b", &[])];
    const WHOLE: &[(&str, &[&str])] = &[
        ("/", &["/gone", "/a"]),
        ("/gone", &[]),
        ("/a", &["/b"]),
        ("/b", &[]),
    ];
    let mut walked = Vec::new();
    for there in [WHOLE, MISSING] {
        // At once, so that it does not matter on which clock this is.
        let asked = Asked::default();
        let noted = Arc::clone(&asked);
        let site = Site::start(move |path: String| {
            note(&noted, &path);
            async move {
                match there.iter().find(|(name, _)| *name == path) {
                    Some((_, links)) => (StatusCode::OK, page(links)),
                    None => (StatusCode::NOT_FOUND, String::new()),
                }
            }
        })
        .await;
        let _report = crawl(&Crawler::new(client()), &site.url("/")).await;
        walked.push(sorted(&asked).iter().any(|path| path == "/b"));
    }
    walked == [true, false]
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
        if !foreign_requests.is_empty() {
            let away = url(&away);
            let taken_for = match (
                report.pages.contains_key(&away),
                report.foreign.contains(&away),
            ) {
                (true, _) => {
                    "and the report has it among the pages of the site: a site is one scheme, host \
                     and port, and the port of this one is another"
                }
                (false, true) => {
                    "though the report has it among the links to other sites: those are only \
                     reported, and a redirect to one is not followed"
                }
                (false, false) => {
                    "which is another site, for its port is another: links and redirects there are \
                     only reported"
                }
            };
            fail(format!(
                "the crawl began at {}, and {away} was asked for, {taken_for}",
                server.uri()
            ));
        }
        let mut asked: Vec<String> = server
            .received_requests()
            .await
            .unwrap_or_default()
            .iter()
            .map(|request| request.url[Position::BeforePath..].to_owned())
            .collect();
        asked.sort();
        let was_asked = |path: &str| asked.iter().any(|one| one == path);
        let redirects = redirects_taken_for_broken(&report, &["/nowhere"]);
        const REDIRECTS: [&str; 5] = ["/old", "/lost", "/nowhere", "/round/1", "/round/2"];
        let lost = fragment_taken_for_a_page(&report)
            .or_else(|| without_an_answer(&asked, &report, &REDIRECTS));
        let why = if let Some(redirects) = &redirects {
            redirects.as_str()
        } else if let Some(lost) = &lost {
            lost.as_str()
        } else if was_asked("/intro") || was_asked("/?page=2") {
            "the links `intro` and `?page=2` stand on the page `/docs/`, and were joined to another \
             address: a link belongs to the address of the page on which it stands"
        } else if was_asked("/hidden") {
            "`/hidden` stands on the page of an error, whose links do not count"
        } else if asked.windows(2).any(|two| two[0] == two[1]) {
            "a page was asked for more than once: however many links lead to it, once is enough"
        } else if asked.len() < 12 && gives_up_at_a_broken_page().await {
            GIVES_UP
        } else {
            "each page that can be reached should be asked for, and nothing else"
        };
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
            why,
        );
        expect_eq(
            pages(&report),
            texts([
                "/: 0",
                "/about: 1",
                "/docs/: 1",
                "/docs/?page=2: 2",
                "/docs/intro: 2",
                "/new: 2",
            ]),
            redirects_taken_for_pages(&report, &REDIRECTS).unwrap_or_else(|| {
                "`pages` should hold the pages that came, each with its distance".to_owned()
            }),
        );
        expect_eq(
            broken(&report),
            texts(["/docs/secret: status 403", "/nowhere: status 302"]),
            match report.broken.keys().any(|page| page.path() == "/nowhere") {
                true => "`broken` should hold what could not be had, and why",
                false => {
                    "`/nowhere` answered with a redirect that has no `location`, and is not in `broken`: \
                     without an address to go on to it is broken"
                }
            },
        );
        let mut elsewhere = vec![
            away,
            "http://127.0.0.1:9/".to_owned(),
            "mailto:ann@example.org".to_owned(),
        ];
        elsewhere.sort();
        expect_eq(
            foreign(&report),
            elsewhere,
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
        const PATHS: [&str; 6] = ["/", "/a", "/b", "/c", "/d", "/gone"];
        let asked = sorted(&asked);
        let why = if asked.iter().any(|path| path == "/from/an/error/page") {
            "`/from/an/error/page` stands on the page of an error, whose links do not count"
                .to_owned()
        } else if asked.len() < PATHS.len() && gives_up_at_a_broken_page().await {
            GIVES_UP.to_owned()
        } else {
            without_an_answer(&asked, &report, &[])
                .unwrap_or_else(|| wrongly_asked(&asked, &PATHS, &report))
        };
        expect_eq(asked, texts(PATHS), why);
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
            let within: Vec<&str> = CHAIN[..=depth].iter().map(|(path, _)| *path).collect();
            let asked = sorted(&asked);
            let why = match CHAIN.get(depth + 1) {
                Some((path, _)) if asked.iter().any(|one| one == path) => format!(
                    "`{path}` was asked for, which is {} away from the start: no page further away than the \
                     limit is asked for",
                    match depth {
                        0 => "one step".to_owned(),
                        depth => format!("{} steps", depth + 1),
                    }
                ),
                _ => without_an_answer(&asked, &report, &[])
                    .unwrap_or_else(|| wrongly_asked(&asked, &within, &report)),
            };
            expect_eq(
                asked,
                within.into_iter().map(str::to_owned).collect(),
                format!("with a depth of {depth}, {why}"),
            );
            expect_eq(
                report.pages.len(),
                depth + 1,
                format!("with a depth of {depth} not every page that came is in `pages`"),
            );
        }
    });
}

/// What a drawn site has at one path: how long it takes, its status, and the numbers of the paths
/// that it leads to.
type Drawn = (Duration, u16, Vec<usize>);

/// The least number of steps to each path that may be asked for.
fn distances(there: &[Drawn], depth: usize) -> BTreeMap<usize, usize> {
    let mut steps = BTreeMap::from([(0, 0)]);
    let mut level = vec![0];
    for distance in 1..=depth {
        let mut next = Vec::new();
        for from in level {
            let links = there.get(from).map_or([].as_slice(), |(.., links)| links);
            for &link in links {
                if let Entry::Vacant(unseen) = steps.entry(link) {
                    unseen.insert(distance);
                    next.push(link);
                }
            }
        }
        level = next;
    }
    steps
}

#[test]
fn any_site_is_walked_to_its_end() {
    for_seeds(40, async |lab: Lab| {
        let mut draw = lab.draw();
        let count = draw.size(3..=8);
        let there: Vec<Drawn> = (0..count)
            .map(|number| {
                let status = match number {
                    0 => 200,
                    _ => *draw.pick(&[200, 200, 200, 301, 307, 404]),
                };
                let links = match status {
                    404 => 0,
                    200 => draw.size(1..=4),
                    _ => 1,
                };
                // There is nothing at the last of these numbers.
                let links = (0..links).map(|_| draw.size(0..=count)).collect();
                (draw.times(ms(101), 1..=10), status, links)
            })
            .collect();
        let (depth, limit) = (draw.size(1..=9), draw.size(1..=4));
        let told: Vec<String> = there
            .iter()
            .enumerate()
            .map(|(number, (_, status, links))| format!("/{number} {status} to {links:?}"))
            .collect();
        lab.case(format!(
            "{}; depth {depth}, {limit} at once",
            told.join(", ")
        ));
        let steps = distances(&there, depth);
        let status = |number: &usize| there.get(*number).map_or(404, |(_, status, _)| *status);
        let with = |wanted: u16| {
            steps
                .iter()
                .filter(move |(number, _)| status(number) == wanted)
        };
        let should = (
            with(200)
                .map(|(path, steps)| format!("/{path}: {steps}"))
                .collect::<Vec<_>>(),
            with(404)
                .map(|(path, _)| format!("/{path}: status 404"))
                .collect::<Vec<_>>(),
        );
        let reached: Vec<String> = steps.keys().map(|number| format!("/{number}")).collect();

        let asked = Asked::default();
        let (noted, site) = (Arc::clone(&asked), there.clone());
        let site = Site::start(move |path: String| {
            note(&noted, &path);
            let number: Option<usize> = path.trim_start_matches('/').parse().ok();
            let here = number.and_then(|number| site.get(number)).cloned();
            async move {
                let (time, status, links) = here.unwrap_or((ms(101), 404, Vec::new()));
                sleep(time).await;
                let links: Vec<String> = links.iter().map(|link| format!("/{link}")).collect();
                let links: Vec<&str> = links.iter().map(String::as_str).collect();
                let status = StatusCode::from_u16(status).unwrap_or_default();
                match links[..] {
                    [to] if status.is_redirection() => {
                        (status, [("location", to)], String::new()).into_response()
                    }
                    _ => (status, page(&links)).into_response(),
                }
            }
        })
        .await;
        let crawler = Crawler::new(client()).at_once(limit).depth(depth);
        let report = crawl(&crawler, &site.url("/0")).await;
        let asked = sorted(&asked);
        let redirects: Vec<String> = (0..count)
            .filter(|number| matches!(status(number), 301 | 307))
            .map(|number| format!("/{number}"))
            .collect();
        let redirects: Vec<&str> = redirects.iter().map(String::as_str).collect();
        let cause = redirects_taken_for_broken(&report, &[])
            .or_else(|| redirects_taken_for_pages(&report, &redirects))
            .or_else(|| without_an_answer(&asked, &report, &redirects))
            .unwrap_or_else(|| {
                "the report should hold each page that came with its least number of steps, and each \
                 path that gave none"
                    .to_owned()
            });
        expect_eq((pages(&report), broken(&report)), should, cause);
        let paths: Vec<&str> = reached.iter().map(String::as_str).collect();
        let why = wrongly_asked(&asked, &paths, &report);
        expect_eq(asked, reached, why);
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
        let too_far = report
            .pages
            .iter()
            .any(|(page, steps)| page.path() == "/goal" && *steps > 2);
        let why = match too_far {
            true => {
                "`/goal` was taken for further away than it is: the way over `/slow` is shorter, though \
                 it takes longer"
            }
            false => "a page is missing, or has another distance",
        };
        let why = match report.pages.keys().any(|page| page.path() == "/slow") {
            true => why,
            false => {
                "`/slow` answers after a minute, and the crawl returned without it: it waits for what is \
                 on its way"
            }
        };
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
            why,
        );
    });
}

#[test]
fn so_many_requests_at_once_and_no_more() {
    for_seeds(6, async |lab: Lab| {
        let limit = lab.draw().size(1..=5);
        lab.case(format!("a crawler that may send {limit} requests at once"));
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
                format!(
                    "{} pages were asked for beside the start, and this is how many pages the report has: \
                     each link leads to one that comes",
                    at_once.entered().saturating_sub(1)
                ),
            ),
            Err(_) => fail(format!(
                "the server answers when {limit} requests have come together, and no more than {} \
                 came",
                at_once.peak()
            )),
        }
        if at_once.peak() > limit {
            let why = match at_once.peak() == limit * 3 {
                true => "these are all the links there are, so nothing limited them",
                false => "a request holds its place until all of its page is there",
            };
            fail(format!(
                "{} requests were on their way at once and had no answer yet, where no more than \
                 {limit} may be: {why}",
                at_once.peak()
            ));
        }
    });
}

#[test]
fn a_limit_of_nothing_is_a_limit_of_one() {
    virtual_time(async |_lab: Lab| {
        let (site, asked) = site(&[("/", &["/a"]), ("/a", &[])]).await;
        let crawler = Crawler::new(client()).at_once(0);
        let Ok(report) = timeout(secs(600), crawler.crawl(url(&site.url("/")))).await else {
            fail(format!(
                "with a limit of 0 the crawl does not end: {} made, and a limit of 0 counts as 1",
                match sorted(&asked).len() {
                    0 => "not one request was".to_owned(),
                    requests => format!("{requests} of two requests were"),
                }
            ))
        };
        expect_eq(
            pages(&report),
            ["/: 0", "/a: 1"].map(str::to_owned).to_vec(),
            "with a limit of 0 pages were left out",
        );
    });
}

/// What stands at an address of [`There::Cut`].
const BREAKS_OFF: &str = "the server closes the connection in the middle of the page, and half a \
    page is none";

#[test]
fn a_start_that_cannot_be_had_is_reported() {
    virtual_time(async |lab: Lab| {
        let (site, _) = web(&[
            ("/cut", There::Cut),
            ("/led", There::Led(308, "/missing")),
            ("/nowhere", There::Led(301, "http://[")),
        ])
        .await;
        // Nobody listens at the port of a listener that is gone.
        let nobody = format!(
            "http://{}/",
            super::site::address(&super::site::listen().await)
        );
        for (start, should, there) in [
            (
                site.url("/missing"),
                "/missing: status 404",
                "there is no page",
            ),
            (
                site.url("/missing#here"),
                "/missing: status 404",
                "there is no page",
            ),
            (site.url("/cut"), "/cut: connection", BREAKS_OFF),
            (
                site.url("/led"),
                "/missing: status 404",
                "a redirect leads to where there is no page",
            ),
            (
                site.url("/nowhere"),
                "/nowhere: status 301",
                "there is a redirect whose `location` is no address",
            ),
            (nobody, "/: connection", "nobody listens"),
        ] {
            let path = url(&start);
            lab.case(format!(
                "a crawl that begins at {}, where {there}",
                &path[Position::BeforePath..]
            ));
            let report = crawl(&Crawler::new(client()), &start).await;
            let cause = redirects_taken_for_broken(&report, &["/nowhere"])
                .or_else(|| redirects_taken_for_pages(&report, &["/led", "/nowhere"]))
                .unwrap_or_else(|| format!("the crawl began at {start}, where {there}"));
            expect_eq(
                (pages(&report), broken(&report), foreign(&report)),
                (Vec::new(), texts([should]), Vec::new()),
                cause,
            );
        }
    });
}

/// What is none of the links of the test below, if the crawler asked for it.
fn wrongly_taken(report: &Report) -> Option<&'static str> {
    let asked = [pages(report), broken(report)].concat();
    [
        ("/single:", "`/single`, which stands between single quotes,"),
        (
            "/capitals:",
            "`/capitals`, which stands behind `HREF` in capitals,",
        ),
        ("/spaces:", "`/spaces`, with spaces around the `=`,"),
        ("/image:", "`/image`, which stands behind `src`,"),
        ("/bare:", "`/bare`, without quotes,"),
        ("/open:", "`/open`, which no `\"` ends,"),
        (
            "/a?x=1&y=2:",
            "`/a?x=1&amp;y=2` with `&amp;` changed into `&`",
        ),
        (
            "/e:",
            "`e` on the page `/d/%EA%B8%80`, joined to another address,",
        ),
    ]
    .into_iter()
    .find(|(path, _)| asked.iter().any(|one| one.starts_with(path)))
    .map(|(_, what)| what)
}

#[test]
fn a_link_is_what_stands_between_the_quotes() {
    virtual_time(async |_lab: Lab| {
        let (site, asked) = web(&[
            (
                "/",
                There::Text(
                    b"<a href='/single'> <a HREF=\"/capitals\"> <a href = \"/spaces\"> <img \
                      src=\"/image\"> <a href=/bare> \xff\xfe <a\nhref=\"/a?x=1&amp;y=2\"> <a \
                      href=\"http://[\"><a href=\"\"><a href=\"/b\nc\"> href=\"d/\xea\xb8\x80\"'\"' \
                      href=\"/open",
                ),
            ),
            ("/a?x=1&amp;y=2", There::Page(&["#top", "?z=3"])),
            ("/a?z=3", There::Text(b"")),
            ("/bc", There::Page(&[])),
            ("/d/%EA%B8%80", There::Page(&["e", "../f"])),
            ("/d/e", There::Page(&[])),
            ("/f", There::Page(&[])),
        ])
        .await;
        let report = crawl(&Crawler::new(client()), &site.url("/")).await;
        let start_is_broken = broken(&report).iter().any(|one| one.starts_with("/: "));
        if start_is_broken {
            fail(
                "the start page holds two bytes that are no UTF-8, and was reported as broken: a page \
                 that is not UTF-8 is a page, and its bad bytes may be replaced",
            );
        }
        if let Some(why) = fragment_taken_for_a_page(&report) {
            fail(why);
        }
        let lost = without_an_answer(&sorted(&asked), &report, &[]);
        let why = match (wrongly_taken(&report), lost) {
            (Some(what), _) => format!("{what} was taken for a link"),
            (None, Some(lost)) => fail(lost),
            (None, None) => "some links were not found".to_owned(),
        };
        expect_eq(
            (pages(&report), broken(&report)),
            (
                texts([
                    "/: 0",
                    "/a?x=1&amp;y=2: 1",
                    "/a?z=3: 2",
                    "/bc: 1",
                    "/d/%EA%B8%80: 1",
                    "/d/e: 2",
                    "/f: 2",
                ]),
                Vec::new(),
            ),
            format!(
                "{why}: a link is what stands between `href=\"`, in just these letters, and the next \
                 `\"`, as it is, made whole by the address of its page"
            ),
        );
    });
}

// In real time: a virtual clock would go on while the system is busy handing over so much.
#[test]
fn a_page_may_be_long_and_come_in_pieces() {
    real_time(async |_lab: Lab| {
        let site = Site::start(|path: String| async move {
            match path.as_str() {
                "/" => {
                    let long = format!("{}<a href=\"/a\">", "x".repeat(3_000_000));
                    let pieces = [long.as_str(), "<a hr", "ef=\"/", "b\">"]
                        .map(|piece| Ok::<_, io::Error>(Bytes::copy_from_slice(piece.as_bytes())));
                    Body::from_stream(stream::iter(pieces)).into_response()
                }
                _ => page(&[]).into_response(),
            }
        })
        .await;
        let report = crawl(&Crawler::new(client()), &site.url("/")).await;
        expect_eq(
            pages(&report),
            texts(["/: 0", "/a: 1", "/b: 1"]),
            "the start page has three million bytes, and two links at its end, one of them cut into \
             pieces on its way",
        );
    });
}

#[test]
fn redirects_are_steps() {
    virtual_time(async |_lab: Lab| {
        const WEB: &[(&str, There)] = &[
            (
                "/",
                There::Page(&[
                    "/301", "/302", "/303", "/307", "/308", "/self", "/d/up", "/away",
                ]),
            ),
            ("/301", There::Led(301, "/a#here")),
            ("/302", There::Led(302, "/b")),
            ("/303", There::Led(303, "/c")),
            ("/307", There::Led(307, "/308")),
            ("/308", There::Led(308, "/307")),
            ("/self", There::Led(302, "")),
            ("/d/up", There::Led(302, "../a")),
            ("/away", There::Led(302, "http://localhost:1/x#y")),
            ("/a", There::Page(&[])),
            ("/b", There::Page(&["/302"])),
            ("/c", There::Page(&[])),
        ];
        const REDIRECTS: [&str; 8] = [
            "/301", "/302", "/303", "/307", "/308", "/self", "/d/up", "/away",
        ];
        for (depth, far) in [(1_000_000, true), (2, true), (1, false)] {
            let (site, asked) = web(WEB).await;
            let crawler = Crawler::new(client()).depth(depth);
            let report = crawl(&crawler, &site.url("/")).await;
            let mut should = vec!["/: 0"];
            let mut reached = vec![
                "/", "/301", "/302", "/303", "/307", "/308", "/away", "/d/up", "/self",
            ];
            if far {
                should.extend(["/a: 2", "/b: 2", "/c: 2"]);
                reached.extend(["/a", "/b", "/c"]);
            }
            reached.sort_unstable();
            expect_eq(
                (pages(&report), broken(&report), foreign(&report)),
                (
                    should.into_iter().map(str::to_owned).collect(),
                    Vec::new(),
                    texts(["http://localhost:1/x"]),
                ),
                redirects_taken_for_broken(&report, &[])
                    .or_else(|| fragment_taken_for_a_page(&report))
                    .or_else(|| redirects_taken_for_pages(&report, &REDIRECTS))
                    .or_else(|| without_an_answer(&sorted(&asked), &report, &REDIRECTS))
                    .or_else(|| {
                        let is_missing = foreign(&report).is_empty();
                        is_missing.then(|| {
                            format!(
                                "`/away` is a redirect{} and leads to another site, which is not in \
                                 `foreign`: where a page or a redirect leads to on other sites is \
                                 reported without asking, also at the limit",
                                match depth {
                                    1 => ", at the limit of 1,",
                                    _ => "",
                                }
                            )
                        })
                    })
                    .unwrap_or_else(|| {
                        format!(
                            "with a depth of {depth}, a redirect should be a step to where it leads"
                        )
                    }),
            );
            let asked = sorted(&asked);
            let why = wrongly_asked(&asked, &reached, &report);
            expect_eq(
                asked,
                reached.into_iter().map(str::to_owned).collect(),
                format!("with a depth of {depth}, {why}"),
            );
        }
    });
}

#[test]
fn what_is_no_success_and_no_redirect_is_broken() {
    virtual_time(async |_lab: Lab| {
        let (site, asked) = web(&[
            (
                "/",
                There::Page(&[
                    "/201",
                    "/204",
                    "/300",
                    "/304",
                    "/305",
                    "/306",
                    "/400",
                    "/404",
                    "/500",
                    "/cut",
                    "/lost",
                    "/bad",
                    "/404#again",
                ]),
            ),
            ("/201", There::Led(201, "/on/a/page")),
            ("/204", There::Status(204, &[])),
            ("/300", There::Led(300, "/hidden")),
            ("/304", There::Led(304, "/hidden")),
            ("/305", There::Led(305, "/hidden")),
            ("/306", There::Led(306, "/hidden")),
            ("/400", There::Status(400, &["/hidden"])),
            (
                "/500",
                There::Status(500, &["/hidden", "http://localhost:1/"]),
            ),
            ("/cut", There::Cut),
            ("/lost", There::Status(302, &["/hidden"])),
            ("/bad", There::Led(301, "http://[")),
            ("/on/a/redirect", There::Page(&[])),
        ])
        .await;
        let report = crawl(&Crawler::new(client()), &site.url("/")).await;
        let told = broken(&report);
        let is_broken = |path: &str| told.iter().any(|one| one.starts_with(&format!("{path}: ")));
        let cut_came = pages(&report).iter().any(|page| page.starts_with("/cut:"));
        let followed = ["/300", "/304", "/305", "/306"];
        let followed = followed.into_iter().find(|path| !is_broken(path));
        let without = ["/lost", "/bad"].into_iter().find(|path| !is_broken(path));
        let why = if cut_came {
            format!("`/cut` was taken for a page that came: {BREAKS_OFF}")
        } else if let Some(lost) = without_an_answer(
            &sorted(&asked),
            &report,
            &["/300", "/304", "/305", "/306", "/lost", "/bad"],
        ) {
            lost
        } else if let Some(path) = followed {
            format!(
                "`{path}` answered with the status {}, and is not in `broken`: a redirect is one of 301, \
                 302, 303, 307 and 308, and no other status",
                &path[1..]
            )
        } else if let Some(path) = without {
            format!(
                "`{path}` answered with a redirect without an address that `join` can make whole, and is \
                 not in `broken`: without an address to go on to it is broken"
            )
        } else {
            from_an_error_page(&report).unwrap_or_else(|| {
                "`broken` should hold what is neither a success nor a redirect with an address"
                    .to_owned()
            })
        };
        expect_eq(
            broken(&report),
            texts([
                "/300: status 300",
                "/304: status 304",
                "/305: status 305",
                "/306: status 306",
                "/400: status 400",
                "/404: status 404",
                "/500: status 500",
                "/bad: status 301",
                "/cut: connection",
                "/lost: status 302",
            ]),
            why,
        );
        expect_eq(
            (pages(&report), foreign(&report)),
            (
                texts(["/: 0", "/201: 1", "/204: 1", "/on/a/redirect: 2"]),
                Vec::new(),
            ),
            "`pages` should hold what came with a success, and its links; what stands on the page \
             of another status does not count",
        );
        expect_eq(
            sorted(&asked).len(),
            14,
            "the start, its twelve pages and one behind them should be asked for once each",
        );
    });
}

#[test]
fn only_the_own_site_is_asked() {
    virtual_time(async |_lab: Lab| {
        let (other, asked_there) = site(&[("/", &[])]).await;
        let other = other.url("/");
        let asked = Asked::default();
        let (noted, link) = (Arc::clone(&asked), other.clone());
        let site = Site::start(move |path: String| {
            note(&noted, &path);
            let (link, port) = (link.clone(), link.rsplit(':').next().map(str::to_owned));
            let port = port.unwrap_or_default();
            async move {
                match path.as_str() {
                    "/" => page(&[
                        "/a",
                        "mailto:ann@example.org",
                        "https://127.0.0.1/#x",
                        "//localhost:1/y#z",
                        "javascript:alert(1)",
                    ]),
                    _ => page(&[
                        &format!("{link}#one"),
                        &format!("{link}#two"),
                        &format!("http://127.0.0.1:{port}b"),
                        "/too/far",
                    ]),
                }
            }
        })
        .await;
        let report = crawl(&Crawler::new(client()).depth(1), &site.url("/#start")).await;
        let mut elsewhere = texts([
            "mailto:ann@example.org",
            "https://127.0.0.1/",
            "http://localhost:1/y",
            "javascript:alert(1)",
        ]);
        let at_the_limit = [format!("{other}b"), other];
        elsewhere.extend(at_the_limit.clone());
        elsewhere.sort();
        let with_fragment = report.foreign.iter().find(|link| link.fragment().is_some());
        let none_at_the_limit = foreign(&report)
            .iter()
            .all(|one| !at_the_limit.contains(one));
        let why = if let Some(link) = with_fragment {
            format!("`foreign` holds {link}: a link is reported without what stands behind `#`")
        } else if let Some(lost) = without_an_answer(&sorted(&asked), &report, &[]) {
            lost
        } else if none_at_the_limit {
            "`/a` is a page at the limit, and its links to other sites are not in `foreign`: they are \
             reported as well, without asking"
                .to_owned()
        } else {
            "`foreign` should hold each link to another site once".to_owned()
        };
        expect_eq(foreign(&report), elsewhere, why);
        expect_eq(
            (sorted(&asked), sorted(&asked_there)),
            (texts(["/", "/a"]), Vec::new()),
            "with a depth of 1 the start and one page of its own site should be asked for, and \
             nothing elsewhere",
        );
        expect_eq(
            pages(&report),
            texts(["/: 0", "/a: 1"]),
            "`pages` should hold the two pages of the own site, each with its distance",
        );
    });
}

/// A site whose start has so many links. Each page behind it takes its time, on a lane of its own:
/// half of it until it begins to come, and half until all of it is there.
async fn busy(lab: &Lab, count: usize, times: Vec<Duration>) -> Site {
    let lab = lab.clone();
    Site::start(move |path: String| {
        let number = path.trim_start_matches('/').parse::<usize>().ok();
        let time = number.and_then(|n| times.get(n).copied());
        let lab = lab.clone();
        async move {
            let Some(time) = time else {
                let links: Vec<String> = (0..count).map(|n| format!("/{n}")).collect();
                return page(&links.iter().map(String::as_str).collect::<Vec<_>>()).into_response();
            };
            let (begun, ends) = oneshot::channel::<()>();
            let on_its_way = lab.span(&path, async move {
                let _over = ends.await;
            });
            lab::background(on_its_way);
            sleep(time / 2).await;
            Body::from_stream(stream::once(async move {
                sleep(time / 2).await;
                drop(begun);
                Ok::<_, io::Error>(Bytes::from_static(b"all of it"))
            }))
            .into_response()
        }
    })
    .await
}

#[test]
fn all_places_are_taken_while_there_are_pages() {
    for_seeds(20, async |lab: Lab| {
        let mut draw = lab.draw();
        let (count, limit) = (draw.size(1..=12), draw.size(0..=5));
        let times: Vec<Duration> = (0..count).map(|_| draw.times(ms(202), 1..=10)).collect();
        let pages = if count == 1 { "page" } else { "pages" };
        lab.case(format!("{count} {pages} of one distance, {limit} at once"));
        let site = busy(&lab, count, times).await;
        let crawler = Crawler::new(client()).at_once(limit);
        let report = crawl(&crawler, &site.url("/")).await;
        if report.pages.len() < 1 + count {
            fail(format!(
                "the start has {count} links, and the report has {} pages: each link leads to a page \
                 that comes, and the crawl returns when all are there",
                report.pages.len()
            ));
        }
        let names: Vec<String> = (0..count).map(|n| format!("/{n}")).collect();
        let lanes: Vec<(&str, Duration)> =
            names.iter().map(|name| (name.as_str(), secs(0))).collect();
        lab.expect_busy_because(
            limit.max(1),
            &lanes,
            &batches(&lab, &lanes)
                .or_else(|| head_taken_for_the_page(&lab, &lanes)).unwrap_or_else(|| {
                format!(
                    "{} may be on their way at once, and are as long as so many of one distance are left",
                    limit.max(1)
                )
            }),
        );
    });
}

#[test]
fn without_a_word_there_are_eight_at_once_and_any_depth() {
    virtual_time(async |lab: Lab| {
        let site = busy(&lab, 20, vec![secs(2); 20]).await;
        let report = crawl(&Crawler::new(client()), &site.url("/")).await;
        expect_eq(
            report.pages.len(),
            21,
            "the start has twenty links, and this is how many pages the report has: the crawl returns \
             when all are there",
        );
        expect_eq(
            lab.now(),
            secs(6),
            match lab.now() < secs(6) {
                true => {
                    "twenty pages of 2s each, eight at once, take 6s: more than eight were on their way \
                     at once"
                }
                false => "twenty pages of 2s each, eight at once, take 6s",
            },
        );
        let site = Site::start(|path: String| async move {
            let number: usize = path.trim_start_matches('/').parse().unwrap_or_default();
            match number {
                200 => page(&[]),
                number => page(&[&format!("/{}", number + 1)]),
            }
        })
        .await;
        let report = crawl(&Crawler::new(client()), &site.url("/")).await;
        let farthest = report.pages.values().max().copied();
        expect_eq(
            farthest,
            Some(200),
            format!(
                "the last of a chain of pages is 200 steps away, and the crawl went no further than {}: \
                 without a word from the caller there is no limit to the depth",
                farthest.unwrap_or_default()
            ),
        );
    });
}

// In real time: beside so many connections a virtual clock may run ahead.
#[test]
fn a_limit_may_be_a_million() {
    real_time(async |lab: Lab| {
        let count = places(100);
        for limit in [count, 1_000_000] {
            lab.case(format!("{count} pages of one distance, {limit} at once"));
            let at_once = Gauge::default();
            let (inside, barrier) = (at_once.clone(), Arc::new(Barrier::new(count)));
            let site = Site::start(move |path: String| {
                let (inside, barrier) = (inside.clone(), Arc::clone(&barrier));
                async move {
                    if path == "/" {
                        let links: Vec<String> = (0..count).map(|n| format!("/{n}")).collect();
                        return page(&links.iter().map(String::as_str).collect::<Vec<_>>());
                    }
                    let _inside = inside.enter();
                    barrier.wait().await;
                    page(&[])
                }
            })
            .await;
            let crawler = Crawler::new(client()).at_once(limit).depth(limit);
            let mut crawl = Box::pin(crawler.crawl(url(&site.url("/"))));
            let report = loop {
                let came = at_once.entered();
                match timeout(secs(1), crawl.as_mut()).await {
                    Ok(report) => break report,
                    Err(_) if at_once.entered() > came || came == 0 => {}
                    Err(_) => fail(format!(
                        "the server answers when {count} requests have come together, and no more \
                         than {came} came with a limit of {limit}"
                    )),
                }
            };
            expect_eq(
                report.pages.len(),
                1 + count,
                "this is how many pages the report has: there should be one for each link, and the start",
            );
        }
    });
}

#[test]
fn a_page_may_take_a_day() {
    virtual_time(async |lab: Lab| {
        lab.lasts(A_DAY);
        let site = busy(&lab, 2, vec![A_DAY, secs(2)]).await;
        let came = Crawler::new(client()).crawl(url(&site.url("/"))).await;
        if lab.now() < A_DAY {
            fail(format!(
                "the page `/0` takes 24h to come, and the crawl returned after {} without it: pages on \
                 their way are waited for, however long they take",
                short(lab.now())
            ));
        }
        expect_eq(
            (pages(&came), lab.now()),
            (texts(["/: 0", "/0: 1", "/1: 1"]), A_DAY),
            "a page took 24h to come: it should be in the report, which is complete then",
        );
    });
}

#[test]
fn a_crawler_begins_anew_each_time_with_its_client() {
    real_time(async |_lab: Lab| {
        let server = MockServer::builder().start().await;
        Mock::given(any())
            .respond_with(ResponseTemplate::new(200).set_body_string(page(&["/a"])))
            .mount(&server)
            .await;
        let given = reqwest::Client::builder()
            .no_proxy()
            .user_agent("given by the test")
            .build()
            .unwrap_or_else(|error| panic!("the test needs an HTTP client ({error})"));
        let crawler = Crawler::new(given);
        for which in ["first", "second"] {
            let report = crawler.crawl(url(&server.uri())).await;
            expect_eq(
                pages(&report),
                texts(["/: 0", "/a: 1"]),
                match which {
                    "first" => "the first crawl should find both pages",
                    _ => {
                        "the second crawl should find both pages, as the first one has: each begins anew, \
                         whatever the crawler has seen before"
                    }
                },
            );
        }
        let requests = server.received_requests().await.unwrap_or_default();
        let good = requests.iter().filter(|request| {
            let agent = request.headers.get("user-agent");
            request.method.as_str() == "GET"
                && agent.is_some_and(|agent| agent == "given by the test")
        });
        let good = good.count();
        if good < requests.len() {
            fail(format!(
                "{} requests were made, and {} of them not with a `GET` of the client that was given to \
                 `new`: all requests go through that one",
                requests.len(),
                requests.len() - good
            ));
        }
        expect_eq(
            good,
            4,
            "this is how many requests were made: two crawls of two pages take four",
        );
    });
}

#[test]
fn it_does_not_matter_how_a_crawl_is_polled() {
    for way in Way::ALL {
        virtual_time(async move |lab: Lab| {
            lab.case(format!("a crawl that is {way}"));
            let (site, asked) = site(&[("/", &["/a", "/b", "/c"]), ("/b", &["/d"])]).await;
            let crawler = Crawler::new(client()).at_once(2);
            let report = lab.polled(way, crawler.crawl(url(&site.url("/")))).await;
            expect_eq(
                (pages(&report), broken(&report)),
                (
                    texts(["/: 0", "/b: 1"]),
                    texts(["/a: status 404", "/c: status 404", "/d: status 404"]),
                ),
                from_an_error_page(&report)
                    .or_else(|| without_an_answer(&sorted(&asked), &report, &[]))
                    .unwrap_or_else(|| {
                        "two pages came and three did not: the report should hold them all"
                            .to_owned()
                    }),
            );
        });
    }
}
