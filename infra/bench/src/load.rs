//! Leads through a port: keep-alive connections that post one after the other, as cheaply as can be.

use std::time::{Duration, Instant};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::Outcome;

/// Posts `leads` leads of new people to `form` by `clients` at once; answers how long each took.
pub(crate) async fn post(port: u16, form: &str, clients: usize, leads: usize, round: &str) -> Outcome<Vec<Duration>> {
    let mut tasks = tokio::task::JoinSet::new();
    for client in 0..clients {
        let (form, round) = (form.to_owned(), round.to_owned());
        tasks.spawn(async move {
            let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
            stream.set_nodelay(true)?;
            let mut taken = Vec::new();
            for lead in 0..leads / clients {
                let body = format!(
                    r#"{{"full_name":"Ann Lee","email":"{round}-{client}-{lead}@example.com","message":"A flat roof, please."}}"#
                );
                let began = Instant::now();
                exchange(&mut stream, &form, &body).await?;
                taken.push(began.elapsed());
            }
            Outcome::Ok(taken)
        });
    }
    let mut all = Vec::new();
    while let Some(taken) = tasks.join_next().await {
        all.extend(taken??);
    }
    Ok(all)
}

/// One request and its answer, which must be a lead.
async fn exchange(stream: &mut TcpStream, form: &str, body: &str) -> Outcome<()> {
    let request = format!(
        "POST /forms/{form} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::with_capacity(1024);
    loop {
        if stream.read_buf(&mut answer).await? == 0 {
            return Err("the runner hung up".into());
        }
        let text = String::from_utf8_lossy(&answer);
        let Some((head, rest)) = text.split_once("\r\n\r\n") else { continue };
        let length =
            head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if rest.len() >= length.unwrap_or(0) {
            return if head.starts_with("HTTP/1.1 201") { Ok(()) } else { Err(text.into_owned().into()) };
        }
    }
}
