//! `infra/template.yaml` against the code: what the functions need stands in it, and nothing that they do not know.

use std::{collections::BTreeSet, fmt::Write as _, path::PathBuf, sync::LazyLock};

use serde_json::{Value, json};
use serde_yaml_ng::Value as Yaml;
use shared::{
    config::SETTINGS,
    queue::Queue,
    runtime::{Function, Pattern},
    setup,
    store::Index,
    testing::Requests,
};

use crate::{
    samples::{sample_of, samples, signed_in},
    support::{PASSWORD, Portico},
};

const BEGIN: &str = "  # Routes, made from the functions by `PORTICO_BLESS=1 cargo test -p tests template`.\n";
const END: &str = "  # End of the routes.\n";

/// Settings that no function in the cloud is given, each for a reason.
const ELSEWHERE: &[(&str, &str)] = &[
    ("AWS_ACCESS_KEY_ID", "set by Lambda"),
    ("AWS_CA_BUNDLE", "for a proxy that ends TLS"),
    ("AWS_ENDPOINT_URL", "for emulators"),
    ("AWS_ENDPOINT_URL_DYNAMODB", "for emulators"),
    ("AWS_ENDPOINT_URL_KMS", "for emulators"),
    ("AWS_ENDPOINT_URL_S3", "for emulators"),
    ("AWS_ENDPOINT_URL_SQS", "for emulators"),
    ("AWS_REGION", "set by Lambda"),
    ("AWS_SECRET_ACCESS_KEY", "set by Lambda"),
    ("AWS_SESSION_TOKEN", "set by Lambda"),
    ("PORTICO_ADMIN_PASSWORD", "made by the command `set_up`, which tells it once"),
    ("PORTICO_DATA", "of the local runner"),
    ("PORTICO_PORT", "of the local runner"),
    ("SECRET_KEY_FILE", "SECRET_KEY_ID instead"),
];

static TEMPLATE: LazyLock<Yaml> = LazyLock::new(|| serde_yaml_ng::from_str(&text()).unwrap());

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../infra/template.yaml")
}

fn text() -> String {
    std::fs::read_to_string(file()).unwrap()
}

/// A name as the template spells it: `form-webhook` is `FormWebhook`.
fn logical(name: &str) -> String {
    name.split(|c: char| !c.is_ascii_alphanumeric())
        .filter_map(|word| Some(word.get(..1)?.to_uppercase() + &word[1..].to_lowercase()))
        .collect()
}

/// What stands at `path`, without the tags of CloudFormation: `!Ref X` is `X`.
fn at(resource: &str, path: &str) -> Value {
    let found = path.split('.').try_fold(&TEMPLATE["Resources"][resource], |value, name| {
        match value {
            Yaml::Tagged(tagged) => &tagged.value,
            value => value,
        }
        .get(name)
    });
    found.map(plain).unwrap_or_default()
}

fn plain(value: &Yaml) -> Value {
    match value {
        Yaml::Tagged(tagged) => plain(&tagged.value),
        Yaml::Sequence(values) => values.iter().map(plain).collect(),
        Yaml::Mapping(values) => {
            let named = values.iter().map(|(name, value)| (name.as_str().unwrap().to_owned(), plain(value)));
            Value::Object(named.collect())
        }
        Yaml::Null | Yaml::Bool(_) | Yaml::Number(_) | Yaml::String(_) => serde_json::to_value(value).unwrap(),
    }
}

/// The statements of a function's role.
fn statements(function: &Function) -> Vec<Value> {
    let policies = at(&format!("{}Role", logical(function.name)), "Properties.Policies");
    policies[0]["PolicyDocument"]["Statement"].as_array().unwrap().clone()
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().map(|value| value.as_str().unwrap().to_owned()).collect(),
        value => value.as_str().map(str::to_owned).into_iter().collect(),
    }
}

#[test]
fn every_route_stands_in_the_template() {
    let mut routes = BEGIN.to_owned();
    for function in bootstrap::functions() {
        for route in function.routes.iter().flat_map(|routes| routes.list()) {
            let name = logical(&format!("Route {} {}", route.method, route.path));
            let target = format!("integrations/${{{}Integration}}", logical(function.name));
            writeln!(routes, "  {name}:\n    Type: AWS::ApiGatewayV2::Route").unwrap();
            writeln!(routes, "    Properties:").unwrap();
            let properties = format!("ApiId: !Ref HttpApi, RouteKey: \"{} {}\"", route.method, route.path);
            writeln!(routes, "      {{ {properties}, AuthorizationType: NONE, Target: !Sub \"{target}\" }}").unwrap();
        }
    }
    let text = text();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let made = format!("{before}{routes}{END}{after}");
    #[expect(clippy::disallowed_methods, reason = "the one switch of the tests")]
    if std::env::var("PORTICO_BLESS").is_ok() {
        return std::fs::write(file(), made).unwrap();
    }
    assert!(text == made, "the routes are out of date: PORTICO_BLESS=1 cargo test -p tests template");
}

