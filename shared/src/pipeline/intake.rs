//! What one submission said beyond the lead's own fields. Written once, a sibling of the lead.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Lead, Touch};
use crate::{
    BusinessTime, Error, Id, Result,
    evidence::Evidence,
    integrations::Receipt,
    store::{Access, Entity, Key, Place},
};

/// What one submission said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Intake {
    /// To whom it belongs.
    pub lead_id: Id<Lead>,
    /// The submission; its bytes are the receipt's evidence.
    pub receipt_id: Id<Receipt>,
    /// When it came in.
    pub submitted_at: BusinessTime,
    /// Free text, which is evidence for proposals and never a command.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// What no field of ours takes, under the form's own names: JSON text, because the table holds neither every number
    /// nor every depth that JSON does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    answers: String,
    /// Names of answers that are too long to stand here; the evidence has them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cut: Vec<String>,
    /// The visit that led here.
    #[serde(default, skip_serializing_if = "Touch::is_empty")]
    pub touch: Touch,
    /// What the person agreed to or refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<Consent>,
    /// Contact points in it that were not taken for this person's: they belong to somebody else, or the person has too many.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unclaimed: Vec<String>,
    /// Fields that a machine passed on and that could not be read; what came is among the answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<String>,
    /// What was uploaded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<IntakeFile>,
}

/// A file that came with a submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct IntakeFile {
    /// The input that it came through.
    pub field: String,
    /// As the sender calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where its bytes are.
    pub evidence_id: Id<Evidence>,
}

/// A statement about being contacted, as the person made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Consent {
    /// `sms` or `email`.
    pub channel: String,
    /// Agreed, or refused.
    pub granted: bool,
}

impl Intake {
    /// What the submission `receipt_id` said, of which nothing is known yet.
    pub fn new(lead_id: Id<Lead>, receipt_id: Id<Receipt>, submitted_at: BusinessTime) -> Self {
        Self {
            lead_id,
            receipt_id,
            submitted_at,
            message: None,
            answers: String::new(),
            cut: Vec::new(),
            touch: Touch::default(),
            consents: Vec::new(),
            unclaimed: Vec::new(),
            unread: Vec::new(),
            files: Vec::new(),
        }
    }

    /// The same, with these answers.
    ///
    /// # Errors
    /// None that is known.
    pub fn with_answers(self, answers: &Map<String, Value>) -> Result<Self> {
        if answers.is_empty() {
            return Ok(self);
        }
        let text = serde_json::to_string(answers).map_err(|e| Error::internal("writing answers", e))?;
        Ok(Self { answers: text, ..self })
    }

    /// What no field of ours takes, under the form's own names.
    ///
    /// # Errors
    /// `Internal` when the text is not what was written.
    pub fn answers(&self) -> Result<Map<String, Value>> {
        if self.answers.is_empty() {
            return Ok(Map::new());
        }
        serde_json::from_str(&self.answers).map_err(|e| Error::internal("reading answers", e))
    }

    /// Whether it says nothing that the lead does not.
    pub fn is_empty(&self) -> bool {
        self.message.is_none()
            && self.answers.is_empty()
            && self.touch.is_empty()
            && self.consents.is_empty()
            && self.unclaimed.is_empty()
            && self.unread.is_empty()
            && self.files.is_empty()
    }
}

impl Entity for Intake {
    const TYPE: &'static str = "intake";
    const ACCESS: &'static [Access] =
        &[("what the submissions of a lead said, in order", "L#<lead> / INTAKE#<submitted>#<receipt>")];
    type Ref = (Id<Lead>, BusinessTime, Id<Receipt>);

    fn reference(&self) -> Self::Ref {
        (self.lead_id, self.submitted_at, self.receipt_id)
    }

    fn place((lead, at, receipt): &Self::Ref) -> Place {
        Place::new(Key::new("L").with(lead), Key::new("INTAKE").with(Key::timed(*at, receipt).as_str()))
    }
}
