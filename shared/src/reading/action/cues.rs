//! The words that ask for something to be done.

use std::sync::LazyLock;

use crate::reading::lexicon::Lexicon;

/// What a phrase says about what is to be done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cue {
    /// It asks for this.
    Ask(&'static str),
    /// It asks for this if a day or a time is named beside it; else it is a wish, or part of a sentence about the past.
    Dated(&'static str),
    /// It wishes for this; a plain request beside it counts more.
    Wish(&'static str),
    /// It turns a sending into an offer: «send a quote».
    Offer,
    /// It turns a sending into a mail: «send by email».
    Mail,
    /// It turns a meeting into a visit: «an appointment to view».
    View,
    /// The date beside it is that of something else: a wedding, a lease.
    Event,
    /// What follows is not wanted.
    Not,
    /// It only looks like a request.
    Nothing,
    /// It agrees with a time.
    Agree,
}
use Cue::{Agree, Ask, Dated, Event, Mail, Not, Nothing, Offer, View, Wish};

/// The phrases of actions; words without case and accents.
pub(super) static CUES: LazyLock<Lexicon<Cue>> = LazyLock::new(|| {
    Lexicon::new(&[
        (NOTHING, Nothing),
        (
            "don't|dont|do not|no need to|not|never|please don't|no|ne|nicht|kein|keine|keinen|mat|nahi|stop|\
    without|rather than|cancel|\
            cancelled|canceled|already|just",
            Not,
        ),
        (FOLLOW_UP, Ask("follow_up")),
        (
            "contact me|contact us|contact her|contact him|contact them|get in touch|text me|text us|message me|\
    whatsapp me|reach me|reply by|\
            reply to|answer by|let me know by|let us know by|respond by|hear back|hear from you|contactar|contacten|\
    contactenme|contacteme|\
            contactame|contacter|contactez|kontaktieren|antwort|respuesta|respondan|reponse|repondre|jawab|remind|\
    reminder|ping",
            Dated("follow_up"),
        ),
        (CALL, Ask("call")),
        (
            "call|calls|phone|chat|talk|speak|discuss|ring|dial|hablar|parler|sprechen|reden|baat|phone call|zoom|\
    teams",
            Dated("call"),
        ),
        (EMAIL, Ask("email")),
        (
            "by email|by e - mail|via email|via e - mail|per e - mail|per email|per mail|por correo|por email|\
    por e - mail|por mail|par mail|\
            par email|par e - mail|par courriel|email pe|email par|mail pe|over email|on email|an email",
            Mail,
        ),
        (QUOTE, Ask("quote")),
        (
            "quote|quotes|quotation|estimate|proposal|bid|cotizacion|devis|angebot|angebote|kostenvoranschlag|\
    offerte|presupuesto|pricing|\
            price list|prices|rates|rate card|quotation bhejo",
            Offer,
        ),
        (SEND, Ask("send")),
        ("send|share|forward|mail|ship|loop in|bring|drop off|deliver|faxe|fax", Dated("send")),
        (VISIT, Ask("visit")),
        (
            "view|see|visit|viewing|viewings|showing|showings|tour|tours|walkthrough|inspection|inspect|check out|\
    come|dekhna|dekhne|\
            dekhni|dekh|visita|visite|visiter|voir|ver|besichtigen|besichtigung|besichtigungen|anschauen|ansehen|\
    देखना|देखने|\
            देख|aana|aaunga|aayenge|aa sakta|aa sakte|aa raha|aaenge|pasar|passer|venir|kommen|fitting|try on|\
    measure|site survey",
            Dated("visit"),
        ),
        (
            "to view|to see|for viewing|to look at|to tour|para ver|para visitar|pour visiter|pour voir|\
    zur besichtigung|viewing|visita|\
            visite|besichtigung|dekhne|of the house|of the property|of the flat|at the house|on site|at the property",
            View,
        ),
        (WISH_VISIT, Wish("visit")),
        (MEETING, Ask("meeting")),
        (
            "meeting|meet|meetings|appointment|appt|appt .|cita|reunion|rendez - vous|rendezvous|rdv|termin|treffen|\
    consult|consultation|\
            milna|milte|milenge|mulaqat|demo|coffee|lunch|mtg|besprechung|मिलना|मिलते|मीटिंग|juntarnos|vernos|\
    rencontrer|book|booked|schedule|\
            session|interview|presentation|onboarding|kickoff|kick - off",
            Dated("meeting"),
        ),
        (EVENT, Event),
        (
            "seriez - vous disponible|seriez vous disponible|etes - vous disponible|etes vous disponible|estan disponibles|\
    esta disponible para|sind sie verfugbar|works|work|works for me|is fine|is good|is ok|is okay|is great|is perfect|suits|sounds good|perfect|\
    good for me|me va bien|\
            me viene bien|perfecto|vale|me convient|ca me va|parfait|passt|passt mir|geht|in ordnung|chalega|\
    theek hai|thik hai|ok hai|sahi",
            Agree,
        ),
    ])
});

const NOTHING: &str = "m' appelle|m'appelle|s' appelle|s'appelle|t'appelles|nous appelons|remind me what|remind me when|remind me where|\
    remind me which|remind me who|interview you|interview me|to interview|i can interview|phone system|phone systems|phone line|\
    phone case|phone cases|phone repair|open house sign|open house guest|call log|are you available|are you open|\
    call from|calls from|call with|missed call|phone call from|phone call with|call center|\
    call centre|call log|on call|\
    cold call|called|calling from|calling about|so - called|call it|\
    phone number|phone no|phone :|tel :|cell phone|phone is|email :|e - mail :|email is|my email|your email|\
    his email|her email|last email|\
    email address|e - mail address|emailed|quoted|your quote|the quote you|quote was|quote you|first visit|visited|\
    visiting|met with|we met|i met|\
    meeting room|a meeting room|the meeting room|meeting notes|meeting went|saw your|saw ur|see you|see attached|\
    see below|see above|see if|see what|see how|i see|we see|\
    as you can see|you'll see|to see if|to see what|to see how|let me see|come up|come with|come from|comes|came|\
    come to terms|viewed|\
    toured|sent from|sent|sends|sending you|i'm sending|i am sending|i'll send|i will send|we'll send|will send you|\
    share price|market share|\
    tour guide|follow up to|following up on|following up|in follow up to|bid on|bids on|call to action|speaking|\
    speak english|\
    speak spanish|spoke|talked|talking|chatted|bring the|voir si|a ver si|por ver|guten termin|view of|views of|\
    view is|\
    ocean view|sea view|lake view|mountain view|city view|in view of|with a view|forward to|looking forward|\
    moving forward|go forward|\
    best regards|reach out to|mail :|meeting you|nice to meet|pleased to meet|good to meet|great meeting|\
    let me know if|let us know if|\
    estimated|book value|comic book|bed time|reminder :|not to call|notice of|follow us|contact list|call list|\
    por favor no llamar|ver mas|\
    the tour|tour yesterday|thanks for the tour|thanks for the call|thank you for the call|thanks for the meeting|\
    after the call|\
    after our call|after the meeting|after our meeting|llamada perdida|llame ayer|for calling|for the quote|\
    for the estimate|for your quote|\
    merci pour votre devis|danke fur das angebot|gracias por el presupuesto|on our call|on the call|our last call|\
    last call|in our call|\
    no calls|no call|ringtone|ring size|rings|wedding ring|ring finger|no call please|schedule is|my schedule|\
    our schedule|schedule :|appointments only|demo unit|demo car|\
    no se puede ver|il faut voir|view details|view online|view this|proposal sent|quote sent|ping pong|coffee shop|\
    coffee table|coffee machine|coffee bar|lunch w|lunch with|lunch menu|lunches|\
    discussed|a discuter|zu besprechen|trabajo|ship to|shipping|bid is|my bid|session is|visita guiada|call me crazy";

const FOLLOW_UP: &str = "follow up|followup|follow - up|f / u|check in|check back|circle back|touch base|\
    get back to|get back with|reconnect|\
    no action till|no action until|no action before|nothing till|nothing until|revisit|reach out|reach back|\
    re - engage|try again|come back to|\
    ask again|seguimiento|dar seguimiento|hacer seguimiento|retomar|volver a contactar|recontacter|relancer|relance|\
    recontacte|\
    reprendre contact|nachfassen|nachhaken|wiedervorlage|wieder melden|melden|melde mich|meldet sich|ruckmeldung|\
    bescheid|follow up karna|\
    follow up karo|followup karna|phir se baat|dobara|sampark|संपर्क|फॉलो अप|on hold until|on hold till|hold until|\
    hold till|park until|\
    park till|snooze until|not before|not ready until|won't decide until|will decide|wont decide until|decide by|\
    decision by|decides|decision";

const CALL: &str = "llamadme|llamadnos|call me|call us|call her|call him|call them|call back|callback|call - back|\
    callbacks|ring me|ring us|ring back|\
    give me a call|give us a call|give her a call|give him a call|give me a ring|give us a ring|give me a bell|call either|call both|call one of us|marcarle|marcarla|marquele|llamarles|llamarlos|\
    a call|phone me|phone us|phone her|phone him|buzz me|\
    please call|pls call|plz call|can you call|could you call|can someone call|could someone call|can u call|\
    please phone|should call|to call|and call|someone call|must call|needs a call|wants a call|\
    discovery call|zoom call|video call|quick call|teams call|schedule a call|set up a call|book a call|intro call|\
    conference call|phone call|\
    let's talk|lets talk|let's speak|let's chat|lets chat|can we talk|can we speak|can we chat|could we talk|\
    could we speak|want to talk|like to talk|\
    like to speak|want to speak|happy to talk|happy to chat|hop on a call|jump on a call|quick chat|chat about|\
    talk about|talk to someone|speak to someone|\
    speak with someone|speak with you|talk with you|speak to you|\
    llamar|llamarme|llamarnos|llame|llameme|llamenos|llamen|llamenme|llamennos|llamame|llamanos|llamarle|llamarla|\
    llamada|llama|llamas|\
    me llamas|marcar|marcarme|marqueme|marquenme|marcame|marque|telefonear|telefonea|hablamos|hablemos|\
    podemos hablar|podriamos hablar|\
    devolver la llamada|devolverme la llamada|que me llamen|me llaman|me marcan|me marca|me pueden llamar|\
    me puede llamar|\
    appeler|appelez|appelle|appelles|appellez|rappeler|rappelez|rappelle|rappel|telephoner|telephonez|joindre|\
    joignable|coup de fil|\
    coup de telephone|un appel|entretien telephonique|en parler|\
    anrufen|anruf|anrufe|anzurufen|rufen|ruft|ruf|ruckruf|zuruckrufen|zuruckzurufen|zuruckruft|zuruckrufst|\
    telefonieren|telefonat|durchrufen|telefonisch|\
    call karna|call karo|call kar|call kare|call karen|call karein|call kijiye|call kariye|call karenge|call kardo|\
    call kar do|call kar lo|call kar dena|call chahiye|\
    call lagana|call lagao|call back karna|phone karna|phone karo|phone kar|phone kare|phone karen|phone kijiye|\
    phone kariye|phone lagana|fone karna|baat karna|baat karo|baat karni|\
    baat karte|baat karenge|baat kar|कॉल|फोन|फ़ोन|बात|電 話 く だ さ い";

const EMAIL: &str = "escribidme|escribidnos|email me|email us|email her|email him|email them|email back|e - mail me|\
    e - mail us|mail me|mail us|email over|please email|pls email|\
    can you email|could you email|to email|and email|email some|email details|email the|email options|email info|\
    email a|email your|send an email|send me an email|\
    send us an email|send a mail|send an e - mail|drop me an email|drop me a line|shoot me an email|shoot an email|\
    write to me|write me|write back|\
    escribir|escribirme|escribanme|escribame|escribeme|escriban|mandar un correo|mandar correo|enviar un correo|\
    enviar correo|mandame un correo|envieme un correo|\
    enviar un email|un correo|escribirnos|mandar un mail|\
    ecrire|ecrivez|envoyer un mail|envoyer un email|envoyez - moi un mail|un mail|envoyer un courriel|un courriel|\
    repondre par mail|\
    schreiben|eine mail|e - mail schicken|mailen|e - mail senden|eine e - mail|\
    email karo|email karna|email kar|email bhej|email bhejo|email bhejna|email kijiye|email kariye|email kardo|\
    mail karo|mail karna|mail kar|mail bhej|mail bhejo|mail kardo|mail kijiye|\
    ईमेल करें|ईमेल|मेल";

const QUOTE: &str = "please quote|pls quote|plz quote|quote me|quote us|quote by|quote for|quote on|need a quote|\
    need quote|want a quote|wants a quote|wants quote|wants a quote|get a quote|a quote|\
    quote needed|quote due|quote asap|quote please|quote pls|quote this|send quote|send a quote|need pricing|\
    get an estimate|an estimate|free estimate|need an estimate|\
    estimate for|estimate by|need estimate|estimates|ballpark|work up a quote|work up an estimate|a proposal|\
    proposal by|proposal due|proposal for|need proposal|send proposal|bid by|bid due|\
    quotation|quotations|rough quote|formal quote|written quote|quick quote|our quote|updated quote|revised quote|\
    new quote|\
    cotizacion|cotizaciones|cotizar|cotizarme|coticen|cotice|coticeme|cotizame|un presupuesto|el presupuesto para|\
    enviar presupuesto|enviarme presupuesto|pedir presupuesto|solicito presupuesto|pasar presupuesto|\
    necesito presupuesto|quiero presupuesto|mandar presupuesto|mandarme presupuesto|presupuesto sin compromiso|\
    devis|un devis|chiffrage|chiffrer|faire un devis|soumission|\
    angebot|ein angebot|angebote|kostenvoranschlag|offerte|preisangebot|\
    quotation bhejo|quotation bhejna|quotation chahiye|rate bhejo|rate bhej|rate bata|rate batao|rate bataiye|\
    rate batana|rates bhejo|quote bhejo|quote bhej|quote chahiye|estimate bhejo|estimate chahiye|\
    कोटेशन|見 積";

const SEND: &str = "resend|re - send|invoice me|invoice us|enviadme|mandadme|enviadnos|mandadnos|pasadme|send me|send us|send her|send him|send them|\
    send over|send the|send a|send some|send your|send details|send info|send photos|send pics|send pictures|\
    send more|please send|pls send|plz send|\
    can you send|could you send|can u send|would you send|kindly send|to send|and send|send it|send samples|\
    send sample|send contract|send brochure|send catalog|send catalogue|send listings|send comps|send docs|\
    send paperwork|share the|share your|share details|please share|pls share|kindly share|can you share|\
    could you share|share some|share pics|\
    forward me|please forward|loop in|needs the contract|mail out|send swatches|send spec|send specs|\
    send floor plans|send floorplan|send link|send invoice|send fleet|send pricing|send price|send rates|\
    enviar|enviarme|enviarnos|envie|envieme|envienme|envien|envienos|enviame|envia|envíen|enviarle|enviarla|mandar|\
    mandarme|mandarnos|mande|mandeme|mandenme|manden|mandame|mandan|manda|pasarme|pasame|paseme|hacerme llegar|\
    me puede enviar|me pueden enviar|me mandan|me envian|\
    envoyer|envoyez|envoie|envoies|m' envoyer|nous envoyer|transmettre|transmettez|faire parvenir|adresser|\
    faites parvenir|\
    senden|sendet|schicken|schickt|schick|zusenden|zuschicken|ubersenden|ubermitteln|zukommen|zukommen lassen|\
    zuzusenden|schickst|unterlagen|expose zusenden|\
    bhejna|bhejo|bhej|bhejiye|bhejdo|bhej do|bhej dena|bhej dijiye|bhejen|bheje|bhejein|bhejni|bhejdena|bhejiyega|\
    share karo|share karna|share kar|share kijiye|whatsapp karo|whatsapp kar do|\
    भेजें|भेज|भेजो|भेजना|भेजिए|भेज दो";

const VISIT: &str = "send someone|send somebody|send a tech|send a technician|send a crew|come to see|come have a look|walk the|come in|come by|come see|come and see|come look|come take a look|come over|come out|stop by|\
    stop in|drop by|drop in|swing by|pop in|pop by|pop round|walk through|walk - through|\
    test drive|testdrive|test - drive|test ride|site visit|schedule a viewing|book a viewing|arrange a viewing|\
    viewing request|viewing on|schedule a tour|book a tour|arrange a tour|schedule a showing|book a showing|\
    private showing|still showing|request a tour|\
    like to view|want to view|love to view|wants to view|can i view|can we view|could we view|could i view|\
    arrange viewing|book viewing|to view|tour of|tour the|\
    can we see|could we see|can i see|could i see|like to see|love to see|wants to see|want to see|see the house|\
    see the place|see the flat|see the property|see the apartment|see the unit|see it in person|see it|\
    see them in person|come to see|\
    visit the|visit your|visit us|want to visit|like to visit|wants to visit|can we visit|can i visit|look around|\
    look round|take a look|have a look|in person|inspect the|open house|second showing|second viewing|second look|\
    visitar|visitarla|visitarlo|visitarlos|ver la casa|ver el piso|ver el departamento|ver el local|ver el coche|\
    ver el auto|verlo|verla|verlos|quiero ver|quisiera ver|me gustaria ver|podemos ver|podria ver|puedo ver|\
    prueba de manejo|prueba de conduccion|pasar por|pasar a ver|agendar visita|agendar una visita|cita para ver|\
    una visita|\
    visiter|une visite|visite du|visite de|voir l'|voir l' appartement|voir la maison|voir le|faire un essai|\
    un essai|essai routier|passer voir|passer au|passer a|organiser une visite|\
    besichtigen|besichtigung|besichtigungstermin|probefahrt|vorbeikommen|vorbei kommen|vorbeischauen|ansehen|\
    anschauen|anzusehen|anzuschauen|vor ort|\
    site visit karna|visit karna|visit karni|visit kar|visit karenge|visit karwa|visit fix|dekhne aana|dekhne aa|\
    dekhne aaunga|dekhne aayenge|ghar dekhna|flat dekhna|dikha do|dikhao|dikha|dikhaiye|dikhana|gadi dekhni|\
    विजिट|देखने आ|दिखा";

const WISH_VISIT: &str = "plot dekhna hai|dekhna hai|dekhni hai|dekhna chahta|dekhna tha|देखना है|देखना चाहता|\
    interested in viewing|would be interested in seeing";

const MEETING: &str = "let's do lunch|do lunch|do coffee|grab lunch|grab coffee|grab a coffee|get coffee|have lunch|have coffee|let's meet|lets meet|can we meet|could we meet|want to meet|like to meet|wants to meet|\
    meet up|meet me|meet with|meet on|meet at|schedule a meeting|set up a meeting|book a meeting|arrange a meeting|\
    a meeting|the meeting is|meeting on|meeting at|meeting with|meeting is|set a meeting|appointment on|\
    appointment for|an appointment|make an appointment|book an appointment|schedule an appointment|sit down with|\
    sit down|consultation on|a consultation|free consultation|book a consultation|a demo|schedule a demo|\
    book a demo|demo on|in - person meeting|\
    una cita|agendar cita|agendar una cita|cita el|cita para|una reunion|reunirnos|reunirme|reunion el|\
    agendar reunion|nos reunimos|nos vemos|quedar|quedamos|concertar|\
    un rendez - vous|rendez - vous|un rdv|rdv|rdv le|nous rencontrer|se rencontrer|nous voir|une reunion|convenir d'|\
    einen termin|termin am|termin|termin vereinbaren|uns treffen|treffen wir|ein treffen|treffen am|besprechung am|\
    ein gesprach|beratungsgesprach|beratungstermin|beratung|gesprach|\
    meeting fix|meeting rakho|meeting rakh|meeting karna|meeting karni|meeting kar|milna hai|milte hain|milte hai|\
    milna chahta|mil sakte|milne|milenge|milna|appointment chahiye|मिलना|मिलते|मीटिंग";

const EVENT: &str = "move in|move - in|moving|moving in|moving out|move out|move|movein|relocating|relocate|wedding|\
    weddings|lease ends|lease end|lease is up|lease expires|lease|ends|end of lease|event|events|party|birthday|\
    anniversary|\
    starting|start|starts|start date|begin|begins|available from|available|closing|close on|closing on|close by|\
    delivery|delivered|deliver by|delivery by|need it by|need them by|need by|needed by|need it|need them|in hand|\
    in hands by|expires|expiring|expire|valid until|\
    out of office|ooo|back on|back in office|returning|return on|returns|until i|arrive|arriving|arrives|ships|\
    ship date|shipped|since|built|born|travelling|traveling|flying|fly|conference|trip|vacation|holiday|launch|\
    launching|opens|opening|grand opening|\
    graduation|prom|reunion de familia|quinceanera|shower|baby due|due in|due date|gala|tournament|season|semester|\
    school starts|fair|expo|trade show|show starts|check - in|check - out|checkin|checkout|install by|installed by|\
    install|completed by|complete by|done by|finished by|ready by|finish by|\
    mudanza|mudarme|mudarnos|mudar|boda|fiesta|evento|cumpleanos|entrega|entregar|empezar|inicio|comienza|vence|\
    contrato vence|disponible|para la boda|\
    mariage|emmenager|emmenagement|demenager|demenagement|fete|evenement|anniversaire|livraison|livrer|debut|\
    a partir du|bail|fin de bail|disponible a partir|ouverture|\
    hochzeit|einzug|einziehen|umzug|umziehen|feier|veranstaltung|geburtstag|lieferung|liefern|lieferbar|\
    liefertermin|beginn|ab dem|bezug|bezugsfrei|mietvertrag|kundigung|eroffnung|messe|urlaub|fertig|\
    shaadi|shadi|shaadi hai|shift|shifting|shift hona|shift karna|function|janamdin|griha pravesh|delivery chahiye|\
    chahiye tak|शादी|delivery tak";

/// How soon it has to be.
pub(super) static URGENCY: LazyLock<Lexicon<&'static str>> = LazyLock::new(|| {
    Lexicon::new(&[
        (
            "no rush|no hurry|not urgent|no urgency|whenever|when you get a chance|at your convenience|in no hurry|\
    not in a hurry|just looking|\
            just browsing|sin prisa|no hay prisa|no es urgente|no corre prisa|pas urgent|rien ne presse|pas presse|\
    sans urgence|\
            nicht dringend|keine eile|eilt nicht|nicht eilig|koi jaldi nahi|jaldi nahi|aaram se|no time pressure",
            "low",
        ),
        (
            "asap|a . s . a . p|as soon as possible|urgent|urgently|immediately|right away|emergency|at once|\
    very soon|time sensitive|\
            time - sensitive|top priority|high priority|need it now|urgente|urgentemente|cuanto antes|\
    lo antes posible|de inmediato|inmediatamente|\
            des que possible|au plus vite|tres urgent|urgence|en urgence|immediatement|rapidement|dringend|eilig|\
    eilt|so schnell wie moglich|schnellstmoglich|\
            sofort|umgehend|baldmoglichst|jaldi|jaldi se|turant|abhi chahiye|fauran|तुरंत|जल्दी|अर्जेंट|至 急",
            "high",
        ),
    ])
});
