//! Words that are names of people, and words that are none.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Given names that are common where our customers are, folded. Only needed where nothing else says that a word is a
/// name: in lower case, or alone.
const GIVEN: &str = "\
    ty trey penny mags quincy bree roberta wilmer marco joey javi daz aaron ed al art gene rich abby abigail adam adela adele adrian agnes ahmed aisha ajay akash alan alana albert alberto alejandra alejandro alex alexander alexandra alexis alfredo ali alice alicia alina alison allen alma alok alvaro amanda amber amelia \
    amina amit amy ana anand anders andre andrea andreas andres andrew andy angel angela angelica anil anita anjali anke ann anna anne annette annie anthony antje antoine anton antonia antonio anup april arjun armando arnold arthur arturo \
    arun asha ashley ashok astrid audrey aurelie axel ayesha barbara bea beatrice beatriz becky ben benjamin benoit bernard bernd beth betty bill billy birgit bjorn bob bobby boris brad brandon brenda brian bridget britta bruce bruno bryan \
    camila camille carl carla carlos carmen carol carolina caroline casey catherine cathy cecilia cedric chad charles charlie charlotte chen chet chidi chloe chris christian christina christine christoph christophe christopher chuck cindy claire clara clare \
    clarisse claudia claus clemence cliff clint colin connor consuelo cora corinne courtney craig cristina curt cynthia dale damien dan dana daniel daniela danielle danny darren dave david dawn dean deb debbie deborah deepa deepak delphine denis denise dennis \
    derek desmond dev devon diana diane didier diego dieter dilip dimitri dinesh dirk divya dolores dominic dominique don donald donna doris dorothy doug douglas duncan dylan earl eddie edgar eduardo edward edwin eileen elaine elena eleanor eli elias \
    elisa elisabeth elise elizabeth ella ellen elodie elsa emil emilia emilie emilio emily emma emmanuel eric erica erik erika erin ernesto esperanza esteban esther ethan etienne eugene eva evan evelyn ezra fabian fabio farah farhan fatima federico felipe felix \
    ferdinand fernanda fernando fiona florence florian folake francesca francesco francis francisco franck frank franz fred frederic frederick frieda fritz gabriel gabriela gabrielle gareth gary gaurav gavin geeta geoff george georg gerald gerard gerardo gerd \
    gilbert gina giovanni gita glen glenn gloria gonzalo gopal gordon grace graham greg gregory greta guido guillaume guillermo gunter gustavo guy gwen hannah hanna hannes hans harish harold harriet harry harsh hassan heather hector heidi heike heinrich helen helena helene helga \
    helmut henri henry herbert hilda holger holly hope horst howard hugo ian ibrahim ida ignacio ilse imran ines inga inge ingrid irene iris isaac isabel isabella isabelle ivan ivy jack jackie jacob jacqueline jacques jaime jake james jamie jan jane janet \
    janice jared jasmine jason javier jay jean jeanne jeff jeffrey jen jenna jennifer jenny jens jeremy jerome jerry jesse jessica jesus jill jim jimmy jing joan joaquin jody joe joel joelle joerg john johnny jon jonas jonathan jordan jorg jorge jose josef joseph josephine josh joshua \
    joy joyce juan juana judith judy julia julian juliana julie julien julio jurgen justin jutta jyoti karan karen karim karin karina karl karla karthik kate katharina katherine kathleen kathy katie katja katrin kavita kay keith kelly ken kenji kenneth kerry kev kevin khalid kiara kim kip \
    kiran kirsten kishore klaus komal krishna kristen kristin kristina kumar kurt kwame kyle lakshmi lara lars latha laura lauren laurent lavinia lea leah lee leila lena leo leon leonard leonardo leslie leticia lewis liam lidia lily linda lindsay lisa liz lloyd logan lois lola lorena lorenzo lori \
    lorraine lou louis louise luc lucas lucia lucie lucy luis luisa luke lukas lupe lydia lynn mabel madeleine madison mahesh maja malik mandy manfred manish manoj manon manuel manuela marc marcel marcela marcia marco marcos marcus margaret margarita margot maria mariana marianne marie marina \
    mario marion marisol mark markus marlene marta martha martin martina marvin mary mateo mathieu mathilde matt matteo matthew matthias maureen maurice max maxime maya meena meenakshi meera megan mehmet mei mel melanie melissa mercedes meredith mia michael michaela michel michele micheline miguel mike mila milan mina \
    miranda miriam mitch mohan mohamed mohammed moira molly mona monica monika monique morgan moritz muhammad mukesh nadia nadine nancy naomi natalia natalie natasha nathalie nathan naveen neal ned neha neil nelson nicholas nick nicolas nicole nikhil nikita nils nina nisha nitin noah noel noemi nora norma norman \
    nuria odette oleg olga oliver olivia olivier omar oscar oskar otto owen pablo paige pam pamela pascal pat patrice patricia patrick patrik paul paula pauline pavel pedro peggy penny pete peter petra phil philip philipp philippe phyllis pia pierre pilar pooja prakash pranav prasad pratik praveen preeti priscilla \
    priya quentin quinn rachel rafael rahul rainer raj rajesh rajiv raju rakesh ralf ralph ram ramesh ramon ramona randy raphael rashid raul ravi ray raymond rebecca reena regina reinhard rekha renate rene reza rhonda ricardo richard rick ricky rita rob robert roberta roberto robin rocio rod rodrigo roger rohan rohit roland rolf romain \
    ron ronald ronnie rosa rosalind rosario rose rosemary rosie ross roxana roy ruben rudolf rupa russ russell ruth ryan sabine sabrina sachin sal sally salma salman salvador sam samantha samir samuel sandeep sandra sandrine sandy sanjay sara sarah sascha satish saul scott sean sebastian sebastien sergio seth shah shalini shane \
    shannon sharon shaun sheila shirley shreya shweta silke silvia simon simone sita sneha sofia solange sonia sonja sophia sophie srinivas stacy stan stanley stefan stefanie stella steph stephan stephane stephanie stephen steve steven stuart sue sunil sunita suresh susan susana susanne suzanne sven sylvia sylvie tamara tania tanja tanya tara tatiana ted \
    teresa terri terry thea theo theresa thierry thomas thorsten tilo tim timothy tina tobias todd tom tomas tommy toni tony tracy trevor tristan troy tyler udo ulrich ulrike uma umesh ursula usha ute uwe vanessa venkat vera veronica veronika vicky victor victoria vijay vikas vikram vince vincent vinod viola violeta virginia vishal vivek vivian \
    volker walter wanda wayne wei wendy werner will william willie wolfgang xavier ximena yasmin yolanda yuki yusuf yvette yvonne may june tomasz keisha deepika noor wes dee odell tyrell zach zachary zahra zara zeynep zoe zoya tatum \
    aaliyah aarav aarti abdul abel abena abhishek ada adaeze adebayo adriana adrienne agatha aida aiden aileen aimee akira akshay aldo alec alessandro alessia alexa alfonso alfred alisa alistair allan \
    allison alyssa amal amara amari amelie amir amos amrita anais anastasia anika ankit ankita annabel annalise annelie annika anouk ansel anthea antonella antwan anya apoorva araceli aramis archana \
    archie ari ariana arlene arlo armin arnaud arvind asa asher aubrey audra augusto aurora ava avery avi ayaan ayumi azra babak bao barney barry bastian beau beata belen belinda bella benedikt benita \
    benny berenice bernadette bernice bert bertha beto bev beverly bex bhavna bianca blaine blake blanca bo boyd bradley brady brendan brenna brent brett briana brigitte britney brock bronwyn brooke bryce \
    caleb callum calvin cameron camilo candace cara carina carlo carlton carmel carrie cass cassandra catalina catarina cate cecile cecily celeste celia celine cesar chandra chantal charlene charmaine \
    chelsea cheryl chiara chinedu chioma christa christiane christy ciara clarence clark claude clayton clemens clementine clyde cody colby colette conrad constance corbin cordelia corinna cornelia \
    cornelius cory cosima curtis cyril cyrus daisy dakota dalia damian damon dani danica daphne dara darcy daria dario darius darla darlene darnell darrell darryl daryl davina debra deirdre delia \
    demetrius derrick desiree detlef deshawn devin devika dexter diarmuid dina dominik donovan dora doreen dorian duane dustin dwayne dwight ebony edith edmund effie egon eleni elijah elina eliot \
    elisabetta elke elliot elliott elmer eloise elsie elton elvira emeka emerson emmett enid enrico enrique enzo ephraim erick erwin esmeralda estelle eugenia eunice evangeline eve fabienne fabrice fanny \
    farid fatou fay faye felicia felicity femi fergus finn flavia fletcher flynn fran frances franca francine francisca frankie franziska freddie freddy freya frieder gabby gabe gael gail garrett garry \
    gemma gena genevieve georges georgia georgina geraldine gerhard gerry gertrud gil gilles ginny gisela giulia giulietta giuseppe gladys glenda godfrey gordana graciela greer gregor gretchen griffin \
    guadalupe gudrun gunther gus gwendolyn gwyneth hakan hal hamish hank harald harley harrison haruki harvey hattie hazel heiko heinz hemi henning henrik henrietta hernan hilary hilde hillary hiro \
    hiroshi hiram homer horace hubert hugh humberto iggy ignatius ikram ilona imani imogen inaya indira ingo inigo ioana irma irving isaiah isha isla ismael ivana ivonne iwan izzy jace jackson jacky jada \
    jakob jalen jamal jana janelle janette janine jannik jarvis jasmin jasper jayden jayesh jaylen jazmin jeannette jeannie jed jelena jemima jenn jennie jerald jeremiah jermaine jess jessie jimena jo \
    joachim joann joanna joanne jocelyn jodi johan johann johanna johannes jolene jonah jonny jordi josefa josefina josie josue jovan juanita judd jude jules julianne juliet juliette julius junaid justine \
    kacey kai kaitlyn kamal kamala kamran kara kareem kari karsten kasey kat katarina kathryn katia katrina kayla keegan kelechi kelsey kelvin kendall kendra kendrick kennedy kenny kerstin khadija kieran \
    kiki kimberly kirk kit kitty knut kofi konrad krista kristian kristine kristof krystal kunal kwabena kyla kylie kyra lacey lamar lana landon lani larissa larry lashonda latasha latisha latonya \
    laurence laurie lawrence layla leandro leanne leela leif leigh leland leona leonie leonor leopold leroy lesley lester letitia levi lexi lia liana libby liesel lila lilian liliana lillian lina lindsey \
    lionel lisette liv livia liza lizzie lonnie loretta lorna lothar lottie lourdes luann luca luciana lucien lucille lucinda lucio ludwig luigi luna luther luz lydie lyle lynda lynette lynne macy maddie \
    mae maeve magali magda magdalena maggie magnus maia makayla malcolm mallory mamadou mandla mara marcella mareike margaux margie margit margo marguerite mariam maribel mariela marika marilyn mariska \
    marissa marjorie marla marlon marnie marsha martine marty maryam massimo matilda maud maude mauricio maurizio mavis maxim maxine mckenzie meg meghan melinda melody merle micah michelle mika mikael \
    mikhail mildred milena millicent millie milton mimi mindy minh mira mireille mirko mirjam mitchell mitali moe mohammad moises mollie moses muriel mustafa mya myra myriam myrtle nadja naima nalini \
    nandini naresh nasir nathaniel nelly nestor neville nia niall nicky nico nicola niels nigel nikki nikolai nikolas noelle nolan norbert nour nyah octavio olaf olajide ollie omari onur ophelia orson \
    orville osama osvaldo oswald otis ottilie ozzie paco padraig paloma pankaj paolo pascale patsy patti patty pawel pearl penelope percy peyton philippa phillip phoebe pieter piotr pippa polly prem \
    preston pritam priyanka prudence quinton rachael radha rafa raina rajat rajni rakel rana randall rania raquel rasheed rashida raymundo reagan rebekah reese regan reginald reina reinhold remy renata \
    renee reuben rex rhea rhett rhiannon rhys riccardo rickey riley rishi ritu robbie robyn roderick rodney rodolfo rogelio rohini romy rona ronan ronda ronja rory rosalie rosalia rosamund rosanna roscoe \
    roseanne rosetta roslyn roxanne royce ruby rufus rukhsana rupert rupal ryder saanvi sadie saeed sahil saira salim salvatore sammy sandhya sandro sanjeev santiago sarita sasha saskia selena selma \
    serena serge sergej shameka shanice shanti shari shawn shawna shea sheena shelby sheldon shelly sheri sherman sherri sherry sheryl shilpa shirin shiv shruti shubham sibylle sid siddharth sidney sigrid \
    silas silvio simeon simona sinead siobhan sipho skye skylar solene soledad solveig sonny soraya stacey stanford stefano stewart suhail suki sumit surya susanna susie suzie svenja swati sybil sylvain \
    tabea tabitha tad tahir takeshi talia tallulah tamar tameka tami tamika tammy tamsin tanisha tanvi tarek tariq tasha tatjana tavish teddy tess tessa thabo thalia thandi thelma theodora theodore \
    thibault thom thora tia tiana tiara tiffany timo tino tobi tobin tomoko torsten toby tonya tracey tracie travis trent trina trish trisha trixie trudy tunde tunji tyra tyrone tyson ulf ulla val \
    valentin valentina valentine valeria valerie valery vaughn veena velma vernon veronique vic vicente vicki vickie vidya vikrant viktor viktoria vilma vincenzo virgil virginie vitor viviana vivienne \
    vlad waleed wallace wally waltraud warren waylon wenche wendell wesley wilbur wilfred wilhelm willa wilma winifred winston wyatt xander xenia xiomara yael yamileth yanis yann yannick yara yash yesenia \
    yogesh yolande yosef yousef yuliana yuliya yuri yves zack zainab zane zeke zelda zhanna zoey zoltan zora zuri";

