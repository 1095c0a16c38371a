//! The dashboard.

use axum::{Json, extract::State};
use shared::{
    App, Result,
    http::Allowed,
    identity::permissions::LeadsRead,
    metrics::{self, Dashboard},
};

pub(crate) async fn read_dashboard(State(app): State<App>, _: Allowed<LeadsRead>) -> Result<Json<Dashboard>> {
    Ok(Json(metrics::dashboard(&app).await?))
}
