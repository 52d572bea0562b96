// Finds personal identifiers in free text on the device: the rules of internal/guard, one by one and in the same order;
// the comments there say why. internal/guard/testdata/vectors.json holds both to the same findings.

const wordsTitle = "|mme|mmes|madame|mesdames|mlle|melle|mle|mademoiselle|mr|monsieur|messieurs|mevr|mevrouw|mw|mvr|mej|juffrouw|meneer|mijnheer|dhr|heer|docteur|dokter|" +
  "doktor|dr|prof|maitre|meester|frau|herr|herrn|mrs|ms|miss|mister|madam|";
const wordsShortTitle = "|mme|mmes|mlle|melle|mle|mr|mevr|mw|mvr|mej|dhr|dr|prof|mrs|ms|mad|m|me|";
const wordsGroup = "|famille|familie|gezin|family|enfant|kind|";
const wordsParticle = "|de|d|den|der|del|della|di|da|do|dos|das|van|vande|vanden|vander|von|vom|zu|te|ten|ter|el|al|ben|bin|bint|ibn|ait|ould|abu|";
const wordsPrefix = "|de|d|den|der|del|di|da|do|dos|du|des|la|le|les|van|vande|vanden|vander|von|ten|ter|el|al|ben|bin|ait|saint|sainte|sint|st|ste|";
const wordsNoName = "|a|ai|as|est|etait|sera|n|ne|ni|y|en|et|ou|se|s|sa|son|ses|la|le|les|l|un|une|du|des|au|aux|avec|sans|pour|par|sur|chez|dans|qui|que|dit|doit|va|" +
  "vient|vit|veut|peut|sait|fait|met|lit|attend|attendait|demande|refuse|revient|reviendra|rappelle|rappellera|rappele|appelle|pense|parle|habite|" +
  "souhaite|comprend|perd|recoit|reste|arrive|passe|trouve|paie|paye|pleure|signe|avait|ayant|bonjour|merci|oui|non|pas|plus|tous|tout|tres|il|elle|on|" +
  "nous|vous|ils|elles|je|tu|ca|cela|ce|cette|ces|mon|ma|mes|votre|notre|nos|quand|comme|mais|donc|car|si|apres|avant|depuis|carte|code|compte|dossier|" +
  "rdv|rappel|refus|site|guichet|formulaire|numero|rendez|appel|probleme|impossible|deuxieme|premier|premiere|second|ministre|bourgmestre|echevin|" +
  "echevine|directeur|directrice|president|presidente|mediateur|mediatrice|juge|procureur|secretaire|depute|deputee|commissaire|inspecteur|inspectrice|" +
  "assistant|assistante|docteur|professeur|maitre|avocat|concierge|agent|agente|fonctionnaire|service|accueil|minister|ministerin|burgemeester|schepen|" +
  "directrice|voorzitter|rechter|secretaris|ombudsman|ombudsvrouw|buergermeister|burgermeister|direktor|direktorin|president|is|heeft|had|was|wordt|werd|" +
  "wil|kan|kon|moet|moest|mag|zal|zou|komt|kwam|belt|belde|wacht|vraagt|weet|zegt|zei|gaat|ging|krijgt|kreeg|vindt|vond|woont|spreekt|begrijpt|verloor|" +
  "geen|niet|nog|ook|en|of|van|het|een|die|dat|dit|deze|zij|ze|hij|u|uw|wij|we|ik|met|zonder|voor|bij|naar|aan|op|in|om|hat|ist|war|will|kann|muss|soll|" +
  "wartet|kommt|fragt|spricht|und|oder|mit|ohne|der|das|den|dem|sie|er|ihr|has|had|was|is|will|can|cannot|must|waits|asks|lost|needs|and|or|the|he|she|" +
  "they|it|with|without|x|y|z|xx|xxx|xy|nn|untel|tel|gsm|mail|email|sms|pc|pin|puk|eid|itsme|ebox|app|niss|rrn|iban|bis|ris|grapa|igo|bim|caf|cpas|ocmw|" +
  "oshz|onem|rva|capac|hvw|csc|acv|fgtb|abvv|cgslb|aclvb|actiris|forem|vdab|spf|fod|sfp|inami|riziv|inasti|onss|fedasil|cire|irisbox|irisnet|commune|" +
  "gemeente|mutuelle|mutualite|mutualiteit|ziekenfonds|syndicat|vakbond|syndicat|stib|mivb|sncb|nmbs|sibelga|vivaqua|engie|proximus|famiris|infino|" +
  "parentia|kidslife|brusano|myfamily|one|famifed|sante|accueil|figaro|nombreuse|monoparentale|recomposee|nucleaire|elargie|handicape|handicapee|malade|" +
  "adulte|mineur|majeur|malade|parents|social|sociale|nummer|rijksregisternummer|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|maandag|dinsdag|" +
  "woensdag|donderdag|vrijdag|zaterdag|zondag|belge|belges|belg|belgisch|belgische|francais|francaise|syrien|syrienne|syrisch|syrische|ukrainien|" +
  "ukrainienne|oekraiens|oekraiense|marocain|marocaine|marokkaans|marokkaanse|turc|turque|turks|turkse|roumain|roumaine|roemeens|roemeense|bulgare|" +
  "polonais|polonaise|afghan|afghane|afghaans|afghaanse|congolais|congolaise|palestinien|palestinienne|rom|roms|europeen|europeenne|italien|italienne|" +
  "espagnol|espagnole|portugais|portugaise|";
const wordsPlace = "|bruxelles|brussel|brussels|anderlecht|auderghem|oudergem|berchem|etterbeek|evere|forest|vorst|ganshoren|ixelles|elsene|jette|koekelberg|molenbeek|" +
  "saint|sint|schaerbeek|schaarbeek|uccle|ukkel|watermael|watermaal|boitsfort|bosvoorde|woluwe|laeken|laken|haren|neder|liege|luik|namur|namen|mons|" +
  "bergen|charleroi|gand|gent|anvers|antwerpen|louvain|leuven|malines|mechelen|hasselt|bruges|brugge|wavre|waver|nivelles|nijvel|arlon|eupen|verviers|" +
  "tournai|hal|halle|vilvorde|vilvoorde|belgique|belgie|belgien|france|paris|syrie|maroc|turquie|guinee|congo|rdc|actiris|";
const wordsMonth = "|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|janv|fevr|sept|oct|nov|dec|januari|februari|maart|april|mei|" +
  "juni|juli|augustus|september|oktober|november|december|jan|feb|mrt|aug|okt|januar|februar|marz|maerz|dezember|january|february|march|may|june|july|" +
  "august|october|";
