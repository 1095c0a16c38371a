//! Writes of one item that is no record: list rows and marks. Conditional like all others, at half a transaction's price.

use std::collections::HashMap;

use aws_sdk_dynamodb::{error::SdkError, types::AttributeValue};

use super::{Item, ListRow, Operation, Place, Store, key_map, unavailable};
use crate::{Error, Result};

impl Store {
    /// Puts a list row, unless one of the same or of a later version is there.
    ///
    /// # Errors
    /// `Unavailable` when the table does not answer.
    pub async fn put_row(&self, place: &Place, row: &ListRow) -> Result<()> {
        let item: Item = serde_dynamo::to_item(row).map_err(|e| Error::internal("writing a list row", e))?;
        let mut item: HashMap<String, AttributeValue> = item.into();
        item.extend(key_map(place));
        let request = self.client.put_item().table_name(&self.table).set_item(Some(item));
        let request = request.condition_expression("attribute_not_exists(pk) OR v < :v");
        let request = request.expression_attribute_values(":v", AttributeValue::N(row.v.to_string()));
        match request.set_return_consumed_capacity(self.capacity()).send().await {
            Ok(output) => self.note("PutItem", output.consumed_capacity.as_ref()),
            Err(SdkError::ServiceError(error)) if error.err().is_conditional_check_failed_exception() => {}
            Err(error) => return Err(unavailable(error)),
        }
        Ok(())
    }

    /// Removes a list row, unless it is of a version later than `version`.
    ///
    /// # Errors
    /// `Unavailable` when the table does not answer.
    pub async fn delete_row(&self, place: &Place, version: u64) -> Result<()> {
        let request = self.client.delete_item().table_name(&self.table).set_key(Some(key_map(place)));
        let request = request.condition_expression("attribute_not_exists(pk) OR v <= :v");
        let request = request.expression_attribute_values(":v", AttributeValue::N(version.to_string()));
        match request.set_return_consumed_capacity(self.capacity()).send().await {
            Ok(output) => self.note("DeleteItem", output.consumed_capacity.as_ref()),
            Err(SdkError::ServiceError(error)) if error.err().is_conditional_check_failed_exception() => {}
            Err(error) => return Err(unavailable(error)),
        }
        Ok(())
    }

    /// Sets `attribute` of an item that is there to true. Not a change of the record: its version stays.
    ///
    /// # Errors
    /// `Unavailable` when the table does not answer.
    pub async fn mark(&self, place: &Place, attribute: &str) -> Result<()> {
        let names = HashMap::from([("#mark".to_owned(), attribute.to_owned())]);
        let values = HashMap::from([(":true".to_owned(), AttributeValue::Bool(true))]);
        self.update_if(place, "SET #mark = :true", "attribute_exists(pk)", names, values).await.map(drop)
    }

    /// Updates an item that is no record, if `condition` holds; answers whether it did.
    ///
    /// # Errors
    /// `Unavailable` when the table does not answer.
    pub async fn update_if(
        &self,
        place: &Place,
        update: &str,
        condition: &str,
        names: HashMap<String, String>,
        values: HashMap<String, AttributeValue>,
    ) -> Result<bool> {
        let request = self.client.update_item().table_name(&self.table).set_key(Some(key_map(place)));
        let request = request
            .update_expression(update)
            .condition_expression(condition)
            .set_expression_attribute_names((!names.is_empty()).then_some(names))
            .set_expression_attribute_values(Some(values));
        match request.set_return_consumed_capacity(self.capacity()).send().await {
            Ok(output) => self.note("UpdateItem", output.consumed_capacity.as_ref()),
            Err(SdkError::ServiceError(error)) if error.err().is_conditional_check_failed_exception() => {
                // Refused, it costs what it would have cost; the emulator does not say so.
                if let Some(meter) = &self.meter {
                    let mut operation = Operation::new("UpdateItem", std::iter::empty());
                    operation.units = 1.0;
                    meter.note(operation);
                }
                return Ok(false);
            }
            Err(error) => return Err(unavailable(error)),
        }
        Ok(true)
    }
}
