package guard

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// sign is a digit or a letter of the text.
type sign struct {
	value      uint8 // 0–9 for a digit, 10–35 for a letter
	gap        gap   // what stands before it
	start, end int   // offsets in bytes
}

func (s sign) isDigit() bool { return s.value < 10 }

// windowSize holds the longest number (an IBAN of 33 signs) and is a power of two.
const windowSize = 64

// scan reads a text once and keeps its last signs; whether a number ends at a sign is asked
// when the next sign is known. Counters of signs run over the whole text.
type scan struct {
	signs  [windowSize]sign   // sign number n stands at n % windowSize
	read   int                // signs read so far
	run    int                // number of the first sign since the last cut
	digits int                // how many of the last signs are digits of the run, with no letter between
	due    [windowSize]uint64 // the IBANs that would end before sign n: bit l for one of l signs
	found  []Finding
}

// numbers returns the findings of all kinds that carry a checksum.
func numbers(text string) []Finding {
	if !strings.ContainsFunc(text, unicode.IsDigit) {
		return nil
	}
	var s scan
	between := gapReader{seen: isCut}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		c, value := classify(r)
		if c == letter && accented(text[i+size:]) {
			c = other
		}
		if c == digit || c == letter {
			s.add(sign{value: value, gap: between.gap(), start: i, end: i + size})
		} else {
			between.add(c)
		}
		i += size
	}
	s.close(sign{gap: isCut})
	return s.found
}

// accented says whether a text begins with a combining sign: the letter before it is then another one.
// Written as one rune such a letter is none of A–Z, so both ways to write it are read alike.
func accented(text string) bool {
	if text == "" || text[0] < utf8.RuneSelf {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.Is(unicode.M, r)
}

// add takes the next sign of the text.
func (s *scan) add(next sign) {
	s.close(next)
	if next.gap&isCut != 0 {
		s.run, s.digits = s.read, 0
	}
	s.digits++
	if !next.isDigit() {
		s.digits = 0
	}
	s.signs[s.read%windowSize] = next
	s.due[s.read%windowSize] = 0
	s.read++
	s.expectIBAN()
}

// close looks for the numbers that end before the next sign. None does inside a group of digits or of letters.
func (s *scan) close(next sign) {
	if s.read == s.run {
		return
	}
	last := s.back(1)
	if next.gap == 0 && (next.isDigit() || !last.isDigit()) {
		return
	}
	s.findIBAN()
	if s.digits >= nationalLength {
		free := 0
		if !next.isDigit() || next.gap.parts() {
			free = 1
		}
		s.findNational(free)
		s.findCard(free)
	}
}

// back returns the sign that stands n signs back, the last one read for n = 1.
func (s *scan) back(n int) *sign { return &s.signs[(s.read-n)%windowSize] }

// report notes a finding in the last n signs. It swallows those that it overlaps.
func (s *scan) report(kind Kind, n int) {
	f := Finding{Kind: kind, Start: s.back(n).start, End: s.back(1).end}
	for len(s.found) > 0 {
		before := s.found[len(s.found)-1]
		if before.End <= f.Start {
			break
		}
		f.Start = min(f.Start, before.Start)
		if surer(before.Kind, f.Kind) {
			f.Kind = before.Kind
		}
		s.found = s.found[:len(s.found)-1]
	}
	s.found = append(s.found, f)
}

// surer says whether a finding of kind a is less often an accident than one of kind b: one in ten runs of digits
// passes for a card, one in a hundred for a national number; an IBAN has its country too.
func surer(a, b Kind) bool {
	return a == IBAN && b != IBAN || a == National && b == Card
}