/// Words that begin with a capital, or stand where names stand, and are none. Folded.
const OTHERS: &str = "\
    a about above actually add address after afternoon again agent ago ai all also always am an and angebot anfrage annual another any anybody anyone anything anyway apartment appointment are area as asap ask asked at attached attn auto available aye \
    back based be because been before best better big both box bedroom bhk budget busy but buy buyer buying by bye call called caller calling callback can cannot car care cash cell cheers claro client come coming commercial company condo confirmed congrats contact cool cost could currently customer \
    daily day days deal dear deliver delivery deposit desk did do does done dont down draft due during each early either email emails end enjoy enquiry ensure etc eta even evening every everyone everything exactly extension fax few fine firm first flat following for forget forward from full fwd fyi \
    gave gday general get getting give gmail go going gonna good got great guest had happy has have having hello help her here hey hi him his home hope hot hour hours house how however hurry i if im in info inquiry inside interested into invoice is issue it its itself jk job just keep kind kindly know land last later lead leads least left let lets like limited \
    listing little live lol long look looking lot love lunch made mail main make many may maybe me meeting message messages met min mins minute minutes missed mobile mom mon monday money month monthly months more morning most move moving mr mrs ms much must my myself name namaste near need needed needs never new next nice night no none noon not note nothing notes now number \
    ob of off offer office ok okay old on once one only onto open option options or order ordered our ours out over owner own part party pay paying payment pending per perfect person phone pickup please plus plz pls ps possible prefer price prices pricing prob probably problem project property purchase question questions quick quite quote quotes ready real really received reception ref referral referred regarding regards remind rent rental reply \
    request requested required requirement requirements ring rsvp said sale sales same sample saturday saw say says schedule see seen seller selling send sent serious service several share she should show showing shop sick signature since sincerely size small so some somebody someone something soon sorry speak speaking spoke start started starting still stop store street subject such sunday super sure system \
    take talk tel tell text than thank thanks that thats the their them then there these they thing think this those though thx thursday ticket till time to today told tomorrow tonight too total tour town trade truck try tuesday two txt type under until up urgent urgently us use used usually vehicle very via visit visiting voicemail vm wait walk walk-in want wanted wants warm warmly was way we web website wedding wednesday week weekend weekends weekly weeks welcome well went were what whatever \
    whatsapp when where which while who whole why will wish with within without wondering work working works would write yeah year yearly years yes yesterday yo you your yours zip friday sat sun tue wed thu fri thur thurs tues jan feb mar apr jun jul aug sep sept oct nov dec january february march june july august september october november december q1 q2 q3 q4 \
    hola buenas buenos buen dias tardes noches soy estoy estamos quiero queremos quisiera busco buscamos necesito necesitamos gracias saludos atentamente cordialmente para por con sin una uno unos unas el la los las de del y o que quien mi mis su sus tu me te se lo le les nos es esta este esto son hay tengo tenemos tiene puede pueden podria podrian llamar llame llamen llameme marqueme presupuesto precio casa piso departamento \
    coche carro manana hoy lunes martes miercoles jueves viernes sabado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre favor senor senora senorita don dona interesado interesada interesa interesados cliente clienta duena dueno alguien nada desde hasta entre mas telefono correo movil vivo trabajo tambien solo pero como cuando donde cuanto ustedes usted ya mamá \
    bonjour bonsoir salut merci cordialement bien sincerement je j'ai j'aimerais nous vous tu il elle on ils elles le la les l un une des du au aux et ou mais donc pour par avec sans dans sur chez mon ma mes notre votre nos vos suis est sont sommes cherche cherchons recherche besoin voudrais voudrions voulons souhaite souhaitons devis prix appartement maison voiture lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin juillet aout septembre octobre novembre \
    decembre demain aujourd'hui rappelez rappeler appelez envoyer bonne journee interesse interessee client cliente disponible ici ca c'est madame monsieur mme tel portable proprietaire locataire acheteur vendeur directeur gerant \
    guten hallo moin servus liebe lieber sehr geehrte geehrter herr frau damen herren ich wir sie er es ihr ihre ihren mein meine meinen unser unsere unseren bin ist sind war haben habe hat hatte suche suchen brauche brauchen mochte mochten hatten gerne gern bitte danke vielen dank viele grusse gruss mit freundlichen freundliche beste besten herzliche fur von und oder aber der die das dem den des ein eine einen einem einer zu zum zur am im an auf bei bis um nach uber unter vor aus wie was wer wann wo kann konnen \
    konnten konnte angebot ruckruf ruckmeldung anruf termin besichtigung wohnung haus grundstuck fahrzeug gebraucht neu preis telefon handy nummer mobil kunde kundin interessent interessentin kaufer kauferin verkaufer mieter mieterin vermieter vermieterin inhaber inhaberin student studentin morgen heute montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar marz mai juni juli oktober dezember mfg lg vg netto brutto stuck firma nicht auch noch nur schon ja nein \
    interessiert erreichbar verfugbar stand zeit uhr tel mail gesucht gesuche barzahlung notfall umzug hilfe \
    bhai bhaiya ji sir madam maam ma'am sahab saab didi uncle aunty mera meri mere main mai mein naam hai hain hu hoon hun ho raha rahi rahe bol baat kar karna karo kariye karen kijiye dijiye chahiye chaiye ka ki ke ko se me par tak kal aaj parso shaam subah dopahar raat ghar gaadi paisa kitna kitne kya kab kaise kahan accha acha haan nahi nahin mujhe mujhko hamko humko hume humein hum aap aapka aapke yeh ye woh wo lakh crore rs rupees wala wali wale bhej bhejo bhejna bhejiye call karna dekhna lena dena \
    yaar shukriya dhanyavaad dhanyawad zaroor abhi jaldi sirf thoda jyada zyada \
    llamada llamo reunion cita correo consulta mensaje comida anruf telefonat gesprach nachricht besuch appel rdv visite demande spoke met walkin coffee dinner breakfast chat zoom demo showing tour intro hiya heya gday howdy grüezi gruezi referral weekends mr. name: budgets cant wont didnt isnt wheres whats hows gonna gotta lemme pls \
    है हैं हूँ हूं बोल रहा रही रहे मैं मेरा मेरी नाम मुझे से का की के को चाहिए और जी कल आज कॉल करें करो बजट लाख नमस्ते नंबर फोन \
    hvac llc inc ltd gmbh kg corp sa sl sarl sas pvt plc llp usa uk eu uae nyc la sf ceo cfo coo cto cmo vp hr it pr rfp rfq otd suv ev tbd tba eod eom eow ac pto faq pdf url http https www com iphone ipad android google facebook instagram zillow linkedin whatsapp yelp craigslist ford toyota honda bmw audi tesla nissan mazda subaru chevy jeep mercedes-benz volkswagen vw kia hyundai lexus porsche passat golf corolla camry civic tacoma \
    bathroom kitchen roof roofing garage garden landscaping plumbing plumber painting cleaning parking pool catering photography photographer decoration windows gutters website ads payroll bookkeeping hybrid sedan minivan villa plot loft studio duplex penthouse hoodie hoodies tshirt tshirts shirts jackets dresses uniforms aprons scarves beanies \
    ihrem ihren verkauf vertrieb zentrale empfang sekretariat monat stuck jahr woche monats sucht sucht unsererseits digital";

