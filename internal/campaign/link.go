package campaign

import (
	"encoding/base32"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// Lengths of secrets, in signs of five bits.
const (
	linkSigns    = 16
	receiptSigns = 26
	group        = 4
	linkBytes    = linkSigns * 5 / 8
	receiptBytes = 17 // 136 bits, cut to 130
)

// crockford is the alphabet without letters that are read as digits (Crockford's base 32, lower case).
const crockford = "0123456789abcdefghjkmnpqrstvwxyz"

// NewLink makes a link code: 16 random signs in groups of four, 80 bits.
func NewLink(random io.Reader) (string, error) {
	s, err := signs(random, linkBytes, linkSigns)
	if err != nil {
		return "", fmt.Errorf("make link: %w", err)
	}
	return s[:group] + "-" + s[group:2*group] + "-" + s[2*group:3*group] + "-" + s[3*group:], nil
}

// NewReceipt makes a receipt: 26 random signs, 130 bits.
func NewReceipt(random io.Reader) (string, error) {
	s, err := signs(random, receiptBytes, receiptSigns)
	if err != nil {
		return "", fmt.Errorf("make receipt: %w", err)
	}
	return s, nil
}

func signs(random io.Reader, bytes, count int) (string, error) {
	raw := make([]byte, bytes)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", fmt.Errorf("read randomness: %w", err)
	}
	return base32.NewEncoding(crockford).WithPadding(base32.NoPadding).EncodeToString(raw)[:count], nil
}

// ReadLink brings a link code, typed or spoken, into its one form; false when it cannot be one. Crockford's
// alphabet reads i and l as 1 and o as 0; hyphens, dashes and spaces do not count.
func ReadLink(s string) (string, bool) {
	clean, ok := readSigns(s, linkSigns)
	if !ok {
		return "", false
	}
	return clean[:group] + "-" + clean[group:2*group] + "-" + clean[2*group:3*group] + "-" + clean[3*group:], true
}

// ReadReceipt brings a receipt into its one form; false when it cannot be one.
func ReadReceipt(s string) (string, bool) { return readSigns(s, receiptSigns) }

// readSigns reads so many signs, passing over what stands between them.
func readSigns(s string, count int) (string, bool) {
	if len(s) > 4*count {
		return "", false
	}
	clean := make([]byte, 0, count)
	for _, r := range s {
		if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) {
			continue
		}
		sign, ok := readSign(r)
		if !ok || len(clean) == count {
			return "", false
		}
		clean = append(clean, sign)
	}
	if len(clean) < count {
		return "", false
	}
	return string(clean), true
}

// readSign reads one sign of the alphabet in either case, or a letter that is read as one of its digits.
func readSign(r rune) (byte, bool) {
	if 'A' <= r && r <= 'Z' {
		r += 'a' - 'A'
	}
	switch r {
	case 'i', 'l':
		r = '1'
	case 'o':
		r = '0'
	}
	place := strings.IndexRune(crockford, r)
	if place < 0 {
		return 0, false
	}
	return crockford[place], true
}
