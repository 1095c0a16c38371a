//! Phrases beside which names stand, folded as [`super::words::Folded`] folds.

use super::names::Case;

/// Phrases before a name, how the name must be written, and how sure that is.
#[derive(Debug)]
pub(super) struct Cue {
    pub(super) phrases: &'static [&'static str],
    pub(super) case: Case,
    pub(super) score: u8,
    /// Only where the staff wrote about somebody.
    pub(super) is_for_notes: bool,
    /// A single word needs to be a known given name.
    pub(super) is_weak: bool,
}

const fn cue(score: u8, case: Case, phrases: &'static [&'static str]) -> Cue {
    Cue { phrases, case, score, is_for_notes: false, is_weak: false }
}

const fn note(score: u8, phrases: &'static [&'static str]) -> Cue {
    Cue { phrases, case: Case::Given, score, is_for_notes: true, is_weak: false }
}

const fn weak(score: u8, phrases: &'static [&'static str]) -> Cue {
    Cue { phrases, case: Case::Given, score, is_for_notes: false, is_weak: true }
}

/// What stands before the name of the one who wants something.
#[rustfmt::skip]
pub(super) const BEFORE: &[Cue] = &[
    cue(
        92,
        Case::Any,
        &[
            "my name is", "my name's", "the name is", "name's", "me llamo", "mi nombre es", "je m'appelle",
            "mon nom est", "mein name ist", "ich heisse", "ich heise", "mera naam", "mera name", "naam hai", "myself",
            "hier spricht", "hier schreibt", "a nombre de", "party name", "मेरा नाम", "मैं", "नाम", "first name is",
            "full name is", "introducing you to", "introduce you to", "putting you in touch with",
            "connecting you with", "te presento a", "le presento a", "je te presente", "je vous presente",
            "darf ich vorstellen",
        ],
    ),
    cue(78, Case::Capital, &["name", "nombre", "nom"]),
    cue(
        90,
        Case::Given,
        &[
            "name is", "nombre es", "sono", "mi chiamo", "me chamo", "meu nome e", "chamo-me", "sou", "sou o",
            "sou a", "nom est", "name ist", "this is", "hier ist", "le habla", "les habla", "le saluda", "les saluda",
            "le escribe", "les escribe", "les escribo yo", "moi c'est", "mera naam hai", "naam", "c'est", "z . hd",
            "zu handen", "zhd", "ansprechpartner ist", "ansprechpartnerin ist", "ansprechpartner",
            "ansprechpartnerin",
        ],
    ),
    cue(
        86,
        Case::Given,
        &[
            "soy", "i'm", "i am", "im", "je suis", "ich bin", "it's", "its", "main", "mai", "habla",
            "you can call me", "call me", "ask for", "attn", "attention", "contact person", "contact name",
            "buyer is", "name on it", "put it under", "book it under", "under the name", "under the name of",
            "under name", "ponlo a nombre de", "au nom de", "auf den namen", "unter dem namen",
        ],
    ),
    weak(
        80,
        &[
            "contact", "contacto", "kontakt", "speak to", "ici", "aqui", "hier", "contacter", "contactar a",
            "contactar con", "llamar a", "preguntar por", "pregunten por", "fragen sie nach", "demander", "demandez",
            "reach", "to the attention of", "signed", "contacten con", "contacte con", "contactad con", "contactez", "merci de contacter", "bitte an",
            "bitte bei", "wenden sie sich an", "pregunte por", "comunicarse con", "name it",
            "name on the account", "it is", "regards from",
        ],
    ),
    note(
        88,
        &[
            "ring back", "ring", "text back", "email back", "call", "text", "add", "mgr", "manager", "office manager",
            "owner", "owner :", "ceo", "director", "dueno", "duena", "gerente", "inhaber", "inhaberin", "gerant",
            "gerante", "call from", "called from", "call with", "called by", "spoke to", "spoke with", "spoke w/",
            "talked to", "talked with", "talked w/", "met with", "met w/", "met", "lunch w/", "lunch with",
            "coffee w/", "coffee with", "email from", "e-mail from", "message from", "msg from", "inquiry from",
            "enquiry from", "voicemail from", "vm from", "text from", "dm from", "walk-in :", "walk in :", "walkin :",
            "hot :", "lead :", "new lead :", "customer :", "client :", "buyer :", "prospect :", "caller :", "call w/",
            "meeting w/", "meeting with", "chat with", "chatted with", "heard from", "inbound from", "demo with", "inbound :", "inbound", "anruf", "anruf hr", "anruf fr", "contact is", "kontakt ist", "contacto es",
            "voicemail :", "vm :", "msg :", "text :", "email :", "lead from", "badge scan :", "scan :", "sign-in :",
            "sign in :", "be-back :", "be back :", "missed call from", "missed call :", "callback for", "call for",
            "left vm for", "left voicemail for", "lvm for", "spoke again with", "tel mit", "telefon mit",
            "tel . mit", "ruckruf", "hablado con", "llamar", "rappeler", "owner is", "decision maker is", "dm is",
            "decision maker", "new client", "new customer", "returning customer", "svc customer", "service customer",
            "repeat customer", "past client", "son of", "daughter of", "widow of",
            "demo w/", "visit from", "request from", "quote for", "new lead", "prospect", "walk-in", "caller",
            "shopper", "buyer named", "customer named", "lady named", "guy named", "man named", "woman named",
            "named", "couple", "anruf von", "telefonat mit", "gesprach mit", "termin mit", "mail von",
            "nachricht von", "anfrage von", "llamada de", "llamada con", "reunion con", "hable con", "cita con",
            "mensaje de", "correo de", "consulta de", "cliente", "cliente :", "comida con", "llamo", "appel de",
            "appel avec", "rdv avec", "rendez-vous avec", "message de", "mail de", "demande de", "visite de",
            "client", "vu avec", "dejeuner avec", "parle avec", "kunde", "kundin", "interessent", "interessentin",
            "besuch von", "follow up with", "follow up w/", "followed up with", "follow-up with", "referred", "from",
            "re :", "customer", "buyer", "caller :", "seller", "tenant", "intro to", "introduced to",
            "connected with", "phone call with", "phone call from", "zoom with", "zoom w/", "baat hui", "se baat hui",
            "appt with", "appt w/", "appointment with", "tour with", "showing with", "test drive with",
            "test drive w/", "for", "with", "w/",
        ],
    ),
    note(
        75,
        &[
            "her brother", "his brother", "her sister", "his sister", "her friend", "his friend", "her cousin",
            "his cousin", "her son", "his son", "her daughter", "his daughter", "her neighbor", "his neighbor",
            "her neighbour", "his neighbour", "her colleague", "his colleague", "her mother", "his mother",
            "her father", "his father", "her boss", "his boss", "su hermano", "su hermana", "su amigo", "su amiga",
            "sa soeur", "son frere", "seine schwester", "ihr bruder", "ihre schwester", "sein bruder",
        ],
    ),
];

