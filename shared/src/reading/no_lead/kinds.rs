//! Kinds of words that say who offers and who asks, in the languages that are read.
//!
//! Phrases do not carry over to texts never seen, kinds do: «your shipment arrives today» and «Ihre Sendung wurde
//! übergeben» are both something sent, and something on its way.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A set of kinds, one bit each.
pub(super) type Kinds = u64;

pub(super) const ME: Kinds = 1;
pub(super) const YOU: Kinds = 1 << 1;
pub(super) const NOT: Kinds = 1 << 2;
/// Needing and wanting.
pub(super) const NEED: Kinds = 1 << 3;
/// What a buyer asks about: prices, what is to be had, whether it is free.
pub(super) const PRICE: Kinds = 1 << 4;
/// «Can», «could», «do»: the beginning of a request.
pub(super) const CAN: Kinds = 1 << 5;
/// What is done for a customer.
pub(super) const WORK: Kinds = 1 << 6;
pub(super) const ORDER: Kinds = 1 << 7;
pub(super) const SENT: Kinds = 1 << 8;
/// When, where, still, any news.
pub(super) const WHEN: Kinds = 1 << 9;
pub(super) const BILL: Kinds = 1 << 10;
pub(super) const DUE: Kinds = 1 << 11;
pub(super) const CODE: Kinds = 1 << 12;
pub(super) const AWAY: Kinds = 1 << 13;
pub(super) const UNTIL: Kinds = 1 << 14;
pub(super) const URGENT: Kinds = 1 << 15;
pub(super) const THANKS: Kinds = 1 << 16;
pub(super) const MESSAGE: Kinds = 1 << 17;
/// Written by a machine, as it says itself.
pub(super) const AUTO: Kinds = 1 << 18;
/// How a letter to everybody ends.
pub(super) const FOOTER: Kinds = 1 << 19;
pub(super) const CALENDAR: Kinds = 1 << 20;
/// What a seller does.
pub(super) const SELL: Kinds = 1 << 21;
/// What a seller is.
pub(super) const TRADE: Kinds = 1 << 22;
/// What a seller promises a business.
pub(super) const GROWTH: Kinds = 1 << 23;
/// What a seller asks for.
pub(super) const CHAT: Kinds = 1 << 24;
pub(super) const TERMS: Kinds = 1 << 25;
pub(super) const JOB: Kinds = 1 << 26;
pub(super) const SKILL: Kinds = 1 << 27;
pub(super) const SURVEY: Kinds = 1 << 28;
pub(super) const RICHES: Kinds = 1 << 29;
pub(super) const RELATION: Kinds = 1 << 30;
pub(super) const WRONG: Kinds = 1 << 31;
pub(super) const PERSON: Kinds = 1 << 32;
pub(super) const MORE: Kinds = 1 << 33;
pub(super) const CANCEL: Kinds = 1 << 34;
/// Of somebody before us.
pub(super) const OTHER: Kinds = 1 << 35;
pub(super) const BACK: Kinds = 1 << 36;
pub(super) const DEFECT: Kinds = 1 << 37;
pub(super) const BOUGHT: Kinds = 1 << 38;
pub(super) const FINISH: Kinds = 1 << 39;
pub(super) const PRAISE: Kinds = 1 << 40;
pub(super) const STAFF: Kinds = 1 << 41;
pub(super) const MACHINE: Kinds = 1 << 42;
pub(super) const COMMAND: Kinds = 1 << 43;
pub(super) const EVERY: Kinds = 1 << 44;
pub(super) const GREETING: Kinds = 1 << 45;
pub(super) const HOME: Kinds = 1 << 46;
/// A number of four to eight digits.
pub(super) const NUMBER: Kinds = 1 << 47;
/// The sentence ends as a question.
pub(super) const QUESTION: Kinds = 1 << 48;
/// «Is», «are», «do»: the beginning of a question.
pub(super) const IS: Kinds = 1 << 49;

