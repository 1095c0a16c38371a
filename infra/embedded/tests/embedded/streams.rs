//! DynamoDB: stream records over restarts and trimming.

use aws_sdk_dynamodbstreams::types::{Record, ShardIteratorType};
use embedded::dynamo::Dynamo;

use crate::clients::dynamo_client;
use crate::table::{TABLE, create_table, file, fill, on_disk, read_stream, sequence_number, text, write};

#[tokio::test]
async fn a_restart_finds_items_and_stream_and_readers_go_on() {
    let (folder, dynamo) = on_disk().await;
    let client = dynamo_client(&dynamo);
    create_table(&client).await;
    dynamo.index_streams().await.unwrap();
    write(&client, 0..10).await;
    let before = read_stream(&dynamo, ShardIteratorType::TrimHorizon, None).await;
    dynamo.shutdown().await;

    let dynamo = Dynamo::open(&file(&folder)).await.unwrap();
    dynamo.index_streams().await.unwrap();
    let client = dynamo_client(&dynamo);
    let found = client.query().table_name(TABLE).index_name("gsi1").key_condition_expression("gsi1pk = :p");
    let found = found.expression_attribute_values(":p", text("all")).send().await.unwrap();
    assert_eq!(found.count(), 10);
    assert!(found.items().iter().all(|item| item.contains_key("l") && !item.contains_key("note")));
    write(&client, 10..12).await;

    let all = read_stream(&dynamo, ShardIteratorType::TrimHorizon, None).await;
    assert_eq!(all.len(), 12);
    assert_eq!(sequence_numbers(&all)[..10], sequence_numbers(&before));
    let seventh = sequence_number(&all[6]);
    let rest = read_stream(&dynamo, ShardIteratorType::AfterSequenceNumber, Some(seventh)).await;
    assert_eq!(sequence_numbers(&rest), sequence_numbers(&all[7..]));
    dynamo.shutdown().await;
}

#[tokio::test]
async fn trimming_takes_only_what_lies_behind() {
    let (_folder, on_disk) = on_disk().await;
    for dynamo in [on_disk, Dynamo::memory().await.unwrap()] {
        let client = dynamo_client(&dynamo);
        create_table(&client).await;
        dynamo.index_streams().await.unwrap();
        write(&client, 0..1_200).await;
        let all = read_stream(&dynamo, ShardIteratorType::TrimHorizon, None).await;
        assert_eq!(all.len(), 1_200);
        let checkpoint = sequence_number(&all[1_099]);

        assert_eq!(dynamo.trim_stream("other", checkpoint).await.unwrap(), 0);
        assert_eq!(dynamo.trim_stream(TABLE, checkpoint).await.unwrap(), 1_100);
        assert_eq!(dynamo.trim_stream(TABLE, checkpoint).await.unwrap(), 0);
        let rest = read_stream(&dynamo, ShardIteratorType::TrimHorizon, None).await;
        assert_eq!(sequence_numbers(&rest), sequence_numbers(&all[1_100..]));
        let onwards = read_stream(&dynamo, ShardIteratorType::AfterSequenceNumber, Some(checkpoint)).await;
        assert_eq!(sequence_numbers(&onwards), sequence_numbers(&rest));
        dynamo.shutdown().await;
    }
}

#[tokio::test]
async fn a_stream_trimmed_to_its_end_is_numbered_on() {
    let dynamo = Dynamo::memory().await.unwrap();
    let client = dynamo_client(&dynamo);
    create_table(&client).await;
    write(&client, 0..5).await;
    let all = read_stream(&dynamo, ShardIteratorType::TrimHorizon, None).await;
    let newest = sequence_number(&all[4]);

    assert_eq!(dynamo.trim_stream(TABLE, newest).await.unwrap(), 4);
    assert!(read_stream(&dynamo, ShardIteratorType::AfterSequenceNumber, Some(newest)).await.is_empty());
    write(&client, 5..8).await;
    let new = read_stream(&dynamo, ShardIteratorType::AfterSequenceNumber, Some(newest)).await;
    assert_eq!(new.len(), 3);
    assert!(new.iter().all(|record| sequence_number(record) > newest));
    dynamo.shutdown().await;
}

#[tokio::test]
async fn writes_go_through_while_a_stream_is_trimmed() {
    let (_folder, on_disk) = on_disk().await;
    for dynamo in [on_disk, Dynamo::memory().await.unwrap()] {
        let client = dynamo_client(&dynamo);
        create_table(&client).await;
        dynamo.index_streams().await.unwrap();
        fill(&client, 0..5_000).await;
        let all = read_stream(&dynamo, ShardIteratorType::TrimHorizon, None).await;
        let newest = sequence_number(all.last().unwrap());

        let trim = async {
            // Piece by piece, that writes and trims meet often.
            let mut trimmed = 0;
            for record in all.iter().step_by(50) {
                trimmed += dynamo.trim_stream(TABLE, sequence_number(record)).await.unwrap();
            }
            trimmed + dynamo.trim_stream(TABLE, newest).await.unwrap()
        };
        let (trimmed, took) = tokio::join!(trim, write(&client, 5_000..5_500));
        println!("trimmed {trimmed} while 500 writes took {took:?}");
        assert!((4_999..=5_000).contains(&trimmed), "{trimmed}");
        let left = read_stream(&dynamo, ShardIteratorType::TrimHorizon, None).await;
        assert_eq!(left.len(), 5_500 - trimmed);
        dynamo.shutdown().await;
    }
}

fn sequence_numbers(records: &[Record]) -> Vec<&str> {
    records.iter().map(sequence_number).collect()
}
