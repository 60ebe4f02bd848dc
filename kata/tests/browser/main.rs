//! The class page in a real browser. Teachers read it on screens of any width, in the dark, on
//! paper, by keyboard and by ear; students choose what stands on it.

mod chromium;
mod class;

use std::collections::{BTreeSet, HashMap};

use kata::grade::{Report, TestGrade};
use serde_json::{Value, json};

use chromium::{Browser, Theme};
use class::{HOSTILE, class, long_name, page};

/// Paper is measured at 96 pixels an inch: A4 less the margins of the page's style.
const UPRIGHT: u32 = (210 - 2 * 12) * 96 * 10 / 254;
const ACROSS: u32 = (297 - 2 * 10) * 96 * 10 / 254;

fn strings(value: &Value) -> Vec<String> {
    let values = value.as_array().unwrap().iter();
    values.map(|one| one.as_str().unwrap().to_owned()).collect()
}

#[test]
#[ignore = "needs Chromium: .ci/run installs it"]
fn nothing_is_loaded_from_elsewhere() {
    let browser = Browser::showing(&page(&class(2)));
    let requested: BTreeSet<String> = browser
        .log("performance")
        .iter()
        .map(|message| serde_json::from_str::<Value>(message).unwrap()["message"].clone())
        .filter(|event| event["method"] == "Network.requestWillBeSent")
        .map(|event| ["documentURL", "request"].map(|key| event["params"][key].clone()))
        // Chromium has pages of its own: what it shows before it is asked for ours.
        .filter(|[page, _]| page.as_str().unwrap().starts_with("file:"))
        .map(|[_, request]| request["url"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(requested, BTreeSet::from([browser.url()]));

    let refused = browser.run(
        "return new Promise(done => {
           document.addEventListener('securitypolicyviolation', e => done(e.effectiveDirective));
           const late = () => setTimeout(done, 1000, 'it was asked for');
           const image = Object.assign(new Image(), {src: 'http://127.0.0.1:9/image', onerror: late});
           document.body.append(image);
         })",
    );
    assert_eq!(refused, "img-src", "the page's policy lets an image in");
    let refused = browser.run(
        "document.body.setAttribute('onclick', 'window.pwned = 1');
         document.body.click();
         return window.pwned ?? null",
    );
    assert_eq!(refused, Value::Null, "the page's policy lets a script run");
}

#[test]
#[ignore = "needs Chromium: .ci/run installs it"]
fn the_console_stays_silent() {
    let browser = Browser::showing(&page(&class(2)));
    browser.run("for (const one of document.querySelectorAll('details')) one.open = !one.open");
    assert_eq!(browser.log("browser"), Vec::<String>::new());
    let styled = browser.run("return getComputedStyle(document.querySelector('.map')).overflowX");
    assert_eq!(styled, "auto", "the page's policy keeps its own style out");
}

#[test]
#[ignore = "needs Chromium: .ci/run installs it"]
fn every_failing_behaviour_shows_both_timelines() {
    let reports = class(2);
    let browser = Browser::showing(&page(&reports));
    let shown = browser.run(
        "return [...document.querySelectorAll('.pair')].map(pair => {
           const items = pair.closest('li').querySelector('h4').textContent;
           const seen = box => box.width > 100 && box.height > 40;
           return {behaviour: items, pictures: [...pair.querySelectorAll('figure')].map(figure => ({
             caption: figure.querySelector('figcaption').textContent,
             seen: figure.checkVisibility({contentVisibilityAuto: false}) &&
               seen(figure.querySelector('svg').getBoundingClientRect()),
             bars: figure.querySelectorAll('.bar').length,
             marks: [...figure.querySelectorAll('.mark')].map(mark => mark.textContent),
           }))};
         })",
    );
    let due: Vec<&TestGrade> = tests(&reports)
        .filter(|test| test.expected.is_some())
        .collect();
    assert!(due.len() > 10);
    let shown = shown.as_array().unwrap();
    assert_eq!(shown.len(), due.len(), "a pair for each behaviour");
    for (shown, due) in shown.iter().zip(due) {
        let name = due.name.replace('_', " ");
        assert_eq!(
            shown["behaviour"],
            format!("✗ This should hold, and does not: {name}")
        );
        let marks = match name.as_str() {
            "the rest is cancelled" => json!(["<", "7"]),
            _ => json!([]),
        };
        let picture = |caption: &str, marks: &Value| json!({"caption": caption, "seen": true, "bars": 2, "marks": marks});
        let pictures = json!([
            picture("expected", &json!([])),
            picture("what happened", &marks)
        ]);
        assert_eq!(shown["pictures"], pictures, "{name}");
    }

    // Of four seconds, `url2` should take the first three, and takes the last.
    let bars = browser.run(
        "const pair = document.querySelector('.pair');
         return [...pair.querySelectorAll('svg.timeline')].map(svg => {
           const ticks = [...svg.querySelectorAll('.grid')].map(line => line.getBoundingClientRect().left);
           const bar = svg.querySelectorAll('.bar')[1].getBoundingClientRect();
           const at = x => Math.round(400 * (x - ticks[0]) / (ticks.at(-1) - ticks[0])) / 100;
           return [at(bar.left), at(bar.right)];
         })",
    );
    let near = |a: &Value, b: f64| (a.as_f64().unwrap() - b).abs() < 0.06;
    assert!(near(&bars[0][0], 0.0) && near(&bars[0][1], 3.0), "{bars}");
    assert!(near(&bars[1][0], 1.0) && near(&bars[1][1], 4.0), "{bars}");
}

