//! What a handler is given: the outside world, behind handles that tests can replace.

use std::sync::Arc;

use crate::{
    BusinessTime, Id, WallTime,
    ai::Ai,
    capture::FormCache,
    clock::{BusinessClock, WallClock},
    cloud::Clients,
    config::Config,
    identity::{CallerCache, RoleCache},
    outbox::{Outbox, Sandbox},
    random::Random,
    secrets::{KeyPlace, Kms, Vault},
    settings::SettingCache,
    store::{Cursors, Store},
    web::Web,
};

/// Everything that a function needs. Clones are cheap and share their caches.
#[derive(Clone)]
pub struct App {
    /// The settings of the environment.
    pub config: Arc<Config>,
    /// Timestamps, due times, lifecycles.
    pub business: BusinessClock,
    /// Tokens, leases, expiry.
    pub wall: WallClock,
    /// Ids, tokens, jitter.
    pub random: Random,
    /// The table.
    pub store: Store,
    /// Evidence.
    pub s3: aws_sdk_s3::Client,
    /// Queues.
    pub sqs: aws_sdk_sqs::Client,
    /// Where a list goes on.
    pub cursors: Cursors,
    /// Form configurations, for 60 s.
    pub forms: FormCache,
    /// Who is asking, for 60 s.
    pub callers: CallerCache,
    /// What roles allow, for 60 s.
    pub roles: RoleCache,
    /// The settings of the workspace, for 60 s.
    pub settings: SettingCache,
    /// Secrets of others.
    pub vault: Vault,
    /// Other services.
    pub web: Web,
    /// What is remembered of the model.
    pub ai: Ai,
    /// What is sent to people.
    pub outbox: Arc<dyn Outbox>,
}

impl App {
    /// The app of a real process: the system's clock and randomness.
    pub fn new(config: Config) -> Self {
        let clients = Clients::new(&config.aws);
        Self::assemble(config, clients, WallClock::system(), Random::system())
    }

    /// The app of these parts.
    pub fn assemble(config: Config, clients: Clients, wall: WallClock, random: Random) -> Self {
        let business = BusinessClock::following(wall.clone());
        let store = Store::new(clients.dynamodb, &config.table, business.clone(), random.clone());
        let key_place = match (&config.secret_key_id, &config.secret_key_file) {
            (Some(id), _) => KeyPlace::Kms(Kms::new(clients.kms, id, store.clone())),
            (None, Some(file)) => KeyPlace::File(file.clone()),
            (None, None) => KeyPlace::Nowhere,
        };
        Self {
            vault: Vault::new(key_place, random.clone(), wall.clone()),
            web: Web::default(),
            ai: Ai::default(),
            outbox: Arc::new(Sandbox),
            config: Arc::new(config),
            business,
            wall,
            random,
            store,
            s3: clients.s3,
            sqs: clients.sqs,
            cursors: Cursors::default(),
            forms: FormCache::default(),
            callers: CallerCache::default(),
            roles: RoleCache::default(),
            settings: SettingCache::default(),
        }
    }

    /// Business time.
    pub fn now(&self) -> BusinessTime {
        self.business.now()
    }

    /// Wall time.
    pub fn wall_now(&self) -> WallTime {
        self.wall.now()
    }

    /// A new id, which sorts by business time.
    pub fn id<T>(&self) -> Id<T> {
        Id::new(self.now(), self.random.bytes())
    }
}