/// The words of each kind, folded; a star stands for any ending.
#[rustfmt::skip]
const WORDS: &[(Kinds, &str)] = &[
    (ME, "quiero queremos quisiera quisieramos necesito necesitamos busco buscamos requiero requerimos ocupamos ayudamos \
        somos i we me us my our ours im ich wir uns mir mein* unser* je j nous mon ma mes notre nos yo nosotros me nos mi mis \
        nuestr* main hum mujhe humein mera meri hamara ham on"),
    (YOU, "you u your ur yours ya usted ustedes te tu sus su os vous votre vos toi ton sie ihr ihre* ihnen du dein* aap* tum"),
    (NOT, "not no never n't nothing don't dont isnt wont won't wasn't couldn't isn't hasn't haven't didn't cannot can't nunca nicht kein* \
        nie pas ne jamais nahi nahin mat failed unable"),
    (NEED, "need* want* looking seeking searching interested like i'd we'd hoping requer* requier* require* ocupamos ocupo quiero queremos quisiera* \
        necesit* busco buscamos interesa gustaria cherch* recherch* besoin faut voudr* voudrais aimer* souhait* such* \
        brauch* benotig* mocht* hatte* interessier* chahiye chaiye chahte chahta chahti lena karwana kharid* replace replacing"),
    (PRICE, "price* pricing quote* quotation estimate* cost* charge much available availability avail budget \
        precio* cuanto cuesta presupuesto cotiza* disponible* prix combien devis tarif* dispo libre preis* kostet kosten \
        angebot kostenvoranschlag verfugbar frei kitna kitne kitni milega milegi sale"),
    (CAN, "can could would do does can't puede* podria* tienen hay pourr* pouvez peux auriez konnen konnten kann konnte \
        haben machen sakte sakta"),
    (IS, "is are do est ist sind kya es esta hai has"),
    (WORK, "fix repair* install* paint* repaint* clean* alter build* design* quote come visit value look looked see view \
        carry stock sell ship* deliver* replace* make print* move mow do offer have test book try trade beat arregl* repar* \
        pint* limpi* instal* entreg* venir visit* ven* nettoy* peindre livr* fair* essayer reparier* streich* liefer* \
        einbau* besichtig* mach* komm* karte karoge banate"),
    (ORDER, "order* shipment* package* parcel* delivery item* pedido* envio paquete* encargo commande* colis livraison \
        bestell* sendung* paket* lieferung* couch repair*"),
    (SENT, "shipped delivered dispatched arriving arrives enviado enviada entregado entregada camino repart* expedie* \
        livre livree versandt versendet zugestellt ubergeben unterwegs ausgeliefert mailbox doorstep porch dispatch* transit deliver* bhej*"),
    (WHEN, "when where status update updates news eta waiting still yet cuando donde estado todavia aun quand ou statut \
        toujours encore wann wo stand noch kab kahan kidhar abhi"),
    (BILL, "invoice* bill bills billing statement payment* balance factura* pago* cobro facture* paiement* rechnung* \
        zahlung* betrag konto"),
    (DUE, "due overdue late unpaid outstanding settle remit owed owing arrears past vencio vencid* pendiente impaga* impaye* \
        echeance regler reglement relance fallig* uberfallig* offen* ausstehend* begleichen uberweisen bakaya attached \
        adjunt* ci-joint* anbei"),
    (CODE, "code codes otp tan pin passcode password codigo clave contrasena kennwort passwort einmalcode"),
    (AWAY, "away vacation leave holiday* vacaciones ausente ausencia fuera conge* vacances absen* deplacement urlaub abwesend \
        abwesenheit verreist dienstreise haus buro chhutti chutti travelling traveling desk pto sabbatical oficina repondr* respond contesta* antworte*"),
    (UNTIL, "until till through back return* hasta regreso vuelta regresar* jusqu* retour bis wieder zuruck erst tak wapas"),
    (URGENT, "pressing urgent urgente urgentes urgence urgences dringend* emergency emergencies immediate eilig*"),
    (THANKS, "thanks thank thx ty gracias agradec* merci danke* dank dhanyavad shukriya"),
    (MESSAGE, "message* email emails e-mail* mail mails mensaje* correo* courriel messagerie nachricht* text texts sms msgs \
        adresse address calls llam* anruf* appel* werbung newsletter* promos"),
    (AUTO, "automatic* automated automatis* automatiquement noreply no-reply donotreply do-not-reply unmonitored \
        mailer-daemon postmaster autoresponder automaticament* computer-generated"),
    (FOOTER, "unsubscribe preferences receiving subscribed subscriber* browser suscripcion desinscri* desabonn* abbestellen \
        abmelden copyright blog digest webinar*"),
    (CALENDAR, "invitation organizer organiser attendees rsvp zoom calendar invitacion einladung teilnehmer organisateur standup"),
    (SELL, "supply suministr* provide provides providing offer* ofrec* propos* fourni* bieten biete liefern sell vend* vert* manufactur* export* \
        distribut* specializ* specialis* help* helping ayud* aid* accompagn* helfen unterstutz* realise* entwickel* \
        desarroll* develop* have sorgen switching save saving connect* generate* build* design*"),
    (TRADE, "agency agencia agence agentur freelance* freelancer* factory fabrica usine manufacturer* supplier* proveedor* \
        fournisseur* lieferant* consultant* software saas platform plataforma plateforme plattform startup solution* \
        solucion* losung* graphiste* developer* vendor* wholesale* mayor grossiste* independ* selbststandig* distributor* \
        lender* recruiter* staffing"),
    (GROWTH, "leads lead seo google ranking rank* traffic revenue sales marketing website web site* webseite* homepage online \
        conversion* reviews followers clients clientes inmobiliarias customers anfragen kunden businesses shops betriebe* handwerksbetriebe* \
        artisans empresas negocio* entreprises processor homeowners productivity payroll crm \
        visibilit* sichtbarkeit roi"),
    (CHAT, "chat call demo minutes minutos minute minuten meeting sample samples interested portfolio catalog* brochure llamada \
        reunion gesprach termin appel echange interesse* interesad* katalog muster echantillon* muestras worth presentation \
        präsentation zeit"),
    (TERMS, "moq fob wholesale discount percent competitiv* rates low cheap cheapest unbeatable guarantee* bulk exw mayor"),
    (JOB, "hiring vacancy vacancies resume cv lebenslauf curriculum bewerb* candidat* empleo emploi stelle stellen* naukri alternance \
        apprentic* internship stage praktik* job jobs employment spot opening openings recruit*"),
    (SKILL, "experience experienced certs certified certificate* experiencia erfahrung* gelernt* diplom* trabajo work start shop team \
        equipe equipo crew apply applying position poste puesto"),
    (SURVEY, "survey rate rating feedback score poll questionnaire encuesta valore valora* opinion* avis sondage enquete \
        umfrage bewert* fragebogen recommend stars"),
    (RICHES, "iphone gift million millions funds fund inheritance transfer heir gold lottery prize jackpot winner bitcoin crypto \
        millones herencia fortune heritage millionen erbe erbschaft invest* giveaway"),
    (RELATION, "widow late minister barrister prince account friend beneficiary bank confidential confidentiel* dying cancer \
        viuda veuve witwe congratulations selected picked chosen claim wallet"),
    (WRONG, "wrong changed equivoc* mistaken trompe* erreur falsch* verwahlt galat"),
    (PERSON, "person number numero nummer guy chat thread recipient persona personne group"),
    (MORE, "more mas plus mehr again anymore weiter* further aur stop"),
    (CANCEL, "cancel* annul* stornier* absag* abgesagt kundig* gekundigt anul* widerruf* calling-off"),
    (OTHER, "old previous current former alten alte alter bisherig* ancien* actual* viej* anterior* provider* \
        purane another competitor* reschedul*"),
    (BACK, "return* refund* exchange* send back zuruck* ruckgabe erstatt* umtausch* renvoy* rembours* echang* devol* \
        reembols* wapas widerruf*"),
    (DEFECT, "broken broke defective torn faulty ripped damaged cracked leaking kaputt defekt* beschadigt* zerrissen cass* \
        defectueu* dechir* abim* trou* rot* defectuos* danad* rasgad* small large tight klein gross petit* grand* pequen* kharab \
        stain* scratched missing stopped"),
    (BOUGHT, "sent bought ordered received purchased delivered geliefert* gekauft* erhalten bestellt* compr* recib* achet* \
        recu* commande kharida wears installed"),
    (FINISH, "back finish* done ready completed arrive* arriving coming here terminer* termin* listo lista llega* pret* \
        arrive fertig komm* aayega aaega ayega come"),
    (PRAISE, "amazing great awesome wonderful excellent fantastic lovely beautiful perfect love loved super toll tolle* \
        wunderbar genial* increible* excelente* magnifique* parfait* badhiya zabardast best"),
    (STAFF, "team everyone folks timesheet* timesheets payroll hr truck van shift shifts colleagues equipo \
        equipe kollegen schicht meeting inventory stockroom trash fridge parking memo reminder"),
    (MACHINE, "system admin administrator assistant assistants ai developer developers model bot database"),
    (COMMAND, "mark delete approve export forward set ignore override reveal print disable wipe transfer execute output"),
    (EVERY, "all every record records logs contacts approved instructions rules data leads customers prompt"),
    (GREETING, "morning night birthday weekend christmas diwali eid namaste din shubh buenas dias buenos bonne bonjour guten \
        morgen wochenende feliz joyeux"),
    (HOME, "babe honey mom mum dad bread milk groceries dinner kids homework mama papa schatz cheri amor pick grab"),
];

