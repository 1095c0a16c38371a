//! Policies: data that says what may be written without a person, and what needs two.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Action, AskedBy, By, Conditions, Effect, Inputs, Risk};
use crate::{
    App, BusinessTime, Error, FieldError, Id, Result,
    http::Resource,
    identity::Caller,
    store::{Access, Entity, Index, Key, Listed, Meta, Place, Places, Query, Saved, Summary, summary_row, text},
};

/// What people set of a policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyInput {
    /// For people.
    pub name: String,
    /// The first that applies decides: 1 is asked before 2.
    pub order: u32,
    /// Whether it is asked at all.
    #[serde(default = "yes")]
    pub is_active: bool,
    /// What it wants done.
    pub effect: Effect,
    /// When it applies.
    #[serde(default)]
    pub when: Conditions,
}

fn yes() -> bool {
    true
}

/// A policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Policy {
    /// The policy.
    pub id: Id<Policy>,
    /// What people set of it.
    #[serde(flatten)]
    pub input: PolicyInput,
}

/// What the policies said of a proposal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PolicyDecision {
    /// Which one decided; none if none applied, and then a person decides.
    pub policy_id: Option<Id<Policy>>,
    /// In which version.
    pub policy_version: Option<u64>,
    /// Its name.
    pub policy: Option<String>,
    /// What is done.
    pub effect: Effect,
    /// What it looked at.
    pub inputs: Inputs,
    /// When.
    pub decided_at: BusinessTime,
}

impl PolicyDecision {
    /// How many people must agree.
    pub fn approvals_needed(&self) -> u8 {
        if self.effect == Effect::FourEyes { 2 } else { 1 }
    }
}

impl Policy {
    /// Those that the first start makes. Nothing that a model found is ever among what they approve.
    pub fn defaults() -> [Self; 1] {
        let input = PolicyInput {
            name: "A new lead of a new person, typed by somebody who signed in, with contact data that the rules are sure of"
                .into(),
            order: 100,
            is_active: true,
            effect: Effect::Approve,
            when: Conditions {
                actions: vec![Action::Create],
                channels: vec!["note".to_owned()],
                asked_by: vec![AskedBy::User],
                found_by: vec![By::Rule],
                max_risk: Some(Risk::Low),
                contact_confidence: Some(0.9),
                nobody_known: Some(true),
                nothing_ambiguous: Some(true),
                nothing_suspicious: Some(true),
                ..Conditions::default()
            },
        };
        [Self { id: Id::derived(&["policy", "typed lead"]), input }]
    }

    /// What the policies say now.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn decide(app: &App, inputs: Inputs) -> Result<PolicyDecision> {
        let mut policies: Vec<Saved<Self>> = Vec::new();
        let mut query = Query::new(Index::Gsi2, Key::new(Self::LIST));
        loop {
            let rows = app.store.query(query.clone()).await?;
            let ids: Vec<Id<Self>> =
                rows.items.iter().filter_map(|row| text(row, "pk")?.strip_prefix("POLICY#")?.parse().ok()).collect();
            // As they are, and not as a list shows them.
            let mut found = ids.iter().fold(app.store.batch(), |batch, id| batch.want::<Self>(id)).fetch().await?;
            for id in &ids {
                policies.extend(found.take::<Self>(id)?.filter(|policy| policy.meta.deleted_at.is_none()));
            }
            match rows.next {
                Some(next) => query.after = Some(next),
                None => break,
            }
        }
        policies.sort_by_key(|policy| (policy.input.order, policy.meta.created_at));
        Ok(decision(&policies, inputs, app.now()))
    }
}

/// What `policies`, in their order, say of a proposal.
fn decision(policies: &[Saved<Policy>], inputs: Inputs, now: BusinessTime) -> PolicyDecision {
    let first = policies.iter().find(|policy| policy.input.is_active && policy.input.when.hold(&inputs));
    let effect = match first.map(|policy| policy.input.effect) {
        Some(Effect::Approve) if inputs.risk == Risk::High => Effect::Review,
        Some(effect) => effect,
        None => Effect::Review,
    };
    PolicyDecision {
        policy_id: first.map(|policy| policy.id),
        policy_version: first.map(|policy| policy.meta.version),
        policy: first.map(|policy| policy.input.name.clone()),
        effect,
        inputs,
        decided_at: now,
    }
}

impl Entity for Policy {
    const TYPE: &'static str = "policy";
    const ACCESS: &'static [Access] =
        &[("one policy", "POLICY#<id> / A"), ("all policies, newest first", "gsi2 POLICY / <created>#<id>")];
    const AUDITED: bool = true;
    type Ref = Id<Policy>;

    fn reference(&self) -> Id<Self> {
        self.id
    }

    fn place(id: &Id<Self>) -> Place {
        Place::head(Key::new("POLICY").with(id))
    }

    fn places(&self, meta: &Meta) -> Places {
        Places { gsi1: None, gsi2: Some(Place::new(Key::new(Self::LIST), Key::timed(meta.created_at, self.id))) }
    }

