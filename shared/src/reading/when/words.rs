//! The words of dates and times.

use std::sync::LazyLock;

use crate::reading::{
    lexicon::Lexicon,
    token::{Kind, Token, is_listed},
};

/// What a word says about a date.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Word {
    /// From Monday, 0.
    Weekday(i64),
    /// A month, from 1.
    Month(i8),
    /// So many days from today.
    Days(i64),
    /// Before a weekday: the one of the next week.
    Next,
    /// Before or after a weekday: the one that comes.
    Coming,
    NextWeek,
    EndOfWeek,
    EndOfNextWeek,
    Weekend,
    NextMonth,
    EndOfMonth,
    /// Before a month: its last day.
    EndOf,
    /// Before a month: its first day.
    StartOf,
    Holiday(Holiday),
    /// «in 3 days»: what stands before the number.
    In,
    /// So many days; of a month 30 stand for the same day of the next one.
    Unit(i64),
    Hours,
    Minutes,
}

/// A day that is called by a name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Holiday {
    /// The same day each year: month and day.
    Fixed(i8, i8),
    /// So many days after the fourth Thursday in November.
    Thanksgiving(i64),
    /// The first Monday of September, the last one of May.
    LaborDay,
    MemorialDay,
    /// So many days after Easter Sunday.
    Easter(i64),
}
use Word::{
    Coming, Days, EndOf, EndOfMonth, EndOfNextWeek, EndOfWeek, Hours, In, Minutes, Month, Next, NextMonth, NextWeek,
    StartOf, Unit, Weekday, Weekend,
};

/// The phrases of dates; words without case and accents.
pub(super) static WORDS: LazyLock<Lexicon<Word>> = LazyLock::new(|| {
    let mut rows = vec![
        (
            "today|tonight|this afternoon|this evening|this morning|hoy|esta tarde|esta noche|esta manana|\
    aujourd'hui|ce soir|\
            cet apres - midi|ce matin|cet aprem|heute|heute abend|heute nachmittag|heute noch|aaj|aaj hi|आज|\
    end of day|end of the day|eod|cob|\
            end of business|close of business|2day|tdy|noch heute",
            Days(0),
        ),
        (
            "tomorrow|tomorow|tommorow|tommorrow|tomorrow's|tmrw|tmr|tmw|tmrow|2moro|2morrow|tomo|manana|demain|\
    morgen|kal|kl|कल",
            Days(1),
        ),
        (
            "day after tomorrow|the day after tomorrow|pasado manana|apres - demain|apres demain|ubermorgen|\
    uebermorgen|parso|parson|\
            parsho|परसों",
            Days(2),
        ),
        ("next|nachsten|nachste|nachster|nachstem|agle|agla|अगले", Next),
        (
            "this|coming|this coming|the coming|proximo|este|ce|cette|kommenden|kommende|diesen|dieser|is|iss|\
    aane wale|aanewale|इस",
            Coming,
        ),
        (
            "next week|following week|the week after|proxima semana|la proxima semana|semana que viene|\
    la semana que viene|semaine prochaine|\
            la semaine prochaine|nachste woche|nachster woche|kommende woche|kommender woche|agle hafte|agle hafta|\
    agle week|\
            अगले हफ्ते",
            NextWeek,
        ),
        (
            "end of week|end of the week|end of this week|eow|this week|later this week|fin de semana laboral|\
    fin de la semana|\
            final de semana|esta semana|fin de semaine|fin de la semaine|cette semaine|d' ici la fin de la semaine|\
    ende der woche|\
            ende dieser woche|diese woche|dieser woche|is hafte|is week|iss hafte|इस हफ्ते",
            EndOfWeek,
        ),
        (
            "end of next week|by next week's end|ende nachster woche|fin de la semaine prochaine|\
    fin de la proxima semana",
            EndOfNextWeek,
        ),
        (
            "weekend|the weekend|this weekend|fin de semana|este fin de semana|week - end|ce week - end|wochenende|\
    am wochenende",
            Weekend,
        ),
        (
            "next month|proximo mes|el proximo mes|mes que viene|el mes que viene|mois prochain|le mois prochain|\
    nachsten monat|\
            nachster monat|agle mahine|agle month|अगले महीने",
            NextMonth,
        ),
        (
            "end of month|end of the month|end of this month|month end|month's end|eom|fin de mes|final de mes|\
    finales de mes|a fin de mes|\
            fin du mois|la fin du mois|ende des monats|ende dieses monats|monatsende|mahine ke end|mahine ke aakhir|\
    month end tak|\
            this month|este mes|ce mois|diesen monat|महीने के अंत",
            EndOfMonth,
        ),
        ("end of|the end of|late|fin de|fin|finales de|ende", EndOf),
        (
            "beginning of|the beginning of|early|start of|the start of|first week of|principios de|inicio de|debut|\
    anfang|beginning|in|en|\
            im|till|until|after|hasta|jusqu'en|bis|ab|me|mid|mitte|mediados de|mi -",
            StartOf,
        ),
        (
            "in|within|en|dentro de|dans|d' ici|sous|innerhalb von|within the next|in the next|in about|in the next|\
    next",
            In,
        ),
        ("day|days|dia|dias|jour|jours|tag|tage|tagen|din|business days|working days|दिन", Unit(1)),
        ("week|weeks|wk|wks|semana|semanas|semaine|semaines|woche|wochen|hafta|hafte|हफ्ते", Unit(7)),
        ("month|months|mes|meses|mois|monat|monate|monaten|mahina|mahine|महीने", Unit(30)),
        ("hour|hours|hr|hrs|hora|horas|heure|heures|stunde|stunden|ghante|ghanta|घंटे", Hours),
        ("minute|minutes|min|mins|minuto|minutos|minuten|minat", Minutes),
    ];
    rows.extend(WEEKDAYS.iter().zip(0..).map(|(names, day)| (*names, Weekday(day))));
    rows.extend(MONTHS.iter().zip(1..).map(|(names, month)| (*names, Month(month))));
    rows.extend(HOLIDAYS.iter().map(|(names, holiday)| (*names, Word::Holiday(*holiday))));
    Lexicon::new(&rows)
});

