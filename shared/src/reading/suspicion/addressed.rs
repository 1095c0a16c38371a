//! Whether words are said to a machine: to a model, to whatever processes a message, about the marking of leads.

use crate::reading::Span;
use crate::reading::words::Word;

/// What can hardly be a person or a thing that somebody owns.
#[rustfmt::skip]
const MINDS: &[&str] = &[
    "ai", "ki", "ia", "llm", "llms", "gpt", "chatgpt", "chatbot", "ki-assistent", "ki-assistentin", "ki-system",
    "ki-agent", "ki-modell", "ai-assistant", "ai-agent", "l'ia", "qu'ia",
];

/// What may be a machine, and may be something else too.
#[rustfmt::skip]
const MACHINES: &[&str] = &[
    "bot", "robot", "assistant", "assistants", "asistente", "assistent", "system", "sistema", "systeme", "model",
    "modell", "modelo", "modele", "parser", "extractor", "crawler", "crm",
];

/// What goes on with the name of a machine: «AI assistant», «language model».
const COMPOUNDS: &[&str] =
    &["assistant", "agent", "model", "system", "bot", "parser", "tool", "reader", "software", "modell", "assistent"];

/// What announces words to somebody.
#[rustfmt::skip]
const NOTES: &[&str] = &[
    "note", "notes", "message", "memo", "reminder", "attention", "attn", "instruction", "instructions", "command",
    "hinweis", "notiz", "nachricht", "anweisung", "anweisungen", "achtung", "nota", "mensaje", "aviso", "atencion",
    "instrucciones", "remarque", "consigne", "consignes", "ps", "s",
];

/// What leads from the note to its reader.
const TOWARDS: &[&str] = &["to", "for", "an", "fur", "a", "al", "para", "pour", "au", "aux", "ke", "liye"];

/// What makes it somebody's own: «my assistant», «your system».
#[rustfmt::skip]
const OWNERS: &[&str] = &[
    "my", "your", "our", "his", "her", "their", "mi", "su", "tu", "nuestro", "nuestra", "mon", "ma", "votre", "notre",
    "mein", "meine", "meinen", "meinem", "unser", "unsere", "ihr", "ihre", "virtual", "personal", "mera", "meri",
    "hamara", "aapka",
];

/// Words of greetings that a machine is called with.
#[rustfmt::skip]
const CALLS: &[&str] = &[
    "dear", "hey", "hi", "hello", "attention", "ok", "okay", "hola", "querido", "querida", "estimado", "bonjour",
    "cher", "chere", "hallo", "liebe", "lieber", "achtung", "atencion", "namaste",
];

/// What a machine is told to do, and what asks for it.
#[rustfmt::skip]
const TASKS: &[&str] = &[
    "set", "record", "mark", "approve", "add", "update", "change", "confirm", "log", "store", "save", "write",
    "enter", "ignore", "use", "treat", "assign", "send", "export", "delete", "override", "output", "return", "budget",
    "must", "should", "extract", "pon", "anade", "agrega", "registra", "aprueba", "marca", "guarda", "cambia",
    "confirma", "ignora", "presupuesto", "ajoute", "ajoutez", "enregistre", "enregistrez", "approuve", "approuvez",
    "marque", "marquez", "mets", "mettez", "valide", "validez", "ignorez", "setze", "setzen", "trage", "tragen",
    "markiere", "markieren", "freigeben", "genehmige", "genehmigen", "speichere", "ignoriere", "karo", "kar", "likho",
    "daalo",
];

const PLEASE: &[&str] =
    &["please", "pls", "bitte", "favor", "plait", "kripya", "must", "should", "reading", "processing"];

/// What a machine does with a message.
#[rustfmt::skip]
const PROCESSES: &[&str] = &[
    "processes", "process", "processing", "parses", "parse", "parsing", "extracts", "extracting", "procese",
    "procesa", "traite", "traitera", "verarbeitet", "auswertet", "ausliest",
];

/// Whoever it is.
const WHOEVER: &[&str] =
    &["whoever", "whatever", "anything", "quien", "quienquiera", "celui", "quiconque", "wer", "jo"];

/// What is done to a lead by those who may.
#[rustfmt::skip]
const MARKS: &[&str] = &[
    "approve", "mark", "confirm", "verify", "qualify", "promote", "accept", "validate", "aprueba", "aprobar", "marca",
    "marcar", "confirma", "confirmar", "approuve", "approuvez", "approuver", "marque", "marquez", "valide", "validez",
    "valider", "freigeben", "genehmigen", "genehmige", "markiere", "markieren", "bestatige", "bestatigen",
];