const wordsBirth = "|ne|nee|nes|nees|naissance|naiss|ddn|geboren|geb|geboortedatum|geboorte|born|birth|birthdate|dob|geburtsdatum|geburtstag|";
const wordsOldDate = "|loi|lois|arrete|arretes|ar|am|kb|mb|decret|ordonnance|circulaire|reglement|directive|convention|accord|arret|jugement|wet|besluit|decreet|" +
  "ordonnantie|omzendbrief|arrest|vonnis|verdrag|richtlijn|verordening|gesetz|erlass|dekret|verordnung|law|act|decree|moniteur|staatsblad|code|depuis|" +
  "sinds|seit|since|vanaf|";
const wordsPaper = "|prime|acte|certificat|extrait|premie|akte|allocation|kraamgeld|startbedrag|";
const wordsStreet = "|rue|avenue|av|boulevard|bd|bld|boul|blvd|chaussee|chee|chsee|";
const wordsStreetWeak = "|place|pl|square|sq|clos|allee|dreve|quai|impasse|venelle|sentier|chemin|passage|parvis|esplanade|cours|cite|galerie|ruelle|residence|";
const wordsEnding = "|straat|laan|steenweg|stwg|strasse|str|dreef|singel|kaai|gaarde|";
const wordsEndingWeak = "|weg|plein|platz|allee|hof|lei|baan|markt|gasse|pad|plaats|";
const wordsNoStreet = "|onderweg|snelweg|terugweg|loopbaan|autobaan|jobmarkt|arbeidsmarkt|arbeitsmarkt|geweg|";
const wordsRoad = "|street|road|lane|drive|terrace|";
const wordsLink = "|de|du|des|d|la|le|les|l|au|aux|a|en|van|den|der|het|t|";
const wordsNoAddress = "|barree|barre|est|sont|en|et|a|fermee|ferme|depuis|pendant|pour|pas|qui|ou|avec|sans|bloquee|bloque|travaux|inaccessible|loin|puis|plus|tres|trop|" +
  "jusqu|il|elle|on|dans|sur|par|mais|entre|vers|car|deux|trois|quatre|cinq|";
const wordsNumber = "|n|no|nr|num|numero|nummer|";
const wordsBox = "|bte|boite|bus|box|bt|bus|b|";
const wordsUnit = "|h|u|uur|heure|heures|min|mn|minute|minutes|minuten|minuut|sec|secondes|jour|jours|dag|dagen|tag|tage|semaine|semaines|week|weken|mois|maand|maanden|" +
  "an|ans|annee|annees|jaar|jahre|fois|keer|mal|maal|times|x|eur|euro|euros|km|m|metres|meter|personnes|personne|personen|appels|appel|pages|page|" +
  "bladzijden|places|etage|essais|essai|pogingen|oproepen|mails|fiches|dossiers|documents|documenten|stappen|enfants|kinderen|e|er|eme|de|points|janvier|" +
  "fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|" +
  "november|december|";
const wordsHome = "|habite|habitait|vit|loge|domicile|domicilie|domiciliee|domicilies|adresse|adres|logement|appartement|bail|loyer|demenage|demenagement|chez|woont|" +
  "woonde|wohnt|verhuisd|ingeschreven|domicilie|woning|huis|lives|address|kot|studio|dort|";
const wordsOffice = "|cpas|ocmw|oshz|guichet|guichets|loket|commune|communal|communale|gemeente|gemeentehuis|bureau|kantoor|antenne|agence|mutuelle|mutualite|mutualiteit|" +
  "ziekenfonds|syndicat|vakbond|banque|bank|hopital|ziekenhuis|clinique|ecole|school|epn|asbl|vzw|service|dienst|permanence|poste|gare|station|tram|" +
  "arret|halte|bibliotheque|bibliotheek|onem|rva|capac|hvw|csc|acv|fgtb|abvv|cgslb|aclvb|actiris|forem|vdab|spf|fod|fps|sfp|inami|inasti|onss|fedasil|" +
  "famiris|iriscare|police|politie|tribunal|rechtbank|mairie|ambassade|consulat|consulaat|helpdesk|callcenter|centre|centrum|stib|mivb|vivaqua|sibelga|" +
  "engie|proximus|administration|foyer|siege|";
const wordsPerson = "|son|sa|ses|madame|monsieur|mme|mr|dame|homme|femme|mevrouw|meneer|mevr|dhr|zijn|haar|klant|client|cliente|usager|elle|lui|mari|fils|fille|soeur|" +
  "frere|mere|pere|voisin|voisine|domicile|chez|prive|perso|moeder|vader|zoon|dochter|zus|broer|thuis|";
const wordsEnterprise = "|be|tva|btw|bce|kbo|entreprise|ondernemingsnummer|onderneming|";
const wordsRole = "|info|infos|contact|accueil|onthaal|help|helpdesk|support|noreply|no-reply|donotreply|secretariat|secretariaat|service|services|admin|webmaster|mail|" +
  "office|questions|vragen|population|bevolking|etrangers|postmaster|newsletter|communication|dpo|privacy|hello|";
const wordsProvider = "|gmail|hotmail|outlook|yahoo|skynet|icloud|protonmail|proton|telenet|live|msn|voo|scarlet|proximus|gmx|";
const wordsSite = "|instagram|tiktok|snapchat|wa|t|linkedin|";
const wordsSiteMixed = "|facebook|fb|twitter|x|";

// What follows the two check digits of an IBAN, by country.
const countries = new Map(("AD:8n12c AE:19n AL:8n16c AO:21n AT:16n AZ:4a20c BA:16n BE:12n BF:2c22n BG:4a6n8c BH:4a14c BI:23n BJ:2c22n BR:23n1a1c BY:4c4n16c CF:23n " +
  "CG:23n CH:5n12c CI:2c22n CM:23n CR:18n CV:21n CY:8n16c CZ:20n DE:18n DJ:23n DK:14n DO:4c20n DZ:22n EE:16n EG:25n ES:20n FI:14n FK:2a12n " +
  "FO:14n FR:10n11c2n GA:23n GB:4a14n GE:2a16n GI:4a15c GL:14n GQ:23n GR:7n16c GT:24c GW:2c19n HN:4a20n HR:17n HU:24n IE:4a14n IL:19n IQ:4a15n " +
  "IR:22n IS:22n IT:1a10n12c JO:4a4n18c KM:23n KW:4a22c KZ:3n13c LB:4n20c LC:4a24c LI:5n12c LT:16n LU:3n13c LV:4a13c LY:21n MA:24n MC:10n11c2n " +
  "MD:20c ME:18n MG:23n MK:3n10c2n ML:2c22n MN:16n MR:23n MT:4a5n18c MU:4a19n3a MZ:21n NE:2c22n NI:4a20n NL:4a10n NO:11n OM:3n16c PK:4a16c " +
  "PL:24n PS:4a21c PT:21n QA:4a21c RO:4a16c RS:18n RU:14n15c SA:2n18c SC:4a20n3a SD:14n SE:20n SI:15n SK:20n SM:1a10n12c SN:2c22n SO:19n " +
  "ST:21n SV:4a20n TD:23n TG:2c22n TL:19n TN:20n TR:6n16c UA:6n19c VA:18n VG:4a16n XK:16n YE:4a4n18c").split(" ").map((c) => c.split(":")));

