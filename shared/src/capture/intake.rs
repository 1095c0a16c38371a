//! What a submission said beyond the lead's own fields, and its files. Pure.

use super::Submission;
use crate::{
    Id, Result,
    evidence::{Evidence, EvidencePart},
    inbound::Verified,
    integrations::Receipt,
    people::ContactPoint,
    pipeline::{Intake, IntakeFile, Lead},
};

/// What `said` says beyond the fields of the lead; of a person who is `known` also the fields that were not written: nothing
/// is lost.
pub(super) fn of(
    lead: Id<Lead>,
    receipt: &Receipt,
    said: &Submission,
    unclaimed: &[ContactPoint],
    known: bool,
) -> Result<Intake> {
    let mut answers = said.answers.clone();
    if known {
        let stated = said.stated().into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into())));
        answers.extend(stated);
    }
    let mut intake = Intake::new(lead, receipt.id, receipt.received_at);
    intake.message.clone_from(&said.message);
    intake.cut.clone_from(&said.cut);
    intake.touch = said.touch.clone();
    intake.consents.clone_from(&said.consents);
    intake.unread.clone_from(&said.unread);
    intake.unclaimed = unclaimed.iter().map(|point| point.value().to_owned()).collect();
    let files = said.files.iter().enumerate().map(|(number, file)| IntakeFile {
        field: file.field.clone(),
        name: file.name.clone(),
        evidence_id: file_id(receipt, number),
    });
    intake.files = files.collect();
    intake.with_answers(&answers)
}

/// The files of a submission, as evidence of their own.
pub(super) fn parts(receipt: &Receipt, said: &Submission, request: &Verified) -> Vec<EvidencePart> {
    let part = |(number, file): (usize, &super::File)| EvidencePart {
        id: file_id(receipt, number),
        receipt_id: receipt.id,
        field: Some(file.field.clone()),
        file_name: file.name.clone(),
        evidence: Evidence::within(&file.content_type, &request.bytes, file.range.clone()),
    };
    said.files.iter().enumerate().map(part).collect()
}

fn file_id(receipt: &Receipt, number: usize) -> Id<Evidence> {
    EvidencePart::id_of(receipt.id, &format!("file {number}"))
}