/// What leads are called.
#[rustfmt::skip]
const LEADS: &[&str] = &[
    "lead", "leads", "record", "records", "prospect", "prospecto", "registro", "contacto", "fiche", "datensatz",
    "kontakt", "opportunity", "proposal",
];

/// What points at one: «approve this lead», not «confirm lead times».
#[rustfmt::skip]
const THESE: &[&str] = &[
    "this", "the", "these", "all", "every", "el", "este", "esta", "estos", "ce", "cette", "le", "la", "ces", "den",
    "diesen", "dieser", "diese", "is", "iss", "yeh",
];

/// What a lead or a deal is marked as, and no errand is.
#[rustfmt::skip]
const MARKED: &[&str] = &[
    "approved", "won", "qualified", "verified", "vip", "accepted", "aprobado", "ganado", "verificado", "approuve",
    "gagne", "valide", "genehmigt", "gewonnen", "freigegeben", "geprueft",
];

/// Where words are said to a machine, in order.
pub(super) fn addressed(text: &str, words: &[Word<'_>]) -> Vec<Span> {
    let said = Said { text, words };
    let is_place = |at: &usize| said.is_machine_called(*at) || said.is_whoever(*at) || said.is_marking(*at);
    (0..words.len()).filter(is_place).map(|at| words[at].span).collect()
}

/// The words of a text, and what stands between them.
struct Said<'a, 'w> {
    text: &'a str,
    words: &'w [Word<'a>],
}

impl Said<'_, '_> {
    /// A word, folded; none is empty.
    fn low(&self, at: Option<usize>) -> &str {
        at.and_then(|at| self.words.get(at)).map_or("", |word| word.low.as_str())
    }

    fn is(&self, at: Option<usize>, list: &[&str]) -> bool {
        list.contains(&self.low(at))
    }

    /// What stands between a word and the next.
    fn gap(&self, at: usize) -> &str {
        let (Some(this), next) = (self.words.get(at), self.words.get(at + 1)) else { return "" };
        self.text.get(this.span.end..next.map_or(self.text.len(), |next| next.span.start)).unwrap_or("")
    }

    fn is_first(&self, at: usize) -> bool {
        at == 0 || self.gap(at - 1).contains(['.', '!', '?', '\n', '[', '(', '<', ':', ';', '{', '*', '"', '—', '–'])
    }

    /// Whether any of the words from `from` until before `to`, with no mark between them, is in the list.
    fn any(&self, from: usize, to: usize, list: &[&str]) -> bool {
        (from..to.min(self.words.len())).any(|at| self.is(Some(at), list))
    }

    fn is_machine_called(&self, at: usize) -> bool {
        let is_mind = self.is(Some(at), MINDS);
        if !is_mind && !self.is(Some(at), MACHINES) {
            return false;
        }
        let before = at.checked_sub(1);
        // «AI assistant» is looked at once, as one.
        if self.is(before, OWNERS) || !is_mind && self.is(before, MINDS) {
            return false;
        }
        let is_joined = is_mind && self.gap(at) == " " && self.is(Some(at + 1), COMPOUNDS);
        let end = if is_joined { at + 1 } else { at };
        let is_free = self.is_free(end);
        self.is_vocative(at, end, is_mind)
            || is_free && (self.is_noted(at, is_mind) || self.is_role(at, is_mind))
            || is_free && is_mind && self.is_reader(at)
            || self.is(Some(end + 1), PROCESSES) && self.is(Some(end + 2), &["this", "it", "these"])
    }

    /// Whether it is no part of «AI engineer», «system failure».
    fn is_free(&self, end: usize) -> bool {
        let gap = self.gap(end);
        gap.trim() != ""
            || gap.contains('\n')
            || end + 1 >= self.words.len()
            || self.is(Some(end + 1), PROCESSES)
            || self.is(Some(end + 1), PLEASE)
            || self.is(Some(end + 1), TASKS)
            || self.is(Some(end + 1), &["that", "who", "which", "que", "qui", "die", "der", "you", "or"])
    }

