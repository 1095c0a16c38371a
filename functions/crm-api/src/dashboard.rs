//! The dashboard.

use axum::Json;
use shared::{
    App, Result,
    http::{Allowed, State},
    identity::permissions::LeadsRead,
    metrics::{self, Dashboard},
};

pub(crate) async fn read_dashboard(State(app): State<App>, allowed: Allowed<LeadsRead>) -> Result<Json<Dashboard>> {
    Ok(Json(metrics::dashboard(&app, &allowed.view).await?))
}
