//! The table itself. `infra/template.yaml` describes the same one to CloudFormation.

use aws_sdk_dynamodb::{
    Client,
    error::{BuildError, SdkError},
    operation::create_table::CreateTableError,
    types::{
        AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
        ScalarAttributeType, StreamSpecification, StreamViewType, TimeToLiveSpecification,
    },
};

use super::{Index, unavailable};
use crate::{Error, Result};

/// Creates the table with its two indexes, its stream and its TTL. One that exists is left as it is.
///
/// # Errors
/// `Unavailable` when the service does not answer.
pub async fn create_table(client: &Client, table: &str) -> Result<()> {
    let build = |e: BuildError| Error::internal("describing the table", e);
    let mut request = client
        .create_table()
        .table_name(table)
        .billing_mode(BillingMode::PayPerRequest)
        .set_key_schema(Some(key_schema(Index::Table).map_err(build)?))
        .stream_specification(
            StreamSpecification::builder()
                .stream_enabled(true)
                .stream_view_type(StreamViewType::NewAndOldImages)
                .build()
                .map_err(build)?,
        );
    for index in [Index::Table, Index::Gsi1, Index::Gsi2] {
        let (pk, sk) = index.attributes();
        for name in [pk, sk] {
            let attribute = AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S);
            request = request.attribute_definitions(attribute.build().map_err(build)?);
        }
        if let Some(name) = index.name() {
            let projection =
                Projection::builder().projection_type(ProjectionType::Include).non_key_attributes("l").build();
            let gsi = GlobalSecondaryIndex::builder().index_name(name).projection(projection);
            let gsi = gsi.set_key_schema(Some(key_schema(index).map_err(build)?)).build().map_err(build)?;
            request = request.global_secondary_indexes(gsi);
        }
    }
    match request.send().await {
        Ok(_) => {}
        Err(SdkError::ServiceError(error)) if matches!(error.err(), CreateTableError::ResourceInUseException(_)) => {
            return Ok(());
        }
        Err(error) => return Err(unavailable(error)),
    }
    let ttl = TimeToLiveSpecification::builder().enabled(true).attribute_name("ttl").build().map_err(build)?;
    client.update_time_to_live().table_name(table).time_to_live_specification(ttl).send().await.map_err(unavailable)?;
    Ok(())
}

fn key_schema(index: Index) -> Result<Vec<KeySchemaElement>, BuildError> {
    let (pk, sk) = index.attributes();
    [(pk, KeyType::Hash), (sk, KeyType::Range)]
        .into_iter()
        .map(|(name, kind)| KeySchemaElement::builder().attribute_name(name).key_type(kind).build())
        .collect()
}
