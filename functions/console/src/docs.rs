//! What the routes are for, for the API document.

use shared::http::Operation;

/// The operations.
pub fn operations() -> Vec<Operation> {
    let page = |method, path: &str, summary: &str| Operation::new(method, path, summary).of_the_console();
    let shown = |path: &str, summary: &str| page("GET", path, summary).answers_as(200, "A page.", "text/html");
    let sent = |path: &str, summary: &str| {
        page("POST", path, summary).answers_as(303, "It is done; a page says so.", "").answers_as(
            403,
            "No page of ours has sent it.",
            "text/html",
        )
    };
    vec![
        page("GET", "/", "Where the console begins.").answers_as(303, "The first page.", ""),
        shown("/login", "The sign-in page.").query("next", "The page to go on to."),
        sent("/login", "Signs a browser in: it is given cookies.")
            .answers_as(401, "The page again: the email or the password is not right.", "text/html")
            .answers_as(429, "The page again: too many attempts; `Retry-After` says when.", "text/html"),
        sent("/logout", "Signs a browser out.").signed_in(),
        shown("/forgot", "Asks for a link, where a password is lost.").query("done", "What was done just now."),
        sent("/forgot", "Sends a link, if the address is known; the answer does not tell."),
        shown("/welcome/{token}", "Where who is invited chooses a password."),
        sent("/welcome/{token}", "Sets the first password.").answers_as(
            422,
            "The page again: what is not right.",
            "text/html",
        ),
        shown("/reset/{token}", "Where a lost password is replaced."),
        sent("/reset/{token}", "Sets another password.").answers_as(
            422,
            "The page again: what is not right.",
            "text/html",
        ),
        shown("/account", "Who is signed in, and where.").signed_in(),
        sent("/account/password", "Another password; every other session ends.").signed_in().answers_as(
            422,
            "The page again: what is not right.",
            "text/html",
        ),
        sent("/account/sessions/{id}/end", "Ends one of one's own sessions.").signed_in(),
        page("GET", "/assets/console.css", "The style of the pages.").answers_as(200, "The style.", "text/css"),
        page("GET", "/assets/console.svg", "The icon of the pages.").answers_as(200, "The icon.", "image/svg+xml"),
    ]
}
