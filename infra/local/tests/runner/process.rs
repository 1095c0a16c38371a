//! A runner in a process of its own, on a port and a folder of its own.

use std::{
    io::{BufRead as _, BufReader},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use crate::client::{Answer, request};

pub(crate) const PASSWORD: &str = "correct horse battery staple";
/// The form that the first start makes.
pub(crate) const FORM: &str = "d4d2af26-9e28-8596-91b5-858d17de662c";

/// A runner that is up.
pub(crate) struct Runner {
    pub(crate) child: Child,
    pub(crate) port: u16,
    /// From the start of the process to its welcome.
    pub(crate) ready: Duration,
    /// What it said.
    pub(crate) welcome: String,
}

/// The command, on this folder and port.
pub(crate) fn portico(folder: &Path, port: u16) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_portico"));
    command.env_clear().env("PORTICO_DATA", folder).env("PORTICO_PORT", port.to_string()).current_dir(folder);
    command
}

/// Runs the command to its end.
pub(crate) fn run(folder: &Path, port: u16, arguments: &[&str]) -> Output {
    portico(folder, port).args(arguments).output().unwrap()
}

pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Runner {
    /// Starts a runner whose administrator has [`PASSWORD`].
    pub(crate) fn start(folder: &Path) -> Self {
        Self::spawn(folder, |command| {
            command.env("PORTICO_ADMIN_PASSWORD", PASSWORD);
        })
    }

    pub(crate) fn spawn(folder: &Path, change: impl FnOnce(&mut Command)) -> Self {
        let (port, began) = (free_port(), Instant::now());
        let mut command = portico(folder, port);
        change(command.stdout(Stdio::piped()).stderr(Stdio::null()));
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut welcome = String::new();
        let mut ready = None;
        while !welcome.contains("/api/receipts") {
            let line = lines.next().unwrap_or_else(|| panic!("the runner ended before it was up")).unwrap();
            ready.get_or_insert_with(|| began.elapsed());
            welcome.push_str(&line);
            welcome.push('\n');
        }
        Self { child, port, ready: ready.unwrap(), welcome }
    }

    pub(crate) fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        request(self.port, method, path, headers, body.as_bytes()).unwrap()
    }

    /// Signs in and answers the header to send.
    pub(crate) fn bearer(&self) -> String {
        let body = serde_json::json!({ "email": "admin@localhost", "password": PASSWORD }).to_string();
        let answer = self.send("POST", "/api/auth/login", &[], &body);
        format!("Bearer {}", answer.json()["access_token"].as_str().unwrap())
    }

    pub(crate) fn get(&self, bearer: &str, path: &str) -> Answer {
        self.send("GET", path, &[("authorization", bearer)], "")
    }

    /// Ends the process as nothing can prevent: SIGKILL.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks the process to end, and waits.
    pub(crate) fn terminate(mut self) -> (i32, Duration) {
        let began = Instant::now();
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        let status = self.child.wait().unwrap();
        (status.code().unwrap_or(-1), began.elapsed())
    }
}

/// A test that failed leaves no process behind.
impl Drop for Runner {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
