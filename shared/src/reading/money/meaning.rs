//! What the words around an amount say about it.

use std::sync::LazyLock;

use crate::reading::{Flag, lexicon::Lexicon};

/// What a phrase says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Meaning {
    /// That somebody would spend the amount.
    Budget,
    /// That the amount is money.
    Price,
    AtMost,
    AtLeast,
    Between,
    From,
    /// Before a range it says nothing, before a single amount neither: «de 2.500 €».
    Of,
    /// Between two amounts it makes a range.
    Join,
    And,
    Not,
    /// ISO 4217, the likeliest first.
    Currency(&'static str),
    Times(i128),
    /// The amount is for this long, or for one piece.
    Per(Flag),
    /// The amount next to it is only the first part of a price.
    Deposit,
    /// «three grand down»: only before this.
    Down,
    /// What somebody else wants for it.
    Asking,
    /// What a bank would lend.
    Approved,
    /// The amount is a part of another one.
    Included,
    /// What is spent already, or elsewhere.
    Current,
    Change,
    /// What was said before does not hold.
    Correct,
    /// The bare number after it is a name: «ticket 4711».
    Id,
    /// The bare number after it is a day or an hour; after a number it says nothing: «300 on Friday».
    On,
    /// The number is of something else: miles, guests.
    Count,
    Month,
    Estate,
    Rental,
    /// The text is about a car.
    Vehicle,
    /// Fills up the room before an amount.
    Filler,
    /// May follow a bare amount.
    Soft,
}
use Meaning::{
    And, Approved, Asking, AtLeast, AtMost, Between, Budget, Change, Correct, Count, Currency, Current, Deposit, Down,
    Estate, Filler, From, Id, Included, Join, Month, Not, Of, On, Per, Price, Rental, Soft, Times, Vehicle,
};

/// The phrases of money; words without case and accents.
pub(super) static PHRASES: LazyLock<Lexicon<Meaning>> = LazyLock::new(|| {
    Lexicon::new(&[
        (BUDGET, Budget),
        (PRICE, Price),
        (AT_MOST, AtMost),
        (AT_LEAST, AtLeast),
        ("between|entre|zwischen|anywhere between|somewhere between", Between),
        ("from|desde los|desde", From),
        ("de|von|du|des|vom", Of),
        ("to|til|till|until|thru|a|se|से|-|–|—|~|〜|～|or|ou|o|oder|ya|या", Join),
        ("and|y|et|und|aur|और|&|e", And),
        ("not|no|nicht|kein|keine|pas|nahi|nahin|नहीं|isn't|instead of|rather than|statt|en vez de|au lieu de", Not),
        (MONTHLY, Per(Flag::PerMonth)),
        (WEEKLY, Per(Flag::PerWeek)),
        (YEARLY, Per(Flag::PerYear)),
        (PER_UNIT, Per(Flag::PerUnit)),
        (DEPOSIT, Deposit),
        ("down", Down),
        (ASKING, Asking),
        (APPROVED, Approved),
        (
            "including|incl .|incl|includes|inclusive of|inkl .|inkl|inklusive|einschliesslich|y compris|dont|\
    incluyendo|incluye|plus",
            Included,
        ),
        (CURRENT, Current),
        (CHANGE, Change),
        (CORRECT, Correct),
        (ID, Id),
        ("on|by", On),
        (COUNT, Count),
        (MONTHS, Month),
        (ESTATE, Estate),
        (RENTAL, Rental),
        (VEHICLE, Vehicle),
        (
            "k|t €|teur|keur|kusd|kish|grand|thousand|thousands|thou|tsd .|tsd|tausend|mille|milles|hazaar|hazar|hajar|\
    hajaar|हजार",
            Times(1_000),
        ),
        ("hundred|hundert|cientos", Times(100)),
        ("to go over the|going over the|talk over the", Soft),
        ("万|萬", Times(10_000)),
        ("lakh|lakhs|lac|lacs|lack|lakhe|l|लाख", Times(100_000)),
        ("m|mdp|mm|mn|mio .|mio|mill .|million|millions|millionen|millon|millones|milhoes|mln", Times(1_000_000)),
        ("cr|crore|crores|karod|caror|करोड", Times(10_000_000)),
        ("億|亿", Times(100_000_000)),
        ("b|bn|billion|billions|milliarden|mrd .|mrd|milliards|milliard", Times(1_000_000_000)),
        ("pesos|peso|m . n|mn pesos", Currency("MXN ARS CLP COP UYU PHP")),
        ("bucks|buck|dolares|dolar|dollars|dollar|dlls", Currency("USD CAD AUD NZD SGD HKD TWD MXN")),
        ("rupaye|rupaiye|rupay|rupaya|rs .|rs|rupee|rupees|re|रुपये|रुपए|रुपया|रु", Currency("INR PKR LKR NPR")),
        ("naira", Currency("NGN")),
        ("rand|rands", Currency("ZAR")),
        ("reais", Currency("BRL")),
        ("soles", Currency("PEN")),
        ("ringgit|rm", Currency("MYR")),
        ("baht", Currency("THB")),
        ("dirham|dirhams|dhs", Currency("AED MAD")),
        ("riyal|riyals|sar", Currency("SAR QAR OMR")),
        ("shilling|shillings|ksh", Currency("KES")),
        ("zloty", Currency("PLN")),
        ("francs|franken|stutz", Currency("CHF")),
        (FILLER, Filler),
        (SOFT, Soft),
    ])
});