fn tests(reports: &[Report]) -> impl Iterator<Item = &TestGrade> {
    let katas = reports.iter().flat_map(|report| &report.katas);
    katas.flat_map(|kata| &kata.tests)
}

#[test]
#[ignore = "needs Chromium: .ci/run installs it"]
fn a_hostile_name_is_only_text() {
    let reports = class(1);
    let browser = Browser::showing(&page(&reports));
    let due: Vec<String> = ["ada".to_owned(), "bo".to_owned(), long_name()]
        .into_iter()
        .chain(HOSTILE.map(|(_, shown)| shown.to_owned()))
        .collect();
    for places in [".map tbody th", "section h2"] {
        let script = format!(
            "return [...document.querySelectorAll('{places}')].map(one => one.textContent)"
        );
        assert_eq!(strings(&browser.run(&script)), due, "in {places}");
    }
    let found = browser.run(
        "return {run: window.pwned ?? null,
           foreign: document.querySelectorAll('script, img, b, iframe, object, form').length,
           styles: document.querySelectorAll('style').length,
           links: [...document.querySelectorAll('[href]')].filter(a => !a.getAttribute('href').startsWith('#')).length}",
    );
    let clean = json!({"run": null, "foreign": 0, "styles": 1, "links": 0});
    assert_eq!(found, clean);
    // Text from right to left turns nothing around that stands beside it.
    let beside = browser.run(
        "return [...document.querySelectorAll('.map tbody tr')].every(row =>
           row.cells[1].getBoundingClientRect().left > row.cells[0].getBoundingClientRect().left &&
           getComputedStyle(row).direction === 'ltr')",
    );
    assert_eq!(beside, true);
    // A class of one has its name in the title, less the folders that it may lie in.
    browser.open(&page(&reports[3..4]));
    let name = HOSTILE[0].1.rsplit('/').next().unwrap();
    let title = browser.run("return document.title");
    assert_eq!(title, format!("Grade of {name}"));
}

#[test]
#[ignore = "needs Chromium: .ci/run installs it"]
fn in_the_light_and_in_the_dark_text_keeps_its_contrast() {
    let browser = Browser::showing(&page(&class(2)));
    for (theme, from, to) in [(Theme::Light, 0.9, 1.0), (Theme::Dark, 0.0, 0.05)] {
        browser.light_up(theme);
        let found = browser.run(include_str!("looks/contrast.js"));
        assert!(found["looked"].as_u64().unwrap() > 500, "{found}");
        assert_eq!(strings(&found["faint"]), Vec::<String>::new());
        let page = found["page"].as_f64().unwrap();
        assert!((from..=to).contains(&page), "the page's luminance: {page}");
    }
}

#[test]
#[ignore = "needs Chromium: .ci/run installs it"]
fn on_paper_nothing_is_cut_off() {
    let reports = class(16);
    let browser = Browser::showing(&page(&reports));
    for (root, width) in [(".class", ACROSS), ("#reports", UPRIGHT)] {
        browser.lay_out_on_paper(width);
        let script = format!(
            "const ROOT = '{root}';\n{}",
            include_str!("looks/cut_off.js")
        );
        let found = browser.run(&script);
        assert!(found["looked"].as_u64().unwrap() > 500, "{found}");
        assert_eq!(strings(&found["cut"]), Vec::<String>::new(), "in {root}");
    }

    // The class on one sheet across, then everybody on a sheet of their own.
    browser.command("Emulation.clearDeviceMetricsOverride", json!({}));
    browser.command("Emulation.setEmulatedMedia", json!({"media": ""}));
    browser.open(&page(&class(1)));
    let a4 = json!({"paperWidth": 8.27, "paperHeight": 11.69, "preferCSSPageSize": true});
    let printed = browser.command("Page.printToPDF", a4);
    let sheets = sheets(printed["data"].as_str().unwrap());
    let across: Vec<bool> = sheets
        .iter()
        .map(|(width, height)| width > height)
        .collect();
    assert!(across[0] && !across[1..].contains(&true), "{sheets:?}");
    assert!(sheets.len() > reports.len(), "{} sheets", sheets.len());
}