const figure = 2, word = 1, mere = 0; // forms of tokens
const glued = 0, spaced = 1, lined = 2, parted = 3, faraway = 4; // what stands before a token
const small = 0, capped = 1, large = 2; // how the letters of a word are written
const hasBlank = 1, hasLine = 2, hasMark = 4, hasPlus = 8, isCut = 16; // what stands between two signs of a number

const certain = (kind) => kind === "national" || kind === "iban" || kind === "card";

// flagged says whether a text with a finding of this kind may be kept, but has to be reviewed.
export const flagged = (kind) => !certain(kind) && kind !== "payment";

// refused says whether a text with a finding of this kind is not kept.
export const refused = certain;

// find returns the identifiers of a text as {kind, start, end}: the identifier is text.slice(start, end).
export function find(text) {
  const found = numbers(text);
  return new Look(text, found).run();
}

const has = (list, w) => w !== "" && list.includes("|" + w + "|");

function endsIn(list, w) {
  return list.split("|").some((ending) => ending !== "" && w.length >= ending.length + 3 && w.endsWith(ending));
}

const isDigit = (r) => r >= "0" && r <= "9" || r > "\x7f" && /^\p{Nd}$/u.test(r);

function digitValue(r) {
  if (r <= "9") return r.codePointAt(0) - 48;
  let code = r.codePointAt(0), value = 0;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(code - 1))) {
    code--;
    value++;
  }
  return value % 10;
}

// classify returns the class of a sign, and its value in a number: 0–9 for a digit, 10–35 for a letter.
function classify(r) {
  const code = r.codePointAt(0);
  if (isDigit(r)) return ["digit", digitValue(r)];
  if (code >= 97 && code <= 122) return ["letter", code - 87];
  if (code >= 65 && code <= 90) return ["letter", code - 55];
  if (code < 128) {
    if (r === " " || r === "\t" || r === "\r") return ["blank", 0];
    if (r === "\n" || r === "\v" || r === "\f") return ["line", 0];
    if (".-/\\_".includes(r)) return ["mark", 0];
    if (r === ",") return ["comma", 0];
    return [r === "+" ? "plus" : "other", 0];
  }
  if (code >= 0xff21 && code <= 0xff3a) return ["letter", code - 0xff21 + 10];
  if (code >= 0xff41 && code <= 0xff5a) return ["letter", code - 0xff41 + 10];
  if (code === 0x212a) return ["letter", 20];
  if (code === 0x85 || code === 0x2028 || code === 0x2029) return ["line", 0];
  if ("·\u0387•․‧∙⋅．。・−⁄∕／＼＿".includes(r)) return ["mark", 0];
  if ("，‚".includes(r)) return ["comma", 0];
  if (r === "＋") return ["plus", 0];
  if (/^\p{Zs}$/u.test(r)) return ["blank", 0];
  if (/^\p{Pd}$/u.test(r)) return ["mark", 0];
  if (/^[\p{M}\p{Cf}]$/u.test(r)) return ["nothing", 0];
  return ["other", 0];
}

class Scan {
  constructor() {
    this.signs = [];
    this.run = 0;
    this.digits = 0;
    this.due = new Map();
    this.found = [];
  }

  back(n) {
    return this.signs[this.signs.length - n];
  }

  add(next) {
    this.close(next);
    if (next.gap & isCut) {
      this.run = this.signs.length;
      this.digits = 0;
    }
    this.digits = next.value < 10 ? this.digits + 1 : 0;
    this.signs.push(next);
    this.expectIBAN();
  }

  close(next) {
    if (this.signs.length === this.run) return;
    const last = this.back(1);
    if (next.gap === 0 && (next.value < 10 || last.value >= 10)) return;
    this.findIBAN();
    if (this.digits < 11) return;
    const free = next.value >= 10 || parts(next.gap) ? 1 : 0;
    this.findNational(free);
    this.findCard(free);
  }

  report(kind, n) {
    const f = { kind, start: this.back(n).start, end: this.back(1).end };
    while (this.found.length > 0) {
      const before = this.found[this.found.length - 1];
      if (before.end <= f.start) break;
      f.start = Math.min(f.start, before.start);
      if (before.kind === "iban" && f.kind !== "iban" || before.kind === "national" && f.kind === "card") f.kind = before.kind;
      this.found.pop();
    }
    this.found.push(f);
  }

  layout(n, free) {
    const first = this.back(n);
    const inside = this.digits > n;
    if (inside && first.gap === 0) return null;
    const l = { gaps: [], marks: [], lines: 0, free, plus: (first.gap & hasPlus) !== 0 };
    if (!inside || parts(first.gap)) l.free++;
    for (let i = 1; i < n; i++) {
      const gap = this.back(n - i).gap;
      if (gap !== 0) l.gaps.push(i);
      if (gap & hasMark) l.marks.push(i);
      if (gap & hasLine) l.lines++;
    }
    return l;
  }

  findNational(free) {
    const digits = [];
    for (let i = 0; i < 11; i++) digits.push(this.back(11 - i).value);
    if (!isNational(digits)) return;
    const wanted = digits[0] === 0 && digits[1] === 0 ? 2 : 1;
    const l = this.layout(11, free);
    if (l && fits(l, [2, 4, 6, 9], wanted)) this.report("national", 11);
  }

  findCard(free) {
    for (let n = Math.min(19, this.digits); n >= 13; n--) {
      let prefix = 0;
      for (let i = 0; i < 4; i++) prefix = prefix * 10 + this.back(n - i).value;
      if (!issued(prefix, n) || !this.luhn(n)) continue;
      const l = this.layout(n, free);
      if (l && (fits(l, [4, 8, 12, 16], 2) || fits(l, [4, 10], 2) || n === 13 && fits(l, [4, 7, 10], 2))) {
        this.report("card", n);
        return;
      }
    }
  }

  luhn(n) {
    let sum = 0;
    for (let i = 1; i <= n; i++) {
      const d = this.back(i).value * (i % 2 === 0 ? 2 : 1);
      sum += Math.floor(d / 10) + d % 10;
    }
    return sum % 10 === 0;
  }

  expectIBAN() {
    const read = this.signs.length;
    if (this.digits !== 2 || read - this.run < 4 || this.back(4).value < 10) return;
    const pattern = accountPattern(this.back(4).value, this.back(3).value);
    if (!pattern) return;
    let length = 4;
    for (const [n] of pattern) length += n;
    const end = read - 4 + length;
    this.due.set(end, [...this.due.get(end) ?? [], length]);
  }