const BUDGET: &str = "budget|budgets|budjet|bugdet|bujet|presupuesto|ppto|bajet|बजट|予 算|enveloppe|price range|\
    price bracket|\
    price limit|spending limit|our limit|my limit|limit is|spend|to spend|willing to pay|can spend|looking to pay|\
    prepared to pay|\
    ready to pay|happy to pay|can pay|could pay|would pay|will pay|i'd pay|can afford|u would do|you would do|would u do|would you do|would you take|would u take|wud u take|u take|you'd take|\
    you would take|will you take|afford|can do|could do|\
    can only do|can only pay|could only do|only do|only pay|can manage|can go|could go|\
    im at|i'm at|i am at|we're at|i'll give|i will give|i'd give|my offer|we offer|i offer|offer is|offering|my bid|\
    bid|bidding|\
    paying cash|puedo pagar|podemos pagar|puedo dar|ofrezco|ofrecemos|gastar|invertir|depenser|mettre|\
    je propose|nous proposons|ausgeben|zahlen|bezahlen|zahle|preisrahmen|preisvorstellung|kostenrahmen|ich biete|wir bieten|kharcha|kharch|\
    de sakte|de sakta|range me|range mein|ki range|range hai|denge|dunga|dungi|de dunga|invest|order size|order value|deal size|deal value|cost range|\
    stay|the number is|number is|my number is|figure is|the amount is|amount is|rango de precio|rango|fourchette|\
    gamme de prix";

const PRICE: &str = "price|prices|pricing|cost|costs|fee|total|in total|pay|cash|precio|coste|costo|prix|tarif|cout|\
    preis|preise|\
    kosten|kaufpreis|rate|kimat|keemat|daam|paisa|paise|i have|we have|i've got|we've got|ive got|got|have|traigo|\
    tengo|tenemos|\
    dispongo|disponemos|cuento con|contamos con|nous avons|j' ai|on a|habe|haben|haben wir|zur verfugung|mere paas|\
    hamare paas|\
    offer|estimate|finance|funds|otd|out the door|drive away|firm|target|goal|value|fixed|quote";

