//! One person who wants something.

use super::reads;

#[test]
fn short_messages_say_who_writes() {
    reads(&[
        (
            "sms",
            "US",
            "Hi my name is Teresa Quintero, do you still have the blue Corolla? 213-555-0144",
            ["Teresa Quintero", "-", "-", "+12135550144"],
        ),
        (
            "sms",
            "US",
            "hey its brandon, need someone to fix a leaking sink asap. 718 555 0133",
            ["Brandon", "-", "-", "+17185550133"],
        ),
        ("sms", "US", "Do you do same day carpet cleaning? Two rooms. Thx Gwen", ["Gwen", "-", "-", "-"]),
        (
            "sms",
            "US",
            "this is maria lopez looking for a 3 bed rental near downtown under 2400. 305.555.0162",
            ["Maria Lopez", "-", "-", "+13055550162"],
        ),
        ("sms", "US", "Saw the sign on Elm. Price? 6175550109", ["-", "-", "-", "+16175550109"]),
        (
            "sms",
            "US",
            "Any chance of a quote to repaint 2 bedrooms - Hal Brewster 503-555-0175",
            ["Hal Brewster", "-", "-", "+15035550175"],
        ),
        (
            "sms",
            "US",
            "Is the loft on Pine still open? I'm Keisha. Text me at (404) 555-0128",
            ["Keisha", "-", "-", "+14045550128"],
        ),
        (
            "sms",
            "US",
            "Need 40 hoodies w/ logo by Dec 5. Coach Ray Dillard, Westfield Academy, rdillard@westfield.example",
            ["Ray Dillard", "Westfield Academy", "rdillard@westfield.example", "-"],
        ),
        (
            "sms",
            "GB",
            "Hiya, could someone look at our boiler tomorrow? Jo Whittaker 07911 123456",
            ["Jo Whittaker", "-", "-", "+447911123456"],
        ),
        ("sms", "AU", "Hi its Bronwyn, chasing a ute under 30k. 0412 345 678", ["Bronwyn", "-", "-", "+61412345678"]),
        (
            "sms",
            "IN",
            "Sir 3bhk flat chahiye Baner me, budget 90 lakh. Rajiv Menon 98220 12345",
            ["Rajiv Menon", "-", "-", "+919822012345"],
        ),
        (
            "sms",
            "IN",
            "mera naam Pooja hai, swift ka price kya hai? 9876501234 pe call karo",
            ["Pooja", "-", "-", "+919876501234"],
        ),
        (
            "sms",
            "IN",
            "Hello sir myself Abdul Wahid from Al Noor Traders, need 200 pcs kurta. 98450 67890",
            ["Abdul Wahid", "Al Noor Traders", "-", "+919845067890"],
        ),
        (
            "whatsapp",
            "IN",
            "Hi Deepika here, wedding ke liye photographer chahiye 14 feb. deepika.s@example.in",
            ["Deepika", "-", "deepika.s@example.in", "-"],
        ),
        (
            "whatsapp",
            "IN",
            "Namaste ji, main Ramesh Gupta bol raha hoon Jaipur se. Scorpio ka on road price bhejo. 94140 55667",
            ["Ramesh Gupta", "-", "-", "+919414055667"],
        ),
        (
            "sms",
            "ES",
            "Hola, soy Lucía Herrero. ¿Sigue disponible el piso de Chamberí? 612 345 678",
            ["Lucía Herrero", "-", "-", "+34612345678"],
        ),
        (
            "sms",
            "MX",
            "Buenas tardes, me llamo Rodrigo Salas, quiero cotizar 80 playeras con logo. rodrigo.salas@example.mx",
            ["Rodrigo Salas", "-", "rodrigo.salas@example.mx", "-"],
        ),
        (
            "whatsapp",
            "ES",
            "Necesito un presupuesto para pintar la casa, gracias. Marta 655 443 322",
            ["Marta", "-", "-", "+34655443322"],
        ),
        (
            "sms",
            "FR",
            "Bonjour, je suis Camille Renaud, je cherche un T3 à louer. 06 12 34 56 78",
            ["Camille Renaud", "-", "-", "+33612345678"],
        ),
        (
            "sms",
            "FR",
            "Bonsoir, je m'appelle Thierry, la Clio est toujours dispo ? 07 56 78 90 12",
            ["Thierry", "-", "-", "+33756789012"],
        ),
        (
            "sms",
            "DE",
            "Hallo, hier ist Jonas Beck, ist der Golf noch da? 0151 23456789",
            ["Jonas Beck", "-", "-", "+4915123456789"],
        ),
        (
            "sms",
            "DE",
            "Guten Morgen, ich bin Anke Scholz und suche eine 3-Zimmer-Wohnung in Köln. Tel. 0221 1234567",
            ["Anke Scholz", "-", "-", "+492211234567"],
        ),
        (
            "sms",
            "DE",
            "Brauche bitte Rückruf wegen Dachsanierung. Nummer 0170 1234567",
            ["-", "-", "-", "+491701234567"],
        ),
        ("sms", "US", "Interested in the Camry. Not giving my name yet lol", ["-", "-", "-", "-"]),
        ("whatsapp", "IN", "मेरा नाम सुरेश कुमार है, मुझे गाड़ी चाहिए। 98765 43210", ["सुरेश कुमार", "-", "-", "+919876543210"]),
    ]);
}

