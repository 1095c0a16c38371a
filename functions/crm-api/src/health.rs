//! Whether all is well.

use axum::Json;
use serde_json::{Value, json};
use shared::{App, Result, health, http::State};

pub(crate) async fn health(State(app): State<App>) -> Result<Json<Value>> {
    health::check(&app).await?;
    Ok(Json(json!({ "status": "ok" })))
}
