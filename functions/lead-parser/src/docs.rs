//! What the routes take and answer, for the API document.

use shared::{http::Operation, identity::permissions::LeadsWrite, workflow::ParseRequest};

use crate::parse;

/// The operations.
pub fn operations() -> Vec<Operation> {
    vec![
        Operation::new("POST", "/api/crm/leads/parse", "Reads leads out of plain words; each becomes a proposal.")
            .needs::<LeadsWrite>()
            .query("wait", "`true`: answers when they are read, after 20 seconds at most.")
            .body::<ParseRequest>()
            .answers::<parse::Read>(200, "They were read.")
            .answers::<parse::Taken>(202, "They are kept, and will be read.")
            .refuses(413, "The body is larger than 4 MB.")
            .refuses(422, "Every field that is not right."),
        Operation::new(
            "GET",
            "/api/crm/leads/parse/{id}",
            "What came of a text, by its `run_id`: for who asked, and for who sees every lead.",
        )
        .needs::<LeadsWrite>()
        .answers::<parse::Read>(200, "It was read.")
        .answers::<parse::Taken>(202, "It waits."),
    ]
}
