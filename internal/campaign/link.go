package campaign

import (
	"encoding/base32"
	"fmt"
	"io"
	"strings"
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
// alphabet reads i and l as 1 and o as 0; hyphens and spaces do not count.
func ReadLink(s string) (string, bool) {
	clean, ok := readSigns(s, linkSigns)
	if !ok {
		return "", false
	}
	return clean[:group] + "-" + clean[group:2*group] + "-" + clean[2*group:3*group] + "-" + clean[3*group:], true
}

// ReadReceipt brings a receipt into its one form; false when it cannot be one.
func ReadReceipt(s string) (string, bool) { return readSigns(s, receiptSigns) }

func readSigns(s string, count int) (string, bool) {
	if len(s) > 4*count {
		return "", false
	}
	clean := strings.NewReplacer("-", "", " ", "", "i", "1", "l", "1", "o", "0").Replace(strings.ToLower(s))
	if len(clean) != count || strings.Trim(clean, crockford) != "" {
		return "", false
	}
	return clean, true
}