  findIBAN() {
    const read = this.signs.length;
    for (const length of (this.due.get(read) ?? []).sort((a, b) => a - b)) {
      if (read - this.run >= length && this.accountFits(length) && this.remainder97(length) === 1) this.report("iban", length);
    }
    this.due.delete(read);
  }

  accountFits(length) {
    let back = length - 4;
    for (const [n, kind] of accountPattern(this.back(length).value, this.back(length - 1).value)) {
      for (let i = 0; i < n; i++, back--) {
        if (kind === "n" !== this.back(back).value < 10 && kind !== "c") return false;
      }
    }
    return true;
  }

  remainder97(length) {
    const check = this.back(length - 2).value * 10 + this.back(length - 3).value;
    if (check < 2 || check > 98) return 0;
    let remainder = 0;
    for (let i = 0; i < length; i++) {
      const { value } = this.back((2 * length - 4 - i - 1) % length + 1);
      remainder = (remainder * (value < 10 ? 10 : 100) + value) % 97;
    }
    return remainder;
  }
}

const parts = (gap) => (gap & (isCut | hasLine)) !== 0 || (gap & hasMark) !== 0 && (gap & hasBlank) !== 0;

function fits(l, usual, wanted) {
  if (l.marks.some((i) => !usual.includes(i))) return false;
  if (l.gaps.every((i) => usual.includes(i))) return !l.plus || l.gaps.length > 0;
  if (l.plus) return false;
  return l.marks.length >= 2 || l.free >= wanted && l.lines <= 1;
}

function isNational(d) {
  const month = d[2] * 10 + d[3], serial = d[6] * 100 + d[7] * 10 + d[8];
  if (month >= 60 || month % 20 > 12 || serial === 0 || serial === 999) return false;
  const nine = d.slice(0, 9).reduce((n, v) => n * 10 + v, 0), check = d[9] * 10 + d[10];
  return check === 97 - nine % 97 || check === 97 - (2000000000 + nine) % 97;
}

function issued(p, n) {
  const within = (first, last) => first <= p && p <= last;
  if (within(4000, 4999)) return n === 13 || n === 16 || n === 19;
  if (within(5100, 5599) || within(2221, 2720)) return n === 16;
  if (within(3400, 3499) || within(3700, 3799)) return n === 15;
  if (within(3000, 3059) || within(3090, 3099) || within(3600, 3699) || within(3800, 3999)) return n >= 14;
  if (within(3528, 3589) || within(2200, 2204)) return n >= 16;
  if (within(6011, 6011) || within(6200, 6299) || within(6440, 6599)) return n >= 16;
  return within(5000, 5099) || within(5600, 5899) || within(6300, 6399) || within(6700, 6799);
}

function accountPattern(first, second) {
  const pattern = countries.get(String.fromCharCode(first + 55, second + 55));
  return pattern && [...pattern.matchAll(/(\d+)([nac])/g)].map(([, n, kind]) => [Number(n), kind]);
}

// numbers returns the findings of all kinds that carry a checksum.
function numbers(text) {
  const s = new Scan();
  let gap = { seen: isCut, separators: 0, marks: 0, lines: 0, commas: 0 };
  for (let i = 0; i < text.length;) {
    const r = String.fromCodePoint(text.codePointAt(i)), end = i + r.length;
    let [kind, value] = classify(r);
    if (kind === "letter" && end < text.length && /^\p{M}$/u.test(String.fromCodePoint(text.codePointAt(end)))) kind = "other";
    if (kind === "digit" || kind === "letter") {
      if (gap.separators > 8 || gap.marks > 2 || gap.lines > 1 || gap.commas > 0 && gap.separators > 1) gap.seen |= isCut;
      s.add({ value, gap: gap.seen, start: i, end });
      gap = { seen: 0, separators: 0, marks: 0, lines: 0, commas: 0 };
    } else {
      separate(gap, kind);
    }
    i = end;
  }
  s.close({ value: 0, gap: isCut });
  return s.found;
}

function separate(gap, kind) {
  if (kind === "nothing") return;
  gap.separators++;
  if (kind !== "blank") gap.seen &= ~hasPlus;
  switch (kind) {
    case "blank": gap.seen |= hasBlank; break;
    case "mark": gap.seen |= hasMark; gap.marks++; break;
    case "line": gap.seen |= hasLine; gap.lines++; break;
    case "comma": gap.seen |= hasMark; gap.commas++; break;
    case "plus": gap.seen |= hasPlus | isCut; break;
    default: gap.seen |= isCut;
  }
}

const bytesOf = (s) => new TextEncoder().encode(s).length;

const folds = new Map();
for (const [plain, letters] of Object.entries({ a: "àáâãäå", c: "çćč", e: "èéêëęě", i: "ìíîïı", n: "ñń", o: "òóôõöø", s: "şšșś", u: "ùúûü", y: "ýÿ", ss: "ß", oe: "œ" })) {
  for (const letter of letters) folds.set(letter, plain);
}

// fold returns a word in small letters without accents.
function fold(s) {
  let folded = "";
  for (const r of s) {
    const l = r.toLowerCase();
    folded += folds.get(l) ?? (/^[\p{M}\p{Cf}]$/u.test(l) ? "" : l);
  }
  return folded;
}

function tokenise(text) {
  const tokens = [];
  let before = faraway;
  for (let i = 0; i < text.length;) {
    const r = String.fromCodePoint(text.codePointAt(i)), end = i + r.length;
    const [kind] = classify(r);
    if (kind === "blank" || r === "\u200b") before = Math.max(before, spaced);
    else if (kind === "line") before = Math.min(Math.max(before, spaced) + 1, Math.max(before, parted));
    else if (kind === "nothing") {
      if (tokens.length > 0 && before === glued) tokens[tokens.length - 1].end = end;
    } else {
      const form = kind === "digit" ? figure : kind === "letter" || /^\p{L}$/u.test(r) ? word : mere;
      join(tokens, { start: i, end, sign: r, before, form, dress: form === word && /^\p{Lu}$/u.test(r) ? capped : small, taken: false });
      before = glued;
    }
    i = end;
  }
  for (const t of tokens) {
    t.raw = text.slice(t.start, t.end);
    t.length = bytesOf(t.raw);
    t.folded = t.form === word && t.length <= 32 ? fold(t.raw) : "";
  }
  return tokens;
}

function join(tokens, t) {
  const last = tokens[tokens.length - 1];
  if (!last || t.before !== glued || t.form === mere || last.form !== t.form) {
    tokens.push(t);
    return;
  }
  if (last.dress === capped && t.dress === capped && last.end - last.start === last.sign.length) last.dress = large;
  last.end = t.end;
}

const nowhere = { start: 0, end: 0, sign: "", before: faraway, form: mere, dress: small, taken: false, raw: "", length: 0, folded: "" };

class Look {
  constructor(text, found) {
    this.text = text;
    this.found = found;
    this.tokens = tokenise(text);
  }

