//! What orders to a machine are made of, in the languages. All folded.

/// Parts of sentences that give orders to a machine, in the languages.
#[rustfmt::skip]
pub(super) const ORDERS: &[&str] = &[
    "ignore all", "ignore previous", "ignore the previous", "ignore the above", "ignore above", "ignore any",
    "ignore your", "ignore prior", "ignore these", "ignore everything", "disregard all", "disregard previous",
    "disregard the", "disregard any", "disregard your", "disregard above", "forget all previous", "forget your",
    "forget previous", "forget everything", "override your", "override the", "previous instructions",
    "prior instructions", "earlier instructions", "your instructions", "system prompt", "new instructions",
    "you are now", "you must now", "act as an ai", "act as admin", "act as if", "act as my", "pretend to be",
    "pretend you", 
    "any ai", "if you are an ai", "if you are a language model", 
    "assistants must", "assistant must", "system override", "developer mode", "admin mode", "debug mode", "jailbreak",
    "instead of extracting", "when extracting", "when parsing", "while parsing", "when summarizing",
    "when processing this", "in your output", "in the output", "output json", "return json", "respond with",
    "reply only with", "reply with the word", "answer only with", "mark lead as", "mark this lead as",
    "mark the lead as", "mark as won", "mark it as won", "mark me as", "delete all", "set the budget",
    "set budget to", "set budget", "set my budget to", "set the phone", "set the email", "set status", "set stage",
    "set the stage", "set priority to", "set the lead", "set owner", "assign to owner", "assign this lead to",
    "assign the lead to", "grant admin", "make me admin", "export all", "export the customer", "full customer list",
    "customer list to", "all leads to", "all contacts to", "approve purchase orders automatically",
    "this is from the developers", "reveal your", "api key", "record it as the", "record this as",
    "customer records", "forward every", "forward all", "every lead's", "new rule", "mark as vip",
    "assistant instructions", "instructions for the assistant", "set phone to", "set company to", "set name to",
    "set email to", "set budget 1", "transfer this lead", "if you are a bot",
    "change the phone to", "change my phone to the", "oublie tes instructions", "oublie tes consignes",
    "olvida todo lo anterior", "vergiss deine anweisungen", "every inbound", "all inbound", "customer database", "list all leads", "list all customers", "all customer data", "dump the",
    "send me all", "export your", "assistant : please", "ignora todas", "ignora las", "ignora cualquier",
    "ignora tus", "ignore las", "ignore todas", "olvida las instrucciones", "olvida tus instrucciones",
    "instrucciones anteriores", "instrucciones previas", "eres ahora", "ahora eres", 
    "marca el lead", "marca este lead", "marca como ganado", "pon el presupuesto",
    "cambia el presupuesto", "borra todos", "elimina todos", "ignorez toutes", "ignorez les", "ignore toutes",
    "ignore les instructions", "oubliez les instructions", "oublie les instructions", "instructions precedentes",
    "vous etes maintenant", "tu es maintenant", "mettez le budget", "mets le budget",
    "supprimez tous", "supprime tous", "ignoriere alle", "ignoriere die", "ignoriere bisherige", "ignorieren sie",
    "vergiss alle", "vergessen sie alle", "vorherigen anweisungen", "bisherigen anweisungen", "vorherige anweisungen",
    "du bist jetzt", "du bist nun", "sie sind jetzt ein", "setze das budget",
    "setzen sie das budget", "losche alle", "loschen sie alle", "pichle instructions", "pichhle instructions",
    "purane instructions", "sab instructions", "saare instructions", "instructions bhool", "instructions ignore",
    "ignore karo", "ab tum admin", "saare leads delete", "sab leads delete", "budget set karo", "lead ko won",
];

/// Pieces of queries to a database.
pub(super) const QUERIES: &[&str] =
    &["drop table", "delete from", "insert into", "union select", "or 1 1", "truncate table"];

/// Words that carry an order on in the next sentence.
#[rustfmt::skip]
pub(super) const CARRIES_ON: &[&str] = &[
    "set", "add", "delete", "mark", "assign", "export", "reply", "send", "email", "approve", "grant", "change",
    "update", "output", "return", "then", "respond", "do", "pon", "anade", "agrega", "envia", "borra", "marca",
    "cambia", "ajoute", "ajoutez", "mets", "mettez", "envoie", "envoyez", "supprime", "setze", "fuge", "losche",
    "sende", "markiere",
];
