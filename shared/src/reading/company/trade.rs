//! Words that say what a company does, what it is in law, and as what somebody works there.

use crate::reading::known::is_given;

/// Words that say what a company does, at the end of its name. Folded.
const BUSINESS: &str = " academy advertising counseling counselling apartments journal publishing press gazette psychology psychiatry acupuncture massage nannies sitters janitorial maintenance disposal recycling salvage welding fabrication precision robotics drones imaging surveying seeds feeds saddlery tack archery bikes bicycles boats kayaks skis surf skate golf tennis bowling cinema records vinyl comics games gaming puzzles candles soaps perfumes optik horlogerie bijouterie toiture jardinage nettoyage demenagement serrurerie chauffage isolation cuisines literie informatique formation hausbau trockenbau malerbetrieb malermeister maler fliesen kuchen mobel raumausstatter glaserei schlosserei spenglerei optiker friseursalon kosmetik blumenhaus buchhandlung weinhandlung getranke catering eventagentur  orchards orchard parish diocese hoa ministries ministry chapel temple mosque synagogue archdiocese association athletics uniforms tacos tavern grill pub brewpub eatery kitchens smokehouse deli catering smithery florals blooms threads knits linens swimwear outerwear denim footwear leather tanning nails lashes barbers tattoo pilates crossfit daycare preschool kindergarten montessori rehab hospice orthodontics chiropractic pediatrics dermatology eyecare pets kennels grooming boarding aquatics marina yachts charters tours adventures ranch ranches vineyard cellars distillery roastery creamery dairy butchers fisheries nurseries gardens greenhouse lawncare arborists tree excavating paving concrete masonry drywall flooring tile glass windows doors fencing decks gutters siding hvac refrigeration electricians haulage couriers movers storage towing tires tyres bodyshop collision detailing carwash aviation aerospace robotics biotech pharma biosciences diagnostics instruments tools fasteners castings foundry polymers coatings chemicals paints signs signage graphics printers embroidery tutoring tuition ventures lettings estate surveyors chambers barristers advocates solicitors notaries accounting accountancy bookkeeping payroll tax audit brokers brokerage mortgage savings gasthof gasthaus brauhaus brauerei weingut hof hofladen konditorei fleischerei blumen schreinerei tischlerei zimmerei elektrotechnik elektro haustechnik sanitar heizungsbau dachdecker gartenbau gebaudereinigung hausverwaltung rechtsanwalte steuerberatung zahnarztpraxis tierarztpraxis physiotherapie fahrschule turnverein sportverein tsv vfl gemeinde stadtwerke autohandel fahrzeuge druck werbeagentur agentur hotellerie taller cafeteria taqueria bar bodega ferreterias construcciones reformas instalaciones pinturas carpinteria abogados asesores asesoria dentistas fundacion ayuntamiento cooperativa exportaciones importaciones confecciones calzados joyeria floristeria supermercados fruteria carniceria pasteleria heladeria catering electricidad fontaneria brasserie bistrot auberge creperie fromagerie boucherie epicerie cave caves domaine chateau fleurs mairie amis couture confection peinture electricite maconnerie paysages courtage expertise clinique pharmacie optique motors enterprises udyog traders mills apparels knitwear exports garments infotech infosystems realtors properties developers constructions caterers decorators tent sweets jewels dairy agro foods  advisors advisory agency airlines analytics apparel architects architecture associates atelier auto automotive autohaus bakery bank bar barbershop bistro books boutique brewery brasserie brewing roasters lines bros sisters guild depot trust builders building cafe capital care carpentry catering centre center church \
    chemicals clinic clothing club coffee college collective communications company concepts construction consultants consulting contracting contractors cooperative couture creative credit cycles dental dentistry dealership design designs development developments diner distribution distributors electric \
    electronics energy engineering enterprises entertainment equipment estates events exports fabrics farm farms fashion fashions finance financial fitness florist florists foods foundation freight furniture gallery garments garage gmbh goods group grupo groupe gruppe gym diner pta kita kiosk cyclery hardware health healthcare heating holdings homes hospital \
    hospitality hotel hotels imports industries inn insurance interiors international investments jewelers jewellers kitchen labs laboratories landscaping law leasing legal logistics lodge lumber machinery management manufacturing market marketing markets media medical mills motel motors museum networks nursery nutrition \
    optical optics organics outfitters packaging painting partners pharmacy photography physiotherapy pizzeria plastics plumbing press printing productions products properties pub realty records recruitment rentals repair resort resorts restaurant restaurants retail robotics roofing salon schneiderei school schools security \
    services shipping shop society software solar solutions spa sports stables staffing steel store stores studio studios supplies supply surgery systems tailors tech technologies technology textiles theatre therapy toys traders trading transport travel travels trucking trust union university ventures veterinary vineyards \
    warehouse wealth wellness winery woodworks works workshop yoga berufskleidung werkstatt werke handel handels bau immobilien textil textilien mode maschinenbau metallbau praxis verlag reisen spedition backerei metzgerei gaststatte apotheke kanzlei verein stiftung schule moden druckerei reinigung \
    asociados asociacion comercial comercializadora constructora consultores distribuidora editorial ferreteria hermanos inmobiliaria industrias inversiones jardineria libreria moda modas muebles panaderia restaurante servicios talleres textiles transportes uniformes clinica colegio hosteleria peluqueria bodegas gestoria soluciones \
    boulangerie cabinet conseil garage immobilier maison patisserie pressing traiteur menuiserie plomberie imprimerie assurances avocats fleuriste librairie ateliers lycee ecole transports freres enseigne fils batiment sarees silks creations enterprise sons traders jewellers sweets caterers associates builders infra hospitals exports ";