  run() {
    let i = 0;
    for (const f of this.found) {
      for (; i < this.tokens.length && this.tokens[i].start < f.end; i++) {
        if (this.tokens[i].end > f.start) this.tokens[i].taken = true;
      }
    }
    for (const rule of ["payment", "mail", "page", "phone", "birth", "address", "name"]) {
      for (let k = 0; k < this.tokens.length; k++) if (!this.tokens[k].taken) this[rule](k);
    }
    return this.found.sort((a, b) => a.start - b.start);
  }

  take(kind, first, last) {
    for (let i = first; i <= last; i++) if (this.tokens[i].taken) return false;
    for (let i = first; i <= last; i++) this.tokens[i].taken = true;
    this.found.push({ kind, start: this.tokens[first].start, end: this.tokens[last].end });
    return true;
  }

  at(i) {
    return this.tokens[i] ?? nowhere;
  }

  word(i) {
    return this.at(i).folded;
  }

  is(i, sign) {
    const t = this.at(i);
    return t.form === mere && t.sign === sign;
  }

  digits(i) {
    const t = this.at(i);
    if (t.form !== figure) return 0;
    return t.length <= 32 ? [...t.raw].length : t.length;
  }

  number(i) {
    let number = 0;
    for (const r of this.at(i).raw) if (isDigit(r)) number = number * 10 + digitValue(r);
    return number;
  }

  value(i) {
    const n = this.digits(i);
    return n === 0 || n > 4 ? -1 : this.number(i);
  }

  figures(i, most) {
    for (let j = i + 1; j <= i + most; j++) if (this.at(j).form === figure) return true;
    return false;
  }

  near(list, i, most) {
    return this.nearest(list, i, most) > 0;
  }

  nearest(list, i, most) {
    for (let n = 1; n <= most; n++) {
      if (this.at(i - n + 1).before >= parted || this.ends(i - n)) return 0;
      if (has(list, this.word(i - n))) return n;
    }
    return 0;
  }

  ends(i) {
    const t = this.at(i);
    if (t.form !== mere) return false;
    if (t.sign === ";" || t.sign === "!" || t.sign === "?") return true;
    return t.sign === "." && this.at(i + 1).before !== glued && this.at(i - 1).length > 4;
  }

  together(first, last) {
    for (let i = first; i <= last; i++) if (this.at(i).before !== glued) return false;
    return true;
  }

  // Payments.

  payment(i) {
    const { sign } = this.at(i);
    if (sign !== "+" && sign !== "*" || !this.thrice(i, sign)) return;
    let number = 0, n = 0, j = i + 3;
    for (; n < 12 && this.digits(j) + n <= 12 && (this.at(j).form === figure || this.is(j, "/")); j++) {
      if (this.at(j).before > spaced) return;
      if (this.at(j).form === figure) {
        number = number * 10 ** this.digits(j) + this.number(j);
        n += this.digits(j);
      }
    }
    if (n === 12 && number % 100 === (Math.floor(number / 100) + 96) % 97 + 1 && this.thrice(j, sign)) this.take("payment", i, j + 2);
  }

  thrice(i, sign) {
    return this.is(i, sign) && this.is(i + 1, sign) && this.is(i + 2, sign);
  }

  // Mail and pages.

  mail(i) {
    let last = i;
    if (!this.is(i, "@") && !this.is(i, "＠")) {
      if (!this.is(i, "(") && !this.is(i, "[") || !this.is(i + 2, ")") && !this.is(i + 2, "]") || !has("|at|arobase|arobas|apenstaartje|", this.word(i + 1))) return;
      last = i + 2;
    }
    const first = this.mailbox(i);
    if (first === i || this.credentials(first)) return;
    const end = this.domain(last + 1, i);
    if (end === 0 || has(wordsRole, fold(this.text.slice(this.at(first).start, this.at(i - 1).end)))) return;
    this.take("email", first, end);
  }

  mailbox(i) {
    if (this.at(i).before > spaced) return i;
    let first = i;
    for (let n = 1; n <= 40; n++) {
      const t = this.at(i - n);
      if (i - n < 0 || t.form === mere && !".-_+'".includes(t.sign)) break;
      first = i - n;
      if (t.before !== glued) break;
    }
    while (first < i && this.at(first).form === mere) first++;
    return first;
  }

  domain(i, sign) {
    if (this.at(i).form === mere || this.at(i).before > spaced) return 0;
    let last = i, points = 0;
    for (let n = 0; n < 40; n++) {
      const next = this.label(last);
      if (next === last) break;
      if (this.is(last + 1, ".")) points++;
      last = next;
    }
    if (points === 0) return this.at(sign).before === glued && has(wordsProvider, this.word(i)) ? last : 0;
    return this.at(last).form !== word || this.at(last).length < 2 ? 0 : last;
  }

  label(last) {
    const next = this.at(last + 1), behind = this.at(last + 2);
    const follows = behind.before === glued && behind.form !== mere;
    if (this.is(last + 1, ".") && next.before <= spaced && follows) return last + 2;
    if (next.before !== glued) return last;
    if ((this.is(last + 1, "-") || this.is(last + 1, "_")) && follows) return last + 2;
    return next.form !== mere ? last + 1 : last;
  }

  credentials(first) {
    if (this.is(first - 1, ":") && this.at(first - 2).form !== mere && this.at(first - 1).before === glued) first = this.mailbox(first - 1);
    if (!this.is(first - 1, "/") || !this.is(first - 2, "/") || !this.is(first - 3, ":") || this.at(first - 4).form !== word) return false;
    return this.take("page", first - 4, this.pageEnd(first));
  }

  pageEnd(i) {
    let last = i;
    for (let n = 0; n < 40 && this.at(last + 1).before === glued; n++) last++;
    while (last > i && this.at(last).form === mere && !this.is(last, "/")) last--;
    return last;
  }

  page(i) {
    if (!this.is(i + 1, ".") || !this.is(i + 3, "/") || !this.together(i + 1, i + 4) || !has("|com|me|be|net|", this.word(i + 2))) return;
    const site = this.word(i), mixed = has(wordsSiteMixed, site);
    let user = i + 4;
    if (!mixed && !has(wordsSite, site)) return;
    if (site === "linkedin") {
      if (this.word(user) !== "in" || !this.is(user + 1, "/")) return;
      user += 2;
    }
    const last = this.pageEnd(user);
    if (this.at(user).form === mere && !this.is(user, "@") || mixed && !this.own(user, last)) return;
    this.take("page", this.pageStart(i), last);
  }

  own(first, last) {
    for (let i = first; i <= last; i++) if (this.is(i, ".") || this.is(i, "_") || this.at(i).form === figure) return true;
    return false;
  }

