//! The `taskboard` program from outside: its settings, its words, its logs and its end.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// A folder of one test's own, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("taskboard-process-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// The program in this folder, with nothing of our own environment.
    fn taskboard(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_taskboard"));
        command.args(arguments).current_dir(&self.0).env_clear();
        command
    }

    fn run(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
        self.taskboard(arguments).envs(variables.iter().copied()).output().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A running service on ports that the system chose.
struct Running {
    child: Child,
    address: String,
    banner: String,
}

impl Running {
    fn start(folder: &Folder, arguments: &[&str]) -> Self {
        let mut child = folder
            .taskboard(&[&["--listen", "127.0.0.1:0", "--operators-listen", "127.0.0.1:0"], arguments].concat())
            .stdout(Stdio::piped())
            .stderr(fs::File::create(folder.0.join("log")).unwrap())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut banner = String::new();
        // The banner ends with the token, or an empty line where there is none.
        for line in lines.by_ref() {
            let line = line.unwrap();
            banner.push_str(&line);
            banner.push('\n');
            if line.matches('.').count() == 2 && line.starts_with("ey") {
                break;
            }
        }
        let address = banner.split("http://").nth(1).unwrap().split("/docs").next().unwrap().to_owned();
        Self { child, address, banner }
    }

    fn stop(mut self) -> i32 {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let started = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code().unwrap();
            }
            assert!(started.elapsed() < Duration::from_secs(20), "it does not stop");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn log(folder: &Folder) -> String {
    let mut log = String::new();
    fs::File::open(folder.0.join("log")).unwrap().read_to_string(&mut log).unwrap();
    log
}

#[test]
fn production_refuses_to_start_without_an_issuer() {
    let folder = Folder::new();
    let output = folder.run(&["--profile", "production"], &[]);
    assert_eq!(output.status.code(), Some(2));
    let message = text(&output.stderr);
    for part in ["has no issuer", "--issuer (TASKBOARD_ISSUER)", "TASKBOARD_AUDIENCE", "TASKBOARD_JWKS_URL"] {
        assert!(message.contains(part), "{part} in {message}");
    }
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 0, "and it leaves nothing behind");
}

#[test]
fn a_mistake_is_named_where_it_stands() {
    let folder = Folder::new();
    let output =
        folder.run(&["--leeway", "soon"], &[("TASKBOARD_LISTEN", "8080"), ("DATABASE_URL", "mysql://u:hunter2@h/d")]);
    assert_eq!(output.status.code(), Some(2));
    let message = text(&output.stderr);
    for part in ["3 settings", "TASKBOARD_LISTEN is `8080`", "--leeway is `soon`", "DATABASE_URL is not a database"] {
        assert!(message.contains(part), "{part} in {message}");
    }
    assert!(!message.contains("hunter2"));
}

#[test]
fn a_file_of_settings_is_read_and_the_environment_wins() {
    let folder = Folder::new();
    fs::write(folder.0.join(".env"), "TASKBOARD_LEEWAY=soon\nTASKBOARD_LOG_FORMAT=xml\n").unwrap();
    let message = text(&folder.run(&["token", "--user", "ada"], &[("TASKBOARD_LOG_FORMAT", "json")]).stderr);
    assert!(message.contains("TASKBOARD_LEEWAY is `soon`") && !message.contains("LOG_FORMAT"), "{message}");

    fs::write(folder.0.join(".env"), "TASKBOARD_HS256_SECRET='hunter2\n").unwrap();
    let output = folder.run(&["token", "--user", "ada"], &[]);
    let message = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(message.contains(".env") && !message.contains("hunter2"), "{message}");
}

#[test]
fn tokens_are_made_by_the_development_issuer_alone() {
    let folder = Folder::new();
    let first = folder.run(&["token", "--user", "ada", "--role", "admin", "--role", "auditor"], &[]);
    assert!(first.status.success());
    assert_eq!(text(&first.stdout).trim().split('.').count(), 3);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let key = fs::metadata(folder.0.join("data/development-key.pem")).unwrap();
        assert_eq!(key.permissions().mode() & 0o777, 0o600);
    }
    let configured = [
        ("TASKBOARD_ISSUER", "https://issuer.example"),
        ("TASKBOARD_AUDIENCE", "tasks"),
        ("TASKBOARD_JWKS_URL", "https://issuer.example/jwks"),
    ];
    let refused = folder.run(&["token", "--user", "ada"], &configured);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("tokens come from the configured issuer"));
}