#[test]
fn every_function_stands_in_the_template_with_what_triggers_it() {
    for function in bootstrap::functions() {
        let name = logical(function.name);
        assert_eq!(at(&name, "Properties.CodeUri"), format!("../functions/{}", function.name));
        assert_eq!(at(&name, "Properties.Handler"), function.name);
        assert_eq!(at(&name, "Metadata.BuildProperties.Binary"), function.name);
        assert_eq!(at(&name, "Properties.Role"), format!("{name}Role.Arn"));
        assert_eq!(at(&name, "Properties.LoggingConfig.LogGroup"), format!("{name}Logs"));
        let integration = at(&format!("{name}Integration"), "Properties.IntegrationUri");
        let permission = at(&format!("{name}Permission"), "Properties.FunctionName");
        match &function.routes {
            Some(_) => assert_eq!((integration, permission), (json!(format!("{name}.Arn")), json!(name))),
            None => assert_eq!((integration, permission), (Value::Null, Value::Null), "{name}"),
        }
        if let Some((mapping, _)) = function.stream {
            let event = at(&name, "Properties.Events.Events.Properties");
            assert_eq!(event["BatchSize"], mapping.batch_size);
            assert_eq!(event["MaximumRetryAttempts"], mapping.max_retries);
            assert_eq!(event["TumblingWindowInSeconds"], json!(mapping.tumbling_window_seconds));
            assert_eq!(
                (&event["BisectBatchOnFunctionError"], &event["ParallelizationFactor"]),
                (&json!(true), &json!(1))
            );
            assert_eq!(event["FunctionResponseTypes"], json!(["ReportBatchItemFailures"]));
            assert_eq!(event["DestinationConfig"]["OnFailure"]["Destination"], "Undelivered.Arn");
            let filters = event["FilterCriteria"]["Filters"].as_array().unwrap();
            let filters: Vec<Value> =
                filters.iter().map(|f| serde_json::from_str(f["Pattern"].as_str().unwrap()).unwrap()).collect();
            assert_eq!(filters, mapping.patterns.iter().map(filter).collect::<Vec<_>>(), "{name}");
        }
        if let Some((schedule, _)) = function.schedule {
            let target = at(&logical(schedule.name), "Properties.Target");
            assert_eq!(target["Arn"], format!("{name}.Arn"));
            let input: Value = serde_json::from_str(target["Input"].as_str().unwrap()).unwrap();
            assert_eq!(input, json!({ "schedule": schedule.name }));
            let minutes = schedule.every_seconds / 60;
            let unit = if minutes == 1 { "minute" } else { "minutes" };
            let rate = format!("rate({minutes} {unit})");
            assert_eq!(at(&logical(schedule.name), "Properties.ScheduleExpression"), rate);
        }
    }
}

/// A pattern as an event source mapping filters.
fn filter(pattern: &Pattern) -> Value {
    let mut image = json!({ "_type": { "S": [pattern.kind] } });
    if let Some((name, text)) = pattern.attribute {
        image[name] = json!({ "S": [text] });
    }
    json!({ "eventName": pattern.events, "dynamodb": { "NewImage": image } })
}

#[test]
fn every_queue_stands_in_the_template_and_gives_its_function_time() {
    for queue in Queue::ALL {
        let (name, function) = (format!("{}Queue", logical(queue.name())), logical(queue.name()));
        let timeout = at(&function, "Properties.Timeout").as_u64().unwrap();
        assert!(at(&name, "Properties.VisibilityTimeout").as_u64().unwrap() >= 6 * timeout, "{name}");
        assert_eq!(at(&name, "Properties.RedrivePolicy.maxReceiveCount"), 5);
        assert_eq!(at(&name, "Properties.RedrivePolicy.deadLetterTargetArn"), "DeadLetters.Arn");
        let event = at(&function, "Properties.Events.Messages.Properties");
        assert_eq!(event["Queue"], format!("{name}.Arn"));
        assert_eq!(event["FunctionResponseTypes"], json!(["ReportBatchItemFailures"]));
        let globals = plain(&TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]);
        assert_eq!(globals[queue.setting()], name);
    }
}