  pageStart(i) {
    if (this.is(i - 1, ".") && this.at(i).before === glued && this.at(i - 1).before === glued && this.at(i - 2).form === word) i -= 2;
    if (this.at(i).before === glued && this.is(i - 1, "/") && this.is(i - 2, "/") && this.is(i - 3, ":") && this.at(i - 4).form === word) i -= 4;
    return i;
  }

  // Telephone numbers.

  phone(i) {
    const d = { digits: [], groups: [], last: -1, plus: false, spoken: false };
    const first = i;
    if (this.is(i, "+")) {
      if (this.at(i + 1).form !== figure || this.at(i + 1).before > spaced || this.is(i - 1, "+")) return;
      d.plus = true;
      i++;
    }
    if (this.at(i).form !== figure || !d.plus && (digitValue([...this.at(i).raw][0]) !== 0 || this.continues(i))) return;
    this.dialled(d, i);
    const home = d.digits.length === 9 || d.plus && d.digits.length === 10 || d.digits.length === 12 && d.digits[0] === 0 && d.digits[1] === 0;
    if (d.last < 0 || home && this.office(first)) return;
    this.take("phone", first, d.last);
  }

  continues(i) {
    if (this.at(i).before > spaced) return false;
    if (this.at(i - 1).form === mere && this.at(i).before === glued && this.at(i - 1).before === glued && this.at(i - 2).form === figure) {
      return !this.is(i - 1, ",") && !this.is(i - 1, "(") && this.digits(i - 2) < 8;
    }
    return this.at(i).before === glued && this.at(i - 1).form === word && has(wordsEnterprise, this.word(i - 1));
  }

  dialled(d, i) {
    let lines = 0;
    for (;;) {
      if (d.digits.length + this.digits(i) > 17) return;
      if (d.spoken || d.digits.length === 0 || !this.is(i - 1, "(") || !this.is(i + 1, ")") || this.value(i) !== 0) {
        for (const r of this.at(i).raw) if (isDigit(r)) d.digits.push(digitValue(r));
        d.groups.push(this.digits(i));
      } else {
        d.spoken = true;
      }
      const [next, broken] = this.nextGroup(i);
      lines += broken;
      if (d.digits.length >= 9 && dialEnds(d, this.at(next)) && !this.dated(i, d)) {
        d.last = i;
        return;
      }
      if (next < 0 || lines > 1) return;
      i = next;
    }
  }

  nextGroup(i) {
    let lines = 0;
    for (let j = i + 1; j <= i + 4; j++) {
      const t = this.at(j);
      if (t.before > lined) break;
      if (t.before === lined) lines++;
      if (t.form === figure) return [j, lines];
      if (t.sign === "" || !"./-–—‑\\()".includes(t.sign)) break;
    }
    return [-1, lines];
  }

  dated(last, d) {
    if (d.plus || d.groups.length < 3 || d.groups[0] > 2 || d.groups[1] > 2) return false;
    let first = last;
    for (let n = d.groups.length; n > 1; first--) if (this.at(first - 1).form === figure) n--;
    const end = this.numericDate(first);
    if (!end) return false;
    const mark = this.at(first + 1).sign;
    return "./-".includes(mark) && (this.at(end.last + 1).before !== glued || this.at(end.last + 1).sign !== mark);
  }

  office(i) {
    const office = this.nearest(wordsOffice, i, 7), person = this.nearest(wordsPerson, i, 7);
    return office > 0 && (person === 0 || person > office);
  }

  // Dates of birth.

  birth(i) {
    if (this.at(i).form !== figure || this.at(i).before === glued && this.linked(i - 1)) return;
    const d = this.numericDate(i) ?? this.writtenDate(i);
    if (!d || this.runsOn(d.last)) return;
    if (this.born(i) || !d.bare && d.year >= 1900 && d.year <= 2014 && !this.near(wordsOldDate, i, 8)) this.take("birth", i, d.last);
  }

  runsOn(i) {
    if (this.at(i + 1).before !== glued) return false;
    return this.at(i + 1).form === figure || this.linked(i + 1) && this.at(i + 2).form === figure && this.at(i + 2).before === glued;
  }

  linked(i) {
    return this.is(i, "/") || this.is(i, "-") || this.is(i, ".") || this.is(i, ":");
  }

  numericDate(i) {
    const step = this.dateStep(i);
    if (step === 0) return null;
    let day = i, year = i + 2 * step;
    const month = i + step;
    if (this.digits(day) === 4) [day, year] = [year, day];
    const d = this.value(day), m = this.value(month);
    if (d < 1 || d > 31 || m < 1 || m > 12 || this.digits(month) > 2 || !this.yearly(year)) return null;
    return { last: i + 2 * step, year: this.value(year), bare: step === 1 };
  }

  dateStep(i) {
    let step = 2;
    const mark = this.at(i + 1).sign;
    if (this.at(i + 1).form === figure) step = 1;
    else if (mark !== "/" && mark !== "." && mark !== "-" || this.at(i + 3).sign !== mark) return 0;
    for (let j = i + 1; j <= i + 2 * step; j++) if (this.at(j).before > spaced) return 0;
    return step;
  }

  yearly(i) {
    const value = this.value(i);
    return this.digits(i) === 2 || this.digits(i) === 4 && value >= 1900 && value <= 2099;
  }

  writtenDate(i) {
    const day = this.value(i);
    if (day < 1 || day > 31) return null;
    let j = i + 1;
    if (has("|er|e|ste|de|th|st|nd|rd|", this.word(j)) || this.is(j, ".")) j++;
    if (!has(wordsMonth, this.word(j))) return null;
    j++;
    if (this.is(j, ".") || this.is(j, ",")) j++;
    if (!this.yearly(j) || this.at(j).before > lined) return null;
    return { last: j, year: this.value(j), bare: false };
  }

  born(i) {
    if (this.is(i - 1, "°") || this.is(i - 1, "*")) return true;
    if (has("|et|en|ou|of|und|and|", this.word(i - 1)) && this.joined(i - 2)) return true;
    if (has("|le|op|", this.word(i - 1)) && has("|et|en|", this.word(i - 2)) && this.joined(i - 3)) return true;
    for (let n = 1; n <= 8; n++) {
      const j = i - n;
      if (this.at(j + 1).before >= parted || this.ends(j)) return false;
      if (this.birthWord(j)) return true;
    }
    return false;
  }

  joined(i) {
    const last = this.found[this.found.length - 1];
    return last !== undefined && this.at(i).taken && last.kind === "birth" && last.end === this.at(i).end;
  }

  birthWord(i) {
    const w = this.word(i);
    if (w === "d") return this.is(i + 1, ".") && this.word(i + 2) === "n" && this.word(i - 2) === "d";
    if (!has(wordsBirth, w)) return false;
    if (w === "ne" && this.at(i).raw !== "né" && this.at(i).raw !== "Né") {
      return has("|le|un|vers|la|l|", this.word(i + 1)) && this.at(i + 2).form === figure || this.is(i + 1, "(");
    }
    if (w === "naissance" || w === "geboorte") return ![1, 2, 3].some((n) => has(wordsPaper, this.word(i - n)));
    return true;
  }