/// What stands after the name of the one who wants something. The first half of a sentence says who.
#[rustfmt::skip]
pub(super) const AFTER: &[&str] = &[
    "here", "speaking", "calling", "this side", "bol raha", "bol rahi", "bol rha", "bol rhi", "baat kar raha",
    "baat kar rahi", "बोल रहा", "बोल रही", "am apparat", "al habla", "al telefono", "a l'appareil", "mera naam",
    "naam hai",
];

/// Verbs after the name of somebody whom the staff writes about.
#[rustfmt::skip]
pub(super) const VERBS: &[&str] = &[
    "popped in", "popped by", "dropped in", "reached out", "filled out", "signed up", "came back", "would love",
    "called", "said", "says", "wants", "needs", "asked", "asks", "asking", "emailed", "stopped by", "came in",
    "came by", "phoned", "texted", "messaged", "would like", "is looking", "is interested", "looking", "interested",
    "is selling", "is buying", "walked in", "dropped by", "left", "likes", "inquired", "enquired", "rang", "in for",
    "just called", "has", "is after", "is moving", "is relocating", "is planning", "requested", "requests",
    "ready to", "would", "wrote", "visited", "wants to", "is hoping", "plans", "prefers", "runs", "owns", "can do",
    "is", "llamo", "quiere", "busca", "necesita", "pregunta", "pregunto", "pidio", "vino", "esta interesado",
    "esta interesada", "hat angerufen", "mochte", "sucht", "braucht", "will", "rief an", "fragt", "interessiert sich",
    "war da", "a appele", "cherche", "veut", "souhaite", "demande", "recherche", "est passe", "est passee",
    "aimerait", "ko chahiye", "ka call", "ki call", "ka phone", "ne call", "ne bola", "ne kaha", "ko",
];