/// The width and height of every sheet of a PDF that Chromium wrote.
fn sheets(base64: &str) -> Vec<(f64, f64)> {
    use base64::Engine;
    let pdf = base64::engine::general_purpose::STANDARD.decode(base64);
    let pdf = pdf.unwrap();
    let text = String::from_utf8_lossy(&pdf);
    let boxes = text.split("/MediaBox [").skip(1).map(|after| {
        let numbers = after.split(']').next().unwrap().split_whitespace();
        let numbers: Vec<f64> = numbers.map(|n| n.parse().unwrap()).collect();
        (numbers[2] - numbers[0], numbers[3] - numbers[1])
    });
    boxes.collect()
}

#[test]
#[ignore = "needs Chromium: .ci/run installs it"]
fn everything_can_be_reached_by_keyboard() {
    let browser = Browser::showing(&page(&class(2)));
    // So narrow that the heat map has to be scrolled.
    browser.widen(400);
    browser.run("document.querySelector('.message').open = true");
    let all = browser.run(include_str!("looks/stops.js"));
    let all: BTreeSet<i64> = (0..all.as_i64().unwrap()).collect();
    let mut reached = BTreeSet::new();
    // There may be more stops than a mouse has uses for: texts that would scroll if they were longer.
    for _ in 0..2 * all.len() {
        browser.press("Tab");
        let focus = browser.run(include_str!("looks/focus.js"));
        if focus.is_null() {
            break;
        }
        assert_eq!(focus["outlined"], true, "the focus cannot be seen: {focus}");
        assert_eq!(focus["inside"], true, "out of sight: {focus}");
        assert_eq!(focus["covered"], false, "something is in front: {focus}");
        reached.insert(focus["stop"].as_i64().unwrap());
    }
    let missed: Vec<Value> = all
        .difference(&reached)
        .map(|stop| {
            browser.run(&format!(
                "return window.stops[{stop}].outerHTML.slice(0, 80)"
            ))
        })
        .collect();
    assert_eq!(missed, Vec::<Value>::new());
    assert!(all.len() > 50, "{} stops", all.len());

    // And used: the heat map scrolls, what is closed opens, and the first link leads past the map.
    browser.run("document.querySelector('.map').focus()");
    browser.press("ArrowRight");
    browser.run(
        "return new Promise(done => {
           const look = () => document.querySelector('.map').scrollLeft > 0 ? done() : requestAnimationFrame(look);
           look();
         })",
    );
    browser.run(
        "window.folded = document.querySelector('section details:not([open])');
         window.folded.querySelector('summary').focus()",
    );
    let open = "return window.folded.open";
    assert_eq!(browser.run(open), false);
    browser.press("Enter");
    assert_eq!(browser.run(open), true);
    browser.run("document.querySelector('.skip').focus()");
    browser.press("Enter");
    browser.press("Tab");
    let past = browser.run("return !!document.activeElement.closest('#reports')");
    assert_eq!(past, true, "the skip link leads nowhere");
}

#[test]
#[ignore = "needs Chromium: .ci/run installs it"]
fn a_field_of_the_heat_map_leads_to_what_is_wrong() {
    let browser = Browser::showing(&page(&class(2)));
    let links = browser.run(
        "return [...document.querySelectorAll('.map td a')].map(a => {
           a.click();
           const kata = document.querySelector(a.hash);
           return {open: kata?.open ?? null, said: kata?.querySelector('h3').textContent.includes(
             a.closest('td').title.split(': ')[0]) ?? null};
         })",
    );
    let links = links.as_array().unwrap();
    assert!(links.len() > 10, "{} links", links.len());
    for link in links {
        assert_eq!(*link, json!({"open": true, "said": true}));
    }
}