/// From Monday.
const WEEKDAYS: [&str; 7] = [
    "monday|mon|lunes|lundi|montag|somwar|somvar|सोमवार|mondays|mo .",
    "tuesday|tue|tues|martes|mardi|dienstag|mangalwar|mangal|मंगलवार|di .",
    "wednesday|wed|weds|miercoles|mercredi|mittwoch|budhwar|budh|बुधवार|mi .",
    "thursday|thu|thur|thurs|jueves|jeudi|donnerstag|guruwar|guruvar|brihaspativar|गुरुवार|do .",
    "friday|fri|viernes|vendredi|freitag|shukrawar|shukravar|शुक्रवार|fr .",
    "saturday|sat|sabado|samedi|samstag|sonnabend|shaniwar|shanivar|शनिवार|sa .",
    "sunday|sun|domingo|dimanche|sonntag|itwar|ravivar|raviwar|itvaar|रविवार",
];

/// From January.
const MONTHS: [&str; 12] = [
    "january|jan|jan .|enero|ene|janvier|janv|januar|janner|जनवरी",
    "february|feb|feb .|febrero|fevrier|fevr|februar|फरवरी",
    "march|mar|mar .|marzo|mars|marz|maerz|मार्च",
    "april|apr|apr .|abril|abr|avril|avr|अप्रैल",
    "may|mayo|mai|मई",
    "june|jun|jun .|junio|juin|juni|जून",
    "july|jul|jul .|julio|juillet|juil|juli|जुलाई",
    "august|aug|aug .|agosto|ago|aout|अगस्त",
    "september|sep|sept|sep .|sept .|septiembre|septembre|सितंबर",
    "october|oct|oct .|octubre|octobre|oktober|okt|okt .|अक्टूबर",
    "november|nov|nov .|noviembre|novembre|नवंबर",
    "december|dec|dec .|diciembre|dic|decembre|dezember|dez|dez .|दिसंबर",
];