  // Addresses.

  address(i) {
    let s = null;
    if (this.at(i).form === figure) s = this.town(i);
    else if (this.at(i).form === word && (this.figures(i, 15) || this.figures(i - 6, 5))) s = this.street(i, this.word(i));
    if (s && !this.institutional(s[0])) this.take("address", s[0], s[1]);
  }

  street(i, w) {
    if (has(wordsStreet, w) || has(wordsStreetWeak, w)) {
      const s = this.french(i, w);
      if (s) return s;
    } else if (has(wordsRoad, w)) return this.english(i);
    return this.figures(i, 4) ? this.germanic(i, w) : null;
  }

  institutional(i) {
    const office = this.nearest(wordsOffice, i, 6), home = this.nearest(wordsHome, i, 6);
    return office > 0 && (home === 0 || home > office);
  }

  french(i, kind) {
    const n = this.streetName(i);
    if (n.words === 0 || n.capitals === 0 && !has(wordsStreet, kind)) return null;
    const first = this.numberBefore(i), number = this.house(n.behind);
    if (number > 0 && (n.capitals > 0 || n.words <= 4)) return [first, this.withTown(this.box(number))];
    if (n.last === i) n.last = this.firstName(i);
    return first < i && n.last > i ? [first, this.withTown(n.last)] : null;
  }

  streetName(i) {
    const n = { words: 0, capitals: 0, last: i, behind: i + 1 };
    if (this.is(n.behind, ".")) n.behind++;
    for (; n.behind <= i + 12 && this.inStreet(n.behind, n.words); n.behind++) {
      const t = this.at(n.behind);
      if (t.form === mere || has(wordsLink, t.folded)) continue;
      n.words++;
      if (t.dress !== small) n.capitals++;
      if (n.capitals === n.words) n.last = n.behind;
    }
    return n;
  }

  inStreet(j, words) {
    const t = this.at(j);
    if (t.before > lined || t.taken) return false;
    if (t.form === figure) return words === 0 && has(wordsMonth, this.word(j + 1));
    if (t.form === mere) return t.sign === "-" || t.sign === "'" || t.sign === "’" || t.sign === "." && this.at(j - 1).length <= 3;
    if (this.numbering(j)) return false;
    return t.dress !== small || has(wordsLink, t.folded) || !has(wordsNoAddress, t.folded);
  }

  numbering(j) {
    return has(wordsNumber, this.word(j)) && (this.at(j + 1).form === figure || this.is(j + 1, "°") || this.is(j + 1, "."));
  }

  firstName(i) {
    for (let j = i + 1; j <= i + 4; j++) {
      const w = this.word(j);
      if (has(wordsNoAddress, w) && !has(wordsLink, w)) return i;
      if (w !== "" && !has(wordsLink, w)) return j;
    }
    return i;
  }

  house(j) {
    if (this.is(j, ",")) j++;
    if (has(wordsNumber, this.word(j))) {
      j++;
      if (this.is(j, "°") || this.is(j, ".") || this.is(j, "º")) j++;
    }
    return this.numbered(j) && this.at(j).before <= lined && !this.counts(j) ? j : -1;
  }

  counts(j) {
    if (has(wordsUnit, this.word(j + 1)) && !this.lettered(j + 1)) return true;
    return this.is(j + 1, "€") || this.is(j + 1, "%") || this.is(j + 1, ":") && this.at(j + 2).before === glued;
  }

  numbered(j) {
    const value = this.value(j);
    return value > 0 && (value < 1900 || value > 2099) && !this.at(j).taken;
  }

  lettered(j) {
    const t = this.at(j);
    return t.form === word && t.length === 1 && (t.dress === capped || t.before === glued && !"huxm".includes(t.sign));
  }

  numberBefore(i) {
    let j = i - 1;
    while (has("|de|la|l|du|", this.word(j))) j--;
    const of = j < i - 1;
    if (this.is(j, ",")) j--;
    if (has("|bis|ter|a|b|c|d|", this.word(j)) && this.at(j - 1).form === figure) j--;
    if (of && !this.is(j - 1, "°") && !has(wordsNumber, this.word(j - 1)) || this.at(j).before === glued && this.linked(j - 1) || !this.numbered(j)) return i;
    return j;
  }

  box(j) {
    if (this.lettered(j + 1) && this.at(j + 1).before <= spaced && (!has(wordsBox, this.word(j + 1)) || this.at(j + 2).form !== figure)) j++;
    if ((this.is(j + 1, "/") || this.is(j + 1, "-")) && this.together(j + 1, j + 2) && this.at(j + 2).form !== mere) j += 2;
    let k = j + 1;
    if (this.is(k, ",")) k++;
    if (!has(wordsBox, this.word(k)) || this.at(k).before > spaced) return j;
    if (this.is(k + 1, ".")) k++;
    return this.at(k + 1).form === figure && this.at(k + 1).before <= spaced ? k + 1 : j;
  }

  withTown(j) {
    let k = j + 1;
    if (this.is(k, ",") || this.is(k, "-") || this.is(k, "–")) k++;
    if (has("|a|te|in|", this.word(k)) && this.postcode(k + 1)) k++;
    return this.postcode(k) ? this.place(k) : j;
  }

  postcode(k) {
    const value = this.value(k), next = this.at(k + 1);
    return value >= 1000 && value <= 9999 && !this.at(k).taken && this.at(k).before <= lined && next.form === word && next.dress !== small && next.before === spaced;
  }

  place(k) {
    k++;
    for (let n = 0; n < 4; n++) {
      if ((this.is(k + 1, "-") || this.is(k + 1, "'")) && this.at(k + 1).before === glued && this.at(k + 2).form === word && this.at(k + 2).before === glued) k += 2;
    }
    return k;
  }

  town(i) {
    return this.postcode(i) && this.near(wordsHome, i, 4) ? [i, this.place(i)] : null;
  }

  germanic(i, w) {
    const first = this.germanicName(i, w);
    if (first < 0) return null;
    let j = i + 1;
    if (this.is(j, ".") && this.at(j).before === glued && this.at(j + 1).before === spaced && w.endsWith("str")) j++;
    const number = this.house(j);
    return number > 0 ? [first, this.withTown(this.box(number))] : null;
  }

  germanicName(i, w) {
    if (has(wordsNoStreet, w) || w.endsWith("slaan")) return -1;
    if (has(wordsEnding, w) || has(wordsEndingWeak, w)) {
      const before = this.at(i - 1);
      return before.form === word && before.dress !== small && this.at(i).before <= spaced && !before.taken ? i - 1 : -1;
    }
    return endsIn(wordsEnding, w) || this.at(i).dress !== small && endsIn(wordsEndingWeak, w) ? i : -1;
  }