const AT_MOST: &str = "up to|upto|under|below|less than|lower than|no more than|not more than|no more then|not over|\
    not above|\
    no higher than|nothing over|nothing above|not exceeding|not to exceed|at most|max|max .|maximum|maximum of|\
    max of|a max of|\
    a maximum of|max is|maximum is|tops|top|cap|cap of|cap at|cap is|capped at|a cap of|ceiling|ceiling of|\
    ceiling is|limit|\
    limited to|within|can't go above|can't go over|can't go past|can't go higher than|cannot go above|\
    cannot go over|cant go over|\
    cant go above|can not go over|can't exceed|cannot exceed|cant exceed|can't do more than|cannot do more than|\
    won't go over|\
    won't go above|wont go over|don't want to go over|don't want to go above|dont want to go over|\
    don't want to exceed|\
    don't want to spend more than|don't want to pay more than|dont want to spend more than|\
    not want to spend more than|\
    not spend more than|not pay more than|can't spend more than|can't pay more than|not looking to spend more than|\
    shouldn't exceed|should not exceed|must not exceed|not exceed|stay under|stay below|keep it under|keep it below|\
    keep under|\
    or less|or below|or under|or lower|and under|and below|<|≤|less|hasta|hasta los|hasta unos|maximo|maximo de|\
    como maximo|\
    un maximo de|no mas de|no mas que|menos de|tope|tope de|de tope|por debajo de|a lo sumo|a lo mucho|sin pasar de|\
    sin pasarme de|no pasar de|que no pase de|no pase de|no supere|no superar|jusqu'a|maxi|au plus|au maximum|\
    un maximum de|\
    maximum de|pas plus de|moins de|plafond|plafond de|ne pas depasser|ne doit pas depasser|sans depasser|\
    ne depasse pas|\
    inferieur a|en dessous de|bis|bis zu|bis max|bis max .|bis maximal|bis hochstens|hochstens|hoechstens|maximal|\
    nicht mehr als|nicht uber|nicht teurer als|unter|weniger als|obergrenze|obergrenze von|limit von|tak|tk|tak ka|\
    tak ki|tak hai|\
    se zyada nahi|se zyada nahin|se jyada nahi|se jyada nahin|se jyada nhi|se zyada nhi|se zyada na|se upar nahi|\
    se upar nahin|\
    se upar na|se kam|se kam me|se kam mein|ke andar|ke andar andar|ke under|ke niche|ke neeche|के अंदर|तक|\
    से ज्यादा नहीं|\
    से कम|以 内|以 下|ま で";

const AT_LEAST: &str = "over|above|more than|at least|starting at|starting from|min|min .|minimum|minimum of|\
    a minimum of|\
    no less than|not less than|not under|upwards of|north of|or more|or above|or higher|and up|and above|and over|+|\
    >|≥|\
    al menos|minimo|como minimo|minimo de|mas de|a partir de|au moins|plus de|minimum de|ab|mind .|mindestens|\
    mehr als|uber|\
    ueber|kam se kam|se upar|se zyada|se jyada|से ज्यादा|से ऊपर|कम से कम|以 上|o mas|ou plus|oder mehr|plus";

const MONTHLY: &str = "a month|per month|the month|/ mo|/ month|/ mth|/ m|/ mo .|monthly|each month|every month|\
    a mo|per mo|pcm|\
    p . c . m|al mes|por mes|mensual|mensuales|mensualmente|/ mes|par mois|/ mois|mensuel|mensuels|mensuelle|\
    pro monat|im monat|\
    monatlich|/ monat|mtl|mtl .|mahina|mahine|per mahina|har mahine|mahine ka|mahine ke|prati mah|महीना|महीने|\
    प्रति माह|月|month";
const WEEKLY: &str = "a week|per week|weekly|pw|p . w|p . w .|p / w|/ week|/ wk|/ w|each week|every week|a la semana|\
    por semana|semanal|semanales|/ semana|par semaine|/ semaine|pro woche|die woche|/ woche|wochentlich|hafte|\
    per hafta|हफ्ते|週";
const YEARLY: &str = "a year|per year|yearly|annual|annually|p . a|p . a .|/ year|/ yr|per annum|al ano|por ano|\
    anual|anuales|\
    / ano|par an|/ an|annuel|pro jahr|im jahr|jahrlich|/ jahr|p a|saal|saal ka|साल|年";