const HOLIDAYS: &[(&str, Holiday)] = &[
    ("thanksgiving|thanksgiving day|turkey day", Holiday::Thanksgiving(0)),
    ("black friday", Holiday::Thanksgiving(1)),
    ("cyber monday", Holiday::Thanksgiving(4)),
    ("christmas|xmas|christmas day|navidad|noel|weihnachten", Holiday::Fixed(12, 25)),
    ("christmas eve|xmas eve|nochebuena|heiligabend", Holiday::Fixed(12, 24)),
    ("boxing day", Holiday::Fixed(12, 26)),
    ("new year's eve|new years eve|nochevieja|silvester|saint - sylvestre", Holiday::Fixed(12, 31)),
    (
        "new year|new year's|new years|new year's day|the new year|ano nuevo|nouvel an|neujahr|naye saal",
        Holiday::Fixed(1, 1),
    ),
    (
        "valentine's|valentine's day|valentines|valentines day|san valentin|saint - valentin|valentinstag",
        Holiday::Fixed(2, 14),
    ),
    ("halloween", Holiday::Fixed(10, 31)),
    ("july 4th|4th of july|fourth of july|independence day", Holiday::Fixed(7, 4)),
    ("republic day", Holiday::Fixed(1, 26)),
    ("st patrick's day|st . patrick's day", Holiday::Fixed(3, 17)),
    ("nikolaus|nikolaustag", Holiday::Fixed(12, 6)),
    ("dia de reyes|reyes magos|epiphany|dreikonig", Holiday::Fixed(1, 6)),
    ("labor day", Holiday::LaborDay),
    ("memorial day", Holiday::MemorialDay),
    ("easter|easter sunday|pascua|paques|ostern|ostersonntag", Holiday::Easter(0)),
    ("good friday|viernes santo|vendredi saint|karfreitag", Holiday::Easter(-2)),
    ("easter monday|lundi de paques|ostermontag", Holiday::Easter(1)),
];

/// Whether a token may stand between a date and its time.
pub(super) fn fills(token: &Token<'_>) -> bool {
    const WORDS: &str = " apres despues nach dopo desde seit at @ on by the a las la el um ab am den der gegen around about from after before de para pour vers le ko \
        ke kl ca at ish so approx morning afternoon evening tarde noche soir matin nachmittag abend mittag vormittag fruh shaam subah \
        dopahar raat for , - – ( ) between entre zwischen to bis until till noon en in hi me mein des sharp punkt , को शाम सुबह दोपहर . ";
    token.kind != Kind::Line
        && token.kind != Kind::Sentence
        && (is_listed(WORDS, &token.low) || token.low == "d'" || token.low == "l'")
}

/// A number in digits or in a few words.
pub(super) fn number(token: Option<&Token<'_>>) -> Option<i64> {
    const WORDS: &[(&str, i64)] = &[
        ("a", 1),
        ("an", 1),
        ("one", 1),
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("seven", 7),
        ("ten", 10),
        ("couple", 2),
        ("few", 3),
        ("un", 1),
        ("una", 1),
        ("une", 1),
        ("dos", 2),
        ("tres", 3),
        ("deux", 2),
        ("trois", 3),
        ("ein", 1),
        ("eine", 1),
        ("einer", 1),
        ("einem", 1),
        ("zwei", 2),
        ("drei", 3),
        ("vier", 4),
        ("ek", 1),
        ("do", 2),
        ("teen", 3),
        ("quinze", 15),
        ("quince", 15),
        ("huit", 8),
        ("एक", 1),
        ("दो", 2),
        ("तीन", 3),
    ];
    let token = token?;
    match token.kind {
        Kind::Digits => token.low.parse().ok().filter(|_| token.low.len() <= 4),
        Kind::Word => WORDS.iter().find(|(word, _)| *word == token.low).map(|(_, value)| *value),
        Kind::Sign | Kind::Sentence | Kind::Line => None,
    }
}
