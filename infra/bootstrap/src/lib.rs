//! The list of functions: one line each.

use shared::runtime::Function;

/// Every function there is.
pub fn functions() -> Vec<Function> {
    vec![
        admin_api::function(),
        console::function(),
        crm_api::function(),
        form_webhook::function(),
        lead_parser::function(),
        stream_counters::function(),
        stream_fanout::function(),
        writebacks::function(),
    ]
}