fn set(words: &'static str) -> HashSet<&'static str> {
    words.split_ascii_whitespace().collect()
}

/// Whether a folded word is a given name that is common somewhere.
pub(super) fn is_given(low: &str) -> bool {
    static NAMES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| set(GIVEN));
    NAMES.contains(low)
}

/// Whether a folded word is an ordinary word, not a name. «May» and «Will» are both: ask [`is_given`] too.
pub(super) fn is_ordinary(low: &str) -> bool {
    static WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| set(OTHERS));
    WORDS.contains(low)
}

/// Titles before a name, folded.
#[rustfmt::skip]
pub(super) const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "madam", "rev", "capt", "frau", "herr",
    "herrn", "fr", "hr", "sr", "sra", "srta", "senor", "senora", "senorita", "don", "dona", "lic", "ing", "monsieur",
    "madame", "mademoiselle", "mme", "mlle", "m", "familie", "famille", "familia", "eheleute", "family", "coach",
    "officer", "captain", "pastor", "sgt", "lt", "shri", "smt", "kumari", "doctor", "doctora", "arq", "rabbi", "imam", "deacon", "cllr", "councillor", "judge",
];

/// What stands after a name out of courtesy, folded.
#[rustfmt::skip]
pub(super) const COURTESIES: &[&str] = &[
    "bhai", "bhaiya", "ji", "sahab", "saab", "sir", "madam", "maam", "ma'am", "garu", "didi", "uncle", "aunty", "san",
    "sama",
];

