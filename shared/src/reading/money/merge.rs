//! Amounts and their scales, put together.

use super::{
    meaning::Meaning,
    piece::{Piece, Sum, What},
};

/// Puts amounts and their scales together: «85 lakh», «2 lakh 50 thousand», «two thousand five hundred».
pub(super) fn merged(pieces: Vec<Piece>) -> Vec<Piece> {
    let times_of = |piece: Option<&Piece>| match piece.and_then(Piece::phrase) {
        Some(Meaning::Times(times)) => times,
        _ => 1,
    };
    let mut merged: Vec<Piece> = Vec::with_capacity(pieces.len());
    for (at, piece) in pieces.iter().enumerate() {
        let last = merged.last_mut().filter(|last| piece.span.start <= last.span.end + 2);
        let Some((last, What::Amount(sum))) = last.map(|last| (last.what, last)).map(|(what, last)| (last, what))
        else {
            merged.push(piece.clone());
            continue;
        };
        let made = match (piece.phrase(), piece.sum()) {
            (Some(Meaning::Times(times)), _) => scaled(sum, times),
            (_, Some(next)) if is_continued(&sum, &next, times_of(pieces.get(at + 1))) => {
                Some(Sum { more: Some(next.amount), ..sum })
            }
            _ => None,
        };
        match made {
            Some(sum) => {
                last.what = What::Amount(sum);
                last.span.end = piece.span.end;
            }
            None => merged.push(piece.clone()),
        }
    }
    merged
}

/// The sum so many times; of a sum of two parts only the second.
fn scaled(mut sum: Sum, times: i128) -> Option<Sum> {
    let part = sum.more.as_mut().unwrap_or(&mut sum.amount);
    part.times = part.times.checked_mul(times)?;
    Some(Sum { is_weak: false, is_year: false, is_short: false, ..sum })
}

/// «two thousand five hundred», «2 lakh 50 thousand»: a smaller number follows a scale.
fn is_continued(sum: &Sum, next: &Sum, next_times: i128) -> bool {
    let whole = next.minor(0).unwrap_or(i128::MAX);
    let is_plain = sum.more.is_none() && next.amount.times == 1;
    match sum.amount.times {
        1_000 => is_plain && sum.is_spoken && next.is_spoken && whole < 1_000 && next_times == 1,
        100_000.. => is_plain && whole < 1_000 && (1_000..sum.amount.times).contains(&next_times),
        _ => false,
    }
}