#[test]
fn a_letter_is_signed() {
    reads(&[
        (
            "email",
            "US",
            "Hi Dana,\n\nWe need new signage for three stores, budget about $12k.\n\nBest regards,\nCarlos Whitfield\nOperations Director\nPalmetto Coffee Roasters\ncarlos@palmetto.example\n(843) 555-0171",
            ["Carlos Whitfield", "Palmetto Coffee Roasters", "carlos@palmetto.example", "+18435550171"],
        ),
        (
            "email",
            "US",
            "From: Priya Raman <priya.raman@example.org>\nTo: sales@dealer.example\nSubject: Outback\n\nIs the 2022 Outback still for sale? I can come Saturday.\n\nPriya",
            ["Priya Raman", "-", "priya.raman@example.org", "-"],
        ),
        (
            "email",
            "US",
            "Hello,\nplease send pricing for 120 polo shirts.\n\nThanks,\nT. J. Marlowe\nPurchasing, Harbor City Brewing Co.\nM: 360-555-0147 | F: 360-555-0148",
            ["T. J. Marlowe", "Harbor City Brewing Co.", "-", "+13605550147"],
        ),
        (
            "email",
            "US",
            "Good morning, I work for Larkfield Dental and we need bookkeeping help. You can reach me at hollis.grant@larkfield.example. Hollis Grant",
            ["Hollis Grant", "Larkfield Dental", "hollis.grant@larkfield.example", "-"],
        ),
        (
            "email",
            "GB",
            "Dear Mr Pemberton,\n\nI should like to arrange a viewing of the cottage.\n\nYours sincerely,\nDr. Harriet Ashworth\n020 7946 0991",
            ["Harriet Ashworth", "-", "-", "+442079460991"],
        ),
        (
            "email",
            "GB",
            "Hi Sam, we need caterers for 60 on 12 June. Cheers, Nadia Rahman (Finch & Bell Events) nadia@finchbell.example",
            ["Nadia Rahman", "Finch & Bell Events", "nadia@finchbell.example", "-"],
        ),
        (
            "email",
            "DE",
            "Sehr geehrte Frau Lehmann,\n\nwir suchen für unser Büro eine neue Reinigungsfirma. Bitte um ein Angebot.\n\nMit freundlichen Grüßen\nMatthias Vogt\nGeschäftsführer\nVogt & Söhne GmbH\nTel. 040 12345678\nFax 040 12345679\nm.vogt@vogt-soehne.example",
            ["Matthias Vogt", "Vogt & Söhne GmbH", "m.vogt@vogt-soehne.example", "+494012345678"],
        ),
        (
            "email",
            "DE",
            "Guten Tag,\nich interessiere mich für das Reihenhaus in Bonn.\n\nLG\nKatharina Böhm\nkatharina.boehm@example.de",
            ["Katharina Böhm", "-", "katharina.boehm@example.de", "-"],
        ),
        (
            "email",
            "FR",
            "Bonjour,\n\nNous souhaitons un devis pour 200 tabliers brodés.\n\nCordialement,\nJean-Marc Pelletier\nResponsable achats\nBrasserie du Port\n01 42 68 53 00",
            ["Jean-Marc Pelletier", "Brasserie du Port", "-", "+33142685300"],
        ),
        (
            "email",
            "FR",
            "De : Sophie Garnier <s.garnier@example.fr>\nObjet : Visite\n\nBonjour, je voudrais visiter la maison de Vannes. Mon portable : 06 98 76 54 32.\n\nBien à vous\nSophie Garnier",
            ["Sophie Garnier", "-", "s.garnier@example.fr", "+33698765432"],
        ),
        (
            "email",
            "ES",
            "Buenos días:\n\nNecesitamos uniformes para 35 empleados.\n\nUn saludo,\nPilar Montero\nJefa de compras\nHotel Miramar\npilar@hotelmiramar.example\nTel. 952 12 34 56",
            ["Pilar Montero", "Hotel Miramar", "pilar@hotelmiramar.example", "+34952123456"],
        ),
        (
            "email",
            "US",
            "Hi there,\n\nJust bought a house and the roof leaks. Estimate please.\n\n-- \nOwen Castellanos\nowen@example.com",
            ["Owen Castellanos", "-", "owen@example.com", "-"],
        ),
        (
            "email",
            "US",
            "Hello! I represent Juniper Lane Interiors. We want 300 tote bags. -- Celeste Moreau, celeste@juniperlane.example",
            ["Celeste Moreau", "Juniper Lane Interiors", "celeste@juniperlane.example", "-"],
        ),
        (
            "email",
            "US",
            "From: \"Nguyen, Linh\" <linh.nguyen@example.net>\nSubject: Quote\n\nPlease quote weekly lawn care.\n\nOn Mon, Nov 16, 2026 at 9:02 AM GreenCo <hello@greenco.example> wrote:\n> Thanks for visiting. Call us at (206) 555-0111.\n> Dan Wells",
            ["Linh Nguyen", "-", "linh.nguyen@example.net", "-"],
        ),
        (
            "email",
            "US",
            "Subject: Fwd: kitchen\n\n---------- Forwarded message ---------\nFrom: Amara Diallo <amara@example.com>\nDate: Mon\nSubject: kitchen\n\nWe want to redo our kitchen, about 40k. 929-555-0136\nAmara",
            ["Amara Diallo", "-", "amara@example.com", "+19295550136"],
        ),
        (
            "email",
            "US",
            "Hi, wanted to ask about leasing 2 vans for our flower shop. Call me back at 512.555.0190 ext 12. Regards, Beatrix Lomax",
            ["Beatrix Lomax", "-", "-", "+15125550190"],
        ),
        (
            "email",
            "US",
            "Ed & Joan Pruitt would like to see the ranch on Route 9.\n\nThank you,\nEd and Joan Pruitt\n(217) 555-0133",
            ["Ed Pruitt", "-", "-", "+12175550133"],
        ),
        (
            "email",
            "CH",
            "Grüezi, wir suchen einen Caterer für 80 Personen am 3. Februar. Freundliche Grüsse, Reto Ammann, Ammann Treuhand AG, 044 668 18 00",
            ["Reto Ammann", "Ammann Treuhand AG", "-", "+41446681800"],
        ),
    ]);
}

