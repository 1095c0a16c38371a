//! Labels of mail headers and of forms, in the languages.

use std::{collections::HashMap, sync::LazyLock};

/// What a label announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    /// The one who wrote a mail.
    From,
    /// The one it went to.
    To,
    /// Where answers go.
    ReplyTo,
    Subject,
    Name,
    FirstName,
    LastName,
    Company,
    JobTitle,
    Email,
    Phone,
    /// A number that nobody answers, or no number of a phone.
    OtherNumber,
    Budget,
    Project,
    Message,
    Source,
    When,
    Property,
    Vehicle,
    /// Whoever sent somebody to us.
    Referrer,
}

impl Label {
    /// Whether the word can hardly mean something else, so that it needs no separator before it.
    pub(super) fn is_sure(self) -> bool {
        use Label::*;
        match self {
            Email | Phone | Budget | Company | Message | Subject | OtherNumber => true,
            From | To | ReplyTo | Name | FirstName | LastName | JobTitle | Project | Source | When | Property
            | Vehicle | Referrer => false,
        }
    }
}

const LABELS: &[(Label, &str)] = &[
    (Label::From, "from|von|de|sender|absender|remitente|expediteur"),
    (Label::To, "to|cc|bcc|an|para|a|kopie|destinataire|empfanger|copia"),
    (Label::ReplyTo, "reply-to|reply to|antwort an|responder a|repondre a"),
    (Label::Subject, "subject|betreff|asunto|objet|re|topic|sujet|thema"),
    (
        Label::Name,
        "name|full name|fullname|your name|contact|contact name|contact person|customer|customer name|client|client name|buyer|buyer name|lead|lead name|caller|requester|requested by|submitted by|\
         nombre|nombre completo|nombre y apellidos|nombre y apellido|contacto|persona de contacto|cliente|su nombre|tu nombre|nom|nom complet|nom et prenom|nom prenom|prenom et nom|nom & prenom|votre nom|interlocuteur|\
         vor- und nachname|vollstandiger name|vor- und zuname|ansprechpartner|ansprechpartnerin|kontakt|kontaktperson|ihr name|kunde|kundin|naam|party name|party|first and last name|first & last name|your full name|name (required)|person|attn|\
         poc|owner|owner name|tenant|applicant|guest|guest name|purchaser|prospect|walk-in|walk in|caller name|who|nome|नाम|氏名|お名前|姓名",
    ),
    (Label::FirstName, "first name|first|firstname|given name|first_name|vorname|prenom|nombre de pila|nombres"),
    (
        Label::LastName,
        "last name|last|lastname|surname|family name|last_name|nachname|nom de famille|apellido|apellidos|familienname",
    ),
    (
        Label::Company,
        "company|company name|business|business name|organization|organisation|org|store|store name|shop|shop name|brand|brand name|employer|firm|firm name|school|restaurant|account|account name|salon|dealership|\
         empresa|compania|negocio|tienda|razon social|nombre de la empresa|nombre del negocio|nombre de la tienda|marca|entreprise|societe|nom de la societe|nom de l'entreprise|boutique|enseigne|raison sociale|etablissement|\
         firma|unternehmen|firmenname|betrieb|geschaft|organisation/firma|dukaan|company/organization|会社名|会社",
    ),
    (
        Label::JobTitle,
        "title|job title|role|position|job|cargo|puesto|fonction|poste|titre|funktion|stellung|beruf|designation|occupation",
    ),
    (
        Label::Email,
        "email|e-mail|mail|email address|e-mail address|e-mail-adresse|emailadresse|your email|correo|correo electronico|courriel|adresse mail|adresse e-mail|adresse email|adresse electronique|mail id|email id|mailadresse|e mail|メール|メールアドレス",
    ),
    (
        Label::Phone,
        "phone|phone number|telephone|tel|mobile|mobile number|cell|cell phone|cellphone|contact number|contact no|number|your phone|phone no|mobile no|mob|ph|whatsapp|whatsapp number|telefono|tel.|movil|celular|numero|numero de telefono|\
         telefono movil|portable|numero de telephone|mobil|handy|telefon|telefonnummer|rufnummer|handynummer|mobilnummer|ruckrufnummer|m|t|p|c|direct|office|call|text|电话|電話|電話番号|फोन",
    ),
    (
        Label::OtherNumber,
        "fax|telefax|fax number|resale cert|resale certificate|tax id|ein|vat|vat no|vat number|vin|order|order number|order no|invoice|ticket|case|account number|po|po number|ust-id|siret|siren|cif|nif|gst|gstin|license|licence|permit|ref|reference|id|zip|ip|case id|lead id|plz|code postal|codigo postal",
    ),
    (
        Label::Budget,
        "budget|price range|max budget|budget range|first order size|order size|spend|presupuesto|rango de precio|prix|preis|preisrahmen|budgetrahmen|max price|price|target price|estimated budget|your budget|monthly budget|bajat",
    ),
    (
        Label::Project,
        "project|project type|service|service type|services|service needed|service requested|type of project|type of service|categories|category|product|products|interest|interested in|looking for|event type|event|proyecto|servicio|tipo de proyecto|tipo de servicio|producto|interes|projet|type de projet|prestation|produit|projekt|projektart|leistung|dienstleistung|produkt|artikel|job type|work needed|requirement|requirements|interesse",
    ),
    (
        Label::Message,
        "message|comments|comment|notes|note|details|description|your message|inquiry|enquiry|additional info|how can we help|mensaje|comentarios|comentario|notas|detalles|consulta|commentaire|commentaires|remarques|demande|nachricht|mitteilung|bemerkung|bemerkungen|kommentar|anfrage|ihre nachricht|anmerkung|request|question|body|need|needs|ask",
    ),
    (
        Label::Source,
        "source|how did you hear about us|how did you hear|heard about us|lead source|utm_source|found us via|como nos conocio|como nos encontro|comment nous avez-vous connus|wie haben sie von uns erfahren|quelle|fuente|origen|via",
    ),
    (
        Label::When,
        "when|how soon|timeline|timeframe|date|start date|event date|move-in|move in|fecha|plazo|cuando|quand|delai|echeance|wann|termin|datum|zeitraum|deadline|best time|best time to call|preferred date|sent|gesendet|enviado|envoye",
    ),
    (
        Label::Property,
        "property|listing|address|property address|immobilie|objekt|propiedad|inmueble|bien|property type|bedrooms",
    ),
    (
        Label::Vehicle,
        "vehicle|car|model|vehicle of interest|fahrzeug|vehiculo|vehicule|auto|coche|make/model|trade-in|voiture",
    ),
    (
        Label::Referrer,
        "referred by|referral|referrer|referral from|recommended by|recomendado por|recommande par|empfohlen von|parraine par|assigned to|agent|sales rep|rep|taken by|entered by|created by|handled by",
    ),
];

/// What a folded label announces.
pub(super) fn label_of(folded: &str) -> Option<Label> {
    // The last one that is put in stays, and the first of the table is meant.
    static ALL: LazyLock<HashMap<&str, Label>> = LazyLock::new(|| {
        let rows = LABELS.iter().rev().flat_map(|(label, names)| names.split('|').map(|name| (name, *label)));
        rows.collect()
    });
    if folded.is_empty() { None } else { ALL.get(folded).copied() }
}