/// What says that the words before it name a company. Folded, without dots.
#[rustfmt::skip]
const SUFFIXES: &[&str] = &[
    "inc", "llc", "llp", "ltd", "limited", "corp", "corporation", "co", "company", "plc", "gmbh", "kg", "ag", "ohg",
    "gbr", "ug", "ek", "ev", "se", "sa", "sas", "sarl", "eurl", "sl", "slu", "srl", "sci", "snc", "bv", "nv", "oy",
    "ab", "aps", "pty", "pvt", "pte", "lp", "pllc", "cv", "mbh", "mbb", "partg", "sapi", "spa", "eirl", "cic", "lda", "ltda",
];

/// Words of job titles, folded.
const JOBS: &str = " ceo cfo coo cto cmo cio cpo chro vp svp evp md president founder co-founder cofounder owner co-owner director manager head chief buyer purchaser purchasing procurement coordinator administrator partner principal officer executive supervisor engineer architect assistant secretary treasurer controller accountant analyst \
    consultant specialist lead superintendent foreman merchandiser designer stylist attorney dentist doctor nurse teacher pastor chef realtor developer planner proprietor chairman chairwoman trustee captain superintendent associate geschaftsfuhrer geschaftsfuhrerin inhaber inhaberin einkaufer einkauferin einkauf leiter leiterin einkaufsleiter einkaufsleiterin vertriebsleiter \
    abteilungsleiter abteilungsleiterin bereichsleiter prokurist prokuristin hausverwalter hausverwalterin disponent assistentin gerant gerante directeur directrice responsable acheteur acheteuse proprietaire fondateur fondatrice president presidente chef comptable charge chargee dueno duena propietario propietaria gerente director directora encargado encargada jefe jefa compras comprador compradora \
    administrador administradora fundador fundadora coordinador coordinadora socio socia assistante secretaire partnerin projektleiter projektleiterin bauleiter filialleiter filialleiterin marketingleiter marketingleiterin ";

/// Whether a folded word says what a company does.
pub(in crate::reading) fn is_business(low: &str) -> bool {
    BUSINESS.contains(&format!(" {low} ")) && !is_given(low)
}

pub(in crate::reading) fn is_suffix(low: &str) -> bool {
    SUFFIXES.contains(&low)
}

pub(in crate::reading) fn is_job(low: &str) -> bool {
    JOBS.contains(&format!(" {low} "))
}

/// What somebody is the head of, and no company.
#[rustfmt::skip]
pub(in crate::reading) const DEPARTMENTS: &[&str] = &[
    "marketing", "sales", "operations", "purchasing", "procurement", "hr", "people", "finance", "it", "engineering",
    "design", "product", "facilities", "events", "logistics", "compras", "ventas", "operaciones", "achats",
    "production", "communication", "einkauf", "vertrieb", "produktion", "personal", "security", "development",
    "technology", "communications", "merchandising", "digital", "growth", "brand", "content", "ecommerce", "e-commerce",
    "retail", "wholesale", "catering", "fleet", "estates", "property", "legal", "admin", "administration", "staff",
    "school", "housekeeping", "maintenance", "procurement", "supply", "innovation", "strategy", "partnerships",
    "culture", "talent", "learning", "training", "research", "quality", "safety", "customer", "client", "service",
];
