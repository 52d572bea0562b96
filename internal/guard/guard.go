// Package guard finds personal identifiers in free text.
//
// A text that holds one with a checksum is refused before anything of it is kept: in Belgium the national number may
// be used only with an authorisation (law of 8 August 1983, art. 8), and a bank account or a card number has no place
// in a sheet. What is found by its look alone (telephone numbers, names behind a title and the like) may be a mistake:
// it is kept, and flagged so that a person reviews it.
//
// The rules read words and signs with small lists of words and look a few tokens around, never further, so that they
// take time in proportion to any text and can be written again, one by one, in another language. testdata/vectors.json
// holds the texts that every writing of them has to agree on.
package guard

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"releve/internal/problem"
)

// Kind is a sort of personal identifier.
type Kind string

// The kinds that Find knows: first those with a checksum of their own.
const (
	National Kind = "national" // Belgian national number or BIS number
	IBAN     Kind = "iban"     // bank account number of any country
	Card     Kind = "card"     // number of a payment card

	Phone   Kind = "phone"   // telephone number of a person, not one that an office gives to many
	Email   Kind = "email"   // address of mail, not one of an office
	Page    Kind = "page"    // address of a page that names a user
	Name    Kind = "name"    // name behind a title, with the title
	Birth   Kind = "birth"   // date of birth
	Address Kind = "address" // street with the number of a house

	Payment Kind = "payment" // structured communication of a payment: known, so that it is nothing else
)

// Certain says whether a checksum vouches for findings of this kind. A certain finding is refused;
// of any other kind the writer is only warned, and may keep the text.
func (k Kind) Certain() bool {
	return k == National || k == IBAN || k == Card
}

// Flagged says whether a text with a finding of this kind is kept and has to be reviewed.
func (k Kind) Flagged() bool { return !k.Certain() && k != Payment }

// Finding is the place of one identifier in a text, never the identifier itself. Start and End are offsets
// in bytes: the identifier is text[Start:End], from its first sign to its last.
type Finding struct {
	Kind  Kind
	Start int
	End   int
}

// Runes returns the offsets of a finding in its text, counted in signs (runes) from 0, as pages count.
func (f Finding) Runes(text string) (start, end int) {
	start = utf8.RuneCountInString(text[:f.Start])
	return start, start + utf8.RuneCountInString(text[f.Start:f.End])
}

// Find returns the identifiers of a text in their order, none overlapping another; nil when there is none.
// Where two readings overlap, one with a checksum stands before one without; of two with a checksum, one finding covers
// both and has the kind that is less often an accident. It takes time and memory in proportion to the text.
func Find(text string) []Finding {
	return looks(text, numbers(text))
}

// Flags says whether a text that Check lets pass has to be reviewed.
func Flags(text string) bool {
	for _, f := range looks(text, nil) {
		if f.Kind.Flagged() {
			return true
		}
	}
	return false
}

// Check returns nil for a text without a certain identifier, else a problem of kind Invalid about the first one:
// key "guard." and the kind, with the arguments
//
//	where     up to three words that stand before it, or the key "guard.nowords" when there is none
//	position  the place of its first sign, counted in signs (runes) from 1
//
// Neither holds anything of the identifier, nor of another one, nor any other number.
func Check(text string) *problem.Error {
	return firstCertain(text, numbers(text))
}

// firstCertain returns the problem of the first certain finding, nil when there is none. The words that it tells stand
// behind the finding before it.
func firstCertain(text string, found []Finding) *problem.Error {
	previous := 0
	for _, f := range found {
		if f.Kind.Certain() {
			return problem.New(problem.Invalid, "guard."+string(f.Kind), problem.Args{
				"where":    place(text[previous:f.Start]),
				"position": utf8.RuneCountInString(text[:f.Start]) + 1,
			})
		}
		previous = f.End
	}
	return nil
}

// The words that Check repeats: few enough to be read at a glance, enough to find the place.
const (
	placeWords = 3
	placeSigns = 40
)

// place returns the last words of the text before a finding, as the value of a placeholder.
// It stops at any word with a number in it, so that no piece of an identifier leaves this package.
func place(before string) any {
	tail := before
	for range placeSigns {
		_, size := utf8.DecodeLastRuneInString(tail)
		tail = tail[:len(tail)-size]
	}
	words := strings.Fields(strings.Map(visible, before[len(tail):]))
	first := len(words)
	for first > 0 && len(words)-first < placeWords && !strings.ContainsFunc(words[first-1], unicode.IsNumber) {
		first--
	}
	if first == len(words) {
		return problem.Key("guard.nowords")
	}
	return strings.Join(words[first:], " ")
}

// visible drops signs that nobody sees; among them those that turn the direction of what follows.
func visible(r rune) rune {
	if unicode.IsSpace(r) || unicode.IsGraphic(r) {
		return r
	}
	return -1
}
