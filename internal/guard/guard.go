// Package guard finds personal identifiers in free text.
//
// A text that holds one is refused before anything of it is kept: in Belgium the national number may be used only
// with an authorisation (law of 8 August 1983, art. 8), and a bank account or a card number has no place in a sheet.
// Kinds that carry a checksum come first; kinds found by their look alone can join them, and Check refuses only
// those which are certain.
package guard

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"releve/internal/problem"
)

// Kind is a sort of personal identifier.
type Kind string

// The kinds that Find knows.
const (
	National Kind = "national" // Belgian national number or BIS number
	IBAN     Kind = "iban"     // bank account number of any country
	Card     Kind = "card"     // number of a payment card
)

// Certain says whether a checksum vouches for findings of this kind. A certain finding is refused;
// of any other kind the writer is only warned, and may keep the text.
func (k Kind) Certain() bool {
	switch k {
	case National, IBAN, Card:
		return true
	default:
		return false
	}
}

// Finding is the place of one identifier in a text, never the identifier itself. Start and End are offsets
// in bytes: the identifier is text[Start:End], from its first sign to its last.
type Finding struct {
	Kind  Kind
	Start int
	End   int
}

// Find returns the identifiers of a text in their order, none overlapping another; nil when there is none.
// Where two readings overlap, one finding covers both and has the kind that is less often an accident.
// It takes time in proportion to the text, and memory only for what it finds.
func Find(text string) []Finding {
	return numbers(text)
}

// Check returns nil for a text without a certain identifier, else a problem of kind Invalid about the first one:
// key "guard." and the kind, with the arguments
//
//	where     up to three words that stand before it, or the key "guard.nowords" when there is none
//	position  the place of its first sign, counted in signs (runes) from 1
//
// Neither holds anything of the identifier, nor of another one, nor any other number.
func Check(text string) *problem.Error {
	return firstCertain(text, Find(text))
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