const PER_UNIT: &str = "per|/ unit|/ units|/ piece|/ pc|/ pcs|/ plate|/ head|/ person|/ guest|/ pp|/ sq|/ sqft|/ sf|\
    / ea|/ shirt|\
    / item|/ seat|/ user|/ hr|/ hour|/ h|/ day|/ night|/ kg|/ stk|/ stuck|/ stunde|/ tag|/ person|/ personne|\
    / persona|/ pieza|\
    / unidad|/ hora|/ dia|/ jour|/ heure|/ nuit|/ noche|/ meter|/ m2|/ yard|/ pair|each|ea|apiece|a piece|a head|\
    a pop|a plate|\
    a person|a unit|a shirt|a pair|a seat|an hour|a day|a night|hourly|daily|pp|p . p|p . p .|p / p|la pieza|\
    por pieza|por unidad|\
    por persona|por cabeza|por hora|por dia|por noche|cada uno|cada una|cada|c / u|la unidad|par piece|par personne|\
    par tete|\
    par unite|par heure|par jour|par nuit|la piece|l' unite|l' heure|chacun|chacune|pro stuck|je stuck|das stuck|\
    stuck|pro person|\
    pro kopf|pro stunde|pro tag|pro nacht|die stunde|prati|har ek|ek ka|pc ka|piece ka|plate ka|प्रति";

const DEPOSIT: &str = "down payment|downpayment|down - payment|deposit|deposit of|anzahlung|eigenkapital|enganche|\
    entrada|anticipo|\
    acompte|apport|arrhes|token amount|advance|booking amount|earnest money|trade in|trade - in|tradein|\
    inzahlungnahme|put down|\
    putting down|de enganche|de entrada|d' apport|d' acompte|als anzahlung|as deposit|as a deposit|for the deposit|\
    up front|upfront|\
    discount|off|rebate|fee of|tip|shipping|delivery fee|closing costs|hoa|hoa of";

const ASKING: &str = "owe|owes|owed|owing|we owe|i owe|minimum order|min order|minimum order of|order minimum|pedido minimo|commande minimum|\
    mindestbestellwert|coverage of|\
    coverage|liability|asking|asking price|asking for|list price|listed at|listed for|listed|list|listing price|\
    sticker|\
    sticker price|msrp|or best offer|obo|o . b . o|ad says|ad said|your ad|ur ad|the ad|ad shows|zillow says|zillow|redfin|was quoted|got quoted|\
    been quoted|too high|too much|trop cher|zu teuer|muy caro|price tag|valuation|advertised at|advertised for|advertised|on the market for|\
    on the market at|\
    priced at|selling for|selling at|sells for|going for|retails for|piden|pide|precio de lista|anunciado en|\
    anunciada en|\
    anunciado a|publicado en|affiche a|affichee a|affiche|prix affiche|en vente a|angeboten fur|inseriert fur|\
    inseriert|vb|\
    verhandlungsbasis|verhandelbar|demand|worth|valued at|appraised at|appraised|zestimate|ono|o . n . o|your price|\
    your quote|\
    you quoted|you said|quoted me|quoted us|your offer|ihr angebot|votre devis";

const APPROVED: &str = "pre approved|preapproved|pre - approved|pre - approval|preapproval|pre approval|approved|\
    prequalified|\
    pre - qualified|pre qualified|preaprobado|pre - aprobado|preaprobada|preaprobados|accord de principe|\
    pret accorde|pret de|\
    finanzierungszusage|finanzierung|loan|loan of|mortgage|hypothek|hipoteca|credito|credit|sanctioned|sanction|\
    loan pass";