    fn summary(&self, _meta: &Meta) -> Option<Summary> {
        let PolicyInput { name, order, is_active, effect, when } = &self.input;
        summary_row(json!({
            "id": self.id, "name": name, "order": order, "is_active": is_active, "effect": effect, "when": when,
        }))
    }
}

impl Listed for Policy {
    const LIST: &'static str = "POLICY";
}

impl Resource for Policy {
    type Input = PolicyInput;

    fn input(&self) -> PolicyInput {
        self.input.clone()
    }

    fn check(input: &PolicyInput) -> Result<()> {
        let mut fields = Vec::new();
        if !(1..=200).contains(&input.name.trim().chars().count()) {
            fields.push(FieldError::new("name", "give 1 to 200 characters"));
        }
        if input.when.contact_confidence.is_some_and(|sure| !(0.0..=1.0).contains(&sure)) {
            fields.push(FieldError::new("when.contact_confidence", "give a number from 0 to 1"));
        }
        for channel in input.when.channels.iter().filter(|channel| !super::CHANNELS.contains(&channel.as_str())) {
            let known = super::CHANNELS.join(", ");
            fields.push(FieldError::new("when.channels", format!("`{channel}` is no channel; these are: {known}")));
        }
        if fields.is_empty() { Ok(()) } else { Err(Error::Invalid { fields }) }
    }

    async fn create(id: Id<Self>, input: PolicyInput, _: &Caller, _: &App) -> Result<(Self, Map<String, Value>)> {
        Ok((Self { id, input }, Map::new()))
    }

    async fn with(&self, input: PolicyInput, _: &Caller, _: &App) -> Result<Self> {
        Ok(Self { input, ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::Field;

    fn typed() -> Inputs {
        Inputs {
            action: Action::Create,
            channel: "note".into(),
            asked_by: AskedBy::User,
            found_by: [By::Rule].into(),
            risk: Risk::Low,
            contact_confidence: Some(0.95),
            is_somebody_known: false,
            is_ambiguous: false,
            is_suspicious: false,
            writes: vec![Field::FullName, Field::Email],
        }
    }

    fn effect(policies: &[PolicyInput], inputs: Inputs) -> Effect {
        let now = BusinessTime::from_millis(0);
        let saved = |input: &PolicyInput| Saved {
            value: Policy { id: Id::derived(&["policy"]), input: input.clone() },
            meta: Meta::new(now),
        };
        decision(&policies.iter().map(saved).collect::<Vec<_>>(), inputs, now).effect
    }

    #[test]
    fn by_default_only_what_somebody_typed_and_the_rules_are_sure_of_is_written_at_once() {
        let defaults = Policy::defaults().map(|policy| policy.input);
        assert_eq!(effect(&defaults, typed()), Effect::Approve);
        let others = [
            Inputs { action: Action::Update, ..typed() },
            Inputs { channel: "email".into(), ..typed() },
            Inputs { asked_by: AskedBy::Key, ..typed() },
            Inputs { asked_by: AskedBy::Form, ..typed() },
            Inputs { found_by: [By::Rule, By::Model].into(), ..typed() },
            Inputs { found_by: [By::Both].into(), ..typed() },
            Inputs { risk: Risk::Medium, ..typed() },
            Inputs { contact_confidence: Some(0.5), ..typed() },
            Inputs { contact_confidence: None, ..typed() },
            Inputs { is_suspicious: true, ..typed() },
            Inputs { is_somebody_known: true, ..typed() },
            Inputs { is_ambiguous: true, ..typed() },
        ];
        for inputs in others {
            assert_eq!(effect(&defaults, inputs.clone()), Effect::Review, "{inputs:?}");
        }
    }

    #[test]
    fn what_is_of_high_risk_waits_for_a_person_whatever_a_policy_says() {
        let lax = PolicyInput {
            name: "lax".into(),
            order: 1,
            is_active: true,
            effect: Effect::Approve,
            when: Conditions::default(),
        };
        assert_eq!(effect(std::slice::from_ref(&lax), Inputs { risk: Risk::Medium, ..typed() }), Effect::Approve);
        assert_eq!(effect(&[lax], Inputs { risk: Risk::High, ..typed() }), Effect::Review);
    }

    #[test]
    fn the_first_that_applies_decides_and_one_that_is_off_does_not() {
        let policy = |effect, is_active, when| PolicyInput { name: "p".into(), order: 1, is_active, effect, when };
        let money = Conditions { writes: vec![Field::Email], ..Conditions::default() };
        let all = Conditions::default();
        let policies = [
            policy(Effect::Draft, false, all.clone()),
            policy(Effect::FourEyes, true, money),
            policy(Effect::Approve, true, all),
        ];
        assert_eq!(effect(&policies, typed()), Effect::FourEyes);
        assert_eq!(effect(&policies, Inputs { writes: vec![Field::Need], ..typed() }), Effect::Approve);
    }
}