/// Small words inside of family names, folded.
#[rustfmt::skip]
pub(super) const PARTICLES: &[&str] = &[
    "de", "da", "do", "dos", "das", "del", "della", "di", "la", "las", "los", "le", "van", "von", "vom", "zu", "zur",
    "der", "den", "ter", "ten", "bin", "ibn", "binti", "al", "el", "st", "du", "des",
];

/// Cities, countries and other places that stand after «from» and «in», folded.
const PLACES: &str = "\
    austin boston chicago dallas denver houston miami seattle portland phoenix atlanta boise dayton brooklyn manhattan queens bronx oakland sacramento sandiego philadelphia detroit nashville orlando tampa charlotte raleigh cleveland columbus cincinnati pittsburgh baltimore \
    london manchester birmingham leeds bristol glasgow edinburgh liverpool cardiff belfast dublin oxford cambridge brighton paris lyon marseille toulouse nice nantes bordeaux lille strasbourg rennes montpellier berlin hamburg munchen munich koln cologne frankfurt stuttgart dusseldorf leipzig dresden \
    hannover nurnberg bremen essen dortmund bonn wien vienna zurich bern basel geneva geneve salzburg graz madrid barcelona valencia sevilla seville bilbao malaga zaragoza granada alicante mexico guadalajara monterrey puebla cancun bogota medellin cali lima quito santiago caracas buenosaires cordoba rosario \
    mumbai delhi bangalore bengaluru chennai kolkata hyderabad pune jaipur lucknow noida gurgaon gurugram ahmedabad surat indore nagpur kochi coimbatore tirupur sydney melbourne brisbane perth adelaide auckland wellington toronto vancouver montreal calgary ottawa singapore tokyo osaka kyoto lagos abuja nairobi accra dubai \
    texas california florida ohio oregon washington nevada arizona utah georgia virginia michigan colorado illinois india germany deutschland france spain espana uk england scotland ireland usa america canada australia japan nigeria china switzerland schweiz austria osterreich mars";

/// Whether a folded word is a place.
pub(super) fn is_place(low: &str) -> bool {
    static NAMES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| set(PLACES));
    NAMES.contains(low)
}