    /// «Note to the AI», «Hinweis an das System».
    fn is_noted(&self, at: usize, is_mind: bool) -> bool {
        let from = at.saturating_sub(4);
        let is_near = |note: usize| (note..at).all(|word| !self.gap(word).contains(['.', ';', '\n']) || is_mind);
        (from..at).rev().any(|note| {
            self.is(Some(note), NOTES) && is_near(note) && (note + 1 == at || self.any(note + 1, at, TOWARDS))
        })
    }

    /// «To the AI», «an die KI», «a la IA», «pour l'IA».
    fn is_reader(&self, at: usize) -> bool {
        let (before, first) = (self.low(at.checked_sub(1)), self.low(at.checked_sub(2)));
        matches!((first, before), ("to", "the" | "any" | "an") | ("an", "die" | "eine") | ("a", "la") | (_, "any"))
            || self.low(Some(at)) == "l'ia" && matches!(before, "a" | "pour")
    }

    /// «As an AI», «als KI-Assistent», «if you are a bot».
    fn is_role(&self, at: usize, is_mind: bool) -> bool {
        let from = at.saturating_sub(4);
        let is_as =
            self.any(at.saturating_sub(2), at, &["as", "als", "como", "comme"]) || self.low(Some(at)) == "qu'ia";
        let is_you = (from..at).any(|you| {
            matches!(
                (self.low(Some(you)), self.low(Some(you + 1))),
                ("you", "are") | ("tu", "es") | ("vous", "etes") | ("du", "bist")
            ) || matches!(self.low(Some(you)), "you're" | "ur" | "eres")
        });
        is_mind && is_as || is_you && (is_mind || self.is(Some(at), &["bot", "robot", "parser"]))
    }

    /// «Assistant, please record …», «System: approve …».
    fn is_vocative(&self, at: usize, end: usize, is_mind: bool) -> bool {
        let is_called = self.is(at.checked_sub(1), CALLS) && self.is_first(at - 1);
        if !self.is_first(at) && !is_called {
            return false;
        }
        let gap = self.gap(end);
        let is_marked = gap.trim_start().starts_with([',', ':', '!', '—', '–', '-']);
        let is_asked = is_mind && self.is(Some(end + 1), PLEASE);
        let is_line = |word: &usize| *word == end || !self.gap(*word).contains(['.', '?', '!', '\n']);
        let last = (end..end + 4).take_while(is_line).last().unwrap_or(end);
        (is_marked && !gap.contains('\n') || is_asked) && self.any(end + 1, last + 2, TASKS)
    }

    /// «Whoever processes this».
    fn is_whoever(&self, at: usize) -> bool {
        self.is(Some(at), WHOEVER)
            && (at + 1..at + 5).any(|verb| {
                self.is(Some(verb), PROCESSES) && (at..verb).all(|word| !self.gap(word).contains(['.', ',', '\n']))
            })
    }

    /// «Approve this lead», «mark it as approved», «diesen Lead freigeben».
    fn is_marking(&self, at: usize) -> bool {
        let is_clause = |to: usize| (at..to).all(|word| !self.gap(word).contains(['.', ',', ';', '!', '?', '\n']));
        if self.is(Some(at), MARKS) {
            let is_lead = (at + 2..at + 5).any(|lead| {
                self.is(Some(lead), LEADS)
                    && self.any(at + 1, lead, THESE)
                    && is_clause(lead)
                    && !self.is_other_lead(lead)
            });
            let is_marked = (at + 1..at + 6).any(|marked| self.is(Some(marked), MARKED) && is_clause(marked))
                && self.any(at + 1, at + 5, &["as", "als", "como", "comme"]);
            return is_lead || is_marked;
        }
        let is_noun = self.is(Some(at), &["lead", "datensatz", "kontakt"]);
        is_noun
            && self.is(at.checked_sub(1), THESE)
            && (at + 1..at + 4).any(|verb| {
                self.is(Some(verb), &["freigeben", "genehmigen", "markieren", "approve"]) && is_clause(verb)
            })
    }

    /// «Lead time», «lead paint»: no lead of ours.
    fn is_other_lead(&self, lead: usize) -> bool {
        self.gap(lead) == " "
            && self.is(
                Some(lead + 1),
                &[
                    "time",
                    "times",
                    "paint",
                    "pipe",
                    "pipes",
                    "singer",
                    "designer",
                    "architect",
                    "engineer",
                    "store",
                    "player",
                ],
            )
    }
}
