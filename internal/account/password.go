package account

import (
	_ "embed"
	"encoding/base32"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"releve/internal/locale"
	"releve/internal/problem"
)

// The least and the most signs (runes) of a password (OWASP ASVS 5.0, V6.2.1 and V6.2.9).
const (
	minPassword = 8
	maxPassword = 128
)

// commonPasswords holds words that are tried first by anyone who guesses, one on a line, in lower case.
//
//go:embed common.txt
var commonPasswords string

// ParsePassword brings a password that a person chose to the form in which it is hashed: one Unicode form (NFC), no
// spaces at the ends, which come with copying. There are no rules of composition. The error is a problem of kind
// Invalid, with one of the keys account.password.unreadable, .short, .long, .common or .own; none tells the password.
func ParsePassword(email, text string) (string, error) {
	password, ok := locale.Clean(text)
	signs := utf8.RuneCountInString(password)
	switch {
	case !ok:
		return "", problem.New(problem.Invalid, "account.password.unreadable", nil)
	case signs < minPassword:
		return "", problem.New(problem.Invalid, "account.password.short", problem.Args{"n": minPassword})
	case signs > maxPassword:
		return "", problem.New(problem.Invalid, "account.password.long", problem.Args{"n": maxPassword})
	case isCommon(password):
		return "", problem.New(problem.Invalid, "account.password.common", nil)
	case holdsAddress(password, email):
		return "", problem.New(problem.Invalid, "account.password.own", nil)
	}
	return password, nil
}

// isCommon says whether a password is on the list, as it stands or without the figures and signs around a word,
// or runs through figures or letters in steps of 0, 1 or −1.
func isCommon(password string) bool {
	lower := strings.ToLower(password)
	word := strings.TrimFunc(lower, func(r rune) bool { return !unicode.IsLetter(r) })
	return listed(lower) || listed(word) || isRun(lower)
}

func listed(word string) bool {
	return word != "" && strings.Contains("\n"+commonPasswords, "\n"+word+"\n")
}

func isRun(password string) bool {
	signs := []rune(password)
	step := signs[1] - signs[0]
	for i := range signs[1:] {
		if signs[i+1]-signs[i] != step {
			return false
		}
	}
	return -1 <= step && step <= 1
}

// holdsAddress says whether a password contains the part of the address before the @. Shorter ones than four signs
// stand in too many words.
func holdsAddress(password, email string) bool {
	local, _, _ := strings.Cut(email, "@")
	return len(local) >= 4 && strings.Contains(strings.ToLower(password), local)
}

// crockford leaves out the letters I, L, O and U, which are taken for other signs.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// drawnBytes are 80 bits: sixteen signs.
const drawnBytes = 10

// drawPassword returns a password of four groups of four signs, such as 7Q4K-M0XA-93TD-HJ5W.
func drawPassword(random io.Reader) (string, error) {
	var drawn [drawnBytes]byte
	if _, err := io.ReadFull(random, drawn[:]); err != nil {
		return "", fmt.Errorf("draw a password: %w", err)
	}
	signs := base32.NewEncoding(crockford).EncodeToString(drawn[:])
	return strings.Join([]string{signs[:4], signs[4:8], signs[8:12], signs[12:]}, "-"), nil
}