#[test]
fn a_form_says_what_is_what() {
    reads(&[
        (
            "webform",
            "US",
            "Name: tyrell washington\nE-mail: tyrell@example.com\nPhone: 4705550121\nMessage: need a wedding photographer in May",
            ["Tyrell Washington", "-", "tyrell@example.com", "+14705550121"],
        ),
        (
            "webform",
            "US",
            "First Name: Noor\nLast Name: Hashemi\nCompany: Saffron Kitchen LLC\nEmail: noor@saffron.example\nComments: catering vans",
            ["Noor Hashemi", "Saffron Kitchen LLC", "noor@saffron.example", "-"],
        ),
        (
            "webform",
            "ES",
            "Nombre y apellidos: Ignacio Ferrer\nTeléfono: 691 22 33 44\nCorreo: nacho.ferrer@example.es\nEmpresa: -\nMensaje: Busco coche de segunda mano",
            ["Ignacio Ferrer", "-", "nacho.ferrer@example.es", "+34691223344"],
        ),
        (
            "webform",
            "FR",
            "Nom : Lefèvre\nPrénom : Aurélie\nSociété : Atelier Lumière\nTéléphone : 01 53 67 89 00\nDemande : refonte du site",
            ["Aurélie Lefèvre", "Atelier Lumière", "-", "+33153678900"],
        ),
        (
            "webform",
            "DE",
            "Vorname: Jürgen\nNachname: Stahl\nFirma: Stahl Metallbau GmbH\nE-Mail: info@stahl-metallbau.example\nNachricht: Wir brauchen 30 Arbeitshosen.",
            ["Jürgen Stahl", "Stahl Metallbau GmbH", "info@stahl-metallbau.example", "-"],
        ),
        (
            "webform",
            "US",
            "Name: Dee | Phone: 646-555-0155 | Service: dog grooming | Budget: $90",
            ["Dee", "-", "-", "+16465550155"],
        ),
        (
            "webform",
            "IN",
            "Naam: Suresh Pillai\nMobile: 98470 11223\nRequirement: 3 BHK villa",
            ["Suresh Pillai", "-", "-", "+919847011223"],
        ),
        (
            "webform",
            "US",
            "full_name=Marlon Tate&email=marlon@example.com",
            ["Marlon Tate", "-", "marlon@example.com", "-"],
        ),
        (
            "webform",
            "GB",
            "Your name: Mrs. Prudence Okoye\nTel: 0161 496 0123\nEnquiry: two bed flat to rent",
            ["Prudence Okoye", "-", "-", "+441614960123"],
        ),
        (
            "webform",
            "US",
            "Contact: Wes Harlan (owner)\nBusiness: Harlan Auto Glass\nPhone: 816 555 0119\nTax ID: 43-1234567\nInterest: fleet lettering",
            ["Wes Harlan", "Harlan Auto Glass", "-", "+18165550119"],
        ),
    ]);
}

