//! What one submission said beyond the lead's own fields. Written once, a sibling of the lead.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Lead, Touch};
use crate::{
    BusinessTime, Id,
    integrations::Receipt,
    store::{Access, Entity, Key, Place},
};

/// What one submission said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// What no field of ours takes, under the form's own names.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub answers: Map<String, Value>,
    /// Names of answers that are too long to stand here; the evidence has them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cut: Vec<String>,
    /// The visit that led here.
    #[serde(default, skip_serializing_if = "Touch::is_empty")]
    pub touch: Touch,
    /// What the person agreed to or refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<Consent>,
    /// Contact points in it that belong to somebody else, so that they were not taken for this person's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claimed_elsewhere: Vec<String>,
}

/// A statement about being contacted, as the person made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// `sms` or `email`.
    pub channel: String,
    /// Agreed, or refused.
    pub granted: bool,
}

impl Intake {
    /// Whether it says nothing that the lead does not.
    pub fn is_empty(&self) -> bool {
        self.message.is_none()
            && self.answers.is_empty()
            && self.touch.is_empty()
            && self.consents.is_empty()
            && self.claimed_elsewhere.is_empty()
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