/// What stands before a name that is somebody else's.
#[rustfmt::skip]
pub(super) const OTHERS: &[&str] = &[
    "hi", "hello", "hey", "dear", "hola", "estimado", "estimada", "buenos dias", "buenas tardes", "buenas", "bonjour",
    "bonsoir", "cher", "chere", "hallo", "liebe", "lieber", "guten tag", "guten morgen", "moin", "sehr geehrte",
    "sehr geehrter", "namaste", "namaskar", "good morning", "good afternoon", "hi there", "salut", "loop in",
    "looping in", "cc", "cc'ing", "cc'd", "copying", "copy in", "copy", "include", "referral from", "referred by",
    "ref by", "recommended by", "recommendation from", "sent by", "thanks to", "friend of", "a friend of",
    "introduced by", "via", "per", "as per", "my friend", "my husband", "my wife", "my partner", "my colleague",
    "my coworker", "my assistant", "my boss", "my son", "my daughter", "my brother", "my sister", "my mom",
    "my mother", "my dad", "my father", "my agent", "my lawyer", "my accountant", "our agent", "our lawyer",
    "our accountant", "my neighbor", "my neighbour", "his wife", "her husband", "his assistant", "her assistant",
    "wife", "husband", "spouse", "assistant", "listing agent", "agent", "assigned to", "assign to", "rep",
    "hand over to", "my fiance", "fiance", "fiancee", "my cousin", "my buddy", "told me about", "mi esposa",
    "mi esposo", "mi marido", "mi mujer", "mi hermano", "mi hermana", "mi amigo", "mi amiga", "mi socio", "mi socia",
    "mi colega", "mi companero", "mi companera", "recomendado por", "recomendada por", "de parte de", "referido por",
    "ma femme", "mon mari", "mon collegue", "ma collegue", "mon frere", "ma soeur", "mon ami", "mon amie",
    "mon associe", "recommande par", "de la part de", "recommandee par", "meine frau", "mein mann", "mein kollege",
    "meine kollegin", "mein bruder", "meine schwester", "mein freund", "meine freundin", "empfohlen von",
    "empfehlung von", "auf empfehlung von", "meri wife", "mere husband", "mera bhai", "meri behen", "mere dost",
    "mere friend", "mera dost", "thank you", "bcc", "with our", "not", "she's", "he's", "she is", "he is",
    "our manager", "our owner", "my manager",
];

/// What stands after a name that is somebody else's.
#[rustfmt::skip]
pub(super) const NOT_THEM: &[&str] = &[
    "is an existing", "is already a", "is our", "is a client", "is an old", "referred me", "referred us",
    "recommended you", "recommended us", "told me", "told us", "sent me", "sent us", "suggested", "gave me your",
    "gave me ur", "gave us your", "passed me your", "pointed me", "from your", "at your", "de su equipo",
    "me recomendo", "nos recomendo", "me dio", "m'a recommande", "m'a donne", "nous a recommande", "m'a parle",
    "hat sie empfohlen", "hat mir", "hat uns", "hat euch empfohlen", "ne bataya", "ne aapka number", "ne number diya",
    "ne refer",
];

/// Closings of letters and messages.
#[rustfmt::skip]
pub(super) const CLOSINGS: &[&str] = &[
    "best", "best regards", "kind regards", "warm regards", "regards", "warmly", "sincerely", "yours sincerely",
    "yours truly", "yours faithfully", "yours", "cheers", "thanks", "thank you", "thanks so much",
    "thank you so much", "many thanks", "thanks again", "thanks in advance", "thx", "ty", "tks", "best wishes",
    "all the best", "respectfully", "cordially", "with thanks", "much appreciated", "appreciated", "looking forward",
    "talk soon", "take care", "gratefully", "rgds", "br", "kr", "xo", "xoxo", "saludos", "un saludo",
    "saludos cordiales", "cordialmente", "atentamente", "atte", "gracias", "muchas gracias", "mil gracias",
    "quedo atento", "quedo atenta", "un cordial saludo", "abrazo", "un abrazo", "gracias de antemano", "cordialement",
    "bien cordialement", "bien a vous", "merci", "merci d'avance", "merci beaucoup", "salutations",
    "sinceres salutations", "sincerement", "salutations distinguees", "bonne journee", "bien a toi",
    "mit freundlichen grussen", "freundliche grusse", "viele grusse", "liebe grusse", "beste grusse",
    "herzliche grusse", "schone grusse", "gruss", "grusse", "mfg", "vg", "lg", "danke", "vielen dank", "besten dank",
    "danke im voraus", "danke und gruss", "mit besten grussen", "hochachtungsvoll", "dhanyavaad", "dhanyawad",
    "shukriya", "thanks & regards", "thanks and regards", "thanking you", "warm wishes", "cdlt", "bien sincerement",
];