#[test]
fn a_note_is_about_somebody_else() {
    reads(&[
        (
            "note",
            "US",
            "Spoke with Delphine Archer from Harbor Freight Lines, wants 12 trucks washed weekly. 904-555-0138",
            ["Delphine Archer", "Harbor Freight Lines", "-", "+19045550138"],
        ),
        (
            "note",
            "US",
            "Met Tomasz at the expo, owner of Blue Fern Catering. tomasz@bluefern.example",
            ["Tomasz", "Blue Fern Catering", "tomasz@bluefern.example", "-"],
        ),
        (
            "note",
            "US",
            "Jerome Pike stopped by, wants a used Silverado under 25k, cell 620-555-0177",
            ["Jerome Pike", "-", "-", "+16205550177"],
        ),
        (
            "note",
            "US",
            "Voicemail from Mrs. Abernethy re: gutter cleaning, call back 814-555-0120",
            ["Abernethy", "-", "-", "+18145550120"],
        ),
        (
            "note",
            "US",
            "Referred by Dr. Singh: Paula Renner needs physio, paula.renner@example.com",
            ["Paula Renner", "-", "paula.renner@example.com", "-"],
        ),
        (
            "note",
            "US",
            "Walk-in: Guillermo Paz & wife looking at 3br houses, max 480k",
            ["Guillermo Paz", "-", "-", "-"],
        ),
        (
            "note",
            "DE",
            "Anruf von Herrn Brandner, Brandner Bau GmbH, sucht zwei Transporter. 089 12345678",
            ["Brandner", "Brandner Bau GmbH", "-", "+498912345678"],
        ),
        (
            "note",
            "DE",
            "Termin mit Ulrike Sommer (Sommer Moden) wegen 200 Kleidern, ulrike@sommer-moden.example",
            ["Ulrike Sommer", "Sommer Moden", "ulrike@sommer-moden.example", "-"],
        ),
        (
            "note",
            "ES",
            "Llamada de Beatriz Lozano, de Clínica Dental Lozano: quiere presupuesto de limpieza. 913 45 67 89",
            ["Beatriz Lozano", "Clínica Dental Lozano", "-", "+34913456789"],
        ),
        (
            "note",
            "FR",
            "Appel de Mme Fournier, cherche un appartement à Nantes. 02 40 12 34 56",
            ["Fournier", "-", "-", "+33240123456"],
        ),
        (
            "note",
            "IN",
            "Party name Harpreet Singh, wants Creta top model, 98140 99887",
            ["Harpreet Singh", "-", "-", "+919814099887"],
        ),
        (
            "note",
            "US",
            "Priscilla (HR Manager @ Northwind Traders) asked about team jackets, 60 pcs",
            ["Priscilla", "Northwind Traders", "-", "-"],
        ),
        ("note", "US", "June wants to list her condo in August. 702-555-0166", ["June", "-", "-", "+17025550166"]),
        (
            "note",
            "US",
            "New lead - Odell Barnes, barnes.odell@example.com, interested in solar",
            ["Odell Barnes", "-", "barnes.odell@example.com", "-"],
        ),
        (
            "note",
            "US",
            "Coffee w/ Ines Cardoso, COO at Vertex Robotics. Wants payroll quote.",
            ["Ines Cardoso", "Vertex Robotics", "-", "-"],
        ),
        (
            "note",
            "JP",
            "佐藤様（有限会社みどり）より電話。ウェブサイト制作の相談。090-1234-5678",
            ["佐藤", "有限会社みどり", "-", "+819012345678"],
        ),
    ]);
}

