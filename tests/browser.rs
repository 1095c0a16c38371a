//! A browser at the console: keeps cookies, and sends forms as a page of ours does.

use std::{cell::RefCell, collections::BTreeMap};

use http::{StatusCode, header::SET_COOKIE};

use crate::support::{Answer, PASSWORD, Portico};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// A browser: keeps cookies, and says where a form comes from.
pub(crate) struct Browser<'p> {
    portico: &'p Portico,
    cookies: RefCell<BTreeMap<String, String>>,
}

impl<'p> Browser<'p> {
    pub(crate) fn new(portico: &'p Portico) -> Self {
        Self { portico, cookies: RefCell::default() }
    }

    /// A browser in which the administrator has signed in.
    pub(crate) async fn signed_in(portico: &'p Portico) -> Self {
        let browser = Self::new(portico);
        let answer = browser.sign_in(PASSWORD, "").await;
        assert_eq!((answer.status, to(&answer)), (StatusCode::SEE_OTHER, "/"));
        browser
    }

    /// Another browser with the same cookies: another tab, or a thief.
    pub(crate) fn copy(&self) -> Self {
        Self { portico: self.portico, cookies: self.cookies.clone() }
    }

    pub(crate) async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: String) -> Answer {
        let cookies = self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>();
        let cookies = cookies.join("; ");
        let mut all = vec![("cookie", cookies.as_str()), ("user-agent", FIREFOX), ("accept", "text/html")];
        all.extend(headers);
        let answer = self.portico.send(method, path, &all, body).await;
        for line in set_cookies(&answer) {
            let (pair, attributes) = line.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                self.cookies.borrow_mut().remove(name);
            } else {
                self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[("sec-fetch-site", "same-origin")], String::new()).await
    }

    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let headers = [("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded")];
        self.send("POST", path, &headers, form(fields)).await
    }

    /// Posts with the token of the page that is open.
    pub(crate) async fn send_form(&self, page: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = token(&self.get(page).await);
        self.post(path, &[fields, &[("csrf", &token)]].concat()).await
    }

    pub(crate) async fn sign_in(&self, password: &str, next: &str) -> Answer {
        let fields = [("email", "admin@localhost"), ("password", password), ("next", next)];
        self.send_form("/login", "/login", &fields).await
    }

    pub(crate) async fn is_signed_in(&self) -> bool {
        self.get("/account").await.status == StatusCode::OK
    }

    pub(crate) fn cookie(&self, name: &str) -> String {
        self.cookies.borrow().get(name).cloned().unwrap_or_default()
    }

    pub(crate) fn drop_cookie(&self, name: &str) {
        self.cookies.borrow_mut().remove(name);
    }
}

pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    let escaped = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect::<Vec<_>>().join("&")
}

pub(crate) fn set_cookies(answer: &Answer) -> Vec<&str> {
    answer.headers.get_all(SET_COOKIE).into_iter().map(|line| line.to_str().unwrap()).collect()
}

pub(crate) fn to(answer: &Answer) -> &str {
    answer.headers.get("location").map(|to| to.to_str().unwrap()).unwrap_or_default()
}

/// The token of the page's forms.
pub(crate) fn token(page: &Answer) -> String {
    let text = page.text();
    let (_, rest) = text.split_once("name=\"csrf\" value=\"").unwrap_or_else(|| panic!("no form: {text}"));
    rest.split('"').next().unwrap().to_owned()
}