#[test]
#[ignore = "needs Chromium: .ci/run installs it"]
fn a_screen_reader_hears_the_heat_map() {
    let reports = class(2);
    let browser = Browser::showing(&page(&reports));
    let tree = heard(&browser);
    let table = tree
        .iter()
        .position(|heard| heard.role == "table" && heard.name == "Every submission, every kata");
    let table = &tree[table.expect("a table with a name")..];
    // The class in figures has tables of its own.
    let mut others = table.iter().skip(1);
    let next = others.position(|heard| heard.role == "table");
    let table = &table[..next.map_or(table.len(), |next| next + 1)];
    let of = |role: &str| {
        let nodes = table.iter().filter(|heard| heard.role == role);
        nodes
            .map(|heard| heard.name.clone())
            .collect::<Vec<String>>()
    };

    let mut columns = vec!["submission".to_owned(), "points of 16".to_owned()];
    columns.extend(["c01 of some name", "c02 of some name"].map(str::to_owned));
    columns.extend(reports[0].katas.iter().map(|kata| kata.slug.clone()));
    assert_eq!(of("columnheader"), columns);
    let scopes = browser.run("return [...document.querySelectorAll('th')].every(th => th.scope)");
    assert_eq!(scopes, true, "a header that does not say what it heads");
    let rows = of("rowheader");
    assert_eq!((rows[0].as_str(), rows.len()), ("ada", reports.len() + 1));

    let mut fields = Vec::new();
    for report in &reports {
        fields.push(report.score.to_string());
        fields.extend(
            report
                .katas
                .iter()
                .map(|kata| format!("{}, {} of {}", kata.verdict, kata.score, kata.max_score)),
        );
    }
    assert_eq!(of("cell")[..fields.len()], fields, "words, not signs");
}

#[test]
#[ignore = "needs Chromium: .ci/run installs it"]
fn a_screen_reader_hears_what_is_where() {
    let reports = class(2);
    let browser = Browser::showing(&page(&reports));
    let tree = heard(&browser);
    let has = |role: &str, name: &str| {
        let found = tree
            .iter()
            .any(|heard| heard.role == role && heard.name == name);
        assert!(found, "no {role} named {name}");
    };
    has("main", "");
    has("region", "Every submission, every kata");
    has("region", "ada");
    has("list", "Signs of the heat map");
    let pictures: Vec<&Heard> = tree.iter().filter(|heard| heard.role == "image").collect();
    let due = tests(&reports).map(|test| [&test.expected, &test.actual]);
    let due = due.flatten().flatten().count();
    assert_eq!(pictures.len(), due, "each picture is heard");
    let words = [
        (
            "expected",
            "url1: ran from 0s to 1s. url2: ran from 0s to 3s.",
        ),
        (
            "what happened",
            "url1: ran from 0s to 1s. url2, not as expected: ran from 1s to 4s.",
        ),
    ];
    for (picture, (name, description)) in pictures.iter().zip(words) {
        assert_eq!(picture.name, name);
        assert_eq!(picture.description, description);
    }

    let headings = browser.run(
        "return [document.documentElement.lang, document.title,
           ...[...document.querySelectorAll('h1, h2, h3, h4')].map(one => one.tagName)]",
    );
    let headings = strings(&headings);
    assert_eq!(headings[..3], ["en", "Grades of 8 submissions", "H1"]);
    for pair in headings[2..].windows(2) {
        assert!(
            pair[1] <= format!("H{}", &pair[0][1..].parse::<u32>().unwrap() + 1),
            "{pair:?}"
        );
    }
}

/// One thing that a browser tells a screen reader.
struct Heard {
    role: String,
    name: String,
    description: String,
}

/// Everything that it tells, in order.
fn heard(browser: &Browser) -> Vec<Heard> {
    let tree = browser.command("Accessibility.getFullAXTree", json!({}));
    let nodes = tree["nodes"].as_array().unwrap();
    let by_id: HashMap<&str, &Value> = nodes
        .iter()
        .map(|node| (node["nodeId"].as_str().unwrap(), node))
        .collect();
    let mut heard = Vec::new();
    let mut waiting = vec![&nodes[0]];
    while let Some(node) = waiting.pop() {
        let text = |key: &str| node[key]["value"].as_str().unwrap_or_default().to_owned();
        if node["ignored"] == false {
            heard.push(Heard {
                role: text("role"),
                name: text("name"),
                description: text("description"),
            });
        }
        let children = node["childIds"].as_array().unwrap().iter().rev();
        waiting.extend(children.map(|id| by_id[id.as_str().unwrap()]));
    }
    heard
}

#[test]
#[ignore = "needs Chromium: .ci/run installs it"]
fn a_narrow_screen_needs_no_sideways_scrolling() {
    let browser = Browser::showing(&page(&class(16)));
    for width in [320, 400] {
        browser.widen(width);
        let found = browser.run(include_str!("looks/sideways.js"));
        assert_eq!(found["page"], found["screen"], "at {width}: {found}");
        assert_eq!(strings(&found["wide"]), Vec::<String>::new(), "at {width}");
        assert_eq!(strings(&found["small"]), Vec::<String>::new(), "at {width}");
    }
}