#[test]
fn a_conversation_has_two_sides() {
    reads(&[
        (
            "transcript",
            "US",
            "Agent: Sunrise Realty, this is Kelly.\nCaller: Hi Kelly, my name is Duane Ostrander. I'm looking for a lake cabin.\nAgent: Great, what's a good number?\nCaller: It's 218-555-0154.\nAgent: Ours is 218-555-0100.",
            ["Duane Ostrander", "-", "-", "+12185550154"],
        ),
        (
            "transcript",
            "US",
            "Rep: Who am I speaking with?\nCustomer: Yolanda Finch.\nRep: And the email?\nCustomer: yolanda at finchbakery dot com\nRep: What do you need?\nCustomer: Aprons for the staff.",
            ["Yolanda Finch", "-", "yolanda@finchbakery.com", "-"],
        ),
        (
            "transcript",
            "US",
            "Caller: Hello, I need a tow quote, my number is four one five, five five five, oh one nine nine.\nAgent: Name?\nCaller: Bruno.",
            ["Bruno", "-", "-", "+14155550199"],
        ),
        (
            "transcript",
            "ES",
            "Agente: Buenos días, le atiende Raúl.\nCliente: Hola, soy Nuria Campos, busco un piso en Gràcia.\nAgente: ¿Teléfono?\nCliente: 633 21 43 65",
            ["Nuria Campos", "-", "-", "+34633214365"],
        ),
        (
            "transcript",
            "DE",
            "Verkäufer: Autohaus Kern, Stefan Maier am Apparat.\nKunde: Guten Tag, mein Name ist Dirk Paulsen, ich suche einen Kombi.\nVerkäufer: Ihre Nummer?\nKunde: 0172 9876543",
            ["Dirk Paulsen", "-", "-", "+491729876543"],
        ),
        (
            "transcript",
            "FR",
            "Conseiller: Agence du Lac, bonjour.\nClient: Bonjour, Hélène Marchand à l'appareil, je cherche une maison.\nConseiller: Votre numéro ?\nClient: 06 11 22 33 44",
            ["Hélène Marchand", "-", "-", "+33611223344"],
        ),
        (
            "whatsapp",
            "IN",
            "[12/11/26, 18:04:10] Ritu: Hi, lehenga chahiye 25k tak\n[12/11/26, 18:05:00] Support: Sure, name?\n[12/11/26, 18:05:40] Ritu: Ritu Bansal, 98110 44556",
            ["Ritu Bansal", "-", "-", "+919811044556"],
        ),
        (
            "whatsapp",
            "US",
            "11/18/26, 9:01 AM - Tasha: hi do you do braids\n11/18/26, 9:02 AM - Salon: Yes! When?\n11/18/26, 9:03 AM - Tasha: this sat. call 832-555-0171",
            ["Tasha", "-", "-", "+18325550171"],
        ),
    ]);
}

