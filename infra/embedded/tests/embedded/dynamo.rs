//! DynamoDB: writing, expiring, starting and stopping.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_dynamodbstreams::types::ShardIteratorType;
use embedded::Error;
use embedded::dynamo::Dynamo;

use crate::clients::dynamo_client;
use crate::table::{TABLE, create_table, file, fill, on_disk, read_stream, text, write};

/// Without the indexes every write searches all stream records.
#[tokio::test]
async fn the_last_thousand_of_twenty_thousand_writes_are_as_fast_as_the_first() {
    let (_folder, new) = on_disk().await;
    let (_other_folder, full) = on_disk().await;
    let (new_client, full_client) = (dynamo_client(&new), dynamo_client(&full));
    for (dynamo, client, items) in [(&new, &new_client, 500), (&full, &full_client, 19_000)] {
        create_table(client).await;
        dynamo.index_streams().await.unwrap();
        fill(client, 0..items).await;
    }

    // In turns, that whatever else the machine does slows both.
    let (mut first, mut last) = (Duration::ZERO, Duration::ZERO);
    for turn in (0..1_000).step_by(100) {
        first += write(&new_client, 500 + turn..600 + turn).await;
        last += write(&full_client, 19_000 + turn..19_100 + turn).await;
    }
    println!("the first thousand took {first:?}, the last {last:?}");
    assert!(last < first * 2, "the first thousand took {first:?}, the last {last:?}");
    new.shutdown().await;
    full.shutdown().await;
}

/// What lies in the files while the emulator runs is what is left when the process is killed.
#[tokio::test]
async fn what_was_acknowledged_survives_a_kill() {
    let (folder, dynamo) = on_disk().await;
    let client = dynamo_client(&dynamo);
    create_table(&client).await;
    dynamo.index_streams().await.unwrap();
    write(&client, 0..300).await;

    let left = tempfile::tempdir().unwrap();
    std::fs::create_dir(file(&left).parent().unwrap()).unwrap();
    for end in ["", "-wal"] {
        let name = |folder| format!("{}{end}", file(folder).display());
        std::fs::copy(name(&folder), name(&left)).unwrap();
    }
    let after = Dynamo::open(&file(&left)).await.unwrap();
    let found = dynamo_client(&after).scan().table_name(TABLE).send().await.unwrap();
    assert_eq!(found.count(), 300);
    assert_eq!(read_stream(&after, ShardIteratorType::TrimHorizon, None).await.len(), 300);
    after.shutdown().await;
    dynamo.shutdown().await;
}

#[tokio::test]
async fn a_sweep_deletes_what_has_expired() {
    let dynamo = Dynamo::memory().await.unwrap();
    let client = dynamo_client(&dynamo);
    create_table(&client).await;
    for (name, ttl) in [("gone", Some("1")), ("later", Some("99999999999")), ("never", None)] {
        client.put_item().table_name(TABLE).set_item(Some(expiring(name, ttl))).send().await.unwrap();
    }

    assert_eq!(dynamo.sweep_ttl().await.unwrap(), 1);
    assert_eq!(dynamo.sweep_ttl().await.unwrap(), 0);
    assert_eq!(client.scan().table_name(TABLE).send().await.unwrap().count(), 2);
    let records = read_stream(&dynamo, ShardIteratorType::TrimHorizon, None).await;
    // It is there, but empty: the emulator spells its fields as a Lambda event does, not as the API.
    assert!(records.last().unwrap().user_identity().is_some());
    dynamo.shutdown().await;
}

#[tokio::test]
async fn a_file_in_use_and_a_file_of_another_kind_are_refused() {
    let (folder, dynamo) = on_disk().await;
    let second = Dynamo::open(&file(&folder)).await.unwrap_err();
    assert!(matches!(second, Error::InUse(_)), "{second}");
    dynamo.shutdown().await;
    Dynamo::open(&file(&folder)).await.unwrap().shutdown().await;

    let letter = folder.path().join("letter.txt");
    std::fs::write(&letter, "Dear Sir or Madam, this is not a database.".repeat(200)).unwrap();
    let error = Dynamo::open(&letter).await.unwrap_err();
    assert!(matches!(error, Error::Open { .. }), "{error}");
    let error = Dynamo::open(&letter.join("below")).await.unwrap_err();
    assert!(matches!(error, Error::Open { .. }), "{error}");
}

#[tokio::test]
async fn dropping_it_frees_the_port_and_the_file() {
    let (folder, dynamo) = on_disk().await;
    let client = dynamo_client(&dynamo);
    // An idle connection of the client's pool must not keep it alive.
    create_table(&client).await;
    let address = dynamo.endpoint().strip_prefix("http://").unwrap().to_owned();
    drop(dynamo);

    let deadline = Instant::now() + Duration::from_secs(5);
    let reopened = loop {
        match Dynamo::open(&file(&folder)).await {
            Ok(reopened) => break reopened,
            Err(error) => assert!(Instant::now() < deadline, "{error}"),
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    };
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
    reopened.shutdown().await;
}

#[tokio::test]
async fn a_stopped_one_says_so() {
    let dynamo = Dynamo::memory().await.unwrap();
    let copy = dynamo.clone();
    dynamo.shutdown().await;
    assert!(matches!(copy.sweep_ttl().await, Err(Error::Stopped)));
    copy.shutdown().await;
}

#[tokio::test]
async fn many_live_side_by_side() {
    let starting: Vec<_> = (0..20)
        .map(|items| {
            tokio::spawn(async move {
                let dynamo = Dynamo::memory().await.unwrap();
                let client = dynamo_client(&dynamo);
                create_table(&client).await;
                write(&client, 0..items).await;
                (dynamo, client, items)
            })
        })
        .collect();
    for start in starting {
        let (dynamo, client, items) = start.await.unwrap();
        let found = client.scan().table_name(TABLE).send().await.unwrap();
        assert_eq!(found.items().len(), items);
        dynamo.shutdown().await;
    }
}

/// Every test of those who use it starts one: print what that costs.
#[tokio::test]
async fn starting_takes_milliseconds() {
    let folder = tempfile::tempdir().unwrap();
    for (place, on_disk) in [("memory", false), ("disk", true)] {
        let started = Instant::now();
        let dynamo = if on_disk { Dynamo::open(&file(&folder)).await } else { Dynamo::memory().await }.unwrap();
        let open = started.elapsed();
        let client = dynamo_client(&dynamo);
        let started = Instant::now();
        create_table(&client).await;
        println!("{place}: start {open:?}, table with its first connection {:?}", started.elapsed());
        let started = Instant::now();
        dynamo.index_streams().await.unwrap();
        println!("{place}: index {:?}", started.elapsed());
        let started = Instant::now();
        dynamo.shutdown().await;
        println!("{place}: shutdown {:?}", started.elapsed());
        assert!(open < Duration::from_secs(2), "{open:?}");
    }
}

fn expiring(name: &str, ttl: Option<&str>) -> HashMap<String, AttributeValue> {
    let mut item = HashMap::from([("pk".to_owned(), text(name)), ("sk".to_owned(), text("-"))]);
    if let Some(ttl) = ttl {
        item.insert("ttl".to_owned(), AttributeValue::N(ttl.to_owned()));
    }
    item
}
