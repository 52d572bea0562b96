package sheet

import (
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"slices"
	"strconv"

	"releve/internal/form"
)

// Salt is the random part of a digest: without it nobody can guess a sheet's content from its digest.
type Salt [16]byte

// Digest is SHA-256(salt ‖ content) of a sheet.
type Digest [sha256.Size]byte

// Digest returns the sheet's salted digest. Two sheets with the same digest under one salt were filled in the
// same: answers, rows, date, language, worker, version, participant, what it follows and shares. How and when
// it came in, and what a reviewer made of it, is not part of it.
func (s *Sheet) Digest(salt Salt) Digest {
	b := make(content, 0, 512)
	b = append(b, salt[:]...)
	b = b.text(s.Date).text(string(s.Precision)).text(string(s.Language)).text(s.Worker)
	b = b.text(strconv.FormatInt(s.Version, 10)).text(s.Participant).text(s.Follows).text(strconv.Itoa(s.Shared))
	b = b.answers(s.Answers)
	for _, row := range s.Rows {
		b = b.answers(row)
	}
	return sha256.Sum256(b)
}

// content is a sheet written so that different sheets never give the same bytes: each text goes after its
// length, each collection after its size.
type content []byte

func (b content) size(n int) content { return binary.AppendUvarint(b, uint64(n)) } //nolint:gosec // a length

func (b content) text(s string) content { return append(b.size(len(s)), s...) }

func (b content) answers(answers form.Answers) content {
	b = b.size(len(answers))
	for _, code := range slices.Sorted(maps.Keys(answers)) {
		a := answers[code]
		b = b.text(code).text(a.Text).size(len(a.Codes))
		for _, c := range a.Codes {
			b = b.text(c)
		}
		if a.Numbered {
			b = b.text(strconv.FormatInt(a.Number, 10))
		} else {
			b = b.text("")
		}
	}
	return b
}