#[test]
fn odd_ways_to_say_it_are_read_too() {
    reads(&[
        (
            "email",
            "US",
            "Please quote 150 tees. PO to follow. Raul Ibanez / Ibanez Landscaping / raul@ibanezland.example / 760-555-0143",
            ["Raul Ibanez", "Ibanez Landscaping", "raul@ibanezland.example", "+17605550143"],
        ),
        (
            "transcript",
            "US",
            "Host: Name for the appointment?\nGuest: Put it under Marisol Vega. I need a dress.",
            ["Marisol Vega", "-", "-", "-"],
        ),
        (
            "email",
            "GB",
            "Hi both, could you price up 80 hi-vis jackets?\n\nTa,\nGraham\n\nGraham Tuttle | Procurement Lead | Severn Civil Engineering Ltd | g.tuttle@severncivil.example",
            ["Graham Tuttle", "Severn Civil Engineering Ltd", "g.tuttle@severncivil.example", "-"],
        ),
        (
            "email",
            "ES",
            "Estimados señores:\n\nSomos la Panadería Los Hermanos y necesitamos 25 delantales.\n\nAtentamente,\nAna Belén Cruz",
            ["Ana Belén Cruz", "Panadería Los Hermanos", "-", "-"],
        ),
        (
            "email",
            "MX",
            "Hola, mi nombre es Fernanda Castillo, directora de operaciones en Grupo Altamar. Buscamos oficina",
            ["Fernanda Castillo", "Grupo Altamar", "-", "-"],
        ),
        (
            "note",
            "ES",
            "Vino una pareja, Andrés y Lola Pinto, buscan chalet con jardín. tel 655 12 34 56",
            ["Andrés Pinto", "-", "-", "+34655123456"],
        ),
        (
            "note",
            "US",
            "Ring back Dolores K., 575-555-0134, re kitchen cabinets. Hubby is Ron.",
            ["Dolores K.", "-", "-", "+15755550134"],
        ),
        (
            "note",
            "US",
            "Client: Horizon Yoga (contact: Bree Tanaka, bree@horizonyoga.example) wants 100 tote bags",
            ["Bree Tanaka", "Horizon Yoga", "bree@horizonyoga.example", "-"],
        ),
        (
            "email",
            "US",
            "Hi Lou,\n\nMy name's Kay Brandt and I'm writing on behalf of Mt. Hood Cycles about a lease. Call my assistant Perry at 971-555-0163 or me directly at 971-555-0164.\n\nKay",
            ["Kay Brandt", "Mt. Hood Cycles", "-", "+19715550164"],
        ),
        (
            "webform",
            "IN",
            "Name - Ankit Verma\nMobile - 9811098110\nRequirement - 2 BHK",
            ["Ankit Verma", "-", "-", "+919811098110"],
        ),
        (
            "email",
            "FR",
            "Bonjour,\n\nJe m'appelle Inès Belkacem, gérante du restaurant Le Petit Zinc à Lille. Nous cherchons un comptable.\n\nMerci,\nInès\n03 20 12 34 56",
            ["Inès Belkacem", "Le Petit Zinc", "-", "+33320123456"],
        ),
        (
            "transcript",
            "DE",
            "Anruferin: Guten Tag, Claudia Reinholz von der Kita Sonnenschein.\nMitarbeiter: Was kann ich für Sie tun?\nAnruferin: Wir brauchen 40 T-Shirts.",
            ["Claudia Reinholz", "Kita Sonnenschein", "-", "-"],
        ),
        (
            "webform",
            "US",
            "{\"name\":\"Victor Lund\",\"email\":\"victor.lund@example.com\",\"phone\":\"+1 503 555 0182\",\"message\":\"Need a logo\"}",
            ["Victor Lund", "-", "victor.lund@example.com", "+15035550182"],
        ),
        (
            "email",
            "DE",
            "für unser Hotel benötigen wir 60 Kochjacken.\n\ni.A. Monika Reuter\nEinkauf | Hotel Seeblick Betriebs GmbH\nTelefon +49 7541 123456 | Telefax +49 7541 123457",
            ["Monika Reuter", "Hotel Seeblick Betriebs GmbH", "-", "+497541123456"],
        ),
    ]);
}