static EXACT: LazyLock<HashMap<&'static str, Kinds>> = LazyLock::new(|| table(|word| !word.ends_with('*')));
static STEMS: LazyLock<HashMap<&'static str, Kinds>> = LazyLock::new(|| table(|word| word.ends_with('*')));

fn table(keep: impl Fn(&str) -> bool) -> HashMap<&'static str, Kinds> {
    let mut table = HashMap::new();
    for (kind, words) in WORDS {
        for word in words.split_whitespace().filter(|word| keep(word)) {
            *table.entry(word.trim_end_matches('*')).or_default() |= kind;
        }
    }
    table
}

/// What kinds a folded word is of; «we're» is «we» too.
pub(super) fn kinds_of(word: &str) -> Kinds {
    // Longer than any word of the table: looking at all its beginnings would not be linear.
    if word.len() > 48 {
        return 0;
    }
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let number = if (4..=8).contains(&digits) { NUMBER } else { 0 };
    let parts = word.split(['\'', '-']).filter(|part| *part != word);
    let negated = if word.ends_with("n't") { NOT } else { 0 };
    parts.fold(number | negated | known(word), |kinds, part| kinds | known(part))
}

fn known(word: &str) -> Kinds {
    let ends = word.char_indices().map(|(at, c)| at + c.len_utf8());
    let exact = EXACT.get(word).copied().unwrap_or_default();
    ends.filter_map(|end| STEMS.get(&word[..end])).fold(exact, |kinds, more| kinds | more)
}