#[test]
fn an_address_in_use_is_a_sentence() {
    let folder = Folder::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = folder.run(&["--listen", &address, "--operators-listen", "127.0.0.1:0"], &[]);
    assert_eq!(output.status.code(), Some(1));
    let message = text(&output.stderr);
    assert!(message.contains(&address) && message.contains("--listen (TASKBOARD_LISTEN)"), "{message}");
}

/// Everything that must not be in a log, sent in every place where it can be sent; then the log is read.
#[test]
fn logs_hold_the_request_id_and_no_secret() {
    let folder = Folder::new();
    let running = Running::start(&folder, &["--log-format", "json", "--log", "trace"]);
    let good = running.banner.trim_end().lines().last().unwrap().to_owned();
    let signature = good.rsplit('.').next().unwrap().to_owned();
    let bad = "bearer-canary-1";
    let send = |method: &str, path: &str, token: &str, body: &str| {
        let output = Command::new("curl")
            .args(["-sS", "-o", "/dev/null", "-w", "%{http_code}", "-X", method])
            .args(["-H", &format!("Authorization: Bearer {token}"), "-H", "content-type: application/json"])
            .args(["-H", "x-request-id: followed-0123456789", "-H", "idempotency-key: key-canary-2"])
            .args(["-H", "cookie: session=cookie-canary-3", "--data", body])
            .arg(format!("http://{}{path}", running.address))
            .output()
            .unwrap();
        text(&output.stdout)
    };
    for token in [good.as_str(), bad] {
        send("GET", "/api/v1/tasks?q=query-canary-4", token, "");
        send("POST", "/api/v1/tasks", token, r#"{"title":"body-canary-5"}"#);
        send("POST", "/api/v1/tasks", token, r#"{"title":"body-canary-5","#);
        send("POST", "/api/v1/tasks?access_token=query-canary-4", token, r#"{"titel":"body-canary-5"}"#);
        send("PUT", "/nowhere?token=query-canary-4", token, "body-canary-5");
    }
    let key = fs::read_to_string(folder.0.join("data/development-key.pem")).unwrap();
    let key = key.lines().nth(1).unwrap();
    assert_eq!(running.stop(), 0);
    let log = log(&folder);
    for secret in [signature.as_str(), key, "canary"] {
        let found: Vec<&str> = log.lines().filter(|line| line.contains(secret)).collect();
        assert!(found.is_empty(), "{secret} in {found:#?}");
    }
    let answered: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|line: &serde_json::Value| line["message"] == "answered")
        .collect();
    assert_eq!(answered.len(), 10);
    for status in [200, 201, 400, 401, 404] {
        assert!(answered.iter().any(|line| line["status"] == status), "{status} in {answered:#?}");
    }
    for line in &answered {
        assert_eq!(line["span"]["request_id"], "followed-0123456789", "{line}");
        assert!(line["status"].is_u64() && line["operation"].is_string() && line["method"].is_string(), "{line}");
    }
}

#[test]
fn it_stops_when_it_is_asked_to() {
    let folder = Folder::new();
    let running = Running::start(&folder, &[]);
    assert!(running.banner.contains("/docs") && running.banner.contains("Development only"), "{}", running.banner);
    assert_eq!(running.stop(), 0);
    assert!(log(&folder).contains("stopped"));
    assert!(Path::new(&folder.0.join("data/taskboard.db")).exists());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(folder.0.join("data")).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
