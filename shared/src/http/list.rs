//! The query of a list: filters, `limit`, `cursor`.

use std::collections::{BTreeMap, HashMap};

use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};

use crate::{App, Error, Result, store::ListRequest};

/// The query of a list: `DEFAULT` items a page unless the client says otherwise, `MAX` at most.
#[derive(Clone, Debug)]
pub struct ListQuery<const DEFAULT: usize = 50, const MAX: usize = 100>(pub ListRequest);

impl<const DEFAULT: usize, const MAX: usize> FromRequestParts<App> for ListQuery<DEFAULT, MAX> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let query = Query::<HashMap<String, String>>::from_request_parts(parts, app).await;
        let Query(pairs) =
            query.map_err(|_| Error::malformed("bad_query", "the query of the address cannot be read"))?;
        let mut filters: BTreeMap<String, String> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let limit = match filters.remove("limit").map(|text| text.parse()) {
            None => DEFAULT,
            Some(Ok(limit)) if (1..=MAX).contains(&limit) => limit,
            Some(_) => {
                return Err(Error::malformed("bad_limit", format!("give a limit from 1 to {MAX}")));
            }
        };
        let cursor = filters.remove("cursor");
        Ok(Self(ListRequest { partition: None, filters, limit, cursor }))
    }
}