const CURRENT: &str = "currently paying|currently|we pay|i pay|paying|paid|spent|so far|spend so far|spent so far|\
    last year|\
    was charged|were charged|got charged|charged me|charged us|charges|charge|last time|used to pay|previously|was paying|were paying|old price|old budget|quoted|invoice|\
    balance|refund|\
    salary|income|earn|earning|make|makes|revenue|turnover|umsatz|ingresos|ingreso|sueldo|gehalt|salaire|revenus|\
    actualmente|\
    pagamos|pago|pagaba|pague|actuellement|je paie|nous payons|aktuell|derzeit|bisher|zuletzt|zahlen derzeit|abhi|\
    pehle|already|\
    pichli baar|saved|saving|wire|transfer|won|prize|taxes|tax|sold for|sold|bought|bought for|neighbor's|\
    neighbour's|payoff";

const CHANGE: &str = "increased|increase|raised|raise|went|went up|going up|upped|bumped|bumped up|moved|changed|\
    gone up|grew|\
    rose|dropped|lowered|cut|reduced|revised|decreased|came down|come down|extended|stretched|increasing|raising|\
    aumento|aumentado|\
    aumentamos|aumentaron|subio|subido|subimos|subir|paso|pasa|bajo|bajado|bajamos|reducido|passe|passee|augmente|\
    baisse|monte|\
    releve|erhoht|erhohen|gestiegen|gesenkt|angehoben|reduziert|badha|badhkar|badhake|badh gaya|badhaya|badha diya|\
    ghata|→|->";

const CORRECT: &str = "actually no|actually|scratch that|sorry|i meant|i mean|correction|make that|make it|no wait|\
    wait no|wait|\
    strike that|jk|just kidding|or rather|my bad|oops|typo|rather|perdon|mejor dicho|digo|quise decir|corrijo|\
    corrección|correccion|\
    mejor|pardon|enfin|je veux dire|plutot|non plutot|rectification|ich meine|ich meinte|korrektur|korrigiere|\
    vielmehr|\
    besser gesagt|quatsch|moment|doch eher|eher|matlab|nahi nahi|galti se|no no|nevermind|never mind|\
    on second thought|revised to";

const ID: &str = "#|№|no .|po|order|ticket|tickets|case|ref|ref .|reference|code|id|unit|apt|apartment|flat|suite|\
    room|lot|zip|\
    model|highway|route|hwy|box|account|acct|cert|license|licence|sku|item|style|vin|stock|mls|page|nr|nr .|nummer|\
    num|numero|\
    pin|otp|floor|block|sector|tower|phase|gate|plot no|ward|age|aged|since|in|year|class|grade|level|size|taille|\
    talla|grosse|\
    version|extension|ext|x|exit|channel|gate|bus|line|hausnummer|plz|avenida|calle|rue|am|el|le|at|um|les";

const COUNT: &str = "miles|mile|mi|km|kms|kilometer|kilometers|kilometre|kilometres|kilometros|kilometern|\
    kilometrage|sq|sqft|sf|\
    sqm|square|qm|m²|acre|acres|gaj|people|persons|pax|guests|seats|users|employees|staff|units|pcs|piezas|personas|\
    personnes|\
    personen|gaste|invitados|invites|followers|subscribers|visitors|views|clicks|leads|customers|students|attendees|\
    words|photos|\
    rows|records|residents|log|mehman|rpm|hp|ps|watts|kw|lbs|kg|gsm|ft|feet|foot|\
    inch|inches|\
    meters|metres|metros|metern|metre|litres|liters|hours|hrs|days|weeks|years|yrs|ans|anos|jahre|minutes|mins|\
    times|percent|\
    prozent|por ciento|pour cent|%|boxes|bottles|meals|plates|shirts|tshirts|resolution|monitor|monitors|tv|video|\
    camera|run|race|\
    mileage|odometer|kilometraje|laufleistung|kilometerstand|population|capacity|distance|attendance|headcount|\
    quantity|\
    qty|menge|cantidad|quantite|moq|gb|tb|mah|°";

const MONTHS: &str = "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|\
    mar|apr|jun|\
    jul|aug|sep|sept|oct|nov|dec|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|\
    diciembre|\
    janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|januar|februar|marz|juni|\
    juli|oktober|\
    dezember|जनवरी|फरवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर|अक्टूबर|नवंबर|दिसंबर|uhr|baje|बजे|o'clock";