#[test]
fn every_setting_stands_in_the_template_and_no_other() {
    let mut given: BTreeSet<String> = ELSEWHERE.iter().map(|(name, _)| (*name).to_owned()).collect();
    let names = |variables: &Value| variables.as_object().map(|v| v.keys().cloned().collect()).unwrap_or_default();
    let globals: Vec<String> = names(&plain(&TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]));
    given.extend(globals);
    for function in bootstrap::functions() {
        let own: Vec<String> = names(&at(&logical(function.name), "Properties.Environment.Variables"));
        given.extend(own);
    }
    assert_eq!(given, SETTINGS.iter().map(|setting| setting.name.to_owned()).collect());
}

#[test]
fn the_table_is_the_one_that_the_runner_makes() {
    let attributes: BTreeSet<String> = at("Table", "Properties.AttributeDefinitions")
        .as_array()
        .unwrap()
        .iter()
        .map(|attribute| attribute["AttributeName"].as_str().unwrap().to_owned())
        .collect();
    let mut wanted = BTreeSet::new();
    for index in [Index::Table, Index::Gsi1, Index::Gsi2] {
        let (pk, sk) = index.attributes();
        wanted.extend([pk.to_owned(), sk.to_owned()]);
        let schema = match index.name() {
            None => at("Table", "Properties.KeySchema"),
            Some(name) => {
                let all = at("Table", "Properties.GlobalSecondaryIndexes");
                let one = all.as_array().unwrap().iter().find(|one| one["IndexName"] == name).unwrap().clone();
                assert_eq!(one["Projection"], json!({ "ProjectionType": "INCLUDE", "NonKeyAttributes": ["l"] }));
                one["KeySchema"].clone()
            }
        };
        let wanted = json!([{ "AttributeName": pk, "KeyType": "HASH" }, { "AttributeName": sk, "KeyType": "RANGE" }]);
        assert_eq!(schema, wanted);
    }
    assert_eq!(attributes, wanted);
}

/// The names of the resources of a type.
fn of_type(kind: &str) -> Vec<String> {
    let all = plain(&TEMPLATE["Resources"]);
    let all = all.as_object().unwrap().iter().filter(|(_, resource)| resource["Type"] == kind);
    all.map(|(name, _)| name.clone()).collect()
}

#[test]
fn policies_name_what_they_allow_and_on_what() {
    let roles = of_type("AWS::IAM::Role");
    assert!(roles.len() > bootstrap::functions().len(), "that of the schedule too: {roles:?}");
    for role in roles {
        let policies = at(&role, "Properties.Policies");
        let policies = policies.as_array().unwrap().iter();
        for statement in policies.flat_map(|policy| policy["PolicyDocument"]["Statement"].as_array().unwrap()) {
            for action in texts(&statement["Action"]) {
                assert!(!action.contains('*'), "{role}: {action}");
            }
            for resource in texts(&statement["Resource"]) {
                assert_ne!(resource, "*", "{role}: {}", statement["Sid"]);
            }
        }
    }
}

#[test]
fn every_alarm_tells_somebody_and_every_log_ends() {
    let alarms = of_type("AWS::CloudWatch::Alarm");
    assert!(!alarms.is_empty());
    for alarm in alarms {
        assert_eq!(at(&alarm, "Properties.AlarmActions"), json!(["Alarms"]), "{alarm}");
    }
    assert_eq!(at("Alarms", "Properties.Subscription"), json!([{ "Protocol": "email", "Endpoint": "AlarmEmail" }]));
    for log in of_type("AWS::Logs::LogGroup") {
        assert_eq!(at(&log, "Properties.RetentionInDays"), "LogRetention", "{log}");
    }
    for queue in of_type("AWS::SQS::Queue") {
        let is_watched = of_type("AWS::CloudWatch::Alarm").iter().any(|alarm| {
            at(alarm, "Properties.Dimensions")
                == json!([{ "Name": "QueueName", "Value": format!("{queue}.QueueName") }])
        });
        let has_dead_letters = at(&queue, "Properties.RedrivePolicy.deadLetterTargetArn") == "DeadLetters.Arn";
        assert!(is_watched || has_dead_letters, "nobody hears of what ends in {queue}");
    }
}

