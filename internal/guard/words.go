package guard

import "strings"

// The words that the rules know, folded: small letters without accents. Each stands between two bars.
const (
	// Titles that stand before a name, and nothing but a name or a verb follows them.
	wordsTitle = "|mme|mmes|madame|mesdames|mlle|melle|mle|mademoiselle|mr|monsieur|messieurs|mevr|mevrouw|mw|mvr|mej|juffrouw|meneer|mijnheer|dhr|heer|" +
		"docteur|dokter|doktor|dr|prof|maitre|meester|frau|herr|herrn|mrs|ms|miss|mister|madam|"
	// Short titles: they may be written with a point.
	wordsShortTitle = "|mme|mmes|mlle|melle|mle|mr|mevr|mw|mvr|mej|dhr|dr|prof|mrs|ms|mad|m|me|"
	// Words that stand before a name, but before much else too.
	wordsGroup = "|famille|familie|gezin|family|enfant|kind|"
	// Words written small inside a name.
	wordsParticle = "|de|d|den|der|del|della|di|da|do|dos|das|van|vande|vanden|vander|von|vom|zu|te|ten|ter|el|al|ben|bin|bint|ibn|ait|ould|abu|"
	// Words that begin a name when they are written large, but are none alone.
	wordsPrefix = "|de|d|den|der|del|di|da|do|dos|du|des|la|le|les|van|vande|vanden|vander|von|ten|ter|el|al|ben|bin|ait|saint|sainte|sint|st|ste|"
	// Words that follow a title and are no name.
	wordsNoName = "|a|ai|as|est|etait|sera|n|ne|ni|y|en|et|ou|se|s|sa|son|ses|la|le|les|l|un|une|du|des|au|aux|avec|sans|pour|par|sur|chez|dans|qui|que|" +
		"dit|doit|va|vient|vit|veut|peut|sait|fait|met|lit|attend|attendait|demande|refuse|revient|reviendra|rappelle|rappellera|rappele|appelle|pense|parle|habite|" +
		"souhaite|comprend|perd|recoit|reste|arrive|passe|trouve|paie|paye|pleure|signe|avait|ayant|bonjour|merci|oui|non|pas|plus|tous|tout|tres|" +
		"il|elle|on|nous|vous|ils|elles|je|tu|ca|cela|ce|cette|ces|mon|ma|mes|votre|notre|nos|quand|comme|mais|donc|car|si|apres|avant|depuis|" +
		"carte|code|compte|dossier|rdv|rappel|refus|site|guichet|formulaire|numero|rendez|appel|probleme|impossible|deuxieme|premier|premiere|second|" +
		"ministre|bourgmestre|echevin|echevine|directeur|directrice|president|presidente|mediateur|mediatrice|juge|procureur|secretaire|depute|deputee|" +
		"commissaire|inspecteur|inspectrice|assistant|assistante|docteur|professeur|maitre|avocat|concierge|agent|agente|fonctionnaire|service|accueil|" + //nolint:misspell // not English
		"minister|ministerin|burgemeester|schepen|directrice|voorzitter|rechter|secretaris|ombudsman|ombudsvrouw|buergermeister|burgermeister|direktor|direktorin|president|" +
		"is|heeft|had|was|wordt|werd|wil|kan|kon|moet|moest|mag|zal|zou|komt|kwam|belt|belde|wacht|vraagt|weet|zegt|zei|gaat|ging|krijgt|kreeg|vindt|vond|" +
		"woont|spreekt|begrijpt|verloor|geen|niet|nog|ook|en|of|van|het|een|die|dat|dit|deze|zij|ze|hij|u|uw|wij|we|ik|met|zonder|voor|bij|naar|aan|op|in|om|" +
		"hat|ist|war|will|kann|muss|soll|wartet|kommt|fragt|spricht|und|oder|mit|ohne|der|das|den|dem|sie|er|ihr|" +
		"has|had|was|is|will|can|cannot|must|waits|asks|lost|needs|and|or|the|he|she|they|it|with|without|" +
		"x|y|z|xx|xxx|xy|nn|untel|tel|gsm|mail|email|sms|pc|pin|puk|eid|itsme|ebox|app|niss|rrn|iban|bis|ris|grapa|igo|bim|caf|" +
		"cpas|ocmw|oshz|onem|rva|capac|hvw|csc|acv|fgtb|abvv|cgslb|aclvb|actiris|forem|vdab|spf|fod|sfp|inami|riziv|inasti|onss|fedasil|cire|irisbox|irisnet|" +
		"commune|gemeente|mutuelle|mutualite|mutualiteit|ziekenfonds|syndicat|vakbond|syndicat|stib|mivb|sncb|nmbs|sibelga|vivaqua|engie|proximus|" +
		"famiris|infino|parentia|kidslife|brusano|myfamily|one|famifed|sante|accueil|figaro|" +
		"nombreuse|monoparentale|recomposee|nucleaire|elargie|handicape|handicapee|malade|adulte|mineur|majeur|malade|parents|social|sociale|" + //nolint:misspell // not English
		"nummer|rijksregisternummer|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|" +
		"belge|belges|belg|belgisch|belgische|francais|francaise|syrien|syrienne|syrisch|syrische|ukrainien|ukrainienne|oekraiens|oekraiense|marocain|marocaine|marokkaans|marokkaanse|" +
		"turc|turque|turks|turkse|roumain|roumaine|roemeens|roemeense|bulgare|polonais|polonaise|afghan|afghane|afghaans|afghaanse|congolais|congolaise|palestinien|palestinienne|" +
		"rom|roms|europeen|europeenne|italien|italienne|espagnol|espagnole|portugais|portugaise|"
	// Places: behind "de", "van" and "née" they are where somebody comes from.
	wordsPlace = "|bruxelles|brussel|brussels|anderlecht|auderghem|oudergem|berchem|etterbeek|evere|forest|vorst|ganshoren|ixelles|elsene|jette|koekelberg|molenbeek|" +
		"saint|sint|schaerbeek|schaarbeek|uccle|ukkel|watermael|watermaal|boitsfort|bosvoorde|woluwe|laeken|laken|haren|neder|liege|luik|namur|namen|mons|bergen|" +
		"charleroi|gand|gent|anvers|antwerpen|louvain|leuven|malines|mechelen|hasselt|bruges|brugge|wavre|waver|nivelles|nijvel|arlon|eupen|verviers|tournai|hal|halle|" +
		"vilvorde|vilvoorde|belgique|belgie|belgien|france|paris|syrie|maroc|turquie|guinee|congo|rdc|actiris|"

	wordsMonth = "|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|janv|fevr|sept|oct|nov|dec|" + //nolint:misspell // not English
		"januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|jan|feb|mrt|aug|okt|" +
		"januar|februar|marz|maerz|dezember|january|february|march|may|june|july|august|october|"
	// Words that say a date is one of birth.
	wordsBirth = "|ne|nee|nes|nees|naissance|naiss|ddn|geboren|geb|geboortedatum|geboorte|born|birth|birthdate|dob|geburtsdatum|geburtstag|"
	// Words that say an old date is none of birth: laws, and since when something lasts.
	wordsOldDate = "|loi|lois|arrete|arretes|ar|am|kb|mb|decret|ordonnance|circulaire|reglement|directive|convention|accord|arret|jugement|wet|besluit|decreet|ordonnantie|" + //nolint:misspell // not English
		"omzendbrief|arrest|vonnis|verdrag|richtlijn|verordening|gesetz|erlass|dekret|verordnung|law|act|decree|moniteur|staatsblad|code|depuis|sinds|seit|since|vanaf|"
	// Papers that speak of a birth and give another date.
	wordsPaper = "|prime|acte|certificat|extrait|premie|akte|allocation|kraamgeld|startbedrag|"

	// Words that begin a street; the first ones hardly mean anything else.
	wordsStreet     = "|rue|avenue|av|boulevard|bd|bld|boul|blvd|chaussee|chee|chsee|"
	wordsStreetWeak = "|place|pl|square|sq|clos|allee|dreve|quai|impasse|venelle|sentier|chemin|passage|parvis|esplanade|cours|cite|galerie|ruelle|residence|"
	// Ends of words that are streets; those of the second list need a capital.
	wordsEnding     = "|straat|laan|steenweg|stwg|strasse|str|dreef|singel|kaai|gaarde|"
	wordsEndingWeak = "|weg|plein|platz|allee|hof|lei|baan|markt|gasse|pad|plaats|"
	wordsNoStreet   = "|onderweg|snelweg|terugweg|loopbaan|autobaan|jobmarkt|arbeidsmarkt|arbeitsmarkt|geweg|"
	wordsRoad       = "|street|road|lane|drive|terrace|"
	// Words inside the name of a street that say nothing.
	wordsLink = "|de|du|des|d|la|le|les|l|au|aux|a|en|van|den|der|het|t|"
	// Words behind "rue" written small that make no address.
	wordsNoAddress = "|barree|barre|est|sont|en|et|a|fermee|ferme|depuis|pendant|pour|pas|qui|ou|avec|sans|bloquee|bloque|travaux|inaccessible|loin|puis|" +
		"plus|tres|trop|jusqu|il|elle|on|dans|sur|par|mais|entre|vers|car|deux|trois|quatre|cinq|"
	wordsNumber = "|n|no|nr|num|numero|nummer|"
	wordsBox    = "|bte|boite|bus|box|bt|bus|b|"
	// What a number counts when it is no house.
	wordsUnit = "|h|u|uur|heure|heures|min|mn|minute|minutes|minuten|minuut|sec|secondes|jour|jours|dag|dagen|tag|tage|semaine|semaines|week|weken|mois|maand|maanden|" +
		"an|ans|annee|annees|jaar|jahre|fois|keer|mal|maal|times|x|eur|euro|euros|km|m|metres|meter|personnes|personne|personen|appels|appel|pages|page|bladzijden|" +
		"places|etage|essais|essai|pogingen|oproepen|mails|fiches|dossiers|documents|documenten|stappen|enfants|kinderen|e|er|eme|de|points|" +
		"janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|" //nolint:misspell // not English
	// Words that say somebody lives there.
	wordsHome = "|habite|habitait|vit|loge|domicile|domicilie|domiciliee|domicilies|adresse|adres|logement|appartement|bail|loyer|demenage|demenagement|chez|" + //nolint:misspell // not English
		"woont|woonde|wohnt|verhuisd|ingeschreven|domicilie|woning|huis|lives|address|kot|studio|dort|"
	// Words that say an address or a number is one of an office.
	wordsOffice = "|cpas|ocmw|oshz|guichet|guichets|loket|commune|communal|communale|gemeente|gemeentehuis|bureau|kantoor|antenne|agence|mutuelle|mutualite|mutualiteit|ziekenfonds|" +
		"syndicat|vakbond|banque|bank|hopital|ziekenhuis|clinique|ecole|school|epn|asbl|vzw|service|dienst|permanence|poste|gare|station|tram|arret|halte|" +
		"bibliotheque|bibliotheek|onem|rva|capac|hvw|csc|acv|fgtb|abvv|cgslb|aclvb|actiris|forem|vdab|spf|fod|fps|sfp|inami|inasti|onss|fedasil|famiris|iriscare|" +
		"police|politie|tribunal|rechtbank|mairie|ambassade|consulat|consulaat|helpdesk|callcenter|centre|centrum|stib|mivb|vivaqua|sibelga|engie|proximus|administration|foyer|siege|"
	// Words that say a number is one of a person.
	wordsPerson = "|son|sa|ses|madame|monsieur|mme|mr|dame|homme|femme|mevrouw|meneer|mevr|dhr|zijn|haar|klant|client|cliente|usager|elle|lui|mari|fils|fille|soeur|frere|mere|pere|" +
		"voisin|voisine|domicile|chez|prive|perso|moeder|vader|zoon|dochter|zus|broer|thuis|"
	// Words before the number of an enterprise.
	wordsEnterprise = "|be|tva|btw|bce|kbo|entreprise|ondernemingsnummer|onderneming|"

	// Mailboxes of offices.
	wordsRole = "|info|infos|contact|accueil|onthaal|help|helpdesk|support|noreply|no-reply|donotreply|secretariat|secretariaat|service|services|admin|webmaster|mail|office|" +
		"questions|vragen|population|bevolking|etrangers|postmaster|newsletter|communication|dpo|privacy|hello|"
	// Where people have their mail, written without an end.
	wordsProvider = "|gmail|hotmail|outlook|yahoo|skynet|icloud|protonmail|proton|telenet|live|msn|voo|scarlet|proximus|gmx|"
	// Sites whose pages are people's; those of the second list show offices as often.
	wordsSite      = "|instagram|tiktok|snapchat|wa|t|linkedin|"
	wordsSiteMixed = "|facebook|fb|twitter|x|"
)

// in says whether a folded word stands in one of the lists above.
func in(list, word string) bool {
	if word == "" {
		return false
	}
	for from := 1; ; {
		i := strings.Index(list[from:], word)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(word)
		if list[start-1] == '|' && end < len(list) && list[end] == '|' {
			return true
		}
		from = start + 1
	}
}

// endsIn says whether a folded word ends in one of a list, with at least three letters before.
func endsIn(list, word string) bool {
	for rest := list[1:]; rest != ""; {
		end := strings.IndexByte(rest, '|')
		if len(word) >= end+3 && strings.HasSuffix(word, rest[:end]) {
			return true
		}
		rest = rest[end+1:]
	}
	return false
}