const ESTATE: &str = "house|houses|home|condo|bhk|bedroom|bedrooms|beds|bed|bath|baths|br|bd|ba|plot|villa|townhouse|property|duplex|buying|realtor|\
    loft|ranch|\
    bungalow|barn|casa|piso|atico|departamento|terreno|maison|appartement|terrain|wohnung|eigentumswohnung|haus|\
    grundstuck|ghar|\
    makaan|makan|zameen|jameen|jamin|2bhk|penthouse|studio|land|acreage|mls|escrow|mortgage|फ्लैट|मकान|घर|प्लॉट|\
    जमीन|listing|t2|t3";

const RENTAL: &str = "rent|renting|rented|rental|lease|leasing|tenant|alquiler|alquilar|renta|rentar|louer|location|\
    loyer|miete|\
    mieten|mietwohnung|kaltmiete|warmmiete|kalt|warm|kiraya|kiraye|kiraye pe|किराया|किराए|to let|sublet|roommate";

const VEHICLE: &str = "car|cars|truck|suv|sedan|pickup|minivan|coupe|hatchback|wagon|otd|test drive|honda|toyota|ford|\
    chevy|chevrolet|silverado|tacoma|tundra|camry|corolla|civic|accord|rav4|cr - v|outback|subaru|jeep|wrangler|ram|\
    nissan|altima|rogue|mazda|kia|hyundai|tucson|tesla|bmw|audi|mercedes|benz|vw|volkswagen|golf|passat|skoda|seat|\
    opel|peugeot|renault|citroen|dacia|fiat|volvo|lexus|acura|dodge|gmc|buick|cadillac|explorer|mustang|bronco|\
    maverick|coche|carro|camioneta|troca|voiture|auto|wagen|gebrauchtwagen|kleinwagen|gaadi|gadi|maruti|swift|innova|\
    creta|motorcycle|motorbike|hilux|ranger|sprinter|transit|kangoo|polo|octavia|clio|duster|corsa|astra|focus|fiesta|\
    qashqai|scorpio|thar|fortuner|dzire|brezza|baleno|pathfinder|highlander|equinox|tahoe|malibu|sienna|odyssey|\
    pilot|4runner|forester|impreza|crosstrek|leaf|prius|harley|kombi|transporter|furgoneta|utilitaire";

const FILLER: &str = "about|around|roughly|approx|approx .|approximately|circa|ca|ca .|≈|say|like|maybe|probably|\
    somewhere|near|\
    close to|unos|unas|alrededor de|aproximadamente|aprox|aprox .|cerca de|environ|env .|autour de|a peu pres|vers|\
    etwa|ungefahr|\
    rund|gegen|um die|so um die|so etwa|lagbhag|kareeb|karib|takriban|लगभग|करीब|約|of|is|are|was|be|would be|will be|\
    :|=|the|my|our|\
    his|her|their|it|it's|its|a total of|es|es de|est|est de|ist|sind|liegt bei|bei|hai|only|just|exactly|los|las|\
    un|une|an|now|i|(|\
    just under|just over|right around|in the|some|*|ideally|please|der|das|den|le|la|set at|set to|ka|ki|है|il y a";

const SOFT: &str = "for|if|but|please|pls|or|and|all|ok|okay|possible|ideally|tops|work|works|as|on|in|with|because|\
    we|he|she|\
    they|so|then|lol|thx|thanks|hai|me|mein|ke|ki|ko|ht|ttc|netto|brutto|per|mais|aber|pero|incl|inkl|excl|zzgl|obo|\
    otd|all in|\
    negotiable|flexible|max|call|can|need|looking|want|by|at|inclusive|including|plus|before|after|hasta|que|pour|\
    para|fur|comme|\
    como|wenn|si|is|would|should|will|please|kar|karo|chalega|hoga|approx|range|ish|each|total|maximum|minimum|bhai|\
    sir|ji|है|में|का";