  english(i) {
    if (this.at(i).dress === small) return null;
    for (let j = i - 1; j >= i - 3; j--) {
      if (this.numbered(j) && j < i - 1) return [j, i];
      if (this.at(j).form !== word || this.at(j).dress === small) break;
    }
    return null;
  }

  // Names.

  name(i) {
    if (this.at(i).form !== word || !this.capitals(i)) return;
    const j = this.behindTitle(i);
    if (j < 0) return;
    const last = this.named(j);
    if (last > 0) this.take("name", i, last);
  }

  capitals(i) {
    for (let j = i + 1; j <= i + 5; j++) {
      const t = this.at(j);
      if (t.before > lined || t.form === figure) return false;
      if (t.form === word && t.dress !== small) return true;
    }
    return false;
  }

  behindTitle(i) {
    const j = this.title(i), t = this.at(j);
    return j >= 0 && t.form === word && t.before <= lined && (t.before !== glued || this.is(j - 1, ".")) ? j : -1;
  }

  title(i) {
    const w = this.word(i), j = i + 1;
    if (has(wordsShortTitle, w)) {
      if (this.is(j, ".") && this.at(j).before === glued) return j + 1;
      return this.bareTitle(i, w) ? j : -1;
    }
    if (has(wordsTitle, w)) return j;
    if (has(wordsGroup, w)) return this.at(j).dress === capped ? j : -1;
    if (!this.maiden(i)) return -1;
    const k = this.is(j, ":") ? j + 1 : j;
    return has(wordsPlace, this.word(k)) ? -1 : k;
  }

  bareTitle(i, w) {
    const next = this.at(i + 1);
    if (w === "m") return this.at(i).dress !== small && next.dress === capped && next.length > 2;
    if (w === "me") return this.at(i).raw === "Me" && next.dress === capped;
    return w !== "mad";
  }

  maiden(i) {
    const w = this.word(i);
    return w === "nee" || w === "geboren" || w === "ne" && this.at(i).raw !== "ne" && this.at(i).raw !== "Ne";
  }

  named(j) {
    const particles = this.particles(j), k = j + particles;
    if (particles > 0 && (has(wordsPlace, this.word(k)) || has(wordsNoName, this.word(k)) && this.word(k - 1) !== "d") || !this.properly(k)) return 0;
    let last = this.surname(k);
    if (last === 0) return 0;
    for (let n = 0; n < 6; n++) {
      let next = last + 1;
      if (this.at(next).before !== spaced) break;
      next += this.particles(next);
      if (!this.properly(next) || has(wordsTitle, this.word(next))) {
        last = this.maidenName(last + 1) || last;
        break;
      }
      const end = this.surname(next);
      if (end === 0) break;
      last = end;
    }
    return last;
  }

  maidenName(i) {
    const w = this.word(i + 1);
    return this.maiden(i) && this.properly(i + 1) && !has(wordsPlace, w) && !has(wordsNoName, w) ? this.surname(i + 1) : 0;
  }

  particles(j) {
    let n = 0;
    while (n < 4 && this.at(j + n).form === word && this.at(j + n).dress === small && has(wordsParticle, this.word(j + n)) && this.at(j + n).before <= lined) {
      n++;
      if ((this.is(j + n, "'") || this.is(j + n, "’") || this.is(j + n, "-")) && this.at(j + n).before === glued) n++;
    }
    return n;
  }

  properly(k) {
    return this.at(k).form === word && this.at(k).dress !== small && this.at(k).before <= lined;
  }

  surname(k) {
    let last = k;
    while (last - k < 6 && this.hyphened(last)) last += 2;
    const w = this.word(k), prefix = has(wordsPrefix, w);
    if (last > k) return !prefix && has(wordsNoName, w) && this.at(k).length > 2 ? 0 : last;
    if (prefix) return this.behindPrefix(k);
    return has(wordsNoName, w) || this.shortWord(k) ? 0 : last;
  }

  hyphened(i) {
    const mark = this.at(i + 1), next = this.at(i + 2);
    return mark.before === glued && next.before === glued && next.form === word && (mark.sign === "-" || mark.sign === "'" || mark.sign === "’");
  }

  behindPrefix(k) {
    let next = k + 1;
    next += this.particles(next);
    for (let n = 0; n < 2; n++) if (this.properly(next) && has(wordsPrefix, this.word(next))) next++;
    const w = this.word(next);
    if (!this.properly(next) || this.at(next).before !== spaced || has(wordsNoName, w) || has(wordsPlace, w) || this.shortWord(next)) return 0;
    return next;
  }

  shortWord(k) {
    return [...this.at(k).raw].length === 1;
  }
}

function dialEnds(d, next) {
  const n = d.digits.length;
  if (d.plus) return abroad(d.digits, 0, next);
  if (d.digits[0] !== 0) return false;
  if (d.digits[1] === 0) return n > 10 && abroad(d.digits, 2, next);
  const alone = d.groups.slice(1).filter((g) => g === 1).length;
  if (alone === 1 || alone === 2) return false;
  if (n === 9) return landline(d.digits, 1) && zoned(d);
  const neighbour = (d.digits[1] === 6 || d.digits[1] === 7) && (d.groups.length === 5 || d.groups.length <= 2);
  return n === 10 && (mobile(d.digits, 1) || neighbour) && !enterprise(d);
}

function abroad(digits, from, next) {
  if (digits[from] === 0) return false;
  if (digits[from] === 3 && digits[from + 1] === 2) {
    from += 2;
    if (digits[from] === 0) from++;
    const left = digits.length - from;
    return left === 9 && mobile(digits, from) || left === 8 && landline(digits, from) && (digits[from] !== 4 || next.form !== figure);
  }
  const left = digits.length - from;
  return left >= 9 && left <= 15 && (next.form !== figure || left >= 12);
}

const mobile = (digits, from) => digits[from] === 4 && digits[from + 1] >= 5;

function landline(digits, from) {
  const [a, b, c] = digits.slice(from);
  return a !== 0 && !mobile(digits, from) && (a !== 7 || b !== 0 && b !== 7 && b !== 8) && (a !== 8 || b !== 0 || c !== 0) && (a !== 9 || b !== 0);
}

function zoned(d) {
  const zone = [2, 3, 4, 9].includes(d.digits[1]) ? 2 : 3;
  return d.groups[0] === zone || d.groups[0] === 9 || d.groups.length === 9;
}

function enterprise(d) {
  const number = d.digits.slice(0, 8).reduce((n, v) => n * 10 + v, 0);
  if (97 - number % 97 !== d.digits[8] * 10 + d.digits[9]) return false;
  return d.groups.length === 3 && d.groups[0] === 4 && d.groups[1] === 3 || d.groups.length === 1 && !mobile(d.digits, 1);
}