/// What the function's role allows on the table: actions, each on partition keys like these; all where none are named.
fn allowed(function: &Function) -> Vec<(Vec<String>, Option<Vec<String>>)> {
    let on_table = statements(function).into_iter().filter(|statement| {
        statement["Effect"] == "Allow"
            && texts(&statement["Action"]).iter().all(|action| action.ends_with("Item") || action.ends_with("Query"))
    });
    let of = |statement: Value| {
        let keys = &statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"];
        (texts(&statement["Action"]), (!keys.is_null()).then(|| texts(keys)))
    };
    on_table.map(of).collect()
}

fn is_like(pattern: &str, key: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => key.starts_with(beginning),
        None => key == pattern,
    }
}

/// Whether the function's role allows this action on this partition key of the table.
pub(crate) fn may(function: &Function, action: &str, key: &str) -> bool {
    let likes =
        |keys: &Option<Vec<String>>| keys.as_ref().is_none_or(|keys| keys.iter().any(|like| is_like(like, key)));
    allowed(function).iter().any(|(actions, keys)| actions.iter().any(|known| known == action) && likes(keys))
}

/// Fails for a request to the table that the function's role does not allow.
pub(crate) fn assert_allowed(function: &Function, requests: &Requests) {
    assert!(!requests.is_empty(), "{}", function.name);
    for (operation, body) in requests {
        for (action, key) in needed(operation, &serde_json::from_slice(body).unwrap()) {
            assert!(may(function, &action, &key), "{} needs {action} on {key}", function.name);
        }
    }
}

/// The actions that a request to the table needs, each with the partition key.
fn needed(operation: &str, body: &Value) -> BTreeSet<(String, String)> {
    let mut needed = BTreeSet::new();
    let mut add = |action: String, part: &Value| {
        let mut keys = BTreeSet::new();
        partitions(part, &mut keys);
        needed.extend(keys.into_iter().map(|key| (action.clone(), key)));
    };
    match body["TransactItems"].as_array() {
        Some(items) => {
            for (kind, part) in items.iter().flat_map(|item| item.as_object().unwrap()) {
                let kind = if kind == "ConditionCheck" { "ConditionCheckItem" } else { &format!("{kind}Item") };
                add(format!("dynamodb:{kind}"), part);
            }
        }
        None => add(format!("dynamodb:{operation}"), body),
    }
    needed
}

fn partitions(value: &Value, keys: &mut BTreeSet<String>) {
    for (name, value) in value.as_object().into_iter().flatten() {
        if let ("pk" | ":pk", Some(key)) = (name.as_str(), value["S"].as_str()) {
            keys.insert(key.to_owned());
        }
        partitions(value, keys);
    }
    value.as_array().into_iter().flatten().for_each(|value| partitions(value, keys));
}

#[tokio::test]
async fn each_function_may_do_what_its_samples_do_and_strangers_reach_no_identity() {
    for function in bootstrap::functions() {
        let portico = Portico::new().await;
        let mine: Vec<_> =
            samples().iter().map(|file| sample_of(file)).filter(|(name, _)| name == function.name).collect();
        // Who signs in has asked for much that the function would ask for itself.
        let token = match mine.iter().any(|(_, event)| event.get().contains("<access token>")) {
            true => portico.login(PASSWORD).await.json()["access_token"].as_str().unwrap().to_owned(),
            false => String::new(),
        };
        setup::sample_forms(portico.app()).await.unwrap();
        let requests = portico.world.faults.watch();
        for (_, event) in mine {
            portico.world.advance(jiff::SignedDuration::from_secs(1));
            function.invoke(portico.app(), &signed_in(&event, &token)).await.unwrap();
        }
        assert_allowed(&function, &requests.take());
        let may = |action: &str, key: &str| may(&function, action, key);
        // Who takes in what strangers send reaches nothing that tells who may do what, and writes no policy.
        let takes_in = |path: &str| path.starts_with("/forms/") || path.starts_with("/hooks/");
        if function.routes.iter().flat_map(|routes| routes.list()).any(|route| takes_in(&route.path)) {
            for key in
                ["U#1", "LOGIN#a@example.com", "SE#1", "K#1", "IDEM#1", "OUT#1", "KEY#other", "SETTING#openai_api_key"]
            {
                assert!(!may("dynamodb:GetItem", key), "{} reads {key}", function.name);
            }
            for key in ["FORM#1", "KEY#data", "SETTING#facebook_app_secret", "U#1"] {
                assert!(!may("dynamodb:PutItem", key), "{} writes {key}", function.name);
            }
        }
    }
}
