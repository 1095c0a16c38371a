//! What says that somebody wants something.

/// What somebody says who wants something, folded.
#[rustfmt::skip]
pub(in crate::reading) const WANTS: &[&str] = &[
    "looking for", "looking at", "looking to", "look for", "searching for", "in search of", "interested in",
    "interested", "i need", "we need", "need", "needs", "i want", "we want", "want", "wants", "wanted", "would like",
    "i'd like", "we'd like", "hoping to", "in the market for", "requesting", "please quote", "quote for", "a quote",
    "get a quote", "estimate for", "an estimate", "pricing for", "pricing on", "how much", "what's the price",
    "price of", "price for", "do you have", "do u have", "do you offer", "do you sell", "do you do",
    "any availability", "is this available", "still available", "available", "can i book", "book a",
    "schedule a viewing", "viewing", "test drive", "could we see", "can we see", "can i see", "could i get",
    "can i get", "could you", "can you", "callback", "call me", "ordering", "order for", "place an order", "to order",
    "we're replacing", "planning to", "planning a", "selling", "sell my", "sell our", "buying", "to buy", "to rent",
    "renting", "to lease", "relocating", "asked about", "asking about", "wondering if", "inquiring about",
    "enquiring about", "i saw the", "saw ur", "saw your", "cerco", "cerchiamo", "preciso", "procuro", "gostaria",
    "busco", "buscamos", "busca", "necesito", "necesitamos", "necesita", "quiero", "queremos", "quiere", "quisiera",
    "quisieramos", "me interesa", "nos interesa", "le interesa", "interesado en", "interesada en", "presupuesto para",
    "cotizacion", "cotizar", "cuanto cuesta", "cuanto sale", "precio de", "me gustaria", "nos gustaria",
    "pueden enviarme", "hacer un pedido", "vendo", "vender mi", "je cherche", "nous cherchons", "cherche",
    "je recherche", "recherche", "besoin de", "besoin d'un", "besoin d'une", "je voudrais", "nous voudrions",
    "j'aimerais", "nous aimerions", "souhaite", "je souhaite", "nous souhaitons", "souhaiterais", "interesse par",
    "interessee par", "un devis", "devis pour", "le devis", "combien coute", "commander", "je vends", "vendre", "acheter",
    "louer", "ich suche", "wir suchen", "sucht", "suche", "suchen", "brauche", "brauchen", "braucht", "benotige",
    "benotigen", "mochte", "mochten", "hatte gern", "hatten gern", "interessiere mich", "interessieren uns",
    "interesse an", "angebot fur", "ein angebot", "kostenvoranschlag", "was kostet", "kaufen", "mieten", "verkaufen",
    "besichtigung", "probefahrt", "bestellen", "chahiye", "chaiye", "chahie", "chahte", "lena hai", "karwana hai",
    "banwana hai", "kharidna", "bechna hai", "bechna", "dekhna hai", "dekhni hai", "dekhna", "kitne ka", "kitna",
    "rate kya", "price kya", "bata do", "bataiye", "milega", "milegi", "milta", "chahता", "चाहिए", "चाहता", "चाहती",
    "खरीदना", "देखना", "किराए", "maybe a", "some day", "one day", "possible", "budget",
];
