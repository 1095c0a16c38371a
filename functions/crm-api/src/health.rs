//! Whether all is well.

use axum::{Json, extract::State};
use serde_json::{Value, json};
use shared::{App, Result, health};

pub(crate) async fn health(State(app): State<App>) -> Result<Json<Value>> {
    health::check(&app).await?;
    Ok(Json(json!({ "status": "ok" })))
}
