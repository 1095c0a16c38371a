//! Starting, ending, and being killed.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use crate::{
    client::request,
    process::{FORM, Runner, free_port, portico, run},
};

#[test]
fn the_password_is_made_and_shown_once_and_the_second_start_is_ready_within_a_second() {
    let folder = tempfile::tempdir().unwrap();
    let first = Runner::spawn(folder.path(), |_| {});
    println!("first start: ready after {:?}", first.ready);
    let line = first.welcome.lines().find(|line| line.contains("shown this once")).unwrap();
    let password = line.split_whitespace().nth(1).unwrap().to_owned();
    let login = serde_json::json!({ "email": "admin@localhost", "password": password }).to_string();
    assert_eq!(first.send("POST", "/api/auth/login", &[], &login).status, 200);
    assert_eq!(first.terminate().0, 0);
    let second = Runner::spawn(folder.path(), |_| {});
    assert!(!second.welcome.contains(&password) && !second.welcome.contains("shown this once"));
    assert_eq!(second.send("POST", "/api/auth/login", &[], &login).status, 200);
    let mut ready = vec![second.ready];
    second.kill();
    for _ in 0..2 {
        let again = Runner::spawn(folder.path(), |_| {});
        ready.push(again.ready);
    }
    println!("later starts: ready after {ready:?}");
    // The best of three: other tests run beside this one.
    assert!(ready.iter().min().is_some_and(|best| *best < Duration::from_secs(1)), "{ready:?}");
}

#[test]
fn a_folder_a_port_and_a_setting_that_cannot_be_used_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let runner = Runner::start(folder.path());
    let complaint = |output: std::process::Output| {
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    let second = complaint(run(folder.path(), free_port(), &[]));
    assert!(second.contains(&format!("process {}", runner.child.id())), "{second}");
    let other = tempfile::tempdir().unwrap();
    let taken = complaint(run(other.path(), runner.port, &[]));
    assert!(taken.contains("PORTICO_PORT"), "{taken}");
    let wrong = complaint(portico(other.path(), free_port()).env("DEFAULT_REGION", "Mars").output().unwrap());
    assert!(wrong.contains("DEFAULT_REGION"), "{wrong}");
    let public =
        complaint(portico(other.path(), free_port()).env("PUBLIC_URL", "http://example.com").output().unwrap());
    assert!(public.contains("PUBLIC_URL"), "{public}");
}

#[test]
fn it_ends_cleanly_when_asked_even_with_a_client_that_stays() {
    let folder = tempfile::tempdir().unwrap();
    let runner = Runner::start(folder.path());
    let stays = std::net::TcpStream::connect(("127.0.0.1", runner.port)).unwrap();
    let (code, took) = runner.terminate();
    drop(stays);
    println!("ended after {took:?}");
    assert_eq!(code, 0);
    assert!(took < Duration::from_secs(4), "{took:?}");
}

/// At least so many leads are accepted before each kill.
const LEADS_A_ROUND: usize = 30;

/// A lead that was answered with 2xx: its receipt and its body.
type Accepted = (String, String);

#[test]
fn kill_9_under_four_writers_loses_nothing_that_was_answered() {
    let folder = tempfile::tempdir().unwrap();
    let accepted: Mutex<Vec<Accepted>> = Mutex::default();
    for round in 0..3 {
        let runner = Runner::start(folder.path());
        let (port, over) = (runner.port, AtomicBool::new(false));
        thread::scope(|scope| {
            for writer in 0..4 {
                let (accepted, over) = (&accepted, &over);
                scope.spawn(move || {
                    for n in 0.. {
                        let body = format!(
                            "{{\"email\": \"w{round}-{writer}-{n}@example.com\",  \"message\": \"{}\"}}",
                            "ä".repeat(n % 1500)
                        );
                        let headers = [("content-type", "application/json")];
                        match request(port, "POST", &format!("/forms/{FORM}"), &headers, body.as_bytes()) {
                            Ok(answer) => {
                                assert_eq!(answer.status, 201);
                                let receipt = answer.json()["receipt_id"].as_str().unwrap().to_owned();
                                accepted.lock().unwrap().push((receipt, body));
                            }
                            Err(_) if over.load(Ordering::SeqCst) => return,
                            Err(error) => panic!("a runner that was not killed went away: {error}"),
                        }
                    }
                });
            }
            // However busy the machine is: some hundred milliseconds, and some leads.
            let enough = accepted.lock().unwrap().len() + LEADS_A_ROUND;
            thread::sleep(Duration::from_millis(400));
            while accepted.lock().unwrap().len() < enough {
                thread::sleep(Duration::from_millis(3));
            }
            over.store(true, Ordering::SeqCst);
            runner.kill();
        });
    }
    let runner = Runner::start(folder.path());
    let bearer = runner.bearer();
    let accepted = accepted.into_inner().unwrap();
    println!("{} leads were accepted before three kills", accepted.len());
    assert!(accepted.len() >= 3 * LEADS_A_ROUND);
    for (receipt, body) in &accepted {
        assert_eq!(runner.get(&bearer, &format!("/api/receipts/{receipt}")).status, 200, "{receipt}");
        let content = runner.get(&bearer, &format!("/api/evidence/{receipt}/content"));
        assert_eq!(String::from_utf8(content.body).unwrap(), *body);
    }
    // What follows from the leads follows after the restart too, and once.
    assert_eq!(runner.send("POST", "/_local/idle", &[], "").status, 200);
    let dashboard = runner.get(&bearer, "/api/crm/dashboard").json();
    let counted = dashboard["leads"].as_u64().unwrap();
    let mut listed = std::collections::BTreeSet::new();
    let mut path = "/api/crm/leads?limit=100&lifecycle=new".to_owned();
    loop {
        let page = runner.get(&bearer, &path).json();
        listed.extend(page["items"].as_array().unwrap().iter().map(|lead| lead["id"].to_string()));
        match page["next_cursor"].as_str() {
            Some(cursor) => path = format!("/api/crm/leads?limit=100&lifecycle=new&cursor={cursor}"),
            None => break,
        }
    }
    println!("{counted} leads are counted, {} listed", listed.len());
    assert_eq!(counted, listed.len() as u64);
    assert!(counted >= accepted.len() as u64);
}
