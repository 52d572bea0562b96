package guard

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
)

//go:embed words.json
var wordsFile string

// Words returns the words and the patterns of accounts that the rules know, as JSON: the rules that run in browsers read
// the same ones.
func Words() string { return wordsFile }

// known is what the rules know, read once from the file that is part of the program; nothing ever changes it.
var known = readKnown(wordsFile) //nolint:gochecknoglobals // as good as a constant

// knowledge is the content of words.json.
type knowledge struct {
	Words lexicon  `json:"words"`
	IBAN  accounts `json:"iban"`
}

// readKnown reads words.json, of which a test says that it can be read.
func readKnown(file string) knowledge {
	var k knowledge
	if err := json.Unmarshal([]byte(file), &k); err != nil {
		panic(err)
	}
	return k
}

// lexicon holds lists of words, folded: small letters without accents.
type lexicon struct {
	// Titles that stand before a name, and nothing but a name or a verb follows them.
	Title list `json:"title"`
	// Short titles: they may be written with a point.
	ShortTitle list `json:"shortTitle"`
	// Words that stand before a name, but before much else too.
	Group list `json:"group"`
	// Words written small inside a name.
	Particle list `json:"particle"`
	// Words that begin a name when they are written large, but are none alone.
	Prefix list `json:"prefix"`
	// Words that follow a title and are no name.
	NoName list `json:"noName"`
	// Places: behind "de", "van" and "née" they are where somebody comes from.
	Place list `json:"place"`

	Month list `json:"month"`
	// Words that say a date is one of birth.
	Birth list `json:"birth"`
	// Words that say an old date is none of birth: laws, and since when something lasts.
	OldDate list `json:"oldDate"`
	// Papers that speak of a birth and give another date.
	Paper list `json:"paper"`

	// Words that begin a street and hardly mean anything else, and those that do.
	Street     list `json:"street"`
	StreetWeak list `json:"streetWeak"`
	// Ends of words that are streets, and those that need a capital.
	Ending     list `json:"ending"`
	EndingWeak list `json:"endingWeak"`
	// Words with such an end that are no streets.
	NoStreet list `json:"noStreet"`
	// English words that end a street.
	Road list `json:"road"`
	// Words inside the name of a street that say nothing.
	Link list `json:"link"`
	// Words behind "rue" written small that make no address.
	NoAddress list `json:"noAddress"`
	// Words before the number of a house, and before that of a box.
	Number list `json:"number"`
	Box    list `json:"box"`
	// What a number counts when it is no house.
	Unit list `json:"unit"`
	// Words that say somebody lives there.
	Home list `json:"home"`
	// Words that say an address or a number is one of an office.
	Office list `json:"office"`
	// Words that say a number is one of a person.
	Person list `json:"person"`
	// Words before the number of an enterprise.
	Enterprise list `json:"enterprise"`

	// Mailboxes of offices.
	Role list `json:"role"`
	// Where people have their mail, written without an end.
	Provider list `json:"provider"`
	// Sites whose pages are people's, and those that show offices as often.
	Site      list `json:"site"`
	SiteMixed list `json:"siteMixed"`
}

// list is a list of words, each between two bars.
type list string

// UnmarshalJSON reads rows of words with spaces between.
func (l *list) UnmarshalJSON(content []byte) error {
	words, err := readRows(content)
	*l = list("|" + strings.Join(words, "|") + "|")
	return err
}

// accounts holds what accounts look like, by country; see accountPattern.
type accounts map[string]string

// UnmarshalJSON reads rows of countries with their patterns.
func (a *accounts) UnmarshalJSON(content []byte) error {
	words, err := readRows(content)
	*a = make(accounts, len(words))
	for _, w := range words {
		country, pattern, _ := strings.Cut(w, ":")
		(*a)[country] = pattern
	}
	return err
}

// readRows reads the words of a list of rows.
func readRows(content []byte) ([]string, error) {
	var rows []string
	if err := json.Unmarshal(content, &rows); err != nil {
		return nil, fmt.Errorf("read rows: %w", err)
	}
	return strings.Fields(strings.Join(rows, " ")), nil
}

// in says whether a folded word stands in a list.
func in(words list, word string) bool {
	if word == "" {
		return false
	}
	for from := 1; ; {
		i := strings.Index(string(words[from:]), word)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(word)
		if words[start-1] == '|' && end < len(words) && words[end] == '|' {
			return true
		}
		from = start + 1
	}
}

// endsIn says whether a folded word ends in one of a list, with at least three letters before.
func endsIn(endings list, word string) bool {
	for rest := string(endings[1:]); rest != ""; {
		end := strings.IndexByte(rest, '|')
		if len(word) >= end+3 && strings.HasSuffix(word, rest[:end]) {
			return true
		}
		rest = rest[end+1:]
	}
	return false
}
