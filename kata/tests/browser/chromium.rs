//! Debian's Chromium without a window, driven through chromedriver: a fresh one for each test.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::{CapabilitiesHelper, ChromiumLikeCapabilities, DesiredCapabilities, WebDriver};
use tokio::runtime::{Builder, Runtime};

/// It must neither ask the network for anything of its own, nor need a user's right to a sandbox.
const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
];

/// What the page is shown on.
#[derive(Clone, Copy)]
pub enum Theme {
    Light,
    Dark,
}

pub struct Browser {
    runtime: Runtime,
    driver: Option<WebDriver>,
    server: Child,
    /// Its profile, and the page.
    folder: TempDir,
}

impl Browser {
    /// A browser that shows this page.
    pub fn showing(page: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (server, port) = serve();
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let driver = runtime.block_on(WebDriver::new(
            format!("http://127.0.0.1:{port}"),
            capabilities(&folder),
        ));
        let mut browser = Browser {
            runtime,
            driver: None,
            server,
            folder,
        };
        browser.driver = Some(driver.expect("chromedriver starts Chromium"));
        browser.open(page);
        browser
    }

    /// Shows another page.
    pub fn open(&self, page: &str) {
        let path = self.folder.path().join("report.html");
        fs::write(&path, page).unwrap();
        let url = self.url();
        self.runtime.block_on(self.driver().goto(url)).unwrap();
    }

    /// Where the page is.
    pub fn url(&self) -> String {
        let path = self.folder.path().join("report.html");
        format!("file://{}", path.display())
    }

    /// What a script on the page gives. A promise is waited for.
    pub fn run(&self, script: &str) -> Value {
        let answer = self.driver().execute(script, Vec::new());
        let answer = self.runtime.block_on(answer);
        let answer = answer.unwrap_or_else(|error| panic!("{error}\nin {script}"));
        answer.json().clone()
    }

    /// A command of the DevTools protocol.
    pub fn command(&self, method: &str, parameters: Value) -> Value {
        let answer = self.driver().cdp();
        let answer = self.runtime.block_on(answer.send_raw(method, parameters));
        answer.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Every message of a log since it was read last: `browser` is the console.
    pub fn log(&self, kind: &str) -> Vec<String> {
        let entries = self.runtime.block_on(self.driver().get_log(kind)).unwrap();
        entries.into_iter().map(|entry| entry.message).collect()
    }

    /// A screen so wide, in CSS pixels.
    pub fn widen(&self, width: u32) {
        self.resize(width, 900);
    }

    fn resize(&self, width: u32, height: u32) {
        let screen =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.command("Emulation.setDeviceMetricsOverride", screen);
    }

    pub fn light_up(&self, theme: Theme) {
        let value = match theme {
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        let feature = json!({"name": "prefers-color-scheme", "value": value});
        self.command(
            "Emulation.setEmulatedMedia",
            json!({"media": "screen", "features": [feature]}),
        );
    }

    /// Lays the page out as on paper so wide, in CSS pixels. The sheet is short, so that what
    /// keeps to one sheet and would scroll shows.
    pub fn lay_out_on_paper(&self, width: u32) {
        self.resize(width, 200);
        self.command("Emulation.setEmulatedMedia", json!({"media": "print"}));
    }

    /// Presses a key.
    pub fn press(&self, key: &str) {
        let (code, text) = match key {
            "Tab" => (9, Value::Null),
            "Enter" => (13, json!("\r")),
            "ArrowRight" => (39, Value::Null),
            _ => panic!("no test presses {key}"),
        };
        let mut event = json!({
            "type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": code,
        });
        if !text.is_null() {
            event["text"] = text;
        }
        self.command("Input.dispatchKeyEvent", event.clone());
        event["type"] = json!("keyUp");
        event.as_object_mut().unwrap().remove("text");
        self.command("Input.dispatchKeyEvent", event);
    }

    fn driver(&self) -> &WebDriver {
        self.driver.as_ref().unwrap()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(driver) = self.driver.take() {
            let _gone_anyway = self.runtime.block_on(driver.quit());
        }
        let _gone_already = self.server.kill();
        let _reaped = self.server.wait();
    }
}

/// Starts chromedriver, and gives the port that it chose.
fn serve() -> (Child, u16) {
    let mut server = Command::new("chromedriver")
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver is on the PATH: apt-get install chromium chromium-driver");
    let lines = BufReader::new(server.stdout.take().unwrap()).lines();
    for line in lines.map_while(Result::ok) {
        let started = line.strip_prefix("ChromeDriver was started successfully on port ");
        if let Some(port) = started {
            return (server, port.trim_end_matches('.').parse().unwrap());
        }
    }
    let _over = server.kill();
    panic!(
        "chromedriver ended before it was ready: {:?}",
        server.wait()
    );
}

fn capabilities(folder: &TempDir) -> thirtyfour::ChromeCapabilities {
    let mut wanted = DesiredCapabilities::chrome();
    for flag in FLAGS {
        wanted.add_arg(flag).unwrap();
    }
    let profile = folder.path().join("profile");
    wanted
        .add_arg(&format!("--user-data-dir={}", profile.display()))
        .unwrap();
    // What it shows first: its own first page would take longer than ours.
    wanted.add_arg("about:blank").unwrap();
    let logs = json!({"browser": "ALL", "performance": "ALL"});
    wanted.set("goog:loggingPrefs", logs).unwrap();
    wanted
}
